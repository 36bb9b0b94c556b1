"""Protective markings at the door (rule 14)."""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORD = r"(?:TOP\s+SECRET|SECRET)"
_CAVEAT = r"(?:\s+UK EYES ONLY|\s*(?:[-–—/:]|//)\s*[A-Z]{2,}(?:[ /][A-Z]+){0,3})?"
_ABOVE = re.compile(rf"(?:(?:UK|NATO|COSMIC|EU)\s+)?{_WORD}{_CAVEAT}")
_ABOVE_ANYWHERE = re.compile(rf"(?<![A-Za-z]){_WORD}(?![A-Za-z])")
_CLOSED_WORD = r"OFFICIAL\s*[-–—:(]?\s*SENSITIVE\)?|RESTRICTED|CONFIDENTIAL"
_CLOSED = re.compile(_CLOSED_WORD)
_CLOSED_ANYWHERE = re.compile(rf"(?<![A-Za-z])(?:{_CLOSED_WORD})(?![A-Za-z])")
_OPEN = re.compile(r"OFFICIAL|NOT PROTECTIVELY MARKED|UNCLASSIFIED")
_EDGE = re.compile(r"^[^A-Za-z]+|[^A-Za-z]+$")
_LABEL = re.compile(r"^(?:protective |security )?(?:classification|marking)\s*:\s*", re.IGNORECASE)
_SPACED = re.compile(r"(?:[A-Z]\s){3,}[A-Z]")


def _bare(line: str) -> str:
    line = " ".join(line.split())
    if _SPACED.fullmatch(_EDGE.sub("", line)):
        line = line.replace(" ", "").replace("TOPSECRET", "TOP SECRET")
    return _EDGE.sub("", _LABEL.sub("", line))


def marking_of(lines: Iterable[str], furniture: Iterable[str] = ()) -> str | None:
    """The marking of SECRET or above that a text carries, or None (rule 14).

    A marking is the word in capitals alone on one of `lines`, or anywhere in capitals in
    `furniture`, the headers and footers; never the word in prose.
    """
    for line in lines:
        if len(line) < 80 and _ABOVE.fullmatch(bare := _bare(line)):
            return bare
    for line in furniture:
        if found := _ABOVE_ANYWHERE.search(line) or _ABOVE_ANYWHERE.search(_bare(line)):
            return found[0]
    return None


def asks_for_part_2(lines: Iterable[str], furniture: Iterable[str] = ()) -> bool:
    """Whether the text carries OFFICIAL-SENSITIVE, RESTRICTED or CONFIDENTIAL as a marking (rule 14)."""
    return any(len(line) < 80 and _CLOSED.fullmatch(_bare(line)) for line in lines) or any(
        _CLOSED_ANYWHERE.search(line) for line in furniture
    )


def is_marking(line: str) -> bool:
    """Whether a line is a marking of any height and nothing else."""
    bare = _bare(line)
    return len(line) < 80 and any(kind.fullmatch(bare) for kind in (_ABOVE, _CLOSED, _OPEN))
