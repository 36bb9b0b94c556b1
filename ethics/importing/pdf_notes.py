"""The footnotes of a PDF: small numbered print at the foot of a page, and the raised numbers in the text that mark them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from .lines import Line, Run
from .pdf_rows import MARKED

_NOTE = re.compile(r"\s*(?P<number>\d{1,3})[.)]?\s+(?=\S)")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Placed:
    """A line with the pages it stands on, the size of its letters, and how high it begins."""

    line: Line
    pages: tuple[int, ...]
    size: float = 0
    y: float = 0


class _Notes:
    """The notes by their page and number, until a mark takes them."""

    def __init__(self, found: dict[tuple[int, str], str]) -> None:
        self.found = found
        self.count = 0

    def numbered(self, text: str) -> str:
        self.count += 1
        return f"Note {self.count}: {text}"

    def taken(self, line: Line, pages: Sequence[int]) -> Line:
        """The line with the notes its marks name; a raised number that marks none stays a raised number."""
        if line.rows:
            rows = tuple(tuple(tuple(self.taken(one, pages) for one in cell) for cell in row) for row in line.rows)
            return replace(line, rows=rows)
        notes: list[str] = []

        def mark(one: re.Match[str]) -> str:
            left = []
            for number in re.split(r"(\D)", one[1]):
                page = next((page for page in pages if (page, number) in self.found), None)
                if page is None:
                    left.append(number)
                else:
                    notes.append(self.numbered(self.found.pop((page, number))))
            return "".join(left).strip(",–-").translate(_RAISED)

        runs = tuple(
            replace(run, text=MARKED.sub(mark, run.text)) if "\ue000" in run.text else run for run in line.runs
        )
        return replace(line, runs=_merged(runs), notes=(*line.notes, *notes)) if runs != line.runs else line


def _merged(runs: Iterable[Run]) -> tuple[Run, ...]:
    made: list[Run] = []
    for run in runs:
        if made and replace(made[-1], text="") == replace(run, text=""):
            made[-1] = replace(run, text=made[-1].text + run.text)
        elif run.text:
            made.append(run)
    return tuple(made)


def with_footnotes(lines: Sequence[Placed], body: float, low: float) -> tuple[Line, ...]:
    """The lines without those that are notes. A note goes with the line that marks it, otherwise with the line before."""
    at_foot: dict[int, tuple[int, str]] = {}
    found: dict[tuple[int, str], str] = {}
    for at, one in enumerate(lines):
        small = not one.line.rows and 0 < one.size < body * 0.87 and one.y < low
        raw = MARKED.sub(r"\1", one.line.raw)
        if small and at and (opening := _NOTE.match(raw)):
            key = one.pages[0], opening["number"]
            key = key if key not in found else (at, "again")
            at_foot[at] = key
            found[key] = " ".join(raw[opening.end() :].split())
    notes = _Notes(found)
    made: list[Line] = []
    for at, one in enumerate(lines):
        if at not in at_foot:
            made.append(notes.taken(one.line, one.pages))
        elif at_foot[at] in found:
            note = notes.numbered(found.pop(at_foot[at]))
            made[-1] = replace(made[-1], notes=(*made[-1].notes, note))
    return tuple(made)
