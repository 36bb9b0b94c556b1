"""The neutral form between a file and a paper: lines of formatted runs, with the numbers Word or a typist gave them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

Cell = tuple["Line", ...]
Row = tuple[Cell, ...]

# "12." "12)" "1.2" "1.2.3." "12 -" and "12<tab>"; a year or a sum of money has no such mark after it.
_TYPED_NUMBER = re.compile(
    r"\s*(?:(?P<nested>[1-9]\d{0,2}(?:\.[1-9]\d{0,2}){1,3})(?:[.)]?\s+|[.)](?=[A-Z]))"
    r"|(?P<single>[1-9]\d{0,2})(?:[.)](?:\s+|(?=[A-Z“\"‘']))|\s{0,2}[-–—]\s+|\t\s*|\s{2,}))(?=\S)"
)
_SUB_MARK = re.compile(
    r"\s*(?P<mark>\((?:[a-z]|[ivx]{1,5})\)|(?:[a-z]|[ivx]{2,5})\)|[a-z]\."
    r"|[ivx]{2,5}\.)\s+(?=\S)"
)
_BULLET = re.compile(r"\s*(?:[-–—•·▪●◦‣∙*+\uf0b7\uf0a7\uf0d8]|o(?=\t))\s+(?=\S)")


def collapse(text: str) -> str:
    """The text with every run of white space made one space."""
    return " ".join(text.split())


@dataclass(frozen=True)
class Run:
    """Text in one formatting."""

    text: str
    bold: bool = False
    italic: bool = False
    strike: bool = False
    link: str = ""


@dataclass(frozen=True)
class Line:
    """A paragraph of the source. `number` is set for "12" or "1.2", `mark` for "(a)" and the like;
    `series` tells Word's lists apart; `rows` makes the line a table, and `spans` says how many columns each of its cells
    takes, where the source says it; `source` says where it comes from."""

    runs: tuple[Run, ...] = ()
    heading: int = 0
    number: str = ""
    mark: str = ""
    series: str = ""
    bullet: bool = False
    level: int = 0
    indent: int = 0
    gap: bool = True
    soft: bool = False
    notes: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    spans: tuple[tuple[int, ...], ...] = ()
    source: tuple[int, ...] = ()

    @property
    def raw(self) -> str:
        """The text with its tabs."""
        return "".join(run.text for run in self.runs)

    @property
    def text(self) -> str:
        """The text with white space collapsed."""
        return collapse(self.raw)

    @property
    def all_bold(self) -> bool:
        """Whether every letter of it is bold."""
        return any(r.bold and r.text.strip() for r in self.runs) and all(
            r.bold or not r.text.strip() for r in self.runs
        )

    @property
    def listed(self) -> bool:
        """Whether it is an item of a list."""
        return self.bullet or bool(self.mark)

    def lead_in(self) -> str:
        """The bold words it begins with, where something not bold follows; otherwise empty."""
        bold = ""
        for run in self.runs:
            if not run.bold and run.text.strip():
                return collapse(bold)
            bold += run.text
        return ""

    def without_start(self, length: int) -> Line:
        """The same line without its first `length` characters."""
        runs: list[Run] = []
        for run in self.runs:
            cut = min(length, len(run.text))
            length -= cut
            if run.text[cut:]:
                runs.append(replace(run, text=run.text[cut:]))
        return replace(self, runs=tuple(runs))


def plain_line(text: str, **more: object) -> Line:
    """A line of one unformatted run."""
    return replace(Line(runs=(Run(text),)), **more)  # type: ignore[arg-type]


def with_typed_mark(line: Line) -> Line:
    """The line with a number, letter or bullet typed at its start taken out of the text and into its fields."""
    if line.number or line.listed or line.rows:
        return line
    raw = line.raw
    if found := _TYPED_NUMBER.match(raw):
        number = found["nested"] or found["single"]
        return replace(line.without_start(found.end()), number=number)
    if found := _SUB_MARK.match(raw):
        return replace(line.without_start(found.end()), mark=found["mark"])
    if found := _BULLET.match(raw):
        return replace(line.without_start(found.end()), bullet=True)
    return line


def mark_back(line: Line) -> Line:
    """The line with its number as part of its text again, for a number that turned out to be none of the paper's."""
    if not line.number:
        return line
    return replace(line, number="", runs=(Run(f"{line.number}. "), *line.runs))


def joined(first: Line, second: Line) -> Line:
    """Two lines as one, for a sentence broken by a page or a wrapped line."""
    glue = "" if first.raw.endswith("-") and not first.raw.endswith(" -") else " "
    head = (*first.runs[:-1], replace(first.runs[-1], text=first.runs[-1].text.rstrip() + glue)) if first.runs else ()
    return replace(
        first, runs=head + second.runs, notes=first.notes + second.notes, source=first.source + second.source
    )


def cell_text(cell: Iterable[Line]) -> str:
    """The words of a table cell, one line of text."""
    return collapse(" ".join(words_of(cell)))


def words_of(lines: Iterable[Line]) -> list[str]:
    """Every non-empty text in the lines, tables included, in order."""
    words: list[str] = []
    for line in lines:
        if line.rows:
            for row in line.rows:
                for cell in row:
                    words.extend(words_of(cell))
        elif line.text:
            words.append(line.text)
        words.extend(line.notes)
    return words


def spread(lines: Sequence[Line]) -> int:
    """How many characters of text the lines hold."""
    return sum(len(word) for word in words_of(lines))
