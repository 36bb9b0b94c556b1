"""The record of one item at its meeting: who is of the committee and what their seat is on it, who presided, the facts
the force gave, and what keeps it from being discussed (rule 7).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ethics.domain import lifecycle
from ethics.domain.actor import Actor
from ethics.domain.conflict import CONFLICTED
from ethics.domain.deliberation import QuorumRule, quorum_missing
from ethics.domain.policy import Action, Seat
from ethics.domain.vocabulary import SEATED, AttendanceKind, Category, Event, Role, State, Step
from ethics.domain.words import Message, say
from ethics.extensions import db
from ethics.models import (
    AgendaItem,
    Appointment,
    Attendance,
    ChairAbsence,
    Dilemma,
    FactGiven,
    JournalEntry,
    Meeting,
    Person,
    Reason,
)
from ethics.reading import standing as standings
from ethics.reading.concerned import MEETS
from ethics.reading.facts import counting_seats, quorum_rule
from ethics.reading.issuing import On
from ethics.reading.meetings import MeetingChoice, to_choose
from ethics.reading.people import day_of, holders
from ethics.reading.seats import powers, seats

_SEATS = {
    Seat.FULL: say("Declared no interest, or one that has no effect."),
    Seat.UNDECLARED: say("Has not declared: not counted in the quorum."),
    Seat.AWAITING: say("Waits for a ruling: not counted in the quorum."),
    Seat.WITHDRAWN: say("Withdrawn from this item: not counted in the quorum."),
    Seat.LEAVE: say("Leaves for the discussion: not counted in the quorum."),
    Seat.NO_POSITION: say("Takes part, no position: not counted in the quorum."),
}
_COUNTED = say("Counts in the quorum when present.")
_NO_POSITIONS = say("Takes part without positions: not counted in the quorum.")
_TOO_LATE = say("The seat was confirmed after the issue: no standing on this item.")
_ATTENDS = say("Attends; holds no position.")


@dataclass(frozen=True, slots=True)
class PersonThere:
    """Somebody of the committee: what their seat is on this item in words, and what is recorded of them."""

    person_id: int
    name: str
    role: Role
    seat: Message
    counts_as: Category | None
    """The category in which the quorum counts them, where it counts them."""
    sits: bool
    may_hold_powers: bool
    kind: AttendanceKind | None


@dataclass(frozen=True, slots=True)
class RecordPage:
    """One item at its meeting. ``not_yet`` says why nothing is recorded now; the two verdicts what holds each step back."""

    ref: str
    title: str
    row_version: int
    on: On | None
    people: tuple[PersonThere, ...]
    powers: Message
    chair_absent: bool
    chair_changes: bool
    """Whether it can still be recorded that the Chair is absent, or there."""
    presided_by: int | None
    recorded_at: datetime | None
    recorded_by: str
    facts: tuple[str, ...]
    quorum: Message
    not_yet: Message | None
    discuss_waits: Message | None
    defer_waits: Message | None
    choices: tuple[MeetingChoice, ...]
    deferred: tuple[tuple[datetime, str], ...]

    @property
    def open(self) -> bool:
        """Whether the record can be written now."""
        return self.not_yet is None

    @property
    def chair(self) -> "PersonThere | None":
        """The Chair, where the committee has one with a seat on this item that an interest has not taken."""
        return next((one for one in self.people if one.role is Role.CHAIR and one.may_hold_powers), None)

    @property
    def vice_chair(self) -> "PersonThere | None":
        """The Vice-chair, likewise."""
        return next((one for one in self.people if one.role is Role.VICE_CHAIR and one.may_hold_powers), None)

    @property
    def may_be_chosen(self) -> tuple["PersonThere", ...]:
        """The members whom those present may choose where Chair and Vice-chair are both out."""
        return tuple(one for one in self.people if one.counts_as and one not in (self.chair, self.vice_chair))


def record_page(actor: Actor, ref: str, now: datetime, *, choices: bool = False) -> RecordPage:
    """The record of a dilemma at its present meeting (Action.RECORD_MEETING); with ``choices``, where else it can go."""
    dilemma, _ = standings.open_dilemma(actor, ref, Action.RECORD_MEETING, now)
    item = _item(dilemma)
    row: AgendaItem | None = item.AgendaItem if item else None
    on = On(item.ref, item.AgendaItem.letter, item.starts_at, item.ends_at, item.place) if item else None
    people = _people(dilemma, row, on.starts_at if on else now)
    rule = quorum_rule(dilemma.committee_id)
    recorded = row is not None and row.recorded_at is not None
    short = _short(people, row.presided_by_id, rule) if row is not None and recorded else None
    facts = lifecycle.Facts(
        times=standings.times(dilemma), urgent=dilemma.urgent, recorded=recorded, quorum_missing=short
    )
    defer_waits = lifecycle.still_missing(dilemma.state, Step.DEFER, facts, now)
    return RecordPage(
        ref=dilemma.ref,
        title=dilemma.title,
        row_version=dilemma.row_version,
        on=on,
        people=people,
        powers=_powers(dilemma, people, now),
        chair_absent=_chair_absent(dilemma),
        chair_changes=dilemma.agreed_at is None and dilemma.withdrawn_at is None,
        presided_by=row.presided_by_id if row else None,
        recorded_at=row.recorded_at if row else None,
        recorded_by=item.name or "" if item else "",
        facts=_facts(row),
        quorum=_quorum(facts),
        not_yet=_not_yet(dilemma, on, now),
        discuss_waits=lifecycle.still_missing(dilemma.state, Step.DISCUSS, facts, now),
        defer_waits=defer_waits,
        choices=to_choose(dilemma.committee_id, dilemma.id, now) if choices and defer_waits is None else (),
        deferred=_deferrals(dilemma.id),
    )


def _item(dilemma: Dilemma):  # type: ignore[no-untyped-def]
    """The item of the present meeting, with the meeting and who recorded it."""
    return db.session.execute(
        select(AgendaItem, Meeting.ref, Meeting.starts_at, Meeting.ends_at, Meeting.place, Person.name)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .outerjoin(Person, Person.id == AgendaItem.recorded_by_id)
        .where(AgendaItem.dilemma_id == dilemma.id, AgendaItem.left_at.is_(None))
        .order_by(AgendaItem.id.desc())
        .limit(1)
    ).first()


def _short(people: Sequence[PersonThere], presided_by: int | None, rule: QuorumRule) -> Message | None:
    """What the quorum lacks by what is recorded: as `facts_of` says it to the guard, from what the page has read."""
    present = {one.person_id: one.counts_as for one in people if one.counts_as and one.kind is AttendanceKind.PRESENT}
    return quorum_missing(list(present.values()), presided=presided_by in present, rule=rule)


def _not_yet(dilemma: Dilemma, on: On | None, now: datetime) -> Message | None:
    if dilemma.state is not State.ISSUED:
        return say("The record of this item is closed.")
    if on is None:
        return say("This is not on a meeting.")
    if now < on.starts_at:
        return say("The meeting begins at %(at)s; its record is kept from then on.", at=on.starts_at)
    return None


def _quorum(facts: lifecycle.Facts) -> Message:
    if not facts.recorded:
        return say("Who was present is not recorded yet.")
    return facts.quorum_missing or say("Quorate: enough members with a seat on this item were present.")


def _people(dilemma: Dilemma, item: AgendaItem | None, at: datetime) -> tuple[PersonThere, ...]:
    found: dict[int, Appointment] = {}
    for one in holders(dilemma.committee_id, MEETS, day_of(at)):
        if one.person_id not in found or one.role in SEATED:
            found[one.person_id] = one
    kinds = _attendance(item)
    taken = seats([dilemma.id])
    counted = counting_seats(dilemma)
    order = {Role.CHAIR: 0, Role.VICE_CHAIR: 1, Role.MEMBER: 2, Role.COOPTED_MEMBER: 3}
    there = [
        _there(dilemma, one, taken.get((dilemma.id, one.person_id), Seat.UNDECLARED), counted, kinds)
        for one in found.values()
    ]
    return tuple(sorted(there, key=lambda one: (order.get(one.role, 4), one.name, one.person_id)))


def _there(
    dilemma: Dilemma, one: Appointment, seat: Seat, counted: Mapping[int, Category], kinds: dict[int, AttendanceKind]
) -> PersonThere:
    issued_at = dilemma.issued_at
    in_time = one.role in SEATED
    words = _SEATS[seat]
    if one.role not in SEATED:
        words = _ATTENDS
    elif issued_at is not None and one.confirmed_at is not None and one.confirmed_at > issued_at:
        words, in_time = _TOO_LATE, False
    elif one.person_id in counted:
        words = _COUNTED
    elif seat is Seat.FULL and not one.gives_positions:
        words = _NO_POSITIONS
    return PersonThere(
        person_id=one.person_id,
        name=one.person.name,
        role=one.role,
        seat=words,
        counts_as=counted.get(one.person_id),
        sits=one.role in SEATED,
        may_hold_powers=in_time and seat not in CONFLICTED,
        kind=kinds.get(one.person_id),
    )


def _attendance(item: AgendaItem | None) -> dict[int, AttendanceKind]:
    if item is None:
        return {}
    rows = db.session.execute(select(Attendance.person_id, Attendance.kind).where(Attendance.item_id == item.id))
    return {row.person_id: row.kind for row in rows}


def _facts(item: AgendaItem | None) -> tuple[str, ...]:
    if item is None:
        return ()
    return tuple(
        db.session.scalars(select(FactGiven.text).where(FactGiven.item_id == item.id).order_by(FactGiven.position))
    )


def _chair_absent(dilemma: Dilemma) -> bool:
    return db.session.scalar(select(ChairAbsence.id).where(ChairAbsence.dilemma_id == dilemma.id)) is not None


def _powers(dilemma: Dilemma, people: Sequence[PersonThere], now: datetime) -> Message:
    holder = powers([dilemma], now)[dilemma.id]
    found = next((one for one in people if one.person_id == holder), None)
    if found is None:
        return say("Nobody holds the Chair’s powers for this item: the members present choose one.")
    return say("%(name)s holds the Chair’s powers for this item.", name=found.name)


def _deferrals(dilemma_id: int) -> tuple[tuple[datetime, str], ...]:
    rows = db.session.execute(
        select(JournalEntry.at, Reason.text)
        .join(Reason, Reason.id == JournalEntry.reason_id)
        .where(JournalEntry.dilemma_id == dilemma_id, JournalEntry.event == Event.STATE_CHANGED)
        .where(JournalEntry.step == Step.DEFER)
        .order_by(JournalEntry.number)
    )
    return tuple((at, text) for at, text in rows)
