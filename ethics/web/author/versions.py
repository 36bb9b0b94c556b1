"""The versions of a paper: their history, any two held against each other, an earlier state restored, a new one made."""

from functools import partial
from typing import Any

from flask import redirect, request, url_for

from ethics.domain.policy import Action
from ethics.domain.words import say
from ethics.reading import earlier as earlier_texts
from ethics.reading import new_version as making
from ethics.reading import versions as reading
from ethics.services import versions as services
from ethics.services.editing import RestsOn
from ethics.services.papers import record_part_2_read
from ethics.web import door
from ethics.web.author.blueprint import bp
from ethics.web.author.forms import ReasonForm
from ethics.web.author.paper import contents_of
from ethics.web.author.steps import released_or_handed_back
from ethics.web.door import Visit
from ethics.web.pressing import Press, pressed, status_of
from ethics.web.rendering import render, told


@bp.get("/dilemmas/<ref>/versions")
@door.dilemma(Action.READ_PAPER)
def versions(visit: Visit, ref: str) -> Any:
    """Every text of the paper this reader may look at; two of them chosen lead to what differs."""
    page = reading.history(visit.actor, ref, visit.now)
    earlier, later = request.args.get("earlier", ""), request.args.get("later", "")
    if earlier and later and earlier != later:
        return redirect(url_for("author.compare", ref=ref, earlier=earlier, later=later))
    return render("author/versions.html", page=page)


@bp.get("/dilemmas/<ref>/versions/<text>")
@door.dilemma(Action.READ_PAPER, watched=True)
def version(visit: Visit, ref: str, text: str) -> Any:
    """One text of the paper, whole; the one that is read now has its page already."""
    page = earlier_texts.earlier(visit.actor, ref, text, visit.now)
    if page.is_read_now:
        return redirect(url_for("author.paper", ref=ref))
    if page.paper.part_2_shown and not page.paper.own:
        record_part_2_read(visit.actor, ref, visit.clock, version=page.text.version)
    return render("author/version.html", page=page, paper=page.paper, links=contents_of(page.paper))


@bp.get("/dilemmas/<ref>/versions/<earlier>/<later>")
@door.dilemma(Action.READ_PAPER, watched=True)
def compare(visit: Visit, ref: str, earlier: str, later: str) -> Any:
    """Two texts of the paper, word by word; whoever reads Part 2 of another's paper is recorded."""
    return _shown(visit, ref, reading.compared(visit.actor, ref, earlier, later, visit.now))


@bp.get("/dilemmas/<ref>/changes")
@door.dilemma(Action.READ_PAPER, watched=True)
def changes(visit: Visit, ref: str) -> Any:
    """What the newest issued version changed; where there is only one, the history says so."""
    page = reading.last_change(visit.actor, ref, visit.now)
    if page is None:
        return redirect(url_for("author.versions", ref=ref))
    return _shown(visit, ref, page)


def _shown(visit: Visit, ref: str, page: reading.Compared) -> str:
    if page.differences.shows_part_2 and not page.own:
        for text in (page.earlier, page.later):
            record_part_2_read(visit.actor, ref, visit.clock, version=text.version)
    return render("author/compare.html", page=page)


@bp.post("/dilemmas/<ref>/versions/<int:version>/restore/<int:number>")
@door.dilemma(Action.EDIT_PAPER)
def restore(visit: Visit, ref: str, version: int, number: int) -> Any:
    """Make the draft say again what it said then. What it says now is kept first."""
    rests_on = RestsOn(request.form.get("version", type=int))
    services.restore(visit.actor, ref, version, number, visit.clock, rests_on)
    told(say("Restored. What stood before is kept too: restore it to undo this."))
    return redirect(url_for("author.versions", ref=ref))


@bp.route("/dilemmas/<ref>/new-version", methods=["GET", "POST"])
@door.dilemma(Action.MAKE_VERSION)
def new_version(visit: Visit, ref: str) -> Any:
    """Begin a new version of the issued paper, send it to the sponsor, or give it up."""
    page = making.making(visit.actor, ref, visit.now)
    form = ReasonForm(data={"version": page.row_version, "reason": page.why})
    mine = {"actor": visit.actor, "ref": ref, "clock": visit.clock, "row_version": form.version.data}
    begun = say(
        "Version %(number)s is yours to write. Members read the issued one until it is out.", number=page.number
    )
    way_on = pressed(
        form,
        Press(partial(services.begin, **mine), begun, url_for("author.edit", ref=ref), "begin"),
        Press(
            partial(services.give_up, **mine),
            say("Given up. The issued text stays as it is."),
            url_for("author.paper", ref=ref),
            "give_up",
        ),
        Press(
            partial(services.send, why=form.reason.data or "", **mine),
            say("Sent to %(sponsor)s, who has been told.", sponsor=page.sponsor),
            url_for("committee.dilemma", ref=ref),
        ),
    )
    return way_on or (render("author/new_version.html", page=page, form=form), status_of(form))


@bp.route("/dilemmas/<ref>/new-version/release", methods=["GET", "POST"])
@door.dilemma(Action.RELEASE_VERSION)
def release_version(visit: Visit, ref: str) -> Any:
    """The sponsor releases the new version to the committee, or hands it back with a reason."""
    page = making.releasing(visit.actor, ref, visit.now)
    form = ReasonForm(data={"version": page.row_version})
    way_on = released_or_handed_back(visit, ref, form, page, services.release, services.hand_back)
    return way_on or (render("author/release_version.html", page=page, form=form), status_of(form))
