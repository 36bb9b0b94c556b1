"""Meetings for those who meet: the list, one to be changed, and those an item can be put on."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from ethics.domain.actor import Actor
from ethics.domain.agenda import next_letter
from ethics.domain.bodies import BodyAction, decide_for_body
from ethics.domain.clear_days import lateness
from ethics.domain.refusal import NotKnown
from ethics.domain.words import Message, say
from ethics.extensions import db
from ethics.models import AgendaItem, Committee, Dilemma, Meeting
from ethics.reading import scope
from ethics.reading.bodies import Body, committees_where
from ethics.reading.people import day_of

PAST_ON_A_PAGE = 20


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """One meeting of a list, with how many papers on it the reader may know of."""

    ref: str
    committee: str
    starts_at: datetime
    ends_at: datetime | None
    place: str
    papers: int
    published: bool


@dataclass(frozen=True, slots=True)
class Meetings:
    """The meetings of the committees someone meets with: those to come, soonest first; the others, latest first."""

    upcoming: tuple[MeetingLine, ...]
    past: tuple[MeetingLine, ...]
    page: int
    pages: int
    several: bool
    may_make: bool


@dataclass(frozen=True, slots=True)
class MeetingToChange:
    """A meeting as its Secretary may change it; ``waits`` says why not any more."""

    ref: str
    committee_id: int
    starts_at: datetime
    ends_at: datetime | None
    place: str
    row_version: int
    waits: Message | None


@dataclass(frozen=True, slots=True)
class MeetingChoice:
    """A meeting an item can be put on: the letter it would get, and what rule 6 says of issuing it today."""

    ref: str
    starts_at: datetime
    ends_at: datetime | None
    place: str
    letter: str
    papers: int
    late: Message | None
    public: bool = False
    """Whether its agenda is public, so that anyone reads what is put on it."""


def meetings(actor: Actor, now: datetime, page: int = 1) -> Meetings:
    """The meetings of every committee at which the actor meets (BodyAction.SEE_MEETINGS); past ones by the page."""
    bodies = committees_where(actor, BodyAction.SEE_MEETINGS, now)
    ids = [body.id for body in bodies]
    over = func.coalesce(Meeting.ends_at, Meeting.starts_at) < now
    total = db.session.scalar(select(func.count()).where(Meeting.committee_id.in_(ids), over)) or 0
    pages = max(1, -(-total // PAST_ON_A_PAGE))
    page = min(max(page, 1), pages)
    upcoming = db.session.scalars(
        select(Meeting).where(Meeting.committee_id.in_(ids), ~over).order_by(Meeting.starts_at, Meeting.id)
    ).all()
    past = db.session.scalars(
        select(Meeting)
        .where(Meeting.committee_id.in_(ids), over)
        .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
        .limit(PAST_ON_A_PAGE)
        .offset((page - 1) * PAST_ON_A_PAGE)
    ).all()
    counted = _papers(actor, [row.id for row in (*upcoming, *past)], now)
    names = {body.id: body.name for body in bodies}

    def line(row: Meeting) -> MeetingLine:
        return MeetingLine(
            row.ref, names[row.committee_id], row.starts_at, row.ends_at, row.place, counted.get(row.id, 0),
            row.agenda_published_at is not None,
        )  # fmt: skip

    return Meetings(
        upcoming=tuple(line(row) for row in upcoming),
        past=tuple(line(row) for row in past),
        page=page,
        pages=pages,
        several=len(bodies) > 1,
        may_make=bool(may_hold_meetings_at(actor, now)),
    )


def _papers(actor: Actor, meeting_ids: list[int], now: datetime) -> dict[int, int]:
    """How many papers the actor may know of are on each of these meetings."""
    rows = db.session.execute(
        select(AgendaItem.meeting_id, func.count().label("papers"))
        .join(Dilemma, Dilemma.id == AgendaItem.dilemma_id)
        .where(AgendaItem.meeting_id.in_(meeting_ids), AgendaItem.left_at.is_(None), scope.titles(actor, now))
        .group_by(AgendaItem.meeting_id)
    )
    return {row.meeting_id: row.papers for row in rows}


def may_hold_meetings_at(actor: Actor, now: datetime) -> tuple[Body, ...]:
    """The committees at which the actor makes meetings, by name."""
    return committees_where(actor, BodyAction.HOLD_MEETINGS, now)


def open_meeting(actor: Actor, ref: str, action: BodyAction, now: datetime) -> tuple[Meeting, Committee]:
    """A meeting and its committee, for who may do ``action`` there. To everybody else it does not exist (NotKnown)."""
    row = db.session.execute(
        select(Meeting, Committee).join(Committee, Committee.id == Meeting.committee_id).where(Meeting.ref == ref)
    ).first()
    if row is None or not decide_for_body(action, actor.roles_at(row.Committee.id, day_of(now))):
        raise NotKnown
    return row.Meeting, row.Committee


def to_change(actor: Actor, ref: str, now: datetime) -> MeetingToChange:
    """A meeting for the form that changes it (BodyAction.HOLD_MEETINGS). Refuses with NotKnown."""
    row, committee = open_meeting(actor, ref, BodyAction.HOLD_MEETINGS, now)
    begun = say("This meeting has begun; its time and place stay as they are.") if row.starts_at <= now else None
    return MeetingToChange(row.ref, committee.id, row.starts_at, row.ends_at, row.place, row.row_version, begun)


def to_choose(committee_id: int, dilemma_id: int, now: datetime) -> tuple[MeetingChoice, ...]:
    """The committee's meetings to come that this dilemma is not on, soonest first."""
    committee = db.session.get_one(Committee, committee_id)
    rows = db.session.scalars(
        select(Meeting)
        .where(Meeting.committee_id == committee_id, Meeting.starts_at > now)
        .order_by(Meeting.starts_at, Meeting.id)
    ).all()
    letters: dict[int, list[str]] = defaultdict(list)
    own: dict[int, str] = {}
    is_on: set[int] = set()
    here: dict[int, int] = defaultdict(int)
    for item in db.session.scalars(select(AgendaItem).where(AgendaItem.meeting_id.in_([row.id for row in rows]))):
        letters[item.meeting_id].append(item.letter)
        here[item.meeting_id] += item.left_at is None
        if item.dilemma_id == dilemma_id:
            own[item.meeting_id] = item.letter
            if item.left_at is None:
                is_on.add(item.meeting_id)
    return tuple(
        MeetingChoice(
            row.ref, row.starts_at, row.ends_at, row.place, own.get(row.id) or next_letter(letters[row.id]), here[row.id],
            lateness(
                day_of(now), day_of(row.starts_at),
                needed=committee.clear_days, working=committee.clear_days_are_working_days,
            ),
            row.agenda_published_at is not None,
        )
        for row in rows if row.id not in is_on
    )  # fmt: skip
