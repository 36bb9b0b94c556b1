"""A Word file as neutral lines.

Read straight from its XML: python-docx leaves out text in links, insertions and content controls, and mammoth
does not say which number Word printed before a paragraph. Author names, comments, hidden text and deleted
changes never leave this module; that they were there does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from .found import Refused
from .lines import Cell, Line, Row, Run
from .package import BROKEN, WRONG_TYPE, Package
from .wordforms import SIGNS, edges_of, filled_in, on, wide
from .wordlists import Lists, W, value, whole

COMMENTS = "The file has comments. They were not brought in."
HIDDEN = "The file has hidden text. It was not brought in."
DELETED = "The file has deleted text kept as tracked changes. It was not brought in."
PICTURES = "The file has pictures. They were not brought in."

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_LINKS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_SKIPPED = {f"{W}pPr", f"{W}rPr", f"{W}sectPr", f"{W}instrText", f"{W}tblPr", f"{W}trPr", f"{W}tcPr", f"{_MC}Fallback"}
_GONE = {f"{W}del", f"{W}moveFrom"}

_FORMULA = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_PICTURES = {f"{W}drawing", f"{W}pict", f"{W}object"}


@dataclass(frozen=True)
class WordText:
    """The text of a Word file: its body, its headers and footers, and what was left out."""

    lines: tuple[Line, ...]
    furniture: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Style:
    name: str = ""
    bold: bool | None = None
    hidden: bool = False
    caps: bool = False
    heading: int = 0
    list_id: str = ""
    list_level: int | None = None


@dataclass(frozen=True)
class _Piece:
    """Part of a paragraph: a run, a line break, a reference to a note, or a text box."""

    run: Run | None = None
    broken: bool = False
    note: str = ""
    boxed: tuple[Line, ...] = ()


def _list_of(properties: Element | None) -> tuple[str, int | None]:
    element = None if properties is None else properties.find(f"{W}numPr")
    if element is None:
        return "", None
    level = element.find(f"{W}ilvl")
    return value(element.find(f"{W}numId")), None if level is None else whole(value(level), 0)


def _styles(root: Element | None) -> dict[str, _Style]:
    """Every style with what it inherits."""
    raw = {} if root is None else {s.get(f"{W}styleId", ""): s for s in root.findall(f"{W}style")}
    made: dict[str, _Style] = {}

    def make(key: str, depth: int = 0) -> _Style:
        if key in made:
            return made[key]
        element = raw.get(key)
        if element is None or depth > 20:
            return _Style()
        base = make(value(element.find(f"{W}basedOn")), depth + 1)
        run, paragraph = element.find(f"{W}rPr"), element.find(f"{W}pPr")
        name = value(element.find(f"{W}name")).lower()
        heading = base.heading
        if found := re.fullmatch(r"heading (\d)", name):
            heading = int(found[1])
        elif name in ("title", "subtitle"):
            heading = 1
        elif paragraph is not None and (outline := paragraph.find(f"{W}outlineLvl")) is not None:
            heading = whole(value(outline, "9"), 9) + 1
            heading = heading if heading <= 9 else 0
        list_id, list_level = _list_of(paragraph)
        bold, caps = on(run, "b"), on(run, "caps")
        made[key] = _Style(
            name=name,
            bold=base.bold if bold is None else bold,
            hidden=bool(on(run, "vanish")) or base.hidden,
            caps=base.caps if caps is None else caps,
            heading=heading,
            list_id=list_id or base.list_id,
            list_level=base.list_level if list_level is None else list_level,
        )
        return made[key]

    for key in raw:
        make(key)
    return made


@dataclass
class _Reader:
    styles: dict[str, _Style]
    lists: Lists
    links: dict[str, str]
    footnotes: dict[str, str]
    notes: set[str] = field(default_factory=set)

    def lines(self, parent: Iterable[Element]) -> Iterator[Line]:
        """The paragraphs and tables of a body, cell or content control."""
        for child in parent:
            if child.tag == f"{W}p":
                yield from self.paragraph(child)
            elif child.tag == f"{W}tbl":
                yield self.table(child)
            elif child.tag in _GONE:
                self.notes.add(DELETED)
            elif child.tag not in _SKIPPED:
                yield from self.lines(child)

    def table(self, element: Element) -> Line:
        rows: list[Row] = []
        spans: list[tuple[int, ...]] = []
        edges = edges_of(element.find(f"{W}tblGrid"))
        for row in self._inside(element, f"{W}tr"):
            properties = row.find(f"{W}trPr")
            if properties is not None and properties.find(f"{W}del") is not None:
                self.notes.add(DELETED)
                continue
            cells = list(self._inside(row, f"{W}tc"))
            made: list[Cell] = [tuple(self.lines(cell)) for cell in cells]
            if not any(made):
                continue
            at = wide(properties, "gridBefore", 0)
            spanned = [edges.get(at, at)] if edges.get(at, at) else []
            made = [(), *made] if spanned else made
            for cell in cells:
                end = at + wide(cell.find(f"{W}tcPr"), "gridSpan", 1)
                spanned.append(max(1, edges.get(end, end) - edges.get(at, at)))
                at = end
            rows.append(tuple(made))
            spans.append(tuple(spanned))
        return Line(rows=tuple(rows), spans=tuple(spans))

    def _inside(self, parent: Element, tag: str) -> Iterator[Element]:
        for child in parent:
            if child.tag == tag:
                yield child
            elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins"):
                yield from self._inside(child, tag)

    def paragraph(self, element: Element) -> Iterator[Line]:
        properties = element.find(f"{W}pPr")
        style_id = value(None if properties is None else properties.find(f"{W}pStyle"))
        style = self.styles.get(style_id, _Style())
        pieces = list(self.pieces(element, style, ""))
        blank = not any(piece.run and piece.run.text.strip() for piece in pieces)
        if blank and any(child.tag in _GONE for child in element.iter()):
            return
        # An empty paragraph of a list takes a number all the same, as it does in Word.
        line = self._marked(properties, style_id, style)
        if blank:
            if notes := tuple(piece.note for piece in pieces if piece.note):
                yield Line(notes=notes)
            for piece in pieces:
                yield from piece.boxed
            return
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

        for piece in pieces:
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

    def _marked(self, properties: Element | None, style_id: str, style: _Style) -> Line:
        heading = style.heading
        if properties is not None and (outline := properties.find(f"{W}outlineLvl")) is not None:
            level = whole(value(outline, "9"), 9) + 1
            heading = level if level <= 9 else 0
        list_id, level_at = _list_of(properties)
        if not list_id:
            list_id = style.list_id
            level_at = style.list_level if level_at is None else level_at
            if list_id and level_at is None:
                level_at = self.lists.level_of_style(list_id, style_id)
        mark = self.lists.next_mark(list_id, level_at or 0) if list_id and list_id != "0" else None
        if mark is None:
            return Line(heading=heading, bullet="bullet" in style.name and not list_id)
        return Line(
            heading=heading,
            number=mark.number,
            mark=mark.mark,
            bullet=mark.bullet,
            level=mark.level,
            series=mark.series,
        )

    def pieces(self, parent: Element, style: _Style, link: str) -> Iterator[_Piece]:
        for child in parent:
            if child.tag == f"{W}r":
                yield from self.run(child, style, link)
            elif child.tag == f"{W}hyperlink":
                yield from self.pieces(child, style, self.links.get(child.get(f"{_R}id", ""), ""))
            elif child.tag in _GONE:
                self.notes.add(DELETED)
            elif child.tag == _FORMULA:
                yield _Piece(run=Run(child.text or "", link=link))
            elif child.tag not in _SKIPPED:
                yield from self.pieces(child, style, link)

    def run(self, element: Element, style: _Style, link: str) -> Iterator[_Piece]:
        own = element.find(f"{W}rPr")
        named = self.styles.get(value(None if own is None else own.find(f"{W}rStyle")), _Style())
        hidden = on(own, "vanish")
        if hidden or (hidden is None and (named.hidden or style.hidden)):
            self.notes.add(HIDDEN)
            return
        bold, caps = on(own, "b"), on(own, "caps")
        if bold is None:
            bold = bool(style.bold) if named.bold is None else named.bold
        if caps is None:
            caps = named.caps or style.caps
        shape = Run("", bold=bold, italic=bool(on(own, "i")), strike=bool(on(own, "strike")), link=link)
        for child in element:
            text = None
            if child.tag == f"{W}t":
                text = child.text or ""
            elif child.tag in (f"{W}tab", f"{W}ptab"):
                text = "\t"
            elif child.tag == f"{W}noBreakHyphen":
                text = "-"
            elif child.tag in (f"{W}br", f"{W}cr"):
                yield _Piece(broken=True)
            elif child.tag == f"{W}delText":
                self.notes.add(DELETED)
            elif child.tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                key = child.tag.removeprefix(W)[0] + child.get(f"{W}id", "")
                if key in self.footnotes:
                    yield _Piece(note=self.footnotes[key])
            elif child.tag == f"{W}sym":
                text = SIGNS.get(child.get(f"{W}char", "").upper()[-2:], "•")
            elif child.tag == f"{W}fldChar":
                text = filled_in(child.find(f"{W}ffData"))
            elif child.tag in _PICTURES or child.tag == f"{_MC}AlternateContent":
                yield from self.boxes(child)
            if text:
                yield _Piece(run=replace(shape, text=text.upper() if caps else text))

    def boxes(self, element: Element) -> Iterator[_Piece]:
        """The text boxes inside a drawing; the drawing itself is only noted."""
        found = False
        for child in element:
            if child.tag == f"{W}txbxContent":
                found = True
                yield _Piece(boxed=tuple(self.lines(child)))
            elif child.tag not in _SKIPPED:
                inner = list(self.boxes(child))
                found = found or bool(inner)
                yield from inner
        if not found and element.tag in _PICTURES:
            self.notes.add(PICTURES)


def _main_part(package: Package) -> str:
    """The name of the part that holds the text: it is nearly always this one, and else said where a package begins."""
    if "word/document.xml" not in package.names and (root := package.tree("_rels/.rels")) is not None:
        said = [one.get("Target", "") for one in root.iter(_LINKS) if one.get("Type", "").endswith("/officeDocument")]
        if said and said[0].startswith(("word/", "/word/")):
            return said[0].removeprefix("/")
    return "word/document.xml"


def _links(package: Package, part: str) -> dict[str, str]:
    folder, _, name = part.rpartition("/")
    root = package.tree(f"{folder}/_rels/{name}.rels")
    found = () if root is None else root.iter(_LINKS)
    targets = {r.get("Id", ""): r.get("Target", "") for r in found if r.get("TargetMode") == "External"}
    return {key: url for key, url in targets.items() if re.fullmatch(r"https?://[^\s<>]{1,500}", url)}


def _notes(package: Package, reader: _Reader, kind: str) -> dict[str, str]:
    root = package.tree(f"word/{kind}s.xml")
    if root is None:
        return {}
    made: dict[str, str] = {}
    for element in root.findall(f"{W}{kind}"):
        text = " ".join(line.text for line in reader.lines(element) if line.text)
        if text:
            made[kind[0] + element.get(f"{W}id", "")] = text
    return made


def notes_numbered(lines: Iterable[Line], counted: list[int] | None = None) -> Iterator[Line]:
    """The lines with their footnotes numbered through the document."""
    counted = [0] if counted is None else counted
    for line in lines:
        rows = tuple(tuple(tuple(notes_numbered(cell, counted)) for cell in row) for row in line.rows)
        notes = []
        for note in line.notes:
            counted[0] += 1
            notes.append(f"Note {counted[0]}: {note}")
        yield replace(line, rows=rows, notes=tuple(notes))


def read_word(package: Package) -> WordText:
    """The text of a .docx file. Refuses an archive that is not one, is damaged, or passes the limits of `package`."""
    names = set(package.names)
    main = _main_part(package)
    if main not in names:
        raise Refused(WRONG_TYPE if names else BROKEN)
    root = package.tree(main)
    body = None if root is None else root.find(f"{W}body")
    if body is None:
        raise Refused(BROKEN)
    reader = _Reader(
        styles=_styles(package.tree("word/styles.xml")),
        lists=Lists.read(package.tree("word/numbering.xml")),
        links=_links(package, main),
        footnotes={},
    )
    reader.footnotes = _notes(package, reader, "footnote") | _notes(package, reader, "endnote")
    lines = tuple(notes_numbered(reader.lines(body)))
    furniture: list[str] = []
    for name in sorted(names):
        if re.fullmatch(r"word/(?:header|footer)\d*\.xml", name) and (part := package.tree(name)) is not None:
            furniture.extend(_furniture(reader.lines(part)))
    comments = package.tree("word/comments.xml")
    if comments is not None and comments.find(f"{W}comment") is not None:
        reader.notes.add(COMMENTS)
    order = (COMMENTS, HIDDEN, DELETED, PICTURES)
    return WordText(lines, tuple(furniture), tuple(note for note in order if note in reader.notes))


def _furniture(lines: Iterable[Line]) -> Iterator[str]:
    for line in lines:
        for row in line.rows:
            for cell in row:
                yield from _furniture(cell)
        if line.text:
            yield line.text
