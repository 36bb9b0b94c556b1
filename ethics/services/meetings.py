"""Meetings and the items on them: made, scheduled, moved, and recorded item by item (rules 6 and 7)."""

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select

from ethics.domain.actor import Actor, Clock
from ethics.domain.policy import Action, BodyAction, decide_for_body
from ethics.domain.refusal import Invalid, NotKnown, NotNow, Stale
from ethics.domain.vocabulary import AttendanceKind, Event, NoticeKind, State, Step
from ethics.domain.words import say
from ethics.extensions import db
from ethics.models import AgendaItem, Attendance, Dilemma, FactGiven, Meeting
from ethics.reading import standing as standings
from ethics.reading.people import day_of
from ethics.services import notices
from ethics.services.holding import Held, hold
from ethics.services.refs import new_ref
from ethics.services.steps import take_step


@dataclass(frozen=True, slots=True)
class MeetingDraft:
    """When and where a meeting is to be; times are aware UTC."""

    starts_at: datetime
    place: str
    ends_at: datetime | None = None


def make(actor: Actor, committee_id: int, draft: MeetingDraft, clock: Clock) -> str:
    """Make a meeting of the committee and return its ref. Refuses times that are past or end before they begin."""
    now = clock()
    _may_hold_meetings(actor, committee_id, now)
    _check(draft, now)
    meeting = Meeting(
        ref=new_ref(), committee_id=committee_id, starts_at=draft.starts_at, ends_at=draft.ends_at, place=draft.place
    )
    db.session.add(meeting)
    db.session.flush()
    return meeting.ref


def change(actor: Actor, meeting_ref: str, draft: MeetingDraft, clock: Clock, *, row_version: int) -> None:
    """Change a meeting's time or place before it begins; people whose items are on it are told."""
    meeting = _lock_meeting(meeting_ref)
    now = clock()
    _may_hold_meetings(actor, meeting.committee_id, now)
    if meeting.row_version != row_version:
        raise Stale(meeting.row_version)
    if meeting.starts_at <= now:
        raise NotNow(say("This meeting has begun; its time and place stay as they are."))
    _check(draft, now)
    meeting.starts_at, meeting.ends_at, meeting.place = draft.starts_at, draft.ends_at, draft.place
    meeting.row_version += 1


def publish_agenda(actor: Actor, meeting_ref: str, clock: Clock) -> None:
    """Make the agenda public: titles, letters, parties and the meeting may be known to anyone from now on."""
    meeting = _lock_meeting(meeting_ref)
    now = clock()
    _may_hold_meetings(actor, meeting.committee_id, now)
    meeting.agenda_published_at = meeting.agenda_published_at or now


def schedule(actor: Actor, ref: str, meeting_ref: str, clock: Clock, *, row_version: int | None = None) -> str:
    """Put an accepted dilemma on a meeting of its committee, under the next letter, which is returned."""
    held = hold(actor, ref, Action.SCHEDULE, clock, row_version=row_version)
    item = _put_on(held, meeting_ref)
    take_step(held, Step.SCHEDULE, facts={"meeting": item.meeting_id, "letter": item.letter})
    _tell_who_brought_it(held, NoticeKind.SCHEDULED)
    return item.letter


def move(actor: Actor, ref: str, meeting_ref: str, clock: Clock, *, row_version: int | None = None) -> str:
    """Move a scheduled dilemma to another meeting; returns its new letter. Its old item stays, marked as left."""
    held = hold(actor, ref, Action.SCHEDULE, clock, row_version=row_version)
    if held.dilemma.state is not State.SCHEDULED:
        raise NotNow(say("Only a scheduled dilemma is moved; an issued one is deferred after its positions close."))
    _leave(held)
    item = _put_on(held, meeting_ref)
    take_step(held, Step.MOVE, facts={"meeting": item.meeting_id, "letter": item.letter})
    _tell_who_brought_it(held, NoticeKind.SCHEDULED)
    return item.letter


def defer(actor: Actor, ref: str, meeting_ref: str, reason: str, clock: Clock, *, row_version: int | None = None) -> str:
    """Defer an issued dilemma to another meeting after its close; positions stay, there is no second sealed round."""
    held = hold(actor, ref, Action.RECORD_MEETING, clock, row_version=row_version)
    take_step(held, Step.DEFER, reason=reason)
    _leave(held)
    item = _put_on(held, meeting_ref)
    _tell_who_brought_it(held, NoticeKind.DEFERRED)
    return item.letter


@dataclass(frozen=True, slots=True)
class MeetingRecord:
    """What the Secretary records of one item: who was there, who presided, the facts the force gave."""

    attendance: Mapping[int, AttendanceKind]
    presided_by: int | None
    facts: Sequence[str] = ()


def record(actor: Actor, ref: str, draft: MeetingRecord, clock: Clock, *, row_version: int | None = None) -> None:
    """Record the item at its present meeting (rule 7); recording again replaces what was recorded, until discussed.

    Refuses before the meeting begins, for people who are not of the committee, and a presider who was not present.
    """
    held = hold(actor, ref, Action.RECORD_MEETING, clock, row_version=row_version)
    if held.dilemma.state is not State.ISSUED:
        raise NotNow(say("The record of this item is closed: it has been discussed."))
    item = present_item(held.dilemma)
    if item is None:
        raise NotNow(say("This is not on a meeting."))
    meeting = db.session.get_one(Meeting, item.meeting_id)
    if held.now < meeting.starts_at:
        raise NotNow(say("The meeting begins at %(at)s; its record is kept from then on.", at=meeting.starts_at))
    present = {person for person, kind in draft.attendance.items() if kind is AttendanceKind.PRESENT}
    if draft.presided_by is None:
        raise Invalid({"presided_by": say("Say who presided on this item.")})
    if draft.presided_by not in present:
        raise Invalid({"presided_by": say("Whoever presided was present; record them as present.")})
    if draft.presided_by != standings.powers([held.dilemma], held.now)[held.dilemma.id]:
        raise Invalid({"presided_by": say("Only whoever holds the Chair’s powers for this item presides. Record the Chair as absent first.")})
    db.session.execute(delete(Attendance).where(Attendance.item_id == item.id))
    db.session.execute(delete(FactGiven).where(FactGiven.item_id == item.id))
    db.session.add_all(Attendance(item_id=item.id, person_id=person, kind=kind) for person, kind in draft.attendance.items())
    db.session.add_all(
        FactGiven(item_id=item.id, position=n, text=text)
        for n, text in enumerate((fact.strip() for fact in draft.facts if fact.strip()), 1)
    )
    item.recorded_at, item.recorded_by_id, item.presided_by_id = held.now, held.me, draft.presided_by
    held.dilemma.row_version += 1
    held.journal(Event.MEETING_RECORDED, facts={"item": item.id, "present": len(present)})


def discuss(actor: Actor, ref: str, clock: Clock, *, row_version: int | None = None) -> None:
    """Record the item as discussed; refuses before the close, without a record, and where it was not quorate."""
    held = hold(actor, ref, Action.RECORD_MEETING, clock, row_version=row_version)
    take_step(held, Step.DISCUSS)


def present_item(dilemma: Dilemma) -> AgendaItem | None:
    """The dilemma's item on the meeting it is now on."""
    return db.session.scalar(
        select(AgendaItem)
        .where(AgendaItem.dilemma_id == dilemma.id, AgendaItem.left_at.is_(None))
        .order_by(AgendaItem.id.desc())
        .limit(1)
    )


def _put_on(held: Held, meeting_ref: str) -> AgendaItem:
    meeting = _lock_meeting(meeting_ref)
    dilemma = held.dilemma
    if meeting.committee_id != dilemma.committee_id:
        raise Invalid({"meeting": say("Choose a meeting of this committee.")})
    if meeting.starts_at <= held.now:
        raise Invalid({"meeting": say("Choose a meeting that has not begun.")})
    before = select(AgendaItem).where(AgendaItem.meeting_id == meeting.id, AgendaItem.dilemma_id == dilemma.id)
    item = db.session.scalar(before)
    if item is not None:
        if item.left_at is None:
            raise Invalid({"meeting": say("It is on this meeting already.")})
        item.left_at = None
        return item
    count = db.session.scalar(select(func.count()).where(AgendaItem.meeting_id == meeting.id)) or 0
    item = AgendaItem(meeting_id=meeting.id, dilemma_id=dilemma.id, letter=letter(count))
    db.session.add(item)
    db.session.flush()
    return item


def letter(n: int) -> str:
    """The letter of the n-th paper of a meeting, counted from 0: A to Z, then AA."""
    alphabet = string.ascii_uppercase
    return alphabet[n] if n < 26 else alphabet[n // 26 - 1] + alphabet[n % 26]


def _leave(held: Held) -> None:
    item = present_item(held.dilemma)
    if item is not None:
        item.left_at = held.now


def _tell_who_brought_it(held: Held, kind: NoticeKind) -> None:
    dilemma = held.dilemma
    notices.tell([dilemma.author_id, dilemma.sponsor_id], kind, held.now, dilemma=dilemma, path=f"/dilemmas/{dilemma.ref}")


def _lock_meeting(ref: str) -> Meeting:
    meeting = db.session.scalar(
        select(Meeting).where(Meeting.ref == ref).with_for_update().execution_options(populate_existing=True)
    )
    if meeting is None:
        raise NotKnown
    return meeting


def _may_hold_meetings(actor: Actor, committee_id: int, now: datetime) -> None:
    if not decide_for_body(BodyAction.HOLD_MEETINGS, actor.roles_at(committee_id, day_of(now))):
        raise NotKnown


def _check(draft: MeetingDraft, now: datetime) -> None:
    if not draft.place.strip():
        raise Invalid({"place": say("Say where the meeting is, or how to join it.")})
    if draft.starts_at <= now:
        raise Invalid({"starts_on": say("The meeting has to be in the future.")})
    if draft.ends_at is not None and draft.ends_at <= draft.starts_at:
        raise Invalid({"ends_time": say("The meeting has to end after it begins.")})
