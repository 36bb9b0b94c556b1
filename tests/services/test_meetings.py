"""Meetings are made and changed, and dilemmas put on them under letters that are never given twice."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from ethics.domain.notices import NoticeKind
from ethics.domain.refusal import Invalid, NotAllowed, NotKnown, NotNow, Stale
from ethics.domain.vocabulary import Event, State, Step
from ethics.models import AgendaItem, ChairAbsence, JournalEntry, Meeting, MeetingChange, Notice, Position, Reason
from ethics.services import declarations, meetings
from ethics.services.meetings import MeetingDraft
from tests.cast import Cast
from tests.factories import NOW, a_dilemma, a_meeting, item_of

SOON = NOW + timedelta(days=14)


def draft(**more: object) -> MeetingDraft:
    return MeetingDraft(**({"starts_at": SOON, "place": "Room 2", "ends_at": SOON + timedelta(hours=2)} | more))  # type: ignore[arg-type]


def on_it(session, meeting: Meeting) -> list[tuple[str, int, bool]]:
    rows = session.scalars(select(AgendaItem).where(AgendaItem.meeting_id == meeting.id).order_by(AgendaItem.letter))
    return [(row.letter, row.dilemma_id, row.left_at is None) for row in rows]


def test_a_meeting_is_made_by_the_secretary_of_its_committee(session, cast: Cast, clock) -> None:
    ref = meetings.make(cast.actor(cast.secretary), cast.committee.id, draft(place="  Room 2,  Guildhall "), clock)
    made = session.scalars(select(Meeting).where(Meeting.ref == ref)).one()
    assert (made.starts_at, made.place) == (SOON, "Room 2, Guildhall")


@pytest.mark.parametrize("who", ["chair", "joan", "other_secretary", "author", "administrator", "nobody"])
def test_nobody_else_makes_meetings_there(session, cast, clock, who) -> None:
    with pytest.raises(NotKnown):
        meetings.make(cast.actor(getattr(cast, who)), cast.committee.id, draft(), clock)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"place": " "}, {"place"}),
        ({"starts_at": NOW}, {"starts_on"}),
        ({"starts_at": NOW + timedelta(days=800), "ends_at": None}, {"starts_on"}),
        ({"ends_at": SOON}, {"ends_time"}),
        ({"starts_at": NOW - timedelta(days=1), "place": "", "ends_at": NOW - timedelta(days=2)}, {"starts_on", "place", "ends_time"}),
        ({"place": "x" * 301}, {"place"}),
    ],
)  # fmt: skip
def test_a_meeting_that_cannot_be_is_refused_field_by_field(session, cast, clock, changes, fields) -> None:
    with pytest.raises(Invalid) as refused:
        meetings.make(cast.actor(cast.secretary), cast.committee.id, draft(**changes), clock)
    assert set(refused.value.errors) == fields


def test_the_committee_meets_once_at_a_time(session, cast, clock) -> None:
    secretary = cast.actor(cast.secretary)
    meetings.make(secretary, cast.committee.id, draft(), clock)
    with pytest.raises(Invalid, match="meets at this time already") as refused:
        meetings.make(secretary, cast.committee.id, draft(place="Room 3"), clock)
    assert set(refused.value.errors) == {"starts_on"}
    other = meetings.make(secretary, cast.committee.id, draft(starts_at=SOON + timedelta(days=1), ends_at=None), clock)
    with pytest.raises(Invalid, match="meets at this time already"):
        meetings.change(secretary, other, draft(), clock, row_version=1)


def test_papers_get_the_next_letter_and_one_that_left_keeps_its_own(session, cast, clock) -> None:
    secretary = cast.actor(cast.secretary)
    first, second = a_meeting(session, cast, SOON), a_meeting(session, cast, SOON + timedelta(days=30))
    one, two, three = (a_dilemma(session, cast, State.ACCEPTED) for _ in range(3))
    assert meetings.schedule(secretary, one.ref, first.ref, clock) == "A"
    assert meetings.schedule(secretary, two.ref, first.ref, clock) == "B"
    assert meetings.move(secretary, one.ref, second.ref, clock) == "A"
    assert meetings.schedule(secretary, three.ref, first.ref, clock) == "C"
    assert on_it(session, first) == [("A", one.id, False), ("B", two.id, True), ("C", three.id, True)]
    assert meetings.move(secretary, one.ref, first.ref, clock) == "A"
    assert on_it(session, second) == [("A", one.id, False)]
    assert one.state is State.SCHEDULED


def test_who_brought_a_dilemma_is_told_that_it_is_on_a_meeting(session, cast, clock) -> None:
    dilemma, meeting = a_dilemma(session, cast, State.ACCEPTED), a_meeting(session, cast, SOON)
    meetings.schedule(cast.actor(cast.secretary), dilemma.ref, meeting.ref, clock)
    told = set(session.scalars(select(Notice.person_id).where(Notice.kind == NoticeKind.SCHEDULED)))
    assert told == {cast.author.id, cast.sponsor.id}


def test_a_meeting_can_be_made_while_scheduling(session, cast, clock) -> None:
    dilemma = a_dilemma(session, cast, State.ACCEPTED)
    assert meetings.schedule(cast.actor(cast.secretary), dilemma.ref, draft(), clock) == "A"
    item = item_of(session, dilemma)
    assert session.get_one(Meeting, item.meeting_id).starts_at == SOON


def test_moving_to_the_meeting_it_is_on_changes_nothing(session, cast, clock) -> None:
    dilemma = a_dilemma(session, cast, State.SCHEDULED)
    meeting = session.get_one(Meeting, item_of(session, dilemma).meeting_id)
    session.commit()
    with pytest.raises(Invalid, match="already"):
        meetings.move(cast.actor(cast.secretary), dilemma.ref, meeting.ref, clock)
    session.rollback()
    assert item_of(session, dilemma) is not None


def test_a_meeting_of_another_committee_does_not_exist_here(session, cast, clock) -> None:
    dilemma = a_dilemma(session, cast, State.ACCEPTED)
    other = Meeting(ref="elsewhere", committee_id=cast.other_committee.id, starts_at=SOON, place="There")
    session.add(other)
    session.flush()
    for ref in ("elsewhere", "nowhere"):
        with pytest.raises(NotKnown):
            meetings.schedule(cast.actor(cast.secretary), dilemma.ref, ref, clock)


def test_nothing_is_put_on_a_meeting_that_has_begun_or_on_none(session, cast, clock) -> None:
    dilemma, begun = a_dilemma(session, cast, State.ACCEPTED), a_meeting(session, cast, NOW)
    for where in (begun.ref, ""):
        with pytest.raises(Invalid) as refused:
            meetings.schedule(cast.actor(cast.secretary), dilemma.ref, where, clock)
        assert set(refused.value.errors) == {"meeting"}


@pytest.mark.parametrize("state", [State.SUBMITTED, State.ISSUED, State.DISCUSSED, State.DECLINED])
def test_only_an_accepted_dilemma_is_scheduled(session, cast, clock, state) -> None:
    dilemma, meeting = a_dilemma(session, cast, state), a_meeting(session, cast, SOON)
    with pytest.raises((NotNow, NotAllowed)):
        meetings.schedule(cast.actor(cast.secretary), dilemma.ref, meeting.ref, clock)


def test_an_issued_dilemma_is_deferred_and_never_moved(session, cast, clock) -> None:
    dilemma, meeting = a_dilemma(session, cast, State.ISSUED), a_meeting(session, cast, SOON)
    with pytest.raises(NotNow, match="deferred after its positions close"):
        meetings.move(cast.actor(cast.secretary), dilemma.ref, meeting.ref, clock)
    with pytest.raises(NotNow, match="sealed until"):
        meetings.defer(cast.actor(cast.secretary), dilemma.ref, meeting.ref, "No time.", clock)


def test_a_deferred_dilemma_stays_issued_with_its_positions_and_a_new_letter(session, cast, clock) -> None:
    later = a_meeting(session, cast, SOON)
    dilemma = a_dilemma(session, cast, State.ISSUED, closes_in=timedelta(days=-2))
    old = item_of(session, dilemma)
    before = session.scalars(select(Position.id).where(Position.dilemma_id == dilemma.id)).all()
    closes_at = dilemma.closes_at
    session.commit()
    meetings.defer(cast.actor(cast.secretary), dilemma.ref, later.ref, "It was not quorate.", clock)
    assert (dilemma.state, dilemma.closes_at) == (State.ISSUED, closes_at)
    assert session.scalars(select(Position.id).where(Position.dilemma_id == dilemma.id)).all() == before
    assert old.left_at == clock.now
    assert item_of(session, dilemma).meeting_id == later.id
    entry = session.scalars(select(JournalEntry).where(JournalEntry.step == Step.DEFER)).one()
    assert session.get_one(Reason, entry.reason_id).text == "It was not quorate."
    told = set(session.scalars(select(Notice.person_id).where(Notice.kind == NoticeKind.DEFERRED)))
    assert {cast.author.id, cast.joan.id} <= told


def test_deferring_needs_a_reason_and_a_withdrawn_member_hears_nothing_of_it(session, cast, clock) -> None:
    later = a_meeting(session, cast, SOON)
    dilemma = a_dilemma(session, cast, State.ISSUED, closes_in=timedelta(days=-2), withdrawn=[cast.agnes])
    session.commit()
    with pytest.raises(Invalid) as refused:
        meetings.defer(cast.actor(cast.secretary), dilemma.ref, later.ref, " ", clock)
    assert set(refused.value.errors) == {"reason"}
    session.rollback()
    meetings.defer(cast.actor(cast.secretary), dilemma.ref, later.ref, "Out of time.", clock)
    assert cast.agnes.id not in set(session.scalars(select(Notice.person_id).where(Notice.kind == NoticeKind.DEFERRED)))


def test_the_chairs_absence_ends_with_the_meeting_they_were_absent_from(session, cast, clock) -> None:
    later = a_meeting(session, cast, SOON)
    dilemma = a_dilemma(session, cast, State.ISSUED, closes_in=timedelta(days=-2))
    declarations.record_chair_absence(cast.actor(cast.secretary), dilemma.ref, None, clock)
    meetings.defer(cast.actor(cast.secretary), dilemma.ref, later.ref, "Out of time.", clock)
    assert session.scalar(select(ChairAbsence.id)) is None


def test_a_meeting_is_changed_until_it_begins_and_who_brought_its_papers_is_told(session, cast, clock) -> None:
    dilemma = a_dilemma(session, cast, State.SCHEDULED)
    meeting = session.get_one(Meeting, item_of(session, dilemma).meeting_id)
    moved = draft(starts_at=SOON + timedelta(days=1), ends_at=None, place="By video")
    meetings.change(cast.actor(cast.secretary), meeting.ref, moved, clock, row_version=1)
    assert (meeting.starts_at, meeting.ends_at, meeting.place, meeting.row_version) == (
        SOON + timedelta(days=1),
        None,
        "By video",
        2,
    )
    told = session.scalars(select(Notice).where(Notice.kind == NoticeKind.MEETING_CHANGED)).all()
    assert {row.path for row in told if row.person_id in (cast.author.id, cast.sponsor.id)} == {
        f"/dilemmas/{dilemma.ref}"
    }
    assert {row.path for row in told if row.person_id == cast.joan.id} == {f"/meetings/{meeting.ref}"}
    assert len(told) == len({row.person_id for row in told})
    assert not {cast.secretary.id, cast.administrator.id, cast.outsider.id} & {row.person_id for row in told}
    entry = session.scalars(select(JournalEntry).where(JournalEntry.event == Event.MEETING_CHANGED)).one()
    assert (entry.dilemma_id, entry.facts["becomes"]) == (dilemma.id, (SOON + timedelta(days=1)).isoformat())
    was = session.scalars(select(MeetingChange)).one()
    assert (was.meeting_id, was.changed_at, was.changed_by_id) == (meeting.id, clock(), cast.secretary.id)
    with pytest.raises(Stale) as refused:
        meetings.change(cast.actor(cast.secretary), meeting.ref, moved, clock, row_version=1)
    assert refused.value.version == 2
    clock.set(SOON + timedelta(days=2))
    with pytest.raises(NotNow, match="has begun"):
        meetings.change(cast.actor(cast.secretary), meeting.ref, moved, clock, row_version=2)


def test_a_meeting_saved_as_it_stands_tells_nobody(session, cast, clock) -> None:
    dilemma = a_dilemma(session, cast, State.SCHEDULED)
    meeting = session.get_one(Meeting, item_of(session, dilemma).meeting_id)
    same = draft(starts_at=meeting.starts_at, ends_at=meeting.ends_at, place=meeting.place)
    meetings.change(cast.actor(cast.secretary), meeting.ref, same, clock, row_version=1)
    assert session.scalars(select(Notice)).all() == []
    assert (session.scalars(select(MeetingChange)).all(), meeting.row_version) == ([], 1)


def test_who_brought_what_was_withdrawn_is_not_told_of_its_meeting(session, cast, clock) -> None:
    dilemma = a_dilemma(session, cast, State.WITHDRAWN, withdrawn_from=State.SCHEDULED)
    meeting = session.get_one(Meeting, item_of(session, dilemma).meeting_id)
    meetings.change(cast.actor(cast.secretary), meeting.ref, draft(place="By video"), clock, row_version=1)
    told = set(session.scalars(select(Notice.person_id).where(Notice.kind == NoticeKind.MEETING_CHANGED)))
    assert cast.joan.id in told
    assert not {cast.author.id, cast.sponsor.id} & told


def test_a_meeting_is_not_moved_to_before_positions_on_its_papers_close(session, cast, clock) -> None:
    dilemma = a_dilemma(session, cast, State.ISSUED)
    meeting = session.get_one(Meeting, item_of(session, dilemma).meeting_id)
    sooner = draft(starts_at=dilemma.closes_at - timedelta(hours=1), ends_at=None)
    with pytest.raises(Invalid, match="Positions on paper A close") as refused:
        meetings.change(cast.actor(cast.secretary), meeting.ref, sooner, clock, row_version=1)
    assert set(refused.value.errors) == {"starts_on"}


@pytest.mark.parametrize("who", ["chair", "joan", "other_secretary", "nobody"])
def test_nobody_else_changes_a_meeting_or_publishes_its_agenda(session, cast, clock, who) -> None:
    meeting = a_meeting(session, cast, SOON)
    for verb in (
        lambda a: meetings.change(a, meeting.ref, draft(), clock, row_version=1),
        lambda a: meetings.publish_agenda(a, meeting.ref, clock),
    ):
        with pytest.raises(NotKnown):
            verb(cast.actor(getattr(cast, who)))


def test_publishing_an_agenda_again_keeps_the_first_moment(session, cast, clock) -> None:
    meeting = a_meeting(session, cast, SOON)
    meetings.publish_agenda(cast.actor(cast.secretary), meeting.ref, clock)
    clock.advance(hours=1)
    meetings.publish_agenda(cast.actor(cast.secretary), meeting.ref, clock)
    assert meeting.agenda_published_at == NOW


def test_the_journal_of_scheduling_holds_ids_and_the_letter(session, cast, clock) -> None:
    dilemma, meeting = a_dilemma(session, cast, State.ACCEPTED), a_meeting(session, cast, SOON)
    meetings.schedule(cast.actor(cast.secretary), dilemma.ref, meeting.ref, clock)
    entry = session.scalars(
        select(JournalEntry).where(JournalEntry.event == Event.STATE_CHANGED, JournalEntry.step == Step.SCHEDULE)
    ).one()
    assert entry.facts == {"meeting": meeting.id, "letter": "A"}
