"""Who may sign in, and what a person may read of their own account."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, bindparam, select
from sqlalchemy.orm import joinedload

from ethics.domain.vocabulary import SEATED, Category, Role
from ethics.extensions import db
from ethics.models import Appointment, Committee, Force, Person
from ethics.reading.people import day_of, holding


def tidy_address(typed: str) -> str:
    """An e-mail address as it is stored and compared: without spaces round it, in lower case."""
    return typed.strip().lower()


def with_address(email: str) -> Person | None:
    """The person who may sign in with this address, or None."""
    return _one(Person.email == tidy_address(email))


_WITH_KEY = (
    select(Person)
    .where(Person.fs_uniquifier == bindparam("key"), Person.active)
    .options(joinedload(Person.appointments))
)
"""Asked for every page of everybody signed in: building it anew would cost as much as asking it."""


def with_key(key: str) -> Person | None:
    """The person whose sessions are named by this key, or None. Their appointments come with them. A changed key ends every
    session begun under it.
    """
    return db.session.scalars(_WITH_KEY, {"key": key}).unique().one_or_none()


def with_id(person_id: int) -> Person | None:
    """The person with this id who may sign in, or None."""
    return _one(Person.id == person_id)


def password_at(email: str) -> tuple[int, str] | None:
    """The id and the stored password of who may sign in with this address, or None where there is no such person or
    they have not chosen one yet.
    """
    row = db.session.execute(
        select(Person.id, Person.password).where(
            Person.email == tidy_address(email), Person.active, Person.password.is_not(None)
        )
    ).first()
    return (row.id, row.password) if row and row.password else None


def _one(condition: ColumnElement[bool]) -> Person | None:
    return db.session.scalar(select(Person).where(condition, Person.active))


@dataclass(frozen=True, slots=True)
class Part:
    """One appointment as its holder reads it."""

    role: Role
    body: str
    title: str
    category: Category | None
    starts_on: date
    ends_on: date | None
    running: bool
    waits: bool
    """It is a seat, and its Secretary has not confirmed it yet (rule 17)."""


@dataclass(frozen=True, slots=True)
class Account:
    """A person's own account."""

    name: str
    email: str
    parts: tuple[Part, ...]


def account(person_id: int, now: datetime) -> Account:
    """The account of this person, with every appointment: those that run now first, then by when they began."""
    day = day_of(now)
    person = db.session.scalars(select(Person).where(Person.id == person_id)).one()
    rows = db.session.execute(
        select(Appointment, Committee.name, Force.name)
        .outerjoin(Committee, Committee.id == Appointment.committee_id)
        .outerjoin(Force, Force.id == Appointment.force_id)
        .where(Appointment.person_id == person_id)
        .order_by(Appointment.starts_on.desc(), Appointment.id)
    )
    parts = [part(row[0], row[1] or row[2] or "", day) for row in rows]
    return Account(person.name, person.email, tuple(sorted(parts, key=lambda part: not part.running)))


def part(appointment: Appointment, body: str, day: date) -> Part:
    """One appointment at the body of this name, as it stands on ``day``."""
    held = holding(appointment)
    return Part(
        role=appointment.role,
        body=body,
        title=appointment.title,
        category=appointment.category,
        starts_on=appointment.starts_on,
        ends_on=appointment.ends_on,
        running=held.runs_on(day),
        waits=appointment.role in SEATED
        and appointment.confirmed_at is None
        and (appointment.ends_on is None or appointment.ends_on >= day),
    )
