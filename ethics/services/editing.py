"""Writing on a paper that is a draft: under the dilemma's lock, on a version that is not frozen, never over another's words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ethics.domain.actor import Actor, Clock
from ethics.domain.policy import Action
from ethics.domain.refusal import NotNow, Stale, StaleText
from ethics.domain.vocabulary import Event
from ethics.domain.words import Message, say
from ethics.extensions import db
from ethics.models import Dilemma, JournalEntry, PaperVersion, Person, Source
from ethics.reading.drafts import fingerprint
from ethics.reading.people import day_of
from ethics.services.holding import Held, hold
from ethics.services.keeping import keep_after_a_pause


@dataclass(frozen=True, slots=True)
class RestsOn:
    """What a page showed when it was filled in: the paper's row version then, and the fingerprint of the part it edits.

    A save rests on either: two tabs on different parts of one paper do not get in each other's way.
    """

    version: int | None = None
    seen: str = ""


ANYTHING = RestsOn()
"""For commands and imports, which did not read the paper first."""


@dataclass(frozen=True, slots=True)
class Editing:
    """A draft under its lock, and the version of its paper that is being written."""

    held: Held
    version: PaperVersion

    @property
    def dilemma(self) -> Dilemma:
        """The dilemma whose paper this is."""
        return self.held.dilemma

    def rest_on(self, on: RestsOn, seen: Iterable[object], now: Sequence[StaleText]) -> None:
        """Refuse with Stale, showing the texts of ``now``, where this part was saved since the page was made."""
        if on.version is None or on.version == self.version.row_version:
            return
        if on.seen and on.seen == fingerprint(seen):
            return
        raise Stale(self.version.row_version, now, self._saved_since(self.version.row_version - on.version))

    def _saved_since(self, saves: int) -> Message | None:
        """Who saved the paper last and when, where that was not the one who writes now. Of several saves since, whose
        touched this part is not known, and is not said.
        """
        if self.version.saved_by_id == self.held.me:
            return None
        name = db.session.scalar(select(Person.name).where(Person.id == self.version.saved_by_id))
        if saves == 1:
            return say("%(name)s saved this paper at %(at)s.", name=name, at=self.version.saved_at)
        return say(
            "The paper was saved %(n)s times since you opened the page, last by %(name)s at %(at)s.",
            n=saves, name=name, at=self.version.saved_at,
        )  # fmt: skip

    def saved(self, part: str) -> None:
        """Count this save of one part of the paper, and note that an imported part has been looked at."""
        self.version.row_version += 1
        self.version.saved_at, self.version.saved_by_id = self.held.now, self.held.me
        tick_off(self.dilemma.id, part)
        event = Event.PAPER_EDITED if self.dilemma.new_version is None else Event.VERSION_EDITED
        if not _edited_before_today_is_out(self.held, event):
            self.held.journal(event, facts={"version": self.version.number})


def edit(actor: Actor, ref: str, clock: Clock) -> Editing:
    """Hold the dilemma at ``ref`` for its author to write its paper (Action.EDIT_PAPER).

    Refuses with NotAllowed where it is no longer a draft, with NotNow where its version is frozen (rule 5).
    """
    db.session.expire_all()  # what the page read before the lock may be old by now
    held = hold(actor, ref, Action.EDIT_PAPER, clock)
    version = newest_version(held.dilemma.id)
    if version.frozen_at is not None:
        raise NotNow(say("This version of the paper is frozen. A change is a new version."))
    keep_after_a_pause(version, held.dilemma, held.now)
    return Editing(held, version)


def look_at(actor: Actor, ref: str, part: str, clock: Clock) -> None:
    """Note that the author looked at a part read from a file and found it right as it is."""
    editing = edit(actor, ref, clock)
    tick_off(editing.dilemma.id, part)


def newest_version(dilemma_id: int) -> PaperVersion:
    """The newest version of a dilemma's paper, read again under the lock."""
    return db.session.scalars(
        select(PaperVersion)
        .where(PaperVersion.dilemma_id == dilemma_id)
        .order_by(PaperVersion.number.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    ).one()


def tick_off(dilemma_id: int, part: str) -> None:
    """Note that the author has looked at a part that was read from a file."""
    for source in db.session.scalars(select(Source).where(Source.dilemma_id == dilemma_id).order_by(Source.id)):
        looked_at = [*source.found.get("looked_at", ())]
        if part not in looked_at:
            source.found = {**source.found, "looked_at": [*looked_at, part]}


def _edited_before_today_is_out(held: Held, event: Event) -> bool:
    """Whether the journal's last line already says that this person edited today: a draft is saved many times."""
    last = db.session.execute(
        select(JournalEntry.event, JournalEntry.actor_id, JournalEntry.at)
        .where(JournalEntry.dilemma_id == held.dilemma.id)
        .order_by(JournalEntry.number.desc())
        .limit(1)
    ).first()
    return last is not None and _same_day(last.at, held.now) and (last.event, last.actor_id) == (event, held.me)


def _same_day(one: datetime, other: datetime) -> bool:
    return day_of(one) == day_of(other)
