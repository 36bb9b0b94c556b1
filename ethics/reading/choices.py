"""What a committee's members and papers choose from, as an administrator reads it; and what is on offer to them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias
from zlib import crc32

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from ethics.domain.actor import Actor
from ethics.domain.bodies import BodyAction
from ethics.domain.choosing import Brought, Choosing
from ethics.domain.refusal import NotKnown
from ethics.extensions import db
from ethics.models import (
    Committee,
    CommitteeFramework,
    Dilemma,
    Framework,
    ImplicationHeading,
    InterestType,
    Principle,
)
from ethics.reading.bodies import may_anywhere

Entry: TypeAlias = InterestType | ImplicationHeading | Principle


def on_offer(
    retired_at: InstrumentedAttribute[datetime | None], begun_at: datetime | None = None
) -> ColumnElement[bool]:
    """Whether an entry is offered: it is not retired, or was not yet when the dilemma at hand was begun."""
    still = retired_at.is_(None)
    return still if begun_at is None else or_(still, retired_at > begun_at)


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a list. ``says`` is what it means; ``settled`` that what was made with it may rest on its name."""

    id: int
    name: str
    says: str = ""
    sensitive: bool = False
    retired_at: datetime | None = None
    settled: bool = False
    version: int = 0


@dataclass(frozen=True, slots=True)
class FrameworkShown:
    """The framework whose principles a list holds. ``also_at`` names the other committees that reason with it."""

    id: int
    name: str
    dated: date
    settled: bool
    also_at: tuple[str, ...]
    version: int


@dataclass(frozen=True, slots=True)
class Known:
    """A framework that is known to the installation, and not on this committee's list."""

    id: int
    name: str
    dated: date


@dataclass(frozen=True, slots=True)
class Choices:
    """One list of one committee: what is offered, in its order, and what is retired, the latest first."""

    slug: str
    committee: str
    kind: Choosing
    offered: tuple[Choice, ...]
    retired: tuple[Choice, ...]
    framework: FrameworkShown | None = None
    known: tuple[Known, ...] = ()

    @property
    def may_retire(self) -> bool:
        """Whether one would remain."""
        return len(self.offered) > 1

    def of(self, choice_id: int) -> Choice:
        """One of its entries. Refuses with NotKnown what is not of this list."""
        found = next((one for one in (*self.offered, *self.retired) if one.id == choice_id), None)
        if found is None:
            raise NotKnown
        return found


def choices(actor: Actor, slug: str, kind: Choosing, now: datetime, framework_id: int | None = None) -> Choices:
    """One list of the committee at ``slug``; principles are those of the framework given. Refuses with NotKnown."""
    committee = _committee(actor, slug, now)
    if kind is Choosing.FRAMEWORKS:
        return _frameworks(committee)
    shown: FrameworkShown | None = None
    rows: Iterable[Entry]
    if kind is Choosing.PRINCIPLES:
        shown = _framework(committee, framework_id)
        rows = principles_of(shown.id)
        could = brought_to(_reasoning_with(shown.id), kind)
    else:
        rows = headings_in(committee.id, kind)
        could = brought_to(Dilemma.committee_id == committee.id, kind)
    found = [_choice(row, could) for row in rows]
    return Choices(committee.slug, committee.name, kind, *_parted(found), framework=shown)


def choices_with(actor: Actor, slug: str, kind: Choosing, choice_id: int, now: datetime) -> Choices:
    """The list in which this entry stands. Refuses with NotKnown where it stands in none of the committee's."""
    framework_id = None
    if kind is Choosing.PRINCIPLES:
        framework_id = db.session.scalar(select(Principle.framework_id).where(Principle.id == choice_id))
    found = choices(actor, slug, kind, now, framework_id)
    found.of(choice_id)
    return found


def version_of(row: Entry | Framework) -> int:
    """A number that changes with an entry, so that a stale save is seen."""
    if isinstance(row, Framework):
        return crc32(repr((row.name, row.dated)).encode())
    return crc32(repr((row.name, says(row), _sensitive(row), row.retired_at is None)).encode())


def says(row: Entry) -> str:
    """What an entry means, whatever its list calls that."""
    return row.hint if isinstance(row, ImplicationHeading) else row.meaning


def brought_to(whose: ColumnElement[bool], kind: Choosing) -> Brought:
    """What is known of the dilemmas that may have used a list of this kind."""
    could = whose if kind is not Choosing.INTERESTS else whose & Dilemma.accepted_at.is_not(None)
    row = db.session.execute(
        select(func.count(case((Dilemma.agreed_at.is_(None), 1))), func.max(Dilemma.agreed_at)).where(could)
    ).one()
    return Brought(row[0] > 0, row[1])


def headings_in(committee_id: int, kind: Choosing) -> Iterable[Entry]:
    """The committee's types of interest or implications, in their order, the retired ones too."""
    table: type[InterestType] | type[ImplicationHeading] = (
        InterestType if kind is Choosing.INTERESTS else ImplicationHeading
    )
    query = select(table).where(table.committee_id == committee_id).order_by(table.position, table.id)
    return tuple(db.session.scalars(query))


def headings_for(committee_id: int, begun_at: datetime) -> dict[str, str]:
    """The implications a paper begun at this moment speaks to, in the committee's order, each with its hint.

    A paper keeps the set it was begun with: what was retired since stays on it, what was added since is not asked of it.
    """
    query = select(ImplicationHeading.name, ImplicationHeading.hint).where(
        ImplicationHeading.committee_id == committee_id,
        on_offer(ImplicationHeading.retired_at, begun_at),
        or_(ImplicationHeading.added_at.is_(None), ImplicationHeading.added_at <= begun_at),
    )
    rows = db.session.execute(query.order_by(ImplicationHeading.position, ImplicationHeading.id))
    return {row.name: row.hint for row in rows}


def principles_of(framework_id: int) -> Iterable[Principle]:
    """A framework's principles in their order, the retired ones too."""
    return db.session.scalars(
        select(Principle).where(Principle.framework_id == framework_id).order_by(Principle.position, Principle.id)
    ).all()


def could_use_framework(framework_id: int) -> Brought:
    """What is known of the dilemmas of every committee that reasons with a framework, or did."""
    return brought_to(_reasoning_with(framework_id), Choosing.PRINCIPLES)


def _committee(actor: Actor, slug: str, now: datetime) -> Committee:
    if not may_anywhere(actor, BodyAction.KEEP_CHOICES, now):
        raise NotKnown
    committee = db.session.scalar(select(Committee).where(Committee.slug == slug))
    if committee is None:
        raise NotKnown
    return committee


def _reasoning_with(framework_id: int) -> ColumnElement[bool]:
    there = select(CommitteeFramework.committee_id).where(CommitteeFramework.framework_id == framework_id)
    return Dilemma.committee_id.in_(there)


def _sensitive(row: Entry) -> bool:
    return isinstance(row, InterestType) and row.sensitive


def _choice(row: Entry, could: Brought) -> Choice:
    return Choice(
        row.id, row.name, says(row), _sensitive(row), row.retired_at, could.could_use(row.added_at), version_of(row)
    )


def _parted(found: Iterable[Choice]) -> tuple[tuple[Choice, ...], tuple[Choice, ...]]:
    offered = tuple(one for one in found if one.retired_at is None)
    retired = [one for one in found if one.retired_at is not None]
    retired.sort(key=lambda one: (one.retired_at, one.id), reverse=True)
    return offered, tuple(retired)


def _frameworks(committee: Committee) -> Choices:
    names = (
        select(Principle.framework_id, Principle.name)
        .where(Principle.retired_at.is_(None))
        .order_by(Principle.framework_id, Principle.position, Principle.id)
    )
    within: dict[int, list[str]] = {}
    for framework_id, name in db.session.execute(names):
        within.setdefault(framework_id, []).append(name)
    rows = db.session.execute(
        select(CommitteeFramework, Framework)
        .join(Framework, Framework.id == CommitteeFramework.framework_id)
        .where(CommitteeFramework.committee_id == committee.id)
        .order_by(CommitteeFramework.position, Framework.id)
    ).all()
    found = [
        Choice(
            row.Framework.id, named(row.Framework.name, row.Framework.dated), ", ".join(within.get(row.Framework.id, ())),
            retired_at=row.CommitteeFramework.retired_at, settled=True, version=version_of(row.Framework),
        )
        for row in rows
    ]  # fmt: skip
    here = {one.id for one in found}
    others = db.session.scalars(select(Framework).order_by(Framework.name, Framework.dated, Framework.id))
    known = tuple(Known(one.id, one.name, one.dated) for one in others if one.id not in here)
    return Choices(committee.slug, committee.name, Choosing.FRAMEWORKS, *_parted(found), known=known)


def named(name: str, dated: date) -> str:
    """A framework as it is called: by its name and its year."""
    year = str(dated.year)
    return name if year in name else f"{name} {year}"


def _framework(committee: Committee, framework_id: int | None) -> FrameworkShown:
    rows = db.session.execute(
        select(Framework, Committee.id, Committee.name)
        .join(CommitteeFramework, CommitteeFramework.framework_id == Framework.id)
        .join(Committee, Committee.id == CommitteeFramework.committee_id)
        .where(Framework.id == framework_id)
        .order_by(Committee.name, Committee.id)
    ).all()
    if committee.id not in {row.id for row in rows}:
        raise NotKnown
    framework = rows[0].Framework
    return FrameworkShown(
        framework.id, framework.name, framework.dated,
        could_use_framework(framework.id).could_use(None),
        tuple(row.name for row in rows if row.id != committee.id),
        version_of(framework),
    )  # fmt: skip
