"""Appointments: made and ended by an administrator, never one's own; a seat is confirmed by its Secretary (rule 17)."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, or_, select

from ethics.domain.actor import Actor, Clock
from ethics.domain.bodies import BodyAction, decide_for_body
from ethics.domain.notices import NoticeKind
from ethics.domain.refusal import Invalid, NotAllowed, NotKnown, NotNow
from ethics.domain.vocabulary import FORCE_ROLES, SEATED, Category, Role
from ethics.domain.words import Message, say
from ethics.extensions import db
from ethics.models import Appointment, Committee, Force, Person
from ethics.reading.bodies import may_anywhere
from ethics.reading.people import day_of, holders
from ethics.services.notices import tell

ONE_AT_A_TIME = frozenset({Role.CHAIR, Role.VICE_CHAIR})
"""Roles that one person at a time holds on a committee."""
A_WORKING_LIFE = 50
"""Years: an appointment further off than this is a slip of the hand."""
A_YEAR = 366


@dataclass(frozen=True, slots=True)
class NewAppointment:
    """An appointment to make. The body is the slug of a committee or a force, as the role asks; "" for the installation."""

    role: Role
    body: str
    category: Category | None
    gives_positions: bool
    title: str
    starts_on: date
    ends_on: date | None
    past: bool = False
    """Whether days that lie behind are meant: a last day that has passed, or a first one more than a year ago."""


def make(actor: Actor, person_id: int, draft: NewAppointment, clock: Clock) -> Appointment:
    """Appoint a person. A seat waits for the committee's Secretary, who is told; anything else counts from its first day.
    One that is over already waits for nobody.

    Only for an administrator (NotKnown for anybody else), and for nobody themselves (NotAllowed). Refuses with Invalid
    on ``committee``, ``force``, ``category``, ``starts_on``, ``ends_on`` or ``role`` what does not fit together, cannot be
    meant or is held already; on ``past`` days that lie behind and are not said to be meant.
    """
    person = _somebody_else(actor, person_id, clock)
    committee_id, force_id = _body_of(draft)
    now = clock()
    _check(draft, person, committee_id, force_id, day_of(now))
    seat = draft.role in SEATED
    made = Appointment(
        person_id=person.id,
        role=draft.role,
        committee_id=committee_id,
        force_id=force_id,
        category=draft.category if seat else None,
        gives_positions=_gives_positions(draft),
        title=draft.title.strip(),
        starts_on=draft.starts_on,
        ends_on=draft.ends_on,
        made_by_id=actor.person_id,
        made_at=now,
    )
    db.session.add(made)
    db.session.flush()
    if seat and committee_id is not None and (draft.ends_on is None or draft.ends_on >= day_of(now)):
        secretaries = {held.person_id for held in holders(committee_id, [Role.SECRETARY], day_of(now))}
        tell(secretaries - {person.id}, NoticeKind.SEAT_TO_CONFIRM, now, path="/seats")
    return made


def end(actor: Actor, appointment_id: int, ends_on: date, clock: Clock) -> None:
    """Let an appointment end on a last day. What was done and seen under it stays as it was on that day.

    Only for an administrator, and not one's own. Refuses with Invalid on ``ends_on``: a last day before the first, or
    one further back than yesterday, since nobody's standing is taken away for days that have passed.
    """
    appointment = _locked(appointment_id)
    _somebody_else(actor, appointment.person_id, clock)
    day = day_of(clock())
    if appointment.ends_on is not None and appointment.ends_on < day:
        raise NotNow(say("This appointment has ended already."))
    if ends_on < day - timedelta(days=1):
        raise Invalid({"ends_on": say("The last day can be yesterday, today or later.")})
    if ends_on.year - day.year > A_WORKING_LIFE:
        raise Invalid({"ends_on": _FAR_OFF})
    if ends_on < appointment.starts_on:
        raise Invalid({"ends_on": say("The last day comes before the first, %(first)s.", first=appointment.starts_on)})
    appointment.ends_on = ends_on


def confirm_seat(actor: Actor, appointment_id: int, clock: Clock) -> None:
    """Confirm a seat as its committee's Secretary. From now on it counts, for items issued after this moment (rule 17).

    NotKnown for anybody else; NotAllowed for one's own seat; NotNow where there is nothing left to confirm.
    """
    appointment = _locked(appointment_id)
    now = clock()
    day = day_of(now)
    committee_id = appointment.committee_id
    if committee_id is None or appointment.role not in SEATED:
        raise NotKnown
    if not decide_for_body(BodyAction.CONFIRM_SEATS, actor.roles_at(committee_id, day)):
        raise NotKnown
    if appointment.person_id == actor.person_id:
        raise NotAllowed(say("Nobody confirms their own seat."))
    if appointment.confirmed_at is not None or (appointment.ends_on is not None and appointment.ends_on < day):
        raise NotNow(say("This seat no longer waits to be confirmed."))
    appointment.confirmed_by_id = actor.person_id
    appointment.confirmed_at = now
    tell([appointment.person_id], NoticeKind.SEAT_CONFIRMED, now)


def first_administrator(person_id: int, clock: Clock) -> None:
    """Make somebody an administrator as the operator at the server may, who has nobody above to ask."""
    now = clock()
    db.session.add(
        Appointment(person_id=person_id, role=Role.ADMINISTRATOR, title="", starts_on=day_of(now), made_at=now)
    )


def _somebody_else(actor: Actor, person_id: int, clock: Clock) -> Person:
    if not may_anywhere(actor, BodyAction.MANAGE_PEOPLE, clock()):
        raise NotKnown
    if person_id == actor.person_id:
        raise NotAllowed(say("Nobody appoints themselves, or ends their own appointment. Another administrator can."))
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotKnown
    return person


def _locked(appointment_id: int) -> Appointment:
    found = db.session.scalar(select(Appointment).where(Appointment.id == appointment_id).with_for_update())
    if found is None:
        raise NotKnown
    return found


def _body_of(draft: NewAppointment) -> tuple[int | None, int | None]:
    if draft.role is Role.ADMINISTRATOR:
        return None, None
    kind = Force if draft.role in FORCE_ROLES else Committee
    found = db.session.scalar(select(kind.id).where(kind.slug == draft.body))
    if found is None:
        if kind is Force:
            raise Invalid({"force": say("Choose the force they belong to.")})
        raise Invalid({"committee": say("Choose the committee.")})
    return (None, found) if kind is Force else (found, None)


def _gives_positions(draft: NewAppointment) -> bool:
    if draft.role is Role.COOPTED_MEMBER:
        return draft.gives_positions
    return draft.role in SEATED


def _check(draft: NewAppointment, person: Person, committee_id: int | None, force_id: int | None, today: date) -> None:
    errors: dict[str, Message] = {}
    if draft.role in SEATED and draft.category is None:
        errors["category"] = say("Say which kind of member fills the seat: quorum counts by it.")
    if draft.ends_on is not None and draft.ends_on < draft.starts_on:
        errors["ends_on"] = say("The last day comes before the first.")
    else:
        errors |= _days(draft, today)
    if not person.active:
        errors[""] = say("This account has ended. Open it again first.")
    here = [Appointment.committee_id == committee_id, Appointment.force_id == force_id, _at_the_same_time(draft)]
    theirs = select(Appointment.id).where(Appointment.person_id == person.id, *here)
    same = Appointment.role.in_(SEATED) if draft.role in SEATED else Appointment.role == draft.role
    if db.session.scalar(theirs.where(same).limit(1)) is not None:
        errors["role"] = (
            say("They hold a seat on this committee then. End it first.")
            if draft.role in SEATED
            else say("They are appointed to this already.")
        )
    elif draft.role in ONE_AT_A_TIME:
        holder = db.session.scalar(
            select(Person.name)
            .join(Appointment, Appointment.person_id == Person.id)
            .where(Appointment.role == draft.role, *here)
            .order_by(Appointment.id)
            .limit(1)
        )
        if holder is not None:
            errors["role"] = say("%(name)s is %(role)s then. End that appointment first.", name=holder, role=draft.role)
    if errors:
        raise Invalid(errors)


_FAR_OFF = say("That is more than %(years)s years off. Check the year.", years=A_WORKING_LIFE)


def _days(draft: NewAppointment, today: date) -> dict[str, Message]:
    """What is said of days far off, and of those that lie behind unless they are meant."""
    wrong = {
        field: _FAR_OFF
        for field, day in (("starts_on", draft.starts_on), ("ends_on", draft.ends_on))
        if day is not None and abs(day.year - today.year) > A_WORKING_LIFE
    }
    if wrong or draft.past:
        return wrong
    if draft.ends_on is not None and draft.ends_on < today:
        return {"past": say(
            "The last day, %(day)s, has passed, so they would be appointed to nothing today."
            " Tick the box to record it all the same.", day=draft.ends_on,
        )}  # fmt: skip
    if (today - draft.starts_on).days > A_YEAR:
        return {"past": say(
            "The first day, %(day)s, is more than a year ago. Tick the box if that is meant.", day=draft.starts_on
        )}  # fmt: skip
    return {}


def _at_the_same_time(draft: NewAppointment) -> ColumnElement[bool]:
    overlaps: ColumnElement[bool] = or_(Appointment.ends_on.is_(None), Appointment.ends_on >= draft.starts_on)
    return overlaps if draft.ends_on is None else overlaps & (Appointment.starts_on <= draft.ends_on)
