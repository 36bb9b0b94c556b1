"""Walking a public copy: every text in it that somebody wrote, where it stands, and holes made in it (rule 13).

A place is a path such as ``questions/0/clauses/1/text``. Nothing here changes what it is given.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ethics.domain.disclosure import Passage
from ethics.domain.vocabulary import PartReason
from ethics.domain.words import Message, say
from ethics.reading.public_copy import Content, hole, text_node
from ethics.richtext import plain

_OURS = frozenset({
    "key", "kind", "basis", "agreed", "html", "number", "label", "committee", "force", "letter", "date", "paragraph", "agreed_on",
    "withheld", "withheld_words", "strength", "names", "principles", "frameworks", "counts", "answer", "given_on", "done_by",
})  # fmt: skip
"""Keys whose values are ours or settings, not anybody's words: the scan passes them by."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of a copy that a reviewer thinks of as one: a paragraph, a clause, a question, a minority view."""

    place: str
    anchor: str
    """The id it has on the page."""
    words: Message
    whole: bool
    """Whether all of it may be withheld; of a minority view, the title and what is typed for the page, only part."""


def passages(content: Content) -> Iterator[Passage]:
    """Every text of a copy that somebody wrote, as a person reads it, each with its place."""
    yield from _walk(content, "")


def _walk(node: Any, where: str) -> Iterator[Passage]:
    if isinstance(node, str):
        if node.strip():
            yield Passage(where, node)
    elif isinstance(node, list):
        for n, inner in enumerate(node):
            yield from _walk(inner, f"{where}/{n}" if where else str(n))
    elif isinstance(node, dict):
        for key, inner in node.items():
            place = f"{where}/{key}" if where else key
            if key == "text" and "html" in node:
                yield from _walk(plain(inner), place)
            elif key not in _OURS:
                yield from _walk(inner, place)


def units(content: Content) -> Iterator[Unit]:
    """The pieces of a copy in the order of the page; holes are none."""
    yield Unit("title", "title", say("The title"), False)
    for key, words in (("summary", say("The summary")), ("notice", say("The notice"))):
        if content[key]:
            yield Unit(key, key, words, False)
    for at, question in enumerate(content["questions"]):
        yield from _of_question(question, f"questions/{at}")
    number = 0
    for at, section in enumerate(content["paper"]["sections"]):
        for inner, paragraph in enumerate(section["paragraphs"]):
            place = f"paper/sections/{at}/paragraphs/{inner}"
            number += not paragraph["number"]
            anchor = f"para-{paragraph['number']}" if paragraph["number"] else f"heading-{number}"
            words = (
                say("Paragraph %(number)s", number=paragraph["number"])
                if paragraph["number"]
                else say("A heading of the paper")
            )
            if "withheld" not in paragraph:
                yield Unit(place, anchor, words, True)
    for at, implication in enumerate(content["implications"]):
        if implication.get("text"):
            yield Unit(
                f"implications/{at}",
                f"implication-{at + 1}",
                say("Implication: %(name)s", name=implication["name"]),
                True,
            )


def _of_question(question: Content, place: str) -> Iterator[Unit]:
    number = question["number"]
    if "withheld" not in question:
        yield Unit(place, f"question-{number}", say("Question %(number)s", number=number), True)
    for at, clause in enumerate(question["clauses"]):
        if "withheld" not in clause:
            label = clause["label"]
            yield Unit(
                f"{place}/clauses/{at}",
                f"clause-{label.replace('.', '-')}",
                say("Clause %(number)s", number=label),
                True,
            )
    for at, view in enumerate(question["minority"]):
        if "withheld" not in view:
            words = say("A minority view on question %(number)s", number=number)
            yield Unit(f"{place}/minority/{at}", f"minority-{number}-{at + 1}", words, False)


def unit_of(content: Content, place: str) -> Unit | None:
    """The piece in which a place lies: the innermost there is."""
    found = [unit for unit in units(content) if place == unit.place or place.startswith(unit.place + "/")]
    return max(found, key=lambda unit: len(unit.place), default=None)


def minority_at(content: Content, place: str) -> tuple[int, int] | None:
    """The number of the question and the place in the row (from 0) of the minority view a place lies in."""
    found = re.match(r"questions/(\d+)/minority/(\d+)(?:/|$)", place)
    return (content["questions"][int(found[1])]["number"], int(found[2])) if found else None


def with_words_withheld(content: Content, place: str, words: str, mark: str) -> Content:
    """A copy of the content in which these words, as a person reads them, give way to a visible mark wherever they
    stand at ``place`` or below; HTML made anew.
    """
    return _changed(content, place, lambda node: _without(node, words, mark))  # type: ignore[no-any-return]


def with_unit_withheld(content: Content, place: str, reason: PartReason) -> Content:
    """A copy of the content with a hole in place of a whole paragraph, clause, question or implication. What cites it
    stays: its number or label, and a question's own clauses and spread.
    """
    stays = {
        "number",
        "paragraph",
        "label",
        "kind",
        "name",
        "scenarios",
        "basis",
        "agreed",
        "spread",
        "clauses",
        "minority",
    }

    def emptied(node: Content) -> Content:
        return {key: value for key, value in node.items() if key in stays} | hole(reason)

    return _changed(content, place, emptied)  # type: ignore[no-any-return]


def _changed(node: Any, place: str, change: Any) -> Any:
    if not place:
        return change(node)
    head, _, rest = place.partition("/")
    if isinstance(node, list):
        return [_changed(inner, rest, change) if n == int(head) else inner for n, inner in enumerate(node)]
    if head == "text" and "html" in node:  # a text and its HTML change together
        return change(node)
    return {**node, head: _changed(node[head], rest, change)}


def _without(node: Any, words: str, mark: str) -> Any:
    if isinstance(node, str):
        return _replaced(node, words, mark)
    if isinstance(node, list):
        return [_without(inner, words, mark) for inner in node]
    if not isinstance(node, dict):
        return node
    changed = {
        key: inner if key in _OURS or key in ("text", "html") else _without(inner, words, mark)
        for key, inner in node.items()
    }
    if "html" in node and node["text"]:
        changed |= text_node(_mended(node["text"], words, mark))
    return changed


def _replaced(text: str, words: str, mark: str) -> str:
    """The text with whole occurrences of the words gone; white space in them is any white space."""
    inner = r"\s+".join(re.escape(word) for word in words.split())
    before = r"(?<!\w)" if words[:1].isalnum() else ""
    after = r"(?!\w)" if words[-1:].isalnum() else ""
    return re.sub(before + inner + after, lambda _: mark, text) if inner else text


def _mended(markdown: str, words: str, mark: str) -> str:
    """Markdown that reads as the text does, but for the words. Where marks stand among them, or the words are an
    address behind a link, the text loses its marks: nothing of what is withheld may stay in its source.
    """
    read = plain(markdown)
    wanted = _replaced(read, words, mark)
    if wanted == read:
        return markdown
    tried = _replaced(markdown, words, _escaped(mark))
    return tried if plain(tried) == wanted else _as_markdown(wanted)


def _escaped(text: str) -> str:
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)


def _as_markdown(text: str) -> str:
    paragraphs = ("\\\n".join(_escaped(line.strip()) for line in block.split("\n")) for block in text.split("\n\n"))
    return "\n\n".join(paragraphs)
