"""What is known of one dilemma, for facts to be held against: its journal, and what was declared and ruled when."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from ethics.domain.conflict import Declared, seat_after
from ethics.domain.policy import Seat
from ethics.domain.vocabulary import DeclarationKind, RulingOutcome
from ethics.extensions import db
from ethics.models import Appointment, Declaration, Dilemma, Dispensation, JournalEntry, Ruling


@dataclass(slots=True)
class Record:
    """One dilemma and what happened on it."""

    dilemma: Dilemma
    entries: list[JournalEntry]
    declared: dict[int, list[tuple[datetime, DeclarationKind, list[tuple[datetime, RulingOutcome]], datetime | None]]]
    givers: set[int] = field(default_factory=set)
    """Everybody who ever had a position-giving seat on it."""

    def seat(self, person_id: int, moment: datetime) -> Seat:
        """The seat a member's declarations had left them by this moment."""
        made = []
        for made_at, kind, rulings, dispensed_at in self.declared.get(person_id, []):
            if made_at <= moment:
                ruled = [outcome for ruled_at, outcome in rulings if ruled_at <= moment]
                dispensed = dispensed_at is not None and dispensed_at <= moment
                made.append(Declared(kind, ruled[-1] if ruled else None, dispensed))
        return seat_after(made)


def record_of(dilemma: Dilemma) -> Record:
    """What is known of this dilemma."""
    entries = db.session.scalars(
        select(JournalEntry).where(JournalEntry.dilemma_id == dilemma.id).order_by(JournalEntry.number)
    ).all()
    rows = db.session.execute(
        select(Declaration, Ruling, Dispensation.given_at)
        .outerjoin(Ruling, Ruling.declaration_id == Declaration.id)
        .outerjoin(Dispensation, Dispensation.declaration_id == Declaration.id)
        .where(Declaration.dilemma_id == dilemma.id)
        .order_by(Declaration.id, Ruling.id)
    ).all()
    rulings: dict[int, list[tuple[datetime, RulingOutcome]]] = defaultdict(list)
    for row in rows:
        if row.Ruling is not None:
            rulings[row.Declaration.id].append((row.Ruling.ruled_at, row.Ruling.outcome))
    declared = defaultdict(list)
    for one, dispensed_at in {row.Declaration: row.given_at for row in rows}.items():
        declared[one.person_id].append((one.made_at, one.kind, rulings[one.id], dispensed_at))
    givers = db.session.scalars(
        select(Appointment.person_id).where(
            Appointment.committee_id == dilemma.committee_id,
            Appointment.gives_positions,
            Appointment.confirmed_at <= (dilemma.issued_at or dilemma.started_at),
        )
    )
    return Record(dilemma, list(entries), declared, set(givers))
