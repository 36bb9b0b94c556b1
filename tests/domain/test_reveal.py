"""What the revealed positions come to, in words a meeting can use."""

import pytest

from ethics.domain.deliberation import Spread
from ethics.domain.reveal import (
    HARDEST_FIRST,
    Move,
    division,
    grouped,
    hardest,
    initials,
    movement,
    movers_first,
    opening,
)
from ethics.domain.vocabulary import Stance, TakenTogether

T, S = TakenTogether, Stance


def test_every_word_a_row_can_get_has_its_turn() -> None:
    assert set(HARDEST_FIRST) == set(T)


@pytest.mark.parametrize(
    ("words", "said", "hour"),
    [
        (
            {1: T.AGREED, 2: T.AGREED_WITH_CONDITIONS, 3: T.DIVIDED, 4: T.OPEN, 5: T.NOT_SETTLED},
            "Members already agree on two of the four questions that take a stance.", (3, 5),
        ),
        ({1: T.AGREED, 2: T.ONE_APART}, "Members already agree on one of the two questions.", (2,)),
        ({1: T.AGREED, 2: T.OPEN}, "Members already agree on the one question that takes a stance.", (2,)),
        ({1: T.ONE_APART, 2: T.OPEN}, "Members do not agree yet on the one question that takes a stance.", (1,)),
        ({1: T.OPEN}, "The one question is open: members gave considerations, not stances.", (1,)),
        ({1: T.OPEN, 2: T.OPEN}, "All two questions are open: members gave considerations, not stances.", (1, 2)),
        ({1: T.AGREED}, "Members already agree on the one question.", ()),
        ({1: T.AGREED, 2: T.AGREED}, "Members already agree on all two questions.", ()),
        ({1: T.DIVIDED}, "Members do not agree yet on the one question.", (1,)),
        ({1: T.NONE_GIVEN, 2: T.NONE_GIVEN}, "No positions were given before the close.", ()),
    ],
)  # fmt: skip
def test_the_top_says_where_members_agree_and_where_the_hour_should_go(words, said: str, hour) -> None:  # type: ignore[no-untyped-def]
    found = opening(words)
    assert str(found.agreement) == said
    assert found.hour == hour


def test_a_question_gets_the_word_of_its_hardest_scenario() -> None:
    assert hardest([T.AGREED, T.DIVIDED, T.ONE_APART]) is T.DIVIDED
    assert hardest([]) is T.NONE_GIVEN


def test_the_index_puts_what_is_agreed_with_conditions_under_agreed() -> None:
    assert grouped({1: T.AGREED, 2: T.AGREED_WITH_CONDITIONS, 3: T.DIVIDED}) == ((T.DIVIDED, (3,)), (T.AGREED, (1, 2)))


def test_the_most_divided_question_comes_first() -> None:
    split = Spread.of([S.SUPPORTED] * 4 + [S.NOT_SUPPORTED] * 3)
    lopsided = Spread.of([S.SUPPORTED] * 5 + [S.NOT_SUPPORTED] * 2)
    assert sorted([(division(T.DIVIDED, [lopsided]), "two"), (division(T.DIVIDED, [split]), "three")])[0][1] == "three"
    assert division(T.NOT_SETTLED, [split]) > division(T.DIVIDED, [lopsided])


def test_who_moved_is_said_once_and_those_who_moved_come_first() -> None:
    moves = [
        Move("Ann", S.SUPPORTED, S.SUPPORTED), Move("Ben", S.NOT_SUPPORTED, S.CONDITIONS), Move("Cy", None, S.SUPPORTED),
        Move("Di", S.SUPPORTED, S.CONDITIONS),
    ]  # fmt: skip
    assert [move.name for move in movers_first(moves)] == ["Ben", "Di", "Ann", "Cy"]
    assert str(movement(moves)) == "two members moved to “Supported with conditions”"
    assert movement(moves[:1]) is None
    both_ways = [Move("Ann", S.SUPPORTED, S.NOT_SUPPORTED), Move("Ben", S.NOT_SUPPORTED, S.SUPPORTED)]
    assert str(movement(both_ways)) == "two members changed their positions"


def test_members_with_the_same_initials_are_told_apart() -> None:
    assert initials(["Joan Pettifer", "Tomos Llŷr"]) == ("JP", "TL")
    assert initials(["Joan Pettifer", "Jim Peel"]) == ("JPet", "JPee")
    assert initials(["Jim Peel", "Jim Peel"]) == ("JPeel1", "JPeel2")
    assert initials(["Cher", "Ann Bell"]) == ("Ch", "AB")
