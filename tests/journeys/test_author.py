"""Dan brings the Word paper he has; Ruth hands it back once, then releases it."""

from collections.abc import Callable

from ethics.cli.demo.content import SAMPLES
from tests.journeys.conftest import with_and_without_scripts
from tests.journeys.visitors import PHONE, Visitor

PAPER = SAMPLES / "paying-informal-interpreters.docx"
TITLE = "Paying informal interpreters"


@with_and_without_scripts
def test_a_word_file_becomes_a_paper_that_the_sponsor_releases(visitor: Callable[..., Visitor]) -> None:
    dan = visitor("Dan Fairley")
    edit = _bring(dan)
    _put_right(dan, edit)
    _send(dan, edit)

    ruth = visitor("Ruth Ingleby", size=PHONE)
    ruth.take_up(f"Release “{TITLE}”").follow("Read the paper")
    assert "She has lost a night shift at the laundry by it" in ruth.main
    ruth.page.go_back()
    ruth.press("Hand back to the author", status=422)
    assert "Why it goes back" in ruth.main
    ruth.fill("Why it goes back", "Say what became of the survey’s nineteen children.")
    ruth.press("Hand back to the author")

    dan.take_up(f"“{TITLE}” came back to you")
    assert "Say what became of the survey’s nineteen children." in dan.main
    dan.follow("Background").fill("Add to it", "Nobody asked the nineteen children how it had been for them.")
    dan.press("Save and go back")
    _send(dan, edit)

    ruth.take_up(f"Release “{TITLE}”").press("Release to the committee")
    assert "Released to Eastmarch Ethics Committee" in ruth.told
    caroline = visitor("Caroline Mott")
    assert TITLE in caroline.main


def _bring(dan: Visitor) -> str:
    """The Word file becomes a draft; returns the address of its list of parts."""
    dan.go("/papers/new").follow("Bring the paper you have")
    dan.press("Make a draft of it", status=422)
    dan.page.get_by_label("Word, OpenDocument, PDF").set_input_files(PAPER)
    dan.press("Make a draft of it")
    assert dan.h1 == "What was found, beside the source"
    dan.follow("Back to the list")
    assert dan.h1 == TITLE
    assert "5 questions: 3 closed, 1 open, 1 for action" in dan.main
    assert "2 scenarios" in dan.main
    return dan.page.url


def _put_right(dan: Visitor, edit: str) -> None:
    """What the file could not say is said, and what was misread is corrected."""
    dan.follow("Say where they belong")
    dan.pick("Where does it belong? piece 1", "Leave it out of the paper")
    dan.press("Put them there")
    dan.go(edit).follow("About the paper").choose("Ruth Ingleby", exact=False)
    dan.fill("Presenting unit", "Neighbourhoods").press("Save and go back")
    dan.follow("Scenarios").press("The scenarios are right")
    dan.go(edit).follow("Questions").follow("Question 5")
    assert dan.box("What is asked").input_value().startswith("What should be done in scenarios 1 and 2")
    dan.choose("Action", exact=False).press("Save and go back")
    dan.go(edit).follow("Principles engaged").choose("Fairness").press("Save and go back")
    dan.follow("People, places and bodies named")
    dan.fill("Name 1", "Station Parade").pick("It is a", "Place").press("Save and go back")
    for part in ("Purpose", "Recommendation sought", "The dilemma in one sentence", "Background", "Implications"):
        dan.follow(part).press("Save and go back")


def _send(dan: Visitor, edit: str) -> None:
    dan.go(edit).follow("Send to the sponsor").press("Send to the sponsor")
    assert "Sent to Ruth Ingleby, who has been told" in dan.told
