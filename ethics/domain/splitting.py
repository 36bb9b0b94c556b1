"""Where a paragraph can be cut in two: between its sentences and its lines, never inside a table, a link or bold words."""

import re
from collections.abc import Iterator
from typing import Final

_BETWEEN: Final = re.compile(r"(?:[.?!…;:][\"”’')\]*_]*[^\S\n]+|\n+[^\S\n]*)(?=\S)")
_SHORT: Final = re.compile(
    r"(?:\b(?:mr|mrs|ms|miss|dr|prof|st|supt|insp|sgt|det|no|nos|para|paras|art|sec|s|fig|approx|etc|e\.g|i\.e|cf|vs|pc|dc)"
    r"|\b[A-Z])\.\W*$",
    re.IGNORECASE,
)
_ROW: Final = re.compile(r"(?m)^[^\S\n]*\|")
_FENCED: Final = re.compile(r"(?m)^[^\S\n]*(?:```|~~~)")
_MARK_ALONE: Final = re.compile(r"(?:[-*+•]|\(?(?:[0-9]{1,3}|[a-z]|[ivx]{2,4})\\?[.)])\s*")
_LONGEST_SHORT: Final = 12


def cuts(text: str) -> tuple[int, ...]:
    """The places in a Markdown paragraph where another could begin, in order; none in a table or in code."""
    if _ROW.search(text) or _FENCED.search(text):
        return ()
    return tuple(_cuts(text))


def pieces(text: str) -> tuple[tuple[int, str], ...]:
    """A paragraph cut at every place where it can be: each piece with the place it begins at, the first at 0."""
    places = (0, *cuts(text))
    return tuple((start, text[start:end].strip()) for start, end in zip(places, (*places[1:], len(text)), strict=True))


def _cuts(text: str) -> Iterator[int]:
    since, bold, opened, code, seen = 0, 0, 0, 0, 0
    for found in _BETWEEN.finditer(text):
        at = found.end()
        passed, seen = text[seen:at], at
        bold += passed.count("**")
        opened += passed.count("[") - passed.count("]")
        code += passed.count("`")
        before = text[max(0, found.start() + 1 - _LONGEST_SHORT) : found.start() + 1]
        if "\n" not in found[0] and _SHORT.search(before):
            continue
        if bold % 2 or opened > 0 or code % 2:
            continue
        if _MARK_ALONE.fullmatch(text[since:at]):  # "1. " or "- " begins the piece, and is none by itself
            continue
        since = at
        yield at
