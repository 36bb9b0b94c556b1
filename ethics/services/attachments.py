"""Files that come with a paper: attached one by one, each called what the paper calls it, open or closed (Part 2)."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath

from ethics.domain.actor import Actor, Clock
from ethics.domain.attachments import MOST_ATTACHMENTS, FileKind, ending_of
from ethics.domain.refusal import NotKnown, StaleText
from ethics.domain.vocabulary import Part, PartReason
from ethics.domain.words import say
from ethics.extensions import db
from ethics.models import Attachment
from ethics.reading.attached import attachments_of
from ethics.reading.attachments import values
from ethics.reading.drafts import day_typed
from ethics.richtext import tidy_line
from ethics.services import files
from ethics.services.blocks import CLOSED_NEEDS_A_REASON, MARKED_FOR_PART_2
from ethics.services.checking import Checked, asks_for_part_2
from ethics.services.editing import ANYTHING, Editing, RestsOn, edit
from ethics.services.numbering import moved, renumber

NO_LABEL = say("Say what it is called, such as Appendix A.")
FILE_MARKED = say("The file is marked for Part 2. Close it, or attach one without the marking.")
_LONGEST_STEM = 150


@dataclass(frozen=True, slots=True)
class AttachmentFile:
    """A file that was looked at and may be attached; ``marked``: it carries a marking that asks for Part 2."""

    name: str
    kind: FileKind
    data: bytes
    marked: bool = False


@dataclass(frozen=True, slots=True)
class AttachmentDraft:
    """What its author says of it: what it is called, and whether it is closed, and why."""

    label: str
    closed: bool = False
    part_reason: PartReason | None = None
    part_note: str = ""
    review_on: date | None = None


def attach(actor: Actor, ref: str, file: AttachmentFile, draft: AttachmentDraft, folder: Path, clock: Clock) -> int:
    """Attach a file to the draft, after those it has; gives back its number. It is kept under ``folder`` by its digest.

    Refuses with Invalid one without a label or with one already in use, a closed one without its reason, an open one
    that is marked (rule 14), a file that is attached already, and more than MOST_ATTACHMENTS.
    """
    editing = edit(actor, ref, clock)
    others = list(attachments_of(editing.version.id))
    check = Checked()
    if len(others) >= MOST_ATTACHMENTS:
        check.wrong(
            "file", say("A paper has %(n)s attachments at most. Put several into one file.", n=MOST_ATTACHMENTS)
        )
    one = Attachment(version_id=editing.version.id, number=len(others) + 1)
    _say(one, check, draft, others, marked=file.marked)
    _put(one, check, file, others)
    check.done()
    one.digest = files.keep(folder, file.data)
    db.session.add(one)
    editing.saved("attachments")
    return one.number


def save(
    actor: Actor,
    ref: str,
    number: int,
    file: AttachmentFile | None,
    draft: AttachmentDraft,
    folder: Path,
    clock: Clock,
    on: RestsOn = ANYTHING,
) -> None:
    """Save what is said of an attachment, with another file in its place where one is given.

    Refuses as `attach` does, with NotKnown where there is none of this number, with Stale where it was saved since.
    """
    editing = edit(actor, ref, clock)
    one = _numbered(editing, number)
    editing.rest_on(on, values(one), _texts(one))
    others = [other for other in attachments_of(editing.version.id) if other is not one]
    check = Checked()
    with db.session.no_autoflush:
        _say(one, check, draft, others, marked=one.marked if file is None else file.marked)
        if file is not None:
            _put(one, check, file, others)
        check.done()
    if file is not None:
        one.digest = files.keep(folder, file.data)
    editing.saved("attachments")


def move(actor: Actor, ref: str, number: int, by: int, clock: Clock) -> None:
    """Move an attachment one up (-1) or down (1)."""
    editing = edit(actor, ref, clock)
    _numbered(editing, number)
    renumber(moved(attachments_of(editing.version.id), number, by))
    editing.saved("attachments")


def remove(actor: Actor, ref: str, number: int, clock: Clock, on: RestsOn = ANYTHING) -> None:
    """Take an attachment out of the draft; those after it move up. Versions and kept states that have it keep its file."""
    editing = edit(actor, ref, clock)
    one = _numbered(editing, number)
    editing.rest_on(on, values(one), ())
    db.session.delete(one)
    db.session.flush()
    renumber(attachments_of(editing.version.id))
    editing.saved("attachments")


def _numbered(editing: Editing, number: int) -> Attachment:
    found = attachments_of(editing.version.id)
    if not 1 <= number <= len(found):
        raise NotKnown
    return found[number - 1]


def _texts(one: Attachment) -> list[StaleText]:
    """What is said of an attachment now, by the fields of its form."""
    return [
        StaleText("label", say("What it is called"), one.label),
        StaleText("closed", say("Closed (Part 2)"), "y" if one.part is Part.CLOSED else ""),
        StaleText("part_reason", say("Why it is closed"), str(one.part_reason or "")),
        StaleText("part_note", say("Why the public interest is in keeping it closed"), one.part_note),
        StaleText("review_on", say("When this is looked at again"), day_typed(one.review_on)),
    ]


def _say(one: Attachment, check: Checked, draft: AttachmentDraft, others: list[Attachment], *, marked: bool) -> None:
    label = check.line("label", draft.label, NO_LABEL)
    if label.casefold() in {other.label.casefold() for other in others}:
        check.wrong("label", say("Another attachment of this paper already has this name."))
    note = check.line("part_note", draft.part_note)
    if draft.closed and draft.part_reason is None:
        check.wrong("part_reason", CLOSED_NEEDS_A_REASON)
    if asks_for_part_2(label) and not draft.closed:
        check.wrong("label", MARKED_FOR_PART_2)
    if marked and not draft.closed:
        check.wrong("closed", FILE_MARKED)
    one.label, one.marked = label, marked
    one.part = Part.CLOSED if draft.closed else Part.OPEN
    one.part_reason = draft.part_reason if draft.closed else None
    one.part_note = note if draft.closed else ""
    one.review_on = draft.review_on if draft.closed else None


def _put(one: Attachment, check: Checked, file: AttachmentFile, others: list[Attachment]) -> None:
    digest = files.digest_of(file.data)
    twin = next((other for other in others if other.digest == digest), None)
    if twin is not None:
        check.wrong("file", say("This file is attached already, as %(label)s.", label=twin.label))
    one.name, one.kind, one.size, one.digest = _called(file), file.kind, len(file.data), digest


def _called(file: AttachmentFile) -> str:
    """The file's name without the folders it came from, with an ending that says what it is."""
    name = tidy_line(PurePosixPath(file.name.replace("\\", "/")).name, limit=None).lstrip(".")
    ending = ending_of(name)
    stem = name[: -len(ending) - 1] if ending in file.kind.endings else name
    usual = ending if ending in file.kind.endings else file.kind.endings[0]
    return f"{stem[:_LONGEST_STEM].strip() or 'attachment'}.{usual}"
