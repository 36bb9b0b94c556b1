"""The Secretary looks at an enquiry before its author reads it: passes it on, mends its words, or sends it back."""

from typing import Any

from flask import redirect, request, url_for

from ethics.domain.policy import Action
from ethics.domain.words import say
from ethics.reading import enquiries as reading
from ethics.services import enquiries as services
from ethics.services.papers import record_part_2_read
from ethics.web import door
from ethics.web.committee.enquiry_forms import PassOnForm
from ethics.web.door import Visit
from ethics.web.forms import attempt
from ethics.web.office.blueprint import bp
from ethics.web.rendering import render, told


@bp.get("/dilemmas/<ref>/enquiries/waiting/<int:enquiry_id>")
@door.dilemma(Action.PASS_ON_ENQUIRY, watched=True)
def look_at_enquiry(visit: Visit, ref: str, enquiry_id: int) -> Any:
    """What is asked, by whom, and the words in which the author would read it."""
    page = reading.waiting(visit.actor, ref, enquiry_id, visit.now)
    if page.records:
        record_part_2_read(visit.actor, ref, visit.clock)
    form = PassOnForm(data={"text": page.one.text, "version": page.one.row_version})
    return render("office/enquiry.html", page=page, form=form)


@bp.post("/dilemmas/<ref>/enquiries/waiting/<int:enquiry_id>")
@door.dilemma(Action.PASS_ON_ENQUIRY)
def deal_with_enquiry(visit: Visit, ref: str, enquiry_id: int) -> Any:
    """Pass it on or send it back, by the button that was pressed."""
    form = PassOnForm()
    back = request.form.get("do") == "send_back"
    verb, said = (services.send_back, form.reason.data) if back else (services.pass_on, form.text.data)
    if form.validate_on_submit() and attempt(
        form, verb, visit.actor, ref, enquiry_id, said or "", visit.clock, row_version=form.version.data
    ):
        told(say("It went back to its asker.") if back else say("It is with the author, without a name."))
        return redirect(url_for("committee.enquiries", ref=ref))
    page = reading.waiting(visit.actor, ref, enquiry_id, visit.now)
    return render("office/enquiry.html", page=page, form=form), 422
