"""Every event of the demonstration in the order it happened, each done through the services at its own moment.

Dates are relative to the day it is made. Because letters, standings and seals depend on the order of things, the
events of all dilemmas are put on one line first and then played from the oldest on, with the clock set to each.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from ethics.reading.people import LONDON, day_of


@dataclass(slots=True)
class Moment:
    """The demonstration's clock while it is being made."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass(slots=True)
class Timeline:
    """What happens, when; ``today`` is the day the demonstration is made, and nothing happens after ``until``."""

    until: datetime
    events: list[tuple[datetime, int, str, Callable[[Moment], object]]] = field(default_factory=list)

    def at(self, days: int, hour: int, minute: int = 0) -> datetime:
        """The moment at this hour, so many days from today, by the committee's clock. Aware UTC."""
        day = day_of(self.until) + timedelta(days=days)
        return datetime.combine(day, time(hour, minute), LONDON).astimezone(UTC)

    def add(self, when: datetime, what: str, do: Callable[[Moment], object]) -> None:
        """Put an event on the line; events of one moment keep the order they were added in."""
        assert when <= self.until, f"{what} at {when} has not happened yet"
        self.events.append((when, len(self.events), what, do))

    def play(self) -> Iterator[str]:
        """Do everything in its order, naming each event before it happens."""
        clock = Moment(self.until)
        for when, _, what, do in sorted(self.events, key=lambda event: event[:2]):
            clock.now = when
            yield what
            do(clock)
