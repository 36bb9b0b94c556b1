"""Private notes: a member's own, at a paragraph of a paper, read by nobody else whatever their role."""

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ethics.extensions import Model
from ethics.models.columns import Key, Long, When, to


class Note(Model):
    """One person's note at one paragraph, replaced at each save. An empty one is kept and shown nowhere."""

    __tablename__ = "note"
    __table_args__ = (UniqueConstraint("person_id", "version_id", "paragraph"),)

    id: Mapped[Key]
    person_id: Mapped[int] = to("person")
    dilemma_id: Mapped[int] = to("dilemma")
    version_id: Mapped[int] = to("paper_version")
    """The version it was last saved on, with the paragraph's number there."""
    paragraph: Mapped[str] = mapped_column(String(10))
    passage: Mapped[str] = mapped_column(String(64))
    """The digest of that paragraph's words: the note stays with them through new versions."""
    text: Mapped[Long]
    row_version: Mapped[int] = mapped_column(default=1)
    begun_at: Mapped[When]
    saved_at: Mapped[When]
