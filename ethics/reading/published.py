"""What anyone may read: publications, the force's public answers, and who sits on a committee. Nothing else is read.

An edition is public by the clock alone: from its date on, until it is replaced or taken down. What is not public yet
answers like what does not exist.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true

from ethics.domain.refusal import NotKnown
from ethics.domain.vocabulary import SEATED, Answer, Category, PublicationStatus, Role
from ethics.extensions import db
from ethics.models import (
    Appointment,
    Committee,
    Person,
    PublicAnswer,
    Publication,
    PublicClock,
    PublicPrinciple,
)
from ethics.reading import copy_page, public_page
from ethics.reading.people import day_of
from ethics.reading.public_copy import Content
from ethics.reading.public_page import Advice, Ended, Question, Waiting
from ethics.reading.search import matches

A_PAGE = 20
_OUT = (PublicationStatus.PUBLISHED, PublicationStatus.CORRECTED)


class TakenDown(Exception):
    """What was public here was taken down: its notice stands in its place."""

    def __init__(self, committee_id: int, history: tuple[Ended, ...]) -> None:
        super().__init__("taken down")
        self.committee_id = committee_id
        self.history = history


def live(now: datetime) -> ColumnElement[bool]:
    """The condition under which an edition is public at ``now``: one edition of a dilemma at most."""
    return and_(
        Publication.status.in_(_OUT),
        Publication.public_from <= now,
        or_(Publication.ended_at.is_(None), Publication.ended_at > now),
    )


# -- the register -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for in the register: words, a year, a committee's id, a principle; empty means any."""

    words: str = ""
    year: int | None = None
    committee: int | None = None
    principle: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the register: the advice's first lines, and how the force's answer stands."""

    ref: str
    title: str
    lines: str
    committee: str
    force: str
    interim: bool
    public_on: date
    questions: int
    clauses: int
    accepted: int
    in_part: int
    not_accepted: int
    being_checked: int
    waiting: Waiting | None
    corrected: bool

    @property
    def answered(self) -> int:
        """How many clauses have an answer, public already or being checked."""
        return self.accepted + self.in_part + self.not_accepted + self.being_checked


@dataclass(frozen=True, slots=True)
class Register:
    """A page of the register, and what it can be narrowed by."""

    entries: tuple[Entry, ...]
    total: int
    page: int
    pages: int
    anything: bool
    """Whether anything at all is published."""
    years: tuple[int, ...]
    committees: tuple[tuple[int, str], ...]
    principles: tuple[str, ...]


def register(wanted: Wanted, now: datetime) -> Register:
    """The published advice that fits what is wanted, newest first, a page at a time."""
    every = db.session.execute(
        select(
            Publication.id,
            Publication.public_from,
            Publication.committee_id,
            Publication.listed["committee"].as_string(),
        )
        .where(live(now))
        .order_by(Publication.id)
    ).all()
    fits = [live(now), matches(Publication.searched, wanted.words)]
    if wanted.committee is not None:
        fits.append(Publication.committee_id == wanted.committee)
    if wanted.year is not None:
        fits.append(Publication.id.in_([row.id for row in every if day_of(row.public_from).year == wanted.year]))
    if wanted.principle:
        fits.append(
            Publication.id.in_(select(PublicPrinciple.publication_id).where(PublicPrinciple.name == wanted.principle))
        )
    total = db.session.scalar(select(func.count()).select_from(Publication).where(*fits)) or 0
    pages = max(1, -(-total // A_PAGE))
    page = min(max(1, wanted.page), pages)
    rows = db.session.execute(
        select(
            Publication.dilemma_id, Publication.ref, Publication.title, Publication.edition, Publication.public_from,
            Publication.listed,
        )
        .where(*fits)
        .order_by(Publication.public_from.desc(), Publication.id.desc())
        .limit(A_PAGE)
        .offset((page - 1) * A_PAGE)
    ).all()  # fmt: skip
    ids = [row.dilemma_id for row in rows]
    answers, clocks = _answer_counts(ids), _clocks(ids, now)
    principles = db.session.scalars(
        select(PublicPrinciple.name)
        .join(Publication, Publication.id == PublicPrinciple.publication_id)
        .where(live(now))
        .distinct()
        .order_by(PublicPrinciple.name)
    )
    return Register(
        entries=tuple(_entry(row, answers[row.dilemma_id], clocks.get(row.dilemma_id)) for row in rows),
        total=total, page=page, pages=pages, anything=bool(every),
        years=tuple(sorted({day_of(row.public_from).year for row in every}, reverse=True)),
        committees=tuple(sorted({row.committee_id: row[3] or "" for row in every}.items(), key=lambda one: (one[1], one[0]))),
        principles=tuple(principles),
    )  # fmt: skip


def _entry(row, answers: Counter[str], clock: Waiting | None) -> Entry:  # type: ignore[no-untyped-def]
    listed = row.listed
    return Entry(
        ref=row.ref, title=row.title, lines=listed.get("lines", ""), committee=listed.get("committee", ""),
        force=listed.get("force", ""), interim=listed.get("interim", False), public_on=day_of(row.public_from),
        questions=listed.get("questions", 0), clauses=listed.get("clauses", 0), accepted=answers[Answer.ACCEPTED.value],
        in_part=answers[Answer.IN_PART.value], not_accepted=answers[Answer.NOT_ACCEPTED.value],
        being_checked=answers["held back"], waiting=clock, corrected=row.edition > 1,
    )  # fmt: skip


def _answer_counts(dilemma_ids: Sequence[int]) -> dict[int, Counter[str]]:
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    rows = db.session.execute(
        select(PublicAnswer.dilemma_id, PublicAnswer.held_back, PublicAnswer.content["answer"].as_string()).where(
            PublicAnswer.dilemma_id.in_(dilemma_ids)
        )
    )
    for dilemma_id, held_back, answer in rows:
        counts[dilemma_id]["held back" if held_back else answer] += 1
    return counts


def _clocks(dilemma_ids: Sequence[int], now: datetime) -> dict[int, Waiting]:
    rows = db.session.scalars(select(PublicClock).where(PublicClock.dilemma_id.in_(dilemma_ids)))
    return {row.dilemma_id: public_page.waiting(row.asked_at, row.due_at, row.answered_at, now) for row in rows}


# -- one advice -------------------------------------------------------------------------------------------------------


def advice(ref: str, now: datetime) -> Advice:
    """The advice published at ``ref``, whole, with the force's answers so far.

    Refuses with NotKnown where nothing is public there; raises TakenDown where it was, and its notice stands.
    """
    row = db.session.scalar(select(Publication).where(Publication.ref == ref, live(now)))
    history = _history(ref, now)
    if row is None:
        if not history or not history[0].taken_down:
            raise NotKnown
        raise TakenDown(_committee_of(ref), history)
    assert row.public_from is not None
    return copy_page.page(
        row.committee_id, row.ref, row.edition, day_of(row.public_from), row.content, answers_of(row.dilemma_id),
        clock=_clocks([row.dilemma_id], now).get(row.dilemma_id), history=history,
    )  # fmt: skip


def question(ref: str, number: int, now: datetime) -> tuple[Advice, Question]:
    """One question of the advice published at ``ref``, with the advice it belongs to. Refuses like `advice`."""
    found = advice(ref, now)
    for one in found.questions:
        if one.number == number:
            return found, one
    raise NotKnown


def answers_of(dilemma_id: int) -> dict[str, Content | None]:
    """The force's public answers by clause label; None for one that is held back to be checked."""
    rows = db.session.scalars(select(PublicAnswer).where(PublicAnswer.dilemma_id == dilemma_id))
    return {row.label: None if row.held_back else row.content for row in rows}


def _history(ref: str, now: datetime) -> tuple[Ended, ...]:
    """The editions that were public at ``ref`` and are no more, newest first."""
    rows = db.session.execute(
        select(
            Publication.edition, Publication.status, Publication.public_from, Publication.ended_at, Publication.notice
        ).where(
            Publication.ref == ref, Publication.public_from <= Publication.ended_at, Publication.ended_at <= now,
            Publication.status.in_((PublicationStatus.CORRECTED, PublicationStatus.TAKEN_DOWN)),
        )
        .order_by(Publication.edition.desc())
    )  # fmt: skip
    return tuple(
        Ended(
            row.edition,
            day_of(row.public_from),
            day_of(row.ended_at),
            row.notice,
            row.status is PublicationStatus.TAKEN_DOWN,
        )
        for row in rows
    )


def _committee_of(ref: str) -> int:
    return db.session.scalars(select(Publication.committee_id).where(Publication.ref == ref).limit(1)).one()


# -- who sits, and whether anything changed ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Seat:
    """A member of a committee, as anyone may know them."""

    name: str
    role: Role
    category: Category | None
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Sitting:
    """A committee with its members."""

    name: str
    sentence: str
    seats: tuple[Seat, ...]


def members(now: datetime) -> tuple[Sitting, ...]:
    """Every committee with the members whose seats are confirmed and run today: the Chair first, then by name."""
    day = day_of(now)
    order = [Role.CHAIR, Role.VICE_CHAIR, Role.MEMBER, Role.COOPTED_MEMBER]
    rows = db.session.execute(
        select(
            Committee.id, Committee.name.label("committee"), Committee.sentence, Person.name, Appointment.role,
            Appointment.category, Appointment.starts_on, Appointment.ends_on,
        )
        .join(Appointment, Appointment.committee_id == Committee.id)
        .join(Person, Person.id == Appointment.person_id)
        .where(
            Appointment.role.in_(SEATED), Appointment.confirmed_at.is_not(None), Appointment.starts_on <= day,
            or_(Appointment.ends_on.is_(None), Appointment.ends_on >= day), Person.active,
        )
        .order_by(Committee.name, Committee.id, Person.name, Appointment.id)
    ).all()  # fmt: skip
    names: dict[int, tuple[str, str]] = {}
    seats: dict[int, list[Seat]] = defaultdict(list)
    for row in rows:
        names[row.id] = (row.committee, row.sentence)
        seats[row.id].append(Seat(row.name, row.role, row.category, row.starts_on, row.ends_on))
    return tuple(
        Sitting(name, sentence, tuple(sorted(seats[committee_id], key=lambda seat: order.index(seat.role))))
        for committee_id, (name, sentence) in names.items()
    )


def offices() -> tuple[str, ...]:
    """The offices that keep the committees' records, by name."""
    named = select(Committee.office_name).where(Committee.office_name != "").distinct().order_by(Committee.office_name)
    return tuple(db.session.scalars(named))


def stamp(now: datetime, ref: str | None = None) -> str:
    """What changes whenever a public page does: of one address, or without ``ref`` of all. Editions never change once
    public, so their ids and beginnings are enough; answers and the clock have times of their own.
    """
    mine = Publication.ref == ref if ref is not None else Publication.ref.is_not(None)
    begun = and_(mine, Publication.public_from <= now)
    ended = case((Publication.ended_at <= now, Publication.ended_at))
    editions = select(
        func.max(Publication.id).label("newest"), func.count().label("editions"), func.max(ended).label("ended"),
        func.count(ended).label("endings"),
    ).where(begun).subquery()  # fmt: skip
    ids = select(Publication.dilemma_id).where(begun)
    answers = select(
        func.max(PublicAnswer.id).label("answer"), func.count().label("answers"),
        func.max(PublicAnswer.published_at).label("answered"), func.count(case((PublicAnswer.held_back, 1))).label("held"),
    ).where(PublicAnswer.dilemma_id.in_(ids)).subquery()  # fmt: skip
    clocks = select(
        func.max(PublicClock.due_at).label("due"), func.max(PublicClock.answered_at).label("stopped"),
        func.count().label("clocks"),
        func.count(case((and_(PublicClock.answered_at.is_(None), PublicClock.due_at <= now), 1))).label("overdue"),
    ).where(PublicClock.dilemma_id.in_(ids)).subquery()  # fmt: skip
    row = db.session.execute(
        select(editions, answers, clocks).join_from(editions, answers, true()).join(clocks, true())
    ).one()
    bodies = db.session.execute(
        select(Committee.name, Committee.sentence, Committee.office_name).order_by(Committee.id)
    )
    said = hashlib.sha256(repr(bodies.all()).encode()).hexdigest()
    return "|".join([day_of(now).isoformat(), said, *(str(value) for value in row)])
