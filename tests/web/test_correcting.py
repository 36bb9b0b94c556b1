"""The page of a draft beside its source: where each line went, and every correction by a plain button."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from ethics.domain.vocabulary import State
from ethics.extensions import db
from ethics.models import Block, Dilemma, QuestionWording
from tests.browser import Browser, Page, Window
from tests.cast import Cast
from tests.factories import Brought
from tests.services.test_correcting import PAPER

Bring = Callable[..., Brought]


def pasted(window: Window, text: str = PAPER) -> Page:
    return window.press(window.get("/papers/import"), "Make a draft of it", text=text)


def thing(page: Page, words: str) -> str:
    """The key of the thing in which these words stand."""
    for part in page.all("article"):
        if words in " ".join(part.itertext()):
            return (part.get("id") or "").removeprefix("found-")
    raise AssertionError(f"nothing says “{words}”")


def opened(window: Window, page: Page, words: str) -> Page:
    return window.get(f"{page.path.partition('?')[0]}?at={thing(page, words)}")


@pytest.fixture
def dan(browser: Browser, cast: Cast) -> Window:
    return browser.as_(cast.author)


def test_after_an_import_each_line_says_where_it_went_and_each_thing_why(dan: Window) -> None:
    page = pasted(dan)
    assert page.h1 == "What was found, beside the source"
    assert "Read as the heading “Background”" in page.main
    assert "We took this for a question. It ends with a question mark" in page.main
    assert "We took this for a scenario. It begins with “Scenario 1" in page.main
    line = next(one for one in page.all("li") if "lambing" in " ".join(one.itertext()))
    links = [link.get("href") or "" for link in line.iter("a")]
    assert links == [f"{page.path}?at={thing(page, 'lambing')}#found-{thing(page, 'lambing')}"]
    page = dan.get(links[0].partition("#")[0])
    lit = [" ".join(one.itertext()) for one in page.all("li", class_="lit")]
    assert len(lit) == 1
    assert "lambing" in lit[0]
    assert any(href == f"#{line.get('id')}" for _, href in page.links)


def test_what_was_left_out_or_guessed_is_said_where_the_author_lands(dan: Window) -> None:
    paper = "## Lamps in the park\n\n### Background\n\n1. The lamps burn.<!-- Mark this. -->\n\n### Questions\n\n2. Is it right?\n"
    page = dan.press(
        dan.get("/papers/import"), "Make a draft of it", source=(BytesIO(paper.encode()), "paper.md"), text=""
    )
    assert page.h1 == "What was found, beside the source"
    assert "The file has comments. They were not brought in." in page.main
    assert "“Lamps in the park”, which stands at its top, was taken for its title." in page.main
    assert "Mark this" not in page.text


def test_every_correction_is_a_plain_button_and_can_be_undone(app: Flask, dan: Window) -> None:
    page = pasted(dan)
    page = opened(dan, page, "lambing")
    page = dan.press(page, "Split here before “Farmers were told by letter.”")
    assert "Corrected. You can undo it." in page.main
    page = dan.press(opened(dan, page, "told by letter"), "This is a question", kind="open")
    assert "Open: what are the considerations?" in page.main
    page = dan.press(page, "Change the kind", kind="action")
    page = dan.press(page, "Say so which scenarios it belongs to", scenarios="2")
    assert "Scenario 2" in " ".join(page.by_id(f"found-{thing(page, 'told by letter')}").itertext())  # type: ignore[union-attr]
    page = dan.press(page, "Not a question", to="background")
    page = dan.press(page, "Join with the one above")
    page = dan.press(opened(dan, page, "Some of them"), "Move it there", to="scenario-1")
    assert "7 steps back" in page.main
    for _ in range(7):
        button = next(words for words in page.buttons if words.startswith("Undo:"))
        page = dan.press(page, button)
    assert not any(words.startswith("Undo:") for words in page.buttons)
    with app.app_context():
        texts = db.session.scalars(select(Block.text).order_by(Block.position)).all()
        assert "Drones are flown over fields at lambing time. Farmers were told by letter." in texts


def test_what_is_missing_is_said_beside_its_field(dan: Window) -> None:
    page = opened(dan, pasted(dan), "lambing")
    page = dan.press(page, "Move it there", status=422)
    assert page.by_id("to-error") is not None
    assert "Say where it belongs." in page.main
    page = dan.post(page.path, dict(page.form("Move it there")[1]) | {"do": "split", "at": "3"}, status=422)
    assert "It cannot be split there." in page.main


def test_a_correction_of_what_changed_since_shows_how_it_stands_now(app: Flask, dan: Window) -> None:
    page = opened(dan, pasted(dan), "Some of them")
    with app.app_context():
        block = db.session.scalars(select(Block).where(Block.text.startswith("Some of them"))).one()
        block.text = "Nobody wrote back."
        db.session.get_one(Dilemma, 1)
        from ethics.models import PaperVersion

        db.session.scalars(select(PaperVersion)).one().row_version += 1
        db.session.commit()
    page = dan.press(page, "Move it there", to="purpose", status=409)
    assert "Someone changed this while you were reading it." in page.main
    assert "Nobody wrote back." in page.main


def test_an_undo_from_an_old_page_is_refused_in_a_sentence(dan: Window) -> None:
    page = opened(dan, pasted(dan), "Some of them")
    first = dan.press(page, "Move it there", to="purpose")
    dan.press(first, "Move it there", to="background")
    assert "There is nothing to undo" in dan.press(first, "Undo: Moved", status=409).text


def test_everything_right_ticks_the_parts_off(dan: Window) -> None:
    page = dan.press(pasted(dan), "Everything found is right")
    assert page.h1 == "Drones over fields"
    assert "Check it" not in [" ".join(one.itertext()) for one in page.all("span")][1:4]
    again = dan.get(page.link("Correct it beside the source"))
    assert "Everything found is right" not in again.buttons


def test_only_the_author_of_an_imported_draft_has_the_page(
    app: Flask, browser: Browser, cast: Cast, dan: Window, bring: Bring
) -> None:
    path = pasted(dan).path
    for person in (cast.sponsor, cast.secretary, cast.joan, cast.other_author, cast.administrator, None):
        answer = browser.as_(person).client.get(path)
        assert answer.status_code in (302, 403, 404), person
        assert b"lambing" not in answer.data
    written = bring(State.DRAFT)
    dan.get(f"/dilemmas/{written.ref}/edit/correct", status=404)
    dan.post(f"/dilemmas/{written.ref}/edit/correct/undo", {}, status=409)


def test_the_page_asks_the_same_of_the_database_however_long_the_paper_is(
    app: Flask, dan: Window, count_queries: Callable[[], Any]
) -> None:
    counts = []
    for more in (1, 30):
        extra = "\n".join(f"{9 + at}. Should camera number {at} be kept over field {at}?" for at in range(more))
        page = pasted(dan, PAPER + extra)
        path = f"{page.path}?at={thing(page, 'lambing')}"
        dan.press(dan.get(path), "Move it there", to="purpose")
        with count_queries() as seen:
            dan.get(path)
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert counts[0] <= 20
    with app.app_context():
        assert len(db.session.scalars(select(QuestionWording.id)).all()) > 30


@pytest.mark.parametrize("at", ["", "b0", "q-1", "zz", "b1' or 1=1", "p99"])
def test_an_address_that_opens_nothing_shows_the_page(dan: Window, at: str) -> None:
    path = pasted(dan).path
    assert dan.get(f"{path}?at={at}").h1 == "What was found, beside the source"
