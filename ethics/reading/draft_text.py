"""The whole text of a draft in one look: its blocks, scenarios, questions and tray, with the source it was read from.

Nothing here asks who reads it: a service holds the dilemma first, and the page comes through reading/correcting.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import select

from ethics.domain.correcting import places_of
from ethics.domain.vocabulary import Section
from ethics.extensions import db
from ethics.models import Block, PaperVersion, QuestionScenario, QuestionWording, ScenarioWording, Source
from ethics.reading import drafts


@dataclass(frozen=True)
class DraftText:
    """What a draft says now. ``applies`` holds the scenario ids each question applies to, by the id of its wording."""

    version: PaperVersion
    source: Source | None
    blocks: Sequence[Block]
    scenarios: Sequence[ScenarioWording]
    questions: Sequence[QuestionWording]
    applies: dict[int, tuple[int, ...]] = field(default_factory=dict)

    @property
    def pieces(self) -> tuple[str, ...]:
        """The pieces of the tray."""
        return drafts.tray_pieces(self.source.unplaced) if self.source else ()

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines of the source, as they were read."""
        return tuple(self.source.found.get("lines", ())) if self.source else ()

    @property
    def readings(self) -> list[dict[str, Any]]:
        """What was taken for what, and why: see services/sources.py."""
        return list(self.source.found.get("readings", ())) if self.source else []

    @property
    def numbers(self) -> dict[int, int]:
        """The number of each scenario, by its id."""
        return {one.scenario_id: one.number for one in self.scenarios}

    def items(self) -> dict[str, str]:
        """The text of everything that can be corrected, by its key, in the order of the page."""
        return {
            **{f"b{one.id}": one.text for one in self.blocks},
            **{f"q{one.id}": " ".join((one.title, one.lead_in, one.text)) for one in self.questions},
            **{f"p{at}": piece for at, piece in enumerate(self.pieces)},
        }

    @cached_property
    def first_lines(self) -> dict[str, int]:
        """The first line of the source that each item comes from, by its key; without what comes from none."""
        found: dict[str, int] = {}
        for at, keys in enumerate(places_of(self.lines, self.items())):
            for key in keys:
                found.setdefault(key, at)
        return found

    def of_section(self, section: Section, scenario_id: int | None) -> list[Block]:
        """The blocks of one section, or of one scenario, in order."""
        return [one for one in self.blocks if one.section is section and one.scenario_id == scenario_id]


def text_of(version: PaperVersion, dilemma_id: int) -> DraftText:
    """The text of this version, and the newest source of its dilemma."""
    blocks = db.session.scalars(select(Block).where(Block.version_id == version.id).order_by(Block.position)).all()
    scenarios = db.session.scalars(
        select(ScenarioWording).where(ScenarioWording.version_id == version.id).order_by(ScenarioWording.number)
    ).all()
    questions = db.session.scalars(
        select(QuestionWording).where(QuestionWording.version_id == version.id).order_by(QuestionWording.number)
    ).all()
    applies: dict[int, tuple[int, ...]] = {}
    rows = db.session.execute(
        select(QuestionScenario.wording_id, QuestionScenario.scenario_id)
        .join(ScenarioWording, ScenarioWording.scenario_id == QuestionScenario.scenario_id)
        .where(
            ScenarioWording.version_id == version.id,
            QuestionScenario.wording_id.in_([one.id for one in questions]),
        )
        .order_by(QuestionScenario.wording_id, ScenarioWording.number)
    )
    for wording_id, scenario_id in rows:
        applies[wording_id] = (*applies.get(wording_id, ()), scenario_id)
    source = db.session.scalars(
        select(Source).where(Source.dilemma_id == dilemma_id).order_by(Source.id.desc()).limit(1)
    ).first()
    return DraftText(version, source, blocks, scenarios, questions, applies)
