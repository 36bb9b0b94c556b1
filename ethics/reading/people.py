"""Who someone is: their appointments as the rules see them."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, inspect, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from ethics.domain.actor import Actor, Holding
from ethics.domain.vocabulary import SEATED, Role
from ethics.extensions import db
from ethics.models import Appointment, Person

LONDON = ZoneInfo("Europe/London")
"""Committees of England and Wales keep one clock; stored times are UTC."""


def day_of(now: datetime) -> date:
    """The committee's own date at a moment (aware UTC)."""
    return now.astimezone(LONDON).date()


def actor(person_id: int) -> Actor | None:
    """The actor for a person who may sign in, with all appointments ever; None where there is no such person."""
    found = select(Person).where(Person.id == person_id, Person.active).options(joinedload(Person.appointments))
    person = db.session.scalars(found).unique().one_or_none()
    return actor_of(person) if person else None


def actor_of(person: Person) -> Actor:
    """The actor for a person, with all appointments ever: those that came with them, else read now."""
    if "appointments" in inspect(person).unloaded:
        found = actor(person.id)
        assert found is not None
        return found
    return Actor(person.id, person.name, tuple(holding(one) for one in person.appointments))


def holding(appointment: Appointment) -> Holding:
    """An appointment as the rules see it."""
    return Holding(
        role=appointment.role,
        committee_id=appointment.committee_id,
        force_id=appointment.force_id,
        category=appointment.category,
        gives_positions=appointment.gives_positions,
        starts_on=appointment.starts_on,
        ends_on=appointment.ends_on,
        confirmed_at=appointment.confirmed_at,
    )


_HOLDERS = (
    select(Appointment)
    .join(Appointment.person)
    .options(contains_eager(Appointment.person))
    .where(
        Appointment.committee_id == bindparam("committee_id"),
        Appointment.role.in_(bindparam("roles", expanding=True)),
        Appointment.starts_on <= bindparam("day"),
        or_(Appointment.ends_on.is_(None), Appointment.ends_on >= bindparam("day")),
        or_(Appointment.confirmed_at.is_not(None), Appointment.role.not_in(SEATED)),
        Person.active,
    )
    .order_by(Person.name, Appointment.id)
)


def holders(committee_id: int, roles: Iterable[Role], day: date) -> tuple[Appointment, ...]:
    """The appointments to these roles at a committee that are in force on ``day``, with their people, by name."""
    wanted = {"committee_id": committee_id, "roles": sorted(set(roles)), "day": day}
    return tuple(db.session.scalars(_HOLDERS, wanted))


_EVER_SEATED = (
    select(Appointment)
    .join(Appointment.person)
    .options(contains_eager(Appointment.person))
    .where(
        Appointment.committee_id.in_(bindparam("committee_ids", expanding=True)),
        Appointment.role.in_(SEATED),
        Appointment.confirmed_at.is_not(None),
    )
    .order_by(Person.name, Appointment.id)
)


def ever_seated(committee_ids: Collection[int]) -> dict[int, list[Appointment]]:
    """Every confirmed seat there ever was on these committees, by committee, in the order of `holders`."""
    found: dict[int, list[Appointment]] = {committee_id: [] for committee_id in committee_ids}
    for one in db.session.scalars(_EVER_SEATED, {"committee_ids": list(committee_ids)}):
        assert one.committee_id is not None
        found[one.committee_id].append(one)
    return found
