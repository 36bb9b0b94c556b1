"""A rich text file (RTF) as neutral lines.

Read sign by sign here: the library for it lets hidden text and deleted changes through, and loses bold, tables and
footnotes, which tell what a paper's lines are.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from .docx import COMMENTS, DELETED, HIDDEN, PICTURES, WordText, notes_numbered
from .found import Refused
from .lines import Line, Row, Run, collapse
from .package import BROKEN, TOO_COMPLEX

_TOKEN = re.compile(
    rb"\\(?:(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|'(?P<hex>[0-9a-fA-F]{2})|(?P<sign>[^a-zA-Z]))"
    rb"|(?P<open>\{)|(?P<close>\})|(?P<text>[^\\{}\r\n]+)|[\r\n]+|\\"
)
_DEEPEST = 300
_MOST_TOKENS = 450_000
_SILENT = frozenset(
    {
        "fonttbl",
        "colortbl",
        "stylesheet",
        "info",
        "pict",
        "object",
        "themedata",
        "colorschememapping",
        "datastore",
        "latentstyles",
        "listtable",
        "listoverridetable",
        "revtbl",
        "rsidtbl",
        "generator",
        "xmlnstbl",
        "fldinst",
        "bkmkstart",
        "bkmkend",
        "filetbl",
        "mmathPr",
        "atnid",
        "atnauthor",
        "atnref",
        "atndate",
        "atrfstart",
        "atrfend",
        "pgptbl",
        "upr",
        "docvar",
        "userprops",
        "formfield",
        "listpicture",
        "falt",
        "panose",
    }
)
_SIGNS = {
    "tab": "\t",
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "emspace": " ",
    "enspace": " ",
    "~": "\u00a0",
    "_": "-",
}
_ASIDE = {"header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"}
_STYLE_NAME = re.compile(rb"\{[^{}]*?\\s(\d{1,5})\b[^{}]*?\s*(?:\{[^{}]*\}[^{}]*)*?(heading|Heading) (\d)[^{};]*;\s*\}")


@dataclass
class _Setting:
    """What a group of the file sets, undone at its end."""

    bold: bool = False
    italic: bool = False
    strike: bool = False
    caps: bool = False
    hidden: bool = False
    deleted: bool = False
    silent: bool = False
    into: str = "body"
    skip: int = 1


@dataclass
class _Flow:
    """Lines being written: the body, a header, or one footnote."""

    lines: list[Line] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    cells: list[tuple[Line, ...]] = field(default_factory=list)
    cell: list[Line] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    mark: str = ""
    heading: int = 0
    soft: bool = False
    in_table: bool = False

    def end_line(self, soft: bool = False) -> None:
        """The paragraph, or with ``soft`` a line of it, is whole."""
        text = "".join(run.text for run in self.runs)
        if text.strip():
            runs = self.runs
            if self.mark and not self.soft:
                runs = [Run(f"{self.mark.strip()} "), *runs]
            line = Line(tuple(runs), heading=self.heading, soft=self.soft, gap=not self.soft, notes=tuple(self.notes))
            (self.cell if self.in_table else self.lines).append(line)
            self.notes = []
        elif self.notes and not soft:
            (self.cell if self.in_table else self.lines).append(Line(notes=tuple(self.notes)))
            self.notes = []
        self.runs = []
        self.soft = soft and (self.soft or bool(text.strip()))
        if not soft:
            self.mark = ""

    def end_cell(self) -> None:
        self.end_line()
        self.cells.append(tuple(self.cell))
        self.cell = []

    def end_row(self) -> None:
        if self.cell:
            self.end_cell()
        if any(self.cells):
            self.rows.append(tuple(self.cells))
        self.cells = []

    def end_table(self) -> None:
        if self.rows or self.cells:
            self.end_row()
            if self.rows:
                self.lines.append(Line(rows=tuple(self.rows)))
            self.rows = []


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.notes: set[str] = set()
        self.flows = {"body": _Flow(), "aside": _Flow(), "note": _Flow(), "mark": _Flow()}
        self.stack: list[_Setting] = []
        self.setting = _Setting()
        self.codec = "cp1252"
        self.bytes = bytearray()
        self.skipping = 0
        self.starred = False
        self.high = ""
        self.headings = {int(m[1]): int(m[3]) for m in _STYLE_NAME.finditer(data[:2_000_000])}

    @property
    def flow(self) -> _Flow:
        return self.flows[self.setting.into]

    def read(self) -> None:
        """The whole file. Refuses one whose groups do not close, or that is built as no paper is."""
        # Counting signs costs nothing; reading a million of them does.
        if self.data.count(b"\\") > _MOST_TOKENS or self.data.count(b"{") > _MOST_TOKENS:
            raise Refused(TOO_COMPLEX)
        closed = False
        for count, token in enumerate(_TOKEN.finditer(self.data)):
            if count > _MOST_TOKENS:
                raise Refused(TOO_COMPLEX)
            if token["hex"] is None:
                self.flush()
            if token["open"]:
                self.stack.append(self.setting)
                self.setting = replace(self.setting)
                if len(self.stack) > _DEEPEST:
                    raise Refused(TOO_COMPLEX)
                self.skipping = 0
            elif token["close"]:
                if not self.stack:
                    raise Refused(BROKEN)
                self.close()
                closed = not self.stack
            elif closed:
                continue
            elif token["hex"]:
                if self.skipping:
                    self.skipping -= 1
                else:
                    self.bytes.append(int(token["hex"], 16))
            elif token["text"]:
                self.plain(token["text"])
            elif token["sign"]:
                self.sign(token["sign"].decode("latin-1"))
            elif token["word"]:
                self.word(token["word"].decode("ascii"), token["number"])
        if self.stack:
            raise Refused(BROKEN)
        self.flush()
        for flow in self.flows.values():
            flow.end_line()
            flow.end_table()

    def close(self) -> None:
        into, self.skipping = self.setting.into, 0
        self.setting = self.stack.pop()
        if into == "note" and self.setting.into != "note":
            note = self.flows["note"]
            note.end_line()
            if text := " ".join(line.text for line in note.lines if line.text):
                self.flow.notes.append(text)
            self.flows["note"] = _Flow()
        elif into == "mark" and self.setting.into != "mark":
            self.flow.mark = collapse("".join(run.text for run in self.flows["mark"].runs))
            self.flows["mark"] = _Flow()
        elif into == "aside" and self.setting.into != "aside":
            self.flows["aside"].end_line()

    def flush(self) -> None:
        if self.bytes:
            self.add(bytes(self.bytes).decode(self.codec, errors="replace"))
            self.bytes.clear()

    def plain(self, text: bytes) -> None:
        if self.skipping:
            text, self.skipping = text[self.skipping :], max(0, self.skipping - len(text))
        if text:
            self.add(text.decode(self.codec, errors="replace"))

    def add(self, text: str) -> None:
        setting = self.setting
        self.starred = False
        if setting.silent:
            return
        if setting.hidden or setting.deleted:
            if text.strip():
                self.notes.add(HIDDEN if setting.hidden else DELETED)
            return
        text = text.upper() if setting.caps else text
        self.flow.runs.append(Run(text, bold=setting.bold, italic=setting.italic, strike=setting.strike))

    def sign(self, sign: str) -> None:
        if sign == "*":
            self.starred = True
        elif sign in "\\{}":
            self.add(sign)
        elif sign in _SIGNS:
            self.add(_SIGNS[sign])
        elif sign in "\r\n":
            self.flow.end_line()

    def word(self, word: str, digits: bytes | None) -> None:
        number = int(digits) if digits is not None else None
        starred, self.starred = self.starred, False
        setting, flow = self.setting, self.flow
        if self.destination(word, starred):
            return
        if word == "u" and number is not None:
            self.unicode(number % 65536)
            self.skipping = setting.skip
        elif word == "uc":
            setting.skip = min(max(number or 0, 0), 10)
        elif word == "bin":
            raise Refused(TOO_COMPLEX)
        elif word == "ansicpg" and number:
            self.codec = _codec(number)
        elif word in ("b", "i", "strike", "striked", "caps", "v", "deleted"):
            name = {"b": "bold", "i": "italic", "striked": "strike", "v": "hidden"}.get(word, word)
            setattr(setting, "italic" if word == "i" else name, number != 0)
        elif word == "plain":
            setting.bold = setting.italic = setting.strike = setting.caps = setting.hidden = setting.deleted = False
        elif setting.silent:
            return
        elif word in _SIGNS:
            self.add(_SIGNS[word])
        elif word == "pard":
            flow.heading, flow.in_table = 0, False
        elif word == "intbl":
            flow.in_table = True
        elif word == "s" and number is not None:
            flow.heading = self.headings.get(number, 0)
        elif word == "outlinelevel" and number is not None and 0 <= number < 9:
            flow.heading = number + 1
        elif word in ("cell", "nestcell"):
            flow.end_cell()
        elif word in ("row", "nestrow"):
            flow.end_row()
            flow.in_table = False
        elif word in ("par", "sect", "page"):
            if not flow.in_table:
                flow.end_table()
            flow.end_line()
        elif word == "line":
            flow.end_line(soft=True)

    def destination(self, word: str, starred: bool) -> bool:
        """Whether a word turns what follows in its group elsewhere: away, to a note, a header, or the paragraph's mark."""
        setting = self.setting
        if word == "annotation":
            self.notes.add(COMMENTS)
            setting.silent = True
        elif word == "pict" or (word == "shppict" and starred):
            if not setting.silent:
                self.notes.add(PICTURES)
            setting.silent = True
        elif word in _SILENT:
            setting.silent = True
        elif word == "footnote" and not setting.silent:
            setting.into = "note"
        elif word in _ASIDE:
            setting.into = "aside"
        elif word in ("listtext", "pntext"):
            setting.into = "mark"
        elif starred and word not in ("shpinst", "shptxt"):
            setting.silent = True
        else:
            return False
        return True

    def unicode(self, number: int) -> None:
        if 0xD800 <= number < 0xDC00:
            self.high = chr(number)
            return
        sign = self.high + chr(number)
        self.high = ""
        self.add(sign.encode("utf-16-le", "surrogatepass").decode("utf-16-le", errors="replace"))


def _codec(page: int) -> str:
    try:
        return codecs.lookup(f"cp{page}").name
    except LookupError:
        return "cp1252"


def _whole(lines: list[Line]) -> Iterator[Line]:
    """The lines with neighbouring runs of one formatting as one run."""
    for line in lines:
        rows = tuple(tuple(tuple(_whole(list(cell))) for cell in row) for row in line.rows)
        runs: list[Run] = []
        for run in line.runs:
            if runs and replace(runs[-1], text="") == replace(run, text=""):
                runs[-1] = replace(run, text=runs[-1].text + run.text)
            else:
                runs.append(run)
        yield replace(line, runs=tuple(runs), rows=rows)


def read_rtf(data: bytes) -> WordText:
    """The text of an .rtf file. Refuses one that is cut short, or built as no paper is."""
    reader = _Reader(data)
    reader.read()
    lines = tuple(notes_numbered(_whole(reader.flows["body"].lines)))
    furniture = tuple(line.text for line in reader.flows["aside"].lines if line.text)
    order = (COMMENTS, HIDDEN, DELETED, PICTURES)
    return WordText(lines, furniture, tuple(note for note in order if note in reader.notes))
