"""Publication: a frozen copy made anew from Part 1, never a live dilemma seen through a filter (rule 13)."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ethics.domain.disclosure import FindingKind
from ethics.domain.vocabulary import FindingOutcome, PartReason, PublicationStatus
from ethics.extensions import Model
from ethics.models.columns import Key, Line, Long, When, to, worded


class Publication(Model):
    """One edition of a dilemma's public copy, from review to the notice that it was replaced or taken down.

    ``content`` is the whole public text as JSON (reading/public_copy.py says its shape); it is rewritten while in
    review and frozen from approval on, ``listed`` and ``searched`` with it. Who approves and who publishes are two
    people. An edition is public from ``public_from`` until ``ended_at``: both are read from the clock, so a deferred
    date begins, and a correction takes over, by itself.
    """

    __tablename__ = "publication"
    __table_args__ = (
        UniqueConstraint("dilemma_id", "edition"),
        CheckConstraint("status = 'in_review' OR approved_by_id IS NOT NULL", name="approved_by_someone"),
        CheckConstraint(
            "status IN ('in_review', 'approved') OR (published_by_id IS NOT NULL AND public_from IS NOT NULL)",
            name="published_by_someone",
        ),
        CheckConstraint("published_by_id IS NULL OR published_by_id <> approved_by_id", name="two_people"),
        CheckConstraint("status NOT IN ('corrected', 'taken_down') OR notice <> ''", name="an_end_leaves_a_notice"),
        # The rows carry whole texts; what every public page asks first is answered from here.
        Index("ix_publication_public", "public_from", "ended_at", "status", "ref", "dilemma_id"),
    )

    id: Mapped[Key]
    dilemma_id: Mapped[int] = to("dilemma")
    committee_id: Mapped[int] = to("committee")
    ref: Mapped[str] = mapped_column(String(12), index=True)
    """The public address, the same for every edition of one dilemma."""
    edition: Mapped[int]
    status: Mapped[PublicationStatus] = worded(PublicationStatus)
    title: Mapped[Line]
    summary: Mapped[Long] = mapped_column(default="")
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    listed: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """What a line of the register shows, so that a list never opens the whole text."""
    searched: Mapped[Long] = mapped_column(default="")
    """The words of the public text, folded for searching."""
    row_version: Mapped[int] = mapped_column(default=1)
    asked_by_id: Mapped[int] = to("person")
    asked_at: Mapped[When]
    approved_by_id: Mapped[int | None] = to("person", nullable=True)
    approved_at: Mapped[When | None]
    published_by_id: Mapped[int | None] = to("person", nullable=True)
    published_at: Mapped[When | None]
    public_from: Mapped[When | None]
    notice: Mapped[Long] = mapped_column(default="")
    ended_at: Mapped[When | None]


class PublicAnswer(Model):
    """The force's answer to one clause as published, made anew when it changes: the only part of a page that moves.

    One in whose text the scan found something is held back until the Disclosure reviewer has settled it.
    """

    __tablename__ = "public_answer"
    __table_args__ = (UniqueConstraint("dilemma_id", "label"),)

    id: Mapped[Key]
    dilemma_id: Mapped[int] = to("dilemma")
    response_id: Mapped[int] = to("response")
    label: Mapped[str] = mapped_column(String(12))
    """The clause's public number, such as 4.2."""
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    held_back: Mapped[bool] = mapped_column(default=False)
    published_at: Mapped[When]


class PublicClock(Model):
    """The public clock of one dilemma: when the force was asked, by when it answers, when it had answered all."""

    __tablename__ = "public_clock"

    dilemma_id: Mapped[int] = mapped_column(ForeignKey("dilemma.id"), primary_key=True)
    asked_at: Mapped[When]
    due_at: Mapped[When]
    answered_at: Mapped[When | None]


class PublicPrinciple(Model):
    """A principle the published advice was weighed against, for the register's filter."""

    __tablename__ = "public_principle"

    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[Line] = mapped_column(primary_key=True)


class Finding(Model):
    """What the scan found in a public text under review or in an answer, and what was done about it."""

    __tablename__ = "finding"
    __table_args__ = (
        CheckConstraint("outcome IS NULL OR outcome <> 'kept' OR reason <> ''", name="kept_has_a_reason"),
        CheckConstraint("(publication_id IS NULL) <> (answer_id IS NULL)", name="of_one_text"),
    )

    id: Mapped[Key]
    publication_id: Mapped[int | None] = to("publication", nullable=True, cascade=True)
    answer_id: Mapped[int | None] = to("public_answer", nullable=True, cascade=True)
    kind: Mapped[FindingKind] = worded(FindingKind)
    place: Mapped[Line]
    excerpt: Mapped[Long]
    outcome: Mapped[FindingOutcome | None] = worded(FindingOutcome, nullable=True)
    reason: Mapped[Long] = mapped_column(default="")
    settled_by_id: Mapped[int | None] = to("person", nullable=True)
    settled_at: Mapped[When | None]


class Withholding(Model):
    """A hole the reviewer made in an edition: in words of one piece of its text, or without words in the whole piece.

    Remembered, so that a text made anew from Part 1 does not forget what was withheld from the one before.
    """

    __tablename__ = "withholding"

    id: Mapped[Key]
    publication_id: Mapped[int] = to("publication", cascade=True)
    anchor: Mapped[Line]
    """The piece, by the id it has on the page."""
    words: Mapped[Long] = mapped_column(default="")
    read_as: Mapped[Line] = mapped_column(default="")
    """What the mark in the text calls them."""
    provision: Mapped[PartReason] = worded(PartReason)
