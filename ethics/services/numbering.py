"""The order and the numbers of a paper: paragraphs run through all its sections, then through its questions."""

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import select

from ethics.domain.vocabulary import Part, Section
from ethics.extensions import db
from ethics.models import Attachment, Block, QuestionWording, ScenarioWording
from ethics.richtext import SafeHtml

_ORDER = {section: place for place, section in enumerate(Section)}
Numbered = TypeVar("Numbered", Attachment, QuestionWording, ScenarioWording)


def is_numbered(html: SafeHtml) -> bool:
    """Whether a block is a paragraph: a heading or a rule has no number."""
    return not str(html).startswith(("<h3>", "<h4>", "<h5>", "<hr"))


def arrange(version_id: int, made: Sequence[Block] = (), places: dict[int, int] | None = None) -> None:
    """Give every block of the version its place and every paragraph and question its number.

    Sections come in the order of the vocabulary, scenarios by their numbers. ``places`` says where in its section each
    block of a section that was rewritten comes, by ``id(block)``; ``made`` are blocks not stored yet. Whatever stands in
    a closed scenario is closed with it.
    """
    db.session.flush()
    places = places or {}
    kept = list(db.session.scalars(select(Block).where(Block.version_id == version_id).order_by(Block.position)))
    scenarios = {
        wording.scenario_id: wording
        for wording in db.session.scalars(select(ScenarioWording).where(ScenarioWording.version_id == version_id))
    }

    def place(block: Block) -> tuple[int, int, int]:
        number = scenarios[block.scenario_id].number if block.scenario_id is not None else 0
        return _ORDER[block.section], number, places.get(id(block), block.position)

    order = sorted([*kept, *made], key=place)
    if made or any(block.position != at for at, block in enumerate(order, 1)):
        # Two blocks may not be at one place even for a moment, so all step aside first.
        for block in kept:
            block.position = -block.id
        db.session.flush()
    number = 0
    for at, block in enumerate(order, 1):
        number += is_numbered(block.html)
        block.position = at
        block.number = str(number) if is_numbered(block.html) else ""
        if block.scenario_id is not None:
            _close_with(scenarios[block.scenario_id], block)
    db.session.add_all(made)
    for wording in questions_in_order(version_id):
        number += 1
        wording.paragraph = str(number)
    db.session.flush()


def _close_with(scenario: ScenarioWording, block: Block) -> None:
    if scenario.part is Part.CLOSED and block.part is not Part.CLOSED:
        block.part, block.part_reason = scenario.part, scenario.part_reason
        block.part_note, block.review_on = scenario.part_note, scenario.review_on


def questions_in_order(version_id: int) -> list[QuestionWording]:
    """The questions of a version, first to last."""
    query = select(QuestionWording).where(QuestionWording.version_id == version_id).order_by(QuestionWording.number)
    return list(db.session.scalars(query))


def scenarios_in_order(version_id: int) -> list[ScenarioWording]:
    """The scenarios of a version, first to last."""
    query = select(ScenarioWording).where(ScenarioWording.version_id == version_id).order_by(ScenarioWording.number)
    return list(db.session.scalars(query))


def renumber(wordings: Sequence[Numbered]) -> None:
    """Number these 1, 2, 3… in the order given; the rows of one version, all of them."""
    if all(wording.number == at for at, wording in enumerate(wordings, 1)):
        return
    for wording in wordings:
        wording.number = -wording.id
    db.session.flush()
    for at, wording in enumerate(wordings, 1):
        wording.number = at
    db.session.flush()


def moved(wordings: Sequence[Numbered], number: int, by: int) -> list[Numbered]:
    """The rows with the one of this number moved up (-1) or down (1), as far as there is room."""
    order = list(wordings)
    at = number - 1
    to = min(max(at + by, 0), len(order) - 1)
    order.insert(to, order.pop(at))
    return order
