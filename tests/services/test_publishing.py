"""Publication by rule 13: a copy made anew, two people, a date that begins by itself, corrections and take-downs."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text

from ethics.domain.notices import NoticeKind
from ethics.domain.refusal import DoneAlready, Invalid, NotAllowed, NotNow, Stale
from ethics.domain.vocabulary import Answer, Event, FindingOutcome, Part, PublicationStatus, State
from ethics.models import Block, Finding, JournalEntry, Notice, PublicAnswer, Publication, PublicClock
from ethics.reading import desk
from ethics.reading import published as reading
from ethics.reading.published import TakenDown
from ethics.services import disclosure, publishing
from ethics.services.holding import hold
from tests.cast import Cast
from tests.factories import NOW, a_dilemma, answer, clauses_of, version_of
from tests.publications import clear, cleared, findings_of, in_review, latest, published


@pytest.fixture
def agreed(session, cast: Cast):
    """Agreed advice on two questions."""
    return a_dilemma(session, cast, State.AGREED)


def test_asking_for_review_makes_the_text_anew_and_tells_the_reviewer(session, cast: Cast, clock, agreed) -> None:
    row = in_review(session, cast, agreed, clock, summary="Yes, if people are told.", in_short={1: "Yes."})
    assert row.status is PublicationStatus.IN_REVIEW
    assert (row.edition, row.row_version, row.summary) == (1, 1, "Yes, if people are told.")
    assert row.content["questions"][0]["in_short"] == "Yes."
    assert row.ref != agreed.ref
    told = session.scalars(select(Notice).where(Notice.kind == NoticeKind.REVIEW_ASKED)).one()
    assert told.person_id == cast.reviewer.id


def test_a_second_review_is_not_begun_while_one_is_under_way(session, cast: Cast, clock, agreed) -> None:
    in_review(session, cast, agreed, clock)
    with pytest.raises(NotNow):
        publishing.ask_review(cast.actor(cast.chair), agreed.ref, clock)
    session.rollback()


@pytest.mark.parametrize("who", ["reviewer", "joan", "author", "sponsor", "administrator", "observer"])
def test_only_secretary_and_chair_ask_for_review(session, cast: Cast, clock, agreed, who: str) -> None:
    with pytest.raises(NotAllowed):
        publishing.ask_review(cast.actor(getattr(cast, who)), agreed.ref, clock)


def test_nothing_is_asked_before_the_advice_is_agreed(session, cast: Cast, clock) -> None:
    with pytest.raises(NotAllowed):
        publishing.ask_review(cast.actor(cast.secretary), a_dilemma(session, cast, State.CIRCULATED).ref, clock)


def test_what_is_typed_for_the_public_is_looked_at_as_everywhere(session, cast: Cast, clock, agreed) -> None:
    chair, secret = cast.actor(cast.chair), "SECRET\nAsk the unit."
    for typed in ({"summary": secret}, {"in_short": {1: secret}}, {"summary": "x" * 200_001}):
        with pytest.raises(Invalid):
            publishing.ask_review(chair, agreed.ref, clock, **typed)
    published(session, cast, agreed, clock)
    with pytest.raises(Invalid, match="SECRET"):
        publishing.take_down(chair, agreed.ref, secret, clock)
    with pytest.raises(Invalid, match="SECRET"):
        publishing.ask_review(chair, agreed.ref, clock, notice=secret)


def test_clearing_and_publishing_twice_is_said_to_be_done_and_a_far_day_is_a_slip(
    session, cast: Cast, clock, agreed
) -> None:
    row = cleared(session, cast, agreed, clock)
    with pytest.raises(DoneAlready, match="You have cleared this text already"):
        publishing.approve(cast.actor(cast.reviewer), agreed.ref, clock, row_version=row.row_version)
    chair, far = cast.actor(cast.chair), NOW + timedelta(days=800)
    with pytest.raises(Invalid, match="Check the year"):
        publishing.publish(chair, agreed.ref, clock, public_from=far, row_version=row.row_version)
    publishing.publish(chair, agreed.ref, clock, row_version=row.row_version)
    with pytest.raises(DoneAlready, match="It is public already"):
        publishing.publish(chair, agreed.ref, clock, row_version=row.row_version)


def test_a_text_with_an_open_finding_cannot_be_cleared(session, cast: Cast, clock) -> None:
    dilemma = a_dilemma(session, cast, State.AGREED, public_title="The night in Ferry Lane")
    row = in_review(session, cast, dilemma, clock)
    assert [finding.excerpt for finding in findings_of(session, row)] == ["Ferry Lane"]
    with pytest.raises(NotNow, match="One finding"):
        publishing.approve(cast.actor(cast.reviewer), dilemma.ref, clock)
    clear(session, cast, dilemma, row, clock)
    assert row.status is PublicationStatus.APPROVED


def test_a_text_that_changed_since_it_was_read_is_not_cleared(session, cast: Cast, clock, agreed) -> None:
    row = in_review(session, cast, agreed, clock)
    disclosure.remake(cast.actor(cast.reviewer), agreed.ref, clock)
    with pytest.raises(Stale):
        publishing.approve(cast.actor(cast.reviewer), agreed.ref, clock, row_version=1)
    publishing.approve(cast.actor(cast.reviewer), agreed.ref, clock, row_version=row.row_version)


@pytest.mark.parametrize("who", ["secretary", "reviewer", "vice_chair", "joan", "sponsor"])
def test_only_who_holds_the_chairs_powers_publishes(session, cast: Cast, clock, agreed, who: str) -> None:
    cleared(session, cast, agreed, clock)
    with pytest.raises(NotAllowed):
        publishing.publish(cast.actor(getattr(cast, who)), agreed.ref, clock)


def test_whoever_cleared_it_does_not_publish_it(session, cast: Cast, clock, agreed) -> None:
    row = cleared(session, cast, agreed, clock)
    row.approved_by_id = cast.chair.id
    session.flush()
    with pytest.raises(NotAllowed, match="someone else"):
        publishing.publish(cast.actor(cast.chair), agreed.ref, clock)


def test_the_database_too_wants_two_people(session, cast: Cast, clock, agreed) -> None:
    row = published(session, cast, agreed, clock)
    with pytest.raises(Exception, match="two_people"):
        session.execute(text("UPDATE publication SET published_by_id = approved_by_id WHERE id = :id"), {"id": row.id})
    session.rollback()


def test_nothing_uncleared_is_published(session, cast: Cast, clock, agreed) -> None:
    in_review(session, cast, agreed, clock)
    with pytest.raises(NotNow):
        publishing.publish(cast.actor(cast.chair), agreed.ref, clock)


def test_what_is_published_stays_as_it_was_cleared(session, cast: Cast, clock, agreed) -> None:
    row = published(session, cast, agreed, clock)
    block = session.scalars(
        select(Block).where(Block.version_id == version_of(session, agreed).id, Block.part == Part.OPEN)
    ).first()
    block.text = "Written later."
    session.flush()
    assert "Written later" not in str(reading.advice(row.ref, clock()))


def test_a_deferred_date_begins_by_itself(session, cast: Cast, clock, agreed) -> None:
    begins = clock() + timedelta(days=3)
    row = published(session, cast, agreed, clock, public_from=begins)
    with pytest.raises(Exception, match="nothing at this address"):
        reading.advice(row.ref, begins - timedelta(seconds=1))
    assert reading.register(reading.Wanted(), begins - timedelta(seconds=1)).anything is False
    assert reading.advice(row.ref, begins).title == agreed.title
    assert reading.register(reading.Wanted(), begins).total == 1


def test_a_date_that_has_passed_is_refused(session, cast: Cast, clock, agreed) -> None:
    cleared(session, cast, agreed, clock)
    with pytest.raises(Invalid):
        publishing.publish(cast.actor(cast.chair), agreed.ref, clock, public_from=clock() - timedelta(days=1))


def test_a_correction_says_what_it_corrects(session, cast: Cast, clock, agreed) -> None:
    published(session, cast, agreed, clock)
    with pytest.raises(Invalid):
        publishing.ask_review(cast.actor(cast.secretary), agreed.ref, clock, notice="  ")


def test_a_correction_takes_the_old_editions_place_and_leaves_the_history(session, cast: Cast, clock, agreed) -> None:
    first = published(session, cast, agreed, clock, summary="In 2024.")
    clock.advance(days=2)
    second = published(session, cast, agreed, clock, summary="In 2025.", notice="The year was wrong.")
    assert (first.ref, first.status) == (second.ref, PublicationStatus.CORRECTED)
    page = reading.advice(first.ref, clock())
    assert (page.edition, page.summary, page.notice) == (2, "In 2025.", "The year was wrong.")
    assert [(one.edition, one.notice, one.taken_down) for one in page.history] == [(1, "The year was wrong.", False)]
    assert reading.register(reading.Wanted(), clock()).total == 1


def test_until_a_deferred_correction_begins_the_old_edition_stands_and_tells_nothing_of_it(
    session, cast: Cast, clock, agreed
) -> None:
    first = published(session, cast, agreed, clock, summary="In 2024.")
    begins = clock() + timedelta(days=4)
    published(session, cast, agreed, clock, summary="In 2025.", notice="The year was wrong.", public_from=begins)
    before = reading.advice(first.ref, begins - timedelta(minutes=1))
    assert (before.edition, before.summary, before.history) == (1, "In 2024.", ())
    after = reading.advice(first.ref, begins)
    assert (after.edition, after.summary, len(after.history)) == (2, "In 2025.", 1)


def test_taking_down_leaves_a_notice_and_the_history(session, cast: Cast, clock, agreed) -> None:
    row = published(session, cast, agreed, clock)
    clock.advance(days=1)
    with pytest.raises(Invalid):
        publishing.take_down(cast.actor(cast.chair), agreed.ref, " ", clock)
    publishing.take_down(cast.actor(cast.chair), agreed.ref, "It named somebody.", clock)
    with pytest.raises(TakenDown) as gone:
        reading.advice(row.ref, clock())
    assert [one.notice for one in gone.value.history] == ["It named somebody."]
    assert reading.register(reading.Wanted(), clock()).anything is False


def test_what_was_never_public_leaves_no_trace_when_it_is_taken_down(session, cast: Cast, clock, agreed) -> None:
    row = published(session, cast, agreed, clock, public_from=clock() + timedelta(days=9))
    publishing.take_down(cast.actor(cast.chair), agreed.ref, "Too early.", clock)
    for later in (timedelta(0), timedelta(days=30)):
        with pytest.raises(Exception, match="nothing at this address"):
            reading.advice(row.ref, clock() + later)


def test_taking_down_a_correction_to_come_takes_the_standing_edition_with_it(
    session, cast: Cast, clock, agreed
) -> None:
    row = published(session, cast, agreed, clock)
    published(session, cast, agreed, clock, notice="A year.", public_from=clock() + timedelta(days=5))
    clock.advance(days=1)
    publishing.take_down(cast.actor(cast.chair), agreed.ref, "All of it is wrong.", clock)
    for later in (timedelta(0), timedelta(days=30)):
        with pytest.raises(TakenDown):
            reading.advice(row.ref, clock() + later)


def test_after_a_take_down_it_can_be_published_again_at_the_same_address(session, cast: Cast, clock, agreed) -> None:
    row = published(session, cast, agreed, clock)
    publishing.take_down(cast.actor(cast.chair), agreed.ref, "It named somebody.", clock)
    clock.advance(days=1)
    again = published(session, cast, agreed, clock)
    page = reading.advice(row.ref, clock())
    assert (again.ref, page.edition, [one.taken_down for one in page.history]) == (row.ref, 2, [True])


def test_a_review_can_be_stopped_and_asked_for_again(session, cast: Cast, clock, agreed) -> None:
    in_review(session, cast, agreed, clock)
    publishing.stop_review(cast.actor(cast.secretary), agreed.ref, clock)
    assert session.scalars(select(Publication)).all() == []
    assert in_review(session, cast, agreed, clock).edition == 1


def test_every_step_of_the_track_is_in_the_journal(session, cast: Cast, clock, agreed) -> None:
    published(session, cast, agreed, clock)
    published(session, cast, agreed, clock, notice="A year.")
    publishing.take_down(cast.actor(cast.chair), agreed.ref, "All of it.", clock)
    events = session.scalars(
        select(JournalEntry.event).where(JournalEntry.dilemma_id == agreed.id).order_by(JournalEntry.number)
    ).all()
    wanted = [event for event in events if event in (
        Event.REVIEW_STARTED, Event.REVIEW_APPROVED, Event.PUBLISHED, Event.CORRECTED, Event.TAKEN_DOWN)]  # fmt: skip
    assert wanted == [
        Event.REVIEW_STARTED, Event.REVIEW_APPROVED, Event.PUBLISHED,
        Event.REVIEW_STARTED, Event.REVIEW_APPROVED, Event.CORRECTED, Event.PUBLISHED, Event.TAKEN_DOWN,
    ]  # fmt: skip


# -- the force's answers ----------------------------------------------------------------------------------------------


def copy_answers(cast: Cast, dilemma, clock) -> None:
    publishing.publish_answers(hold(cast.actor(cast.sponsor), dilemma.ref, None, clock))


@pytest.fixture
def sent(session, cast: Cast, clock):
    """Advice that went to the force, published, and not answered yet."""
    dilemma = a_dilemma(session, cast, State.SENT)
    published(session, cast, dilemma, clock)
    return dilemma


def test_the_days_the_force_has_are_counted_on_the_public_clock(session, cast: Cast, clock, sent) -> None:
    ref = latest(session, sent).ref
    waiting = reading.advice(ref, clock()).waiting
    assert waiting is not None
    assert (waiting.days_left, waiting.overdue) == (42, False)
    late = reading.advice(ref, clock() + timedelta(days=45)).waiting
    assert late is not None
    assert (late.days_left, late.overdue) == (-3, True)


def test_an_answer_is_public_as_it_is_given(session, cast: Cast, clock, sent) -> None:
    clauses = clauses_of(session, sent)
    answer(session, clauses[0], cast.sponsor, Answer.IN_PART, reason="Only at night.", at=clock())
    copy_answers(cast, sent, clock)
    page = reading.advice(latest(session, sent).ref, clock())
    first, second = page.clauses
    assert first.answered is not None
    assert (first.answered.answer, str(first.answered.html)) == (Answer.IN_PART, "<p>Only at night.</p>")
    assert (second.answered, second.being_checked) == (None, False)
    assert (page.answered, page.accepted) == (1, 0)


def test_a_later_answer_replaces_an_earlier_one(session, cast: Cast, clock, sent) -> None:
    clause = clauses_of(session, sent)[0]
    answer(session, clause, cast.sponsor, Answer.IN_PART, reason="Only at night.", at=clock())
    copy_answers(cast, sent, clock)
    answer(session, clause, cast.sponsor, Answer.ACCEPTED, reason="At all times.", at=clock())
    copy_answers(cast, sent, clock)
    page = reading.advice(latest(session, sent).ref, clock())
    assert "At all times" in str(page.clauses[0].answered)
    assert session.scalars(select(PublicAnswer.label)).all() == ["1.1"]


def test_without_a_published_edition_no_answer_is_copied(session, cast: Cast, clock) -> None:
    dilemma = a_dilemma(session, cast, State.ANSWERED)
    copy_answers(cast, dilemma, clock)
    assert session.scalars(select(PublicAnswer)).all() == []
    assert session.scalars(select(PublicClock)).all() == []


def test_answers_given_before_are_copied_when_the_advice_is_published(session, cast: Cast, clock) -> None:
    dilemma = a_dilemma(session, cast, State.ANSWERED)
    row = published(session, cast, dilemma, clock)
    page = reading.advice(row.ref, clock())
    assert (page.accepted, page.waiting.complete if page.waiting else None) == (2, True)


def test_an_answer_to_a_withheld_clause_is_never_public(session, cast: Cast, clock) -> None:
    dilemma = a_dilemma(session, cast, State.SENT)
    clauses = clauses_of(session, dilemma)
    clauses[0].part = Part.CLOSED
    answer(session, clauses[0], cast.sponsor, reason="Canary behind the wall.", at=NOW)
    row = published(session, cast, dilemma, clock)
    assert session.scalars(select(PublicAnswer)).all() == []
    page = reading.advice(row.ref, clock())
    assert [clause.label for clause in page.clauses] == ["2.1"]
    assert "Canary" not in str(page)


def test_an_answer_in_which_something_is_found_is_held_back_until_it_is_settled(
    session, cast: Cast, clock, sent
) -> None:
    clause = clauses_of(session, sent)[0]
    answer(session, clause, cast.sponsor, Answer.IN_PART, reason="Ring Dan Fairley on 01632 960123.", at=clock())
    copy_answers(cast, sent, clock)
    row = latest(session, sent)
    page = reading.advice(row.ref, clock())
    assert (page.clauses[0].being_checked, page.clauses[0].answered) == (True, None)
    assert "Fairley" not in str(page)
    entry = reading.register(reading.Wanted(), clock()).entries[0]
    assert (entry.being_checked, entry.in_part) == (1, 0)

    asked = [str(one.title) for one in desk.desk(cast.actor(cast.reviewer), clock()).asks]
    assert asked == ["Check the force’s answer on “Footage from doorbells”"]

    held_back = session.scalars(select(PublicAnswer)).one()
    found = found_in(session, held_back.id)
    disclosure.settle(cast.actor(cast.reviewer), sent.ref, [found[0].id], FindingOutcome.MENDED, "", clock)
    assert held_back.held_back is True
    still = [one.id for one in found_in(session, held_back.id) if one.outcome is None]
    disclosure.settle(cast.actor(cast.reviewer), sent.ref, still, FindingOutcome.MENDED, "", clock)
    assert held_back.held_back is False
    said = str(reading.advice(row.ref, clock()).clauses[0].answered)
    assert "Fairley" not in said
    assert "960123" not in said
    assert "[name withheld, section 40]" in said


def found_in(session, answer_id: int):
    return session.scalars(select(Finding).where(Finding.answer_id == answer_id).order_by(Finding.id)).all()


def test_taking_down_takes_the_answers_with_it(session, cast: Cast, clock, sent) -> None:
    answer(session, clauses_of(session, sent)[0], cast.sponsor, at=clock())
    copy_answers(cast, sent, clock)
    publishing.take_down(cast.actor(cast.chair), sent.ref, "It named somebody.", clock)
    assert session.scalars(select(PublicAnswer)).all() == []


def test_days_are_counted_in_the_committees_own_zone(session, cast: Cast, clock, agreed) -> None:
    published(session, cast, agreed, clock, public_from=datetime(2026, 6, 30, 23, 30, tzinfo=UTC))
    entry = reading.register(reading.Wanted(), datetime(2026, 7, 1, 9, tzinfo=UTC)).entries[0]
    assert entry.public_on.isoformat() == "2026-07-01"
