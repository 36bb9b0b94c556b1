"""The record of an item at its meeting: who was there, who presided, the facts; then discussed, or deferred."""

from typing import Any

from flask import redirect, request, url_for

from ethics.domain.policy import Action
from ethics.domain.words import say
from ethics.reading import recording as reading
from ethics.services import declarations
from ethics.services import meetings as services
from ethics.web import door
from ethics.web.door import Visit
from ethics.web.forms import attempt
from ethics.web.office.blueprint import bp
from ethics.web.office.forms import ChairForm, DeferForm, PressForm, RecordForm
from ethics.web.rendering import render, told


@bp.route("/dilemmas/<ref>/record", methods=["GET", "POST"])
@door.dilemma(Action.RECORD_MEETING)
def record(visit: Visit, ref: str) -> Any:
    """What was recorded so far, and the form to record it."""
    page = reading.record_page(visit.actor, ref, visit.now)
    form = RecordForm.of(page)
    if form.is_submitted() and "add" in request.form:
        form.facts.append_entry()
        return render("office/record.html", page=page, form=form)
    if form.validate_on_submit() and attempt(
        form, services.record, visit.actor, ref, form.draft(), visit.clock, row_version=form.version.data
    ):
        told(say("The record is saved."))
        return redirect(url_for("office.record", ref=ref) + "#next", 303)
    return render("office/record.html", page=page, form=form), 422 if form.is_submitted() else 200


@bp.post("/dilemmas/<ref>/record/discussed")
@door.dilemma(Action.RECORD_MEETING)
def discussed(visit: Visit, ref: str) -> Any:
    """Record the item as discussed."""
    form = PressForm()
    services.discuss(visit.actor, ref, visit.clock, row_version=form.version.data)
    told(say("It is recorded as discussed. The advice can be drafted."))
    return redirect(url_for("committee.dilemma", ref=ref), 303)


@bp.route("/dilemmas/<ref>/record/defer", methods=["GET", "POST"])
@door.dilemma(Action.RECORD_MEETING)
def defer(visit: Visit, ref: str) -> Any:
    """Defer the item to another meeting, with the reason."""
    page = reading.record_page(visit.actor, ref, visit.now, choices=True)
    form = DeferForm(data={"version": page.row_version})
    form.offer(page.choices)
    if form.validate_on_submit() and attempt(
        form, services.defer, visit.actor, ref, form.where(), form.reason.data or "", visit.clock,
        row_version=form.version.data,
    ):  # fmt: skip
        told(say("It is deferred. Positions stay as they are; members and the force are told."))
        return redirect(url_for("committee.dilemma", ref=ref), 303)
    return render("office/defer.html", page=page, form=form), 422 if form.is_submitted() else 200


@bp.route("/dilemmas/<ref>/record/chair", methods=["GET", "POST"])
@door.dilemma(Action.RECORD_MEETING)
def chair(visit: Visit, ref: str) -> Any:
    """Record that the Chair is absent for the item, and who holds the powers then; or that they are there after all."""
    page = reading.record_page(visit.actor, ref, visit.now)
    form = ChairForm.of(page)
    if form.validate_on_submit():
        verb, args = (declarations.end_chair_absence, ()) if form.is_there else (
            declarations.record_chair_absence, (form.chosen_id,)
        )  # fmt: skip
        if attempt(form, verb, visit.actor, ref, *args, visit.clock):
            told(say("It is recorded who holds the Chair’s powers for this item."))
            return redirect(url_for("office.record", ref=ref), 303)
    return render("office/chair.html", page=page, form=form), 422 if form.is_submitted() else 200
