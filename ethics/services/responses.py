"""The force's answer: the sponsor answers each clause, and sends the whole when every clause has one."""

from dataclasses import dataclass
from datetime import date

from ethics.domain.actor import Actor, Clock
from ethics.domain.policy import Action
from ethics.domain.refusal import Invalid, NotKnown
from ethics.domain.vocabulary import SEATED, Answer, Event, NoticeKind, Role, Step
from ethics.domain.words import say
from ethics.extensions import db
from ethics.models import Clause, Response
from ethics.reading.people import day_of, holders
from ethics.services import notices
from ethics.services.holding import hold
from ethics.services.steps import take_step


@dataclass(frozen=True, slots=True)
class AnswerDraft:
    """Accepted, in part or not; why; and by when it is done."""

    answer: Answer
    reason: str = ""
    done_by: date | None = None


def respond(actor: Actor, ref: str, clause_id: int, draft: AnswerDraft, clock: Clock) -> None:
    """Answer one clause for the force. What is not accepted in full needs a reason; an earlier answer is kept behind it."""
    held = hold(actor, ref, Action.RESPOND, clock)
    clause = db.session.get(Clause, clause_id)
    if clause is None or clause.dilemma_id != held.dilemma.id or clause.dropped_at is not None:
        raise NotKnown
    if draft.answer is not Answer.ACCEPTED and not draft.reason.strip():
        raise Invalid({f"reason-{clause.id}": say("Give the reason. It is published with the answer.")})
    if draft.answer is not Answer.NOT_ACCEPTED and draft.done_by is None:
        raise Invalid({f"done_by-{clause.id}": say("Say by when it is done.")})
    db.session.add(
        Response(
            clause_id=clause.id, answer=draft.answer, reason=draft.reason.strip(), done_by=draft.done_by,
            given_by_id=held.me, given_at=held.now,
        )
    )  # fmt: skip
    held.journal(Event.RESPONDED, facts={"clause": clause.id, "answer": draft.answer.value})


def complete(actor: Actor, ref: str, clock: Clock, *, row_version: int | None = None) -> None:
    """Send the force's answer as a whole; refuses while a clause has none."""
    held = hold(actor, ref, Action.RESPOND, clock, row_version=row_version)
    take_step(held, Step.ANSWER)
    dilemma = held.dilemma
    committee = holders(dilemma.committee_id, (*SEATED, Role.SECRETARY), day_of(held.now))
    people = [appointment.person_id for appointment in committee]
    notices.tell(people, NoticeKind.ANSWERED, held.now, dilemma=dilemma, path=f"/dilemmas/{dilemma.ref}/advice")
