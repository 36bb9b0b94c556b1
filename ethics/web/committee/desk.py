"""The desk: where everybody arrives."""

from typing import Any

from ethics.reading import desk as reading
from ethics.web import door
from ethics.web.committee import addresses
from ethics.web.committee.blueprint import bp
from ethics.web.door import Visit
from ethics.web.rendering import render


@bp.get("/desk")
@door.signed_in
def desk(visit: Visit) -> Any:
    """What is asked of me, by when, most pressing first."""
    page = reading.desk(visit.actor, visit.now)
    return render("committee/desk.html", page=page, address=addresses)
