"""Choosing a password: the first one, a forgotten one, another one. Forgetting tells nobody who has an account here."""

from typing import Any

from flask import redirect, request, url_for
from flask_babel import gettext
from itsdangerous import BadData

from ethics.domain.words import say
from ethics.reading import accounts
from ethics.services import accounts as changing
from ethics.web import door, places, tokens
from ethics.web.account import people, sessions, slowing
from ethics.web.account.blueprint import bp
from ethics.web.account.forms import ChangePasswordForm, ForgottenForm, NewPasswordForm
from ethics.web.door import Visit
from ethics.web.forms import attempt
from ethics.web.rendering import render, told


@bp.route("/forgotten-password", methods=["GET", "POST"])
@door.public
def forgot(visit: Visit) -> Any:
    """Ask for a link to choose a new password; the answer is the same whether or not the address is known."""
    form = ForgottenForm()
    if not form.validate_on_submit():
        page = "forgotten_sent" if "sent" in request.args and not form.is_submitted() else "forgotten"
        return render(f"account/{page}.html", form=form), 422 if form.is_submitted() else 200
    if seconds := slowing.wait_for(visit, form.email.data, "forgotten"):
        return slowing.too_soon(form, lambda: render("account/forgotten.html", form=form), seconds)
    changing.ask_for_reset(form.email.data, visit.clock)
    return redirect(url_for("account.forgot", sent="1"), 303)


@bp.route("/reset-password/<token>", methods=["GET", "POST"])
@door.public
def reset(visit: Visit, token: str) -> Any:
    """Choose a new password by the link."""
    person = _reader_of(token)
    if person is None:
        return render("account/link_spent.html", invited=False), 404
    form = NewPasswordForm()
    if form.validate_on_submit() and attempt(
        form, changing.reset_password, person.id, form.password.data, people.kept_form, visit.clock
    ):
        return _come_in(person.id, gettext("Your password is changed."))
    return render("account/reset.html", form=form, email=person.email), 422 if form.is_submitted() else 200


@bp.route("/invitation/<token>", methods=["GET", "POST"])
@door.public
def accept_invitation(visit: Visit, token: str) -> Any:
    """Open an account by the link of its invitation."""
    person = _invited_by(token)
    if person is None:
        return render("account/link_spent.html", invited=True), 404
    form = NewPasswordForm()
    if form.validate_on_submit() and attempt(
        form, changing.accept_invitation, person.id, form.password.data, people.kept_form, visit.clock
    ):
        return _come_in(person.id, gettext("Your account is open."))
    return render("account/invitation.html", form=form, invited=person), 422 if form.is_submitted() else 200


@bp.route("/account/password", methods=["GET", "POST"])
@door.signed_in
def change_password(visit: Visit) -> Any:
    """Change one’s password, knowing the present one; every other device is signed out."""
    form = ChangePasswordForm()
    if (
        form.validate_on_submit()
        and _knows(visit.person_id, form.current_password)
        and attempt(form, changing.change_password, visit.actor, form.password.data, people.kept_form, visit.clock)
    ):
        sessions.begin(accounts.with_id(visit.person_id), remember=sessions.is_remembered())
        told(say("Your password is changed. Every other device has been signed out."))
        return redirect(url_for("account.settings"), 303)
    return render("account/change_password.html", form=form), 422 if form.is_submitted() else 200


def _knows(person_id: int, field: Any) -> bool:
    person = accounts.with_id(person_id)
    assert person is not None
    if people.is_password(person.password, field.data):
        return True
    field.errors = [gettext("This is not your present password.")]
    return False


def _come_in(person_id: int, words: str) -> Any:
    sessions.begin(accounts.with_id(person_id))
    told(words)
    return redirect(places.desk(), 303)


def _reader_of(token: str) -> Any:
    try:
        key, password = tokens.read("reset", token)
    except BadData:
        return None
    person = accounts.with_key(key)
    return person if person is not None and tokens.stamp(person.password) == password else None


def _invited_by(token: str) -> Any:
    try:
        (key,) = tokens.read("invitation", token)
    except BadData:
        return None
    person = accounts.with_key(key)
    return person if person is not None and person.password is None else None
