"""What an import finds: plain frozen records, and their form as JSON.

Each says where in the source it came from and, where something was judged, why. Neither counts when two findings
are compared: a Word file and its text may find the same for different reasons, on different lines.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ethics.domain.words import Message

Source = tuple[int, ...]
"""The indices of the source's lines that a thing was made of, in order: see `SourceLine`."""

SectionKey = Literal[
    "purpose",
    "recommendation",
    "dilemma",
    "background",
    "legislation",
    "scenario",
    "questions",
    "implications",
    "appendices",
    "background_papers",
    "contact",
    "other",
]
QuestionKind = Literal["closed", "open", "action"]
ImplicationKind = Literal["none", "not_applicable", "not_assessed", "text"]


UNSAID = Message("")
"""No reason: the finding was made by hand, as in a test."""


class Refused(Exception):
    """A file or text that is not imported. `message_key` is an English sentence for gettext with
    %(name)s placeholders, `arguments` fills them."""

    def __init__(self, message_key: str, **arguments: Any) -> None:
        super().__init__(message_key)
        self.message_key = message_key
        self.arguments: dict[str, Any] = arguments

    def __str__(self) -> str:
        return self.message_key % self.arguments if self.arguments else self.message_key


@dataclass(frozen=True)
class SourceLine:
    """One paragraph of the source, one row of a table of it, or a footnote, as a page shows it beside what was found.

    `index` is its place in `FoundPaper.source_lines`, counted from 0; the text begins with the number or mark that
    the source prints before it.
    """

    index: int
    text: str


@dataclass(frozen=True)
class FoundHead:
    """The block at the top of a paper. Whatever it did not say is empty. `sources` is by the names of the other
    fields."""

    report_of: str = ""
    subject: str = ""
    date: str = ""
    author: list[str] = field(default_factory=list)
    sources: Mapping[str, Source] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class FoundSection:
    """A heading of the source and what it was taken for. `text` holds what stands under it and is
    no paragraph of the argument: the list of appendices, an appendix, the background papers."""

    name: str
    key: SectionKey
    text: str = ""
    because: Message = field(default=UNSAID, compare=False)
    source: Source = field(default=(), compare=False)


@dataclass(frozen=True)
class FoundParagraph:
    """One paragraph in Markdown. `number` is the source's own, as text, or empty where it had none."""

    number: str
    section: str
    key: SectionKey
    text: str
    source: Source = field(default=(), compare=False)


@dataclass(frozen=True)
class FoundScenario:
    """A set of circumstances. Its text is also in the paragraphs whose key is "scenario"."""

    number: int
    title: str
    text: str
    because: Message = field(default=UNSAID, compare=False)
    source: Source = field(default=(), compare=False)


@dataclass(frozen=True)
class FoundQuestion:
    """What is asked: the asking sentence or sentences alone. `paragraph` is the source's number. `because` says
    why it was taken for a question, `kind_because` why for one of this kind. One that is `offered` was made of a
    recommendation and stands nowhere in the paper."""

    number: int
    paragraph: str
    title: str
    text: str
    kind: QuestionKind
    scenarios: tuple[int, ...] = ()
    because: Message = field(default=UNSAID, compare=False)
    kind_because: Message = field(default=UNSAID, compare=False)
    source: Source = field(default=(), compare=False)
    offered: bool = False


@dataclass(frozen=True)
class FoundImplication:
    """One named implication. The text is kept whatever the kind, so nothing said is lost."""

    name: str
    kind: ImplicationKind
    text: str
    source: Source = field(default=(), compare=False)


@dataclass(frozen=True)
class FoundPaper:
    """Everything found in one source. Every sentence of it is in the head, a section's text, a
    paragraph, an implication, a contact or `unplaced`; `notes` says what was left out on purpose.

    Where a document holds several dilemmas, `papers` are they, each with lines of its own; all else here is the document
    taken as one paper. `contact_sources` and `unplaced_sources` go with `contacts` and `unplaced`, one for one. Every one of
    `source_lines` is named by the `source` of something found.
    """

    head: FoundHead = field(default_factory=FoundHead)
    sections: tuple[FoundSection, ...] = ()
    paragraphs: tuple[FoundParagraph, ...] = ()
    scenarios: tuple[FoundScenario, ...] = ()
    questions: tuple[FoundQuestion, ...] = ()
    implications: tuple[FoundImplication, ...] = ()
    contacts: tuple[str, ...] = ()
    unplaced: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    contact_sources: tuple[Source, ...] = field(default=(), compare=False)
    unplaced_sources: tuple[Source, ...] = field(default=(), compare=False)
    source_lines: tuple[SourceLine, ...] = field(default=(), compare=False)
    papers: tuple[FoundPaper, ...] = field(default=(), compare=False)


def as_json(found: FoundPaper) -> dict[str, Any]:
    """The found paper as one object of lists, strings and numbers, ready for json.dumps. `notes` are not in it: they
    are about the file, and are said beside it. `papers` is in it only where a document holds several dilemmas: the same
    object for each of them."""
    several = {"papers": [as_json(paper) for paper in found.papers]} if found.papers else {}
    return several | {
        "head": {
            "report_of": found.head.report_of,
            "subject": found.head.subject,
            "date": found.head.date,
            "author": list(found.head.author),
        },
        "sections": [{"name": s.name, "key": s.key, "text": s.text, "because": str(s.because)} for s in found.sections],
        "paragraphs": [{"number": p.number, "section": p.section, "text": p.text} for p in found.paragraphs],
        "scenarios": [
            {"number": s.number, "title": s.title, "text": s.text, "because": str(s.because)} for s in found.scenarios
        ],
        "questions": [
            {
                "number": q.number,
                "paragraph": q.paragraph,
                "title": q.title,
                "text": q.text,
                "kind": q.kind,
                "scenarios": list(q.scenarios),
                "because": str(q.because),
                "kind_because": str(q.kind_because),
                "offered": q.offered,
            }
            for q in found.questions
        ],
        "implications": [{"name": i.name, "kind": i.kind, "text": i.text} for i in found.implications],
        "contacts": list(found.contacts),
        "unplaced": list(found.unplaced),
    }
