"""One's own account: name, address, appointments, and a change of address that the old one is told of (rule 17)."""

from typing import Any

from flask import redirect, url_for
from flask_babel import gettext
from itsdangerous import BadData

from ethics.domain.refusal import NotNow
from ethics.domain.words import say
from ethics.reading import accounts
from ethics.services import accounts as changing
from ethics.web import door, tokens
from ethics.web.account import people
from ethics.web.account.blueprint import bp
from ethics.web.account.forms import ChangeAddressForm, PressForm
from ethics.web.door import Visit
from ethics.web.forms import attempt
from ethics.web.rendering import render, told


@bp.get("/account")
@door.signed_in
def settings(visit: Visit) -> Any:
    """One’s own account."""
    return render("account/settings.html", account=accounts.account(visit.person_id, visit.now))


@bp.route("/account/address", methods=["GET", "POST"])
@door.signed_in
def change_address(visit: Visit) -> Any:
    """Ask for another address, knowing the password; it counts once the new one confirms it."""
    form = ChangeAddressForm()
    if (
        form.validate_on_submit()
        and _knows_password(visit.person_id, form)
        and attempt(form, changing.ask_for_address, visit.actor, form.email.data, visit.clock)
    ):
        told(say("A link is on its way to the new address. Nothing changes until you follow it."))
        return redirect(url_for("account.settings"), 303)
    return render("account/change_address.html", form=form), 422 if form.is_submitted() else 200


@bp.route("/account/address/<token>", methods=["GET", "POST"])
@door.public
def confirm_address(visit: Visit, token: str) -> Any:
    """Confirm a new address by the link; the old one is told (rule 17)."""
    found = _asked_by(token)
    if found is None:
        return render("account/link_spent.html", invited=False), 404
    person, email = found
    form = PressForm()
    if not form.validate_on_submit():
        return render("account/confirm_address.html", form=form, email=email)
    try:
        changing.change_address(person.id, email, visit.clock)
    except NotNow:
        return render("account/link_spent.html", invited=False), 409
    told(say("Your e-mail address is changed. The old one has been told."))
    return redirect(url_for("account.settings"), 303)


def _knows_password(person_id: int, form: ChangeAddressForm) -> bool:
    person = accounts.with_id(person_id)
    assert person is not None
    if people.is_password(person.password, form.current_password.data):
        return True
    form.current_password.errors = [gettext("This is not your password.")]
    return False


def _asked_by(token: str) -> tuple[Any, str] | None:
    try:
        key, email = tokens.read("address", token)
    except BadData:
        return None
    person = accounts.with_key(key)
    return (person, str(email)) if person is not None else None
