"""The paper as its reader may see it: numbered paragraphs, scenarios, questions, and holes where Part 2 is closed to them.

Everybody reads the same page, from the author to the disclosure reviewer; what differs is decided here, once, by
the policy. A closed paragraph keeps its number and says why it is closed (rule 13).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import select

from ethics import richtext
from ethics.domain.actor import Actor
from ethics.domain.policy import Action, Standing, Verdict, brings_it, decide
from ethics.domain.refusal import NotKnown
from ethics.domain.vocabulary import (
    Classification,
    ImplicationKind,
    Part,
    PartReason,
    PartyKind,
    QuestionKind,
    Section,
    State,
)
from ethics.domain.words import Message, say
from ethics.extensions import db
from ethics.models import (
    AgendaItem,
    Block,
    Dilemma,
    Framework,
    Implication,
    Meeting,
    PaperVersion,
    Party,
    Person,
    Principle,
    PrincipleEngaged,
    QuestionScenario,
    QuestionWording,
    ScenarioWording,
)
from ethics.reading.attached import AttachmentView, attachments_of, shown
from ethics.reading.standing import open_dilemma
from ethics.reading.titles import scenario_title, title_for
from ethics.reading.version_read import version_read_by
from ethics.richtext import SafeHtml


@dataclass(frozen=True, slots=True)
class Hole:
    """What stands in place of a closed text: why, in whose words, and when that is looked at again."""

    reason: PartReason | None
    note: str = ""
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One block. Either its text, or the hole where it is closed to this reader; a heading has no number."""

    number: str
    html: SafeHtml | None
    hole: Hole | None = None
    closed: bool = False
    key: bool = False


@dataclass(frozen=True, slots=True)
class SectionView:
    """One section, or one scenario (then with its number), and its paragraphs in order."""

    section: Section
    heading: Message
    paragraphs: tuple[Paragraph, ...]
    number: int = 0
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question as this version asks it; without text where it is closed to this reader."""

    number: int
    paragraph: str
    kind: QuestionKind
    scenarios: tuple[int, ...]
    title: str = ""
    lead_in: SafeHtml | None = None
    text: str = ""
    html: SafeHtml | None = None
    hole: Hole | None = None
    closed: bool = False


@dataclass(frozen=True, slots=True)
class ImplicationView:
    """What the paper says of one implication; its words may go beyond its kind."""

    name: str
    kind: ImplicationKind
    html: SafeHtml | None


@dataclass(frozen=True, slots=True)
class PartyView:
    """A person, place or body the paper names."""

    name: str
    kind: PartyKind


@dataclass(frozen=True, slots=True)
class PaperView:
    """A whole paper for one reader. ``part_2_shown`` says that closed text is in it; ``part_2`` why it is not."""

    ref: str
    title: str
    state: State
    urgent: bool
    letter: str
    meeting_at: datetime | None
    version: int
    frozen_at: datetime | None
    saved_at: datetime
    report_of: str
    authors: str
    sponsor: str
    unit: str
    classification: Classification
    contact: str
    sections: tuple[SectionView, ...]
    questions: tuple[QuestionView, ...]
    implications: tuple[ImplicationView, ...]
    principles: tuple[str, ...]
    parties: tuple[PartyView, ...]
    no_parties: bool
    background_papers: SafeHtml | None
    part_2: Verdict
    has_part_2: bool
    own: bool
    may_edit: Verdict
    may_give: Verdict
    """Whether the reader may give positions on its questions now."""
    attachments: tuple[AttachmentView, ...] = ()

    @property
    def part_2_shown(self) -> bool:
        """Whether closed text stands in this paper, for a reader whose reads of it are recorded."""
        return self.has_part_2 and bool(self.part_2)

    @property
    def introduction(self) -> SectionView | None:
        """What stands before the questions, if anything."""
        return next((section for section in self.sections if section.section is Section.QUESTIONS), None)

    @property
    def argument(self) -> tuple[SectionView, ...]:
        """The sections before the questions."""
        return tuple(section for section in self.sections if section.section is not Section.QUESTIONS)


OMITTED = Verdict(False, say("Part 2 is left out here."))


def paper(actor: Actor, ref: str, now: datetime, *, part_2: bool = True) -> PaperView:
    """The newest version of a paper for this reader (Action.READ_PAPER), with Part 2 where they may read it and want to.

    Refuses with NotKnown or NotAllowed as the policy says. Where ``part_2_shown`` and not ``own``, the caller records
    the read (services.papers.record_part_2_read) before it shows the page.
    """
    dilemma, standing = open_dilemma(actor, ref, Action.READ_PAPER, now)
    return view_of(dilemma, standing, decide(Action.READ_PART_2, standing) if part_2 else OMITTED)


def paper_for_question(actor: Actor, ref: str, number: int, now: datetime) -> tuple[PaperView, tuple[SectionView, ...]]:
    """The paper, and the sections that one of its questions rests on, for reading beside an answer.

    These are the scenarios the question applies to, and where it applies to none what the paper says before its
    questions; the question's own lead-in is in the paper's ``questions``. Refuses with NotKnown where there is no such
    question; reads of Part 2 are recorded by the caller as for `paper`.
    """
    whole = paper(actor, ref, now)
    question = next((question for question in whole.questions if question.number == number), None)
    if question is None:
        raise NotKnown
    if question.scenarios:
        return whole, tuple(section for section in whole.sections if section.number in question.scenarios)
    leaves_out = (Section.PURPOSE, Section.RECOMMENDATION)
    return whole, tuple(section for section in whole.argument if section.section not in leaves_out)


def open_edition(actor: Actor, ref: str, now: datetime) -> PaperView:
    """The paper as whoever may not read Part 2 gets it, for who brings it (Action.READ_DRAFTS): the same holes."""
    dilemma, standing = open_dilemma(actor, ref, Action.READ_DRAFTS, now)
    return view_of(dilemma, standing, OMITTED)


def view_of(dilemma: Dilemma, standing: Standing, part_2: Verdict) -> PaperView:
    """The newest version of this dilemma's paper; ``part_2`` says whether closed text is in it."""
    version, sponsor, letter, meeting_at = _head(dilemma, standing)
    blocks = _blocks(version.id)
    questions = _questions(version.id)
    scenarios, applies = _scenarios(version.id)
    files = attachments_of(version.id)
    return PaperView(
        ref=dilemma.ref,
        title=title_for(dilemma, standing),
        state=dilemma.state,
        urgent=dilemma.urgent,
        letter=letter,
        meeting_at=meeting_at,
        version=version.number,
        frozen_at=version.frozen_at,
        saved_at=version.saved_at,
        report_of=version.report_of,
        authors=version.authors,
        sponsor=sponsor,
        unit=dilemma.unit,
        classification=version.classification,
        contact=version.contact,
        sections=sections_of(blocks, scenarios, bool(part_2)),
        questions=tuple(question_of(one, applies.get(one.id, ()), bool(part_2)) for one in questions),
        implications=_implications(version.id),
        principles=_principles(version.id),
        parties=_parties(version.id),
        no_parties=version.no_parties,
        background_papers=html_of(version.background_papers) if version.background_papers else None,
        attachments=shown(files, bool(part_2)),
        part_2=part_2,
        has_part_2=Part.CLOSED in {one.part for rows in (blocks, questions, scenarios, files) for one in rows},
        own=brings_it(standing),
        may_edit=decide(Action.EDIT_PAPER, standing),
        may_give=decide(Action.GIVE_POSITION, standing),
    )


def marked(sections: Iterable[SectionView], numbers: frozenset[str]) -> tuple[SectionView, ...]:
    """The same sections with the paragraphs of these numbers marked as what a question turns on."""
    return tuple(
        replace(
            section,
            paragraphs=tuple(replace(paragraph, key=paragraph.number in numbers) for paragraph in section.paragraphs),
        )
        for section in sections
    )


html_of = lru_cache(maxsize=4_096)(richtext.html)
"""Texts of a paper are read far more often than written; the same words give the same HTML."""


def _head(dilemma: Dilemma, standing: Standing) -> tuple[PaperVersion, str, str, datetime | None]:
    """The version this reader reads, its sponsor's name, and the letter and time under which it goes to a meeting."""
    version, sponsor, letter, meeting_at = db.session.execute(
        select(PaperVersion, Person.name, AgendaItem.letter, Meeting.starts_at)
        .select_from(PaperVersion)
        .outerjoin(Person, Person.id == dilemma.sponsor_id)
        .outerjoin(AgendaItem, (AgendaItem.dilemma_id == PaperVersion.dilemma_id) & AgendaItem.left_at.is_(None))
        .outerjoin(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(PaperVersion.id == version_read_by(dilemma, standing).scalar_subquery())
        .order_by(AgendaItem.id.desc())
        .limit(1)
    ).one()
    return version, sponsor or "", letter or "", meeting_at


def _blocks(version_id: int) -> Sequence[Block]:
    return db.session.scalars(select(Block).where(Block.version_id == version_id).order_by(Block.position)).all()


def _scenarios(version_id: int) -> tuple[Sequence[ScenarioWording], dict[int, tuple[int, ...]]]:
    """The scenarios in order, and for each question, by its wording's id, the numbers of those it applies to."""
    rows = db.session.execute(
        select(ScenarioWording, QuestionWording.id)
        .outerjoin(QuestionScenario, QuestionScenario.scenario_id == ScenarioWording.scenario_id)
        .outerjoin(
            QuestionWording,
            (QuestionWording.id == QuestionScenario.wording_id) & (QuestionWording.version_id == version_id),
        )
        .where(ScenarioWording.version_id == version_id)
        .order_by(ScenarioWording.number, QuestionWording.number)
    ).all()
    applies: dict[int, tuple[int, ...]] = {}
    for wording, question_id in rows:
        if question_id is not None:
            applies[question_id] = (*applies.get(question_id, ()), wording.number)
    return list(dict.fromkeys(wording for wording, _ in rows)), applies


def sections_of(blocks: Sequence[Block], scenarios: Sequence[ScenarioWording], part_2: bool) -> tuple[SectionView, ...]:
    """Every section that says something, in order; a scenario is there by its title alone."""
    grouped: dict[tuple[Section, int | None], list[Paragraph]] = defaultdict(list)
    for block in blocks:
        grouped[block.section, block.scenario_id].append(_paragraph(block, part_2))
    found: list[SectionView] = []
    for section in Section:
        if section is Section.SCENARIO:
            found += [_scenario(one, grouped[section, one.scenario_id], part_2) for one in scenarios]
        elif grouped[section, None]:
            found.append(SectionView(section, section.words, tuple(grouped[section, None]), anchor=section.value))
    return tuple(found)


def _scenario(wording: ScenarioWording, paragraphs: Sequence[Paragraph], part_2: bool) -> SectionView:
    title = wording.title if part_2 else scenario_title(wording.open_title)
    heading = say("Scenario %(number)s: %(title)s", number=wording.number, title=title)
    if wording.part is Part.CLOSED and not part_2 and not paragraphs:
        paragraphs = [Paragraph("", None, Hole(wording.part_reason, wording.part_note, wording.review_on), closed=True)]
    return SectionView(Section.SCENARIO, heading, tuple(paragraphs), wording.number, f"scenario-{wording.number}")


def _paragraph(block: Block, part_2: bool) -> Paragraph:
    closed = block.part is Part.CLOSED
    if closed and not part_2:
        return Paragraph(block.number, None, Hole(block.part_reason, block.part_note, block.review_on), closed=True)
    return Paragraph(block.number, block.html, closed=closed)


def _questions(version_id: int) -> Sequence[QuestionWording]:
    query = select(QuestionWording).where(QuestionWording.version_id == version_id).order_by(QuestionWording.number)
    return db.session.scalars(query).all()


def question_of(wording: QuestionWording, scenarios: tuple[int, ...], part_2: bool) -> QuestionView:
    """One question, which applies to the scenarios of these numbers."""
    closed = wording.part is Part.CLOSED
    bare = QuestionView(wording.number, wording.paragraph, wording.kind, scenarios, closed=closed)
    if closed and not part_2:
        return replace(bare, hole=Hole(wording.part_reason, wording.part_note, wording.review_on))
    lead_in = html_of(wording.lead_in) if wording.lead_in else None
    return replace(bare, title=wording.title, lead_in=lead_in, text=wording.text, html=html_of(wording.text))


def _implications(version_id: int) -> tuple[ImplicationView, ...]:
    query = (
        select(Implication).where(Implication.version_id == version_id).order_by(Implication.position, Implication.id)
    )
    return tuple(
        ImplicationView(one.name, one.kind, html_of(one.text) if one.text else None)
        for one in db.session.scalars(query)
    )


def _principles(version_id: int) -> tuple[str, ...]:
    rows = db.session.execute(
        select(Framework.name, Principle.name)
        .join(Principle, Principle.framework_id == Framework.id)
        .join(PrincipleEngaged, PrincipleEngaged.principle_id == Principle.id)
        .where(PrincipleEngaged.version_id == version_id)
        .order_by(Framework.name, Framework.id, Principle.position, Principle.id)
    )
    return in_frameworks((framework, principle) for framework, principle in rows)


def in_frameworks(rows: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """A line for each framework: its name, and those of its principles that are engaged."""
    named: dict[str, list[str]] = defaultdict(list)
    for framework, principle in rows:
        named[framework].append(principle)
    return tuple(f"{framework}: {', '.join(names)}" for framework, names in named.items())


def _parties(version_id: int) -> tuple[PartyView, ...]:
    query = select(Party).where(Party.version_id == version_id).order_by(Party.position, Party.id)
    return tuple(PartyView(one.name, one.kind) for one in db.session.scalars(query))
