"""The questions of an issued paper: what a position is given on (product.md, "Words")."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select

from ethics import richtext
from ethics.domain.refusal import NotKnown
from ethics.domain.vocabulary import Part, QuestionKind
from ethics.domain.words import Message
from ethics.extensions import db
from ethics.models import PaperVersion, QuestionScenario, QuestionWording, ScenarioWording
from ethics.reading.titles import scenario_named, scenario_title
from ethics.reading.version_read import version_read


@dataclass(frozen=True, slots=True)
class Circumstances:
    """A scenario a question applies to."""

    id: int
    number: int
    title: str | Message

    @property
    def named(self) -> Message:
        """Its number and title."""
        return scenario_named(self.number, self.title)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as one version of the paper asks it."""

    id: int
    wording_id: int
    version_id: int
    version: int
    """The number of the version of the paper."""
    number: int
    title: str
    lead_in: str
    text: str
    kind: QuestionKind
    part: Part
    paragraph: str
    scenarios: tuple[Circumstances, ...]

    @property
    def asks(self) -> tuple[object, ...]:
        """What a position on it rests on: where this differs, the position is stale (rule 5)."""
        return (self.lead_in, self.text, self.kind, tuple(sorted(one.id for one in self.scenarios)))

    @property
    def plain(self) -> str:
        """What it asks in one line without marks, for a heading or a list."""
        return richtext.line(self.text)

    @property
    def is_open(self) -> bool:
        """Whether its words are of Part 1; those of Part 2 are shown only where the read is recorded."""
        return self.part is Part.OPEN

    @property
    def scenario_ids(self) -> tuple[int, ...]:
        """The scenarios it applies to, by id, in the paper's order."""
        return tuple(one.id for one in self.scenarios)


def issued_questions(dilemma_id: int, until: datetime | None = None) -> tuple[Asked, ...]:
    """The questions of the version that was last issued, in order; with ``until`` of the one last issued by then."""
    issued = version_read(dilemma_id, until=until).scalar_subquery()
    return _asked(_WORDINGS.where(QuestionWording.version_id == issued))


def issued_question(dilemma_id: int, number: int) -> Asked:
    """The question of that number in the version last issued. Refuses with NotKnown where there is none."""
    for one in issued_questions(dilemma_id):
        if one.number == number:
            return one
    raise NotKnown


def wordings(ids: Iterable[int]) -> dict[int, Asked]:
    """Questions as they were asked when positions were given on them, by the wording's id."""
    wanted = set(ids)
    if not wanted:
        return {}
    return {one.wording_id: one for one in _asked(_WORDINGS.where(QuestionWording.id.in_(wanted)))}


_WORDINGS = (
    select(QuestionWording, PaperVersion.number)
    .join(PaperVersion, PaperVersion.id == QuestionWording.version_id)
    .order_by(QuestionWording.number, QuestionWording.id)
)


def _asked(query: Select[QuestionWording, int]) -> tuple[Asked, ...]:
    rows = db.session.execute(query).all()
    applies: dict[int, list[Circumstances]] = defaultdict(list)
    pairs = db.session.execute(
        select(QuestionScenario.wording_id, ScenarioWording)
        .join(QuestionWording, QuestionWording.id == QuestionScenario.wording_id)
        .join(
            ScenarioWording,
            (ScenarioWording.scenario_id == QuestionScenario.scenario_id)
            & (ScenarioWording.version_id == QuestionWording.version_id),
        )
        .where(QuestionScenario.wording_id.in_([row.id for row, _ in rows]))
        .order_by(ScenarioWording.number, ScenarioWording.id)
    )
    for wording_id, scenario in pairs:
        applies[wording_id].append(
            Circumstances(scenario.scenario_id, scenario.number, scenario_title(scenario.open_title))
        )
    return tuple(
        Asked(
            row.question_id, row.id, row.version_id, version, row.number, row.title, row.lead_in, row.text, row.kind, row.part,
            row.paragraph, tuple(applies[row.id]),
        )
        for row, version in rows
    )  # fmt: skip
