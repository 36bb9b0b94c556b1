"""Committees and forces as an administrator reads their settings."""

from dataclasses import dataclass, fields
from zlib import crc32

from sqlalchemy import select

from ethics.domain.committees import Settings
from ethics.domain.refusal import NotKnown
from ethics.extensions import db
from ethics.models import Committee, CommitteeForce, Force


@dataclass(frozen=True, slots=True)
class CommitteeSettings(Settings):
    """One committee's settings, and the forces that may put dilemmas to it."""

    slug: str
    forces: tuple[str, ...]
    version: int


_OWN = ("slug", *(field.name for field in fields(Settings)))


def version_of(committee: Committee) -> int:
    """A number that changes with the settings, so that a stale save is seen."""
    return crc32(repr([getattr(committee, name) for name in _OWN]).encode())


def settings() -> tuple[CommitteeSettings, ...]:
    """Every committee of the installation, by name."""
    rows = db.session.scalars(select(Committee).order_by(Committee.name, Committee.id)).all()
    pairs = db.session.execute(
        select(CommitteeForce.committee_id, Force.name)
        .join(Force, Force.id == CommitteeForce.force_id)
        .order_by(Force.name, Force.id)
    ).all()
    return tuple(
        CommitteeSettings(
            **{name: getattr(row, name) for name in _OWN},
            forces=tuple(pair.name for pair in pairs if pair.committee_id == row.id),
            version=version_of(row),
        )
        for row in rows
    )


def settings_of(slug: str) -> CommitteeSettings:
    """One committee's settings. Refuses with NotKnown where there is none at ``slug``."""
    found = next((committee for committee in settings() if committee.slug == slug), None)
    if found is None:
        raise NotKnown
    return found


@dataclass(frozen=True, slots=True)
class Choice:
    """A body to choose from a list."""

    slug: str
    name: str


def every_committee() -> tuple[Choice, ...]:
    """The committees of the installation, by name."""
    rows = db.session.execute(select(Committee.slug, Committee.name).order_by(Committee.name, Committee.id))
    return tuple(Choice(row.slug, row.name) for row in rows)


def every_force() -> tuple[Choice, ...]:
    """The forces of the installation, by name."""
    rows = db.session.execute(select(Force.slug, Force.name).order_by(Force.name, Force.id))
    return tuple(Choice(row.slug, row.name) for row in rows)
