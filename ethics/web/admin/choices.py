"""What a committee's members and papers choose from: its types of interest, implications, frameworks and principles."""

from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from ethics.domain.bodies import BodyAction
from ethics.domain.choosing import Choosing
from ethics.domain.words import say
from ethics.reading import choices as reading
from ethics.reading.choices import Choices
from ethics.services import choosing
from ethics.web import door
from ethics.web.admin.blueprint import bp
from ethics.web.admin.choice_forms import FrameworkForm, NewFrameworkForm, TakeForm, WordingForm
from ethics.web.admin.choice_words import SPOKEN
from ethics.web.admin.forms import PressForm
from ethics.web.door import Visit
from ethics.web.forms import attempt
from ethics.web.rendering import render, told, words

LISTS = "/settings/committees/<slug>/<any(interests, implications, frameworks):kind>"
ENTRY = "/settings/committees/<slug>/<any(interests, implications, frameworks, principles):kind>/<int:choice_id>"
FRAMEWORK = "/settings/committees/<slug>/frameworks/<int:framework_id>"


@bp.get(LISTS)
@door.anywhere(BodyAction.KEEP_CHOICES)
def choices(visit: Visit, slug: str, kind: str) -> Any:
    """One list of a committee."""
    page = reading.choices(visit.actor, slug, Choosing(kind), visit.now)
    return _listed(page, TakeForm.of(page))


@bp.get(FRAMEWORK)
@door.anywhere(BodyAction.KEEP_CHOICES)
def framework(visit: Visit, slug: str, framework_id: int) -> Any:
    """The principles of one framework."""
    return _listed(reading.choices(visit.actor, slug, Choosing.PRINCIPLES, visit.now, framework_id))


@bp.route("/settings/committees/<slug>/<any(interests, implications):kind>/new", methods=["GET", "POST"])
@door.anywhere(BodyAction.KEEP_CHOICES)
def add_choice(visit: Visit, slug: str, kind: str) -> Any:
    """Add a type of interest or an implication."""
    return _add(visit, reading.choices(visit.actor, slug, Choosing(kind), visit.now))


@bp.route(f"{FRAMEWORK}/new", methods=["GET", "POST"])
@door.anywhere(BodyAction.KEEP_CHOICES)
def add_principle(visit: Visit, slug: str, framework_id: int) -> Any:
    """Add a principle to a framework."""
    return _add(visit, reading.choices(visit.actor, slug, Choosing.PRINCIPLES, visit.now, framework_id))


@bp.route("/settings/committees/<slug>/frameworks/new", methods=["GET", "POST"])
@door.anywhere(BodyAction.KEEP_CHOICES)
def add_framework(visit: Visit, slug: str) -> Any:
    """Add a framework with its principles."""
    page = reading.choices(visit.actor, slug, Choosing.FRAMEWORKS, visit.now)
    form = NewFrameworkForm.anew()
    if "add" in request.form:  # a further row, where the script that adds one does not run
        form.principles.append_entry({})
        return render("admin/framework.html", page=page, form=form, framework=None, back=_place(page))
    if form.validate_on_submit() and attempt(
        form, choosing.add_framework, visit.actor, slug, form.draft(), visit.clock
    ):
        told(SPOKEN[Choosing.FRAMEWORKS].added)
        return redirect(_place(page), 303)
    status = 422 if form.is_submitted() else 200
    return render("admin/framework.html", page=page, form=form, framework=None, back=_place(page)), status


@bp.post("/settings/committees/<slug>/frameworks/known")
@door.anywhere(BodyAction.KEEP_CHOICES)
def take_framework(visit: Visit, slug: str) -> Any:
    """Let the committee reason with a framework that is known already."""
    page = reading.choices(visit.actor, slug, Choosing.FRAMEWORKS, visit.now)
    form = TakeForm.of(page)
    if form.validate_on_submit() and attempt(
        form, choosing.take_framework, visit.actor, slug, form.chosen(), visit.clock
    ):
        told(SPOKEN[Choosing.FRAMEWORKS].added)
        return redirect(_place(page), 303)
    return _listed(page, form), 422


@bp.route(f"{FRAMEWORK}/wording", methods=["GET", "POST"])
@door.anywhere(BodyAction.KEEP_CHOICES)
def reword_framework(visit: Visit, slug: str, framework_id: int) -> Any:
    """Correct a framework's name and day."""
    page = reading.choices(visit.actor, slug, Choosing.PRINCIPLES, visit.now, framework_id)
    assert page.framework is not None
    form = FrameworkForm.showing(page.framework)
    if form.validate_on_submit() and attempt(
        form, choosing.reword_framework, visit.actor, slug, framework_id, form.draft(), visit.clock,
        version=form.version.data,
    ):  # fmt: skip
        told(say("The framework is corrected."))
        return redirect(_place(page), 303)
    status = 422 if form.is_submitted() else 200
    return render("admin/framework.html", page=page, form=form, framework=page.framework, back=_place(page)), status


@bp.route(f"{ENTRY}/wording", methods=["GET", "POST"])
@door.anywhere(BodyAction.KEEP_CHOICES)
def reword_choice(visit: Visit, slug: str, kind: str, choice_id: int) -> Any:
    """Change what an entry is called, or what it means."""
    page = reading.choices_with(visit.actor, slug, Choosing(kind), choice_id, visit.now)
    choice = page.of(choice_id)
    form = _worded(WordingForm.showing(choice), page)
    shown_then: list[int] = []

    def reword() -> None:
        shown_then.append(
            choosing.reword(
                visit.actor, slug, page.kind, choice_id, form.draft(), visit.clock, version=form.version.data
            )
        )

    if form.validate_on_submit() and attempt(form, reword):
        replaced = shown_then[0] != choice_id
        told(
            say("The old wording is retired; the new one takes its place.")
            if replaced
            else say("The wording is changed.")
        )
        return redirect(_place(page, shown_then[0]), 303)
    status = 422 if form.is_submitted() else 200
    return render("admin/choice.html", page=page, form=form, choice=choice, back=_place(page), **_said(page)), status


@bp.post(f"{ENTRY}/<any(up, down):way>")
@door.anywhere(BodyAction.KEEP_CHOICES)
def move_choice(visit: Visit, slug: str, kind: str, choice_id: int, way: str) -> Any:
    """Move an entry a place up or down."""
    page = reading.choices_with(visit.actor, slug, Choosing(kind), choice_id, visit.now)
    choosing.move(visit.actor, slug, page.kind, choice_id, visit.clock, up=way == "up")
    return redirect(_place(page, choice_id), 303)


@bp.route(f"{ENTRY}/retire", methods=["GET", "POST"])
@door.anywhere(BodyAction.KEEP_CHOICES)
def retire_choice(visit: Visit, slug: str, kind: str, choice_id: int) -> Any:
    """Offer an entry no more."""
    page = reading.choices_with(visit.actor, slug, Choosing(kind), choice_id, visit.now)
    choice = page.of(choice_id)
    form = PressForm()
    if form.validate_on_submit():
        choosing.retire(visit.actor, slug, page.kind, choice_id, visit.clock)
        told(say("“%(name)s” is retired. You can offer it again.", name=choice.name))
        return redirect(_place(page), 303)
    return render("admin/retire.html", page=page, form=form, choice=choice, back=_place(page), **_said(page))


@bp.post(f"{ENTRY}/offer")
@door.anywhere(BodyAction.KEEP_CHOICES)
def offer_choice_again(visit: Visit, slug: str, kind: str, choice_id: int) -> Any:
    """Take a retirement back."""
    page = reading.choices_with(visit.actor, slug, Choosing(kind), choice_id, visit.now)
    choosing.offer_again(visit.actor, slug, page.kind, choice_id, visit.clock)
    told(say("“%(name)s” is offered again, at the end of the list.", name=page.of(choice_id).name))
    return redirect(_place(page, choice_id), 303)


def _listed(page: Choices, take: TakeForm | None = None) -> str:
    return render("admin/choices.html", page=page, take=take, **_said(page))


def _said(page: Choices) -> dict[str, Any]:
    """What every page of a list says, and where an entry can be added to it."""
    add = url_for("admin.add_framework", slug=page.slug)
    if page.framework is not None:
        add = url_for("admin.add_principle", slug=page.slug, framework_id=page.framework.id)
    elif page.kind is not Choosing.FRAMEWORKS:
        add = url_for("admin.add_choice", slug=page.slug, kind=page.kind.value)
    return {"said": SPOKEN[page.kind], "add_url": add}


def _place(page: Choices, choice_id: int | None = None) -> str:
    """The address of a list, at one of its entries."""
    anchor = f"choice-{choice_id}" if choice_id is not None else None
    if page.framework is not None:
        return url_for("admin.framework", slug=page.slug, framework_id=page.framework.id, _anchor=anchor)
    return url_for("admin.choices", slug=page.slug, kind=page.kind.value, _anchor=anchor)


def _worded(form: WordingForm, page: Choices) -> WordingForm:
    said = SPOKEN[page.kind]
    assert said.says is not None
    form.name.label.text, form.says.label.text = words(said.name), words(said.says)
    return form


def _add(visit: Visit, page: Choices) -> Response | tuple[str, int]:
    form = _worded(WordingForm(), page)
    framework_id = page.framework.id if page.framework is not None else None
    if form.validate_on_submit() and attempt(
        form, choosing.add, visit.actor, page.slug, page.kind, form.draft(), visit.clock, framework_id=framework_id
    ):
        told(SPOKEN[page.kind].added)
        return redirect(_place(page), 303)
    status = 422 if form.is_submitted() else 200
    return render("admin/choice.html", page=page, form=form, choice=None, back=_place(page), **_said(page)), status
