"""A new version while it is made: the pages of the author who writes it, the sponsor who releases it, the Secretary who issues it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from ethics.domain.actor import Actor
from ethics.domain.policy import Action
from ethics.domain.vocabulary import Event, NewVersion, Phase
from ethics.domain.words import Message
from ethics.extensions import db
from ethics.models import Committee, Dilemma, JournalEntry, PaperVersion, Person, Reason
from ethics.reading.coauthors import by_line
from ethics.reading.standing import open_dilemma
from ethics.reading.versions import Compared, proposed

_BACK = (Event.VERSION_HANDED_BACK, Event.VERSION_RETURNED)
_STEPS = (Event.VERSION_STARTED, Event.VERSION_SENT, Event.VERSION_RELEASED, *_BACK)


@dataclass(frozen=True, slots=True)
class NewVersionPage:
    """Where the new version stands, why it is made, and what it would change. ``stage`` is None where none is made."""

    ref: str
    title: str
    row_version: int
    committee: str
    author: Message | str
    sponsor: str
    stage: NewVersion | None
    number: int
    """The number it has, or would have."""
    why: str
    came_back: str
    """Why it came back to its author last, where it did."""
    came_back_from: Message | None
    compared: Compared | None
    open_until: datetime | None
    """When positions close, where they are open."""

    @property
    def is_written(self) -> bool:
        """Whether it is with its author."""
        return self.stage is NewVersion.WRITING


def making(actor: Actor, ref: str, now: datetime) -> NewVersionPage:
    """For the author (Action.MAKE_VERSION)."""
    return _page(actor, ref, Action.MAKE_VERSION, now)


def releasing(actor: Actor, ref: str, now: datetime) -> NewVersionPage:
    """For the sponsor (Action.RELEASE_VERSION)."""
    return _page(actor, ref, Action.RELEASE_VERSION, now)


def issuing(actor: Actor, ref: str, now: datetime) -> NewVersionPage:
    """For the Secretary (Action.REVISE_PAPER); what it shows of Part 2 is recorded by the caller."""
    return _page(actor, ref, Action.REVISE_PAPER, now)


def _page(actor: Actor, ref: str, action: Action, now: datetime) -> NewVersionPage:
    dilemma, standing = open_dilemma(actor, ref, action, now)
    sponsor = aliased(Person)
    row = db.session.execute(
        select(
            Committee.name.label("committee"), sponsor.name.label("sponsor"),
            PaperVersion.number, PaperVersion.frozen_at, Reason.text.label("why"),
        )
        .select_from(Dilemma)
        .join(Committee, Committee.id == Dilemma.committee_id)
        .outerjoin(sponsor, sponsor.id == Dilemma.sponsor_id)
        .join(PaperVersion, PaperVersion.dilemma_id == Dilemma.id)
        .outerjoin(Reason, Reason.id == PaperVersion.reason_id)
        .where(Dilemma.id == dilemma.id)
        .order_by(PaperVersion.number.desc())
        .limit(1)
    ).one()  # fmt: skip
    back, reason = _came_back(dilemma) if dilemma.new_version is NewVersion.WRITING else (None, "")
    return NewVersionPage(
        ref=dilemma.ref,
        title=dilemma.title,
        row_version=dilemma.row_version,
        committee=row.committee,
        author=by_line(dilemma),
        sponsor=row.sponsor or "",
        stage=dilemma.new_version,
        number=row.number + (row.frozen_at is not None),
        why=(row.why or "") if row.frozen_at is None else "",
        came_back=reason,
        came_back_from=back.words if back is not None else None,
        compared=proposed(dilemma, standing),
        open_until=dilemma.closes_at if standing.phase is Phase.OPEN else None,
    )


def _came_back(dilemma: Dilemma) -> tuple[Event | None, str]:
    """From whom the new version came back last, and why; nothing where it was not sent yet."""
    last = db.session.execute(
        select(JournalEntry.event, Reason.text, Reason.blanked_at)
        .outerjoin(Reason, Reason.id == JournalEntry.reason_id)
        .where(JournalEntry.dilemma_id == dilemma.id, JournalEntry.event.in_(_STEPS))
        .order_by(JournalEntry.number.desc())
        .limit(1)
    ).first()
    if last is None or last.event not in _BACK:
        return None, ""
    return last.event, last.text if last.text and last.blanked_at is None else ""
