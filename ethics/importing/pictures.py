"""Pictures without what a camera or a program wrote into them: place, time, owner, comments, and anything after the end.

Nothing is decoded. The parts a picture is drawn from are kept byte for byte, every other part is left out; which way up
a photograph was taken is said again, since it would lie on its side without that.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator

from ethics.domain.attachments import FileKind

from .found import Refused
from .package import BROKEN

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"

_PNG_DRAWN = {
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT", b"bKGD", b"hIST", b"pHYs",
    b"acTL", b"fcTL", b"fdAT",
}  # fmt: skip
_WEBP_DRAWN = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}
_WEBP_PICTURES = {b"VP8 ", b"VP8L", b"ANMF"}
_SAYS_MORE = 0x0C
"""The marks in a WebP's head that camera data (0x08) and a description (0x04) follow."""

_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)
_START_OF_SCAN, _END, _COMMENT, _EXIF, _COLOURS, _ADOBE = 0xDA, 0xD9, 0xFE, 0xE1, 0xE2, 0xEE
_WAY_UP = 0x0112


def kind_of(data: bytes) -> FileKind | None:
    """Which kind of picture the bytes are, or None."""
    if data.startswith(PNG):
        return FileKind.PNG
    if data.startswith(JPEG):
        return FileKind.JPEG
    return FileKind.WEBP if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else None


def bare(kind: FileKind, data: bytes) -> bytes:
    """The picture with nothing in it but what it is drawn from. Refuses one that is cut short or damaged."""
    make = {FileKind.PNG: _bare_png, FileKind.JPEG: _bare_jpeg, FileKind.WEBP: _bare_webp}[kind]
    try:
        return b"".join(make(data))
    except (struct.error, IndexError, ValueError):
        raise Refused(BROKEN) from None


def _bare_png(data: bytes) -> Iterator[bytes]:
    yield PNG
    at, drawn = len(PNG), False
    while True:
        length, name = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        (said,) = struct.unpack_from(">I", data, end - 4)
        if zlib.crc32(data[at + 4 : end - 4]) != said:
            raise ValueError
        if at == len(PNG) and name != b"IHDR":
            raise ValueError
        drawn = drawn or name == b"IDAT"
        if name in _PNG_DRAWN:
            yield data[at:end]
        if name == b"IEND":
            break
        at = end
    if not drawn:
        raise ValueError


def _bare_webp(data: bytes) -> Iterator[bytes]:
    (length,) = struct.unpack_from("<I", data, 4)
    end, at = 8 + length, 12
    if end > len(data):
        raise ValueError
    kept: list[bytes] = []
    names = set()
    while at < end:
        name, size = struct.unpack_from("<4sI", data, at)
        body = data[at + 8 : at + 8 + size]
        if len(body) != size:
            raise ValueError
        if name == b"VP8X":
            body = bytes([body[0] & ~_SAYS_MORE]) + body[1:]
        if name in _WEBP_DRAWN:
            names.add(name)
            kept.append(struct.pack("<4sI", name, size) + body + b"\0" * (size % 2))
        at += 8 + size + size % 2
    if not names & _WEBP_PICTURES:
        raise ValueError
    yield struct.pack("<4sI4s", b"RIFF", 4 + sum(map(len, kept)), b"WEBP")
    yield from kept


def _bare_jpeg(data: bytes) -> Iterator[bytes]:
    yield data[:2]
    if way_up := _way_up(data):
        yield _exif(way_up)
    drawn = False
    for marker, segment in _segments(data):
        drawn = drawn or marker == _START_OF_SCAN
        if _is_drawn(marker, segment):
            yield segment
    if not drawn:
        raise ValueError


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The segments of a JPEG after its first mark, each with its marker; a scan with all that is drawn in it."""
    at = 2
    while True:
        while data[at] == data[at + 1] == 0xFF:  # filling before a marker
            at += 1
        if data[at] != 0xFF:
            raise ValueError
        marker = data[at + 1]
        if marker == _END:
            yield marker, data[at : at + 2]
            return
        (length,) = struct.unpack_from(">H", data, at + 2)
        end = at + 2 + length
        if length < 2 or end > len(data):
            raise ValueError
        if marker == _START_OF_SCAN:
            after = _MARKER.search(data, end)
            if after is None:
                raise ValueError
            end = after.start()
        yield marker, data[at:end]
        at = end


def _is_drawn(marker: int, segment: bytes) -> bool:
    if marker == _COLOURS:
        return segment[4:16] == b"ICC_PROFILE\0"
    if 0xE0 < marker <= 0xEF:
        return marker == _ADOBE and segment[4:9] == b"Adobe"
    return marker != _COMMENT and not (marker == 0xE0 and segment[4:9] != b"JFIF\0")


def _way_up(data: bytes) -> int:
    """Which way up the camera was held, 2 to 8, where it says so and it is not the usual one."""
    for marker, segment in _segments(data):
        if marker == _EXIF and segment[4:10] == b"Exif\0\0":
            try:
                return _way_up_in(segment[10:])
            except struct.error:
                return 0
        if marker == _START_OF_SCAN:
            break
    return 0


def _way_up_in(tiff: bytes) -> int:
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 0
    (at,) = struct.unpack_from(f"{order}I", tiff, 4)
    (count,) = struct.unpack_from(f"{order}H", tiff, at)
    for entry in range(count):
        tag, _, _, said = struct.unpack_from(f"{order}HHIH", tiff, at + 2 + 12 * entry)
        if tag == _WAY_UP:
            return said if 2 <= said <= 8 else 0
    return 0


def _exif(way_up: int) -> bytes:
    """A segment that says which way up a photograph is, and nothing else."""
    body = b"Exif\0\0MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _WAY_UP, 3, 1, way_up, 0, 0)
    return struct.pack(">BBH", 0xFF, _EXIF, len(body) + 2) + body
