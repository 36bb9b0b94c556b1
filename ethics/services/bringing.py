"""The force's own steps: send a paper to its sponsor, release it, hand it back, withdraw it. Each tells whom it concerns."""

from ethics.domain.actor import Actor, Clock
from ethics.domain.notices import NoticeKind
from ethics.domain.policy import Action
from ethics.domain.refusal import Invalid
from ethics.domain.vocabulary import SEATED, KeptAs, Role, Step
from ethics.domain.words import say
from ethics.reading import authors
from ethics.reading.people import day_of, holders
from ethics.services import notices, undoing
from ethics.services.checking import LONGEST_TEXT, SECRET, is_secret
from ethics.services.editing import newest_version
from ethics.services.holding import Held, hold
from ethics.services.keeping import keep, mark_released
from ethics.services.steps import take_step

_KNOW_WHEN_ACCEPTED = SEATED | {Role.POLICE_ADVISER, Role.OBSERVER, Role.MONITORING_OFFICER}


def submit(actor: Actor, ref: str, clock: Clock, *, row_version: int | None = None) -> None:
    """Send a draft to its sponsor, who is asked to release it. Refuses with NotNow, saying what the paper lacks."""
    held = hold(actor, ref, Action.SUBMIT, clock, row_version=row_version, step=Step.SUBMIT)
    take_step(held, Step.SUBMIT)
    undoing.forget(held.dilemma.id)
    keep(newest_version(held.dilemma.id), held.dilemma, KeptAs.SENT, held.now, held.me)
    _tell(held, {held.dilemma.sponsor_id}, NoticeKind.SPONSOR_ASKED, f"/dilemmas/{ref}/release")


def release(actor: Actor, ref: str, clock: Clock, *, row_version: int | None = None) -> None:
    """Release a paper to the committee, whose Secretary and the author are told."""
    held = hold(actor, ref, Action.RELEASE, clock, row_version=row_version, step=Step.RELEASE)
    take_step(held, Step.RELEASE)
    mark_released(newest_version(held.dilemma.id).id, held.now)
    _tell(held, _holding(held, {Role.SECRETARY}), NoticeKind.SUBMITTED, f"/dilemmas/{ref}/triage")
    _tell(held, {*authors.ids_of(held.dilemma)}, NoticeKind.SUBMITTED, f"/dilemmas/{ref}")


def hand_back(actor: Actor, ref: str, reason: str, clock: Clock, *, row_version: int | None = None) -> None:
    """Give a paper back to its author as a draft, with a reason the author reads."""
    held = hold(actor, ref, Action.RELEASE, clock, row_version=row_version, step=Step.HAND_BACK)
    take_step(held, Step.HAND_BACK, reason=_reason(reason))
    _tell(held, {*authors.ids_of(held.dilemma)}, NoticeKind.HANDED_BACK, f"/dilemmas/{ref}/edit")


def withdraw(actor: Actor, ref: str, reason: str, clock: Clock, *, row_version: int | None = None) -> None:
    """Withdraw a dilemma for the force, any time before the advice is agreed; sealed positions stay sealed for good.

    Everybody who knew of it is told; the reason stands in the journal for them.
    """
    held = hold(actor, ref, Action.WITHDRAW, clock, row_version=row_version, step=Step.WITHDRAW)
    knew = _who_knows(held)
    take_step(held, Step.WITHDRAW, reason=_reason(reason))
    undoing.forget(held.dilemma.id)
    _tell(held, knew, NoticeKind.WITHDRAWN, f"/dilemmas/{ref}")


def _reason(text: str) -> str:
    if is_secret(text):
        raise Invalid({"reason": SECRET})
    if len(text) > LONGEST_TEXT:
        raise Invalid({"reason": say("This is %(over)s characters too long.", over=len(text) - LONGEST_TEXT)})
    return text


def _who_knows(held: Held) -> set[int | None]:
    """Everybody who may know of the dilemma by now."""
    dilemma = held.dilemma
    knows: set[int | None] = {*authors.ids_of(dilemma), dilemma.sponsor_id}
    if dilemma.released_at is not None:
        knows |= _holding(held, {Role.SECRETARY})
    if dilemma.accepted_at is not None:
        knows |= _holding(held, _KNOW_WHEN_ACCEPTED)
    return knows


def _holding(held: Held, roles: set[Role] | frozenset[Role]) -> set[int | None]:
    return {one.person_id for one in holders(held.dilemma.committee_id, roles, day_of(held.now))}


def _tell(held: Held, people: set[int | None], kind: NoticeKind, path: str) -> None:
    """A notice to each of these people but the one who acts, who knows."""
    notices.tell(people - {held.me}, kind, held.now, dilemma=held.dilemma, path=path)
