"""What of a paper stands beside an answer: the paragraphs that a question rests on.

Part 2 is a hole here unless it was asked for, so that answering thirteen questions is not thirteen reads of closed text.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import select

from ethics import richtext
from ethics.domain.vocabulary import Part, Section
from ethics.domain.words import Message, say
from ethics.extensions import db
from ethics.models import Block
from ethics.reading.papers import Hole, Paragraph, SectionView
from ethics.reading.questions import Asked
from ethics.richtext import SafeHtml

_ELSEWHERE = (Section.PURPOSE, Section.RECOMMENDATION, Section.QUESTIONS)


@dataclass(frozen=True, slots=True)
class Beside:
    """The sections a question rests on, and the question's own lead-in."""

    sections: tuple[SectionView, ...]
    lead_in: SafeHtml | None
    numbers: tuple[str, ...]
    """The numbers of the paragraphs shown, in order."""
    holes: int
    """How many of them are Part 2 and not shown."""
    shows_part_2: bool
    """Whether closed text is among it, so that the read is to be recorded."""


_html = lru_cache(maxsize=1_024)(richtext.html)


def beside(asked: Asked, *, part_2: bool) -> Beside:
    """The scenarios the question applies to; where it applies to none, what the paper says before its questions.

    With ``part_2`` closed paragraphs are shown; the caller has asked the policy and records the read.
    """
    scenarios = asked.scenario_ids
    rests_on = Block.scenario_id.in_(scenarios) if scenarios else Block.section.not_in(_ELSEWHERE)
    blocks = db.session.scalars(
        select(Block).where(Block.version_id == asked.version_id, rests_on).order_by(Block.position)
    ).all()
    titles = {one.id: (one.number, one.title) for one in asked.scenarios}
    grouped: dict[tuple[Section, int | None], list[Paragraph]] = defaultdict(list)
    for block in blocks:
        grouped[block.section, block.scenario_id].append(_paragraph(block, part_2=part_2))
    closed = sum(1 for block in blocks if block.part is Part.CLOSED)
    return Beside(
        sections=tuple(
            _section(section, tuple(paragraphs), *titles.get(scenario_id or 0, (0, "")))
            for (section, scenario_id), paragraphs in grouped.items()
        ),
        lead_in=_html(asked.lead_in) if asked.lead_in and (part_2 or asked.is_open) else None,
        numbers=tuple(block.number for block in blocks if block.number),
        holes=0 if part_2 else closed,
        shows_part_2=part_2 and (closed > 0 or not asked.is_open),
    )


def _section(section: Section, paragraphs: tuple[Paragraph, ...], number: int, title: str | Message) -> SectionView:
    if section is Section.SCENARIO:
        heading = say("Scenario %(number)s: %(title)s", number=number, title=title)
        return SectionView(section, heading, paragraphs, number, f"scenario-{number}")
    return SectionView(section, section.words, paragraphs, anchor=section.value)


def _paragraph(block: Block, *, part_2: bool) -> Paragraph:
    closed = block.part is Part.CLOSED
    if closed and not part_2:
        return Paragraph(block.number, None, Hole(block.part_reason, block.part_note, block.review_on), closed=True)
    return Paragraph(block.number, block.html, closed=closed)
