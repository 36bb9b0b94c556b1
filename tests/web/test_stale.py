"""A stale save: what was chosen stands beside what is chosen now in words, a second press does nothing, and says so."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from ethics.domain.vocabulary import State
from ethics.extensions import db
from ethics.models import Dilemma, Position
from tests.browser import Browser, words
from tests.cast import Cast
from tests.web.test_drafting import drafting, ready


def offered(page, name: str) -> list[tuple[str, bool]]:
    """The choices that this page offers one under the other by one name, in words, and which is chosen."""
    labels = {label.get("for"): words(label) for label in page.all("label")}
    hints = {hint.get("id"): words(hint) for hint in page.all("div")}
    return [
        (f"{hints[box.get('aria-describedby')]} {labels[box.get('id')]}", box.get("checked") is not None)
        for box in page.all("input", name=name, type="radio")
    ]


def test_a_stance_chosen_in_another_tab_is_laid_beside_this_one(
    app: Flask, cast: Cast, browser: Browser, bring
) -> None:
    item = bring(State.ISSUED, closes_in=timedelta(days=3), given_by=(cast.joan,))
    joan = browser.as_(cast.joan)
    here = f"/dilemmas/{item.ref}/positions/2"
    one, two = joan.get(here), joan.get(here)
    button = next(said for said in one.buttons if said.startswith("Save, the last"))
    joan.press(one, button, **{"stances-0-stance": "not_supported"})
    stale = joan.press(two, button, status=409, **{"stances-0-stance": "abstain", "stances-0-why": "no_view"})
    assert "Your stance" in stale.main
    assert offered(stale, "stances-0-stance") == [
        ("What you chose Abstain", True), ("What is there now Not supported", False),
    ]  # fmt: skip
    assert "Why do you abstain? No view" in stale.main
    joan.press(stale, "Keep what I typed", **{"stances-0-stance": "not_supported"})
    with app.app_context():
        mine = db.session.scalars(
            select(Position).where(Position.person_id == cast.joan.id).order_by(Position.id.desc())
        )
        assert len(mine.all()) == 3


def test_who_sponsors_a_paper_its_classification_and_urgency_stand_side_by_side(
    app: Flask, cast: Cast, browser: Browser, bring
) -> None:
    item = bring(State.DRAFT)
    dan = browser.as_(cast.author)
    here = f"/dilemmas/{item.ref}/edit/about"
    one, two = dan.get(here), dan.get(here)
    dan.press(one, "Save and go back", urgent="y", classification="official_sensitive")
    stale = dan.press(two, "Save and go back", status=409, title="Doorbells")
    assert ("What you chose No", True) in offered(stale, "urgent")
    assert ("What is there now Yes", False) in offered(stale, "urgent")
    (yours, _), (now, _) = offered(stale, "classification")
    assert yours != now
    assert "official" not in (yours.split()[-1], now.split()[-1])
    dan.press(stale, "Keep what I typed", urgent="y")
    with app.app_context():
        row = db.session.get(Dilemma, item.id)
        assert (row.title, row.urgent) == ("Doorbells", True)


def test_the_same_words_twice_are_no_conflict(cast: Cast, browser: Browser, bring) -> None:
    item = bring(State.DRAFT)
    dan = browser.as_(cast.author)
    for here, typed in (
        (f"/dilemmas/{item.ref}/edit/about", {"title": "Doorbells"}),
        (f"/dilemmas/{item.ref}/edit/section/purpose", {"blocks-0-text": "To ask how."}),
    ):
        one, two = dan.get(here), dan.get(here)
        dan.press(one, "Save and go back", **typed)
        page = dan.press(two, "Save and go back", **typed)
        assert "This is saved already." in page.text


def test_what_was_unticked_and_cleared_is_not_said_to_be_saved(cast: Cast, browser: Browser, bring) -> None:
    item = bring(State.DRAFT)
    dan = browser.as_(cast.author)
    here = f"/dilemmas/{item.ref}/edit/section/purpose"
    closed = {
        "blocks-0-text": "To ask how.", "blocks-0-closed": "y", "blocks-0-part_reason": "foi_31",
        "blocks-0-part_note": "It shows where.", "blocks-0-review_on": "1 May 2027",
    }  # fmt: skip
    dan.press(dan.get(here), "Save and go back", **closed)
    one, two = dan.get(here), dan.get(here)
    dan.press(one, "Save and go back", **{"blocks-0-part_note": "It shows the place."})
    stale = dan.press(
        two, "Save and go back", status=409, **{"blocks-0-part_note": "It shows the place.", "blocks-0-review_on": ""}
    )
    assert "when this is looked at again" in stale.main
    assert "01 May 2027" in stale.main
    assert "This is saved already." not in stale.text


def test_a_second_reason_is_given_back_and_not_said_to_be_done(cast: Cast, browser: Browser, bring) -> None:
    item = bring(State.SUBMITTED)
    secretary = browser.as_(cast.secretary)
    here = f"/dilemmas/{item.ref}/triage"
    one, two = secretary.get(here), secretary.get(here)
    secretary.press(one, "Go on", outcome="decline", decline_reason="It is not one.")
    again = secretary.press(two, "Go on", status=409, outcome="decline", decline_reason="It was asked before.")
    assert "It was asked before." in again.html
    assert "This is done already." not in again.text


def test_two_tabs_that_move_to_different_meetings_are_not_both_done(cast: Cast, browser: Browser, bring) -> None:
    item = bring(State.SCHEDULED)
    secretary = browser.as_(cast.secretary)
    here = f"/dilemmas/{item.ref}/schedule"
    one, two = secretary.get(here), secretary.get(here)
    there = {"meeting": "new", "starts_time": "2pm", "place": "Room 2"}
    secretary.press(one, "Move to another meeting", starts_on="23/4/2026", **there)
    again = secretary.press(two, "Move to another meeting", status=409, starts_on="30/4/2026", **there)
    assert "Room 2" in again.html
    assert "30/4/2026" in again.html
    assert "This is done already." not in again.text


def test_triage_gives_back_what_was_chosen_in_words(app: Flask, cast: Cast, browser: Browser, bring) -> None:
    item = bring(State.SUBMITTED)
    secretary = browser.as_(cast.secretary)
    page = secretary.get(f"/dilemmas/{item.ref}/triage")
    with app.app_context():
        db.session.get(Dilemma, item.id).row_version += 3
        db.session.commit()
    button = next(said for said in page.buttons if said == "Go on")
    stale = secretary.press(page, button, status=409, outcome="decline", decline_reason="It is not one.")
    assert "Decline" in stale.main
    assert "outcome" not in stale.main.lower().split()
    assert "It is not one." in stale.main
    assert "Is declined" not in secretary.get(f"/dilemmas/{item.ref}").main
    page = secretary.press(stale, "Keep what I typed")
    assert "It is declined." in page.text


@pytest.mark.parametrize(
    ("who", "state", "path", "button"),
    [
        ("author", State.DRAFT, "send", "Send to the sponsor"),
        ("sponsor", State.WITH_SPONSOR, "release", "Release to the committee"),
        ("secretary", State.ANSWERED, "close", "Close it"),
    ],
)
def test_a_second_press_of_a_step_says_that_it_is_done(
    app: Flask, cast: Cast, browser: Browser, bring, who: str, state: State, path: str, button: str
) -> None:
    item = bring(state)
    window = browser.as_(getattr(cast, who))
    page = window.get(f"/dilemmas/{item.ref}/{path}")
    button = next(said for said in page.buttons if said.startswith(button.split()[0]) and said in page.main)
    window.press(page, button)
    with app.app_context():
        before = db.session.get(Dilemma, item.id).row_version
    again = window.press(page, button)
    assert "This is done already." in again.text
    with app.app_context():
        assert db.session.get(Dilemma, item.id).row_version == before


@pytest.mark.parametrize(
    ("who", "again_by", "state", "path", "button", "day", "said"),
    [
        ("chair", "chair", State.DRAFTING, "drafting/circulate", "Circulate to members", "reply_by",
         "The draft has been circulated already, and replies are asked for by 5pm on Thursday 12 March 2026."),
        ("secretary", "chair", State.AGREED, "advice/send", "Send to the force", "answer_by",
         "The advice has been sent already, and the force answers by 5pm on Thursday 12 March 2026."),
        ("secretary", "secretary", State.SCHEDULED, "issue", "Issue to members", "closes_on",
         "It has been issued already, with positions open until 5pm on Thursday 12 March 2026."),
    ],
)  # fmt: skip
def test_a_step_that_chose_a_day_says_which_day_stands_when_it_is_pressed_again(
    app: Flask, cast: Cast, browser: Browser, bring, who: str, again_by: str, state: State, path: str, button: str,
    day: str, said: str,
) -> None:  # fmt: skip
    item = bring(state, then=ready(cast) if state is State.DRAFTING else None)
    one, two = browser.as_(getattr(cast, who)), browser.as_(getattr(cast, again_by))
    first, second = one.get(f"/dilemmas/{item.ref}/{path}"), two.get(f"/dilemmas/{item.ref}/{path}")
    one.press(first, button, **{day: "12 March 2026"})
    again = two.press(second, button, **{day: "19 March 2026"})
    assert f"{said} Nothing was changed." in again.text
    with app.app_context():
        row = db.session.get(Dilemma, item.id)
        stands = {"reply_by": row.replies_due_at, "answer_by": row.response_due_at, "closes_on": row.closes_at}[day]
        assert stands.day == 12


def test_a_step_on_a_page_that_is_no_longer_true_has_a_page_of_its_own(
    app: Flask, cast: Cast, browser: Browser, bring
) -> None:
    item = bring(State.ANSWERED)
    secretary = browser.as_(cast.secretary)
    page = secretary.get(f"/dilemmas/{item.ref}/close")
    button = next(said for said in page.buttons if said.startswith("Close"))
    with app.app_context():
        db.session.get(Dilemma, item.id).row_version += 1
        db.session.commit()
    stale = secretary.press(page, button, status=409)
    assert "This has changed since you opened the page" in stale.h1
    assert button in secretary.get(stale.link("See it as it is now")).buttons


def test_the_answers_of_two_tabs_stand_side_by_side(cast: Cast, browser: Browser, bring) -> None:
    item = bring(State.SENT)
    sponsor = browser.as_(cast.sponsor)
    here = f"/dilemmas/{item.ref}/answer"
    one, two = sponsor.get(here), sponsor.get(here)
    sponsor.press(one, "Save the answers", **{"rows-0-answer": "accepted", "rows-0-done_by": "1 May 2026"})
    stale = sponsor.press(
        two, "Save the answers", status=409, **{"rows-0-answer": "not_accepted", "rows-0-reason": "No."}
    )
    assert offered(stale, "rows-0-answer") == [
        ("What you chose Not accepted", True), ("What is there now Accepted", False),
    ]  # fmt: skip
    assert "1 May 2026" in stale.main


def test_on_a_draft_question_the_basis_sent_along_is_shown(cast: Cast, browser: Browser, bring) -> None:
    item = bring(State.CIRCULATED)
    chair, secretary = browser.as_(cast.chair), browser.as_(cast.secretary)
    theirs = secretary.get(drafting(item.ref, 1))
    chair.press(chair.get(drafting(item.ref, 1)), "Save the draft", **{"clauses-0-text": "By the Chair."})
    stale = secretary.press(
        theirs, "Save the draft", status=409, **{"clauses-0-text": "By hand.", "basis": "no_agreed_view"}
    )
    assert "Basis of this advice No agreed view" in stale.main
