"""Tables in a PDF by the rules drawn round their cells; and what a table is, however it was found."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from .pdf_rows import Row, Word, rows_of

Rule = Sequence[float]
"""A straight line drawn on a page, across or down: x0, y0, x1, y1."""

TOUCH = 4.0
"""Places this close to each other are one place, in points."""
_MOST_RULES = 400
"""A page with more rules than this after joining is a drawing."""
_EDGE = 0.12


@dataclass(frozen=True)
class Table:
    """Rows of cells, each cell the rows of words in it; `lefts` and `rights` say how wide each column is."""

    page: int
    top: float
    rows: tuple[tuple[tuple[Row, ...], ...], ...]
    lefts: tuple[float, ...]
    rights: tuple[float, ...]

    def goes_on(self, below: Table) -> bool:
        """Whether a table at the head of the next page is the rest of this one."""
        alike = len(self.lefts) == len(below.lefts) and all(
            abs(one - two) < TOUCH for one, two in zip(self.lefts, below.lefts, strict=True)
        )
        return alike and below.page == self.page + 1

    def with_rest(self, below: Table) -> Table:
        """The two as one."""
        rights = tuple(max(pair) for pair in zip(self.rights, below.rights, strict=True))
        return Table(below.page, self.top, (*self.rows, *below.rows), self.lefts, rights)


Item = Row | Table
_Within = tuple[tuple[float, int], Word]
"""A word with the row and column of its cell."""


@dataclass
class _Line:
    """Rules on one height, or on one place across, made one where they touch."""

    at: float
    spans: list[tuple[float, float]] = field(default_factory=list)

    def covers(self, place: float) -> bool:
        return any(start - 1 <= place <= end + 1 for start, end in self.spans)


def _joined(rules: Iterable[tuple[float, float, float]]) -> list[_Line]:
    """Rules, each a place and from where to where, as lines in order."""
    made: list[_Line] = []
    for at, start, end in sorted(rules):
        if not made or at - made[-1].at > 2:
            made.append(_Line(at))
        made[-1].spans.append((start, end))
    for line in made:
        spans: list[tuple[float, float]] = []
        for start, end in sorted(line.spans):
            if spans and start <= spans[-1][1] + TOUCH:
                spans[-1] = spans[-1][0], max(end, spans[-1][1])
            else:
                spans.append((start, end))
        line.spans = [span for span in spans if span[1] - span[0] > TOUCH]
    return [line for line in made if line.spans]


def _places(found: Iterable[float]) -> list[float]:
    """Places in order, those that lie close together as one."""
    made: list[float] = []
    for at in sorted(found):
        if not made or at - made[-1] > TOUCH:
            made.append(at)
    return made


@dataclass
class _Grid:
    xs: list[float]
    ys: list[float]
    across: list[_Line]
    down: list[_Line]

    def cell_at(self, x: float, y: float) -> tuple[int, int] | None:
        """The row, from the top, and column of the cell there; of cells made one, the first."""
        if not (self.xs[0] - 2 <= x <= self.xs[-1] + 2 and self.ys[0] - 2 <= y <= self.ys[-1] + 2):
            return None
        column = min(max(bisect_right(self.xs, x) - 1, 0), len(self.xs) - 2)
        row = min(max(bisect_right(self.ys, y) - 1, 0), len(self.ys) - 2)
        while column and not self._ruled(self.down, self.xs[column], y):
            column -= 1
        middle = (self.xs[column] + self.xs[column + 1]) / 2
        while row < len(self.ys) - 2 and not self._ruled(self.across, self.ys[row + 1], middle):
            row += 1
        return len(self.ys) - 2 - row, column

    @staticmethod
    def _ruled(lines: Sequence[_Line], at: float, place: float) -> bool:
        return any(abs(line.at - at) <= TOUCH and line.covers(place) for line in lines)


def _grids(rules: Sequence[Rule]) -> Iterator[_Grid]:
    """Rules that meet, where they make two rows and two columns at least."""
    across = _joined((y0, min(x0, x1), max(x0, x1)) for x0, y0, x1, y1 in rules if abs(y1 - y0) <= 1)
    down = _joined((x0, min(y0, y1), max(y0, y1)) for x0, y0, x1, y1 in rules if abs(x1 - x0) <= 1)
    pieces = [(line.at, span, True) for line in across for span in line.spans]
    pieces += [(line.at, span, False) for line in down for span in line.spans]
    if len(pieces) > _MOST_RULES:
        return
    group = list(range(len(pieces)))

    def root(one: int) -> int:
        while group[one] != one:
            group[one] = one = group[group[one]]
        return one

    for one, (y, (x0, x1), flat) in enumerate(pieces):
        for two, (x, (y0, y1), other) in enumerate(pieces) if flat else ():
            if not other and x0 - TOUCH <= x <= x1 + TOUCH and y0 - TOUCH <= y <= y1 + TOUCH:
                group[root(two)] = root(one)
    found: dict[int, list[int]] = {}
    for one in range(len(pieces)):
        found.setdefault(root(one), []).append(one)
    for members in found.values():
        flat_ones = [pieces[one] for one in members if pieces[one][2]]
        upright = [pieces[one] for one in members if not pieces[one][2]]
        if not flat_ones or not upright:
            continue
        ends = [end for _, span, _ in flat_ones for end in span]
        tips = [end for _, span, _ in upright for end in span]
        xs = _places([*(at for at, _, _ in upright), min(ends), max(ends)])
        ys = _places([*(at for at, _, _ in flat_ones), min(tips), max(tips)])
        if len(xs) > 2 and len(ys) > 2:
            yield _Grid(
                xs,
                ys,
                _joined((at, *span) for at, span, _ in flat_ones),
                _joined((at, *span) for at, span, _ in upright),
            )


def ruled(page: int, words: Sequence[Word], rules: Sequence[Rule], height: float) -> Iterator[Word | Table]:
    """The words of a page in their order, with those in a table drawn with rules as that table, where it begins."""
    grids = list(_grids(rules))
    homes: list[tuple[int, tuple[int, int]] | None] = []
    for word in words:
        x, y = word[0] + min(2, (word[1] - word[0]) / 2), word[2] + word[3] * 0.25
        cells = ((at, grid.cell_at(x, y)) for at, grid in enumerate(grids))
        homes.append(next(((at, cell) for at, cell in cells if cell is not None), None))
    tables = {
        at: table
        for at, grid in enumerate(grids)
        if (table := _filled(page, grid, [(home[1], word) for home, word in zip(homes, words, strict=True)
                                          if home is not None and home[0] == at], height))
    }  # fmt: skip
    placed: set[int] = set()
    for home, word in zip(homes, words, strict=True):
        if home is None or home[0] not in tables:
            yield word
        elif home[0] not in placed:
            placed.add(home[0])
            yield tables[home[0]]


def _filled(page: int, grid: _Grid, inside: Sequence[tuple[tuple[int, int], Word]], height: float) -> Table | None:
    """The table in a grid; none where its words stand in one row or column, or it is a header or footer."""
    if grid.ys[0] > height * (1 - _EDGE) or grid.ys[-1] < height * _EDGE:
        return None
    rows, columns = sorted({row for (row, _), _ in inside}), sorted({column for (_, column), _ in inside})
    if len(rows) < 2 or len(columns) < 2:
        return None
    cells: dict[tuple[float, int], list[Word]] = {}
    for cell, word in _parted(inside, columns[0], len(rows) <= 2):
        cells.setdefault(cell, []).append(word)
    made = tuple(
        tuple(tuple(rows_of(page, cells[row, column])) if (row, column) in cells else () for column in columns)
        for row in sorted({row for row, _ in cells})
    )
    lefts = tuple(grid.xs[column] for column in columns)
    # The words keep as far from the right of their column as from its left.
    ends = (*(grid.xs[column] for column in columns[1:]), grid.xs[-1])
    rights = tuple(
        end - min((row.x0 - left for cells_of in made for row in cells_of[at]), default=0)
        for at, (left, end) in enumerate(zip(lefts, ends, strict=True))
    )
    return Table(page, grid.ys[-1], made, lefts, rights)


def _parted(inside: Sequence[_Within], first: int, open_rows: bool) -> Sequence[_Within]:
    """The words with their rows parted where no rule does: where they begin again at the left, below all that was before.

    That is sure where the words follow each other cell by cell; otherwise only where there are no rules between rows
    (``open_rows``), and from the first column on.
    """
    by_cell = {
        before[0][0] for before, after in pairwise(inside)
        if after[0][0] == before[0][0] and after[0][1] > before[0][1] and after[1][2] > before[1][2] + 0.5 * after[1][3]
    }  # fmt: skip
    made: list[_Within] = []
    parts: dict[float, tuple[int, int, float]] = {}
    for (row, column), word in inside:
        part, furthest, bottom = parts.get(row, (0, column, word[2]))
        back = column < furthest and word[2] < bottom - 0.5 * word[3]
        if back and (row in by_cell or (open_rows and column == first)):
            part, furthest, bottom = part + 1, column, word[2]
        parts[row] = part, max(furthest, column), min(bottom, word[2])
        made.append(((row + part / 10_000, column), word))
    return made
