"""The journal: one hash chain for each dilemma, ids, times and fixed words only (rule 15)."""

from typing import Any

from sqlalchemy import DDL, JSON, CheckConstraint, Index, String, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from ethics.domain.vocabulary import Event, State, Step
from ethics.extensions import Model
from ethics.models.columns import Key, Long, When, to, worded


class Reason(Model):
    """A typed reason. The journal points at it; blanking it leaves the chain whole."""

    __tablename__ = "reason"

    id: Mapped[Key]
    text: Mapped[Long]
    blanked_at: Mapped[When | None]


class JournalEntry(Model):
    """One thing that happened. Written under the dilemma's lock, never changed, unique by chain and number."""

    __tablename__ = "journal_entry"
    __table_args__ = (
        UniqueConstraint("dilemma_id", "number"),
        CheckConstraint("number >= 1", name="number"),
        Index("ix_journal_entry_lately", "dilemma_id", "at"),  # a desk asks what happened of late
    )

    id: Mapped[Key]
    dilemma_id: Mapped[int] = to("dilemma")
    number: Mapped[int]
    at: Mapped[When]
    actor_id: Mapped[int | None] = to("person", nullable=True)
    """Who did it; nobody, where the clock did."""
    event: Mapped[Event] = worded(Event)
    step: Mapped[Step | None] = worded(Step, nullable=True)
    from_state: Mapped[State | None] = worded(State, nullable=True, name="from_state")
    to_state: Mapped[State | None] = worded(State, nullable=True, name="to_state")
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Ids, times, digests and fixed words."""
    reason_id: Mapped[int | None] = to("reason", nullable=True)
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))


def append_only(table: str) -> dict[str, tuple[str, ...]]:
    """The statements, by dialect, that make the database refuse to change or remove a row of ``table``.

    Migrations run the same statements, since autogeneration does not see triggers.
    """
    sqlite = tuple(
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for verb in ("update", "delete")
    )
    refuse = (
        f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    trigger = f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"
    return {"sqlite": sqlite, "postgresql": (refuse, trigger)}


APPEND_ONLY = ("journal_entry", "position", "declaration", "ruling", "confirmation", "response", "enquiry_answer")
"""Tables whose rows are only ever added."""


def _guard(table_name: str) -> None:
    table = Model.metadata.tables[table_name]
    for dialect, statements in append_only(table_name).items():
        for statement in statements:
            event.listen(table, "after_create", DDL(statement.replace("%", "%%")).execute_if(dialect=dialect))


def guard_append_only_tables() -> None:
    """Hang the triggers on every append-only table; called once all models are known."""
    for table_name in APPEND_ONLY:
        _guard(table_name)
