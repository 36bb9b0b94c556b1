"""A dilemma is issued in time or says why not, and its close moves only as rules 3 and 6 allow."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from ethics.domain.notices import NoticeKind
from ethics.domain.refusal import Invalid, NotAllowed, NotKnown, NotNow, Stale
from ethics.domain.vocabulary import Event, RulingOutcome, State
from ethics.models import CloseMove, Committee, Dilemma, JournalEntry, Meeting, Notice, Reason
from ethics.services import declarations, issuing
from ethics.services.issuing import IssueDraft
from tests.acts import version_of
from tests.cast import Cast
from tests.factories import NOW, a_dilemma, a_meeting, declare, item_of, rule

WEEK = timedelta(days=7)


@pytest.fixture
def scheduled(session, cast: Cast) -> Dilemma:
    """A dilemma on a meeting in fourteen days."""
    dilemma = a_dilemma(session, cast, State.SCHEDULED)
    session.commit()
    return dilemma


def told(session, kind: NoticeKind) -> dict[int, str]:
    return {row.person_id: row.path for row in session.scalars(select(Notice).where(Notice.kind == kind))}


def test_issuing_freezes_the_text_and_opens_positions_until_the_stated_time(session, cast, clock, scheduled) -> None:
    issuing.issue(cast.actor(cast.secretary), scheduled.ref, IssueDraft(NOW + WEEK), clock)
    assert (scheduled.state, scheduled.issued_at, scheduled.closes_at) == (State.ISSUED, NOW, NOW + WEEK)
    assert version_of(session, scheduled).frozen_at == NOW
    events = session.scalars(select(JournalEntry.event).where(JournalEntry.dilemma_id == scheduled.id)).all()
    assert events[-1] is Event.PAPER_FROZEN


def test_members_are_sent_to_declare_and_the_others_to_the_dilemma(session, cast, clock, scheduled) -> None:
    declaration = declare(session, scheduled, cast.agnes, cast.interests["personal"], at=NOW)
    rule(session, declaration, cast.chair, RulingOutcome.WITHDRAW, at=NOW)
    issuing.issue(cast.actor(cast.secretary), scheduled.ref, IssueDraft(NOW + WEEK), clock)
    heard = told(session, NoticeKind.ISSUED)
    assert heard[cast.joan.id] == f"/dilemmas/{scheduled.ref}/declare"
    assert heard[cast.coopted.id] == f"/dilemmas/{scheduled.ref}/declare"
    for person in (cast.adviser, cast.observer, cast.author, cast.sponsor):
        assert heard[person.id] == f"/dilemmas/{scheduled.ref}"
    silent = (
        cast.agnes,
        cast.unconfirmed,
        cast.former,
        cast.secretary,
        cast.outsider,
        cast.administrator,
        cast.reviewer,
    )
    assert not heard.keys() & {person.id for person in silent}


@pytest.mark.parametrize(
    ("meeting_in", "working", "late"),
    [(6, False, False), (5, False, True), (8, True, False), (7, True, True)],
)
def test_a_paper_is_late_with_fewer_than_five_clear_days(session, cast, clock, meeting_in, working, late) -> None:
    session.get_one(Committee, cast.committee.id).clear_days_are_working_days = working
    dilemma = a_dilemma(
        session, cast, State.SCHEDULED, meeting=a_meeting(session, cast, NOW + timedelta(days=meeting_in))
    )
    session.commit()
    draft = IssueDraft(NOW + timedelta(days=2))
    if not late:
        issuing.issue(cast.actor(cast.secretary), dilemma.ref, draft, clock)
        assert item_of(session, dilemma).late_reason_id is None
        return
    with pytest.raises(Invalid) as refused:
        issuing.issue(cast.actor(cast.secretary), dilemma.ref, draft, clock)
    assert set(refused.value.errors) == {"late_reason"}
    assert "4 clear" in str(refused.value.message)


def test_the_reason_for_a_late_paper_is_kept_with_its_agenda_item(session, cast, clock) -> None:
    dilemma = a_dilemma(session, cast, State.SCHEDULED, meeting=a_meeting(session, cast, NOW + timedelta(days=3)))
    draft = IssueDraft(NOW + timedelta(days=1), late_reason="The trial ended on Friday.")
    issuing.issue(cast.actor(cast.secretary), dilemma.ref, draft, clock)
    assert session.get_one(Reason, item_of(session, dilemma).late_reason_id).text == "The trial ended on Friday."


def test_a_reason_is_not_kept_for_a_paper_that_is_in_time(session, cast, clock, scheduled) -> None:
    issuing.issue(cast.actor(cast.secretary), scheduled.ref, IssueDraft(NOW + WEEK, "Just in case."), clock)
    assert item_of(session, scheduled).late_reason_id is None


@pytest.mark.parametrize(
    "closes_in", [timedelta(0), timedelta(days=-1), timedelta(days=14, seconds=1), timedelta(days=900)]
)
def test_positions_close_in_the_future_and_before_the_meeting(session, cast, clock, scheduled, closes_in) -> None:
    with pytest.raises(Invalid) as refused:
        issuing.issue(cast.actor(cast.secretary), scheduled.ref, IssueDraft(NOW + closes_in), clock)
    assert set(refused.value.errors) == {"closes_on"}
    session.rollback()
    assert scheduled.state is State.SCHEDULED


def test_nothing_is_issued_for_a_meeting_that_has_begun(session, cast, clock, scheduled) -> None:
    clock.advance(days=15)
    with pytest.raises(NotNow, match="Move it to another meeting"):
        issuing.issue(cast.actor(cast.secretary), scheduled.ref, IssueDraft(clock.now + WEEK), clock)


def test_an_urgent_dilemma_is_issued_without_a_meeting_and_no_other(session, cast, clock) -> None:
    urgent, patient = a_dilemma(session, cast, State.ACCEPTED, urgent=True), a_dilemma(session, cast, State.ACCEPTED)
    issuing.issue(cast.actor(cast.secretary), urgent.ref, IssueDraft(NOW + timedelta(days=1)), clock)
    assert urgent.state is State.ISSUED
    assert item_of(session, urgent) is None
    with pytest.raises(NotNow, match="Only an urgent item"):
        issuing.issue(cast.actor(cast.secretary), patient.ref, IssueDraft(NOW + WEEK), clock)


def test_only_this_committees_secretary_issues(session, cast, clock, scheduled) -> None:
    for person, refusal in ((cast.chair, NotAllowed), (cast.author, NotAllowed), (cast.other_secretary, NotKnown)):
        with pytest.raises(refusal):
            issuing.issue(cast.actor(person), scheduled.ref, IssueDraft(NOW + WEEK), clock)
    with pytest.raises(Stale):
        issuing.issue(cast.actor(cast.secretary), scheduled.ref, IssueDraft(NOW + WEEK), clock, row_version=1)


# -- moving the close -------------------------------------------------------------------------------------------------


@pytest.fixture
def open_item(session, cast: Cast) -> Dilemma:
    """An issued dilemma whose positions close in six days, three days before its meeting."""
    dilemma = a_dilemma(session, cast, State.ISSUED)
    session.commit()
    return dilemma


def move(session, cast, clock, dilemma: Dilemma, by: timedelta, reason: str = "The hall is closed.") -> None:
    issuing.move_close(cast.actor(cast.secretary), dilemma.ref, dilemma.closes_at + by, reason, clock)


def test_the_close_moves_later_with_its_history_and_reason_and_everybody_is_told(
    session, cast, clock, open_item
) -> None:
    was = open_item.closes_at
    move(session, cast, clock, open_item, timedelta(days=2))
    assert open_item.closes_at == was + timedelta(days=2)
    moved = session.scalars(select(CloseMove)).one()
    assert (moved.was, moved.becomes, moved.moved_by_id) == (was, open_item.closes_at, cast.secretary.id)
    assert session.get_one(Reason, moved.reason_id).text == "The hall is closed."
    heard = told(session, NoticeKind.CLOSE_MOVED)
    assert {cast.joan.id, cast.chair.id, cast.adviser.id, cast.author.id, cast.sponsor.id} <= heard.keys()
    entry = session.scalars(select(JournalEntry).where(JournalEntry.event == Event.CLOSE_MOVED)).one()
    assert entry.reason_id == moved.reason_id
    assert entry.facts == {"was": was.isoformat(), "becomes": open_item.closes_at.isoformat()}


def test_the_close_moves_earlier_only_with_48_hours_notice(session, cast, clock, open_item) -> None:
    with pytest.raises(Invalid, match="48 hours"):
        issuing.move_close(
            cast.actor(cast.secretary), open_item.ref, NOW + timedelta(hours=47, minutes=59), "Why not.", clock
        )
    session.rollback()
    issuing.move_close(cast.actor(cast.secretary), open_item.ref, NOW + timedelta(hours=48), "A holiday.", clock)
    assert open_item.closes_at == NOW + timedelta(hours=48)


def test_a_close_less_than_48_hours_away_still_moves_later(session, cast, clock, open_item) -> None:
    clock.set(open_item.closes_at - timedelta(minutes=1))
    move(session, cast, clock, open_item, timedelta(hours=3))
    assert told(session, NoticeKind.CLOSE_MOVED)


def test_the_close_never_moves_to_before_now_nor_past_the_meeting(session, cast, clock, open_item) -> None:
    for becomes in (
        NOW - timedelta(days=1),
        NOW + timedelta(days=9, seconds=1),
        open_item.closes_at,
        NOW + timedelta(days=1000),
    ):
        with pytest.raises(Invalid) as refused:
            issuing.move_close(cast.actor(cast.secretary), open_item.ref, becomes, "A reason.", clock)
        assert set(refused.value.errors) == {"closes_on"}
        session.rollback()


def test_closing_is_one_way(session, cast, clock, open_item) -> None:
    clock.set(open_item.closes_at)
    with pytest.raises(NotAllowed, match="not open"):
        move(session, cast, clock, open_item, timedelta(days=1))
    session.rollback()
    assert session.scalar(select(CloseMove.id)) is None


def test_a_move_without_a_reason_moves_nothing(session, cast, clock, open_item) -> None:
    with pytest.raises(Invalid) as refused:
        move(session, cast, clock, open_item, timedelta(days=1), reason=" ")
    assert set(refused.value.errors) == {"reason"}


def test_whoever_holds_the_chairs_powers_moves_the_close_too_and_nobody_else(session, cast, clock, open_item) -> None:
    later = open_item.closes_at + timedelta(hours=1)
    for person, refusal in ((cast.vice_chair, NotAllowed), (cast.joan, NotAllowed), (cast.outsider, NotKnown)):
        with pytest.raises(refusal):
            issuing.move_close(cast.actor(person), open_item.ref, later, "A reason.", clock)
    declarations.record_chair_absence(cast.actor(cast.secretary), open_item.ref, None, clock)
    with pytest.raises(NotAllowed):
        issuing.move_close(cast.actor(cast.chair), open_item.ref, later, "A reason.", clock)
    issuing.move_close(cast.actor(cast.vice_chair), open_item.ref, later, "A reason.", clock)
    assert open_item.closes_at == later


def test_members_confirmed_after_the_issue_and_withdrawn_ones_are_not_told_of_a_move(session, cast, clock) -> None:
    dilemma = a_dilemma(session, cast, State.ISSUED, withdrawn=[cast.agnes])
    session.commit()
    move(session, cast, clock, dilemma, timedelta(days=1))
    assert not told(session, NoticeKind.CLOSE_MOVED).keys() & {cast.agnes.id, cast.unconfirmed.id}


def test_an_urgent_item_without_a_meeting_may_close_later_than_any_meeting(session, cast, clock) -> None:
    dilemma = a_dilemma(session, cast, State.ISSUED, urgent=True)
    assert session.scalar(select(Meeting.id)) is None
    session.commit()
    move(session, cast, clock, dilemma, timedelta(days=30))
    assert dilemma.closes_at == NOW + timedelta(days=36)
