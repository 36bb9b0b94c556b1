"""What stands behind the argument of a draft: implications, principles, parties, and the tray of an import."""

from typing import Any

from flask import request, url_for
from wtforms.fields import SelectChoice

from ethics.domain.policy import Action
from ethics.domain.words import say
from ethics.reading import draft_parts as parts
from ethics.reading.draft_tasks import NAMES
from ethics.services import papers, sources
from ethics.web import door
from ethics.web.author.blueprint import bp
from ethics.web.author.edit import saved, shown
from ethics.web.author.forms import EMPTY_ROWS, ImplicationsForm, PartiesForm, PrinciplesForm, TrayForm, basis
from ethics.web.author.typed import opened
from ethics.web.door import Visit
from ethics.web.forms import attempt


@bp.route("/dilemmas/<ref>/edit/implications", methods=["GET", "POST"])
@door.dilemma(Action.EDIT_PAPER)
def edit_implications(visit: Visit, ref: str) -> Any:
    """What the paper says of each implication, and room for one more."""
    part = parts.implications(visit.actor, ref, visit.now)
    rows = [{"name": row.name, "kind": row.kind.value if row.kind else "", "text": row.text} for row in part.rows]
    form = ImplicationsForm(data={**basis(part.basis), "implications": [*rows, {"name": "", "kind": "", "text": ""}]})
    form = opened(form, visit, ref)
    if form.validate_on_submit() and attempt(
        form, papers.save_implications, visit.actor, ref, form.draft(), visit.clock, form.rests_on()
    ):
        return saved(ref, NAMES["implications"], request.path)
    fixed = [row.name for row in part.rows if row.of_committee]
    hints = {row.name: row.hint for row in part.rows if row.hint}
    return shown("author/implications.html", form, part=part, fixed=fixed, hints=hints)


@bp.route("/dilemmas/<ref>/edit/principles", methods=["GET", "POST"])
@door.dilemma(Action.EDIT_PAPER)
def edit_principles(visit: Visit, ref: str) -> Any:
    """The principles the dilemma engages."""
    part = parts.principles(visit.actor, ref, visit.now)
    form = opened(PrinciplesForm(data={**basis(part.basis), "principles": list(part.engaged)}), visit, ref)
    form.principles.choices = [
        SelectChoice(str(id_), name, optgroup=framework) for framework, some in part.frameworks for id_, name, _ in some
    ]
    if form.validate_on_submit() and attempt(
        form, papers.save_principles, visit.actor, ref, form.principles.data or (), visit.clock, form.rests_on()
    ):
        return saved(ref, NAMES["principles"], request.path)
    return shown("author/principles.html", form, part=part)


@bp.route("/dilemmas/<ref>/edit/parties", methods=["GET", "POST"])
@door.dilemma(Action.EDIT_PAPER)
def edit_parties(visit: Visit, ref: str) -> Any:
    """The people, places and bodies the paper names."""
    part = parts.parties(visit.actor, ref, visit.now)
    rows = [{"name": name, "kind": kind.value} for name, kind in part.parties]
    empty = [{"name": "", "kind": ""}] * EMPTY_ROWS
    form = PartiesForm(data={**basis(part.basis), "parties": [*rows, *empty], "none": part.none})
    form = opened(form, visit, ref)
    if form.validate_on_submit() and attempt(
        form, papers.save_parties, visit.actor, ref, form.draft(), visit.clock, form.rests_on()
    ):
        return saved(ref, NAMES["parties"], request.path)
    return shown("author/parties.html", form, part=part)


@bp.route("/dilemmas/<ref>/edit/unplaced", methods=["GET", "POST"])
@door.dilemma(Action.EDIT_PAPER)
def edit_unplaced(visit: Visit, ref: str) -> Any:
    """What the import found no place for."""
    part = parts.tray(visit.actor, ref, visit.now)
    form = TrayForm(data={**basis(part.basis), "pieces": [{"place": sources.STAY} for _ in part.pieces]})
    form = opened(form, visit, ref)
    if form.validate_on_submit() and attempt(
        form, sources.empty_tray, visit.actor, ref, form.places(), visit.clock, form.rests_on()
    ):
        return saved(ref, say("What had no place"), url_for("author.edit_unplaced", ref=ref))
    return shown("author/tray.html", form, part=part)
