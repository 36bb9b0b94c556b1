"""Two texts of one paper held against each other, as one reader may see the difference.

What is closed on either side is shown to nobody who may not read Part 2, and neither is it told that it changed. What
was open once and is closed in the version in force is closed by the caller (closed_since.py).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ethics import richtext
from ethics.domain.attachments import FileKind, size_of
from ethics.domain.differences import Mark, Piece, paired, words_between
from ethics.domain.vocabulary import Classification, ImplicationKind, Part, QuestionKind, Section
from ethics.domain.words import Message, Worded, say
from ethics.reading.titles import CLOSED_TITLE
from ethics.reading.version_content import Content


class Change(Worded):
    """What became of one paragraph or field."""

    CHANGED = "changed", "Changed"
    NEW = "new", "New"
    GONE = "gone", "Taken out"
    SET_OUT = "set_out", "The same words, set out otherwise"
    CLOSED = "closed", "The same words, closed now"
    OPENED = "opened", "The same words, open now"


@dataclass(frozen=True, slots=True)
class Said:
    """Words that stayed, went or came; a message where they are a choice and not typed."""

    mark: Mark
    text: str | Message


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph or field that differs; ``number`` as the later text has it."""

    change: Change
    number: str
    label: Message | str
    pieces: tuple[Said, ...]
    closed: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A section, scenario, question or other part in which something differs, and how many of its paragraphs do not."""

    heading: Message
    lines: tuple[Line, ...]
    same: int
    asks_otherwise: bool = False
    """A question whose words changed: positions given on it before are out of date (rule 5)."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs, in the order of the paper; ``hides``: closed parts are left out; ``shows_part_2``: they are in it."""

    groups: tuple[Group, ...]
    hides: bool
    shows_part_2: bool

    @property
    def reworded(self) -> tuple[Message, ...]:
        """The questions whose words changed, as they are called."""
        return tuple(group.heading for group in self.groups if group.asks_otherwise)


@dataclass(frozen=True, slots=True)
class _Passage:
    text: str | Message
    number: str = ""
    label: Message | str = ""
    closed: bool = False


@dataclass(slots=True)
class _Part:
    rank: tuple[int, int]
    heading: Message
    passages: list[_Passage] = field(default_factory=list)
    asks: object = None


_Parts = dict[tuple[str, object], _Part]


def compare(before: Content, after: Content, *, part_2: bool, principles: Mapping[int, str]) -> Comparison:
    """What differs between two texts. ``part_2`` shows what is closed; ``principles`` names each principle by its id."""
    was, is_ = (_parts(one, principles, part_2=part_2) for one in (before, after))
    closed = _any_closed(was) or _any_closed(is_)
    keys = sorted({**was, **is_}, key=lambda key: ((is_.get(key) or was[key]).rank, key not in is_, str(key)))
    groups = []
    for key in keys:
        old, new = was.get(key), is_.get(key)
        lines, same = _lines(old.passages if old else [], new.passages if new else [], part_2=part_2)
        shown = new or old
        assert shown is not None
        otherwise = bool(old and new and old.asks != new.asks)
        if lines:
            groups.append(Group(shown.heading, tuple(lines), same, otherwise))
    return Comparison(tuple(groups), hides=closed and not part_2, shows_part_2=closed and part_2)


def _any_closed(parts: _Parts) -> bool:
    return any(passage.closed for part in parts.values() for passage in part.passages)


# -- what stands where ------------------------------------------------------------------------------------------------


def _parts(content: Content, principles: Mapping[int, str], *, part_2: bool) -> _Parts:
    titles = {row["scenario_id"]: _title(row, part_2=part_2) for row in content["scenarios"]}
    found: _Parts = {("head", 0): _Part((0, 0), say("About the paper"), list(_head(content)))}
    for row in content["scenarios"]:
        shut = row.get("part") == Part.CLOSED.value  # states kept before scenarios could be closed do not say
        heading = say("Scenario %(number)s: %(title)s", number=row["number"], title=titles[row["scenario_id"]])
        title = _Passage(row["title"], label=say("Title"), closed=shut)
        found["scenario", row["scenario_id"]] = _Part((_rank(Section.SCENARIO), row["number"]), heading, [title])
    for row in content["blocks"]:
        section = Section(row["section"])
        key = ("scenario", row["scenario_id"]) if section is Section.SCENARIO else ("section", section.value)
        heading = say("Before the questions") if section is Section.QUESTIONS else section.words
        part = found.setdefault(key, _Part((_rank(section), 0), heading))
        part.passages.append(_Passage(row["text"], row["number"], closed=row["part"] == Part.CLOSED.value))
    for row in content["questions"]:
        applies = content["applies"].get(str(row["question_id"]), [])
        found["question", row["question_id"]] = _question(row, applies, titles)
    found["implications", 0] = _Part((200, 0), say("Implications"), list(_implications(content)))
    names = sorted(principles.get(row["principle_id"], "") for row in content["principles"])
    found["principles", 0] = _Part((201, 0), say("Principles engaged"), [_Passage(name) for name in names])
    parties = [_Passage(row["name"]) for row in content["parties"]]
    if content["head"]["no_parties"]:
        parties.append(_Passage(say("The paper says that it names none."), label=say("None")))
    found["parties", 0] = _Part((202, 0), say("People, places and bodies named"), parties)
    papers = richtext.blocks(content["head"]["background_papers"])
    found["background", 0] = _Part((203, 0), say("Background papers"), [_Passage(one) for one in papers])
    found["attachments", 0] = _Part((204, 0), say("Attachments"), list(_attachments(content)))
    return found


def _title(row: Mapping[str, Any], *, part_2: bool) -> str | Message:
    """What this reader may read of a scenario's title."""
    return CLOSED_TITLE if row.get("part") == Part.CLOSED.value and not part_2 else str(row["title"])


def _rank(section: Section) -> int:
    return 1 + list(Section).index(section)


def _head(content: Content) -> Iterator[_Passage]:
    dilemma, head = content["dilemma"], content["head"]
    yield _Passage(dilemma["title"], label=say("Subject"), closed=bool(dilemma["public_title"]))
    yield _Passage(dilemma["public_title"], label=say("Public title"))
    yield _Passage(dilemma["unit"], label=say("Presenting unit"))
    yield _Passage(head["report_of"], label=say("Report of"))
    yield _Passage(head["authors"], label=say("Authors"))
    yield _Passage(head["contact"], label=say("Person to contact"))
    yield _Passage(Classification(head["classification"]).words, label=say("Classification"))


def _question(row: Mapping[str, object], applies: Sequence[int], titles: Mapping[int, str | Message]) -> _Part:
    closed = row["part"] == Part.CLOSED.value
    scenarios = _in_a_row([titles.get(one, "") for one in applies])
    kind = QuestionKind(str(row["kind"]))
    passages = [
        _Passage(str(row["title"]), label=say("Title"), closed=closed),
        _Passage(str(row["lead_in"]), label=say("What leads to it"), closed=closed),
        _Passage(str(row["text"]), str(row["paragraph"]), label=say("Question"), closed=closed),
        _Passage(kind.words, label=say("How it asks"), closed=closed),
        _Passage(scenarios, label=say("Scenarios it applies to"), closed=closed),
    ]
    asks = (row["lead_in"], row["text"], row["kind"], tuple(sorted(applies)))
    number = row["number"]
    assert isinstance(number, int)
    return _Part((100, number), say("Question %(number)s", number=number), passages, asks)


def _in_a_row(titles: Sequence[str | Message]) -> str | Message:
    typed = [title for title in titles if isinstance(title, str)]
    if len(typed) == len(titles):
        return "; ".join(typed)
    first, *others = titles
    return say("%(one)s; %(others)s", one=first, others=_in_a_row(others)) if others else first


def _attachments(content: Content) -> Iterator[_Passage]:
    """Each by what it is called; another file in its place is another text, whatever its name and size."""
    for row in content.get("attachments", ()):  # states kept before there were attachments have none
        said = say(
            "%(name)s (%(kind)s, %(size)s, fingerprint %(digest)s)",
            name=row["name"], kind=FileKind(row["kind"]).words, size=size_of(row["size"]), digest=row["digest"][:8],
        )  # fmt: skip
        yield _Passage(said, label=row["label"], closed=row["part"] == Part.CLOSED.value)


def _implications(content: Content) -> Iterator[_Passage]:
    for row in content["implications"]:
        said: str | Message = row["text"] or ImplicationKind(row["kind"]).words
        yield _Passage(said, label=row["name"])


# -- what differs -----------------------------------------------------------------------------------------------------


def _lines(was: Sequence[_Passage], is_: Sequence[_Passage], *, part_2: bool) -> tuple[list[Line], int]:
    """What differs between the passages of one part, and how many paragraphs say the same."""
    found: list[Line] = []
    same = 0
    for old, new in _pairs(was, is_):
        if not part_2 and any(one is not None and one.closed for one in (old, new)):
            continue
        line = _line(old, new)
        if line is not None:
            found.append(line)
        elif new is not None and not new.label:
            same += 1
    return found, same


def _pairs(was: Sequence[_Passage], is_: Sequence[_Passage]) -> Iterable[tuple[_Passage | None, _Passage | None]]:
    """Which passage became which: fields by what they are called, paragraphs by what they say."""
    old_fields, new_fields = ({str(one.label): one for one in side if one.label} for side in (was, is_))
    for label in {**new_fields, **old_fields}:
        yield old_fields.get(label), new_fields.get(label)
    old, new = ([one for one in side if not one.label] for side in (was, is_))
    for i, j in paired([str(one.text) for one in old], [str(one.text) for one in new]):
        yield (old[i] if i is not None else None), (new[j] if j is not None else None)


def _line(old: _Passage | None, new: _Passage | None) -> Line | None:
    shown = new or old
    assert shown is not None
    before, after = _words(old), _words(new)
    change, pieces = Change.CHANGED, _pieces(before, after)
    if before == after:
        if not before or old is None or new is None or (old.text == new.text and old.closed == new.closed):
            return None
        change = Change.SET_OUT if old.closed == new.closed else Change.CLOSED if new.closed else Change.OPENED
    elif not before:
        change = Change.NEW
    elif not after:
        change = Change.GONE
    closed = any(one is not None and one.closed for one in (old, new))
    return Line(change, shown.number, shown.label, pieces, closed)


def _words(passage: _Passage | None) -> str | Message:
    if passage is None:
        return ""
    return richtext.plain(passage.text) if isinstance(passage.text, str) else passage.text


def _pieces(before: str | Message, after: str | Message) -> tuple[Said, ...]:
    if isinstance(before, str) and isinstance(after, str):
        return tuple(_said(piece) for piece in words_between(before, after))
    if before == after:
        return (Said(Mark.SAME, after),)
    both = ((Mark.GONE, before), (Mark.NEW, after))
    return tuple(Said(mark, text) for mark, text in both if text)


def _said(piece: Piece) -> Said:
    return Said(piece.mark, piece.text)
