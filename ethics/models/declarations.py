"""Declarations and rulings: two records, because the ruling is what takes effect (rules 1 and 2)."""

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ethics.domain.vocabulary import DeclarationKind, RulingOutcome
from ethics.extensions import Model
from ethics.models.columns import Key, Long, When, to, worded


class Declaration(Model):
    """What a member declared on one item. Never edited: a mistaken one is corrected by another, the latest counts."""

    __tablename__ = "declaration"
    __table_args__ = (
        CheckConstraint("(kind = 'nil') = (interest_type_id IS NULL)", name="an_interest_has_a_type"),
        CheckConstraint("kind = 'nil' OR nature <> ''", name="an_interest_has_a_nature"),
    )

    id: Mapped[Key]
    dilemma_id: Mapped[int] = to("dilemma")
    person_id: Mapped[int] = to("person")
    kind: Mapped[DeclarationKind] = worded(DeclarationKind)
    interest_type_id: Mapped[int | None] = to("interest_type", nullable=True)
    nature: Mapped[Long] = mapped_column(default="")
    sensitive: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[When]


class Ruling(Model):
    """What follows from one declaration. A later ruling on the same declaration replaces an earlier one in effect."""

    __tablename__ = "ruling"
    __table_args__ = (CheckConstraint("ruled_by_id <> about_id", name="nobody_rules_on_themselves"),)

    id: Mapped[Key]
    declaration_id: Mapped[int] = to("declaration")
    about_id: Mapped[int] = to("person")
    outcome: Mapped[RulingOutcome] = worded(RulingOutcome)
    reason: Mapped[Long] = mapped_column(default="")
    ruled_by_id: Mapped[int] = to("person")
    ruled_at: Mapped[When]


class DeclarationRequest(Model):
    """The Monitoring officer asks a member to declare (rule 2)."""

    __tablename__ = "declaration_request"

    id: Mapped[Key]
    dilemma_id: Mapped[int] = to("dilemma")
    person_id: Mapped[int] = to("person")
    asked_by_id: Mapped[int] = to("person")
    asked_at: Mapped[When]


class Dispensation(Model):
    """The Monitoring officer's dispensation: the member takes part as if ruled "note only"."""

    __tablename__ = "dispensation"
    __table_args__ = (UniqueConstraint("declaration_id"),)

    id: Mapped[Key]
    declaration_id: Mapped[int] = to("declaration")
    reason: Mapped[Long]
    given_by_id: Mapped[int] = to("person")
    given_at: Mapped[When]
