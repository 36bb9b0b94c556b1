"""What the checks of a paper say of a draft, for its author: advice on its list of parts and before it is sent."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, literal, select, union_all

from ethics.domain.actor import Actor
from ethics.domain.paper_checks import Advice, Asked, Check, PaperText, Place, Words, look_over
from ethics.domain.refusal import NotAllowed
from ethics.domain.vocabulary import Part, Section
from ethics.domain.words import Message, say
from ethics.extensions import db
from ethics.models import Attachment, Block, PaperVersion, Party, QuestionWording, ScenarioWording, Source
from ethics.reading import drafts
from ethics.reading.draft_parts import open_draft

_EVERY_PAPER_HAS = (Section.PURPOSE, Section.RECOMMENDATION, Section.DILEMMA, Section.BACKGROUND)


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One finding. ``beside`` is the key under which it can be put right beside the source, where there is one."""

    key: str
    check: Check
    place: Place
    said: Message
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Checks:
    """What the checks say, and what of it the author leaves as it is."""

    ref: str
    lines: tuple[CheckLine, ...]
    left: tuple[CheckLine, ...]


def checks(actor: Actor, ref: str, now: datetime) -> Checks:
    """The findings in the draft at ``ref`` for its author (Action.EDIT_PAPER); none in what they cannot write just now."""
    try:
        draft = open_draft(actor, ref, now)
    except NotAllowed:
        return Checks(ref, (), ())
    version = draft.version
    asked = db.session.scalars(
        select(QuestionWording).where(QuestionWording.version_id == version.id).order_by(QuestionWording.number)
    ).all()
    source = db.session.scalar(select(Source.id).where(Source.dilemma_id == draft.dilemma.id).limit(1))
    beside = source is not None and draft.dilemma.issued_at is None
    ids = {one.number: f"q{one.id}" for one in asked} if beside else {}
    every = [_line(one, ids) for one in look_over(_paper(version, asked))]
    left = {*version.checks_left}
    return Checks(
        ref, tuple(one for one in every if one.key not in left), tuple(one for one in every if one.key in left)
    )


def _line(one: Advice, questions: dict[int, str]) -> CheckLine:
    splits = one.check is Check.TWO_THINGS
    return CheckLine(one.key, one.check, one.place, one.said, questions.get(one.place.number, "") if splits else "")


def _paper(version: PaperVersion, asked: Sequence[QuestionWording]) -> PaperText:
    of_its_scenario = and_(
        ScenarioWording.scenario_id == Block.scenario_id, ScenarioWording.version_id == Block.version_id
    )
    blocks = [
        (block, number or 0)
        for block, number in db.session.execute(
            select(Block, ScenarioWording.number)
            .outerjoin(ScenarioWording, of_its_scenario)
            .where(Block.version_id == version.id)
            .order_by(Block.position)
        )
    ]
    written = {block.section for block, _ in blocks}
    known, attached = _names(version.id)
    return PaperText(
        words=(*_paragraphs(blocks), *map(_question, asked)),
        questions=tuple(Asked(one.number, one.text) for one in asked),
        blank=tuple(section for section in _EVERY_PAPER_HAS if section not in written),
        implications=tuple((one.name, one.kind, one.text) for one in drafts.implications(version.id)),
        appendices=version.background_papers,
        attached=attached,
        known=(*known, version.authors, version.contact, version.report_of),
    )


def _names(version_id: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names the paper gives on purpose, of its parties and of its attachments: what these are called, and their files."""
    parties = select(literal("party").label("of"), Party.name.label("name")).where(Party.version_id == version_id)
    files = (
        select(literal("file"), column).where(Attachment.version_id == version_id)
        for column in (Attachment.label, Attachment.name)
    )
    rows = db.session.execute(union_all(parties, *files)).all()
    of_parties, of_files = (tuple(row.name for row in rows if row.of == of) for of in ("party", "file"))
    return of_parties, of_files


def _paragraphs(blocks: Sequence[tuple[Block, int]]) -> Iterator[Words]:
    """The paragraphs, each with its place among the boxes of its page."""
    boxes: Counter[tuple[Section, int]] = Counter()
    for one, scenario in blocks:
        part = "introduction" if one.section is Section.QUESTIONS else one.section.value
        place = Place(part, scenario, boxes[one.section, scenario])
        boxes[one.section, scenario] += 1
        called, within = (
            (say("Paragraph %(number)s", number=one.number), say("paragraph %(number)s", number=one.number))
            if one.number
            else (say("A heading"), say("a heading"))
        )
        yield Words(place, called, within, one.text, one.part is Part.CLOSED)


def _question(one: QuestionWording) -> Words:
    return Words(
        Place("question", one.number),
        say("Question %(number)s", number=one.number),
        say("question %(number)s", number=one.number),
        "\n\n".join(part for part in (one.title, one.lead_in, one.text) if part),
        one.part is Part.CLOSED,
    )
