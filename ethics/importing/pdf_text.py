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
_LOCKED = (4, 5)
_IMAGE, _MOST_OBJECTS = 3, 3_000
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

    def __init__(self, pdf: Any, handle: Any) -> None:
        self.pdf = pdf
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
        every = [(one, where) for one in _WORD.finditer(self.text()) if (where := self.begin(one.start()))]
        joins = False
        for (one, (x, y, at)), (_, after) in zip(every, [*every[1:], (None, (0.0, -1.0, 0))], strict=False):
            style = self.style(at)
            text, size = one[0], style[0]
            x1 = self.end(one.end(), x)
            near = abs(after[1] - y) < 0.5 and -size < after[0] - x1 < APART * size
            if joins and made[-1][3:6] == [*style]:
                made[-1][1], made[-1][6] = x1, f"{made[-1][6]} {text}"
            else:
                made.append([x, x1, y, *style, text, x1 - x])
            joins = near
        return made


def _pictures(pdf: Any, page: Any) -> bool:
    count = min(pdf.FPDFPage_CountObjects(page), _MOST_OBJECTS)
    return any(pdf.FPDFPageObj_GetType(pdf.FPDFPage_GetObject(page, at)) == _IMAGE for at in range(count))


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
    characters = 0
    for at in range(count):
        handle = pdf.FPDF_LoadPage(document, at)
        if not handle:
            sys.exit(DAMAGED)
        page = _Page(pdf, handle)
        words = page.words()
        characters += sum(len(word[6]) + 1 for word in words)
        if characters > MOST_CHARACTERS:
            sys.exit(TOO_LONG)
        height, width = pdf.FPDF_GetPageHeightF(handle), pdf.FPDF_GetPageWidthF(handle)
        seen = {"pictures": _pictures(pdf, handle), "comments": _comments(pdf, handle)}
        pages.append({"height": height, "width": width, "words": words, **seen})
        pdf.FPDFText_ClosePage(page.handle)
        pdf.FPDF_ClosePage(handle)
    return pages


if __name__ == "__main__":
    _limit()
    sys.stdout.write(json.dumps(_read(sys.stdin.buffer.read())))
