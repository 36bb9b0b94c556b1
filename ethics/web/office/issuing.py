"""Putting an item on a meeting, issuing it to members, and moving the close of positions."""

from typing import Any

from flask import redirect, url_for

from ethics.domain.policy import Action
from ethics.domain.words import say
from ethics.reading import issuing as reading
from ethics.reading.people import day_of
from ethics.services import issuing as services
from ethics.services import meetings
from ethics.web import door
from ethics.web.door import Visit
from ethics.web.forms import attempt
from ethics.web.office.blueprint import bp
from ethics.web.office.forms import CloseMoveForm, IssueForm, WhereForm
from ethics.web.rendering import render, told
from ethics.web.when import moment


@bp.route("/dilemmas/<ref>/schedule", methods=["GET", "POST"])
@door.dilemma(Action.SCHEDULE)
def schedule(visit: Visit, ref: str) -> Any:
    """Choose a meeting for an accepted dilemma or make one; or move it to another."""
    page = reading.scheduling(visit.actor, ref, visit.now)
    form = WhereForm(data={"version": page.row_version})
    form.offer(page.choices)
    put = meetings.move if page.now_on else meetings.schedule
    if form.validate_on_submit() and attempt(
        form, put, visit.actor, ref, form.where(), visit.clock, row_version=form.version.data
    ):
        on = reading.scheduling(visit.actor, ref, visit.now).now_on
        assert on is not None
        told(say("It is on the meeting of %(day)s, as paper %(letter)s.", day=day_of(on.starts_at), letter=on.letter))
        return redirect(url_for("office.issue", ref=ref), 303)
    return render("office/schedule.html", page=page, form=form), 422 if form.is_submitted() else 200


@bp.route("/dilemmas/<ref>/issue", methods=["GET", "POST"])
@door.dilemma(Action.ISSUE)
def issue(visit: Visit, ref: str) -> Any:
    """Say when positions close, look at what happens, and issue."""
    page = reading.issuing(visit.actor, ref, visit.now)
    form = IssueForm.of(page)
    if form.validate_on_submit() and attempt(
        form, services.issue, visit.actor, ref, form.draft(), visit.clock, row_version=form.version.data
    ):
        told(say("It is issued. Its text is frozen and positions are open."))
        return redirect(url_for("committee.dilemma", ref=ref), 303)
    return render("office/issue.html", page=page, form=form), 422 if form.is_submitted() else 200


@bp.route("/dilemmas/<ref>/closing-time", methods=["GET", "POST"])
@door.dilemma(Action.MOVE_CLOSE)
def move_close(visit: Visit, ref: str) -> Any:
    """Move the time at which positions close."""
    page = reading.closing(visit.actor, ref, visit.now)
    form = CloseMoveForm.of(page)
    if form.validate_on_submit():
        becomes = moment(form.closes_on.data, form.closes_time.data)
        if attempt(
            form, services.move_close, visit.actor, ref, becomes, form.reason.data or "", visit.clock,
            row_version=form.version.data,
        ):  # fmt: skip
            told(say("Positions now close at %(at)s. Everyone concerned is told.", at=becomes))
            return redirect(url_for("committee.dilemma", ref=ref), 303)
    return render("office/move_close.html", page=page, form=form), 422 if form.is_submitted() else 200
