"""What is typed on a page of a paper: kept as it is typed, offered back, and shown as the committee will read it."""

import re
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import jsonify, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import NotFound
from wtforms import FieldList, FormField, HiddenField

from ethics import richtext
from ethics.domain.policy import Action
from ethics.domain.refusal import Invalid, NotAllowed, NotKnown
from ethics.domain.words import say
from ethics.reading import typed as reading
from ethics.reading.people import day_of
from ethics.reading.typed import Typed
from ethics.services import typed as services
from ethics.services.refs import new_ref
from ethics.web import door
from ethics.web.author.blueprint import bp
from ethics.web.author.forms import PartForm
from ethics.web.door import Visit, visit_now
from ethics.web.forms import LineField, LongField, fields_of
from ethics.web.rendering import clock_time, moment, told, words

PAGES = re.compile(
    r"(about|background-papers|implications|parties|principles|unplaced|section/[a-z_]{1,20}|(scenarios|questions)/(new|[1-9][0-9]{0,3}))"
)
NEVER_KEPT = {"csrf_token", "preview", "stay", "another"}
F = TypeVar("F", bound=PartForm)


@dataclass(frozen=True, slots=True)
class Unsaved:
    """Words of an earlier sitting that are not in the paper: when they were typed, how many, and the way to them."""

    sitting: str
    when: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Writing:
    """What a page of a paper adds to its form: where it is kept while it is typed, and what waits there."""

    page: str
    keep_url: str
    saved: str = ""
    unsaved: tuple[Unsaved, ...] = ()
    beside: tuple[str, ...] = ()
    """Sentences about other authors who are at the same page."""
    previews: bool = False
    """Whether there are words on it to be shown as they will be read."""


def opened(form: F, visit: Visit, ref: str) -> F:
    """The form of a page of the paper, with what an earlier sitting left unsaved in place of what stands there."""
    if request.method != "GET":
        return form
    wanted = request.args.get("typed", "")
    found = next((one for one in _all(visit, ref) if one.sitting == wanted), None) if wanted else None
    if found is not None:
        return type(form)(formdata=MultiDict(found.pairs))
    form.sitting.data = new_ref()
    return form


def writing(ref: str, form: PartForm) -> Writing | None:
    """What this page adds to its form; None where nothing is written on it that could be lost."""
    page = _page()
    if page is None or not form.sitting.data:
        return None
    keep_url = url_for("author.keep_typed", ref=ref, page=page)
    if form.is_preview():
        return Writing(page, keep_url, _keep_for_a_preview(ref, page), previews=True)
    previews = any(isinstance(field, LongField) for field in fields_of(form))
    if form.is_submitted():
        return Writing(page, keep_url, previews=previews)
    all_of_them = _all(visit_now(), ref)
    others_here = tuple(
        words(say("%(name)s is writing on this page too, last at %(time)s.", name=one.name, time=clock_time(one.at)))
        for one in reading.beside(visit_now().actor, ref, page, visit_now().now)
    )
    put_back = next((one for one in all_of_them if one.sitting == form.sitting.data), None)
    if put_back is not None:
        return Writing(page, keep_url, _kept_at(put_back), (), others_here, previews)
    stands = _says(form)
    others = [one for one in all_of_them if _says(type(form)(formdata=MultiDict(one.pairs))) != stands]
    return Writing(page, keep_url, "", tuple(_unsaved(one, form) for one in others), others_here, previews)


def preview(form: PartForm) -> list[richtext.SafeHtml] | None:
    """What is typed in the boxes, as it will be read; None where nobody asked to see it."""
    if not form.is_preview():
        return None
    return [richtext.html(field.data) for field in fields_of(form) if isinstance(field, LongField) and field.data]


def forget_this_sitting(ref: str) -> None:
    """What was typed at this page is in the paper now."""
    visit = visit_now()
    if sitting := request.form.get("sitting", ""):
        services.forget(visit.actor, ref, sitting, visit.clock)


@bp.post("/dilemmas/<ref>/typed/<path:page>")
@door.dilemma(Action.EDIT_PAPER)
def keep_typed(visit: Visit, ref: str, page: str) -> Any:
    """Keep it while somebody types, beside the paper. A refusal leaves the words in the page, which says so."""
    if PAGES.fullmatch(page) is None:
        raise NotFound
    try:
        said = _keep(visit, ref, page)
    except (Invalid, NotAllowed) as refusal:
        return jsonify(why=words(refusal.message)), 422
    return jsonify(saved_at_words=said)


@bp.post("/dilemmas/<ref>/forget-typed/<sitting>")
@door.dilemma(Action.EDIT_PAPER)
def forget_typed(visit: Visit, ref: str, sitting: str) -> Any:
    """Words of an earlier sitting are not wanted."""
    services.forget(visit.actor, ref, sitting, visit.clock)
    told(say("Taken away: what you had typed and not saved."))
    page = request.form.get("page", "")
    edit = url_for("author.edit", ref=ref)
    return redirect(f"{edit}/{page}" if PAGES.fullmatch(page) else edit)


def _keep(visit: Visit, ref: str, page: str) -> str:
    pairs = [(name, text) for name, text in request.form.items(multi=True) if name not in NEVER_KEPT]
    at = services.keep(visit.actor, ref, page, request.form.get("sitting", ""), pairs, visit.clock)
    return words(say("Saved at %(time)s, for you alone until you save the page", time=clock_time(at)))


def _keep_for_a_preview(ref: str, page: str) -> str:
    """A page that only shows what was typed keeps it too, so that it is safe without a script; what may not be kept is not."""
    try:
        return _keep(visit_now(), ref, page)
    except (Invalid, NotKnown):
        return ""


def _page() -> str | None:
    """Which part of the paper this page is, as its address ends."""
    page = request.path.partition("/edit/")[2]
    return page if PAGES.fullmatch(page) else None


def _all(visit: Visit, ref: str) -> tuple[Typed, ...]:
    page = _page()
    return reading.typed(visit.actor, ref, page, visit.now) if page else ()


def _texts(form: PartForm) -> dict[str, str]:
    return {
        field.name: field.data for field in fields_of(form) if isinstance(field, LineField | LongField) and field.data
    }


def _says(form: PartForm) -> dict[str, object]:
    """What is typed, chosen and ticked on a form, by field; the same choices say the same in any order."""
    leaves = [field for field in fields_of(form) if not isinstance(field, FormField | FieldList | HiddenField)]
    said = {field.name: frozenset(field.data) if isinstance(field.data, list) else field.data for field in leaves}
    return {name: data for name, data in said.items() if data and name != "version"}


def _unsaved(one: Typed, form: PartForm) -> Unsaved:
    count = sum(richtext.words(text) for text in _texts(type(form)(formdata=MultiDict(one.pairs))).values())
    return Unsaved(one.sitting, _when(one), count, f"{request.path}?typed={one.sitting}")


def _kept_at(one: Typed) -> str:
    return words(say("Put back as you typed it at %(moment)s; not saved in the paper yet", moment=_when(one)))


def _when(one: Typed) -> str:
    return clock_time(one.saved_at) if day_of(one.saved_at) == day_of(visit_now().now) else moment(one.saved_at)
