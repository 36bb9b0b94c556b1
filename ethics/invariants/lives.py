"""Facts of a dilemma's life: its journal, its state, its times, its meeting and its frozen text."""

from collections.abc import Iterator
from itertools import pairwise

from sqlalchemy import func, select

from ethics.domain import lifecycle
from ethics.domain.vocabulary import Event, State
from ethics.extensions import db
from ethics.invariants.record import Record
from ethics.models import AgendaItem, Block, PaperVersion, QuestionWording
from ethics.services.journal import first_break
from ethics.services.numbering import is_numbered


def journal_is_whole(record: Record) -> Iterator[str]:
    """Each entry follows from the one before it (rule 15)."""
    broken = first_break(record.entries)
    if broken is not None:
        yield f"entry {broken.number} does not follow from the one before it."
    if not record.entries:
        yield "it has no journal."


def state_is_journalled(record: Record) -> Iterator[str]:
    """The steps of the journal are steps of the table, and lead to the state that is stored."""
    state = State.DRAFT
    for entry in record.entries:
        if entry.event is not Event.STATE_CHANGED:
            continue
        line = lifecycle.transition(entry.from_state, entry.step) if entry.from_state and entry.step else None
        if line is None or entry.from_state is not state or line.to is not entry.to_state:
            yield f"entry {entry.number} tells of a step that cannot be taken from “{state.words}”."
        state = entry.to_state or state
    if state is not record.dilemma.state:
        yield f"its state is “{record.dilemma.state.words}”, and its journal ends with “{state.words}”."


_TIMES = (
    "started_at", "released_at", "accepted_at", "issued_at", "discussed_at", "circulated_at", "agreed_at", "sent_at",
    "answered_at", "closed_at",
)  # fmt: skip


def times_follow(record: Record) -> Iterator[str]:
    """Nothing happened before what had to happen first."""
    if record.dilemma.state in (State.DRAFT, State.WITH_SPONSOR):
        return  # a paper that came back keeps the time it was first released
    known = [(name, at) for name in _TIMES if (at := getattr(record.dilemma, name)) is not None]
    for (name, at), (later, then) in pairwise(known):
        if then < at:
            yield f"{later} lies before {name}."


def paper_is_frozen_and_numbered(record: Record) -> Iterator[str]:
    """An issued text is frozen, and its paragraphs and questions have their numbers (rule 5)."""
    versions = db.session.scalars(
        select(PaperVersion).where(PaperVersion.dilemma_id == record.dilemma.id).order_by(PaperVersion.number)
    ).all()
    if [version.number for version in versions] != list(range(1, len(versions) + 1)) or not versions:
        yield "its versions are not numbered 1, 2, 3."
    if record.dilemma.issued_at is not None and not any(version.frozen_at for version in versions):
        yield "it is issued, and no version of its text is frozen."
    for version in versions:
        if version.frozen_at is not None:
            yield from _numbers_of(version)


def _numbers_of(version: PaperVersion) -> Iterator[str]:
    blocks = db.session.scalars(select(Block).where(Block.version_id == version.id).order_by(Block.position))
    numbers = [block.number for block in blocks if is_numbered(block.html)]
    wordings = db.session.scalars(
        select(QuestionWording).where(QuestionWording.version_id == version.id).order_by(QuestionWording.number)
    ).all()
    numbers += [wording.paragraph for wording in wordings]
    if numbers != [str(number) for number in range(1, len(numbers) + 1)]:
        yield f"the paragraphs of version {version.number} are not numbered without a gap."
    if [wording.number for wording in wordings] != list(range(1, len(wordings) + 1)):
        yield f"the questions of version {version.number} are not numbered without a gap."


def one_meeting(record: Record) -> Iterator[str]:
    """It is on one meeting at most, and a scheduled one is on one."""
    here = db.session.scalar(
        select(func.count()).where(AgendaItem.dilemma_id == record.dilemma.id, AgendaItem.left_at.is_(None))
    )
    if here and here > 1:
        yield "it is on two meetings at once."
    if not here and record.dilemma.state is State.SCHEDULED:
        yield "it is scheduled, and on no meeting."
