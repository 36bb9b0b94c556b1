"""A force's paper, as a Word file or as text, into a structured draft with what was found and where.

Reads only .docx and plain text, keeps every sentence, and refuses in words what it will not open.
"""

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
from .reader import read_file, read_text

__all__ = [
    "MAX_BYTES",
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
    "read_file",
    "read_text",
]
