"""Notes of one's own on a paper: kept, replaced, taken out; never journalled, never told, never another's."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ethics.domain.actor import Actor, Clock
from ethics.domain.policy import Action
from ethics.domain.refusal import NotKnown, Stale, StaleText
from ethics.domain.words import say
from ethics.extensions import db
from ethics.models import Note
from ethics.reading.enquiries import paragraph_of
from ethics.reading.notes import note_at
from ethics.reading.version_read import version_read
from ethics.services.checking import Checked
from ethics.services.holding import hold


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved note: the version its form carries on with, and when it was saved."""

    version: int
    saved_at: datetime


def keep(actor: Actor, ref: str, number: str, text: str, clock: Clock, *, row_version: int | None) -> Saved:
    """Keep what is typed as one's note at the paragraph of this number; an empty text leaves none.

    Refuses with NotKnown a paragraph that is not there, with NotAllowed who may not read the paper, with Stale where
    one's own note was saved in between (``row_version`` is 0 where there was none), with Invalid a marked text.
    """
    held = hold(actor, ref, Action.WRITE_NOTE, clock)
    at = paragraph_of(held.dilemma.id, number)
    version_id = db.session.scalars(version_read(held.dilemma.id)).one()
    one = note_at(held.dilemma.id, held.me, version_id, number)
    if row_version is not None and row_version != (one.row_version if one else 0):
        raise Stale(one.row_version if one else 0, [StaleText("text", say("Your note"), one.text if one else "")])
    check = Checked()
    said = check.text("text", text)
    check.done()
    if one is None:
        one = Note(person_id=held.me, dilemma_id=held.dilemma.id, row_version=0, begun_at=held.now)
        db.session.add(one)
    one.version_id, one.paragraph, one.passage = version_id, at.number, at.passage
    one.text, one.saved_at = said, held.now
    one.row_version += 1
    db.session.flush()
    return Saved(one.row_version, held.now)


def take_out(actor: Actor, ref: str, note_id: int, clock: Clock) -> None:
    """Take one's own note out for good. Refuses with NotKnown what is not one's own."""
    held = hold(actor, ref, Action.WRITE_NOTE, clock)
    mine = (Note.id == note_id) & (Note.person_id == held.me) & (Note.dilemma_id == held.dilemma.id)
    one = db.session.scalar(select(Note).where(mine))
    if one is None:
        raise NotKnown
    db.session.delete(one)
