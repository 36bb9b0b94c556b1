"""Committees and forces as their own people see them: what someone may do there by appointment alone."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ethics.domain.actor import Actor
from ethics.domain.bodies import BodyAction, decide_for_body
from ethics.domain.refusal import NotAllowed, NotKnown
from ethics.extensions import db
from ethics.models import Committee
from ethics.reading.people import day_of


@dataclass(frozen=True, slots=True)
class Body:
    """A committee or force by name."""

    id: int
    slug: str
    name: str


def open_committee(actor: Actor, slug: str, action: BodyAction, now: datetime) -> int:
    """The id of the committee at ``slug``, for someone who may do ``action`` there.

    Refuses with NotKnown where there is none or they hold nothing there, alike; with NotAllowed where they do.
    """
    committee_id = db.session.scalar(select(Committee.id).where(Committee.slug == slug))
    if committee_id is None:
        raise NotKnown
    verdict = decide_for_body(action, actor.roles_at(committee_id, day_of(now)))
    if verdict:
        return committee_id
    if verdict.may_know and verdict.reason is not None:
        raise NotAllowed(verdict.reason)
    raise NotKnown


def may_anywhere(actor: Actor, action: BodyAction, now: datetime) -> bool:
    """Whether some current appointment of theirs permits ``action`` at its body."""
    day = day_of(now)
    return any(bool(decide_for_body(action, frozenset({h.role}))) for h in actor.holdings if h.runs_on(day))


def committees_where(actor: Actor, action: BodyAction, now: datetime) -> tuple[Body, ...]:
    """The committees at which they may do ``action``, by name."""
    day = day_of(now)
    ids = {
        h.committee_id
        for h in actor.holdings
        if h.committee_id is not None and h.runs_on(day) and decide_for_body(action, frozenset({h.role}))
    }
    rows = db.session.scalars(select(Committee).where(Committee.id.in_(ids)).order_by(Committee.name, Committee.id))
    return tuple(Body(row.id, row.slug, row.name) for row in rows)
