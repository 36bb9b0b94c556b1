"""The force's answers on their way to the public page: what is copied of them, and for which clauses (rule 13)."""

from datetime import datetime

from sqlalchemy import select

from ethics.extensions import db
from ethics.models import Clause, Dilemma, PublicAnswer, QuestionWording, Response
from ethics.reading import passages, public_page, scanning
from ethics.reading.facts import current_version_id
from ethics.reading.people import day_of
from ethics.reading.public_copy import Content, text_node
from ethics.reading.public_page import Waiting


def clauses_by_label(dilemma_id: int) -> dict[str, Clause]:
    """The clauses of the advice by their public number, such as 4.2."""
    rows = db.session.execute(
        select(QuestionWording.number, Clause)
        .join(Clause, Clause.question_id == QuestionWording.question_id)
        .where(QuestionWording.version_id == current_version_id(dilemma_id), Clause.dropped_at.is_(None))
        .order_by(QuestionWording.number, Clause.number)
    )
    return {f"{number}.{clause.number}": clause for number, clause in rows}


def to_copy(dilemma_id: int, content: Content) -> dict[str, Response]:
    """The force's latest answers to the clauses that are open in this copy, by label. Answers to what is withheld are
    not among them.
    """
    shown = {
        clause["label"]
        for question in content["questions"]
        for clause in question["clauses"]
        if "withheld" not in clause
    }
    labels = {clause.id: label for label, clause in clauses_by_label(dilemma_id).items() if label in shown}
    rows = db.session.scalars(select(Response).where(Response.clause_id.in_(labels)).order_by(Response.id))
    return {labels[row.clause_id]: row for row in rows}


def copied(response: Response) -> Content:
    """The public copy of one answer: never who gave it."""
    return {
        "answer": response.answer.value,
        "reason": text_node(response.reason),
        "done_by": response.done_by.isoformat() if response.done_by else None,
        "given_on": day_of(response.given_at).isoformat(),
    }


def foreseen(dilemma: Dilemma, content: Content) -> dict[str, Content | None]:
    """The answers as they would stand beside this copy if it were published now: None for one the scan would hold back."""
    out = {
        row.response_id: None if row.held_back else row.content
        for row in db.session.scalars(select(PublicAnswer).where(PublicAnswer.dilemma_id == dilemma.id))
    }
    found: dict[str, Content | None] = {}
    fresh: dict[str, Content] = {}
    for label, response in to_copy(dilemma.id, content).items():
        if response.id in out:
            found[label] = out[response.id]
        else:
            fresh[label] = copied(response)
    if fresh:
        caught = {
            place.partition("/")[0] for _, place, _ in scanning.found_in(dilemma.id, list(passages.passages(fresh)))
        }
        found |= {label: None if label in caught else copy for label, copy in fresh.items()}
    return found


def clock_of(dilemma: Dilemma, now: datetime) -> Waiting | None:
    """The public clock as it stands, before it is copied; None where the advice has not gone to the force."""
    if dilemma.sent_at is None or dilemma.response_due_at is None:
        return None
    return public_page.waiting(dilemma.sent_at, dilemma.response_due_at, dilemma.answered_at, now)
