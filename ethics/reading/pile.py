"""What lies on somebody's desk: dilemmas, each with everything its asks rest on.

The desk looks at many dilemmas, each with what `facts.facts_of` would read one by one. `piling` reads it for all of them
together, and `still_missing` on an `Item` says the same sentence as the guard (a test compares them).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from ethics.domain import lifecycle
from ethics.domain.deliberation import (
    AdviceFacts,
    QuorumRule,
    missing_to_sign_off,
    quorum_missing,
    reply_to_question,
    strongest_basis,
)
from ethics.domain.enquiries import Stage
from ethics.domain.policy import Seat, Standing
from ethics.domain.vocabulary import SEATED, Basis, Category, PublicationStatus, Reply, Role, Step
from ethics.domain.words import Message
from ethics.models import Committee, Dilemma
from ethics.reading import standing as standings
from ethics.reading.people import day_of
from ethics.reading.seats import Made
from ethics.reading.titles import title_for


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the version in force, and what the advice makes of it so far."""

    number: int
    question_id: int
    wording_id: int
    basis: Basis | None
    said_why_not: bool


@dataclass(frozen=True, slots=True)
class ClauseThere:
    """A clause that was not dropped, with every member's latest reply: person id → (wording replied to, reply)."""

    id: int
    question_id: int
    number: int
    text_version: int
    blank: bool
    answered: bool
    replies: Mapping[int, tuple[int, Reply]]


@dataclass(frozen=True, slots=True)
class Sitting:
    """The meeting a dilemma is on, under its letter, and what is recorded of it."""

    letter: str
    ref: str
    starts_at: datetime
    recorded: bool
    presided_by: int | None
    item_id: int


@dataclass(frozen=True, slots=True)
class Seated:
    """One confirmed seat on a committee, past ones included."""

    person_id: int
    name: str
    role: Role
    category: Category
    gives_positions: bool
    confirmed_at: datetime
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class EnquiryThere:
    """An enquiry that asks something of somebody: how far it has come, since when, and whose it is."""

    stage: Stage
    moved_at: datetime
    asked_by: int


@dataclass(slots=True)
class Item:
    """One dilemma on the pile with everything its asks rest on."""

    dilemma: Dilemma
    standing: Standing
    committee: Committee
    me: int
    seats: Mapping[int, Seat] = field(default_factory=dict)
    """What each member's declarations leave of their seat; who is not in it has not declared."""
    seated: Sequence[Seated] = ()
    declarations: Sequence[Made] = ()
    sitting: Sitting | None = None
    questions: Sequence[Asked] = ()
    parties_said: bool = False
    wholly_closed: bool = False
    """Whether all of the paper is of Part 2."""
    looks_again: bool = False
    """Whether the day has come on which something closed is to be looked at again."""
    version: int = 1
    """The number of the version in force, and when it was issued."""
    version_at: datetime | None = None
    given: Mapping[int, int] = field(default_factory=dict)
    """My latest position on each question: question id → the wording it was given on."""
    reworded: Collection[int] = ()
    """Questions that ask something else now than when I gave my position (rule 5)."""
    begun: Collection[int] = ()
    """Questions on which I have typed something that is not given."""
    clauses: Sequence[ClauseThere] = ()
    eligible: Collection[int] = ()
    views_waiting: Collection[int] = ()
    """Who announced a minority view that is not written yet."""
    flags: int = 0
    """How many members say their point is missing, unsettled."""
    answers_held: int = 0
    """Public answers of the force that are held back because the scan found something in them."""
    enquiries: Sequence[EnquiryThere] = ()
    """Those not answered yet, and mine that came back or were answered."""
    asked_to_declare_at: datetime | None = None
    publication: PublicationStatus | None = None
    public_ref: str | None = None
    """The public address of its advice, while an edition of it is public."""
    present: Collection[int] = ()
    unplaced: Mapping[int, int] = field(default_factory=dict)
    """Considerations and conditions without a place, by whose they are."""

    def names(self, person_ids: Iterable[int]) -> tuple[str, ...]:
        """These members' names, in alphabetical order."""
        wanted = set(person_ids)
        found = sorted((one.name, one.person_id) for one in self.seated if one.person_id in wanted)
        return tuple(dict.fromkeys(name for name, _ in found))

    def counting(self) -> dict[int, Category]:
        """Who counts in quorum on this item; see `facts.counting_seats`."""
        d = self.dilemma
        day, in_time = day_of(d.circulated_at or d.issued_at or d.started_at), d.issued_at or d.started_at
        return {
            one.person_id: one.category
            for one in self.seated
            if one.gives_positions
            and one.confirmed_at <= in_time
            and one.starts_on <= day
            and (one.ends_on is None or day <= one.ends_on)
            and self.seats.get(one.person_id) is Seat.FULL
        }

    def electors(self) -> dict[int, tuple[str, Category]]:
        """The eligible members whose seat nothing has taken since, by name; see `facts.eligible_categories`."""
        left = {p for p in self.eligible if self.seats.get(p, Seat.UNDECLARED) in (Seat.FULL, Seat.UNDECLARED)}
        found = sorted(
            (one for one in self.seated if one.person_id in left and one.gives_positions), key=lambda one: one.name
        )
        return {one.person_id: (one.name, one.category) for one in found}

    @property
    def title(self) -> str:
        """What the dilemma is called for this person."""
        return title_for(self.dilemma, self.standing)

    @property
    def seat_role(self) -> Role | None:
        """The role by which I sit on this item."""
        return next((role for role in self.standing.capacities if role in SEATED), None)

    def numbers(self, question_ids: Collection[int]) -> list[int]:
        """The numbers of these questions, in order."""
        return [one.number for one in self.questions if one.question_id in question_ids]

    def label(self, clause: ClauseThere) -> str:
        """What a clause is called, such as 4.2."""
        number = next((one.number for one in self.questions if one.question_id == clause.question_id), 0)
        return f"{number}.{clause.number}"

    def unreplied(self, person_id: int) -> list[ClauseThere]:
        """The clauses that wait for this member's reply to their present words."""
        return [one for one in self.clauses if one.replies.get(person_id, (0,))[0] != one.text_version]

    def still_missing(self, step: Step, now: datetime) -> Message | None:
        """What must still happen before ``step``, in the words of the guard."""
        return lifecycle.still_missing(self.dilemma.state, step, self._facts(), now)

    def lacks_only_a_basis(self, now: datetime) -> bool:
        """Whether nothing keeps circulated advice from being signed off but a basis, which whoever signs off chooses."""
        advice = self._advice()
        others = replace(advice, questions_without_basis=())
        return bool(advice.questions_without_basis) and missing_to_sign_off(others, now) is None

    def _facts(self) -> lifecycle.Facts:
        counting = self.counting()
        recorded = self.sitting is not None and self.sitting.recorded
        counted = {person: category for person, category in counting.items() if person in self.present}
        short = None
        if recorded and self.sitting is not None:
            short = quorum_missing(
                list(counted.values()), presided=self.sitting.presided_by in counted, rule=self._quorum()
            )
        return lifecycle.Facts(
            times=standings.times(self.dilemma),
            urgent=self.dilemma.urgent,
            questions=len(self.questions),
            parties_said=self.parties_said,
            has_open_title=bool(self.dilemma.public_title) or not self.wholly_closed,
            recorded=recorded,
            quorum_missing=short,
            advice=self._advice(),
            clauses_unanswered=sum(1 for clause in self.clauses if not clause.answered),
        )

    def _quorum(self) -> QuorumRule:
        return QuorumRule(self.committee.quorum_heads, self.committee.quorum_independent)

    def _advice(self) -> AdviceFacts:
        numbers = {one.question_id: one.number for one in self.questions}
        with_clause = {clause.question_id for clause in self.clauses}
        unplaced = [(name, person) for person in self.unplaced for name in self.names([person])]
        electors = self.electors()
        missing = {person for person in electors if self.unreplied(person)}
        return AdviceFacts(
            questions_unanswered=tuple(
                one.number for one in self.questions if one.question_id not in with_clause and not one.said_why_not
            ),
            empty_clauses=tuple(f"{numbers.get(one.question_id, 0)}.{one.number}" for one in self.clauses if one.blank),
            unplaced={name: self.unplaced[person] for name, person in sorted(unplaced)},
            waiting_for=tuple(name for person, (name, _) in electors.items() if person in missing),
            replied=tuple(category for person, (_, category) in electors.items() if person not in missing),
            quorum=self._quorum(),
            replies_due_at=self.dilemma.replies_due_at,
            minority_views_waiting=self.names(self.views_waiting),
            questions_without_basis=tuple(
                one.number
                for one in self.questions
                if one.question_id in with_clause and not self._basis_fits(one, electors)
            ),
        )

    def _basis_fits(self, question: Asked, electors: Collection[int]) -> bool:
        """Whether a basis is chosen and no stronger than the replies allow (rule 9)."""
        clauses = [clause for clause in self.clauses if clause.question_id == question.question_id]

        def to(clause: ClauseThere, person: int) -> Reply | None:
            version, reply = clause.replies.get(person, (0, None))
            return reply if version == clause.text_version else None

        replies = [reply_to_question([to(clause, person) for clause in clauses]) for person in electors]
        order = list(Basis)
        return question.basis is not None and order.index(question.basis) >= order.index(strongest_basis(replies))
