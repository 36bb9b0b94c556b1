"""What was found in a source, as the draft of a paper: paragraphs to their sections, questions with the words round them.

Nothing is dropped here. What belongs to no part of a paper goes to the tray that the author is shown.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from ethics.domain.vocabulary import ImplicationKind, QuestionKind, Section
from ethics.importing.found import FoundImplication, FoundPaper, FoundParagraph, FoundQuestion
from ethics.importing.markdown import escaped, unescaped
from ethics.importing.reader import PART_2
from ethics.services.sources import ImportedPaper, ImportedQuestion, ImportedText, Reading

_SECTIONS = {
    "purpose": Section.PURPOSE,
    "recommendation": Section.RECOMMENDATION,
    "dilemma": Section.DILEMMA,
    "background": Section.BACKGROUND,
    "legislation": Section.LEGISLATION,
    "scenario": Section.SCENARIO,
    "questions": Section.QUESTIONS,
    "other": Section.BACKGROUND,
}
_QUESTION_LEAVES = ("questions", "background", "legislation", "other")
"""Where a paragraph that asks is there to ask. Elsewhere it argues too, and stays beside its question."""
_LISTED = ("appendices", "background_papers")
_TITLE = re.compile(r"\s*\*\*(?P<title>.+?)\*\*[\s.:;–—-]*", re.DOTALL)
_EMPTY_ITEM = re.compile(r"(?m)^[ \t]*(?:[-*+]|\d+\\?[.)]|\(?[a-z]\\?[.)])[ \t]*$\n?")
_LABEL = re.compile(
    r"(?m)^[\s*_(]*(?:Q|Question)\s*(?:no\\?\.?\s*)?\d{1,2}[a-z]?\\?[.):]*[\s*_).:–—-]*$\n?", re.IGNORECASE
)
"""What numbers a question and says no more: the draft counts its questions itself."""
_LETTER = re.compile(r"^\s*[;,]\s*(?:and|or)?\s*(?=\(|$)|\s*\((?:[a-z]|[ivx]{1,3}|\d)\)\s*$", re.IGNORECASE)
"""What lettered a question within its sentence, and what parted it from the one before."""
_SMALL_WORDS = {"the", "to", "and", "of", "for", "implication", "impact", "assessment", "link", "a"}


def draft_of(found: FoundPaper, headings: Sequence[str]) -> ImportedPaper:
    """The draft made of a found paper, for a committee whose papers speak to the implications ``headings``."""
    asked = _asked_in(found)
    texts, before = _texts(found, asked)
    tray = [*found.unplaced, *([f"Date: {found.head.date}"] if found.head.date else [])]
    tray += [section.text for section in found.sections if section.text and section.key not in _LISTED]
    return ImportedPaper(
        title=found.head.subject,
        report_of=found.head.report_of,
        authors="; ".join(found.head.author),
        contact="\n\n".join(found.contacts),
        background_papers=_background_papers(found),
        texts=texts,
        scenarios=tuple(scenario.title or f"Scenario {scenario.number}" for scenario in found.scenarios),
        questions=_questions(found, asked, before),
        implications=_implications(found.implications, headings),
        unplaced=tuple(tray),
        unsure=_unsure(found),
        notes=tuple(note for note in found.notes if note != PART_2),
        marked=PART_2 in found.notes,
        lines=tuple(line.text for line in found.source_lines),
        readings=tuple(_readings(found)),
    )


def _readings(found: FoundPaper) -> Iterator[Reading]:
    """What each piece of the source was taken for, and why, where the import says so."""
    for lines in found.head.sources.values():
        yield Reading("about", "", (), lines)
    for section in found.sections:
        if section.because.key and section.key in _SECTIONS:
            yield Reading(_SECTIONS[section.key], section.name, (section.because,), section.source, heading=True)
        elif section.key not in _SECTIONS:
            part = section.key if section.key in ("implications", "contact") else "background_papers"
            yield Reading(part, section.name, (), section.source)
    for scenario in found.scenarios:
        if scenario.because.key:
            yield Reading("scenarios", scenario.title, (scenario.because,), scenario.source)
    for question in found.questions:
        because = tuple(message for message in (question.because, question.kind_because) if message.key)
        yield Reading("asked", question.text, because, question.source)
    for implication in found.implications:
        yield Reading("implications", implication.name, (), implication.source)
    for lines in found.contact_sources:
        yield Reading("contact", "", (), lines)


def _asked_in(found: FoundPaper) -> dict[int, list[FoundQuestion]]:
    """The questions by the place, among the paragraphs, of the one that asks them."""
    asked: dict[int, list[FoundQuestion]] = defaultdict(list)
    plain = [_plain(paragraph.text) for paragraph in found.paragraphs]
    for question in found.questions:
        asks = {" ".join(question.text.split()), _plain(question.text)}
        holds = [at for at, text in enumerate(plain) if any(form in text for form in asks)]
        numbered = [at for at in holds if question.paragraph and found.paragraphs[at].number == question.paragraph]
        first = next(iter(numbered or [at for at in holds if found.paragraphs[at].key == "questions"] or holds), None)
        if first is not None:
            asked[first].append(question)
    return asked


def _plain(markdown: str) -> str:
    return " ".join(unescaped(markdown).split())


def _texts(
    found: FoundPaper, asked: dict[int, list[FoundQuestion]]
) -> tuple[tuple[ImportedText, ...], dict[int, list[str]]]:
    """The sections' texts, and for some questions, by number, the paragraphs that stand before them among the questions."""
    pieces: dict[tuple[Section, int], list[str]] = defaultdict(list)
    before: dict[int, list[str]] = defaultdict(list)
    named: dict[str, str] = {}
    headed: dict[tuple[Section, int], str] = {}
    scenario = 0
    among: list[tuple[int, str]] = []
    for at, paragraph in enumerate(found.paragraphs):
        if at in asked and paragraph.key in _QUESTION_LEAVES:
            continue
        if paragraph.key == "questions":
            among.append((at, paragraph.text))
            continue
        section = _SECTIONS.get(paragraph.key, Section.BACKGROUND)
        scenario = _scenario_of(found, paragraph, scenario) if section is Section.SCENARIO else scenario
        where = (section, scenario) if section is Section.SCENARIO and scenario else (section, 0)
        if where == (Section.SCENARIO, 0):
            where = (Section.BACKGROUND, 0)
        first = named.setdefault(paragraph.key, paragraph.section)
        foreign = paragraph.key == "other" or where[0] is not section
        if paragraph.section and headed.get(where, "" if foreign else first) != paragraph.section and not where[1]:
            pieces[where].append(f"### {escaped(paragraph.section)}")
        headed[where] = paragraph.section
        pieces[where].append(paragraph.text)
    asking = sorted(at for at in asked if found.paragraphs[at].key in _QUESTION_LEAVES)
    for at, text in among:
        follows = next((one for one in asking if one > at), None)
        if follows is None or at < asking[0]:
            pieces[Section.QUESTIONS, 0].append(text)
        else:
            before[asked[follows][0].number].append(text)
    texts = tuple(ImportedText(section, "\n\n".join(some), number) for (section, number), some in pieces.items())
    return texts, before


def _scenario_of(found: FoundPaper, paragraph: FoundParagraph, last: int) -> int:
    return next((one.number for one in found.scenarios if paragraph.text in one.text), last)


def _questions(
    found: FoundPaper, asked: dict[int, list[FoundQuestion]], before: dict[int, list[str]]
) -> tuple[ImportedQuestion, ...]:
    lead_in: dict[int, str] = {}
    for at, questions in asked.items():
        if found.paragraphs[at].key in _QUESTION_LEAVES:
            lead_in |= _lead_ins(found.paragraphs[at].text, questions)
    return tuple(
        ImportedQuestion(
            text=question.text,
            kind=QuestionKind(question.kind),
            title=question.title,
            lead_in="\n\n".join(text for text in [*before[question.number], lead_in.get(question.number, "")] if text),
            scenarios=question.scenarios,
        )
        for question in found.questions
    )


def _lead_ins(text: str, questions: Sequence[FoundQuestion]) -> dict[int, str]:
    """What stands round the asking sentences of one paragraph, by the number of the question it leads to.

    What follows the last question stays with it.
    """
    found: dict[int, str] = {}
    rest = text
    for question in questions:
        asks = next((form for form in (escaped(question.text), question.text) if form in rest), None)
        if asks is None:
            rest = escaped(unescaped(rest))
            asks = escaped(question.text)
        before, _, after = rest.partition(asks) if asks in rest else (rest, "", "")
        found[question.number] = _without_title(before, question.title)
        rest = after
    last = questions[-1].number
    found[last] = "\n\n".join(part for part in (found[last], _cleaned(rest)) if part)
    return found


def _without_title(text: str, title: str) -> str:
    opening = _TITLE.match(text)
    if opening and title and _words(opening["title"]) == _words(title):
        text = text[opening.end() :]
    return _cleaned(text)


def _cleaned(text: str) -> str:
    return _EMPTY_ITEM.sub("", _LABEL.sub("", _LETTER.sub("", text))).strip()


def _background_papers(found: FoundPaper) -> str:
    listed = [section for section in found.sections if section.key in _LISTED and section.text.strip()]
    if [section.key for section in listed] == ["background_papers"]:
        return listed[0].text
    return "\n\n".join(f"### {escaped(section.name)}\n\n{section.text}" for section in listed)


def _implications(
    found: Iterable[FoundImplication], headings: Sequence[str]
) -> tuple[tuple[str, ImplicationKind, str], ...]:
    """What the paper says of each implication, under the committee's headings where one fits, else under its own."""
    said: dict[str, tuple[ImplicationKind, str]] = {}
    for one in found:
        name = (
            _heading_for(one.name, [heading for heading in headings if heading not in said])
            or one.name.strip()
            or "Other"
        )
        kind = ImplicationKind(one.kind)
        if name in said:
            texts = [text for text in (said[name][1], one.text) if text]
            kind, text = (ImplicationKind.TEXT, "\n\n".join(texts)) if texts else (kind, "")
        else:
            text = one.text
        said[name] = (ImplicationKind.NOT_ASSESSED, "") if kind is ImplicationKind.TEXT and not text else (kind, text)
    order = [*(heading for heading in headings if heading in said), *(name for name in said if name not in headings)]
    return tuple((name, *said[name]) for name in order)


def _heading_for(name: str, headings: Sequence[str]) -> str | None:
    words = _words(name)
    exact = next((heading for heading in headings if _words(heading) == words), None)
    return exact or next((heading for heading in headings if words & _words(heading) in (words, _words(heading))), None)


def _words(text: str) -> frozenset[str]:
    """The words that tell two headings apart, whatever their number and case."""
    every = [word.rstrip("s") if len(word) > 3 else word for word in re.findall(r"[a-z0-9]+", unescaped(text).lower())]
    return frozenset(word for word in every if word not in _SMALL_WORDS) or frozenset(every)


def _unsure(found: FoundPaper) -> frozenset[str]:
    """The parts in which something was guessed at, by the names of the parts of a draft."""
    keys = {section.key for section in found.sections}
    unsure = set()
    if not (found.head.report_of and found.head.subject and found.head.author):
        unsure.add("about")
    if "questions" not in keys and not all(question.title for question in found.questions):
        unsure.add("questions")
    if "other" in keys:
        unsure.add("background")
    if any(not scenario.title for scenario in found.scenarios):
        unsure.add("scenarios")
    return frozenset(unsure)
