"""Meetings whose agenda is public, and each agenda: titles, letters and parties, as the Secretary published them."""

from ethics.reading import public_agendas
from ethics.web import door
from ethics.web.door import Visit
from ethics.web.numbers import page_asked
from ethics.web.public.blueprint import bp
from ethics.web.public.caching import show


@bp.get("/agendas")
@door.public
def agendas(visit: Visit) -> str:
    """The agendas that are public."""
    found = public_agendas.meetings(visit.now, page_asked())
    return show("public/agendas.html", visit, meetings=found)


@bp.get("/agendas/<ref>")
@door.public
def agenda(visit: Visit, ref: str) -> str:
    """One public agenda."""
    found = public_agendas.agenda(ref, visit.now)
    return show("public/agenda.html", visit, found.committee_id, agenda=found)
