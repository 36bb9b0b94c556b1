"""The policy's twin in SQL: which dilemmas a list or a search may name to this actor.

A test walks the whole cast over every state and requires this and `policy.decide` to agree to the row.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, or_, true

from ethics.domain.actor import Actor
from ethics.domain.vocabulary import SEATED, Role
from ethics.models import Dilemma
from ethics.reading import authors
from ethics.reading.people import day_of
from ethics.reading.standing import last_moment


def titles(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """The condition on Dilemma under which this actor may see its title (Action.SEE_TITLE)."""
    day = day_of(now)
    me = actor.person_id
    if me is None:
        return false()
    if actor.administers(day):
        return true()
    ways: list[ColumnElement[bool]] = []
    for holding in actor.holdings:
        running = holding.runs_on(day)
        here = Dilemma.committee_id == holding.committee_id
        if running and holding.role is Role.AUTHOR:
            ways.append(and_(authors.writes(me), Dilemma.force_id == holding.force_id))
        elif running and holding.role is Role.SPONSOR:
            ways.append(and_(Dilemma.sponsor_id == me, Dilemma.force_id == holding.force_id))
        elif running and holding.role is Role.SECRETARY:
            ways.append(and_(here, Dilemma.released_at.is_not(None)))
        elif running and holding.role is Role.DISCLOSURE_REVIEWER:
            ways.append(and_(here, Dilemma.agreed_at.is_not(None)))
        elif running and holding.role in SEATED:
            in_time = or_(Dilemma.issued_at.is_(None), Dilemma.issued_at >= holding.confirmed_at)
            ways.append(and_(here, Dilemma.accepted_at.is_not(None), in_time))
        elif running:
            ways.append(and_(here, Dilemma.accepted_at.is_not(None)))
        elif holding.role in SEATED and holding.has_ended_by(day):
            ways.append(
                and_(here, Dilemma.issued_at >= holding.confirmed_at, Dilemma.issued_at <= last_moment(holding))
            )
    return or_(false(), *ways)
