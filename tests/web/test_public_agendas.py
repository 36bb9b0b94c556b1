"""Public agendas: what anyone may know of a meeting from the day its Secretary publishes the agenda, and nothing before."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from ethics.domain.vocabulary import State
from ethics.extensions import db
from ethics.models import AgendaItem, Meeting
from tests.browser import Browser
from tests.cast import Cast
from tests.factories import NOW, a_meeting

TITLE = "Footage from doorbells"


@pytest.fixture
def meeting_of(app) -> Callable[..., str]:
    """The address part of the meeting a dilemma is on; with ``public`` its agenda is public since yesterday."""

    def find(ref: str, *, public: bool = True) -> str:
        with app.app_context():
            from ethics.models import Dilemma

            on = select(Meeting).join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
            meeting = db.session.scalars(
                on.join(Dilemma, Dilemma.id == AgendaItem.dilemma_id).where(Dilemma.ref == ref)
            ).one()
            if public:
                meeting.agenda_published_at = NOW - timedelta(days=1)
            found = meeting.ref
            db.session.commit()
        return found

    return find


def test_an_agenda_is_public_from_the_day_its_secretary_publishes_it(
    browser: Browser, bring: Any, cast: Cast, meeting_of: Callable[..., str]
) -> None:
    made = bring(State.SCHEDULED)
    ref = meeting_of(made.ref, public=False)
    anybody = browser.as_(None)
    anybody.get(f"/agendas/{ref}", status=404)
    assert "No agenda of a meeting to come is published yet." in anybody.get("/agendas").main
    secretary = browser.as_(cast.secretary)
    page = secretary.press(secretary.get(f"/meetings/{ref}"), "Publish the agenda")
    assert page.link("See it as the public does") == f"/agendas/{ref}"
    listed = anybody.get("/agendas")
    assert "1 paper" in listed.main
    assert ("Eastmarch Ethics Committee", f"/agendas/{ref}") in listed.links
    agenda = anybody.get(f"/agendas/{ref}")
    assert TITLE in agenda.main
    assert "Neighbourhood Policing" in agenda.main
    assert "Named in it: Ferry Lane" in agenda.main


def test_it_leads_nowhere_that_asks_to_sign_in_and_holds_nothing_of_the_paper(
    browser: Browser, bring: Any, cast: Cast, meeting_of: Callable[..., str]
) -> None:
    made = bring(State.ISSUED)
    page = browser.as_(None).get(f"/agendas/{meeting_of(made.ref)}")
    assert made.ref not in page.html
    assert not [where for _, where in page.links if where.startswith("/dilemmas")]
    for hidden in ("question", "osition", "declar", cast.author.name, cast.sponsor.name):
        assert hidden not in page.main


def test_a_public_title_stands_for_the_title_that_is_not(
    browser: Browser, bring: Any, cast: Cast, meeting_of: Callable[..., str]
) -> None:
    made = bring(State.SCHEDULED, title="Watching the Harlow brothers", public_title="Watching two people")
    page = browser.as_(None).get(f"/agendas/{meeting_of(made.ref)}")
    assert "Watching two people" in page.main
    assert "Harlow" not in page.html


def test_what_the_force_withdrew_stays_on_it_and_says_so(
    browser: Browser, bring: Any, cast: Cast, meeting_of: Callable[..., str]
) -> None:
    made = bring(State.WITHDRAWN, withdrawn_from=State.SCHEDULED)
    assert "Withdrawn by the force." in browser.as_(None).get(f"/agendas/{meeting_of(made.ref)}").main


def test_its_queries_do_not_grow(
    browser: Browser, bring: Any, cast: Cast, meeting_of: Callable[..., str], app, count_queries
) -> None:
    made = bring(State.SCHEDULED)
    ref = meeting_of(made.ref)
    anybody, counts = browser.as_(None), []
    for more in (0, 3):
        for _ in range(more):
            bring(State.SCHEDULED, then=lambda session, dilemma: _put_beside(session, dilemma, ref))
        for path in (f"/agendas/{ref}", "/agendas"):
            with count_queries() as seen:
                anybody.get(path)
            counts.append(len(seen))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 8


def _put_beside(session: Any, dilemma: Any, ref: str) -> None:
    meeting = session.scalars(select(Meeting).where(Meeting.ref == ref)).one()
    item = session.scalars(select(AgendaItem).where(AgendaItem.dilemma_id == dilemma.id)).one()
    taken = session.scalars(select(AgendaItem.letter).where(AgendaItem.meeting_id == meeting.id)).all()
    item.meeting_id, item.letter = meeting.id, chr(ord("A") + len(taken))


@pytest.fixture
def public_meeting(app, cast: Cast) -> Callable[..., str]:
    """A meeting so many days from now, its agenda public for an hour; gives the address part."""

    def make(days: int) -> str:
        with app.app_context():
            made = a_meeting(db.session, cast, NOW + timedelta(days=days))
            made.agenda_published_at = NOW - timedelta(hours=1)
            db.session.commit()
            return made.ref

    return make


def test_an_urgent_item_issued_without_a_meeting_stands_on_the_next_public_agenda_alone(
    browser: Browser, bring: Any, public_meeting: Callable[[int], str]
) -> None:
    next_one, one_after = public_meeting(10), public_meeting(40)
    bring(State.ISSUED, urgent=True, title="A face of fifteen", public_title="A face")
    anybody = browser.as_(None)
    agenda = anybody.get(f"/agendas/{next_one}").main
    assert "A face" in agenda
    assert "A face of fifteen" not in agenda
    assert "Urgent: the advice is interim." in agenda
    assert "after the agenda was published" not in agenda
    assert "A face" not in anybody.get(f"/agendas/{one_after}").main
    listed = anybody.get("/agendas").main
    assert listed.count("1 paper") == 1


def test_what_is_urgent_and_not_issued_yet_is_on_no_public_agenda(
    browser: Browser, bring: Any, cast: Cast, public_meeting: Callable[[int], str]
) -> None:
    ref = public_meeting(10)
    made = bring(State.ACCEPTED, urgent=True, title="A face of fifteen")
    asked = browser.as_(cast.secretary).get(f"/dilemmas/{made.ref}/issue").main
    assert "its title, who brings it and the parties it names stand on the agenda of Thursday 12 March 2026" in asked
    page = browser.as_(None).get(f"/agendas/{ref}").main
    assert "A face of fifteen" not in page
    assert "No paper is on it yet." in page


def test_an_item_that_came_after_the_agenda_was_published_says_so(
    app, browser: Browser, bring: Any, cast: Cast, public_meeting: Callable[[int], str]
) -> None:
    ref = public_meeting(10)
    made = bring(State.ACCEPTED, title="A late one")
    secretary = browser.as_(cast.secretary)
    page = secretary.get(f"/dilemmas/{made.ref}/schedule")
    assert "Its agenda is public: anyone reads the title, who brings it and the parties there at once." in page.main
    secretary.press(page, "Put on a meeting", meeting=ref)
    page = browser.as_(None).get(f"/agendas/{ref}").main
    assert "A late one" in page
    assert "Added on 2 March 2026, after the agenda was published." in page


def test_a_public_agenda_says_what_the_meeting_was_to_be(
    browser: Browser, cast: Cast, public_meeting: Callable[[int], str]
) -> None:
    ref = public_meeting(10)
    secretary, anybody = browser.as_(cast.secretary), browser.as_(None)
    assert "Changed on" not in anybody.get(f"/agendas/{ref}").main
    for place in ("By video", "Room 9"):
        page = secretary.press(secretary.get(f"/meetings/{ref}/change"), "Save the change", place=place)
    assert "It was to be on" in page.main
    assert page.main.count("By video") == 1
    public = anybody.get(f"/agendas/{ref}").main
    assert "Room 9" in public
    assert "Changed on 2 March 2026" in public
    assert "When the agenda was published, the meeting was to be on" in public
    assert "By video" not in public


def test_a_change_before_the_agenda_was_published_is_nobody_elses(app, browser: Browser, cast: Cast) -> None:
    with app.app_context():
        ref = a_meeting(db.session, cast, NOW + timedelta(days=10)).ref
        db.session.commit()
    secretary = browser.as_(cast.secretary)
    page = secretary.press(secretary.get(f"/meetings/{ref}/change"), "Save the change", place="Room 9")
    secretary.press(page, "Publish the agenda")
    public = browser.as_(None).get(f"/agendas/{ref}").main
    assert "Room 9" in public
    assert "Changed on" not in public
