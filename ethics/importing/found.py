"""What an import finds: plain frozen records, and their form as JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

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
class FoundHead:
    """The block at the top of a paper. Whatever it did not say is empty."""

    report_of: str = ""
    subject: str = ""
    date: str = ""
    author: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class FoundSection:
    """A heading of the source and what it was taken for. `text` holds what stands under it and is
    no paragraph of the argument: the list of appendices, an appendix, the background papers."""

    name: str
    key: SectionKey
    text: str = ""


@dataclass(frozen=True)
class FoundParagraph:
    """One paragraph in Markdown. `number` is the source's own, as text, or empty where it had none."""

    number: str
    section: str
    key: SectionKey
    text: str


@dataclass(frozen=True)
class FoundScenario:
    """A set of circumstances. Its text is also in the paragraphs whose key is "scenario"."""

    number: int
    title: str
    text: str


@dataclass(frozen=True)
class FoundQuestion:
    """What is asked: the asking sentence or sentences alone. `paragraph` is the source's number."""

    number: int
    paragraph: str
    title: str
    text: str
    kind: QuestionKind
    scenarios: tuple[int, ...] = ()


@dataclass(frozen=True)
class FoundImplication:
    """One named implication. The text is kept whatever the kind, so nothing said is lost."""

    name: str
    kind: ImplicationKind
    text: str


@dataclass(frozen=True)
class FoundPaper:
    """Everything found in one source. Every sentence of it is in the head, a section's text, a
    paragraph, an implication, a contact or `unplaced`; `notes` says what was left out on purpose."""

    head: FoundHead = field(default_factory=FoundHead)
    sections: tuple[FoundSection, ...] = ()
    paragraphs: tuple[FoundParagraph, ...] = ()
    scenarios: tuple[FoundScenario, ...] = ()
    questions: tuple[FoundQuestion, ...] = ()
    implications: tuple[FoundImplication, ...] = ()
    contacts: tuple[str, ...] = ()
    unplaced: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def as_json(found: FoundPaper) -> dict[str, Any]:
    """The found paper as one object of lists, strings and numbers, ready for json.dumps. `notes` are not in it: they
    are about the file, and are said beside it."""
    return {
        "head": {
            "report_of": found.head.report_of,
            "subject": found.head.subject,
            "date": found.head.date,
            "author": list(found.head.author),
        },
        "sections": [{"name": s.name, "key": s.key, "text": s.text} for s in found.sections],
        "paragraphs": [{"number": p.number, "section": p.section, "text": p.text} for p in found.paragraphs],
        "scenarios": [{"number": s.number, "title": s.title, "text": s.text} for s in found.scenarios],
        "questions": [
            {
                "number": q.number,
                "paragraph": q.paragraph,
                "title": q.title,
                "text": q.text,
                "kind": q.kind,
                "scenarios": list(q.scenarios),
            }
            for q in found.questions
        ],
        "implications": [{"name": i.name, "kind": i.kind, "text": i.text} for i in found.implications],
        "contacts": list(found.contacts),
        "unplaced": list(found.unplaced),
    }
