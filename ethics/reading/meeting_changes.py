"""When and where a meeting was to be, before it was changed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ethics.extensions import db
from ethics.models import MeetingChange


@dataclass(frozen=True, slots=True)
class Was:
    """What a meeting was, and when it was changed last."""

    starts_at: datetime
    ends_at: datetime | None
    place: str
    changed_at: datetime


def was_to_be(meeting_id: int, since: datetime | None) -> Was | None:
    """What a meeting was before it was changed last or, where its agenda was published at ``since``, as published.

    None where it was not changed, or not since.
    """
    query = select(MeetingChange).where(MeetingChange.meeting_id == meeting_id).order_by(MeetingChange.id)
    rows = db.session.scalars(query).all()
    if since is not None:
        rows = [row for row in rows if row.changed_at > since]
    if not rows:
        return None
    first = rows[0] if since is not None else rows[-1]
    return Was(first.starts_at, first.ends_at, first.place, rows[-1].changed_at)
