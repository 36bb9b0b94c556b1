"""What readers get of positions: nothing before the reveal, after it everybody's, as it was at the close and as it is."""

from datetime import timedelta

import pytest

from ethics.domain.policy import Seat
from ethics.domain.refusal import NotAllowed
from ethics.domain.vocabulary import ChangedBy, GivenAs, RulingOutcome, Stance, State
from ethics.reading import answering, positions
from tests.cast import Cast
from tests.factories import NOW, a_dilemma, declare, give_position, rule

CLOSED = timedelta(days=-2)


def test_before_the_reveal_nothing_comes_out_whoever_asks(session, cast: Cast, clock) -> None:
    open_one = a_dilemma(session, cast, given_by=[cast.joan])
    gone = a_dilemma(session, cast, State.WITHDRAWN, given_by=[cast.joan])
    for dilemma in (open_one, gone):
        with pytest.raises(NotAllowed):
            positions.revealed(dilemma, clock())
    clock.set(open_one.closes_at)
    assert len(positions.revealed(open_one, clock())) == 2


def test_round_1_is_what_stood_at_the_close_and_now_is_the_latest(session, cast: Cast, clock) -> None:
    dilemma = a_dilemma(session, cast, closes_in=CLOSED, given_by=[cast.joan, cast.tomos], questions=1)
    early = dilemma.closes_at - timedelta(hours=1)
    give_position(session, dilemma, cast.joan, stance=Stance.CANNOT_ADVISE, at=early)
    give_position(
        session, dilemma, cast.joan, stance=Stance.NOT_SUPPORTED, given_as=GivenAs.REVISION, changed_by=ChangedBy.COLLEAGUE,
        at=NOW - timedelta(hours=1),
    )  # fmt: skip
    give_position(session, dilemma, cast.grace, given_as=GivenAs.LATE, at=NOW - timedelta(hours=1))
    found = {one.name: one for one in positions.revealed(dilemma, clock())}
    joan, grace, tomos = found["Joan Pettifer"], found["Grace Sandiford"], found["Tomos Llŷr"]
    assert joan.round_1 is not None
    assert [row.stance for row in joan.round_1.stances] == [Stance.CANNOT_ADVISE]
    assert [row.stance for row in joan.now.stances] == [Stance.NOT_SUPPORTED]
    assert joan.moved
    assert grace.round_1 is None
    assert not grace.moved
    assert grace.now.given_as is GivenAs.LATE
    assert not tomos.moved


def test_who_withdrew_is_set_aside_and_who_leaves_is_counted(session, cast: Cast, clock) -> None:
    dilemma = a_dilemma(session, cast, given_by=[cast.joan, cast.agnes], questions=1)
    for person, outcome in ((cast.joan, RulingOutcome.LEAVE), (cast.agnes, RulingOutcome.WITHDRAW)):
        rule(session, declare(session, dilemma, person, cast.interests["personal"]), cast.chair, outcome)
    clock.set(dilemma.closes_at)
    found = {one.name: (one.seat, one.counts) for one in positions.revealed(dilemma, clock())}
    assert found == {"Joan Pettifer": (Seat.LEAVE, True), "Agnes Whitlock": (Seat.WITHDRAWN, False)}


def test_everything_given_can_be_read_with_its_principle(session, cast: Cast, clock) -> None:
    dilemma = a_dilemma(session, cast, given_by=[], questions=1)
    give_position(
        session, dilemma, cast.joan, stance=Stance.CONDITIONS, considerations=["They were never asked."],
        conditions=["A notice."], principle_id=cast.principles["Fairness"], harm_left="Some.", facts_wanted="How many?",
    )  # fmt: skip
    clock.set(dilemma.closes_at)
    (one,) = positions.revealed(dilemma, clock())
    (reason,) = one.now.considerations
    assert reason.principle is not None
    assert (reason.text, reason.principle.name, reason.principle.framework) == (
        "They were never asked.", "Fairness", "Code of Ethics 2014",
    )  # fmt: skip
    assert [row.text for row in one.now.conditions] == ["A notice."]
    assert (one.now.harm_left, one.now.facts_wanted) == ("Some.", "How many?")


def test_it_takes_six_queries_however_many_there_are(session, cast: Cast, clock, count_queries) -> None:
    for questions in (1, 13):
        dilemma = a_dilemma(session, cast, closes_in=CLOSED, questions=questions, scenarios=2)
        session.commit()
        _ = dilemma.closes_at
        with count_queries() as seen:
            positions.revealed(dilemma, clock())
        assert len(seen) <= 6


def test_how_many_are_in_counts_members_and_never_questions(session, cast: Cast, clock) -> None:
    dilemma = a_dilemma(session, cast, given_by=[cast.priya], questions=3)
    for person in (cast.joan, cast.chair):
        declare(session, dilemma, person)
    give_position(session, dilemma, cast.joan, 2)
    rule(session, declare(session, dilemma, cast.agnes, cast.interests["personal"]), cast.chair, RulingOutcome.WITHDRAW)
    seen = answering.overview(cast.actor(cast.joan), dilemma.ref, clock())
    assert seen.count == answering.CountIn(complete=1, begun=1, of=8)
    assert seen.who is None
    whose = answering.overview(cast.actor(cast.secretary), dilemma.ref, clock()).who
    assert whose is not None
    assert {one.name for one in whose if one.complete} == {"Priya Nambiar"}
    assert {one.name for one in whose if one.begun} == {"Priya Nambiar", "Joan Pettifer"}


def test_the_next_question_goes_round_once(session, cast: Cast, clock) -> None:
    dilemma = a_dilemma(session, cast, questions=4)
    declare(session, dilemma, cast.joan)
    for number in (2, 3):
        give_position(session, dilemma, cast.joan, number)
    seen = answering.own(cast.actor(cast.joan), dilemma.ref, clock())
    assert (seen.next_after(1), seen.next_after(4), seen.next_after()) == (4, 1, 1)
    for number in (1, 4):
        give_position(session, dilemma, cast.joan, number)
    seen = answering.own(cast.actor(cast.joan), dilemma.ref, clock())
    assert seen.all_in
    assert seen.next_after(4) is None
