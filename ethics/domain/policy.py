"""Who may do what, and why not: one rulebook, read by every page, file, list, search and mail.

Who someone is to a dilemma is asked once (standing.py), and every question reads it. `RULES` gives each action its ways
in: who, and what must already hold. An action without an entry is refused to everybody. Yes and why come from one
function, `decide`. Source: product.md, "Who may see what, and when" and rules 1–3, 12, 13 and 17.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ethics.domain.actions import Action as Action
from ethics.domain.standing import Seat as Seat
from ethics.domain.standing import Standing as Standing
from ethics.domain.vocabulary import NewVersion, Phase, State
from ethics.domain.words import Message, say


@dataclass(frozen=True, slots=True)
class Verdict:
    """Allowed, or why not in words a person can act on, and whether they may know the thing exists.

    Where ``may_know`` is false the answer must be the one for what does not exist: same status, same body.
    """

    allowed: bool
    reason: Message | None = None
    may_know: bool = True

    def __bool__(self) -> bool:
        return self.allowed


Predicate = Callable[[Standing], bool]


@dataclass(frozen=True, slots=True)
class Need:
    """What must already hold, and what to say to a person for whom it does not."""

    holds: Predicate
    otherwise: Callable[[Standing], Message]


@dataclass(frozen=True, slots=True)
class Way:
    """One way in: a kind of person, and what must hold for them."""

    who: Predicate
    needs: tuple[Need, ...] = field(default=())


# -- who: predicates that complete “the person …” ---------------------------------------------------------------------


def is_author(s: Standing) -> bool:
    return s.author


def is_co_author(s: Standing) -> bool:
    """Writes the paper with whoever began it."""
    return s.author and not s.first_author


def is_sponsor(s: Standing) -> bool:
    return s.sponsor


def brings_it(s: Standing) -> bool:
    return s.author or s.sponsor


def is_secretary(s: Standing) -> bool:
    return s.secretary


def sits(s: Standing) -> bool:
    """Sits on the committee, whatever the seat is worth on this item."""
    return s.seat is not Seat.NONE


def has_a_seat(s: Standing) -> bool:
    """Has a seat that a ruling has not emptied."""
    return s.seat not in (Seat.NONE, Seat.WITHDRAWN)


def chairs_it(s: Standing) -> bool:
    """Holds the Chair's powers for this item: the Chair, or the Vice-chair in their place."""
    return s.chair_power


def attends(s: Standing) -> bool:
    """Is a police adviser or an observer of the committee."""
    return s.attends


def reviews_disclosure(s: Standing) -> bool:
    return s.reviewer


def monitors(s: Standing) -> bool:
    return s.monitoring


def administers(s: Standing) -> bool:
    return s.administrator


# -- needs: what must already hold ------------------------------------------------------------------------------------


def _need(holds: Predicate, otherwise: Message) -> Need:
    return Need(holds, lambda s: otherwise)


def _in(*states: State) -> Predicate:
    return lambda s: s.state in states


_SEAT_CLOSED = {
    Seat.UNDECLARED: say("First say whether you have an interest in this item."),
    Seat.AWAITING: say("Your declaration waits for a ruling. Nothing opens until it is ruled on."),
    Seat.WITHDRAWN: say("You have withdrawn from this item."),
    Seat.NO_POSITION: say("The ruling on your declaration: you take part, and give no position."),
    Seat.LEAVE: say("The ruling on your declaration: you leave for the discussion and what follows it."),
    Seat.NONE: say("You have no seat on this item."),
}


def _seat(*seats: Seat) -> Need:
    return Need(lambda s: s.seat in seats, lambda s: _SEAT_CLOSED[s.seat])


READS = (Seat.FULL, Seat.NO_POSITION, Seat.LEAVE)
DELIBERATES = (Seat.FULL, Seat.NO_POSITION)

may_read = _seat(*READS)
may_deliberate = _seat(*DELIBERATES)
may_answer = _seat(Seat.FULL, Seat.LEAVE)
full_seat = _seat(Seat.FULL)
not_awaiting = _seat(*READS, Seat.UNDECLARED)

released = _need(lambda s: s.released, say("The sponsor has not released this paper yet."))
accepted = _need(lambda s: s.accepted, say("The committee has not accepted this yet."))
issued = _need(lambda s: s.issued, say("This paper has not been issued yet."))
agreed = _need(lambda s: s.agreed, say("The advice is not agreed yet."))
sent = _need(lambda s: s.sent, say("The advice has not been sent yet."))
still_serving = _need(lambda s: not s.former, say("Your appointment has ended; what you took part in stays readable."))
round_is_open = _need(lambda s: s.phase is Phase.OPEN and s.state is State.ISSUED, say("Positions are not open."))
revealed = _need(lambda s: s.phase is Phase.REVEALED, say("Positions are sealed until they close, for everyone."))
before_circulation = _need(
    _in(State.ISSUED, State.DISCUSSED, State.DRAFTING),
    say("The advice has been circulated; positions can no longer change."),
)
in_draft = _need(_in(State.DRAFT), say("The paper can be written only while it is a draft."))
first_of_them = _need(lambda s: s.first_author, say("This is for whoever began the paper, or for its sponsor."))
not_over = _need(
    lambda s: s.state not in (State.REDIRECTED, State.DECLINED, State.CLOSED, State.WITHDRAWN),
    say("It is over. Who wrote the paper stays as it is."),
)
no_author_left = _need(lambda s: s.no_author_left, say("The authors of the paper answer enquiries."))
in_issue = _need(_in(State.ISSUED), say("A new version is made while the paper is issued and not yet discussed."))
being_revised = _need(lambda s: s.new_version is not None, say("No new version is being made."))
released_again = _need(
    lambda s: s.new_version is NewVersion.WITH_SECRETARY, say("The sponsor has not released the new version.")
)


def _version(stage: NewVersion, otherwise: Message) -> Need:
    return _need(lambda s: s.state is State.ISSUED and s.new_version is stage, otherwise)


version_is_written = _version(NewVersion.WRITING, say("The paper can be written only while it is a draft."))
version_with_sponsor = _version(NewVersion.WITH_SPONSOR, say("No new version waits for the sponsor."))
version_with_secretary = _version(NewVersion.WITH_SECRETARY, say("No new version waits for the Secretary."))
deliberation_on = _need(
    _in(State.SCHEDULED, State.ISSUED, State.DISCUSSED, State.DRAFTING, State.CIRCULATED),
    say("Declarations are made from scheduling until the advice is agreed."),
)
not_agreed_yet = _need(
    _in(State.ISSUED, State.DISCUSSED, State.DRAFTING, State.CIRCULATED),
    say("There is no draft advice to work on now."),
)
circulated = _need(_in(State.CIRCULATED), say("The advice is not in circulation."))
draft_visible = _need(
    lambda s: s.agreed or s.state is State.CIRCULATED, say("The draft is seen by members once it is circulated.")
)
draft_begun = _need(
    lambda s: s.agreed or s.state in (State.DRAFTING, State.CIRCULATED), say("The advice is not begun yet.")
)
after_discussion = _need(
    lambda s: s.state in (State.DISCUSSED, State.DRAFTING, State.CIRCULATED),
    say("Minority views are written after the discussion and before the advice is agreed."),
)
answer_open = _need(
    _in(State.SENT), say("Clauses are answered after the advice is sent and before the answer is complete.")
)
is_eligible = _need(
    lambda s: s.eligible, say("You had no position-giving seat on this item when the advice was circulated.")
)
review_on = _need(lambda s: s.under_review, say("The public text is not in review."))
gives_positions = _need(lambda s: s.gives_positions, say("Your appointment is without positions."))
facts_still_count = _need(
    _in(State.ISSUED, State.DISCUSSED, State.DRAFTING, State.CIRCULATED),
    say("Enquiries are dealt with until the advice is agreed."),
)
while_sealed = _need(
    lambda s: s.phase is Phase.OPEN and s.state is State.ISSUED,
    say("Enquiries are put to the author while positions are open."),
)
named = _need(lambda s: s.named_for_part_2, say("You are not named for Part 2 of this paper."))

_MEMBER_READS = (issued, may_read)
_AFTER_REVEAL = (revealed, may_deliberate)

RULES: dict[Action, tuple[Way, ...]] = {
    Action.SEE_TITLE: (
        Way(brings_it),
        Way(is_secretary, (released,)),
        Way(administers),
        Way(sits, (accepted,)),
        Way(attends, (accepted,)),
        Way(monitors, (accepted,)),
        Way(reviews_disclosure, (agreed,)),
    ),
    Action.READ_PAPER: (
        Way(brings_it),
        Way(is_secretary, (released,)),
        Way(sits, _MEMBER_READS),
        Way(attends, (issued,)),
        Way(reviews_disclosure, (agreed,)),
    ),
    Action.READ_PART_2: (
        Way(brings_it),
        Way(is_secretary, (released,)),
        Way(sits, _MEMBER_READS),
        Way(attends, (issued, named)),
        Way(reviews_disclosure, (agreed,)),
    ),
    Action.READ_SOURCE: (Way(is_author), Way(is_secretary, (released,))),
    Action.EDIT_PAPER: (Way(is_author, (in_draft,)), Way(is_author, (version_is_written,))),
    Action.SEE_AUTHORS: (Way(brings_it), Way(is_secretary, (released,))),
    Action.NAME_CO_AUTHORS: (Way(is_author, (first_of_them, not_over)), Way(is_sponsor, (not_over,))),
    Action.LEAVE_PAPER: (Way(is_co_author),),
    Action.SUBMIT: (Way(is_author),),
    Action.WITHDRAW: (Way(is_author, (first_of_them,)), Way(is_sponsor)),
    Action.RELEASE: (Way(is_sponsor),),
    Action.TRIAGE: (Way(is_secretary, (released,)),),
    Action.SCHEDULE: (Way(is_secretary, (accepted,)),),
    Action.ISSUE: (Way(is_secretary, (accepted,)),),
    Action.READ_DRAFTS: (Way(brings_it),),
    Action.MAKE_VERSION: (Way(is_author, (in_issue,)),),
    Action.RELEASE_VERSION: (Way(is_sponsor, (version_with_sponsor,)),),
    Action.SEE_NEW_VERSION: (Way(brings_it), Way(is_secretary, (issued,))),
    Action.READ_NEW_VERSION: (Way(brings_it, (being_revised,)), Way(is_secretary, (released_again,))),
    Action.REVISE_PAPER: (Way(is_secretary, (version_with_secretary,)),),
    Action.MOVE_CLOSE: (Way(is_secretary, (round_is_open,)), Way(chairs_it, (round_is_open,))),
    Action.DECLARE: (Way(sits, (still_serving, deliberation_on)),),
    Action.SEE_DECLARATIONS: (
        Way(is_secretary, (accepted,)),
        Way(monitors, (accepted,)),
        Way(chairs_it, (accepted,)),
        Way(has_a_seat, (accepted,)),
    ),
    Action.SEE_SENSITIVE: (Way(is_secretary, (accepted,)), Way(monitors, (accepted,)), Way(chairs_it, (accepted,))),
    Action.RULE: (Way(chairs_it, (accepted,)),),
    Action.ASK_TO_DECLARE: (Way(monitors, (deliberation_on,)),),
    Action.DISPENSE: (Way(monitors, (deliberation_on,)),),
    Action.GIVE_POSITION: (Way(sits, (still_serving, may_answer, gives_positions, round_is_open)),),
    Action.REVISE_POSITION: (Way(sits, (still_serving, full_seat, gives_positions, revealed, before_circulation)),),
    Action.SEE_OWN_POSITIONS: (Way(sits, _MEMBER_READS),),
    Action.SEE_COUNT_IN: (Way(is_secretary, (issued,)), Way(sits, _MEMBER_READS)),
    Action.SEE_WHO_GAVE: (Way(is_secretary, (issued,)), Way(chairs_it, (issued, may_read))),
    Action.SEE_POSITIONS: (Way(is_secretary, (revealed,)), Way(sits, _AFTER_REVEAL)),
    Action.SEE_ENQUIRIES: (Way(brings_it, (issued,)), Way(is_secretary, (issued,)), Way(sits, _MEMBER_READS)),
    Action.SEE_FACTS_PUT: (
        Way(brings_it, (issued, revealed)), Way(is_secretary, (revealed,)), Way(sits, _AFTER_REVEAL),
    ),
    Action.SEE_WHO_ENQUIRED: (Way(is_secretary, (issued,)),),
    Action.ENQUIRE: (Way(sits, (still_serving, may_read, while_sealed)),),
    Action.PASS_ON_ENQUIRY: (Way(is_secretary, (issued, facts_still_count)),),
    Action.PUT_FACT: (
        Way(is_secretary, (revealed, facts_still_count)), Way(chairs_it, (full_seat, revealed, facts_still_count)),
    ),
    Action.ANSWER_ENQUIRY: (
        Way(is_author, (issued, facts_still_count)), Way(is_sponsor, (no_author_left, issued, facts_still_count)),
    ),
    Action.SEE_OWN_NOTES: (Way(sits, _MEMBER_READS),),
    Action.WRITE_NOTE: (Way(sits, (still_serving, *_MEMBER_READS)),),
    Action.RECORD_MEETING: (Way(is_secretary, (issued,)),),
    Action.SEE_DRAFT_ADVICE: (
        Way(is_secretary, (draft_begun,)),
        Way(chairs_it, (full_seat, draft_begun)),
        Way(sits, (still_serving, may_deliberate, draft_visible)),
    ),
    Action.EDIT_ADVICE: (
        Way(is_secretary, (revealed, not_agreed_yet)),
        Way(chairs_it, (full_seat, revealed, not_agreed_yet)),
    ),
    Action.CIRCULATE: (Way(chairs_it, (full_seat, revealed)),),
    Action.CONFIRM: (Way(sits, (still_serving, full_seat, gives_positions, circulated, is_eligible)),),
    Action.WRITE_MINORITY_VIEW: (Way(sits, (still_serving, full_seat, gives_positions, revealed, after_discussion)),),
    Action.FLAG_POINT: (Way(sits, (still_serving, full_seat, gives_positions, circulated)),),
    Action.SIGN_OFF: (Way(chairs_it, (full_seat, circulated)),),
    Action.SEE_AGREED_ADVICE: (
        Way(brings_it, (sent,)),
        Way(is_secretary, (agreed,)),
        Way(has_a_seat, (agreed, not_awaiting)),
        Way(attends, (agreed,)),
        Way(reviews_disclosure, (agreed,)),
    ),
    Action.SEND: (Way(is_secretary, (agreed,)), Way(chairs_it, (full_seat, agreed))),
    Action.RESPOND: (Way(is_sponsor, (answer_open,)),),
    Action.CLOSE: (Way(is_secretary, (sent,)),),
    Action.ASK_REVIEW: (Way(is_secretary, (agreed,)), Way(chairs_it, (full_seat, agreed))),
    Action.REVIEW_DISCLOSURE: (Way(reviews_disclosure, (agreed, review_on)),),
    Action.SEE_REVIEW: (
        Way(reviews_disclosure, (agreed,)), Way(is_secretary, (agreed,)), Way(chairs_it, (full_seat, agreed)),
    ),
    Action.PUBLISH: (Way(chairs_it, (full_seat, agreed)),),
}  # fmt: skip

FOR_OTHERS = say("This is for others to do.")


def decide(action: Action, standing: Standing) -> Verdict:
    """Whether the person of this standing may do ``action``, and if not, why, and whether they may know it exists.

    A way in opens when all its needs hold. Where several ways fit the person and none opens, the first one's first
    missing need gives the reason. Who has no way in at all learns only that it is for others, and that only where
    they may see the title.
    """
    may_know = _opens(RULES[Action.SEE_TITLE], standing)
    ways = [way for way in RULES.get(action, ()) if way.who(standing)]
    if any(_opens((way,), standing) for way in ways):
        return Verdict(True)
    for way in ways:
        for need in way.needs:
            if not need.holds(standing):
                return Verdict(False, need.otherwise(standing), may_know)
    return Verdict(False, FOR_OTHERS, may_know)


def _opens(ways: tuple[Way, ...], standing: Standing) -> bool:
    return any(way.who(standing) and all(need.holds(standing) for need in way.needs) for way in ways)


RULING_TIME = timedelta(days=2)
"""If the Chair has not ruled in two days, the Vice-chair may (rule 1)."""


def decide_ruling(standing: Standing, *, about_person_id: int, declared_at: datetime, now: datetime) -> Verdict:
    """Whether this person may rule on one declaration: never on their own (rule 2); the Vice-chair after two days."""
    if about_person_id == standing.person_id:
        return Verdict(False, say("Who declares does not rule on themselves."))
    verdict = decide(Action.RULE, standing)
    if verdict or not standing.vice_chair:
        return verdict
    if now - declared_at >= RULING_TIME and standing.seat in (Seat.FULL, Seat.UNDECLARED):
        return Verdict(True)
    return Verdict(
        False, say("The Vice-chair may rule two days after the declaration, if the Chair has not."), verdict.may_know
    )
