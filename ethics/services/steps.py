"""Taking a step: the only place that assigns a dilemma's state."""

from ethics.domain import lifecycle
from ethics.domain.refusal import Invalid, NotNow
from ethics.domain.vocabulary import Event, State, Step
from ethics.domain.words import say
from ethics.models import Reason
from ethics.reading.facts import facts_of
from ethics.services import journal
from ethics.services.holding import Held

# The time a state begins with, by the state a step leads to.
_STAMPS = {
    State.SUBMITTED: "released_at",
    State.ACCEPTED: "accepted_at",
    State.ISSUED: "issued_at",
    State.DISCUSSED: "discussed_at",
    State.CIRCULATED: "circulated_at",
    State.AGREED: "agreed_at",
    State.SENT: "sent_at",
    State.ANSWERED: "answered_at",
    State.CLOSED: "closed_at",
    State.WITHDRAWN: "withdrawn_at",
}


def take_step(held: Held, step: Step, *, reason: str = "", facts: dict[str, object] | None = None) -> Reason | None:
    """Move the held dilemma by ``step`` and journal it; gives back the reason's row, if one was typed.

    Refuses with NotNow where the table does not know the step or a guard says what is missing; with NotAllowed where
    the policy does not permit it; with Invalid on ``reason`` where the step needs one. Other columns the new state
    needs (a closing time, say) are set by the caller before this.
    """
    dilemma = held.dilemma
    line = lifecycle.transition(dilemma.state, step)
    if line is None:
        raise NotNow(lifecycle.cannot(dilemma.state, step))
    held.require(line.action)
    if line.reason and not reason.strip():
        raise Invalid({"reason": say("Give a reason. The people it concerns will read it.")})
    missing = lifecycle.still_missing(dilemma.state, step, facts_of(dilemma), held.now)
    if missing is not None:
        raise NotNow(missing)
    was = dilemma.state
    dilemma.state = line.to
    dilemma.row_version += 1
    stamp = _STAMPS.get(line.to)
    if stamp is not None and was is not line.to:
        setattr(dilemma, stamp, held.now)
    row = journal.reason(reason)
    held.journal(Event.STATE_CHANGED, step=step, from_state=was, to_state=line.to, reason=row, facts=facts)
    return row
