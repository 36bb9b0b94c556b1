"""Who is told of what happens to an item: members whose seat on it is not emptied, those who attend, who brought it.

The page that says who will be told and the service that tells them read the same lists.
"""

from dataclasses import dataclass
from datetime import datetime

from ethics.domain.bodies import BODY_RULES, BodyAction
from ethics.domain.policy import Seat
from ethics.domain.vocabulary import SEATED, Role
from ethics.models import Appointment, Dilemma
from ethics.reading.people import day_of, holders
from ethics.reading.seats import seats

MEETS = tuple(role for role in Role if role in BODY_RULES[BodyAction.SEE_MEETINGS])
"""The roles of those who meet: they see the meetings, and their presence is recorded."""
ATTENDING = (Role.POLICE_ADVISER, Role.OBSERVER, Role.SECRETARY)


@dataclass(frozen=True, slots=True)
class Concerned:
    """The appointments of those concerned with one item, by name: who declares and reads, and who else is told."""

    members: tuple[Appointment, ...]
    attending: tuple[Appointment, ...]

    @property
    def member_ids(self) -> tuple[int, ...]:
        """The members, by person id."""
        return tuple(one.person_id for one in self.members)

    @property
    def attending_ids(self) -> tuple[int, ...]:
        """The others, by person id; who is a member too is only there."""
        return tuple(one.person_id for one in self.attending)


def concerned(dilemma: Dilemma, now: datetime) -> Concerned:
    """Everybody at the committee who is told of this item.

    A member ruled to withdraw is told nothing of it (product.md); nor is one whose seat was confirmed after the issue,
    who has no standing on it (rule 17).
    """
    found = holders(dilemma.committee_id, (*SEATED, *ATTENDING), day_of(now))
    taken = seats([dilemma.id])
    members: dict[int, Appointment] = {}
    attending: dict[int, Appointment] = {}
    for one in found:
        if one.role not in SEATED:
            attending.setdefault(one.person_id, one)
        elif _in_time(one, dilemma) and taken.get((dilemma.id, one.person_id)) is not Seat.WITHDRAWN:
            members.setdefault(one.person_id, one)
    seated = {one.person_id for one in found if one.role in SEATED}
    return Concerned(
        tuple(members.values()), tuple(one for person_id, one in attending.items() if person_id not in seated)
    )


def _in_time(appointment: Appointment, dilemma: Dilemma) -> bool:
    assert appointment.confirmed_at is not None
    return dilemma.issued_at is None or appointment.confirmed_at <= dilemma.issued_at
