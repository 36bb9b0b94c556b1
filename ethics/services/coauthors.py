"""Naming who writes a paper with its first author, removing them, and leaving: each takes effect at once, and is told."""

from sqlalchemy import delete

from ethics.domain.actor import Actor, Clock
from ethics.domain.notices import NoticeKind
from ethics.domain.policy import Action
from ethics.domain.refusal import Invalid, NotNow
from ethics.domain.vocabulary import Event
from ethics.domain.words import say
from ethics.extensions import db
from ethics.models import CoAuthor
from ethics.reading.authors import ids_of
from ethics.reading.coauthors import colleague
from ethics.reading.people import day_of
from ethics.services import notices
from ethics.services.holding import Held, hold


def name(actor: Actor, ref: str, person_id: int | None, clock: Clock) -> None:
    """Name an author of the force as a co-author of this paper, who is told (Action.NAME_CO_AUTHORS).

    Refuses with Invalid, beside the field ``person``, who is none of the force's authors, who writes it already, its
    sponsor, who releases what others wrote, and who sits on the committee or works for it.
    """
    held = hold(actor, ref, Action.NAME_CO_AUTHORS, clock)
    if person_id is None:
        raise Invalid({"person": say("Choose who writes it with you.")})
    found = colleague(held.dilemma, person_id, day_of(held.now))
    if found is None:
        raise Invalid({"person": say("Choose one of the force’s authors.")})
    if found.why_not is not None:
        raise Invalid({"person": found.why_not})
    db.session.add(CoAuthor(dilemma_id=held.dilemma.id, person_id=person_id, named_by_id=held.me, named_at=held.now))
    db.session.flush()
    held.journal(Event.CO_AUTHOR_NAMED, facts={"person": person_id})
    notices.tell([person_id], NoticeKind.CO_AUTHOR_NAMED, held.now, dilemma=held.dilemma, path=f"/dilemmas/{ref}")


def remove(actor: Actor, ref: str, person_id: int, clock: Clock) -> None:
    """Take a co-author off the paper: from now on it is closed to them, and they are told (Action.NAME_CO_AUTHORS).

    What they saved stays in the paper. What they typed and had not saved stays theirs: nobody else ever reads it, and
    they find it again should they be named again. Refuses with NotNow who is no co-author.
    """
    held = hold(actor, ref, Action.NAME_CO_AUTHORS, clock)
    _take_off(held, person_id)
    held.journal(Event.CO_AUTHOR_REMOVED, facts={"person": person_id})
    notices.tell([person_id], NoticeKind.CO_AUTHOR_REMOVED, held.now)


def leave(actor: Actor, ref: str, clock: Clock) -> None:
    """Stop being a co-author of this paper; its other authors are told (Action.LEAVE_PAPER)."""
    held = hold(actor, ref, Action.LEAVE_PAPER, clock)
    _take_off(held, held.me)
    held.journal(Event.CO_AUTHOR_LEFT, facts={"person": held.me})
    notices.tell(
        ids_of(held.dilemma), NoticeKind.CO_AUTHOR_LEFT, held.now, dilemma=held.dilemma, path=f"/dilemmas/{ref}/authors"
    )  # fmt: skip


def _take_off(held: Held, person_id: int) -> None:
    gone = delete(CoAuthor).where(CoAuthor.dilemma_id == held.dilemma.id, CoAuthor.person_id == person_id)
    if db.session.scalar(gone.returning(CoAuthor.person_id)) is None:
        raise NotNow(say("They are no longer a co-author of this paper."))
