"""What the advice on a dilemma stands at: who counts, which points have a place, who replied to what (rules 8 to 12).

Read once, used by the guards (through `facts`), by the Chair's pages and by the desk, so that all say the same.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import exists, or_, select, union_all
from sqlalchemy.orm import aliased

from ethics.domain.deliberation import AdviceFacts, QuorumRule, reply_to_question, strongest_basis
from ethics.domain.policy import Seat
from ethics.domain.vocabulary import Basis, Category, Reply, State
from ethics.extensions import db
from ethics.models import (
    Appointment,
    Clause,
    Committee,
    Condition,
    Confirmation,
    Consideration,
    Dilemma,
    EligibleMember,
    MinorityHolder,
    MinorityView,
    Person,
    Placement,
    Position,
    QuestionAdvice,
)
from ethics.reading.people import day_of
from ethics.reading.questions import Asked, issued_questions
from ethics.reading.seats import seats

Taken = Mapping[tuple[int, int], Seat]
"""What rulings leave of seats, by dilemma and person."""


# -- who counts -------------------------------------------------------------------------------------------------------


def counting_seats(dilemma: Dilemma, *, undeclared: bool = False) -> dict[int, Category]:
    """Who counts on this item, by person id with their category: a position-giving seat, in time for the item, full
    after rulings. Quorum counts those (rule 7); with ``undeclared`` also who never declared, since a seat that is
    silent still makes a member eligible and keeps the advice from being called unanimous (rule 9).
    """
    day = day_of(dilemma.circulated_at or dilemma.issued_at or dilemma.started_at)
    seated = db.session.execute(
        select(Appointment.person_id, Appointment.category)
        .where(
            Appointment.committee_id == dilemma.committee_id,
            Appointment.gives_positions,
            Appointment.confirmed_at <= (dilemma.issued_at or dilemma.started_at),
            Appointment.starts_on <= day,
            or_(Appointment.ends_on.is_(None), Appointment.ends_on >= day),
        )
        .order_by(Appointment.id)
    ).all()
    taken = seats([dilemma.id])
    return {
        person_id: category or Category.INDEPENDENT
        for person_id, category in seated
        if (seat := taken.get((dilemma.id, person_id), Seat.UNDECLARED)) is Seat.FULL
        or (undeclared and seat is Seat.UNDECLARED)
    }


def eligible_ids(dilemma_id: int, taken: Taken | None = None) -> set[int]:
    """The members fixed as eligible at circulation whose seat no later declaration or ruling has taken (rule 9)."""
    fixed = db.session.scalars(select(EligibleMember.person_id).where(EligibleMember.dilemma_id == dilemma_id)).all()
    taken = seats([dilemma_id], fixed) if taken is None else taken
    return {
        person for person in fixed if taken.get((dilemma_id, person), Seat.UNDECLARED) in (Seat.FULL, Seat.UNDECLARED)
    }


@dataclass(frozen=True, slots=True)
class Elector:
    """An eligible member of circulated advice."""

    person_id: int
    name: str
    category: Category


def electors_of(dilemma: Dilemma, taken: Taken) -> tuple[Elector, ...]:
    """The eligible members of circulated advice, by name."""
    rows = db.session.execute(
        select(Person.id, Person.name, Appointment.category)
        .join(EligibleMember, EligibleMember.person_id == Person.id)
        .outerjoin(
            Appointment,
            (Appointment.person_id == Person.id)
            & (Appointment.committee_id == dilemma.committee_id)
            & Appointment.gives_positions,
        )
        .where(EligibleMember.dilemma_id == dilemma.id)
        .order_by(Person.name, Person.id, Appointment.id)
    )
    found = {
        person_id: Elector(person_id, name, category or Category.INDEPENDENT)
        for person_id, name, category in rows
        if taken.get((dilemma.id, person_id), Seat.UNDECLARED) in (Seat.FULL, Seat.UNDECLARED)
    }
    return tuple(found.values())


# -- points and their places ------------------------------------------------------------------------------------------


def points_that_count(
    dilemma: Dilemma, taken: Taken | None = None, asked: Sequence[Asked] | None = None
) -> dict[int, int]:
    """The positions whose considerations and conditions need a place: position id → person id.

    The latest version of each member on each question the paper still asks (rule 11), of members who have not withdrawn
    and whose late declaration has not set them aside. Who leaves for the discussion is counted: their round 1 stands
    (rule 2).
    """
    taken = seats([dilemma.id]) if taken is None else taken
    still_asked = {one.id for one in (issued_questions(dilemma.id) if asked is None else asked)}
    rows = db.session.execute(
        select(Position.id, Position.person_id, Position.question_id)
        .where(Position.dilemma_id == dilemma.id)
        .order_by(Position.person_id, Position.question_id, Position.number)
    )
    latest = {(row.person_id, row.question_id): row.id for row in rows if row.question_id in still_asked}
    return {
        position_id: person_id
        for (person_id, _), position_id in latest.items()
        if taken.get((dilemma.id, person_id), Seat.UNDECLARED) in (Seat.FULL, Seat.LEAVE)
    }


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of somebody's considerations and conditions on one question there are, and how many have a place."""

    person_id: int
    name: str
    question_id: int
    total: int
    placed: int


def tallies(dilemma: Dilemma, counting: Iterable[int]) -> tuple[Tally, ...]:
    """The points of these positions counted by member and question, by name."""
    wanted = list(counting)
    here = Placement.dilemma_id == dilemma.id
    reason_placed = exists().where(here, Placement.consideration_id == Consideration.id)
    wish_placed = exists().where(here, Placement.condition_id == Condition.id)
    points = union_all(
        select(Consideration.position_id, reason_placed.label("placed")).where(Consideration.position_id.in_(wanted)),
        select(Condition.position_id, wish_placed.label("placed")).where(Condition.position_id.in_(wanted)),
    ).subquery()
    rows = db.session.execute(
        select(Person.id, Person.name, Position.question_id, points.c.placed)
        .join(Position, Position.person_id == Person.id)
        .join(points, points.c.position_id == Position.id)
        .order_by(Person.name, Person.id, Position.question_id)
    )
    found: dict[tuple[int, str, int], list[bool]] = defaultdict(list)
    for person_id, name, question_id, placed in rows:
        found[person_id, name, question_id].append(bool(placed))
    return tuple(Tally(*key, len(places), sum(places)) for key, places in found.items())


# -- the whole --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stand:
    """What the advice stands at now."""

    dilemma: Dilemma
    asked: tuple[Asked, ...]
    clauses: tuple[Clause, ...]
    """Those not taken out, by question and number."""
    advised: Mapping[int, QuestionAdvice]
    """By question."""
    tallies: tuple[Tally, ...]
    counting: Mapping[int, int] = field(default_factory=dict)
    """The positions whose points need a place, by id, and whose each is."""
    electors: tuple[Elector, ...] = ()
    replies: Mapping[tuple[int, int], Confirmation] = field(default_factory=dict)
    """The latest reply to the words a clause has now, by clause and person; of eligible members alone."""
    confirmations: Sequence[Confirmation] = ()
    """Every reply to any wording of these clauses, oldest first."""
    views: tuple["View", ...] = ()
    quorum: QuorumRule = field(default_factory=QuorumRule)
    taken: Taken = field(default_factory=dict)

    def clauses_on(self, question_id: int) -> tuple[Clause, ...]:
        """The clauses of one question."""
        return tuple(clause for clause in self.clauses if clause.question_id == question_id)

    def label(self, clause: Clause) -> str:
        """How a clause is cited, such as 4.2."""
        number = next((one.number for one in self.asked if one.id == clause.question_id), 0)
        return f"{number}.{clause.number}"

    def replies_on(self, question_id: int) -> dict[int, Reply | None]:
        """Each eligible member's reply to a question from those to its clauses, by person id (rule 9)."""
        ids = [clause.id for clause in self.clauses_on(question_id)]
        return {
            elector.person_id: reply_to_question(
                [given.reply if (given := self.replies.get((id_, elector.person_id))) else None for id_ in ids]
            )
            for elector in self.electors
        }

    def has_replied(self, elector: Elector) -> bool:
        """Whether they have replied to every clause as it stands; an objection is a reply."""
        return all((clause.id, elector.person_id) in self.replies for clause in self.clauses)

    def lacks_a_basis(self, question_id: int) -> bool:
        """Whether no word is chosen for the basis, or a stronger one than the replies allow."""
        advised = self.advised.get(question_id)
        if advised is None or advised.basis is None:
            return True
        order = list(Basis)
        return order.index(advised.basis) < order.index(strongest_basis(list(self.replies_on(question_id).values())))

    def _may_write(self, person_id: int) -> bool:
        """Whether a ruling has left them their minority view: else nobody could ever write it."""
        return self.taken.get((self.dilemma.id, person_id), Seat.UNDECLARED) is Seat.FULL

    def facts(self) -> AdviceFacts:
        """The same as the guards look at it."""
        answered = {clause.question_id for clause in self.clauses} | {
            question_id for question_id, one in self.advised.items() if one.not_answered
        }
        unplaced: Counter[str] = Counter()
        for tally in self.tallies:
            unplaced[tally.name] += tally.total - tally.placed
        circulates = self.dilemma.state is State.CIRCULATED
        with_clauses = {clause.question_id for clause in self.clauses}
        return AdviceFacts(
            questions_unanswered=tuple(one.number for one in self.asked if one.id not in answered),
            empty_clauses=tuple(self.label(clause) for clause in self.clauses if not clause.text.strip()),
            unplaced={name: n for name, n in unplaced.items() if n},
            quorum=self.quorum,
            replies_due_at=self.dilemma.replies_due_at,
            waiting_for=tuple(one.name for one in self.electors if not self.has_replied(one)) if circulates else (),
            replied=tuple(one.category for one in self.electors if self.has_replied(one)) if circulates else (),
            minority_views_waiting=tuple(
                sorted(view.author for view in self.views if not view.written and self._may_write(view.author_id))
            ) if circulates else (),
            questions_without_basis=tuple(
                one.number for one in self.asked if one.id in with_clauses and self.lacks_a_basis(one.id)
            ) if circulates else (),
        )  # fmt: skip


def stand_of(
    dilemma: Dilemma,
    taken: Taken | None = None,
    points: tuple[Mapping[int, int], tuple[Tally, ...]] | None = None,
    *,
    tallied: bool = True,
) -> Stand:
    """Read what the advice stands at. ``taken`` are the seats after rulings and ``points`` the positions that count with
    their tallies, where the caller has them already. Not ``tallied``, it does not say how many points have a place, and
    its facts are for no guard.
    """
    taken = seats([dilemma.id]) if taken is None else taken
    asked = issued_questions(dilemma.id)
    clauses = clauses_of(dilemma.id, asked)
    electors = electors_of(dilemma, taken) if dilemma.circulated_at is not None else ()
    given = confirmations_of(clauses) if electors else ()
    if points is None:
        counting = points_that_count(dilemma, taken, asked)
        points = (counting, tallies(dilemma, counting) if tallied else ())
    committee = db.session.get_one(Committee, dilemma.committee_id)
    return Stand(
        dilemma=dilemma,
        asked=asked,
        clauses=clauses,
        advised={
            row.question_id: row
            for row in db.session.scalars(select(QuestionAdvice).where(QuestionAdvice.dilemma_id == dilemma.id))
        },
        counting=points[0],
        tallies=points[1],
        electors=electors,
        replies=current_replies(clauses, electors, given),
        confirmations=given,
        views=views_of(dilemma.id),
        quorum=QuorumRule(committee.quorum_heads, committee.quorum_independent),
        taken=taken,
    )


def clauses_of(dilemma_id: int, asked: Sequence[Asked]) -> tuple[Clause, ...]:
    """The clauses of the advice that were not taken out, in the order of the questions."""
    order = {one.id: one.number for one in asked}
    rows = db.session.scalars(select(Clause).where(Clause.dilemma_id == dilemma_id, Clause.dropped_at.is_(None)))
    return tuple(sorted(rows, key=lambda clause: (order.get(clause.question_id, 0), clause.number, clause.id)))


def confirmations_of(clauses: Sequence[Clause]) -> Sequence[Confirmation]:
    """Every reply to any wording of these clauses, oldest first."""
    ids = [clause.id for clause in clauses]
    return db.session.scalars(
        select(Confirmation).where(Confirmation.clause_id.in_(ids)).order_by(Confirmation.text_version, Confirmation.id)
    ).all()


def current_replies(
    clauses: Sequence[Clause], electors: Sequence[Elector], given: Iterable[Confirmation]
) -> dict[tuple[int, int], Confirmation]:
    """The latest reply of each eligible member to each clause as it is worded now."""
    current = {clause.id: clause.text_version for clause in clauses}
    eligible = {elector.person_id for elector in electors}
    return {
        (row.clause_id, row.person_id): row
        for row in given
        if row.text_version == current[row.clause_id] and row.person_id in eligible
    }


@dataclass(frozen=True, slots=True)
class View:
    """A minority view that was not taken back, and who holds it."""

    id: int
    question_id: int
    author_id: int
    author: str
    text: str
    written: bool
    row_version: int
    holders: tuple[tuple[int, str, bool], ...]
    """Each holder by id and name, and whether they chose to be named in public."""


def views_of(dilemma_id: int) -> tuple[View, ...]:
    """The minority views that were not taken back, oldest first, each with its holders by name."""
    author, holder = aliased(Person), aliased(Person)
    rows = db.session.execute(
        select(MinorityView, author.name, holder.id, holder.name, MinorityHolder.named)
        .join(author, author.id == MinorityView.author_id)
        .outerjoin(MinorityHolder, MinorityHolder.view_id == MinorityView.id)
        .outerjoin(holder, holder.id == MinorityHolder.person_id)
        .where(MinorityView.dilemma_id == dilemma_id, MinorityView.taken_back_at.is_(None))
        .order_by(MinorityView.id, holder.name, holder.id)
    )
    found: dict[int, tuple[MinorityView, str]] = {}
    holders: dict[int, list[tuple[int, str, bool]]] = defaultdict(list)
    for view, name, holder_id, holder_name, named in rows:
        found[view.id] = (view, name)
        if holder_id is not None:
            holders[view.id].append((holder_id, holder_name, named))
    return tuple(
        View(
            view.id, view.question_id, view.author_id, name, view.text, view.written_at is not None, view.row_version,
            tuple(holders[view.id]),
        )
        for view, name in found.values()
    )  # fmt: skip


def replies_by_question(dilemma_id: int) -> dict[int, dict[int, Reply | None]]:
    """Each eligible member's reply to each question that has clauses: question id → person id → reply (rule 9)."""
    dilemma = db.session.get_one(Dilemma, dilemma_id)
    taken = seats([dilemma_id])
    electors = electors_of(dilemma, taken)
    clauses = clauses_of(dilemma_id, ())
    stand = Stand(
        dilemma,
        (),
        clauses,
        {},
        (),
        electors=electors,
        replies=current_replies(clauses, electors, confirmations_of(clauses)),
    )
    return {question_id: stand.replies_on(question_id) for question_id in {clause.question_id for clause in clauses}}
