"""Meetings and agendas as each of those who meet may see them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from ethics.domain import lifecycle
from ethics.domain.refusal import NotKnown
from ethics.domain.vocabulary import AttendanceKind, Role, RulingOutcome, State, Step
from ethics.models import AgendaItem, Appointment, Meeting
from ethics.reading import agendas, recording
from ethics.reading import meetings as reading
from ethics.reading.facts import facts_of
from ethics.services import issuing, journal, meetings
from ethics.services.issuing import IssueDraft
from ethics.services.meetings import MeetingRecord
from tests.cast import Cast
from tests.factories import NOW, a_dilemma, a_meeting, declare, item_of, rule

SOON = NOW + timedelta(days=14)


@pytest.fixture
def meeting(session, cast: Cast) -> Meeting:
    """A meeting in fourteen days."""
    made = a_meeting(session, cast, SOON)
    session.commit()
    return made


def said(item: agendas.Item) -> str:
    return " ".join(str(sentence) for sentence in item.more)


def agenda(cast: Cast, who: str, meeting: Meeting, now=NOW) -> agendas.Agenda:
    return agendas.agenda(cast.actor(getattr(cast, who)), meeting.ref, now)


# -- the list ---------------------------------------------------------------------------------------------------------


def test_meetings_to_come_are_soonest_first_and_past_ones_latest_first(session, cast, meeting) -> None:
    for days in (30, -10, -40):
        a_meeting(session, cast, NOW + timedelta(days=days))
    page = reading.meetings(cast.actor(cast.joan), NOW)
    assert [line.starts_at - NOW for line in page.upcoming] == [timedelta(days=14), timedelta(days=30)]
    assert [line.starts_at - NOW for line in page.past] == [timedelta(days=-10), timedelta(days=-40)]


def test_a_meeting_that_is_going_on_is_still_to_come(session, cast) -> None:
    a_meeting(session, cast, NOW - timedelta(hours=1))
    assert len(reading.meetings(cast.actor(cast.joan), NOW).upcoming) == 1


def test_nothing_of_another_committees_meetings_is_listed(session, cast, meeting) -> None:
    for person in (cast.outsider, cast.other_secretary, cast.author, cast.administrator, cast.former, cast.unconfirmed):
        assert reading.meetings(cast.actor(person), NOW).upcoming == ()


def test_only_papers_the_reader_may_know_of_are_counted(session, cast, meeting) -> None:
    a_dilemma(session, cast, State.SCHEDULED, meeting=meeting)
    a_dilemma(session, cast, State.ISSUED, meeting=meeting)
    late = session.scalars(select(Appointment).where(Appointment.person_id == cast.unconfirmed.id)).one()
    late.confirmed_at = NOW - timedelta(days=1)  # after the second was issued (rule 17)
    session.commit()
    counted = {
        who: reading.meetings(cast.actor(getattr(cast, who)), NOW).upcoming[0].papers for who in ("joan", "unconfirmed")
    }
    assert counted == {"joan": 2, "unconfirmed": 1}


def test_papers_that_left_are_not_counted(session, cast, clock, meeting) -> None:
    dilemma, other = (
        a_dilemma(session, cast, State.SCHEDULED, meeting=meeting),
        a_meeting(session, cast, SOON + timedelta(days=9)),
    )
    meetings.move(cast.actor(cast.secretary), dilemma.ref, other.ref, clock)
    page = reading.meetings(cast.actor(cast.joan), NOW)
    assert [line.papers for line in page.upcoming] == [0, 1]


def test_past_meetings_come_by_the_page(session, cast) -> None:
    for days in range(1, 24):
        a_meeting(session, cast, NOW - timedelta(days=days))
    first, second = (reading.meetings(cast.actor(cast.joan), NOW, page) for page in (1, 2))
    assert (len(first.past), len(second.past), first.pages) == (20, 3, 2)
    assert reading.meetings(cast.actor(cast.joan), NOW, 99).page == 2
    assert reading.meetings(cast.actor(cast.joan), NOW, -1).page == 1


def test_only_a_secretary_may_make_meetings(session, cast, meeting) -> None:
    made_by = {
        who: reading.meetings(cast.actor(getattr(cast, who)), NOW).may_make
        for who in ("secretary", "chair", "observer")
    }
    assert made_by == {"secretary": True, "chair": False, "observer": False}


# -- one agenda -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "who", ["outsider", "other_secretary", "author", "sponsor", "administrator", "former", "nobody", "reviewer"]
)
def test_to_who_does_not_meet_there_a_meeting_does_not_exist(session, cast, meeting, who) -> None:
    for ref in (meeting.ref, "nowhere"):
        with pytest.raises(NotKnown):
            agendas.agenda(cast.actor(getattr(cast, who)), ref, NOW)


@pytest.mark.parametrize("who", ["secretary", "chair", "joan", "coopted", "adviser", "observer", "monitoring"])
def test_everyone_who_meets_sees_the_agenda_and_only_the_secretary_manages_it(session, cast, meeting, who) -> None:
    a_dilemma(session, cast, State.SCHEDULED, meeting=meeting)
    page = agenda(cast, who, meeting)
    assert [item.letter for item in page.items] == ["A"]
    assert page.may_manage is (who == "secretary")
    assert [item.to_issue for item in page.items] == [who == "secretary"]


def test_items_stand_in_the_order_of_their_letters_past_z(session, cast, meeting) -> None:
    for letter in ("AA", "B", "Z", "A"):
        dilemma = a_dilemma(session, cast, State.SCHEDULED, meeting=meeting)
        item_of(session, dilemma).letter = letter
        session.flush()
    assert [item.letter for item in agenda(cast, "joan", meeting).items] == ["A", "B", "Z", "AA"]


def test_an_item_says_where_its_positions_stand_by_the_clock(session, cast, meeting) -> None:
    a_dilemma(session, cast, State.SCHEDULED, meeting=meeting)
    dilemma = a_dilemma(session, cast, State.ISSUED, meeting=meeting)
    before, after = agenda(cast, "secretary", meeting), agenda(cast, "secretary", meeting, dilemma.closes_at)
    assert "not been issued" in said(before.items[0])
    assert "sealed and close" in said(before.items[1])
    assert "closed and were revealed" in said(after.items[1])


def test_how_much_a_paper_asks_is_told_to_who_may_read_it(session, cast, meeting) -> None:
    dilemma = a_dilemma(session, cast, State.ISSUED, meeting=meeting, questions=3)
    declare(session, dilemma, cast.joan)
    told = {
        who: "3 questions" in said(agenda(cast, who, meeting).items[0])
        for who in ("joan", "grace", "secretary", "adviser")
    }
    assert told == {"joan": True, "grace": False, "secretary": True, "adviser": True}


def test_a_withdrawn_member_keeps_the_agenda_line_and_nothing_more(session, cast, meeting) -> None:
    a_dilemma(session, cast, State.ISSUED, meeting=meeting, withdrawn=[cast.agnes], title="Footage from doorbells")
    item = agenda(cast, "agnes", meeting).items[0]
    assert (item.letter, item.title, item.brings) == ("A", "Footage from doorbells", "Neighbourhood Policing")
    assert said(item) == "You have withdrawn from this item."
    assert (item.issued_at, agenda(cast, "agnes", meeting).issued_at, agenda(cast, "agnes", meeting).clear) == (
        None,
    ) * 3


def test_the_agenda_says_when_its_last_paper_went_out_and_how_many_clear_days_that_left(session, cast, meeting) -> None:
    a_dilemma(session, cast, State.ISSUED, meeting=meeting)
    page = agenda(cast, "joan", meeting)
    assert (page.issued_at, str(page.clear)) == (NOW - timedelta(days=4), "17 clear days")


def test_a_seat_confirmed_after_the_issue_shows_no_line_of_it(session, cast, meeting) -> None:
    a_dilemma(session, cast, State.ISSUED, meeting=meeting)
    late = session.scalars(select(Appointment).where(Appointment.person_id == cast.unconfirmed.id)).one()
    late.confirmed_at = NOW - timedelta(days=1)
    session.commit()
    assert agenda(cast, "unconfirmed", meeting).items == ()


def test_an_item_that_left_is_marked_with_where_it_went(session, cast, clock, meeting) -> None:
    later = a_meeting(session, cast, SOON + timedelta(days=30))
    moved = a_dilemma(session, cast, State.SCHEDULED, meeting=meeting)
    deferred = a_dilemma(session, cast, State.ISSUED, meeting=meeting, closes_in=timedelta(days=-1))
    meetings.move(cast.actor(cast.secretary), moved.ref, later.ref, clock)
    meetings.defer(cast.actor(cast.secretary), deferred.ref, later.ref, "Out of time.", clock)
    page = agenda(cast, "secretary", meeting)
    assert [str(item.left) for item in page.items] == [
        "Moved to the meeting of 2026-04-15.", "Deferred to the meeting of 2026-04-15.",
    ]  # fmt: skip
    assert [(item.to_issue, item.to_record, item.more) for item in page.items] == [(False, False, ())] * 2


def test_a_late_paper_carries_its_reason_on_the_agenda(session, cast, clock) -> None:
    soon = a_meeting(session, cast, NOW + timedelta(days=3))
    dilemma = a_dilemma(session, cast, State.SCHEDULED, meeting=soon)
    issuing.issue(
        cast.actor(cast.secretary), dilemma.ref, IssueDraft(NOW + timedelta(days=1), "The trial ended."), clock
    )
    assert agenda(cast, "joan", soon).items[0].late_reason == "The trial ended."


def test_an_urgent_item_issued_without_a_meeting_goes_onto_the_next_agenda_alone(session, cast) -> None:
    a_meeting(session, cast, NOW - timedelta(days=20))
    next_one, one_after = a_meeting(session, cast, SOON), a_meeting(session, cast, SOON + timedelta(days=30))
    a_dilemma(session, cast, State.ISSUED, urgent=True, title="A face of fifteen")
    assert [item.title for item in agenda(cast, "joan", next_one).interim] == ["A face of fifteen"]
    assert "interim" in said(agenda(cast, "joan", next_one).interim[0])
    assert agenda(cast, "joan", one_after).interim == ()


def test_that_the_chair_does_not_preside_is_told_to_who_may_see_declarations(session, cast, meeting) -> None:
    dilemma = a_dilemma(session, cast, State.ISSUED, meeting=meeting)
    rule(
        session,
        declare(session, dilemma, cast.chair, cast.interests["personal"]),
        cast.vice_chair,
        RulingOutcome.WITHDRAW,
    )
    told = {
        who: "does not preside" in said(agenda(cast, who, meeting).items[0])
        for who in ("secretary", "joan", "adviser", "chair")
    }
    assert told == {"secretary": True, "joan": True, "adviser": False, "chair": False}


def test_the_people_are_those_of_the_day_of_the_meeting(session, cast) -> None:
    now, then = a_meeting(session, cast, SOON), a_meeting(session, cast, NOW - timedelta(days=40))
    page = agenda(cast, "joan", now)
    names = [one.name for one in page.members]
    assert names[:2] == ["Margaret Holloway", "Rahim Aziz"]
    assert not {"Hilary Osgood", "Bea Lindqvist", "Ines Marchetti"} & set(names)
    assert ("Ines Marchetti", Role.COOPTED_MEMBER) in [(one.name, one.office) for one in page.attending]
    assert "Hilary Osgood" in [one.name for one in agenda(cast, "joan", then).members]


def test_what_waits_for_a_meeting_is_listed_for_the_secretary_urgent_first(session, cast, meeting) -> None:
    a_dilemma(session, cast, State.ACCEPTED, title="Patient")
    a_dilemma(session, cast, State.ACCEPTED, urgent=True, title="Urgent")
    assert [one.title for one in agenda(cast, "secretary", meeting).waiting] == ["Urgent", "Patient"]
    assert agenda(cast, "chair", meeting).waiting == ()


def test_choices_leave_out_past_meetings_other_committees_and_where_it_is(session, cast, meeting) -> None:
    near, begun = a_meeting(session, cast, NOW + timedelta(days=3)), a_meeting(session, cast, NOW)
    session.add(Meeting(ref="elsewhere", committee_id=cast.other_committee.id, starts_at=SOON, place="There"))
    dilemma = a_dilemma(session, cast, State.SCHEDULED, meeting=meeting)
    a_dilemma(session, cast, State.SCHEDULED, meeting=near)
    found = reading.to_choose(cast.committee.id, dilemma.id, NOW)
    assert [(one.ref, one.letter, one.papers, one.late is not None) for one in found] == [(near.ref, "B", 1, True)]
    assert begun.ref not in {one.ref for one in found}


def test_a_reason_that_was_blanked_leaves_the_line(session, cast, meeting) -> None:
    dilemma = a_dilemma(session, cast, State.ISSUED, meeting=meeting)
    reason = journal.reason("The trial ended.")
    session.scalars(select(AgendaItem).where(AgendaItem.dilemma_id == dilemma.id)).one().late_reason_id = reason.id
    reason.text = ""
    session.commit()
    assert agenda(cast, "joan", meeting).items[0].late_reason == ""


def test_the_record_page_and_the_guard_say_the_same_of_the_quorum(session, cast, clock) -> None:
    begun = a_meeting(session, cast, NOW - timedelta(hours=1))
    dilemma = a_dilemma(
        session, cast, State.ISSUED, meeting=begun, closes_in=timedelta(days=-3), withdrawn=[cast.agnes]
    )
    secretary = cast.actor(cast.secretary)
    for present in (
        (cast.chair,), (cast.chair, cast.joan, cast.agnes), (cast.chair, cast.joan, cast.councillor),
        (cast.joan, cast.tomos, cast.priya), (cast.chair, cast.coopted, cast.secretary, cast.joan),
    ):  # fmt: skip
        presided = cast.chair.id if cast.chair in present else None
        draft = MeetingRecord({one.id: AttendanceKind.PRESENT for one in present}, presided)
        meetings.record(secretary, dilemma.ref, draft, clock)
        page = recording.record_page(secretary, dilemma.ref, NOW)
        guard = lifecycle.still_missing(dilemma.state, Step.DISCUSS, facts_of(dilemma), NOW)
        assert page.discuss_waits == guard
