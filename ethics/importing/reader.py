"""The door of this room: a file or a pasted text in, a found paper out, or a refusal in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from .docx import read_word
from .found import FoundPaper, Refused
from .lines import Line, words_of
from .markdown_file import text_of
from .markings import Marking, marking_of
from .odt import read_odt
from .origins import counted
from .package import ENCRYPTED, MAX_BYTES, TOO_COMPLEX, TOO_LARGE, TOO_LONG, WRONG_TYPE, opened
from .pdf import read_pdf
from .plain import lines_of
from .rtf import read_rtf
from .several import papers_in
from .structure import paper_of

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
PDF = "application/pdf"
RTF = "application/rtf"
TEXT = "text/plain; charset=utf-8"

MAX_CHARACTERS = 600_000
MAX_LINES = 15_000
MAX_QUESTIONS = 500
MAX_SIGNS = 20_000
"""More signs than this that a page must write otherwise are no paper; each costs as much as many letters."""

EMPTY = "There is no text in this file."
NO_TEXT = "There is no text to import."
OLD_WORD = "This is an old Word file (.doc). Save it as .docx and import that."
MISNAMED = "The name of the file says %(named)s, but that is not what is in it. Save it again under the right type."
MARKED = "The paper is marked SECRET or above. Nothing so marked may be entered here."
PART_2 = "The paper carries a protective marking. Choose what belongs in Part 2 before you send it on."

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_NAMES = {
    "word": {"docx", "docm"},
    "odt": {"odt"},
    "pdf": {"pdf"},
    "rtf": {"rtf"},
    "text": {"txt", "text", "md", "markdown"},
}
_MARKDOWN = {"md", "markdown"}
_NOT_TEXT = re.compile(rb"\s*(?:<\?xml|<!doctype|<html)", re.IGNORECASE)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")


def _kind(data: bytes) -> str:
    """What the bytes are, whatever the file is called: a key of `_NAMES`, or "zip". Refuses everything else."""
    if data.startswith(_OLE):
        raise Refused(ENCRYPTED if _ENCRYPTED_STREAM in data else OLD_WORD)
    if data[:1024].lstrip().startswith(b"%PDF"):
        return "pdf"
    if data.startswith(_ZIP):
        return "zip"
    if data[:100].lstrip().startswith(b"{\\rtf"):
        return "rtf"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text"
    control = sum(data.count(sign) for sign in range(32) if sign not in (9, 10, 11, 12, 13, 26, 27))
    if b"\x00" in data or control > len(data) // 500 or _NOT_TEXT.match(data):
        raise Refused(WRONG_TYPE)
    return "text"


def _decoded(data: bytes) -> str:
    """Text out of bytes: by its mark, as UTF-8, or as Windows wrote it."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def read_file(name: str, data: bytes) -> FoundPaper:
    """The paper in a file called `name`.

    Refuses (`Refused`) what is too large, of no kind that is read, called what it is not, encrypted, damaged,
    empty, built to exhaust, or marked SECRET or above (rule 14).
    """
    if len(data) > MAX_BYTES:
        raise Refused(TOO_LARGE, limit=MAX_BYTES // (1024 * 1024))
    if not data:
        raise Refused(EMPTY)
    kind = _kind(data)
    package = opened(data) if kind == "zip" else None
    if package:
        kind = "odt" if "content.xml" in package.names else "word"
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending and ending not in set().union(*_NAMES.values()):
        raise Refused(WRONG_TYPE)
    if ending and ending not in _NAMES[kind]:
        raise Refused(MISNAMED, named=f".{ending}")
    if kind == "text":
        typed, left_out = text_of(_decoded(data)) if ending in _MARKDOWN else (_decoded(data), ())
        return _read(typed, EMPTY, left_out)
    if package:
        text = read_odt(package) if kind == "odt" else read_word(package)
        return _found(text.lines, text.furniture, text.notes, EMPTY)
    text = read_pdf(data) if kind == "pdf" else read_rtf(data)
    return _found(text.lines, text.furniture, text.notes, EMPTY)


def media_type_of(name: str, data: bytes) -> str:
    """What a file that was read is kept and sent back as."""
    if data.startswith(_ZIP):
        return ODT if name.lower().endswith(".odt") else WORD
    return (
        PDF if data[:1024].lstrip().startswith(b"%PDF") else RTF if data[:100].lstrip().startswith(b"{\\rtf") else TEXT
    )


def read_text(text: str) -> FoundPaper:
    """The paper in a pasted text. Refuses what is empty, too long, or marked SECRET or above (rule 14)."""
    return _read(text, NO_TEXT)


def _read(text: str, empty: str, left_out: tuple[str, ...] = ()) -> FoundPaper:
    if len(text) > MAX_CHARACTERS:
        raise Refused(TOO_LONG)
    if text.count("\n") + text.count("\r") + text.count("\x0c") > MAX_LINES:
        raise Refused(TOO_LONG)
    if marking_of([re.sub(r"[\r\x0b\x0c]", "\n", text)]) is Marking.REFUSED:
        raise Refused(MARKED)
    lines, furniture = lines_of(text.replace("\x00", ""))
    return _found(lines, furniture, left_out, empty, pages=True)


def _found(
    lines: Sequence[Line], furniture: Sequence[str], notes: Sequence[str], empty: str, pages: bool = False
) -> FoundPaper:
    words = words_of(lines)
    if not words:
        raise Refused(empty)
    if sum(len(word) for word in words) > MAX_CHARACTERS or len(words) > MAX_LINES:
        raise Refused(TOO_LONG)
    if sum(word.count(sign) for word in words for sign in '&<>"') > MAX_SIGNS:
        raise Refused(TOO_COMPLEX)
    # The page numbers of a text are no header or footer; a marking there stands on a line of its own.
    outside: Sequence[str] = () if pages else furniture
    marking = marking_of(words, outside)
    if marking is Marking.REFUSED:
        raise Refused(MARKED)
    lines, shown = counted(lines, furniture)
    notes = (*notes, PART_2) if marking is Marking.PART_2 else notes
    found = paper_of(lines, furniture, notes, shown)
    if len(found.questions) > MAX_QUESTIONS:
        raise Refused(TOO_LONG)
    return replace(found, papers=papers_in(lines, notes))
