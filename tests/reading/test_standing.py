"""Who someone is to a dilemma: the same one by one, in bulk and in SQL, and by the acts that change it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, true

from ethics.domain.policy import Action, Seat, decide
from ethics.domain.vocabulary import Category, Phase, PublicationStatus, Role, RulingOutcome, State
from ethics.models import Appointment, ChairAbsence, Dilemma, Dispensation
from ethics.reading import scope, standing
from ethics.reading.piling import pile
from tests.acts import name_co_author, name_for_part_2, publish
from tests.cast import SEATED_AT, AnySession, Cast, Someone
from tests.factories import NOW, a_dilemma, declare, in_every_state, rule


def everything(session: AnySession, cast: Cast) -> list[Dilemma]:
    """A dilemma in every state, urgent ones, some withdrawn from elsewhere, some of long ago, some of the neighbours'."""
    made = [*in_every_state(session, cast), *in_every_state(session, cast, urgent=True)]
    made += [
        a_dilemma(session, cast, State.WITHDRAWN, withdrawn_from=state)
        for state in (State.DRAFT, State.SUBMITTED, State.DISCUSSED)
    ]
    made += [
        a_dilemma(session, cast, state, now=NOW - timedelta(days=60))
        for state in (State.ISSUED, State.SENT, State.SCHEDULED)
    ]
    made.append(a_dilemma(session, cast, withdrawn=(cast.agnes, cast.chair)))
    made.append(a_dilemma(session, cast, author_id=cast.two_hats.id))
    made.append(a_dilemma(session, cast, sponsor_id=None))
    northfold = {"committee_id": cast.other_committee.id, "force_id": cast.other_force.id}
    made += [a_dilemma(session, cast, state, **northfold) for state in (State.DRAFT, State.ISSUED, State.AGREED)]
    made.append(a_dilemma(session, cast, State.SUBMITTED, sponsor_id=cast.other_sponsor.id, **northfold))
    made += [a_dilemma(session, cast, author_id=cast.two_hats.id) for _ in range(2)]
    for dilemma in (*made[3:9], made[-1]):
        name_co_author(session, dilemma, cast.other_author, cast.author)
    name_co_author(session, made[-1], cast.former, cast.two_hats)
    name_for_part_2(session, made[7], cast.adviser, cast.secretary)
    publish(session, made[11], cast, PublicationStatus.IN_REVIEW)
    declare(session, made[7], cast.joan, cast.interests["personal"])
    for dilemma in made[30:33]:
        session.add(ChairAbsence(dilemma_id=dilemma.id, recorded_by_id=cast.secretary.id, recorded_at=NOW))
    session.commit()
    return made


def test_a_list_names_exactly_the_dilemmas_whose_title_each_may_see(session: Any, cast: Cast) -> None:
    made = everything(session, cast)
    for person in (*cast.everyone, None):
        for now in (NOW, NOW - timedelta(days=40), NOW + timedelta(days=400)):
            actor = cast.actor(person)
            listed = set(session.scalars(select(Dilemma.id).where(scope.titles(actor, now))))
            standings = standing.of_many(actor, made, now)
            allowed = {one.id for one in made if decide(Action.SEE_TITLE, standings[one.id])}
            assert listed == allowed, person


def test_a_list_and_the_policy_agree_on_the_last_moment_of_a_term(session: Any, cast: Cast) -> None:
    midnight = datetime(2026, 2, 1, 0, 0, tzinfo=UTC)
    for offset in (timedelta(microseconds=-1), timedelta(0)):
        a_dilemma(session, cast, issued_at=None, now=midnight + offset + timedelta(days=4))
    session.commit()
    actor = cast.actor(cast.former)
    made = session.scalars(select(Dilemma).order_by(Dilemma.id)).all()
    assert [one.issued_at for one in made] == [midnight - timedelta(microseconds=1), midnight]
    listed = set(session.scalars(select(Dilemma.id).where(scope.titles(actor, NOW))))
    assert listed == {one.id for one in made if decide(Action.SEE_TITLE, standing.of(actor, one, NOW))} == {made[0].id}


def test_standing_in_bulk_is_standing_one_by_one(session: Any, cast: Cast) -> None:
    made = everything(session, cast)
    for person in (*cast.everyone, None):
        actor = cast.actor(person)
        assert standing.of_many(actor, made, NOW) == {one.id: standing.of(actor, one, NOW) for one in made}


def test_standing_in_bulk_takes_as_many_queries_for_one_as_for_many(
    session: Any, cast: Cast, count_queries: Callable[[], Any]
) -> None:
    for state in (State.ISSUED, State.AGREED):
        for _ in range(6):
            a_dilemma(session, cast, state)
    session.commit()
    made = session.scalars(select(Dilemma).order_by(Dilemma.id)).all()
    for person in cast.everyone:
        actor = cast.actor(person)
        counts = []
        for some in (made[5:7], made):
            with count_queries() as seen:
                standing.of_many(actor, some, NOW)
            counts.append(len(seen))
        assert counts[0] == counts[1] <= 6, person


# -- what changes a standing ------------------------------------------------------------------------------------------


def seat_of(cast: Cast, person: Someone, dilemma: Dilemma) -> Seat:
    return standing.of(cast.actor(person), dilemma, NOW).seat


def holds_powers(cast: Cast, dilemma: Dilemma, now: datetime = NOW) -> list[Someone]:
    return [one for one in cast.everyone if standing.of(cast.actor(one), dilemma, now).chair_power]


def test_a_declaration_and_its_ruling_change_the_seat_at_once(session: Any, cast: Cast) -> None:
    dilemma = a_dilemma(session, cast)
    assert seat_of(cast, cast.joan, dilemma) is Seat.UNDECLARED
    declare(session, dilemma, cast.joan)
    assert seat_of(cast, cast.joan, dilemma) is Seat.FULL
    made = declare(session, dilemma, cast.joan, cast.interests["personal"])
    assert seat_of(cast, cast.joan, dilemma) is Seat.AWAITING
    rule(session, made, cast.chair, RulingOutcome.LEAVE)
    assert seat_of(cast, cast.joan, dilemma) is Seat.LEAVE
    rule(session, made, cast.chair, RulingOutcome.WITHDRAW)
    assert seat_of(cast, cast.joan, dilemma) is Seat.WITHDRAWN
    session.add(
        Dispensation(declaration_id=made.id, reason="She alone knows it.", given_by_id=cast.monitoring.id, given_at=NOW)
    )
    session.flush()
    assert seat_of(cast, cast.joan, dilemma) is Seat.FULL
    assert seat_of(cast, cast.tomos, dilemma) is Seat.UNDECLARED


def test_a_conflicted_chair_gives_the_powers_to_the_vice_chair(session: Any, cast: Cast) -> None:
    dilemma = a_dilemma(session, cast)
    assert holds_powers(cast, dilemma) == [cast.chair]
    made = declare(session, dilemma, cast.chair, cast.interests["personal"])
    assert holds_powers(cast, dilemma) == [cast.vice_chair]
    rule(session, made, cast.vice_chair, RulingOutcome.NOTE_ONLY)
    assert holds_powers(cast, dilemma) == [cast.chair]


def test_an_absent_chair_gives_them_up_and_a_chosen_member_may_hold_them(session: Any, cast: Cast) -> None:
    dilemma = a_dilemma(session, cast)
    absence = ChairAbsence(dilemma_id=dilemma.id, recorded_by_id=cast.secretary.id, recorded_at=NOW)
    session.add(absence)
    session.flush()
    assert holds_powers(cast, dilemma) == [cast.vice_chair]
    declare(session, dilemma, cast.vice_chair, cast.interests["personal"])
    assert holds_powers(cast, dilemma) == []
    absence.chosen_id = cast.priya.id
    session.flush()
    assert holds_powers(cast, dilemma) == [cast.priya]
    declare(session, dilemma, cast.priya, cast.interests["personal"])
    assert holds_powers(cast, dilemma) == []


def test_a_seat_confirmed_after_the_issue_gives_no_standing_on_the_item(session: Any, cast: Cast) -> None:
    dilemma = a_dilemma(session, cast)
    assert seat_of(cast, cast.unconfirmed, dilemma) is Seat.NONE
    seat = session.scalars(select(Appointment).where(Appointment.person_id == cast.unconfirmed.id)).one()
    assert dilemma.issued_at is not None
    seat.confirmed_at = dilemma.issued_at + timedelta(seconds=1)
    session.flush()
    assert seat_of(cast, cast.unconfirmed, dilemma) is Seat.NONE
    seat.confirmed_at = dilemma.issued_at
    session.flush()
    assert seat_of(cast, cast.unconfirmed, dilemma) is Seat.UNDECLARED


def test_a_new_chair_leaves_old_items_to_the_vice_chair(session: Any, cast: Cast) -> None:
    dilemma = a_dilemma(session, cast)
    seat = session.scalars(
        select(Appointment).where(Appointment.role == Role.CHAIR, Appointment.person_id == cast.chair.id)
    ).one()
    seat.confirmed_at = NOW - timedelta(hours=1)
    session.flush()
    assert holds_powers(cast, dilemma) == [cast.vice_chair]
    assert holds_powers(cast, a_dilemma(session, cast, State.SCHEDULED)) == [cast.chair]


def test_a_former_member_keeps_what_was_issued_in_their_time_as_it_was_then(session: Any, cast: Cast) -> None:
    actor = cast.actor(cast.former)
    open_then = a_dilemma(session, cast, now=datetime(2026, 1, 31, 12, tzinfo=UTC))
    then = standing.of(actor, open_then, NOW)
    assert then.former
    assert then.phase is Phase.OPEN
    assert not decide(Action.GIVE_POSITION, then)
    assert not decide(Action.SEE_POSITIONS, then)
    agreed_later = a_dilemma(session, cast, State.AGREED, now=NOW)
    assert agreed_later.issued_at is not None
    assert agreed_later.issued_at.date() > date(2026, 1, 31) or not standing.of(actor, agreed_later, NOW).agreed


def test_co_opted_members_have_a_seat_and_may_be_without_positions(session: Any, cast: Cast) -> None:
    dilemma = a_dilemma(session, cast)
    declare(session, dilemma, cast.coopted)
    found = standing.of(cast.actor(cast.coopted), dilemma, NOW)
    assert found.seat is Seat.FULL
    assert not found.gives_positions
    assert decide(Action.READ_PAPER, found)
    assert not decide(Action.GIVE_POSITION, found)


@pytest.mark.parametrize("ends_on", [date(2026, 3, 1), date(2026, 3, 2)])
def test_an_appointment_holds_to_the_end_of_its_last_day(session: Any, cast: Cast, ends_on: date) -> None:
    dilemma = a_dilemma(session, cast)
    appointment = session.scalars(select(Appointment).where(Appointment.person_id == cast.secretary.id)).one()
    appointment.ends_on = ends_on
    session.flush()
    assert standing.of(cast.actor(cast.secretary), dilemma, NOW).secretary is (ends_on == date(2026, 3, 2))


def test_someone_with_two_hats_has_both_capacities(session: Any, cast: Cast) -> None:
    found = standing.of(cast.actor(cast.two_hats), a_dilemma(session, cast, author_id=cast.two_hats.id), NOW)
    assert found.author
    assert found.attends
    assert set(found.capacities) == {Role.AUTHOR, Role.OBSERVER}


def test_a_co_author_of_one_paper_is_an_author_of_that_one_alone(session: Any, cast: Cast) -> None:
    shared, other = a_dilemma(session, cast, State.DRAFT), a_dilemma(session, cast, State.DRAFT)
    named = name_co_author(session, shared, cast.other_author, cast.author)
    actor = cast.actor(cast.other_author)
    found = standing.of(actor, shared, NOW)
    assert (found.author, found.first_author, found.capacities) == (True, False, (Role.AUTHOR,))
    assert not decide(Action.SEE_TITLE, standing.of(actor, other, NOW)).may_know
    listed = set(session.scalars(select(Dilemma.id).where(scope.titles(actor, NOW))))
    assert listed == {shared.id}
    session.delete(named)
    session.flush()
    assert not decide(Action.SEE_TITLE, standing.of(actor, shared, NOW)).may_know
    assert session.scalars(select(Dilemma.id).where(scope.titles(actor, NOW))).all() == []


def test_a_co_author_whose_appointment_has_ended_has_nothing_of_it(session: Any, cast: Cast) -> None:
    dilemma = a_dilemma(session, cast, State.DRAFT)
    name_co_author(session, dilemma, cast.other_author, cast.author)
    held = session.scalars(select(Appointment).where(Appointment.person_id == cast.other_author.id)).one()
    held.ends_on = date(2026, 3, 1)
    session.flush()
    actor = cast.actor(cast.other_author)
    assert not standing.of(actor, dilemma, NOW).author
    assert session.scalars(select(Dilemma.id).where(scope.titles(actor, NOW))).all() == []


def test_the_sponsor_stands_in_once_no_author_is_left(session: Any, cast: Cast) -> None:
    issued, draft = a_dilemma(session, cast), a_dilemma(session, cast, State.DRAFT)
    name_co_author(session, issued, cast.other_author, cast.author)
    sponsor = cast.actor(cast.sponsor)

    def stands_in() -> bool:
        found = standing.of(sponsor, issued, NOW).no_author_left
        assert {item.dilemma.id: item.standing.no_author_left for item in pile(sponsor, true(), NOW)} == {
            issued.id: found, draft.id: False,
        }  # fmt: skip
        return found

    assert not stands_in()
    for person in (cast.author, cast.other_author):
        assert not stands_in()
        held = session.scalars(select(Appointment).where(Appointment.person_id == person.id)).one()
        held.ends_on = date(2026, 3, 1)
        session.flush()
    assert stands_in()


def test_a_seat_on_another_committee_is_no_seat_here(session: Any, cast: Cast) -> None:
    session.add(
        Appointment(
            person_id=cast.outsider.id, committee_id=cast.other_committee.id, role=Role.CHAIR, category=Category.INDEPENDENT,
            gives_positions=True, starts_on=date(2025, 1, 1), made_at=SEATED_AT, confirmed_at=SEATED_AT,
        )
    )  # fmt: skip
    dilemma = a_dilemma(session, cast)
    session.flush()
    assert seat_of(cast, cast.outsider, dilemma) is Seat.NONE
