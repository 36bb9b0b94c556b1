"""What declarations and rulings leave of a seat, and whose the Chair's powers are then."""

import itertools

import pytest

from ethics.domain.conflict import CONFLICTED, Declared, powers_holder, seat_after
from ethics.domain.policy import Seat
from ethics.domain.vocabulary import DeclarationKind, RulingOutcome

NIL = Declared(DeclarationKind.NIL)
INTEREST = Declared(DeclarationKind.INTEREST)
NOTED = Declared(DeclarationKind.INTEREST, RulingOutcome.NOTE_ONLY)
SPEAKS = Declared(DeclarationKind.INTEREST, RulingOutcome.NO_POSITION)
LEAVES = Declared(DeclarationKind.INTEREST, RulingOutcome.LEAVE)
OUT = Declared(DeclarationKind.INTEREST, RulingOutcome.WITHDRAW)
DISPENSED = Declared(DeclarationKind.INTEREST, RulingOutcome.WITHDRAW, dispensed=True)


@pytest.mark.parametrize(
    ("declared", "seat"),
    [
        ([], Seat.UNDECLARED),
        ([NIL], Seat.FULL),
        ([NIL, NIL], Seat.FULL),
        ([INTEREST], Seat.AWAITING),
        ([NOTED], Seat.FULL),
        ([SPEAKS], Seat.NO_POSITION),
        ([LEAVES], Seat.LEAVE),
        ([OUT], Seat.WITHDRAWN),
        ([DISPENSED], Seat.FULL),
        # a late declaration closes what a nil return had opened, until it is ruled on
        ([NIL, INTEREST], Seat.AWAITING),
        ([NIL, NOTED], Seat.FULL),
        ([NIL, OUT], Seat.WITHDRAWN),
        # a nil return after an interest is a correction, and waits for a ruling like the interest did
        ([INTEREST, NIL], Seat.AWAITING),
        ([OUT, NIL], Seat.WITHDRAWN),
        ([LEAVES, NIL], Seat.LEAVE),
        ([SPEAKS, NIL], Seat.NO_POSITION),
        ([INTEREST, NIL, NIL], Seat.AWAITING),
        ([OUT, Declared(DeclarationKind.NIL, RulingOutcome.NOTE_ONLY)], Seat.FULL),
        # a further interest waits too, and who had to withdraw stays withdrawn meanwhile
        ([NOTED, INTEREST], Seat.AWAITING),
        ([LEAVES, INTEREST], Seat.AWAITING),
        ([OUT, INTEREST], Seat.WITHDRAWN),
        ([OUT, NOTED], Seat.FULL),
        ([DISPENSED, NIL], Seat.FULL),
        ([DISPENSED, INTEREST], Seat.AWAITING),
    ],
)
def test_the_seat_that_declarations_leave(declared: list[Declared], seat: Seat) -> None:
    assert seat_after(declared) is seat


def test_nobody_gets_out_of_a_ruling_by_declaring_once_more() -> None:
    ruled = [SPEAKS, LEAVES, OUT]
    unruled = [NIL, INTEREST]
    for first in ruled:
        for more in itertools.product(unruled, repeat=3):
            assert seat_after([first, *more]) is not Seat.FULL


def test_nobody_opens_an_item_by_taking_an_interest_back() -> None:
    for before in ([], [NIL]):
        for after in itertools.product([NIL, INTEREST], repeat=3):
            assert seat_after([*before, INTEREST, *after]) is Seat.AWAITING


CHAIR, VICE, CHOSEN = 1, 2, 3


def holder(
    chair: Seat = Seat.FULL, vice: Seat = Seat.FULL, *, absent: bool = False, chosen: int | None = None, **more: Seat
) -> int | None:
    seats = {CHAIR: chair, VICE: vice, CHOSEN: more.get("chosen_seat", Seat.FULL)}
    return powers_holder(CHAIR, VICE, seats, chair_absent=absent, chosen_id=chosen)


def test_the_powers_are_the_chair_s_even_before_they_declare() -> None:
    assert holder() == CHAIR
    assert holder(Seat.UNDECLARED) == CHAIR


@pytest.mark.parametrize("seat", sorted(CONFLICTED))
def test_a_conflicted_chair_holds_none_and_the_vice_chair_holds_them(seat: Seat) -> None:
    assert holder(seat) == VICE
    assert holder(seat, Seat.UNDECLARED) == VICE


def test_an_absent_chair_holds_none() -> None:
    assert holder(absent=True) == VICE


@pytest.mark.parametrize("seat", sorted(CONFLICTED))
def test_where_both_are_out_the_members_choose(seat: Seat) -> None:
    assert holder(seat, seat) is None
    assert holder(absent=True, vice=seat) is None
    assert holder(seat, seat, chosen=CHOSEN) == CHOSEN


@pytest.mark.parametrize("seat", sorted(CONFLICTED))
def test_who_was_chosen_loses_the_powers_by_a_conflict_like_anybody(seat: Seat) -> None:
    assert holder(Seat.WITHDRAWN, Seat.WITHDRAWN, chosen=CHOSEN, chosen_seat=seat) is None


def test_a_committee_without_chair_or_vice_chair_has_nobody() -> None:
    assert powers_holder(None, None, {}, chair_absent=False, chosen_id=None) is None
    assert powers_holder(None, VICE, {}, chair_absent=False, chosen_id=None) == VICE
