"""The pages before the force's own steps: who is concerned, what happens next, and what still holds the step back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from ethics.domain.actor import Actor
from ethics.domain.lifecycle import still_missing
from ethics.domain.policy import Action
from ethics.domain.vocabulary import Phase, State, Step
from ethics.domain.words import Message
from ethics.extensions import db
from ethics.models import Committee, Dilemma, Person
from ethics.reading.coauthors import by_line
from ethics.reading.facts import facts_of
from ethics.reading.standing import open_dilemma


@dataclass(frozen=True, slots=True)
class StepPage:
    """A step before it is taken. ``missing`` says what must happen first, or nothing."""

    ref: str
    title: str
    state: State
    row_version: int
    committee: str
    author: Message | str
    sponsor: str
    missing: Message | None
    released: bool = False
    accepted: bool = False
    stays_sealed: bool = False


def sending(actor: Actor, ref: str, now: datetime) -> StepPage:
    """Before the author sends the draft to its sponsor (Action.SUBMIT)."""
    return _page(actor, ref, Action.SUBMIT, Step.SUBMIT, now)


def releasing(actor: Actor, ref: str, now: datetime) -> StepPage:
    """Before the sponsor releases the paper or hands it back (Action.RELEASE)."""
    return _page(actor, ref, Action.RELEASE, Step.RELEASE, now)


def withdrawing(actor: Actor, ref: str, now: datetime) -> StepPage:
    """Before author or sponsor withdraw the dilemma (Action.WITHDRAW)."""
    return _page(actor, ref, Action.WITHDRAW, Step.WITHDRAW, now)


def _page(actor: Actor, ref: str, action: Action, step: Step, now: datetime) -> StepPage:
    dilemma, standing = open_dilemma(actor, ref, action, now)
    sponsor = aliased(Person)
    row = db.session.execute(
        select(Committee.name.label("committee"), sponsor.name.label("sponsor"))
        .select_from(Dilemma)
        .join(Committee, Committee.id == Dilemma.committee_id)
        .outerjoin(sponsor, sponsor.id == Dilemma.sponsor_id)
        .where(Dilemma.id == dilemma.id)
    ).one()
    return StepPage(
        ref=dilemma.ref,
        title=dilemma.title,
        state=dilemma.state,
        row_version=dilemma.row_version,
        committee=row.committee,
        author=by_line(dilemma),
        sponsor=row.sponsor or "",
        missing=still_missing(dilemma.state, step, facts_of(dilemma), now),
        released=dilemma.released_at is not None,
        accepted=dilemma.accepted_at is not None,
        stays_sealed=standing.phase is Phase.OPEN,
    )
