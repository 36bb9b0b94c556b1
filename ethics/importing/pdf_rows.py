"""Words of a PDF's page gathered into rows, with the cells that wide gaps make and the marks of footnotes among them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from . import pdf_text
from .lines import Run, plain_line, with_typed_mark

Word = Sequence[Any]
"""A word as `pdf_text` gives it: x0, x1, y, size, bold, slanted, text, width of its first word."""

_TAB = 1.4
"""A gap this many letter-heights wide is a tab; a narrower one is, where a tab of a row near by ends at the same place."""
_NEAR = 250
_RAISED = 0.12
_SMALLER = 0.85
_MARK = re.compile(r"\d{1,3}(?:[,–-]\d{1,3})*")
MARKED = re.compile("\ue000([^\ue001]*)\ue001")
"""A raised number as it stands in a row's runs until it is known whose footnote it is: see `pdf_notes`."""


@dataclass(frozen=True)
class Row:
    """Words on one height, as they follow each other in the file. `cells` begin where a wide gap was; `ends` is where each
    of them ends, and `firsts` how wide its first word is."""

    page: int
    y: float
    size: float
    cells: tuple[tuple[float, tuple[Run, ...]], ...]
    ends: tuple[float, ...]
    firsts: tuple[float, ...]

    @property
    def x0(self) -> float:
        """Where it begins."""
        return self.cells[0][0]

    @property
    def x1(self) -> float:
        """How far to the right it reaches."""
        return max(self.ends)

    @property
    def first(self) -> float:
        """How wide its first word is."""
        return self.firsts[0]

    @property
    def text(self) -> str:
        """Its words, a tab between two cells, without the marks of footnotes."""
        return MARKED.sub("", "\t".join("".join(run.text for run in runs) for _, runs in self.cells))

    @property
    def runs(self) -> tuple[Run, ...]:
        """Its words in their formatting, a tab between two cells."""
        made: list[Run] = []
        for at, (_, runs) in enumerate(self.cells):
            made += ([Run("\t")] if at else []) + list(runs)
        return tuple(made)

    @property
    def bold(self) -> bool:
        """Whether every word of it is bold."""
        return all(run.bold or not MARKED.sub("", run.text).strip() for run in self.runs)

    @property
    def marked(self) -> bool:
        """Whether it begins with a number, a letter or a bullet."""
        line = with_typed_mark(plain_line(self.text))
        return bool(line.number) or line.listed

    def pieces(self) -> list[Row]:
        """Each of its cells as a row of its own."""
        if len(self.cells) == 1:
            return [self]
        return [
            Row(self.page, self.y, self.size, (cell,), (end,), (first,))
            for cell, end, first in zip(self.cells, self.ends, self.firsts, strict=True)
        ]


def rows_of(at: int, words: Sequence[Word]) -> Iterator[Row]:
    """The rows of a page, with their cells."""
    gathered = list(_gathered(words))
    stops: dict[int, set[int]] = {}
    for row in gathered:
        for before, after in pairwise(row):
            if after[0] - before[1] > _TAB * max(after[3], 6):
                for band in (-1, 0, 1):
                    stops.setdefault(int(after[2] // _NEAR) + band, set()).add(round(after[0]))
    for row in gathered:
        yield _row(at, row, stops.get(int(row[0][2] // _NEAR), set()))


def _gathered(words: Sequence[Word]) -> Iterator[list[Word]]:
    """The words of a page gathered into rows: a new one where the next word stands lower, higher or to the left."""
    row: list[Word] = []
    for word in words:
        x0, _, y, size = word[:4]
        if row:
            last = row[-1]
            raised = abs(y - last[2]) > 0.45 * max(size, last[3], 1)
            if raised or x0 < last[1] - max(size, 4):
                yield row
                row = []
        row.append(word)
    if row:
        yield row


def _is_mark(word: Word, beside: Word) -> bool:
    """Whether a word is a small raised number at another: the mark of a footnote."""
    return (
        bool(_MARK.fullmatch(word[6])) and word[2] > beside[2] + _RAISED * beside[3] and word[3] <= _SMALLER * beside[3]
    )


def _row(at: int, words: Sequence[Word], stops: Set[int]) -> Row:
    cells: list[tuple[float, list[Run]]] = []
    ends: list[float] = []
    firsts: list[float] = []
    end, before, opens = words[0][0], None, False
    for place, word in enumerate(words):
        x0, x1, _, size, bold, slanted, text, first = word
        text = text.replace("\u0002", "-").replace("\ufffe", "-").replace("\u200b", "")
        gap = x0 - end
        stopped = gap > pdf_text.APART * size and any(round(x0) + by in stops for by in (-1, 0, 1))
        new = not cells or gap > _TAB * max(size, 6) or stopped
        if not new and before is not None and gap < size and _is_mark(word, before):
            text = f"\ue000{text}\ue001"
            size, bold, slanted = before[3], before[4], before[5]
        else:
            # A number raised before the words it belongs to is that of a note at the foot of the page.
            opens = new and place + 1 < len(words) and _is_mark(word, words[place + 1])
            if not new and (gap > size * 0.1 or before is None):
                text = f" {text}"
            before = None if opens else word
        if new:
            cells.append((x0, []))
            ends.append(x1)
            firsts.append(first)
        cells[-1][1].append(Run(text, bold=bold, italic=slanted))
        end = ends[-1] = max(x1, ends[-1])
    whole = max(words, key=lambda word: len(word[6]))
    level = next((word[2] for word in words if word[3] >= _SMALLER * whole[3]), words[0][2])
    made = tuple((x, tuple(runs)) for x, runs in cells)
    return Row(at, level, whole[3], made, tuple(ends), tuple(firsts))
