"""The journal as its readers may see it: a line follows the policy of what it speaks of.

What may not be seen is left out in the query, so that neither a count nor a page number tells that there is more.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from ethics.domain.actor import Actor
from ethics.domain.journalled import JOURNAL_NEEDS
from ethics.domain.policy import Action, Standing, decide
from ethics.domain.vocabulary import Event, Step
from ethics.domain.words import Message, say
from ethics.extensions import db
from ethics.models import Dilemma, JournalEntry, Person, Reason
from ethics.reading.standing import open_dilemma
from ethics.reading.titles import title_for

LINES_ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened: when, what, by whom; a typed reason where there is one and it is theirs to read."""

    number: int
    at: datetime
    what: Message
    who: str | None
    """None where the clock did it."""
    reason: str | None
    blanked: bool
    digest: str | None
    """The digest of a closed round, for whoever wants to check it (rule 3)."""


@dataclass(frozen=True, slots=True)
class Journal:
    """A page of one dilemma's journal, newest first."""

    ref: str
    title: str
    lines: tuple[Line, ...]
    page: int
    pages: int


def journal(actor: Actor, ref: str, now: datetime, page: int = 1) -> Journal:
    """The journal of the dilemma at ``ref`` for this reader. Refuses with NotKnown who may not see its title."""
    dilemma, standing = open_dilemma(actor, ref, Action.SEE_TITLE, now)
    total = (
        db.session.scalar(select(func.count()).select_from(JournalEntry).where(*_theirs(actor, dilemma, standing, now)))
        or 0
    )
    pages = max(1, -(-total // LINES_ON_A_PAGE))
    page = min(max(page, 1), pages)
    lines = latest(actor, dilemma, standing, now, limit=LINES_ON_A_PAGE, offset=(page - 1) * LINES_ON_A_PAGE)
    return Journal(dilemma.ref, title_for(dilemma, standing), lines, page, pages)


BUSY = frozenset(
    {
        Event.PAPER_EDITED,
        Event.VERSION_EDITED,
        Event.PART_2_READ,
        Event.POSITION_GIVEN,
        Event.ADVICE_EDITED,
        Event.CONFIRMED,
    }
)
"""What happens so often that it would push everything else off a short list."""


def latest(
    actor: Actor, dilemma: Dilemma, standing: Standing, now: datetime, *, limit: int, offset: int = 0,
    without: Collection[Event] = (),
) -> tuple[Line, ...]:  # fmt: skip
    """The newest lines this reader may see, in one query."""
    rows = db.session.execute(
        select(JournalEntry, Person.name, Reason.text, Reason.blanked_at)
        .outerjoin(Person, Person.id == JournalEntry.actor_id)
        .outerjoin(Reason, Reason.id == JournalEntry.reason_id)
        .where(*_theirs(actor, dilemma, standing, now), JournalEntry.event.not_in(without))
        .order_by(JournalEntry.number.desc())
        .limit(limit)
        .offset(offset)
    )
    return tuple(_line(row.JournalEntry, row.name, row.text, row.blanked_at, standing) for row in rows)


# -- what is theirs ---------------------------------------------------------------------------------------------------

_NEEDS_OF_STEP: Mapping[Step, Action] = {Step.CHANGE_CLAUSE: Action.SEE_DRAFT_ADVICE}
"""Steps that speak of more than the dilemma's title and state."""

_ADMINISTERED = (Event.STARTED, Event.STATE_CHANGED)
"""What an administrator sees of a dilemma that is otherwise not theirs: title and state (product.md)."""


def _theirs(actor: Actor, dilemma: Dilemma, standing: Standing, now: datetime) -> list[ColumnElement[bool]]:
    """The conditions on the entries this reader may see."""
    events: Collection[Event] = [event for event, action in JOURNAL_NEEDS.items() if decide(action, standing)]
    if not decide(Action.SEE_TITLE, replace(standing, administrator=False)):
        events = [event for event in events if event in _ADMINISTERED]
    hidden = [step for step, action in _NEEDS_OF_STEP.items() if not decide(action, standing)]
    conditions = [
        JournalEntry.dilemma_id == dilemma.id,
        JournalEntry.event.in_(events),
        or_(JournalEntry.step.is_(None), JournalEntry.step.not_in(hidden)),
    ]
    if standing.until is not None:
        conditions.append(JournalEntry.at <= standing.until)
    return conditions


def _reads_reason(entry: JournalEntry, standing: Standing) -> bool:
    """Typed reasons speak of the paper, so they are for who reads it; the force's own, and those to it, stay there."""
    if entry.step is Step.HAND_BACK or entry.event is Event.VERSION_HANDED_BACK:
        return standing.author or standing.sponsor
    if entry.step is Step.RETURN or entry.event in (Event.VERSION_SENT, Event.VERSION_RETURNED):
        return standing.author or standing.sponsor or standing.secretary
    return bool(decide(Action.READ_PAPER, standing))


def _line(
    entry: JournalEntry, who: str | None, text: str | None, blanked_at: datetime | None, standing: Standing
) -> Line:
    reads = text is not None and _reads_reason(entry, standing)
    facts: Mapping[str, Any] = entry.facts
    return Line(
        number=entry.number,
        at=entry.at,
        what=_what(entry),
        who=who,
        reason=text if reads and blanked_at is None else None,
        blanked=reads and blanked_at is not None,
        digest=str(facts["digest"]) if entry.event is Event.REVEALED and "digest" in facts else None,
    )


_STEPS = {
    Step.SUBMIT: say("The author sent it to the sponsor"),
    Step.WITHDRAW: say("The force withdrew it"),
    Step.RELEASE: say("The sponsor released it to the committee"),
    Step.HAND_BACK: say("The sponsor handed it back to the author"),
    Step.ACCEPT: say("It was accepted for the committee"),
    Step.RETURN: say("It was returned with questions"),
    Step.REDIRECT: say("It was redirected"),
    Step.DECLINE: say("It was declined"),
    Step.SCHEDULE: say("It was put on a meeting"),
    Step.MOVE: say("It was moved to another meeting"),
    Step.ISSUE: say("It was issued to members"),
    Step.REVISE_PAPER: say("A new version of the paper was issued"),
    Step.DISCUSS: say("It was recorded as discussed"),
    Step.DEFER: say("It was deferred to another meeting"),
    Step.DRAFT_ADVICE: say("Drafting of the advice began"),
    Step.CIRCULATE: say("The draft advice was circulated"),
    Step.CHANGE_CLAUSE: say("A clause was changed in circulation"),
    Step.SIGN_OFF: say("The advice was signed off"),
    Step.SEND: say("The advice was sent to the force"),
    Step.ANSWER: say("The force’s answer was recorded as complete"),
    Step.CLOSE: say("It was closed"),
}
"""What a step was, once it is taken."""


def _what(entry: JournalEntry) -> Message:
    if entry.step is not None:
        return _STEPS[entry.step]
    if entry.event is Event.CLOSE_MOVED and "becomes" in entry.facts:
        return say(
            "The close of positions was moved to %(becomes)s", becomes=datetime.fromisoformat(entry.facts["becomes"])
        )
    if entry.event is Event.MEETING_CHANGED and "becomes" in entry.facts:
        return say("Its meeting was changed; it begins at %(at)s", at=datetime.fromisoformat(entry.facts["becomes"]))
    return entry.event.words
