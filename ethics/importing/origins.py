"""Where things come from: the lines of a source counted once, so that whatever is made of them can point back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from .found import Source, SourceLine
from .lines import Line, Row, cell_text


def _printed(line: Line) -> str:
    """The line as the source shows it, its number, mark or bullet before it."""
    sign = f"{line.number}." if line.number and "." not in line.number else line.number or line.mark
    return f"{sign or ('•' if line.bullet else '')} {line.text}".strip()


def _in_row(line: Line, source: Source) -> Line:
    """A line inside a table, and all inside it, as coming from one row."""
    rows = tuple(tuple(tuple(_in_row(one, source) for one in cell) for cell in row) for row in line.rows)
    return replace(line, rows=rows, source=source)


def _row(row: Row, source: Source) -> Row:
    return tuple(tuple(_in_row(one, source) for one in cell) for cell in row)


def counted(lines: Iterable[Line], furniture: Sequence[str]) -> tuple[list[Line], tuple[SourceLine, ...]]:
    """The lines, each saying where it comes from, and the source's lines as they are shown.

    A footnote and a row of a table are lines of their own. The furniture, once each, stands at the end.
    """
    shown: list[SourceLine] = []

    def show(text: str) -> int:
        shown.append(SourceLine(len(shown), text))
        return len(shown) - 1

    made: list[Line] = []
    for line in lines:
        if line.rows:
            texts = [" | ".join(text for cell in row if (text := cell_text(cell))) for row in line.rows]
            sources = [(show(text),) if text else () for text in texts]
            made.append(replace(line, rows=tuple(map(_row, line.rows, sources))))
        elif line.text or line.notes:
            first = show(_printed(line))
            made.append(replace(line, source=(first, *(show(note) for note in line.notes))))
        else:
            made.append(line)
    for text in dict.fromkeys(furniture):
        show(text)
    return made, tuple(shown)


def origin(lines: Iterable[Line]) -> Source:
    """The places of the source that the lines come from, tables included, in order."""
    found: set[int] = set()
    for line in lines:
        found.update(line.source)
        for row in line.rows:
            for cell in row:
                found.update(origin(cell))
    return tuple(sorted(found))
