"""The attachments of a paper: files that come with one version of it."""

from datetime import date

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ethics.domain.attachments import FileKind
from ethics.domain.vocabulary import Part, PartReason
from ethics.extensions import Model
from ethics.models.columns import Key, Line, Long, to, worded


class Attachment(Model):
    """A file that comes with a version of a paper; a closed one with its reason (Part 2), its name and label too.

    It is part of the version's text: kept, copied and restored with it. The file lies under its digest outside the web
    root (services/files.py), once, however many versions it comes with.
    """

    __tablename__ = "attachment"
    __table_args__ = (
        UniqueConstraint("version_id", "number"),
        CheckConstraint("part = '1' OR part_reason IS NOT NULL", name="closed_has_a_reason"),
        CheckConstraint("NOT marked OR part <> '1'", name="marked_is_closed"),
        CheckConstraint("size > 0", name="size"),
    )

    id: Mapped[Key]
    version_id: Mapped[int] = to("paper_version")
    number: Mapped[int]
    label: Mapped[Line]
    """What its author calls it, such as "Appendix A": by this the paper names it."""
    name: Mapped[Line]
    """What the file is called, its ending included."""
    kind: Mapped[FileKind] = worded(FileKind)
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the file."""
    size: Mapped[int]
    marked: Mapped[bool] = mapped_column(default=False)
    """Whether the file carries a marking that asks for Part 2 (rule 14)."""
    part: Mapped[Part] = worded(Part)
    part_reason: Mapped[PartReason | None] = worded(PartReason, nullable=True)
    part_note: Mapped[Long] = mapped_column(default="")
    review_on: Mapped[date | None]
