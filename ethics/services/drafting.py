"""The draft advice under its lock: what every change of it starts from, and what follows where it circulates already.

A clause that changes in circulation keeps its old words, starts its own confirmations again, and members get time to
read it and are told (rule 12). Each verb of `advice` and `placing` changes the draft through one `InHand`.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from ethics.domain.actor import Actor, Clock
from ethics.domain.notices import NoticeKind
from ethics.domain.policy import Action
from ethics.domain.refusal import Invalid, NotKnown, NotNow
from ethics.domain.vocabulary import Event, State, Step
from ethics.domain.words import say
from ethics.extensions import db
from ethics.models import AdviceCondition, Clause, ClauseWording, Committee, QuestionAdvice
from ethics.reading import facts
from ethics.reading.people import LONDON, day_of
from ethics.reading.questions import Asked, issued_questions
from ethics.services import notices
from ethics.services.holding import Held, hold
from ethics.services.steps import take_step

END_OF_DAY = time(17)
"""Reply times and response times end at 5pm of their day."""


@dataclass(slots=True)
class InHand:
    """The draft of one dilemma, held, and the clauses that are about to change."""

    held: Held
    changing: list[int] = field(default_factory=list)

    @property
    def circulates(self) -> bool:
        """Whether members have it already."""
        return self.held.dilemma.state is State.CIRCULATED

    def asked(self, question_id: int) -> Asked:
        """The question as the issued paper asks it. Refuses with NotKnown one that is not of this dilemma."""
        for one in issued_questions(self.held.dilemma.id):
            if one.id == question_id:
                return one
        raise NotKnown

    def clause(self, clause_id: int) -> Clause:
        """A clause of this draft. Refuses with NotKnown another's, or one that was taken out."""
        clause = db.session.get(Clause, clause_id)
        if clause is None or clause.dilemma_id != self.held.dilemma.id or clause.dropped_at is not None:
            raise NotKnown
        return clause

    def condition(self, condition_id: int) -> tuple[AdviceCondition, Clause]:
        """A condition of this draft and the clause it belongs to. Refuses with NotKnown where there is none."""
        row = db.session.get(AdviceCondition, condition_id)
        if row is None:
            raise NotKnown
        return row, self.clause(row.clause_id)

    def advised(self, question_id: int) -> QuestionAdvice:
        """What is noted on a question as a whole, made where nothing is yet."""
        row = db.session.scalar(select(QuestionAdvice).where(QuestionAdvice.question_id == question_id))
        if row is None:
            row = QuestionAdvice(
                dilemma_id=self.held.dilemma.id, question_id=question_id, not_answered="", row_version=0
            )
            db.session.add(row)
        return row

    def change(self, clause: Clause, *, is_new: bool = False) -> None:
        """To be called before a clause, its addressee or its conditions change: in circulation its present words are
        kept and its confirmations start again, once in one save.
        """
        if not self.circulates or clause.id in self.changing:
            return
        self.changing.append(clause.id)
        if is_new:
            return
        kept = db.session.scalars(
            select(AdviceCondition).where(AdviceCondition.clause_id == clause.id).order_by(AdviceCondition.id)
        )
        db.session.add(
            ClauseWording(
                clause_id=clause.id,
                text_version=clause.text_version,
                text=clause.text,
                addressed_to=clause.addressed_to,
                conditions=[{"text": row.text, "strength": row.strength.value, "owner": row.owner} for row in kept],
                kept_at=self.held.now,
            )
        )
        clause.text_version += 1

    def done(self, **what: object) -> None:
        """Journal what was edited, by ids; where clauses changed in circulation, take that step, give members the
        committee's days to reply, and tell them once.
        """
        held, dilemma = self.held, self.held.dilemma
        held.journal(Event.ADVICE_EDITED, facts=what)
        if not self.changing:
            return
        committee = db.session.get_one(Committee, dilemma.committee_id)
        again = due("", None, held.now, committee.reply_days)
        dilemma.replies_due_at = max(dilemma.replies_due_at or again, again)
        take_step(held, Step.CHANGE_CLAUSE, facts={"clauses": list(self.changing)})
        people = facts.eligible_ids(dilemma.id)
        notices.tell(
            people, NoticeKind.CLAUSE_CHANGED, held.now, dilemma=dilemma, path=f"/dilemmas/{dilemma.ref}/advice"
        )


def in_hand(actor: Actor, ref: str, clock: Clock) -> InHand:
    """Hold the draft advice (Action.EDIT_ADVICE). Refuses with NotNow where none is begun or it is agreed already."""
    held = hold(actor, ref, Action.EDIT_ADVICE, clock)
    if held.dilemma.state not in (State.DRAFTING, State.CIRCULATED):
        raise NotNow(say("The advice is not being drafted now."))
    return InHand(held)


def due(field_name: str, day: date | None, now: datetime, days: int) -> datetime:
    """5pm on ``day``, or where none is given, on the day so many days from now. Refuses a day that is not to come."""
    if day is not None and day <= day_of(now):
        raise Invalid({field_name: say("Choose a day to come.")})
    return datetime.combine(day or day_of(now) + timedelta(days=days), END_OF_DAY, LONDON)
