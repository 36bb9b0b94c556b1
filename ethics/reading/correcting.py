"""What was found in a source, laid beside it: where each line went, why a thing was taken for what it is, what can be put right.

The page is another view of the draft's own tables. Which line went where is found by its words each time, so that it
stays true whatever was changed, here or elsewhere.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ethics import richtext
from ethics.domain.actor import Actor
from ethics.domain.correcting import CorrectionKind, places_of, words_of
from ethics.domain.refusal import NotKnown
from ethics.domain.splitting import pieces
from ethics.domain.vocabulary import Part, QuestionKind, Section
from ethics.domain.words import Message, say
from ethics.extensions import db
from ethics.models import Block, Correction
from ethics.reading import drafts
from ethics.reading.draft_parts import Basis, open_draft
from ethics.reading.draft_text import DraftText, text_of
from ethics.richtext import SafeHtml

ELSEWHERE = {
    "about": say("About the paper"),
    "implications": say("Implications"),
    "background_papers": say("Background papers"),
    "contact": say("Person to contact"),
}
"""The parts of a draft that an import fills and that are put right on pages of their own."""

_BEGINS_A_BLOCK = re.compile(r"\s*(?:[-*+]\s|\d{1,9}[.)]\s|[#>|])")
_LAST_LINE_OF_A_LIST = re.compile(r"(?:^|\n)\s*(?:[-*+]|\d{1,9}[.)])\s[^\n]*\Z")


@dataclass(frozen=True, slots=True)
class Goal:
    """Where a line went: a thing on the page by its key, or a part of the draft with a page of its own."""

    key: str
    words: Message
    part: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the source, counted from 1. ``read_as`` is the section whose heading it was taken for."""

    number: int
    text: str
    goals: tuple[Goal, ...]
    read_as: Message | None
    lit: bool


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that was found. ``lines`` are those of the source it comes from, first and last, or none."""

    key: str
    words: Message
    html: SafeHtml | None
    text: str
    closed: bool = False
    because: tuple[Message, ...] = ()
    lines: tuple[int, int] | None = None
    kind: QuestionKind | None = None
    scenarios: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """What stands under one heading of the draft; ``scenario`` is its number where it is one."""

    anchor: str
    heading: Message
    things: tuple[Thing, ...]
    because: tuple[Message, ...] = ()
    scenario: int = 0


@dataclass(frozen=True, slots=True)
class Opened:
    """The thing that is being put right: its pieces, each with the place where it begins, and what can be done to it."""

    thing: Thing
    seen: str
    pieces: tuple[tuple[int, str], ...]
    joins: bool


@dataclass(frozen=True, slots=True)
class CorrectingPage:
    """A draft beside its source. ``notes`` are the sentences on what was left out or guessed when it was read; ``undo`` is
    the last correction that can be undone, by its id, with what it was."""

    basis: Basis
    source_name: str
    notes: tuple[str, ...]
    lines: tuple[Line, ...]
    groups: tuple[Group, ...]
    opened: Opened | None
    scenarios: tuple[tuple[int, str], ...]
    undo: tuple[int, CorrectionKind] | None
    steps: int
    to_check: bool


def page(actor: Actor, ref: str, at: str, now: datetime) -> CorrectingPage:
    """The draft at ``ref`` beside its source, for its author (Action.EDIT_PAPER), with the thing of the key ``at`` opened.

    NotKnown where nothing was imported, or the paper was issued since. A key of nothing that is there opens nothing.
    """
    draft = open_draft(actor, ref, now)
    text = text_of(draft.version, draft.dilemma.id)
    if text.source is None or draft.dilemma.issued_at is not None:
        raise NotKnown
    said = _everything(draft.dilemma.title, text)
    places = places_of(text.lines, said)
    groups = tuple(_groups(text, _lines_by_key(places)))
    things = {thing.key: thing for group in groups for thing in group.things}
    opened = _opened(text, things[at]) if at in things else None
    steps = db.session.execute(
        select(Correction.id, Correction.kind)
        .where(Correction.version_id == draft.version.id)
        .order_by(Correction.id.desc())
    ).all()
    looked_at = text.source.found.get("looked_at", ())
    return CorrectingPage(
        basis=draft.basis(),
        source_name=text.source.name,
        notes=tuple(text.source.found.get("notes", ())),
        lines=tuple(_lines(text, places, things, at if opened else "")),
        groups=groups,
        opened=opened,
        scenarios=tuple((one.number, one.title) for one in text.scenarios),
        undo=(steps[0].id, steps[0].kind) if steps else None,
        steps=len(steps),
        to_check=not {"questions", "background"} <= {*looked_at},
    )


def values_of(text: DraftText, key: str) -> list[object]:
    """What a correction of this thing would change: what its form rests on."""
    id_ = int(key[1:])
    if key[0] == "b":
        return drafts.block_values(one for one in text.blocks if one.id == id_)
    if key[0] == "q":
        one = next(one for one in text.questions if one.id == id_)
        return [*drafts.question_values(one), one.number, text.applies.get(one.id, ())]
    return list(text.pieces)


def joined(above: str, text: str) -> str:
    """Two paragraphs as one, in Markdown; nothing where they cannot be: a heading, or what follows a table."""
    if above.lstrip().startswith("#") or text.lstrip().startswith("#") or re.search(r"(?m)^\s*\|", above):
        return ""
    lines = _BEGINS_A_BLOCK.match(text) or _LAST_LINE_OF_A_LIST.search(above)
    made = f"{above}\n{text}" if lines else f"{above} {text}"
    return made if len(richtext.blocks(made)) == 1 else ""


# -- inside -----------------------------------------------------------------------------------------------------------


def _everything(title: str, text: DraftText) -> dict[str, str]:
    """Every text of the draft by its key, in the order in which papers say things."""
    version = text.version
    head = {"about-title": title, "about-report": version.report_of, "about-authors": version.authors}
    items = text.items()
    scenarios = {f"s{one.number}": one.title for one in text.scenarios}
    implied = {f"implications-{one.id}": f"{one.name} {one.text}" for one in drafts.implications(version.id)}
    rest = {"background_papers": version.background_papers, "contact": version.contact}
    return {key: said for key, said in {**head, **scenarios, **items, **implied, **rest}.items() if words_of(said)}


def _lines_by_key(places: Sequence[tuple[str, ...]]) -> dict[str, tuple[int, int]]:
    """The first and the last line that stand in each text, counted from 1."""
    found: dict[str, tuple[int, int]] = {}
    for number, keys in enumerate(places, 1):
        for key in keys:
            found[key] = (found.get(key, (number, number))[0], number)
    return found


def _lines(text: DraftText, places: Sequence[tuple[str, ...]], things: dict[str, Thing], lit: str) -> Iterator[Line]:
    headings: dict[int, Message] = {}
    fallback: dict[int, str] = {}
    titles = {words_of(one.title): f"s{one.number}" for one in text.scenarios}
    for reading in text.readings:
        scenario = titles.get(words_of(reading["text"])) if reading["taken_for"] == "scenarios" else None
        for line in reading["lines"]:
            if reading["heading"]:
                headings.setdefault(line, Section(reading["taken_for"]).words)
            elif reading["taken_for"] in ELSEWHERE or scenario:
                fallback.setdefault(line, scenario or reading["taken_for"])
    for at, (said, keys) in enumerate(zip(text.lines, places, strict=True)):
        goals = {goal.key: goal for goal in (_goal(key, things) for key in keys)}
        if not goals and at in fallback:
            goals = {"": _goal(fallback[at], things)}
        yield Line(at + 1, said, tuple(goals.values()), headings.get(at), bool(lit) and lit in keys)


def _goal(key: str, things: dict[str, Thing]) -> Goal:
    if key in things:
        return Goal(key, things[key].words)
    if key[0] == "s" and key[1:].isdecimal():
        return Goal(key, say("Scenario %(number)s", number=int(key[1:])))
    part = key.partition("-")[0]
    return Goal(part, ELSEWHERE[part], part)


def _groups(text: DraftText, lines: dict[str, tuple[int, int]]) -> Iterator[Group]:
    """The things found, under the headings of the draft, in its order; the tray first, since it waits for somebody."""
    if text.pieces:
        tray = tuple(
            Thing(f"p{at}", say("Piece %(n)s of the tray", n=at + 1), None, piece, lines=lines.get(f"p{at}"))
            for at, piece in enumerate(text.pieces)
        )
        yield Group("tray", say("No place yet"), tray)
    for section in Section:
        if section is Section.SCENARIO:
            for one in text.scenarios:
                words = say("Scenario %(number)s: %(title)s", number=one.number, title=one.title)
                stored = text.of_section(section, one.scenario_id)
                because = _because(text, "scenarios", one.title)
                yield Group(f"s{one.number}", words, tuple(_things(stored, lines)), because, one.number)
            continue
        stored = text.of_section(section, None)
        asked = tuple(_asked(text, lines)) if section is Section.QUESTIONS else ()
        if stored or asked:
            because = _because(text, section.value, "", heading=True)
            yield Group(section.value, section.words, (*_things(stored, lines), *asked), because)


def _things(stored: Sequence[Block], lines: dict[str, tuple[int, int]]) -> Iterator[Thing]:
    for one in stored:
        words = say("Paragraph %(number)s", number=one.number) if one.number else say("Heading")
        yield Thing(f"b{one.id}", words, one.html, one.text, one.part is Part.CLOSED, lines=lines.get(f"b{one.id}"))


def _asked(text: DraftText, lines: dict[str, tuple[int, int]]) -> Iterator[Thing]:
    numbers = text.numbers
    for one in text.questions:
        words = (
            say("Question %(number)s: %(title)s", number=one.number, title=one.title)
            if one.title
            else say("Question %(number)s", number=one.number)
        )
        applies = tuple(numbers[scenario_id] for scenario_id in text.applies.get(one.id, ()))
        lead_in = richtext.html(one.lead_in) if one.lead_in else None
        yield Thing(
            f"q{one.id}", words, lead_in, one.text, one.part is Part.CLOSED, _because(text, "asked", one.text),
            lines.get(f"q{one.id}"), one.kind, applies,
        )  # fmt: skip


def _because(text: DraftText, taken_for: str, said: str, *, heading: bool = False) -> tuple[Message, ...]:
    """Why the import took these words for what they are: nothing once they say something else."""
    mine = words_of(said)
    alike = (one for one in text.readings if one["taken_for"] == taken_for and one["heading"] is heading)
    found = next((one for one in alike if heading or words_of(one["text"]) == mine), None)
    return tuple(Message(key, args) for key, args in found["because"]) if found else ()


def _opened(text: DraftText, thing: Thing) -> Opened:
    joins = False
    if thing.key[0] == "b":
        block = next(one for one in text.blocks if f"b{one.id}" == thing.key)
        stored = text.of_section(block.section, block.scenario_id)
        at = stored.index(block)
        joins = at > 0 and bool(joined(stored[at - 1].text, block.text))
    elif thing.key[0] == "q":
        joins = f"q{text.questions[0].id}" != thing.key
    cut = pieces(thing.text) if thing.key[0] != "p" else ((0, thing.text),)
    return Opened(thing, drafts.fingerprint(values_of(text, thing.key)), cut, joins)
