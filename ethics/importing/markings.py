"""Protective markings at the door (rule 14)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ethics.domain.disclosure import Marking
from ethics.domain.disclosure import marking_of as marking_in

_OPEN = re.compile(r"\W*(?:OFFICIAL|NOT PROTECTIVELY MARKED|UNCLASSIFIED)\W*")


def marking_of(lines: Iterable[str], furniture: Iterable[str] = ()) -> Marking | None:
    """The highest marking a source carries, or None (rule 14).

    Takes its lines, and the text of its headers and footers, where a marking need not stand alone.
    """
    found = {marking_in("\n".join(lines)), marking_in("\n".join(furniture), header_footer=True)}
    return next((marking for marking in Marking if marking in found), None)


def is_marking(line: str) -> bool:
    """Whether a line is a marking of any height and nothing else."""
    return len(line) < 150 and (bool(_OPEN.fullmatch(line)) or marking_in(line) is not None)
