"""What is permitted at a committee or a force by appointment alone, dilemma or not."""

from ethics.domain.policy import FOR_OTHERS, Verdict
from ethics.domain.vocabulary import SEATED, Role
from ethics.domain.words import Worded


class BodyAction(Worded):
    """What an appointment to a body permits there, dilemma or not."""

    START_DILEMMA = "start_dilemma", "start a dilemma for the force"
    HOLD_MEETINGS = "hold_meetings", "make meetings and their agendas"
    SEE_MEETINGS = "see_meetings", "see the committee’s meetings"
    CONFIRM_SEATS = "confirm_seats", "confirm a seat on the committee"
    MANAGE_PEOPLE = "manage_people", "invite people, make and end appointments"
    KEEP_CHOICES = "keep_choices", "set what the committee’s members and papers choose from"


_MEETS = SEATED | {Role.SECRETARY, Role.POLICE_ADVISER, Role.OBSERVER, Role.MONITORING_OFFICER}

BODY_RULES: dict[BodyAction, frozenset[Role]] = {
    BodyAction.START_DILEMMA: frozenset({Role.AUTHOR}),
    BodyAction.HOLD_MEETINGS: frozenset({Role.SECRETARY}),
    BodyAction.SEE_MEETINGS: _MEETS,
    BodyAction.CONFIRM_SEATS: frozenset({Role.SECRETARY}),
    BodyAction.MANAGE_PEOPLE: frozenset({Role.ADMINISTRATOR}),
    BodyAction.KEEP_CHOICES: frozenset({Role.ADMINISTRATOR}),
}


def decide_for_body(action: BodyAction, roles_there: frozenset[Role]) -> Verdict:
    """Whether someone with these current roles at a body may do ``action`` there. Bodies are not secret to their own."""
    if roles_there & BODY_RULES.get(action, frozenset()):
        return Verdict(True)
    return Verdict(False, FOR_OTHERS, may_know=bool(roles_there))
