"""The Secretary issues a new version that the force released, or returns it."""

from functools import partial
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l
from wtforms.validators import Optional

from ethics.domain.policy import Action
from ethics.domain.words import say
from ethics.reading import new_version as reading
from ethics.services import versions as services
from ethics.services.papers import record_part_2_read
from ethics.web import door
from ethics.web.door import Visit
from ethics.web.forms import Form, LongField
from ethics.web.office.blueprint import bp
from ethics.web.pressing import Press, pressed, status_of
from ethics.web.rendering import render


class ReturnForm(Form):
    """Why it goes back, where it does."""

    reason = LongField(_l("Why it goes back"), [Optional()])


@bp.route("/dilemmas/<ref>/new-version/issue", methods=["GET", "POST"])
@door.dilemma(Action.REVISE_PAPER, watched=True)
def issue_version(visit: Visit, ref: str) -> Any:
    """What the new version changes and whom that concerns; issue it, or return it with a reason."""
    page = reading.issuing(visit.actor, ref, visit.now)
    form = ReturnForm(data={"version": page.row_version})
    mine = {"actor": visit.actor, "ref": ref, "clock": visit.clock, "row_version": form.version.data}
    way_on = pressed(
        form,
        Press(
            partial(services.return_it, reason=form.reason.data or "", **mine),
            say("Returned to %(author)s, who has been told why.", author=page.author),
            url_for("committee.dilemma", ref=ref),
            "return",
        ),
        Press(
            partial(services.issue, **mine),
            say("Version %(number)s is issued. Everyone who reads the paper has been told.", number=page.number),
            url_for("committee.dilemma", ref=ref),
        ),
    )
    if way_on is not None:
        return way_on
    if page.compared is not None and page.compared.differences.shows_part_2:
        for text in (page.compared.earlier, page.compared.later):
            record_part_2_read(visit.actor, ref, visit.clock, version=text.version)
    return render("office/issue_version.html", page=page, form=form), status_of(form)
