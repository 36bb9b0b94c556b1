"""What stands before a declaration, and is safe to show before one: title, letter, meeting, presenting unit and parties.

Nothing else of the paper (rule 1).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ethics.domain.policy import Standing
from ethics.domain.vocabulary import PartyKind
from ethics.extensions import db
from ethics.models import AgendaItem, Dilemma, Force, Meeting, PaperVersion, Party
from ethics.reading.titles import title_for


@dataclass(frozen=True, slots=True)
class Before:
    """What a member sees before a declaration, and nothing more of the paper."""

    ref: str
    title: str
    letter: str
    meeting_at: datetime | None
    place: str
    unit: str
    force: str
    parties: tuple[tuple[str, PartyKind], ...]
    no_parties: bool


def before(dilemma: Dilemma, standing: Standing) -> Before:
    """What may be seen of a dilemma by this reader before a declaration: nothing of the paper but its parties."""
    item = db.session.execute(
        select(AgendaItem.letter, Meeting.starts_at, Meeting.place)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(AgendaItem.dilemma_id == dilemma.id, AgendaItem.left_at.is_(None))
        .order_by(AgendaItem.id.desc())
        .limit(1)
    ).first()
    letter, meeting_at, place = item or ("", None, "")
    newest = (
        select(PaperVersion.id)
        .where(PaperVersion.dilemma_id == dilemma.id)
        .order_by(PaperVersion.frozen_at.is_(None), PaperVersion.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    parties = db.session.execute(
        select(PaperVersion.no_parties, Party.name, Party.kind, Force.name)
        .select_from(PaperVersion)
        .join(Force, Force.id == dilemma.force_id)
        .outerjoin(Party, Party.version_id == PaperVersion.id)
        .where(PaperVersion.id == newest)
        .order_by(Party.position, Party.id)
    ).all()
    return Before(
        ref=dilemma.ref,
        title=title_for(dilemma, standing),
        letter=letter,
        meeting_at=meeting_at,
        place=place,
        unit=dilemma.unit,
        force=parties[0][3] if parties else "",
        parties=tuple((name, kind) for _, name, kind, _ in parties if name is not None),
        no_parties=any(none_said for none_said, _, _, _ in parties),
    )
