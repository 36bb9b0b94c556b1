"""Enquiries to the author: all there are for one reader, putting one, putting it in other words, putting a fact wanted."""

from typing import Any

from flask import redirect, request, url_for

from ethics.domain.policy import Action
from ethics.domain.words import say
from ethics.reading import enquiries as reading
from ethics.reading import facts_wanted
from ethics.services import enquiries as services
from ethics.services.papers import record_part_2_read
from ethics.web import door
from ethics.web.committee.blueprint import bp
from ethics.web.committee.enquiry_forms import EnquiryForm
from ethics.web.committee.entrance import entered
from ethics.web.door import Visit
from ethics.web.forms import attempt
from ethics.web.rendering import render, told


@bp.get("/dilemmas/<ref>/enquiries")
@door.dilemma(Action.SEE_ENQUIRIES, watched=True)
def enquiries(visit: Visit, ref: str) -> Any:
    """What was asked of the author and answered; one's own; what waits to be looked at. A read of Part 2 is recorded."""
    page = reading.enquiries(visit.actor, ref, visit.now, entered(visit))
    if page.shows_part_2:
        record_part_2_read(visit.actor, ref, visit.clock)
    return render("committee/enquiries.html", page=page)


@bp.get("/dilemmas/<ref>/enquiries/new")
@door.dilemma(Action.ENQUIRE)
def enquire(visit: Visit, ref: str) -> Any:
    """The box to write in, at a paragraph or for the whole paper."""
    number = request.args.get("paragraph", "")
    page = reading.asking(visit.actor, ref, number, visit.now)
    return render("committee/enquire.html", page=page, form=EnquiryForm(data={"paragraph": number}))


@bp.post("/dilemmas/<ref>/enquiries/new")
@door.dilemma(Action.ENQUIRE)
def put_enquiry(visit: Visit, ref: str) -> Any:
    """Put it: it goes to the Secretary first."""
    form = EnquiryForm()
    if form.validate_on_submit() and attempt(form, services.put, visit.actor, ref, form.draft(), visit.clock):
        told(say("Your enquiry is with the Secretary, who passes it on without your name."))
        return redirect(url_for("committee.enquiries", ref=ref))
    page = reading.asking(visit.actor, ref, form.draft().paragraph, visit.now)
    return render("committee/enquire.html", page=page, form=form), 422


@bp.route("/dilemmas/<ref>/enquiries/own/<int:enquiry_id>", methods=["GET", "POST"])
@door.dilemma(Action.ENQUIRE)
def reword_enquiry(visit: Visit, ref: str, enquiry_id: int) -> Any:
    """One's own enquiry that came back, to be put in other words."""
    form = EnquiryForm()
    if form.validate_on_submit() and attempt(
        form, services.reword, visit.actor, ref, enquiry_id, form.text.data or "", visit.clock,
        row_version=form.version.data,
    ):  # fmt: skip
        told(say("Your enquiry is with the Secretary again."))
        return redirect(url_for("committee.enquiries", ref=ref))
    page = reading.own(visit.actor, ref, enquiry_id, visit.now)
    if not form.is_submitted():
        form = EnquiryForm(data={"text": page.one.first_text, "version": page.one.row_version})
    return render("committee/reword.html", page=page, form=form), 422 if form.is_submitted() else 200


@bp.post("/dilemmas/<ref>/enquiries/own/<int:enquiry_id>/aside")
@door.dilemma(Action.SEE_ENQUIRIES)
def set_enquiry_aside(visit: Visit, ref: str, enquiry_id: int) -> Any:
    """Read, or left as it is: it goes off one's desk and stays on this page."""
    services.set_aside(visit.actor, ref, enquiry_id, visit.clock)
    told(say("It is off your desk."))
    return redirect(url_for("committee.enquiries", ref=ref))


@bp.post("/dilemmas/<ref>/enquiries/own/<int:enquiry_id>/back")
@door.dilemma(Action.SEE_ENQUIRIES)
def take_enquiry_back(visit: Visit, ref: str, enquiry_id: int) -> Any:
    """One's own enquiry is not wanted any more; nobody but the Secretary has seen it."""
    services.take_back(visit.actor, ref, enquiry_id, visit.clock)
    told(say("Your enquiry is taken back. Nothing of it is passed on."))
    return redirect(url_for("committee.enquiries", ref=ref))


@bp.get("/dilemmas/<ref>/reveal/<int:number>/facts/<int:position_id>")
@door.dilemma(Action.PUT_FACT, watched=True)
def fact(visit: Visit, ref: str, number: int, position_id: int) -> Any:
    """A fact wanted in a position, in the words in which the author will read it."""
    page = facts_wanted.putting(visit.actor, ref, number, position_id, visit.now)
    if page.fact.closed:
        record_part_2_read(visit.actor, ref, visit.clock)
    return render("committee/put_fact.html", page=page, form=EnquiryForm(data={"text": page.fact.text}))


@bp.post("/dilemmas/<ref>/reveal/<int:number>/facts/<int:position_id>")
@door.dilemma(Action.PUT_FACT)
def put_fact(visit: Visit, ref: str, number: int, position_id: int) -> Any:
    """Put it to the author, without a name."""
    form = EnquiryForm()
    if form.validate_on_submit() and attempt(
        form, services.put_fact, visit.actor, ref, number, position_id, form.text.data or "", visit.clock
    ):
        told(say("It is put to the author, without a name."))
        return redirect(url_for("committee.reveal_question", ref=ref, number=number))
    page = facts_wanted.putting(visit.actor, ref, number, position_id, visit.now)
    return render("committee/put_fact.html", page=page, form=form), 422
