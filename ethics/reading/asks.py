"""An ask: one thing one dilemma asks of one person, and how it is said."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from ethics.domain.asks import MINUTES, AskKind
from ethics.domain.vocabulary import Role
from ethics.domain.words import Message, listed, say, say_many
from ethics.reading.pile import Item


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing asked of one person."""

    kind: AskKind
    title: Message
    ref: str = ""
    detail: tuple[Message, ...] = ()
    """Sentences, in order."""
    by: datetime | None = None
    since: datetime | None = None
    """From when it has been asked, where there is no time by which."""
    done: int | None = None
    total: int | None = None
    question_number: int | None = None
    declaration_id: int | None = None
    minutes: int | None = None
    do: Message | None = None
    """What the button says, where it is not the words of the kind."""
    waits: Message | None = None
    """What it waits for, in the words of the guard, where somebody else has to act first."""
    warning: Message | None = None
    """Words that are kept and not given."""
    sealed_until: datetime | None = None
    capacity: Role | None = None

    @property
    def button(self) -> Message:
        """What the button says."""
        return self.do or self.kind.words

    @property
    def progress(self) -> Message | None:
        """How far one has come, where it is counted."""
        if not self.total:
            return None
        done = self.done or 0
        if self.kind is AskKind.SIGN_OFF:
            return say("%(done)s of %(total)s replied", done=done, total=self.total)
        if self.kind is AskKind.CONFIRM:
            return say("%(done)s of %(total)s replied to", done=done, total=self.total)
        return say("%(done)s of %(total)s answered", done=done, total=self.total)

    @property
    def takes(self) -> Message | None:
        """About how long it takes, where that can be said."""
        return duration(self.minutes) if self.minutes else None


def ask(
    item: Item, kind: AskKind, title: Message, detail: tuple[Message, ...], by: datetime | None, *, since: datetime | None = None,
    capacity: Role | None = None, minutes: int | None = None, **more: object,
) -> Ask:  # fmt: skip
    """An ask about an item; in the capacity of one's seat on it unless another is named."""
    if capacity is None:
        capacity = item.seat_role or next(iter(item.standing.capacities), None)
    return Ask(
        kind, title, item.dilemma.ref, detail, by, since or item.dilemma.started_at, capacity=capacity,
        minutes=minutes or MINUTES.get(kind), **more,  # type: ignore[arg-type]
    )  # fmt: skip


def paper(item: Item) -> tuple[Message, ...]:
    """The item's letter on its meeting, where it has one."""
    return (say("Paper %(letter)s.", letter=item.sitting.letter),) if item.sitting else ()


def not_given(numbers: Collection[int]) -> Message | None:
    """The warning of rule 4: what is typed and not given does not count."""
    if not numbers:
        return None
    return say_many(
        "What you typed on question %(numbers)s is kept, and counts only once you give it.",
        "What you typed on questions %(numbers)s is kept, and counts only once you give it.",
        len(numbers), numbers=listed(sorted(numbers)),
    )  # fmt: skip


def left_at_the_close(numbers: Collection[int]) -> Message | None:
    """What became of words that were typed and not given when positions closed."""
    if not numbers:
        return None
    return say_many(
        "What you had typed on question %(numbers)s was not given before the close. It is kept for you alone.",
        "What you had typed on questions %(numbers)s was not given before the close. It is kept for you alone.",
        len(numbers), numbers=listed(numbers),
    )  # fmt: skip


def next_of(now: datetime, *moments: datetime | None) -> datetime | None:
    """The nearest of these moments that is still to come."""
    return min((one for one in moments if one is not None and one > now), default=None)


_DURATIONS = (
    (2, say("two minutes")), (5, say("five minutes")), (12, say("ten minutes")), (20, say("a quarter of an hour")),
    (40, say("half an hour")), (75, say("an hour")),
)  # fmt: skip


def duration(minutes: int) -> Message:
    """About how long something takes, in words."""
    return next((words for most, words in _DURATIONS if minutes <= most), say("two hours"))
