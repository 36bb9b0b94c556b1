"""The life of a dilemma: every pair of state and step, those that cannot be included."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ethics.domain.deliberation import AdviceFacts, QuorumRule
from ethics.domain.lifecycle import (
    TABLE,
    Facts,
    Times,
    cannot,
    phase,
    response_is_overdue,
    steps_out_of,
    still_missing,
    transition,
)
from ethics.domain.policy import RULES, Action
from ethics.domain.vocabulary import Category, Phase, State, Step
from ethics.domain.words import say

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER, EARLIER = NOW + timedelta(days=1), NOW - timedelta(days=1)

# The table of product.md, written out once more by hand: state → step → state.
LIFE = {
    "draft": {"submit": "with_sponsor", "withdraw": "withdrawn"},
    "with_sponsor": {"release": "submitted", "hand_back": "draft", "withdraw": "withdrawn"},
    "submitted": {
        "accept": "accepted", "return": "draft", "redirect": "redirected", "decline": "declined", "withdraw": "withdrawn",
    },
    "accepted": {"schedule": "scheduled", "issue": "issued", "withdraw": "withdrawn"},
    "scheduled": {"issue": "issued", "move": "scheduled", "withdraw": "withdrawn"},
    "issued": {
        "discuss": "discussed", "defer": "issued", "revise_paper": "issued", "draft_advice": "drafting", "withdraw": "withdrawn",
    },
    "discussed": {"draft_advice": "drafting", "withdraw": "withdrawn"},
    "drafting": {"circulate": "circulated", "withdraw": "withdrawn"},
    "circulated": {"change_clause": "circulated", "sign_off": "agreed", "withdraw": "withdrawn"},
    "agreed": {"send": "sent"},
    "sent": {"answer": "answered"},
    "answered": {"close": "closed"},
    "redirected": {}, "declined": {}, "closed": {}, "withdrawn": {},
}  # fmt: skip

REASON_DUE = {"withdraw", "hand_back", "return", "redirect", "decline", "defer", "revise_paper"}

READY = Facts(
    times=Times(issued_at=EARLIER - timedelta(days=9), closes_at=EARLIER),
    urgent=True,
    questions=1,
    parties_said=True,
    recorded=True,
    advice=AdviceFacts(replied=(Category.INDEPENDENT,) * 3),
)
"""Facts that miss nothing."""

PAIRS = [(state, step) for state in State for step in Step]


def test_the_table_here_speaks_of_every_state() -> None:
    assert set(LIFE) == {state.value for state in State}


@pytest.mark.parametrize(("state", "step"), PAIRS)
def test_every_step_leads_where_the_product_says_or_nowhere(state: State, step: Step) -> None:
    leads_to = LIFE[state.value].get(step.value)
    line = transition(state, step)
    if leads_to is None:
        assert line is None
        assert step not in steps_out_of(state)
        assert still_missing(state, step, READY, NOW) == cannot(state, step)
    else:
        assert line is not None
        assert line.to.value == leads_to
        assert line.reason is (step.value in REASON_DUE)
        assert step in steps_out_of(state)
        assert still_missing(state, step, READY, NOW) is None


@pytest.mark.parametrize(("state", "step"), sorted(TABLE))
def test_every_step_needs_an_action_the_policy_knows(state: State, step: Step) -> None:
    assert TABLE[state, step].action in RULES
    assert isinstance(TABLE[state, step].action, Action)


def test_from_agreed_on_the_force_cannot_withdraw_it() -> None:
    for state in (State.AGREED, State.SENT, State.ANSWERED, State.CLOSED):
        assert transition(state, Step.WITHDRAW) is None


MISSING = [
    (State.DRAFT, Step.SUBMIT, {"questions": 0}, "no question"),
    (State.DRAFT, Step.SUBMIT, {"parties_said": False}, "people, places and bodies"),
    (State.WITH_SPONSOR, Step.RELEASE, {"questions": 0}, "no question"),
    (State.SUBMITTED, Step.ACCEPT, {"questions": 0}, "no question"),
    (State.SUBMITTED, Step.ACCEPT, {"parties_said": False}, "people, places and bodies"),
    (State.DRAFT, Step.SUBMIT, {"has_open_title": False}, "needs a public title"),
    (State.SUBMITTED, Step.ACCEPT, {"has_open_title": False}, "needs a public title"),
    (State.ACCEPTED, Step.ISSUE, {"urgent": False}, "Only an urgent item"),
    (State.ISSUED, Step.DISCUSS, {"times": Times(issued_at=EARLIER, closes_at=LATER)}, "sealed until"),
    (State.ISSUED, Step.DISCUSS, {"recorded": False}, "who was present and who presided"),
    (State.ISSUED, Step.DISCUSS, {"quorum_missing": say("Not quorate: nobody came.")}, "Not quorate"),
    (State.ISSUED, Step.DEFER, {"times": Times(issued_at=EARLIER, closes_at=LATER)}, "sealed until"),
    (State.ISSUED, Step.DRAFT_ADVICE, {"urgent": False}, "Only an urgent item"),
    (State.ISSUED, Step.DRAFT_ADVICE, {"times": Times(issued_at=EARLIER, closes_at=LATER)}, "sealed until"),
    (State.DRAFTING, Step.CIRCULATE, {"advice": AdviceFacts(questions_unanswered=(2,))}, "Question 2 has no clause"),
    (State.DRAFTING, Step.CIRCULATE, {"advice": AdviceFacts(unplaced={"Joan Pettifer": 2})}, "Joan Pettifer (2)"),
    (State.CIRCULATED, Step.SIGN_OFF, {"advice": AdviceFacts()}, "Too few have replied"),
    (State.SENT, Step.ANSWER, {"clauses_unanswered": 1}, "One clause still waits"),
]


@pytest.mark.parametrize(("state", "step", "lacks", "says"), MISSING)
def test_a_guard_says_what_is_missing(state: State, step: Step, lacks: dict[str, object], says: str) -> None:
    missing = still_missing(state, step, replace(READY, **lacks), NOW)
    assert says in str(missing)


def test_an_inquorate_item_can_be_deferred() -> None:
    inquorate = Facts(times=READY.times, recorded=True, quorum_missing=say("Not quorate."))
    assert still_missing(State.ISSUED, Step.DEFER, inquorate, NOW) is None


# -- the sealed round, read from the clock ----------------------------------------------------------------------------

CLOSES = Times(issued_at=EARLIER, closes_at=NOW)
ISSUED_STATES = [state for state in State if state in (
    State.ISSUED, State.DISCUSSED, State.DRAFTING, State.CIRCULATED, State.AGREED, State.SENT, State.ANSWERED, State.CLOSED,
)]  # fmt: skip


@pytest.mark.parametrize("state", State)
def test_nothing_is_open_before_it_is_issued(state: State) -> None:
    assert phase(state, Times(), NOW) is Phase.NOT_OPEN
    assert phase(state, Times(closes_at=LATER), NOW) is Phase.NOT_OPEN


@pytest.mark.parametrize("state", ISSUED_STATES)
def test_the_round_closes_at_its_moment_and_by_nobody_s_hand(state: State) -> None:
    assert phase(state, CLOSES, NOW - timedelta(microseconds=1)) is Phase.OPEN
    assert phase(state, CLOSES, NOW) is Phase.REVEALED
    assert phase(state, CLOSES, NOW + timedelta(days=900)) is Phase.REVEALED


def test_withdrawn_before_the_close_stays_sealed_for_good() -> None:
    before = Times(issued_at=EARLIER, closes_at=NOW, withdrawn_at=NOW - timedelta(microseconds=1))
    for now in (EARLIER, NOW, LATER):
        assert phase(State.WITHDRAWN, before, now) is Phase.SEALED_FOR_GOOD
    after = Times(issued_at=EARLIER, closes_at=NOW, withdrawn_at=NOW)
    assert phase(State.WITHDRAWN, after, LATER) is Phase.REVEALED


@pytest.mark.parametrize("state", State)
def test_only_sent_advice_can_be_overdue_and_only_from_its_date_on(state: State) -> None:
    due = Times(response_due_at=NOW)
    assert response_is_overdue(state, due, NOW) is (state is State.SENT)
    assert not response_is_overdue(state, due, NOW - timedelta(seconds=1))
    assert not response_is_overdue(state, Times(), NOW)


def test_quorum_rule_defaults_are_the_product_s() -> None:
    assert QuorumRule() == QuorumRule(heads=3, independent=2)
