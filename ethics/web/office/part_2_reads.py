"""Who has read Part 2 of a paper: a page for its Secretary."""

from typing import Any

from flask import url_for

from ethics.domain.policy import Action
from ethics.reading import part_2_reads as reading
from ethics.web import door
from ethics.web.door import Visit
from ethics.web.numbers import page_asked
from ethics.web.office.blueprint import bp
from ethics.web.rendering import render

FARTHEST_PAGE = 100_000


@bp.get("/dilemmas/<ref>/part-2-reads")
@door.dilemma(Action.TRIAGE)
def part_2_reads(visit: Visit, ref: str) -> Any:
    """Every recorded read, newest first."""
    asked_for = min(page_asked(), FARTHEST_PAGE)
    page = reading.reads(visit.actor, ref, visit.now, asked_for)

    def at(number: int) -> str:
        return url_for("office.part_2_reads", ref=ref, page=number)

    return render("office/part_2_reads.html", page=page, at=at)
