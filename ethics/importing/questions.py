"""Which passages of a paper ask something of the committee.

Sure signs first: a section of questions, or a sentence that announces them. Only where there are none do weaker
signs count, so that a rhetorical question in the background of a paper stays a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from ethics.domain.words import Message

from . import reasons
from .found import FoundQuestion, Source
from .lines import Line, cell_text
from .origins import origin
from .passages import Part, Passage
from .sentences import ANNOUNCES, NAMES_QUESTION, asking, asks_indirectly, carries_on, kind_and_reason, sentences

_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")
_MENTION = re.compile(
    r"\b(?:scenario|case|case study|example|dilemma|circumstance|situation"
    r"|vignette)s?\s+((?:\d{1,2}|[A-H]|one|two|three|four|five|six)(?:\s*(?:,|and|&|or"
    r"|to)\s*(?:\d{1,2}|[A-H]|one|two|three|four|five|six)\b)*)\b"
)
_ORDINAL = re.compile(
    r"\b(first|second|third|fourth|fifth|sixth) (?:scenario|case|example|dilemma|situation)\b", re.IGNORECASE
)
_ITEM_END = re.compile(r"[;,](?:\s+(?:and|or))?\s*$")
_LETTERED = re.compile(r"(?:(?<=\s)|^)\((?P<mark>[a-z]|[ivx]{1,3}|\d)\)\s+", re.IGNORECASE)
_TITLE_ENDS = " .:;–—-"


@dataclass(frozen=True)
class _Asked:
    part: int
    passage: Passage
    title: str
    text: str
    because: Message
    source: Source


def label_key(label: str) -> str:
    """A scenario's label in one form: "two" and "2" are the same."""
    label = label.strip().lower()
    return str(_WORDS.index(label) + 1) if label in _WORDS else label


def _blocks(passage: Passage) -> Iterator[tuple[Line, str]]:
    """The lines of a passage with the text of each; rows of a table one by one."""
    for line in passage.lines:
        if not line.rows:
            yield line, line.text
        for row in line.rows:
            for cell in row:
                if text := cell_text(cell):
                    yield Line(runs=cell[0].runs if len(cell) == 1 else (), source=origin(cell)), text


def _asking_part(text: str, asked: bool) -> str:
    """The asking sentences of a text, joined."""
    return " ".join(found for sentence in sentences(text) if (found := asking(sentence, asked)))


def _asking_parts(text: str) -> list[str]:
    """What a text asks where questions stand, each by itself: its sentences, or what it letters within a sentence. A
    sentence that carries on the one before stays with it."""
    if lettered := _lettered(text):
        return lettered
    made: list[str] = []
    for sentence in sentences(text):
        found = asking(sentence, True)
        if not found:
            continue
        marked = bool(made) and made[-1].rstrip("\"”’')] ").endswith("?")
        if marked and found == sentence and not carries_on(found):
            made.append(found)
        elif made:
            made[-1] = f"{made[-1]} {found}"
        else:
            made.append(found)
    return made


def _lettered(text: str) -> list[str]:
    """What stands behind (a), (b), (c) within one paragraph, where each of them asks."""
    marks = list(_LETTERED.finditer(text))
    if len(marks) < 2 or [one["mark"].lower() for one in marks] not in (
        [chr(ord("a") + at) for at in range(len(marks))], ["i", "ii", "iii", "iv", "v", "vi"][: len(marks)],
        [str(at + 1) for at in range(len(marks))],
    ):  # fmt: skip
        return []
    ends = [*(one.start() for one in marks[1:]), len(text)]
    made = [_ITEM_END.sub("", text[one.end() : end].strip()) for one, end in zip(marks, ends, strict=True)]
    return made if all(asking(piece, True) for piece in made) else []


def _split_title(line: Line, text: str) -> tuple[str, str]:
    lead = line.lead_in()
    if lead and len(lead.split()) <= 12 and text.startswith(lead) and not lead.endswith("?"):
        return lead.strip(_TITLE_ENDS), text[len(lead) :].lstrip(_TITLE_ENDS)
    return "", text


def _is_title(line: Line) -> bool:
    return bool(line.heading or line.all_bold) and len(line.text.split()) <= 14 and not line.text.endswith(("?", "."))


def _asked_in(part_at: int, passage: Passage, where: reasons.Where) -> Iterator[_Asked]:
    """What one passage asks: one question for a block, the title taken from its bold lead-in or the heading above."""
    waiting = invited = ""
    for line, text in _blocks(passage):
        if _is_title(line):
            waiting = text.strip(_TITLE_ENDS)
            continue
        title, rest = _split_title(line, text)
        asks = [] if _only_leads_in(text) else [(found, where(found)) for found in _asking_parts(rest)]
        if not asks and invited and line.listed:
            asks = [(rest, reasons.in_list(invited))]
        for found, because in asks:
            words = _ITEM_END.sub("", found) if line.listed else found
            yield _Asked(part_at, passage, title or waiting, words, because, line.source)
            title = waiting = ""
        if not (invited and line.listed):
            invited = text if _only_leads_in(text) else ""


def _only_leads_in(text: str) -> bool:
    return text.endswith(":") and bool(ANNOUNCES.search(text))


def _in_sections(parts: Sequence[Part]) -> list[_Asked]:
    found: list[_Asked] = []
    for at, part in enumerate(parts):
        if part.key != "questions":
            continue
        title = ""
        here: list[_Asked] = []
        where = reasons.under(part.name)
        for passage in part.passages:
            last = passage.lines[-1] if passage.lines else Line()
            if len(passage.lines) == 1 and _is_title(last):
                title = last.text.strip(_TITLE_ENDS)
                continue
            asked = list(_asked_in(at, passage, where))
            if asked and title and not asked[0].title:
                asked[0] = replace(asked[0], title=title)
            title = last.text.strip(_TITLE_ENDS) if len(passage.lines) > 1 and _is_title(last) else ""
            here.extend(asked)
        if not here and re.search(r"question|asked|invited|requested", part.name, re.IGNORECASE):
            because = reasons.nothing_else(part.name)
            here = [
                _Asked(at, p, "", _whole(p), because, origin(p.lines))
                for p in part.passages
                if _whole(p) and not _whole(p).endswith(":")
            ]
        found.extend(here)
    return found


def _whole(passage: Passage) -> str:
    return " ".join(text for _, text in _blocks(passage))


def _announced(parts: Sequence[Part]) -> list[_Asked]:
    """Questions after a sentence that says they follow, as far as the section goes on asking."""
    found: list[_Asked] = []
    for at, part in enumerate(parts):
        if part.key == "questions":
            continue
        announced, silent = "", 0
        for passage in part.passages:
            if announced:
                asked = list(_asked_in(at, passage, reasons.after(announced)))
                found.extend(asked)
                silent = 0 if asked else silent + 1
                if silent == 2:
                    announced = ""
                continue
            blocks = list(_blocks(passage))
            for place, (_, text) in enumerate(blocks):
                last = sentences(text)[-1] if text else ""
                if ANNOUNCES.search(last):
                    announced, silent = last, 0
                    tail = Passage(
                        passage.number, [line for line, _ in blocks[place + 1 :] if line.runs], passage.focus
                    )
                    asked = list(_asked_in(at, tail, reasons.after(last)))
                    if not asked and _invites(text):
                        listed = [line for line in tail.lines if line.listed]
                        because = reasons.in_list(last)
                        asked = [_Asked(at, passage, "", line.text, because, line.source) for line in listed]
                    found.extend(replace(one, passage=passage) for one in asked)
                    break
    return found


def _invites(text: str) -> bool:
    return bool(re.search(r"\b(?:asked|invited|requested)\b", text, re.IGNORECASE)) and not re.search(r"\bnote\b", text)


def _weaker(parts: Sequence[Part], test: Callable[[Part, Line, str], str], why: reasons.Why) -> list[_Asked]:
    found: list[_Asked] = []
    for at, part in enumerate(parts):
        for passage in part.passages:
            for line, text in _blocks(passage):
                if asked := test(part, line, text):
                    title = _split_title(line, text)[0]
                    found.append(_Asked(at, passage, title, asked, why(part.name, title), line.source))
    return found


def _after_title(part: Part, line: Line, text: str) -> str:
    title, rest = _split_title(line, text)
    return _asking_part(rest, False) if title else ""


def _put_to_a_body(part: Part, line: Line, text: str) -> str:
    found = [s for s in sentences(text) if asks_indirectly(s)]
    if not found:
        found = [a for s in sentences(text) if NAMES_QUESTION.search(s) and (a := asking(s, True)) and a != s]
    return " ".join(found)


def _in_dilemma(part: Part, line: Line, text: str) -> str:
    return _asking_part(text, False) if part.key in ("dilemma", "recommendation", "scenario") else ""


def _whole_passage(part: Part, line: Line, text: str) -> str:
    return text if len(sentences(text)) == 1 and asking(text, False) else ""


def _mentioned(text: str, labels: dict[str, int]) -> tuple[int, ...]:
    keys = [label_key(k) for m in _MENTION.finditer(text) for k in re.split(r"\s*(?:,|and|&|or|to)\s*", m[1]) if k]
    numbers = {labels[key] for key in keys if key in labels}
    numbers |= {n for m in _ORDINAL.finditer(text) if (n := _ORDINALS.index(m[1].lower()) + 1) in labels.values()}
    return tuple(sorted(numbers))


def _scenarios_for(parts: Sequence[Part], numbers: dict[int, tuple[int, ...]]) -> dict[int, tuple[int, ...]]:
    """For each part, the scenarios a question in it applies to: those since the questions before it."""
    group: tuple[int, ...] = ()
    closed = False
    found: dict[int, tuple[int, ...]] = {}
    for at, part in enumerate(parts):
        if at in numbers:
            group = numbers[at] if closed else group + numbers[at]
            closed = False
            found[at] = numbers[at]
        elif part.key == "questions":
            found[at] = group or tuple(n for many in numbers.values() for n in many)
            closed = True
    return found


def questions_of(
    parts: Sequence[Part], numbers: dict[int, tuple[int, ...]], labels: dict[str, int]
) -> tuple[FoundQuestion, ...]:
    """The questions of a paper, numbered in its order.

    Takes its parts, the scenarios found in each part by position, and the scenarios by label.
    """
    parts = [replace(part, passages=[]) if part.aside else part for part in parts]
    sure = _in_sections(parts)
    found = sorted(sure + _announced(parts), key=lambda asked: asked.part)
    for test, why in (
        (_after_title, reasons.titled),
        (_put_to_a_body, reasons.put_to_a_body),
        (_in_dilemma, reasons.where_it_argues),
        (_whole_passage, reasons.by_itself),
    ):
        found = found or _weaker(parts, test, why)
    applies = _scenarios_for(parts, numbers)
    made: list[FoundQuestion] = []
    for asked in found:
        focus = labels.get(label_key(asked.passage.focus))
        kind, kind_because = kind_and_reason(asked.text)
        mentioned = _mentioned(asked.text + " " + asked.title, labels) or ((focus,) if focus else ())
        made.append(
            FoundQuestion(
                number=len(made) + 1,
                paragraph=asked.passage.number,
                title=asked.title,
                text=asked.text,
                kind=kind,
                scenarios=mentioned or applies.get(asked.part, ()),
                because=asked.because,
                kind_because=kind_because,
                source=asked.source,
            )
        )
    return tuple(made)
