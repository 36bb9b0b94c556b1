"""The public text made anew from Part 1 (rule 13): what publication will freeze, as plain JSON.

Made by reading the open parts only; closed text is never loaded into it. A hole keeps its paragraph number, says that
something is withheld and why. Nobody's position, name or considerations are in it: the spread, the basis, and minority
views in their holders' words, unnamed unless they chose.

What somebody wrote as Markdown stands as a node with ``text`` and the ``html`` made of it; a hole as a node with
``withheld``: ``{"reason": a PartReason or None, "review_on": a day or None}``. reading/passages.py walks it.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from ethics.domain.deliberation import Spread
from ethics.domain.policy import Seat
from ethics.domain.vocabulary import Basis, Part, PartReason, Reply, Section, Stance
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
from ethics.reading import advised
from ethics.reading.people import day_of
from ethics.reading.seats import seats
from ethics.reading.titles import open_title
from ethics.richtext import html, plain

Content = dict[str, Any]

_FIRST_LINES = 400


def make(
    dilemma: Dilemma, *, summary: str = "", notice: str = "", in_short: Mapping[int, str] | None = None
) -> Content:
    """The public copy of a dilemma whose advice is agreed, as JSON-ready plain data.

    ``summary`` is the whole answer in plain words, ``in_short`` the answer to a question by its number, ``notice`` what
    a correction corrects: all three are typed for the public page, and scanned with the rest. Keys beside these:
    ``title``, ``committee``, ``force``, ``advice_to``, ``interim``, ``agreed_on``, ``meeting`` (date, letter) or None,
    ``paper`` (version, sections of paragraphs), ``questions`` (each with clauses, conditions, spread, ``gave_none``: how
    many who were asked to confirm it gave no position, basis, minority views), ``scenarios``, ``implications``,
    ``principles``, ``frameworks``, ``took_no_part`` (how many withdrew).
    """
    version = db.session.scalar(
        select(PaperVersion)
        .where(PaperVersion.dilemma_id == dilemma.id, PaperVersion.frozen_at.is_not(None))
        .order_by(PaperVersion.number.desc())
        .limit(1)
    )
    assert version is not None
    assert dilemma.agreed_at is not None
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
        "title": open_title(dilemma),
        "summary": summary.strip(),
        "notice": notice.strip(),
        "committee": {"name": committee.name, "slug": committee.slug},
        "force": force.name,
        "advice_to": version.report_of,
        "interim": dilemma.urgent,
        "agreed_on": day_of(dilemma.agreed_at).isoformat(),
        "meeting": _meeting(dilemma.id),
        "paper": {"version": version.number, "sections": _sections(version.id, scenarios)},
        "scenarios": [{"number": row.number, "title": row.open_title} for row in scenarios.values()],
        "questions": _questions(dilemma, version.id, scenarios, in_short or {}),
        "implications": _implications(version.id),
        "principles": sorted({name for name, _ in cited}),
        "frameworks": sorted({framework for _, framework in cited}),
        "took_no_part": sum(1 for seat in seats([dilemma.id]).values() if seat is Seat.WITHDRAWN),
    }


def first_lines(content: Content) -> str:
    """The answer in its first lines, never empty while a clause is public: what was typed for them, else that clause."""
    clauses = (clause for question in content["questions"] for clause in question["clauses"])
    first = next((plain(clause["text"]) for clause in clauses if "withheld" not in clause), "")
    lines = " ".join((content["summary"] or first).split())
    return lines if len(lines) <= _FIRST_LINES else f"{lines[:_FIRST_LINES].rsplit(' ', 1)[0]}…"


def text_node(markdown: str) -> Content:
    """A text as the copy holds it: its Markdown, and the HTML made of it."""
    return {"text": markdown, "html": str(html(markdown))}


def hole(reason: PartReason | None, review_on: date | None = None) -> Content:
    """What stands where something is withheld."""
    return {
        "withheld": {
            "reason": reason.value if reason else None,
            "review_on": review_on.isoformat() if review_on else None,
        }
    }


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
    open_texts = select(Block.id, Block.text).where(Block.version_id == version_id, Block.part == Part.OPEN)
    texts: dict[int, str] = dict(db.session.execute(open_texts).all())
    for row in rows:
        scenario = scenarios.get(row.scenario_id) if row.scenario_id else None
        section = sections.setdefault(
            (row.section.value, row.scenario_id),
            {
                "key": row.section.value,
                "scenario": scenario.number if scenario else None,
                "heading": scenario.open_title if scenario else "",
                "paragraphs": [],
            },
        )
        paragraph: Content = {"number": row.number}
        if row.closed:
            paragraph |= hole(row.part_reason, row.review_on)
        else:
            paragraph |= text_node(texts[row.id])
        section["paragraphs"].append(paragraph)
    order = [section.value for section in Section]
    return sorted(sections.values(), key=lambda s: (order.index(s["key"]), s["scenario"] or 0))


def _questions(
    dilemma: Dilemma, version_id: int, scenarios: dict[int, ScenarioWording], in_short: Mapping[int, str]
) -> list[Content]:
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
    worded = {
        row.question_id: row
        for row in db.session.scalars(select(QuestionAdvice).where(QuestionAdvice.dilemma_id == dilemma.id))
    }
    counting = advised.points_that_count(dilemma)
    spreads = _spreads(counting, scenarios)
    gave = _who_gave(counting)
    replies = advised.replies_by_question(dilemma.id)
    minority = _minority(dilemma.id)
    found = []
    for wording in wordings:
        advice = worded.get(wording.question_id)
        basis = advice.basis if advice else None
        closed = wording.part is Part.CLOSED
        question: Content = {
            "number": wording.number,
            "paragraph": wording.paragraph,
            "kind": wording.kind.value,
            "scenarios": sorted(applies[wording.id]),
            "basis": basis.value if basis else None,
            "agreed": _how_many(replies.get(wording.question_id, {})) if basis is Basis.MAJORITY else None,
            "spread": spreads.get(wording.question_id, []),
            "gave_none": len(replies.get(wording.question_id, {}).keys() - gave[wording.question_id]),
            "clauses": [_clause(wording, clause, conditions[clause.id]) for clause in clauses[wording.question_id]],
        }
        if closed:
            question |= hole(wording.part_reason, wording.review_on)
            question["minority"] = [hole(wording.part_reason, wording.review_on) for _ in minority[wording.question_id]]
        else:
            not_answered = advice.not_answered if advice else ""
            question |= text_node(wording.text)
            question["title"] = wording.title
            question["lead_in"] = text_node(wording.lead_in) if wording.lead_in else None
            question["not_answered"] = text_node(not_answered) if not_answered else None
            question["in_short"] = in_short.get(wording.number, "").strip()
            question["minority"] = minority[wording.question_id]
        found.append(question)
    return found


def _clause(wording: QuestionWording, clause: Clause, conditions: list[Content]) -> Content:
    """A clause that answers a Part 2 question is Part 2 until opened (rule 13)."""
    label = f"{wording.number}.{clause.number}"
    opened = clause.opened_at is not None
    if (clause.part is Part.CLOSED or wording.part is Part.CLOSED) and not opened:
        return {"label": label, **hole(wording.part_reason, wording.review_on)}
    return {"label": label, **text_node(clause.text), "addressed_to": clause.addressed_to, "conditions": conditions}


def _how_many(replies: Mapping[int, Reply | None]) -> Content:
    agreeing = sum(1 for reply in replies.values() if reply in (Reply.AGREE, Reply.LIVE_WITH))
    return {"for": agreeing, "of": len(replies)}


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
        conditions[row.clause_id].append({**text_node(row.text), "strength": row.strength.value, "owner": row.owner})
    return clauses, conditions


def _who_gave(counting: Mapping[int, int]) -> dict[int, set[int]]:
    """Who gave a position that counts, by question; only how many did not goes into the copy."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = db.session.execute(select(Position.id, Position.question_id).where(Position.id.in_(counting)))
    for position_id, question_id in rows:
        found[question_id].add(counting[position_id])
    return found


def _spreads(counting: Mapping[int, int], scenarios: dict[int, ScenarioWording]) -> dict[int, list[Content]]:
    """The stances of the latest positions that count, per question and scenario; counts alone."""
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


def minority_views(dilemma_id: int) -> dict[int, list[MinorityView]]:
    """The written minority views by question id, in the order in which the copy has them."""
    views = db.session.scalars(
        select(MinorityView)
        .where(
            MinorityView.dilemma_id == dilemma_id,
            MinorityView.written_at.is_not(None),
            MinorityView.taken_back_at.is_(None),
        )
        .order_by(MinorityView.id)
    ).all()
    found: dict[int, list[MinorityView]] = defaultdict(list)
    for view in views:
        found[view.question_id].append(view)
    return found


def _minority(dilemma_id: int) -> dict[int, list[Content]]:
    views = minority_views(dilemma_id)
    holders: dict[int, list[tuple[str, bool]]] = defaultdict(list)
    for view_id, name, named in db.session.execute(
        select(MinorityHolder.view_id, Person.name, MinorityHolder.named)
        .join(Person, Person.id == MinorityHolder.person_id)
        .where(MinorityHolder.view_id.in_([view.id for held in views.values() for view in held]))
        .order_by(Person.name, Person.id)
    ):
        holders[view_id].append((name, named))
    found: dict[int, list[Content]] = defaultdict(list)
    for question_id, held in views.items():
        for view in held:
            names = [name for name, named in holders[view.id] if named]
            unnamed = len(holders[view.id]) - len(names)
            found[question_id].append({**text_node(view.text), "names": names, "unnamed": unnamed})
    return found


def _implications(version_id: int) -> list[Content]:
    rows = db.session.scalars(
        select(Implication).where(Implication.version_id == version_id).order_by(Implication.position)
    )
    return [{"name": row.name, "kind": row.kind.value, **text_node(row.text)} for row in rows]


def _principles(dilemma: Dilemma, version_id: int) -> set[tuple[str, str]]:
    """The principles the paper engages and the members' considerations that count rest on, with their frameworks."""
    named = select(Principle.name, Framework.name).join(Framework, Framework.id == Principle.framework_id)
    engaged = named.join(PrincipleEngaged, PrincipleEngaged.principle_id == Principle.id).where(
        PrincipleEngaged.version_id == version_id
    )
    weighed = named.join(Consideration, Consideration.principle_id == Principle.id).where(
        Consideration.position_id.in_(advised.points_that_count(dilemma))
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
    return {"date": day_of(row.starts_at).isoformat(), "letter": row.letter}
