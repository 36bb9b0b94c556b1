"""The implications of a paper: in a table, behind tabs or colons, or under small headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from . import markdown
from .found import FoundImplication, ImplicationKind, Source
from .headings import IMPLICATION, looks_like_heading
from .lines import Line, cell_text, collapse, with_typed_mark
from .origins import origin
from .sentences import sentences

_NAMED = re.compile(r"\s*(?P<name>[A-Z“(&][^:\t.?!;]{1,70}|[A-Z]\.[A-Z]\.?(?:[^:\t.?!;]{0,60}))\s*(?::|\t)[:\s]*")
_DASHED = re.compile(r"\s*(?P<name>[A-Z][\w ,&/()'’.]{1,60}?)\s+[–—-]{1,2}\s+(?=\S)")
_COLUMN_NAMES = re.compile(
    r"(?:type of )?(?:implications?|area|heading|type|category|issue|consideration|comments?"
    r"|details?|impact|text)",
    re.IGNORECASE,
)
_NONE = re.compile(
    r"(?:none|nil|no)(?:[ ,]+(?:known|identified|arising|noted|applicable|at (?:this"
    r"|the present) (?:time|stage)|directly|from this (?:report|paper)|implications?|issues?"
    r"|specific|significant|additional|further|foreseen))*",
    re.IGNORECASE,
)
_NO_IMPLICATIONS = re.compile(
    r"(?:there are |this (?:report|paper) has |has )?no (?:[\w,/&-]+ ){0,6}(?:implications?"
    r"|issues|impacts?|costs?|risks?|concerns)(?: [\w,/&'’-]+){0,14}",
    re.IGNORECASE,
)
_NOT_APPLICABLE = re.compile(r"(?:not applicable|n/?a|n\.a|does not apply|not relevant)\b.{0,60}", re.IGNORECASE)
_NOT_ASSESSED = re.compile(
    r"(?:(?:this |it |an? |the )?(?:[\w ]{0,60} )?(?:has |have |was "
    r"|were )?not (?:yet )?(?:been )?(?:assessed|completed|carried out|undertaken|considered"
    r"|done|known)"
    r"|to be (?:assessed|confirmed|completed|determined|advised|decided)|t\.?b\.?[cad]\.?"
    r"|unknown|awaited|pending|\[?(?:insert|enter|complete)\b[^.]*)(?: [\w ,/&'’-]{0,60})?",
    re.IGNORECASE,
)


def kind_of(text: str) -> ImplicationKind:
    """What an implication says, by its first words: the stock answers have kinds of their own and keep their text."""
    words = collapse(markdown.unescaped(text)).strip()
    if not words.strip(" .-–—"):
        return "not_assessed"
    opening = sentences(words)
    first = opening[0].rstrip(" .!;,:–—-")
    if _NOT_APPLICABLE.fullmatch(first):
        return "not_applicable"
    if _NONE.fullmatch(first):
        return "none"
    # A whole statement that nothing arises is "none"; one that goes on to say more is for people to read.
    if (
        len(opening) == 1
        and _NO_IMPLICATIONS.fullmatch(first)
        and not re.search(r"\b(?:but|however|unless|except|although|other than|if|until)\b", first, re.IGNORECASE)
    ):
        return "none"
    if len(opening) == 1 and _NOT_ASSESSED.fullmatch(first):
        return "not_assessed"
    return "text"


def _name(text: str) -> str:
    return collapse(text).strip(" :–—-.*")


class _Gathered:
    def __init__(self) -> None:
        self.intro: list[Line] = []
        self.items: list[tuple[str, list[Line], Source]] = []
        self.titles: Source = ()

    def begin(self, name: str, rest: Line | None, source: Source) -> None:
        self.items.append((_name(name), [rest] if rest and (rest.text or rest.notes) else [], source))

    def more(self, line: Line) -> None:
        (self.items[-1][1] if self.items else self.intro).append(line)

    def bare_name(self) -> bool:
        return bool(self.items) and not self.items[-1][1]


def _takes_name(line: Line, gathered: _Gathered) -> bool:
    """Reads a line that begins an implication, by "Name: text", a bold lead-in or a name alone."""
    text = line.text
    if line.soft and not _NAMED.match(line.raw):
        return False
    lead = line.lead_in()
    if lead and len(lead.split()) <= 10 and not lead.endswith(("?", "!")) and _name(lead):
        length = _length_of(line, lead)
        rest = line.without_start(length)
        gathered.begin(lead, _lstripped(rest), line.source)
        return True
    found = _NAMED.match(line.raw)
    if (
        found
        and len(found["name"].split()) <= 10
        and not (line.listed and gathered.items and not IMPLICATION.match(found["name"]))
    ):
        gathered.begin(found["name"], _lstripped(line.without_start(found.end())), line.source)
        return True
    dashed = _DASHED.match(line.raw)
    if dashed and IMPLICATION.match(dashed["name"]) and len(dashed["name"].split()) <= 8 and not text.endswith(":"):
        gathered.begin(dashed["name"], line.without_start(dashed.end()), line.source)
        return True
    words = text.split()
    short = len(words) <= 10 and not text.endswith((".", "?", "!", ";", ",")) and text[:1].isupper()
    drawn = looks_like_heading(line) or (bool(line.number) and short)
    if (
        short
        and not line.listed
        and (drawn or text.endswith(":") or (bool(IMPLICATION.match(text)) and len(words) <= 8))
    ):
        stock = _NONE.fullmatch(text) or _NOT_APPLICABLE.fullmatch(text) or _NOT_ASSESSED.fullmatch(text)
        if not stock:
            gathered.begin(text, replace(line, runs=()), line.source)
            return True
    return False


def _length_of(line: Line, lead: str) -> int:
    """How much of the raw line the collapsed lead-in covers."""
    at, wanted = 0, lead.replace(" ", "")
    raw = line.raw
    seen = ""
    while at < len(raw) and seen != wanted:
        if not raw[at].isspace():
            seen += raw[at]
        at += 1
    return at


def _lstripped(line: Line) -> Line:
    raw = line.raw
    line = line.without_start(len(raw) - len(raw.lstrip(" :\t–—-.")))
    return replace(line, bullet=False, mark="", number="")


def implications_of(
    name: str, lines: Sequence[Line]
) -> tuple[tuple[FoundImplication, ...], tuple[tuple[str, Source], ...], Source]:
    """The implications under a heading, any words before the first that belong to none of them, and where the names of
    a table's columns stand, which say nothing."""
    gathered = _Gathered()
    for line in lines:
        if line.rows:
            _table(line, gathered)
            continue
        line = with_typed_mark(line)
        if not _takes_name(line, gathered):
            gathered.more(replace(line, number=""))
    if not gathered.items:
        text = markdown.render(gathered.intro)
        return (
            ((FoundImplication(name, kind_of(text), text, origin(gathered.intro)),), (), ()) if text else ((), (), ())
        )
    found = tuple(
        FoundImplication(item, kind_of(text := markdown.render(rest)), text, tuple(sorted({*source, *origin(rest)})))
        for item, rest, source in gathered.items
    )
    intro = markdown.render(gathered.intro)
    return found, ((intro, origin(gathered.intro)),) if intro else (), gathered.titles


def _table(line: Line, gathered: _Gathered) -> None:
    wide = max(len(row) for row in line.rows)
    if wide > 3 or gathered.bare_name():
        gathered.more(line)
        return
    for at, row in enumerate(line.rows):
        cells = [cell for cell in row if cell_text(cell)]
        if not cells:
            continue
        texts = [cell_text(cell) for cell in cells]
        if at == 0 and len(texts) > 1 and all(_COLUMN_NAMES.fullmatch(text) for text in texts):
            gathered.titles += origin(one for cell in row for one in cell)
            continue
        if len(cells) > 1 and texts[0].rstrip(".").replace(".", "").isdigit():
            cells, texts = cells[1:], texts[1:]
        if len(texts[0].split()) <= 10 and not texts[0].endswith((".", "?")) and (len(row) > 1 or len(cells) > 1):
            gathered.begin(texts[0], None, origin(one for cell in row for one in cell))
            for cell in cells[1:]:
                for one in cell:
                    gathered.more(one)
            continue
        for cell in cells:
            for one in cell:
                if one.rows or not _takes_name(one, gathered):
                    gathered.more(one)
