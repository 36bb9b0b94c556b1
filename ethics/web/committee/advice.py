"""The advice as members and the force read it: replied to clause by clause, signed off, sent."""

from datetime import timedelta
from typing import Any

from flask import redirect, request, url_for

from ethics.domain.policy import Action
from ethics.domain.refusal import Invalid, Stale
from ethics.domain.vocabulary import Reply
from ethics.domain.words import say, say_many
from ethics.extensions import db
from ethics.reading import advice as reading
from ethics.reading import advice_drafting
from ethics.reading.advice_shown import AdviceRead
from ethics.reading.people import day_of
from ethics.services import advice as services
from ethics.services.advice import ClauseReply, ReplyDraft
from ethics.services.papers import record_part_2_read
from ethics.web import door
from ethics.web.committee.blueprint import bp
from ethics.web.committee.circulation_forms import FlagForm, RepliesForm, SendForm, SignForm, as_reply
from ethics.web.committee.entrance import entered
from ethics.web.door import Visit
from ethics.web.forms import attempt
from ethics.web.rendering import render, told, words


@bp.get("/dilemmas/<ref>/advice")
@door.dilemma(Action.SEE_TITLE)
def advice(visit: Visit, ref: str) -> Any:
    """The draft in circulation to reply to, or the agreed advice to read; what is of Part 2 is left out here."""
    return _shown(reading.advice(visit.actor, ref, visit.now, entered(visit)))


@bp.get("/dilemmas/<ref>/advice/part-2")
@door.dilemma(Action.READ_PART_2, watched=True)
def advice_with_part_2(visit: Visit, ref: str) -> Any:
    """The same with what is of Part 2; each read is recorded before the page is made."""
    page = reading.advice(visit.actor, ref, visit.now, entered(visit), part_2=True)
    record_part_2_read(visit.actor, ref, visit.clock)
    return _shown(page)


@bp.post("/dilemmas/<ref>/advice/replies")
@door.dilemma(Action.CONFIRM)
def reply_to_clauses(visit: Visit, ref: str) -> Any:
    """Record a member's replies. Where a clause has changed since it was read, nothing is saved, the page shows its new
    words, and what was chosen and typed still stands in it.
    """
    form = RepliesForm().offer()
    given = [_reply(entry.form) for entry in form.rows if as_reply(entry.form.reply.data) is not None]
    valid = form.validate_on_submit()
    if valid and not given:
        form.form_errors.append(words(say("Choose a reply to at least one clause.")))
        valid = False
    try:
        saved = valid and attempt(form, services.confirm_all, visit.actor, ref, given, visit.clock)
    except Stale as stale:
        db.session.rollback()
        return _with_new_words(visit, ref, form, stale), 409
    if not saved:
        page = reading.advice(visit.actor, ref, visit.now, part_2=request.form.get("part_2") == "1")
        return _shown(page, form), 422
    told(say_many("Your reply is saved.", "Your %(n)s replies are saved.", len(given)))
    return redirect(url_for("committee.advice", ref=ref))


def _reply(row: Any) -> ClauseReply:
    reply = as_reply(row.reply.data)
    assert reply is not None
    clause_id, version = (int(box.data) if str(box.data).isdecimal() else 0 for box in (row.clause, row.text_version))
    return ClauseReply(clause_id, version, ReplyDraft(reply, row.wording.data))


def _with_new_words(visit: Visit, ref: str, form: RepliesForm, stale: Stale) -> str:
    page = reading.advice(visit.actor, ref, visit.now, part_2=request.form.get("part_2") == "1")
    current = {str(clause.id): str(clause.text_version) for clause in page.clauses}
    changed = {text.name.partition("-")[2] for text in stale.texts}
    sentence = words(say("This clause changed while you were reading. Its new words are above your reply."))
    for entry in form.rows:
        row = entry.form
        if row.clause.data in changed:
            row.reply.errors = [sentence]
            row.reply.data = None
        row.text_version.data = current.get(row.clause.data, row.text_version.data)
    return _shown(page, form)


@bp.post("/dilemmas/<ref>/advice/flags")
@door.dilemma(Action.FLAG_POINT)
def flag_point(visit: Visit, ref: str) -> Any:
    """A member says that their point is not there."""
    form = FlagForm()
    question_id = int(form.question.data) if str(form.question.data).isdecimal() else 0
    if form.validate_on_submit() and attempt(
        form, services.flag_point, visit.actor, ref, question_id, form.text.data, visit.clock
    ):
        told(say("The Chair and the Secretary are told which point is missing."))
        return redirect(url_for("committee.advice", ref=ref))
    return _shown(reading.advice(visit.actor, ref, visit.now), flag=form), 422


def _shown(page: AdviceRead, form: RepliesForm | None = None, flag: FlagForm | None = None) -> str:
    if page.circulates and page.confirm.allowed and form is None:
        form = _replies_form(page)
    rows = {entry.form.clause.data: entry.form for entry in form.rows} if form is not None else {}
    return render("committee/advice.html", page=page, form=form, rows=rows, flag=flag, objects=Reply.OBJECT)


def _replies_form(page: AdviceRead) -> RepliesForm:
    stands = []
    for clause in page.clauses:
        own = clause.own if clause.own is not None and not clause.own.to_earlier_words else None
        stands.append(
            {
                "clause": str(clause.id),
                "text_version": str(clause.text_version),
                "reply": own.reply.value if own else None,
                "wording": clause.own.wording if clause.own else "",
            }
        )
    return RepliesForm(formdata=None, data={"rows": stands}).offer()


# -- signing off, sending ---------------------------------------------------------------------------------------------


@bp.get("/dilemmas/<ref>/advice/sign-off")
@door.dilemma(Action.SIGN_OFF)
def sign_off(visit: Visit, ref: str) -> Any:
    """What signing off would fix: each question with its basis."""
    page = advice_drafting.overview(visit.actor, ref, visit.now, entered(visit))
    form = SignForm()
    form.version.data = page.about.row_version
    return render("committee/sign_off.html", page=page, form=form)


@bp.post("/dilemmas/<ref>/advice/sign-off")
@door.dilemma(Action.SIGN_OFF)
def sign_off_now(visit: Visit, ref: str) -> Any:
    """Sign off the advice."""
    form = SignForm()
    if not form.validate_on_submit():
        raise Invalid({"": say("Something on this page could not be read. Go back and try again.")})
    services.sign_off(visit.actor, ref, visit.clock, row_version=form.version.data)
    told(say("The advice is agreed. It has not been sent yet."))
    return redirect(url_for("committee.advice", ref=ref))


@bp.get("/dilemmas/<ref>/advice/send")
@door.dilemma(Action.SEND)
def send_advice(visit: Visit, ref: str) -> Any:
    """Who gets the advice, and by when the force is asked to answer."""
    page = reading.advice(visit.actor, ref, visit.now, entered(visit))
    form = SendForm()
    form.version.data = page.row_version
    form.answer_by.data = day_of(visit.now) + timedelta(days=page.response_days)
    return render("committee/send.html", page=page, form=form)


@bp.post("/dilemmas/<ref>/advice/send")
@door.dilemma(Action.SEND)
def send_advice_now(visit: Visit, ref: str) -> Any:
    """Send the advice to the force."""
    form = SendForm()
    if form.validate_on_submit() and attempt(
        form, services.send, visit.actor, ref, visit.clock, answer_by=form.answer_by.data, row_version=form.version.data
    ):
        told(say("The advice is sent. The force has been asked for its answer."))
        return redirect(url_for("committee.advice", ref=ref))
    return render("committee/send.html", page=reading.advice(visit.actor, ref, visit.now), form=form), 422
