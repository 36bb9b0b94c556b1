"""The dilemma itself: its state, its people and its times. The paper's text is in papers.py."""

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ethics.domain.vocabulary import NewVersion, RedirectTo, State
from ethics.extensions import Model
from ethics.models.columns import Key, Line, When, to, worded
from ethics.models.committees import Committee, Force
from ethics.models.people import Person


def _needs(column: str, *states: str) -> CheckConstraint:
    """A state that needs a time to have happened cannot be stored without it."""
    listed = ", ".join(f"'{state}'" for state in states)
    return CheckConstraint(f"state NOT IN ({listed}) OR {column} IS NOT NULL", name=f"{column}_is_known")


_AGREED = ("agreed", "sent", "answered", "closed")
_ISSUED = ("issued", "discussed", "drafting", "circulated", *_AGREED)


class Dilemma(Model):
    """What is brought. ``state`` is written by services/steps.py alone; what the clock decides is never stored."""

    __tablename__ = "dilemma"
    __table_args__ = (
        _needs("released_at", "submitted", "accepted", "scheduled", *_ISSUED),
        _needs("accepted_at", "accepted", "scheduled", *_ISSUED),
        _needs("issued_at", *_ISSUED),
        _needs("closes_at", *_ISSUED),
        _needs("circulated_at", "circulated", *_AGREED),
        _needs("agreed_at", *_AGREED),
        _needs("sent_at", "sent", "answered", "closed"),
        _needs("response_due_at", "sent", "answered", "closed"),
        _needs("answered_at", "answered", "closed"),
        _needs("closed_at", "closed"),
        _needs("withdrawn_at", "withdrawn"),
        CheckConstraint("closes_at IS NULL OR closes_at > issued_at", name="closes_after_issue"),
        CheckConstraint("row_version >= 1", name="row_version"),
        CheckConstraint("new_version IS NULL OR issued_at IS NOT NULL", name="new_version_of_what_is_issued"),
    )

    id: Mapped[Key]
    ref: Mapped[str] = mapped_column(String(12), unique=True)
    """Random, so that an address tells nobody how many there are."""
    committee_id: Mapped[int] = to("committee")
    force_id: Mapped[int] = to("force")
    author_id: Mapped[int] = to("person")
    sponsor_id: Mapped[int | None] = to("person", nullable=True)
    title: Mapped[Line]
    public_title: Mapped[Line] = mapped_column(default="")
    """What the public sees in place of the title, where the title itself should not be public."""
    unit: Mapped[Line] = mapped_column(default="")
    """The presenting unit, shown before a declaration (rule 1)."""
    state: Mapped[State] = worded(State)
    urgent: Mapped[bool] = mapped_column(default=False)
    redirected_to: Mapped[RedirectTo | None] = worded(RedirectTo, nullable=True)
    new_version: Mapped[NewVersion | None] = worded(NewVersion, nullable=True)
    """With whom a new version of the issued paper is; none where none is being made."""
    row_version: Mapped[int] = mapped_column(default=1)
    """Counts changes of state and times; every write form that rests on them carries it."""
    started_at: Mapped[When]
    released_at: Mapped[When | None]
    accepted_at: Mapped[When | None]
    issued_at: Mapped[When | None]
    closes_at: Mapped[When | None]
    discussed_at: Mapped[When | None]
    circulated_at: Mapped[When | None]
    replies_due_at: Mapped[When | None]
    agreed_at: Mapped[When | None]
    sent_at: Mapped[When | None]
    response_due_at: Mapped[When | None]
    answered_at: Mapped[When | None]
    closed_at: Mapped[When | None]
    withdrawn_at: Mapped[When | None]

    committee: Mapped[Committee] = relationship(lazy="raise_on_sql")
    force: Mapped[Force] = relationship(lazy="raise_on_sql")
    author: Mapped[Person] = relationship(foreign_keys=[author_id], lazy="raise_on_sql")
    sponsor: Mapped[Person | None] = relationship(foreign_keys=[sponsor_id], lazy="raise_on_sql")


class CoAuthor(Model):
    """Somebody who writes the paper with its first author, from the moment they are named.

    The row goes when they are removed or leave; the journal keeps that they were there.
    """

    __tablename__ = "co_author"

    dilemma_id: Mapped[int] = mapped_column(ForeignKey("dilemma.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    named_by_id: Mapped[int] = to("person")
    named_at: Mapped[When]


class NamedReader(Model):
    """A police adviser or observer named for Part 2 of one paper."""

    __tablename__ = "named_reader"

    dilemma_id: Mapped[int] = mapped_column(ForeignKey("dilemma.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    named_by_id: Mapped[int] = to("person")
    named_at: Mapped[When]


class CloseMove(Model):
    """One move of the closing time, with its reason; the moves together are its history (rule 3)."""

    __tablename__ = "close_move"

    id: Mapped[Key]
    dilemma_id: Mapped[int] = to("dilemma")
    was: Mapped[When]
    becomes: Mapped[When]
    reason_id: Mapped[int] = to("reason")
    moved_by_id: Mapped[int] = to("person")
    moved_at: Mapped[When]
