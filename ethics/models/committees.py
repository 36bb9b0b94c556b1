"""Committees, forces and what each committee has set. Names are settings: old records keep the names they were made with."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ethics.extensions import Model
from ethics.models.columns import Key, Line, Long, When, to


def _one_of_a_name(table: str, within: str) -> Index:
    """No two of one name on offer at once. Retired ones keep their names: records were made with them."""
    on_offer = text("retired_at IS NULL")
    return Index(f"uq_{table}_on_offer", within, "name", unique=True, sqlite_where=on_offer, postgresql_where=on_offer)


class Force(Model):
    """A police force that brings dilemmas."""

    __tablename__ = "force"

    id: Mapped[Key]
    name: Mapped[Line]
    slug: Mapped[str] = mapped_column(String(60), unique=True)


class Committee(Model):
    """A committee and its settings; each default is product.md's."""

    __tablename__ = "committee"
    __table_args__ = (
        CheckConstraint("clear_days >= 0", name="clear_days"),
        CheckConstraint(
            "quorum_heads >= 1 AND quorum_independent >= 0 AND quorum_independent <= quorum_heads", name="quorum"
        ),
        CheckConstraint("response_days >= 1 AND reply_days >= 1 AND close_days >= 0", name="days"),
    )

    id: Mapped[Key]
    name: Mapped[Line]
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    sentence: Mapped[Long] = mapped_column(default="")
    """What the committee is, in one sentence, for the foot of every page."""
    office_name: Mapped[Line] = mapped_column(default="")
    clear_days: Mapped[int] = mapped_column(default=5)
    """Clear days before the meeting by which papers go out (rule 6)."""
    clear_days_are_working_days: Mapped[bool] = mapped_column(default=False)
    close_days: Mapped[int] = mapped_column(default=2)
    """Clear days before the meeting at which positions close, unless the Secretary sets another time."""
    quorum_heads: Mapped[int] = mapped_column(default=3)
    quorum_independent: Mapped[int] = mapped_column(default=2)
    reply_days: Mapped[int] = mapped_column(default=7)
    """Days members have to confirm circulated clauses."""
    response_days: Mapped[int] = mapped_column(default=42)
    """Days the force has to answer after the advice is sent."""


class CommitteeForce(Model):
    """Which forces may put dilemmas to which committees. Nothing crosses from one to another beyond this."""

    __tablename__ = "committee_force"

    committee_id: Mapped[int] = mapped_column(ForeignKey("committee.id"), primary_key=True)
    force_id: Mapped[int] = mapped_column(ForeignKey("force.id"), primary_key=True)


class InterestType(Model):
    """A kind of interest a member of this committee may declare; a sensitive one hides its nature (product.md).

    A retired one is offered no more; declarations made with it keep it.
    """

    __tablename__ = "interest_type"
    __table_args__ = (_one_of_a_name("interest_type", "committee_id"),)

    id: Mapped[Key]
    committee_id: Mapped[int] = to("committee")
    position: Mapped[int]
    name: Mapped[Line]
    meaning: Mapped[Line] = mapped_column(default="")
    sensitive: Mapped[bool] = mapped_column(default=False)
    added_at: Mapped[When | None]
    """When it was added to the list; empty for what was there from the beginning."""
    retired_at: Mapped[When | None]


class ImplicationHeading(Model):
    """An implication every paper to this committee speaks to; papers begun before it was retired keep it."""

    __tablename__ = "implication_heading"
    __table_args__ = (_one_of_a_name("implication_heading", "committee_id"),)

    id: Mapped[Key]
    committee_id: Mapped[int] = to("committee")
    position: Mapped[int]
    name: Mapped[Line]
    hint: Mapped[Line] = mapped_column(default="")
    added_at: Mapped[When | None]
    retired_at: Mapped[When | None]


class Framework(Model):
    """A dated framework of principles members reason with. Data, not code; an old paper keeps the one it cited."""

    __tablename__ = "framework"
    __table_args__ = (UniqueConstraint("name", "dated"),)

    id: Mapped[Key]
    name: Mapped[Line]
    dated: Mapped[date]


class Principle(Model):
    """One principle of a framework. Papers and considerations that rest on a retired one keep it."""

    __tablename__ = "principle"
    __table_args__ = (_one_of_a_name("principle", "framework_id"),)

    id: Mapped[Key]
    framework_id: Mapped[int] = to("framework")
    position: Mapped[int]
    name: Mapped[Line]
    meaning: Mapped[Line] = mapped_column(default="")
    added_at: Mapped[When | None]
    retired_at: Mapped[When | None]


class CommitteeFramework(Model):
    """A framework a committee reasons with, several at once, until it is retired there."""

    __tablename__ = "committee_framework"

    committee_id: Mapped[int] = mapped_column(ForeignKey("committee.id"), primary_key=True)
    framework_id: Mapped[int] = mapped_column(ForeignKey("framework.id"), primary_key=True)
    position: Mapped[int]
    added_at: Mapped[When | None]
    retired_at: Mapped[When | None]
