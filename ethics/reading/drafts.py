"""What stands in the parts of a draft now: for the services that save them, and for the pages that show both texts.

Nothing here asks who reads a dilemma: a service holds it first, and the pages come through draft_parts.py.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select

from ethics.domain.actor import Actor
from ethics.domain.bodies import BodyAction, decide_for_body
from ethics.domain.refusal import StaleText
from ethics.domain.vocabulary import Part, Role, Section
from ethics.domain.words import say
from ethics.extensions import db
from ethics.models import (
    Appointment,
    Block,
    Committee,
    CommitteeForce,
    Dilemma,
    Force,
    Implication,
    PaperVersion,
    Party,
    Person,
    QuestionWording,
    ScenarioWording,
)
from ethics.reading.people import day_of


@dataclass(frozen=True, slots=True)
class Way:
    """Somewhere an author may bring a dilemma: from this force to this committee."""

    force_id: int
    force: str
    committee_id: int
    committee: str
    slug: str

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.force_id}-{self.committee_id}"


def ways_to_bring(actor: Actor, now: datetime) -> tuple[Way, ...]:
    """Where this person may start a dilemma: each force they write for, with each committee it may go to."""
    day = day_of(now)
    forces = {
        holding.force_id
        for holding in actor.holdings
        if holding.force_id is not None
        and holding.runs_on(day)
        and decide_for_body(BodyAction.START_DILEMMA, frozenset({holding.role}))
    }
    rows = db.session.execute(
        select(
            Force.id, Force.name, Committee.id.label("committee_id"), Committee.name.label("committee"), Committee.slug
        )
        .join(CommitteeForce, CommitteeForce.force_id == Force.id)
        .join(Committee, Committee.id == CommitteeForce.committee_id)
        .where(Force.id.in_(forces))
        .order_by(Committee.name, Committee.id, Force.name, Force.id)
    )
    return tuple(Way(row.id, row.name, row.committee_id, row.committee, row.slug) for row in rows)


def fingerprint(values: Iterable[object]) -> str:
    """A digest of what a part of a paper holds, so that a page can say what it was made from."""
    return hashlib.sha256(repr(list(values)).encode()).hexdigest()


def blocks_of(version_id: int, section: Section, scenario_id: int | None = None) -> Sequence[Block]:
    """The blocks of one section, or of one scenario, in order."""
    query = select(Block).where(Block.version_id == version_id, Block.section == section)
    if scenario_id is not None:
        query = query.where(Block.scenario_id == scenario_id)
    return db.session.scalars(query.order_by(Block.position)).all()


def block_values(blocks: Iterable[Block]) -> list[object]:
    """What a save of these blocks would replace. Their numbers are not part of it: other sections move those."""
    return [
        (
            block.id,
            block.text,
            block.part.value,
            str(block.part_reason or ""),
            block.part_note,
            str(block.review_on or ""),
        )
        for block in blocks
    ]


def scenario_values(wording: ScenarioWording, blocks: Iterable[Block]) -> list[object]:
    """What a save of this scenario would replace."""
    closed = (wording.part.value, str(wording.part_reason or ""), wording.part_note, str(wording.review_on or ""))
    return [wording.title, closed, *block_values(blocks)]


def about_values(dilemma: Dilemma, version: PaperVersion) -> list[object]:
    """What a save of the paper's head would replace."""
    return [
        dilemma.title, dilemma.public_title, dilemma.unit, dilemma.sponsor_id, dilemma.urgent,
        version.report_of, version.authors, version.contact, version.classification.value,
    ]  # fmt: skip


def about_texts(dilemma: Dilemma, version: PaperVersion) -> list[StaleText]:
    """The texts of the paper's head, by the fields of its form."""
    return [
        StaleText("report_of", say("Report of"), version.report_of),
        StaleText("title", say("Subject"), dilemma.title),
        StaleText("public_title", say("Public title"), dilemma.public_title),
        StaleText("authors", say("Authors"), version.authors),
        StaleText("unit", say("Presenting unit"), dilemma.unit),
        StaleText("sponsor", say("Sponsor"), str(dilemma.sponsor_id or "")),
        StaleText("classification", say("Classification"), version.classification.value),
        StaleText("contact", say("Person to contact"), version.contact),
        StaleText("urgent", say("This is urgent"), "y" if dilemma.urgent else ""),
    ]


def choice_values(scenario_ids: Iterable[int], applies: Iterable[int]) -> list[object]:
    """What the choice of a question's scenarios rests on: which scenario each number means, and the numbers chosen."""
    return [list(scenario_ids), sorted(applies)]


def question_values(wording: QuestionWording) -> list[object]:
    """What a save of this question would replace, beside the scenarios it applies to (`choice_values`)."""
    return [
        wording.id, wording.title, wording.lead_in, wording.text, wording.kind.value, wording.part.value,
        str(wording.part_reason or ""), wording.part_note, str(wording.review_on or ""),
    ]  # fmt: skip


def question_texts(wording: QuestionWording) -> list[StaleText]:
    """The texts of a question, by the fields of its form."""
    return [
        StaleText("title", say("Title"), wording.title),
        StaleText("lead_in", say("What leads to it"), wording.lead_in),
        StaleText("text", say("Question"), wording.text),
        StaleText("kind", say("How it asks"), wording.kind.value),
        StaleText("closed", say("Closed (Part 2)"), "y" if wording.part is Part.CLOSED else ""),
        StaleText("part_reason", say("Why it is closed"), str(wording.part_reason or "")),
        StaleText("part_note", say("Why the public interest is in keeping it closed"), wording.part_note),
        StaleText("review_on", say("When this is looked at again"), day_typed(wording.review_on)),
    ]


def day_typed(day: date | None) -> str:
    """A day as the form of a draft shows it in its box."""
    return f"{day:%d %B %Y}" if day is not None else ""


def implications(version_id: int) -> Sequence[Implication]:
    """What a version says of each implication, in its order."""
    query = select(Implication).where(Implication.version_id == version_id)
    return db.session.scalars(query.order_by(Implication.position, Implication.id)).all()


def implication_values(stored: Iterable[Implication]) -> list[object]:
    """What a save of the implications would replace."""
    return [(one.name, one.kind.value, one.text) for one in stored]


def parties(version_id: int) -> Sequence[Party]:
    """The parties a version names, in its order."""
    return db.session.scalars(
        select(Party).where(Party.version_id == version_id).order_by(Party.position, Party.id)
    ).all()


def party_values(version: PaperVersion, stored: Iterable[Party]) -> list[object]:
    """What a save of the parties would replace."""
    return [version.no_parties, *((one.name, one.kind.value) for one in stored)]


def sponsors_of(force_id: int, day: date) -> dict[int, str]:
    """Who may release a paper of this force on a day: person id → name with the office they hold, by name."""
    rows = db.session.execute(
        select(Person.id, Person.name, Appointment.title)
        .join(Appointment, Appointment.person_id == Person.id)
        .where(
            Appointment.force_id == force_id,
            Appointment.role == Role.SPONSOR,
            Appointment.starts_on <= day,
            or_(Appointment.ends_on.is_(None), Appointment.ends_on >= day),
            Person.active,
        )
        .order_by(Person.name, Person.id)
    )
    return {row.id: f"{row.name}, {row.title}" if row.title else row.name for row in rows}


def tray_pieces(unplaced: str) -> tuple[str, ...]:
    """The pieces of a tray: what stood together in the source stands together."""
    return tuple(piece.strip() for piece in unplaced.split("\n\n") if piece.strip())
