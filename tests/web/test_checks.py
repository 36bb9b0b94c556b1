"""The checks of a paper on its author's pages: advice with a way to mend it and a way to leave it."""

from collections.abc import Callable
from typing import Any

import pytest

from ethics.domain.vocabulary import State
from tests.browser import Browser, Page, Window
from tests.cast import Cast
from tests.factories import Brought
from tests.services.test_correcting import PAPER
from tests.web.test_correcting import pasted
from tests.web.test_papers import new_paper

Bring = Callable[..., Brought]
COMPLAINT = "I wish to complain about Sgt Marlow, on 01632 960123. The rest is in Appendix B. Consulted: YES/NO."


@pytest.fixture
def dan(browser: Browser, cast: Cast) -> Window:
    return browser.as_(cast.author)


def leave(page: Page, words: str) -> str:
    """What the button that leaves the finding of these words says."""
    return next(button for button in page.buttons if button.startswith("Leave it as it is") and words in button)


def test_a_paper_that_is_not_begun_is_told_nothing(dan: Window) -> None:
    page = dan.get(f"/dilemmas/{new_paper(dan)}/edit")
    assert "Before you send it" not in page.main


def test_each_finding_says_where_and_leads_to_the_box_it_speaks_of(dan: Window) -> None:
    ref = new_paper(dan)
    section = dan.get(f"/dilemmas/{ref}/edit/section/background")
    page = dan.press(section, "Save and go back", **{"blocks-0-text": f"First.\r\n\r\n{COMPLAINT}"})
    for words in (
        "Paragraph 2 reads like a complaint about a person.", "Sgt Marlow is named in paragraph 2.",
        "Paragraph 2 holds 01632 960123.", "“YES/NO” is left unstruck in paragraph 2.",
        "Appendix B is named in paragraph 2 and does not come with the paper.", "Purpose is blank.",
    ):  # fmt: skip
        assert words in page.main
    there = page.link("Put it right Sgt Marlow is named in paragraph 2.")
    assert there == f"/dilemmas/{ref}/edit/section/background#blocks-1-text"
    assert dan.get(there.partition("#")[0]).by_id("blocks-1-text") is not None
    assert page.link("Withdraw the paper") == f"/dilemmas/{ref}/withdraw"


def test_what_is_left_as_it_is_stays_so_until_it_changes(dan: Window) -> None:
    ref = new_paper(dan)
    path = f"/dilemmas/{ref}/edit/section/background"
    page = dan.press(dan.get(path), "Save and go back", **{"blocks-0-text": "Ask Sgt Marlow."})
    page = dan.press(page, leave(page, "Sgt Marlow"))
    assert "Left as it is." in page.main
    assert "1 left as it is" in page.main
    assert not any("Sgt Marlow" in button for button in page.buttons if button.startswith("Leave"))
    page = dan.press(page, next(button for button in page.buttons if button.startswith("Look at it again")))
    page = dan.press(page, leave(page, "Sgt Marlow"))
    page = dan.press(dan.get(path), "Save and go back", **{"blocks-0-text": "Ask Sgt Marlow and Sgt Quill."})
    assert leave(page, "Sgt Quill")


def test_the_page_before_sending_says_the_same_and_comes_back_to_itself(
    dan: Window, bring: Bring, browser: Browser, cast: Cast
) -> None:
    ref = bring(State.DRAFT, questions=7).ref
    page = dan.get(f"/dilemmas/{ref}/send")
    assert "The paper asks 7 questions. Members give longer and better answers to a few" in page.main
    page = dan.press(page, leave(page, "7 questions"))
    assert page.h1 == "Send to the sponsor"
    assert "1 left as it is" in page.main
    dan.press(page, "Send to the sponsor")


def test_a_question_that_asks_two_things_is_split_beside_its_source(dan: Window) -> None:
    page = dan.get(
        pasted(dan, PAPER.replace("Who should be told?", "And who should be told?")).link("Back to the list")
    )
    there = page.link("Put it right Question 2 asks two things").partition("#")[0]
    page = dan.press(dan.get(there), "Split here before “And who should be told?”")
    assert "asks two things" not in dan.get(page.link("Back to the list")).main


def test_only_the_author_leaves_a_finding(dan: Window, browser: Browser, cast: Cast, bring: Bring) -> None:
    ref = bring(State.DRAFT, questions=7).ref
    key = dan.get(f"/dilemmas/{ref}/edit").form(leave(dan.get(f"/dilemmas/{ref}/edit"), "7 questions"))[1]["key"]
    for person in (cast.sponsor, cast.secretary, cast.joan, cast.other_author):
        browser.as_(person).post(
            f"/dilemmas/{ref}/edit/checks/leave", {"key": key}, status=403 if person is cast.sponsor else 404
        )
    for bad in ("", "many", "many-zz", f"{key}x", "a" * 400):
        dan.post(f"/dilemmas/{ref}/edit/checks/leave", {"key": bad}, status=404)
    dan.post(f"/dilemmas/{ref}/edit/checks/else", {"key": key}, status=404)
    assert "left as it is" not in dan.get(f"/dilemmas/{ref}/edit").main


def test_leaving_a_finding_is_no_change_of_the_paper(dan: Window, bring: Bring) -> None:
    ref = bring(State.DRAFT, questions=7).ref
    section = dan.get(f"/dilemmas/{ref}/edit/section/background")
    page = dan.get(f"/dilemmas/{ref}/edit")
    dan.press(page, leave(page, "7 questions"))
    page = dan.press(section, "Save and go back")  # made from the page before: not stale
    assert page.path == f"/dilemmas/{ref}/edit"
    assert "1 left as it is" in page.main


def test_the_pages_ask_the_same_of_the_database_however_long_the_paper_is(
    dan: Window, bring: Bring, count_queries: Callable[[], Any]
) -> None:
    counts = []
    for questions, scenarios in ((1, 1), (13, 4)):
        ref = bring(State.DRAFT, questions=questions, scenarios=scenarios).ref
        for path in ("edit", "send"):
            with count_queries() as seen:
                dan.get(f"/dilemmas/{ref}/{path}")
            counts.append(len(seen))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 20, counts
