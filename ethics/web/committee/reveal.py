"""The reveal: every position after the close, and one question with everybody's reasons."""

from typing import Any

from flask import redirect, request, url_for

from ethics.domain.policy import Action
from ethics.reading import reveal as reading
from ethics.reading import revealed_question
from ethics.services.papers import record_part_2_read
from ethics.web import door
from ethics.web.committee.blueprint import bp
from ethics.web.committee.entrance import entered
from ethics.web.door import Visit
from ethics.web.rendering import render


@bp.get("/dilemmas/<ref>/reveal")
@door.dilemma(Action.SEE_POSITIONS)
def reveal(visit: Visit, ref: str) -> Any:
    """Where members agree, where the hour should go, and every position."""
    divided_first = request.args.get("order") == "divided"
    page = reading.reveal(visit.actor, ref, visit.now, entered(visit), divided_first=divided_first)
    return render("committee/reveal.html", page=page)


@bp.get("/dilemmas/<ref>/reveal/<int:number>")
@door.dilemma(Action.SEE_POSITIONS)
def reveal_question(visit: Visit, ref: str, number: int) -> Any:
    """One question: the spread, the reasons by principle, conditions side by side, and who moved."""
    page = revealed_question.question(visit.actor, ref, number, visit.now, entered(visit))
    if not page.shown:
        return redirect(url_for("committee.reveal_question_with_part_2", ref=ref, number=number))
    return render("committee/reveal_question.html", page=page)


@bp.get("/dilemmas/<ref>/reveal/<int:number>/part-2")
@door.dilemma(Action.READ_PART_2, watched=True)
def reveal_question_with_part_2(visit: Visit, ref: str, number: int) -> Any:
    """The same for a question of Part 2; the read is recorded before the page is made."""
    page = revealed_question.question(visit.actor, ref, number, visit.now, entered(visit), part_2=True)
    record_part_2_read(visit.actor, ref, visit.clock)
    return render("committee/reveal_question.html", page=page)
