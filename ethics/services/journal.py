"""The journal: append-only, one hash chain for each dilemma, written under its lock (rule 15)."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from ethics.domain.vocabulary import Event, State, Step
from ethics.extensions import db
from ethics.models import Dilemma, JournalEntry, Reason

FIRST = "0" * 64
"""What the first entry of a chain has before it."""


def entry_digest(entry: JournalEntry) -> str:
    """The digest of one entry over everything it says and the digest before it. Hexadecimal SHA-256."""
    body = {
        "dilemma": entry.dilemma_id,
        "number": entry.number,
        "at": entry.at.isoformat(),
        "actor": entry.actor_id,
        "event": entry.event.value,
        "step": entry.step.value if entry.step else None,
        "from": entry.from_state.value if entry.from_state else None,
        "to": entry.to_state.value if entry.to_state else None,
        "facts": entry.facts,
        "reason": entry.reason_id,
        "previous": entry.previous,
    }
    return hashlib.sha256(json.dumps(body, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def write(
    dilemma: Dilemma,
    actor_id: int | None,
    event: Event,
    now: datetime,
    *,
    facts: Mapping[str, object] | None = None,
    reason: Reason | None = None,
    step: Step | None = None,
    from_state: State | None = None,
    to_state: State | None = None,
) -> JournalEntry:
    """Append one entry to the dilemma's chain; the caller holds its lock.

    ``facts`` holds ids, times (as ISO text), digests and fixed words; never names, addresses or typed text, which
    belong in a Reason the entry points at.
    """
    db.session.flush()
    last = db.session.execute(
        select(JournalEntry.number, JournalEntry.digest)
        .where(JournalEntry.dilemma_id == dilemma.id)
        .order_by(JournalEntry.number.desc())
        .limit(1)
    ).first()
    entry = JournalEntry(
        dilemma_id=dilemma.id,
        number=last.number + 1 if last else 1,
        at=now,
        actor_id=actor_id,
        event=event,
        step=step,
        from_state=from_state,
        to_state=to_state,
        facts=dict(facts or {}),
        reason_id=reason.id if reason else None,
        previous=last.digest if last else FIRST,
    )
    entry.digest = entry_digest(entry)
    db.session.add(entry)
    db.session.flush()
    return entry


def reason(text: str) -> Reason | None:
    """A typed reason as a row of its own, or None for an empty one."""
    if not text.strip():
        return None
    row = Reason(text=text.strip())
    db.session.add(row)
    db.session.flush()
    return row


def first_break(entries: list[JournalEntry]) -> JournalEntry | None:
    """The first entry of a chain (in order of number) that does not follow from the one before it, or None."""
    previous = FIRST
    for number, entry in enumerate(entries, 1):
        if entry.number != number or entry.previous != previous or entry.digest != entry_digest(entry):
            return entry
        previous = entry.digest
    return None
