"""Nothing sealed, closed or personal is met where it does not belong: every address, as everybody, in every phase.

And twins: two different sealed positions of one colleague make no difference to anything anybody else gets.
"""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from ethics.domain.vocabulary import PublicationStatus, Stance, State
from ethics.extensions import db
from ethics.models import AgendaItem, Meeting
from ethics.reading import public_copy
from tests import acts
from tests.browser import Browser
from tests.cast import Cast, Someone
from tests.factories import NOW, a_dilemma
from tests.web.canaries import Aviary, addresses

PHASES = {
    "draft": (State.DRAFT, None, False),
    "submitted": (State.SUBMITTED, None, False),
    "open": (State.ISSUED, timedelta(days=3), False),
    "revealed": (State.ISSUED, timedelta(days=-1), True),
    "drafting": (State.DRAFTING, None, True),
    "circulated": (State.CIRCULATED, None, True),
    "agreed": (State.AGREED, None, True),
    "sent": (State.SENT, None, True),
    "withdrawn": (State.WITHDRAWN, timedelta(days=3), False),
}


def _watchers(cast: Cast) -> list[Someone | None]:
    return [
        None, cast.chair, cast.vice_chair, cast.secretary, cast.joan, cast.grace, cast.agnes, cast.coopted, cast.former,
        cast.unconfirmed, cast.adviser, cast.observer, cast.reviewer, cast.monitoring, cast.author, cast.sponsor,
        cast.other_author, cast.outsider, cast.other_secretary, cast.administrator, cast.nobody,
    ]  # fmt: skip


@pytest.mark.parametrize("phase", PHASES)
def test_nobody_meets_a_canary_that_is_not_theirs(app: Flask, cast: Cast, browser: Browser, clock, phase: str) -> None:  # type: ignore[no-untyped-def]
    state, closes_in, revealed = PHASES[phase]
    clock.set(NOW)
    with app.app_context():
        giving = None if revealed else [cast.joan, cast.tomos]
        dilemma = a_dilemma(
            db.session, cast, state, questions=2, scenarios=1, closes_in=closes_in, given_by=giving, part_2=True,
        )  # fmt: skip
        aviary = Aviary(db.session, cast, dilemma, revealed=revealed)
        db.session.flush()
        if state is State.SENT:
            acts.publish(db.session, dilemma, cast, PublicationStatus.PUBLISHED, content=public_copy.make(dilemma))
        db.session.commit()
        ref = dilemma.ref
        meeting_ref = db.session.scalar(
            select(Meeting.ref).join(AgendaItem, AgendaItem.meeting_id == Meeting.id).where(AgendaItem.dilemma_id == dilemma.id)
        )
    met = []
    for person in _watchers(cast):
        window = browser.as_(person)
        for path in addresses(app, ref, meeting_ref or "none", questions=2, person=cast.joan):
            answer = window.client.get(path)
            if answer.status_code == 404 and not answer.is_streamed:
                continue
            assert answer.status_code < 500, f"{path} fails for {person.name if person else 'the public'}"
            body = answer.get_data(as_text=True) + str(answer.headers)
            for canary in aviary.canaries:
                if canary.word in body and (person is None or person.id not in canary.may):
                    public = state is State.SENT and canary.stands_in == "a clause"
                    if not public:
                        met.append(f"{person.name if person else 'The public'} meets {canary.stands_in} at {path}")
    assert met == []


MASKS = (
    (re.compile(r'name="csrf_token" value="[^"]*"'), 'name="csrf_token" value=""'),
    (re.compile(r'(content|data-csrf)="[^"]{60,}"'), r'\1=""'),
    (re.compile(r"[0-9a-f]{32}"), "request"),
)


def _blank(text: str) -> str:
    for pattern, blank in MASKS:
        text = pattern.sub(blank, text)
    return text


def _everything_others_get(app: Flask, browser: Browser, cast: Cast, ref: str, meeting: str) -> dict[tuple[str, str], str]:
    found = {}
    for person in _watchers(cast):
        if person is cast.joan:
            continue
        window = browser.as_(person)
        for path in addresses(app, ref, meeting, questions=2, person=cast.grace):
            answer = window.client.get(path)
            found[person.name if person else "", path] = f"{answer.status_code} {_blank(answer.get_data(as_text=True))}"
    return found


def test_two_different_sealed_positions_make_no_difference_to_anybody_else(
    make_app: Callable[..., Flask], database, clock  # type: ignore[no-untyped-def]
) -> None:
    from tests.cast import make_cast

    seen = []
    long = "One more reason, and a long one at that, with many words in it. " * 20
    twins = [
        {"stance": Stance.SUPPORTED, "considerations": ["Yes."], "conditions": []},
        {"stance": Stance.CONDITIONS, "considerations": [long, long, "No."], "conditions": [long]},
    ]
    for twin in twins:
        database.empty()
        app = make_app()
        clock.set(NOW)
        with app.app_context():
            cast = make_cast(db.session)
            dilemma = a_dilemma(db.session, cast, State.ISSUED, questions=2, closes_in=timedelta(days=3), given_by=[cast.tomos])
            dilemma.ref = "sameref001"
            acts.declare(db.session, dilemma, cast.joan)
            for person in (cast.chair, cast.grace, cast.kwame):
                acts.declare(db.session, dilemma, person)
            acts.give_position(db.session, dilemma, cast.joan, 1, **twin)  # type: ignore[arg-type]
            meeting = db.session.scalars(select(Meeting)).first()
            assert meeting is not None
            meeting.ref = "samemeet01"
            db.session.commit()
        seen.append(_everything_others_get(app, Browser(app), cast, "sameref001", "samemeet01"))
    one, other = seen
    assert one.keys() == other.keys()
    assert [key for key in one if one[key] != other[key]] == []
