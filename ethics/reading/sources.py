"""The file a paper was imported from: Part 2, for its author and the Secretary alone."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ethics.domain.actor import Actor
from ethics.domain.policy import Action
from ethics.domain.refusal import NotKnown
from ethics.extensions import db
from ethics.models import Source
from ethics.reading.standing import open_dilemma


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source by its name, and the digest under which it lies."""

    name: str
    media_type: str
    digest: str
    size: int


def source(actor: Actor, ref: str, now: datetime) -> SourceView:
    """The newest source of the paper at ``ref`` (Action.READ_SOURCE); NotKnown where it was written here.

    The caller records the read before it hands the file out.
    """
    dilemma, _ = open_dilemma(actor, ref, Action.READ_SOURCE, now)
    row = db.session.scalars(
        select(Source).where(Source.dilemma_id == dilemma.id).order_by(Source.id.desc()).limit(1)
    ).first()
    if row is None:
        raise NotKnown
    return SourceView(row.name, row.media_type, row.digest, row.size)
