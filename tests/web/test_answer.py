"""The sponsor answers each clause by a day, saves some now and some later, and sends the whole."""

import pytest
from flask import Flask
from sqlalchemy import select

from ethics.domain.vocabulary import Answer, State
from ethics.extensions import db
from ethics.models import Dilemma, Response
from tests.browser import NO_PAGE, NOT_OPEN, Browser
from tests.cast import Cast


def path(ref: str) -> str:
    return f"/dilemmas/{ref}/answer"


@pytest.fixture
def item(bring):
    return bring(State.SENT)


@pytest.fixture
def sponsor(browser: Browser, cast: Cast):
    return browser.as_(cast.sponsor)


def given(app: Flask) -> list[tuple[Answer, str]]:
    with app.app_context():
        return [(row.answer, row.reason) for row in db.session.scalars(select(Response).order_by(Response.id))]


def test_the_sponsor_answers_some_clauses_now_and_the_others_later(app: Flask, item, sponsor, cast: Cast) -> None:
    page = sponsor.get(path(item.ref))
    assert "42 days are left" in page.main
    assert "2 clauses still wait for the force’s answer." in page.main
    page = sponsor.press(page, "Save the answers", **{"rows-0-answer": "accepted", "rows-0-done_by": "1 May 2026"})
    assert "1 of 2 clauses are answered" in page.main
    page = sponsor.press(
        page, "Save the answers", **{"rows-1-answer": "not_accepted", "rows-1-reason": "There is no money for it."}
    )
    assert given(app) == [(Answer.ACCEPTED, ""), (Answer.NOT_ACCEPTED, "There is no money for it.")]
    page = sponsor.press(sponsor.press(page, "Go on to send the answer"), "Send the answer")
    assert page.path.endswith("/advice")
    assert "The force has answered every clause." in page.main
    sponsor.get(path(item.ref), status=403)


def test_what_is_missing_is_said_beside_its_box_and_nothing_typed_is_lost(app: Flask, item, sponsor) -> None:
    typed = {
        "rows-0-answer": "in_part", "rows-0-reason": "", "rows-0-done_by": "next spring",
        "rows-1-reason": "A reason without an answer.",
    }  # fmt: skip
    page = sponsor.press(sponsor.get(path(item.ref)), "Save the answers", status=422, **typed)
    assert "Enter a date, such as 16 March 2026." in page.main
    assert "Choose an answer to this clause." in page.main
    assert "A reason without an answer." in page.html
    assert "next spring" in page.html
    page = sponsor.press(
        page, "Save the answers", status=422, **{"rows-0-done_by": "1 May 2026", "rows-1-answer": "not_accepted"}
    )
    assert "Give the reason. It is published with the answer." in page.main
    assert given(app) == []


def test_two_tabs_lose_no_reason(app: Flask, item, sponsor) -> None:
    one, two = sponsor.get(path(item.ref)), sponsor.get(path(item.ref))
    sponsor.press(one, "Save the answers", **{"rows-0-answer": "not_accepted", "rows-0-reason": "From one tab."})
    stale = sponsor.press(
        two, "Save the answers", status=409,
        **{"rows-0-answer": "not_accepted", "rows-0-reason": "From the other.", "rows-1-answer": "not_accepted", "rows-1-reason": "No."},
    )  # fmt: skip
    assert "From one tab." in stale.main
    assert "From the other." in stale.main
    sponsor.press(stale, "Keep what I typed")
    assert [reason for _, reason in given(app)] == ["From one tab.", "From the other.", "No."]


def test_only_the_sponsor_answers_and_only_once_it_is_sent(bring, item, cast: Cast, browser: Browser) -> None:
    for person in (cast.author, cast.chair, cast.secretary, cast.joan, cast.adviser):
        assert browser.as_(person).get(path(item.ref), status=403).h1 == NOT_OPEN
    assert browser.as_(cast.other_sponsor).get(path(item.ref), status=404).h1 == NO_PAGE
    early = browser.as_(cast.sponsor).get(path(bring(State.AGREED).ref), status=403)
    assert "Clauses are answered after the advice is sent" in early.main


def test_a_day_that_has_passed_is_said(app: Flask, item, sponsor, clock) -> None:
    with app.app_context():
        due = db.session.get(Dilemma, item.id).response_due_at
    clock.set(due)
    clock.advance(hours=1)
    assert "The answer was due at" in sponsor.get(path(item.ref)).main


def test_what_is_accepted_is_done_on_a_day_to_come(app: Flask, item, sponsor) -> None:
    page = sponsor.press(
        sponsor.get(path(item.ref)), "Save the answers", status=422,
        **{"rows-0-answer": "accepted", "rows-0-done_by": "1 March 1926"},
    )  # fmt: skip
    assert "This day has passed." in page.main
    assert given(app) == []
    sponsor.press(page, "Save the answers", **{"rows-0-done_by": "2 March 2026"})
    assert given(app) == [(Answer.ACCEPTED, "")]


def test_saving_nothing_is_not_called_saved(app: Flask, item, sponsor) -> None:
    page = sponsor.press(sponsor.get(path(item.ref)), "Save the answers", status=422)
    assert "Choose an answer to at least one clause." in page.main
    assert given(app) == []
