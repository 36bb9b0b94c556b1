"""Tables in a PDF that no rules tell of: by columns that begin at the same places over several rows."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

from .pdf_grids import TOUCH, Item, Table
from .pdf_rows import Row

_LEADING = 2.15
_LONGEST_CELL, _MOST_CELLS = 60, 40
_PLAIN = 12
"""So many rows of one line each are told by their tabs alone."""
_MOST_STEPS = 200_000
_JUMPS = 3
"""So many times to the right and up on one page are a table whose columns were not told apart."""


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


def _lone_row(rows: Sequence[Row], table: Table) -> Table | None:
    """These rows of words as one row of a table, where they stand in its columns and begin where these do."""
    cells: dict[int, _Cell] = {}
    for row in rows:
        parts: dict[int, list[Row]] = {}
        for piece in row.pieces():
            parts.setdefault(bisect_right(table.lefts, piece.x0 + TOUCH) - 1, []).append(piece)
        for column, pieces in parts.items():
            whole = pieces[0] if len(pieces) == 1 else _side_by_side(pieces)
            cell = cells.get(column)
            fits = column >= 0 and whole.x1 <= (*table.lefts[1:], float("inf"))[column] + 1
            if not fits or (abs(whole.x0 - table.lefts[column]) >= TOUCH if cell is None else not cell.takes(whole)):
                return None
            if cell is None:
                cells[column] = _Cell(whole)
            else:
                cell.add(whole)
    if len(cells) < 2 or not _level(list(cells.values())):
        return None
    made = tuple(tuple(cells[at].rows) if at in cells else () for at in range(len(table.lefts)))
    return Table(rows[0].page, rows[0].y, (made,), table.lefts, table.rights)


def _side_by_side(pieces: Sequence[Row]) -> Row:
    """Pieces of one height as one row again."""
    one = pieces[0]
    cells, ends, firsts = (tuple(getattr(piece, part)[0] for piece in pieces) for part in ("cells", "ends", "firsts"))
    return Row(one.page, one.y, one.size, cells, ends, firsts)


def _with_lone_rows(items: Sequence[Item]) -> list[Item]:
    """The items, with a single row of a table that a page break parted from its others as a table too."""
    made = list(items)
    tables = [at for at, item in enumerate(made) if isinstance(item, Table)]
    for at in reversed(tables):
        table = made[at]
        assert isinstance(table, Table)
        after = [
            item
            for item in made[at + 1 : at + 1 + _LONGEST_CELL]
            if isinstance(item, Row) and item.page == table.page + 1
        ]
        before = made[max(0, at - _LONGEST_CELL) : at]
        for size in range(min(len(after), _LONGEST_CELL), 1, -1):
            if made[at + 1 : at + 1 + size] == after[:size] and (lone := _lone_row(after[:size], table)):
                made[at + 1 : at + 1 + size] = [lone]
                break
        for size in range(len(before), 1, -1):
            rows = [item for item in before[-size:] if isinstance(item, Row) and item.page == table.page - 1]
            if len(rows) == size and (lone := _lone_row(rows, table)):
                made[at - size : at] = [lone]
                break
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
    made = _with_lone_rows(made)
    jumps: dict[int, int] = {}
    for one, two in pairwise(made):
        if isinstance(one, Row) and isinstance(two, Row):
            jumps[one.page] = jumps.get(one.page, 0) + _jumps(one, two)
    for page, count in jumps.items():
        if count >= _JUMPS:
            unsure(page)
    yield from made
