"""The draft beside the source it was read from: look, press, put right, take back. Every press is a plain form button."""

from typing import Any

from flask import redirect, request, url_for
from wtforms import HiddenField, IntegerField
from wtforms.fields import SelectChoice
from wtforms.validators import Length, Optional

from ethics.domain.actor import Actor, Clock
from ethics.domain.policy import Action
from ethics.domain.refusal import Stale
from ethics.domain.vocabulary import QuestionKind, Section
from ethics.domain.words import say
from ethics.extensions import db
from ethics.importing.sentences import kind_of
from ethics.reading import correcting as readings
from ethics.reading.correcting import ELSEWHERE, CorrectingPage
from ethics.services import correcting, undoing
from ethics.services.correcting import NEW_SCENARIO
from ethics.services.sources import LEAVE_OUT
from ethics.web import door
from ethics.web.author.blueprint import bp
from ethics.web.author.forms import Dropdown, PartForm, SomeOf, choices, member
from ethics.web.door import Visit
from ethics.web.forms import attempt
from ethics.web.rendering import render, told, words

CHANGED = say("Someone changed this while you were reading it. Here is how it stands now; nothing was corrected.")

EDITED_ON = {
    "about": "author.edit_about",
    "contact": "author.edit_about",
    "implications": "author.edit_implications",
    "background_papers": "author.edit_background_papers",
}


class CorrectionForm(PartForm):
    """One correction: the thing by its key, what is done to it, and with what."""

    key = HiddenField(validators=[Length(max=12)])
    do = HiddenField(validators=[Length(max=20)])
    at = IntegerField(validators=[Optional()])
    to = Dropdown("")
    kind = Dropdown("")
    scenarios = SomeOf("")

    def offer(self, page: CorrectingPage) -> None:
        """Offer the places, kinds and scenarios there are for the thing that is opened."""
        self.to.choices = _places(page)
        self.kind.choices = choices(QuestionKind)
        self.scenarios.choices = [SelectChoice(str(number), f"{number}. {title}") for number, title in page.scenarios]

    def put_right(self, actor: Actor, ref: str, clock: Clock) -> str:
        """Do what the pressed button says; gives back the key of what then stands there."""
        key, on, to = self.key.data or "", self.rests_on(), self.to.data or ""
        kind = member(QuestionKind, self.kind.data)
        if self.do.data == "question":
            return correcting.make_question(actor, ref, key, kind, clock, on)
        if self.do.data == "not_question":
            return correcting.not_a_question(actor, ref, key, to, clock, on)
        if self.do.data == "split":
            return correcting.split(actor, ref, key, self.at.data or 0, clock, on)
        if self.do.data == "join":
            return correcting.join(actor, ref, key, clock, on)
        if self.do.data == "kind":
            return correcting.change_kind(actor, ref, key, kind, clock, on)
        if self.do.data == "scenarios":
            return correcting.ask_of(actor, ref, key, self.scenarios.data or (), clock, on)
        return correcting.move(actor, ref, key, to, clock, on)


def _places(page: CorrectingPage) -> list[SelectChoice]:
    """Where the opened thing may belong."""
    whole = [one for one in Section if one not in (Section.SCENARIO, Section.QUESTIONS)]
    scenarios = {
        f"scenario-{number}": say("Scenario %(number)s: %(title)s", number=number, title=title)
        for number, title in page.scenarios
    }
    offered = {
        "": say("Choose"),
        **{one.value: one.words for one in whole},
        **scenarios,
        NEW_SCENARIO: say("A new scenario"),
        Section.QUESTIONS.value: say("Before the questions"),
    }
    thing = page.opened.thing.key[0] if page.opened else ""
    if thing == "p":
        offered |= {part: ELSEWHERE[part] for part in ("contact", "background_papers")}
    if thing in ("p", "b"):
        offered[LEAVE_OUT] = say("Nowhere: leave it out of the paper")
    return [SelectChoice(value, words(said)) for value, said in offered.items()]


@bp.route("/dilemmas/<ref>/edit/correct", methods=["GET", "POST"])
@door.dilemma(Action.EDIT_PAPER)
def correct(visit: Visit, ref: str) -> Any:
    """What was found beside the source, with one thing opened; and the correction of it."""
    form = CorrectionForm()
    if not form.is_submitted():
        return _page(visit, ref, request.args.get("at", ""), form)
    now: list[str] = []
    try:
        if form.validate() and attempt(form, lambda: now.append(form.put_right(visit.actor, ref, visit.clock))):
            told(say("Corrected. You can undo it."))
            return _back(ref, now[0])
    except Stale:
        db.session.rollback()
        form.form_errors.append(words(CHANGED))
        return _page(visit, ref, form.key.data or "", form, 409)
    return _page(visit, ref, form.key.data or "", form, 422)


def _back(ref: str, key: str) -> Any:
    """To the page again, with this thing opened."""
    return redirect(url_for("author.correct", ref=ref, at=key or None, _anchor=f"found-{key}" if key else "found"))


def _page(visit: Visit, ref: str, key: str, form: CorrectionForm, status: int = 200) -> Any:
    page = readings.page(visit.actor, ref, key, visit.now)
    said = list(form.form_errors)
    if page.opened is not None and status != 422:
        thing = page.opened.thing
        form.kind.data = (thing.kind or QuestionKind(kind_of(thing.text))).value
        form.to.data, form.scenarios.data = "", list(thing.scenarios)
    form.offer(page)
    form.form_errors = said
    return render("author/correct.html", page=page, form=form, edited_on=EDITED_ON), status


@bp.post("/dilemmas/<ref>/edit/correct/undo")
@door.dilemma(Action.EDIT_PAPER)
def undo_correction(visit: Visit, ref: str) -> Any:
    """Take the last correction back."""
    step = request.form.get("step", "")
    kind = undoing.undo(visit.actor, ref, int(step) if step.isdecimal() and len(step) < 10 else None, visit.clock)
    told(say("Undone: %(what)s.", what=kind.words))
    return _back(ref, "")


@bp.post("/dilemmas/<ref>/edit/correct/right")
@door.dilemma(Action.EDIT_PAPER)
def all_found_right(visit: Visit, ref: str) -> Any:
    """Everything found is right as it now stands."""
    correcting.all_right(visit.actor, ref, visit.clock)
    told(say("Everything found has been read against the source."))
    return redirect(url_for("author.edit", ref=ref))
