"""Meetings and the items on them: made, scheduled, moved, and recorded item by item (rules 6 and 7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from ethics.domain.actor import Actor, Clock
from ethics.domain.agenda import next_letter
from ethics.domain.bodies import BodyAction, decide_for_body
from ethics.domain.clear_days import FARTHEST
from ethics.domain.conflict import CONFLICTED
from ethics.domain.notices import NoticeKind
from ethics.domain.policy import Action
from ethics.domain.refusal import Invalid, NotKnown, NotNow, Stale, StaleText
from ethics.domain.vocabulary import AttendanceKind, Event, Role, State, Step
from ethics.domain.words import say
from ethics.extensions import db
from ethics.models import AgendaItem, Attendance, ChairAbsence, Committee, Dilemma, FactGiven, Meeting, MeetingChange
from ethics.reading import authors
from ethics.reading.concerned import MEETS, concerned
from ethics.reading.people import day_of, holders
from ethics.reading.seats import powers, seats
from ethics.services import journal, notices
from ethics.services.checking import Checked
from ethics.services.declarations import end_chair_absence, record_chair_absence
from ethics.services.holding import Held, hold
from ethics.services.refs import new_ref
from ethics.services.steps import take_step


@dataclass(frozen=True, slots=True)
class MeetingDraft:
    """When and where a meeting is to be; times are aware UTC."""

    starts_at: datetime
    place: str
    ends_at: datetime | None = None


Where = str | MeetingDraft
"""A meeting by its ref, or one that is still to be made."""


def make(actor: Actor, committee_id: int, draft: MeetingDraft, clock: Clock) -> str:
    """Make a meeting of the committee and return its ref. Refuses times that are past or end before they begin, and a
    beginning at which the committee meets already: the same press twice makes one meeting.
    """
    now = clock()
    _may_hold_meetings(actor, committee_id, now)
    place = _check(draft, now)
    _refuse_a_second(committee_id, draft.starts_at)
    meeting = Meeting(
        ref=new_ref(), committee_id=committee_id, starts_at=draft.starts_at, ends_at=draft.ends_at, place=place
    )
    db.session.add(meeting)
    db.session.flush()
    return meeting.ref


def change(actor: Actor, meeting_ref: str, draft: MeetingDraft, clock: Clock, *, row_version: int | None) -> None:
    """Change a meeting's date, time or place before it begins; who meets there, and who brought what is on it, is told.

    What it was is kept, and stands in the journal of each dilemma on it. Refuses with NotNow once it has begun, with
    Stale where somebody changed it or its items meanwhile, and with Invalid a beginning before the positions on one of
    its papers close.
    """
    held = _lock_what_is_on(meeting_ref)
    meeting = _lock_meeting(meeting_ref)
    now = clock()
    _may_hold_meetings(actor, meeting.committee_id, now)
    if meeting.row_version != row_version:
        raise Stale(meeting.row_version, [StaleText("place", say("Place"), meeting.place)])
    if meeting.starts_at <= now:
        raise NotNow(say("This meeting has begun; its time and place stay as they are."))
    place = _check(draft, now)
    items = db.session.execute(
        select(AgendaItem.letter, Dilemma)
        .join(Dilemma, Dilemma.id == AgendaItem.dilemma_id)
        .where(AgendaItem.meeting_id == meeting.id, AgendaItem.left_at.is_(None))
        .order_by(AgendaItem.id)
    ).all()
    for item in items:
        closes_at = item.Dilemma.closes_at
        if closes_at is not None and draft.starts_at < closes_at:
            raise Invalid({"starts_on": say(
                "Positions on paper %(letter)s close at %(closes_at)s. The meeting has to begin after that.",
                letter=item.letter, closes_at=closes_at,
            )})  # fmt: skip
    if not {item.Dilemma.id for item in items} <= held:
        raise Stale(meeting.row_version)
    was = (meeting.starts_at, meeting.ends_at, meeting.place)
    if was == (draft.starts_at, draft.ends_at, place):
        return
    if draft.starts_at != meeting.starts_at:
        _refuse_a_second(meeting.committee_id, draft.starts_at)
    assert actor.person_id is not None
    db.session.add(
        MeetingChange(
            meeting_id=meeting.id, changed_at=now, changed_by_id=actor.person_id,
            starts_at=meeting.starts_at, ends_at=meeting.ends_at, place=meeting.place,
        )
    )  # fmt: skip
    meeting.starts_at, meeting.ends_at, meeting.place = draft.starts_at, draft.ends_at, place
    meeting.row_version += 1
    _tell_of_the_change(actor, meeting, [item.Dilemma for item in items], was[0], now)


def _tell_of_the_change(actor: Actor, meeting: Meeting, on_it: Sequence[Dilemma], was: datetime, now: datetime) -> None:
    """Journal it with each dilemma that waits for the meeting, and tell everybody concerned once."""
    there = {one.person_id for one in holders(meeting.committee_id, MEETS, day_of(now))} - {actor.person_id}
    notices.tell(there, NoticeKind.MEETING_CHANGED, now, path=f"/meetings/{meeting.ref}")
    told = there | {actor.person_id}
    for dilemma in on_it:
        if dilemma.withdrawn_at is not None:
            continue
        facts = {"meeting": meeting.id, "was": was.isoformat(), "becomes": meeting.starts_at.isoformat()}
        journal.write(dilemma, actor.person_id, Event.MEETING_CHANGED, now, facts=facts)
        brought = {*authors.ids_of(dilemma), dilemma.sponsor_id} - told
        notices.tell(brought, NoticeKind.MEETING_CHANGED, now, dilemma=dilemma, path=f"/dilemmas/{dilemma.ref}")
        told |= brought


def publish_agenda(actor: Actor, meeting_ref: str, clock: Clock) -> None:
    """Make the agenda public: titles, letters, parties and the meeting may be known to anyone from now on."""
    meeting = _lock_meeting(meeting_ref)
    now = clock()
    _may_hold_meetings(actor, meeting.committee_id, now)
    meeting.agenda_published_at = meeting.agenda_published_at or now


def schedule(actor: Actor, ref: str, where: Where, clock: Clock, *, row_version: int | None = None) -> str:
    """Put an accepted dilemma on a meeting of its committee, under the next letter, which is returned."""
    held = hold(actor, ref, Action.SCHEDULE, clock, row_version=row_version)
    item = _put_on(held, where)
    take_step(held, Step.SCHEDULE, facts={"meeting": item.meeting_id, "letter": item.letter})
    _tell_who_brought_it(held.dilemma, NoticeKind.SCHEDULED, held.now)
    return item.letter


def move(actor: Actor, ref: str, where: Where, clock: Clock, *, row_version: int | None = None) -> str:
    """Move a scheduled dilemma to another meeting; returns its new letter. Its old item stays, marked as left."""
    held = hold(actor, ref, Action.SCHEDULE, clock, row_version=row_version)
    if held.dilemma.state is not State.SCHEDULED:
        raise NotNow(say("Only a scheduled dilemma is moved; an issued one is deferred after its positions close."))
    item = _put_on(held, where)
    take_step(held, Step.MOVE, facts={"meeting": item.meeting_id, "letter": item.letter})
    _tell_who_brought_it(held.dilemma, NoticeKind.SCHEDULED, held.now)
    return item.letter


def defer(actor: Actor, ref: str, where: Where, reason: str, clock: Clock, *, row_version: int | None = None) -> str:
    """Defer an issued dilemma to another meeting after its close; positions stay, there is no second sealed round.

    Its old item stays, marked as left, with what was recorded of it. That the Chair was absent ends with the meeting
    they were absent from. Members and who brought it are told.
    """
    held = hold(actor, ref, Action.RECORD_MEETING, clock, row_version=row_version)
    checked = Checked()
    said = checked.text("reason", reason, say("Give the reason. Members and the force read it."))
    checked.done()
    take_step(held, Step.DEFER, reason=said)
    item = _put_on(held, where)
    db.session.execute(delete(ChairAbsence).where(ChairAbsence.dilemma_id == held.dilemma.id))
    _tell_who_brought_it(held.dilemma, NoticeKind.DEFERRED, held.now)
    there = concerned(held.dilemma, held.now)
    path = f"/dilemmas/{held.dilemma.ref}"
    notices.tell(there.member_ids, NoticeKind.DEFERRED, held.now, dilemma=held.dilemma, path=path)
    return item.letter


@dataclass(frozen=True, slots=True)
class MeetingRecord:
    """What the Secretary records of one item: who was there, who presided, the facts the force gave.

    ``presided_by`` is None where nobody who could preside was there; the item is then not quorate.
    """

    attendance: Mapping[int, AttendanceKind]
    presided_by: int | None
    facts: Sequence[str] = ()


def record(actor: Actor, ref: str, draft: MeetingRecord, clock: Clock, *, row_version: int | None = None) -> None:
    """Record the item at its present meeting (rule 7); recording again replaces what was recorded, until discussed.

    That the Vice-chair, or a member whom those present chose, presided records the Chair as absent for the item; that
    the Chair presided ends such an absence (product.md). Refuses with NotNow before the meeting begins and once the
    item is discussed; with Invalid people who are not of the committee, and a presider who was not present or does
    not hold the Chair's powers for the item.
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
    theirs = {one.person_id for one in holders(meeting.committee_id, MEETS, day_of(meeting.starts_at))}
    if not set(draft.attendance) <= theirs:
        raise Invalid({"": say("Only people of this committee are recorded here.")})
    present = {person for person, kind in draft.attendance.items() if kind is AttendanceKind.PRESENT}
    checked = Checked()
    facts = [text for n, fact in enumerate(draft.facts) if (text := checked.text(f"facts-{n}", fact))]
    checked.done()
    if draft.presided_by is not None:
        _preside(held, draft.presided_by, present)
    db.session.execute(delete(Attendance).where(Attendance.item_id == item.id))
    db.session.execute(delete(FactGiven).where(FactGiven.item_id == item.id))
    db.session.add_all(
        Attendance(item_id=item.id, person_id=person, kind=kind) for person, kind in draft.attendance.items()
    )
    db.session.add_all(FactGiven(item_id=item.id, position=n, text=text) for n, text in enumerate(facts, 1))
    item.recorded_at, item.recorded_by_id, item.presided_by_id = held.now, held.me, draft.presided_by
    held.dilemma.row_version += 1
    held.journal(Event.MEETING_RECORDED, facts={"item": item.id, "present": len(present)})


def _preside(held: Held, presider: int, present: set[int]) -> None:
    """Let the Chair's powers lie with who presided, recording or ending the Chair's absence where that takes it."""
    dilemma = held.dilemma
    if presider not in present:
        raise Invalid({"presided_by": say("Whoever presided was present; record them as present.")})
    issued_at = dilemma.issued_at
    chairs = {
        one.role: one.person_id
        for one in holders(dilemma.committee_id, (Role.CHAIR, Role.VICE_CHAIR), day_of(held.now))
        if one.confirmed_at is not None and issued_at is not None and one.confirmed_at <= issued_at
    }
    chair, vice_chair = chairs.get(Role.CHAIR), chairs.get(Role.VICE_CHAIR)
    taken = seats([dilemma.id])
    for before, words in (
        (chair, say("The Chair was present and holds the powers for this item.")),
        (vice_chair, say("The Vice-chair was present and holds the powers for this item.")),
    ):
        if presider == before:
            break
        if before in present and taken.get((dilemma.id, before or 0)) not in CONFLICTED:
            raise Invalid({"presided_by": words})
    if presider == powers([dilemma], held.now)[dilemma.id]:
        return
    absent = db.session.scalar(select(ChairAbsence.id).where(ChairAbsence.dilemma_id == dilemma.id)) is not None
    try:
        if presider != chair:
            chosen = presider if presider != vice_chair else None
            record_chair_absence(held.actor, dilemma.ref, chosen, lambda: held.now)
        elif absent:
            end_chair_absence(held.actor, dilemma.ref, lambda: held.now)
    except Invalid as refusal:
        raise Invalid({"presided_by": refusal.message}) from refusal
    db.session.flush()
    if presider != powers([dilemma], held.now)[dilemma.id]:
        raise Invalid({"presided_by": say("Only whoever holds the Chair’s powers for this item presides.")})


def discuss(actor: Actor, ref: str, clock: Clock, *, row_version: int | None = None) -> None:
    """Record the item as discussed; refuses before the close, without a record, and where it was not quorate."""
    held = hold(actor, ref, Action.RECORD_MEETING, clock, row_version=row_version, step=Step.DISCUSS)
    take_step(held, Step.DISCUSS)


def present_item(dilemma: Dilemma) -> AgendaItem | None:
    """The dilemma's item on the meeting it is now on."""
    return db.session.scalar(
        select(AgendaItem)
        .where(AgendaItem.dilemma_id == dilemma.id, AgendaItem.left_at.is_(None))
        .order_by(AgendaItem.id.desc())
        .limit(1)
    )


def _put_on(held: Held, where: Where) -> AgendaItem:
    """The dilemma on that meeting, and off the one it was on; its item there stays, marked as left."""
    dilemma = held.dilemma
    if isinstance(where, MeetingDraft):
        where = make(held.actor, dilemma.committee_id, where, lambda: held.now)
    elif not where:
        raise Invalid({"meeting": say("Choose a meeting, or make one.")})
    meeting = _lock_meeting(where)
    if meeting.committee_id != dilemma.committee_id:
        raise NotKnown
    if meeting.starts_at <= held.now:
        raise Invalid({"meeting": say("Choose a meeting that has not begun.")})
    leaves = present_item(dilemma)
    if leaves is not None:
        if leaves.meeting_id == meeting.id:
            raise Invalid({"meeting": say("It is on this meeting already.")})
        leaves.left_at = held.now
    there = db.session.scalars(select(AgendaItem).where(AgendaItem.meeting_id == meeting.id)).all()
    item = next((one for one in there if one.dilemma_id == dilemma.id), None)
    if item is not None:
        item.left_at, item.put_on_at = None, held.now
    else:
        item = AgendaItem(
            meeting_id=meeting.id,
            dilemma_id=dilemma.id,
            letter=next_letter({one.letter for one in there}),
            put_on_at=held.now,
        )
        db.session.add(item)
    db.session.flush()
    return item


def _tell_who_brought_it(dilemma: Dilemma, kind: NoticeKind, now: datetime) -> None:
    people = [*authors.ids_of(dilemma), dilemma.sponsor_id]
    notices.tell(people, kind, now, dilemma=dilemma, path=f"/dilemmas/{dilemma.ref}")


def _lock_what_is_on(meeting_ref: str) -> set[int]:
    """Lock the dilemmas on a meeting, by id, and give their ids: a dilemma is always locked before its meeting."""
    on_it = (
        select(AgendaItem.dilemma_id)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(Meeting.ref == meeting_ref, AgendaItem.left_at.is_(None))
    )
    rows = db.session.scalars(select(Dilemma.id).where(Dilemma.id.in_(on_it)).order_by(Dilemma.id).with_for_update())
    return set(rows)


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


def _refuse_a_second(committee_id: int, starts_at: datetime) -> None:
    db.session.execute(select(Committee.id).where(Committee.id == committee_id).with_for_update(key_share=True))
    there = select(Meeting.id).where(Meeting.committee_id == committee_id, Meeting.starts_at == starts_at)
    if db.session.scalar(there.limit(1)) is not None:
        raise Invalid(
            {"starts_on": say("The committee meets at this time already. Choose that meeting, or another time.")}
        )


def _check(draft: MeetingDraft, now: datetime) -> str:
    """The place as it is stored, where the draft can stand."""
    checked = Checked()
    if draft.starts_at <= now:
        checked.wrong("starts_on", say("The meeting has to be in the future."))
    elif draft.starts_at > now + FARTHEST:
        checked.wrong("starts_on", say("That is more than two years ahead. Check the year."))
    if draft.ends_at is not None and draft.ends_at <= draft.starts_at:
        checked.wrong("ends_time", say("The meeting has to end after it begins."))
    place = checked.line("place", draft.place, say("Say where the meeting is, or how to join it."))
    checked.done()
    return place
