"""An OpenDocument text as neutral lines.

Read straight from its XML, as Word files are: the library for it keeps deleted changes in the text and counts no
lists. Comments, hidden text and deleted changes never leave this module; that they were there does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from .docx import COMMENTS, DELETED, HIDDEN, PICTURES, WordText, notes_numbered
from .found import Refused
from .lines import Line, Row, Run, words_of
from .odtlists import FO, STYLE, TEXT, Lists
from .package import BROKEN, ENCRYPTED, Package
from .wordlists import whole

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_XLINK = "{http://www.w3.org/1999/xlink}"
_HIDING = {f"{TEXT}hidden-text", f"{TEXT}hidden-paragraph"}
_SKIPPED = {
    f"{_OFFICE}forms",
    f"{TEXT}sequence-decls",
    f"{TEXT}variable-decls",
    f"{TEXT}user-field-decls",
    f"{TEXT}table-of-content-source",
    f"{TEXT}alphabetical-index-mark",
}
_MOST_CELLS = 200
_WIDEST = 60


@dataclass(frozen=True)
class _Style:
    bold: bool = False
    italic: bool = False
    strike: bool = False
    caps: bool = False
    hidden: bool = False
    heading: int = 0
    list_style: str = ""


def _styles(*roots: Element | None) -> dict[str, _Style]:
    """Every style by its name, with what it inherits."""
    raw: dict[str, Element] = {}
    for root in roots:
        for element in () if root is None else root.iter(f"{STYLE}style"):
            raw[element.get(f"{STYLE}name", "")] = element
    made: dict[str, _Style] = {}

    def make(name: str, depth: int = 0) -> _Style:
        if name in made or name not in raw or depth > 20:
            return made.get(name, _Style())
        element = raw[name]
        base = make(element.get(f"{STYLE}parent-style-name", ""), depth + 1)
        shape = element.find(f"{STYLE}text-properties")
        set_here = {} if shape is None else shape.attrib
        level = element.get(f"{STYLE}default-outline-level", "")
        named = element.get(f"{STYLE}display-name", name).lower()
        made[name] = _Style(
            bold=_weight(set_here.get(f"{FO}font-weight"), base.bold),
            italic=_is(set_here.get(f"{FO}font-style"), base.italic, ("italic", "oblique")),
            strike=_is(
                set_here.get(f"{STYLE}text-line-through-style"), base.strike, ("solid", "dotted", "dash", "wave")
            ),
            caps=_is(set_here.get(f"{FO}text-transform"), base.caps, ("uppercase",)),
            hidden=_is(set_here.get(f"{TEXT}display"), base.hidden, ("none",)),
            heading=int(level) if level in "123456789" and level else 1 if named == "title" else base.heading,
            list_style=element.get(f"{STYLE}list-style-name", base.list_style),
        )
        return made[name]

    for name in raw:
        make(name)
    return made


def _is(value: str | None, inherited: bool, wanted: tuple[str, ...]) -> bool:
    return inherited if value is None else value in wanted


def _weight(value: str | None, inherited: bool) -> bool:
    return inherited if value is None else value == "bold" or (value.isdigit() and int(value) >= 600)


def _wide(cell: Element) -> int:
    """How many columns a cell takes, or how often it stands there."""
    said = (cell.get(f"{_TABLE}number-columns-{name}", "1") for name in ("spanned", "repeated"))
    return min(max(max(whole(one, 1) for one in said), 1), _WIDEST)


@dataclass(frozen=True)
class _Piece:
    """Part of a paragraph: a run, a line break, the text of a note, or a text box."""

    run: Run | None = None
    broken: bool = False
    note: str = ""
    boxed: tuple[Line, ...] = ()


@dataclass
class _Reader:
    styles: dict[str, _Style]
    lists: Lists
    notes: set[str] = field(default_factory=set)

    def lines(self, parent: Iterable[Element]) -> Iterator[Line]:
        """The paragraphs, lists and tables of a body, section, cell or text box."""
        for child in parent:
            if child.tag in (f"{TEXT}p", f"{TEXT}h"):
                yield from self.paragraph(child, Line())
            elif child.tag == f"{TEXT}list":
                yield from self.listed(child, 0, "")
            elif child.tag == f"{_TABLE}table":
                yield self.table(child)
            elif child.tag == f"{TEXT}tracked-changes":
                if child.find(f".//{TEXT}deletion") is not None:
                    self.notes.add(DELETED)
            elif child.tag == f"{TEXT}section" and child.get(f"{TEXT}display") in ("none", "condition"):
                self.notes.add(HIDDEN)
            elif child.tag == f"{_DRAW}frame":
                yield from self.frame(child)
            elif child.tag == f"{_OFFICE}annotation":
                self.notes.add(COMMENTS)
            elif child.tag not in _SKIPPED:
                yield from self.lines(child)

    def table(self, element: Element) -> Line:
        rows: list[Row] = []
        spans: list[tuple[int, ...]] = []
        for row in self.rows(element):
            cells = [cell for cell in row if cell.tag == f"{_TABLE}table-cell"][:_MOST_CELLS]
            made = tuple(tuple(self.lines(cell)) for cell in cells)
            if any(made):
                rows.append(made)
                spans.append(tuple(map(_wide, cells)))
        return Line(rows=tuple(rows), spans=tuple(spans))

    def rows(self, table: Element) -> Iterator[Element]:
        for child in table:
            if child.tag == f"{_TABLE}table-row":
                yield child
            else:
                yield from self.rows(child)

    def listed(self, element: Element, level: int, style: str) -> Iterator[Line]:
        """The items of a list, its inner lists included; only the first paragraph of an item takes the mark."""
        style = element.get(f"{TEXT}style-name", style)
        if level == 0:
            self.lists.begin(element, style)
        for item in element:
            if item.tag not in (f"{TEXT}list-item", f"{TEXT}list-header"):
                continue
            fresh = item.tag == f"{TEXT}list-item"
            for child in item:
                if child.tag == f"{TEXT}list":
                    yield from self.listed(child, level + 1, style)
                elif child.tag in (f"{TEXT}p", f"{TEXT}h"):
                    named = style or self.style_of(child).list_style
                    mark = self.lists.next_mark(named, level, item) if fresh else None
                    fresh = False
                    line = Line() if mark is None else mark
                    yield from self.paragraph(child, line if mark else Line(soft=True, level=level))
                else:
                    yield from self.lines([child])

    def style_of(self, element: Element) -> _Style:
        return self.styles.get(element.get(f"{TEXT}style-name", ""), _Style())

    def paragraph(self, element: Element, line: Line) -> Iterator[Line]:
        style = self.style_of(element)
        if element.tag == f"{TEXT}h":
            level = element.get(f"{TEXT}outline-level", "1")
            level_at = int(level) if level.isdigit() and len(level) == 1 and level != "0" else 1
            line = replace(self.lists.heading_mark(level_at, element) or line, heading=level_at)
        elif style.heading:
            line = replace(line, heading=style.heading)
        runs: list[Run] = []
        noted: list[str] = []
        after: list[Line] = []
        made: list[Line] = []

        def close() -> None:
            if any(run.text.strip() for run in runs):
                soft = replace(line, number="", mark="", bullet=False, soft=True, gap=False) if made else line
                made.append(replace(soft, runs=tuple(runs), notes=tuple(noted)))
                noted.clear()
            runs.clear()

        for piece in self.pieces(element, style, "", style):
            if piece.run:
                runs.append(piece.run)
            elif piece.note:
                noted.append(piece.note)
            elif piece.broken:
                close()
            after.extend(piece.boxed)
        close()
        yield from made
        yield from (Line(notes=(note,)) for note in noted)
        yield from after

    def pieces(self, element: Element, style: _Style, link: str, around: _Style) -> Iterator[_Piece]:
        """What a paragraph or span holds, in order. White space in the file counts as one space; its own signs do not."""
        yield from self.run(element.text, style, link)
        for child in element:
            tag = child.tag
            if tag == f"{TEXT}span":
                own = self.styles.get(child.get(f"{TEXT}style-name", ""))
                yield from self.pieces(child, style if own is None else _both(own, around), link, around)
            elif tag == f"{TEXT}a":
                href = child.get(f"{_XLINK}href", "")
                yield from self.pieces(
                    child, style, href if href.startswith(("http://", "https://")) and len(href) < 500 else "", around
                )
            elif tag == f"{TEXT}s":
                count = child.get(f"{TEXT}c", "1")
                yield from self.run(" " * min(int(count) if count.isdigit() else 1, 80), style, link, kept=True)
            elif tag == f"{TEXT}tab":
                yield from self.run("\t", style, link, kept=True)
            elif tag == f"{TEXT}line-break":
                yield _Piece(broken=True)
            elif tag == f"{TEXT}note":
                body = child.find(f"{TEXT}note-body")
                words = [] if body is None else words_of(self.lines(body))
                if words:
                    yield _Piece(note=" ".join(words))
            elif tag == f"{_OFFICE}annotation":
                self.notes.add(COMMENTS)
            elif tag == f"{_OFFICE}annotation-end":
                pass
            elif tag in _HIDING:
                self.notes.add(HIDDEN)
            elif tag == f"{_DRAW}frame":
                if boxed := tuple(self.frame(child)):
                    yield _Piece(boxed=boxed)
            elif tag not in _SKIPPED:
                yield from self.pieces(child, style, link, around)
            yield from self.run(child.tail, style, link)

    def run(self, text: str | None, style: _Style, link: str, kept: bool = False) -> Iterator[_Piece]:
        if not text:
            return
        if style.hidden:
            if text.strip():
                self.notes.add(HIDDEN)
            return
        if not kept:
            text = " ".join(text.replace("\n", " ").replace("\t", " ").split(" "))
        if style.caps:
            text = text.upper()
        yield _Piece(run=Run(text, bold=style.bold, italic=style.italic, strike=style.strike, link=link))

    def frame(self, element: Element) -> Iterator[Line]:
        """The text of a text box; a picture is only noted."""
        boxes = [child for child in element if child.tag == f"{_DRAW}text-box"]
        for box in boxes:
            yield from self.lines(box)
        if not boxes:
            self.notes.add(PICTURES)


def _both(own: _Style, around: _Style) -> _Style:
    """A span's style inside its paragraph's: what either sets."""
    return replace(
        own,
        bold=own.bold or around.bold,
        caps=own.caps or around.caps,
        hidden=own.hidden or around.hidden,
    )


def read_odt(package: Package) -> WordText:
    """The text of an .odt file. Refuses one that is damaged, encrypted, or passes the limits of `package`."""
    if b"encryption-data" in package.start_of("META-INF/manifest.xml"):
        raise Refused(ENCRYPTED)
    root, outside = package.tree("content.xml"), package.tree("styles.xml")
    body = None if root is None else root.find(f"{_OFFICE}body/{_OFFICE}text")
    if root is None or body is None:
        raise Refused(BROKEN)
    reader = _Reader(_styles(outside, root), Lists.read(outside, root))
    lines = tuple(notes_numbered(reader.lines(body)))
    furniture: list[str] = []
    for page in () if outside is None else outside.iter(f"{STYLE}master-page"):
        for part in page:
            if part.tag.startswith((f"{STYLE}header", f"{STYLE}footer")):
                furniture.extend(words_of(reader.lines(part)))
    order = (COMMENTS, HIDDEN, DELETED, PICTURES)
    return WordText(lines, tuple(furniture), tuple(note for note in order if note in reader.notes))
