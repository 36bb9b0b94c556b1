"""The whole of one version's text as plain data: what is kept of a draft, copied into a new version, and compared.

The columns are not listed here but taken from the tables, so that a column added to one of them is kept, copied and
restored too; a test holds `TABLES` to every table that belongs to a version.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, cast

from sqlalchemy import Date, Enum, select

from ethics.extensions import Model, db
from ethics.models import (
    Attachment,
    Block,
    Dilemma,
    Implication,
    PaperVersion,
    Party,
    PrincipleEngaged,
    QuestionScenario,
    QuestionWording,
    ScenarioWording,
    Source,
)

Content = dict[str, Any]
"""``head`` and ``dilemma`` hold single fields by their column, each of `TABLES` a list of rows, ``applies`` the scenario
ids each question applies to, by question id as text; ``unplaced`` what an import found no place for."""

TABLES: Mapping[str, type[Model]] = {
    "scenarios": ScenarioWording,
    "blocks": Block,
    "questions": QuestionWording,
    "implications": Implication,
    "parties": Party,
    "principles": PrincipleEngaged,
    "attachments": Attachment,
}
"""The tables a version's text is made of, in the order in which rows can be written."""

HEAD = ("report_of", "authors", "contact", "background_papers", "classification", "no_parties", "checks_left")
OF_DILEMMA = ("title", "public_title", "unit")
"""Fields typed with a draft that belong to the dilemma: kept and restored with it, and no part of a new version."""
_NOT_TEXT = ("id", "version_id", "html")


def content_of(version: PaperVersion, dilemma: Dilemma) -> Content:
    """Everything this version says now."""
    return contents_of([version], dilemma)[version.id]


def contents_of(versions: Sequence[PaperVersion], dilemma: Dilemma) -> dict[int, Content]:
    """Everything these versions of one paper say, by version id; a query for each table, however many versions."""
    ids = [version.id for version in versions]
    found: dict[int, Content] = {
        version.id: {
            "head": {name: _plain(getattr(version, name)) for name in HEAD},
            "dilemma": {name: getattr(dilemma, name) for name in OF_DILEMMA},
            "unplaced": "",
            "applies": {},
            **{name: [] for name in TABLES},
        }
        for version in versions
    }
    for name, table in TABLES.items():
        columns = columns_of(table)
        here: Any = table
        for row in db.session.scalars(select(table).where(here.version_id.in_(ids)).order_by(*_order(table))):
            found[cast(Any, row).version_id][name].append({column: _plain(getattr(row, column)) for column in columns})
    for version_id, applies in _applies(ids).items():
        found[version_id]["applies"] = applies
    return found


def with_unplaced(content: Content, dilemma_id: int) -> Content:
    """The same with what the import of a draft found no place for."""
    unplaced = db.session.scalar(
        select(Source.unplaced).where(Source.dilemma_id == dilemma_id).order_by(Source.id.desc()).limit(1)
    )
    return {**content, "unplaced": unplaced or ""}


def digest_of(content: Content) -> str:
    """What a content is known by: two that say the same have the same."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def columns_of(table: type[Model]) -> tuple[str, ...]:
    """The columns of a table that are text of its version, or how it is arranged."""
    return tuple(column.name for column in table.__table__.columns if column.name not in _NOT_TEXT)


def read_row(table: type[Model], row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of a content with its values as the table holds them."""
    return {name: value_of(table, name, value) for name, value in row.items() if name in table.__table__.columns}


def value_of(table: type[Model], name: str, value: Any) -> Any:
    """One value of a content as its column holds it."""
    kind = table.__table__.columns[name].type
    if value is None:
        return None
    if isinstance(kind, Enum) and kind.enum_class is not None:
        return kind.enum_class(value)
    return date.fromisoformat(value) if isinstance(kind, Date) else value


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value  # a member of an enum is its value


def _order(table: type[Model]) -> tuple[Any, ...]:
    here = table.__table__.columns
    named = [here[name] for name in ("position", "number", "id", "principle_id") if name in here]
    return tuple(named)


def _applies(version_ids: Collection[int]) -> dict[int, dict[str, list[int]]]:
    rows = db.session.execute(
        select(QuestionWording.version_id, QuestionWording.question_id, QuestionScenario.scenario_id)
        .join(QuestionScenario, QuestionScenario.wording_id == QuestionWording.id)
        .where(QuestionWording.version_id.in_(version_ids))
        .order_by(QuestionWording.version_id, QuestionWording.number, QuestionScenario.scenario_id)
    )
    found: dict[int, dict[str, list[int]]] = defaultdict(dict)
    for row in rows:
        found[row.version_id].setdefault(str(row.question_id), []).append(row.scenario_id)
    return found
