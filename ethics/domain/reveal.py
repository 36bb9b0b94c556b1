"""What the revealed positions come to: where members agree, where the hour should go, and who has moved since.

Pure functions over words and stances; the words themselves come with the spread (deliberation.taken_together).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ethics.domain.deliberation import NEEDS_THE_HOUR, Spread
from ethics.domain.vocabulary import Stance, TakenTogether
from ethics.domain.words import Message, say, say_many

HARDEST_FIRST = (
    TakenTogether.DIVIDED,
    TakenTogether.NOT_SETTLED,
    TakenTogether.ONE_APART,
    TakenTogether.AGREED_WITH_CONDITIONS,
    TakenTogether.AGREED,
    TakenTogether.OPEN,
    TakenTogether.NONE_GIVEN,
)
"""The words a row can get, in the order a meeting should take them."""

AGREES = frozenset({TakenTogether.AGREED, TakenTogether.AGREED_WITH_CONDITIONS})
"""Words that mean the members already agree."""

_NUMBERS = (
    say("no"), say("one"), say("two"), say("three"), say("four"), say("five"), say("six"), say("seven"), say("eight"),
    say("nine"), say("ten"),
)  # fmt: skip


def counted(n: int) -> Message | int:
    """A number for a sentence: in words to ten, then in figures."""
    return _NUMBERS[n] if 0 <= n < len(_NUMBERS) else n


def hardest(words: Iterable[TakenTogether]) -> TakenTogether:
    """The word of a question from those of its scenarios: the one that most needs the meeting."""
    return min(words, key=HARDEST_FIRST.index, default=TakenTogether.NONE_GIVEN)


def division(word: TakenTogether, spreads: Sequence[Spread]) -> tuple[int, int]:
    """Sorts questions with the most divided first: by their word, then by how many stand apart from the larger side."""
    apart = max((min(one.support, one.against) + one.unsettled for one in spreads), default=0)
    return HARDEST_FIRST.index(word), -apart


def grouped(words: Mapping[int, TakenTogether]) -> tuple[tuple[TakenTogether, tuple[int, ...]], ...]:
    """The numbers of the questions by the word they got, hardest first; what is agreed with conditions is agreed."""
    found: dict[TakenTogether, list[int]] = {word: [] for word in HARDEST_FIRST}
    for number, word in words.items():
        found[TakenTogether.AGREED if word in AGREES else word].append(number)
    return tuple((word, tuple(sorted(numbers))) for word, numbers in found.items() if numbers)


@dataclass(frozen=True, slots=True)
class Opening:
    """The top of the reveal: on how much members agree, and the numbers of the questions the hour is best spent on."""

    agreement: Message
    hour: tuple[int, ...]


def opening(words: Mapping[int, TakenTogether]) -> Opening:
    """The opening from the word of each question, by its number.

    The hour goes to what is divided or not settled; where nothing is, to where one member stands apart; where nobody
    does, to the open questions. An open question takes considerations and no stance, so it is not among those that
    members agree on or do not.
    """
    stances = [word for word in words.values() if word is not TakenTogether.OPEN]
    agreed = sum(1 for word in stances if word in AGREES)
    if all(word is TakenTogether.NONE_GIVEN for word in words.values()):
        return Opening(say("No positions were given before the close."), ())
    for kinds in (NEEDS_THE_HOUR, {TakenTogether.ONE_APART}, {TakenTogether.OPEN}):
        hour = tuple(sorted(number for number, word in words.items() if word in kinds))
        if hour:
            break
    return Opening(_agreement(agreed, len(stances), len(words) - len(stances)), hour)


def _agreement(agreed: int, total: int, open_questions: int) -> Message:
    if total == 0:
        return say_many(
            "The one question is open: members gave considerations, not stances.",
            "All %(of)s questions are open: members gave considerations, not stances.", open_questions,
            of=counted(open_questions),
        )  # fmt: skip
    if open_questions:
        return _agreement_on_stances(agreed, total)
    if agreed == 0:
        return say_many(
            "Members do not agree yet on the one question.", "Members do not agree yet on any of the %(of)s questions.",
            total, of=counted(total),
        )  # fmt: skip
    if agreed == total:
        return say_many(
            "Members already agree on the one question.", "Members already agree on all %(of)s questions.", total,
            of=counted(total),
        )  # fmt: skip
    return say(
        "Members already agree on %(agreed)s of the %(of)s questions.", agreed=counted(agreed), of=counted(total)
    )


def _agreement_on_stances(agreed: int, total: int) -> Message:
    """The same where other questions are open."""
    if agreed == 0:
        return say_many(
            "Members do not agree yet on the one question that takes a stance.",
            "Members do not agree yet on any of the %(of)s questions that take a stance.", total, of=counted(total),
        )  # fmt: skip
    if agreed == total:
        return say_many(
            "Members already agree on the one question that takes a stance.",
            "Members already agree on all %(of)s questions that take a stance.", total, of=counted(total),
        )  # fmt: skip
    return say(
        "Members already agree on %(agreed)s of the %(of)s questions that take a stance.",
        agreed=counted(agreed), of=counted(total),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Move:
    """Where one member stood at the close and stands now; None where they had said nothing yet."""

    name: str
    before: Stance | None
    after: Stance | None

    @property
    def moved(self) -> bool:
        """Whether the stance is another one now."""
        return self.before is not None and self.before is not self.after


def movers_first(moves: Iterable[Move]) -> tuple[Move, ...]:
    """Those who moved, then those who stayed, then who came late; each in the order given."""
    return tuple(sorted(moves, key=lambda move: (not move.moved, move.before is None)))


def movement(moves: Sequence[Move]) -> Message | None:
    """The heading over who moved, or None where nobody did."""
    moved = [move for move in moves if move.moved]
    if not moved:
        return None
    to = {move.after for move in moved}
    target = next(iter(to))
    if len(to) == 1 and target is not None:
        return say_many(
            "One member moved to “%(stance)s”", "%(count)s members moved to “%(stance)s”", len(moved),
            count=counted(len(moved)), stance=target.words,
        )  # fmt: skip
    return say_many(
        "One member changed their position", "%(count)s members changed their positions", len(moved),
        count=counted(len(moved)),
    )  # fmt: skip


def initials(names: Sequence[str]) -> tuple[str, ...]:
    """Letters that stand for each name above a column: first and last initial, longer where two would be the same."""
    found = [_letters(name, 1) for name in names]
    for length in (2, 3, 4):
        clashing = {letters for letters in found if found.count(letters) > 1}
        found = [
            _letters(name, length) if letters in clashing else letters
            for name, letters in zip(names, found, strict=True)
        ]
    seen: Counter[str] = Counter()
    told_apart = []
    for letters in found:
        seen[letters] += 1
        told_apart.append(f"{letters}{seen[letters]}" if found.count(letters) > 1 else letters)
    return tuple(told_apart)


def _letters(name: str, of_the_last: int) -> str:
    parts = name.split()
    if len(parts) < 2:
        return name[: of_the_last + 1].capitalize()
    return f"{parts[0][0].upper()}{parts[-1][:1].upper()}{parts[-1][1:of_the_last]}"
