"""A PDF with a text layer as neutral lines: `pdf_text` gives words with their places, this makes paragraphs of them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from . import pdf_text
from .docx import COMMENTS, PICTURES, WordText
from .found import Refused
from .head_labels import head_label
from .headings import key_of
from .lines import Line, Run, plain_line, with_typed_mark
from .package import BROKEN, ENCRYPTED, TOO_COMPLEX, TOO_LONG
from .plain import is_page_number

SCAN = (
    "This PDF holds pictures of pages and no text, as a scan does. Import the file it was printed from, or run it through"
    " a program that recognises text and import what that gives."
)
SCANNED_PAGES = "Some pages are pictures without text. Nothing of them was brought in."
SLOW = "The PDF takes too long to read. Import the file it was made from, or paste its text."

_PROGRAM = Path(pdf_text.__file__)
_PATIENCE = 20
_FEWEST_LETTERS = 20
_TAB = 1.4
"""A gap this many letter-heights wide is a tab; a narrower one is, where a tab of a row near by ends at the same place."""
_SAME = 4.0
_NEAR = 250
_MARGIN = 0.1


@dataclass(frozen=True)
class _Row:
    """Words on one height, as they follow each other in the file. `cells` begin where a wide gap was."""

    page: int
    x0: float
    x1: float
    y: float
    size: float
    cells: tuple[tuple[float, tuple[Run, ...]], ...]
    first: float = 0

    @property
    def text(self) -> str:
        return "\t".join("".join(run.text for run in runs) for _, runs in self.cells)

    @property
    def runs(self) -> tuple[Run, ...]:
        made: list[Run] = []
        for at, (_, runs) in enumerate(self.cells):
            made += ([Run("\t")] if at else []) + list(runs)
        return tuple(made)

    @property
    def bold(self) -> bool:
        return all(run.bold or not run.text.strip() for run in self.runs)


def _words(data: bytes) -> list[dict[str, Any]]:
    """The pages of a PDF. Refuses what is damaged, protected, too long, or takes more than reading a paper takes."""
    try:
        # Our own program under our own interpreter; what is not trusted is only its input.
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-I", str(_PROGRAM)],
            input=data,
            capture_output=True,
            timeout=_PATIENCE,
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


def _rows(at: int, page: dict[str, Any]) -> Iterator[_Row]:
    """The rows of a page, with their cells."""
    gathered = list(_gathered(page))
    stops = [
        (after[0], after[2])
        for words in gathered
        for before, after in pairwise(words)
        if after[0] - before[1] > _TAB * max(after[3], 6)
    ]
    for words in gathered:
        yield _row(at, words, [x for x, y in stops if abs(y - words[0][2]) < _NEAR])


def _gathered(page: dict[str, Any]) -> Iterator[list[list[Any]]]:
    """The words of a page gathered into rows: a new one where the next word stands lower, higher or to the left."""
    row: list[list[Any]] = []
    for word in page["words"]:
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


def _row(at: int, words: Sequence[Sequence[Any]], stops: Sequence[float]) -> _Row:
    cells: list[tuple[float, list[Run]]] = []
    end = words[0][0]
    for x0, x1, _, size, bold, slanted, text, _ in words:
        text = text.replace("\u0002", "-").replace("\ufffe", "-").replace("\u200b", "")
        gap = x0 - end
        stopped = gap > pdf_text.APART * size and any(abs(x0 - stop) < 1.5 for stop in stops)
        if not cells or gap > _TAB * max(size, 6) or stopped:
            cells.append((x0, []))
        elif gap > size * 0.1:
            text = f" {text}"
        cells[-1][1].append(Run(text, bold=bold, italic=slanted))
        end = x1
    size = max(words, key=lambda word: len(word[6]))[3]
    made = tuple((x, tuple(runs)) for x, runs in cells)
    return _Row(at, words[0][0], max(w[1] for w in words), words[0][2], size, made, words[0][7])


def _furniture(rows: Sequence[Sequence[_Row]], pages: Sequence[dict[str, Any]]) -> set[int]:
    """The rows, by identity, that stand at the top or foot of most pages and say the same but for numbers."""
    at_edge: list[tuple[str, _Row]] = []
    for page, here in zip(pages, rows, strict=True):
        height = page["height"]
        for row in here:
            if row.y < height * _MARGIN or row.y > height * (1 - _MARGIN):
                at_edge.append((re.sub(r"\d+", "#", row.text), row))
    counts = Counter({key: len({row.page for other, row in at_edge if other == key}) for key, _ in at_edge})
    most = max(2, len(pages) // 2)
    return {id(row) for key, row in at_edge if is_page_number(row.text) or (counts[key] >= most and not _marked(row))}


def _right(column: Sequence[_Row]) -> float:
    """How far to the right the rows of a column reach."""
    ends = sorted(other.x1 for other in column)
    return ends[int((len(ends) - 1) * 0.9)] if len(ends) > 3 else ends[-1]


def _columns(rows: Sequence[_Row], width: float) -> dict[int, list[_Row]]:
    """The rows of one page by the column they stand in, for each row by identity."""
    groups: list[list[_Row]] = []
    for row in sorted(rows, key=lambda one: one.x0):
        if groups and row.x0 - groups[-1][0].x0 < width * 0.3:
            groups[-1].append(row)
        else:
            groups.append([row])
    return {id(row): group for group in groups for row in group}


def _marked(row: _Row) -> bool:
    line = with_typed_mark(plain_line(row.text))
    return bool(line.number) or line.listed


def _goes_on(before: _Row, row: _Row, start: _Row, leading: float, right: float) -> bool:
    """Whether a row carries on the paragraph that `before` ends and `start` began."""
    down = before.y - row.y
    if row.page != before.page or not 0 < down <= leading * 1.3 * max(before.size, row.size):
        return False
    if abs(before.size - row.size) > 0.7 or (before is start and before.bold != row.bold):
        return False
    value = start.cells[-1][0] if len(start.cells) > 1 else None
    if len(row.cells) > 1 or (_marked(row) and not (value and abs(row.x0 - value) > _SAME and row.x0 > start.x0 + 1)):
        return False
    if value is not None and abs(row.x0 - value) <= _SAME:
        return True
    if len(start.cells) > 1 and not _marked(start):
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


def _paragraphs(rows: Sequence[_Row], leading: float, rights: dict[int, float]) -> Iterator[list[_Row]]:
    group: list[_Row] = []
    for row in rows:
        if group and _goes_on(group[-1], row, group[0], leading, rights[id(group[-1])]):
            group.append(row)
        else:
            if group:
                yield group
            group = [row]
    if group:
        yield group


def _line(group: Sequence[_Row], body: float, left: float, gap: bool) -> Line:
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


def _tabled(groups: Iterable[tuple[list[_Row], Line]]) -> Iterator[tuple[list[_Row], Line]]:
    """The lines, with two and more that follow each other in three columns or more made one table."""
    waiting: list[tuple[list[_Row], Line]] = []

    def flush() -> Iterator[tuple[list[_Row], Line]]:
        if len(waiting) < 2:
            yield from waiting
        else:
            rows = tuple(tuple((Line(runs=runs),) for _, runs in group[0].cells) for group, _ in waiting)
            yield waiting[0][0], Line(rows=rows)
        waiting.clear()

    for group, line in groups:
        if len(group) == 1 and len(group[0].cells) >= 3 and not _marked(group[0]):
            if waiting and len(waiting[0][0][0].cells) != len(group[0].cells):
                yield from flush()
            waiting.append((group, line))
        else:
            yield from flush()
            yield group, line
    yield from flush()


def _with_footnotes(lines: Iterable[tuple[list[_Row], Line]], body: float, low: float) -> Iterator[Line]:
    """The lines, with small numbered print at the foot of a page as the notes of the line before it."""
    made: list[Line] = []
    count = 0
    for group, line in lines:
        small = group[0].size < body * 0.87 and group[0].y < low
        found = re.match(r"\s*\d{1,3}[.)]?\s+(?=\S)", line.raw)
        if small and made and found:
            count += 1
            note = f"Note {count}: {' '.join(line.raw[found.end() :].split())}"
            made[-1] = replace(made[-1], notes=(*made[-1].notes, note))
        else:
            made.append(line)
    yield from made


def read_pdf(data: bytes) -> WordText:
    """The text of a PDF file.

    Refuses one that is damaged or protected, a scan without text, and one that is built to exhaust.
    """
    pages = _words(data)
    letters = sum(len(word[6]) for page in pages for word in page["words"])
    if letters < _FEWEST_LETTERS and any(page["pictures"] for page in pages):
        raise Refused(SCAN)
    by_page = [list(_rows(at, page)) for at, page in enumerate(pages)]
    apart = _furniture(by_page, pages)
    furniture = [row.text for here in by_page for row in here if id(row) in apart]
    kept = [[row for row in here if id(row) not in apart] for here in by_page]
    every = [row for here in kept for row in here]
    notes = [COMMENTS] if any(page["comments"] for page in pages) else []
    if any(page["pictures"] and page["words"] for page in pages):
        notes.append(PICTURES)
    if any(page["pictures"] and not page["words"] for page in pages):
        notes.append(SCANNED_PAGES)
    if not every:
        return WordText((), (), tuple(notes))
    sizes: Counter[float] = Counter()
    for row in every:
        sizes[row.size] += len(row.text)
    body = sizes.most_common(1)[0][0]
    steps = [
        (one.y - two.y) / max(one.size, 1)
        for one, two in pairwise(every)
        if one.page == two.page and 0.8 < (one.y - two.y) / max(one.size, 1) < 2.6
    ]
    leading = sorted(steps)[len(steps) // 4] if steps else 1.3
    rights: dict[int, float] = {}
    for here, page in zip(kept, pages, strict=True):
        columns = _columns(here, page["width"])
        alone = len({id(column) for column in columns.values()}) == 1
        widest = page["width"] * 0.6 if alone else 0
        rights |= {id(row): max(widest, _right(columns[id(row)])) for row in here}
    left = min(row.x0 for row in every)
    groups: list[tuple[list[_Row], Line]] = []
    for group in _paragraphs(every, leading, rights):
        above = groups[-1][0][-1] if groups else None
        gap = (
            above is None
            or above.page != group[0].page
            or not (0 < above.y - group[0].y <= leading * 1.3 * max(above.size, group[0].size))
        )
        groups.append((group, _line(group, body, left, gap)))
    lines = _with_footnotes(_tabled(groups), body, max(page["height"] for page in pages) * 0.35)
    return WordText(tuple(lines), tuple(_once(furniture)), tuple(notes))


def _once(furniture: Iterable[str]) -> Iterator[str]:
    """Each running header or footer once, whatever its page number."""
    seen: set[str] = set()
    for text in furniture:
        key = re.sub(r"\d+", "#", text)
        if key not in seen:
            seen.add(key)
            yield text
