"""The attachments of a paper: what its author sees of them while writing, and what a reader may see and fetch."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from ethics.domain.actor import Actor
from ethics.domain.attachments import FileKind, next_label, size_of
from ethics.domain.policy import Action, brings_it, decide
from ethics.domain.refusal import NotAllowed, NotKnown
from ethics.domain.vocabulary import Part, PartReason
from ethics.domain.words import Message, say
from ethics.extensions import db
from ethics.models import Attachment, Block, PaperVersion
from ethics.reading.attached import attachments_of
from ethics.reading.closed_since import closed_since
from ethics.reading.draft_parts import Basis, Draft, open_draft
from ethics.reading.facts import wholly_closed
from ethics.reading.standing import open_dilemma
from ethics.reading.texts import key_of, texts_for

CLOSED = say("This attachment is closed (Part 2).")


@dataclass(frozen=True, slots=True)
class Row:
    """One attachment in its author's list, or with its details on its own page."""

    number: int
    label: str
    name: str
    kind: FileKind
    size: Message
    closed: bool
    part_reason: PartReason | None = None
    part_note: str = ""
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class AttachmentsPart:
    """All the attachments of a draft, in order; ``next_label`` is what one more could be called."""

    basis: Basis
    rows: tuple[Row, ...]
    next_label: str
    closed_as: PartReason | None = None
    """Where all of the paper is closed: the reason that most of it has, which one more is closed for unless it is opened."""


@dataclass(frozen=True, slots=True)
class AttachmentPart:
    """One attachment of a draft on its own page."""

    basis: Basis
    row: Row


@dataclass(frozen=True, slots=True)
class FileView:
    """A file to be handed out: what it is sent as and called, and the digest under which it lies.

    Where it is ``closed`` and not ``own``, the caller records the read before it hands the file out.
    """

    number: int
    version: int
    """The number of the version it came with."""
    name: str
    media_type: str
    digest: str
    closed: bool
    own: bool


def values(one: Attachment) -> list[object]:
    """What a save of this attachment would replace."""
    return [
        one.id, one.label, one.digest, one.part.value, str(one.part_reason or ""), one.part_note, str(one.review_on or ""),
    ]  # fmt: skip


def attachments(actor: Actor, ref: str, now: datetime) -> AttachmentsPart:
    """The attachments of the draft at ``ref`` for its author (Action.EDIT_PAPER)."""
    draft = open_draft(actor, ref, now)
    stored = attachments_of(draft.version.id)
    labels = tuple(one.label for one in stored)
    return AttachmentsPart(draft.basis(), tuple(map(_row, stored)), next_label(labels), _closed_as(draft.version.id))


def _closed_as(version_id: int) -> PartReason | None:
    whole = select(PaperVersion.id).where(PaperVersion.id == version_id, wholly_closed()).scalar_subquery()
    return db.session.scalar(
        select(Block.part_reason)
        .where(Block.version_id == whole)
        .group_by(Block.part_reason)
        .order_by(func.count().desc(), Block.part_reason)
        .limit(1)
    )


def attachment(actor: Actor, ref: str, number: int, now: datetime) -> AttachmentPart:
    """One of them; NotKnown where there is none of this number."""
    draft: Draft = open_draft(actor, ref, now)
    one = _numbered(draft.version.id, number)
    return AttachmentPart(draft.basis(*values(one)), _row(one))


def file(actor: Actor, ref: str, number: int, now: datetime, key: str = "") -> FileView:
    """The file of an attachment of the text that ``key`` names, or without it of the one that the page of the paper shows
    this reader (Action.READ_PAPER). What the version in force closes is closed in an earlier text too.

    Refuses with NotAllowed a closed one to who may not read Part 2, with NotKnown where there is none of this number or
    the reader has no such text to look at.
    """
    dilemma, standing = open_dilemma(actor, ref, Action.READ_PAPER, now)
    texts = texts_for(actor, dilemma, standing, now)
    (text,) = texts.named(key or key_of(texts.read_now))
    (says,), in_force = texts.say(text)
    one = next((row for row in closed_since(says, in_force)["attachments"] if row["number"] == number), None)
    if one is None:
        raise NotKnown
    closed = one["part"] == Part.CLOSED.value
    if closed:
        part_2 = decide(Action.READ_PART_2, standing)
        if not part_2:
            raise NotAllowed(part_2.reason or CLOSED)
    media_type = FileKind(one["kind"]).media_type
    return FileView(number, text.version, one["name"], media_type, one["digest"], closed, brings_it(standing))


def _numbered(version_id: int, number: int) -> Attachment:
    one = db.session.scalar(select(Attachment).where(Attachment.version_id == version_id, Attachment.number == number))
    if one is None:
        raise NotKnown
    return one


def _row(one: Attachment) -> Row:
    return Row(
        one.number, one.label, one.name, one.kind, size_of(one.size), one.part is Part.CLOSED, one.part_reason,
        one.part_note, one.review_on,
    )  # fmt: skip
