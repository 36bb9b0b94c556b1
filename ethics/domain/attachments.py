"""Files that come with a paper: which kinds may, how large and how many, and how one is named to a reader."""

import re
from typing import Final

from ethics.domain.words import Message, Worded, say

MEBIBYTE: Final = 1024 * 1024
MOST_BYTES: Final = 20 * MEBIBYTE
MOST_ATTACHMENTS: Final = 30
"""More than any pack had; who has more binds them into one file."""


class FileKind(Worded):
    """What a file is by its content, whatever it is called. What is not here is not taken."""

    PDF = "pdf", "PDF"
    WORD = "docx", "Word"
    TEXT = "odt", "OpenDocument text"
    SPREADSHEET = "ods", "OpenDocument spreadsheet"
    PRESENTATION = "odp", "OpenDocument presentation"
    PNG = "png", "PNG picture"
    JPEG = "jpeg", "JPEG picture"
    WEBP = "webp", "WebP picture"

    @property
    def media_type(self) -> str:
        """What it is sent as."""
        return _MEDIA_TYPES[self.value]

    @property
    def endings(self) -> tuple[str, ...]:
        """The endings a file of this kind may be called by, the usual one first."""
        return ("jpg", "jpeg") if self is FileKind.JPEG else (self.value,)

    @property
    def is_picture(self) -> bool:
        """Whether it is kept without what a camera wrote into it."""
        return self in (FileKind.PNG, FileKind.JPEG, FileKind.WEBP)


_OPENDOCUMENT = "application/vnd.oasis.opendocument."
_MEDIA_TYPES: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": f"{_OPENDOCUMENT}text",
    "ods": f"{_OPENDOCUMENT}spreadsheet",
    "odp": f"{_OPENDOCUMENT}presentation",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
}


def size_of(size: int) -> Message:
    """A size as a reader is told it: whole kilobytes, from one megabyte on with one decimal."""
    if size < MEBIBYTE:
        return say("%(n)s KB", n=max(1, round(size / 1024)))
    tenths = round(size * 10 / MEBIBYTE)
    whole, part = divmod(tenths, 10)
    return say("%(n)s MB", n=whole) if part == 0 else say("%(n)s.%(tenths)s MB", n=whole, tenths=part)


def ending_of(name: str) -> str:
    """What a file's name ends with, in small letters and without its dot; nothing where it has no ending."""
    stem, dot, ending = name.rpartition(".")
    return ending.lower() if dot and stem else ""


_APPENDIX: Final = re.compile(r"appendix ([a-z])\b", re.IGNORECASE)


def next_label(labels: tuple[str, ...]) -> str:
    """What the next attachment may be called: "Appendix A", or the letter after the last one in use."""
    taken = [found[1].upper() for label in labels if (found := _APPENDIX.match(label))]
    last = max(taken, default="@")
    return f"Appendix {chr(ord(last) + 1)}" if last < "Z" else ""
