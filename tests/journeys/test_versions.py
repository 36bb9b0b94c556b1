"""Dan corrects a paper that members are answering; Joan keeps her position on the new words, Tomos gives his anew."""

from collections.abc import Callable

from tests.journeys.visitors import PHONE, Visitor

DOORBELLS = "Asking residents for their doorbell footage"
WHY = "Footage is deleted after fourteen days, not thirty-one."
DRONE = "Looking from the air for someone who may not want to be found"


def test_a_new_version_asks_again_only_whom_it_concerns(visitor: Callable[..., Visitor]) -> None:
    _correct(visitor("Dan Fairley"))
    ruth = visitor("Ruth Ingleby", size=PHONE)
    ruth.take_up(f"Release a new version of “{DOORBELLS}”")
    assert WHY in ruth.main
    ruth.press("Release to the committee")

    joan = visitor("Joan Pettifer", size=PHONE)
    assert f"“{DOORBELLS}” has changed" not in joan.main
    caroline = visitor("Caroline Mott", scripts=False)
    caroline.take_up(f"Issue a new version of “{DOORBELLS}”")
    assert "One question asks otherwise than before" in caroline.main
    caroline.press("Issue version 2")
    assert "Version 2 is issued" in caroline.told

    assert f"The paper on “{DOORBELLS}” has changed" not in joan.go("/desk").main  # one cause asks once
    joan.take_up(f"Look again at one position on “{DOORBELLS}”").follow("See all that changed in the paper")
    assert WHY in joan.main
    assert joan.page.locator("del").inner_text().endswith("thirty-one")
    assert joan.page.locator("ins").inner_text().endswith("fourteen")
    joan.take_up(f"Look again at one position on “{DOORBELLS}”")
    joan.press("Keep my position on the new words")
    assert "your position stands on its new words" in joan.told
    assert f"Look again at one position on “{DOORBELLS}”" not in joan.go("/desk").main

    _read_the_version_before(joan)

    tomos = visitor("Tomos Llŷr")
    tomos.take_up(f"Look again at one position on “{DOORBELLS}”")
    tomos.choose("Not supported").press("Save and go to question")
    assert "Look again at one position" not in tomos.go("/desk").main
    priya = visitor("Priya Nambiar")
    assert "Look again at one position" in priya.main


def _read_the_version_before(joan: Visitor) -> None:
    """Joan reads version 1 whole, sees when it stood and what came with it, and comes back to the one that stands now."""
    joan.go("/dilemmas").follow(DOORBELLS).follow("The paper")
    assert "thirty-one" not in joan.page.locator("#question-2").inner_text()
    joan.follow("Versions of the paper").follow("Read it “Version 1, as it was issued”")
    assert "Version 1, which another has followed" in joan.main
    assert "It stood from" in joan.main
    assert "thirty-one" in joan.page.locator("#question-2").inner_text()
    joan.follow("See what differs from version 2")
    assert joan.page.locator("ins").inner_text().endswith("fourteen")
    joan.page.go_back()
    joan.follow("Read version 2, which members read now")
    assert "fourteen" in joan.page.locator("#question-2").inner_text()


def _correct(dan: Visitor) -> None:
    """Dan rewords question 2 of the issued paper, says why, and sends it to the sponsor."""
    dan.go("/dilemmas").follow(DOORBELLS).follow("Make a new version of the paper").press("Begin version 2")
    dan.follow("Questions").follow("Question 2")
    said = dan.box("What is asked").input_value()
    assert "thirty-one" in said
    dan.fill("What is asked", said.replace("thirty-one", "fourteen")).press("Save and go back")
    dan.take_up(f"Go on with the new version of “{DOORBELLS}”")
    dan.press("Send to the sponsor", status=422)
    dan.fill("Why the paper changes", WHY).press("Send to the sponsor")
    assert "Sent to Ruth Ingleby, who has been told" in dan.told


def test_an_author_goes_back_to_an_earlier_state_and_forward_again(visitor: Callable[..., Visitor]) -> None:
    moira = visitor("Moira Tench")
    moira.go("/dilemmas").follow(DRONE).follow("Go on writing")
    edit = moira.page.url
    moira.follow("Purpose")
    before = moira.page.locator("textarea").first.input_value()
    moira.page.locator("textarea").first.fill("Quite another purpose.")
    moira.press("Save and go back").follow("Earlier states, and what changed")
    assert moira.h1 == "Versions of the paper"
    moira.follow("What changed")
    assert "Quite another purpose." in moira.main
    moira.follow("Back to the versions").press("Restore it")
    assert "Restored" in moira.told
    moira.go(edit).follow("Purpose")
    assert moira.page.locator("textarea").first.input_value() == before
    moira.go(edit).follow("Earlier states, and what changed")
    moira.press("Restore it “Version 1, as it stood before an earlier state was restored”")
    moira.go(edit).follow("Purpose")
    assert moira.page.locator("textarea").first.input_value() == "Quite another purpose."
