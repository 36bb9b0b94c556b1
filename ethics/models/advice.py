"""The advice: clauses, where every point went, confirmations, minority views, conditions and the force's answers."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ethics.domain.vocabulary import Answer, Basis, Part, PlaceKind, Reply, Strength
from ethics.extensions import Model
from ethics.models.columns import Key, Line, Long, When, to, worded


class QuestionAdvice(Model):
    """What the Committee makes of one question: its basis, or why it is not answered (rules 8 and 9)."""

    __tablename__ = "question_advice"
    __table_args__ = (UniqueConstraint("question_id"),)

    id: Mapped[Key]
    dilemma_id: Mapped[int] = to("dilemma")
    question_id: Mapped[int] = to("question")
    basis: Mapped[Basis | None] = worded(Basis, nullable=True)
    not_answered: Mapped[Long] = mapped_column(default="")
    changed_at: Mapped[When | None]
    row_version: Mapped[int] = mapped_column(default=1)


class Clause(Model):
    """One clause of the advice on a question. ``text_version`` counts its wordings: a confirmation is of one of them."""

    __tablename__ = "clause"
    __table_args__ = (
        UniqueConstraint("question_id", "number"),
        CheckConstraint("text_version >= 1", name="text_version"),
    )

    id: Mapped[Key]
    dilemma_id: Mapped[int] = to("dilemma")
    question_id: Mapped[int] = to("question")
    number: Mapped[int]
    text: Mapped[Long] = mapped_column(default="")
    addressed_to: Mapped[Line] = mapped_column(default="")
    part: Mapped[Part] = worded(Part)
    text_version: Mapped[int] = mapped_column(default=1)
    row_version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[When]
    dropped_at: Mapped[When | None]
    opened_at: Mapped[When | None]
    """When a clause on a Part 2 question was opened for publication (rule 13)."""


class ClauseWording(Model):
    """A clause as it stood while in circulation, with its conditions, kept when it changes (rule 12)."""

    __tablename__ = "clause_wording"
    __table_args__ = (UniqueConstraint("clause_id", "text_version"),)

    id: Mapped[Key]
    clause_id: Mapped[int] = to("clause")
    text_version: Mapped[int]
    text: Mapped[Long]
    addressed_to: Mapped[Line] = mapped_column(default="")
    conditions: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """Its conditions then: text, strength and owner of each."""
    kept_at: Mapped[When]


class AdviceCondition(Model):
    """A condition of the advice: an object with an owner, followed to the force's answer. Its origin is the committee's own."""

    __tablename__ = "advice_condition"

    id: Mapped[Key]
    clause_id: Mapped[int] = to("clause")
    origin_id: Mapped[int | None] = to("condition", nullable=True)
    text: Mapped[Long]
    strength: Mapped[Strength] = worded(Strength)
    owner: Mapped[Long] = mapped_column(default="")
    """Empty means “for the force to assign”. As long as the member who gave it made it."""
    row_version: Mapped[int] = mapped_column(default=1)


class MinorityView(Model):
    """A dissent in its holders' own words. Announced first, written by its author, edited or dropped by nobody else."""

    __tablename__ = "minority_view"

    id: Mapped[Key]
    dilemma_id: Mapped[int] = to("dilemma")
    question_id: Mapped[int] = to("question")
    author_id: Mapped[int] = to("person")
    text: Mapped[Long] = mapped_column(default="")
    row_version: Mapped[int] = mapped_column(default=1)
    announced_at: Mapped[When]
    written_at: Mapped[When | None]
    taken_back_at: Mapped[When | None]


class MinorityHolder(Model):
    """A member who holds a minority view, and whether they choose to be named with it in public."""

    __tablename__ = "minority_holder"

    view_id: Mapped[int] = mapped_column(ForeignKey("minority_view.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    named: Mapped[bool] = mapped_column(default=False)
    joined_at: Mapped[When]


class Placement(Model):
    """Where the Chair put one consideration or condition (rule 11). A point may have several places."""

    __tablename__ = "placement"
    __table_args__ = (
        CheckConstraint("(consideration_id IS NULL) <> (condition_id IS NULL)", name="of_one_point"),
        CheckConstraint(
            "(kind = 'clause' AND clause_id IS NOT NULL AND view_id IS NULL) OR "
            "(kind = 'minority_view' AND view_id IS NOT NULL AND clause_id IS NULL) OR "
            "(kind = 'not_adopted' AND clause_id IS NULL AND view_id IS NULL AND because <> '')",
            name="in_one_place",
        ),
    )

    id: Mapped[Key]
    dilemma_id: Mapped[int] = to("dilemma")
    consideration_id: Mapped[int | None] = to("consideration", nullable=True)
    condition_id: Mapped[int | None] = to("condition", nullable=True)
    kind: Mapped[PlaceKind] = worded(PlaceKind)
    clause_id: Mapped[int | None] = to("clause", nullable=True)
    view_id: Mapped[int | None] = to("minority_view", nullable=True)
    because: Mapped[Long] = mapped_column(default="")
    placed_by_id: Mapped[int] = to("person")
    placed_at: Mapped[When]


class PointFlag(Model):
    """A member says: my point is not there (rule 11)."""

    __tablename__ = "point_flag"

    id: Mapped[Key]
    dilemma_id: Mapped[int] = to("dilemma")
    question_id: Mapped[int] = to("question")
    person_id: Mapped[int] = to("person")
    text: Mapped[Long]
    flagged_at: Mapped[When]
    settled_at: Mapped[When | None]


class EligibleMember(Model):
    """An eligible member: one with a position-giving seat on the item when the advice was circulated (rule 9)."""

    __tablename__ = "eligible_member"

    dilemma_id: Mapped[int] = mapped_column(ForeignKey("dilemma.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)


class Confirmation(Model):
    """A member's reply to one wording of a clause. The latest reply to the current wording counts (rule 12)."""

    __tablename__ = "confirmation"
    __table_args__ = (
        CheckConstraint("reply <> 'object' OR wording <> ''", name="an_objection_says_what_would_remove_it"),
    )

    id: Mapped[Key]
    clause_id: Mapped[int] = to("clause")
    text_version: Mapped[int]
    person_id: Mapped[int] = to("person")
    reply: Mapped[Reply] = worded(Reply)
    wording: Mapped[Long] = mapped_column(default="")
    replied_at: Mapped[When]


class Response(Model):
    """The force's answer to one clause; a later answer replaces an earlier one in effect, both are kept."""

    __tablename__ = "response"
    __table_args__ = (CheckConstraint("answer = 'accepted' OR reason <> ''", name="less_than_accepted_has_a_reason"),)

    id: Mapped[Key]
    clause_id: Mapped[int] = to("clause")
    answer: Mapped[Answer] = worded(Answer)
    reason: Mapped[Long] = mapped_column(default="")
    done_by: Mapped[date | None]
    given_by_id: Mapped[int] = to("person")
    given_at: Mapped[When]
