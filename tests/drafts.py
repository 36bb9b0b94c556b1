"""Small acts on a draft for tests of what is written in it."""

from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from ethics.domain.vocabulary import Section
from ethics.models import Block, Dilemma, PaperVersion
from ethics.reading import draft_parts
from ethics.services import blocks, papers
from ethics.services.blocks import BlockDraft
from ethics.services.editing import RestsOn
from ethics.services.papers import StartDraft
from tests.cast import Cast
from tests.conftest import Clock

Db = scoped_session[Session]


def new_draft(cast: Cast, clock: Clock) -> str:
    """A draft that is empty but for its title, by its ref."""
    return papers.start(
        cast.actor(cast.author), StartDraft(cast.force.id, cast.committee.id, "Drones over fields"), clock
    )


def version_of(session: Db, ref: str) -> PaperVersion:
    """The only version of a draft."""
    return session.scalars(
        select(PaperVersion).join(Dilemma, Dilemma.id == PaperVersion.dilemma_id).where(Dilemma.ref == ref)
    ).one()


def texts(session: Db, ref: str, section: Section) -> list[tuple[str, str]]:
    """Number and text of each block of a section, in order."""
    version = version_of(session, ref)
    rows = session.scalars(
        select(Block).where(Block.version_id == version.id, Block.section == section).order_by(Block.position)
    )
    return [(row.number, row.text) for row in rows]


def write(cast: Cast, ref: str, section: Section, text: str, clock: Clock) -> None:
    """Fill an empty section, or add to it."""
    blocks.save_section(cast.actor(cast.author), ref, section, [BlockDraft(text=text)], clock)


def as_shown(part: draft_parts.SectionPart) -> list[BlockDraft]:
    """The boxes as the page would send them back, nothing changed."""
    return [
        BlockDraft(box.id, box.text, box.closed, box.part_reason, box.part_note, box.review_on) for box in part.boxes
    ]  # fmt: skip


def rests_on(part: draft_parts.SectionPart) -> RestsOn:
    """What the page of this part was made from."""
    return RestsOn(part.basis.version, part.basis.seen)
