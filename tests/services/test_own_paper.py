"""Nobody deliberates on their own paper: who writes or sponsors it and comes to sit on the committee is withdrawn from it."""

from datetime import date, timedelta

import pytest

from ethics.domain.policy import Action, Seat, decide
from ethics.domain.refusal import NotAllowed
from ethics.domain.vocabulary import Category, Role, State
from ethics.models import Appointment, Dilemma
from ethics.reading import desk, public_copy, standing
from ethics.reading.advised import counting_seats
from ethics.reading.concerned import concerned
from ethics.services import positions
from ethics.services.positions import PositionDraft
from tests.acts import name_co_author
from tests.cast import STARTED_ON, AnySession, Cast, Someone
from tests.conftest import Clock
from tests.factories import NOW, a_dilemma, declare


def seat(session: AnySession, cast: Cast, person: Someone, role: Role = Role.MEMBER, **more: object) -> Appointment:
    """Give this person a seat on the committee, confirmed long ago."""
    settings = {"starts_on": STARTED_ON, "confirmed_at": NOW - timedelta(days=60), **more}
    one = Appointment(
        person_id=person.id, committee_id=cast.committee.id, role=role, category=Category.INDEPENDENT,
        gives_positions=True, made_at=NOW - timedelta(days=60), confirmed_by_id=cast.secretary.id, **settings,
    )  # fmt: skip
    session.add(one)
    session.flush()
    return one


def of(cast: Cast, person: Someone, dilemma: Dilemma) -> standing.Standing:
    return standing.of(cast.actor(person), dilemma, NOW)


@pytest.fixture
def brought(session: AnySession, cast: Cast) -> Dilemma:
    """Issued; written by Dan with Moira, sponsored by Ruth, who all three have come to sit on the committee."""
    dilemma = a_dilemma(session, cast, State.ISSUED)
    name_co_author(session, dilemma, cast.other_author, cast.author)
    for person in (cast.author, cast.other_author, cast.sponsor):
        seat(session, cast, person)
    return dilemma


@pytest.mark.parametrize("person", ["author", "other_author", "sponsor"])
def test_who_brings_it_is_withdrawn_from_it_and_reads_on_as_who_they_are(
    session: AnySession, cast: Cast, brought: Dilemma, person: str
) -> None:
    someone = getattr(cast, person)
    declare(session, brought, someone)
    found = of(cast, someone, brought)
    assert found.seat is Seat.WITHDRAWN
    assert decide(Action.READ_PAPER, found)
    for action in (Action.GIVE_POSITION, Action.SEE_POSITIONS, Action.SEE_COUNT_IN, Action.ENQUIRE, Action.WRITE_NOTE):
        assert not decide(action, found), action
    assert someone.id not in counting_seats(brought)
    assert someone.id not in concerned(brought, NOW).member_ids


def test_their_position_is_refused_in_a_sentence_and_their_desk_asks_for_none(
    session: AnySession, cast: Cast, clock: Clock, brought: Dilemma
) -> None:
    declare(session, brought, cast.author)
    with pytest.raises(NotAllowed, match="withdrawn"):
        positions.give(cast.actor(cast.author), brought.ref, 1, PositionDraft(), clock, salt=lambda: b"s" * 32)
    asked = {str(one.kind) for one in desk.desk(cast.actor(cast.author), NOW).asks}
    assert not asked & {"declare", "give"}


def test_a_chair_who_wrote_it_leaves_the_powers_to_the_vice_chair(session: AnySession, cast: Cast) -> None:
    dilemma = a_dilemma(session, cast, State.DISCUSSED)
    assert of(cast, cast.chair, dilemma).chair_power
    dilemma.author_id = cast.chair.id
    session.flush()
    assert not of(cast, cast.chair, dilemma).chair_power
    assert of(cast, cast.vice_chair, dilemma).chair_power


def test_who_has_left_the_force_since_is_still_withdrawn_from_what_they_wrote(
    session: AnySession, cast: Cast, brought: Dilemma
) -> None:
    held = session.query(Appointment).filter_by(person_id=cast.author.id, role=Role.AUTHOR).one()
    held.ends_on = date(2026, 2, 20)
    session.flush()
    found = of(cast, cast.author, brought)
    assert (found.author, found.seat) == (False, Seat.WITHDRAWN)
    assert not decide(Action.READ_PAPER, found)
    assert decide(Action.SEE_TITLE, found)


def test_other_papers_and_other_members_are_as_before(session: AnySession, cast: Cast, brought: Dilemma) -> None:
    other = a_dilemma(session, cast, State.ISSUED)
    other.author_id, other.sponsor_id = cast.reviewer.id, None
    for one in (other, brought):
        declare(session, one, cast.joan)
        assert of(cast, cast.joan, one).seat is Seat.FULL
    declare(session, other, cast.author)
    assert of(cast, cast.author, other).seat is Seat.FULL


def test_the_public_record_counts_as_having_taken_no_part_only_who_had_a_seat_then(
    session: AnySession, cast: Cast
) -> None:
    dilemma = a_dilemma(session, cast, State.SENT)
    before = public_copy.make(dilemma)["took_no_part"]
    seat(session, cast, cast.author, starts_on=date(2020, 1, 1), ends_on=date(2021, 1, 1))
    seat(session, cast, cast.sponsor, confirmed_at=NOW)
    assert public_copy.make(dilemma)["took_no_part"] == before
    seat(session, cast, cast.author)
    assert public_copy.make(dilemma)["took_no_part"] == before + 1


def test_a_former_member_who_writes_it_now_is_no_former_member_to_it(session: AnySession, cast: Cast) -> None:
    dilemma = a_dilemma(session, cast, State.ISSUED)
    seat(session, cast, cast.author, ends_on=date(2026, 2, 27))
    found = of(cast, cast.author, dilemma)
    assert not found.former
    assert found.until is None
    assert decide(Action.MAKE_VERSION, found)
