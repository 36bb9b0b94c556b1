"""Whether there is anything closed about a dilemma, so that only reads of it are recorded and ask for a password."""

from sqlalchemy import literal, or_, select

from ethics.domain.vocabulary import Part
from ethics.extensions import Model, db
from ethics.models import Dilemma, PaperVersion


def is_in(ref: str) -> bool:
    """Whether any version of the paper at ``ref`` holds closed text. Says nothing of who may read it."""
    marked = [
        table.c for table in Model.metadata.sorted_tables if {"part", "version_id"}.issubset(table.columns.keys())
    ]
    versions = select(PaperVersion.id).join(Dilemma, Dilemma.id == PaperVersion.dilemma_id).where(Dilemma.ref == ref)
    closed = [
        select(literal(1)).where(columns.version_id.in_(versions), columns.part == Part.CLOSED).exists()
        for columns in marked
    ]
    return bool(db.session.scalar(select(or_(*closed))))
