"""The force's answer while the sponsor writes it: the advice as they read it, what is answered, and how long is left."""

from dataclasses import dataclass
from datetime import datetime

from ethics.domain import lifecycle
from ethics.domain.actor import Actor
from ethics.domain.policy import Action
from ethics.domain.vocabulary import Step
from ethics.domain.words import Message
from ethics.reading.advice import advice
from ethics.reading.advice_shown import AdviceRead
from ethics.reading.entering import Entered, open_again
from ethics.reading.people import day_of
from ethics.reading.standing import times


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """The clauses to answer, and what the answer as a whole still lacks."""

    advice: AdviceRead
    days_left: int
    """Whole days until the committee's date; 0 on the day itself, less once it has passed."""
    overdue: bool
    missing: Message | None


def answer(actor: Actor, ref: str, now: datetime, entered: Entered | None = None) -> AnswerPage:
    """The page on which the sponsor answers (Action.RESPOND)."""
    dilemma, _ = open_again(actor, ref, Action.RESPOND, now, entered)
    read = advice(actor, ref, now, entered)
    facts = lifecycle.Facts(times=times(dilemma), clauses_unanswered=len(read.clauses) - read.answered)
    assert dilemma.response_due_at is not None
    return AnswerPage(
        advice=read,
        days_left=(day_of(dilemma.response_due_at) - day_of(now)).days,
        overdue=lifecycle.response_is_overdue(dilemma.state, times(dilemma), now),
        missing=lifecycle.still_missing(dilemma.state, Step.ANSWER, facts, now),
    )
