"""What is typed on a paper and not saved yet: kept for its author alone, taken away once it is saved (rule 16).

Nothing here touches the paper, so it never goes over what another author saved. It is never journalled and never told.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from ethics.domain.actor import Actor, Clock
from ethics.domain.policy import Action
from ethics.domain.refusal import NotKnown
from ethics.extensions import db
from ethics.models import TypedCopy
from ethics.services.checking import Checked
from ethics.services.holding import hold

MOST = 5
"""Of so many sittings at one page of a paper the words are kept; the oldest go first."""
KEPT = timedelta(days=30)
_SITTING = re.compile(r"[0-9a-f]{10}")


def keep(actor: Actor, ref: str, page: str, sitting: str, pairs: Sequence[tuple[str, str]], clock: Clock) -> datetime:
    """Keep what stands in the form of one page of the draft, in place of what this sitting kept before; gives when.

    Refuses with NotAllowed who may not write the paper now, with NotKnown a sitting no page ever had, with Invalid a
    text that is too long or marked SECRET (rule 14).
    """
    held = hold(actor, ref, Action.EDIT_PAPER, clock)
    if _SITTING.fullmatch(sitting) is None:
        raise NotKnown
    checked = Checked()
    typed = [[name[:60], checked.text(name, text)] for name, text in pairs]
    checked.done()
    mine = (TypedCopy.person_id == held.me) & (TypedCopy.dilemma_id == held.dilemma.id)
    copy = db.session.scalar(select(TypedCopy).where(mine, TypedCopy.sitting == sitting))
    if copy is None:
        copy = TypedCopy(person_id=held.me, dilemma_id=held.dilemma.id, sitting=sitting)
        db.session.add(copy)
    copy.page, copy.content, copy.saved_at = page, typed, held.now
    db.session.flush()
    db.session.execute(delete(TypedCopy).where(TypedCopy.saved_at < held.now - KEPT))
    newest = select(TypedCopy.id).where(mine, TypedCopy.page == page)
    older = db.session.scalars(newest.order_by(TypedCopy.saved_at.desc(), TypedCopy.id.desc()).offset(MOST)).all()
    db.session.execute(delete(TypedCopy).where(TypedCopy.id.in_(older)))
    return held.now


def forget(actor: Actor, ref: str, sitting: str, clock: Clock) -> None:
    """Take away one's own copy of a sitting: it was saved, or is not wanted. Without one there is nothing to do."""
    held = hold(actor, ref, Action.EDIT_PAPER, clock)
    mine = (TypedCopy.person_id == held.me) & (TypedCopy.dilemma_id == held.dilemma.id)
    db.session.execute(delete(TypedCopy).where(mine, TypedCopy.sitting == sitting))
