"""What a member's declarations and the rulings on them leave of their seat on one item (rules 1 and 2)."""

from collections.abc import Sequence
from dataclasses import dataclass

from ethics.domain.standing import Seat
from ethics.domain.vocabulary import DeclarationKind, RulingOutcome

_SEAT_AFTER = {
    RulingOutcome.NOTE_ONLY: Seat.FULL,
    RulingOutcome.NO_POSITION: Seat.NO_POSITION,
    RulingOutcome.LEAVE: Seat.LEAVE,
    RulingOutcome.WITHDRAW: Seat.WITHDRAWN,
}


@dataclass(frozen=True, slots=True)
class Declared:
    """One declaration with the ruling in effect on it, if any. A dispensation stands for "note only"."""

    kind: DeclarationKind
    ruling: RulingOutcome | None = None
    dispensed: bool = False


def seat_after(declared: Sequence[Declared]) -> Seat:
    """The seat of a member who made these declarations, oldest first.

    A nil return opens the item at once, unless the member declared an interest before: then the correction waits for
    a ruling like the interest did, and an earlier ruling stays in effect until then, so nobody rules on themselves by
    way of a correction. A new interest opens nothing until it is ruled on; who had to withdraw stays withdrawn.
    """
    seat = Seat.UNDECLARED
    interested = False
    for one in declared:
        if one.dispensed:
            seat = Seat.FULL
        elif one.ruling is not None:
            seat = _SEAT_AFTER[one.ruling]
        elif one.kind is DeclarationKind.INTEREST:
            seat = seat if seat is Seat.WITHDRAWN else Seat.AWAITING
        elif not interested:
            seat = Seat.FULL
        interested = interested or one.kind is DeclarationKind.INTEREST
    return seat


CONFLICTED = frozenset({Seat.AWAITING, Seat.WITHDRAWN, Seat.LEAVE, Seat.NO_POSITION})
"""Seats whose holder does not hold the Chair's powers: an interest is declared and not ruled "note only"."""


def powers_holder(
    chair_id: int | None,
    vice_chair_id: int | None,
    seats: dict[int, Seat],
    *,
    chair_absent: bool,
    chosen_id: int | None,
) -> int | None:
    """Whose the Chair's powers are for one item, as a person's id, or None where the members must choose.

    ``seats`` gives the seat of each of them on the item; ``chosen_id`` is the member the Secretary recorded as chosen by
    those present, who loses the powers by a conflict like anybody (product.md, "The Vice-chair holds the Chair's
    powers…").
    """
    if chosen_id is not None and seats.get(chosen_id) not in CONFLICTED:
        return chosen_id
    if chair_id is not None and not chair_absent and seats.get(chair_id) not in CONFLICTED:
        return chair_id
    if vice_chair_id is not None and seats.get(vice_chair_id) not in CONFLICTED:
        return vice_chair_id
    return None
