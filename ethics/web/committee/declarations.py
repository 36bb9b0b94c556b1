"""Declaring, and ruling on what was declared. Whoever opens anything of an item before declaring is led here first."""

from typing import Any

from flask import Flask, redirect, request, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import RadioField, SelectField
from wtforms.fields import SelectChoice

from ethics.domain.policy import Action
from ethics.domain.refusal import NotAllowed, Refusal
from ethics.domain.vocabulary import DeclarationKind, RulingOutcome
from ethics.domain.words import Message, say
from ethics.reading import declarations as reading
from ethics.services import declarations as services
from ethics.web import door
from ethics.web.committee.blueprint import bp
from ethics.web.committee.entrance import entered
from ethics.web.door import READS, Visit, visit_now
from ethics.web.forms import Form, LongField, attempt
from ethics.web.refusals import refused
from ethics.web.rendering import render, told, words


class DeclareForm(Form):
    """An interest: its type and its nature."""

    interest_type = RadioField(_l("What kind of interest is it?"), choices=[], validate_choice=False)
    nature = LongField(_l("What is the interest?"))

    def draft(self) -> services.DeclarationDraft:
        """A nil return where its button was pressed, else the interest as typed."""
        if request.form.get("kind") == DeclarationKind.NIL.value:
            return services.DeclarationDraft(DeclarationKind.NIL)
        chosen = self.interest_type.data or ""
        type_id = int(chosen) if chosen.isascii() and chosen.isdecimal() and len(chosen) < 10 else None
        return services.DeclarationDraft(DeclarationKind.INTEREST, type_id, self.nature.data)


class RulingForm(Form):
    """What follows from a declaration, and why."""

    outcome = RadioField(_l("What follows from it?"), choices=[], validate_choice=False)
    reason = LongField(_l("Reason"))

    def draft(self) -> services.RulingDraft:
        """The ruling as chosen; None stands for no choice."""
        chosen = next((one for one in RulingOutcome if one.value == self.outcome.data), None)
        return services.RulingDraft(chosen, self.reason.data)


class DispensationForm(Form):
    """Why a member takes part all the same."""

    reason = LongField(_l("Reason"))


class AskForm(Form):
    """Whom the Monitoring officer asks."""

    person = SelectField(_l("Member"), choices=[], validate_choice=False)


@bp.route("/dilemmas/<ref>/declare", methods=["GET", "POST"])
@door.dilemma(Action.DECLARE)
def declare(visit: Visit, ref: str) -> Any:
    """The first page of an item: what is safe to know, and one press for no interest."""
    form = DeclareForm()
    if request.method == "POST":
        if attempt(form, services.declare, visit.actor, ref, form.draft(), visit.clock):
            return _after_declaring(visit, ref)
        return _declaring(visit, ref, form), 422
    return _declaring(visit, ref, form)


def _declaring(visit: Visit, ref: str, form: DeclareForm) -> str:
    page = reading.declaring(visit.actor, ref, visit.now, entered(visit))
    form.interest_type.choices = [SelectChoice(str(one.id), one.name) for one in page.interests]
    hints = {
        str(one.id): " ".join(filter(None, (one.meaning, words(SENSITIVE) if one.sensitive else "")))
        for one in page.interests
        if one.sensitive or one.meaning
    }
    return render("committee/declare.html", page=page, form=form, hints=hints, onward=_onward(ref))


SENSITIVE = say("Its nature is shown to the Chair, the Secretary and the Monitoring officer alone.")


def _after_declaring(visit: Visit, ref: str) -> Response:
    """On to what was wanted where it is open now, else back to the page that says what happens next."""
    page = reading.declaring(visit.actor, ref, visit.clock())
    if page.may_read:
        told(say("Recorded: you declared no interest. The paper is open to you."))
        return redirect(_onward(ref) or url_for("author.paper", ref=ref))
    told(say("Your declaration is recorded."))
    return redirect(url_for("committee.declare", ref=ref))


def _onward(ref: str) -> str:
    """The page of this item that somebody was on their way to, or nothing."""
    wanted = request.args.get("next", "")
    return wanted if wanted.startswith(f"/dilemmas/{ref}/") and "//" not in wanted and "\\" not in wanted else ""


@bp.get("/dilemmas/<ref>/declarations")
@door.dilemma(Action.SEE_TITLE)
def declarations(visit: Visit, ref: str) -> Any:
    """Everyone's declarations and rulings on an item; who has withdrawn sees their own alone."""
    return _register(visit, ref, AskForm())


def _register(visit: Visit, ref: str, form: AskForm) -> str:
    page = reading.register(visit.actor, ref, visit.now, entered(visit))
    form.person.choices = [SelectChoice("", words(_l("Choose a member")))]
    form.person.choices += [SelectChoice(str(person_id), name) for person_id, name in page.to_ask]
    return render("committee/declarations.html", page=page, form=form)


@bp.post("/dilemmas/<ref>/declarations/ask")
@door.dilemma(Action.ASK_TO_DECLARE)
def ask_to_declare(visit: Visit, ref: str) -> Any:
    """The Monitoring officer asks a member whether they have an interest."""
    form = AskForm()
    chosen = form.person.data or ""
    person_id = int(chosen) if chosen.isascii() and chosen.isdecimal() and len(chosen) < 10 else None
    if not attempt(form, services.ask_to_declare, visit.actor, ref, person_id, visit.clock):
        return _register(visit, ref, form), 422
    told(say("They are asked, by mail and on their desk."))
    return redirect(url_for("committee.declarations", ref=ref))


@bp.route("/dilemmas/<ref>/declarations/<int:declaration_id>/rule", methods=["GET", "POST"])
@door.dilemma(Action.SEE_DECLARATIONS)
def rule(visit: Visit, ref: str, declaration_id: int) -> Any:
    """Rule on one declaration."""
    form = RulingForm()
    form.outcome.choices = [SelectChoice(one.value, words(one)) for one in RulingOutcome]
    status = 200
    if request.method == "POST":
        status = 422
        if attempt(form, services.rule, visit.actor, ref, declaration_id, form.draft(), visit.clock):
            told(say("The ruling is recorded. It has taken effect, and the member is told."))
            return redirect(url_for("committee.declarations", ref=ref))
    page = reading.for_ruling(visit.actor, ref, declaration_id, visit.now)
    hints = {outcome.value: words(effect) for outcome, effect in EFFECTS.items()}
    return render("committee/rule.html", page=page, form=form, hints=hints), status


EFFECTS = {
    RulingOutcome.NOTE_ONLY: say("No effect. The declaration is noted, and the member takes part in full."),
    RulingOutcome.NO_POSITION: say(
        "They read, see the positions after the reveal and speak. No position, confirmation or minority view; outside quorum and tally."
    ),
    RulingOutcome.LEAVE: say(
        "They read and give a position before the close, which counts in the spread. No reveal, discussion or confirmation; outside quorum."
    ),
    RulingOutcome.WITHDRAW: say(
        "They have no seat on this item: not its paper, positions, advice, mail, quorum or tally."
    ),
}


@bp.route("/dilemmas/<ref>/declarations/<int:declaration_id>/dispensation", methods=["GET", "POST"])
@door.dilemma(Action.DISPENSE)
def dispense(visit: Visit, ref: str, declaration_id: int) -> Any:
    """Give a dispensation from one declaration."""
    form = DispensationForm()
    status = 200
    if request.method == "POST":
        status = 422
        if attempt(form, services.dispense, visit.actor, ref, declaration_id, form.reason.data, visit.clock):
            told(say("The dispensation is recorded. The member takes part, and is told."))
            return redirect(url_for("committee.declarations", ref=ref))
    page = reading.for_ruling(visit.actor, ref, declaration_id, visit.now, dispensing=True)
    return render("committee/dispense.html", page=page, form=form), status


def lead_to_the_declaration(app: Flask) -> None:
    """Answer whoever opens a page of an item that only their declaration keeps closed with the page to declare on.

    It is the first thing a member sees of an item (rule 1). Nothing typed is redirected: a POST is answered as ever.
    """

    @app.errorhandler(NotAllowed)
    def meet(refusal: NotAllowed) -> Any:
        ref = (request.view_args or {}).get("ref")
        if request.method in READS and ref and refusal.message == _what_keeps_it_closed(ref):
            return redirect(url_for("committee.declare", ref=ref, next=request.full_path.rstrip("?")))
        return refused(refusal.message, 403)


def _what_keeps_it_closed(ref: str) -> Message | None:
    """Why this visitor may not read the paper yet, where that is for their declaration to change."""
    visit = visit_now()
    try:
        page = reading.declaring(visit.actor, ref, visit.now)
    except Refusal:
        return None
    return page.kept_closed
