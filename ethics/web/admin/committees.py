"""Committees and forces: their names and what they have set."""

from typing import Any

from flask import redirect, url_for
from wtforms.fields import SelectChoice

from ethics.domain.bodies import BodyAction
from ethics.domain.words import say
from ethics.reading import committees as reading
from ethics.services import committees as changing
from ethics.web import door
from ethics.web.admin.blueprint import bp
from ethics.web.admin.forms import CommitteeForm, ForceForm
from ethics.web.door import Visit
from ethics.web.forms import attempt
from ethics.web.rendering import render, told


@bp.get("/settings")
@door.anywhere(BodyAction.MANAGE_PEOPLE)
def committees(visit: Visit) -> Any:
    """Every committee with what it has set."""
    return render("admin/committees.html", committees=reading.settings(), forces=reading.every_force())


@bp.route("/settings/committees/new", methods=["GET", "POST"])
@door.anywhere(BodyAction.MANAGE_PEOPLE)
def new_committee(visit: Visit) -> Any:
    """Add a committee."""
    form = CommitteeForm.showing(None)
    if form.validate_on_submit() and attempt(form, changing.found_committee, visit.actor, form.draft(), visit.clock):
        told(say("The committee is made. Now add the force that puts dilemmas to it."))
        return redirect(url_for("admin.committees"), 303)
    return render("admin/committee.html", form=form, shown=None), 422 if form.is_submitted() else 200


@bp.route("/settings/committees/<slug>", methods=["GET", "POST"])
@door.anywhere(BodyAction.MANAGE_PEOPLE)
def committee(visit: Visit, slug: str) -> Any:
    """What one committee has set."""
    settings = reading.settings_of(slug)
    form = CommitteeForm.showing(settings)
    if form.validate_on_submit() and attempt(
        form, changing.change_committee, visit.actor, slug, form.draft(), visit.clock, form.version.data
    ):
        told(say("The settings are saved."))
        return redirect(url_for("admin.committees"), 303)
    return render("admin/committee.html", form=form, shown=settings), 422 if form.is_submitted() else 200


@bp.route("/settings/forces/new", methods=["GET", "POST"])
@door.anywhere(BodyAction.MANAGE_PEOPLE)
def new_force(visit: Visit) -> Any:
    """Add a force, and say which committees it puts dilemmas to."""
    form = ForceForm()
    form.committees.choices = [SelectChoice(one.slug, one.name) for one in reading.every_committee()]
    if form.validate_on_submit() and attempt(
        form, changing.found_force, visit.actor, form.name.data, form.committees.data, visit.clock
    ):
        told(say("The force is added."))
        return redirect(url_for("admin.committees"), 303)
    return render("admin/force.html", form=form), 422 if form.is_submitted() else 200
