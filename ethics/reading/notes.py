"""One's own notes on a paper. Nothing here takes another person's id: a note is read by who wrote it, and by nobody else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Row, select

from ethics import richtext
from ethics.domain.actor import Actor
from ethics.domain.policy import Action, Standing, Verdict, decide
from ethics.domain.refusal import NotKnown
from ethics.domain.words import Message
from ethics.extensions import db
from ethics.models import Dilemma, Note, PaperVersion
from ethics.reading.entering import Entered, open_again
from ethics.reading.paragraphs import Numbered, Spot, numbered, where_now
from ethics.reading.reveal import agenda_line
from ethics.reading.titles import title_for
from ethics.reading.version_read import version_read_by
from ethics.richtext import SafeHtml

html = lru_cache(maxsize=256)(richtext.html)


@dataclass(frozen=True, slots=True)
class Kept:
    """One note."""

    id: int
    text: str
    html: SafeHtml
    saved_at: datetime
    number: str
    """Its paragraph's number: in the version its writer reads where its words stand there, else in ``version``."""
    version: int


@dataclass(frozen=True, slots=True)
class Noted:
    """A paragraph of the paper and one's note at it."""

    paragraph: Numbered
    note: Kept


@dataclass(frozen=True, slots=True)
class Chapter:
    """The notes within one section of the paper."""

    heading: Message
    notes: tuple[Noted, ...]


@dataclass(frozen=True, slots=True)
class NotesPage:
    """One's notes on one paper, in the order of the paper."""

    ref: str
    title: str
    letter: str
    version: int
    reader: str
    chapters: tuple[Chapter, ...]
    left: tuple[Kept, ...]
    """Notes on text that has changed since."""
    write: Verdict

    @property
    def total(self) -> int:
        """How many notes there are."""
        return sum(len(one.notes) for one in self.chapters) + len(self.left)


@dataclass(frozen=True, slots=True)
class NotePage:
    """The page of the note at one paragraph, written or still to write."""

    ref: str
    title: str
    paragraph: Numbered
    note: Kept | None
    row_version: int
    write: Verdict


def notes(actor: Actor, ref: str, now: datetime, entered: Entered | None = None) -> NotesPage:
    """One's own notes on a paper (Action.SEE_OWN_NOTES). Of a closed paragraph no word is shown here."""
    dilemma, standing = open_again(actor, ref, Action.SEE_OWN_NOTES, now, entered)
    version = db.session.scalars(
        select(PaperVersion).where(PaperVersion.id == version_read_by(dilemma, standing).scalar_subquery())
    ).one()
    paragraphs = numbered(version.id)
    by_number, left = _placed(_mine(dilemma.id, standing.person_id), version.id)
    chapters: list[tuple[Message, list[Noted]]] = []
    for one in paragraphs:
        if one.number not in by_number:
            continue
        if not chapters or chapters[-1][0] != one.heading:
            chapters.append((one.heading, []))
        chapters[-1][1].append(Noted(one, by_number[one.number]))
    letter, _ = agenda_line(dilemma.id)
    return NotesPage(
        ref=dilemma.ref,
        title=title_for(dilemma, standing),
        letter=letter,
        version=version.number,
        reader=actor.name,
        chapters=tuple(Chapter(heading, tuple(found)) for heading, found in chapters),
        left=tuple(left),
        write=decide(Action.WRITE_NOTE, standing),
    )


def note(actor: Actor, ref: str, number: str, now: datetime) -> NotePage:
    """One's own note at a paragraph (Action.SEE_OWN_NOTES). NotKnown where the issued paper has no such paragraph."""
    dilemma, standing = open_again(actor, ref, Action.SEE_OWN_NOTES, now, None)
    version_id = db.session.scalars(version_read_by(dilemma, standing)).one()
    paragraph = next((one for one in numbered(version_id) if one.number == number), None)
    if paragraph is None:
        raise NotKnown
    row = note_at(dilemma.id, standing.person_id, version_id, number)
    kept = Kept(row.id, row.text, html(row.text), row.saved_at, number, 0) if row is not None and row.text else None
    return NotePage(
        dilemma.ref,
        title_for(dilemma, standing),
        paragraph,
        kept,
        row.row_version if row else 0,
        decide(Action.WRITE_NOTE, standing),
    )


def by_paragraph(dilemma: Dilemma, standing: Standing) -> dict[str, Kept]:
    """This person's notes by the number of their paragraph in the version they read."""
    rows = _mine(dilemma.id, standing.person_id)
    return _placed(rows, db.session.scalars(version_read_by(dilemma, standing)).one())[0] if rows else {}


def note_at(dilemma_id: int, person_id: int | None, version_id: int, number: str) -> Note | None:
    """The row of one person's note at a paragraph of this version, wherever its words stood when it was saved."""
    rows = _mine(dilemma_id, person_id, empty=True)
    found = _places(rows, version_id)
    return next((row.Note for row, at in zip(rows, found, strict=True) if at == number), None)


_Found = Row[Note, int]


def _mine(dilemma_id: int, person_id: int | None, *, empty: bool = False) -> Sequence[_Found]:
    """One person's notes, read anew: those on the newest version first, so that they keep their paragraph."""
    query = (
        select(Note, PaperVersion.number.label("version"))
        .join(PaperVersion, PaperVersion.id == Note.version_id)
        .where(Note.dilemma_id == dilemma_id, Note.person_id == person_id)
        .order_by(PaperVersion.number.desc(), Note.id)
        .execution_options(populate_existing=True)
    )
    return db.session.execute(query if empty else query.where(Note.text != "")).all()


def _places(rows: Sequence[_Found], version_id: int) -> list[str | None]:
    """Where each note stands now; one paragraph holds one note, so a second that comes to it is left over."""
    found = where_now([Spot(row.Note.version_id, row.Note.paragraph, row.Note.passage) for row in rows], version_id)
    taken: set[str] = set()
    places: list[str | None] = []
    for at in found:
        places.append(at if at not in taken else None)
        taken |= {at} if at else set()
    return places


def _placed(rows: Sequence[_Found], version_id: int) -> tuple[dict[str, Kept], list[Kept]]:
    by_number: dict[str, Kept] = {}
    left: list[Kept] = []
    for row, at in zip(rows, _places(rows, version_id), strict=True):
        one = row.Note
        kept = Kept(one.id, one.text, html(one.text), one.saved_at, at or one.paragraph, row.version)
        if at is None:
            left.append(kept)
        else:
            by_number[at] = kept
    return by_number, left
