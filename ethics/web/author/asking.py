"""The scenarios and questions of a draft: their lists, the page of each, moving one and taking one out."""

from typing import Any

from flask import redirect, request, url_for
from wtforms.fields import SelectChoice

from ethics.domain.policy import Action
from ethics.domain.words import say
from ethics.reading import draft_parts as parts
from ethics.services import questions
from ethics.services.editing import look_at
from ethics.web import door
from ethics.web.author.blueprint import bp
from ethics.web.author.edit import moved, shown, taken_out
from ethics.web.author.forms import PartForm, QuestionForm, ScenarioForm, basis, boxes
from ethics.web.author.typed import forget_this_sitting, opened
from ethics.web.door import Visit
from ethics.web.forms import attempt
from ethics.web.rendering import render, told


@bp.get("/dilemmas/<ref>/edit/scenarios")
@door.dilemma(Action.EDIT_PAPER)
def edit_scenarios(visit: Visit, ref: str) -> Any:
    """The scenarios in order."""
    return render("author/scenarios.html", part=parts.scenarios(visit.actor, ref, visit.now))


@bp.route("/dilemmas/<ref>/edit/scenarios/new", methods=["GET", "POST"])
@door.dilemma(Action.EDIT_PAPER)
def add_scenario(visit: Visit, ref: str) -> Any:
    """A new scenario."""
    return _scenario(visit, ref, None)


@bp.route("/dilemmas/<ref>/edit/scenarios/<int:number>", methods=["GET", "POST"])
@door.dilemma(Action.EDIT_PAPER)
def edit_scenario(visit: Visit, ref: str, number: int) -> Any:
    """One scenario."""
    return _scenario(visit, ref, number)


def _closing(part: parts.SectionPart | parts.QuestionPart) -> dict[str, Any]:
    """Whether it is closed, and what is asked then, as the data of its form."""
    return {
        "closed": part.closed, "part_reason": str(part.part_reason or ""), "part_note": part.part_note,
        "review_on": part.review_on,
    }  # fmt: skip


def _scenario(visit: Visit, ref: str, number: int | None) -> Any:
    part = parts.scenario(visit.actor, ref, number, visit.now)
    form = ScenarioForm(
        data={**basis(part.basis), "title": part.scenario_title, "blocks": boxes(part), **_closing(part)}
    )
    form = opened(form, visit, ref)
    kept: list[int] = []

    def save() -> None:
        kept.append(questions.save_scenario(visit.actor, ref, number, form.draft(), visit.clock, form.rests_on()))

    if form.validate_on_submit() and attempt(form, save):
        forget_this_sitting(ref)
        told(say("Saved: scenario %(number)s.", number=kept[0]))
        here = url_for("author.edit_scenario", ref=ref, number=kept[0])
        return redirect(here if "stay" in request.form else url_for("author.edit_scenarios", ref=ref))
    return shown("author/scenario.html", form, part=part, number=number)


@bp.post("/dilemmas/<ref>/edit/scenarios/<int:number>/move")
@door.dilemma(Action.EDIT_PAPER)
def move_scenario(visit: Visit, ref: str, number: int) -> Any:
    """One place up or down."""
    return moved(questions.move_scenario, visit, ref, number, "author.edit_scenarios")


@bp.route("/dilemmas/<ref>/edit/scenarios/<int:number>/remove", methods=["GET", "POST"])
@door.dilemma(Action.EDIT_PAPER)
def remove_scenario(visit: Visit, ref: str, number: int) -> Any:
    """Ask first: what would go is shown."""
    part = parts.scenario(visit.actor, ref, number, visit.now)
    form, back = PartForm(data=basis(part.basis)), url_for("author.edit_scenarios", ref=ref)
    said = say("Taken out: scenario %(number)s.", number=number)
    if taken_out(form, questions.remove_scenario, visit, ref, number, said):
        return redirect(back)
    texts = [box.text for box in part.boxes]
    heading = say("Take out scenario %(number)s?", number=number)
    return shown(
        "author/remove.html", form, part=part, heading=heading, title=part.scenario_title, texts=texts, back=back
    )


@bp.get("/dilemmas/<ref>/edit/questions")
@door.dilemma(Action.EDIT_PAPER)
def edit_questions(visit: Visit, ref: str) -> Any:
    """The questions in order."""
    return render("author/questions.html", part=parts.questions(visit.actor, ref, visit.now))


@bp.route("/dilemmas/<ref>/edit/questions/new", methods=["GET", "POST"])
@door.dilemma(Action.EDIT_PAPER)
def add_question(visit: Visit, ref: str) -> Any:
    """A new question; with ``from=recommendation`` it begins with the recommendation's words."""
    return _question(visit, ref, None)


@bp.route("/dilemmas/<ref>/edit/questions/<int:number>", methods=["GET", "POST"])
@door.dilemma(Action.EDIT_PAPER)
def edit_question(visit: Visit, ref: str, number: int) -> Any:
    """One question."""
    return _question(visit, ref, number)


def _question(visit: Visit, ref: str, number: int | None) -> Any:
    begun = request.args.get("from") == "recommendation"
    part = parts.question(visit.actor, ref, number, visit.now, from_recommendation=begun)
    form = QuestionForm(
        data={
            **basis(part.basis), "text": part.text, "kind": part.kind.value if part.kind else "", "title": part.title,
            "lead_in": part.lead_in, "scenarios": list(part.scenarios),
            **_closing(part),
        }
    )  # fmt: skip
    form = opened(form, visit, ref)
    form.scenarios.choices = [SelectChoice(str(at), f"{at}. {title}") for at, title in part.offered.items()]
    kept: list[int] = []

    def save() -> None:
        kept.append(questions.save_question(visit.actor, ref, number, form.draft(), visit.clock, form.rests_on()))

    if form.validate_on_submit() and attempt(form, save):
        forget_this_sitting(ref)
        told(say("Saved: question %(number)s.", number=kept[0]))
        if "another" in request.form:
            return redirect(url_for("author.add_question", ref=ref))
        return redirect(url_for("author.edit_questions", ref=ref))
    return shown("author/question.html", form, part=part, number=number, begun=begun)


@bp.post("/dilemmas/<ref>/edit/questions/<int:number>/move")
@door.dilemma(Action.EDIT_PAPER)
def move_question(visit: Visit, ref: str, number: int) -> Any:
    """One place up or down."""
    return moved(questions.move_question, visit, ref, number, "author.edit_questions")


@bp.route("/dilemmas/<ref>/edit/questions/<int:number>/remove", methods=["GET", "POST"])
@door.dilemma(Action.EDIT_PAPER)
def remove_question(visit: Visit, ref: str, number: int) -> Any:
    """Ask first: what would go is shown."""
    part = parts.question(visit.actor, ref, number, visit.now)
    form, back = PartForm(data=basis(part.basis)), url_for("author.edit_questions", ref=ref)
    said = say("Taken out: question %(number)s.", number=number)
    if taken_out(form, questions.remove_question, visit, ref, number, said):
        return redirect(back)
    heading = say("Take out question %(number)s?", number=number)
    texts = [text for text in (part.lead_in, part.text) if text]
    return shown("author/remove.html", form, part=part, heading=heading, title=part.title, texts=texts, back=back)


@bp.post("/dilemmas/<ref>/edit/<any(scenarios, questions):part>/right")
@door.dilemma(Action.EDIT_PAPER)
def found_right(visit: Visit, ref: str, part: str) -> Any:
    """What was read from the file is as it should be."""
    look_at(visit.actor, ref, part, visit.clock)
    return redirect(url_for("author.edit", ref=ref))
