"""How a dilemma is spoken of as a whole: in one word, in one sentence, and as the stops of its life."""

from dataclasses import dataclass
from datetime import datetime

from ethics.domain.vocabulary import Phase, RedirectTo, State
from ethics.domain.words import Message, Worded, say


class Group(Worded):
    """States of one kind, for a list."""

    PREPARED = "prepared", "Being prepared"
    WITH_MEMBERS = "with_members", "With the committee"
    ADVISED = "advised", "Advised on"
    OVER = "over", "Closed"

    @property
    def states(self) -> tuple[State, ...]:
        """The states of the group; every state is in exactly one."""
        return _STATES[self]


_STATES = {
    Group.PREPARED: (State.DRAFT, State.WITH_SPONSOR, State.SUBMITTED, State.ACCEPTED),
    Group.WITH_MEMBERS: (State.SCHEDULED, State.ISSUED, State.DISCUSSED, State.DRAFTING, State.CIRCULATED),
    Group.ADVISED: (State.AGREED, State.SENT, State.ANSWERED),
    Group.OVER: (State.CLOSED, State.REDIRECTED, State.DECLINED, State.WITHDRAWN),
}


class Place(Worded):
    """The pages of one dilemma."""

    PAPER = "paper", "The paper"
    SOURCE = "source", "The file the paper came from"
    AUTHORS = "authors", "Who writes the paper"
    ENQUIRIES = "enquiries", "Enquiries to the author"
    NOTES = "notes", "Your notes on the paper"
    DECLARATIONS = "declarations", "Declarations and rulings"
    POSITIONS = "positions", "Positions, and how many are in"
    REVEAL = "reveal", "Every position"
    DRAFTING = "drafting", "The drafting table"
    ADVICE = "advice", "The advice"
    MINORITY = "minority", "Minority views"
    REVIEW = "review", "Disclosure review"
    PART_2_READS = "part_2_reads", "Who has read Part 2"
    PUBLISHED = "published", "The public page"


class Doing(Worded):
    """What may also be done on a dilemma's own page, beside what is asked."""

    RECORD = "record", "Record the meeting"
    CHAIR_ABSENT = "chair_absent", "Record who holds the Chair’s powers"
    DEFER = "defer", "Defer to another meeting"
    MOVE_MEETING = "move_meeting", "Move to another meeting"
    MOVE_CLOSE = "move_close", "Move the close of positions"
    DECLARE_AGAIN = "declare_again", "Declare an interest, or correct what you declared"
    NEW_VERSION = "new_version", "Make a new version of the paper"
    WITHDRAW = "withdraw", "Withdraw the dilemma"


def word(state: State, phase: Phase) -> Message:
    """The state in a word; an issued one says whether positions are open, which the clock knows and nobody stores."""
    if state is State.ISSUED:
        return say("Positions revealed") if phase is Phase.REVEALED else say("Positions open")
    return state.words


def sentence(
    state: State, phase: Phase, *, urgent: bool, now: datetime, closes_at: datetime | None, meets_at: datetime | None,
    replies_due_at: datetime | None, response_due_at: datetime | None, redirected_to: RedirectTo | None,
) -> Message:  # fmt: skip
    """Where it stands, in one sentence."""
    if state is State.ACCEPTED:
        return (
            say("It is accepted, and waits to be issued.")
            if urgent
            else say("It is accepted, and waits for a meeting.")
        )
    if state is State.SCHEDULED and meets_at is not None:
        return say("It is on the meeting at %(meets_at)s, and not issued yet.", meets_at=meets_at)
    if state is State.ISSUED and phase is not Phase.REVEALED:
        return say("Positions are open, and sealed from everyone until %(closes_at)s.", closes_at=closes_at)
    if state is State.ISSUED:
        if meets_at is None:
            return say("Positions are revealed to the members.")
        if meets_at > now:
            return say("Positions are revealed to the members, who meet at %(meets_at)s.", meets_at=meets_at)
        return say("Positions are revealed to the members. Their meeting is not recorded yet.")
    if state is State.CIRCULATED and replies_due_at is not None:
        return say("Members confirm the draft, clause by clause, until %(due)s.", due=replies_due_at)
    if state is State.SENT and response_due_at is not None:
        if response_due_at <= now:
            return say("The force’s answer was due at %(due)s.", due=response_due_at)
        return say("The force answers every clause by %(due)s.", due=response_due_at)
    if state is State.REDIRECTED and redirected_to is not None:
        return say("The committee’s office redirected it: %(why)s.", why=redirected_to.words)
    if state is State.WITHDRAWN and phase is Phase.SEALED_FOR_GOOD:
        return say("The force withdrew it before positions closed. They stay sealed.")
    return _SENTENCES[state]


_SENTENCES = {
    State.DRAFT: say("Its author is writing the paper."),
    State.WITH_SPONSOR: say("It waits for the sponsor to release it."),
    State.SUBMITTED: say("It waits for the Secretary’s answer."),
    State.ACCEPTED: say("It is accepted, and waits for a meeting."),
    State.REDIRECTED: say("The committee’s office redirected it."),
    State.DECLINED: say("The committee’s office declined it."),
    State.SCHEDULED: say("It is on a meeting, and not issued yet."),
    State.ISSUED: say("It is issued to the members."),
    State.DISCUSSED: say("The members have discussed it. The advice is not begun yet."),
    State.DRAFTING: say("The advice is being drafted."),
    State.CIRCULATED: say("Members confirm the draft, clause by clause."),
    State.AGREED: say("The advice is agreed, and not sent yet."),
    State.SENT: say("The force answers every clause."),
    State.ANSWERED: say("The force has answered every clause."),
    State.CLOSED: say("It is closed."),
    State.WITHDRAWN: say("The force withdrew it."),
}


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop of a dilemma's life: what it is called, whether it is behind, here or ahead, and when."""

    words: Message
    done: bool
    here: bool
    at: datetime | None


_BEFORE: dict[State, int] = {
    State.DRAFT: 0, State.WITH_SPONSOR: 0, State.SUBMITTED: 1, State.ACCEPTED: 2, State.SCHEDULED: 2, State.ISSUED: 2,
    State.DISCUSSED: 4, State.DRAFTING: 4, State.CIRCULATED: 4, State.AGREED: 5, State.SENT: 5, State.ANSWERED: 6, State.CLOSED: 6,
}  # fmt: skip
"""How many stops are behind in each state."""


def life(
    state: State, phase: Phase, *, urgent: bool, released_at: datetime | None, accepted_at: datetime | None,
    closes_at: datetime | None, discussed_at: datetime | None, agreed_at: datetime | None, answered_at: datetime | None,
    ended_at: datetime | None,
) -> tuple[Stop, ...]:  # fmt: skip
    """The stops of a dilemma's life. One that ended on the way ends with how it ended; an urgent one has no meeting."""
    stops = [
        (say("Paper released"), released_at),
        (say("Accepted"), accepted_at),
        (say("Positions closed") if phase is Phase.REVEALED else say("Positions close"), closes_at),
        (say("Discussed"), discussed_at),
        (say("Advice agreed"), agreed_at),
        (say("Answered by the force"), answered_at),
    ]
    if state not in _BEFORE:
        revealed = phase is Phase.REVEALED
        reached = [
            (words, at) for place, (words, at) in enumerate(stops) if at is not None and (place != _CLOSE or revealed)
        ]
        return (*(Stop(words, True, False, at) for words, at in reached), Stop(state.words, True, True, ended_at))
    behind = _BEFORE[state]
    if state is State.ISSUED and phase is Phase.REVEALED:
        behind = _DISCUSSION
    return tuple(
        Stop(words, place < behind, place == behind, at if place < behind or place == _CLOSE else None)
        for place, (words, at) in enumerate(stops)
        if not (urgent and place == _DISCUSSION and discussed_at is None)
    )


_CLOSE, _DISCUSSION = 2, 3
"""The places of these two among the stops."""
