"""The Secretary's triage of a submitted dilemma: accept, return with questions, redirect, decline; and at the end, close."""

from ethics.domain.actor import Actor, Clock
from ethics.domain.policy import Action
from ethics.domain.refusal import Invalid
from ethics.domain.vocabulary import NoticeKind, RedirectTo, Role, Step
from ethics.domain.words import say
from ethics.reading.people import day_of, holders
from ethics.services import notices
from ethics.services.holding import Held, hold
from ethics.services.steps import take_step


def accept(actor: Actor, ref: str, clock: Clock, *, row_version: int | None = None) -> None:
    """Accept a submitted dilemma for the committee; refuses where its parties are not said or it asks nothing."""
    held = hold(actor, ref, Action.TRIAGE, clock, row_version=row_version)
    take_step(held, Step.ACCEPT)
    _tell_the_force(held, NoticeKind.ACCEPTED)


def return_with_questions(actor: Actor, ref: str, reason: str, clock: Clock, *, row_version: int | None = None) -> None:
    """Give a submitted dilemma back to its author as a draft; ``reason`` holds the questions and is due."""
    held = hold(actor, ref, Action.TRIAGE, clock, row_version=row_version)
    take_step(held, Step.RETURN, reason=reason)
    _tell_the_force(held, NoticeKind.RETURNED)


def redirect(
    actor: Actor, ref: str, to: RedirectTo | None, reason: str, clock: Clock, *, row_version: int | None = None
) -> None:
    """Send on what is not an ethical dilemma, saying where it belongs and why."""
    held = hold(actor, ref, Action.TRIAGE, clock, row_version=row_version)
    if to is None:
        raise Invalid({"to": say("Say where it belongs.")})
    take_step(held, Step.REDIRECT, reason=reason, facts={"to": to.value})
    held.dilemma.redirected_to = to
    _tell_the_force(held, NoticeKind.REDIRECTED)


def decline(actor: Actor, ref: str, reason: str, clock: Clock, *, row_version: int | None = None) -> None:
    """Decline a submitted dilemma with a reason its author and sponsor read."""
    held = hold(actor, ref, Action.TRIAGE, clock, row_version=row_version)
    take_step(held, Step.DECLINE, reason=reason)
    _tell_the_force(held, NoticeKind.DECLINED)


def close(actor: Actor, ref: str, clock: Clock, *, row_version: int | None = None) -> None:
    """Close an answered dilemma after follow-up."""
    held = hold(actor, ref, Action.CLOSE, clock, row_version=row_version)
    take_step(held, Step.CLOSE)


def _tell_the_force(held: Held, kind: NoticeKind) -> None:
    dilemma = held.dilemma
    people = [dilemma.author_id, dilemma.sponsor_id]
    notices.tell(people, kind, held.now, dilemma=dilemma, path=f"/dilemmas/{dilemma.ref}")


def secretaries(held: Held) -> list[int]:
    """The ids of the committee's present Secretaries, to be told."""
    found = holders(held.dilemma.committee_id, (Role.SECRETARY,), day_of(held.now))
    return [appointment.person_id for appointment in found]
