"""Grace asks the author something at a paragraph; the Secretary mends it, Dan answers, Joan reads it; Grace’s note is hers."""

from collections.abc import Callable

from tests.journeys.visitors import PHONE, Visitor

TITLE = "Asking residents for their doorbell footage"
ASKED = "It is shocking. How many of the 640 recordings are deleted by now?"
PASSED_ON = "How many of the 640 recordings are deleted by now?"
ANSWERED = "All but nine, which belong to a trial that is not over."
NOTE = "Compare with what the Tenants’ Federation wrote."


def test_an_enquiry_goes_to_the_author_without_a_name_and_its_answer_to_everybody(
    visitor: Callable[..., Visitor],
) -> None:
    grace = visitor("Grace Sandiford", size=PHONE)
    grace.go("/dilemmas").follow(TITLE).follow("The paper")
    paper = grace.page.url
    grace.page.locator("a", has_text="about paragraph 8").click()
    grace.look()
    grace.press("Ask this", status=422)
    assert "Write what you would like to know." in grace.main
    grace.fill("What would you like to know?", ASKED).press("Ask this")
    assert "Your enquiry is with the Secretary" in grace.told

    caroline = visitor("Caroline Mott")
    caroline.take_up(f"Look at one enquiry about “{TITLE}”")
    assert "Grace Sandiford" in caroline.main
    caroline.follow("Look at it").fill("What the author is asked", PASSED_ON)
    caroline.press("Pass it on to the author")
    assert "It is with the author, without a name." in caroline.told

    dan = visitor("Dan Fairley")
    dan.take_up(f"Answer one enquiry about “{TITLE}”")
    assert PASSED_ON in dan.main
    assert "shocking" not in dan.main
    assert "Grace" not in dan.main
    dan.follow("Answer it").fill("Your answer", ANSWERED).press("Give this answer")

    joan = visitor("Joan Pettifer", scripts=False)
    joan.go(paper.removeprefix(joan.site))
    joan.page.locator("summary", has_text="One enquiry to the author").first.click()
    assert ANSWERED in joan.main
    assert "Grace" not in joan.main
    joan.follow("One enquiry to the author")
    assert "shocking" not in joan.main

    grace.take_up(f"Your enquiry about “{TITLE}” is answered")
    assert "The Secretary passed it on in other words" in grace.main
    grace.press("I have read the answer")
    grace.go("/desk")
    assert "Your enquiry about" not in grace.main


def test_a_note_is_kept_while_she_types_and_nobody_else_meets_it(visitor: Callable[..., Visitor]) -> None:
    grace = visitor("Grace Sandiford", size=PHONE)
    grace.go("/dilemmas").follow(TITLE).follow("The paper")
    paper = grace.page.url
    with grace.arriving():
        grace.page.locator("a", has_text="at paragraph 9").click()
    grace.fill("Your note", NOTE)
    grace.page.get_by_text("Saved at").wait_for()
    grace.go(paper)
    grace.page.locator("summary", has_text="Your note at paragraph 9").click()
    assert NOTE in grace.main
    grace.look()
    grace.follow("Your note on this paper")
    assert NOTE in grace.main
    with grace.page.expect_download() as taken:
        grace.link("Take them away as a plain text").click()
    assert NOTE in taken.value.path().read_text(encoding="utf-8")

    for name in ("Joan Pettifer", "Caroline Mott", "Dan Fairley"):
        other = visitor(name)
        other.go(paper.removeprefix(other.site))
        assert NOTE not in other.page.content()
