"""Who one person is to one dilemma: what every question of the rulebook reads (policy.py).

Source: product.md, “Who may see what, and when” and rules 1 and 2.
"""

from dataclasses import dataclass
from datetime import datetime

from ethics.domain.vocabulary import NewVersion, Phase, Role, State
from ethics.domain.words import Worded


class Seat(Worded):
    """What a person's seat on the committee is worth for one item, once declarations and rulings are counted.

    Someone ruled to withdraw has no seat: no rule can forget the conflict, because none names WITHDRAWN.
    """

    NONE = "none", "No seat"
    UNDECLARED = "undeclared", "Seat, not yet declared"
    AWAITING = "awaiting", "Seat, waiting for a ruling"
    WITHDRAWN = "withdrawn", "Withdrawn from this item"
    LEAVE = "leave", "Seat, leaves for the discussion"
    NO_POSITION = "no_position", "Seat, takes part without a position"
    FULL = "full", "Seat"


@dataclass(frozen=True, slots=True)
class Standing:
    """Who one person is to one dilemma at one moment, worked out once (reading/standing.py).

    Facts only, after rulings: `seat` already reckons with declarations, `chair_power` with the Chair's conflict or
    absence, `phase` with the clock. An empty standing is the public's.
    """

    state: State
    phase: Phase = Phase.NOT_OPEN
    released: bool = False
    accepted: bool = False
    issued: bool = False
    agreed: bool = False
    sent: bool = False
    under_review: bool = False
    new_version: NewVersion | None = None
    person_id: int | None = None
    author: bool = False
    """Writes the paper: who began it, or a co-author they named."""
    first_author: bool = False
    """Began it. A few things stay with the first author: withdrawing it, and saying who writes it with them."""
    no_author_left: bool = False
    """Whether none of its authors is one of the force's any more. Worked out for the sponsor alone, who stands in."""
    sponsor: bool = False
    secretary: bool = False
    seat: Seat = Seat.NONE
    gives_positions: bool = False
    eligible: bool = False
    chair_power: bool = False
    vice_chair: bool = False
    attends: bool = False
    named_for_part_2: bool = False
    reviewer: bool = False
    monitoring: bool = False
    administrator: bool = False
    former: bool = False
    until: datetime | None = None
    """A former member's last moment (aware UTC): what came to be after it is not theirs to see, unless they are something
    else to it today."""
    capacities: tuple[Role, ...] = ()
