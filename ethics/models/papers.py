"""The paper: versions of a text made of numbered blocks, scenarios, questions and what else the real papers carry.

A version without ``frozen_at`` is being written; a frozen one never changes (rule 5). Scenarios and questions have an
identity that lives through versions, so that positions, clauses and confirmations know what they speak of, and a
wording in each version.
"""

from datetime import date
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ethics.domain.correcting import CorrectionKind
from ethics.domain.vocabulary import (
    Classification,
    ImplicationKind,
    KeptAs,
    Part,
    PartReason,
    PartyKind,
    QuestionKind,
    Section,
)
from ethics.extensions import Model
from ethics.models.columns import Key, Line, Long, When, to, worded
from ethics.richtext import SafeHtml
from ethics.richtext.stored import SafeHtmlType

_CLOSED_HAS_A_REASON = "part = '1' OR part_reason IS NOT NULL"


class PaperVersion(Model):
    """One version of a paper, with its single fields. ``row_version`` counts saves while it is written."""

    __tablename__ = "paper_version"
    __table_args__ = (UniqueConstraint("dilemma_id", "number"), CheckConstraint("number >= 1", name="number"))

    id: Mapped[Key]
    dilemma_id: Mapped[int] = to("dilemma")
    number: Mapped[int]
    row_version: Mapped[int] = mapped_column(default=1)
    report_of: Mapped[Line] = mapped_column(default="")
    authors: Mapped[Line] = mapped_column(default="")
    contact: Mapped[Long] = mapped_column(default="")
    """Never public (product.md)."""
    background_papers: Mapped[Long] = mapped_column(default="")
    classification: Mapped[Classification] = worded(Classification)
    no_parties: Mapped[bool] = mapped_column(default=False)
    """"None" said outright: the paper names no people, places or bodies."""
    checks_left: Mapped[list[str]] = mapped_column(JSON, default=list)
    """The findings of the paper's checks that its author leaves as they are, by their keys (domain/paper_checks.py)."""
    made_at: Mapped[When]
    saved_at: Mapped[When]
    saved_by_id: Mapped[int] = to("person")
    """Who saved it last."""
    frozen_at: Mapped[When | None]
    reason_id: Mapped[int | None] = to("reason", nullable=True)
    """Why it was made, of every version but the first."""


class KeptState(Model):
    """A state of a version's text, kept while it was being written: whole, to look at again and to restore."""

    __tablename__ = "kept_state"
    __table_args__ = (UniqueConstraint("version_id", "number"),)

    id: Mapped[Key]
    version_id: Mapped[int] = to("paper_version")
    number: Mapped[int]
    kept_as: Mapped[KeptAs] = worded(KeptAs)
    kept_at: Mapped[When]
    """When the text stood so."""
    made_by_id: Mapped[int] = to("person")
    """Who saved, sent or restored the text that stood so."""
    released_at: Mapped[When | None]
    """When the sponsor released this very state: from then on the Secretary may read it."""
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))


class Block(Model):
    """A paragraph, list, table or heading of a section; each closed one with its reason (Part 2)."""

    __tablename__ = "block"
    __table_args__ = (
        UniqueConstraint("version_id", "position"),
        CheckConstraint(_CLOSED_HAS_A_REASON, name="closed_has_a_reason"),
        CheckConstraint("(section = 'scenario') = (scenario_id IS NOT NULL)", name="scenario_text_has_its_scenario"),
    )

    id: Mapped[Key]
    version_id: Mapped[int] = to("paper_version")
    position: Mapped[int]
    section: Mapped[Section] = worded(Section)
    scenario_id: Mapped[int | None] = to("scenario", nullable=True)
    number: Mapped[str] = mapped_column(String(10), default="")
    """The paragraph's number through all sections; a heading has none."""
    text: Mapped[Long]
    html: Mapped[SafeHtml] = mapped_column(SafeHtmlType())
    part: Mapped[Part] = worded(Part)
    part_reason: Mapped[PartReason | None] = worded(PartReason, nullable=True)
    part_note: Mapped[Long] = mapped_column(default="")
    review_on: Mapped[date | None]


class Scenario(Model):
    """A set of circumstances, through all versions of the paper."""

    __tablename__ = "scenario"

    id: Mapped[Key]
    dilemma_id: Mapped[int] = to("dilemma")


class ScenarioWording(Model):
    """What a scenario is called in one version; its text is the version's blocks that name it.

    A closed one is closed whole: its title, and all its blocks (services/numbering.py sees to them).
    """

    __tablename__ = "scenario_wording"
    __table_args__ = (
        UniqueConstraint("version_id", "number"),
        UniqueConstraint("version_id", "scenario_id"),
        CheckConstraint(_CLOSED_HAS_A_REASON, name="closed_has_a_reason"),
    )

    id: Mapped[Key]
    version_id: Mapped[int] = to("paper_version")
    scenario_id: Mapped[int] = to("scenario")
    number: Mapped[int]
    title: Mapped[Line]
    part: Mapped[Part] = worded(Part, default=Part.OPEN)
    part_reason: Mapped[PartReason | None] = worded(PartReason, nullable=True)
    part_note: Mapped[Long] = mapped_column(default="")
    review_on: Mapped[date | None]

    @property
    def open_title(self) -> str:
        """What anybody who knows of the scenario may read of its title: nothing of a closed one."""
        return "" if self.part is Part.CLOSED else self.title


class Question(Model):
    """A question, through all versions: the unit of position, advice, condition and follow-up."""

    __tablename__ = "question"

    id: Mapped[Key]
    dilemma_id: Mapped[int] = to("dilemma")


class QuestionWording(Model):
    """A question as one version asks it."""

    __tablename__ = "question_wording"
    __table_args__ = (
        UniqueConstraint("version_id", "number"),
        UniqueConstraint("version_id", "question_id"),
        CheckConstraint(_CLOSED_HAS_A_REASON, name="closed_has_a_reason"),
    )

    id: Mapped[Key]
    version_id: Mapped[int] = to("paper_version")
    question_id: Mapped[int] = to("question")
    number: Mapped[int]
    paragraph: Mapped[str] = mapped_column(String(10), default="")
    title: Mapped[Line] = mapped_column(default="")
    lead_in: Mapped[Long] = mapped_column(default="")
    """What stands before the asking sentence in its paragraph."""
    text: Mapped[Long]
    kind: Mapped[QuestionKind] = worded(QuestionKind)
    part: Mapped[Part] = worded(Part)
    part_reason: Mapped[PartReason | None] = worded(PartReason, nullable=True)
    part_note: Mapped[Long] = mapped_column(default="")
    review_on: Mapped[date | None]


class QuestionScenario(Model):
    """A scenario a question applies to, in one version."""

    __tablename__ = "question_scenario"

    wording_id: Mapped[int] = mapped_column(ForeignKey("question_wording.id", ondelete="CASCADE"), primary_key=True)
    scenario_id: Mapped[int] = mapped_column(ForeignKey("scenario.id"), primary_key=True)


class Implication(Model):
    """What a version says of one implication."""

    __tablename__ = "implication"
    __table_args__ = (
        UniqueConstraint("version_id", "name"),
        CheckConstraint("kind <> 'text' OR text <> ''", name="described_has_text"),
    )

    id: Mapped[Key]
    version_id: Mapped[int] = to("paper_version")
    position: Mapped[int]
    name: Mapped[Line]
    kind: Mapped[ImplicationKind] = worded(ImplicationKind)
    text: Mapped[Long] = mapped_column(default="")


class Party(Model):
    """A person, place or body the paper names; safe to show before a declaration."""

    __tablename__ = "party"

    id: Mapped[Key]
    version_id: Mapped[int] = to("paper_version")
    position: Mapped[int]
    name: Mapped[Line]
    kind: Mapped[PartyKind] = worded(PartyKind)


class PrincipleEngaged(Model):
    """A principle the force says its dilemma engages."""

    __tablename__ = "principle_engaged"

    version_id: Mapped[int] = mapped_column(ForeignKey("paper_version.id", ondelete="CASCADE"), primary_key=True)
    principle_id: Mapped[int] = mapped_column(ForeignKey("principle.id"), primary_key=True)


class Source(Model):
    """The file or text a paper was imported from: treated as Part 2, for its author and the Secretary only."""

    __tablename__ = "source"

    id: Mapped[Key]
    dilemma_id: Mapped[int] = to("dilemma")
    name: Mapped[Line]
    media_type: Mapped[str] = mapped_column(String(100))
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the file, which lies under it outside the web root."""
    size: Mapped[int]
    unplaced: Mapped[Long] = mapped_column(default="")
    """What the import found no place for, kept until the author has dealt with it."""
    found: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """What was found, by part of the paper, how sure that is, and which parts the author has looked at since."""
    imported_by_id: Mapped[int] = to("person")
    imported_at: Mapped[When]


class Correction(Model):
    """One correction made beside the source: what the draft's text was before it, so that it can be undone.

    ``after`` is the digest of what it made: where that no longer stands, undoing would take away something else. Kept
    for nobody to read, and only until the paper is sent.
    """

    __tablename__ = "correction"

    id: Mapped[Key]
    version_id: Mapped[int] = to("paper_version")
    kind: Mapped[CorrectionKind] = worded(CorrectionKind)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[str] = mapped_column(String(64))
    made_by_id: Mapped[int] = to("person")
    made_at: Mapped[When]
