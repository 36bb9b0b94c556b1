"""Issuing a dilemma: its text is frozen and positions open until a stated time; and moving that time (rules 3, 5, 6)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from ethics.domain.actor import Actor, Clock
from ethics.domain.policy import Action
from ethics.domain.refusal import Invalid
from ethics.domain.vocabulary import SEATED, Event, NoticeKind, Role, Step
from ethics.domain.words import Message, say
from ethics.extensions import db
from ethics.models import CloseMove, Committee, Dilemma, Meeting, PaperVersion
from ethics.reading.people import LONDON, day_of, holders
from ethics.services import journal, notices
from ethics.services.holding import Held, hold
from ethics.services.meetings import present_item
from ethics.services.steps import take_step

CLOSE_OF_DAY = time(17)
"""Positions close at 5pm unless the Secretary says another time."""

SHORT_ROUND = timedelta(days=7)
"""Under this, the Secretary is warned that members have little time (rule 6)."""

EARLIER_NOTICE = timedelta(hours=48)
"""The close may be moved earlier only with this notice (rule 3)."""


def clear_days_between(issued: date, meeting: date, *, working: bool) -> int:
    """The days between issue and meeting with neither counted; with ``working``, Monday to Friday alone (rule 6)."""
    days = (issued + timedelta(days=n) for n in range(1, (meeting - issued).days))
    return sum(1 for day in days if not working or day.weekday() < 5)


def default_close(meeting_starts: datetime, close_days: int) -> datetime:
    """When positions close unless set otherwise: 5pm, ``close_days`` clear days before the meeting. Aware UTC."""
    day = day_of(meeting_starts) - timedelta(days=close_days + 1)
    return datetime.combine(day, CLOSE_OF_DAY, LONDON)


@dataclass(frozen=True, slots=True)
class IssueDraft:
    """When positions close (aware), and why the paper goes out late, if it does."""

    closes_at: datetime
    late_reason: str = ""


def lateness(committee: Committee, now: datetime, meeting_starts: datetime | None) -> Message | None:
    """What rule 6 says of issuing now: a sentence where the paper would be late, else None."""
    if meeting_starts is None:
        return None
    days = clear_days_between(day_of(now), day_of(meeting_starts), working=committee.clear_days_are_working_days)
    if days >= committee.clear_days:
        return None
    return say(
        "Members would have %(days)s clear days before the meeting; the committee’s rule is %(needed)s. Say why it is late; the minutes carry the reason.",
        days=days, needed=committee.clear_days,
    )  # fmt: skip


def short_round(now: datetime, closes_at: datetime) -> Message | None:
    """A warning where positions would be open for under seven days, else None."""
    if closes_at - now >= SHORT_ROUND:
        return None
    return say("Positions would be open for under seven days.")


def issue(actor: Actor, ref: str, draft: IssueDraft, clock: Clock, *, row_version: int | None = None) -> None:
    """Freeze the paper's text and open positions until ``closes_at``; every member with a seat is told.

    Refuses a close that is past or after the meeting, and a late paper without a reason.
    """
    held = hold(actor, ref, Action.ISSUE, clock, row_version=row_version)
    dilemma, now = held.dilemma, held.now
    committee = db.session.get_one(Committee, dilemma.committee_id)
    item = present_item(dilemma)
    meeting = db.session.get(Meeting, item.meeting_id) if item else None
    if draft.closes_at <= now:
        raise Invalid({"closes_on": say("Positions have to close in the future.")})
    if meeting is not None and draft.closes_at > meeting.starts_at:
        raise Invalid({"closes_on": say("Positions have to close before the meeting begins.")})
    late = lateness(committee, now, meeting.starts_at if meeting else None)
    if late is not None and not draft.late_reason.strip():
        raise Invalid({"late_reason": late})
    dilemma.closes_at = draft.closes_at
    dilemma.issued_at = now
    take_step(held, Step.ISSUE, facts={"closes_at": draft.closes_at.isoformat()})
    freeze(held)
    if late is not None and item is not None:
        reason = journal.reason(draft.late_reason)
        item.late_reason_id = reason.id if reason else None
    notices.tell(_seated(held), NoticeKind.ISSUED, now, dilemma=dilemma, path=f"/dilemmas/{dilemma.ref}/declare")
    notices.tell([dilemma.author_id, dilemma.sponsor_id], NoticeKind.ISSUED, now, dilemma=dilemma, path=f"/dilemmas/{dilemma.ref}")


def freeze(held: Held) -> None:
    """Freeze the version being written: from now on its text never changes (rule 5)."""
    version = db.session.scalar(
        select(PaperVersion).where(PaperVersion.dilemma_id == held.dilemma.id).order_by(PaperVersion.number.desc()).limit(1)
    )
    if version is not None and version.frozen_at is None:
        version.frozen_at = held.now
        held.journal(Event.PAPER_FROZEN, facts={"version": version.number})


def move_close(
    actor: Actor, ref: str, becomes: datetime, reason: str, clock: Clock, *, row_version: int | None = None
) -> None:
    """Move the close of positions: later, or earlier with 48 hours' notice, never to before now, with a reason, telling
    everybody (rule 3). Closing is one-way: what has closed cannot be reopened.
    """
    held = hold(actor, ref, Action.MOVE_CLOSE, clock, row_version=row_version)
    dilemma, now = held.dilemma, held.now
    assert dilemma.closes_at is not None
    if becomes == dilemma.closes_at:
        raise Invalid({"closes_on": say("That is the closing time already.")})
    if becomes < dilemma.closes_at and becomes < now + EARLIER_NOTICE:
        raise Invalid({"closes_on": say("An earlier close needs 48 hours’ notice from now.")})
    meeting = _meeting_of(dilemma)
    if meeting is not None and becomes > meeting.starts_at:
        raise Invalid({"closes_on": say("Positions have to close before the meeting begins.")})
    if not reason.strip():
        raise Invalid({"reason": say("Give a reason. Everyone concerned is told it.")})
    row = journal.reason(reason)
    assert row is not None
    was = dilemma.closes_at
    db.session.add(
        CloseMove(dilemma_id=dilemma.id, was=was, becomes=becomes, reason_id=row.id, moved_by_id=held.me, moved_at=now)
    )
    dilemma.closes_at = becomes
    dilemma.row_version += 1
    held.journal(Event.CLOSE_MOVED, facts={"was": was.isoformat(), "becomes": becomes.isoformat()}, reason=row)
    everybody = {*_seated(held), dilemma.author_id, dilemma.sponsor_id}
    notices.tell(everybody, NoticeKind.CLOSE_MOVED, now, dilemma=dilemma, path=f"/dilemmas/{dilemma.ref}")


def _meeting_of(dilemma: Dilemma) -> Meeting | None:
    item = present_item(dilemma)
    return db.session.get(Meeting, item.meeting_id) if item else None


def _seated(held: Held) -> list[int]:
    roles = (*SEATED, Role.POLICE_ADVISER, Role.OBSERVER, Role.SECRETARY)
    found = holders(held.dilemma.committee_id, roles, day_of(held.now))
    return [appointment.person_id for appointment in found]
