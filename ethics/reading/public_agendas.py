"""Agendas that their Secretary has made public: titles, letters and the parties named, and nothing else of a paper."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased

from ethics.domain.refusal import NotKnown
from ethics.domain.vocabulary import State
from ethics.domain.words import Message, say
from ethics.extensions import db
from ethics.models import AgendaItem, Committee, Dilemma, Force, Meeting, PaperVersion, Party
from ethics.reading.interim import goes_onto, last_before
from ethics.reading.meeting_changes import Was, was_to_be
from ethics.reading.people import day_of
from ethics.reading.titles import open_title

A_PAGE = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One meeting in the list."""

    ref: str
    committee: str
    starts_at: datetime
    place: str
    papers: int


@dataclass(frozen=True, slots=True)
class Meetings:
    """The meetings with a public agenda: those to come, the next first, and one page of those held, newest first."""

    to_come: tuple[Line, ...]
    held: tuple[Line, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Item:
    """One paper on the agenda, as anyone may know of it."""

    letter: str
    title: str
    brings: str
    parties: tuple[str, ...]
    says: tuple[Message, ...]
    """That it is interim, was moved or withdrawn, or came onto the agenda after that was published."""
    left: bool
    """Whether it is not dealt with at this meeting any more."""


@dataclass(frozen=True, slots=True)
class Agenda:
    """One public agenda."""

    committee_id: int
    committee: str
    starts_at: datetime
    ends_at: datetime | None
    place: str
    published_at: datetime
    was: Was | None
    items: tuple[Item, ...]


def _public(now: datetime) -> ColumnElement[bool]:
    return Meeting.agenda_published_at <= now


def meetings(now: datetime, page: int = 1) -> Meetings:
    """Every meeting to come whose agenda is public at ``now`` (aware UTC), and a page of those that were."""
    on_it = select(func.count(AgendaItem.id)).where(AgendaItem.meeting_id == Meeting.id, AgendaItem.left_at.is_(None))
    urgent = select(func.count(Dilemma.id)).where(goes_onto(Meeting.committee_id, Meeting.starts_at, last_before()))
    papers = on_it.correlate(Meeting).scalar_subquery() + urgent.correlate(Meeting).scalar_subquery()
    lines = (
        select(Meeting, Committee.name, papers.label("papers"))
        .join(Committee, Committee.id == Meeting.committee_id)
        .where(_public(now))
    )
    over = Meeting.starts_at <= now
    total = db.session.scalar(select(func.count(Meeting.id)).where(_public(now), over)) or 0
    pages = max(1, -(-total // A_PAGE))
    page = min(max(page, 1), pages)
    to_come = lines.where(~over).order_by(Meeting.starts_at, Meeting.id)
    held = lines.where(over).order_by(Meeting.starts_at.desc(), Meeting.id).limit(A_PAGE).offset((page - 1) * A_PAGE)
    found = [
        tuple(
            Line(row.Meeting.ref, row.name, row.Meeting.starts_at, row.Meeting.place, row.papers)
            for row in db.session.execute(query)
        )
        for query in (to_come, held)
    ]
    return Meetings(found[0], found[1], page, pages)


def agenda(ref: str, now: datetime) -> Agenda:
    """The agenda at ``ref`` for anyone. One that is not public answers like one that does not exist: NotKnown."""
    row = db.session.execute(
        select(Meeting, Committee.name)
        .join(Committee, Committee.id == Meeting.committee_id)
        .where(Meeting.ref == ref, _public(now))
    ).one_or_none()
    if row is None:
        raise NotKnown
    meeting = row.Meeting
    assert meeting.agenda_published_at is not None
    return Agenda(
        committee_id=meeting.committee_id,
        committee=row.name,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place,
        published_at=meeting.agenda_published_at,
        was=was_to_be(meeting.id, meeting.agenda_published_at),
        items=_items(meeting),
    )


def _items(meeting: Meeting) -> tuple[Item, ...]:
    later, moved = aliased(AgendaItem), aliased(Meeting)
    went_to = (
        select(moved.starts_at)
        .join(later, later.meeting_id == moved.id)
        .where(later.dilemma_id == Dilemma.id, later.left_at.is_(None), moved.agenda_published_at.is_not(None))
        .correlate(Dilemma)
        .limit(1)
        .scalar_subquery()
    )
    here = (AgendaItem.dilemma_id == Dilemma.id) & (AgendaItem.meeting_id == meeting.id)
    rows = db.session.execute(
        select(AgendaItem, Dilemma, Force.name.label("force"), went_to.label("went_to"))
        .select_from(Dilemma)
        .join(Force, Force.id == Dilemma.force_id)
        .join(Meeting, Meeting.id == meeting.id)
        .outerjoin(AgendaItem, here)
        .where(or_(AgendaItem.id.is_not(None), goes_onto(meeting.committee_id, meeting.starts_at, last_before())))
        .order_by(
            AgendaItem.id.is_(None), func.length(AgendaItem.letter), AgendaItem.letter, Dilemma.issued_at, Dilemma.id
        )
    ).all()
    parties = _parties([row.Dilemma.id for row in rows])
    return tuple(
        Item(
            letter=row.AgendaItem.letter if row.AgendaItem is not None else "",
            title=open_title(row.Dilemma),
            brings=row.Dilemma.unit or row.force,
            parties=tuple(parties.get(row.Dilemma.id, ())),
            left=row.Dilemma.state is State.WITHDRAWN
            or (row.AgendaItem is not None and row.AgendaItem.left_at is not None),
            says=tuple(_says(meeting, row.Dilemma, row.AgendaItem, row.went_to)),
        )
        for row in rows
    )


def _parties(dilemma_ids: Sequence[int]) -> Mapping[int, Sequence[str]]:
    """The people, places and bodies each paper names: of its issued text, else of the one that was sent in."""
    newer = aliased(PaperVersion)
    best = (
        select(newer.id)
        .where(newer.dilemma_id == PaperVersion.dilemma_id)
        .order_by(newer.frozen_at.is_(None), newer.number.desc())
        .limit(1)
        .correlate(PaperVersion)
        .scalar_subquery()
    )
    found: dict[int, list[str]] = defaultdict(list)
    rows = db.session.execute(
        select(PaperVersion.dilemma_id, Party.name)
        .join(Party, Party.version_id == PaperVersion.id)
        .where(PaperVersion.dilemma_id.in_(dilemma_ids), PaperVersion.id == best)
        .order_by(Party.position, Party.id)
    )
    for dilemma_id, name in rows:
        found[dilemma_id].append(name)
    return found


def _says(meeting: Meeting, dilemma: Dilemma, item: AgendaItem | None, went_to: datetime | None) -> Iterator[Message]:
    if dilemma.state is State.WITHDRAWN:
        yield say("Withdrawn by the force.")
    elif item is not None and item.left_at is not None:
        if went_to is None:
            yield say("Taken off this agenda.")
        else:
            yield say("Moved to the meeting of %(day)s.", day=day_of(went_to))
    else:
        if dilemma.urgent and dilemma.issued_at is not None:
            yield say("Urgent: the advice is interim.")
        came_at = item.put_on_at if item is not None else dilemma.issued_at
        assert meeting.agenda_published_at is not None
        if came_at is not None and came_at > meeting.agenda_published_at:
            yield say("Added on %(day)s, after the agenda was published.", day=day_of(came_at))
