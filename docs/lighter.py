"""Makes a picture of a page lighter: at most 256 colours, each of its pixels one byte, packed as tightly as PNG can."""

import struct
import zlib
from collections import Counter
from pathlib import Path

SIGNATURE = b"\x89PNG\r\n\x1a\n"
COLOURS = 256
CHANNELS = {2: 3, 6: 4}
"""Bytes of a pixel by PNG's colour type: with or without transparency."""

Colour = tuple[int, int, int]


def lighten(file: Path) -> None:
    """Write the picture anew. Refuses with ValueError what is not a plain 8-bit picture, as browsers make them."""
    width, height, channels, packed = _read(file.read_bytes())
    rows = _unfiltered(zlib.decompress(packed), width * channels, channels, height)
    pixels = [list(zip(row[::channels], row[1::channels], row[2::channels], strict=True)) for row in rows]
    counts = Counter(pixel for row in pixels for pixel in row)
    palette = [colour for colour, _ in counts.most_common(COLOURS)]
    index = {colour: palette.index(_nearest(colour, palette)) for colour in counts}
    body = b"".join(b"\x00" + bytes(index[pixel] for pixel in row) for row in pixels)
    file.write_bytes(
        SIGNATURE
        + _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0))
        + _chunk(b"PLTE", b"".join(bytes(colour) for colour in palette))
        + _chunk(b"IDAT", zlib.compress(body, 9))
        + _chunk(b"IEND", b"")
    )


def _nearest(colour: Colour, palette: list[Colour]) -> Colour:
    return min(palette, key=lambda other: sum((a - b) ** 2 for a, b in zip(colour, other, strict=True)))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _read(data: bytes) -> tuple[int, int, int, bytes]:
    """Width, height, bytes of a pixel, and the packed pixels."""
    if not data.startswith(SIGNATURE):
        raise ValueError("not a PNG")
    at, packed = len(SIGNATURE), b""
    width = height = channels = 0
    while at < len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        kind, part = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", part)
            if depth != 8 or interlaced or colour not in CHANNELS:
                raise ValueError("not a plain 8-bit picture")
            channels = CHANNELS[colour]
        elif kind == b"IDAT":
            packed += part
        at += length + 12
    return width, height, channels, packed


def _unfiltered(data: bytes, length: int, step: int, height: int) -> list[bytearray]:
    """The rows as they were before PNG's filters, each of which writes a byte as its distance to its neighbours."""
    rows, above = [], bytearray(length)
    for number in range(height):
        start = number * (length + 1)
        kind, row = data[start], bytearray(data[start + 1 : start + 1 + length])
        for i in range(length) if kind else ():
            left, up = row[i - step] if i >= step else 0, above[i]
            corner = above[i - step] if i >= step else 0
            row[i] = (row[i] + (0, left, up, (left + up) // 2, _paeth(left, up, corner))[kind]) & 255
        rows.append(row)
        above = row
    return rows


def _paeth(left: int, up: int, corner: int) -> int:
    """Of the three neighbours the one nearest to left + up - corner; on a tie in this order."""
    guess = left + up - corner
    return min((left, up, corner), key=lambda one: abs(guess - one))
