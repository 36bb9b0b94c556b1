"""The author answers an enquiry, for all whose seat is open. Who asked is not on any page of this door."""

from typing import Any

from flask import redirect, url_for

from ethics.domain.policy import Action
from ethics.domain.words import say
from ethics.reading import enquiries as reading
from ethics.services import enquiries as services
from ethics.web import door
from ethics.web.author.blueprint import bp
from ethics.web.committee.enquiry_forms import AnswerForm
from ethics.web.door import Visit
from ethics.web.forms import attempt
from ethics.web.rendering import render, told


@bp.route("/dilemmas/<ref>/enquiries/<int:number>/answer", methods=["GET", "POST"])
@door.dilemma(Action.ANSWER_ENQUIRY)
def answer_enquiry(visit: Visit, ref: str, number: int) -> Any:
    """What is asked and the box to answer in; an answer that was given can be corrected, and stays readable."""
    form = AnswerForm()
    if form.validate_on_submit() and attempt(
        form, services.answer, visit.actor, ref, number, form.text.data or "", visit.clock,
        row_version=form.version.data,
    ):  # fmt: skip
        told(say("Enquiry %(number)s is answered. Members read it beside the paper.", number=number))
        return redirect(url_for("committee.enquiries", ref=ref))
    page = reading.answering(visit.actor, ref, number, visit.now)
    if not form.is_submitted():
        given = page.one.answer
        form = AnswerForm(data={"text": given.text if given else "", "version": page.row_version})
    return render("author/answer_enquiry.html", page=page, form=form), 422 if form.is_submitted() else 200
