"""Who has read Part 2 of a paper: the lines of its journal that say so, for the Secretary (rule 15)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from ethics.domain.actor import Actor
from ethics.domain.policy import Action
from ethics.domain.vocabulary import Event, Role
from ethics.extensions import db
from ethics.models import Dilemma, JournalEntry, Person
from ethics.reading.people import day_of, holders
from ethics.reading.standing import open_dilemma

READS_ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Read:
    """One read: who, when, of which version, whether of the file the paper came from or of the attachment of a number, and
    whether by the Secretary."""

    at: datetime
    name: str
    version: int
    of_source: bool
    by_secretary: bool
    attachment: int = 0


@dataclass(frozen=True, slots=True)
class ReadsPage:
    """A page of the reads of one paper, newest first."""

    ref: str
    title: str
    reads: tuple[Read, ...]
    total: int
    page: int
    pages: int


def reads(actor: Actor, ref: str, now: datetime, page: int = 1) -> ReadsPage:
    """The reads of Part 2 of the paper at ``ref``, for its Secretary alone (Action.TRIAGE).

    Whoever brings the paper reads their own, which is not recorded. A person is there once for each version and day.
    """
    dilemma, _ = open_dilemma(actor, ref, Action.TRIAGE, now)
    of_it = (JournalEntry.dilemma_id == dilemma.id, JournalEntry.event == Event.PART_2_READ)
    total = db.session.scalar(select(func.count()).select_from(JournalEntry).where(*of_it)) or 0
    pages = max(1, -(-total // READS_ON_A_PAGE))
    page = min(max(page, 1), pages)
    rows = db.session.execute(
        select(JournalEntry.at, JournalEntry.facts, JournalEntry.actor_id, Person.name)
        .join(Person, Person.id == JournalEntry.actor_id)
        .where(*of_it)
        .order_by(JournalEntry.number.desc())
        .limit(READS_ON_A_PAGE)
        .offset((page - 1) * READS_ON_A_PAGE)
    ).all()
    secretaries = _secretaries(dilemma, now)
    found = tuple(
        Read(
            row.at, row.name, int(row.facts["version"]), bool(row.facts.get("source")), row.actor_id in secretaries,
            int(row.facts.get("attachment", 0)),
        )
        for row in rows
    )  # fmt: skip
    return ReadsPage(dilemma.ref, dilemma.title, found, total, page, pages)


def _secretaries(dilemma: Dilemma, now: datetime) -> frozenset[int]:
    return frozenset(one.person_id for one in holders(dilemma.committee_id, {Role.SECRETARY}, day_of(now)))
