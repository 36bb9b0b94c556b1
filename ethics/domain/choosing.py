"""What a committee's members and papers choose from: lists of its own, each kept by an administrator."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from ethics.domain.words import Worded


class Choosing(Worded):
    """The lists of a committee."""

    INTERESTS = "interests", "Types of interest"
    IMPLICATIONS = "implications", "Implications"
    FRAMEWORKS = "frameworks", "Frameworks"
    PRINCIPLES = "principles", "Principles"


@dataclass(frozen=True, slots=True)
class Brought:
    """The dilemmas that could have used an entry: whether one still can, and when the last that is over was agreed."""

    open: bool = False
    last_agreed_at: datetime | None = None

    def could_use(self, added_at: datetime | None) -> bool:
        """Whether an entry that has been on offer since ``added_at`` (None: from the beginning) may have been chosen.

        Told from what an administrator may know, the life of dilemmas, and never from what was chosen: that a member has
        declared an interest of a kind, or rests on a principle while positions are sealed, is not for them.
        """
        if self.open:
            return True
        return self.last_agreed_at is not None and (added_at is None or self.last_agreed_at > added_at)


T = TypeVar("T")


def moved(entries: Sequence[T], at: int, *, up: bool) -> list[T]:
    """The entries in their new order, the one at ``at`` a place further up or down; the ends stay where they are."""
    order = list(entries)
    to = at - 1 if up else at + 1
    if 0 <= to < len(order):
        order[at], order[to] = order[to], order[at]
    return order
