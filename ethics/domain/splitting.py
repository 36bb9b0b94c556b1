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
_MARK_ALONE: Final = re.compile(r"(?:[-*+•]|\(?[0-9a-z]{1,3}\\?[.)])\s*", re.IGNORECASE)


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
    since = 0
    for found in _BETWEEN.finditer(text):
        before, at = text[: found.end()], found.end()
        if _SHORT.search(text[: found.start() + 1]) and "\n" not in found[0]:
            continue
        if _MARK_ALONE.fullmatch(text[since:at]):  # "1. " or "- " begins the piece, and is none by itself
            continue
        if before.count("**") % 2 or before.count("[") > before.count("]") or before.count("`") % 2:
            continue
        since = at
        yield at
