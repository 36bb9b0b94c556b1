"""The force's own steps, each with a page that says what happens next."""

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from flask import redirect, url_for

from ethics.domain.policy import Action
from ethics.domain.words import Message, say
from ethics.reading import bringing as readings
from ethics.services import bringing
from ethics.web import door
from ethics.web.author.blueprint import bp
from ethics.web.author.checks import shown_checks
from ethics.web.author.forms import ReasonForm
from ethics.web.door import Visit
from ethics.web.forms import Form, attempt
from ethics.web.pressing import Press, pressed, status_of
from ethics.web.rendering import render, told


@bp.route("/dilemmas/<ref>/send", methods=["GET", "POST"])
@door.dilemma(Action.SUBMIT)
def send(visit: Visit, ref: str) -> Any:
    """Send the draft to its sponsor."""
    page = readings.sending(visit.actor, ref, visit.now)
    form = Form(data={"version": page.row_version})
    if form.validate_on_submit() and attempt(
        form, bringing.submit, visit.actor, ref, visit.clock, row_version=form.version.data
    ):
        told(say("Sent to %(sponsor)s, who has been told.", sponsor=page.sponsor))
        return redirect(url_for("committee.dilemma", ref=ref))
    checks = shown_checks(visit, ref, "send")
    return render("author/send.html", page=page, form=form, checks=checks), 422 if form.is_submitted() else 200


@bp.route("/dilemmas/<ref>/release", methods=["GET", "POST"])
@door.dilemma(Action.RELEASE)
def release(visit: Visit, ref: str) -> Any:
    """The sponsor releases the paper to the committee, or hands it back with a reason."""
    page = readings.releasing(visit.actor, ref, visit.now)
    form = ReasonForm(data={"version": page.row_version})
    way_on = released_or_handed_back(visit, ref, form, page, bringing.release, bringing.hand_back)
    return way_on or (render("author/release.html", page=page, form=form), status_of(form))


class Releasing(Protocol):
    """What a page knows on which the sponsor releases something or hands it back."""

    @property
    def author(self) -> Message | str:
        """Who wrote it."""

    @property
    def committee(self) -> str:
        """To whom it goes."""


def released_or_handed_back(
    visit: Visit,
    ref: str,
    form: ReasonForm,
    page: Releasing,
    release: Callable[..., Any],
    hand_back: Callable[..., Any],
) -> Any:
    """The way on where the sponsor has pressed one of the two buttons; None where the page is to be shown."""
    mine = {"actor": visit.actor, "ref": ref, "clock": visit.clock, "row_version": form.version.data}
    return pressed(
        form,
        Press(
            partial(hand_back, reason=form.reason.data or "", **mine),
            say("Handed back to %(author)s, who has been told why.", author=page.author),
            url_for("committee.dilemma", ref=ref),
            "hand_back",
        ),
        Press(
            partial(release, **mine),
            say("Released to %(committee)s. Its Secretary has been told.", committee=page.committee),
            url_for("committee.dilemma", ref=ref),
        ),
    )


@bp.route("/dilemmas/<ref>/withdraw", methods=["GET", "POST"])
@door.dilemma(Action.WITHDRAW)
def withdraw(visit: Visit, ref: str) -> Any:
    """Withdraw the dilemma for the force, with a reason."""
    page = readings.withdrawing(visit.actor, ref, visit.now)
    form = ReasonForm(data={"version": page.row_version})
    if form.validate_on_submit() and attempt(
        form, bringing.withdraw, visit.actor, ref, form.reason.data, visit.clock, row_version=form.version.data
    ):
        told(say("Withdrawn. Everybody who knew of it has been told."))
        return redirect(url_for("committee.dilemma", ref=ref))
    return render("author/withdraw.html", page=page, form=form), 422 if form.is_submitted() else 200
