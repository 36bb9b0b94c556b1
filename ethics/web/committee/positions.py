"""Answering: the overview of an item's questions, a page for each beside the paper, and the page when all are in."""

from functools import partial
from secrets import token_bytes
from typing import Any

from flask import jsonify, redirect, request, url_for

from ethics.domain.deliberation import SALT_BYTES
from ethics.domain.policy import Action
from ethics.domain.refusal import Invalid, NotAllowed, Stale, TooLate
from ethics.domain.words import say
from ethics.reading import answering as reading
from ethics.reading.people import day_of
from ethics.services import positions as services
from ethics.services.papers import record_part_2_read
from ethics.web import door
from ethics.web.committee.blueprint import bp
from ethics.web.committee.entrance import entered
from ethics.web.committee.position_forms import PositionForm, draft_from, form_for
from ethics.web.door import Visit, visit_now
from ethics.web.forms import attempt
from ethics.web.rendering import clock_time, moment, render, told, words

SALT = partial(token_bytes, SALT_BYTES)


@bp.get("/dilemmas/<ref>/positions")
@door.dilemma(Action.SEE_COUNT_IN)
def positions(visit: Visit, ref: str) -> Any:
    """One's own answers at a glance, how many are in, what happens next."""
    page = reading.overview(visit.actor, ref, visit.now, entered(visit))
    return render("committee/positions.html", page=page, tasks=[_task(ref, line) for line in page.lines])


def _task(ref: str, line: reading.Line) -> dict[str, Any]:
    """One question as a line of what there is to do."""
    asked = line.asked
    said = say("Question %(number)s", number=asked.number)
    if asked.is_open:
        said = say("%(number)s. %(text)s", number=asked.number, text=asked.title or asked.plain)
    kind, state = _STATES[line.state]
    if line.stale:
        kind, state = "wait", say("Reworded")
    elif line.unsent and line.given_at is not None:
        kind, state = "wait", say("Given, with changes not given")
    return {
        "words": words(said),
        "url": url_for("committee.position", ref=ref, number=asked.number),
        "kind": kind,
        "state": words(state),
        "hint": ", ".join(words(say("Scenario %(number)s", number=one.number)) for one in asked.scenarios),
    }


_STATES = {
    "done": ("done", say("Given")),
    "begun": ("wait", say("Begun, not given")),
    "none": ("", say("Not begun")),
}


@bp.get("/dilemmas/<ref>/positions/all-in")
@door.dilemma(Action.SEE_OWN_POSITIONS)
def all_in(visit: Visit, ref: str) -> Any:
    """Nothing more is needed; while something is, the overview says what."""
    page = reading.own(visit.actor, ref, visit.now, entered(visit))
    if not page.all_in:
        return redirect(url_for("committee.positions", ref=ref))
    return render("committee/all_in.html", page=page)


@bp.get("/dilemmas/<ref>/positions/<int:number>")
@door.dilemma(Action.SEE_OWN_POSITIONS)
def position(visit: Visit, ref: str, number: int) -> Any:
    """One question beside the paper. A question that is itself Part 2 is shown where the read is recorded."""
    page = reading.answering(visit.actor, ref, number, visit.now, entered(visit))
    if not page.asked.is_open:
        return redirect(url_for("committee.position_with_part_2", ref=ref, number=number))
    return _shown(page)


@bp.get("/dilemmas/<ref>/positions/<int:number>/part-2")
@door.dilemma(Action.READ_PART_2, watched=True)
def position_with_part_2(visit: Visit, ref: str, number: int) -> Any:
    """The same with what is closed; each read is recorded before the page is made."""
    page = reading.answering(visit.actor, ref, number, visit.now, entered(visit), part_2=True)
    if page.beside.shows_part_2:
        record_part_2_read(visit.actor, ref, visit.clock)
    return _shown(page)


def _shown(page: reading.Answering, form: PositionForm | None = None, *, too_late: bool = False) -> str:
    form = form_for(page, one_more=request.args.get("add", "")) if form is None else form
    ref, here = page.own.about.ref, page.asked.number
    squares = [
        {
            "number": line.asked.number,
            "url": url_for("committee.position", ref=ref, number=line.asked.number),
            "state": line.state,
            "current": line.asked.number == here,
        }
        for line in page.own.lines
    ]
    return render(
        "committee/position.html", page=page, form=form, squares=squares, saved=_saved(page), too_late=too_late
    )


def _saved(page: reading.Answering) -> str:
    """When the working copy was last saved; nothing where there is none."""
    at = page.saved_at
    if at is None:
        return ""
    today = day_of(at) == day_of(visit_now().now)
    return words(say("Saved at %(time)s", time=clock_time(at) if today else moment(at)))


@bp.post("/dilemmas/<ref>/positions/<int:number>")
@door.dilemma(Action.SEE_OWN_POSITIONS)
def answer(visit: Visit, ref: str, number: int) -> Any:
    """Give, keep or put aside what was typed, by the button that was pressed."""
    doing = next((doing for name, doing in _DOINGS.items() if name in request.form), _give)
    return doing(visit, ref, number)


def _give(visit: Visit, ref: str, number: int) -> Any:
    page, form = _typed(visit, ref, number)
    try:
        given = _attempt(services.give, visit, ref, number, page, form)
    except TooLate:
        late = reading.answering(visit.actor, ref, number, visit.clock())
        if not late.own.about.revise:
            raise
        return _again(late, status=409, too_late=True)
    return redirect(_onward(ref, page)) if given else _again(page, form)


def _revise(visit: Visit, ref: str, number: int) -> Any:
    page, form = _typed(visit, ref, number)
    if not _attempt(services.revise, visit, ref, number, page, form):
        return _again(page, form)
    told(say("Question %(number)s: what you wrote is recorded, and shown with the others.", number=number))
    return redirect(url_for("committee.positions", ref=ref))


def _keep(visit: Visit, ref: str, number: int) -> Any:
    page, form = _typed(visit, ref, number)
    if not _put_by(visit, ref, number, form):
        return _again(page, form)
    if not attempt(form, services.keep, visit.actor, ref, number, visit.clock, salt=SALT):
        return _again(page, form)
    told(say("Question %(number)s: your position stands on its new words.", number=number))
    return redirect(_onward(ref, page))


def _later(visit: Visit, ref: str, number: int) -> Any:
    page, form = _typed(visit, ref, number)
    if not _put_by(visit, ref, number, form):
        return _again(page, form)
    told(
        say(
            "Question %(number)s is put aside for now. What you typed is kept; it counts once you give it.",
            number=number,
        )
    )
    return redirect(url_for("committee.positions", ref=ref))


def _add(visit: Visit, ref: str, number: int) -> Any:
    page, form = _typed(visit, ref, number)
    if not _put_by(visit, ref, number, form):
        return _again(page, form)
    listed = "conditions" if request.form["add"] == "condition" else "considerations"
    rows = form_for(page, request.form, one_more=request.form["add"])[listed].entries
    return redirect(
        url_for(
            "committee.position",
            ref=ref,
            number=number,
            add=request.form["add"],
            _anchor=f"{listed}-{len(rows) - 1}-text",
        )
    )


_DOINGS = {"add": _add, "later": _later, "keep": _keep, "revise": _revise}


@bp.post("/dilemmas/<ref>/positions/<int:number>/working-copy")
@door.dilemma(Action.SEE_OWN_POSITIONS)
def working_copy(visit: Visit, ref: str, number: int) -> Any:
    """Keep what is typed while somebody types. A refusal leaves the words in the page, which says so."""
    version = request.form.get("version", type=int)
    here = url_for("committee.answer", ref=ref, number=number)
    try:
        kept = services.save_working_copy(visit.actor, ref, number, request.form, visit.clock, version=version)
    except (Stale, TooLate):
        return jsonify(url=here), 409
    except (Invalid, NotAllowed) as refusal:
        return jsonify(why=words(refusal.message)), 422
    return jsonify(version=kept.version, saved_at_words=words(say("Saved at %(time)s", time=clock_time(kept.saved_at))))


def _typed(visit: Visit, ref: str, number: int) -> tuple[reading.Answering, PositionForm]:
    """The page as it stands and its form with what was typed; who may not see their own positions has none."""
    page = reading.answering(visit.actor, ref, number, visit.now, entered(visit))
    return page, form_for(page, request.form, version=request.form.get("version", type=int))


def _attempt(verb: Any, visit: Visit, ref: str, number: int, page: reading.Answering, form: PositionForm) -> bool:
    draft = draft_from(request.form, page)
    version = request.form.get("version", type=int)
    return attempt(form, verb, visit.actor, ref, number, draft, visit.clock, salt=SALT, version=version)


def _put_by(visit: Visit, ref: str, number: int, form: PositionForm) -> bool:
    version = request.form.get("version", type=int)
    return attempt(
        form, services.save_working_copy, visit.actor, ref, number, request.form, visit.clock, version=version
    )


def _again(
    page: reading.Answering, form: PositionForm | None = None, *, status: int = 422, too_late: bool = False
) -> tuple[str, int]:
    """The page once more with everything typed."""
    form = form_for(page, request.form) if form is None else form
    return _shown(page, form, too_late=too_late), status


def _onward(ref: str, page: reading.Answering) -> str:
    if page.next_number is None:
        return url_for("committee.all_in", ref=ref)
    return url_for("committee.position", ref=ref, number=page.next_number)
