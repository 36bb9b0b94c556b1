"""Looking at a file that is to come with a paper: what it is, by its content, and that it can be handed on."""

from __future__ import annotations

from dataclasses import dataclass

from ethics.domain.attachments import MEBIBYTE, MOST_BYTES, FileKind, ending_of
from ethics.domain.disclosure import Marking

from . import pictures
from .docx import WordText, read_word
from .found import Refused
from .lines import words_of
from .markings import marking_of
from .odt import read_odt
from .package import (
    BOMB,
    BROKEN,
    ENCRYPTED,
    TOO_COMPLEX,
    TOO_LONG,
    TOO_MUCH,
    WRONG_TYPE,
    Package,
    opened,
)
from .pdf import SCAN, SLOW, read_pdf
from .reader import MARKED, MISNAMED
from .slides import read_slides

TOO_LARGE = "The file is larger than %(limit)s MB. Make it smaller, or attach it in parts."
NOTHING = "There is nothing in this file."
NOT_TAKEN = (
    "This kind of file cannot be attached. Attach a PDF, a Word file (.docx), an OpenDocument file (.odt, .ods, .odp) or"
    " a picture (.png, .jpg, .webp)."
)
OLD_OFFICE = "This is an old Word or Office file (.doc, .xls, .ppt). Save it as .docx or PDF and attach that."
MACROS = "The file carries macros, which are programs. Save it without them (.docx, .odt) or as PDF and attach that."
LOCKED = "The file is protected by a password. Save a copy without one and attach that."
DAMAGED = (
    "The file is damaged or incomplete and cannot be opened. Open it where it was made, save it again and attach that"
    " copy."
)

MORE_THAN_IS_READ = (
    "The file holds more than can be looked through for protective markings: over %(limit)s MB of text and tables when"
    " unpacked, or over %(parts)s paragraphs, cells and marks. Attach the pages or sheets that the paper needs, or a PDF of"
    " them."
)
UNPACKS = (
    "The file unpacks to far more than it should, so it was not opened. Open it where it was made, save it as a new file and"
    " attach that."
)
BUILT_ODDLY = (
    "The file is built in a way no document is, so it was not opened. Open it where it was made, save it as a new file and"
    " attach that."
)

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_ZIP = b"PK\x03\x04"
_WORD_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_MACRO_ENDINGS = {"docm", "dotm", "xlsm", "pptm"}
_SAID_OTHERWISE = {
    BROKEN: DAMAGED, ENCRYPTED: LOCKED, WRONG_TYPE: NOT_TAKEN, TOO_MUCH: MORE_THAN_IS_READ, BOMB: UNPACKS,
    TOO_COMPLEX: BUILT_ODDLY,
}  # fmt: skip
"""Refusals of an import, in the words of an attachment."""
_READ_BY_EYE = {SCAN, SLOW, TOO_LONG}
"""A PDF that opens and whose words are not looked at: pictures of pages, or far more than a paper holds."""


@dataclass(frozen=True, slots=True)
class Attachable:
    """A file that may be attached: its kind, the bytes to keep, and the protective marking in it (rule 14)."""

    kind: FileKind
    data: bytes
    marking: Marking | None = None


def look_at(name: str, data: bytes) -> Attachable:
    """What a file called ``name`` is, made fit to be kept: a picture without what the camera wrote into it.

    Refuses (`Refused`) what is empty, larger than 20 MB, of no kind in FileKind by its content, called what it is not,
    encrypted, damaged, made to exhaust, with macros, or marked SECRET or above where its words can be read (rule 14).
    """
    if len(data) > MOST_BYTES:
        raise Refused(TOO_LARGE, limit=MOST_BYTES // MEBIBYTE)
    if not data:
        raise Refused(NOTHING)
    try:
        return _looked_at(name, data)
    except Refused as refusal:
        key = refusal.message_key
        if key in _SAID_OTHERWISE:
            raise Refused(_SAID_OTHERWISE[key], **refusal.arguments) from None
        raise


def _looked_at(name: str, data: bytes) -> Attachable:
    ending = ending_of(name)
    if data.startswith(_OLE):
        raise Refused(LOCKED if _ENCRYPTED_STREAM in data else OLD_OFFICE)
    if data.startswith(_ZIP):
        return _office_file(data, ending)
    if picture := pictures.kind_of(data):
        _named_so(ending, picture)
        return Attachable(picture, pictures.bare(picture, data))
    if data[:1024].lstrip().startswith(b"%PDF"):
        _named_so(ending, FileKind.PDF)
        return Attachable(FileKind.PDF, data, _marking(_words_of_pdf(data)))
    raise Refused(NOT_TAKEN)


def _office_file(data: bytes, ending: str) -> Attachable:
    package = opened(data)
    kind = _office(package, ending)
    _named_so(ending, kind)
    package.whole()
    return Attachable(kind, data, _marking(_words_in(kind, package)))


def _named_so(ending: str, kind: FileKind) -> None:
    if ending and ending not in kind.endings:
        known = {one for other in FileKind for one in other.endings}
        raise Refused(MISNAMED, named=f".{ending}") if ending in known else Refused(NOT_TAKEN)


def _office(package: Package, ending: str) -> FileKind:
    names = set(package.names)
    if "[Content_Types].xml" in names:
        return _word(package, names, ending)
    said = package.start_of("mimetype", 100).decode("ascii", "replace").strip()
    kind = next((one for one in FileKind if one.media_type == said and not one.is_picture), None)
    if kind is None:
        raise Refused(NOT_TAKEN if names else BROKEN)
    if b"encryption-data" in package.start_of("META-INF/manifest.xml"):
        raise Refused(ENCRYPTED)
    if any(name.startswith(("Basic/", "Scripts/")) and not name.endswith("/") for name in names):
        raise Refused(MACROS)
    return kind


def _word(package: Package, names: set[str], ending: str) -> FileKind:
    types = package.tree("[Content_Types].xml")
    said = {} if types is None else {one.get("PartName"): one.get("ContentType", "") for one in types}
    programs = any(name.rpartition("/")[2].lower() in {"vbaproject.bin", "vbadata.xml"} for name in names)
    if programs or ending in _MACRO_ENDINGS or any("macroEnabled" in one for one in said.values()):
        raise Refused(MACROS)
    if said.get("/word/document.xml") != _WORD_MAIN and _WORD_MAIN not in said.values():
        raise Refused(NOT_TAKEN)
    return FileKind.WORD


def _words_in(kind: FileKind, package: Package) -> WordText:
    if kind is FileKind.WORD:
        return read_word(package)
    return read_odt(package) if kind is FileKind.TEXT else read_slides(package)


def _words_of_pdf(data: bytes) -> WordText | None:
    try:
        return read_pdf(data)
    except Refused as refusal:
        if refusal.message_key in _READ_BY_EYE:
            return None
        raise


def _marking(text: WordText | None) -> Marking | None:
    if text is None:
        return None
    marking = marking_of(words_of(text.lines), text.furniture)
    if marking is Marking.REFUSED:
        raise Refused(MARKED)
    return marking
