"""Writing a paper: its task list, its head, its sections."""

from collections.abc import Callable
from typing import Any

from flask import redirect, request, url_for
from werkzeug.exceptions import NotFound
from wtforms.fields import SelectChoice

from ethics.domain.policy import Action
from ethics.domain.vocabulary import Section
from ethics.domain.words import Message, say
from ethics.reading import draft_parts as parts
from ethics.reading import draft_tasks
from ethics.reading.draft_tasks import AUTHORS, NAMES, Task, TaskState
from ethics.services import blocks, papers
from ethics.web import door
from ethics.web.author.blueprint import bp
from ethics.web.author.checks import shown_checks
from ethics.web.author.forms import AboutForm, BackgroundPapersForm, PartForm, SectionForm, basis, boxes
from ethics.web.author.typed import forget_this_sitting, opened, preview, writing
from ethics.web.door import Visit
from ethics.web.forms import attempt
from ethics.web.rendering import render, told, words

TAGS = {
    TaskState.DONE: "done",
    TaskState.CHECK: "wait",
    TaskState.BEGUN: "",
    TaskState.NOT_BEGUN: "plain",
    TaskState.OPTIONAL: "plain",
}

HINTS: dict[Section, Message] = {
    Section.PURPOSE: say("What the paper is for, in a sentence or two."),
    Section.RECOMMENDATION: say("What the force asks of the committee."),
    Section.DILEMMA: say("The two things that pull against each other, in one sentence."),
    Section.BACKGROUND: say(
        "What members need to know: what happens now, to whom, how often, and what has been tried."
    ),
    Section.LEGISLATION: say("The law, the guidance and the codes that bear on it."),
    Section.QUESTIONS: say(
        "What members should know before they read the questions. It stands above them in the paper."
    ),
}


@bp.get("/dilemmas/<ref>/edit")
@door.dilemma(Action.EDIT_PAPER)
def edit(visit: Visit, ref: str) -> Any:
    """The task list of the paper."""
    draft = draft_tasks.draft(visit.actor, ref, visit.now)
    tasks = [
        {"words": words(task.words), "url": url_of(ref, task), "kind": TAGS[task.state], "state": words(task.state),
         "hint": words(task.found) if task.found else ""}
        for task in draft.tasks
    ]  # fmt: skip
    return render("author/edit.html", draft=draft, tasks=tasks, checks=shown_checks(visit, ref, "edit"))


def url_of(ref: str, task: Task) -> str:
    """The page on which a part of the paper is edited."""
    if task.part in {section.value for section in Section}.difference({"questions"}):
        return url_for("author.edit_section", ref=ref, name=task.part)
    if task.part == AUTHORS:
        return url_for("author.authors", ref=ref)
    return url_for(f"author.edit_{task.part}", ref=ref)


def saved(ref: str, part: Message | str, here: str) -> Any:
    """After a good save: back to the task list, or here again where that was asked for."""
    forget_this_sitting(ref)
    told(say("Saved: %(part)s.", part=part))
    return redirect(here if {"stay", "add"} & set(request.form) else url_for("author.edit", ref=ref))


def shown(template: str, form: PartForm, **context: Any) -> Any:
    """The page of a part, filled in, with what was typed shown as it will be read where that was asked for.

    With status 422 where what was sent cannot stand.
    """
    ref = (request.view_args or {})["ref"]
    page = render(template, form=form, writing=writing(ref, form), preview=preview(form), **context)
    return page, 422 if form.is_submitted() and not form.is_preview() else 200


def moved(verb: Callable[..., None], visit: Visit, ref: str, number: int, to: str) -> Any:
    """Move a line of a list one place up or down, and back to it where it stands then."""
    by = -1 if request.form.get("to") == "up" else 1
    verb(visit.actor, ref, number, by, visit.clock)
    return redirect(url_for(to, ref=ref, _anchor=f"line-{number + by}"))


def taken_out(form: PartForm, verb: Callable[..., None], visit: Visit, ref: str, number: int, said: Message) -> bool:
    """Whether it was pressed that a line of a list is to go, and it could."""
    gone = form.validate_on_submit() and attempt(form, verb, visit.actor, ref, number, visit.clock, form.rests_on())
    if gone:
        told(said)
    return gone


@bp.route("/dilemmas/<ref>/edit/about", methods=["GET", "POST"])
@door.dilemma(Action.EDIT_PAPER)
def edit_about(visit: Visit, ref: str) -> Any:
    """The head of the paper."""
    part = parts.about(visit.actor, ref, visit.now)
    form = AboutForm(
        data={
            **basis(part.basis), "title": part.title, "public_title": part.public_title, "report_of": part.report_of,
            "authors": part.authors, "unit": part.unit, "sponsor": str(part.sponsor_id or ""),
            "classification": part.classification.value, "contact": part.contact, "urgent": part.urgent,
        }
    )  # fmt: skip
    form = opened(form, visit, ref)
    form.sponsor.choices = [SelectChoice(str(id_), name) for id_, name in part.sponsors.items()]
    if form.validate_on_submit() and attempt(
        form, papers.save_about, visit.actor, ref, form.draft(), visit.clock, form.rests_on()
    ):
        return saved(ref, NAMES["about"], request.path)
    return shown("author/about.html", form, part=part)


@bp.route("/dilemmas/<ref>/edit/section/<name>", methods=["GET", "POST"])
@door.dilemma(Action.EDIT_PAPER)
def edit_section(visit: Visit, ref: str, name: str) -> Any:
    """The paragraphs of one section."""
    which = next((section for section in HINTS if section.value == name), None)
    if which is None:
        raise NotFound
    part = parts.section(visit.actor, ref, which, visit.now)
    form = opened(SectionForm(data={**basis(part.basis), "blocks": boxes(part)}), visit, ref)
    if form.validate_on_submit() and attempt(
        form, blocks.save_section, visit.actor, ref, which, form.drafts(), visit.clock, form.rests_on()
    ):
        return saved(ref, which.words, request.path)
    back = url_for("author.edit_questions", ref=ref) if which is Section.QUESTIONS else url_for("author.edit", ref=ref)
    heading = say("Before the questions") if which is Section.QUESTIONS else which.words
    return shown("author/section.html", form, part=part, heading=heading, hint=HINTS[which], back=back)


@bp.route("/dilemmas/<ref>/edit/background-papers", methods=["GET", "POST"])
@door.dilemma(Action.EDIT_PAPER)
def edit_background_papers(visit: Visit, ref: str) -> Any:
    """The list of background papers."""
    part = parts.background_papers(visit.actor, ref, visit.now)
    form = opened(BackgroundPapersForm(data={**basis(part.basis), "background_papers": part.text}), visit, ref)
    if form.validate_on_submit() and attempt(
        form, papers.save_background_papers, visit.actor, ref, form.background_papers.data, visit.clock, form.rests_on()
    ):
        return saved(ref, NAMES["background_papers"], request.path)
    return shown("author/background_papers.html", form, part=part)
