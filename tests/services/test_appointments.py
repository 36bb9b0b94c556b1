"""Rule 17: nobody appoints themselves; a seat is confirmed by its Secretary and gives no standing on what is issued already."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, scoped_session

from ethics.domain.notices import NoticeKind
from ethics.domain.policy import Seat
from ethics.domain.refusal import Invalid, NotAllowed, NotKnown, NotNow
from ethics.domain.vocabulary import Category, Role, State
from ethics.models import Appointment, Notice
from ethics.reading import standing
from ethics.services import appointments
from ethics.services.appointments import NewAppointment
from tests.cast import Cast, Someone
from tests.conftest import Clock
from tests.factories import a_dilemma

TODAY = date(2026, 3, 2)


def seat(cast: Cast, **changes: Any) -> NewAppointment:
    basis: dict[str, Any] = {
        "role": Role.MEMBER,
        "body": cast.committee.slug,
        "category": Category.INDEPENDENT,
        "gives_positions": False,
        "title": "",
        "starts_on": TODAY,
        "ends_on": None,
    }
    return NewAppointment(**(basis | changes))


@pytest.fixture
def administrator(session: scoped_session[Session], cast: Cast) -> Any:
    return cast.actor(cast.administrator)


def appoint(cast: Cast, person: Someone, clock: Clock, **changes: Any) -> Appointment:
    return appointments.make(cast.actor(cast.administrator), person.id, seat(cast, **changes), clock)


def test_an_administrator_appoints_and_the_secretary_is_asked_to_confirm_the_seat(
    session: scoped_session[Session], cast: Cast, clock: Clock
) -> None:
    made = appoint(cast, cast.nobody, clock)
    assert made.gives_positions
    assert made.confirmed_at is None
    assert made.made_by_id == cast.administrator.id
    told = session.scalars(select(Notice)).all()
    assert [(notice.person_id, notice.kind, notice.path) for notice in told] == [
        (cast.secretary.id, NoticeKind.SEAT_TO_CONFIRM, "/seats")
    ]


def test_nobody_appoints_themselves(session: scoped_session[Session], cast: Cast, clock: Clock) -> None:
    with pytest.raises(NotAllowed):
        appoint(cast, cast.administrator, clock)


def test_nobody_ends_their_own_appointment(session: scoped_session[Session], cast: Cast, clock: Clock) -> None:
    own = session.scalar(select(Appointment.id).where(Appointment.person_id == cast.administrator.id))
    assert own is not None
    with pytest.raises(NotAllowed):
        appointments.end(cast.actor(cast.administrator), own, TODAY, clock)


def test_only_an_administrator_appoints(session: scoped_session[Session], cast: Cast, clock: Clock) -> None:
    for person in cast.everyone:
        if person == cast.administrator:
            continue
        with pytest.raises(NotKnown):
            appointments.make(cast.actor(person), cast.nobody.id, seat(cast), clock)


def test_an_unconfirmed_seat_gives_no_standing(session: scoped_session[Session], cast: Cast, clock: Clock) -> None:
    dilemma = a_dilemma(session, cast, State.SCHEDULED)
    appoint(cast, cast.nobody, clock)
    assert standing.of(cast.actor(cast.nobody), dilemma, clock()).seat is Seat.NONE


def test_a_confirmed_seat_counts_for_what_is_issued_later_and_not_for_what_is_issued_already(
    session: scoped_session[Session], cast: Cast, clock: Clock
) -> None:
    already = a_dilemma(session, cast, State.ISSUED)
    made = appoint(cast, cast.nobody, clock)
    appointments.confirm_seat(cast.actor(cast.secretary), made.id, clock)
    clock.advance(hours=1)
    later = a_dilemma(session, cast, State.ISSUED, now=clock() + timedelta(days=30))
    actor = cast.actor(cast.nobody)
    assert standing.of(actor, already, clock()).seat is Seat.NONE
    assert standing.of(actor, later, later.issued_at or clock()).seat is Seat.UNDECLARED


def test_the_committees_own_secretary_confirms_and_nobody_else(
    session: scoped_session[Session], cast: Cast, clock: Clock
) -> None:
    made = appoint(cast, cast.nobody, clock)
    for person in cast.everyone:
        if person != cast.secretary:
            with pytest.raises(NotKnown):
                appointments.confirm_seat(cast.actor(person), made.id, clock)
    appointments.confirm_seat(cast.actor(cast.secretary), made.id, clock)
    assert (made.confirmed_by_id, made.confirmed_at) == (cast.secretary.id, clock())
    with pytest.raises(NotNow):
        appointments.confirm_seat(cast.actor(cast.secretary), made.id, clock)


def test_a_secretary_does_not_confirm_their_own_seat(
    session: scoped_session[Session], cast: Cast, clock: Clock
) -> None:
    made = appoint(cast, cast.secretary, clock)
    with pytest.raises(NotAllowed):
        appointments.confirm_seat(cast.actor(cast.secretary), made.id, clock)


def test_the_database_itself_refuses_who_appoints_or_confirms_themselves(
    session: scoped_session[Session], cast: Cast, clock: Clock
) -> None:
    for column in ("made_by_id", "confirmed_by_id"):
        row = Appointment(
            person_id=cast.nobody.id, committee_id=cast.committee.id, role=Role.OBSERVER, starts_on=TODAY, made_at=clock(),
            **{column: cast.nobody.id},
        )  # fmt: skip
        session.add(row)
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"category": None}, "category"),
        ({"ends_on": TODAY - timedelta(days=1)}, "ends_on"),
        ({"body": "no-such-committee"}, "committee"),
        ({"role": Role.AUTHOR}, "force"),
        ({"role": Role.CHAIR}, "role"),
    ],
)
def test_what_does_not_fit_together_is_said_beside_its_field(
    session: scoped_session[Session], cast: Cast, clock: Clock, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        appoint(cast, cast.nobody, clock, **changes)
    assert list(refusal.value.errors) == [field]


def test_one_person_holds_one_seat_on_a_committee_at_a_time_and_may_hold_other_roles(
    session: scoped_session[Session], cast: Cast, clock: Clock
) -> None:
    with pytest.raises(Invalid):
        appoint(cast, cast.joan, clock, role=Role.COOPTED_MEMBER, category=Category.COOPTED)
    appoint(cast, cast.joan, clock, body=cast.other_committee.slug)
    appoint(cast, cast.joan, clock, role=Role.OBSERVER, body=cast.other_committee.slug)


def test_a_new_chair_can_follow_the_old_one(session: scoped_session[Session], cast: Cast, clock: Clock) -> None:
    old = session.scalar(select(Appointment.id).where(Appointment.person_id == cast.chair.id))
    assert old is not None
    appointments.end(cast.actor(cast.administrator), old, TODAY + timedelta(days=10), clock)
    made = appoint(cast, cast.nobody, clock, role=Role.CHAIR, starts_on=TODAY + timedelta(days=11))
    assert made.role is Role.CHAIR


def test_a_co_opted_member_gives_positions_only_as_appointed(
    session: scoped_session[Session], cast: Cast, clock: Clock
) -> None:
    without = appoint(cast, cast.nobody, clock, role=Role.COOPTED_MEMBER, category=Category.COOPTED)
    with_them = appoint(
        cast, cast.observer, clock, role=Role.COOPTED_MEMBER, category=Category.COOPTED, gives_positions=True
    )
    assert (without.gives_positions, with_them.gives_positions) == (False, True)


def test_an_appointment_ends_after_its_last_day(session: scoped_session[Session], cast: Cast, clock: Clock) -> None:
    held = session.scalar(select(Appointment.id).where(Appointment.person_id == cast.observer.id))
    assert held is not None
    appointments.end(cast.actor(cast.administrator), held, TODAY, clock)
    session.flush()
    assert cast.actor(cast.observer).roles_at(cast.committee.id, TODAY) == {Role.OBSERVER}
    assert cast.actor(cast.observer).roles_at(cast.committee.id, TODAY + timedelta(days=1)) == frozenset()


def test_no_standing_is_taken_away_for_days_that_have_passed(
    session: scoped_session[Session], cast: Cast, clock: Clock
) -> None:
    held = session.scalar(select(Appointment.id).where(Appointment.person_id == cast.observer.id))
    assert held is not None
    with pytest.raises(Invalid) as refusal:
        appointments.end(cast.actor(cast.administrator), held, TODAY - timedelta(days=2), clock)
    assert list(refusal.value.errors) == ["ends_on"]


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ({"starts_on": date(1926, 3, 2)}, ("starts_on", "Check the year.")),
        ({"ends_on": date(2126, 3, 2)}, ("ends_on", "Check the year.")),
        ({"starts_on": date(2024, 3, 2), "ends_on": date(2026, 3, 1)}, ("past", "has passed")),
        ({"starts_on": date(2025, 2, 28)}, ("past", "more than a year ago")),
    ],
)
def test_days_far_off_are_refused_and_days_behind_are_asked_about(
    session: scoped_session[Session], cast: Cast, clock: Clock, days: dict[str, date], said: tuple[str, str]
) -> None:
    with pytest.raises(Invalid) as refusal:
        appoint(cast, cast.nobody, clock, **days)
    field, words = said
    assert words in str(refusal.value.errors[field])
    session.rollback()
    if field == "past":
        assert appoint(cast, cast.nobody, clock, **days, past=True).starts_on == days["starts_on"]
    else:
        with pytest.raises(Invalid):
            appoint(cast, cast.nobody, clock, **days, past=True)


def test_a_last_day_that_cannot_be_meant_is_refused(session: scoped_session[Session], cast: Cast, clock: Clock) -> None:
    made = appoint(cast, cast.nobody, clock)
    with pytest.raises(Invalid, match="Check the year"):
        appointments.end(cast.actor(cast.administrator), made.id, date(9999, 1, 1), clock)
    assert made.ends_on is None


def test_days_of_the_last_year_are_not_asked_about(session: scoped_session[Session], cast: Cast, clock: Clock) -> None:
    made = appoint(cast, cast.nobody, clock, starts_on=date(2025, 4, 1), ends_on=TODAY)
    assert (made.starts_on, made.ends_on) == (date(2025, 4, 1), TODAY)


def test_a_seat_that_is_over_already_waits_for_no_secretary(
    session: scoped_session[Session], cast: Cast, clock: Clock
) -> None:
    appoint(cast, cast.nobody, clock, starts_on=date(2025, 4, 1), ends_on=date(2026, 3, 1), past=True)
    assert session.scalars(select(Notice)).all() == []
