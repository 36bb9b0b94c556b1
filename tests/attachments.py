"""Small files of every kind that may be attached, and the act of attaching one, as rows that belong together."""

import io
import struct
import zipfile
import zlib
from datetime import date

from flask import current_app
from sqlalchemy import func, select

from ethics.domain.attachments import FileKind
from ethics.domain.vocabulary import Part, PartReason
from ethics.importing import look_at
from ethics.models import Attachment, Dilemma
from ethics.services import files
from tests.acts import version_of
from tests.cast import AnySession


def pdf(
    words: str = "The survey says that people who live there would rather not be filmed.", more: bytes = b""
) -> bytes:
    """A PDF of one page that says these words."""
    said = f"BT /F 12 Tf 72 700 Td ({words}) Tj ET".encode()
    bodies = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
        b"<< /Length " + str(len(said)).encode() + b" >>\nstream\n" + said + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    made, places = b"%PDF-1.7\n" + more, []
    for number, body in enumerate(bodies, 1):
        places.append(len(made))
        made += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(made)
    made += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    return made + b"trailer << /Root 1 0 R /Size 6 >>\nstartxref\n" + str(start).encode() + b"\n%%EOF\n"


def chunk(name: bytes, body: bytes = b"") -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(*more: bytes) -> bytes:
    """A PNG of one grey point, with these chunks before its end."""
    drawn = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(b"\0\x80"))
    return b"\x89PNG\r\n\x1a\n" + drawn + b"".join(more) + chunk(b"IEND")


def segment(marker: int, body: bytes) -> bytes:
    """A segment of a JPEG."""
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


_FRAME = b"\x08\0\x01\0\x01\x01\x01\x11\0"


def jpeg(*more: bytes) -> bytes:
    """The frame of a JPEG, with these segments before it and one scan in which the marks of a scan stand."""
    drawn = segment(0xDB, b"\0" + b"\x01" * 64) + segment(0xC0, _FRAME) + segment(0xC4, b"\0" * 17)
    scan = segment(0xDA, b"\x01\x01\0\0\x3f\0") + b"\x12\xff\0\x34\xff\xd0\x56"
    return (
        b"\xff\xd8" + segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0") + b"".join(more) + drawn + scan + b"\xff\xd9"
    )


def webp(*more: bytes) -> bytes:
    """A WebP picture of one point, with these parts after what is drawn."""
    drawn = struct.pack("<4sI", b"VP8X", 10) + b"\x0c" + b"\0" * 9 + struct.pack("<4sI", b"VP8L", 2) + b"\x2f\0"
    body = b"WEBP" + drawn + b"".join(more)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def office(**parts: str | bytes) -> bytes:
    """A zip archive of these parts, each by its name."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return made.getvalue()


def opendocument(kind: FileKind, **parts: str | bytes) -> bytes:
    """An OpenDocument file of this kind with these parts beside its content."""
    spaces = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    content = f"<office:document-content {spaces}><office:body><office:text/></office:body></office:document-content>"
    return office(**{"mimetype": kind.media_type, "content.xml": content, **parts})


PDF, PNG, JPEG, WEBP = pdf(), png(), jpeg(), webp()


def attach(
    session: AnySession, dilemma: Dilemma, label: str, name: str, data: bytes, *, part_reason: PartReason | None = None,
    note: str = "", review_on: date | None = None,
) -> Attachment:  # fmt: skip
    """Attach a file to the version in force; closed where a reason is given. Its bytes are kept as an author's are."""
    version = version_of(session, dilemma)
    there = session.scalar(select(func.count()).where(Attachment.version_id == version.id)) or 0
    one = Attachment(
        version_id=version.id, number=there + 1, label=label, name=name, kind=look_at(name, data).kind,
        digest=files.keep(current_app.extensions["settings"].data, data), size=len(data),
        part=Part.CLOSED if part_reason else Part.OPEN, part_reason=part_reason, part_note=note, review_on=review_on,
    )  # fmt: skip
    session.add(one)
    session.flush()
    return one
