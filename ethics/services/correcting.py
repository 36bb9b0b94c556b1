"""Correcting what an import made of a source, one thing at a time: each is a small change of the draft, and can be undone.

A thing is named by its key: a paragraph ``b12`` by its block, a question ``q3`` by its wording, a piece of the tray ``p0``
by its place there. Every verb gives back the key of what then stands in its place, or nothing where it has left the page.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from ethics import richtext
from ethics.domain.actor import Actor, Clock
from ethics.domain.correcting import CorrectionKind
from ethics.domain.refusal import Invalid, NotKnown, Stale
from ethics.domain.splitting import cuts, pieces
from ethics.domain.vocabulary import Part, QuestionKind, Section
from ethics.domain.words import say
from ethics.extensions import db
from ethics.models import Block, QuestionWording
from ethics.reading import correcting as readings
from ethics.reading.draft_text import DraftText, text_of
from ethics.services import undoing
from ethics.services.blocks import BlockDraft, as_it_is, rewrite
from ethics.services.editing import ANYTHING, Editing, RestsOn, edit, tick_off
from ethics.services.numbering import arrange, renumber
from ethics.services.questions import add_question, add_scenario, apply_to, drop_question
from ethics.services.sources import LEAVE_OUT

NEW_SCENARIO = "scenario-new"
_TITLE = re.compile(r"\s*\*\*(?P<title>[^*\n]{1,200}?)[\s.:–—-]*\*\*[\s.:;–—-]*(?=\S)")
_SPECIAL = re.compile(r"([\\`*_\[\]<>~|]|^[#+-](?=\s)|(?<=\d)[.)](?=\s))", re.MULTILINE)
_LOOKED_AT = ("purpose", "recommendation", "dilemma", "background", "legislation", "scenarios", "questions")
NOT_THERE = say("Say where it belongs.")


@dataclass(frozen=True, slots=True)
class _Work:
    """One correction under way: the draft, its text before, and the thing that is corrected."""

    editing: Editing
    text: DraftText
    before: dict[str, Any]
    key: str
    at: int

    def block(self) -> Block:
        return next(one for one in self.text.blocks if one.id == self.at)

    def question(self) -> QuestionWording:
        return next(one for one in self.text.questions if one.id == self.at)

    def done(self, kind: CorrectionKind) -> None:
        arrange(self.editing.version.id)
        self.editing.saved("correcting")
        undoing.keep(self.editing, kind, self.before)


def _begin(actor: Actor, ref: str, key: str, clock: Clock, on: RestsOn, of: str) -> _Work:
    """Open the draft and find the thing. Refuses with NotKnown a key that names none of the kinds ``of``, and a paper that
    was issued: its questions have answers by then; with Stale where the thing was changed or has gone since."""
    editing = edit(actor, ref, clock)
    text = text_of(editing.version, editing.dilemma.id)
    if (
        text.source is None
        or editing.dilemma.issued_at is not None
        or key[:1] not in of
        or not key[1:].isdecimal()
        or len(key) > 12
    ):
        raise NotKnown
    if key not in text.items():
        raise Stale(editing.version.row_version)
    editing.rest_on(on, readings.values_of(text, key), ())
    return _Work(editing, text, undoing.snapshot(text), key, int(key[1:]))


def make_question(
    actor: Actor, ref: str, key: str, kind: QuestionKind | None, clock: Clock, on: RestsOn = ANYTHING
) -> str:
    """This paragraph, or piece of the tray, is a question of this kind. What stands round its asking sentence leads to it.

    It is asked where the source asks it, and of the scenario it stands in.
    """
    work = _begin(actor, ref, key, clock, on, "bp")
    if kind is None:
        raise Invalid({"kind": say("Say how it asks.")})
    block = work.block() if key[0] == "b" else None
    title, lead_in, asks = asked_in(block.text if block else work.text.pieces[work.at])
    wording = add_question(work.editing, asks, kind)
    wording.title, wording.lead_in = title, lead_in
    if block is not None:
        _close_like(wording, block)
        apply_to(wording, [block.scenario_id] if block.scenario_id is not None else [])
        db.session.delete(block)
    else:
        _take_from_tray(work)
    order = list(work.text.questions)
    order.insert(_place(work, [f"q{one.id}" for one in order]), wording)
    db.session.flush()
    renumber(order)
    work.done(CorrectionKind.QUESTION)
    return f"q{wording.id}"


def not_a_question(actor: Actor, ref: str, key: str, to: str, clock: Clock, on: RestsOn = ANYTHING) -> str:
    """This is no question: its words become a paragraph of the section or scenario ``to``."""
    work = _begin(actor, ref, key, clock, on, "q")
    one = work.question()
    if to == LEAVE_OUT:
        raise Invalid({"to": NOT_THERE})
    title = f"**{_escaped(one.title)}**" if one.title else ""
    words = "\n\n".join(part for part in (title, one.lead_in, _escaped(one.text)) if part)
    made = _put(work, to, words, one.part, one)
    drop_question(one)
    renumber([other for other in work.text.questions if other is not one])
    work.done(CorrectionKind.NOT_QUESTION)
    return made


def split(actor: Actor, ref: str, key: str, at: int, clock: Clock, on: RestsOn = ANYTHING) -> str:
    """Cut a paragraph or question in two at one of its places (domain/splitting.py); the second half stands next."""
    work = _begin(actor, ref, key, clock, on, "bq")
    if key[0] == "b":
        block = work.block()
        first, second = _halves(block.text, at)
        stored = work.text.of_section(block.section, block.scenario_id)
        boxes = [as_it_is(one) for one in stored]
        boxes[stored.index(block)] = _with_text(block, f"{first}\n\n{second}")
        known = {one.id for one in work.text.blocks}
        rewrite(work.editing, block.section, block.scenario_id, stored, boxes)
        after = text_of(work.editing.version, work.editing.dilemma.id)
        result = next((f"b{one.id}" for one in after.blocks if one.id not in known), key)
        if len(after.blocks) != len(work.text.blocks) + 1:
            raise Invalid({"split": say("It cannot be split there.")})
    else:
        one = work.question()
        first, second = _halves(one.text, at)
        wording = add_question(work.editing, second, one.kind)
        one.text = first
        _close_like(wording, one)
        apply_to(wording, work.text.applies.get(one.id, ()))
        order = list(work.text.questions)
        order.insert(order.index(one) + 1, wording)
        renumber(order)
        result = f"q{wording.id}"
    work.done(CorrectionKind.SPLIT)
    return result


def join(actor: Actor, ref: str, key: str, clock: Clock, on: RestsOn = ANYTHING) -> str:
    """Join a paragraph or question with the one above. Where one of the two is closed, both are then."""
    work = _begin(actor, ref, key, clock, on, "bq")
    if key[0] == "b":
        block = work.block()
        stored = work.text.of_section(block.section, block.scenario_id)
        at = stored.index(block)
        above = stored[at - 1] if at else None
        joined = readings.joined(above.text, block.text) if above is not None else ""
        if above is None or not joined:
            raise Invalid({"join": say("These two cannot be one paragraph.")})
        boxes = [as_it_is(one) for one in stored]
        closed = above if above.part is Part.CLOSED else block
        boxes[at - 1] = _with_text(closed, joined, above.id)
        boxes[at] = _with_text(block, "")
        rewrite(work.editing, block.section, block.scenario_id, stored, boxes)
        result = f"b{above.id}"
    else:
        one = work.question()
        order = list(work.text.questions)
        if order[0] is one:
            raise Invalid({"join": say("There is no question above it.")})
        first = order[order.index(one) - 1]
        title = f"**{_escaped(one.title)}**" if one.title else ""
        first.lead_in = "\n\n".join(part for part in (first.lead_in, title, one.lead_in) if part)
        first.text = f"{first.text} {one.text}"
        if one.part is Part.CLOSED and first.part is Part.OPEN:
            _close_like(first, one)
        both = {*work.text.applies.get(first.id, ()), *work.text.applies.get(one.id, ())}
        every = [wording.scenario_id for wording in work.text.scenarios]
        apply_to(first, [scenario_id for scenario_id in every if scenario_id in both])
        drop_question(one)
        renumber([other for other in order if other is not one])
        result = f"q{first.id}"
    work.done(CorrectionKind.JOIN)
    return result


def move(actor: Actor, ref: str, key: str, to: str, clock: Clock, on: RestsOn = ANYTHING) -> str:
    """This paragraph, or piece of the tray, belongs elsewhere: a section, a scenario or a new one; a piece also to the
    contact or the background papers, or nowhere. It stands there where the source has it."""
    work = _begin(actor, ref, key, clock, on, "bp")
    if key[0] == "b":
        block = work.block()
        if to == LEAVE_OUT:
            db.session.delete(block)
            result, kind = "", CorrectionKind.LEFT_OUT
        else:
            section, scenario_id = _destination(work, to)
            _stand(work, block, section, scenario_id)
            result, kind = key, CorrectionKind.MOVE
    else:
        piece, kind = work.text.pieces[work.at], CorrectionKind.PLACED
        version, result = work.editing.version, ""
        if to == "contact":
            version.contact = "\n\n".join(part for part in (version.contact, piece) if part)
        elif to == "background_papers":
            version.background_papers = "\n\n".join(part for part in (version.background_papers, piece) if part)
        elif to == LEAVE_OUT:
            kind = CorrectionKind.LEFT_OUT
        else:
            result = _put(work, to, piece, Part.OPEN)
        _take_from_tray(work)
    work.done(kind)
    return result


def change_kind(
    actor: Actor, ref: str, key: str, kind: QuestionKind | None, clock: Clock, on: RestsOn = ANYTHING
) -> str:
    """Say how a question asks."""
    work = _begin(actor, ref, key, clock, on, "q")
    if kind is None:
        raise Invalid({"kind": say("Say how it asks.")})
    work.question().kind = kind
    work.done(CorrectionKind.KIND)
    return key


def ask_of(actor: Actor, ref: str, key: str, numbers: Sequence[int], clock: Clock, on: RestsOn = ANYTHING) -> str:
    """Say which scenarios a question applies to, by their numbers; none means the whole paper."""
    work = _begin(actor, ref, key, clock, on, "q")
    known = {one.number: one.scenario_id for one in work.text.scenarios}
    if not set(numbers) <= set(known):
        raise Invalid({"scenarios": say("Choose from the scenarios of this paper.")})
    apply_to(work.question(), [known[number] for number in sorted(set(numbers))])
    work.done(CorrectionKind.SCENARIOS)
    return key


def all_right(actor: Actor, ref: str, clock: Clock) -> None:
    """Note that the author has read everything found against the source."""
    editing = edit(actor, ref, clock)
    for part in _LOOKED_AT:
        tick_off(editing.dilemma.id, part)


def asked_in(text: str) -> tuple[str, str, str]:
    """A paragraph as a question: its title where it begins with bold words, what leads to it, and what it asks."""
    opening = _TITLE.match(text)
    title, rest = (richtext.plain(opening["title"]), text[opening.end() :]) if opening else ("", text)
    found = pieces(rest)
    asking = [at for at, (_, piece) in enumerate(found) if piece.rstrip("\"”’')*_ ").endswith("?")]
    if not asking:
        return title, "", richtext.line(rest)
    first, last = asking[0], asking[-1]
    start = found[first][0]
    end = found[last + 1][0] if last + 1 < len(found) else len(rest)
    around = [rest[:start].strip(), rest[end:].strip()]
    return title, "\n\n".join(part for part in around if part), richtext.line(rest[start:end])


# -- inside -----------------------------------------------------------------------------------------------------------


def _escaped(text: str) -> str:
    """Plain words as Markdown that shows them as they are."""
    return _SPECIAL.sub(r"\\\1", text)


def _halves(text: str, at: int) -> tuple[str, str]:
    if at not in cuts(text):
        raise Invalid({"split": say("It cannot be split there.")})
    return text[:at].strip(), text[at:].strip()


def _with_text(block: Block, text: str, id_: int | None = None) -> BlockDraft:
    return replace(as_it_is(block), id=id_ or block.id, text=text)


def _place(work: _Work, keys: Sequence[str]) -> int:
    """Where among these the thing stands by the order of the source; at the end where the source does not say."""
    lines = work.text.first_lines
    mine = lines.get(work.key)
    if mine is None:
        return len(keys)
    return next((at for at, key in enumerate(keys) if lines.get(key, -1) > mine), len(keys))


def _destination(work: _Work, to: str) -> tuple[Section, int | None]:
    """The section and scenario a form names. Refuses with Invalid what is none."""
    if to == NEW_SCENARIO:
        number = len(work.text.scenarios) + 1
        return Section.SCENARIO, add_scenario(work.editing, str(say("Scenario %(number)s", number=number))).scenario_id
    known = {f"scenario-{one.number}": one.scenario_id for one in work.text.scenarios}
    if to in known:
        return Section.SCENARIO, known[to]
    section = next((one for one in Section if one.value == to and one is not Section.SCENARIO), None)
    if section is None:
        raise Invalid({"to": NOT_THERE})
    return section, None


def _stand(work: _Work, block: Block, section: Section, scenario_id: int | None) -> None:
    """Let a block stand in a section where the source has it."""
    there = [one for one in work.text.of_section(section, scenario_id) if one is not block]
    there.insert(_place(work, [f"b{one.id}" for one in there]), block)
    block.section, block.scenario_id = section, scenario_id
    arrange(work.editing.version.id, (), {id(one): at for at, one in enumerate(there)})


def _put(work: _Work, to: str, words: str, part: Part, like: QuestionWording | None = None) -> str:
    """Make paragraphs of words in a section or scenario, where the source has them; gives back the first one's key."""
    section, scenario_id = _destination(work, to)
    there = work.text.of_section(section, scenario_id)
    made = [
        Block(
            version_id=work.editing.version.id, section=section, scenario_id=scenario_id, text=piece,
            html=richtext.html(piece), part=part, part_reason=like.part_reason if like else None,
            part_note=like.part_note if like else "", review_on=like.review_on if like else None,
        )
        for piece in richtext.blocks(words)
    ]  # fmt: skip
    at = _place(work, [f"b{one.id}" for one in there])
    order = [*there[:at], *made, *there[at:]]
    arrange(work.editing.version.id, made, {id(one): place for place, one in enumerate(order)})
    return f"b{made[0].id}" if made else ""


def _close_like(wording: QuestionWording, like: Block | QuestionWording) -> None:
    """Close a question, or open it, as what it was made from is."""
    wording.part, wording.part_reason = like.part, like.part_reason
    wording.part_note, wording.review_on = like.part_note, like.review_on


def _take_from_tray(work: _Work) -> None:
    assert work.text.source is not None
    kept = [piece for at, piece in enumerate(work.text.pieces) if at != work.at]
    work.text.source.unplaced = "\n\n".join(kept)
