"""The sponsor answers the advice, clause by clause, and sends the answer as a whole."""

from typing import Any

from flask import redirect, request, url_for
from flask_babel import lazy_gettext as _l
from wtforms import Form as PlainForm
from wtforms import FormField, HiddenField, RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from ethics.domain.policy import Action
from ethics.domain.refusal import Stale
from ethics.domain.vocabulary import Answer
from ethics.domain.words import say, say_many
from ethics.extensions import db
from ethics.reading import answer as reading
from ethics.reading.answer import AnswerPage
from ethics.services import responses
from ethics.services.responses import AnswerDraft, ClauseAnswer
from ethics.web import door
from ethics.web import stale as stale_page
from ethics.web.author.blueprint import bp
from ethics.web.committee.entrance import entered
from ethics.web.committee.position_forms import Rows
from ethics.web.door import Visit
from ethics.web.forms import Form, LongField, attempt
from ethics.web.rendering import render, told, words
from ethics.web.when import DayField


class AnswerBoxes(PlainForm):
    """The answer to one clause, and the answer it was typed over."""

    clause = HiddenField()
    seen = HiddenField()
    answer = RadioField(_l("The force’s answer"), choices=[], validate_choice=False)
    reason = LongField(_l("The reason, and what the force will do"), [Optional()])
    done_by = DayField(_l("Done by"), needed=False)

    @property
    def chosen(self) -> Answer | None:
        """The answer chosen, or None."""
        return next((one for one in Answer if one.value == self.answer.data), None)

    @property
    def is_touched(self) -> bool:
        """Whether anything is chosen or typed."""
        return self.chosen is not None or bool(self.reason.data or self.done_by.data)


class AnswerForm(Form):
    """The answers to every clause."""

    rows = Rows(FormField(AnswerBoxes))

    def answers(self) -> list[ClauseAnswer]:
        """The answers given, for the service."""
        found = []
        for at, entry in enumerate(self.rows):
            row = entry.form
            if row.chosen is None:
                continue
            draft = AnswerDraft(row.chosen, row.reason.data, row.done_by.data)
            seen = int(row.seen.data) if str(row.seen.data).isdecimal() else None
            clause = int(row.clause.data) if str(row.clause.data).isdecimal() else 0
            found.append(ClauseAnswer(clause, draft, seen, f"rows-{at}"))
        return found


def _form(page: AnswerPage, *, posted: bool = False) -> AnswerForm:
    stands = []
    for clause in page.advice.clauses:
        given = clause.answer
        stands.append(
            {
                "clause": str(clause.id),
                "seen": str(given.id) if given else "",
                "answer": given.answer.value if given else None,
                "reason": given.reason if given else "",
                "done_by": given.done_by if given else None,
            }
        )
    form = AnswerForm() if posted else AnswerForm(formdata=None, data={"rows": stands})
    for entry in form.rows:
        entry.form.answer.choices = [SelectChoice(one.value, words(one)) for one in Answer]
    return form


@bp.get("/dilemmas/<ref>/answer")
@door.dilemma(Action.RESPOND)
def answer(visit: Visit, ref: str) -> Any:
    """Every clause with the force's answer to it, and the days left."""
    page = reading.answer(visit.actor, ref, visit.now, entered(visit))
    return _shown(page, _form(page))


@bp.post("/dilemmas/<ref>/answer")
@door.dilemma(Action.RESPOND)
def save_answers(visit: Visit, ref: str) -> Any:
    """Save the answers given so far, each with its reason and day; on request, go on to send the whole."""
    page = reading.answer(visit.actor, ref, visit.now)
    form = _form(page, posted=True)
    half = [entry.form for entry in form.rows if entry.form.is_touched and entry.form.chosen is None]
    valid = form.validate_on_submit()
    for row in half:
        row.answer.errors = [words(say("Choose an answer to this clause."))]
    given = form.answers()
    if valid and not half and not given:
        form.form_errors.append(words(say("Choose an answer to at least one clause.")))
        return _shown(page, form), 422
    try:
        saved = valid and not half and attempt(form, responses.respond_all, visit.actor, ref, given, visit.clock)
    except Stale as stale:
        db.session.rollback()
        return _both_texts(stale, reading.answer(visit.actor, ref, visit.now))
    if not saved:
        return _shown(page, form), 422
    if request.form.get("do") == "send" and reading.answer(visit.actor, ref, visit.now).missing is None:
        return redirect(url_for("author.send_answer", ref=ref))
    told(say_many("One answer is saved.", "%(n)s answers are saved.", len(given)))
    return redirect(url_for("author.answer", ref=ref))


@bp.get("/dilemmas/<ref>/answer/send")
@door.dilemma(Action.RESPOND)
def send_answer(visit: Visit, ref: str) -> Any:
    """The whole answer once more, before it is sent."""
    return render("author/send_answer.html", page=reading.answer(visit.actor, ref, visit.now, entered(visit)))


@bp.post("/dilemmas/<ref>/answer/send")
@door.dilemma(Action.RESPOND)
def send_answer_now(visit: Visit, ref: str) -> Any:
    """Send the whole answer."""
    responses.complete(visit.actor, ref, visit.clock)
    told(say("The answer is sent to the Committee."))
    return redirect(url_for("committee.advice", ref=ref))


def _shown(page: AnswerPage, form: AnswerForm) -> str:
    rows = {entry.form.clause.data: entry.form for entry in form.rows}
    return render("author/answer.html", page=page, form=form, rows=rows)


def _both_texts(stale: Stale, page: AnswerPage) -> tuple[str, int]:
    """Both reasons side by side, everything else sent along, resting on the answers of now."""
    latest = {str(clause.id): str(clause.answer.id) for clause in page.advice.clauses if clause.answer is not None}
    shown = {text.name for text in stale.texts}
    pairs = []
    for name, value in request.form.items(multi=True):
        if name in shown or name in ("csrf_token", "version"):
            continue
        if name.endswith("-seen"):
            value = latest.get(request.form.get(f"{name.removesuffix('-seen')}-clause", ""), value)
        pairs.append((name, value))
    texts = stale_page.beside(stale.texts)
    also = stale_page.chosen(shown)
    return stale_page.page(stale, texts, pairs, also=also, url=url_for("author.answer", ref=page.advice.ref))
