"""The list of dilemmas, the page of one, and its journal: for everyone who may know of them."""

from typing import Any

from flask import request, url_for

from ethics.domain.dilemmas import Group
from ethics.domain.policy import Action
from ethics.domain.words import say
from ethics.reading import dilemmas as reading
from ethics.reading import journal as journals
from ethics.web import door
from ethics.web.committee import addresses
from ethics.web.committee.blueprint import bp
from ethics.web.door import Visit
from ethics.web.numbers import page_asked
from ethics.web.rendering import clock_time, day, render, words

FARTHEST_PAGE = 100_000


@bp.get("/dilemmas")
@door.signed_in
def dilemmas(visit: Visit) -> Any:
    """The dilemmas one may know of, all or of one group of states."""
    group = next((one for one in Group if one.value == request.args.get("group")), None)
    page = reading.dilemmas(visit.actor, visit.now, group, _page_asked_for())
    groups = [("", words("All")), *((one.value, words(one)) for one in Group)]
    chosen: dict[str, Any] = {"group": group.value} if group else {}

    def at(number: int) -> str:
        return url_for("committee.dilemmas", page=number, **chosen)

    return render("committee/dilemmas.html", page=page, groups=groups, at=at, address=addresses)


@bp.get("/dilemmas/<ref>")
@door.dilemma(Action.SEE_TITLE)
def dilemma(visit: Visit, ref: str) -> Any:
    """One dilemma: where it stands, what one may do now, where things are."""
    page = reading.dilemma(visit.actor, ref, visit.now)
    return render("committee/dilemma.html", page=page, lately=_entries(page.lately), address=addresses)


@bp.get("/dilemmas/<ref>/journal")
@door.dilemma(Action.SEE_TITLE)
def journal(visit: Visit, ref: str) -> Any:
    """What happened, when, by whom: the lines one may see."""
    page = journals.journal(visit.actor, ref, visit.now, _page_asked_for())

    def at(number: int) -> str:
        return url_for("committee.journal", ref=ref, page=number)

    return render("committee/journal.html", page=page, entries=_entries(page.lines), at=at)


def _page_asked_for() -> int:
    return min(page_asked(), FARTHEST_PAGE)


def _entries(lines: tuple[journals.Line, ...]) -> list[dict[str, str | None]]:
    """Lines of a journal as its component takes them."""
    return [
        {
            "when": f"{day(line.at)}, {clock_time(line.at)}",
            "iso": line.at.isoformat(timespec="seconds"),
            "what": words(line.what),
            "who": line.who,
            "more": _more(line),
        }
        for line in lines
    ]


def _more(line: journals.Line) -> str | None:
    if line.blanked:
        return words(say("The reason that was typed here was blanked."))
    if line.digest is not None:
        return words(say("Digest of the closed round: %(digest)s", digest=line.digest))
    return line.reason
