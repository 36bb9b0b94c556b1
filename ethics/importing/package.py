"""A Word or OpenDocument file as a zip archive that nobody trusts: sizes, counts and XML are limited before anything is read."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from .found import Refused

MAX_BYTES = 10 * 1024 * 1024
MAX_ENTRIES = 2_000
MAX_UNPACKED = 150 * 1024 * 1024
MAX_RATIO = 400
MAX_PART = 16 * 1024 * 1024
MAX_ELEMENTS = 180_000
MAX_DEPTH = 150
_PIECE = 1024 * 1024
_STRICT = b"http://purl.oclc.org/ooxml/"
_STRICTLY = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")

TOO_LARGE = "The file is larger than %(limit)s MB. Take out its pictures, or paste its text instead."
ENCRYPTED = "The file is protected by a password. Save a copy without one and import that."
BROKEN = (
    "The file is damaged or incomplete and cannot be read. Open it where it was made, save it again and import that"
    " copy."
)
BOMB = (
    "The file unpacks to far more than a paper holds, so it was not opened. Save the paper by itself, without pictures or"
    " other documents in it, or paste its text instead."
)
TOO_MUCH = (
    "The file holds far more than a paper: over %(limit)s MB of text and tables when unpacked, or over %(parts)s paragraphs,"
    " cells and marks. Import the paper by itself, or paste its text instead."
)
TOO_COMPLEX = (
    "The file is built in a way no paper is, so it was not opened. Save the paper by itself as a new file, or paste its"
    " text instead."
)
TOO_LONG = "The text is far longer than a paper. Import the paper by itself."
WRONG_TYPE = (
    "This kind of file cannot be imported. Use a Word (.docx), OpenDocument (.odt), PDF, RTF or text file, or paste"
    " the text."
)


def _too_much() -> Refused:
    return Refused(TOO_MUCH, limit=MAX_PART // _PIECE, parts=f"{MAX_ELEMENTS:,}")


class _Limited(TreeBuilder):
    """Builds the tree, and stops where it grows past what a paper needs."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0
        self._count = 0

    def start(self, tag: Any, attrs: Any, /) -> Any:
        self._depth += 1
        self._count += 1
        if self._count > MAX_ELEMENTS:
            raise _too_much()
        if self._depth > MAX_DEPTH:
            raise Refused(TOO_COMPLEX)
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(tag)


class Package:
    """An opened archive. Made by `opened`."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._sizes = {info.filename: info for info in archive.infolist()}
        self._read = 0

    @property
    def names(self) -> Iterable[str]:
        """The names of its parts."""
        return self._sizes

    def tree(self, name: str) -> Element | None:
        """One part as an XML tree, or None where it is not there.

        Refuses a part that is too large, declares a document type or an entity, or is not XML.
        """
        info = self._sizes.get(name)
        if info is None:
            return None
        if info.file_size > MAX_PART:
            raise _too_much()
        data = self._bytes(info)
        if _STRICT in data[:4096]:
            data = _STRICTLY.sub(_loosely, data)
        # Counting signs costs nothing; building a tree of a million elements does.
        if data.count(b"<") > 2 * MAX_ELEMENTS:
            raise _too_much()
        parser = DefusedXMLParser(target=_Limited(), forbid_dtd=True, forbid_entities=True, forbid_external=True)
        try:
            parser.feed(data)
            tree: Element = parser.close()
        except DefusedXmlException:
            raise Refused(TOO_COMPLEX) from None
        except (ParseError, ValueError, LookupError):
            raise Refused(BROKEN) from None
        return tree

    def start_of(self, name: str, length: int = 65_536) -> bytes:
        """The first bytes of a part, or none where it is not there. Refuses what is damaged."""
        info = self._sizes.get(name)
        return b"" if info is None else self._bytes(info, length)

    def whole(self) -> None:
        """Read every part to its end, keeping nothing. Refuses where one of them is damaged."""
        try:
            for info in self._sizes.values():
                with self._archive.open(info) as stream:
                    while stream.read(_PIECE):
                        pass
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, LookupError):
            raise Refused(BROKEN) from None
        except (RuntimeError, NotImplementedError):
            raise Refused(ENCRYPTED) from None

    def _bytes(self, info: zipfile.ZipInfo, length: int = MAX_PART + 1) -> bytes:
        try:
            with self._archive.open(info) as stream:
                data = stream.read(length)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, LookupError):
            raise Refused(BROKEN) from None
        except (RuntimeError, NotImplementedError):
            raise Refused(ENCRYPTED) from None
        self._read += len(data)
        if len(data) > MAX_PART or self._read > 2 * MAX_PART:
            raise _too_much()
        return data


def _loosely(found: re.Match[bytes]) -> bytes:
    """The name of a vocabulary as Word writes it unless it is told to keep strictly to the standard."""
    return b"http://schemas.openxmlformats.org/" + found[1] + b"/2006/"


def opened(data: bytes) -> Package:
    """The archive in `data`, once its directory is known to be within the limits.

    Refuses what is damaged, encrypted, or would unpack to more than a paper could hold.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError):
        raise Refused(BROKEN) from None
    entries = archive.infolist()
    unpacked = sum(info.file_size for info in entries)
    if len(entries) > MAX_ENTRIES:
        raise Refused(TOO_COMPLEX)
    if unpacked > MAX_UNPACKED or (unpacked > MAX_PART and unpacked > MAX_RATIO * max(1, len(data))):
        raise Refused(BOMB)
    if any(info.flag_bits & 0x1 for info in entries):
        raise Refused(ENCRYPTED)
    if len({info.filename for info in entries}) != len(entries):
        raise Refused(BROKEN)
    return Package(archive)
