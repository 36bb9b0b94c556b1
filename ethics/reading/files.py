"""Which files that were brought in are still named: by a source, an attachment, or a kept state that could be restored."""

from sqlalchemy import select

from ethics.extensions import db
from ethics.models import Attachment, KeptState, Source


def digests_in_use() -> frozenset[str]:
    """The digests of all files that something stored names. For the operator's commands: it reads every kept state."""
    named = {
        *db.session.scalars(select(Source.digest).distinct()),
        *db.session.scalars(select(Attachment.digest).distinct()),
    }
    states = db.session.scalars(select(KeptState.content).execution_options(yield_per=100))
    return frozenset(named.union(row["digest"] for content in states for row in content.get("attachments", ())))
