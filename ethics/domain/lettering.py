"""A text as the eye sees it, in plain letters, with the way back to where each letter stands.

What a machine compares must not be turned aside by what a reader cannot see: a zero-width character in an address,
a no-break space in a number, an accent typed in two ways.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple, Self

_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


class Word(NamedTuple):
    """A word and its place in the folded text.

    `text` lacks a possessive 's, and `end` is where it ends without it; `key` is the word as runs of words are
    compared: small letters, no apostrophes.
    """

    text: str
    start: int
    end: int
    key: str


class Lettering(NamedTuple):
    """A folded text, for each of its letters the place in the text it was made from, and its words."""

    text: str
    places: Sequence[int]
    words: list[Word]

    @classmethod
    def of(cls, text: str) -> Self:
        """Return the lettering of a text as typed."""
        folded, places = fold(text)
        return cls(folded, places, _words(folded))

    def gap(self, at: int) -> str:
        """Return what stands between word `at` and the one before it."""
        return self.text[self.words[at - 1].end : self.words[at].start]


def fold(text: str) -> tuple[str, Sequence[int]]:
    """Return a text in plain letters, and for each letter its place in `text`.

    Hidden characters and accents go; every space is a space, every dash a hyphen, every apostrophe straight; wide
    and styled letters are the letters they look like. Capitals stay.
    """
    if text.isascii():
        return text, range(len(text))
    letters: list[str] = []
    places: list[int] = []
    since = 0
    for found in _NOT_ASCII.finditer(text):
        place, folded = found.start(), _folded(found[0])
        letters += (text[since:place], folded)
        places.extend(range(since, place))
        places.extend([place] * len(folded))
        since = place + 1
    letters.append(text[since:])
    places.extend(range(since, len(text)))
    return "".join(letters), places


@lru_cache(maxsize=4096)
def _folded(char: str) -> str:
    category = unicodedata.category(char)
    if category in ("Cf", "Mn", "Me"):
        return ""
    if category in ("Zs", "Zl", "Zp"):
        return " " if category == "Zs" else "\n"
    if category == "Pd" or char == "\u2212":
        return "-"
    if char in "\u2018\u2019\u02bc\u2032":
        return "'"
    return "".join(part for part in unicodedata.normalize("NFKD", char) if not unicodedata.combining(part))


def _words(text: str) -> list[Word]:
    found = []
    for match in _WORD.finditer(text):
        whole, start, end = match[0], match.start(), match.end()
        word = whole[:-2] if whole.endswith(("'s", "'S")) else whole
        found.append(Word(word, start, end - len(whole) + len(word), whole.casefold().replace("'", "")))
    return found
