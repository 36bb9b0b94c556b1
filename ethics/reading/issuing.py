"""Putting an item on a meeting, issuing it, and moving its close: what the Secretary sees before pressing the button."""

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import func, select

from ethics.domain import lifecycle
from ethics.domain.actor import Actor
from ethics.domain.clear_days import clear_days_between, default_close, lateness, said, short_round
from ethics.domain.policy import Action
from ethics.domain.vocabulary import State, Step
from ethics.domain.words import Message, say
from ethics.extensions import db
from ethics.models import AgendaItem, CloseMove, Committee, Dilemma, Meeting, Person, QuestionWording, Reason
from ethics.reading import authors
from ethics.reading.before_declaring import Before, before
from ethics.reading.concerned import concerned
from ethics.reading.facts import current_version_id, facts_of
from ethics.reading.meetings import MeetingChoice, to_choose
from ethics.reading.people import LONDON, day_of
from ethics.reading.standing import open_dilemma
from ethics.reading.titles import title_for


@dataclass(frozen=True, slots=True)
class On:
    """The meeting an item is on, and its letter there."""

    ref: str
    letter: str
    starts_at: datetime
    ends_at: datetime | None
    place: str


@dataclass(frozen=True, slots=True)
class Scheduling:
    """An item and the meetings it can be put on. ``waits`` says why it cannot be put on any now."""

    ref: str
    title: str
    state: State
    row_version: int
    committee_id: int
    now_on: On | None
    choices: tuple[MeetingChoice, ...]
    waits: Message | None
    skips: bool
    """Whether it is urgent and can be issued without a meeting."""
    needed: Message


@dataclass(frozen=True, slots=True)
class Told:
    """Who hears of it, by name: those who declare and read, those who attend, and who brought it."""

    members: tuple[str, ...]
    attending: tuple[str, ...]
    force: tuple[str, ...]

    @property
    def total(self) -> int:
        """How many people get a message."""
        return len({*self.members, *self.attending, *self.force})


@dataclass(frozen=True, slots=True)
class Issuing:
    """An item about to be issued: rule 6 as it stands now, what members will see first, and who is told."""

    ref: str
    row_version: int
    before: Before
    urgent: bool
    on: On | None
    questions: int
    closes_on: date | None
    closes_time: time
    short: Message | None
    """A warning where even the usual close leaves positions open for under seven days."""
    late: Message | None
    clear: Message | None
    needed: Message
    told: Told
    waits: Message | None
    public_at: datetime | None
    """The meeting on whose agenda, public already, it will stand though it is on none."""


@dataclass(frozen=True, slots=True)
class Moved:
    """One earlier move of the closing time."""

    at: datetime
    by: str
    was: datetime
    becomes: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Closing:
    """The closing time of an issued item, its history, and who hears of a change."""

    ref: str
    title: str
    letter: str
    row_version: int
    closes_at: datetime
    on: On | None
    moves: tuple[Moved, ...]
    told: Told


def scheduling(actor: Actor, ref: str, now: datetime) -> Scheduling:
    """Where an accepted item can be put, or a scheduled one moved (Action.SCHEDULE)."""
    dilemma, _ = open_dilemma(actor, ref, Action.SCHEDULE, now)
    committee = db.session.get_one(Committee, dilemma.committee_id)
    facts = facts_of(dilemma)
    step = Step.MOVE if dilemma.state is State.SCHEDULED else Step.SCHEDULE
    waits = lifecycle.still_missing(dilemma.state, step, facts, now)
    if waits is not None and dilemma.state is State.ISSUED:
        waits = say("It has been issued. After its positions close it can be deferred to another meeting.")
    skips = dilemma.state is State.ACCEPTED and lifecycle.still_missing(dilemma.state, Step.ISSUE, facts, now) is None
    return Scheduling(
        ref=dilemma.ref,
        title=dilemma.title,
        state=dilemma.state,
        row_version=dilemma.row_version,
        committee_id=dilemma.committee_id,
        now_on=on_meeting(dilemma.id),
        choices=to_choose(dilemma.committee_id, dilemma.id, now) if waits is None else (),
        waits=waits,
        skips=skips,
        needed=said(committee.clear_days, working=committee.clear_days_are_working_days),
    )


def issuing(actor: Actor, ref: str, now: datetime) -> Issuing:
    """An item about to be issued (Action.ISSUE); ``waits`` says why it cannot be."""
    dilemma, standing = open_dilemma(actor, ref, Action.ISSUE, now)
    committee = db.session.get_one(Committee, dilemma.committee_id)
    on = on_meeting(dilemma.id)
    waits = lifecycle.still_missing(dilemma.state, Step.ISSUE, facts_of(dilemma), now)
    if waits is None and on is not None and on.starts_at <= now:
        waits = say("Its meeting has begun. Move it to another meeting first.")
    working = committee.clear_days_are_working_days
    closes_on, closes_time = default_close(day_of(on.starts_at), committee.close_days) if on else (None, time(17))
    if closes_on is not None and datetime.combine(closes_on, closes_time, LONDON) <= now:
        closes_on = None
    version = current_version_id(dilemma.id)
    questions = db.session.scalar(select(func.count()).where(QuestionWording.version_id == version)) or 0
    return Issuing(
        ref=dilemma.ref,
        row_version=dilemma.row_version,
        before=before(dilemma, standing),
        urgent=dilemma.urgent,
        on=on,
        questions=questions,
        closes_on=closes_on,
        closes_time=closes_time,
        short=short_round(now, datetime.combine(closes_on, closes_time, LONDON)) if closes_on is not None else None,
        late=lateness(day_of(now), day_of(on.starts_at), needed=committee.clear_days, working=working) if on else None,
        clear=_clear(now, on, working=working),
        needed=said(committee.clear_days, working=working),
        told=_told(dilemma, now),
        waits=waits,
        public_at=_next_public(dilemma.committee_id, now) if on is None else None,
    )


def _next_public(committee_id: int, now: datetime) -> datetime | None:
    """When the committee meets next, if the agenda of that meeting is public."""
    row = db.session.execute(
        select(Meeting.starts_at, Meeting.agenda_published_at)
        .where(Meeting.committee_id == committee_id, Meeting.starts_at >= now)
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(1)
    ).first()
    return row.starts_at if row is not None and row.agenda_published_at is not None else None


def closing(actor: Actor, ref: str, now: datetime) -> Closing:
    """The closing time of an item whose positions are open (Action.MOVE_CLOSE)."""
    dilemma, standing = open_dilemma(actor, ref, Action.MOVE_CLOSE, now)
    assert dilemma.closes_at is not None
    on = on_meeting(dilemma.id)
    rows = db.session.execute(
        select(CloseMove, Person.name, Reason.text)
        .join(Person, Person.id == CloseMove.moved_by_id)
        .join(Reason, Reason.id == CloseMove.reason_id)
        .where(CloseMove.dilemma_id == dilemma.id)
        .order_by(CloseMove.id)
    )
    return Closing(
        ref=dilemma.ref,
        title=title_for(dilemma, standing),
        letter=on.letter if on else "",
        row_version=dilemma.row_version,
        closes_at=dilemma.closes_at,
        on=on,
        moves=tuple(
            Moved(row.CloseMove.moved_at, row.name, row.CloseMove.was, row.CloseMove.becomes, row.text) for row in rows
        ),
        told=_told(dilemma, now),
    )


def on_meeting(dilemma_id: int) -> On | None:
    """The meeting a dilemma is on now."""
    row = db.session.execute(
        select(Meeting.ref, AgendaItem.letter, Meeting.starts_at, Meeting.ends_at, Meeting.place)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(AgendaItem.dilemma_id == dilemma_id, AgendaItem.left_at.is_(None))
        .order_by(AgendaItem.id.desc())
        .limit(1)
    ).first()
    return On(*row) if row else None


def _clear(now: datetime, on: On | None, *, working: bool) -> Message | None:
    if on is None:
        return None
    return said(clear_days_between(day_of(now), day_of(on.starts_at), working=working), working=working)


def _told(dilemma: Dilemma, now: datetime) -> Told:
    there = concerned(dilemma, now)
    force = db.session.scalars(
        select(Person.name)
        .where(Person.id.in_([*authors.ids_of(dilemma), dilemma.sponsor_id]))
        .order_by(Person.name, Person.id)
    )
    return Told(
        tuple(one.person.name for one in there.members),
        tuple(one.person.name for one in there.attending),
        tuple(force),
    )
