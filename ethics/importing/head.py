"""The block at the top of a paper: in a table, in tabs, or line by line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from .found import FoundHead, Source
from .head_labels import head_label, labelled
from .headings import key_of, known_heading, scenario_heading
from .lines import Line, Row, cell_text, collapse, with_typed_mark, words_of
from .markings import is_marking
from .origins import origin

_PROSE_WORDS = 14
_OTHER_LABEL = re.compile(r"\s*[A-Z][\w /-]{2,30}\s*(?::|\t)")


@dataclass
class Top:
    """What stood above the argument: the head, lines that name a contact, and what fits nowhere, with its origin."""

    head: FoundHead = field(default_factory=FoundHead)
    contacts: list[Line] = field(default_factory=list)
    rest: list[tuple[str, Source]] = field(default_factory=list)

    def entitle(self, line: Line) -> None:
        """Take a line that fits nowhere else for the title."""
        self.head = replace(
            self.head, subject=line.text, sources={**self.head.sources, "subject": origin([replace(line, notes=())])}
        )
        self.rest.remove((line.text, line.source))


def _has_labels(line: Line) -> bool:
    if line.rows:
        cells = [cell for row in line.rows for cell in row]
        return any(head_label(cell_text(cell)) or any(labelled(one.raw) for one in cell) for cell in cells)
    return labelled(line.raw) is not None


def labels_of(line: Line) -> set[str]:
    """The fields of a head that a line or the rows of a table name."""
    if line.rows:
        cells = [cell for row in line.rows for cell in row[:1]]
        return {name for cell in cells if (name := head_label(cell_text(cell)))}
    found = labelled(line.raw)
    return {found[0]} if found else set()


def _awaits_value(line: Line) -> bool:
    """Whether a line is a label whose value stands on the next."""
    found = None if line.rows else labelled(line.raw)
    return found is not None and not found[1]


def _is_prose(line: Line) -> bool:
    return not line.rows and len(line.text.split()) >= _PROSE_WORDS and not line.all_bold


def _contact_row(line: Line) -> bool:
    found = known_heading(line)
    return bool(found and found.key == "contact")


def begins_form(line: Line) -> bool:
    """Whether the first row of a table names a section, as in a paper laid out as a form."""
    return bool(line.rows) and key_of(cell_text(line.rows[0][0])) not in (None, "contact")


def split_forms(lines: Sequence[Line]) -> list[Line]:
    """The lines, with a table that holds both a head and sections cut between the two. A row of it that names a field of
    the head belongs there wherever it stands."""
    made: list[Line] = []
    for line in lines:
        at = next((n for n in range(len(line.rows)) if begins_form(Line(rows=line.rows[n:]))), -1)
        head = [row for n, row in enumerate(line.rows) if n < at or (at >= 0 and _is_field(row))]
        if head and _has_labels(Line(rows=tuple(head))):
            kept = {id(row) for row in head}
            made += [Line(rows=tuple(head)), Line(rows=tuple(row for row in line.rows if id(row) not in kept))]
        else:
            made.append(line)
    return made


def _is_field(row: Row) -> bool:
    """Whether a row of a form is a label of the head with its value, or a marking behind its own."""
    texts = [text for cell in row if (text := cell_text(cell))]
    return (
        len(texts) == 2
        and len(texts[1].split()) < _PROSE_WORDS
        and (head_label(texts[0]) is not None or is_marking(texts[1]))
    )


def body_start(lines: Sequence[Line]) -> int:
    """Where the head ends: at the first heading of a known name, the first numbered paragraph, or the first prose
    after the last label."""
    labels = [at for at, line in enumerate(lines[:40]) if _has_labels(line)]
    prose = -1
    for at, line in enumerate(lines):
        if at and not line.rows and _awaits_value(lines[at - 1]) and not _has_labels(line):
            continue
        more = any(at < label <= at + 6 for label in labels)
        if line.rows and begins_form(line):
            return at
        if _has_labels(line):
            prose = -1
            continue
        if line.rows:
            continue
        if _contact_row(line) and more:
            continue
        marked = with_typed_mark(line)
        if (
            known_heading(marked)
            or scenario_heading(marked)
            or (marked.number and marked.number in ("1", "1.1"))
            or (marked.number and labels)
        ):
            return at if prose < 0 else prose
        if _is_prose(line) and not more and prose < 0:
            prose = at
            while prose and lines[prose - 1].heading and not _has_labels(lines[prose - 1]):
                prose -= 1
    if prose >= 0:
        return prose
    return labels[-1] + 1 if labels else 0


def _authors(text: str) -> list[str]:
    made: list[str] = []
    for piece in re.split(r"\s*[;\n|]\s*", text):
        left, sign, right = _partition_and(piece)
        if sign and len(left.split()) >= 2 and len(right.split()) >= 2 and ("," not in left or "," in right):
            made += [left, right]
        else:
            made.append(piece)
    return [name for piece in made if (name := collapse(piece).strip(" ,"))]


def _partition_and(text: str) -> tuple[str, str, str]:
    found = re.search(r"\s+(?:and|&)\s+", text, re.IGNORECASE)
    return (text[: found.start()], found[0], text[found.end() :]) if found else (text, "", "")


def _runs_on(line: Line) -> bool:
    """Whether a line carries on the value above it."""
    return not _OTHER_LABEL.match(line.raw) and (line.soft or (not line.gap and not line.all_bold))


def _names_value(text: str, value: str) -> bool:
    """Whether a cell is the label of the one beside it, though of nothing that a head is known to say."""
    return len(text.split()) <= 5 and not labelled(text) and not labelled(value) and len(value.split()) < _PROSE_WORDS


class _Fields:
    def __init__(self) -> None:
        self.values: dict[str, list[str]] = {}
        self.sources: dict[str, Source] = {}
        self.open = ""

    def begin(self, name: str, value: str, source: Source) -> bool:
        """Starts a field; False where it was already filled and says something else."""
        if self.values.get(name) and name != "author":
            if value and collapse(value) not in self.values[name]:
                return False
            self.came_from(name, source)
            return True
        self.came_from(name, source)
        self.values.setdefault(name, [])
        if value:
            self.values[name].append(value)
        self.open = name
        return True

    def more(self, line: Line) -> None:
        self.values[self.open].append(line.text)
        self.came_from(self.open, line.source)

    def came_from(self, name: str, source: Source) -> None:
        self.sources[name] = tuple(sorted({*self.sources.get(name, ()), *source}))

    def head(self) -> FoundHead:
        def one(name: str) -> str:
            return collapse(" ".join(self.values.get(name, [])))

        authors = [author for value in self.values.get("author", []) for author in _authors(value)]
        return FoundHead(one("report_of"), one("subject"), one("date"), authors, self.sources)


def _rows(line: Line, fields: _Fields, top: Top) -> None:
    for row in line.rows:
        cells = [(cell, cell_text(cell)) for cell in row]
        at = 0
        while at < len(cells):
            cell, text = cells[at]
            at += 1
            if not text:
                continue
            value = cells[at] if at < len(cells) else None
            if value and value[1] and (name := head_label(text)):
                source, bare = origin(value[0]), [replace(one, notes=()) for one in value[0]]
                if not fields.begin(name, "\n".join(words_of(bare)), source):
                    top.rest.append((f"{text}: {'; '.join(words_of(bare))}", source))
                top.rest.extend((note, source) for one in value[0] for note in one.notes)
                at += 1
            elif value and value[1] and key_of(text) == "contact":
                top.contacts.extend(value[0])
                at += 1
            elif len(cells) == 2 and value and _names_value(text, value[1]) and len(cell) == len(value[0]) == 1:
                top.rest.append((f"{text.rstrip(':')}: {value[1]}", origin((*cell, *value[0]))))
                at += 1
            else:
                for one in cell:
                    _one(one, fields, top)
    fields.open = ""


def _one(line: Line, fields: _Fields, top: Top) -> None:
    if line.rows:
        _rows(line, fields, top)
    elif found := labelled(line.raw):
        if not fields.begin(*found, line.source):
            top.rest.append((line.text, line.source))
    elif _contact_row(line) and (heading := known_heading(line)) and heading.rest:
        top.contacts.append(heading.rest)
        fields.open = ""
    elif fields.open and (not fields.values[fields.open] or _runs_on(line)):
        fields.more(line)
    elif line.text:
        fields.open = ""
        top.rest.append((line.text, line.source))
    top.rest.extend((note, line.source) for note in line.notes)


def head_of(lines: Sequence[Line]) -> Top:
    """The head out of the lines above the argument."""
    top, fields = Top(), _Fields()
    for line in lines:
        _one(line, fields, top)
    top.head = fields.head()
    return top
