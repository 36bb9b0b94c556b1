"""The checks of a paper: where each finding is put right, and leaving one as it is."""

from dataclasses import dataclass
from typing import Any

from flask import redirect, request, url_for

from ethics.domain.paper_checks import Check
from ethics.domain.policy import Action
from ethics.domain.words import Message, say
from ethics.reading import checks as readings
from ethics.reading.checks import CheckLine
from ethics.services import checks
from ethics.web import door
from ethics.web.author.blueprint import bp
from ethics.web.door import Visit
from ethics.web.rendering import told


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding with its ways out: each the words of a link and where it leads."""

    key: str
    said: Message
    name: Message
    ways: tuple[tuple[Message, str], ...]


@dataclass(frozen=True, slots=True)
class ShownChecks:
    """The findings as a page shows them, and the page to come back to."""

    ref: str
    lines: tuple[Shown, ...]
    left: tuple[Shown, ...]
    back: str


def shown_checks(visit: Visit, ref: str, back: str) -> ShownChecks:
    """What the checks say of the draft, for the page ``back``: "edit" or "send"."""
    found = readings.checks(visit.actor, ref, visit.now)
    return ShownChecks(
        ref, tuple(_shown(ref, one) for one in found.lines), tuple(_shown(ref, one) for one in found.left), back
    )


def _shown(ref: str, line: CheckLine) -> Shown:
    ways = [(say("Put it right"), _where(ref, line))]
    if line.check is Check.COMPLAINT:
        ways.append((say("Withdraw the paper"), url_for("author.withdraw", ref=ref)))
    return Shown(line.key, line.said, line.check.words, tuple(ways))


def _where(ref: str, line: CheckLine) -> str:
    """The page, and on it the box, where what was found is put right."""
    place = line.place
    box = f"blocks-{place.box}-text" if place.box is not None else None
    if line.beside:
        return url_for("author.correct", ref=ref, at=line.beside, _anchor=f"found-{line.beside}")
    if place.part == "scenario":
        return url_for("author.edit_scenario", ref=ref, number=place.number, _anchor=box)
    if place.part == "question":
        return url_for("author.edit_question", ref=ref, number=place.number, _anchor="text")
    if place.part in ("implications", "questions", "background_papers"):
        return url_for(f"author.edit_{place.part}", ref=ref)
    name = "questions" if place.part == "introduction" else place.part
    return url_for("author.edit_section", ref=ref, name=name, _anchor=box)


@bp.post("/dilemmas/<ref>/edit/checks/<any(leave, look):what>")
@door.dilemma(Action.EDIT_PAPER)
def settle_check(visit: Visit, ref: str, what: str) -> Any:
    """Leave what a check found as it is, or look at it again."""
    verb = checks.leave_as_it_is if what == "leave" else checks.look_again
    verb(visit.actor, ref, request.form.get("key", ""), visit.clock)
    told(say("Left as it is.") if what == "leave" else say("It is among the checks again."))
    back = "author.send" if request.form.get("back") == "send" else "author.edit"
    return redirect(url_for(back, ref=ref, _anchor="checks"))
