"""Lines into a paper: head, parts, numbered passages, scenarios, questions, implications, contacts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from ethics.domain.words import say

from . import markdown
from .contacts import contacts_of, is_detail
from .found import FoundImplication, FoundPaper, FoundParagraph, FoundSection, Source, SourceLine
from .front import TITLED, title_in, without_contents
from .head import body_start, head_of, split_forms
from .headings import (
    IMPLICATION,
    Heading,
    ScenarioHeading,
    could_be_heading,
    drawn_as,
    is_one_appendix,
    key_of,
    known_heading,
    looks_like_heading,
    scenario_heading,
)
from .implications import implications_of
from .lines import Line, Run, cell_text, joined, mark_back, plain_line, with_typed_mark, words_of
from .markings import is_marking
from .offered import offered_from
from .origins import origin
from .passages import LOOSE, Numbering, Part, Passage
from .questions import label_key, questions_of
from .scenarios import scenarios_of
from .sentences import asking, sentences, tells_of_talk

_LEAVES_IMPLICATIONS = {
    "appendices",
    "background_papers",
    "contact",
    "questions",
    "recommendation",
    "scenario",
    "purpose",
}
_LEAVES_APPENDIX = {"contact", "background_papers"}


def _drawn(line: Line) -> str:
    """How a heading is drawn, to tell a sub-heading from a heading."""
    if line.heading:
        return f"style {line.heading}"
    return "bold" if line.all_bold else "capitals" if line.text.isupper() else "plain"


class _Taking:
    """Takes the body of a paper apart, line by line."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.at = self.scanned = 0
        self.asks = False
        self.lines = [with_typed_mark(line) for line in lines]
        self.parts: list[Part] = []
        self.unplaced: list[tuple[str, Source]] = []
        self.numbering = Numbering()
        self.labels: set[str] = set()
        self.focus = ""
        self.drawn = {_drawn(line) for line in self.lines if not line.rows and known_heading(line)}
        self.numbered = sum(1 for line in self.lines if line.number) >= 3

    def run(self) -> None:
        for at, line in enumerate(self.lines):
            self.at = at
            self.take(line, self.lines[at + 1] if at + 1 < len(self.lines) else None)

    @property
    def part(self) -> Part:
        if not self.parts:
            self.parts.append(Part("", "other"))
        return self.parts[-1]

    @property
    def key(self) -> str:
        return self.parts[-1].key if self.parts else "other"

    def take(self, line: Line, after: Line | None) -> None:
        if line.rows:
            self.table(line)
        elif is_marking(line.text):
            self.unplaced.append((line.text, line.source))
        elif scenario := self.scenario(line):
            self.begin_scenario(line, scenario)
        elif self.key == "scenario" and self.entitles(line, after):
            self.part.title, self.part.source = line.text, self.part.source + line.source
        elif heading := self.heading(line, after):
            self.begin(line, heading)
        elif self.tells_of_talk(line):
            self.parts.append(Part("", "other", aside=True))
            self.text(line)
        elif self.key in LOOSE and not self.past_contact(line):
            self.part.loose.append(line)
        else:
            self.text(line)

    # Headings

    def scenario(self, line: Line) -> ScenarioHeading | None:
        if self.key in LOOSE and not line.heading:
            return None
        found = scenario_heading(line)
        if not found:
            return None
        asked = " ".join(t for t in (found.title, found.rest.text if found.rest else "") if t)
        if self.key == "questions" and asked and asking(asked):
            return None
        if self.key == "questions" and label_key(found.label) in self.labels:
            self.focus = found.label
            return None
        return found if label_key(found.label) not in self.labels else None

    def begin_scenario(self, line: Line, found: ScenarioHeading) -> None:
        self.focus = ""
        self.labels.add(label_key(found.label))
        because = say("It begins with “%(words)s”.", words=found.name)
        part = Part(found.name, "scenario", _drawn(line), found.label, found.title, because=because, source=line.source)
        self.parts.append(part)
        if line.number and not found.rest:
            self.numbering.heading(line.number)
        if found.rest:
            self.text(found.rest)

    def entitles(self, line: Line, after: Line | None) -> bool:
        """Whether a line is the title under "Scenario 1"."""
        if not self.part.label or self.part.title or self.part.passages or line.number or known_heading(line):
            return False
        return looks_like_heading(line) or (after is not None and could_be_heading(line) and not after.soft)

    def heading(self, line: Line, after: Line | None) -> Heading | None:
        found = known_heading(line)
        if found and line.text.endswith("?") and self.key == "questions" and not (line.heading or line.all_bold):
            return None
        if self.key == "appendices" and is_one_appendix(self.part.name):
            return found if found and (found.key in _LEAVES_APPENDIX or is_one_appendix(found.name)) else None
        if found and self.key in LOOSE:
            return found if self.leaves(line, found) else None
        if found and found.key == "scenario" and self.part.label:
            return None
        # "The Committee is asked to:" under "Questions" leads in to them and is no section of its own.
        if found and found.key == self.key == "questions" and line.text.endswith(":") and not line.heading:
            return None
        if found:
            return found
        if self.key in LOOSE or self.key == "questions":
            ends = self.ends(line, after)
            return Heading(line.text, "other", known=False, because=drawn_as(line)) if ends else None
        if looks_like_heading(line) or self.plain_heading(line, after):
            return self.unknown(line)
        return None

    def ends(self, line: Line, after: Line | None) -> bool:
        """Whether a heading of unknown name ends a section of questions or one of the lists after it."""
        if self.key == "questions":
            drawn = looks_like_heading(line) or self.plain_heading(line, after)
            return drawn and not asking(line.text, False) and not self.asks_later()
        alike = bool(line.heading) and self.part.level == f"style {line.heading}"
        return alike and not (self.key == "implications" and IMPLICATION.match(line.text))

    def asks_later(self) -> bool:
        """Whether anything is asked between here and the next heading of a known name."""
        if self.at >= self.scanned:
            self.scanned, self.asks = len(self.lines), False
            for at in range(self.at + 1, len(self.lines)):
                line = self.lines[at]
                self.asks = any(asking(sentence) for word in words_of([line]) for sentence in sentences(word))
                if self.asks or known_heading(line):
                    self.scanned = at
                    break
        return self.asks

    def leaves(self, line: Line, found: Heading) -> bool:
        """Whether a known heading ends one of the lists at the end of a paper."""
        if found.key == self.key and found.rest:
            return False
        if self.key == "implications":
            return found.key in _LEAVES_IMPLICATIONS and (found.rest is None or found.key != "purpose")
        if self.key == "appendices" and is_one_appendix(found.name):
            return bool(line.heading or line.all_bold)
        return True

    def plain_heading(self, line: Line, after: Line | None) -> bool:
        if after is None or after.rows or not could_be_heading(line) or not after.gap:
            return False
        before = self.part.passages[-1].lines[-1] if self.parts and self.part.passages else None
        if after.number:
            return self.numbering.follows(after)
        open_ended = before is not None and not before.listed and bool(before.text)
        if before and open_ended and not before.text.endswith((".", "?", "!", "…", ")", "”", '"')):
            return False
        return not self.numbered and len(after.text.split()) >= 12

    def unknown(self, line: Line) -> Heading | None:
        if line.number and not line.heading and len(line.text.split()) > 8:
            return None
        if self.key == "scenario" and self.part.label:
            return None
        sub = bool(self.drawn) and _drawn(line) not in self.drawn and bool(self.parts)
        return Heading(line.text, self.part.key if sub else "other", known=False, because=drawn_as(line))

    def begin(self, line: Line, found: Heading) -> None:
        self.focus = ""
        self.numbering.heading("" if found.rest else line.number)
        self.parts.append(Part(found.name, found.key, _drawn(line), because=found.because, source=line.source))
        if found.rest:
            rest = with_typed_mark(found.rest)
            if found.key in LOOSE:
                self.part.loose.append(rest)
            else:
                self.text(rest)

    def past_contact(self, line: Line) -> bool:
        """Whether prose, or a new heading, follows a contact that is complete: the list of contacts ends there."""
        if self.key != "contact" or not any(is_detail(text) for text in words_of(self.part.loose)):
            return False
        heading = looks_like_heading(line) and not is_detail(line.text) and (line.heading or line.text.isupper())
        if not heading and (len(line.text.split()) < 20 or is_detail(line.text)):
            return False
        self.numbering.heading()
        self.parts.append(Part("", "other"))
        return True

    def tells_of_talk(self, line: Line) -> bool:
        """Whether the minutes of what was said about a paper begin here, rather than more of the paper."""
        if self.key in (*LOOSE, "scenario") or self.part.aside or line.number or not tells_of_talk(line.text):
            return False
        if not (self.part.passages and (self.key == "questions" or self.numbered)):
            return False
        return any(tells_of_talk(one.text) for one in self.lines[self.at + 1 : self.at + 6] if not one.number)

    # Text

    def text(self, line: Line) -> None:
        passages = self.part.passages
        if line.number and self.numbering.follows(line):
            self.numbering.take(line)
            passages.append(Passage(line.number, [replace(line, number="")], self.focus))
            return
        if line.number:
            in_list = self.numbering.lists(line) and bool(passages)
            line = replace(line, number="", mark=f"{line.number}.") if in_list else mark_back(line)
        if not passages:
            passages.append(Passage("", [line], self.focus))
            return
        last = passages[-1].lines[-1]
        if self.goes_on(last, line):
            passages[-1].lines[-1] = joined(last, line)
        elif passages[-1].number or line.listed or line.soft or line.rows:
            passages[-1].lines.append(line)
        else:
            passages.append(Passage("", [line], self.focus))

    def goes_on(self, last: Line, line: Line) -> bool:
        """Whether a line is the rest of a sentence that a page or a wrapped line broke."""
        if line.listed or line.rows or last.rows or line.soft or line.heading:
            return False
        if not line.runs or not 0 < len(last.runs) < 200:
            return False
        before = last.runs[-1].text.rstrip()
        return bool(before) and not before.endswith((".", "?", "!", ":", ";", "…")) and line.raw.lstrip()[:1].islower()

    def table(self, line: Line) -> None:
        if self.key in LOOSE and not any(self.row_heading(row) for row in line.rows):
            self.part.loose.append(line)
        elif max(len(row) for row in line.rows) == 1:
            self.cells(cell for row in line.rows for cell in row)
        elif any(self.row_heading(row) for row in line.rows):
            for row in line.rows:
                if self.row_heading(row):
                    self.take(plain_line(cell_text(row[0]), source=origin(row[0])), None)
                    self.cells(row[1:])
                else:
                    self.cells(row)
        elif self.rows_are_passages(line):
            for row in line.rows:
                number = cell_text(row[0]).rstrip(".):")
                if number.isdigit():
                    first, *others = [one for cell in row[1:] for one in cell if one.text] or [Line(runs=(Run(""),))]
                    self.text(replace(first, number=number))
                    for other in others:
                        self.take(with_typed_mark(other), None)
                else:
                    self.cells(row)
        else:
            self.text(line)

    def cells(self, cells: Iterable[tuple[Line, ...]]) -> None:
        for cell in cells:
            for at, one in enumerate(cell):
                self.take(with_typed_mark(one), cell[at + 1] if at + 1 < len(cell) else None)

    def row_heading(self, row: Sequence[tuple[Line, ...]]) -> bool:
        return 1 < sum(1 for cell in row if cell_text(cell)) <= 2 and bool(key_of(cell_text(row[0])))

    def rows_are_passages(self, line: Line) -> bool:
        numbers = [cell_text(row[0]).rstrip(".):") for row in line.rows if row]
        counted = [int(number) for number in numbers if number.isdigit() and len(number) <= 3]
        if not counted or len(counted) < len(numbers) - 1 or len(line.rows[0]) > 3:
            return False
        steady = all(later - earlier == 1 for earlier, later in pairwise(counted))
        return steady and self.numbering.follows(Line(number=str(counted[0])))


def paper_of(
    lines: Sequence[Line],
    furniture: Sequence[str] = (),
    notes: Sequence[str] = (),
    source_lines: tuple[SourceLine, ...] = (),
    titled: bool = False,
) -> FoundPaper:
    """The paper in the lines of a source, which `origins.counted` has counted.

    `furniture` is the text of headers and footers, kept among the unplaced; `notes` says what the reader left out. With
    `titled` it is known already what the paper is called.
    """
    lines, contents = without_contents(split_forms(lines))
    start = body_start(lines)
    top = head_of(lines[:start])
    if not top.head.subject and not titled and (title := title_in(lines[:start])):
        top.entitle(title)
        notes = (*notes, TITLED % {"words": title.text})
    taking = _Taking(lines[start:])
    taking.run()
    parts = taking.parts
    sections: list[FoundSection] = []
    paragraphs: list[FoundParagraph] = []
    implications: list[FoundImplication] = []
    unplaced = [*top.rest, *contents]
    contacts = list(contacts_of(top.contacts))
    for part in parts:
        text, titles = "", Source()
        if part.key == "implications":
            found, intro, titles = implications_of(part.name, part.loose)
            implications.extend(found)
            unplaced.extend(intro)
        elif part.key == "contact":
            contacts.extend(contacts_of(part.loose))
        elif part.key in LOOSE:
            text = markdown.render(part.loose)
        if part.name or text:
            name = f"{part.name}: {part.title}" if part.title and part.title != part.name else part.name
            source = (*part.source, *(origin(part.loose) if text else titles))
            sections.append(FoundSection(name, part.key, text, part.because, tuple(sorted({*source}))))
        for passage in part.passages:
            if body := markdown.render(passage.lines):
                name = sections[-1].name if part.name and sections else ""
                paragraphs.append(FoundParagraph(passage.number, name, part.key, body, origin(passage.lines)))
    scenarios, where, labels = scenarios_of(parts)
    unplaced.extend(taking.unplaced)
    _add_furniture(unplaced, furniture, source_lines)
    return FoundPaper(
        head=top.head,
        sections=tuple(sections),
        paragraphs=tuple(paragraphs),
        scenarios=tuple(scenarios),
        questions=questions_of(parts, where, labels) or offered_from(parts),
        implications=tuple(implications),
        contacts=tuple(text for text, _ in contacts),
        unplaced=tuple(text for text, _ in unplaced),
        notes=tuple(notes),
        contact_sources=tuple(source for _, source in contacts),
        unplaced_sources=tuple(source for _, source in unplaced),
        source_lines=source_lines,
    )


def _add_furniture(unplaced: list[tuple[str, Source]], furniture: Sequence[str], shown: Sequence[SourceLine]) -> None:
    """Adds headers and footers to the tray, once each; one that stands there already is said to come from both."""
    once = dict.fromkeys(furniture)
    for text, line in zip(once, shown[len(shown) - len(once) :] if once else (), strict=False):
        at = next((at for at, (other, _) in enumerate(unplaced) if other == text), None)
        if at is None:
            unplaced.append((text, (line.index,)))
        else:
            unplaced[at] = (text, (*unplaced[at][1], line.index))
