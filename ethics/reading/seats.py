"""What declarations and rulings leave of seats, and whose the Chair's powers are by them (rules 1, 2 and 17).

`domain.conflict` decides it; here is what it decides from, for many dilemmas at once.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, CompoundSelect, Integer, bindparam, cast, literal, null, or_, select, union_all

from ethics.domain.conflict import Declared, powers_holder, seat_after
from ethics.domain.policy import Seat
from ethics.domain.vocabulary import SEATED, DeclarationKind, Role, RulingOutcome
from ethics.extensions import db
from ethics.models import Appointment, ChairAbsence, CoAuthor, Declaration, Dilemma, Dispensation, Ruling
from ethics.reading.people import day_of, holders


@dataclass(frozen=True, slots=True)
class Made:
    """One declaration with what is in effect on it."""

    id: int
    dilemma_id: int
    person_id: int
    made_at: datetime
    declared: Declared


def _declarations(*, of_some: bool) -> CompoundSelect[Any]:
    """Asks for every declaration on these dilemmas with its rulings, and last for the members who bring one of them."""
    bring = (
        select(
            literal(1).label("last"), literal(0).label("id"), Dilemma.id.label("dilemma_id"), Appointment.person_id,
            Appointment.confirmed_at.label("made_at"), literal(DeclarationKind.INTEREST, Declaration.kind.type).label("kind"),
            literal(RulingOutcome.WITHDRAW, Ruling.outcome.type).label("outcome"), cast(null(), Integer()).label("dispensation"),
            cast(null(), Integer()).label("ruling"), Dilemma.started_at, Appointment.ends_on,
        )
        .join(Appointment, (Appointment.committee_id == Dilemma.committee_id) & Appointment.role.in_(SEATED))
        .outerjoin(CoAuthor, (CoAuthor.dilemma_id == Dilemma.id) & (CoAuthor.person_id == Appointment.person_id))
        .where(
            Dilemma.id.in_(_IDS),
            Appointment.confirmed_at.is_not(None),
            or_(Dilemma.issued_at.is_(None), Appointment.confirmed_at <= Dilemma.issued_at),
            or_(Appointment.person_id.in_([Dilemma.author_id, Dilemma.sponsor_id]), CoAuthor.person_id.is_not(None)),
        )
    )  # fmt: skip
    made = (
        select(
            literal(0), Declaration.id, Declaration.dilemma_id, Declaration.person_id, Declaration.made_at, Declaration.kind,
            Ruling.outcome, Dispensation.id, Ruling.id, null(), null(),
        )
        .outerjoin(Ruling, Ruling.declaration_id == Declaration.id)
        .outerjoin(Dispensation, Dispensation.declaration_id == Declaration.id)
        .where(Declaration.dilemma_id.in_(_IDS))
    )  # fmt: skip
    if of_some:
        some: BindParameter[int] = bindparam("person_ids", expanding=True)
        bring, made = bring.where(Appointment.person_id.in_(some)), made.where(Declaration.person_id.in_(some))
    both: CompoundSelect[Any] = union_all(bring, made)
    return both.order_by("last", "id", "ruling", "dilemma_id", "person_id")


_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_DECLARATIONS, _DECLARATIONS_OF = _declarations(of_some=False), _declarations(of_some=True)
# Every page of a dilemma asks the statements of this module: they are built once.


def declarations(dilemma_ids: Collection[int], person_ids: Collection[int] | None = None) -> tuple[Made, ...]:
    """Every declaration on these dilemmas, oldest first, by everyone or by these people. A later ruling on the same
    declaration stands in place of an earlier one. A member who brings one of them stands last, as ruled to withdraw:
    nobody deliberates on their own paper, whatever they declared and whenever they got their seat.
    """
    if not dilemma_ids or (person_ids is not None and not person_ids):
        return ()
    query, named = (_DECLARATIONS, {}) if person_ids is None else (_DECLARATIONS_OF, {"person_ids": list(person_ids)})
    rows: Sequence[Any] = db.session.execute(query, {"ids": list(dilemma_ids), **named}).all()
    latest = {
        (row.id, row.dilemma_id, row.person_id): Made(
            row.id, row.dilemma_id, row.person_id, row.made_at,
            Declared(row.kind, row.outcome, row.dispensation is not None),
        )
        for row in rows
        if row.ends_on is None or day_of(row.started_at) <= row.ends_on
    }  # fmt: skip
    return tuple(latest.values())


def seats_after(made: Iterable[Made]) -> dict[tuple[int, int], Seat]:
    """What these declarations leave of seats: (dilemma id, person id) → seat."""
    by_person: dict[tuple[int, int], list[Declared]] = defaultdict(list)
    for one in made:
        by_person[one.dilemma_id, one.person_id].append(one.declared)
    return {key: seat_after(declared) for key, declared in by_person.items()}


def seats(dilemma_ids: Sequence[int], person_ids: Iterable[int] | None = None) -> dict[tuple[int, int], Seat]:
    """What declarations and rulings leave of seats: (dilemma id, person id) → seat, for everyone who declared, and for
    members who bring it, who are withdrawn from it.

    Who declared nothing is not in it; their seat is UNDECLARED. ``person_ids`` narrows the question.
    """
    return seats_after(declarations(dilemma_ids, None if person_ids is None else list(person_ids)))


def powers(dilemmas: Sequence[Dilemma], now: datetime) -> dict[int, int | None]:
    """Who holds the Chair's powers for each dilemma: dilemma id → person id, or None where members must choose."""
    chairs, absences = chairs_of(dilemmas, now), _absences(dilemmas)
    people = may_hold_powers(chairs, absences)
    return powers_by(dilemmas, chairs, absences, seats([dilemma.id for dilemma in dilemmas], people))


def chairs_of(dilemmas: Sequence[Dilemma], now: datetime) -> dict[int, tuple[Appointment, ...]]:
    """The appointments of the present Chairs and Vice-chairs of these dilemmas' committees, by committee."""
    day = day_of(now)
    return {
        committee_id: holders(committee_id, (Role.CHAIR, Role.VICE_CHAIR), day)
        for committee_id in {dilemma.committee_id for dilemma in dilemmas}
    }


def _absences(dilemmas: Sequence[Dilemma]) -> dict[int, int | None]:
    ids = [dilemma.id for dilemma in dilemmas]
    found = db.session.execute(
        select(ChairAbsence.dilemma_id, ChairAbsence.chosen_id).where(ChairAbsence.dilemma_id.in_(ids))
    )
    return {row.dilemma_id: row.chosen_id for row in found}


def may_hold_powers(chairs: Mapping[int, Sequence[Appointment]], absences: Mapping[int, int | None]) -> set[int]:
    """Everybody who may come to hold the Chair's powers: Chairs, Vice-chairs and whoever was chosen in their place.

    ``absences`` names, by dilemma, whoever was chosen where the Chair is recorded absent; None for the Vice-chair.
    """
    chosen = {person_id for person_id in absences.values() if person_id is not None}
    return chosen | {appointment.person_id for held in chairs.values() for appointment in held}


def powers_by(
    dilemmas: Sequence[Dilemma],
    chairs: Mapping[int, Sequence[Appointment]],
    absences: Mapping[int, int | None],
    taken: Mapping[tuple[int, int], Seat],
) -> dict[int, int | None]:
    """Who holds the Chair's powers, from the present Chairs and Vice-chairs by committee, the recorded absences by
    dilemma, and the seats that declarations left. A Chair or Vice-chair whose seat was confirmed after the issue has no
    standing on the item (rule 17).
    """
    people = may_hold_powers(chairs, absences)
    found: dict[int, int | None] = {}
    for dilemma in dilemmas:
        held_by = {
            appointment.role: appointment.person_id
            for appointment in chairs[dilemma.committee_id]
            if appointment.confirmed_at is not None
            and (dilemma.issued_at is None or appointment.confirmed_at <= dilemma.issued_at)
        }
        found[dilemma.id] = powers_holder(
            held_by.get(Role.CHAIR),
            held_by.get(Role.VICE_CHAIR),
            {person_id: taken.get((dilemma.id, person_id), Seat.UNDECLARED) for person_id in people},
            chair_absent=dilemma.id in absences,
            chosen_id=absences.get(dilemma.id),
        )
    return found
