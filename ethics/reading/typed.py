"""What a person has typed on the pages of a draft and not saved: their own alone, whatever anybody's role."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from ethics.domain.actor import Actor
from ethics.domain.policy import Action
from ethics.extensions import db
from ethics.models import CoAuthor, Person, TypedCopy
from ethics.reading.standing import open_dilemma

LATELY = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Typed:
    """What one sitting at a page left unsaved: the pairs of its form, and when they were last kept."""

    sitting: str
    pairs: tuple[tuple[str, str], ...]
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Beside:
    """Another author at the same page: what they type is theirs alone, that they type there can be known."""

    name: str
    at: datetime


def beside(actor: Actor, ref: str, page: str, now: datetime) -> tuple[Beside, ...]:
    """The other authors who typed on one page of the draft in the last quarter of an hour and have not saved it."""
    dilemma, _ = open_dilemma(actor, ref, Action.EDIT_PAPER, now)
    named = select(CoAuthor.person_id).where(CoAuthor.dilemma_id == dilemma.id)
    rows = db.session.execute(
        select(Person.name, func.max(TypedCopy.saved_at).label("at"))
        .join(Person, Person.id == TypedCopy.person_id)
        .where(
            TypedCopy.dilemma_id == dilemma.id, TypedCopy.page == page, TypedCopy.person_id != actor.person_id,
            TypedCopy.saved_at >= now - LATELY, or_(Person.id == dilemma.author_id, Person.id.in_(named)),
        )
        .group_by(Person.id, Person.name)
        .order_by(Person.name, Person.id)
    )  # fmt: skip
    return tuple(Beside(row.name, row.at) for row in rows)


def typed(actor: Actor, ref: str, page: str, now: datetime) -> tuple[Typed, ...]:
    """What this person left unsaved on one page of the draft, the newest first; refuses as its editing does."""
    dilemma, _ = open_dilemma(actor, ref, Action.EDIT_PAPER, now)
    query = select(TypedCopy).where(
        TypedCopy.person_id == actor.person_id, TypedCopy.dilemma_id == dilemma.id, TypedCopy.page == page
    )
    rows = db.session.scalars(query.order_by(TypedCopy.saved_at.desc(), TypedCopy.id.desc()))
    return tuple(
        Typed(row.sitting, tuple((str(name), str(text)) for name, text in row.content), row.saved_at) for row in rows
    )
