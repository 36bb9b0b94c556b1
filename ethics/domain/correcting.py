"""Correcting what an import made of a source: the kinds of correction, and which words of the draft come from which line."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from ethics.domain.words import Worded

STEPS_BACK: Final = 20
"""How many corrections can be undone, one after the other."""

_WORD: Final = re.compile(r"[^\W_]+")
_RUN: Final = 4
_FEWEST: Final = 3
_OFTEN: Final = 50
"""What stands in more texts than this is looked for in the first of them: it tells no two of them apart."""

_WHOLE: Final = 0.6
"""A line counts as being somewhere when so much of it stands there; what is less may be an echo."""


class CorrectionKind(Worded):
    """What an author says of one thing that was found."""

    QUESTION = "question", "Made a question"
    NOT_QUESTION = "not_question", "Taken out of the questions"
    SPLIT = "split", "Split in two"
    JOIN = "join", "Joined with the one above"
    MOVE = "move", "Moved"
    KIND = "kind", "Kind of question changed"
    SCENARIOS = "scenarios", "Scenarios of a question changed"
    PLACED = "placed", "Taken from the tray"
    LEFT_OUT = "left_out", "Left out of the paper"


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, whatever marks and capitals stand round them: how a line is known again in a draft."""
    return tuple(word.casefold() for word in _WORD.findall(text))


def places_of(lines: Sequence[str], texts: Mapping[str, str]) -> list[tuple[str, ...]]:
    """For each line of a source, the keys of the texts in which its words stand now, the one with most of them first.

    Nothing is stored to know this: a line is found by runs of its words, so that it is still found after its paragraph
    was moved, split, joined or changed a little. Of several texts that say the same, the one nearest behind the last
    line's is meant. A line of one or two words is found only where they are the whole of a text.
    """
    order = list(texts)
    runs: dict[tuple[str, ...], list[int]] = {}
    whole: dict[tuple[str, ...], list[int]] = {}
    for at, key in enumerate(order):
        said = words_of(texts[key])
        for known, phrases in ((whole, {said}), (runs, set(_runs(said)))):
            for phrase in phrases:
                there = known.setdefault(phrase, [])
                if len(there) < _OFTEN:
                    there.append(at)
    sizes = [len(words_of(texts[key])) for key in order]
    found: list[tuple[str, ...]] = []
    last = 0
    for line in lines:
        said = words_of(line)
        here = _places(said, runs, whole, sizes, last) or _places(said[1:], runs, whole, sizes, last)
        if here:
            last = here[0]
        found.append(tuple(order[at] for at in here))
    return found


def _runs(said: Sequence[str]) -> Iterable[tuple[str, ...]]:
    size = min(_RUN, len(said))
    for length in {size, min(_FEWEST, size)} if size >= _FEWEST else ():
        yield from (tuple(said[at : at + length]) for at in range(len(said) - length + 1))


def _places(
    said: tuple[str, ...],
    runs: Mapping[tuple[str, ...], list[int]],
    whole: Mapping[tuple[str, ...], list[int]],
    sizes: Sequence[int],
    last: int,
) -> list[int]:
    def near(at: int) -> tuple[bool, int]:
        return (at < last, abs(at - last))

    if same := whole.get(said):
        return [min(same, key=near)]
    if len(said) < _FEWEST:
        return []
    length = min(_RUN, len(said))
    left = [tuple(said[at : at + length]) for at in range(len(said) - length + 1)]
    every, shares = len(left), {}
    while left:
        counts = Counter(at for run in left for at in set(runs.get(run, ())))
        best = min(counts, key=lambda at: (-counts[at], *near(at)), default=None)
        if best is None or counts[best] < min(2, every):
            break
        shares[best] = counts[best]
        left = [run for run in left if best not in runs.get(run, ())]
    if every - len(left) >= _WHOLE * every:
        return list(shares)
    # Of a line most of which is gone, what is left of it may still be most of a text.
    return [at for at, shared in shares.items() if shared >= min(2 * _RUN, _WHOLE * max(1, sizes[at] - length + 1))]
