"""Facts of positions: they are what was given, by who could give them, and their points have a place."""

from collections.abc import Iterator

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from ethics.domain.deliberation import round_digest, version_digest
from ethics.domain.policy import Seat
from ethics.domain.vocabulary import Event, GivenAs
from ethics.extensions import db
from ethics.invariants.record import Record
from ethics.models import Condition, Consideration, Placement, Position
from ethics.reading.digests import content_of
from ethics.reading.positions import WHOLE


def positions_are_whole(record: Record) -> Iterator[str]:
    """Nothing of a given version has changed since it was given (rule 3)."""
    digests = []
    closes_at = record.dilemma.closes_at
    rows = db.session.scalars(
        select(Position).where(Position.dilemma_id == record.dilemma.id).options(*WHOLE).order_by(Position.id)
    ).unique()
    for position in rows:
        if version_digest(position.salt, content_of(position)) != position.digest:
            yield f"position {position.id} is not what its digest was taken over."
        if closes_at is not None and position.given_at < closes_at:
            digests.append(position.digest)
    for entry in record.entries:
        if entry.event is Event.REVEALED and "digest" in entry.facts and entry.facts["digest"] != round_digest(digests):
            yield "the digest that was journalled at the reveal is not that of the positions that were in."


def positions_were_allowed(record: Record) -> Iterator[str]:
    """Who gave had a seat for it then, and said truly whether it was before the close (rules 1 to 4)."""
    dilemma = record.dilemma
    rows = db.session.execute(
        select(Position.id, Position.person_id, Position.given_as, Position.given_at)
        .where(Position.dilemma_id == dilemma.id)
        .order_by(Position.id)
    )
    for row in rows:
        if dilemma.issued_at is None or dilemma.closes_at is None or row.given_at < dilemma.issued_at:
            yield f"position {row.id} was given before the paper was issued."
            continue
        sealed = row.given_at < dilemma.closes_at
        if sealed and row.given_as in (GivenAs.LATE, GivenAs.REVISION):
            yield f"position {row.id} is called late or a revision, and was given before the close."
        if not sealed and row.given_as is GivenAs.ROUND_1:
            yield f"position {row.id} is counted in round 1, and was given after the close."
        if row.person_id not in record.givers:
            yield f"position {row.id} is by somebody without a position-giving seat on the item."
        if record.seat(row.person_id, row.given_at) not in ((Seat.FULL, Seat.LEAVE) if sealed else (Seat.FULL,)):
            yield f"position {row.id} is by a member whose declaration or ruling did not allow one then."


def points_had_their_place(record: Record) -> Iterator[str]:
    """What was unplaced when the draft went out (rule 11); seats and positions as they stood then."""
    circulated_at = record.dilemma.circulated_at
    if circulated_at is None:
        return
    later = aliased(Position)
    superseded = exists().where(
        later.person_id == Position.person_id, later.question_id == Position.question_id, later.number > Position.number
    )
    for kind, column in ((Consideration, Placement.consideration_id), (Condition, Placement.condition_id)):
        rows = db.session.execute(
            select(kind.id, Position.person_id)
            .join(Position, Position.id == kind.position_id)
            .where(
                Position.dilemma_id == record.dilemma.id, Position.given_at <= circulated_at, ~superseded,
                ~exists().where(column == kind.id),
            )
            .order_by(kind.id)
        )  # fmt: skip
        for point_id, person_id in rows:
            if record.seat(person_id, circulated_at) in (Seat.FULL, Seat.LEAVE):
                yield f"{kind.__tablename__} {point_id} had no place when the advice was circulated."
