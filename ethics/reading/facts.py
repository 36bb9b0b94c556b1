"""What the lifecycle's guards look at, read from the tables: the same facts for the guard, the page and the desk."""

from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select

from ethics.domain import lifecycle
from ethics.domain.deliberation import AdviceFacts, QuorumRule, quorum_missing
from ethics.domain.vocabulary import AttendanceKind, Part, State
from ethics.extensions import db
from ethics.models import (
    AgendaItem,
    Attachment,
    Attendance,
    Block,
    Clause,
    Committee,
    Dilemma,
    PaperVersion,
    Party,
    QuestionWording,
    Response,
    ScenarioWording,
)
from ethics.reading import standing as standings
from ethics.reading.advised import counting_seats, eligible_ids, points_that_count, replies_by_question, stand_of
from ethics.reading.version_read import version_read

_DELIBERATING = (State.DRAFTING, State.CIRCULATED)


def facts_of(dilemma: Dilemma) -> lifecycle.Facts:
    """Everything the guards out of this dilemma's present state look at. Only what the state needs is read."""
    return facts_of_version(dilemma, current_version_id(dilemma.id))


def facts_of_version(dilemma: Dilemma, version: int | None) -> lifecycle.Facts:
    """The same with this version as the paper: for a new one that is not in force yet."""
    questions = db.session.scalar(select(func.count()).where(QuestionWording.version_id == version)) or 0
    parties = db.session.scalar(select(func.count()).where(Party.version_id == version)) or 0
    none_said, closed = db.session.execute(
        select(PaperVersion.no_parties, wholly_closed()).where(PaperVersion.id == version)
    ).first() or (False, False)
    recorded, short = _meeting(dilemma) if dilemma.state is State.ISSUED else (False, None)
    return lifecycle.Facts(
        times=standings.times(dilemma),
        urgent=dilemma.urgent,
        questions=questions,
        parties_said=bool(parties) or none_said,
        has_open_title=bool(dilemma.public_title) or not closed,
        has_sponsor=dilemma.sponsor_id is not None,
        recorded=recorded,
        quorum_missing=short,
        advice=advice_facts(dilemma) if dilemma.state in _DELIBERATING else AdviceFacts(),
        clauses_unanswered=clauses_unanswered(dilemma.id) if dilemma.state is State.SENT else 0,
    )


def wholly_closed() -> ColumnElement[bool]:
    """The condition on PaperVersion under which all its blocks, scenarios and questions are of Part 2."""
    worded = (Block, QuestionWording, ScenarioWording)

    def any_is(part: Part) -> ColumnElement[bool]:
        return or_(
            *(
                select(one.id)
                .where(one.version_id == PaperVersion.id, one.part == part)
                .correlate(PaperVersion)
                .exists()
                for one in worded
            )
        )

    return and_(any_is(Part.CLOSED), ~any_is(Part.OPEN))


def looks_again(day: date) -> ColumnElement[bool]:
    """The condition on PaperVersion under which a closed text of it is to be looked at again by ``day``."""
    return or_(
        *(
            select(one.id)
            .where(one.version_id == PaperVersion.id, one.part == Part.CLOSED, one.review_on <= day)
            .correlate(PaperVersion)
            .exists()
            for one in (Attachment, Block, QuestionWording, ScenarioWording)
        )
    )


def current_version_id(dilemma_id: int) -> int | None:
    """The version in force, by id: the one last issued; before the issue the one being written."""
    return db.session.scalar(version_read(dilemma_id))


def quorum_rule(committee_id: int) -> QuorumRule:
    """The committee's quorum, from its settings."""
    heads, independent = db.session.execute(
        select(Committee.quorum_heads, Committee.quorum_independent).where(Committee.id == committee_id)
    ).one()
    return QuorumRule(heads, independent)


def _meeting(dilemma: Dilemma):  # type: ignore[no-untyped-def]
    """Whether the item at its present meeting is recorded, and what its quorum lacks (rule 7)."""
    item = db.session.scalar(
        select(AgendaItem)
        .where(AgendaItem.dilemma_id == dilemma.id, AgendaItem.left_at.is_(None))
        .order_by(AgendaItem.id.desc())
        .limit(1)
    )
    if item is None or item.recorded_at is None:
        return False, None
    present = set(
        db.session.scalars(
            select(Attendance.person_id).where(Attendance.item_id == item.id, Attendance.kind == AttendanceKind.PRESENT)
        )
    )
    counted = {person: category for person, category in counting_seats(dilemma).items() if person in present}
    presided = item.presided_by_id is not None and item.presided_by_id in counted
    return True, quorum_missing(list(counted.values()), presided=presided, rule=quorum_rule(dilemma.committee_id))


def advice_facts(dilemma: Dilemma) -> AdviceFacts:
    """What the draft or circulated advice stands at (rules 8, 9, 11 and 12)."""
    return stand_of(dilemma).facts()


def clauses_unanswered(dilemma_id: int) -> int:
    """How many clauses of sent advice the force has not answered."""
    answered = select(Response.clause_id)
    return (
        db.session.scalar(
            select(func.count()).where(
                Clause.dilemma_id == dilemma_id, Clause.dropped_at.is_(None), Clause.id.not_in(answered)
            )
        )
        or 0
    )


__all__ = [
    "advice_facts", "clauses_unanswered", "counting_seats", "current_version_id", "eligible_ids", "facts_of", "looks_again",
    "points_that_count", "quorum_rule", "replies_by_question", "wholly_closed",
]  # fmt: skip
