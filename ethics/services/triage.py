"""The Secretary's triage of a submitted dilemma: accept, return with questions, redirect, decline; and at the end, close."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ethics.domain.actor import Actor, Clock
from ethics.domain.notices import NoticeKind
from ethics.domain.policy import Action
from ethics.domain.refusal import Invalid
from ethics.domain.vocabulary import RedirectTo, Role, Step
from ethics.domain.words import Message, say
from ethics.reading import authors
from ethics.reading.people import day_of, holders
from ethics.services import notices
from ethics.services.checking import Checked
from ethics.services.holding import Held, hold
from ethics.services.steps import take_step


@dataclass(frozen=True, slots=True)
class TriageDraft:
    """One of the four outcomes, with what each of them asks for; only the chosen one's text is looked at."""

    outcome: Step | None
    questions: str = ""
    redirect_to: RedirectTo | None = None
    redirect_reason: str = ""
    decline_reason: str = ""


def settle(actor: Actor, ref: str, draft: TriageDraft, clock: Clock, *, row_version: int | None = None) -> None:
    """Do with a submitted dilemma what the draft says. Refuses with Invalid beside the field that is missing: no
    outcome, no questions, no place to send it on to, no reason; otherwise as the verbs below do.
    """
    if draft.outcome is Step.ACCEPT:
        accept(actor, ref, clock, row_version=row_version)
    elif draft.outcome is Step.RETURN:
        with _beside(reason="questions"):
            return_with_questions(actor, ref, draft.questions, clock, row_version=row_version)
    elif draft.outcome is Step.REDIRECT:
        with _beside(to="redirect_to", reason="redirect_reason"):
            redirect(actor, ref, draft.redirect_to, draft.redirect_reason, clock, row_version=row_version)
    elif draft.outcome is Step.DECLINE:
        with _beside(reason="decline_reason"):
            decline(actor, ref, draft.decline_reason, clock, row_version=row_version)
    else:
        raise Invalid({"outcome": say("Choose what happens with it.")})


def accept(actor: Actor, ref: str, clock: Clock, *, row_version: int | None = None) -> None:
    """Accept a submitted dilemma for the committee; refuses where its parties are not said or it asks nothing."""
    held = hold(actor, ref, Action.TRIAGE, clock, row_version=row_version, step=Step.ACCEPT)
    take_step(held, Step.ACCEPT)
    _tell_the_force(held, NoticeKind.ACCEPTED)


def return_with_questions(
    actor: Actor, ref: str, questions: str, clock: Clock, *, row_version: int | None = None
) -> None:
    """Give a submitted dilemma back to its author as a draft; the questions are due, and are the reason."""
    held = hold(actor, ref, Action.TRIAGE, clock, row_version=row_version, step=Step.RETURN)
    reason = typed(questions, say("Type the questions. The author and the sponsor read them."))
    take_step(held, Step.RETURN, reason=reason)
    _tell_the_force(held, NoticeKind.RETURNED)


def redirect(
    actor: Actor, ref: str, to: RedirectTo | None, reason: str, clock: Clock, *, row_version: int | None = None
) -> None:
    """Send on what is not an ethical dilemma, saying where it belongs and why; both are due."""
    held = hold(actor, ref, Action.TRIAGE, clock, row_version=row_version, step=Step.REDIRECT)
    checked = Checked()
    if to is None:
        checked.wrong("to", say("Say where it belongs."))
    said = checked.text("reason", reason, say("Say why it belongs there. The author and the sponsor read it."))
    checked.done()
    assert to is not None
    take_step(held, Step.REDIRECT, reason=said, facts={"to": to.value})
    held.dilemma.redirected_to = to
    _tell_the_force(held, NoticeKind.REDIRECTED)


def decline(actor: Actor, ref: str, reason: str, clock: Clock, *, row_version: int | None = None) -> None:
    """Decline a submitted dilemma with a reason its author and sponsor read."""
    held = hold(actor, ref, Action.TRIAGE, clock, row_version=row_version, step=Step.DECLINE)
    take_step(held, Step.DECLINE, reason=typed(reason, say("Give the reason. The author and the sponsor read it.")))
    _tell_the_force(held, NoticeKind.DECLINED)


def close(actor: Actor, ref: str, clock: Clock, *, row_version: int | None = None) -> None:
    """Close an answered dilemma after follow-up."""
    held = hold(actor, ref, Action.CLOSE, clock, row_version=row_version, step=Step.CLOSE)
    take_step(held, Step.CLOSE)


def typed(reason: str, missing: Message) -> str:
    """A reason as it is to be stored. Refuses with Invalid on ``reason`` none, and what may not enter here (rule 14)."""
    checked = Checked()
    said = checked.text("reason", reason, missing)
    checked.done()
    return said


def secretaries(held: Held) -> list[int]:
    """The ids of the committee's present Secretaries, to be told."""
    found = holders(held.dilemma.committee_id, (Role.SECRETARY,), day_of(held.now))
    return [appointment.person_id for appointment in found]


def _tell_the_force(held: Held, kind: NoticeKind) -> None:
    dilemma = held.dilemma
    people = [*authors.ids_of(dilemma), dilemma.sponsor_id]
    notices.tell(people, kind, held.now, dilemma=dilemma, path=f"/dilemmas/{dilemma.ref}")


@contextmanager
def _beside(**fields: str) -> Iterator[None]:
    """Say what is missing beside the field in which it was to be typed."""
    try:
        yield
    except Invalid as refusal:
        raise Invalid({fields.get(name, name): message for name, message in refusal.errors.items()}) from refusal
