"""Meetings, the items on them and, per item, who was there and what the force said (rule 7)."""

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ethics.domain.vocabulary import AttendanceKind
from ethics.extensions import Model
from ethics.models.columns import Key, Line, Long, When, to, worded


class Meeting(Model):
    """A meeting of a committee."""

    __tablename__ = "meeting"
    __table_args__ = (CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name="ends_after_it_starts"),)

    id: Mapped[Key]
    ref: Mapped[str] = mapped_column(String(12), unique=True)
    committee_id: Mapped[int] = to("committee")
    starts_at: Mapped[When]
    ends_at: Mapped[When | None]
    place: Mapped[Line]
    agenda_published_at: Mapped[When | None]
    row_version: Mapped[int] = mapped_column(default=1)


class MeetingChange(Model):
    """When and where a meeting was to be before it was changed; whoever had put it down can see what is different."""

    __tablename__ = "meeting_change"

    id: Mapped[Key]
    meeting_id: Mapped[int] = to("meeting")
    changed_at: Mapped[When]
    changed_by_id: Mapped[int] = to("person")
    starts_at: Mapped[When]
    ends_at: Mapped[When | None]
    place: Mapped[Line]


class AgendaItem(Model):
    """A dilemma on a meeting, under a letter. A deferred one keeps its old item, marked, and gets a new one."""

    __tablename__ = "agenda_item"
    __table_args__ = (
        UniqueConstraint("meeting_id", "letter"),
        UniqueConstraint("meeting_id", "dilemma_id"),
        CheckConstraint("letter <> ''", name="letter"),
    )

    id: Mapped[Key]
    meeting_id: Mapped[int] = to("meeting")
    dilemma_id: Mapped[int] = to("dilemma")
    letter: Mapped[str] = mapped_column(String(2))
    put_on_at: Mapped[When | None]
    """When it was put on this meeting; empty where nobody noted it."""
    late_reason_id: Mapped[int | None] = to("reason", nullable=True)
    """Why the paper went out late (rule 6); the minutes carry it."""
    left_at: Mapped[When | None]
    """When the item was moved or deferred away from this meeting."""
    recorded_at: Mapped[When | None]
    recorded_by_id: Mapped[int | None] = to("person", nullable=True)
    presided_by_id: Mapped[int | None] = to("person", nullable=True)


class Attendance(Model):
    """Who was there for one item."""

    __tablename__ = "attendance"
    __table_args__ = (UniqueConstraint("item_id", "person_id"),)

    id: Mapped[Key]
    item_id: Mapped[int] = to("agenda_item")
    person_id: Mapped[int] = to("person")
    kind: Mapped[AttendanceKind] = worded(AttendanceKind)


class FactGiven(Model):
    """A fact the force gave at the meeting."""

    __tablename__ = "fact_given"

    id: Mapped[Key]
    item_id: Mapped[int] = to("agenda_item")
    position: Mapped[int]
    text: Mapped[Long]


class ChairAbsence(Model):
    """The Secretary records, for one item, who holds the Chair's powers while the Chair is absent.

    Without ``chosen_id`` that is the Vice-chair; with it, the member those present chose because both were out.
    """

    __tablename__ = "chair_absence"
    __table_args__ = (UniqueConstraint("dilemma_id"),)

    id: Mapped[Key]
    dilemma_id: Mapped[int] = to("dilemma")
    chosen_id: Mapped[int | None] = to("person", nullable=True)
    recorded_by_id: Mapped[int] = to("person")
    recorded_at: Mapped[When]
