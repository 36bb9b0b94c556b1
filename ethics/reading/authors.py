"""Who writes a paper: whoever began it, and the co-authors they named. Facts for the rulebook, for lists and for notices."""

from datetime import date

from sqlalchemy import BindParameter, ColumnElement, exists, or_, select

from ethics.domain.vocabulary import Role
from ethics.extensions import db
from ethics.models import Appointment, CoAuthor, Dilemma, Person


def writes(person_id: int) -> ColumnElement[bool]:
    """The condition on Dilemma under which this person began the paper or was named as its co-author."""
    named = select(CoAuthor.dilemma_id).where(CoAuthor.person_id == person_id)
    return or_(Dilemma.author_id == person_id, Dilemma.id.in_(named))


def ids_of(dilemma: Dilemma) -> tuple[int, ...]:
    """Everybody who writes this paper, whoever began it first: they are told what its author is told."""
    named = select(CoAuthor.person_id).where(CoAuthor.dilemma_id == dilemma.id)
    return (dilemma.author_id, *db.session.scalars(named.order_by(CoAuthor.named_at, CoAuthor.person_id)))


def names_of(dilemma: Dilemma) -> dict[int, str]:
    """The names of everybody who writes this paper by person id, whoever began it first."""
    named = (CoAuthor.person_id == Person.id) & (CoAuthor.dilemma_id == dilemma.id)
    rows = db.session.execute(
        select(Person.id, Person.name)
        .outerjoin(CoAuthor, named)
        .where(or_(Person.id == dilemma.author_id, CoAuthor.person_id.is_not(None)))
        .order_by(Person.id != dilemma.author_id, CoAuthor.named_at, Person.id)
    )
    return {row.id: row.name for row in rows}


def answering(dilemma: Dilemma, day: date) -> tuple[int, ...]:
    """Who is asked to answer enquiries: its authors, and its sponsor once none of them is one of the force's. Nobody
    where the sponsor is not one of the force's either.
    """
    left, sponsor = db.session.execute(
        select(has_author_left(day), _has_sponsor_left(day)).where(Dilemma.id == dilemma.id)
    ).one()
    if left:
        return ids_of(dilemma)
    return (dilemma.sponsor_id,) if sponsor and dilemma.sponsor_id is not None else ()


def has_author_left(day: date | BindParameter[date]) -> ColumnElement[bool]:
    """The condition on Dilemma under which one of its authors is still appointed at the force on ``day``."""
    named = select(CoAuthor.person_id).where(CoAuthor.dilemma_id == Dilemma.id).correlate(Dilemma)
    who = or_(Appointment.person_id == Dilemma.author_id, Appointment.person_id.in_(named))
    return _serves(Role.AUTHOR, who, day)


def _has_sponsor_left(day: date) -> ColumnElement[bool]:
    return _serves(Role.SPONSOR, Appointment.person_id == Dilemma.sponsor_id, day)


def _serves(role: Role, who: ColumnElement[bool], day: date | BindParameter[date]) -> ColumnElement[bool]:
    return (
        exists()
        .where(
            Appointment.force_id == Dilemma.force_id,
            Appointment.role == role,
            Appointment.starts_on <= day,
            or_(Appointment.ends_on.is_(None), Appointment.ends_on >= day),
            who,
            Person.id == Appointment.person_id,
            Person.active,
        )
        .correlate(Dilemma)
    )
