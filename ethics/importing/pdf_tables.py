"""Tables in a PDF: by the rules drawn round their cells, or by columns that begin at the same places over several rows."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from .pdf_rows import Row, Word, rows_of

Rule = Sequence[float]
"""A straight line drawn on a page, across or down: x0, y0, x1, y1."""

_TOUCH = 4.0
_MOST_RULES = 400
"""A page with more rules than this after joining is a drawing."""
_EDGE = 0.12
_LEADING = 2.15
_LONGEST_CELL, _MOST_CELLS = 60, 40
_PLAIN = 12
"""So many rows of one line each are told by their tabs alone."""
_MOST_STEPS = 200_000
_JUMPS = 3
"""So many times to the right and up on one page are a table whose columns were not told apart."""


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
            abs(one - two) < _TOUCH for one, two in zip(self.lefts, below.lefts, strict=True)
        )
        return alike and below.page == self.page + 1

    def with_rest(self, below: Table) -> Table:
        """The two as one."""
        rights = tuple(max(pair) for pair in zip(self.rights, below.rights, strict=True))
        return Table(below.page, self.top, (*self.rows, *below.rows), self.lefts, rights)


Item = Row | Table
_Within = tuple[tuple[float, int], Word]
"""A word with the row and column of its cell."""


# -- by rules ---------------------------------------------------------------------------------------------------------


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
            if spans and start <= spans[-1][1] + _TOUCH:
                spans[-1] = spans[-1][0], max(end, spans[-1][1])
            else:
                spans.append((start, end))
        line.spans = [span for span in spans if span[1] - span[0] > _TOUCH]
    return [line for line in made if line.spans]


def _places(found: Iterable[float]) -> list[float]:
    """Places in order, those that lie close together as one."""
    made: list[float] = []
    for at in sorted(found):
        if not made or at - made[-1] > _TOUCH:
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
        return any(abs(line.at - at) <= _TOUCH and line.covers(place) for line in lines)


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
            if not other and x0 - _TOUCH <= x <= x1 + _TOUCH and y0 - _TOUCH <= y <= y1 + _TOUCH:
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


# -- by columns -------------------------------------------------------------------------------------------------------


class _Cell:
    """Words under each other, as a cell of a table holds them."""

    def __init__(self, row: Row) -> None:
        self.rows = [row]
        self.x0, self.x1 = row.x0, row.x1

    def add(self, row: Row) -> None:
        """One more row."""
        self.rows.append(row)
        self.x0, self.x1 = min(self.x0, row.x0), max(self.x1, row.x1)

    def takes(self, row: Row) -> bool:
        """Whether a row stands under the last one and could be more of the cell."""
        last = self.rows[-1]
        below = 0 < last.y - row.y <= _LEADING * max(last.size, row.size)
        return below and row.x0 < self.x1 and row.x1 > self.x0 and len(self.rows) < _LONGEST_CELL


def _row_at(rows: Sequence[Row], at: int, ceiling: float) -> tuple[list[_Cell], int, bool]:
    """The cells of the table's row that begins at a row of words, where the next begins, and whether the words went up and
    to the right: the sign of a table whose words follow each other cell by cell. No cell stands above ``ceiling``."""
    first = rows[at]
    cells = [_Cell(piece) for piece in first.pieces()]
    bottom, jumped = first.y, False
    at += 1
    while at < len(rows) and rows[at].page == first.page and len(cells) < _MOST_CELLS:
        row = rows[at]
        pieces = row.pieces()
        if bottom - 0.25 * row.size <= row.y < ceiling and row.x0 >= cells[-1].x1 - 1:
            jumped = jumped or row.y > cells[-1].rows[-1].y + 0.5 * row.size
            cells += [_Cell(piece) for piece in pieces]
        elif len(pieces) == 1 and cells[-1].takes(row) and (len(cells) == 1 or row.x0 > cells[-2].x1 - 1):
            cells[-1].add(row)
        elif len(cells) > 1 and row.x0 > cells[0].x1 and (homes := _homes(cells, pieces)):
            for cell, piece in zip(homes, pieces, strict=True):
                cell.add(piece)
        else:
            break
        bottom = min(bottom, row.y)
        at += 1
    return cells, at, jumped


def _level(cells: Sequence[_Cell]) -> bool:
    """Whether the cells of a row begin on one height, or the shorter ones stand in the middle of the tallest."""
    tallest = max(cells, key=lambda cell: cell.rows[0].y - cell.rows[-1].y)
    top, middle = tallest.rows[0].y, (tallest.rows[0].y + tallest.rows[-1].y) / 2
    near = 0.3 * tallest.rows[0].size
    return all(
        abs(cell.rows[0].y - top) <= near or abs((cell.rows[0].y + cell.rows[-1].y) / 2 - middle) <= near
        for cell in cells
    )


def _homes(cells: Sequence[_Cell], pieces: Sequence[Row]) -> list[_Cell]:
    """The cell that each of these carries on; none where one of them carries on none."""
    found = [next((cell for cell in cells if cell.takes(piece)), None) for piece in pieces]
    known = [cell for cell in found if cell is not None]
    return known if len({id(cell) for cell in known}) == len(pieces) else []


def _table_at(rows: Sequence[Row], at: int) -> tuple[Table | None, int]:
    """The table without rules that begins at a row, or none where no table can be made sure of; and how far was looked."""
    found: list[list[_Cell]] = []
    jumps = wrapped = 0
    start = looked = at
    spans: list[tuple[float, float]] = []
    while at < len(rows) and rows[at].page == rows[start].page:
        ceiling = min(cell.rows[-1].y for cell in found[-1]) if found else float("inf")
        cells, after, jumped = _row_at(rows, at, ceiling)
        looked = after
        if rows[at].y >= ceiling or not _level(cells):
            break
        merged = _spans([*spans, *((cell.x0, cell.x1) for cell in cells)])
        if len(cells) < 2 or (spans and len(merged) < len(spans)):
            break
        spans = merged
        found.append(cells)
        jumps += jumped
        wrapped += any(len(cell.rows) > 1 for cell in cells)
        at = after
        if len(found) > _PLAIN and not jumps and not wrapped:
            break
    enough = jumps > 1 if len(spans) == 2 else jumps > 0 or wrapped > 0
    if len(found) < 2 or len(spans) < 2 or not enough or (not jumps and _list_like(found)):
        return None, looked
    made: list[tuple[tuple[Row, ...], ...]] = []
    for cells in found:
        by_column = {bisect_right([start for start, _ in spans], cell.x0) - 1: tuple(cell.rows) for cell in cells}
        if len(by_column) < len(cells):
            return None, looked
        made.append(tuple(by_column.get(column, ()) for column in range(len(spans))))
    lefts, rights = (tuple(span[end] for span in spans) for end in (0, 1))
    return Table(rows[start].page, rows[start].y, tuple(made), lefts, rights), at


def _spans(spans: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """From where to where something stands, as columns."""
    made: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if made and start < made[-1][1]:
            made[-1] = made[-1][0], max(end, made[-1][1])
        else:
            made.append((start, end))
    return made


def _list_like(found: Sequence[Sequence[_Cell]]) -> bool:
    """Whether the cells before the last are numbers or letters and no more, as a list has them in front of a tab."""
    return all(all(_is_mark(cell.rows[0].text.strip()) for cell in cells[:-1]) for cells in found)


def _is_mark(text: str) -> bool:
    return len(text) < 6 and (not text.isalpha() or len(text) == 1)


def _jumps(one: Row, two: Row) -> bool:
    """Whether the words go on higher up and to the right, as from the foot of a cell to the head of the next."""
    return one.page == two.page and two.y > one.y + 0.5 * one.size and two.x0 > one.x0 + 20


def _jumps_ahead(rows: Sequence[Row]) -> list[int]:
    """For each row, how many rows further the words next go up and to the right."""
    made = [_LONGEST_CELL + 1] * len(rows)
    for at in range(len(rows) - 2, -1, -1):
        made[at] = 0 if _jumps(rows[at], rows[at + 1]) else made[at + 1] + 1
    return made


def by_columns(items: Sequence[Item], unsure: Callable[[int], object]) -> Iterator[Item]:
    """The rows and tables, with rows in columns as tables. `unsure` is told a page where columns were not told apart."""
    made: list[Item] = []
    rows: list[Row] = []
    steps = 0

    def flush() -> None:
        nonlocal steps
        at = 0
        ahead = _jumps_ahead(rows)
        while at < len(rows):
            likely = steps < _MOST_STEPS and (len(rows[at].cells) > 2 or ahead[at] <= _LONGEST_CELL)
            table, end = _table_at(rows, at) if likely else (None, at)
            steps += end - at
            if table is None:
                made.append(rows[at])
                at += 1
            else:
                made.append(table)
                at = end
        rows.clear()

    for item in items:
        if isinstance(item, Row):
            rows.append(item)
        else:
            flush()
            made.append(item)
    flush()
    jumps: dict[int, int] = {}
    for one, two in pairwise(made):
        if isinstance(one, Row) and isinstance(two, Row):
            jumps[one.page] = jumps.get(one.page, 0) + _jumps(one, two)
    for page, count in jumps.items():
        if count >= _JUMPS:
            unsure(page)
    yield from made
