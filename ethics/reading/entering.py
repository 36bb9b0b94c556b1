"""Coming in with what the door already knows: a page asks who someone is to a dilemma once, not once at each room."""

from dataclasses import dataclass
from datetime import datetime

from ethics.domain.actor import Actor
from ethics.domain.policy import Action, Standing
from ethics.extensions import db
from ethics.models import Dilemma
from ethics.reading.standing import open_dilemma, require


@dataclass(frozen=True, slots=True)
class Entered:
    """A dilemma and the standing to it that the door worked out for this request."""

    dilemma_id: int
    standing: Standing


def open_again(
    actor: Actor, ref: str, action: Action, now: datetime, entered: Entered | None
) -> tuple[Dilemma, Standing]:
    """As `open_dilemma`, with the door's standing where it is this actor's to this dilemma and nothing was written since.

    What a service changed under its lock changes standings: a view that wrote passes no ``entered``.
    """
    if entered is None or entered.standing.person_id != actor.person_id:
        return open_dilemma(actor, ref, action, now)
    dilemma = db.session.get(Dilemma, entered.dilemma_id)
    if dilemma is None or dilemma.ref != ref:
        return open_dilemma(actor, ref, action, now)
    require(entered.standing, action)
    return dilemma, entered.standing
