"""A paper taken apart: its parts under their headings, and the passages in each."""

from __future__ import annotations

from dataclasses import dataclass, field

from ethics.domain.words import Message

from .found import UNSAID, SectionKey, Source
from .lines import Line

LOOSE: frozenset[SectionKey] = frozenset({"implications", "appendices", "background_papers", "contact"})


@dataclass
class Passage:
    """One paragraph of the source with the lists, tables and loose lines that follow it. `focus` names the
    scenario, by its label, that a line between the questions said they are about."""

    number: str
    lines: list[Line] = field(default_factory=list)
    focus: str = ""


@dataclass
class Part:
    """What stands under one heading. Passages for the argument, loose lines for the lists at the end. `because` says
    why the heading was taken for one, `source` where it stands. What was said about the paper, as minutes tell it, is
    an `aside`: it asks nothing of anybody."""

    name: str
    key: SectionKey
    level: str = ""
    label: str = ""
    title: str = ""
    passages: list[Passage] = field(default_factory=list)
    loose: list[Line] = field(default_factory=list)
    because: Message = UNSAID
    source: Source = ()
    aside: bool = False


class Numbering:
    """Tells a paper's own running numbers from those of a list inside a paragraph, a year or a slip."""

    def __init__(self) -> None:
        self.last: tuple[int, ...] = ()
        self.series = ""
        self._indent = 0
        self._list = 0
        self._list_series = ""
        self._fresh = True

    def heading(self, number: str = "") -> None:
        """A heading went by, perhaps with a number of its own; numbers may begin again after it."""
        self._fresh, self._list = True, 0
        if number:
            self.last = _parts(number)

    def follows(self, line: Line) -> bool:
        """Whether the line's number is the next of the paper."""
        parts, last = _parts(line.number), self.last
        if not line.number:
            return False
        if not last or (self._fresh and parts[-1] == 1):
            return True
        if line.series and line.series == self.series:
            return True
        if self._list and parts == (self._list + 1,) and self._inside(line):
            return False
        if len(parts) == len(last):
            step = parts[-1] - last[-1]
            return parts[:-1] == last[:-1] and 0 < step <= 10
        if len(parts) > len(last):
            return parts[-1] == 1 and (parts[: len(last)] == last or parts[0] in (last[0], last[0] + 1))
        shared = len(parts) - 1
        return parts[:shared] == last[:shared] and 0 < parts[-1] - last[shared] <= 10

    def _inside(self, line: Line) -> bool:
        if line.series or self._list_series:
            return line.series == self._list_series
        return line.indent > self._indent or not self.last or self._list + 1 != self.last[-1] + 1

    def take(self, line: Line) -> None:
        """The line's number is counted as the paper's."""
        self.last, self.series = _parts(line.number), line.series
        self._fresh, self._list, self._indent = False, 0, line.indent

    def lists(self, line: Line) -> bool:
        """Whether the line's number belongs to a list inside a paragraph; if so it is counted there."""
        parts = _parts(line.number)
        if len(parts) == 1 and (parts[0] == 1 or (self._list and parts[0] == self._list + 1) or line.series):
            self._list, self._list_series = parts[0], line.series
            return True
        return False


def _parts(number: str) -> tuple[int, ...]:
    return tuple(int(part) for part in number.split(".") if part)
