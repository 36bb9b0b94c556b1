"""The database that is measured: 500 dilemmas of one committee with twelve members.

One in eight is under way, which is more than any committee we know of has at a time; the others are its archive.
"""

from datetime import UTC, datetime, timedelta
from itertools import cycle

from flask import Flask

from ethics.domain.vocabulary import Category, Role, State
from ethics.extensions import db
from ethics.models import Appointment, Person
from ethics.services.accounts import new_key
from tests import acts
from tests.cast import SEATED_AT, STARTED_ON, Cast, make_cast
from tests.factories import a_dilemma
from tests.publications import published

DILEMMAS = 500
MEMBERS = 12
QUESTIONS = 13
UNDER_WAY = (
    State.SUBMITTED, State.SCHEDULED, State.ISSUED, State.DISCUSSED, State.DRAFTING, State.CIRCULATED, State.SENT,
    State.ANSWERED,
)  # fmt: skip
STATES = tuple(state for one in UNDER_WAY for state in (one, *[State.CLOSED] * 7))


def seed(app: Flask) -> tuple[Cast, dict[str, str]]:
    """Fill an empty database and return the cast with the refs of the dilemmas whose pages are measured."""
    now = datetime.now(UTC)
    with app.app_context():
        db.create_all()
        cast = make_cast(db.session)
        _more_members(cast)
        opened = a_dilemma(db.session, cast, State.ISSUED, questions=QUESTIONS, now=now, closes_in=timedelta(days=5))
        acts.declare(db.session, opened, cast.joan)
        refs = {
            "open": opened.ref,
            "revealed": a_dilemma(
                db.session, cast, State.ISSUED, questions=QUESTIONS, now=now, closes_in=timedelta(days=-1)
            ).ref,
        }
        for state, n in zip(cycle(STATES), range(DILEMMAS - len(refs)), strict=False):
            at = now - timedelta(days=n)
            dilemma = a_dilemma(db.session, cast, state, questions=2, now=at)
            if state in (State.SENT, State.ANSWERED, State.CLOSED):
                published(db.session, cast, dilemma, lambda: now)
        db.session.commit()
    return cast, refs


def _more_members(cast: Cast) -> None:
    have = db.session.query(Appointment).filter_by(committee_id=cast.committee.id, gives_positions=True).count()
    for n in range(MEMBERS - have):
        person = Person(
            email=f"member{n}@eastmarch.example", name=f"Member {n}", fs_uniquifier=new_key(), invited_at=SEATED_AT,
            joined_at=SEATED_AT,
        )  # fmt: skip
        db.session.add(person)
        db.session.flush()
        db.session.add(
            Appointment(
                person_id=person.id, committee_id=cast.committee.id, role=Role.MEMBER, category=Category.INDEPENDENT,
                gives_positions=True, starts_on=STARTED_ON, made_at=SEATED_AT, confirmed_at=SEATED_AT,
                made_by_id=cast.administrator.id, confirmed_by_id=cast.secretary.id,
            )
        )  # fmt: skip
