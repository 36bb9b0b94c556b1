"""Papers that come from a file or a pasted text: the source kept by its digest, the draft made of what was found in it.

What the importing room finds is handed over as an `ImportedPaper`; this room stores it. The source is treated as
Part 2 and lies outside the web root; what no place was found for stays in a tray until the author has dealt with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from ethics import richtext
from ethics.domain.actor import Actor, Clock
from ethics.domain.refusal import Invalid, NotKnown, StaleText
from ethics.domain.vocabulary import Classification, ImplicationKind, Part, QuestionKind, Section
from ethics.domain.words import Message, say
from ethics.extensions import db
from ethics.models import Block, Implication, Question, QuestionWording, Source
from ethics.reading import drafts
from ethics.services import files
from ethics.services.blocks import BlockDraft, as_it_is, rewrite
from ethics.services.checking import LONGEST_LINE, SECRET, is_secret
from ethics.services.editing import ANYTHING, Editing, RestsOn, edit
from ethics.services.numbering import arrange, scenarios_in_order
from ethics.services.papers import StartDraft, start
from ethics.services.questions import add_scenario, apply_to


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The file, or the pasted text as a file, as it came."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class ImportedText:
    """The text of one section, or of the scenario of this number."""

    section: Section
    text: str
    scenario: int = 0


@dataclass(frozen=True, slots=True)
class ImportedQuestion:
    """A question with the words that stand round its asking sentence."""

    text: str
    kind: QuestionKind
    title: str = ""
    lead_in: str = ""
    scenarios: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a piece of the source was taken for: a section, by its value, or another part of the paper, by its name in the
    list of tasks; and why, where something was judged.

    ``text`` are its words as found, by which it is known again in the draft; ``lines`` the source's, counted from 0.
    """

    taken_for: str
    text: str
    because: tuple[Message, ...] = ()
    lines: tuple[int, ...] = ()
    heading: bool = False

    def as_json(self) -> dict[str, Any]:
        """As it is kept beside the source."""
        return {
            "taken_for": self.taken_for,
            "text": self.text,
            "because": [[message.key, dict(message.args)] for message in self.because],
            "lines": list(self.lines),
            "heading": self.heading,
        }


@dataclass(frozen=True, slots=True)
class ImportedPaper:
    """A paper as the importing room understood it. Every sentence of the source is in one of these fields.

    ``unsure`` names the parts that were guessed at; ``notes`` are sentences about what was left out on purpose;
    ``lines`` is the source as it was read, line by line, and ``readings`` why its parts were taken for what they are.
    """

    title: str = ""
    report_of: str = ""
    authors: str = ""
    contact: str = ""
    background_papers: str = ""
    texts: tuple[ImportedText, ...] = ()
    scenarios: tuple[str, ...] = ()
    questions: tuple[ImportedQuestion, ...] = ()
    implications: tuple[tuple[str, ImplicationKind, str], ...] = ()
    unplaced: tuple[str, ...] = ()
    unsure: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()
    marked: bool = False
    lines: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()


def bring_in(
    actor: Actor, force_id: int, committee_id: int, found: ImportedPaper, source: SourceFile, folder: Path, clock: Clock
) -> str:
    """Start a dilemma from a source: its draft holds everything that was found; gives back its ref.

    Refuses as `start` does, and with Invalid on ``source`` anything marked SECRET or above (rule 14). The file is
    written under ``folder`` by its digest.
    """
    if any(is_secret(text) for text in _every_text(found)):
        raise Invalid({"source": SECRET})
    tray = list(found.unplaced)
    title = _line(found.title, tray) or _name_without_ending(source.name)
    ref = start(actor, StartDraft(force_id, committee_id, title[:LONGEST_LINE]), clock)
    editing = edit(actor, ref, clock)
    version = editing.version
    version.report_of = _line(found.report_of, tray)
    version.authors = _line(found.authors, tray)
    version.contact, version.background_papers = found.contact, found.background_papers
    version.classification = Classification.OFFICIAL_SENSITIVE if found.marked else Classification.OFFICIAL
    _write_texts(editing, found, tray)
    _write_questions(editing, found, tray)
    _write_implications(editing, found)
    arrange(version.id)
    digest = files.keep(folder, source.data)
    db.session.add(
        Source(
            dilemma_id=editing.dilemma.id,
            name=richtext.tidy_line(source.name, limit=None)[-LONGEST_LINE:],
            media_type=source.media_type,
            digest=digest,
            size=len(source.data),
            unplaced="\n\n".join(piece.strip() for piece in tray if piece.strip()),
            found={
                "unsure": sorted(found.unsure),
                "notes": list(found.notes),
                "looked_at": [],
                "lines": list(found.lines),
                "readings": [one.as_json() for one in found.readings],
            },
            imported_by_id=editing.held.me,
            imported_at=editing.held.now,
        )
    )
    db.session.flush()
    return ref


LEAVE_OUT = "leave_out"
STAY = "stay"
TRAY_PLACES = (
    STAY, LEAVE_OUT, *(section.value for section in Section if section is not Section.SCENARIO), "contact", "background_papers",
)  # fmt: skip
"""Where a piece of the tray may go; STAY keeps it for later."""


def empty_tray(actor: Actor, ref: str, places: Sequence[str], clock: Clock, on: RestsOn = ANYTHING) -> None:
    """Put each piece of the tray where the author says, in order: at the end of a section or field, or left out.

    Refuses with NotKnown where nothing was imported, with Stale where the tray has changed since.
    """
    editing = edit(actor, ref, clock)
    source = db.session.scalars(
        select(Source).where(Source.dilemma_id == editing.dilemma.id).order_by(Source.id.desc()).limit(1)
    ).first()
    if source is None:
        raise NotKnown
    pieces = drafts.tray_pieces(source.unplaced)
    editing.rest_on(
        on, pieces, [StaleText(f"pieces-{at}-text", say("Piece %(n)s", n=at + 1), one) for at, one in enumerate(pieces)]
    )
    if len(places) != len(pieces) or not set(places) <= set(TRAY_PLACES):
        raise Invalid({"": say("Say for each piece where it belongs.")})
    for place, piece in zip(places, pieces, strict=True):
        _place(editing, place, piece)
    source.unplaced = "\n\n".join(piece for place, piece in zip(places, pieces, strict=True) if place == STAY)
    editing.saved("unplaced")


def _place(editing: Editing, place: str, piece: str) -> None:
    version = editing.version
    if place == "contact":
        version.contact = _joined(version.contact, piece)
    elif place == "background_papers":
        version.background_papers = _joined(version.background_papers, piece)
    elif place not in (STAY, LEAVE_OUT):
        section = Section(place)
        stored = drafts.blocks_of(version.id, section)
        rewrite(editing, section, None, stored, [*map(as_it_is, stored), BlockDraft(text=piece)])


def _joined(before: str, more: str) -> str:
    return f"{before}\n\n{more}" if before else more


def _every_text(found: ImportedPaper) -> list[str]:
    texts = [found.title, found.report_of, found.authors, found.contact, found.background_papers]
    texts += [one.text for one in found.texts] + list(found.scenarios) + list(found.unplaced)
    texts += [said for one in found.questions for said in (one.title, one.lead_in, one.text)]
    return texts + [said for name, _, text in found.implications for said in (name, text)]


def _line(text: str, tray: list[str]) -> str:
    """The text as one line; one that is too long for its field goes into the tray whole, and begins here."""
    line = richtext.tidy_line(text, limit=None)
    if len(line) > LONGEST_LINE:
        tray.append(line)
    return line[:LONGEST_LINE]


def _name_without_ending(name: str) -> str:
    return richtext.tidy_line(Path(name).stem.replace("-", " ").replace("_", " "), limit=None) or "Paper"


def _write_texts(editing: Editing, found: ImportedPaper, tray: list[str]) -> None:
    scenarios = [add_scenario(editing, _line(title, tray)) for title in found.scenarios]
    position = 0
    for one in found.texts:
        scenario_id = scenarios[one.scenario - 1].scenario_id if one.section is Section.SCENARIO else None
        for piece in richtext.blocks(one.text):
            position += 1
            db.session.add(
                Block(
                    version_id=editing.version.id, position=position, section=one.section, scenario_id=scenario_id,
                    text=piece, html=richtext.html(piece), part=Part.OPEN,
                )
            )  # fmt: skip
    db.session.flush()


def _write_questions(editing: Editing, found: ImportedPaper, tray: list[str]) -> None:
    by_number = {one.number: one.scenario_id for one in scenarios_in_order(editing.version.id)}
    for number, one in enumerate(found.questions, 1):
        question = Question(dilemma_id=editing.dilemma.id)
        db.session.add(question)
        db.session.flush()
        wording = QuestionWording(
            version_id=editing.version.id, question_id=question.id, number=number, kind=one.kind, part=Part.OPEN,
            title=_line(one.title, tray), lead_in=one.lead_in, text=one.text,
        )  # fmt: skip
        db.session.add(wording)
        apply_to(wording, [by_number[number] for number in one.scenarios if number in by_number])


def _write_implications(editing: Editing, found: ImportedPaper) -> None:
    for position, (name, kind, text) in enumerate(found.implications, 1):
        db.session.add(
            Implication(
                version_id=editing.version.id, position=position, name=name[:LONGEST_LINE], kind=kind, text=text
            )
        )
