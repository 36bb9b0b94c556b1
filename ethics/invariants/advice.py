"""Facts of advice: who replied, what it stands on, what is closed, and its public copy."""

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import exists, func, select

from ethics.domain.deliberation import reply_to_question, strongest_basis
from ethics.domain.policy import Seat
from ethics.domain.vocabulary import Basis, Event, Part, PublicationStatus, Reply
from ethics.extensions import db
from ethics.invariants.record import Record
from ethics.models import (
    Clause,
    Confirmation,
    EligibleMember,
    PaperVersion,
    Publication,
    QuestionAdvice,
    QuestionWording,
    Response,
)


def replies_were_allowed(record: Record) -> Iterator[str]:
    """Eligible members had a seat at circulation, and nobody else replied (rules 9 and 12)."""
    eligible = set(
        db.session.scalars(select(EligibleMember.person_id).where(EligibleMember.dilemma_id == record.dilemma.id))
    )
    circulated_at = record.dilemma.circulated_at
    for person_id in sorted(eligible):
        if person_id not in record.givers:
            yield f"person {person_id} is eligible without a position-giving seat on the item."
        elif circulated_at is None or record.seat(person_id, circulated_at) not in (Seat.FULL, Seat.UNDECLARED):
            yield f"person {person_id} is eligible, and a declaration or ruling had taken their seat at circulation."
    rows = db.session.execute(
        select(Confirmation, Clause.text_version)
        .join(Clause, Clause.id == Confirmation.clause_id)
        .where(Clause.dilemma_id == record.dilemma.id)
        .order_by(Confirmation.id)
    )
    for reply, present in rows:
        if reply.person_id not in eligible or record.seat(reply.person_id, reply.replied_at) is not Seat.FULL:
            yield f"reply {reply.id} is by a member who had none to give."
        if reply.text_version > present:
            yield f"reply {reply.id} is to words the clause never had."


def advice_is_complete(record: Record) -> Iterator[str]:
    """Every question is answered or said why not, on a basis no stronger than the replies (rules 8 and 9)."""
    dilemma = record.dilemma
    if dilemma.agreed_at is None:
        return
    version = (
        select(func.max(PaperVersion.number))
        .where(PaperVersion.dilemma_id == dilemma.id, PaperVersion.frozen_at.is_not(None))
        .scalar_subquery()
    )
    wordings = db.session.scalars(
        select(QuestionWording)
        .join(PaperVersion, PaperVersion.id == QuestionWording.version_id)
        .where(PaperVersion.dilemma_id == dilemma.id, PaperVersion.number == version)
        .order_by(QuestionWording.number)
    )
    advised = {
        one.question_id: one
        for one in db.session.scalars(select(QuestionAdvice).where(QuestionAdvice.dilemma_id == dilemma.id))
    }
    clauses: dict[int, list[Clause]] = defaultdict(list)
    there = select(Clause).where(Clause.dilemma_id == dilemma.id, Clause.dropped_at.is_(None)).order_by(Clause.id)
    for clause in db.session.scalars(there):
        clauses[clause.question_id].append(clause)
    for wording in wordings:
        row = advised.get(wording.question_id)
        answered = clauses.get(wording.question_id, [])
        if not answered:
            if row is None or not row.not_answered:
                yield f"question {wording.number} of agreed advice has neither a clause nor a reason why not."
        elif row is None or row.basis is None or _is_stronger(row.basis, allowed(record, answered)):
            yield f"question {wording.number} of agreed advice stands on a basis its replies do not allow."
    if dilemma.answered_at is not None:
        silent = select(func.count()).where(
            Clause.dilemma_id == dilemma.id,
            Clause.dropped_at.is_(None),
            ~exists().where(Response.clause_id == Clause.id),
        )
        if db.session.scalar(silent):
            yield "it is answered, and a clause has no answer."


def _is_stronger(basis: Basis, allowed: Basis) -> bool:
    order = list(Basis)
    return order.index(basis) < order.index(allowed)


def allowed(record: Record, clauses: list[Clause]) -> Basis:
    """The strongest basis the replies allowed when the advice was signed off."""
    agreed_at = record.dilemma.agreed_at
    assert agreed_at is not None
    electors = [
        person_id
        for person_id in db.session.scalars(
            select(EligibleMember.person_id).where(EligibleMember.dilemma_id == record.dilemma.id)
        )
        if record.seat(person_id, agreed_at) in (Seat.FULL, Seat.UNDECLARED)
    ]
    current = {clause.id: clause.text_version for clause in clauses}
    given: dict[tuple[int, int], Reply] = {}
    for reply in db.session.scalars(
        select(Confirmation)
        .where(Confirmation.clause_id.in_(current), Confirmation.replied_at <= agreed_at)
        .order_by(Confirmation.id)
    ):
        if reply.text_version == current[reply.clause_id]:
            given[reply.person_id, reply.clause_id] = reply.reply
    return strongest_basis(
        [reply_to_question([given.get((person, clause)) for clause in current]) for person in electors]
    )


def closed_clauses_stay_closed(record: Record) -> Iterator[str]:
    """A clause that answers a Part 2 question is Part 2 until opened (rule 13)."""
    opened = {entry.facts.get("clause") for entry in record.entries if entry.event is Event.CLAUSE_OPENED}
    open_ = db.session.scalars(
        select(Clause.id)
        .distinct()
        .join(QuestionWording, QuestionWording.question_id == Clause.question_id)
        .where(Clause.dilemma_id == record.dilemma.id, Clause.part == Part.OPEN, QuestionWording.part == Part.CLOSED)
        .order_by(Clause.id)
    )
    for clause_id in open_:
        if clause_id not in opened:
            yield f"clause {clause_id} answers a closed question, and is open without having been opened."


def one_public_copy(record: Record) -> Iterator[str]:
    """One edition at most is published, of agreed advice, by two people (rule 13)."""
    editions = db.session.scalars(
        select(Publication).where(Publication.dilemma_id == record.dilemma.id).order_by(Publication.edition)
    ).all()
    if sum(1 for one in editions if one.status is PublicationStatus.PUBLISHED) > 1:
        yield "two editions of its public copy are published at once."
    for one in editions:
        if one.published_by_id is not None and one.published_by_id == one.approved_by_id:
            yield f"edition {one.edition} was cleared and published by one person."
        if record.dilemma.agreed_at is None:
            yield f"edition {one.edition} is of advice that is not agreed."
