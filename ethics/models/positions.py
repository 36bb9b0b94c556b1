"""Positions: what is typed and private, and what is given and never overwritten (rules 3 and 4)."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ethics.domain.vocabulary import AbstainReason, ChangedBy, GivenAs, Stance, Strength
from ethics.extensions import Model
from ethics.models.columns import Key, Long, When, to, worded


class WorkingCopy(Model):
    """What one member has typed on one question and not yet given: one, private, replaced at each save."""

    __tablename__ = "working_copy"
    __table_args__ = (UniqueConstraint("person_id", "question_id"),)

    id: Mapped[Key]
    person_id: Mapped[int] = to("person")
    question_id: Mapped[int] = to("question")
    row_version: Mapped[int] = mapped_column(default=1)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The form as typed, so that nothing typed is ever refused (rule 16)."""
    saved_at: Mapped[When]


class Position(Model):
    """One given version of a member's position on a question. Rows are only ever added.

    The latest version given before the close counts in round 1. A late declaration sets it aside without deleting it:
    that is read from rulings, not stored here.
    """

    __tablename__ = "position"
    __table_args__ = (
        UniqueConstraint("person_id", "question_id", "number"),
        CheckConstraint("(given_as = 'revision') = (changed_by IS NOT NULL)", name="a_revision_says_what_changed"),
        CheckConstraint("length(salt) = 32", name="salt_of_256_bits"),
    )

    id: Mapped[Key]
    dilemma_id: Mapped[int] = to("dilemma")
    person_id: Mapped[int] = to("person")
    question_id: Mapped[int] = to("question")
    wording_id: Mapped[int] = to("question_wording")
    """The words of the question as they stood when this was given (rule 5)."""
    number: Mapped[int]
    given_as: Mapped[GivenAs] = worded(GivenAs)
    given_at: Mapped[When]
    changed_by: Mapped[ChangedBy | None] = worded(ChangedBy, nullable=True)
    changed_text: Mapped[Long] = mapped_column(default="")
    harm_left: Mapped[Long] = mapped_column(default="")
    would_change: Mapped[Long] = mapped_column(default="")
    facts_wanted: Mapped[Long] = mapped_column(default="")
    salt: Mapped[bytes] = mapped_column(LargeBinary(32))
    digest: Mapped[str] = mapped_column(String(64))

    stances: Mapped[list["PositionStance"]] = relationship(lazy="raise_on_sql", order_by="PositionStance.id")
    considerations: Mapped[list["Consideration"]] = relationship(lazy="raise_on_sql", order_by="Consideration.order")
    conditions: Mapped[list["Condition"]] = relationship(lazy="raise_on_sql", order_by="Condition.order")


class PositionStance(Model):
    """A stance for one scenario of the question, or for the question itself where it has none."""

    __tablename__ = "position_stance"
    __table_args__ = (
        UniqueConstraint("position_id", "scenario_id"),
        CheckConstraint("(stance = 'abstain') = (abstain_reason IS NOT NULL)", name="who_abstains_says_why"),
    )

    id: Mapped[Key]
    position_id: Mapped[int] = to("position")
    scenario_id: Mapped[int | None] = to("scenario", nullable=True)
    stance: Mapped[Stance] = worded(Stance)
    abstain_reason: Mapped[AbstainReason | None] = worded(AbstainReason, nullable=True)
    abstain_text: Mapped[Long] = mapped_column(default="")


class Consideration(Model):
    """One reason, resting on one principle or none."""

    __tablename__ = "consideration"
    __table_args__ = (UniqueConstraint("position_id", "order"), CheckConstraint("text <> ''", name="text"))

    id: Mapped[Key]
    position_id: Mapped[int] = to("position")
    order: Mapped[int]
    text: Mapped[Long]
    principle_id: Mapped[int | None] = mapped_column(ForeignKey("principle.id"), index=True)


class Condition(Model):
    """What must hold for a member's support: what, how binding, and who would do it (rule 10)."""

    __tablename__ = "condition"
    __table_args__ = (UniqueConstraint("position_id", "order"), CheckConstraint("text <> ''", name="text"))

    id: Mapped[Key]
    position_id: Mapped[int] = to("position")
    order: Mapped[int]
    text: Mapped[Long]
    strength: Mapped[Strength] = worded(Strength)
    who: Mapped[Long] = mapped_column(default="")
    """Who would do it; empty means “for the force to assign”."""
