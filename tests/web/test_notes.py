"""Notes as pages: written at a paragraph, folded there, listed to print, taken away as a plain text; nobody else's."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from ethics.domain.vocabulary import State
from ethics.extensions import db
from ethics.models import Note, PaperVersion
from tests.browser import Browser
from tests.cast import Cast
from tests.factories import declare

NOTE = "Ask whether neighbours were **told**."


@pytest.fixture
def item(bring, cast: Cast):
    def then(session, dilemma) -> None:
        for person in (cast.joan, cast.tomos):
            declare(session, dilemma, person)

    return bring(State.ISSUED, then=then)


def at(item, *more: object) -> str:
    return "/".join([f"/dilemmas/{item.ref}", *map(str, more)])


def keep(browser: Browser, cast: Cast, item, paragraph: int = 4, text: str = NOTE, status: int = 200):
    joan = browser.as_(cast.joan)
    return joan.press(joan.get(at(item, "notes/at", paragraph)), "Keep this note", text=text, status=status)


def test_a_note_is_written_from_the_paper_and_stands_folded_there(browser, cast, item) -> None:
    joan = browser.as_(cast.joan)
    page = joan.get(joan.get(at(item, "paper")).link("Note at paragraph 4"))
    assert page.h1 == "Your note at paragraph 4"
    assert "Since 2024 officers have asked for footage door to door." in page.main
    page = joan.press(page, "Keep this note", text=NOTE)
    assert "Your note is kept. Nobody else can read it." in page.text
    assert "Ask whether neighbours were told." in page.main
    assert page.link("Change your note at paragraph 4") == at(item, "notes/at/4")
    assert joan.get(at(item)).link("Your notes on the paper") == at(item, "notes")


def test_nobody_else_meets_it_whatever_their_role(browser, cast, item) -> None:
    keep(browser, cast, item)
    for person in (cast.tomos, cast.chair, cast.secretary, cast.author, cast.administrator, cast.monitoring):
        window = browser.as_(person)
        for path in ("paper", "notes", "notes.txt", "notes/at/4", "journal", "enquiries"):
            assert "neighbours were" not in window.client.get(at(item, path)).get_data(as_text=True)


def test_the_list_follows_the_paper_and_shows_no_closed_word(browser, cast, item) -> None:
    keep(browser, cast, item, 7, "On the question.")
    keep(browser, cast, item, 5, "On the inquiry.")
    keep(browser, cast, item)
    page = browser.as_(cast.joan).get(at(item, "notes"))
    said = [page.main.index(text) for text in ("neighbours were told", "On the inquiry.", "On the question.")]
    assert said == sorted(said)
    assert "“Since 2024 officers have asked for footage door to door.”" in page.main
    assert "relies on a camera" not in page.html
    assert "Paragraph 5 Part 2" in page.main


def test_the_plain_text_is_a_file_with_the_same_words(browser, cast, item) -> None:
    keep(browser, cast, item)
    keep(browser, cast, item, 5, "On the inquiry <b>.")
    answer = browser.as_(cast.joan).client.get(at(item, "notes.txt"))
    assert answer.mimetype == "text/plain"
    assert 'attachment; filename="notes-on-footage-from-doorbells.txt"' in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.get_data(as_text=True) == (
        "Your notes on “Footage from doorbells”\nJoan Pettifer, version 1\n\n\nBackground\n\n"
        "Paragraph 4: “Since 2024 officers have asked for footage door to door.”\n\n"
        "Ask whether neighbours were **told**.\n\nParagraph 5: Part 2\n\nOn the inquiry <b>.\n"
    )


def test_it_is_kept_while_somebody_types(browser, cast, item) -> None:
    joan = browser.as_(cast.joan)
    page = joan.get(at(item, "notes/at/4"))
    form = next(page.all("form", data_autosave=at(item, "notes/at/4/kept")))
    assert form.get("autocomplete") == "off"
    answer = joan.post(at(item, "notes/at/4/kept"), {"text": "Half a", "version": "0"})
    assert answer.response.json == {"version": 1, "saved_at_words": "Saved at noon"}
    answer = joan.post(at(item, "notes/at/4/kept"), {"text": "Half a note", "version": "1"})
    assert answer.response.json["version"] == 2
    answer = joan.post(at(item, "notes/at/4/kept"), {"text": "Another tab", "version": "1"}, status=409)
    assert answer.response.json == {"url": at(item, "notes/at/4")}
    answer = joan.post(at(item, "notes/at/4/kept"), {"text": "SECRET\n\nA camera.", "version": "2"}, status=422)
    assert "SECRET" in answer.response.json["why"]
    assert "Half a note" in joan.get(at(item, "notes/at/4")).html


def test_a_stale_save_shows_both_texts(browser, cast, item) -> None:
    joan = browser.as_(cast.joan)
    old = joan.get(at(item, "notes/at/4"))
    keep(browser, cast, item)
    page = joan.press(old, "Keep this note", status=409, text="From another tab.")
    assert "From another tab." in page.html
    assert NOTE in page.html


def test_a_text_that_cannot_stand_is_given_back(browser, cast, item) -> None:
    page = keep(browser, cast, item, text="SECRET\n\nA camera.", status=422)
    assert "A camera." in page.html


def test_the_members_page_is_empty_kindly_and_a_paragraph_that_is_not_there_is_not_known(browser, cast, item) -> None:
    joan = browser.as_(cast.joan)
    assert "You have no notes on this paper." in joan.get(at(item, "notes")).main
    joan.get(at(item, "notes/at/99"), status=404)


def test_a_note_whose_paragraph_changed_can_be_taken_out_by_its_holder(app: Flask, browser, cast, item) -> None:
    keep(browser, cast, item)
    with app.app_context():
        old = db.session.scalars(select(PaperVersion)).one()
        newer = PaperVersion(
            dilemma_id=item.id, number=2, classification=old.classification, made_at=old.made_at, saved_at=old.saved_at,
            saved_by_id=old.saved_by_id,
            frozen_at=old.frozen_at,
        )  # fmt: skip
        db.session.add(newer)
        db.session.commit()
        note_id = db.session.scalar(select(Note.id))
    joan = browser.as_(cast.joan)
    page = joan.get(at(item, "notes"))
    assert "Notes on text that has changed" in page.main
    assert "Paragraph 4 of version 1" in page.main
    browser.as_(cast.tomos).post(at(item, "notes", note_id, "out"), status=404)
    page = joan.press(page, "Take it out note at paragraph 4")
    assert "Your note is taken out." in page.text


def test_pages_ask_the_database_as_often_for_many_notes_as_for_one(browser, cast, item, count_queries) -> None:
    def counts() -> Iterator[int]:
        for path in ("notes", "notes.txt", "notes/at/4", "paper"):
            joan = browser.as_(cast.joan)
            joan.client.get(at(item, path))
            with count_queries() as seen:
                joan.client.get(at(item, path))
            yield len(seen)

    keep(browser, cast, item)
    few = list(counts())
    for number in (1, 2, 3, 5, 6, 7, 8):
        keep(browser, cast, item, number, f"Note {number}")
    assert list(counts()) == few
    assert max(few) <= 20


def test_a_closed_round_leaves_notes_open_to_their_holder(browser, cast, bring) -> None:
    item = bring(State.ISSUED, closes_in=timedelta(days=-1))
    keep(browser, cast, item)
    page = browser.as_(cast.joan).get(at(item, "paper"))
    assert "Ask whether neighbours were told." in page.main
    assert not [text for text, _ in page.links if "Ask the author" in text]
