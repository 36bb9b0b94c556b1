"""The paper as it will be open: what its author sees of it, at any time, is what whoever may not read Part 2 gets."""

from typing import Any

from ethics.domain.policy import Action
from ethics.reading import papers
from ethics.web import door
from ethics.web.author.blueprint import bp
from ethics.web.author.paper import contents_of
from ethics.web.door import Visit
from ethics.web.rendering import render


@bp.get("/dilemmas/<ref>/paper/open")
@door.dilemma(Action.READ_DRAFTS)
def open_edition(visit: Visit, ref: str) -> Any:
    """The whole paper, with a hole for everything closed."""
    page = papers.open_edition(visit.actor, ref, visit.now)
    return render("author/open_edition.html", paper=page, links=contents_of(page))
