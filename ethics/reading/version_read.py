"""Which version of a paper is read: the one answer for its page, its files, its questions, its notes and its enquiries."""

from datetime import datetime

from sqlalchemy import Select, select

from ethics.domain.policy import Standing, brings_it
from ethics.domain.vocabulary import State
from ethics.models import Dilemma, PaperVersion


def version_read(dilemma_id: int, *, until: datetime | None = None, unissued: bool = False) -> Select[int]:
    """Asks for the id of the version in force: the one last issued; before the issue the one being written.

    With ``until`` the one last issued by then; with ``unissued`` the newest, issued or not.
    """
    query = select(PaperVersion.id).where(PaperVersion.dilemma_id == dilemma_id)
    if until is not None:
        query = query.where(PaperVersion.frozen_at <= until)
    if not unissued:
        query = query.order_by(PaperVersion.frozen_at.is_(None))
    return query.order_by(PaperVersion.number.desc()).limit(1)


def version_read_by(dilemma: Dilemma, standing: Standing) -> Select[int]:
    """Asks for the id of the version that a reader of this standing reads, wherever they read something of the paper.

    Once a paper is issued, only who brings it sees a new version that is being made. A former member reads the version
    of their last moment.
    """
    return version_read(dilemma.id, until=standing.until, unissued=brings_it(standing) and is_being_revised(dilemma))


def is_being_revised(dilemma: Dilemma) -> bool:
    """Whether a new version of the paper is being made, and may still be issued."""
    return dilemma.state is State.ISSUED and dilemma.new_version is not None
