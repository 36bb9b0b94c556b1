"""Positions as their readers may see them: one's own, how many are in, who gave, and after the reveal everybody's.

Before the reveal nothing of a colleague's position is read here but that it exists, and never on which question
(rule 3). The pages a member answers on are in `answering`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from ethics.domain.lifecycle import phase
from ethics.domain.policy import Seat
from ethics.domain.positions import ConditionDraft, ConsiderationDraft, PositionDraft, StanceDraft
from ethics.domain.refusal import NotAllowed
from ethics.domain.vocabulary import AbstainReason, ChangedBy, GivenAs, Phase, Stance, Strength
from ethics.domain.words import say
from ethics.extensions import db
from ethics.models import Appointment, CommitteeFramework, Dilemma, Framework, Person, Position, Principle, WorkingCopy
from ethics.reading.choices import named, on_offer
from ethics.reading.people import day_of
from ethics.reading.seats import seats
from ethics.reading.standing import times

WHOLE = (joinedload(Position.stances), selectinload(Position.considerations), selectinload(Position.conditions))
"""Loads a version with all it says."""

# -- one's own versions -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Given:
    """One version of a position, as it was given."""

    id: int
    number: int
    given_as: GivenAs
    given_at: datetime
    changed_by: ChangedBy | None
    draft: PositionDraft


def draft_of(position: Position) -> PositionDraft:
    """A given version as a draft of the next one. Its stances, considerations and conditions must be loaded."""
    return PositionDraft(
        stances=tuple(
            StanceDraft(row.scenario_id, row.stance, row.abstain_reason, row.abstain_text) for row in position.stances
        ),
        considerations=tuple(ConsiderationDraft(row.text, row.principle_id) for row in position.considerations),
        conditions=tuple(ConditionDraft(row.text, row.strength, row.who) for row in position.conditions),
        harm_left=position.harm_left,
        would_change=position.would_change,
        facts_wanted=position.facts_wanted,
        changed_by=position.changed_by,
        changed_text=position.changed_text,
    )


def versions_given(person_id: int, question_ids: Collection[int], *, whole: bool = True) -> Sequence[Position]:
    """Every version this person gave on these questions, each question's oldest first, with all it says if ``whole``.

    Read anew, since a lock may lie between an earlier reading and this one.
    """
    return (
        db.session.scalars(
            select(Position)
            .where(Position.person_id == person_id, Position.question_id.in_(question_ids))
            .options(*(WHOLE if whole else ()))
            .order_by(Position.question_id, Position.number)
            .execution_options(populate_existing=True)
        )
        .unique()
        .all()
    )


def working_copies(person_id: int, question_ids: Collection[int]) -> dict[int, WorkingCopy]:
    """What this person has typed on these questions and not given, by question, as it is now."""
    found = db.session.scalars(
        select(WorkingCopy)
        .where(WorkingCopy.person_id == person_id, WorkingCopy.question_id.in_(question_ids))
        .execution_options(populate_existing=True)
    )
    return {one.question_id: one for one in found}


# -- principles -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PrincipleNamed:
    """A principle, and its framework by name and year."""

    id: int
    name: str
    framework: str
    meaning: str = ""


def principles_open_to(committee_id: int, begun_at: datetime) -> Sequence[PrincipleNamed]:
    """The principles of the frameworks a committee reasons with, in its order; on a dilemma begun at ``begun_at`` those
    that have been retired since are still among them.
    """
    rows = db.session.execute(
        _PRINCIPLES.join(CommitteeFramework, CommitteeFramework.framework_id == Framework.id)
        .where(
            CommitteeFramework.committee_id == committee_id,
            on_offer(CommitteeFramework.retired_at, begun_at),
            on_offer(Principle.retired_at, begun_at),
        )
        .order_by(CommitteeFramework.position, Framework.id, Principle.position, Principle.id)
    )
    return [_named(*row) for row in rows]


def principles_by_id(ids: Collection[int]) -> dict[int, PrincipleNamed]:
    """These principles, of whichever framework: an old position keeps the one it cited."""
    if not ids:
        return {}
    rows = db.session.execute(
        _PRINCIPLES.where(Principle.id.in_(ids)).order_by(
            Framework.name, Framework.id, Principle.position, Principle.id
        )
    )
    return {one.id: one for one in (_named(*row) for row in rows)}


_PRINCIPLES = select(Principle.id, Principle.name, Framework.name, Framework.dated, Principle.meaning).join(
    Framework, Framework.id == Principle.framework_id
)


def _named(principle_id: int, name: str, framework: str, dated: date, meaning: str) -> PrincipleNamed:
    return PrincipleNamed(principle_id, name, named(framework, dated), meaning)


# -- how many are in --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CountIn:
    """How many members' positions are in, and of how many; never on which question."""

    complete: int
    begun: int
    of: int


@dataclass(frozen=True, slots=True)
class WhoGave:
    """Whose positions are in, for the Chair and the Secretary: on all, some or none of the questions, never which."""

    person_id: int
    name: str
    complete: bool
    begun: bool


def questions_given(dilemma: Dilemma, now: datetime) -> dict[int, tuple[str, int]]:
    """On how many questions each member who may give has given, by person id with their name, in order of name.

    Who withdrew or takes part without a position is not among them; a position that a late declaration set aside is
    not in.
    """
    day = day_of(dilemma.circulated_at or now)
    seated = db.session.execute(
        select(Person.id, Person.name)
        .join(Appointment, Appointment.person_id == Person.id)
        .where(
            Appointment.committee_id == dilemma.committee_id,
            Appointment.gives_positions,
            Appointment.confirmed_at <= (dilemma.issued_at or now),
            Appointment.starts_on <= day,
            or_(Appointment.ends_on.is_(None), Appointment.ends_on >= day),
        )
        .order_by(Person.name, Person.id)
    )
    taken = seats([dilemma.id])
    counted = dict(
        db.session.execute(
            select(Position.person_id, func.count(func.distinct(Position.question_id)))
            .where(Position.dilemma_id == dilemma.id)
            .group_by(Position.person_id)
        ).all()
    )
    found: dict[int, tuple[str, int]] = {}
    for person_id, name in seated:
        seat = taken.get((dilemma.id, person_id), Seat.UNDECLARED)
        if seat not in (Seat.WITHDRAWN, Seat.NO_POSITION):
            found[person_id] = (name, 0 if seat is Seat.AWAITING else counted.get(person_id, 0))
    return found


# -- after the reveal -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StanceRead:
    """A stance as others read it after the reveal."""

    scenario_id: int | None
    stance: Stance
    why: AbstainReason | None
    why_text: str


@dataclass(frozen=True, slots=True)
class ReasonRead:
    """A consideration, by the id it is given a place under (rule 11), and the principle it rests on."""

    id: int
    text: str
    principle: PrincipleNamed | None


@dataclass(frozen=True, slots=True)
class ConditionRead:
    """A condition or measure, by id; an empty ``who`` is “for the force to assign”."""

    id: int
    text: str
    strength: Strength
    who: str


@dataclass(frozen=True, slots=True)
class VersionRead:
    """One given version of a member's position, as others read it after the reveal."""

    id: int
    number: int
    wording_id: int
    given_as: GivenAs
    given_at: datetime
    changed_by: ChangedBy | None
    changed_text: str
    stances: tuple[StanceRead, ...]
    considerations: tuple[ReasonRead, ...]
    conditions: tuple[ConditionRead, ...]
    harm_left: str
    would_change: str
    facts_wanted: str


@dataclass(frozen=True, slots=True)
class Revealed:
    """A member's position on one question: as it stood when the round closed, and as it stands now.

    ``round_1`` is None where nothing was given before the close; ``now`` is then marked LATE (rule 3). ``seat`` is what
    rulings leave of the member's seat: outside FULL and LEAVE a position is set aside, not deleted (rule 2).
    """

    person_id: int
    name: str
    question_id: int
    seat: Seat
    round_1: VersionRead | None
    now: VersionRead

    @property
    def counts(self) -> bool:
        """Whether it is read with the others: its member's seat has not been taken by a ruling or a late declaration."""
        return self.seat in (Seat.FULL, Seat.LEAVE)

    @property
    def moved(self) -> bool:
        """Whether what stands now is not what stood at the close."""
        return self.round_1 is not None and self.round_1.id != self.now.id


def revealed(
    dilemma: Dilemma, now: datetime, taken: Mapping[tuple[int, int], Seat] | None = None
) -> tuple[Revealed, ...]:
    """Everybody's positions on a dilemma after its reveal, by question and then by name, set-aside ones included.

    Four queries, and what `seats` takes where the caller does not hand them in as ``taken``. The caller has asked the
    policy for Action.SEE_POSITIONS; before the reveal nothing comes out of here, whoever asks (rule 3).
    """
    if phase(dilemma.state, times(dilemma), now) is not Phase.REVEALED:
        raise NotAllowed(say("Positions are sealed until they close, for everyone."))
    taken = seats([dilemma.id]) if taken is None else taken
    given = (
        db.session.execute(
            select(Position, Person.name)
            .join(Person, Person.id == Position.person_id)
            .where(Position.dilemma_id == dilemma.id)
            .options(*WHOLE)
            .order_by(Position.question_id, Person.name, Person.id, Position.number)
        )
        .unique()
        .all()
    )
    principles = principles_by_id(
        {row.principle_id for one, _ in given for row in one.considerations if row.principle_id}
    )
    versions: dict[tuple[int, str, int], list[Position]] = defaultdict(list)
    for one, name in given:
        versions[one.question_id, name, one.person_id].append(one)
    return tuple(
        Revealed(
            person_id=person_id,
            name=name,
            question_id=question_id,
            seat=taken.get((dilemma.id, person_id), Seat.UNDECLARED),
            round_1=_read(in_round[-1], principles) if (in_round := in_round_1(dilemma, all_of_it)) else None,
            now=_read(all_of_it[-1], principles),
        )
        for (question_id, name, person_id), all_of_it in versions.items()
    )


def in_round_1(dilemma: Dilemma, versions: Iterable[Position]) -> list[Position]:
    """Those of a member's versions that were given before the close; the last of them counts (rule 4)."""
    closes_at = dilemma.closes_at
    return [one for one in versions if closes_at is not None and one.given_at < closes_at]


def _read(position: Position, principles: Mapping[int, PrincipleNamed]) -> VersionRead:
    return VersionRead(
        id=position.id,
        number=position.number,
        wording_id=position.wording_id,
        given_as=position.given_as,
        given_at=position.given_at,
        changed_by=position.changed_by,
        changed_text=position.changed_text,
        stances=tuple(
            StanceRead(row.scenario_id, row.stance, row.abstain_reason, row.abstain_text) for row in position.stances
        ),
        considerations=tuple(
            ReasonRead(row.id, row.text, principles[row.principle_id] if row.principle_id else None)
            for row in position.considerations
        ),
        conditions=tuple(ConditionRead(row.id, row.text, row.strength, row.who) for row in position.conditions),
        harm_left=position.harm_left,
        would_change=position.would_change,
        facts_wanted=position.facts_wanted,
    )
