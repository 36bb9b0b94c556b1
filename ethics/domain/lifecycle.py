"""What may happen next: (state, step) → state, with who may, whether a reason is due, and what must hold first.

This table is product.md's "The life of a dilemma", read aloud. A pair that is not in it cannot happen. Time is never a
stored state: `phase` reads it from the clock on every request, so nobody presses anything for a reveal and nobody can
delay one (rule 3).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from ethics.domain import deliberation
from ethics.domain.policy import Action
from ethics.domain.vocabulary import Phase, State, Step
from ethics.domain.words import Message, say


@dataclass(frozen=True, slots=True)
class Times:
    """The times a dilemma carries, all UTC. What each means for today is worked out, not stored."""

    issued_at: datetime | None = None
    closes_at: datetime | None = None
    withdrawn_at: datetime | None = None
    replies_due_at: datetime | None = None
    response_due_at: datetime | None = None


def phase(state: State, times: Times, now: datetime) -> Phase:
    """Where the sealed round stands at ``now`` (aware UTC).

    A dilemma withdrawn by the force before its close stays sealed for good.
    """
    if times.issued_at is None or times.closes_at is None:
        return Phase.NOT_OPEN
    if state is State.WITHDRAWN and (times.withdrawn_at is None or times.withdrawn_at < times.closes_at):
        return Phase.SEALED_FOR_GOOD
    return Phase.OPEN if now < times.closes_at else Phase.REVEALED


def response_is_overdue(state: State, times: Times, now: datetime) -> bool:
    """Whether the force has let its date pass without answering every clause."""
    return state is State.SENT and times.response_due_at is not None and now >= times.response_due_at


@dataclass(frozen=True, slots=True)
class Facts:
    """What the guards look at. Services fill it under the lock; readings fill it for the page that says what waits."""

    times: Times = field(default_factory=Times)
    urgent: bool = False
    questions: int = 0
    parties_said: bool = False
    has_open_title: bool = True
    """Whether something of it can be named in the open: it is not wholly in Part 2, or has a public title."""
    has_sponsor: bool = True
    quorum_missing: Message | None = None
    recorded: bool = False
    advice: deliberation.AdviceFacts = field(default_factory=lambda: deliberation.AdviceFacts())
    clauses_unanswered: int = 0


Guard = Callable[[Facts, datetime], Message | None]
"""Looks at the facts and says what is missing, or nothing."""


def has_a_question(facts: Facts, now: datetime) -> Message | None:
    """A paper needs a question before it goes on."""
    if facts.questions:
        return None
    return say("The paper has no question yet. Add one, or make one from the recommendation.")


def says_its_parties(facts: Facts, now: datetime) -> Message | None:
    """The parties are named, or said to be none, before anyone is asked to declare (rule 1)."""
    if facts.parties_said:
        return None
    return say("The paper does not yet say which people, places and bodies it names, or that it names none.")


def names_its_sponsor(facts: Facts, now: datetime) -> Message | None:
    """Somebody of the force answers for the paper, and can release it."""
    if facts.has_sponsor:
        return None
    return say("The paper has no sponsor yet. Choose who will release it.")


def can_be_named(facts: Facts, now: datetime) -> Message | None:
    """A paper wholly in Part 2 still has a public title, chosen by its author."""
    if facts.has_open_title:
        return None
    return say("All of this paper is closed (Part 2), so it needs a public title. Give it one under “About the paper”.")


def is_urgent(facts: Facts, now: datetime) -> Message | None:
    """Only an urgent item skips scheduling and discussion."""
    return None if facts.urgent else say("Only an urgent item can skip the meeting.")


def has_closed(facts: Facts, now: datetime) -> Message | None:
    """Nothing that rests on the positions happens before they are revealed."""
    closes_at = facts.times.closes_at
    if closes_at is not None and now >= closes_at:
        return None
    return say("Positions are sealed until %(closes_at)s.", closes_at=closes_at)


def meeting_is_recorded(facts: Facts, now: datetime) -> Message | None:
    """The Secretary has said who was there and who presided (rule 7)."""
    if facts.recorded:
        return None
    return say("The Secretary has not yet recorded who was present and who presided.")


def is_quorate(facts: Facts, now: datetime) -> Message | None:
    """Inquorate, views may be noted but nothing agreed (rule 7)."""
    return facts.quorum_missing


def can_circulate(facts: Facts, now: datetime) -> Message | None:
    """Every question answered, every point placed (rules 8 and 11)."""
    return deliberation.missing_to_circulate(facts.advice)


def can_sign_off(facts: Facts, now: datetime) -> Message | None:
    """Replies in or time passed, a quorum replied, minority views in (rule 12)."""
    return deliberation.missing_to_sign_off(facts.advice, now)


def every_clause_is_answered(facts: Facts, now: datetime) -> Message | None:
    """The sponsor answers every clause."""
    if facts.clauses_unanswered == 0:
        return None
    return deliberation.clauses_wait(facts.clauses_unanswered)


@dataclass(frozen=True, slots=True)
class Transition:
    """One line of the table: where the step leads, what permits it, whether a typed reason is due, what must hold."""

    to: State
    action: Action
    reason: bool = False
    guards: tuple[Guard, ...] = ()


_S, _T, _A = State, Step, Action

_BEFORE_AGREED = (
    _S.DRAFT, _S.WITH_SPONSOR, _S.SUBMITTED, _S.ACCEPTED, _S.SCHEDULED, _S.ISSUED, _S.DISCUSSED, _S.DRAFTING, _S.CIRCULATED,
)  # fmt: skip

TABLE: dict[tuple[State, Step], Transition] = {
    (_S.DRAFT, _T.SUBMIT): Transition(
        _S.WITH_SPONSOR, _A.SUBMIT, guards=(has_a_question, says_its_parties, names_its_sponsor, can_be_named)
    ),
    (_S.WITH_SPONSOR, _T.RELEASE): Transition(_S.SUBMITTED, _A.RELEASE, guards=(has_a_question,)),
    (_S.WITH_SPONSOR, _T.HAND_BACK): Transition(_S.DRAFT, _A.RELEASE, reason=True),
    (_S.SUBMITTED, _T.ACCEPT): Transition(
        _S.ACCEPTED, _A.TRIAGE, guards=(has_a_question, says_its_parties, can_be_named)
    ),
    (_S.SUBMITTED, _T.RETURN): Transition(_S.DRAFT, _A.TRIAGE, reason=True),
    (_S.SUBMITTED, _T.REDIRECT): Transition(_S.REDIRECTED, _A.TRIAGE, reason=True),
    (_S.SUBMITTED, _T.DECLINE): Transition(_S.DECLINED, _A.TRIAGE, reason=True),
    (_S.ACCEPTED, _T.SCHEDULE): Transition(_S.SCHEDULED, _A.SCHEDULE),
    (_S.ACCEPTED, _T.ISSUE): Transition(_S.ISSUED, _A.ISSUE, guards=(is_urgent,)),
    (_S.SCHEDULED, _T.MOVE): Transition(_S.SCHEDULED, _A.SCHEDULE),
    (_S.SCHEDULED, _T.ISSUE): Transition(_S.ISSUED, _A.ISSUE),
    (_S.ISSUED, _T.REVISE_PAPER): Transition(
        _S.ISSUED, _A.REVISE_PAPER, reason=True, guards=(has_a_question, says_its_parties)
    ),
    (_S.ISSUED, _T.DISCUSS): Transition(
        _S.DISCUSSED, _A.RECORD_MEETING, guards=(has_closed, meeting_is_recorded, is_quorate)
    ),
    (_S.ISSUED, _T.DEFER): Transition(_S.ISSUED, _A.RECORD_MEETING, reason=True, guards=(has_closed,)),
    (_S.ISSUED, _T.DRAFT_ADVICE): Transition(_S.DRAFTING, _A.EDIT_ADVICE, guards=(is_urgent, has_closed)),
    (_S.DISCUSSED, _T.DRAFT_ADVICE): Transition(_S.DRAFTING, _A.EDIT_ADVICE),
    (_S.DRAFTING, _T.CIRCULATE): Transition(_S.CIRCULATED, _A.CIRCULATE, guards=(can_circulate,)),
    (_S.CIRCULATED, _T.CHANGE_CLAUSE): Transition(_S.CIRCULATED, _A.EDIT_ADVICE),
    (_S.CIRCULATED, _T.SIGN_OFF): Transition(_S.AGREED, _A.SIGN_OFF, guards=(can_sign_off,)),
    (_S.AGREED, _T.SEND): Transition(_S.SENT, _A.SEND),
    (_S.SENT, _T.ANSWER): Transition(_S.ANSWERED, _A.RESPOND, guards=(every_clause_is_answered,)),
    (_S.ANSWERED, _T.CLOSE): Transition(_S.CLOSED, _A.CLOSE),
} | {(state, _T.WITHDRAW): Transition(_S.WITHDRAWN, _A.WITHDRAW, reason=True) for state in _BEFORE_AGREED}


def transition(state: State, step: Step) -> Transition | None:
    """The line of the table for this pair, or None where the step cannot be taken from the state."""
    return TABLE.get((state, step))


def steps_out_of(state: State) -> tuple[Step, ...]:
    """Every step the table knows out of a state, in the order of the vocabulary."""
    return tuple(step for step in Step if (state, step) in TABLE)


def cannot(state: State, step: Step) -> Message:
    """The sentence for a step the table does not know."""
    return say("“%(step)s” cannot be done while this is “%(state)s”.", step=step.words, state=state.words)


def still_missing(state: State, step: Step, facts: Facts, now: datetime) -> Message | None:
    """What must still happen before ``step``: the first missing thing, as a sentence, or None.

    The one function behind the page, the desk and the guard: what a person reads is what holds the step back.
    """
    line = transition(state, step)
    if line is None:
        return cannot(state, step)
    return next((missing for guard in line.guards if (missing := guard(facts, now)) is not None), None)
