"""Bringing people back: to the page they wanted, and to what they had typed when their sign-in ran out (rule 16)."""

from typing import Any

from flask import Flask, jsonify, redirect, request, url_for
from flask_babel import gettext
from flask_wtf.csrf import CSRFError

from ethics.web import kept, places
from ethics.web.account import sessions, sign_in
from ethics.web.account.arriving import offer_back
from ethics.web.account.forms import AgainForm, SignInForm
from ethics.web.door import READS, SignInFirst, visit_now
from ethics.web.freshness import AskAgain
from ethics.web.rendering import render


def register(app: Flask) -> None:
    """Answer a page that wants somebody signed in, one that wants their password again, and a form that grew too old."""

    @app.errorhandler(SignInFirst)
    def sign_in_first(_error: SignInFirst) -> Any:
        if _is_autosave():
            return _autosave_answer()
        if request.method in READS:
            return redirect(url_for("account.sign_in", next=places.here()))
        return _keep(kept.from_request())

    @app.errorhandler(AskAgain)
    def ask_again(_error: AskAgain) -> Any:
        if request.method in READS:
            return redirect(url_for("account.again", next=places.here()))
        if _is_autosave():
            return _autosave_answer("account.again")
        text = kept.from_request()
        if text:
            form = AgainForm(formdata=None, next=places.came_from() or "", kept=kept.seal(text))
            return render("account/again.html", form=form), 401
        return redirect(url_for("account.again", next=places.came_from()), 303)

    @app.errorhandler(CSRFError)
    def refuse_an_old_form(_error: CSRFError) -> Any:
        sessions.watch_the_time()  # the check of the form comes before it
        if _is_autosave():
            return _autosave_answer()
        if request.endpoint == "account.sign_in":
            form = SignInForm()
            form.form_errors.append(gettext("This page had been open too long. Enter your password once more."))
            return sign_in.page(form), 400
        text = kept.from_request()
        if text is None:
            return render("errors/419.html"), 400
        person_id = visit_now().actor.person_id
        if person_id is not None and kept.is_for(text, person_id):
            return offer_back(text), 400
        return _keep(text)


def _keep(text: kept.Kept | None) -> Any:
    """The sign-in page with the text sealed into it; without words to keep, the way back to the page they were on."""
    where = places.came_from()
    if not text:
        return redirect(url_for("account.sign_in", next=where), 303)
    form = SignInForm(formdata=None, next=where or "", kept=kept.seal(text))
    return sign_in.page(form), 401


def _is_autosave() -> bool:
    wanted = request.accept_mimetypes
    return wanted["application/json"] > wanted["text/html"]


def _autosave_answer(page: str = "account.sign_in") -> Any:
    return jsonify(sign_in_url=url_for(page, next=places.came_from())), 401
