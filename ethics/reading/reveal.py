"""The reveal: every position on an item as it stood at the close, and where the meeting's hour should go.

Nothing here is read before the close, whoever asks (rule 3). The spread of a question is of round 1 alone: late
positions and revisions stand on the page of the question (`revealed_question`).
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from ethics.domain.actor import Actor
from ethics.domain.deliberation import NEEDS_THE_HOUR, Spread, round_digest, taken_together
from ethics.domain.policy import Action, Seat, Standing, Verdict, decide
from ethics.domain.reveal import Opening, counted, division, grouped, hardest, initials, opening
from ethics.domain.vocabulary import SEATED, Part, QuestionKind, Role, Stance, State, TakenTogether
from ethics.domain.words import Message, say_many
from ethics.extensions import db
from ethics.models import AgendaItem, Appointment, Dilemma, Meeting, Person, Position
from ethics.reading.entering import Entered, open_again
from ethics.reading.people import day_of
from ethics.reading.positions import Revealed, VersionRead, revealed
from ethics.reading.questions import Asked, Circumstances, issued_questions
from ethics.reading.seats import seats
from ethics.reading.titles import title_for


@dataclass(frozen=True, slots=True)
class Member:
    """A member with a position-giving seat on the item, and what rulings leave of it."""

    person_id: int
    name: str
    role: Role
    seat: Seat
    initials: str = ""

    @property
    def office(self) -> Role | None:
        """Chair or Vice-chair, where they are one: said beside their name."""
        return self.role if self.role in (Role.CHAIR, Role.VICE_CHAIR) else None


@dataclass(frozen=True, slots=True)
class Cell:
    """One member on one row: a stance, or how many considerations an open question got, or neither."""

    initials: str
    stance: Stance | None = None
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A question, or one of its several scenarios, across the members."""

    scenario: Circumstances | None
    cells: tuple[Cell, ...]
    spread: Spread
    word: TakenTogether

    @property
    def hot(self) -> bool:
        """Whether a meeting should take it first."""
        return self.word in NEEDS_THE_HOUR

    @property
    def counts(self) -> dict[str, int]:
        """How many took each stance, for the drawings."""
        return by_value(self.spread)


@dataclass(frozen=True, slots=True)
class QuestionRows:
    """One question of the grid. ``word`` is that of its hardest row; ``late`` names who gave one after the reveal."""

    number: int
    title: str
    closed: bool
    rows: tuple[Row, ...]
    word: TakenTogether
    considerations: int
    late: tuple[str, ...]

    @property
    def hot(self) -> bool:
        """Whether a meeting should take it first."""
        return self.word in NEEDS_THE_HOUR

    @property
    def in_scenarios(self) -> bool:
        """Whether it has a row for each of its scenarios below its own: one alone would say the same twice."""
        return len(self.rows) > 1

    @property
    def is_open(self) -> bool:
        """Whether it takes considerations, not stances."""
        return self.word is TakenTogether.OPEN


@dataclass(frozen=True, slots=True)
class About:
    """What stands above the reveal's pages, and what its reader may do next."""

    ref: str
    title: str
    letter: str
    meeting_at: datetime | None
    closed_at: datetime
    discussed_at: datetime | None
    state: State
    questions: int
    revise: Verdict
    draft: Verdict
    see_draft: Verdict
    minority: Verdict


@dataclass(frozen=True, slots=True)
class Group:
    """Numbers of the questions that got one word, for the index."""

    word: TakenTogether
    numbers: tuple[int, ...]

    @property
    def hot(self) -> bool:
        """Whether a meeting should take them first."""
        return self.word in NEEDS_THE_HOUR


@dataclass(frozen=True, slots=True)
class Seal:
    """The sealed record: the digest over the salted versions that were given before the close, and how many they are."""

    digest: str
    versions: int


@dataclass(frozen=True, slots=True)
class Reveal:
    """Every question across every member who holds a position."""

    about: About
    opening: Opening
    groups: tuple[Group, ...]
    members: tuple[Member, ...]
    who_counts: tuple[Message, ...]
    questions: tuple[QuestionRows, ...]
    divided_first: bool
    seal: Seal

    @property
    def any_open(self) -> bool:
        """Whether a question takes considerations, so that the key says what a number means."""
        return any(question.is_open for question in self.questions)


def reveal(
    actor: Actor, ref: str, now: datetime, entered: Entered | None = None, *, divided_first: bool = False
) -> Reveal:
    """The grid of an item's positions after their close (Action.SEE_POSITIONS), in the paper's order or, with
    ``divided_first``, the most divided questions first. Refuses with NotKnown or NotAllowed, before the close alike for
    everyone.
    """
    dilemma, standing = open_again(actor, ref, Action.SEE_POSITIONS, now, entered)
    asked = issued_questions(dilemma.id, standing.until)
    taken = seats([dilemma.id])
    people = position_seats(dilemma, taken)
    given = [one for one in revealed(dilemma, now, taken) if one.counts]
    at_the_close = {(one.question_id, one.person_id): one.round_1 for one in given if one.round_1 is not None}
    held = {person_id for _, person_id in at_the_close}
    members = with_initials([member for member in people if member.person_id in held])
    late: dict[int, list[str]] = defaultdict(list)
    for one in given:
        if one.round_1 is None:
            late[one.question_id].append(one.name)
    questions = [_question(one, members, at_the_close, late[one.id]) for one in asked]
    words = {one.number: one.word for one in questions}
    if divided_first:
        questions.sort(key=lambda one: (*division(one.word, [row.spread for row in one.rows]), one.number))
    return Reveal(
        about=about_of(dilemma, standing, len(asked)),
        opening=opening(words),
        groups=tuple(Group(word, numbers) for word, numbers in grouped(words)),
        members=members,
        who_counts=_who_counts(people, held),
        questions=tuple(questions),
        divided_first=divided_first,
        seal=_seal(dilemma),
    )


def _question(
    asked: Asked,
    members: Sequence[Member],
    at_the_close: Mapping[tuple[int, int], VersionRead],
    late: Sequence[str],
) -> QuestionRows:
    versions = [at_the_close.get((asked.id, member.person_id)) for member in members]
    scenarios = () if asked.kind is QuestionKind.OPEN else asked.scenarios
    rows = [_row(asked, scenario, members, versions) for scenario in scenarios or (None,)]
    return QuestionRows(
        number=asked.number,
        title=(asked.title or asked.plain) if asked.is_open else "",
        closed=asked.part is Part.CLOSED,
        rows=tuple(rows),
        word=hardest(row.word for row in rows),
        considerations=sum(points(version) for version in versions if version is not None),
        late=tuple(late),
    )


def _row(
    asked: Asked, scenario: Circumstances | None, members: Sequence[Member], versions: Sequence[VersionRead | None]
) -> Row:
    is_open = asked.kind is QuestionKind.OPEN
    if is_open:  # who gave no consideration abstained, and from all of it
        stances = [version.stances[0].stance if version and version.stances else None for version in versions]
    else:
        stances = [stance_on(version, scenario.id if scenario else None) for version in versions]
    spread = Spread.of(stance for stance in stances if stance is not None)
    cells = tuple(
        Cell(member.initials, stance, points(version) if is_open and version is not None and stance is None else None)
        for member, version, stance in zip(members, versions, stances, strict=True)
    )
    return Row(scenario, cells, spread, TakenTogether.OPEN if is_open else taken_together(spread))


def stance_on(version: VersionRead | None, scenario_id: int | None) -> Stance | None:
    """The stance a version takes on a scenario, or on the question where that has none; None where it takes none."""
    if version is None:
        return None
    return next((row.stance for row in version.stances if row.scenario_id == scenario_id), None)


def by_value(spread: Spread) -> dict[str, int]:
    """A spread by the stances' values, as the drawings take it."""
    return {stance.value: n for stance, n in spread.counts.items()}


def points(version: VersionRead) -> int:
    """How many considerations and measures a version gives."""
    return len(version.considerations) + len(version.conditions)


# -- who sits, who counts ---------------------------------------------------------------------------------------------

_ORDER = (Role.CHAIR, Role.VICE_CHAIR, Role.MEMBER, Role.COOPTED_MEMBER)


def position_seats(dilemma: Dilemma, taken: Mapping[tuple[int, int], Seat]) -> tuple[Member, ...]:
    """Every member whose seat gave positions when the item was issued: Chair, Vice-chair, then by name."""
    if dilemma.issued_at is None:
        return ()
    day = day_of(dilemma.issued_at)
    rows = db.session.execute(
        select(Person.id, Person.name, Appointment.role)
        .join(Appointment, Appointment.person_id == Person.id)
        .where(
            Appointment.committee_id == dilemma.committee_id,
            Appointment.role.in_(SEATED),
            Appointment.gives_positions,
            Appointment.confirmed_at <= dilemma.issued_at,
            Appointment.starts_on <= day,
            or_(Appointment.ends_on.is_(None), Appointment.ends_on >= day),
        )
        .order_by(Person.name, Person.id, Appointment.id)
    ).all()
    found: dict[int, Member] = {}
    for person_id, name, role in sorted(rows, key=lambda row: _ORDER.index(row.role)):
        seat = taken.get((dilemma.id, person_id), Seat.UNDECLARED)
        found.setdefault(person_id, Member(person_id, name, role, seat))
    return tuple(found.values())


def with_initials(members: Sequence[Member]) -> tuple[Member, ...]:
    """The same members, each with letters of their own."""
    letters = initials([member.name for member in members])
    return tuple(
        Member(member.person_id, member.name, member.role, member.seat, own)
        for member, own in zip(members, letters, strict=True)
    )


def _who_counts(people: Sequence[Member], held: set[int]) -> tuple[Message, ...]:
    """Sentences on whose positions the grid shows, and whose it does not and why."""
    n, of = sum(1 for member in people if member.person_id in held), len(people)
    said = [
        say_many("One of %(of)s members holds a position.", "%(count)s of %(of)s members hold a position.", n,
                 count=counted(n), of=counted(of))
    ]  # fmt: skip
    count = Counter(member.seat for member in people if member.person_id not in held)
    if withdrawn := count[Seat.WITHDRAWN]:
        said.append(say_many(
            "One has withdrawn from this item and is not counted.", "%(count)s have withdrawn from this item and are not counted.",
            withdrawn, count=counted(withdrawn),
        ))  # fmt: skip
    if without := count[Seat.NO_POSITION]:
        said.append(say_many(
            "One takes part without a position.", "%(count)s take part without a position.", without, count=counted(without)
        ))  # fmt: skip
    if awaiting := count[Seat.AWAITING]:
        said.append(say_many(
            "One waits for a ruling; what they gave is set aside.", "%(count)s wait for a ruling; what they gave is set aside.",
            awaiting, count=counted(awaiting),
        ))  # fmt: skip
    silent = count[Seat.FULL] + count[Seat.LEAVE] + count[Seat.UNDECLARED]
    if silent:
        said.append(say_many(
            "One gave none before the close.", "%(count)s gave none before the close.", silent, count=counted(silent)
        ))  # fmt: skip
    return tuple(said)


# -- around it --------------------------------------------------------------------------------------------------------


def about_of(dilemma: Dilemma, standing: Standing, questions: int) -> About:
    """What stands above the reveal's pages for who has this standing."""
    letter, meeting_at = agenda_line(dilemma.id)
    assert dilemma.closes_at is not None
    return About(
        ref=dilemma.ref,
        title=title_for(dilemma, standing),
        letter=letter,
        meeting_at=meeting_at,
        closed_at=dilemma.closes_at,
        discussed_at=dilemma.discussed_at,
        state=dilemma.state,
        questions=questions,
        revise=decide(Action.REVISE_POSITION, standing),
        draft=decide(Action.EDIT_ADVICE, standing),
        see_draft=decide(Action.SEE_DRAFT_ADVICE, standing),
        minority=decide(Action.WRITE_MINORITY_VIEW, standing),
    )


def agenda_line(dilemma_id: int) -> tuple[str, datetime | None]:
    """The paper's letter and when its meeting is; empty for an urgent item without one."""
    row = db.session.execute(
        select(AgendaItem.letter, Meeting.starts_at)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(AgendaItem.dilemma_id == dilemma_id, AgendaItem.left_at.is_(None))
        .order_by(AgendaItem.id.desc())
        .limit(1)
    ).first()
    return (row.letter, row.starts_at) if row else ("", None)


def _seal(dilemma: Dilemma) -> Seal:
    digests = db.session.scalars(
        select(Position.digest).where(Position.dilemma_id == dilemma.id, Position.given_at < dilemma.closes_at)
    ).all()
    return Seal(round_digest(digests), len(digests))


__all__ = [
    "About", "Cell", "Group", "Member", "QuestionRows", "Reveal", "Revealed", "Row", "Seal", "about_of", "agenda_line",
    "by_value", "points", "position_seats", "reveal", "stance_on", "with_initials",
]  # fmt: skip
