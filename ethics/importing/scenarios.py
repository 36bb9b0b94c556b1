"""The scenarios of a paper: each under its own label, or the circumstances listed under one heading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ethics.domain.words import Message, say

from . import markdown
from .found import FoundScenario
from .lines import Line
from .origins import origin
from .passages import Part
from .questions import label_key


def _restarts(part: Part) -> bool:
    numbers = [passage.number for passage in part.passages]
    return len(numbers) > 1 and numbers == [str(n + 1) for n in range(len(numbers))]


def _circumstances(part: Part, labelled: bool) -> Iterator[tuple[list[Line], Message]]:
    """The lines of each scenario in a part, and why they were taken for one."""
    every = [line for passage in part.passages for line in passage.lines]
    if part.label:
        yield every, part.because
    elif part.passages and not labelled and _restarts(part):
        for passage in part.passages:
            because = say(
                "It is number %(number)s under the heading “%(heading)s”.", number=passage.number, heading=part.name
            )
            yield passage.lines, because
    elif part.passages and not labelled:
        yield every, say("It stands under the heading “%(heading)s”.", heading=part.name)


def scenarios_of(parts: Sequence[Part]) -> tuple[list[FoundScenario], dict[int, tuple[int, ...]], dict[str, int]]:
    """The scenarios, which of them stand in which part, and their numbers by label."""
    made: list[FoundScenario] = []
    where: dict[int, tuple[int, ...]] = {}
    labels: dict[str, int] = {}
    labelled = any(part.label for part in parts)
    for at, part in enumerate(parts):
        if part.key != "scenario":
            continue
        for lines, because in _circumstances(part, labelled):
            number = len(made) + 1
            source = tuple(sorted({*(part.source if part.label else ()), *origin(lines)}))
            made.append(FoundScenario(number, part.title, markdown.render(lines), because, source))
            where[at] = (*where.get(at, ()), number)
            labels[label_key(part.label or str(number))] = number
    return made, where, labels
