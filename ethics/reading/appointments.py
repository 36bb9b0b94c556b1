"""People and their appointments, for those who make them, and seats for the Secretary who confirms them (rule 17)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select

from ethics.domain.actor import Actor
from ethics.domain.bodies import BodyAction
from ethics.domain.refusal import NotKnown
from ethics.domain.vocabulary import SEATED, Category, Role
from ethics.extensions import db
from ethics.models import Appointment, Committee, Force, Person
from ethics.reading.accounts import Part, part
from ethics.reading.bodies import committees_where, may_anywhere
from ethics.reading.people import day_of

PAGE = 50


@dataclass(frozen=True, slots=True)
class Listed:
    """One person in the list of people."""

    id: int
    name: str
    email: str
    active: bool
    joined: bool
    parts: tuple[Part, ...]
    """What runs or waits now."""


@dataclass(frozen=True, slots=True)
class People:
    """A page of the people of the installation."""

    listed: tuple[Listed, ...]
    sought: str
    page: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class Held:
    """One appointment on a person's page, and whether it can still be ended."""

    id: int
    part: Part
    can_end: bool


@dataclass(frozen=True, slots=True)
class PersonPage:
    """One person as an administrator sees them: account and appointments, and nothing of what they wrote."""

    id: int
    name: str
    email: str
    active: bool
    invited_at: datetime
    joined_at: datetime | None
    held: tuple[Held, ...]
    is_oneself: bool


@dataclass(frozen=True, slots=True)
class SeatLine:
    """One seat on a committee."""

    id: int
    committee: str
    name: str
    role: Role
    category: Category | None
    gives_positions: bool
    title: str
    starts_on: date
    ends_on: date | None
    confirmed_at: datetime | None
    is_oneself: bool


@dataclass(frozen=True, slots=True)
class Seats:
    """The seats of the committees whose Secretary looks: those that wait, and those that run."""

    waiting: tuple[SeatLine, ...]
    running: tuple[SeatLine, ...]


def people(actor: Actor, sought: str, page: int, now: datetime) -> People:
    """People by name, those whose name or address holds ``sought``. NotKnown for anybody but an administrator."""
    _administrator(actor, now)
    matching = select(Person)
    if sought.strip():
        found = sought.strip().lower()
        matching = matching.where(
            or_(func.lower(Person.name).contains(found, autoescape=True), Person.email.contains(found, autoescape=True))
        )
    total = db.session.scalar(select(func.count()).select_from(matching.subquery())) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 1), pages)
    rows = db.session.scalars(
        matching.order_by(func.lower(Person.name), Person.id).limit(PAGE).offset((page - 1) * PAGE)
    ).all()
    held = _appointments([row.id for row in rows], day_of(now))
    listed = tuple(
        Listed(
            id=row.id,
            name=row.name,
            email=row.email,
            active=row.active,
            joined=row.password is not None,
            parts=tuple(one for _, one in held[row.id] if one.running or one.waits),
        )
        for row in rows
    )
    return People(listed, sought, page, pages, total)


def person(actor: Actor, person_id: int, now: datetime) -> PersonPage:
    """One person's account and appointments, latest first. NotKnown for anybody but an administrator."""
    _administrator(actor, now)
    found = db.session.get(Person, person_id)
    if found is None:
        raise NotKnown
    day = day_of(now)
    own = found.id == actor.person_id
    held = tuple(
        Held(appointment.id, one, can_end=not own and (appointment.ends_on is None or appointment.ends_on >= day))
        for appointment, one in _appointments([found.id], day)[found.id]
    )
    return PersonPage(
        found.id, found.name, found.email, found.active, found.invited_at, found.joined_at, held, is_oneself=own
    )


def appointment(actor: Actor, person_id: int, appointment_id: int, now: datetime) -> Held:
    """One appointment of a person. NotKnown where there is none, or for anybody but an administrator."""
    held = person(actor, person_id, now).held
    found = next((one for one in held if one.id == appointment_id), None)
    if found is None:
        raise NotKnown
    return found


def seats(actor: Actor, now: datetime) -> Seats:
    """The seats of every committee whose seats this person confirms, by committee and name."""
    day = day_of(now)
    bodies = {body.id: body.name for body in committees_where(actor, BodyAction.CONFIRM_SEATS, now)}
    rows = db.session.execute(
        select(Appointment, Person.id, Person.name)
        .join(Person, Person.id == Appointment.person_id)
        .where(
            Appointment.committee_id.in_(bodies),
            Appointment.role.in_(SEATED),
            or_(Appointment.ends_on.is_(None), Appointment.ends_on >= day),
            Person.active,
        )
        .order_by(Appointment.committee_id, Person.name, Appointment.id)
    ).all()
    lines = [
        SeatLine(
            id=seat.id,
            committee=bodies.get(seat.committee_id or 0, ""),
            name=name,
            role=seat.role,
            category=seat.category,
            gives_positions=seat.gives_positions,
            title=seat.title,
            starts_on=seat.starts_on,
            ends_on=seat.ends_on,
            confirmed_at=seat.confirmed_at,
            is_oneself=person_id == actor.person_id,
        )
        for seat, person_id, name in rows
    ]
    return Seats(
        waiting=tuple(line for line in lines if line.confirmed_at is None),
        running=tuple(line for line in lines if line.confirmed_at is not None),
    )


def _administrator(actor: Actor, now: datetime) -> None:
    if not may_anywhere(actor, BodyAction.MANAGE_PEOPLE, now):
        raise NotKnown


def _appointments(ids: Sequence[int], day: date) -> dict[int, list[tuple[Appointment, Part]]]:
    """Everything these people were ever appointed to, latest first, by person."""
    rows = db.session.execute(
        select(Appointment, Committee.name, Force.name)
        .outerjoin(Committee, Committee.id == Appointment.committee_id)
        .outerjoin(Force, Force.id == Appointment.force_id)
        .where(Appointment.person_id.in_(ids))
        .order_by(Appointment.starts_on.desc(), Appointment.id.desc())
    )
    held: dict[int, list[tuple[Appointment, Part]]] = defaultdict(list)
    for row in rows:
        held[row[0].person_id].append((row[0], part(row[0], row[1] or row[2] or "", day)))
    return held
