"""What the lifecycle's guards look at, read from the tables: the same facts for the guard, the page and the desk."""

from collections import Counter, defaultdict

from sqlalchemy import func, or_, select

from ethics.domain import lifecycle
from ethics.domain.deliberation import AdviceFacts, QuorumRule, quorum_missing, reply_to_question, strongest_basis
from ethics.domain.policy import Seat
from ethics.domain.vocabulary import AttendanceKind, Basis, Category, Reply, State
from ethics.extensions import db
from ethics.models import (
    AgendaItem,
    Appointment,
    Attendance,
    Clause,
    Committee,
    Condition,
    Confirmation,
    Consideration,
    Dilemma,
    EligibleMember,
    MinorityView,
    PaperVersion,
    Party,
    Person,
    Placement,
    Position,
    QuestionAdvice,
    QuestionWording,
    Response,
)
from ethics.reading import standing as standings
from ethics.reading.people import day_of

_DELIBERATING = (State.DRAFTING, State.CIRCULATED)


def facts_of(dilemma: Dilemma) -> lifecycle.Facts:
    """Everything the guards out of this dilemma's present state look at. Only what the state needs is read."""
    version = current_version_id(dilemma.id)
    questions = db.session.scalar(select(func.count()).where(QuestionWording.version_id == version)) or 0
    parties = db.session.scalar(select(func.count()).where(Party.version_id == version)) or 0
    none_said = db.session.scalar(select(PaperVersion.no_parties).where(PaperVersion.id == version)) or False
    recorded, short = _meeting(dilemma) if dilemma.state is State.ISSUED else (False, None)
    return lifecycle.Facts(
        times=standings.times(dilemma),
        urgent=dilemma.urgent,
        questions=questions,
        parties_said=bool(parties) or none_said,
        has_sponsor=dilemma.sponsor_id is not None,
        recorded=recorded,
        quorum_missing=short,
        advice=advice_facts(dilemma) if dilemma.state in _DELIBERATING else AdviceFacts(),
        clauses_unanswered=clauses_unanswered(dilemma.id) if dilemma.state is State.SENT else 0,
    )


def current_version_id(dilemma_id: int) -> int | None:
    """The newest version of the paper, by id: the one being written, or the one last frozen."""
    return db.session.scalar(
        select(PaperVersion.id).where(PaperVersion.dilemma_id == dilemma_id).order_by(PaperVersion.number.desc()).limit(1)
    )


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


def counting_seats(dilemma: Dilemma, *, undeclared: bool = False) -> dict[int, Category]:
    """Who counts on this item, by person id with their category: a position-giving seat, in time for the item, full
    after rulings. Quorum counts those (rule 7); with ``undeclared`` also who never declared, since a seat that is
    silent still makes a member eligible and keeps the advice from being called unanimous (rule 9).
    """
    day = day_of(dilemma.circulated_at or dilemma.issued_at or dilemma.started_at)
    seated = db.session.execute(
        select(Appointment.person_id, Appointment.category)
        .where(
            Appointment.committee_id == dilemma.committee_id,
            Appointment.gives_positions,
            Appointment.confirmed_at <= (dilemma.issued_at or dilemma.started_at),
            Appointment.starts_on <= day,
            or_(Appointment.ends_on.is_(None), Appointment.ends_on >= day),
        )
        .order_by(Appointment.id)
    ).all()
    taken = standings.seats([dilemma.id])
    return {
        person_id: category or Category.INDEPENDENT
        for person_id, category in seated
        if (seat := taken.get((dilemma.id, person_id), Seat.UNDECLARED)) is Seat.FULL
        or (undeclared and seat is Seat.UNDECLARED)
    }


def points_that_count(dilemma: Dilemma) -> dict[int, int]:
    """The positions whose considerations and conditions need a place: position id → person id.

    The latest version of each member on each question (rule 11), of members who have not withdrawn and whose late
    declaration has not set them aside. Who leaves for the discussion is counted: their round 1 stands (rule 2).
    """
    taken = standings.seats([dilemma.id])
    latest: dict[tuple[int, int], int] = {}
    rows = db.session.execute(
        select(Position.id, Position.person_id, Position.question_id)
        .where(Position.dilemma_id == dilemma.id)
        .order_by(Position.person_id, Position.question_id, Position.number)
    )
    for position_id, person_id, question_id in rows:
        latest[person_id, question_id] = position_id
    return {
        position_id: person_id
        for (person_id, _), position_id in latest.items()
        if taken.get((dilemma.id, person_id), Seat.UNDECLARED) in (Seat.FULL, Seat.LEAVE)
    }


def eligible_ids(dilemma_id: int) -> set[int]:
    """The members fixed as eligible at circulation whose seat no later declaration or ruling has taken (rule 9)."""
    fixed = db.session.scalars(select(EligibleMember.person_id).where(EligibleMember.dilemma_id == dilemma_id)).all()
    taken = standings.seats([dilemma_id], fixed)
    return {person for person in fixed if taken.get((dilemma_id, person), Seat.UNDECLARED) in (Seat.FULL, Seat.UNDECLARED)}


def eligible_categories(dilemma_id: int) -> dict[int, tuple[str, Category]]:
    """The eligible members of circulated advice: person id → (name, category)."""
    rows = db.session.execute(
        select(Person.id, Person.name, Appointment.category)
        .join(Appointment, Appointment.person_id == Person.id)
        .join(Dilemma, (Dilemma.id == dilemma_id) & (Dilemma.committee_id == Appointment.committee_id))
        .where(Person.id.in_(eligible_ids(dilemma_id)), Appointment.gives_positions)
        .order_by(Person.name, Appointment.id)
    )
    return {person_id: (name, category or Category.INDEPENDENT) for person_id, name, category in rows}


def replies_by_question(dilemma_id: int) -> dict[int, dict[int, Reply | None]]:
    """Each eligible member's reply to each question that has clauses: question id → person id → reply (rule 9)."""
    electors = eligible_ids(dilemma_id)
    clauses = db.session.execute(
        select(Clause.id, Clause.question_id, Clause.text_version).where(
            Clause.dilemma_id == dilemma_id, Clause.dropped_at.is_(None)
        )
    ).all()
    current = {clause_id: text_version for clause_id, _, text_version in clauses}
    given: dict[tuple[int, int], Reply] = {}
    for row in db.session.execute(
        select(Confirmation.clause_id, Confirmation.person_id, Confirmation.text_version, Confirmation.reply)
        .where(Confirmation.clause_id.in_(current))
        .order_by(Confirmation.id)
    ):
        if row.text_version == current[row.clause_id]:
            given[row.clause_id, row.person_id] = row.reply
    by_question: dict[int, list[int]] = defaultdict(list)
    for clause_id, question_id, _ in clauses:
        by_question[question_id].append(clause_id)
    return {
        question_id: {
            person_id: reply_to_question([given.get((clause_id, person_id)) for clause_id in ids]) for person_id in electors
        }
        for question_id, ids in by_question.items()
    }


def unreplied(dilemma_id: int) -> set[int]:
    """Eligible members who have not replied to every clause as it stands (an objection is a reply)."""
    electors = eligible_ids(dilemma_id)
    clauses = select(Clause.id).where(Clause.dilemma_id == dilemma_id, Clause.dropped_at.is_(None))
    total = db.session.scalar(select(func.count()).select_from(clauses.subquery())) or 0
    rows = db.session.execute(
        select(Confirmation.person_id, func.count(func.distinct(Confirmation.clause_id)))
        .join(Clause, (Clause.id == Confirmation.clause_id) & (Clause.text_version == Confirmation.text_version))
        .where(Clause.dilemma_id == dilemma_id, Clause.dropped_at.is_(None))
        .group_by(Confirmation.person_id)
    )
    done = {person_id for person_id, count in rows if count >= total}
    return electors - done


def advice_facts(dilemma: Dilemma) -> AdviceFacts:
    """What the draft or circulated advice stands at (rules 8, 9, 11 and 12)."""
    version = current_version_id(dilemma.id)
    numbers = {
        question_id: number
        for question_id, number in db.session.execute(
            select(QuestionWording.question_id, QuestionWording.number)
            .where(QuestionWording.version_id == version)
            .order_by(QuestionWording.number)
        )
    }
    clauses = db.session.execute(
        select(Clause.question_id, Clause.number, Clause.text)
        .where(Clause.dilemma_id == dilemma.id, Clause.dropped_at.is_(None))
        .order_by(Clause.number)
    ).all()
    advised = {row.question_id: row for row in db.session.scalars(select(QuestionAdvice).where(QuestionAdvice.dilemma_id == dilemma.id))}
    with_clause = {clause.question_id for clause in clauses}
    said_why = {question_id for question_id, row in advised.items() if row.not_answered}
    due = dilemma.replies_due_at
    common = {
        "questions_unanswered": tuple(n for q, n in numbers.items() if q not in with_clause and q not in said_why),
        "empty_clauses": tuple(f"{numbers.get(c.question_id, 0)}.{c.number}" for c in clauses if not c.text.strip()),
        "unplaced": unplaced(dilemma),
        "quorum": quorum_rule(dilemma.committee_id),
        "replies_due_at": due,
    }
    if dilemma.state is not State.CIRCULATED:
        return AdviceFacts(**common)  # type: ignore[arg-type]
    electors = eligible_categories(dilemma.id)
    missing = unreplied(dilemma.id)
    order = list(Basis)
    poor: list[int] = []
    for question_id, replies in replies_by_question(dilemma.id).items():
        row = advised.get(question_id)
        if row is None or row.basis is None or order.index(row.basis) < order.index(strongest_basis(list(replies.values()))):
            poor.append(numbers[question_id])
    waiting = db.session.scalars(
        select(Person.name)
        .join(MinorityView, MinorityView.author_id == Person.id)
        .where(
            MinorityView.dilemma_id == dilemma.id, MinorityView.written_at.is_(None), MinorityView.taken_back_at.is_(None)
        )
        .order_by(Person.name)
    ).all()
    return AdviceFacts(
        **common,  # type: ignore[arg-type]
        waiting_for=tuple(name for person_id, (name, _) in electors.items() if person_id in missing),
        replied=tuple(category for person_id, (_, category) in electors.items() if person_id not in missing),
        minority_views_waiting=tuple(waiting),
        questions_without_basis=tuple(sorted(poor)),
    )


def unplaced(dilemma: Dilemma) -> dict[str, int]:
    """How many considerations and conditions that count have no place yet, by member's name (rule 11)."""
    positions = points_that_count(dilemma)
    if not positions:
        return {}
    placed = select(Placement.consideration_id, Placement.condition_id).where(Placement.dilemma_id == dilemma.id)
    done = db.session.execute(placed).all()
    done_considerations = {row.consideration_id for row in done}
    done_conditions = {row.condition_id for row in done}
    count: Counter[int] = Counter()
    for kind, seen in ((Consideration, done_considerations), (Condition, done_conditions)):
        for point_id, position_id in db.session.execute(
            select(kind.id, kind.position_id).where(kind.position_id.in_(positions))
        ):
            if point_id not in seen:
                count[positions[position_id]] += 1
    names = {
        person_id: name
        for person_id, name in db.session.execute(select(Person.id, Person.name).where(Person.id.in_(count)).order_by(Person.name))
    } if count else {}  # fmt: skip
    return {name: count[person_id] for person_id, name in names.items()}


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
