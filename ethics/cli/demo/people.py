"""The demonstration's committees and people, as an administrator would have set them up long ago."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from flask_security.utils import hash_password

from ethics.cli.demo import content
from ethics.cli.demo.content import Table
from ethics.domain.actor import Actor
from ethics.domain.vocabulary import FORCE_ROLES, SEATED, Category, Role
from ethics.extensions import db
from ethics.models import (
    Appointment,
    Committee,
    CommitteeForce,
    CommitteeFramework,
    Force,
    Framework,
    ImplicationHeading,
    InterestType,
    Person,
    Principle,
)
from ethics.reading.people import actor as actor_of
from ethics.reading.people import day_of
from ethics.services.accounts import new_key
from ethics.web.rendering import slug

LONG_AGO = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Stage:
    """What every dilemma of the demonstration finds there already: ids by the names the files use."""

    people: dict[str, int]
    committees: dict[str, int]
    forces: dict[str, int]
    principles: dict[str, int]
    interest_types: dict[tuple[str, str], int]
    folder: Path
    """Where its files are kept."""

    def actor(self, key: str) -> Actor:
        """The person of this key as an actor, with their appointments."""
        found = actor_of(self.people[key])
        assert found is not None, key
        return found


def set_up(now: datetime, folder: Path) -> Stage:
    """Make the two committees, their forces, frameworks and the cast; commits nothing."""
    cast = content.cast()
    principles = _frameworks(cast["framework"])
    committees, forces, types = {}, {}, {}
    for key, force_key in (("committee", "force"), ("other_committee", "other_force")):
        table = cast[key]
        committee = _committee(table)
        force = Force(name=table["force"], slug=slug(table["force"]))
        db.session.add(force)
        db.session.flush()
        db.session.add(CommitteeForce(committee_id=committee.id, force_id=force.id))
        committees[key], forces[force_key] = committee.id, force.id
        names = cast[table.get("interest_types_as", key)]["interest_type"]
        for position, row in enumerate(names, 1):
            kind = InterestType(
                committee_id=committee.id, position=position, name=row["name"], sensitive=row["sensitive"]
            )
            db.session.add(kind)
            db.session.flush()
            types[key, row["key"]] = kind.id
        _framework_choice(committee.id, table["frameworks"])
    people = _people(cast["person"], committees, forces, now)
    return Stage(people, committees, forces, principles, types, folder)


def _committee(table: Table) -> Committee:
    committee = Committee(
        name=table["name"],
        slug=slug(table["name"]),
        sentence=table["sentence"],
        office_name=table["office"],
        clear_days=table["clear_days"],
        clear_days_are_working_days=table["clear_days_are_working_days"],
        close_days=table["positions_close_clear_days"],
        quorum_heads=table["quorum_heads"],
        quorum_independent=table["quorum_independent"],
        reply_days=table["reply_days"],
        response_days=table["answer_days"],
    )
    db.session.add(committee)
    db.session.flush()
    db.session.add_all(
        ImplicationHeading(committee_id=committee.id, position=n, name=name)
        for n, name in enumerate(table["implications"], 1)
    )
    return committee


def _frameworks(tables: Sequence[Table]) -> dict[str, int]:
    found = {}
    for table in tables:
        framework = Framework(name=table["name"], dated=date(table["dated"], 1, 1))
        db.session.add(framework)
        db.session.flush()
        for position, row in enumerate(table["principles"], 1):
            words = f"{row['name']}, {row['text']}" if row["name"].startswith("Article") else row["name"]
            principle = Principle(framework_id=framework.id, position=position, name=words)
            db.session.add(principle)
            db.session.flush()
            found[f"{table['name']}/{row['name']}"] = principle.id
    return found


def _framework_choice(committee_id: int, names: Sequence[str]) -> None:
    ids = {framework.name: framework.id for framework in db.session.query(Framework)}
    db.session.add_all(
        CommitteeFramework(committee_id=committee_id, framework_id=ids[name], position=n)
        for n, name in enumerate(names, 1)
    )


def _people(
    tables: Sequence[Table], committees: dict[str, int], forces: dict[str, int], now: datetime
) -> dict[str, int]:
    password = hash_password(content.PASSWORD)
    people: dict[str, int] = {}
    for table in tables:
        person = Person(
            email=table["email"], name=table["name"], password=password, active=True, fs_uniquifier=new_key(),
            invited_at=now - LONG_AGO, joined_at=now - LONG_AGO,
        )  # fmt: skip
        db.session.add(person)
        db.session.flush()
        people[table["key"]] = person.id
    administrator = next(
        table["key"] for table in tables if any(row["role"] == Role.ADMINISTRATOR for row in table["appointments"])
    )
    for table in tables:
        for row in table["appointments"]:
            db.session.add(_appointment(people, table["key"], row, committees, forces, administrator, now))
    return people


def _appointment(
    people: dict[str, int],
    key: str,
    row: Table,
    committees: dict[str, int],
    forces: dict[str, int],
    administrator: str,
    now: datetime,
) -> Appointment:
    role = Role(row["role"])
    began = now - timedelta(days=365 * row.get("started_years_ago", 1) + 30)
    today = day_of(now)
    ends = None
    if "ended_days_ago" in row:
        ends = today - timedelta(days=row["ended_days_ago"])
    elif "ends_in_days" in row:
        ends = today + timedelta(days=row["ends_in_days"])
    secretary = {"committee": "caroline-mott", "other_committee": "martin-yeo"}.get(row["body"])
    return Appointment(
        person_id=people[key],
        committee_id=committees.get(row["body"]),
        force_id=forces.get(row["body"]) if role in FORCE_ROLES else None,
        role=role,
        category=Category(row["category"]) if "category" in row else None,
        gives_positions=row.get("positions", False),
        title=row.get("title", ""),
        starts_on=day_of(began),
        ends_on=ends,
        made_by_id=None if key == administrator else people[administrator],
        made_at=began,
        confirmed_by_id=people[secretary] if role in SEATED and secretary else None,
        confirmed_at=began if role in SEATED else None,
    )
