"""A PDF with a text layer as neutral lines: `pdf_text` gives words with their places, this makes paragraphs of them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

from . import pdf_text
from .docx import COMMENTS, PICTURES, WordText
from .found import Refused
from .head_labels import head_label
from .headings import key_of
from .lines import Line, Run
from .package import BROKEN, ENCRYPTED, TOO_COMPLEX, TOO_LONG
from .pdf_grids import Item, Table, ruled
from .pdf_notes import Placed, with_footnotes
from .pdf_rows import Row, rows_of
from .pdf_tables import by_columns
from .plain import is_page_number

SCAN = (
    "This PDF holds pictures of pages and no text, as a scan does. Import the file it was printed from, or run it through"
    " a program that recognises text and import what that gives."
)
SCANNED_PAGES = "Some pages are pictures without text. Nothing of them was brought in."
UNTOLD_COLUMNS = (
    "A table in the PDF has columns that could not be told apart, so its words were brought in line by line. Read them"
    " against the file, or import the file the PDF was made from."
)
SLOW = "The PDF takes too long to read. Import the file it was made from, or paste its text."

_PROGRAM = Path(pdf_text.__file__)
PATIENCE = 20
"""Seconds a PDF may take: see clamav.PATIENCE."""
_FEWEST_LETTERS = 20
_SAME = 4.0
_MARGIN = 0.1


def _words(data: bytes) -> list[dict[str, Any]]:
    """The pages of a PDF. Refuses what is damaged, protected, too long, or takes more than reading a paper takes."""
    try:
        # Our own program under our own interpreter; what is not trusted is only its input.
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-I", str(_PROGRAM)],
            input=data,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
            env={},
        )
    except subprocess.TimeoutExpired:
        raise Refused(SLOW) from None
    if done.returncode == 0:
        pages: list[dict[str, Any]] = json.loads(done.stdout)
        return pages
    said = {pdf_text.PASSWORD: ENCRYPTED, pdf_text.DAMAGED: BROKEN, pdf_text.TOO_LONG: TOO_LONG, -27: SLOW}
    raise Refused(said.get(done.returncode, TOO_COMPLEX))


def _furniture(rows: Sequence[Sequence[Row]], pages: Sequence[dict[str, Any]]) -> set[int]:
    """The rows, by identity, that stand at the top or foot of most pages and say the same but for numbers."""
    at_edge: list[tuple[str, Row]] = []
    for page, here in zip(pages, rows, strict=True):
        height = page["height"]
        for row in here:
            if row.y < height * _MARGIN or row.y > height * (1 - _MARGIN):
                at_edge.append((re.sub(r"\d+", "#", row.text), row))
    on: dict[str, set[int]] = {}
    for key, row in at_edge:
        on.setdefault(key, set()).add(row.page)
    most = max(2, len(pages) // 2)
    return {id(row) for key, row in at_edge if is_page_number(row.text) or (len(on[key]) >= most and not row.marked)}


def _right(column: Sequence[Row]) -> float:
    """How far to the right the rows of a column reach."""
    ends = sorted(other.x1 for other in column)
    return ends[int((len(ends) - 1) * 0.9)] if len(ends) > 3 else ends[-1]


def _columns(rows: Sequence[Row], width: float) -> dict[int, list[Row]]:
    """The rows of one page by the column they stand in, for each row by identity."""
    groups: list[list[Row]] = []
    for row in sorted(rows, key=lambda one: one.x0):
        if groups and row.x0 - groups[-1][0].x0 < width * 0.3:
            groups[-1].append(row)
        else:
            groups.append([row])
    return {id(row): group for group in groups for row in group}


def _goes_on(before: Row, row: Row, start: Row, leading: float, right: float) -> bool:
    """Whether a row carries on the paragraph that `before` ends and `start` began."""
    down = before.y - row.y
    if row.page != before.page or not 0 < down <= leading * 1.3 * max(before.size, row.size):
        return False
    if abs(before.size - row.size) > 0.7 or (before is start and before.bold != row.bold):
        return False
    value = start.cells[-1][0] if len(start.cells) > 1 else None
    if len(row.cells) > 1 or (row.marked and not (value and abs(row.x0 - value) > _SAME and row.x0 > start.x0 + 1)):
        return False
    if value is not None and abs(row.x0 - value) <= _SAME:
        return True
    if len(start.cells) > 1 and not start.marked:
        return False
    label = row.text.partition(":")[0]
    if key_of(row.text) and not before.text.endswith(("-", ",")):
        return False
    if ":" in row.text and len(label) < 30 and head_label(label):
        return False
    text = before.text.rstrip()
    if before.x1 + row.first + 0.3 * row.size >= right - 2:
        return True
    return row.text[:1].islower() and not text.endswith((".", "?", "!", ":", ";"))


def _paragraphs(rows: Sequence[Row], leading: float, rights: dict[int, float]) -> Iterator[list[Row]]:
    group: list[Row] = []
    for row in rows:
        if group and _goes_on(group[-1], row, group[0], leading, rights[id(group[-1])]):
            group.append(row)
        else:
            if group:
                yield group
            group = [row]
    if group:
        yield group


def _line(group: Sequence[Row], body: float, left: float, gap: bool) -> Line:
    runs = list(group[0].runs)
    for row in group[1:]:
        text = runs[-1].text
        broken = re.search(r"\w-$", text) and row.text[:1].islower()
        runs[-1] = replace(runs[-1], text=text if broken else f"{text} ")
        runs += row.runs
    merged: list[Run] = []
    for run in runs:
        if merged and (merged[-1].bold, merged[-1].italic) == (run.bold, run.italic):
            merged[-1] = replace(merged[-1], text=merged[-1].text + run.text)
        else:
            merged.append(run)
    large = group[0].size > body * 1.15 and len(group) < 3 and sum(len(row.text) for row in group) < 120
    return Line(runs=tuple(merged), heading=1 if large else 0, indent=max(0, int((group[0].x0 - left) / 6)), gap=gap)


def _tabled(lines: Iterable[tuple[Sequence[Row], Line]]) -> Iterator[tuple[Sequence[Row], Line]]:
    """The lines, with two and more that follow each other in three columns or more made one table."""
    waiting: list[tuple[Sequence[Row], Line]] = []

    def flush() -> Iterator[tuple[Sequence[Row], Line]]:
        if len(waiting) < 2:
            yield from waiting
        else:
            rows = tuple(tuple((Line(runs=runs),) for _, runs in group[0].cells) for group, _ in waiting)
            yield waiting[0][0], Line(rows=rows)
        waiting.clear()

    for group, line in lines:
        if not line.rows and len(group) == 1 and len(group[0].cells) >= 3 and not group[0].marked:
            if waiting and len(waiting[0][0][0].cells) != len(group[0].cells):
                yield from flush()
            waiting.append((group, line))
        else:
            yield from flush()
            yield group, line
    yield from flush()


@dataclass(frozen=True)
class _Layout:
    """How a document is set: the size of its letters, from row to row in letter-heights, where its rows begin, and for each
    row, by identity, how far to the right its column reaches."""

    body: float
    leading: float
    left: float
    rights: dict[int, float]

    def lines(self, items: Iterable[Item]) -> Iterator[tuple[Sequence[Row], Line]]:
        """Paragraphs and tables, each with the rows it was made of."""
        above: Row | None = None
        for table, some in groupby(items, key=lambda item: isinstance(item, Table)):
            if table:
                for one in some:
                    assert isinstance(one, Table)
                    yield [row for cells in one.rows for cell in cells for row in cell], self.table(one)
                above = None
                continue
            for group in _paragraphs([row for row in some if isinstance(row, Row)], self.leading, self.rights):
                gap = (
                    above is None
                    or above.page != group[0].page
                    or not (0 < above.y - group[0].y <= self.leading * 1.3 * max(above.size, group[0].size))
                )
                yield group, _line(group, self.body, self.left, gap)
                above = group[-1]

    def table(self, table: Table) -> Line:
        rows: list[tuple[tuple[Line, ...], ...]] = []
        for cells in table.rows:
            made: list[tuple[Line, ...]] = []
            for cell, left, right in zip(cells, table.lefts, table.rights, strict=True):
                ends = dict.fromkeys(map(id, cell), right)
                groups = _paragraphs(cell, self.leading, ends)
                made.append(tuple(_line(group, self.body, left, True) for group in groups))
            rows.append(tuple(made))
        return Line(rows=tuple(rows))


def _layout(items: Sequence[Item], pages: Sequence[dict[str, Any]]) -> _Layout:
    every = [item for item in items if isinstance(item, Row)]
    every += [row for item in items if isinstance(item, Table) for cells in item.rows for cell in cells for row in cell]
    sizes: Counter[float] = Counter()
    for row in every:
        sizes[row.size] += len(row.text)
    steps = [
        (one.y - two.y) / max(one.size, 1)
        for one, two in pairwise(every)
        if one.page == two.page and 0.8 < (one.y - two.y) / max(one.size, 1) < 2.6
    ]
    leading = sorted(steps)[len(steps) // 4] if steps else 1.3
    rights: dict[int, float] = {}
    loose: list[list[Row]] = [[] for _ in pages]
    for item in items:
        if isinstance(item, Row):
            loose[item.page].append(item)
    for here, page in zip(loose, pages, strict=True):
        columns = _columns(here, page["width"])
        alone = len({id(column) for column in columns.values()}) == 1
        widest = page["width"] * 0.6 if alone else 0
        each = {id(column): column for column in columns.values()}
        reach = {key: max(widest, _right(column)) for key, column in each.items()}
        rights |= {id(row): reach[id(columns[id(row)])] for row in here}
    return _Layout(sizes.most_common(1)[0][0], leading, min(row.x0 for row in every), rights)


def _items(at: int, page: dict[str, Any]) -> Iterator[Item]:
    """The rows of a page, and its tables that are drawn with rules."""
    found = ruled(at, page["words"], page["rules"], page["height"])
    for table, some in groupby(found, key=lambda one: isinstance(one, Table)):
        if table:
            yield from (one for one in some if isinstance(one, Table))
        else:
            yield from rows_of(at, [word for word in some if not isinstance(word, Table)])


def _over_pages(items: Iterable[Item]) -> Iterator[Item]:
    """The items, with a table that goes on at the head of the next page as one."""
    last: Table | None = None
    for item in items:
        if isinstance(item, Table):
            if last is not None and last.goes_on(item):
                last = last.with_rest(item)
                continue
            if last is not None:
                yield last
            last = item
            continue
        if last is not None:
            yield last
            last = None
        yield item
    if last is not None:
        yield last


def read_pdf(data: bytes) -> WordText:
    """The text of a PDF file.

    Refuses one that is damaged or protected, a scan without text, and one that is built to exhaust.
    """
    pages = _words(data)
    letters = sum(len(word[6]) for page in pages for word in page["words"])
    if letters < _FEWEST_LETTERS and any(page["pictures"] for page in pages):
        raise Refused(SCAN)
    by_page = [list(_items(at, page)) for at, page in enumerate(pages)]
    rows = [[item for item in here if isinstance(item, Row)] for here in by_page]
    apart = _furniture(rows, pages)
    furniture = [row.text for here in rows for row in here if id(row) in apart]
    unsure: set[int] = set()
    kept = by_columns([item for here in by_page for item in here if id(item) not in apart], unsure.add)
    items = list(_over_pages(kept))
    notes = [COMMENTS] if any(page["comments"] for page in pages) else []
    if any(page["pictures"] and page["words"] for page in pages):
        notes.append(PICTURES)
    if any(page["pictures"] and not page["words"] for page in pages):
        notes.append(SCANNED_PAGES)
    if unsure:
        notes.append(UNTOLD_COLUMNS)
    if not items:
        return WordText((), (), tuple(notes))
    layout = _layout(items, pages)
    placed = [
        Placed(line, tuple(dict.fromkeys(row.page for row in group)), group[0].size, group[0].y)
        for group, line in _tabled(layout.lines(items))
    ]
    lines = with_footnotes(placed, layout.body, max(page["height"] for page in pages) * 0.35)
    return WordText(lines, tuple(_once(furniture)), tuple(notes))


def _once(furniture: Iterable[str]) -> Iterator[str]:
    """Each running header or footer once, whatever its page number."""
    seen: set[str] = set()
    for text in furniture:
        key = re.sub(r"\d+", "#", text)
        if key not in seen:
            seen.add(key)
            yield text
