"""Urgent items that were issued without a meeting: they go onto the next agenda (product.md)."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from ethics.models import AgendaItem, Dilemma, Meeting


def goes_onto(
    committee_id: int | InstrumentedAttribute[int],
    starts_at: datetime | InstrumentedAttribute[datetime],
    before: datetime | ColumnElement[datetime] | None,
) -> ColumnElement[bool]:
    """Whether a dilemma is such an item of the meeting that begins at ``starts_at``, the one before at ``before``."""
    item = aliased(AgendaItem)
    on_none = ~select(item.id).where(item.dilemma_id == Dilemma.id).correlate(Dilemma).exists()
    here = (Dilemma.committee_id == committee_id) & Dilemma.urgent & on_none & (Dilemma.issued_at <= starts_at)
    if before is None:
        return here
    if isinstance(before, datetime):
        return here & (Dilemma.issued_at > before)
    return here & or_(before.is_(None), Dilemma.issued_at > before)


def last_before() -> ColumnElement[datetime]:
    """When the committee of the meeting at hand met before it, as part of a query on meetings."""
    earlier = aliased(Meeting)
    return (
        select(func.max(earlier.starts_at))
        .where(earlier.committee_id == Meeting.committee_id, earlier.starts_at < Meeting.starts_at)
        .correlate(Meeting)
        .scalar_subquery()
    )
