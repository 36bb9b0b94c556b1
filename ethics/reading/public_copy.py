"""The public text made anew from Part 1 (rule 13): what publication will freeze, as plain JSON.

Made by reading the open parts only; closed text is never loaded into it. A hole keeps its paragraph number, says that
something is withheld and why. Nobody's position, name or considerations are in it: the spread, the basis, and minority
views in their holders' words, unnamed unless they chose.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from ethics.domain.deliberation import Spread
from ethics.domain.disclosure import Passage
from ethics.domain.policy import Seat
from ethics.domain.vocabulary import Part, Section, Stance
from ethics.extensions import db
from ethics.models import (
    AdviceCondition,
    AgendaItem,
    Block,
    Clause,
    Committee,
    Consideration,
    Dilemma,
    Force,
    Framework,
    Implication,
    Meeting,
    MinorityHolder,
    MinorityView,
    PaperVersion,
    Person,
    Position,
    PositionStance,
    Principle,
    PrincipleEngaged,
    QuestionAdvice,
    QuestionScenario,
    QuestionWording,
    ScenarioWording,
)
from ethics.reading import facts, standing
from ethics.richtext import html

Content = dict[str, Any]


def make(dilemma: Dilemma) -> Content:
    """The public copy of a dilemma whose advice is agreed, as JSON-ready plain data.

    Keys: ``title``, ``committee``, ``force``, ``interim``, ``meeting`` (date, place) or None, ``paper`` (sections of
    paragraphs), ``questions`` (each with clauses, conditions, spread, basis, minority views), ``implications``,
    ``principles``, ``frameworks``, ``took_no_part`` (how many withdrew), ``agreed_on``.
    """
    version = db.session.scalar(
        select(PaperVersion).where(PaperVersion.dilemma_id == dilemma.id).order_by(PaperVersion.number.desc()).limit(1)
    )
    assert version is not None and dilemma.agreed_at is not None
    committee = db.session.get_one(Committee, dilemma.committee_id)
    force = db.session.get_one(Force, dilemma.force_id)
    scenarios = {
        row.scenario_id: row
        for row in db.session.scalars(
            select(ScenarioWording).where(ScenarioWording.version_id == version.id).order_by(ScenarioWording.number)
        )
    }
    cited = _principles(dilemma, version.id)
    return {
        "title": dilemma.public_title or dilemma.title,
        "committee": {"name": committee.name, "slug": committee.slug},
        "force": force.name,
        "interim": dilemma.urgent,
        "agreed_on": standing.day_of(dilemma.agreed_at).isoformat(),
        "meeting": _meeting(dilemma.id),
        "paper": {"version": version.number, "sections": _sections(version.id, scenarios)},
        "scenarios": [{"number": row.number, "title": row.title} for row in scenarios.values()],
        "questions": _questions(dilemma, version.id, scenarios),
        "implications": _implications(version.id),
        "principles": sorted({name for name, _ in cited}),
        "frameworks": sorted({framework for _, framework in cited}),
        "took_no_part": sum(1 for seat in standing.seats([dilemma.id]).values() if seat is Seat.WITHDRAWN),
    }


def _withheld(part_reason: object, review_on: object = None) -> Content:
    return {"reason": getattr(part_reason, "value", None), "review_on": review_on.isoformat() if review_on else None}  # type: ignore[attr-defined]


def _sections(version_id: int, scenarios: dict[int, ScenarioWording]) -> list[Content]:
    sections: dict[tuple[str, int | None], Content] = {}
    closed = Block.part == Part.CLOSED
    rows = db.session.execute(  # closed text is not selected at all
        select(
            Block.section, Block.scenario_id, Block.number, closed.label("closed"), Block.part_reason, Block.review_on,
            Block.id,
        )
        .where(Block.version_id == version_id)
        .order_by(Block.position)
    ).all()  # fmt: skip
    texts = {
        block_id: text
        for block_id, text in db.session.execute(
            select(Block.id, Block.text).where(Block.version_id == version_id, Block.part == Part.OPEN)
        )
    }
    for row in rows:
        scenario = scenarios.get(row.scenario_id) if row.scenario_id else None
        section = sections.setdefault(
            (row.section.value, row.scenario_id),
            {
                "key": row.section.value,
                "scenario": scenario.number if scenario else None,
                "heading": scenario.title if scenario else "",
                "paragraphs": [],
            },
        )
        paragraph: Content = {"number": row.number}
        if row.closed:
            paragraph["withheld"] = _withheld(row.part_reason, row.review_on)
        else:
            paragraph["text"] = texts[row.id]
            paragraph["html"] = str(html(texts[row.id]))
        section["paragraphs"].append(paragraph)
    order = [section.value for section in Section]
    return sorted(sections.values(), key=lambda s: (order.index(s["key"]), s["scenario"] or 0))


def _questions(dilemma: Dilemma, version_id: int, scenarios: dict[int, ScenarioWording]) -> list[Content]:
    wordings = db.session.scalars(
        select(QuestionWording).where(QuestionWording.version_id == version_id).order_by(QuestionWording.number)
    ).all()
    applies: dict[int, list[int]] = defaultdict(list)
    for wording_id, scenario_id in db.session.execute(
        select(QuestionScenario.wording_id, QuestionScenario.scenario_id).where(
            QuestionScenario.wording_id.in_([wording.id for wording in wordings])
        )
    ):
        applies[wording_id].append(scenarios[scenario_id].number)
    clauses, conditions = _clauses(dilemma.id)
    advised = {row.question_id: row for row in db.session.scalars(select(QuestionAdvice).where(QuestionAdvice.dilemma_id == dilemma.id))}
    spreads = _spreads(dilemma, scenarios)
    minority = _minority(dilemma.id)
    found = []
    for wording in wordings:
        advice = advised.get(wording.question_id)
        question: Content = {
            "number": wording.number,
            "paragraph": wording.paragraph,
            "kind": wording.kind.value,
            "scenarios": sorted(applies[wording.id]),
            "basis": advice.basis.value if advice and advice.basis else None,
            "spread": spreads.get(wording.question_id, []),
        }
        if wording.part is Part.CLOSED:
            question["withheld"] = _withheld(wording.part_reason)
            question["clauses"] = [
                {"label": f"{wording.number}.{clause.number}", "withheld": _withheld(wording.part_reason)}
                for clause in clauses[wording.question_id]
            ]
            question["minority"] = []
            found.append(question)
            continue
        question |= {"title": wording.title, "lead_in": wording.lead_in, "text": wording.text}
        question["not_answered"] = advice.not_answered if advice else ""
        question["minority"] = minority[wording.question_id]
        question["clauses"] = [
            {"label": f"{wording.number}.{clause.number}", "withheld": _withheld(wording.part_reason)}
            if clause.part is Part.CLOSED
            else {
                "label": f"{wording.number}.{clause.number}",
                "text": clause.text,
                "addressed_to": clause.addressed_to,
                "conditions": conditions[clause.id],
            }
            for clause in clauses[wording.question_id]
        ]
        found.append(question)
    return found


def _clauses(dilemma_id: int) -> tuple[dict[int, list[Clause]], dict[int, list[Content]]]:
    clauses: dict[int, list[Clause]] = defaultdict(list)
    for clause in db.session.scalars(
        select(Clause).where(Clause.dilemma_id == dilemma_id, Clause.dropped_at.is_(None)).order_by(Clause.number)
    ):
        clauses[clause.question_id].append(clause)
    ids = [clause.id for found in clauses.values() for clause in found]
    conditions: dict[int, list[Content]] = defaultdict(list)
    for row in db.session.scalars(
        select(AdviceCondition).where(AdviceCondition.clause_id.in_(ids)).order_by(AdviceCondition.id)
    ):
        conditions[row.clause_id].append({"text": row.text, "strength": row.strength.value, "owner": row.owner})
    return clauses, conditions


def _spreads(dilemma: Dilemma, scenarios: dict[int, ScenarioWording]) -> dict[int, list[Content]]:
    """The stances of the latest positions that count, per question and scenario; counts alone."""
    counting = facts.points_that_count(dilemma)
    stances: dict[tuple[int, int | None], list[Stance]] = defaultdict(list)
    for question_id, scenario_id, stance in db.session.execute(
        select(Position.question_id, PositionStance.scenario_id, PositionStance.stance)
        .join(PositionStance, PositionStance.position_id == Position.id)
        .where(Position.id.in_(counting))
    ):
        stances[question_id, scenario_id].append(stance)
    found: dict[int, list[Content]] = defaultdict(list)

    def by_scenario(key: tuple[int, int | None]) -> tuple[int, int]:
        scenario = scenarios.get(key[1]) if key[1] is not None else None
        return key[0], scenario.number if scenario else 0

    for key in sorted(stances, key=by_scenario):
        counts = Spread.of(stances[key]).counts
        found[key[0]].append(
            {"scenario": by_scenario(key)[1] or None, "counts": {stance.value: n for stance, n in counts.items()}}
        )
    return found


def _minority(dilemma_id: int) -> dict[int, list[Content]]:
    views = db.session.scalars(
        select(MinorityView)
        .where(
            MinorityView.dilemma_id == dilemma_id, MinorityView.written_at.is_not(None), MinorityView.taken_back_at.is_(None)
        )
        .order_by(MinorityView.id)
    ).all()
    holders: dict[int, list[tuple[str, bool]]] = defaultdict(list)
    for view_id, name, named in db.session.execute(
        select(MinorityHolder.view_id, Person.name, MinorityHolder.named)
        .join(Person, Person.id == MinorityHolder.person_id)
        .where(MinorityHolder.view_id.in_([view.id for view in views]))
        .order_by(Person.name)
    ):
        holders[view_id].append((name, named))
    found: dict[int, list[Content]] = defaultdict(list)
    for view in views:
        names = [name for name, named in holders[view.id] if named]
        unnamed = len(holders[view.id]) - len(names)
        found[view.question_id].append({"text": view.text, "names": names, "unnamed": unnamed})
    return found


def _implications(version_id: int) -> list[Content]:
    rows = db.session.scalars(select(Implication).where(Implication.version_id == version_id).order_by(Implication.position))
    return [{"name": row.name, "kind": row.kind.value, "text": row.text} for row in rows]


def _principles(dilemma: Dilemma, version_id: int) -> set[tuple[str, str]]:
    """The principles the paper engages and the members' considerations that count rest on, with their frameworks."""
    named = select(Principle.name, Framework.name).join(Framework, Framework.id == Principle.framework_id)
    engaged = named.join(PrincipleEngaged, PrincipleEngaged.principle_id == Principle.id).where(
        PrincipleEngaged.version_id == version_id
    )
    weighed = named.join(Consideration, Consideration.principle_id == Principle.id).where(
        Consideration.position_id.in_(facts.points_that_count(dilemma))
    )
    return {(name, framework) for query in (engaged, weighed) for name, framework in db.session.execute(query)}


def _meeting(dilemma_id: int) -> Content | None:
    row = db.session.execute(
        select(Meeting.starts_at, Meeting.place, AgendaItem.letter)
        .join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
        .where(AgendaItem.dilemma_id == dilemma_id, AgendaItem.left_at.is_(None))
        .order_by(AgendaItem.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    return {"date": standing.day_of(row.starts_at).isoformat(), "letter": row.letter}


# -- walking a copy ---------------------------------------------------------------------------------------------------

_WORDS_OF_THE_FORM = frozenset({"key", "kind", "basis", "html", "number", "label", "slug", "letter", "date", "paragraph",
                                "agreed_on", "reason", "review_on", "strength", "names", "force", "committee",
                                "principles", "frameworks", "counts"})  # fmt: skip
"""Keys whose values are ours, not anybody's words: the scan passes them by."""


def passages(content: Content) -> Iterator[Passage]:
    """Every text of a copy that somebody wrote, each with where it stands, such as ``questions/0/clauses/1/text``."""
    yield from _walk(content, "")


def _walk(node: Any, where: str) -> Iterator[Passage]:
    if isinstance(node, str):
        if node.strip():
            yield Passage(where, node)
    elif isinstance(node, list):
        for n, inner in enumerate(node):
            yield from _walk(inner, f"{where}/{n}" if where else str(n))
    elif isinstance(node, dict):
        for key, inner in node.items():
            if key not in _WORDS_OF_THE_FORM:
                yield from _walk(inner, f"{where}/{key}" if where else key)


def with_words_withheld(content: Content, where: str, words: str, mark: str) -> Content:
    """A copy of the content in which ``words`` at ``where`` are replaced by ``mark``, a visible hole; its HTML made anew."""

    def again(node: Any, path: list[str]) -> Any:
        if not path:
            return node.replace(words, mark)
        head, rest = path[0], path[1:]
        if isinstance(node, list):
            return [again(inner, rest) if n == int(head) else inner for n, inner in enumerate(node)]
        changed = {**node, head: again(node[head], rest)}
        if head == "text" and not rest and "html" in node:
            changed["html"] = str(html(changed["text"]))
        return changed

    return again(content, where.split("/"))  # type: ignore[no-any-return]
