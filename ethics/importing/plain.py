"""Plain text as neutral lines: wrapped lines joined, tabs kept, the debris of an extraction from PDF cleared away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from .head_labels import head_label
from .headings import IMPLICATION, key_of
from .lines import Line, Run, collapse, with_typed_mark

_TAG = re.compile(r"</?(?:u|i|em|sup|sub|span)\s*/?>", re.IGNORECASE)
_BREAK_TAG = re.compile(r"</?(?:br|p)\s*/?>", re.IGNORECASE)
_BOLD_TAG = re.compile(r"</?(?:b|strong)\s*>", re.IGNORECASE)
_MARKDOWN_HEADING = re.compile(r"^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_LABEL = re.compile(r"^\s*\**([A-Z][\w ,&/().'’–—-]{1,58}?)\**\s*(?::\**(?:\s|$)|\t)")
_ESCAPED_NUMBER = re.compile(r"^(\s*\**\d{1,3})\\([.)])")
_PIPES = re.compile(r"^\s*\|.*\|\s*$")
_RULE = re.compile(r"^[\s|:-]*---[\s|:-]*$")
_PAGE = re.compile(
    r"^\s*(?:[-–—]\s*)?page\s+\d+(?:\s+of\s+\d+)?(?:\s*[-–—])?\s*$|^\s*\d+\s+of\s+\d+\s*$", re.IGNORECASE
)
_LONE_NUMBER = re.compile(r"^\s*[-–—]?\s*\d{1,3}\s*[-–—]?\s*$")
_EMPHASIS = re.compile(
    r"(\*\*|__)(?=\S)(.{1,500}?)(?<=\S)\1|~~(?=\S)(.{1,500}?)(?<=\S)~~"
    r"|(?<![\w*])\*(?=[^\s*])([^*]{1,500}?)(?<=[^\s*])\*(?![\w*])"
)
_STRAY = re.compile(r"\*{2,}|(?<!\S)\*(?!\S)|(?<!\S)\*(?=\w)(?![^*]*\*)")

_WIDEST = 130


@dataclass
class _Physical:
    text: str
    gap: bool
    page: bool


def _physical(text: str) -> list[_Physical]:
    text = (
        text.replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\x0b", "\n")
        .replace("\u2028", "\n")
        .replace("\u2029", "\n\n")
    )
    text = text.replace("\u00a0", " ").replace("\u00ad", "").replace("\ufeff", "").replace("\x85", "\n")
    made: list[_Physical] = []
    gap, page = True, False
    for raw in text.replace("\x0c", "\n\x0c\n").split("\n"):
        if raw == "\x0c":
            page = True
            continue
        if not raw.strip():
            gap = True
            continue
        made.append(_Physical(raw.rstrip(), gap, page))
        gap, page = False, False
    return made


def _width(lines: list[_Physical]) -> int:
    """The width a text was wrapped to, or 0 where its paragraphs are on one line each."""
    lengths = sorted(len(line.text) for line in lines)
    if not lengths:
        return 0
    if lengths[-1] > _WIDEST and sum(1 for length in lengths if length > _WIDEST) > len(lengths) // 50:
        return 0
    return lengths[int(len(lengths) * 0.95)] if lengths[int(len(lengths) * 0.95)] >= 40 else 0


def _starts_anew(line: str, full: bool) -> bool:
    """Whether a physical line begins something of its own whatever stood before it."""
    if _MARKDOWN_HEADING.match(line) or _PIPES.match(line) or "\t" in line.strip():
        return True
    bare = _ESCAPED_NUMBER.sub(r"\1\2", re.sub(r"^\s*\*\*", "", line))
    marked = with_typed_mark(Line(runs=(Run(bare),)))
    if marked.number or marked.listed:
        return True
    if key_of(line) and not (full and line.strip()[0].islower()):
        return True
    found = _LABEL.match(line)
    if not found:
        return False
    name = found[1].strip()
    return bool(head_label(name) or IMPLICATION.match(name)) or not full


def _continues(group: list[_Physical], line: _Physical, width: int) -> bool:
    before = group[-1].text
    if line.gap:
        return False
    text = line.text.strip()
    words = text.split(None, 1)
    full = bool(width) and len(before) + 1 + len(words[0]) >= width * 0.9
    if _starts_anew(line.text, full):
        return False
    if sum(piece.text.count("**") for piece in group) % 2:
        return True
    if "\t" in before.strip() and not width:
        return False
    if full:
        return True
    closed = before.rstrip().endswith((".", "?", "!", ":", ";"))
    return not closed and (text[0].islower() or before.rstrip().endswith((",", "-", "–", " and", " of", " the", " to")))


def _runs(text: str) -> tuple[Run, ...]:
    """The text's bold, italic and struck-out parts as runs; stray asterisks go, with nothing else."""
    text = _TAG.sub("", _BREAK_TAG.sub(" ", _BOLD_TAG.sub("**", text)))
    runs: list[Run] = []
    at = 0
    for found in _EMPHASIS.finditer(text):
        runs.append(Run(_STRAY.sub("", text[at : found.start()])))
        if found[2] is not None:
            runs.append(Run(_STRAY.sub("", found[2]).strip("*"), bold=True))
        elif found[3] is not None:
            runs.append(Run(_STRAY.sub("", found[3]), strike=True))
        else:
            runs.append(Run(found[4], italic=True))
        at = found.end()
    runs.append(Run(_STRAY.sub("", text[at:])))
    return tuple(run for run in runs if run.text)


def _table(rows: list[str], split: re.Pattern[str]) -> Line:
    cells = [[cell.strip() for cell in split.split(row.strip().strip("|"))] for row in rows if not _RULE.match(row)]
    return Line(rows=tuple(tuple((Line(runs=_runs(cell)),) for cell in row) for row in cells))


def _grouped(lines: list[_Physical], width: int) -> Iterator[tuple[list[_Physical], str]]:
    """Physical lines gathered into logical ones, with what kind each is."""
    at = 0
    while at < len(lines):
        line = lines[at]
        run = at
        for kind, test in (("pipes", lambda t: bool(_PIPES.match(t))), ("tabs", lambda t: t.strip().count("\t") >= 2)):
            run = at
            while run < len(lines) and test(lines[run].text) and (run == at or not lines[run].gap):
                run += 1
            if run - at >= (1 if kind == "pipes" else 2):
                break
        if run - at >= (1 if kind == "pipes" else 2):
            yield lines[at:run], kind
            at = run
            continue
        at += 1
        group = [line]
        while (
            at < len(lines) and len(group) < 300 and _continues(group, lines[at], width) and not _furniture(lines, at)
        ):
            if (
                "\t" in group[0].text.strip()
                and not lines[at].text[:1].isspace()
                and head_label(group[0].text.split("\t")[0])
            ):
                break
            group.append(lines[at])
            at += 1
        yield group, "text"


def is_page_number(text: str) -> bool:
    """Whether a line at the edge of a page is its number and nothing else."""
    return bool(_PAGE.match(text) or _LONE_NUMBER.match(text))


def _furniture(lines: list[_Physical], at: int) -> bool:
    """Whether a line is a page number rather than text."""
    if _PAGE.match(lines[at].text):
        return True
    if not _LONE_NUMBER.match(lines[at].text):
        return False
    return lines[at].page or (at + 1 < len(lines) and lines[at + 1].page)


def lines_of(text: str) -> tuple[tuple[Line, ...], tuple[str, ...]]:
    """The lines of a plain text, and its page numbers, which are no part of it."""
    physical = _physical(text)
    furniture = [line.text.strip() for at, line in enumerate(physical) if _furniture(physical, at)]
    kept = [line for at, line in enumerate(physical) if not _furniture(physical, at)]
    made: list[Line] = []
    for group, kind in _grouped(kept, _width(kept)):
        if kind != "text":
            made.append(_table([g.text for g in group], re.compile(r"\|" if kind == "pipes" else r"\t")))
            continue
        whole = group[0].text
        for piece in group[1:]:
            glue = "" if re.search(r"\w-$", whole) else " "
            whole += glue + piece.text.strip()
        heading = 0
        if found := _MARKDOWN_HEADING.match(whole):
            heading, whole = len(found[1]), found[2]
        line = Line(heading=heading, gap=group[0].gap, indent=len(whole) - len(whole.lstrip()))
        whole = _ESCAPED_NUMBER.sub(r"\1\2", whole)
        marked = with_typed_mark(replace(line, runs=(Run(whole),)))
        line = replace(marked, runs=_runs(marked.raw))
        if collapse(line.raw):
            made.append(line)
    return tuple(made), tuple(furniture)
