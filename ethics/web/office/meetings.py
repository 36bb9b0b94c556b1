"""Meetings: the list, one agenda, making and changing a meeting, and making its agenda public."""

from dataclasses import replace
from typing import Any

from flask import g, redirect, url_for

from ethics.domain.bodies import BodyAction
from ethics.domain.words import say
from ethics.reading import agendas
from ethics.reading import meetings as reading
from ethics.services import meetings as services
from ethics.web import door
from ethics.web.door import Visit
from ethics.web.forms import attempt
from ethics.web.numbers import page_asked
from ethics.web.office.blueprint import bp
from ethics.web.office.forms import MeetingForm
from ethics.web.rendering import render, told


@bp.get("/meetings")
@door.anywhere(BodyAction.SEE_MEETINGS)
def meetings(visit: Visit) -> Any:
    """The meetings of the committees someone meets with."""
    return render("office/meetings.html", page=reading.meetings(visit.actor, visit.now, page_asked()))


@bp.route("/meetings/new", methods=["GET", "POST"])
@door.anywhere(BodyAction.HOLD_MEETINGS)
def new_meeting(visit: Visit) -> Any:
    """Make a meeting."""
    bodies = reading.may_hold_meetings_at(visit.actor, visit.now)
    form = MeetingForm.anew(bodies)
    chosen = form.committee.data if len(bodies) > 1 else str(bodies[0].id)
    made: list[str] = []

    def make() -> None:
        committee_id = int(chosen) if str(chosen).isdecimal() else 0
        made.append(services.make(visit.actor, committee_id, form.draft(), visit.clock))

    if form.validate_on_submit() and attempt(form, make):
        told(say("The meeting is made."))
        return redirect(url_for("office.meeting", ref=made[0]), 303)
    return render(
        "office/meeting_form.html", form=form, bodies=bodies, meeting=None
    ), 422 if form.is_submitted() else 200


@bp.get("/meetings/<ref>")
@door.anywhere(BodyAction.SEE_MEETINGS)
def meeting(visit: Visit, ref: str) -> Any:
    """One meeting, as the sheet it prints as."""
    page = agendas.agenda(visit.actor, ref, visit.now)
    _speak_for(visit, page.committee_id)
    return render("office/meeting.html", page=page, reader=visit.actor.name, today=visit.now)


@bp.route("/meetings/<ref>/change", methods=["GET", "POST"])
@door.anywhere(BodyAction.HOLD_MEETINGS)
def change_meeting(visit: Visit, ref: str) -> Any:
    """Change when and where a meeting is."""
    meeting = reading.to_change(visit.actor, ref, visit.now)
    _speak_for(visit, meeting.committee_id)
    form = MeetingForm.of(meeting)
    if form.validate_on_submit() and attempt(
        form, services.change, visit.actor, ref, form.draft(), visit.clock, row_version=form.version.data
    ):
        told(say("The meeting is saved. Where its date, time or place is another now, everybody concerned is told."))
        return redirect(url_for("office.meeting", ref=ref), 303)
    return render(
        "office/meeting_form.html", form=form, bodies=(), meeting=meeting
    ), 422 if form.is_submitted() else 200


@bp.post("/meetings/<ref>/agenda")
@door.anywhere(BodyAction.HOLD_MEETINGS)
def publish_agenda(visit: Visit, ref: str) -> Any:
    """Make the agenda public."""
    services.publish_agenda(visit.actor, ref, visit.clock)
    told(say("The agenda is public."))
    return redirect(url_for("office.meeting", ref=ref), 303)


def _speak_for(visit: Visit, committee_id: int) -> None:
    """Let the page's frame be that of the meeting's own committee."""
    g.visit = replace(visit, committee_id=committee_id)
