"""The Secretary issues a new version that the force released, or returns it."""

from typing import Any

from flask import redirect, request, url_for
from flask_babel import lazy_gettext as _l
from wtforms.validators import Optional

from ethics.domain.policy import Action
from ethics.domain.words import say
from ethics.reading import new_version as reading
from ethics.services import versions as services
from ethics.services.papers import record_part_2_read
from ethics.web import door
from ethics.web.door import Visit
from ethics.web.forms import Form, LongField, attempt
from ethics.web.office.blueprint import bp
from ethics.web.rendering import render, told


class ReturnForm(Form):
    """Why it goes back, where it does."""

    reason = LongField(_l("Why it goes back"), [Optional()])


@bp.route("/dilemmas/<ref>/new-version/issue", methods=["GET", "POST"])
@door.dilemma(Action.REVISE_PAPER, watched=True)
def issue_version(visit: Visit, ref: str) -> Any:
    """What the new version changes and whom that concerns; issue it, or return it with a reason."""
    page = reading.issuing(visit.actor, ref, visit.now)
    form = ReturnForm(data={"version": page.row_version})
    version = form.version.data
    if form.validate_on_submit():
        if "return" in request.form:
            reason = form.reason.data or ""
            done = attempt(form, services.return_it, visit.actor, ref, reason, visit.clock, row_version=version)
            words = say("Returned to %(author)s, who has been told why.", author=page.author)
        else:
            done = attempt(form, services.issue, visit.actor, ref, visit.clock, row_version=version)
            words = say("Version %(number)s is issued. Everyone who reads the paper has been told.", number=page.number)
        if done:
            told(words)
            return redirect(url_for("committee.dilemma", ref=ref), 303)
    if page.compared is not None and page.compared.differences.shows_part_2:
        record_part_2_read(visit.actor, ref, visit.clock)
    return render("office/issue_version.html", page=page, form=form), 422 if form.is_submitted() else 200
