"""The numbered paragraphs of an issued paper, and where in a later version the same words stand.

Enquiries and notes are made at a paragraph. They keep the digest of its words, so that a new version in which the
paragraph has another number still finds them, and one that says something else does not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import select

from ethics import richtext
from ethics.domain.vocabulary import Part, Section
from ethics.domain.words import Message, say
from ethics.extensions import db
from ethics.models import Block, QuestionWording, ScenarioWording
from ethics.reading.titles import scenario_title
from ethics.richtext import SafeHtml

OPENING = 120
"""How much of a paragraph is shown where it is only named."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """One paragraph: its number, the section it stands in, its words, and their digest."""

    number: str
    heading: Message
    text: str
    part: Part
    passage: str

    @property
    def is_open(self) -> bool:
        """Whether it is of Part 1."""
        return self.part is Part.OPEN

    @property
    def html(self) -> SafeHtml:
        """Its words as they are read."""
        return richtext.html(self.text)

    @property
    def opening(self) -> str:
        """Its first words; nothing where it is closed."""
        if not self.is_open:
            return ""
        said = richtext.line(self.text)
        return said if len(said) <= OPENING else f"{said[:OPENING].rsplit(' ', 1)[0]}…"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something was made: on which version, at which paragraph, with which words."""

    version_id: int
    number: str
    passage: str


def numbered(version_id: int) -> tuple[Numbered, ...]:
    """The numbered paragraphs of a version and its questions, in the order of the paper. Three queries."""
    titles = {
        one.scenario_id: (one.number, scenario_title(one.open_title))
        for one in db.session.scalars(select(ScenarioWording).where(ScenarioWording.version_id == version_id))
    }
    blocks = db.session.scalars(
        select(Block).where(Block.version_id == version_id, Block.number != "").order_by(Block.position)
    )
    asked = db.session.scalars(
        select(QuestionWording)
        .where(QuestionWording.version_id == version_id, QuestionWording.paragraph != "")
        .order_by(QuestionWording.number)
    )
    return (
        *(Numbered(one.number, _heading(one, titles), one.text, one.part, digest(one.text)) for one in blocks),
        *(
            Numbered(
                one.paragraph, say("Question %(number)s", number=one.number), _said(one), one.part, digest(_said(one))
            )
            for one in asked
        ),
    )


def _heading(block: Block, titles: dict[int, tuple[int, str | Message]]) -> Message:
    if block.section is Section.SCENARIO and block.scenario_id in titles:
        number, title = titles[block.scenario_id]
        return say("Scenario %(number)s: %(title)s", number=number, title=title)
    return block.section.words


def _said(question: QuestionWording) -> str:
    return f"{question.lead_in}\n\n{question.text}".strip()


def digest(text: str) -> str:
    """What a paragraph's words are known by, however they are spaced."""
    return sha256(" ".join(text.split()).encode()).hexdigest()


def where_now(spots: Sequence[Spot], version_id: int) -> list[str | None]:
    """The number each of these paragraphs has in this version; None where its words are no longer there.

    What was made at no paragraph has none anywhere. The database is asked only for what an earlier version had.
    """
    if all(one.version_id == version_id or not one.number for one in spots):
        return [one.number for one in spots]
    there = _by_passage(numbered(version_id))
    return [_found(one, version_id, there) for one in spots]


def _by_passage(paragraphs: Iterable[Numbered]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in paragraphs:
        found.setdefault(one.passage, []).append(one.number)
    return found


def _found(spot: Spot, version_id: int, there: dict[str, list[str]]) -> str | None:
    if spot.version_id == version_id or not spot.number:
        return spot.number
    numbers = there.get(spot.passage, [])
    return spot.number if spot.number in numbers else next(iter(numbers), None)
