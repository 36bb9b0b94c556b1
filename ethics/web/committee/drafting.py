"""Drafting the advice: every question at a glance, one question with everybody's reasons alongside, and circulating it."""

from datetime import timedelta
from typing import Any

from flask import redirect, request, url_for

from ethics.domain.policy import Action
from ethics.domain.refusal import Stale
from ethics.domain.words import say, say_many
from ethics.extensions import db
from ethics.reading import advice_drafting, advice_question
from ethics.reading.advice_question import DraftQuestion
from ethics.reading.people import day_of
from ethics.services import advice
from ethics.services.papers import record_part_2_read
from ethics.web import door
from ethics.web import stale as stale_page
from ethics.web.committee.advice_forms import PlaceForm, QuestionForm, ids_of, place_form, question_form
from ethics.web.committee.blueprint import bp
from ethics.web.committee.circulation_forms import CirculateForm
from ethics.web.committee.entrance import entered
from ethics.web.door import Visit
from ethics.web.forms import attempt
from ethics.web.rendering import render, told, words


@bp.get("/dilemmas/<ref>/drafting")
@door.dilemma(Action.EDIT_ADVICE)
def drafting(visit: Visit, ref: str) -> Any:
    """Every question: whether it is answered, what has no place yet, and what the next step lacks."""
    return render("committee/drafting.html", page=advice_drafting.overview(visit.actor, ref, visit.now, entered(visit)))


@bp.post("/dilemmas/<ref>/drafting/begin")
@door.dilemma(Action.EDIT_ADVICE)
def begin_drafting(visit: Visit, ref: str) -> Any:
    """Start the draft."""
    advice.begin(visit.actor, ref, visit.clock)
    told(say("The draft is begun. Members see it once it is circulated."))
    return redirect(url_for("committee.drafting", ref=ref))


@bp.get("/dilemmas/<ref>/drafting/<int:number>")
@door.dilemma(Action.EDIT_ADVICE)
def draft_question(visit: Visit, ref: str, number: int) -> Any:
    """One question: clauses and basis, and beside them what members said."""
    page = advice_question.draft_question(visit.actor, ref, number, visit.now, entered(visit))
    if not page.shown:
        change = request.args.get("change")
        return redirect(url_for("committee.draft_question_with_part_2", ref=ref, number=number, change=change))
    return _shown(page, question_form(page), place_form(page), [request.args.get("change", "")])


@bp.get("/dilemmas/<ref>/drafting/<int:number>/part-2")
@door.dilemma(Action.READ_PART_2, watched=True)
def draft_question_with_part_2(visit: Visit, ref: str, number: int) -> Any:
    """The same for a question of Part 2; the read is recorded before the page is made."""
    page = advice_question.draft_question(visit.actor, ref, number, visit.now, entered(visit), part_2=True)
    record_part_2_read(visit.actor, ref, visit.clock)
    return _shown(page, question_form(page), place_form(page), [request.args.get("change", "")])


@bp.post("/dilemmas/<ref>/drafting/<int:number>")
@door.dilemma(Action.EDIT_ADVICE)
def save_question(visit: Visit, ref: str, number: int) -> Any:
    """Save what this person changed on the question; add a clause or take one out along with it."""
    page = advice_question.draft_question(visit.actor, ref, number, visit.now, part_2=True)
    form = question_form(page)
    dropped = request.form.get("drop", type=int)
    drop = page.clause(dropped) if dropped is not None else None
    add = request.form.get("add") == "clause"
    asks = drop is not None and drop.asks_first and (form.has_words(drop.id) or not form.has_read(drop))
    try:
        edit = form.edit(drop, asks=asks, add=add)
        saved = form.validate_on_submit() and attempt(
            form, advice.save_question, visit.actor, ref, page.asked.id, edit, visit.clock
        )
    except Stale as stale:
        db.session.rollback()
        return _both_texts(stale, advice_question.draft_question(visit.actor, ref, number, visit.now, part_2=True))
    if not saved:
        return _shown(page, form, place_form(page)), 422
    if asks:
        return redirect(url_for("committee.take_out_clause", ref=ref, number=number, clause_id=dropped))
    told(say("The draft is saved."))
    return redirect(url_for("committee.draft_question", ref=ref, number=number, _anchor="clauses" if add else None))


@bp.get("/dilemmas/<ref>/drafting/<int:number>/clauses/<int:clause_id>/take-out")
@door.dilemma(Action.EDIT_ADVICE)
def take_out_clause(visit: Visit, ref: str, number: int, clause_id: int) -> Any:
    """The words that would go, before a clause is taken out."""
    page = advice_question.draft_question(visit.actor, ref, number, visit.now, entered(visit))
    return render("committee/take_out_clause.html", page=page, clause=page.clause(clause_id), changed=False)


@bp.post("/dilemmas/<ref>/drafting/<int:number>/clauses/<int:clause_id>/take-out")
@door.dilemma(Action.EDIT_ADVICE)
def take_out_clause_now(visit: Visit, ref: str, number: int, clause_id: int) -> Any:
    """Take the clause out; where it says something else by now, its words of now are shown first."""
    try:
        advice.drop_clause(visit.actor, ref, clause_id, visit.clock, seen=request.form.get("seen", ""))
    except Stale:
        db.session.rollback()
        page = advice_question.draft_question(visit.actor, ref, number, visit.now)
        clause = page.clause(clause_id)
        return render("committee/take_out_clause.html", page=page, clause=clause, changed=True), 409
    told(say("The clause is taken out."))
    return redirect(url_for("committee.draft_question", ref=ref, number=number, _anchor="clauses"))


@bp.post("/dilemmas/<ref>/drafting/<int:number>/places")
@door.dilemma(Action.EDIT_ADVICE)
def place_points(visit: Visit, ref: str, number: int) -> Any:
    """Give the ticked considerations and conditions one place."""
    page = advice_question.draft_question(visit.actor, ref, number, visit.now, part_2=True)
    form = place_form(page)
    keys = request.form.getlist("points")
    points = [point for key in keys if (point := page.point(key)) is not None]
    to = form.to()
    if to is None:
        form.place.errors = [words(say("Choose where it goes."))]
    elif form.validate_on_submit() and attempt(form, advice.place, visit.actor, ref, *ids_of(points), to, visit.clock):
        told(say_many("One point has its place.", "%(n)s points have their place.", len(points)))
        return redirect(url_for("committee.draft_question", ref=ref, number=number, _anchor="said"))
    return _shown(page, question_form(page), form, keys), 422


@bp.post("/dilemmas/<ref>/drafting/<int:number>/flags/<int:flag_id>")
@door.dilemma(Action.EDIT_ADVICE)
def settle_flag(visit: Visit, ref: str, number: int, flag_id: int) -> Any:
    """A member's flag is dealt with."""
    advice.settle_flag(visit.actor, ref, flag_id, visit.clock)
    return redirect(url_for("committee.draft_question", ref=ref, number=number, _anchor="said"))


def _shown(page: DraftQuestion, form: QuestionForm, places: PlaceForm, chosen: list[str] | None = None) -> str:
    return render("committee/draft_question.html", page=page, form=form, places=places, chosen=frozenset(chosen or ()))


def _both_texts(stale: Stale, page: DraftQuestion) -> tuple[str, int]:
    """Both texts of what two people changed, and everything else this person typed sent along; what is sent from that
    page rests on the versions of now. The words of a clause that is gone become a new clause.
    """
    versions = {str(one.id): str(one.row_version) for one in page.clauses}
    wishes = {str(wish.id): str(wish.row_version) for one in page.clauses for wish in one.conditions}
    gone: set[str] = set()
    pairs: list[tuple[str, str]] = []
    for name, value in request.form.items(multi=True):
        listed, _, rest = name.partition("-")
        known = {"clauses": versions, "conditions": wishes}.get(listed)
        box = f"{listed}-{rest.partition('-')[0]}"
        id_ = request.form.get(f"{box}-id", "")
        if known is not None and id_ not in known:
            gone.add(box)
        elif known is not None and rest.endswith("-version"):
            pairs.append((name, known[id_]))
        elif name == "advised_version":
            pairs.append((name, str(page.advised_version)))
        elif name not in ("csrf_token", "version", "add", "drop"):
            pairs.append((name, value))
    renamed = {text.name: "new_clause-text" for text in stale.texts if text.name.rpartition("-")[0] in gone}
    texts = stale_page.beside(stale.texts, renamed)
    shown = {text["name"] for text in texts}
    also = stale_page.chosen(shown | {text.name for text in stale.texts})
    pairs = [pair for pair in pairs if pair[0] not in shown]
    url = url_for("committee.draft_question", ref=page.about.ref, number=page.asked.number)
    return stale_page.page(stale, texts, pairs, also=also, url=url)


# -- circulating ------------------------------------------------------------------------------------------------------


@bp.get("/dilemmas/<ref>/drafting/circulate")
@door.dilemma(Action.CIRCULATE)
def circulate(visit: Visit, ref: str) -> Any:
    """Who would get the draft, and by when they are asked to reply."""
    page = advice_drafting.circulating(visit.actor, ref, visit.now, entered(visit))
    form = CirculateForm()
    form.version.data = page.about.row_version
    form.reply_by.data = day_of(visit.now) + timedelta(days=page.reply_days)
    return render("committee/circulate.html", page=page, form=form)


@bp.post("/dilemmas/<ref>/drafting/circulate")
@door.dilemma(Action.CIRCULATE)
def circulate_now(visit: Visit, ref: str) -> Any:
    """Circulate the draft."""
    form = CirculateForm()
    if form.validate_on_submit() and attempt(
        form,
        advice.circulate,
        visit.actor,
        ref,
        visit.clock,
        reply_by=form.reply_by.data,
        row_version=form.version.data,
    ):
        told(say("The draft is circulated. Members have been asked to reply."))
        return redirect(url_for("committee.drafting", ref=ref))
    return render(
        "committee/circulate.html", page=advice_drafting.circulating(visit.actor, ref, visit.now), form=form
    ), 422
