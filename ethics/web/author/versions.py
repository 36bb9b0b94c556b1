"""The versions of a paper: their history, any two held against each other, an earlier state restored, a new one made."""

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
from ethics.web.door import Visit
from ethics.web.forms import attempt
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
        record_part_2_read(visit.actor, ref, visit.clock)
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
    version = form.version.data
    if form.validate_on_submit():
        if "begin" in request.form:
            if attempt(form, services.begin, visit.actor, ref, visit.clock, row_version=version):
                told(
                    say(
                        "Version %(number)s is yours to write. Members read the issued one until it is out.",
                        number=page.number,
                    )
                )
                return redirect(url_for("author.edit", ref=ref))
        elif "give_up" in request.form:
            if attempt(form, services.give_up, visit.actor, ref, visit.clock, row_version=version):
                told(say("Given up. The issued text stays as it is."))
                return redirect(url_for("author.paper", ref=ref))
        elif attempt(form, services.send, visit.actor, ref, form.reason.data or "", visit.clock, row_version=version):
            told(say("Sent to %(sponsor)s, who has been told.", sponsor=page.sponsor))
            return redirect(url_for("committee.dilemma", ref=ref))
    return render("author/new_version.html", page=page, form=form), 422 if form.is_submitted() else 200


@bp.route("/dilemmas/<ref>/new-version/release", methods=["GET", "POST"])
@door.dilemma(Action.RELEASE_VERSION)
def release_version(visit: Visit, ref: str) -> Any:
    """The sponsor releases the new version to the committee, or hands it back with a reason."""
    page = making.releasing(visit.actor, ref, visit.now)
    form = ReasonForm(data={"version": page.row_version})
    version = form.version.data
    if form.validate_on_submit():
        if "hand_back" in request.form:
            reason = form.reason.data or ""
            done = attempt(form, services.hand_back, visit.actor, ref, reason, visit.clock, row_version=version)
            words = say("Handed back to %(author)s, who has been told why.", author=page.author)
        else:
            done = attempt(form, services.release, visit.actor, ref, visit.clock, row_version=version)
            words = say("Released to %(committee)s. Its Secretary has been told.", committee=page.committee)
        if done:
            told(words)
            return redirect(url_for("committee.dilemma", ref=ref))
    return render("author/release_version.html", page=page, form=form), 422 if form.is_submitted() else 200
