"""Issuing a dilemma: its text is frozen and positions open until a stated time; and moving that time (rules 3, 5, 6)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ethics.domain.actor import Actor, Clock
from ethics.domain.clear_days import EARLIER_NOTICE, FARTHEST, lateness, short_round
from ethics.domain.notices import NoticeKind
from ethics.domain.policy import Action
from ethics.domain.refusal import NotNow
from ethics.domain.vocabulary import Event, Step
from ethics.domain.words import say
from ethics.extensions import db
from ethics.models import CloseMove, Committee, Dilemma, Meeting, PaperVersion
from ethics.reading import authors
from ethics.reading.concerned import concerned
from ethics.reading.people import day_of
from ethics.services import journal, notices
from ethics.services.checking import Checked
from ethics.services.holding import Held, hold
from ethics.services.meetings import present_item
from ethics.services.steps import take_step


@dataclass(frozen=True, slots=True)
class IssueDraft:
    """When positions close (aware), why the paper goes out late, if it does, and whether a short round is meant."""

    closes_at: datetime
    late_reason: str = ""
    short: bool = True


def issue(actor: Actor, ref: str, draft: IssueDraft, clock: Clock, *, row_version: int | None = None) -> None:
    """Freeze the paper's text and open positions until ``closes_at``; every member with a seat is told.

    Refuses with Invalid a close that is past or after the meeting begins, and a late paper without a
    reason and a short round that is not meant (rule 6);
    with NotNow where the meeting has begun.
    """
    typed = bool(draft.late_reason.strip())
    held = hold(actor, ref, Action.ISSUE, clock, row_version=row_version, typed=typed)
    dilemma, now = held.dilemma, held.now
    committee = db.session.get_one(Committee, dilemma.committee_id)
    item = present_item(dilemma)
    meeting = db.session.get_one(Meeting, item.meeting_id) if item else None
    if meeting is not None and meeting.starts_at <= now:
        raise NotNow(say("Its meeting has begun. Move it to another meeting first."))
    checked = Checked()
    if draft.closes_at <= now:
        checked.wrong("closes_on", say("Positions have to close in the future."))
    elif meeting is not None and draft.closes_at > meeting.starts_at:
        checked.wrong("closes_on", _BEFORE_THE_MEETING)
    elif draft.closes_at > now + FARTHEST:
        checked.wrong("closes_on", _TOO_FAR)
    elif not draft.short and (warning := short_round(now, draft.closes_at)) is not None:
        checked.wrong("short", say("%(warning)s Tick the box to open them all the same.", warning=warning))
    late = None
    if meeting is not None:
        late = lateness(
            day_of(now), day_of(meeting.starts_at),
            needed=committee.clear_days, working=committee.clear_days_are_working_days,
        )  # fmt: skip
    late_reason = checked.text("late_reason", draft.late_reason, late)
    checked.done()
    dilemma.closes_at = draft.closes_at
    dilemma.issued_at = now
    take_step(held, Step.ISSUE, facts={"closes_at": draft.closes_at.isoformat()})
    freeze(held)
    if late is not None and item is not None:
        reason = journal.reason(late_reason)
        item.late_reason_id = reason.id if reason else None
    there = concerned(dilemma, now)
    _tell(held, there.member_ids, NoticeKind.ISSUED, f"/dilemmas/{dilemma.ref}/declare")
    _tell(
        held,
        (*there.attending_ids, *authors.ids_of(dilemma), dilemma.sponsor_id),
        NoticeKind.ISSUED,
        f"/dilemmas/{dilemma.ref}",
    )


def freeze(held: Held) -> None:
    """Freeze the version being written: from now on its text never changes (rule 5)."""
    version = db.session.scalar(
        select(PaperVersion)
        .where(PaperVersion.dilemma_id == held.dilemma.id)
        .order_by(PaperVersion.number.desc())
        .limit(1)
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
    was, meeting = dilemma.closes_at, _meeting_of(dilemma)
    checked = Checked()
    if becomes == was:
        checked.wrong("closes_on", say("That is the closing time already."))
    elif becomes < was and becomes < now + EARLIER_NOTICE:
        checked.wrong("closes_on", say("An earlier close needs 48 hours’ notice from now."))
    elif meeting is not None and becomes > meeting.starts_at:
        checked.wrong("closes_on", _BEFORE_THE_MEETING)
    elif becomes > now + FARTHEST:
        checked.wrong("closes_on", _TOO_FAR)
    said = checked.text("reason", reason, say("Give a reason. Everyone concerned is told it."))
    checked.done()
    row = journal.reason(said)
    assert row is not None
    db.session.add(
        CloseMove(dilemma_id=dilemma.id, was=was, becomes=becomes, reason_id=row.id, moved_by_id=held.me, moved_at=now)
    )
    dilemma.closes_at = becomes
    dilemma.row_version += 1
    held.journal(Event.CLOSE_MOVED, facts={"was": was.isoformat(), "becomes": becomes.isoformat()}, reason=row)
    there = concerned(dilemma, now)
    everybody = (*there.member_ids, *there.attending_ids, *authors.ids_of(dilemma), dilemma.sponsor_id)
    _tell(held, everybody, NoticeKind.CLOSE_MOVED, f"/dilemmas/{dilemma.ref}")


_TOO_FAR = say("That is more than two years ahead. Check the year.")
_BEFORE_THE_MEETING = say("Positions have to close before the meeting begins.")


def _meeting_of(dilemma: Dilemma) -> Meeting | None:
    item = present_item(dilemma)
    return db.session.get(Meeting, item.meeting_id) if item else None


def _tell(held: Held, people: tuple[int | None, ...], kind: NoticeKind, path: str) -> None:
    notices.tell([one for one in people if one != held.me], kind, held.now, dilemma=held.dilemma, path=path)
