"""The attachments of a paper as one reader may see them: what is closed to them leaves a hole, its name and label too."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from ethics.domain.attachments import FileKind, size_of
from ethics.domain.vocabulary import Part, PartReason
from ethics.domain.words import Message
from ethics.extensions import db
from ethics.models import Attachment


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """One attachment; where it is ``hidden`` from this reader, why, in whose words, and when that is looked at again."""

    number: int
    closed: bool
    hidden: bool
    label: str = ""
    name: str = ""
    kind: FileKind | None = None
    size: Message | None = None
    reason: PartReason | None = None
    note: str = ""
    review_on: date | None = None


def attachments_of(version_id: int) -> Sequence[Attachment]:
    """The attachments of a version, in order."""
    query = select(Attachment).where(Attachment.version_id == version_id).order_by(Attachment.number)
    return db.session.scalars(query).all()


def shown(stored: Iterable[Attachment], part_2: bool) -> tuple[AttachmentView, ...]:
    """These attachments, with what is closed left out unless ``part_2``."""
    return tuple(_shown(one, part_2) for one in stored)


def _shown(one: Attachment, part_2: bool) -> AttachmentView:
    if one.part is Part.CLOSED and not part_2:
        return AttachmentView(
            one.number, True, True, reason=one.part_reason, note=one.part_note, review_on=one.review_on
        )
    return AttachmentView(one.number, one.part is Part.CLOSED, False, one.label, one.name, one.kind, size_of(one.size))
