"""Seats: the committee's Secretary confirms each before it counts (rule 17)."""

from typing import Any

from flask import redirect, url_for

from ethics.domain.bodies import BodyAction
from ethics.domain.words import say
from ethics.reading import appointments as reading
from ethics.services import appointments as changing
from ethics.web import door
from ethics.web.door import Visit
from ethics.web.office.blueprint import bp
from ethics.web.rendering import render, told


@bp.get("/seats")
@door.anywhere(BodyAction.CONFIRM_SEATS)
def seats(visit: Visit) -> Any:
    """The seats that wait for this Secretary to confirm them."""
    return render("office/seats.html", seats=reading.seats(visit.actor, visit.now))


@bp.post("/seats/<int:appointment_id>/confirm")
@door.anywhere(BodyAction.CONFIRM_SEATS)
def confirm_seat(visit: Visit, appointment_id: int) -> Any:
    """Confirm a seat: it counts from now on (rule 17)."""
    changing.confirm_seat(visit.actor, appointment_id, visit.clock)
    told(say("The seat is confirmed. It counts for every item issued from now on."))
    return redirect(url_for("office.seats"), 303)
