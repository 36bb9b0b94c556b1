"""Enter in a field presses the first button of its form, so that button never deletes, sends or adds: it saves, or goes on."""

from collections.abc import Iterator
from datetime import timedelta
from xml.etree.ElementTree import Element

from flask import Flask
from sqlalchemy import select

from ethics.domain.vocabulary import State
from ethics.extensions import db
from ethics.models import AgendaItem, Clause, Meeting, Response
from tests.acts import write_clause
from tests.browser import Browser, Page, Window, words
from tests.cast import Cast
from tests.factories import a_dilemma
from tests.web.canaries import addresses

WRITERS = {
    "draft": (State.DRAFT, None, ("author",)),
    "with the sponsor": (State.WITH_SPONSOR, None, ("sponsor",)),
    "submitted": (State.SUBMITTED, None, ("secretary",)),
    "accepted": (State.ACCEPTED, None, ("secretary",)),
    "scheduled": (State.SCHEDULED, None, ("secretary", "administrator")),
    "open": (State.ISSUED, timedelta(days=3), ("joan", "secretary")),
    "revealed": (State.ISSUED, timedelta(days=-1), ("joan", "secretary")),
    "drafting": (State.DRAFTING, None, ("chair",)),
    "circulated": (State.CIRCULATED, None, ("joan", "chair")),
    "agreed": (State.AGREED, None, ("reviewer", "secretary")),
    "sent": (State.SENT, None, ("sponsor",)),
}
"""Who writes on pages in each state."""

HARMLESS = (None, "later")
"""What a save, and putting a position aside, post of their own."""

FINAL = ("Send", "Take", "Remove", "Delete", "Withdraw", "Publish", "Issue", "Hand back", "Pass it on")


def test_enter_in_any_form_with_several_buttons_saves_or_goes_on(app: Flask, cast: Cast, browser: Browser) -> None:
    seen, harmful = 0, set()
    for state in WRITERS:
        for window, path in _pages(app, cast, browser, state):
            answer = window.client.get(path)
            if answer.status_code != 200 or answer.mimetype != "text/html":
                continue
            for form in Page(answer, path).all("form"):
                buttons = list(_submits(form))
                if len(buttons) > 1 and _takes_enter(form):
                    seen += 1
                    first = buttons[0]
                    if first.get("name") not in HARMLESS or words(first).startswith(FINAL):
                        harmful.add(f"{path} ({state}): {words(first)}")
    assert sorted(harmful) == []
    assert seen > 20


def _pages(app: Flask, cast: Cast, browser: Browser, state: str) -> Iterator[tuple[Window, str]]:
    at, closes_in, people = WRITERS[state]
    with app.app_context():
        dilemma = a_dilemma(db.session, cast, at, questions=2, scenarios=1, closes_in=closes_in)
        if at is State.DRAFTING:
            write_clause(db.session, dilemma, 1, "The force may go on.")
        db.session.commit()
        ref = dilemma.ref
        on = select(Meeting.ref).join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
        meeting = db.session.scalar(on.where(AgendaItem.dilemma_id == dilemma.id)) or "none"
    for name in people:
        window = browser.as_(getattr(cast, name))
        for path in addresses(app, ref, meeting, questions=2, person=cast.joan):
            yield window, path


def _submits(form: Element) -> Iterator[Element]:
    for one in form.iter():
        if (one.tag == "button" and one.get("type", "submit") == "submit") or one.get("type") == "image":
            yield one


def _takes_enter(form: Element) -> bool:
    """Whether a control of the form sends it on Enter: any box of one line, radio or tick box does."""
    return any(one.get("type", "text") not in ("hidden", "file", "submit", "button") for one in form.iter("input"))


def enter(page: Page, field: str) -> tuple[str, dict[str, object]]:
    """What is sent where by Enter in this field: its form's first button is pressed."""
    form = next(form for form in page.all("form") if any(one.get("name") == field for one in form.iter("input")))
    first = next(_submits(form))
    url, held = page.form(words(first))
    return url, held


def test_enter_in_addressed_to_saves_the_clause_and_takes_nothing_out(
    app: Flask, cast: Cast, browser: Browser, bring
) -> None:
    item = bring(
        State.DRAFTING, then=lambda session, dilemma: write_clause(session, dilemma, 1, "The force may go on.")
    )
    chair = browser.as_(cast.chair)
    url, held = enter(chair.get(f"/dilemmas/{item.ref}/drafting/1"), "clauses-0-addressed_to")
    page = chair.post(url, held | {"clauses-0-addressed_to": "Chief Constable"})
    assert "The force may go on." in page.main
    with app.app_context():
        clause = db.session.scalars(select(Clause)).one()
        assert (clause.addressed_to, clause.dropped_at) == ("Chief Constable", None)


def test_a_clause_with_words_is_taken_out_only_when_asked_again(
    app: Flask, cast: Cast, browser: Browser, bring
) -> None:
    item = bring(
        State.DRAFTING, then=lambda session, dilemma: write_clause(session, dilemma, 1, "The force may go on.")
    )
    chair = browser.as_(cast.chair)
    page = chair.get(f"/dilemmas/{item.ref}/drafting/1")
    asked = chair.press(page, "Take out this clause 1.1", **{"clauses-0-text": "The force may go on, for a year."})
    assert "Take out clause 1.1?" in asked.main
    assert "The force may go on, for a year." in asked.main
    assert "The force may go on, for a year." in chair.get(asked.link("Keep it")).html
    page = chair.press(asked, "Take it out")
    assert "The clause is taken out." in page.text
    assert "The force may go on" not in page.html
    browser.as_(cast.joan).get(asked.path, status=403)
    chair.get(asked.path, status=404)


def test_a_clause_without_words_goes_at_once(app: Flask, cast: Cast, browser: Browser, bring) -> None:
    item = bring(State.DRAFTING, then=lambda session, dilemma: write_clause(session, dilemma, 1, ""))
    chair = browser.as_(cast.chair)
    page = chair.press(chair.get(f"/dilemmas/{item.ref}/drafting/1"), "Take out this clause 1.1")
    assert "No clause yet." in page.main


def test_enter_in_done_by_saves_and_the_whole_is_sent_only_when_asked_again(
    app: Flask, cast: Cast, browser: Browser, bring
) -> None:
    item = bring(State.SENT)
    sponsor = browser.as_(cast.sponsor)
    page = sponsor.get(f"/dilemmas/{item.ref}/answer")
    url, held = enter(page, "rows-0-done_by")
    given = {"rows-0-answer": "accepted", "rows-0-done_by": "1 May 2026"}
    given |= {name.replace("0", "1"): value for name, value in given.items() if "answer" in name}
    given["rows-1-done_by"] = "1 May 2026"
    page = sponsor.post(url, held | given)
    assert "2 of 2 clauses are answered" in page.main
    url, held = enter(page, "rows-0-done_by")
    page = sponsor.post(url, held | {"rows-0-done_by": "2 May 2026"})
    assert page.path.endswith("/answer")
    asked = sponsor.press(page, "Go on to send the answer")
    assert "Send the answer to the Committee?" in asked.main
    assert "To be done by 2 May 2026" in asked.main
    assert "The force has answered every clause." in sponsor.press(asked, "Send the answer").main
    with app.app_context():
        assert len(db.session.scalars(select(Response)).all()) == 3


def test_enter_in_who_would_do_it_adds_no_consideration(cast: Cast, browser: Browser, bring) -> None:
    item = bring(State.ISSUED, closes_in=timedelta(days=3), given_by=(cast.joan,))
    joan = browser.as_(cast.joan)
    url, held = enter(joan.get(f"/dilemmas/{item.ref}/positions/1"), "conditions-0-who")
    page = joan.post(url, held | {"conditions-0-text": "Ask the street.", "conditions-0-who": "The area commander"})
    assert page.path.endswith("/positions/all-in")
    again = joan.get(f"/dilemmas/{item.ref}/positions/1")
    assert "The area commander" in again.html
    assert "Consideration 1" in again.main
    assert "Consideration 2" not in again.main


def test_asking_first_costs_the_same_for_one_clause_and_for_many(
    app: Flask, cast: Cast, browser: Browser, bring, count_queries
) -> None:
    few, many = bring(State.SENT, questions=1), bring(State.SENT, questions=9)
    one = bring(State.DRAFTING, then=lambda session, dilemma: write_clause(session, dilemma, 1, "First."))
    several = bring(
        State.DRAFTING, questions=9, then=lambda session, dilemma: [write_clause(session, dilemma, 1, f"{n}.") for n in range(8)]
    )  # fmt: skip
    with app.app_context():
        first = [
            db.session.scalars(select(Clause.id).where(Clause.dilemma_id == item.id).order_by(Clause.id)).first()
            for item in (one, several)
        ]
    counts = []
    for person, path in (
        (cast.sponsor, f"/dilemmas/{few.ref}/answer/send"), (cast.sponsor, f"/dilemmas/{many.ref}/answer/send"),
        (cast.chair, f"/dilemmas/{one.ref}/drafting/1/clauses/{first[0]}/take-out"),
        (cast.chair, f"/dilemmas/{several.ref}/drafting/1/clauses/{first[1]}/take-out"),
    ):  # fmt: skip
        window = browser.as_(person)
        with count_queries() as seen:
            window.get(path)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 20
    assert counts[2] == counts[3] <= 20
