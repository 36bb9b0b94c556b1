"""A position as it is being written: what was typed, read as a position, and what still keeps it from being given.

What a person types is kept as they typed it, box by box (rule 16); only giving asks whether it makes a position. The
names of the boxes are here and nowhere else, so that the page, the working copy and a refusal speak of the same ones.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import TypeVar

from ethics.domain.vocabulary import AbstainReason, ChangedBy, QuestionKind, Stance, Strength
from ethics.domain.words import Message, say

E = TypeVar("E", bound=Enum)

TEXTS = ("harm_left", "would_change", "facts_wanted", "changed_text")
"""The boxes there is one of."""
ROWS = ("stances", "considerations", "conditions")
"""The lists a position is made of, each row a few boxes."""
LONGEST_POINT = 500
"""How long one consideration or condition may be: a line or two, one reason at a time."""
LONGEST_MORE = 5_000
"""How long what is folded behind “Add…” may be, and why somebody abstains or changed their mind."""
SAVES = 100_000
"""How many saves of a working copy fit between two given versions; see `version_when_given`."""


@dataclass(frozen=True, slots=True)
class StanceDraft:
    """A stance for one scenario, or for the question itself where it has none. None: not chosen yet."""

    scenario_id: int | None = None
    stance: Stance | None = None
    why: AbstainReason | None = None
    why_text: str = ""


@dataclass(frozen=True, slots=True)
class ConsiderationDraft:
    """One reason, and the id of the principle it rests on, if any."""

    text: str = ""
    principle_id: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written or chosen in this row."""
        return not self.text and self.principle_id is None


@dataclass(frozen=True, slots=True)
class ConditionDraft:
    """One condition or measure; an empty ``who`` is “for the force to assign” (rule 10)."""

    text: str = ""
    strength: Strength = Strength.MUST
    who: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written in this row; how binding it would be is no word of its own."""
        return not self.text and not self.who


@dataclass(frozen=True, slots=True)
class PositionDraft:
    """A position as written so far, empty rows included, so that a refusal finds its row again by its place."""

    stances: tuple[StanceDraft, ...] = ()
    considerations: tuple[ConsiderationDraft, ...] = ()
    conditions: tuple[ConditionDraft, ...] = ()
    harm_left: str = ""
    would_change: str = ""
    facts_wanted: str = ""
    changed_by: ChangedBy | None = None
    changed_text: str = ""

    def without_blanks(self) -> "PositionDraft":
        """The same without the rows nobody wrote in, and why someone abstains kept only where they abstain."""
        return replace(
            self,
            stances=tuple(_plain(row) for row in self.stances if row.stance is not None),
            considerations=tuple(row for row in self.considerations if row.text),
            conditions=tuple(row for row in self.conditions if row.text),
        )

    def to_write_on(self) -> "PositionDraft":
        """A given version as the start of the next, which would have a reason of its own for the change."""
        return replace(self, changed_by=None, changed_text="")

    def says_the_same_as(self, other: "PositionDraft") -> bool:
        """Whether both make the same position, whatever was said to have changed the mind."""
        return self.without_blanks().to_write_on() == other.without_blanks().to_write_on()


def _plain(row: StanceDraft) -> StanceDraft:
    return row if row.stance is Stance.ABSTAIN else StanceDraft(row.scenario_id, row.stance)


# -- what was typed ---------------------------------------------------------------------------------------------------


def read_typed(typed: Mapping[str, str]) -> PositionDraft:
    """The boxes of a form as a draft. Never refuses: a choice that is none of those offered is one not made."""
    rows = {name: _rows(typed, name) for name in ROWS}
    return PositionDraft(
        stances=tuple(
            StanceDraft(
                _number(row.get("scenario")), _one_of(Stance, row.get("stance")), _one_of(AbstainReason, row.get("why")),
                row.get("why_text", ""),
            )
            for row in rows["stances"]
        ),
        considerations=tuple(
            ConsiderationDraft(row.get("text", ""), _number(row.get("principle"))) for row in rows["considerations"]
        ),
        conditions=tuple(
            ConditionDraft(row.get("text", ""), _one_of(Strength, row.get("strength")) or Strength.MUST, row.get("who", ""))
            for row in rows["conditions"]
        ),
        harm_left=typed.get("harm_left", ""),
        would_change=typed.get("would_change", ""),
        facts_wanted=typed.get("facts_wanted", ""),
        changed_by=_one_of(ChangedBy, typed.get("changed_by")),
        changed_text=typed.get("changed_text", ""),
    )  # fmt: skip


def as_typed(draft: PositionDraft) -> dict[str, str]:
    """A draft as the boxes of a form; the way back of `read_typed`."""
    typed = {name: getattr(draft, name) for name in TEXTS}
    typed["changed_by"] = draft.changed_by.value if draft.changed_by else ""
    for at, stance in enumerate(draft.stances):
        typed |= {
            f"stances-{at}-scenario": str(stance.scenario_id or ""),
            f"stances-{at}-stance": stance.stance.value if stance.stance else "",
            f"stances-{at}-why": stance.why.value if stance.why else "",
            f"stances-{at}-why_text": stance.why_text,
        }
    for at, reason in enumerate(draft.considerations):
        typed |= {
            f"considerations-{at}-text": reason.text,
            f"considerations-{at}-principle": str(reason.principle_id or ""),
        }
    for at, condition in enumerate(draft.conditions):
        typed |= {
            f"conditions-{at}-text": condition.text,
            f"conditions-{at}-strength": condition.strength.value,
            f"conditions-{at}-who": condition.who,
        }
    return typed


def laid_out(draft: PositionDraft, scenarios: Sequence[int], *, one_more: str = "") -> PositionDraft:
    """The draft as the page lays it out: a stance for each scenario in order, at least one row to write a reason and a
    condition in, and one empty row more where “Add another” was pressed (``one_more``: consideration or condition).
    """
    wanted: tuple[int | None, ...] = tuple(scenarios) or (None,)
    stances = {row.scenario_id: row for row in reversed(draft.stances)}
    return replace(
        draft,
        stances=tuple(stances.get(scenario, StanceDraft(scenario)) for scenario in wanted),
        considerations=_with_room(draft.considerations, ConsiderationDraft(), one_more == "consideration"),
        conditions=_with_room(draft.conditions, ConditionDraft(), one_more == "condition"),
    )


R = TypeVar("R", ConsiderationDraft, ConditionDraft)


def _with_room(rows: tuple[R, ...], blank: R, one_more: bool) -> tuple[R, ...]:
    last = max((at for at, row in enumerate(rows, 1) if not row.is_empty), default=0)
    room = tuple(rows[:last]) or (blank,)
    return room + (blank,) if one_more else room  # noqa: RUF005 - the type of a row is kept by adding


def written_in(draft: PositionDraft) -> dict[str, str]:
    """Everything somebody wrote or chose in a draft, by box: the same for two drafts that differ in empty rows alone."""
    typed = as_typed(draft)
    for at, condition in enumerate(draft.conditions):
        if condition.is_empty:
            typed.pop(f"conditions-{at}-strength")
    return {name: value for name, value in typed.items() if value and not name.endswith("-scenario")}


def boxes_of_a_position(names: Iterable[str]) -> list[str]:
    """Those of a form's names that are boxes of a position, in the order given."""
    return [name for name in names if name in (*TEXTS, "changed_by") or name.partition("-")[0] in ROWS]


def is_text(name: str) -> bool:
    """Whether a box takes words, not a choice."""
    return name in TEXTS or name.rpartition("-")[2] in ("text", "why_text", "who")


def longest(name: str) -> int:
    """How many characters a box may hold when it is given: a reason or a condition is a line or two."""
    return LONGEST_POINT if name.startswith(("considerations-", "conditions-")) else LONGEST_MORE


def label_of(name: str) -> Message:
    """What a box is called, for a page that shows it by itself."""
    listed, _, rest = name.partition("-")
    place, _, box = rest.partition("-")
    number = int(place) + 1 if place.isdecimal() else 1
    if box == "principle":
        return say("What consideration %(number)s rests on", number=number)
    if box == "strength":
        return say("How binding condition %(number)s is", number=number)
    if box == "stance":
        return say("Your stance") if number == 1 else say("Your stance, scenario %(number)s", number=number)
    if listed == "considerations":
        return say("Consideration %(number)s", number=number)
    if listed == "conditions":
        return (
            say("Who would do condition %(number)s", number=number)
            if box == "who"
            else say("Condition %(number)s", number=number)
        )
    if listed == "stances":
        return say("Why you abstain")
    return LABELS[name]


LABELS = {
    "harm_left": say("The harm left over"),
    "would_change": say("What would change my mind"),
    "facts_wanted": say("Facts I need"),
    "changed_by": say("What changed your mind"),
    "changed_text": say("What changed your mind, in your words"),
}


def version_when_given(given: int) -> int:
    """The version a form of a position carries when ``given`` versions are given and nothing is typed since. Each save
    of the working copy adds one. So it only ever grows, also across giving, when the working copy goes.
    """
    return given * SAVES


def _rows(typed: Mapping[str, str], listed: str) -> list[dict[str, str]]:
    """The rows of one list, by place; a place nobody posted is an empty row."""
    found: dict[int, dict[str, str]] = {}
    for name, value in typed.items():
        parts = name.split("-")
        if len(parts) == 3 and parts[0] == listed and parts[1].isdecimal() and len(parts[1]) <= 3:
            found.setdefault(int(parts[1]), {})[parts[2]] = value
    return [found.get(at, {}) for at in range(max(found) + 1)] if found else []


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= 9 else None


def _one_of(kind: type[E], value: str | None) -> E | None:
    return next((member for member in kind if member.value == value), None)


# -- what keeps it from being given -----------------------------------------------------------------------------------


def faults(
    draft: PositionDraft, kind: QuestionKind, scenarios: Sequence[int], principles: Iterable[int]
) -> dict[str, Message]:
    """What would have to change before this is a position, by the name of the box; empty where it is one.

    A closed or action question takes a stance for each of its scenarios; a stance alone is enough. An open one takes
    considerations or measures, or Abstain. Abstaining says why. “Supported with conditions” needs a condition (rule
    10). Blank is not an answer. ``scenarios`` are the ids the question applies to, ``principles`` those one may rest on.
    """
    wrong: dict[str, Message] = {}
    if kind is QuestionKind.OPEN:
        _look_at_an_open_answer(draft, wrong)
    else:
        _look_at_the_stances(draft, scenarios, wrong)
    for at, row in enumerate(draft.stances):
        if row.stance is Stance.ABSTAIN and row.why is None:
            wrong.setdefault(f"stances-{at}-why", say("Say why you abstain."))
        elif row.stance is Stance.ABSTAIN and row.why is AbstainReason.OTHER and not row.why_text:
            wrong.setdefault(f"stances-{at}-why_text", say("Say in your own words why you abstain."))
    known = set(principles)
    for at, reason in enumerate(draft.considerations):
        if reason.principle_id is not None and reason.principle_id not in known:
            wrong[f"considerations-{at}-principle"] = say("Choose a principle from the list, or none.")
        elif reason.principle_id is not None and not reason.text:
            wrong[f"considerations-{at}-text"] = say("Say the reason in a line or two, or let it rest on none.")
    for at, condition in enumerate(draft.conditions):
        if condition.who and not condition.text:
            wrong[f"conditions-{at}-text"] = say("Say what they would have to do, or clear who would do it.")
    return wrong


def _look_at_an_open_answer(draft: PositionDraft, wrong: dict[str, Message]) -> None:
    abstains = any(row.stance is Stance.ABSTAIN for row in draft.stances)
    says_something = any(row.text for row in draft.considerations) or any(row.text for row in draft.conditions)
    if not abstains and not says_something:
        wrong["considerations-0-text"] = say(
            "Blank is not an answer. Give one consideration or measure, or abstain and say why."
        )


def _look_at_the_stances(draft: PositionDraft, scenarios: Sequence[int], wrong: dict[str, Message]) -> None:
    for at, scenario_id in enumerate(scenarios or (None,)):
        row = next((row for row in draft.stances if row.scenario_id == scenario_id), None)
        if row is None or row.stance is None:
            missing = say("Blank is not an answer. Choose a stance; Abstain is one, with its reason.")
            if len(scenarios) > 1:
                missing = say("Choose a stance for this scenario too; Abstain is one, with its reason.")
            place = draft.stances.index(row) if row is not None else at
            wrong[f"stances-{place}-stance"] = missing
    if any(row.stance is Stance.CONDITIONS for row in draft.stances) and not any(row.text for row in draft.conditions):
        wrong["conditions-0-text"] = say("“Supported with conditions” needs a condition. Say what would have to hold.")


def changed_needed(draft: PositionDraft) -> dict[str, Message]:
    """What a revision lacks: it says what changed the member's mind (rule 4)."""
    if draft.changed_by is None:
        return {"changed_by": say("Say what changed your mind.")}
    return {}
