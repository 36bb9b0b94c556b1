"""Lines as Markdown: bold, lists and tables kept, and nothing in the source's own words taken for markup."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from .lines import Line, Run, cell_text, collapse

_SPECIAL = re.compile(r"[\\`*]|(?<![^\W_])_|_(?![^\W_])|<(?=[A-Za-z/!?])|\](?=\()|~~")
_LINE_START = re.compile(r"^(#{1,6}(?=\s)|>|[-+](?=\s)|={3,}|-{3,})")
_NUMBER_START = re.compile(r"^(\d{1,9})([.)])(?=\s)")


def escaped(text: str) -> str:
    """The text with a backslash before whatever Markdown would take for markup."""
    return _SPECIAL.sub(lambda found: "".join("\\" + sign for sign in found[0]), text)


def unescaped(text: str) -> str:
    """Markdown made by this module as plain words again."""
    text = re.sub(r"(?<!\\)(\*\*|\*|~~)", "", text)
    return re.sub(r"\\([\\`*_<\]~#>+=.)-])", r"\1", text)


def inline(runs: Sequence[Run]) -> str:
    """Runs as one line of Markdown."""
    parts: list[str] = []
    tidy = [run for run in runs if run.text]
    for (bold, italic, strike, link), group in groupby(tidy, key=lambda r: (r.bold, r.italic, r.strike, r.link)):
        text = re.sub(r"\s+", " ", "".join(run.text for run in group))
        core = text.strip()
        if not core:
            parts.append(" ")
            continue
        before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        words = escaped(core)
        if link and link not in core:
            words = f"[{words}](<{link}>)"
        for wanted, sign in ((strike, "~~"), (italic, "*"), (bold, "**")):
            if wanted:
                words = f"{sign}{words}{sign}"
        parts.append(f"{before}{words}{after}")
    return re.sub(r" +", " ", "".join(parts)).strip()


def _block(text: str) -> str:
    return _NUMBER_START.sub(r"\1\\\2", _LINE_START.sub(r"\\\1", text))


def table(line: Line) -> str:
    """A table line as a Markdown table; its first row is the heading row."""
    rows = [[escaped(cell_text(cell)).replace("|", "\\|") for cell in row] for row in line.rows]
    uneven = len({len(row) for row in rows}) > 1
    if uneven and [len(spans) for spans in line.spans] == [len(row) for row in rows]:
        rows = [_spread(row, spans) for row, spans in zip(rows, line.spans, strict=True)]
    width = max((len(row) for row in rows), default=0)
    if not width:
        return ""
    rows = [row + [""] * (width - len(row)) for row in rows]
    ruled = [rows[0], ["---"] * width, *rows[1:]]
    return "\n".join("| " + " | ".join(row) + " |" for row in ruled)


def _spread(row: Sequence[str], spans: Sequence[int]) -> list[str]:
    """The cells of a row with empty ones after each that takes several columns, so that what follows keeps its own."""
    return [text for cell, wide in zip(row, spans, strict=True) for text in (cell, *[""] * (wide - 1))]


def one(line: Line) -> str:
    """One line as a Markdown block, list sign included."""
    if line.rows:
        return table(line)
    text = inline(line.runs)
    if line.mark:
        return f"{'   ' * line.level}- {escaped(line.mark)} {text}"
    if line.bullet:
        return f"{'   ' * line.level}- {text}"
    return _block(text)


def render(lines: Sequence[Line]) -> str:
    """Lines as Markdown: blocks apart, items of one list together, footnotes after the block they belong to."""
    blocks: list[str] = []
    was_item = False
    for line in lines:
        text = one(line)
        if text.strip():
            if line.listed and was_item and not blocks[-1].startswith("|"):
                blocks[-1] += "\n" + text
            else:
                blocks.append(text)
            was_item = line.listed
        for note in line.notes:
            blocks.append(_block(escaped(collapse(note))))
            was_item = False
    return "\n\n".join(blocks)
