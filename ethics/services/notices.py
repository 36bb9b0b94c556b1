"""Telling people: a notice is a row in the outbox, written with the change it tells of and sent after the commit."""

from collections.abc import Iterable
from datetime import datetime

from ethics.domain.notices import NoticeKind
from ethics.extensions import db
from ethics.models import Dilemma, Notice

TOLD = "notices were told"
"""Left in the session's own notes, so that the edge knows without asking the database."""


def tell(
    people: Iterable[int | None], kind: NoticeKind, now: datetime, *, dilemma: Dilemma | None = None, path: str = "/desk",
    to_address: str = "",
) -> None:  # fmt: skip
    """Put one message for each of these people (by id, without repeats) in the outbox.

    ``path`` is the page it leads to. Whether a person may still know of the dilemma is asked again when it is sent,
    so a notice to someone who has since withdrawn says nothing.
    """
    db.session().info[TOLD] = True
    for person_id in sorted({person for person in people if person is not None}):
        db.session.add(
            Notice(
                person_id=person_id,
                kind=kind,
                dilemma_id=dilemma.id if dilemma else None,
                path=path,
                to_address=to_address,
                made_at=now,
            )
        )
