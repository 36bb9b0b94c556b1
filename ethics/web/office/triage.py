"""Triage: what comes in is accepted, returned with questions, redirected or declined; and at the end closed."""

from typing import Any

from flask import redirect, url_for

from ethics.domain.policy import Action
from ethics.domain.vocabulary import Step
from ethics.domain.words import say
from ethics.reading import triage as reading
from ethics.services import triage as services
from ethics.web import door
from ethics.web.door import Visit
from ethics.web.forms import attempt
from ethics.web.office.blueprint import bp
from ethics.web.office.forms import PressForm, TriageForm
from ethics.web.rendering import render, told

_DONE = {
    Step.ACCEPT: say("It is accepted. The author and the sponsor are told. Now put it on a meeting."),
    Step.RETURN: say("It is with its author again, with your questions."),
    Step.REDIRECT: say("It is redirected. The author and the sponsor are told where it belongs, and why."),
    Step.DECLINE: say("It is declined. The author and the sponsor are told the reason."),
}


@bp.route("/dilemmas/<ref>/triage", methods=["GET", "POST"])
@door.dilemma(Action.TRIAGE)
def triage(visit: Visit, ref: str) -> Any:
    """The paper at a glance, and the four things that can be done with it."""
    page = reading.triage(visit.actor, ref, visit.now)
    form = TriageForm.of(page)
    draft = form.draft()
    if form.validate_on_submit() and attempt(
        form, services.settle, visit.actor, ref, draft, visit.clock, row_version=form.version.data
    ):
        assert draft.outcome is not None
        told(_DONE[draft.outcome])
        return redirect(url_for(_NEXT.get(draft.outcome, "committee.dilemma"), ref=ref), 303)
    return render("office/triage.html", page=page, form=form), 422 if form.is_submitted() else 200


_NEXT = {Step.ACCEPT: "office.schedule"}


@bp.route("/dilemmas/<ref>/close", methods=["GET", "POST"])
@door.dilemma(Action.CLOSE)
def close(visit: Visit, ref: str) -> Any:
    """Close a dilemma the force has answered, after follow-up."""
    page = reading.ending(visit.actor, ref, visit.now)
    form = PressForm(data={"version": page.row_version})
    if form.validate_on_submit() and attempt(
        form, services.close, visit.actor, ref, visit.clock, row_version=form.version.data
    ):
        told(say("It is closed."))
        return redirect(url_for("committee.dilemma", ref=ref), 303)
    return render("office/close.html", page=page, form=form), 422 if form.is_submitted() else 200
