"""The Secretary records an item at its meeting; inquorate, nothing is agreed and it is deferred (rule 7)."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from ethics.domain.refusal import Invalid, NotAllowed, NotKnown, NotNow, Stale
from ethics.domain.vocabulary import AttendanceKind, Event, RulingOutcome, State
from ethics.models import Attendance, ChairAbsence, Committee, Dilemma, FactGiven, JournalEntry
from ethics.reading.seats import powers
from ethics.services import declarations, meetings
from ethics.services.meetings import MeetingRecord
from tests.cast import Cast, Someone
from tests.factories import NOW, a_dilemma, a_meeting, declare, item_of, rule


@pytest.fixture
def closed(session, cast: Cast) -> Dilemma:
    """An issued dilemma whose positions are revealed, at a meeting that has begun; Agnes has withdrawn from it."""
    meeting = a_meeting(session, cast, NOW - timedelta(hours=1))
    dilemma = a_dilemma(
        session, cast, State.ISSUED, meeting=meeting, closes_in=timedelta(days=-3), withdrawn=[cast.agnes]
    )
    session.commit()
    return dilemma


def there(
    *present: Someone, presided: Someone | None = None, away: Sequence[Someone] = (), facts: Sequence[str] = ()
) -> MeetingRecord:
    kinds = {one.id: AttendanceKind.PRESENT for one in present} | {one.id: AttendanceKind.APOLOGIES for one in away}
    return MeetingRecord(kinds, presided.id if presided else None, facts)


def record(cast: Cast, clock, dilemma: Dilemma, draft: MeetingRecord) -> None:
    meetings.record(cast.actor(cast.secretary), dilemma.ref, draft, clock)


def chair_is(dilemma: Dilemma, clock) -> int | None:
    return powers([dilemma], clock.now)[dilemma.id]


def test_who_was_there_who_presided_and_each_fact_are_kept(session, cast, clock, closed) -> None:
    draft = there(
        cast.chair, cast.joan, cast.tomos, cast.secretary, presided=cast.chair, away=[cast.kwame],
        facts=["The cameras were bought in 2023.", "  ", "Nobody was told."],
    )  # fmt: skip
    record(cast, clock, closed, draft)
    item = item_of(session, closed)
    assert (item.recorded_at, item.recorded_by_id, item.presided_by_id) == (NOW, cast.secretary.id, cast.chair.id)
    kinds = dict(
        session.execute(select(Attendance.person_id, Attendance.kind).where(Attendance.item_id == item.id)).all()
    )
    assert kinds == dict(draft.attendance)
    facts = session.scalars(
        select(FactGiven.text).where(FactGiven.item_id == item.id).order_by(FactGiven.position)
    ).all()
    assert facts == ["The cameras were bought in 2023.", "Nobody was told."]
    entry = session.scalars(select(JournalEntry).where(JournalEntry.event == Event.MEETING_RECORDED)).one()
    assert entry.facts == {"item": item.id, "present": 4}


def test_recording_again_replaces_what_was_recorded(session, cast, clock, closed) -> None:
    record(cast, clock, closed, there(cast.chair, cast.joan, presided=cast.chair, facts=["One."]))
    record(cast, clock, closed, there(cast.chair, cast.tomos, presided=cast.chair, facts=["Two.", "Three."]))
    assert set(session.scalars(select(Attendance.person_id))) == {cast.chair.id, cast.tomos.id}
    assert session.scalars(select(FactGiven.text).order_by(FactGiven.position)).all() == ["Two.", "Three."]


def test_a_quorate_item_is_recorded_as_discussed_and_its_record_is_closed(session, cast, clock, closed) -> None:
    record(cast, clock, closed, there(cast.chair, cast.joan, cast.councillor, presided=cast.chair))
    meetings.discuss(cast.actor(cast.secretary), closed.ref, clock)
    assert (closed.state, closed.discussed_at) == (State.DISCUSSED, NOW)
    with pytest.raises(NotNow, match="has been discussed"):
        record(cast, clock, closed, there(cast.chair, presided=cast.chair))


@pytest.mark.parametrize(
    ("present", "sentence"),
    [
        ("chair joan agnes", "one more member is needed, 2 of 3"),  # who has withdrawn does not count
        ("chair joan coopted", "one more member is needed, 2 of 3"),  # nor who gives no position
        ("chair joan adviser secretary", "one more member is needed"),
        ("chair", "2 more members are needed, 1 of 3"),
    ],
)
def test_an_inquorate_item_is_not_discussed_and_one_sentence_says_what_is_missing(
    session, cast, clock, closed, present, sentence
) -> None:
    record(cast, clock, closed, there(*(getattr(cast, name) for name in present.split()), presided=cast.chair))
    with pytest.raises(NotNow, match=sentence):
        meetings.discuss(cast.actor(cast.secretary), closed.ref, clock)


def test_enough_heads_without_two_independent_ones_are_not_a_quorum(session, cast, clock, closed) -> None:
    session.get_one(Committee, cast.committee.id).quorum_heads = 2
    session.commit()
    record(cast, clock, closed, there(cast.chair, cast.councillor, presided=cast.chair))
    with pytest.raises(NotNow, match="one more independent member is needed"):
        meetings.discuss(cast.actor(cast.secretary), closed.ref, clock)
    record(cast, clock, closed, there(cast.chair, cast.joan, presided=cast.chair))
    meetings.discuss(cast.actor(cast.secretary), closed.ref, clock)


def test_an_inquorate_item_is_deferred_and_keeps_its_record_at_the_old_meeting(session, cast, clock, closed) -> None:
    old, later = item_of(session, closed), a_meeting(session, cast, NOW + timedelta(days=30))
    record(cast, clock, closed, there(cast.chair, cast.joan, presided=cast.chair, facts=["A fact."]))
    meetings.defer(cast.actor(cast.secretary), closed.ref, later.ref, "It was not quorate.", clock)
    assert old.recorded_at == NOW
    assert session.scalars(select(FactGiven.text).where(FactGiven.item_id == old.id)).all() == ["A fact."]
    assert item_of(session, closed).recorded_at is None
    clock.set(later.starts_at + timedelta(minutes=30))
    with pytest.raises(NotNow, match="not yet recorded"):
        meetings.discuss(cast.actor(cast.secretary), closed.ref, clock)
    record(cast, clock, closed, there(cast.chair, cast.joan, cast.tomos, presided=cast.chair))
    meetings.discuss(cast.actor(cast.secretary), closed.ref, clock)
    assert closed.state is State.DISCUSSED


def test_where_nobody_could_preside_attendance_is_recorded_and_nothing_is_agreed(session, cast, clock, closed) -> None:
    record(cast, clock, closed, there(cast.joan, cast.tomos, cast.priya))
    with pytest.raises(NotNow, match="nobody who holds the Chair’s powers"):
        meetings.discuss(cast.actor(cast.secretary), closed.ref, clock)


def test_that_the_vice_chair_presided_records_the_chair_as_absent(session, cast, clock, closed) -> None:
    record(
        cast, clock, closed, there(cast.vice_chair, cast.joan, cast.tomos, presided=cast.vice_chair, away=[cast.chair])
    )
    assert chair_is(closed, clock) == cast.vice_chair.id
    record(cast, clock, closed, there(cast.chair, cast.joan, cast.tomos, presided=cast.chair))
    assert chair_is(closed, clock) == cast.chair.id
    assert session.scalar(select(ChairAbsence.id)) is None


def test_the_vice_chair_does_not_preside_over_a_chair_who_is_there(session, cast, clock, closed) -> None:
    draft = there(cast.chair, cast.vice_chair, cast.joan, presided=cast.vice_chair)
    for _ in range(2):
        with pytest.raises(Invalid, match="The Chair was present") as refused:
            record(cast, clock, closed, draft)
        assert set(refused.value.errors) == {"presided_by"}
        session.rollback()
        declarations.record_chair_absence(cast.actor(cast.secretary), closed.ref, None, clock)
        session.commit()


def test_the_vice_chair_presides_where_the_chair_is_there_and_conflicted(session, cast, clock, closed) -> None:
    made = declare(session, closed, cast.chair, cast.interests["personal"], at=NOW)
    rule(session, made, cast.vice_chair, RulingOutcome.NO_POSITION, at=NOW)
    session.commit()
    record(cast, clock, closed, there(cast.chair, cast.vice_chair, cast.joan, cast.tomos, presided=cast.vice_chair))
    assert session.scalar(select(ChairAbsence.id)) is None
    with pytest.raises(Invalid, match="holds the Chair’s powers"):
        record(cast, clock, closed, there(cast.chair, cast.joan, cast.tomos, presided=cast.chair))


def test_those_present_choose_a_member_where_chair_and_vice_chair_are_both_out(session, cast, clock, closed) -> None:
    record(
        cast,
        clock,
        closed,
        there(cast.joan, cast.tomos, cast.priya, presided=cast.joan, away=[cast.chair, cast.vice_chair]),
    )
    assert chair_is(closed, clock) == cast.joan.id
    meetings.discuss(cast.actor(cast.secretary), closed.ref, clock)
    assert closed.state is State.DISCUSSED


def test_nobody_is_chosen_while_the_vice_chair_is_there(session, cast, clock, closed) -> None:
    with pytest.raises(Invalid, match="The Vice-chair was present"):
        record(cast, clock, closed, there(cast.vice_chair, cast.joan, cast.tomos, presided=cast.joan))


@pytest.mark.parametrize("who", ["agnes", "adviser", "secretary"])
def test_who_has_no_full_seat_on_the_item_does_not_preside(session, cast, clock, closed, who) -> None:
    person = getattr(cast, who)
    with pytest.raises(Invalid) as refused:
        record(cast, clock, closed, there(person, cast.joan, cast.tomos, presided=person))
    assert set(refused.value.errors) == {"presided_by"}


def test_who_presided_was_there(session, cast, clock, closed) -> None:
    with pytest.raises(Invalid, match="record them as present"):
        record(cast, clock, closed, there(cast.joan, cast.tomos, presided=cast.chair))


def test_only_people_of_the_committee_are_recorded(session, cast, clock, closed) -> None:
    for stranger in (cast.outsider, cast.author, cast.nobody, cast.administrator):
        with pytest.raises(Invalid, match="Only people of this committee"):
            record(cast, clock, closed, there(cast.chair, stranger, presided=cast.chair))


def test_a_fact_marked_secret_is_refused_beside_its_own_box(session, cast, clock, closed) -> None:
    with pytest.raises(Invalid) as refused:
        record(cast, clock, closed, there(cast.chair, presided=cast.chair, facts=["Fine.", "SECRET\n\nNot for here."]))
    assert set(refused.value.errors) == {"facts-1"}


def test_nothing_is_recorded_before_the_meeting_begins_or_without_one(session, cast, clock) -> None:
    ahead = a_dilemma(session, cast, State.ISSUED, closes_in=timedelta(days=-1))
    urgent = a_dilemma(session, cast, State.ISSUED, urgent=True, closes_in=timedelta(days=-1))
    with pytest.raises(NotNow, match="its record is kept from then on"):
        record(cast, clock, ahead, there(cast.chair, presided=cast.chair))
    with pytest.raises(NotNow, match="not on a meeting"):
        record(cast, clock, urgent, there(cast.chair, presided=cast.chair))


def test_nothing_is_discussed_while_positions_are_sealed(session, cast, clock) -> None:
    dilemma = a_dilemma(session, cast, State.ISSUED)
    with pytest.raises(NotNow, match="sealed until"):
        meetings.discuss(cast.actor(cast.secretary), dilemma.ref, clock)


def test_only_this_committees_secretary_keeps_the_record(session, cast, clock, closed) -> None:
    draft = there(cast.chair, presided=cast.chair)
    for person, refusal in ((cast.chair, NotAllowed), (cast.monitoring, NotAllowed), (cast.other_secretary, NotKnown)):
        with pytest.raises(refusal):
            meetings.record(cast.actor(person), closed.ref, draft, clock)
    with pytest.raises(Stale):
        meetings.record(cast.actor(cast.secretary), closed.ref, draft, clock, row_version=1)
