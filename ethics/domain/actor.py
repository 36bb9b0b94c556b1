"""Who acts: a person with their appointments, as an argument to every service and reading."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from ethics.domain.vocabulary import SEATED, Category, Role

Clock = Callable[[], datetime]
"""Tells the present moment, aware and in UTC. Services ask it after they hold the lock (rule 3)."""


@dataclass(frozen=True, slots=True)
class Holding:
    """One appointment as the rules see it. A seat counts from the moment its Secretary confirmed it (rule 17)."""

    role: Role
    committee_id: int | None = None
    force_id: int | None = None
    category: Category | None = None
    gives_positions: bool = False
    starts_on: date = date.min
    ends_on: date | None = None
    confirmed_at: datetime | None = None

    def runs_on(self, day: date) -> bool:
        """Whether the appointment is in force on ``day`` (the committee's own date)."""
        counts = self.role not in SEATED or self.confirmed_at is not None
        return counts and self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def has_ended_by(self, day: date) -> bool:
        """Whether it was in force and is over."""
        return (
            self.ends_on is not None
            and self.ends_on < day
            and (self.role not in SEATED or self.confirmed_at is not None)
        )


@dataclass(frozen=True, slots=True)
class Actor:
    """A person and all their appointments, past ones included; without ``person_id``, the public."""

    person_id: int | None = None
    name: str = ""
    holdings: tuple[Holding, ...] = ()

    def at_committee(self, committee_id: int, day: date) -> tuple[Holding, ...]:
        """What they hold at this committee on this day."""
        return tuple(h for h in self.holdings if h.committee_id == committee_id and h.runs_on(day))

    def at_force(self, force_id: int, day: date) -> tuple[Holding, ...]:
        """What they hold at this force on this day."""
        return tuple(h for h in self.holdings if h.force_id == force_id and h.runs_on(day))

    def former_seats(self, committee_id: int, day: date) -> tuple[Holding, ...]:
        """Seats on this committee that have ended."""
        return tuple(
            h for h in self.holdings if h.committee_id == committee_id and h.role in SEATED and h.has_ended_by(day)
        )

    def roles_at(self, committee_id: int, day: date) -> frozenset[Role]:
        """The roles they hold at this committee on this day."""
        return frozenset(h.role for h in self.at_committee(committee_id, day))

    def administers(self, day: date) -> bool:
        """Whether they run the installation."""
        return any(h.role is Role.ADMINISTRATOR and h.runs_on(day) for h in self.holdings)


PUBLIC = Actor()
