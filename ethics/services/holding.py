"""The one way into a change: lock → standing → policy. Every service that touches a dilemma starts with `hold`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ethics.domain import lifecycle
from ethics.domain.actor import Actor, Clock
from ethics.domain.deliberation import round_digest
from ethics.domain.policy import Action, Standing
from ethics.domain.refusal import DoneAlready, NotKnown, Stale
from ethics.domain.vocabulary import Event, Phase, State, Step
from ethics.domain.words import Message, say
from ethics.extensions import db
from ethics.models import Dilemma, JournalEntry, Position
from ethics.reading import standing as standings
from ethics.services import journal

_SAY_NOTHING_MORE = {
    Step.SUBMIT, Step.RELEASE, Step.ACCEPT, Step.DISCUSS, Step.DRAFT_ADVICE, Step.SIGN_OFF, Step.ANSWER, Step.CLOSE,
}  # fmt: skip
"""The steps that carry no words and no choice: taking one twice cannot have meant two things."""

_STANDS: dict[tuple[State, Action], Callable[[Dilemma], Message]] = {
    (State.ISSUED, Action.ISSUE): lambda dilemma: say(
        "It has been issued already, with positions open until %(at)s. Nothing was changed.", at=dilemma.closes_at
    ),
    (State.CIRCULATED, Action.CIRCULATE): lambda dilemma: say(
        "The draft has been circulated already, and replies are asked for by %(at)s. Nothing was changed.",
        at=dilemma.replies_due_at,
    ),
    (State.SENT, Action.SEND): lambda dilemma: say(
        "The advice has been sent already, and the force answers by %(at)s. Nothing was changed.",
        at=dilemma.response_due_at,
    ),
}
"""The steps that choose nothing but a day: pressed again, by whomever, they are answered with the day that stands."""


@dataclass(frozen=True, slots=True)
class Held:
    """A dilemma under its lock, who acts on it in what standing, and the moment the lock was got."""

    actor: Actor
    dilemma: Dilemma
    standing: Standing
    now: datetime

    @property
    def me(self) -> int:
        """The acting person's id."""
        assert self.actor.person_id is not None
        return self.actor.person_id

    def journal(self, event: Event, **more: object) -> JournalEntry:
        """Write this event to the dilemma's journal as the actor, now; see `journal.write`."""
        return journal.write(self.dilemma, self.actor.person_id, event, self.now, **more)  # type: ignore[arg-type]

    def require(self, action: Action) -> None:
        """Refuse unless the standing permits ``action``."""
        standings.require(self.standing, action)


def hold(
    actor: Actor,
    ref: str,
    action: Action | None,
    clock: Clock,
    *,
    row_version: int | None = None,
    step: Step | None = None,
    typed: bool = False,
) -> Held:
    """Lock the dilemma at ``ref``, work out who the actor is to it at that moment, and require ``action``.

    A request counts at the moment it holds the lock (rule 3), so the clock is asked after it. With ``action`` None the
    caller decides itself, and must. Refuses with NotKnown, NotAllowed, or Stale where ``row_version`` is not today's;
    with DoneAlready where the actor has taken this step since, which ``step`` names where the action has several, and
    the step says nothing more than itself; or where anyone has, and all it chose was a day; with
    ``typed`` words came with it, which Stale gives back.
    The first writing request after the close journals the reveal.
    """
    dilemma = db.session.scalar(
        select(Dilemma).where(Dilemma.ref == ref).with_for_update().execution_options(populate_existing=True)
    )
    if dilemma is None:
        raise NotKnown
    now = clock()
    if action is not None and row_version is not None and row_version < dilemma.row_version:
        _refuse_a_second_press(actor, dilemma, action, row_version, step)
    standing = standings.of(actor, dilemma, now)
    if action is not None:
        standings.require(standing, action)
    if row_version is not None and row_version != dilemma.row_version:
        stands = _STANDS.get((dilemma.state, action)) if action is not None and not typed else None
        if stands is not None:
            raise DoneAlready(dilemma.ref, stands(dilemma))
        raise Stale(dilemma.row_version)
    held = Held(actor, dilemma, standing, now)
    _journal_the_reveal(held)
    return held


def _refuse_a_second_press(actor: Actor, dilemma: Dilemma, action: Action, row_version: int, step: Step | None) -> None:
    """Refuse with DoneAlready where all that has changed since is that the actor took this very step, and it says
    nothing more: of what was typed or chosen for another step, what the second tab holds may be something else.
    """
    last = db.session.scalar(
        select(JournalEntry)
        .where(JournalEntry.dilemma_id == dilemma.id, JournalEntry.event == Event.STATE_CHANGED)
        .order_by(JournalEntry.number.desc())
        .limit(1)
    )
    if last is None or last.actor_id != actor.person_id or dilemma.row_version != row_version + 1:
        return
    if last.step not in _SAY_NOTHING_MORE:
        return
    steps = {
        taken for (state, taken), line in lifecycle.TABLE.items() if state is last.from_state and line.action is action
    }
    if last.step is step or (step is None and steps == {last.step}):
        raise DoneAlready(dilemma.ref)


def _journal_the_reveal(held: Held) -> None:
    if held.standing.phase is not Phase.REVEALED:
        return
    dilemma = held.dilemma
    known = select(JournalEntry.id).where(JournalEntry.dilemma_id == dilemma.id, JournalEntry.event == Event.REVEALED)
    if db.session.scalar(known.limit(1)) is not None:
        return
    assert dilemma.closes_at is not None
    digests = db.session.scalars(
        select(Position.digest).where(Position.dilemma_id == dilemma.id, Position.given_at < dilemma.closes_at)
    ).all()
    facts = {"closed_at": dilemma.closes_at.isoformat(), "versions": len(digests), "digest": round_digest(digests)}
    journal.write(dilemma, None, Event.REVEALED, held.now, facts=facts)
