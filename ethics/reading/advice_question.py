"""One question of the draft advice: its clauses and basis, and beside them what members said and where it went."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ethics.domain.actor import Actor
from ethics.domain.deliberation import BasisChoice, Spread, basis_choices
from ethics.domain.forecast import forecast_choices
from ethics.domain.policy import Action, Seat, decide
from ethics.domain.refusal import NotKnown
from ethics.domain.vocabulary import Basis, PlaceKind, Reply, Stance, State, Strength
from ethics.domain.words import Message
from ethics.extensions import db
from ethics.models import AdviceCondition, Clause, Condition, Dilemma, Person, Placement, Position, QuestionAdvice
from ethics.reading.advice_drafting import About, about_of, open_flags
from ethics.reading.advised import Stand, Taken, Tally, View, stand_of
from ethics.reading.entering import Entered, open_again
from ethics.reading.positions import PrincipleNamed, Revealed, revealed
from ethics.reading.questions import Asked
from ethics.reading.reveal import by_value, position_seats, stance_on
from ethics.reading.revealed_question import html, one_stance
from ethics.reading.seats import seats
from ethics.richtext import SafeHtml


@dataclass(frozen=True, slots=True)
class PlaceRead:
    """Where a point went."""

    kind: PlaceKind
    label: str = ""
    """The clause, as 4.2."""
    holder: str = ""
    """Whose minority view it is."""
    because: str = ""


@dataclass(frozen=True, slots=True)
class SaidPoint:
    """One consideration or condition as its author last gave it, and where it went."""

    key: str
    """For forms: ``c`` or ``d`` and its id, a consideration or a condition."""
    name: str
    html: SafeHtml
    stance: Stance | None
    principle: PrincipleNamed | None
    strength: Strength | None
    who: str
    late: bool
    place: PlaceRead | None

    @property
    def is_condition(self) -> bool:
        """Whether it is a condition or measure, not a consideration."""
        return self.strength is not None


@dataclass(frozen=True, slots=True)
class DraftCondition:
    """A condition of the advice, and whose it was."""

    id: int
    clause_id: int
    text: str
    strength: Strength
    owner: str
    row_version: int
    origin: str


@dataclass(frozen=True, slots=True)
class Replied:
    """One eligible member's reply to a clause as it stands, or none."""

    name: str
    reply: Reply | None
    wording: str


def clause_seen(row_version: int, conditions: Iterable[tuple[int, int]]) -> str:
    """A clause and its conditions (id, row version) as they stood when they were read."""
    return " ".join([str(row_version), *(f"{id_}.{version}" for id_, version in sorted(conditions))])


@dataclass(frozen=True, slots=True)
class DraftClause:
    """A clause as it is being drafted, and what it rests on."""

    id: int
    label: str
    text: str
    addressed_to: str
    row_version: int
    considerations: int
    wishes: int
    names: tuple[str, ...]
    conditions: tuple[DraftCondition, ...]
    replies: tuple[Replied, ...]

    @property
    def seen(self) -> str:
        """What a page that shows it carries, so that nobody takes out words they have not read."""
        return clause_seen(self.row_version, ((one.id, one.row_version) for one in self.conditions))

    @property
    def rests_on(self) -> int:
        """How many points have their place in it."""
        return self.considerations + self.wishes

    @property
    def asks_first(self) -> bool:
        """Whether it may be taken out and has words that would go with it."""
        return bool(self.text or self.conditions) and not self.rests_on

    @property
    def objections(self) -> tuple[Replied, ...]:
        """Who objects, with the wording that would remove it."""
        return tuple(one for one in self.replies if one.reply is Reply.OBJECT)


@dataclass(frozen=True, slots=True)
class FlagRead:
    """A member says that their point is not there."""

    id: int
    name: str
    html: SafeHtml


@dataclass(frozen=True, slots=True)
class ViewOffered:
    """A minority view that points can be placed in."""

    id: int
    author: str
    written: bool


@dataclass(frozen=True, slots=True)
class DraftQuestion:
    """One question of the draft: clauses and basis, and beside them what members said."""

    about: About
    asked: Asked
    shown: bool
    previous: int | None
    next: int | None
    clauses: tuple[DraftClause, ...]
    spreads: tuple[tuple[str | Message, Spread], ...]
    """The stances as they are now, for each scenario by its title."""
    choices: tuple[BasisChoice, ...]
    basis: Basis | None
    not_answered: str
    advised_version: int
    points: tuple[SaidPoint, ...]
    flags: tuple[FlagRead, ...]
    views: tuple[ViewOffered, ...]
    changed_at: datetime | None

    @property
    def unplaced(self) -> tuple[SaidPoint, ...]:
        """Points without a place."""
        return tuple(point for point in self.points if point.place is None)

    @property
    def placed(self) -> tuple[SaidPoint, ...]:
        """Points with a place."""
        return tuple(point for point in self.points if point.place is not None)

    @staticmethod
    def counts(spread: Spread) -> dict[str, int]:
        """A spread by the stances' values, as its words take it."""
        return by_value(spread)

    def clause(self, clause_id: int) -> DraftClause:
        """The clause with this id. Refuses with NotKnown where it is not one of this question."""
        found = next((one for one in self.clauses if one.id == clause_id), None)
        if found is None:
            raise NotKnown
        return found

    def point(self, key: str) -> SaidPoint | None:
        """The point a form names, if it is one of this question."""
        return next((point for point in self.points if point.key == key), None)


def draft_question(
    actor: Actor, ref: str, number: int, now: datetime, entered: Entered | None = None, *, part_2: bool = False
) -> DraftQuestion:
    """One question for drafting (Action.EDIT_ADVICE). Refuses with NotKnown where there is no such question.

    The words of a Part 2 question are there with ``part_2`` alone; the caller records that read before it shows the page.
    """
    dilemma, standing = open_again(actor, ref, Action.EDIT_ADVICE, now, entered)
    taken = seats([dilemma.id])
    every = [one for one in revealed(dilemma, now, taken) if one.counts]
    placed = _placements(dilemma.id)
    stand = stand_of(dilemma, taken, _points_of(every, placed))
    asked = next((one for one in stand.asked if one.number == number), None)
    if asked is None:
        raise NotKnown
    given = [one for one in every if one.question_id == asked.id]
    clauses = stand.clauses_on(asked.id)
    views = [view for view in stand.views if view.question_id == asked.id]
    labels = {clause.id: stand.label(clause) for clause in clauses}
    places = _places(placed, given, labels, views)
    points = _points(given, places)
    conditions = conditions_of(clauses)
    advised = stand.advised.get(asked.id)
    numbers = [one.number for one in stand.asked]
    return DraftQuestion(
        about=about_of(dilemma, standing, stand, now),
        asked=asked,
        shown=asked.is_open or (part_2 and decide(Action.READ_PART_2, standing).allowed),
        previous=max((n for n in numbers if n < number), default=None),
        next=min((n for n in numbers if n > number), default=None),
        clauses=tuple(_clause(stand, clause, points, conditions) for clause in clauses),
        spreads=_spreads(asked, given),
        choices=_choices(stand, asked, given, dilemma, taken),
        basis=advised.basis if advised else None,
        not_answered=advised.not_answered if advised else "",
        advised_version=advised.row_version if advised else 0,
        points=points,
        flags=tuple(
            FlagRead(flag.id, name, html(flag.text))
            for flag, name in open_flags(dilemma.id)
            if flag.question_id == asked.id
        ),
        views=tuple(ViewOffered(view.id, view.author, view.written) for view in views),
        changed_at=max(_moments(clauses, advised), default=None),
    )


def _moments(clauses: Iterable[Clause], advised: QuestionAdvice | None) -> Iterator[datetime]:
    """When what is saved on the page was last changed: each clause, and the basis or why there is no answer."""
    yield from (clause.changed_at for clause in clauses)
    if advised is not None and advised.changed_at is not None:
        yield advised.changed_at


def _placements(dilemma_id: int) -> Sequence[Placement]:
    query = select(Placement).where(Placement.dilemma_id == dilemma_id).order_by(Placement.id)
    return db.session.scalars(query).all()


def _points_of(every: Iterable[Revealed], placed: Iterable[Placement]) -> tuple[dict[int, int], tuple[Tally, ...]]:
    """The positions that count and how many of their points have a place, from what is read already."""
    reasons = {row.consideration_id for row in placed}
    wishes = {row.condition_id for row in placed}
    every = [one for one in every if one.now.considerations or one.now.conditions]
    counted = (
        Tally(
            one.person_id,
            one.name,
            one.question_id,
            len(one.now.considerations) + len(one.now.conditions),
            sum(reason.id in reasons for reason in one.now.considerations)
            + sum(wish.id in wishes for wish in one.now.conditions),
        )
        for one in every
    )
    by_name = sorted(counted, key=lambda tally: (tally.name, tally.person_id, tally.question_id))
    return {one.now.id: one.person_id for one in every}, tuple(by_name)


def _places(
    placed: Iterable[Placement], given: Iterable[Revealed], labels: Mapping[int, str], views: Iterable[View]
) -> dict[tuple[str, int], PlaceRead]:
    reasons = {reason.id for one in given for reason in one.now.considerations}
    wishes = {wish.id for one in given for wish in one.now.conditions}
    holders = {view.id: view.author for view in views}
    found: dict[tuple[str, int], PlaceRead] = {}
    for row in placed:
        place = PlaceRead(row.kind, labels.get(row.clause_id or 0, ""), holders.get(row.view_id or 0, ""), row.because)
        if row.consideration_id in reasons:
            found["c", row.consideration_id] = place
        elif row.condition_id in wishes:
            found["d", row.condition_id] = place
    return found


def _points(given: Iterable[Revealed], places: Mapping[tuple[str, int], PlaceRead]) -> tuple[SaidPoint, ...]:
    found = []
    for one in given:
        stance, late = one_stance(one.now), one.round_1 is None
        for reason in one.now.considerations:
            found.append(
                SaidPoint(
                    f"c{reason.id}", one.name, html(reason.text), stance, reason.principle, None, "", late,
                    places.get(("c", reason.id)),
                )
            )  # fmt: skip
        for wish in one.now.conditions:
            found.append(
                SaidPoint(
                    f"d{wish.id}", one.name, html(wish.text), stance, None, wish.strength, wish.who, late,
                    places.get(("d", wish.id)),
                )
            )  # fmt: skip
    return tuple(found)


def conditions_of(clauses: Sequence[Clause]) -> dict[int, list[DraftCondition]]:
    """The conditions of these clauses by clause, each with the name of the member it came from."""
    rows = db.session.execute(
        select(AdviceCondition, Person.name)
        .outerjoin(Condition, Condition.id == AdviceCondition.origin_id)
        .outerjoin(Position, Position.id == Condition.position_id)
        .outerjoin(Person, Person.id == Position.person_id)
        .where(AdviceCondition.clause_id.in_([clause.id for clause in clauses]))
        .order_by(AdviceCondition.id)
    )
    found: dict[int, list[DraftCondition]] = defaultdict(list)
    for row, origin in rows:
        found[row.clause_id].append(
            DraftCondition(row.id, row.clause_id, row.text, row.strength, row.owner, row.row_version, origin or "")
        )
    return found


def _clause(
    stand: Stand, clause: Clause, points: Iterable[SaidPoint], conditions: Mapping[int, list[DraftCondition]]
) -> DraftClause:
    label = stand.label(clause)
    here = [
        point for point in points
        if point.place is not None and point.place.kind is PlaceKind.CLAUSE and point.place.label == label
    ]  # fmt: skip
    return DraftClause(
        id=clause.id,
        label=label,
        text=clause.text,
        addressed_to=clause.addressed_to,
        row_version=clause.row_version,
        considerations=sum(1 for point in here if not point.is_condition),
        wishes=sum(1 for point in here if point.is_condition),
        names=tuple(dict.fromkeys(point.name for point in here)),
        conditions=tuple(conditions.get(clause.id, ())),
        replies=tuple(
            Replied(one.name, given.reply if given else None, given.wording if given else "")
            for one in stand.electors
            for given in (stand.replies.get((clause.id, one.person_id)),)
        ),
    )


def _spreads(asked: Asked, given: Sequence[Revealed]) -> tuple[tuple[str | Message, Spread], ...]:
    found = []
    for scenario in asked.scenarios or (None,):
        stances = [stance_on(one.now, scenario.id if scenario else None) for one in given]
        spread = Spread.of(stance for stance in stances if stance is not None)
        if spread.total:
            found.append((scenario.named if scenario else "", spread))
    return tuple(found)


def _choices(
    stand: Stand, asked: Asked, given: Iterable[Revealed], dilemma: Dilemma, taken: Taken
) -> tuple[BasisChoice, ...]:
    """Before circulation what the stances let one expect; from then on what the replies allow (rule 9)."""
    if dilemma.state is State.CIRCULATED:
        replies = stand.replies_on(asked.id)
        return basis_choices({one.name: replies[one.person_id] for one in stand.electors})
    stances = {one.person_id: [row.stance for row in one.now.stances] for one in given}
    return forecast_choices(
        {
            member.name: stances.get(member.person_id, [])
            for member in position_seats(dilemma, taken)
            if member.seat in (Seat.FULL, Seat.UNDECLARED)
        }
    )
