"""Facts of people and of the installation: who rules, who confirms seats, and that nothing can be taken back."""

from collections.abc import Iterator

from sqlalchemy import exists, select, text
from sqlalchemy.orm import aliased

from ethics.domain.vocabulary import SEATED, Role
from ethics.extensions import db
from ethics.invariants.record import Record
from ethics.models import Appointment, Declaration, Ruling
from ethics.models.journal import APPEND_ONLY


def nobody_rules_on_themselves(record: Record) -> Iterator[str]:
    """A ruling is by another, about who declared (rule 2)."""
    rows = db.session.execute(
        select(Ruling.id, Ruling.ruled_by_id, Declaration.person_id, Ruling.about_id)
        .join(Declaration, Declaration.id == Ruling.declaration_id)
        .where(Declaration.dilemma_id == record.dilemma.id)
        .order_by(Ruling.id)
    )
    for row in rows:
        if row.ruled_by_id == row.person_id or row.about_id != row.person_id:
            yield f"ruling {row.id} is on oneself, or about somebody else than who declared."


def seats_are_confirmed_by_a_secretary() -> Iterator[str]:
    """Nobody appoints or confirms themselves (rule 17)."""
    secretary = aliased(Appointment)
    was_secretary = exists().where(
        secretary.person_id == Appointment.confirmed_by_id,
        secretary.committee_id == Appointment.committee_id,
        secretary.role == Role.SECRETARY,
    )
    rows = db.session.execute(
        select(
            Appointment.id,
            Appointment.person_id,
            Appointment.made_by_id,
            Appointment.confirmed_by_id,
            was_secretary.label("by"),
        )
        .where(Appointment.role.in_(SEATED))
        .order_by(Appointment.id)
    )
    for row in rows:
        if row.person_id in (row.made_by_id, row.confirmed_by_id):
            yield f"Appointment {row.id} was made or confirmed by the person themselves."
        elif row.confirmed_by_id is not None and not row.by:
            yield f"Appointment {row.id} was confirmed by somebody who was never the committee's Secretary."


_TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
}


def nothing_can_be_taken_back() -> Iterator[str]:
    """The database refuses to change what is only ever added to (rule 15)."""
    dialect = db.engine.dialect.name
    there = set(db.session.scalars(text(_TRIGGERS[dialect])))
    for table in APPEND_ONLY:
        names = {f"{table}_no_update", f"{table}_no_delete"} if dialect == "sqlite" else {f"{table}_append_only"}
        if not names <= there:
            yield f"Rows of {table} can be changed or removed: a trigger is missing."
