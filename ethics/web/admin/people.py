"""People and their appointments. Nobody appoints themselves; a seat waits for the committee's Secretary (rule 17)."""

from typing import Any

from flask import redirect, request, url_for

from ethics.domain.bodies import BodyAction
from ethics.domain.words import say
from ethics.reading import appointments as reading
from ethics.reading import committees
from ethics.reading.accounts import with_address
from ethics.reading.people import day_of
from ethics.services import accounts
from ethics.services import appointments as changing
from ethics.web import door
from ethics.web.admin.blueprint import bp
from ethics.web.admin.forms import AddressForm, AppointForm, EndForm, InviteForm, PressForm, today_in
from ethics.web.door import Visit
from ethics.web.forms import attempt
from ethics.web.numbers import page_asked
from ethics.web.rendering import render, told


@bp.get("/people")
@door.anywhere(BodyAction.MANAGE_PEOPLE)
def people(visit: Visit) -> Any:
    """Everybody the installation knows, with what they are appointed to."""
    page = page_asked()
    return render("admin/people.html", people=reading.people(visit.actor, request.args.get("q", ""), page, visit.now))


@bp.route("/people/invite", methods=["GET", "POST"])
@door.anywhere(BodyAction.MANAGE_PEOPLE)
def invite(visit: Visit) -> Any:
    """Invite somebody by their address."""
    form = InviteForm()
    if form.validate_on_submit() and attempt(form, accounts.invite, visit.actor, form.draft(), visit.clock):
        told(say("The invitation is on its way. Now say what they are appointed to."))
        invited = with_address(form.email.data)
        assert invited is not None
        return redirect(url_for("admin.person", person_id=invited.id), 303)
    return render("admin/invite.html", form=form), 422 if form.is_submitted() else 200


@bp.get("/people/<int:person_id>")
@door.anywhere(BodyAction.MANAGE_PEOPLE)
def person(visit: Visit, person_id: int) -> Any:
    """One person: their account and their appointments."""
    return render("admin/person.html", someone=reading.person(visit.actor, person_id, visit.now))


@bp.route("/people/<int:person_id>/appointments/new", methods=["GET", "POST"])
@door.anywhere(BodyAction.MANAGE_PEOPLE)
def appoint(visit: Visit, person_id: int) -> Any:
    """Appoint a person to a committee or a force; nobody appoints themselves (rule 17)."""
    shown = reading.person(visit.actor, person_id, visit.now)
    if shown.is_oneself and request.method == "GET":  # the page of oneself says why
        return redirect(url_for("admin.person", person_id=person_id), 303)
    form = AppointForm()
    form.offer(committees.every_committee(), committees.every_force())
    today_in(form, day_of(visit.now))
    if form.validate_on_submit() and attempt(form, changing.make, visit.actor, person_id, form.draft(), visit.clock):
        told(say("The appointment is made."))
        return redirect(url_for("admin.person", person_id=person_id), 303)
    return render("admin/appoint.html", form=form, someone=shown), 422 if form.is_submitted() else 200


@bp.route("/people/<int:person_id>/appointments/<int:appointment_id>/end", methods=["GET", "POST"])
@door.anywhere(BodyAction.MANAGE_PEOPLE)
def end_appointment(visit: Visit, person_id: int, appointment_id: int) -> Any:
    """Set the last day of an appointment."""
    shown = reading.person(visit.actor, person_id, visit.now)
    held = reading.appointment(visit.actor, person_id, appointment_id, visit.now)
    form = EndForm()
    today_in(form, day_of(visit.now))
    if form.validate_on_submit() and attempt(
        form, changing.end, visit.actor, appointment_id, form.ends_on.data, visit.clock
    ):
        told(say("The last day is set."))
        return redirect(url_for("admin.person", person_id=person_id), 303)
    return render("admin/end.html", form=form, someone=shown, held=held), 422 if form.is_submitted() else 200


@bp.route("/people/<int:person_id>/address", methods=["GET", "POST"])
@door.anywhere(BodyAction.MANAGE_PEOPLE)
def correct_address(visit: Visit, person_id: int) -> Any:
    """Correct the address of somebody who cannot be reached; the old one is told."""
    shown = reading.person(visit.actor, person_id, visit.now)
    form = AddressForm(email=shown.email)
    if form.validate_on_submit() and attempt(
        form, accounts.correct_address, visit.actor, person_id, form.email.data, visit.clock
    ):
        told(say("The address is changed. The old one has been told."))
        return redirect(url_for("admin.person", person_id=person_id), 303)
    return render("admin/address.html", form=form, someone=shown), 422 if form.is_submitted() else 200


@bp.post("/people/<int:person_id>/invite-again")
@door.anywhere(BodyAction.MANAGE_PEOPLE)
def invite_again(visit: Visit, person_id: int) -> Any:
    """Send the invitation again; the link before it stops working."""
    accounts.invite_again(visit.actor, person_id, visit.clock)
    told(say("A new invitation is on its way. The link of the old one no longer works."))
    return redirect(url_for("admin.person", person_id=person_id), 303)


@bp.route("/people/<int:person_id>/end", methods=["GET", "POST"])
@door.anywhere(BodyAction.MANAGE_PEOPLE)
def end_account(visit: Visit, person_id: int) -> Any:
    """End an account: it is signed out everywhere and cannot be signed in to."""
    shown = reading.person(visit.actor, person_id, visit.now)
    form = PressForm()
    if form.validate_on_submit():
        accounts.deactivate(visit.actor, person_id, visit.clock)
        told(say("The account is ended. What they did stays."))
        return redirect(url_for("admin.person", person_id=person_id), 303)
    return render("admin/end_account.html", form=form, someone=shown)


@bp.post("/people/<int:person_id>/open")
@door.anywhere(BodyAction.MANAGE_PEOPLE)
def open_account(visit: Visit, person_id: int) -> Any:
    """Open an ended account again."""
    accounts.reactivate(visit.actor, person_id, visit.clock)
    told(say("The account is open again."))
    return redirect(url_for("admin.person", person_id=person_id), 303)
