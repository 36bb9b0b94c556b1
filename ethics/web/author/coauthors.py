"""Who writes a paper: naming co-authors, removing one, leaving."""

from typing import Any

from flask import redirect, request, url_for
from flask_babel import lazy_gettext as _l
from wtforms.fields import SelectChoice

from ethics.domain.policy import Action
from ethics.domain.refusal import NotKnown
from ethics.domain.words import say
from ethics.reading import coauthors as readings
from ethics.services import coauthors as services
from ethics.web import door
from ethics.web.author.blueprint import bp
from ethics.web.author.forms import Dropdown
from ethics.web.door import Visit
from ethics.web.forms import Form, attempt
from ethics.web.rendering import render, told


class NameForm(Form):
    """Whom to name."""

    person = Dropdown(_l("Who writes it with you?"))

    def person_id(self) -> int | None:
        """Who was chosen, or None."""
        chosen = self.person.data or ""
        return int(chosen) if chosen.isdecimal() and len(chosen) < 10 else None


@bp.route("/dilemmas/<ref>/authors", methods=["GET", "POST"])
@door.dilemma(Action.SEE_AUTHORS)
def authors(visit: Visit, ref: str) -> Any:
    """Who writes the paper; a co-author is named here."""
    page = readings.authors(visit.actor, ref, visit.now)
    form = NameForm()
    form.person.choices = [SelectChoice("", _l("Choose a colleague"))] + [
        SelectChoice(str(one.person_id), f"{one.name}, {one.office}" if one.office else one.name)
        for one in page.offered
    ]
    if form.validate_on_submit() and attempt(form, services.name, visit.actor, ref, form.person_id(), visit.clock):
        name = next((one.name for one in page.offered if one.person_id == form.person_id()), "")
        told(say("%(name)s is a co-author from now on, and has been told.", name=name))
        return redirect(url_for("author.authors", ref=ref))
    return render("author/authors.html", page=page, form=form), 422 if form.is_submitted() else 200


@bp.route("/dilemmas/<ref>/authors/<int:person_id>/remove", methods=["GET", "POST"])
@door.dilemma(Action.NAME_CO_AUTHORS)
def remove_co_author(visit: Visit, ref: str, person_id: int) -> Any:
    """Remove a co-author: what follows from it, and doing it."""
    form = Form()
    if request.method == "POST" and form.validate():
        services.remove(visit.actor, ref, person_id, visit.clock)
        told(say("Removed. The paper is closed to them, and they have been told."))
        return redirect(url_for("author.authors", ref=ref))
    page = readings.removing(visit.actor, ref, person_id, visit.now)
    return render("author/remove_co_author.html", page=page, form=form), 422 if form.is_submitted() else 200


@bp.get("/dilemmas/<ref>/authors/leave")
@door.dilemma(Action.LEAVE_PAPER)
def leave_paper(visit: Visit, ref: str) -> Any:
    """What follows from no longer being a co-author."""
    return render("author/leave_paper.html", page=readings.leaving(visit.actor, ref, visit.now), form=Form())


@bp.post("/papers/<ref>/leave")
@door.signed_in
def leave_paper_now(visit: Visit, ref: str) -> Any:
    """Stop being a co-author. Pressed again, or for a paper that is not there, it is answered alike: with what is so."""
    try:
        services.leave(visit.actor, ref, visit.clock)
    except NotKnown:
        told(say("You are not, or no longer, a co-author of that paper."))
    else:
        told(say("You are no longer a co-author of that paper. Its other authors have been told."))
    return redirect(url_for("committee.desk"))
