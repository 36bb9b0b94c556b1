"""Minority views: announced, written, held together, named or not; each belongs to whoever wrote it."""

from typing import Any

from flask import redirect, request, url_for
from wtforms.fields import SelectChoice

from ethics.domain.policy import Action
from ethics.domain.words import say
from ethics.reading import minority as reading
from ethics.reading.minority import MinorityPage
from ethics.services import minority as services
from ethics.web import door
from ethics.web.committee.blueprint import bp
from ethics.web.committee.circulation_forms import AnnounceForm, ViewForm
from ethics.web.committee.entrance import entered
from ethics.web.door import Visit
from ethics.web.forms import attempt
from ethics.web.rendering import render, told, words


@bp.get("/dilemmas/<ref>/minority-views")
@door.dilemma(Action.WRITE_MINORITY_VIEW)
def minority(visit: Visit, ref: str) -> Any:
    """One's own views to write, colleagues' to hold as well, and a new one to announce."""
    return _shown(reading.minority_views(visit.actor, ref, visit.now, entered(visit)))


@bp.post("/dilemmas/<ref>/minority-views")
@door.dilemma(Action.WRITE_MINORITY_VIEW)
def announce_view(visit: Visit, ref: str) -> Any:
    """Announce a view: the advice is not signed off before it is written."""
    page = reading.minority_views(visit.actor, ref, visit.now)
    form = _announcing(page)
    chosen = {str(one.id): one.id for one in page.questions}.get(str(form.question.data))
    if chosen is None:
        form.question.errors = [words(say("Choose the question it is about."))]
        return _shown(page, announcing=form), 422
    view_id = services.announce(visit.actor, ref, chosen, visit.clock)
    told(say("Your minority view is announced. The advice waits until you have written it."))
    return redirect(url_for("committee.minority", ref=ref, _anchor=f"view-{view_id}"))


@bp.post("/dilemmas/<ref>/minority-views/<int:view_id>")
@door.dilemma(Action.WRITE_MINORITY_VIEW)
def write_view(visit: Visit, ref: str, view_id: int) -> Any:
    """Save one's own view, and whether one is named with it. A stale save gets both texts."""
    form = ViewForm()
    saved = form.validate_on_submit() and attempt(
        form, services.write, visit.actor, ref, view_id, form.text.data, visit.clock, row_version=form.version.data or 0
    )
    if saved:
        services.be_named(visit.actor, ref, view_id, bool(form.named.data), visit.clock)
    else:
        page = reading.minority_views(visit.actor, ref, visit.now)
        return _shown(page, writing={view_id: form}), 422
    told(say("Your minority view is saved."))
    return redirect(url_for("committee.minority", ref=ref, _anchor=f"view-{view_id}"))


@bp.post("/dilemmas/<ref>/minority-views/<int:view_id>/holding")
@door.dilemma(Action.WRITE_MINORITY_VIEW)
def hold_view(visit: Visit, ref: str, view_id: int) -> Any:
    """Hold a colleague's view as well, no longer hold it, be named with it or not, or take one's own back."""
    verb, sentence = _HOLDING[request.form.get("do", "")] if request.form.get("do") in _HOLDING else _HOLDING["join"]
    verb(visit, ref, view_id)
    told(sentence)
    return redirect(url_for("committee.minority", ref=ref))


_HOLDING = {
    "join": (
        lambda visit, ref, view_id: services.join(visit.actor, ref, view_id, visit.clock),
        say("You hold this view too."),
    ),
    "leave": (
        lambda visit, ref, view_id: services.leave(visit.actor, ref, view_id, visit.clock),
        say("You no longer hold this view."),
    ),
    "be_named": (
        lambda visit, ref, view_id: services.be_named(visit.actor, ref, view_id, True, visit.clock),
        say("Your name will stand with this view in public."),
    ),
    "be_unnamed": (
        lambda visit, ref, view_id: services.be_named(visit.actor, ref, view_id, False, visit.clock),
        say("Your name will not stand with this view in public."),
    ),
    "take_back": (
        lambda visit, ref, view_id: services.take_back(visit.actor, ref, view_id, visit.clock),
        say("Your minority view is taken back."),
    ),
}


def _announcing(page: MinorityPage) -> AnnounceForm:
    form = AnnounceForm()
    form.question.choices = [
        SelectChoice(
            str(one.id),
            words(say("%(number)s. %(title)s", number=one.number, title=one.title))
            if not one.closed
            else words(say("Question %(number)s, Part 2", number=one.number)),
        )
        for one in page.questions
    ]
    return form


def _shown(
    page: MinorityPage, *, announcing: AnnounceForm | None = None, writing: dict[int, ViewForm] | None = None
) -> str:
    forms = dict(writing or {})
    for view in page.own:
        if view.id not in forms:
            form = ViewForm(formdata=None, data={"text": view.text, "named": view.named})
            form.version.data = view.row_version
            forms[view.id] = form
        forms[view.id].text.id = f"view-{view.id}-text"
        forms[view.id].named.id = f"view-{view.id}-named"
    return render(
        "committee/minority.html",
        page=page,
        announcing=announcing or _announcing(page),
        forms=forms,
        writing=writing or {},
    )
