"""The numbers an OpenDocument text makes by itself: rules in the file, worked out here as `wordlists` does for Word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from .lines import Line
from .wordlists import LEVELS, NUMBER, printed, whole

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
_FORMATS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_OUTLINE = "the outline"


@dataclass(frozen=True)
class _Level:
    bullet: bool = False
    format: str = "none"
    prefix: str = ""
    suffix: str = ""
    shows: int = 1
    start: int = 1


def _levels(style: Element) -> dict[int, _Level]:
    made: dict[int, _Level] = {}
    for element in style:
        at = whole(element.get(f"{TEXT}level", "1"), 1) - 1
        made[at] = _Level(
            bullet=element.tag == f"{TEXT}list-level-style-bullet",
            format=_FORMATS.get(element.get(f"{STYLE}num-format", ""), "none"),
            prefix=element.get(f"{STYLE}num-prefix", ""),
            suffix=element.get(f"{STYLE}num-suffix", ""),
            shows=whole(element.get(f"{TEXT}display-levels", "1"), 1),
            start=whole(element.get(f"{TEXT}start-value", "1"), 1),
        )
    return made


@dataclass
class Lists:
    """The lists of one document, counting as its paragraphs go by."""

    styles: Mapping[str, Mapping[int, _Level]] = field(default_factory=dict)
    counts: dict[str, list[int | None]] = field(default_factory=dict)
    by_id: dict[str, str] = field(default_factory=dict)
    begun: int = 0
    series: str = ""

    @classmethod
    def read(cls, *roots: Element | None) -> Lists:
        """The list styles declared by the parts of a document."""
        styles: dict[str, dict[int, _Level]] = {}
        for root in roots:
            for element in () if root is None else root.iter():
                if element.tag == f"{TEXT}list-style":
                    styles[element.get(f"{STYLE}name", "")] = _levels(element)
                elif element.tag == f"{TEXT}outline-style":
                    styles[_OUTLINE] = _levels(element)
        return cls(styles)

    def begin(self, element: Element, style: str) -> None:
        """An outermost list begins: counting anew, or on from the list it says it continues."""
        before = self.by_id.get(element.get(f"{TEXT}continue-list", ""))
        last = self.by_id.get(f"style {style}")
        if before is None and element.get(f"{TEXT}continue-numbering") == "true":
            before = last
        self.begun += 1
        self.series = before or f"{style} {self.begun}"
        self.by_id[element.get(_XML_ID, "")] = self.by_id[f"style {style}"] = self.series

    def next_mark(self, style: str, at: int, item: Element) -> Line | None:
        """An empty line with what is printed before the next item of the current list; None where nothing is."""
        start = item.get(f"{TEXT}start-value", "")
        return self._next(style, self.series, at, whole(start, 1) if start else None)

    def heading_mark(self, level: int, element: Element) -> Line | None:
        """The same for a heading of this level."""
        if not self.styles.get(_OUTLINE, {}).get(level - 1) or element.get(f"{TEXT}is-list-header") == "true":
            return None
        return self._next(_OUTLINE, _OUTLINE, level - 1, None)

    def _next(self, style: str, series: str, at: int, start: int | None) -> Line | None:
        levels = self.styles.get(style, {})
        level = levels.get(at)
        if level is None or not 0 <= at < LEVELS:
            return Line(bullet=True, level=at) if style != _OUTLINE else None
        if level.bullet:
            return Line(bullet=True, level=at, series=series)
        counts = self.counts.setdefault(series, [None] * LEVELS)
        before = counts[at]
        counts[at] = start if start is not None else level.start if before is None else before + 1
        counts[at + 1 :] = [None] * (LEVELS - at - 1)
        shown: list[str] = []
        for depth in range(max(0, at - level.shows + 1), at + 1):
            one, count = levels.get(depth, level), counts[depth]
            shown.append(printed(one.start if count is None else count, one.format))
        text = f"{level.prefix}{'.'.join(part for part in shown if part)}{level.suffix}".strip()
        if not text or level.format == "none":
            return None
        if number := NUMBER.fullmatch(text):
            return Line(number=number[1], level=at, series=series)
        return Line(mark=text, level=at, series=series)
