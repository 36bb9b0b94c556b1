"""The numbers Word makes by itself: in the file they are rules, not text, and are worked out here."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LEVELS = 9
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
NUMBER = re.compile(r"\(?(\d{1,6}(?:\.\d{1,6}){0,8})[.):]*")


@dataclass(frozen=True)
class Level:
    """How one level of a list counts and what it prints."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    style: str = ""


@dataclass(frozen=True)
class Mark:
    """What Word prints before a paragraph: a bullet, a number ("12", "1.2"), or another mark ("(a)")."""

    number: str = ""
    mark: str = ""
    bullet: bool = False
    level: int = 0
    series: str = ""


def value(element: Element | None, default: str = "") -> str:
    """The w:val of an element, or the default."""
    return default if element is None else element.get(f"{W}val", default)


def whole(text: str, default: int) -> int:
    """A whole number out of an attribute, or the default where it is none."""
    return int(text) if re.fullmatch(r"-?\d{1,6}", text) else default


def _roman(number: int) -> str:
    text = ""
    for worth, sign in _ROMAN:
        text += sign * (number // worth)
        number %= worth
    return text


def printed(number: int, kind: str) -> str:
    """A number in one of Word's ways of counting; empty where it prints none."""
    if kind in ("lowerLetter", "upperLetter"):
        text = chr(ord("a") + (number - 1) % 26) * min(1 + (number - 1) // 26, 9) if number > 0 else ""
        return text.upper() if kind == "upperLetter" else text
    if kind in ("lowerRoman", "upperRoman"):
        text = _roman(min(max(number, 0), 5000))
        return text.upper() if kind == "upperRoman" else text
    if kind == "decimalZero":
        return f"{number:02d}"
    return "" if kind == "none" else str(number)


def _level(element: Element) -> Level:
    return Level(
        start=whole(value(element.find(f"{W}start"), "1"), 1),
        format=value(element.find(f"{W}numFmt"), "decimal"),
        text=value(element.find(f"{W}lvlText")),
        style=value(element.find(f"{W}pStyle")),
    )


@dataclass
class Lists:
    """The lists of one document, counting as its paragraphs go by."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    restarts: dict[tuple[str, int], int] = field(default_factory=dict)
    overrides: dict[tuple[str, int], Level] = field(default_factory=dict)
    counts: dict[str, list[int | None]] = field(default_factory=dict)
    begun: set[tuple[str, int]] = field(default_factory=set)

    @classmethod
    def read(cls, root: Element | None) -> Lists:
        """The lists declared by numbering.xml, or none."""
        made = cls()
        if root is None:
            return made
        for abstract in root.findall(f"{W}abstractNum"):
            key = abstract.get(f"{W}abstractNumId", "")
            made.levels[key] = {
                whole(level.get(f"{W}ilvl", "0"), 0): _level(level) for level in abstract.findall(f"{W}lvl")
            }
        for num in root.findall(f"{W}num"):
            key = num.get(f"{W}numId", "")
            made.lists[key] = value(num.find(f"{W}abstractNumId"))
            for override in num.findall(f"{W}lvlOverride"):
                at = whole(override.get(f"{W}ilvl", "0"), 0)
                if (start := override.find(f"{W}startOverride")) is not None:
                    made.restarts[key, at] = whole(value(start, "1"), 1)
                if (level := override.find(f"{W}lvl")) is not None:
                    made.overrides[key, at] = _level(level)
        return made

    def level_of_style(self, number_id: str, style: str) -> int:
        """The level a style is tied to in a list."""
        for at, level in self.levels.get(self.lists.get(number_id, ""), {}).items():
            if level.style == style:
                return at
        return 0

    def next_mark(self, number_id: str, at: int) -> Mark | None:
        """What is printed before the next paragraph of this list at this level; None where nothing is."""
        abstract = self.lists.get(number_id)
        if abstract is None or not 0 <= at < LEVELS:
            return None
        levels = self.levels.get(abstract, {})
        level = self.overrides.get((number_id, at)) or levels.get(at) or Level(text=f"%{at + 1}.")
        counts = self.counts.setdefault(abstract, [None] * LEVELS)
        before = counts[at]
        restart = self.restarts.get((number_id, at))
        if restart is not None and (number_id, at) not in self.begun:
            counts[at] = restart
        else:
            counts[at] = level.start if before is None else before + 1
        self.begun.add((number_id, at))
        counts[at + 1 :] = [None] * (LEVELS - at - 1)
        if level.format == "bullet":
            return Mark(bullet=True, level=at, series=abstract)

        def shown(found: re.Match[str]) -> str:
            depth = int(found[1]) - 1
            if not 0 <= depth < LEVELS:
                return ""
            other = self.overrides.get((number_id, depth)) or levels.get(depth) or Level()
            counted = counts[depth]
            return printed(other.start if counted is None else counted, other.format)

        text = re.sub(r"%(\d)", shown, level.text).strip()
        if not text:
            return None
        if number := NUMBER.fullmatch(text):
            return Mark(number=number[1], level=at, series=abstract)
        return Mark(mark=text, level=at, series=abstract)
