"""Signing in and out. A known and an unknown address get the same answer, in the same time."""

from typing import Any

from flask import redirect, request, url_for
from flask_babel import gettext

from ethics.domain.words import say
from ethics.extensions import db, reading
from ethics.reading import accounts
from ethics.web import door, places
from ethics.web.account import demo, people, sessions, slowing
from ethics.web.account.arriving import arrive, onwards
from ethics.web.account.blueprint import bp
from ethics.web.account.forms import AgainForm, SignInForm
from ethics.web.door import Visit
from ethics.web.rendering import render, told

LEAVE_NOTHING = '"cache", "storage"'
"""Not "cookies", which would reach every other site under the same domain: ours are taken away by name."""


@bp.route("/sign-in", methods=["GET", "POST"])
@door.public
def sign_in(visit: Visit) -> Any:
    """Sign in by address and password."""
    form = SignInForm(next=places.ours(request.args.get("next")) or "")
    if request.method == "GET" and visit.actor.person_id is not None:
        return redirect(onwards(form.next.data))
    if not form.validate_on_submit():
        return page(form), 422 if form.is_submitted() else 200
    if seconds := slowing.wait_for(visit, form.email.data):
        return slowing.too_soon(form, lambda: page(form), seconds)
    person_id = _person_with(form.email.data, form.password.data)
    if person_id is None:
        form.form_errors.append(gettext("This e-mail address and password do not belong together. Check both."))
        return page(form), 422
    slowing.succeeded(form.email.data)
    person = accounts.with_id(person_id)
    people.keep_password_current(person, form.password.data)
    sessions.begin(person, remember=form.remember.data)
    return slowing.know_this_device(form.email.data, arrive(person_id, form.next.data, form.kept.data))


@bp.post("/sign-out")
@door.public
def sign_out(visit: Visit) -> Any:
    """Sign out, and leave nothing of what was read in the browser."""
    sessions.end()
    told(say("You have signed out."))
    answer = redirect(url_for("account.sign_in"), 303)
    answer.headers["Clear-Site-Data"] = LEAVE_NOTHING
    return answer


@bp.route("/sign-in/again", methods=["GET", "POST"])
@door.signed_in
def again(visit: Visit) -> Any:
    """Give the password once more, where a device was only remembered."""
    form = AgainForm(next=places.ours(request.args.get("next")) or "")
    if not form.validate_on_submit():
        return render("account/again.html", form=form), 422 if form.is_submitted() else 200
    person = accounts.with_id(visit.person_id)
    assert person is not None
    email = person.email
    if seconds := slowing.wait_for(visit, email):
        return slowing.too_soon(form, lambda: render("account/again.html", form=form), seconds)
    if _person_with(email, form.password.data) != visit.person_id:
        form.password.errors = [gettext("This is not your password.")]
        return render("account/again.html", form=form), 422
    slowing.succeeded(email)
    sessions.refresh()
    return arrive(visit.person_id, form.next.data, form.kept.data)


def page(form: SignInForm) -> str:
    """The sign-in page; in the demonstration it offers the cast."""
    return render("account/sign_in.html", form=form, cast=demo.offered())


def _person_with(email: str, password: str) -> int | None:
    with reading():
        found = accounts.password_at(email)
        db.session.rollback()
    person_id, stored = found or (None, None)
    return person_id if people.is_password(stored, password) else None
