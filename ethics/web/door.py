"""Every page is behind a declared door; what is undeclared is refused.

A view says who it is for with one decorator and receives a `Visit`: who came, when, and in what standing. A GET is
checked by the policy here. A POST is let through by anyone who may know of the thing, because its service decides
again under the lock and can give typed text back, which a door cannot (rules 3 and 16).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from flask import Flask, current_app, g, request
from flask_login import current_user
from werkzeug.exceptions import NotFound

from ethics.domain.actor import PUBLIC, Actor, Clock
from ethics.domain.bodies import BodyAction
from ethics.domain.policy import Action, Standing
from ethics.domain.refusal import NotAllowed, NotKnown
from ethics.extensions import writing
from ethics.reading import bodies, part_2, people
from ethics.reading import standing as standings
from ethics.web import freshness, transaction

READS = frozenset({"GET", "HEAD", "OPTIONS"})

ACCOUNTED = {
    "static": "Our own style sheets, scripts and fonts; nothing in them is anybody's.",
    "alive": "Says that the program runs.",
    "ready": "Says that database and migrations are ready.",
}
"""Endpoints that are not views of ours, each with the reason why it may be open. Accounts adds Flask-Security's."""


class SignInFirst(Exception):
    """Nobody is signed in, and this page is for somebody. Answered by web/account, which brings them back (rule 16)."""


Watch = bool | Callable[[str], bool]
"""Whether a GET is a read of Part 2 that is recorded: always, never, or as the dilemma of this ref has it."""


@dataclass(frozen=True, slots=True)
class Door:
    """What a view declares: for whom, and under which action of the rulebook."""

    kind: str
    action: Action | BodyAction | None = None
    watched: Watch = False


@dataclass(frozen=True, slots=True)
class Visit:
    """One request by one person: who, when, and who they are to the dilemma or committee in its address."""

    actor: Actor
    now: datetime
    clock: Clock
    standing: Standing | None = None
    dilemma_id: int | None = None
    committee_id: int | None = None

    @property
    def person_id(self) -> int:
        """The id of the person signed in; only behind a door that asks for one."""
        assert self.actor.person_id is not None
        return self.actor.person_id


View = Callable[..., Any]


def public(view: View) -> View:
    """Open to everyone, signed in or not."""
    return _hang(view, Door("public"), lambda visit, values: visit)


def signed_in(view: View) -> View:
    """For anyone who has signed in; shows only what is theirs."""
    return _hang(view, Door("signed_in"), lambda visit, values: visit)


def dilemma(action: Action, *, watched: Watch = False) -> Callable[[View], View]:
    """For who may do ``action`` to the dilemma at the address's ``ref``.

    With ``watched`` a GET writes: a read of Part 2 is recorded before the page is made, and who was only remembered on
    this device gives their password first. Where that depends on the dilemma, ``watched`` is asked with its ref.
    """

    def enter(visit: Visit, values: dict[str, Any]) -> Visit:
        needed = action if request.method in READS else Action.SEE_TITLE
        found, standing = standings.open_dilemma(visit.actor, values["ref"], needed, visit.now)
        return Visit(visit.actor, visit.now, visit.clock, standing, found.id, found.committee_id)

    return lambda view: _hang(view, Door("dilemma", action, watched), enter)


def committee(action: BodyAction) -> Callable[[View], View]:
    """For who holds an appointment that permits ``action`` at the committee named by the address's ``committee``."""

    def enter(visit: Visit, values: dict[str, Any]) -> Visit:
        committee_id = bodies.open_committee(visit.actor, values["committee"], action, visit.now)
        return Visit(visit.actor, visit.now, visit.clock, committee_id=committee_id)

    return lambda view: _hang(view, Door("committee", action), enter)


def anywhere(action: BodyAction) -> Callable[[View], View]:
    """For who may do ``action`` at some body of theirs; the view asks which."""

    def enter(visit: Visit, values: dict[str, Any]) -> Visit:
        if not bodies.may_anywhere(visit.actor, action, visit.now):
            raise NotKnown
        return visit

    return lambda view: _hang(view, Door("anywhere", action), enter)


def visit_now() -> Visit:
    """The visit of this request before any door: who is signed in, and the moment it came."""
    if "visit" not in g:
        clock = current_app.extensions["clock"]
        someone = current_user._get_current_object()
        found = people.actor_of(someone) if someone.is_authenticated else None
        g.visit = Visit(found or PUBLIC, clock(), clock)
    return g.visit


def _hang(view: View, door: Door, enter: Callable[[Visit, dict[str, Any]], Visit]) -> View:
    @wraps(view)
    def behind_the_door(**values: Any) -> Any:
        reads = request.method in READS
        watched = door.watched if isinstance(door.watched, bool) else reads and door.watched(values["ref"])
        if watched and reads:
            with writing():
                return _pass(view, door, enter, values, writes=True, fresh=True)
        return _pass(view, door, enter, values, writes=not reads, fresh=watched)

    behind_the_door.door = door  # type: ignore[attr-defined]
    return behind_the_door


def _pass(
    view: View, door: Door, enter: Callable[..., Visit], values: dict[str, Any], *, writes: bool, fresh: bool
) -> Any:
    visit = visit_now()
    if door.kind != "public" and visit.actor.person_id is None:
        raise SignInFirst
    with transaction.edge(writes=writes) as edge:
        visit = enter(visit, values)
        if fresh or (_sends(door) and not freshness.is_fresh() and part_2.is_in(values["ref"])):
            freshness.require_fresh()  # only now: to be asked would tell that there is something at the address
        g.visit = visit
        return edge.finish(view(visit, **values))


def _sends(door: Door) -> bool:
    """Whether something is sent to a dilemma: where it cannot stand, the page comes back, with closed text if it holds any."""
    return door.kind == "dilemma" and request.method not in READS


def register(app: Flask) -> None:
    """Refuse every endpoint that declares no door and is not accounted for, as if it did not exist."""

    @app.before_request
    def refuse_a_shared_context() -> None:
        # Inside an application context that was there before it, a request would find the last one's visitor.
        if g.get("in_use") and not app.testing:
            raise RuntimeError("two requests share one application context")
        g.in_use = True

    @app.before_request
    def refuse_the_undeclared() -> None:
        endpoint = request.endpoint
        if endpoint is None or endpoint in ACCOUNTED:
            return
        if not hasattr(app.view_functions[endpoint], "door"):
            raise NotFound


__all__ = [
    "ACCOUNTED",
    "Door",
    "NotAllowed",
    "SignInFirst",
    "Visit",
    "anywhere",
    "committee",
    "dilemma",
    "public",
    "signed_in",
    "visit_now",
]
