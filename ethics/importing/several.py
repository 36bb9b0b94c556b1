"""Several dilemmas in one document: where each begins and ends, and each as a paper of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .found import FoundPaper, Source
from .head import body_start, head_of, labels_of, split_forms
from .headings import ScenarioHeading, could_be_heading, known_heading, looks_like_heading, scenario_heading
from .lines import Line, with_typed_mark, words_of
from .origins import counted, origin
from .questions import label_key
from .structure import paper_of

_MINUTE = re.compile(r"\d{1,4}/\d{2,4}[.:]?\s+[A-Z].{2,90}")
_ARGUES = {"purpose", "background", "dilemma", "recommendation", "legislation"}
_TELLS = _ARGUES | {"questions", "scenario"}
_FRONT = 60
"""More lines than this before the first dilemma are no introduction to it."""


@dataclass(frozen=True)
class _Piece:
    """One dilemma: what stands before it and belongs to it, its label and title, and its own lines."""

    front: Sequence[Line]
    named: Sequence[Line]
    title: str
    lines: Sequence[Line]


def _heads(lines: Sequence[Line]) -> Iterator[int]:
    """Where a block at the top of a paper begins, with the lines above it that name the committee."""
    last = -100
    for at, line in enumerate(lines):
        here = labels_of(line)
        if not here & {"report_of", "subject"}:
            continue
        if at - last > 6:
            near: set[str] = set().union(*(labels_of(one) for one in lines[at : at + 5]))
            if len(near) < 2:
                continue
            begin = at
            while begin > last + 1 and begin > 0 and _names(lines[begin - 1]):
                begin -= 1
            yield begin
        last = at


def _names(line: Line) -> bool:
    return not line.rows and not known_heading(line) and looks_like_heading(line)


def _containers(lines: Sequence[Line]) -> list[tuple[int, int, bool]]:
    """The document cut at its heads and the numbers of its minutes: from, to, and whether a head begins it."""
    heads = set(_heads(lines))
    minutes = {at for at, line in enumerate(lines) if len(line.text) < 100 and _MINUTE.fullmatch(line.text)}
    cuts = sorted({0, *heads, *minutes})
    return [
        (begin, end, begin in heads or (begin == 0 and any(labels_of(line) for line in lines[: min(end, 12)])))
        for begin, end in zip(cuts, [*cuts[1:], len(lines)], strict=True)
    ]


def _labelled(lines: Sequence[Line]) -> list[tuple[int, ScenarioHeading]]:
    """Where "Scenario 1", "Dilemma 2" and the like stand, if each of them is a dilemma with sections of its own."""
    found: list[tuple[int, ScenarioHeading]] = []
    for at, line in enumerate(lines):
        heading = scenario_heading(line)
        if heading and label_key(heading.label) not in {label_key(one.label) for _, one in found}:
            found.append((at, heading))
    ends = [*(at for at, _ in found[1:]), len(lines)]
    for (at, _), end in zip(found, ends, strict=False):
        keys = {known.key for line in lines[at + 1 : end] if (known := known_heading(line))}
        if len(keys & _TELLS) < 2 or not keys & _ARGUES:
            return []
    return found if len(found) > 1 else []


def _pieces(lines: Sequence[Line]) -> Iterator[_Piece]:
    for begin, end, headed in _containers(lines):
        inside = lines[begin:end]
        starts = _labelled(inside)
        front = inside[: starts[0][0]] if starts else ()
        ends = [*(at for at, _ in starts[1:]), len(inside)]
        for (at, heading), until in zip(starts, ends, strict=False):
            after = inside[at + 1] if at + 1 < until else None
            titled = after is not None and not heading.title and not heading.rest and _is_title(after)
            title = heading.title or (after.text if titled and after else "") or heading.name
            own = inside[at + 1 + titled : until]
            rest = (heading.rest,) if heading.rest else ()
            yield _Piece(front if len(front) <= _FRONT else (), inside[at : at + 1 + titled], title, (*rest, *own))
        if headed and not starts:
            yield _Piece((), (), "", inside)


def _is_title(line: Line) -> bool:
    return not known_heading(line) and (looks_like_heading(line) or could_be_heading(line))


def _paper(piece: _Piece, notes: Sequence[str]) -> FoundPaper:
    """A piece as a paper. What stood before all of them is its head, and otherwise in its tray."""
    lines, shown = counted([*piece.front, *piece.named, *piece.lines], ())
    named_at, begin = len(piece.front), len(piece.front) + len(piece.named)
    found = paper_of(lines[begin:], (), notes, shown, titled=bool(piece.title))
    front = split_forms(lines[:named_at])
    start = body_start(front) if any(labels_of(line) for line in front) else 0
    top = head_of(front[:start])
    head = replace(
        found.head,
        report_of=found.head.report_of or top.head.report_of,
        subject=piece.title or found.head.subject,
        date=found.head.date or top.head.date,
        author=found.head.author or top.head.author,
        sources={
            **top.head.sources,
            **found.head.sources,
            **({"subject": origin(lines[named_at:begin])} if piece.named else {}),
        },
    )
    tray: list[tuple[str, Source]] = [*top.rest]
    if top.head.subject and piece.title:
        tray.append((top.head.subject, top.head.sources.get("subject", ())))
    tray += [(text, origin([line])) for line in (*top.contacts, *front[start:]) for text in words_of([line])]
    return replace(
        found,
        head=head,
        unplaced=(*(text for text, _ in tray), *found.unplaced),
        unplaced_sources=(*(source for _, source in tray), *found.unplaced_sources),
    )


def papers_in(lines: Sequence[Line], notes: Sequence[str] = ()) -> tuple[FoundPaper, ...]:
    """Each dilemma of a document that holds several, in its order; none where it holds one, or no more than one asks.

    A dilemma begins at a block of the kind that stands at the top of a paper, or at a label ("Scenario 2", "Dilemma 2")
    with sections of its own. Circumstances under a label without them are scenarios of one paper.
    """
    marked = [with_typed_mark(line) for line in lines]
    found = [_paper(piece, notes) for piece in _pieces(marked)]
    asking = tuple(paper for paper in found if paper.questions)
    return asking if len(asking) > 1 else ()
