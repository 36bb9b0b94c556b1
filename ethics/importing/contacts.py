"""Whom to ask about a paper: one entry per person, however many lines it took."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from .found import Source
from .lines import Line, cell_text
from .origins import origin

_MAIL = re.compile(r"(?<![\w.+'’-])[\w.+'’-]{1,80}@[\w-]{1,80}(?:\.[\w-]{1,80})+")
_PHONE = re.compile(r"(?:\+|\(?0)[\d ()-]{8,20}(?:\s*(?:ext\.?|x)\s*\d{1,6})?", re.IGNORECASE)
_DETAIL = re.compile(
    r"\b(?:tel(?:ephone)?|phone|mobile|mob|e-?mail|fax|address|ext(?:ension)?|direct(?: line"
    r"| dial)?|switchboard|web(?:site)?|or|number|no|contact|on|at|by)\b",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"\s*(?:tel|phone|mobile|mob\b|e-?mail|fax|address|ext|direct|web|post|position|role|title"
    r"|rank|department|dept|organisation|unit)",
    re.IGNORECASE,
)
_NAME = re.compile(r"\s*(?:name|officer|contact)\b", re.IGNORECASE)


def _texts(lines: Iterable[Line]) -> Iterator[tuple[str, Source]]:
    """Each line of text and where it comes from; a row of a table is one."""
    for line in lines:
        for row in line.rows:
            if text := " ".join(t for cell in row if (t := cell_text(cell))):
                yield text, origin(one for cell in row for one in cell)
        if line.text:
            yield line.text, line.source
        for note in line.notes:
            yield note, line.source


def is_detail(text: str) -> bool:
    """Whether a text holds a phone number or an e-mail address."""
    return bool(_MAIL.search(text) or _PHONE.search(text))


def contacts_of(lines: Sequence[Line]) -> tuple[tuple[str, Source], ...]:
    """The contacts in the lines under "Person to contact": a new one begins with a name once the last has a phone
    number or an address. Each is given with where it comes from."""
    entries: list[tuple[list[str], set[int]]] = []
    reachable = False
    for text, source in _texts(lines):
        has_detail = is_detail(text)
        name = _DETAIL.sub("", _PHONE.sub("", _MAIL.sub("", text))).strip(" .,:;|/()-–—")
        begins = bool(name) and not _LABEL.match(text)
        if not entries or (begins and reachable) or (_NAME.match(text) and reachable):
            entries.append(([text], set(source)))
            reachable = has_detail
        else:
            entries[-1][0].append(text)
            entries[-1][1].update(source)
            reachable = reachable or has_detail
    return tuple(("\n".join(entry), tuple(sorted(source))) for entry, source in entries)
