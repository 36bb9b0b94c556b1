"""The database that is measured: 500 dilemmas of one committee with twelve members, in every state of their life."""

from datetime import UTC, datetime, timedelta
from itertools import cycle

from flask import Flask

from ethics.domain.vocabulary import Category, PublicationStatus, Role, State
from ethics.extensions import db
from ethics.models import Appointment, Dilemma, Person, Publication
from ethics.services.accounts import new_key
from ethics.services.refs import new_ref
from tests.cast import SEATED_AT, STARTED_ON, Cast, make_cast
from tests.factories import a_dilemma

DILEMMAS = 500
MEMBERS = 12
QUESTIONS = 13
STATES = (State.ISSUED, State.DISCUSSED, State.DRAFTING, State.CIRCULATED, State.SENT, State.ANSWERED, State.CLOSED)


def seed(app: Flask) -> tuple[Cast, dict[str, str]]:
    """Fill an empty database and return the cast with the refs of the dilemmas whose pages are measured."""
    now = datetime.now(UTC)
    with app.app_context():
        db.create_all()
        cast = make_cast(db.session)
        _more_members(cast)
        refs = {
            "open": a_dilemma(
                db.session, cast, State.ISSUED, questions=QUESTIONS, now=now, closes_in=timedelta(days=5)
            ).ref,
            "revealed": a_dilemma(
                db.session, cast, State.ISSUED, questions=QUESTIONS, now=now, closes_in=timedelta(days=-1)
            ).ref,
        }
        for state, n in zip(cycle(STATES), range(DILEMMAS - len(refs)), strict=False):
            at = now - timedelta(days=n)
            dilemma = a_dilemma(db.session, cast, state, questions=2, now=at)
            if state in (State.SENT, State.ANSWERED, State.CLOSED):
                _published(cast, dilemma, at)
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


def _published(cast: Cast, dilemma: Dilemma, at: datetime) -> None:
    from ethics.reading import public_copy

    if db.session.query(Publication).filter_by(dilemma_id=dilemma.id).count():
        return
    content = public_copy.make(dilemma)
    db.session.add(
        Publication(
            dilemma_id=dilemma.id, committee_id=dilemma.committee_id, ref=new_ref(), edition=1,
            status=PublicationStatus.PUBLISHED, title=content["title"], content=content, asked_by_id=cast.secretary.id,
            asked_at=at, approved_by_id=cast.reviewer.id, approved_at=at, published_by_id=cast.chair.id,
            published_at=at, public_from=at,
        )
    )  # fmt: skip
