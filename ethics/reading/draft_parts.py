"""The parts of a draft as their author edits them: one read model for each page of the paper's task list.

Each carries the paper's row version and the fingerprint of what it shows, so that its save never goes over another's
words (services/editing.py).
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import select

from ethics.domain.actor import Actor
from ethics.domain.policy import Action
from ethics.domain.refusal import NotKnown
from ethics.domain.vocabulary import Classification, ImplicationKind, Part, PartReason, PartyKind, QuestionKind, Section
from ethics.extensions import db
from ethics.models import (
    Block,
    Dilemma,
    PaperVersion,
    PrincipleEngaged,
    QuestionScenario,
    QuestionWording,
    ScenarioWording,
    Source,
)
from ethics.reading import drafts
from ethics.reading.authors import names_of
from ethics.reading.choices import headings_for
from ethics.reading.people import day_of
from ethics.reading.positions import principles_by_id, principles_open_to
from ethics.reading.standing import open_dilemma


@dataclass(frozen=True, slots=True)
class Basis:
    """What every page of a draft carries: whose paper it is, and what a save will rest on."""

    ref: str
    title: str
    version: int
    seen: str


@dataclass(frozen=True, slots=True)
class AboutPart:
    """The head of the paper; ``sponsors`` are those it can be sent to, by id."""

    basis: Basis
    title: str
    public_title: str
    report_of: str
    authors: str
    unit: str
    sponsor_id: int | None
    sponsors: dict[int, str]
    classification: Classification
    contact: str
    urgent: bool
    written_by: tuple[str, ...]
    """Who writes it here, by name; what is printed as its authors is a text of its own."""
    issued: bool = False
    """Whether this is a new version of an issued paper: what the dilemma is called then stays."""


@dataclass(frozen=True, slots=True)
class Box:
    """One paragraph in its box."""

    id: int
    number: str
    text: str
    closed: bool
    part_reason: PartReason | None
    part_note: str
    review_on: date | None


@dataclass(frozen=True, slots=True)
class SectionPart:
    """One section's paragraphs, or one scenario's with its title."""

    basis: Basis
    section: Section
    boxes: tuple[Box, ...]
    scenario: int = 0
    scenario_title: str = ""
    closed: bool = False
    """Whether all of the scenario is, its title too; then why, with what note, and until when."""
    part_reason: PartReason | None = None
    part_note: str = ""
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A scenario or question in its list."""

    number: int
    title: str
    text: str = ""
    kind: QuestionKind | None = None
    scenarios: tuple[int, ...] = ()
    closed: bool = False


@dataclass(frozen=True, slots=True)
class ListPart:
    """The scenarios or the questions of a draft, in order. ``to_check``: read from a file, and not looked at since."""

    basis: Basis
    lines: tuple[Line, ...]
    to_check: bool
    introduction: bool = False
    recommendation: str = ""


@dataclass(frozen=True, slots=True)
class QuestionPart:
    """One question, or with number 0 a new one; ``offered`` are the paper's scenarios by number."""

    basis: Basis
    number: int
    offered: dict[int, str]
    title: str = ""
    lead_in: str = ""
    text: str = ""
    kind: QuestionKind | None = None
    scenarios: tuple[int, ...] = ()
    closed: bool = False
    part_reason: PartReason | None = None
    part_note: str = ""
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class ImplicationRow:
    """One implication: a heading of the committee's, or one this paper adds."""

    name: str
    of_committee: bool
    hint: str = ""
    kind: ImplicationKind | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class ImplicationsPart:
    """What the draft says of each implication, the committee's headings first."""

    basis: Basis
    rows: tuple[ImplicationRow, ...]


@dataclass(frozen=True, slots=True)
class PrinciplesPart:
    """The principles on offer, by framework, with what they mean, and those engaged."""

    basis: Basis
    frameworks: tuple[tuple[str, tuple[tuple[int, str, str], ...]], ...]
    engaged: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PartiesPart:
    """The people, places and bodies named, or that there are none."""

    basis: Basis
    parties: tuple[tuple[str, PartyKind], ...]
    none: bool


@dataclass(frozen=True, slots=True)
class TextPart:
    """One text: the background papers."""

    basis: Basis
    text: str


@dataclass(frozen=True, slots=True)
class TrayPart:
    """What an import found no place for, piece by piece."""

    basis: Basis
    pieces: tuple[str, ...]
    source_name: str
    imported_at: datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """An opened draft: the dilemma, the version being written, and how to say what a page rests on."""

    dilemma: Dilemma
    version: PaperVersion

    def basis(self, *values: object) -> Basis:
        """What a page that shows these values carries."""
        return Basis(self.dilemma.ref, self.dilemma.title, self.version.row_version, drafts.fingerprint(values))


def open_draft(actor: Actor, ref: str, now: datetime) -> Draft:
    """The draft at ``ref`` for its author (Action.EDIT_PAPER); refuses as the policy says."""
    dilemma, _ = open_dilemma(actor, ref, Action.EDIT_PAPER, now)
    query = select(PaperVersion).where(PaperVersion.dilemma_id == dilemma.id)
    return Draft(dilemma, db.session.scalars(query.order_by(PaperVersion.number.desc()).limit(1)).one())


def about(actor: Actor, ref: str, now: datetime) -> AboutPart:
    """The head of the paper."""
    draft = open_draft(actor, ref, now)
    dilemma, version = draft.dilemma, draft.version
    return AboutPart(
        draft.basis(*drafts.about_values(dilemma, version)),
        dilemma.title, dilemma.public_title, version.report_of, version.authors, dilemma.unit, dilemma.sponsor_id,
        drafts.sponsors_of(dilemma.force_id, day_of(now)), version.classification, version.contact, dilemma.urgent,
        tuple(names_of(dilemma).values()), dilemma.issued_at is not None,
    )  # fmt: skip


def section(actor: Actor, ref: str, which: Section, now: datetime) -> SectionPart:
    """One section with its paragraphs. A scenario's are its own page's: NotKnown."""
    if which is Section.SCENARIO:
        raise NotKnown
    draft = open_draft(actor, ref, now)
    stored = drafts.blocks_of(draft.version.id, which)
    return SectionPart(draft.basis(*drafts.block_values(stored)), which, tuple(_box(block) for block in stored))


def _box(block: Block) -> Box:
    closed = block.part is Part.CLOSED
    return Box(block.id, block.number, block.text, closed, block.part_reason, block.part_note, block.review_on)


def scenarios(actor: Actor, ref: str, now: datetime) -> ListPart:
    """The scenarios in order."""
    draft = open_draft(actor, ref, now)
    lines = tuple(Line(one.number, one.title, closed=one.part is Part.CLOSED) for one in _scenarios(draft))
    return ListPart(draft.basis(), lines, bool(lines) and is_to_check(_source(draft), "scenarios"))


def _scenarios(draft: Draft) -> list[ScenarioWording]:
    query = select(ScenarioWording).where(ScenarioWording.version_id == draft.version.id)
    return list(db.session.scalars(query.order_by(ScenarioWording.number)))


def scenario(actor: Actor, ref: str, number: int | None, now: datetime) -> SectionPart:
    """One scenario with its title and paragraphs, or with None the page for a new one; NotKnown where there is none."""
    draft = open_draft(actor, ref, now)
    if number is None:
        return SectionPart(draft.basis(), Section.SCENARIO, ())
    wording = _numbered(_scenarios(draft), number)
    stored = drafts.blocks_of(draft.version.id, Section.SCENARIO, wording.scenario_id)
    basis = draft.basis(*drafts.scenario_values(wording, stored))
    return SectionPart(
        basis, Section.SCENARIO, tuple(_box(block) for block in stored), number, wording.title,
        wording.part is Part.CLOSED, wording.part_reason, wording.part_note, wording.review_on,
    )  # fmt: skip


def questions(actor: Actor, ref: str, now: datetime) -> ListPart:
    """The questions in order, and the recommendation one could be made from."""
    draft = open_draft(actor, ref, now)
    applies = _applies(draft)
    lines = tuple(
        Line(one.number, one.title, one.text, one.kind, applies.get(one.id, ()), one.part is Part.CLOSED)
        for one in _questions(draft)
    )
    rest = drafts.blocks_of(draft.version.id, Section.QUESTIONS)
    to_check = bool(lines) and is_to_check(_source(draft), "questions")
    return ListPart(draft.basis(), lines, to_check, bool(rest), _recommendation(draft))


def _questions(draft: Draft) -> list[QuestionWording]:
    query = select(QuestionWording).where(QuestionWording.version_id == draft.version.id)
    return list(db.session.scalars(query.order_by(QuestionWording.number)))


def _applies(draft: Draft) -> dict[int, tuple[int, ...]]:
    """The numbers of the scenarios each question applies to, by the question's wording."""
    rows = db.session.execute(
        select(QuestionScenario.wording_id, ScenarioWording.number)
        .join(ScenarioWording, ScenarioWording.scenario_id == QuestionScenario.scenario_id)
        .join(QuestionWording, QuestionWording.id == QuestionScenario.wording_id)
        .where(QuestionWording.version_id == draft.version.id, ScenarioWording.version_id == draft.version.id)
        .order_by(QuestionScenario.wording_id, ScenarioWording.number)
    )
    found: dict[int, tuple[int, ...]] = {}
    for wording_id, number in rows:
        found[wording_id] = (*found.get(wording_id, ()), number)
    return found


def _recommendation(draft: Draft) -> str:
    """The open text of the recommendation, for a question to be made from."""
    stored = drafts.blocks_of(draft.version.id, Section.RECOMMENDATION)
    return "\n\n".join(block.text for block in stored if block.part is Part.OPEN)


def question(
    actor: Actor, ref: str, number: int | None, now: datetime, *, from_recommendation: bool = False
) -> QuestionPart:
    """One question, or with None a new one, empty or with the recommendation's words to make it from."""
    draft = open_draft(actor, ref, now)
    scenarios = _scenarios(draft)
    offered = {one.number: one.title for one in scenarios}
    if number is None:
        return QuestionPart(draft.basis(), 0, offered, text=_recommendation(draft) if from_recommendation else "")
    one = _numbered(_questions(draft), number)
    applies = _applies(draft).get(one.id, ())
    rests_on = (*drafts.question_values(one), *drafts.choice_values((row.scenario_id for row in scenarios), applies))
    return QuestionPart(
        draft.basis(*rests_on), number, offered, one.title, one.lead_in, one.text, one.kind,
        applies, one.part is Part.CLOSED, one.part_reason, one.part_note,
        one.review_on,
    )  # fmt: skip


def implications(actor: Actor, ref: str, now: datetime) -> ImplicationsPart:
    """What is said of each implication: the committee's set in its order, then what this paper adds."""
    draft = open_draft(actor, ref, now)
    stored = drafts.implications(draft.version.id)
    said = {one.name: one for one in stored}
    hints = headings_for(draft.dilemma.committee_id, draft.dilemma.started_at)
    rows = [
        ImplicationRow(name, name in hints, hints.get(name, ""), said[name].kind, said[name].text)
        if name in said
        else ImplicationRow(name, True, hints[name])
        for name in [*hints, *(name for name in said if name not in hints)]
    ]
    return ImplicationsPart(draft.basis(*drafts.implication_values(stored)), tuple(rows))


def principles(actor: Actor, ref: str, now: datetime) -> PrinciplesPart:
    """The principles this committee reasons with, those engaged from elsewhere included."""
    draft = open_draft(actor, ref, now)
    engaged = tuple(
        db.session.scalars(
            select(PrincipleEngaged.principle_id)
            .where(PrincipleEngaged.version_id == draft.version.id)
            .order_by(PrincipleEngaged.principle_id)
        )
    )
    listed = list(principles_open_to(draft.dilemma.committee_id, draft.dilemma.started_at))
    listed += principles_by_id(set(engaged) - {one.id for one in listed}).values()
    grouped: dict[str, list[tuple[int, str, str]]] = {}
    for one in listed:
        grouped.setdefault(one.framework, []).append((one.id, one.name, one.meaning))
    return PrinciplesPart(
        draft.basis(*engaged), tuple((label, tuple(some)) for label, some in grouped.items()), engaged
    )


def parties(actor: Actor, ref: str, now: datetime) -> PartiesPart:
    """The parties the draft names."""
    draft = open_draft(actor, ref, now)
    stored = drafts.parties(draft.version.id)
    basis = draft.basis(*drafts.party_values(draft.version, stored))
    return PartiesPart(basis, tuple((one.name, one.kind) for one in stored), draft.version.no_parties)


def background_papers(actor: Actor, ref: str, now: datetime) -> TextPart:
    """The list of background papers."""
    draft = open_draft(actor, ref, now)
    return TextPart(draft.basis(draft.version.background_papers), draft.version.background_papers)


def tray(actor: Actor, ref: str, now: datetime) -> TrayPart:
    """What the import found no place for; NotKnown where nothing was imported."""
    draft = open_draft(actor, ref, now)
    source = _source(draft)
    if source is None:
        raise NotKnown
    pieces = drafts.tray_pieces(source.unplaced)
    return TrayPart(draft.basis(*pieces), pieces, source.name, source.imported_at)


def _source(draft: Draft) -> Source | None:
    query = select(Source).where(Source.dilemma_id == draft.dilemma.id).order_by(Source.id.desc()).limit(1)
    return db.session.scalars(query).first()


def is_to_check(source: Source | None, part: str) -> bool:
    """Whether a part was read from a file and its author has not looked at it since."""
    return source is not None and part not in source.found.get("looked_at", ())


One = TypeVar("One", QuestionWording, ScenarioWording)


def _numbered(wordings: list[One], number: int) -> One:
    if not 1 <= number <= len(wordings):
        raise NotKnown
    return wordings[number - 1]
