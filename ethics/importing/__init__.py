"""A force's paper, as a file or as text, into a structured draft with what was found, where and why.

Reads .docx, .odt, PDF with a text layer, .rtf, Markdown and plain text, keeps every sentence, and refuses in words what
it will not open.
"""

from . import clamav
from .attached import Attachable, look_at
from .found import (
    FoundHead,
    FoundImplication,
    FoundPaper,
    FoundParagraph,
    FoundQuestion,
    FoundScenario,
    FoundSection,
    Refused,
    SourceLine,
    as_json,
)
from .package import MAX_BYTES
from .reader import media_type_of, read_file, read_text

__all__ = [
    "MAX_BYTES",
    "Attachable",
    "FoundHead",
    "FoundImplication",
    "FoundPaper",
    "FoundParagraph",
    "FoundQuestion",
    "FoundScenario",
    "FoundSection",
    "Refused",
    "SourceLine",
    "as_json",
    "clamav",
    "look_at",
    "media_type_of",
    "read_file",
    "read_text",
]
