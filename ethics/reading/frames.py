"""What stands around a page: whose it is, and in which capacity its reader acts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ethics.domain.actor import Actor
from ethics.domain.vocabulary import Role
from ethics.extensions import db
from ethics.models import Committee, CommitteeForce
from ethics.reading.people import day_of


@dataclass(frozen=True, slots=True)
class BodyFrame:
    """The committee a page speaks for, and the reader's roles with it."""

    name: str
    sentence: str
    roles: tuple[Role, ...]


def for_actor(actor: Actor, committee_id: int | None, now: datetime) -> BodyFrame:
    """The frame for this reader: of the page's committee, else of the first they belong to, else of the first there is.

    An installation without a committee yet has a frame without a name.
    """
    day = day_of(now)
    current = [holding for holding in actor.holdings if holding.runs_on(day)]
    if committee_id is None:
        committee_id = next((holding.committee_id for holding in current if holding.committee_id is not None), None)
    roles = tuple(dict.fromkeys(holding.role for holding in current))
    if committee_id is not None:  # most often known: it came with the page's dilemma
        committee = db.session.get_one(Committee, committee_id)
        return BodyFrame(committee.name, committee.sentence, roles)
    query = select(Committee.name, Committee.sentence).order_by(Committee.id).limit(1)
    if forces := [holding.force_id for holding in current if holding.force_id is not None]:
        query = query.join(CommitteeForce, CommitteeForce.committee_id == Committee.id).where(
            CommitteeForce.force_id.in_(forces)
        )
    row = db.session.execute(query).first()
    return BodyFrame(row.name, row.sentence, roles) if row else BodyFrame("", "", roles)
