"""A program of its own: a PDF on its standard input, the words on its pages with their places as JSON on its output.

The library that opens a PDF is native code, and a PDF is written by anybody. So it is opened here, by a process that
holds nothing else, may use little memory and time, may open and write nothing, and whose death is an answer.
Run by file, without the package, to begin quickly: it imports nothing of ours.
"""

from __future__ import annotations

import ctypes
import json
import re
import signal
import sys
from bisect import bisect_left
from typing import Any

MOST_MEMORY = 260 * 1024 * 1024
MOST_SECONDS = 1.8
MOST_PAGES = 500
MOST_CHARACTERS = 600_000
APART = 0.5
"""Words with a gap wider than this many letter-heights are told apart: it may be a cell of a table."""
PASSWORD, DAMAGED, TOO_LONG = 3, 4, 5
"""How it ends where it gives no words."""

_WORD = re.compile(r"\S+")
_NUMBER_AFTER = re.compile(r"\d+(?=\W*$)")
_NUMBER_BEFORE = re.compile(r"\d{1,3}(?=[^\W\d])")
_RAISED = 0.12
_LOCKED = (4, 5)
_PATH, _IMAGE, _MOST_OBJECTS = 2, 3, 3_000
_THIN, _MOST_SEGMENTS, _MOST_RULES = 3.0, 200, 30_000
_LINE, _CURVE = 0, 1
_NO_COMMENT = (0, 2, 20)
_BOLD = re.compile(rb"bold|black|heavy|semib|demi", re.IGNORECASE)
_SLANTED = re.compile(rb"italic|oblique", re.IGNORECASE)


def _limit() -> None:
    """Take from this process what reading needs none of."""
    try:
        import resource
    except ImportError:  # not a Unix: the time limit of the caller is all there is
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)


class _Page:
    """One page's words, read through the library's plain functions."""

    def __init__(self, pdf: Any, handle: Any, bars: list[float]) -> None:
        self.pdf = pdf
        self.bars = bars
        self.handle = pdf.FPDFText_LoadPage(handle)
        self.x, self.y = ctypes.c_double(), ctypes.c_double()
        self.box = [ctypes.c_double() for _ in range(4)]
        self.name = ctypes.create_string_buffer(200)
        self.flags = ctypes.c_int()
        self.matrix = pdf.FS_MATRIX()
        self.straight = False
        self.fonts: dict[tuple[bytes, int], tuple[bool, bool]] = {}
        self.drawn, self.last = 0, (0.0, False, False)

    def text(self) -> str:
        count = self.pdf.FPDFText_CountChars(self.handle)
        if count <= 0:
            return ""
        units = (ctypes.c_ushort * (count * 2 + 2))()
        written = self.pdf.FPDFText_GetText(self.handle, 0, count, units)
        self.straight = written - 1 == count
        raw = bytes(units)[: 2 * max(0, written - 1)].decode("utf-16-le", errors="replace")
        # A sign of two units keeps both places, so that the library's counting and ours agree.
        return raw if raw.isascii() else "".join(sign if sign <= "\uffff" else f"{sign}\u200b" for sign in raw)

    def place(self, at: int) -> int:
        """The library's place of a sign of the text: the same, but for pages with signs that say nothing."""
        return at if self.straight else self.pdf.FPDFText_GetCharIndexFromTextIndex(self.handle, at)

    def begin(self, start: int) -> tuple[float, float, int] | None:
        """Where a word of the text begins, and its place for the library; None where it has no place on the page."""
        at = self.place(start)
        if at < 0 or not self.pdf.FPDFText_GetCharOrigin(self.handle, at, self.x, self.y):
            return None
        return self.x.value, self.y.value, at

    def end(self, end: int, otherwise: float) -> float:
        """Where a word ends."""
        left, right, bottom, top = self.box
        at = self.place(end - 1)
        found = at >= 0 and self.pdf.FPDFText_GetCharBox(self.handle, at, left, right, bottom, top)
        return right.value if found else otherwise

    def style(self, at: int) -> tuple[float, bool, bool]:
        """The size of a letter, and whether it is bold and slanted."""
        pointer = self.pdf.FPDFText_GetTextObject(self.handle, at)
        drawn = ctypes.addressof(pointer.contents) if pointer else 0
        if drawn and drawn == self.drawn:
            return self.last
        size = self.pdf.FPDFText_GetFontSize(self.handle, at)
        # A page may be drawn in units of its own; what counts is the size on the page.
        if self.pdf.FPDFText_GetMatrix(self.handle, at, self.matrix):
            size *= abs(self.matrix.d) or abs(self.matrix.b) or 1
        size = int(size * 2 + 0.5) / 2
        length = self.pdf.FPDFText_GetFontInfo(self.handle, at, self.name, 200, self.flags)
        key = (self.name.raw[: max(0, min(length, 200))], self.flags.value)
        if key not in self.fonts:
            name, flags = key
            bold, slanted = _BOLD.search(name) or flags & 1 << 18, _SLANTED.search(name) or flags & 1 << 6
            self.fonts[key] = bool(bold), bool(slanted)
        self.drawn, self.last = drawn, (size, *self.fonts[key])
        return self.last

    def words(self) -> list[list[Any]]:
        """The words as [x0, x1, y, size, bold, slanted, text, width of the first], in the order of the page's own text;
        those that stand close together in one style as one."""
        made: list[list[Any]] = []
        pieces = [piece for one in _WORD.finditer(self.text()) for piece in self.pieces(one[0], one.start())]
        every = [(one, start, where) for one, start in pieces if (where := self.begin(start))]
        joins = False
        for (text, start, (x, y, at)), (_, _, after) in zip(every, [*every[1:], ("", 0, (0.0, -1.0, 0))], strict=False):
            style = self.style(at)
            size = style[0]
            x1 = self.end(start + len(text), x)
            near = abs(after[1] - y) < 0.5 and -size < after[0] - x1 < APART * size and not self.barred(x1, after[0])
            if joins and made[-1][3:6] == [*style]:
                made[-1][1], made[-1][6] = x1, f"{made[-1][6]} {text}"
            else:
                made.append([x, x1, y, *style, text, x1 - x])
            joins = near
        return made

    def barred(self, left: float, right: float) -> bool:
        """Whether a line is drawn down the page somewhere between."""
        at = bisect_left(self.bars, left)
        return at < len(self.bars) and self.bars[at] < right

    def pieces(self, word: str, start: int) -> list[tuple[str, int]]:
        """A word with its place in the text; a raised number at its end, or before it, as one of its own."""
        if word.isalpha() or len(word) == 1:
            return [(word, start)]
        cut = end = 0
        if found := _NUMBER_AFTER.search(word):
            cut = end = found.end()
            while cut > max(found.start(), 1, end - 3) and self.raised(start + cut - 1, start):
                cut -= 1
        if cut == end and (found := _NUMBER_BEFORE.match(word)) and self.raised(start, start + found.end()):
            cut, end = 0, found.end()
        if cut == end:
            return [(word, start)]
        parts = ((0, cut), (cut, end), (end, len(word)))
        return [(word[one:two], start + one) for one, two in parts if two > one]

    def raised(self, at: int, beside: int) -> bool:
        """Whether a sign of the text stands higher than another."""
        one, two = self.begin(at), self.begin(beside)
        return one is not None and two is not None and one[1] > two[1] + _RAISED * self.style(two[2])[0]


def _drawn(pdf: Any, page: Any, most: int) -> tuple[bool, list[tuple[float, ...]]]:
    """Whether a page has a picture, and the straight lines drawn across and down it, as x0, y0, x1, y1."""
    pictures = False
    rules: list[tuple[float, ...]] = []
    box = [ctypes.c_float() for _ in range(4)]
    for at in range(min(pdf.FPDFPage_CountObjects(page), _MOST_OBJECTS)):
        drawn = pdf.FPDFPage_GetObject(page, at)
        kind = pdf.FPDFPageObj_GetType(drawn)
        pictures = pictures or kind == _IMAGE
        if kind != _PATH or len(rules) >= most or not pdf.FPDFPageObj_GetBounds(drawn, *box):
            continue
        left, bottom, right, top = (one.value for one in box)
        if right - left < _THIN or top - bottom < _THIN:
            across = right - left >= top - bottom
            middle = (bottom + top) / 2 if across else (left + right) / 2
            rules.append((left, middle, right, middle) if across else (middle, bottom, middle, top))
        else:
            rules += _outline(pdf, drawn)
    return pictures, rules[: max(most, 0)]


def _outline(pdf: Any, drawn: Any) -> list[tuple[float, ...]]:
    """The straight lines of a drawing that run across or down."""
    matrix, x, y = pdf.FS_MATRIX(), ctypes.c_float(), ctypes.c_float()
    made: list[tuple[float, ...]] = []
    count = pdf.FPDFPath_CountSegments(drawn)
    if count > _MOST_SEGMENTS or not pdf.FPDFPageObj_GetMatrix(drawn, matrix):
        return []
    start = last = (0.0, 0.0)
    for at in range(count):
        piece = pdf.FPDFPath_GetPathSegment(drawn, at)
        pdf.FPDFPathSegment_GetPoint(piece, x, y)
        here = (
            matrix.a * x.value + matrix.c * y.value + matrix.e, matrix.b * x.value + matrix.d * y.value + matrix.f
        )  # fmt: skip
        kind = pdf.FPDFPathSegment_GetType(piece)
        ends = [(last, here)] if kind == _LINE else []
        if kind not in (_LINE, _CURVE):
            start = here
        if pdf.FPDFPathSegment_GetClose(piece):
            ends.append((here, start))
        for one, two in ends:
            if (abs(one[0] - two[0]) < 1) != (abs(one[1] - two[1]) < 1):
                made.append((*one, *two))
        last = here
    return made


def _comments(pdf: Any, page: Any) -> bool:
    for at in range(min(pdf.FPDFPage_GetAnnotCount(page), _MOST_OBJECTS)):
        note = pdf.FPDFPage_GetAnnot(page, at)
        if note and pdf.FPDFAnnot_GetSubtype(note) not in _NO_COMMENT:
            return True
    return False


def _read(data: bytes) -> list[dict[str, Any]]:
    import pypdfium2.raw as pdf

    pdf.FPDF_InitLibrary()
    document = pdf.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        sys.exit(PASSWORD if pdf.FPDF_GetLastError() in _LOCKED else DAMAGED)
    count = pdf.FPDF_GetPageCount(document)
    if count > MOST_PAGES:
        sys.exit(TOO_LONG)
    pages: list[dict[str, Any]] = []
    characters = drawn = 0
    for at in range(count):
        handle = pdf.FPDF_LoadPage(document, at)
        if not handle:
            sys.exit(DAMAGED)
        pictures, rules = _drawn(pdf, handle, _MOST_RULES - drawn)
        drawn += len(rules)
        page = _Page(pdf, handle, sorted({rule[0] for rule in rules if rule[0] == rule[2]}))
        words = page.words()
        characters += sum(len(word[6]) + 1 for word in words)
        if characters > MOST_CHARACTERS:
            sys.exit(TOO_LONG)
        height, width = pdf.FPDF_GetPageHeightF(handle), pdf.FPDF_GetPageWidthF(handle)
        seen = {"pictures": pictures, "rules": rules, "comments": _comments(pdf, handle)}
        pages.append({"height": height, "width": width, "words": words, **seen})
        pdf.FPDFText_ClosePage(page.handle)
        pdf.FPDF_ClosePage(handle)
    return pages


if __name__ == "__main__":
    _limit()
    sys.stdout.write(json.dumps(_read(sys.stdin.buffer.read())))
