"""What differs between two texts: paragraph by paragraph, and word by word where a paragraph was changed.

Plain words in, plain words out: nothing here knows of markup. Long texts that have little in common are not compared
to the end, since such a difference tells a reader nothing; they are shown as one gone and one new.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

_WORD = re.compile(r"\S+\s*|\s+")
_MOST = 100_000
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
    """Without empty runs, neighbours of one mark as one run, and a space wherever what is gone would touch what is not."""
    runs: list[tuple[Mark, str]] = []
    for mark, text in found:
        if not text:
            continue
        if runs and runs[-1][0] is mark:
            runs[-1] = (mark, runs[-1][1] + text)
        else:
            runs.append((mark, text))
    for at, (mark, text) in enumerate(runs):
        if mark is Mark.GONE:
            before, after = at > 0 and not runs[at - 1][1][-1].isspace(), at + 1 < len(runs) and not text[-1].isspace()
            text = f"{' ' if before else ''}{text}{' ' if after else ''}"
        yield mark, text


def paired(before: Sequence[str], after: Sequence[str]) -> tuple[tuple[int | None, int | None], ...]:
    """Which paragraph became which, by their places: (was, is), with None for one that is new or gone.

    Every place of both comes exactly once, in order. Paragraphs that say the same, and stand only once on either side,
    are paired first; between these, neighbours that share enough words. One that moved far is gone at one place and new
    at another. Takes time in proportion to the texts, whatever they say.
    """
    bags_before, bags_after = [Counter(one.split()) for one in before], [Counter(one.split()) for one in after]
    found: list[tuple[int | None, int | None]] = []
    start, next_new = 0, 0
    for was, is_ in (*_fixed(before, after), (len(before), len(after))):
        for at in range(start, was):
            near = range(next_new, min(is_, next_new + _NEAR))
            best = max(near, key=lambda there: _common(bags_before[at], bags_after[there]), default=None)
            if best is None or _common(bags_before[at], bags_after[best]) < _ALIKE:
                found.append((at, None))
                continue
            found += [(None, there) for there in range(next_new, best)]
            found.append((at, best))
            next_new = best + 1
        found += [(None, there) for there in range(next_new, is_)]
        if was < len(before):
            found.append((was, is_))
        start, next_new = was + 1, is_ + 1
    return tuple(found)


def _fixed(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """The most paragraphs that stand once on either side, say the same, and are in the same order on both."""
    once_before, once_after = Counter(before), Counter(after)
    places = {text: at for at, text in enumerate(after) if once_after[text] == 1}
    pairs = [(at, places[text]) for at, text in enumerate(before) if once_before[text] == 1 and text in places]
    ends: list[int] = []  # the lowest place at which a rising run of each length ends
    last: list[int] = []  # which pair that is
    before_it: list[int | None] = []
    for index, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        before_it.append(last[length - 1] if length else None)
        if length == len(ends):
            ends.append(place)
            last.append(index)
        else:
            ends[length], last[length] = place, index
    run: list[tuple[int, int]] = []
    here = last[-1] if last else None
    while here is not None:
        run.append(pairs[here])
        here = before_it[here]
    return run[::-1]


def _common(one: Counter[str], other: Counter[str]) -> float:
    """The share of words two paragraphs have in common; 1 where they are the same words."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0
