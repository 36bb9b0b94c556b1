"""What stands before a paper begins and is no part of it: its list of contents, and a title that no label names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .found import Source
from .headings import bare
from .lines import Line, collapse
from .markings import is_marking
from .origins import origin

TITLED = "No line says what the paper is called, so “%(words)s”, which stands at its top, was taken for its title."

_ENTRY = re.compile(r"(?P<words>.{2,120}?)(?:\t[\s.…]*|[\s.…]{3,})(?P<page>\d{1,3})")
_LONGEST_ENTRY = 200
_CONTENTS = re.compile(r"(?:table of |list of )?contents(?: page)?|index", re.IGNORECASE)
_FEWEST = 2
_OTHERWISE = re.compile(
    r"(?:.*\b(?:committee|panel|board|group|police|constabulary|commissioner|force|council|agenda|minutes|meeting)"
    r"|.*\b(?:january|february|march|april|may|june|july|august|september|october|november|december|\d{1,2}/\d{1,2})\b.*"
    r"|(?:an? |the )?(?:ethic\w* |committee |police )*(?:dilemma|paper|report|briefing|submission|proposal|template|form|draft"
    r"|not for publication|cover(?:ing)? sheet)"
    r"(?: (?:paper|report|form|template|note|sheet|submission))*(?: \d+)?"
    r"|.*\b(?:committee|panel|board|police|constabulary) (?:paper|report|meeting|agenda).*)",
    re.IGNORECASE,
)


def without_contents(lines: Sequence[Line]) -> tuple[list[Line], list[tuple[str, Source]]]:
    """The lines without lists of contents, whose entries are headings that follow; and each such list as one text."""
    kept: list[Line] = []
    found: list[tuple[str, Source]] = []
    said: dict[str, int] = {}
    for at, line in enumerate(lines):
        if not line.rows and len(line.text) < 130:
            said[_key(line.text)] = at
    at = 0
    while at < len(lines):
        end = at
        entries: list[str] = []
        while end < len(lines) and (entry := _entry(lines[end])):
            entries.append(entry)
            end += 1
        again = sum(1 for entry in entries if said.get(_key(entry), -1) >= end)
        if len(entries) >= _FEWEST and 2 * again >= len(entries):
            begin = at
            if kept and not kept[-1].rows and _CONTENTS.fullmatch(kept[-1].text.strip(" *_:.")):
                kept.pop()
                begin = at - 1
            listed = lines[begin:end]
            found.append(("\n".join(_said(line) for line in listed), origin(listed)))
            at = end
        else:
            kept += lines[at : max(end, at + 1)]
            at = max(end, at + 1)
    return kept, found


def _entry(line: Line) -> str:
    """The heading an entry of a list of contents names; nothing where the line is none."""
    said = "" if line.rows else line.raw.strip()
    found = _ENTRY.fullmatch(said) if said[-1:].isdigit() and len(said) <= _LONGEST_ENTRY else None
    return found["words"] if found else ""


def _said(line: Line) -> str:
    sign = f"{line.number}. " if line.number else f"{line.mark} " if line.mark else ""
    return f"{sign}{line.text}"


def _key(text: str) -> str:
    return bare(collapse(text)).casefold()


def title_in(lines: Sequence[Line]) -> Line | None:
    """The one line above a paper that is set as a title and names no committee, force or date; None where there is none,
    or several."""
    found = [
        line
        for line in lines
        if not line.rows
        and (line.heading or line.all_bold)
        and 1 < len(line.text.split()) <= 25
        and not line.text.endswith((".", ":", ";", ","))
        and not is_marking(line.text)
        and not _OTHERWISE.fullmatch(line.text.strip(" *_:–—-"))
        and not _CONTENTS.fullmatch(line.text)
    ]
    return found[0] if len(found) == 1 else None
