"""The register of advice, and each published advice: all of it, or one of its questions."""

from typing import Any

from flask import request, url_for
from flask_babel import gettext

from ethics.reading import published
from ethics.web import door
from ethics.web.door import Visit
from ethics.web.numbers import asked as asked_number
from ethics.web.numbers import page_asked
from ethics.web.public.blueprint import bp
from ethics.web.public.caching import revalidated, show

_LONGEST_QUERY = 200


@bp.get("/")
@door.public
@revalidated
def register_of_advice(visit: Visit) -> str:
    """The register: what was advised, to be narrowed and searched."""
    asked = published.Wanted(
        words=request.args.get("q", "").strip()[:_LONGEST_QUERY],
        year=asked_number("year"),
        committee=asked_number("committee"),
        principle=request.args.get("principle", "")[:_LONGEST_QUERY],
        page=page_asked(),
    )
    found = published.register(asked, visit.now)
    return show(
        "public/register.html",
        visit,
        register=found,
        wanted=asked,
        choices=_choices(found),
        at=lambda page: _at(asked, page),
    )


def _choices(found: published.Register) -> dict[str, list[tuple[str, str]]]:
    """What the register can be narrowed by, as the filters want it: pairs of value and words, "any" first."""
    return {
        "years": [("", gettext("Any year")), *((str(year), str(year)) for year in found.years)],
        "committees": [("", gettext("Any committee")), *((str(number), name) for number, name in found.committees)],
        "principles": [("", gettext("Any principle")), *((name, name) for name in found.principles)],
    }


def _at(asked: published.Wanted, page: int) -> str:
    """The address of another page of what was asked for."""
    wanted: dict[str, Any] = {
        "q": asked.words,
        "year": asked.year,
        "committee": asked.committee,
        "principle": asked.principle,
        "page": page,
    }
    return url_for("public.register_of_advice", **{name: value for name, value in wanted.items() if value})


@bp.get("/advice/<ref>")
@door.public
@revalidated
def advice(visit: Visit, ref: str) -> str:
    """One publication as it stands today."""
    found = published.advice(ref, visit.now)
    return show("public/advice.html", visit, found.committee_id, advice=found)


@bp.get("/advice/<ref>/questions/<int:number>")
@door.public
@revalidated
def question(visit: Visit, ref: str, number: int) -> str:
    """One question of it, with its advice and the force’s answers."""
    found, one = published.question(ref, number, visit.now)
    return show("public/question.html", visit, found.committee_id, advice=found, question=one)


@bp.errorhandler(published.TakenDown)
def taken_down(gone: published.TakenDown) -> tuple[Any, int]:
    """The notice that stands in place of what was taken down: gone, and why."""
    visit = door.visit_now()
    return show("public/taken_down.html", visit, gone.committee_id, history=gone.history), 410
