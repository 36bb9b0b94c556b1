"""Pages on which a step is taken by one of several buttons: what each press does, says, and where it leads."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import redirect, request
from flask_wtf import FlaskForm

from ethics.domain.words import Message
from ethics.web.forms import attempt
from ethics.web.rendering import told


@dataclass(frozen=True, slots=True)
class Press:
    """A button by its name, the service it asks for, and what is said and shown when that is done.

    ``do`` refuses as its service does. The button without a name is what is pressed when no other was.
    """

    do: Callable[[], Any]
    said: Message
    leads_to: str
    button: str = ""


def pressed(form: FlaskForm, *presses: Press) -> Any:
    """The way on where one of these buttons was pressed and its step taken; None where the page is to be shown.

    What a service refuses with Invalid stands beside its field then, and everything typed is in the form.
    """
    if not form.validate_on_submit():
        return None
    press = next((one for one in presses if one.button and one.button in request.form), None)
    if press is None:
        press = next(one for one in presses if not one.button)
    if not attempt(form, press.do):
        return None
    told(press.said)
    return redirect(press.leads_to, 303)


def status_of(form: FlaskForm) -> int:
    """The status of a page shown with its form: 422 where what was sent could not stand."""
    return 422 if form.is_submitted() else 200
