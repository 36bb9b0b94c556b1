"""What differs between two texts: paragraph by paragraph, and word by word where a paragraph was changed.

Plain words in, plain words out: nothing here knows of markup. Long texts that have little in common are not compared
to the end, since such a difference tells a reader nothing; they are shown as one gone and one new.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

_WORD = re.compile(r"\S+\s*|\s+")
_MOST = 250_000
"""How many pairs of words are compared at most for one paragraph."""
_NEAR = 12
"""How far away a changed paragraph is looked for among its neighbours."""
_ALIKE = 0.4
"""The share of words two paragraphs must have in common to be one paragraph, changed."""


class Mark(Enum):
    """What became of a run of words."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that stayed, went or came."""

    mark: Mark
    text: str


def words_between(before: str, after: str) -> tuple[Piece, ...]:
    """The two texts as one run of pieces: what stayed and what is gone gives ``before``, what stayed and is new ``after``.

    Spaces between words may differ from ``before`` where nothing else does.
    """
    old, new = _WORD.findall(before), _WORD.findall(after)
    old_words, new_words = [one.strip() for one in old], [one.strip() for one in new]
    start = _alike_at_the_start(old_words, new_words)
    end = _alike_at_the_start(old_words[start:][::-1], new_words[start:][::-1])
    old_middle, new_middle = old_words[start : len(old) - end], new_words[start : len(new) - end]
    found: list[tuple[Mark, str]] = [(Mark.SAME, "".join(new[:start]))]
    if len(old_middle) * len(new_middle) > _MOST:
        found += [(Mark.GONE, "".join(old[start : len(old) - end])), (Mark.NEW, "".join(new[start : len(new) - end]))]
    else:
        for tag, i, j, k, m in SequenceMatcher(None, old_middle, new_middle, autojunk=False).get_opcodes():
            if tag == "equal":
                found.append((Mark.SAME, "".join(new[start + k : start + m])))
                continue
            found.append((Mark.GONE, "".join(old[start + i : start + j])))
            found.append((Mark.NEW, "".join(new[start + k : start + m])))
    found.append((Mark.SAME, "".join(new[len(new) - end :])))
    return tuple(Piece(mark, text) for mark, text in _joined(found))


def _alike_at_the_start(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words both begin with."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _joined(found: Sequence[tuple[Mark, str]]) -> Iterator[tuple[Mark, str]]:
    """Without empty runs, neighbours of one mark as one run."""
    run: tuple[Mark, str] | None = None
    for mark, text in found:
        if not text:
            continue
        if run is not None and run[0] is mark:
            run = (mark, run[1] + text)
            continue
        if run is not None:
            yield run
        run = (mark, text)
    if run is not None:
        yield run


def paired(before: Sequence[str], after: Sequence[str]) -> tuple[tuple[int | None, int | None], ...]:
    """Which paragraph became which, by their places: (was, is), with None for one that is new or gone.

    Every place of both comes exactly once. Paragraphs that say the same are paired first; between these, neighbours
    that share enough words. One that moved far is gone at one place and new at another.
    """
    found: list[tuple[int | None, int | None]] = []
    bags_before, bags_after = [Counter(one.split()) for one in before], [Counter(one.split()) for one in after]
    for tag, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found += zip(range(i, j), range(k, m), strict=True)
            continue
        next_new = k
        for was in range(i, j):
            near = range(next_new, min(m, next_new + _NEAR))
            best = max(near, key=lambda at: _common(bags_before[was], bags_after[at]), default=None)
            if best is None or _common(bags_before[was], bags_after[best]) < _ALIKE:
                found.append((was, None))
                continue
            found += [(None, at) for at in range(next_new, best)]
            found.append((was, best))
            next_new = best + 1
        found += [(None, at) for at in range(next_new, m)]
    return tuple(found)


def _common(one: Counter[str], other: Counter[str]) -> float:
    """The share of words two paragraphs have in common; 1 where they are the same words."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0
