"""Enquiries to the author of a paper: what is asked, how it was passed on, and what was answered."""

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ethics.domain.enquiries import Stage
from ethics.domain.vocabulary import Part
from ethics.extensions import Model
from ethics.models.columns import Key, Long, When, to, worded

_SEEN_BY_THE_AUTHOR = "('with_author', 'answered')"


class Enquiry(Model):
    """One enquiry. Whose it is, is for its asker and the Secretary; ``number`` is what everybody else knows it by.

    With ``position_id`` it is a fact wanted in a revealed position, put to the author by the Secretary or the Chair.
    """

    __tablename__ = "enquiry"
    __table_args__ = (
        UniqueConstraint("dilemma_id", "number"),
        CheckConstraint(f"(stage IN {_SEEN_BY_THE_AUTHOR}) = (number IS NOT NULL)", name="what_is_passed_on_has_a_number"),
        CheckConstraint("stage <> 'sent_back' OR reason_id IS NOT NULL", name="what_is_sent_back_has_a_reason"),
        CheckConstraint("text <> '' AND first_text <> ''", name="text"),
        {"sqlite_autoincrement": True},  # one that was taken back leaves its id to nobody
    )  # fmt: skip

    id: Mapped[Key]
    dilemma_id: Mapped[int] = to("dilemma")
    asked_by_id: Mapped[int] = to("person")
    position_id: Mapped[int | None] = to("position", nullable=True)
    version_id: Mapped[int] = to("paper_version")
    """The version of the paper it was asked on, with the paragraph's number there."""
    paragraph: Mapped[str] = mapped_column(String(10), default="")
    passage: Mapped[str] = mapped_column(String(64), default="")
    """The digest of that paragraph's words, by which a later version is searched for it."""
    part: Mapped[Part] = worded(Part)
    stage: Mapped[Stage] = worded(Stage)
    number: Mapped[int | None]
    """Given when it is passed on, so that nobody can count what was not."""
    first_text: Mapped[Long]
    """In its asker's own words, for them and the Secretary."""
    text: Mapped[Long]
    """As the Secretary passed it on."""
    reason_id: Mapped[int | None] = to("reason", nullable=True)
    """Why it was sent back."""
    row_version: Mapped[int] = mapped_column(default=1)
    asked_at: Mapped[When]
    moved_at: Mapped[When]
    """When it came to its present stage."""
    seen_at: Mapped[When | None]
    """When its asker took what became of it off their desk."""


class EnquiryAnswer(Model):
    """The author's answer. A corrected one is a further row: members may have relied on the first."""

    __tablename__ = "enquiry_answer"
    __table_args__ = (CheckConstraint("text <> ''", name="text"),)

    id: Mapped[Key]
    enquiry_id: Mapped[int] = to("enquiry")
    text: Mapped[Long]
    given_by_id: Mapped[int] = to("person")
    given_at: Mapped[When]
