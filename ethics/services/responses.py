"""The force's answer: the sponsor answers each clause, and sends the whole when every clause has one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from ethics.domain.actor import Actor, Clock
from ethics.domain.notices import NoticeKind
from ethics.domain.policy import Action
from ethics.domain.refusal import NotKnown, Stale, StaleText
from ethics.domain.vocabulary import SEATED, Answer, Event, Role, Step
from ethics.domain.words import say
from ethics.extensions import db
from ethics.models import Clause, Response
from ethics.reading.people import day_of, holders
from ethics.services import notices
from ethics.services.checking import Checked
from ethics.services.holding import hold
from ethics.services.publishing import publish_answers
from ethics.services.steps import take_step


@dataclass(frozen=True, slots=True)
class AnswerDraft:
    """Accepted, in part or not; why; and by when it is done."""

    answer: Answer
    reason: str = ""
    done_by: date | None = None


@dataclass(frozen=True, slots=True)
class ClauseAnswer:
    """An answer, the clause it is to, and the latest answer it was typed over (by id); ``box`` is what its fields begin with."""

    clause_id: int
    draft: AnswerDraft
    seen: int | None = None
    box: str = ""


def respond(actor: Actor, ref: str, clause_id: int, draft: AnswerDraft, clock: Clock) -> None:
    """Answer one clause for the force, whatever was answered before; see `respond_all`."""
    latest = _latest([clause_id]).get(clause_id)
    respond_all(actor, ref, [ClauseAnswer(clause_id, draft, latest.id if latest else None)], clock)


def respond_all(actor: Actor, ref: str, answers: Sequence[ClauseAnswer], clock: Clock) -> None:
    """Answer these clauses for the force, all or none. An earlier answer is kept behind a later one; the same one again
    is not a new one.

    Refuses with Invalid, by ``<box>-reason`` and ``<box>-done_by``, what is not accepted in full and has no reason, and
    what is accepted without a day or by one that has passed; with Stale where somebody answered in between.
    """
    held = hold(actor, ref, Action.RESPOND, clock)
    clauses = {
        clause.id: clause
        for clause in db.session.scalars(
            select(Clause).where(Clause.dilemma_id == held.dilemma.id, Clause.dropped_at.is_(None))
        )
    }
    if any(one.clause_id not in clauses for one in answers):
        raise NotKnown
    before = _latest([one.clause_id for one in answers])
    _refuse_stale(answers, before)
    check = Checked()
    said = [(one, _checked(check, one, before.get(one.clause_id), day_of(held.now))) for one in answers]
    check.done()
    for one, draft in said:
        latest = before.get(one.clause_id)
        if latest is not None and (latest.answer, latest.reason, latest.done_by) == (
            draft.answer,
            draft.reason,
            draft.done_by,
        ):
            continue
        db.session.add(
            Response(
                clause_id=one.clause_id, answer=draft.answer, reason=draft.reason, done_by=draft.done_by,
                given_by_id=held.me, given_at=held.now,
            )
        )  # fmt: skip
        held.journal(Event.RESPONDED, facts={"clause": one.clause_id, "answer": draft.answer.value})
    publish_answers(held)


def _latest(clause_ids: Sequence[int]) -> dict[int, Response]:
    rows = db.session.scalars(select(Response).where(Response.clause_id.in_(clause_ids)).order_by(Response.id))
    return {row.clause_id: row for row in rows}


def _refuse_stale(answers: Sequence[ClauseAnswer], before: dict[int, Response]) -> None:
    texts: list[StaleText] = []
    for one in answers:
        latest, draft = before.get(one.clause_id), one.draft
        if latest is None or latest.id == one.seen:
            continue
        if (latest.answer, latest.reason, latest.done_by) == (draft.answer, draft.reason.strip(), draft.done_by):
            continue
        lead = f"{one.box}-" if one.box else ""
        texts += [
            StaleText(f"{lead}answer", say("The force’s answer"), latest.answer.value),
            StaleText(f"{lead}reason", say("The reason"), latest.reason),
            StaleText(f"{lead}done_by", say("Done by"), _in_words(latest.done_by)),
        ]
    if texts:
        raise Stale(0, texts)


def _in_words(on: date | None) -> str:
    return f"{on.day} {on:%B %Y}" if on is not None else ""


def _checked(check: Checked, one: ClauseAnswer, before: Response | None, today: date) -> AnswerDraft:
    lead = f"{one.box}-" if one.box else ""
    full = one.draft.answer is Answer.ACCEPTED
    needed = None if full else say("Give the reason. It is published with the answer.")
    reason = check.text(f"{lead}reason", one.draft.reason, needed)
    done_by = None if one.draft.answer is Answer.NOT_ACCEPTED else one.draft.done_by
    if one.draft.answer is not Answer.NOT_ACCEPTED and done_by is None:
        check.wrong(f"{lead}done_by", say("Say by when it is done."))
    elif done_by is not None and done_by < today and (before is None or before.done_by != done_by):
        check.wrong(
            f"{lead}done_by",
            say("This day has passed. Give today or a day to come, and say in the reason what is done."),
        )
    return AnswerDraft(one.draft.answer, reason, done_by)


def complete(actor: Actor, ref: str, clock: Clock, *, row_version: int | None = None) -> None:
    """Send the force's answer as a whole; refuses while a clause has none."""
    held = hold(actor, ref, Action.RESPOND, clock, row_version=row_version)
    take_step(held, Step.ANSWER)
    dilemma = held.dilemma
    committee = holders(dilemma.committee_id, (*SEATED, Role.SECRETARY), day_of(held.now))
    people = [appointment.person_id for appointment in committee]
    notices.tell(people, NoticeKind.ANSWERED, held.now, dilemma=dilemma, path=f"/dilemmas/{dilemma.ref}/advice")
    publish_answers(held)
