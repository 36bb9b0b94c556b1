"""One revealed question: where members stood and stand, what they gave for reasons, what they ask, and who moved."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from ethics import richtext
from ethics.domain.actor import Actor
from ethics.domain.deliberation import Spread, taken_together
from ethics.domain.policy import Action, Verdict, decide
from ethics.domain.refusal import NotKnown
from ethics.domain.reveal import Move, movement, movers_first
from ethics.domain.vocabulary import AbstainReason, ChangedBy, GivenAs, QuestionKind, Stance, Strength, TakenTogether
from ethics.domain.words import Message, say
from ethics.reading.enquiries import PassedOn, passed_on
from ethics.reading.entering import Entered, open_again
from ethics.reading.facts_wanted import Key, key_of, numbers_put
from ethics.reading.positions import PrincipleNamed, Revealed, VersionRead, revealed
from ethics.reading.questions import Asked, Circumstances, issued_questions, wordings
from ethics.reading.reveal import About, about_of, by_value, position_seats, stance_on
from ethics.reading.seats import seats
from ethics.richtext import SafeHtml

html = lru_cache(maxsize=4_096)(richtext.html)
"""What members wrote is read far more often than written; the same words give the same HTML."""

ON_EARLIER_WORDS = say("Given on earlier words of the question")


@dataclass(frozen=True, slots=True)
class Stood:
    """Those who took one stance at the close; who abstained says why."""

    stance: Stance
    names: tuple[str, ...]
    reasons: tuple[tuple[str, AbstainReason, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Standpoints:
    """The stances on a question, or on one scenario of it: at the close, and as they are now."""

    scenario: Circumstances | None
    word: TakenTogether
    spread: Spread
    now: Spread
    stood: tuple[Stood, ...]
    moves: tuple[Move, ...]
    heading: Message | None

    @property
    def counts(self) -> dict[str, int]:
        """How many took each stance at the close, for the drawings."""
        return by_value(self.spread)

    @property
    def moved(self) -> tuple[str, ...]:
        """Who stands elsewhere now, for the drawing's words."""
        return tuple(move.name for move in self.moves if move.moved)


@dataclass(frozen=True, slots=True)
class Point:
    """A consideration, or a text of a position, as its author last gave it."""

    name: str
    html: SafeHtml
    stance: Stance | None
    mark: Message | None
    """Late, revised, or resting on earlier words of the question."""

    @property
    def late(self) -> bool:
        """Whether its author had read the others first (rule 3)."""
        return self.mark is GivenAs.LATE.words


@dataclass(frozen=True, slots=True)
class Rested:
    """Considerations that rest on one principle, or on none."""

    principle: PrincipleNamed | None
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Asks:
    """A condition or measure: what, how binding, who would do it, and whose it is."""

    point: Point
    strength: Strength
    who: str


@dataclass(frozen=True, slots=True)
class FactWanted:
    """A fact a member wants: its words, the position it stands in, and the enquiry by which it was put to the author."""

    point: Point
    position_id: int
    number: int | None
    """Under which number it was put to the author; None where it was not."""
    put: PassedOn | None
    """What was put and answered; None also where that is of Part 2 and stands elsewhere."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What changed one member's mind (rule 4)."""

    name: str
    by: ChangedBy
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class QuestionRevealed:
    """Everything members gave on one question."""

    about: About
    asked: Asked
    shown: bool
    """Whether its words may be shown: open, or asked for with Part 2, a read that is then recorded."""
    previous: int | None
    next: int | None
    standpoints: tuple[Standpoints, ...]
    rested: tuple[Rested, ...]
    asks: tuple[Asks, ...]
    facts_wanted: tuple[FactWanted, ...]
    harms: tuple[Point, ...]
    would_change: tuple[Point, ...]
    changed: tuple[Changed, ...]
    late: tuple[str, ...]
    has_mine: bool
    put_fact: Verdict
    """Whether the reader may put a fact wanted to the author."""

    @property
    def is_open_question(self) -> bool:
        """Whether it takes considerations and measures, not stances."""
        return self.asked.kind is QuestionKind.OPEN


def question(
    actor: Actor, ref: str, number: int, now: datetime, entered: Entered | None = None, *, part_2: bool = False
) -> QuestionRevealed:
    """One question after the reveal (Action.SEE_POSITIONS). Refuses with NotKnown where there is no such question.

    The words of a Part 2 question are there with ``part_2`` alone; the caller records that read before it shows the page.
    """
    dilemma, standing = open_again(actor, ref, Action.SEE_POSITIONS, now, entered)
    every = issued_questions(dilemma.id, standing.until)
    asked = next((one for one in every if one.number == number), None)
    if asked is None:
        raise NotKnown
    taken = seats([dilemma.id])
    order = {member.person_id: at for at, member in enumerate(position_seats(dilemma, taken))}
    given = [one for one in revealed(dilemma, now, taken) if one.counts and one.question_id == asked.id]
    given.sort(key=lambda one: (order.get(one.person_id, len(order)), one.name, one.person_id))
    earlier = _on_earlier_words(asked, given)
    numbers = [one.number for one in every]
    put = numbers_put(dilemma.id) if any(one.now.facts_wanted for one in given) else {}
    answered = passed_on(actor, dilemma, standing, now) if put else ()
    shown = {one.number: one for one in answered if part_2 or not one.closed}
    return QuestionRevealed(
        about=about_of(dilemma, standing, len(every)),
        asked=asked,
        shown=asked.is_open or (part_2 and decide(Action.READ_PART_2, standing).allowed),
        previous=max((n for n in numbers if n < number), default=None),
        next=min((n for n in numbers if n > number), default=None),
        standpoints=tuple(_standpoints(asked, scenario, given) for scenario in asked.scenarios or (None,)),
        rested=_rested(given, earlier),
        asks=tuple(
            Asks(_point(one, condition.text, earlier), condition.strength, condition.who)
            for one in given
            for condition in one.now.conditions
        ),
        facts_wanted=_facts_wanted(given, earlier, put, shown),
        put_fact=decide(Action.PUT_FACT, standing),
        harms=_texts(given, "harm_left", earlier),
        would_change=_texts(given, "would_change", earlier),
        changed=tuple(
            Changed(one.name, one.now.changed_by, one.now.changed_text, one.now.given_at)
            for one in given
            if one.now.changed_by is not None
        ),
        late=tuple(one.name for one in given if one.round_1 is None),
        has_mine=any(one.person_id == standing.person_id for one in given),
    )


def _standpoints(asked: Asked, scenario: Circumstances | None, given: Sequence[Revealed]) -> Standpoints:
    scenario_id = scenario.id if scenario else None
    moves = [Move(one.name, stance_on(one.round_1, scenario_id), stance_on(one.now, scenario_id)) for one in given]
    moves = [move for move in moves if move.before is not None or move.after is not None]
    spread = Spread.of(move.before for move in moves if move.before is not None)
    return Standpoints(
        scenario=scenario,
        word=TakenTogether.OPEN if asked.kind is QuestionKind.OPEN else taken_together(spread),
        spread=spread,
        now=Spread.of(move.after for move in moves if move.after is not None),
        stood=tuple(
            Stood(stance, names, _abstained(given, scenario_id) if stance is Stance.ABSTAIN else ())
            for stance in Stance
            if (names := tuple(move.name for move in moves if move.before is stance))
        ),
        moves=movers_first(moves),
        heading=movement(moves),
    )


def _abstained(given: Iterable[Revealed], scenario_id: int | None) -> tuple[tuple[str, AbstainReason, str], ...]:
    return tuple(
        (one.name, row.why, row.why_text)
        for one in given
        if one.round_1 is not None
        for row in one.round_1.stances
        if row.scenario_id == scenario_id and row.stance is Stance.ABSTAIN and row.why is not None
    )


def one_stance(version: VersionRead) -> Stance | None:
    """The stance of a version where it takes the same one throughout, for the mark beside a name."""
    taken = {row.stance for row in version.stances}
    return taken.pop() if len(taken) == 1 else None


def _on_earlier_words(asked: Asked, given: Iterable[Revealed]) -> frozenset[int]:
    """The versions given when the question read otherwise (rule 5), by id."""
    others = {one.now.wording_id for one in given} - {asked.wording_id}
    then = wordings(others)
    reworded = {wording_id for wording_id in others if then[wording_id].asks != asked.asks}
    return frozenset(one.now.id for one in given if one.now.wording_id in reworded)


def _mark(one: Revealed, earlier: frozenset[int]) -> Message | None:
    if one.round_1 is None:
        return GivenAs.LATE.words
    if one.now.id in earlier:
        return ON_EARLIER_WORDS
    return one.now.given_as.words if one.now.given_as is GivenAs.REVISION else None


def _point(one: Revealed, text: str, earlier: frozenset[int]) -> Point:
    return Point(one.name, html(text), one_stance(one.now), _mark(one, earlier))


def _rested(given: Iterable[Revealed], earlier: frozenset[int]) -> tuple[Rested, ...]:
    """Considerations by principle, those that most members share first; what rests on none comes last."""
    found: dict[PrincipleNamed | None, list[Point]] = defaultdict(list)
    for one in given:
        for reason in one.now.considerations:
            found[reason.principle].append(_point(one, reason.text, earlier))

    def shared_first(principle: PrincipleNamed | None) -> tuple[bool, int, str, int]:
        if principle is None:
            return (True, 0, "", 0)
        return (False, -len(found[principle]), principle.name, principle.id)

    return tuple(Rested(principle, tuple(found[principle])) for principle in sorted(found, key=shared_first))


def _facts_wanted(
    given: Iterable[Revealed], earlier: frozenset[int], numbers: Mapping[Key, int], put: Mapping[int, PassedOn]
) -> tuple[FactWanted, ...]:
    return tuple(
        FactWanted(
            _point(one, one.now.facts_wanted, earlier),
            one.now.id,
            number := numbers.get(key_of(one)),
            put.get(number or 0),
        )
        for one in given
        if one.now.facts_wanted
    )


def _texts(given: Iterable[Revealed], name: str, earlier: frozenset[int]) -> tuple[Point, ...]:
    return tuple(_point(one, text, earlier) for one in given if (text := getattr(one.now, name)))
