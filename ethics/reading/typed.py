"""What a person has typed on the pages of a draft and not saved: their own alone, whatever anybody's role."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ethics.domain.actor import Actor
from ethics.domain.policy import Action
from ethics.extensions import db
from ethics.models import TypedCopy
from ethics.reading.standing import open_dilemma


@dataclass(frozen=True, slots=True)
class Typed:
    """What one sitting at a page left unsaved: the pairs of its form, and when they were last kept."""

    sitting: str
    pairs: tuple[tuple[str, str], ...]
    saved_at: datetime


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
