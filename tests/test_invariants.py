"""Facts that must hold of what is stored hold of every dilemma the tests make, and each is seen when it is broken."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, text, update

from ethics import invariants
from ethics.domain.enquiries import Stage
from ethics.domain.vocabulary import (
    Category,
    Event,
    GivenAs,
    Part,
    PartReason,
    PublicationStatus,
    Reply,
    Role,
    RulingOutcome,
    State,
    Step,
)
from ethics.extensions import db
from ethics.models import (
    AgendaItem,
    Appointment,
    Block,
    Clause,
    Confirmation,
    Consideration,
    Dilemma,
    EligibleMember,
    Enquiry,
    EnquiryAnswer,
    JournalEntry,
    PaperVersion,
    Placement,
    Position,
    Response,
    Ruling,
)
from ethics.models.journal import APPEND_ONLY
from ethics.services import enquiries, journal
from ethics.services.enquiries import EnquiryDraft
from tests.acts import publish
from tests.cast import SEATED_AT, AnySession, Cast
from tests.factories import (
    NOW,
    a_dilemma,
    a_meeting,
    clauses_of,
    confirm,
    declare,
    give_position,
    in_every_state,
    put_on,
    questions_of,
)


@contextmanager
def tampering(session: AnySession) -> Iterator[None]:
    """Behind the database's back: no trigger and no CHECK looks on."""
    if db.engine.dialect.name == "postgresql":
        session.execute(text("SET LOCAL session_replication_role = replica"))
        yield
        session.flush()
        session.execute(text("SET LOCAL session_replication_role = origin"))
        return
    for table in APPEND_ONLY:
        for verb in ("update", "delete"):
            session.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_{verb}"))
    session.execute(text("PRAGMA ignore_check_constraints = ON"))
    try:
        yield
        session.flush()
    finally:
        session.execute(text("PRAGMA ignore_check_constraints = OFF"))


def broken() -> dict[str, list[str]]:
    """What does not hold, apart from the triggers that tampering on SQLite takes away."""
    found = {fact: [place.what for place in places] for fact, places in invariants.check()}
    return {
        fact: places for fact, places in found.items() if places and not fact.startswith("What is only ever added to")
    }


def test_everything_holds_of_every_dilemma_the_tests_make(session: Any, cast: Cast) -> None:
    list(in_every_state(session, cast, scenarios=2, questions=4, withdrawn=(cast.agnes,)))
    list(in_every_state(session, cast, urgent=True))
    a_dilemma(session, cast, closes_in=timedelta(days=-1))
    a_dilemma(session, cast, State.WITHDRAWN, withdrawn_from=State.DISCUSSED)
    late = a_dilemma(session, cast, State.DISCUSSED)
    give_position(session, late, cast.grace, 1, given_as=GivenAs.LATE, at=NOW)
    publish(session, a_dilemma(session, cast, State.SENT), cast)
    for stage in Stage:
        enquired(session, cast, stage)
    session.commit()
    for fact, places in invariants.check():
        assert places == [], fact


def test_an_empty_installation_is_whole(session: Any) -> None:
    assert all(places == [] for _, places in invariants.check())


Breaks = Callable[[AnySession, Cast], str]
"""Breaks one fact and gives a part of the sentence that must say so."""


def a_changed_journal_entry(session: AnySession, cast: Cast) -> str:
    made = a_dilemma(session, cast)
    with tampering(session):
        session.execute(
            update(JournalEntry)
            .where(JournalEntry.dilemma_id == made.id, JournalEntry.number == 2)
            .values(actor_id=None)
        )
    return "entry 2 does not follow"


def a_removed_journal_entry(session: AnySession, cast: Cast) -> str:
    made = a_dilemma(session, cast, State.ACCEPTED)
    with tampering(session):
        session.execute(delete(JournalEntry).where(JournalEntry.dilemma_id == made.id, JournalEntry.number == 3))
    return "entry 4 does not follow"


def a_journal_that_is_gone(session: AnySession, cast: Cast) -> str:
    made = a_dilemma(session, cast, State.DRAFT)
    with tampering(session):
        session.execute(delete(JournalEntry).where(JournalEntry.dilemma_id == made.id))
    return "it has no journal"


def a_state_nobody_stepped_to(session: AnySession, cast: Cast) -> str:
    a_dilemma(session, cast, State.DISCUSSED).state = State.DRAFTING
    return "its state is “Advice being drafted”, and its journal ends with “Discussed”"


def a_step_the_table_does_not_know(session: AnySession, cast: Cast) -> str:
    made = a_dilemma(session, cast, State.DRAFT)
    journal.write(
        made,
        cast.secretary.id,
        Event.STATE_CHANGED,
        NOW,
        step=Step.ACCEPT,
        from_state=State.DRAFT,
        to_state=State.ACCEPTED,
    )
    return "a step that cannot be taken from “Draft”"


def a_time_before_its_turn(session: AnySession, cast: Cast) -> str:
    made = a_dilemma(session, cast, State.SENT)
    made.circulated_at = made.issued_at
    return "circulated_at lies before discussed_at"


def a_frozen_paragraph_without_its_number(session: AnySession, cast: Cast) -> str:
    made = a_dilemma(session, cast)
    version = session.scalars(select(PaperVersion).where(PaperVersion.dilemma_id == made.id)).one()
    session.execute(update(Block).where(Block.version_id == version.id, Block.position == 2).values(number=""))
    return "paragraphs of version 1 are not numbered without a gap"


def an_issued_text_that_is_not_frozen(session: AnySession, cast: Cast) -> str:
    made = a_dilemma(session, cast)
    session.execute(update(PaperVersion).where(PaperVersion.dilemma_id == made.id).values(frozen_at=None))
    return "no version of its text is frozen"


def a_changed_position(session: AnySession, cast: Cast) -> str:
    made = a_dilemma(session, cast, given_by=[cast.joan])
    position = session.scalars(select(Position).where(Position.dilemma_id == made.id).order_by(Position.id)).first()
    assert position is not None
    session.execute(
        update(Consideration).where(Consideration.position_id == position.id).values(text="Another reason.")
    )
    session.expire_all()
    return f"position {position.id} is not what its digest"


def a_reveal_of_other_positions(session: AnySession, cast: Cast) -> str:
    made = a_dilemma(session, cast, State.DISCUSSED)
    with tampering(session):
        give_position(session, made, cast.grace, 1)
    return "not that of the positions that were in"


def a_late_position_called_round_1(session: AnySession, cast: Cast) -> str:
    made = a_dilemma(session, cast, State.DISCUSSED)
    position = give_position(session, made, cast.grace, 1, at=NOW)
    return f"position {position.id} is counted in round 1, and was given after the close"


def a_position_called_late_before_the_close(session: AnySession, cast: Cast) -> str:
    made = a_dilemma(session, cast, given_by=[cast.joan])
    position = give_position(session, made, cast.joan, 1, given_as=GivenAs.LATE)
    return f"position {position.id} is called late"


def a_position_before_the_issue(session: AnySession, cast: Cast) -> str:
    made = a_dilemma(session, cast, State.SCHEDULED)
    return f"position {give_position(session, made, cast.joan, 1).id} was given before the paper was issued"


def a_position_of_a_member_who_had_withdrawn(session: AnySession, cast: Cast) -> str:
    made = a_dilemma(session, cast, withdrawn=(cast.agnes,))
    position = give_position(session, made, cast.agnes, 1, at=NOW)
    return f"position {position.id} is by a member whose declaration or ruling did not allow one"


def a_position_before_any_declaration(session: AnySession, cast: Cast) -> str:
    made = a_dilemma(session, cast)
    return f"position {give_position(session, made, cast.joan, 1).id} is by a member whose declaration"


def a_position_without_a_seat(session: AnySession, cast: Cast) -> str:
    made = a_dilemma(session, cast, given_by=[cast.coopted])
    position = session.scalars(select(Position).where(Position.dilemma_id == made.id).order_by(Position.id)).first()
    assert position is not None
    return f"position {position.id} is by somebody without a position-giving seat"


def an_eligible_member_who_had_withdrawn(session: AnySession, cast: Cast) -> str:
    made = a_dilemma(session, cast, State.CIRCULATED, withdrawn=(cast.agnes,))
    session.add(EligibleMember(dilemma_id=made.id, person_id=cast.agnes.id))
    return f"person {cast.agnes.id} is eligible, and a declaration or ruling had taken their seat"


def an_eligible_member_without_a_seat(session: AnySession, cast: Cast) -> str:
    made = a_dilemma(session, cast, State.CIRCULATED)
    session.add(EligibleMember(dilemma_id=made.id, person_id=cast.observer.id))
    return f"person {cast.observer.id} is eligible without a position-giving seat"


def a_reply_of_somebody_else(session: AnySession, cast: Cast) -> str:
    made = a_dilemma(session, cast, State.CIRCULATED, withdrawn=(cast.agnes,))
    reply = confirm(session, clauses_of(session, made)[0], cast.agnes)
    return f"reply {reply.id} is by a member who had none to give"


def a_reply_to_words_there_never_were(session: AnySession, cast: Cast) -> str:
    made = a_dilemma(session, cast, State.CIRCULATED)
    clause = clauses_of(session, made)[0]
    session.add(
        Confirmation(clause_id=clause.id, text_version=7, person_id=cast.joan.id, reply=Reply.AGREE, replied_at=NOW)
    )
    return "is to words the clause never had"


def a_point_without_a_place(session: AnySession, cast: Cast) -> str:
    made = a_dilemma(session, cast, State.CIRCULATED)
    place = session.scalars(
        select(Placement).where(Placement.dilemma_id == made.id, Placement.condition_id.is_not(None))
    ).first()
    assert place is not None
    point = place.condition_id
    session.delete(place)
    return f"condition {point} had no place"


def agreed_advice_without_an_answer(session: AnySession, cast: Cast) -> str:
    made = a_dilemma(session, cast, State.AGREED)
    session.execute(update(Clause).where(Clause.id == clauses_of(session, made)[1].id).values(dropped_at=NOW))
    return "question 2 of agreed advice has neither a clause nor a reason"


def a_basis_stronger_than_the_replies(session: AnySession, cast: Cast) -> str:
    made = a_dilemma(session, cast, State.AGREED)
    assert made.agreed_at is not None
    confirm(session, clauses_of(session, made)[0], cast.tomos, Reply.OBJECT, at=made.agreed_at - timedelta(minutes=1))
    return "question 1 of agreed advice stands on a basis its replies do not allow"


def an_answer_that_is_missing(session: AnySession, cast: Cast) -> str:
    made = a_dilemma(session, cast, State.ANSWERED)
    with tampering(session):
        session.execute(delete(Response).where(Response.clause_id == clauses_of(session, made)[0].id))
    return "it is answered, and a clause has no answer"


def a_closed_clause_that_is_open(session: AnySession, cast: Cast) -> str:
    made = a_dilemma(session, cast, State.CIRCULATED)
    wording = questions_of(session, made)[0]
    wording.part, wording.part_reason = Part.CLOSED, PartReason.SECTION_31
    return "answers a closed question, and is open"


def a_ruling_on_oneself(session: AnySession, cast: Cast) -> str:
    made = a_dilemma(session, cast)
    declared = declare(session, made, cast.chair, cast.interests["personal"])
    session.add(
        Ruling(
            declaration_id=declared.id,
            about_id=cast.joan.id,
            outcome=RulingOutcome.NOTE_ONLY,
            ruled_by_id=cast.chair.id,
            ruled_at=NOW,
        )
    )
    return "is on oneself, or about somebody else"


def a_copy_cleared_and_published_by_one_person(session: AnySession, cast: Cast) -> str:
    edition = publish(session, a_dilemma(session, cast, State.SENT), cast)
    if db.engine.dialect.name == "postgresql":
        session.execute(text("ALTER TABLE publication DROP CONSTRAINT ck_publication_two_people"))
    with tampering(session):
        edition.approved_by_id = edition.published_by_id
    return "edition 1 was cleared and published by one person"


def two_copies_at_once(session: AnySession, cast: Cast) -> str:
    made = a_dilemma(session, cast, State.SENT)
    for edition in (1, 2):
        publish(session, made, cast, edition=edition)
    return "two editions of its public copy are published at once"


def a_copy_of_advice_that_is_not_agreed(session: AnySession, cast: Cast) -> str:
    publish(session, a_dilemma(session, cast, State.CIRCULATED), cast, PublicationStatus.IN_REVIEW)
    return "edition 1 is of advice that is not agreed"


def a_dilemma_on_two_meetings(session: AnySession, cast: Cast) -> str:
    made = a_dilemma(session, cast, State.SCHEDULED)
    put_on(session, a_meeting(session, cast, NOW + timedelta(days=40)), made)
    return "it is on two meetings at once"


def a_scheduled_dilemma_on_none(session: AnySession, cast: Cast) -> str:
    made = a_dilemma(session, cast, State.SCHEDULED)
    session.execute(update(AgendaItem).where(AgendaItem.dilemma_id == made.id).values(left_at=NOW))
    return "it is scheduled, and on no meeting"


def enquired(session: AnySession, cast: Cast, upto: Stage = Stage.ANSWERED) -> tuple[Dilemma, Enquiry]:
    """Joan puts an enquiry, the Secretary passes it on, and the author answers; as far as ``upto``."""
    made = a_dilemma(session, cast, given_by=[cast.joan])
    joan, secretary = cast.actor(cast.joan), cast.actor(cast.secretary)
    asked = EnquiryDraft("Who keeps the footage?")
    enquiry_id = enquiries.put(joan, made.ref, asked, lambda: NOW)
    if upto is Stage.SENT_BACK:
        enquiries.send_back(secretary, made.ref, enquiry_id, "It leans.", lambda: NOW, row_version=None)
    if upto in (Stage.WITH_AUTHOR, Stage.ANSWERED):
        enquiries.pass_on(secretary, made.ref, enquiry_id, "Who keeps it?", lambda: NOW, row_version=None)
    if upto is Stage.ANSWERED:
        enquiries.answer(cast.actor(cast.author), made.ref, 1, "The force does.", lambda: NOW, row_version=None)
    session.flush()
    return made, session.get_one(Enquiry, enquiry_id)


def an_enquiry_after_the_close(session: AnySession, cast: Cast) -> str:
    made, one = enquired(session, cast)
    assert made.closes_at is not None
    one.asked_at = made.closes_at
    return f"enquiry {one.id} was put after positions closed"


def an_enquiry_before_the_issue(session: AnySession, cast: Cast) -> str:
    made, one = enquired(session, cast)
    assert made.issued_at is not None
    one.asked_at = made.issued_at - timedelta(minutes=1)
    return f"enquiry {one.id} was put before the paper was issued"


def an_enquiry_without_a_seat(session: AnySession, cast: Cast) -> str:
    _, one = enquired(session, cast)
    one.asked_by_id = cast.observer.id
    return f"enquiry {one.id} is by somebody without a seat on the item"


def an_enquiry_of_a_member_who_had_not_declared(session: AnySession, cast: Cast) -> str:
    _, one = enquired(session, cast)
    one.asked_by_id = cast.grace.id
    return f"enquiry {one.id} is by a member whose declaration or ruling did not allow one then"


def an_enquiry_under_another_name(session: AnySession, cast: Cast) -> str:
    made, one = enquired(session, cast)
    declare(session, made, cast.grace, at=one.asked_at)
    one.asked_by_id = cast.grace.id
    return f"enquiry {one.id} is not in the journal as put by its asker"


def a_fact_of_a_position_that_is_sealed(session: AnySession, cast: Cast) -> str:
    made, one = enquired(session, cast)
    one.position_id = session.scalars(select(Position.id).where(Position.dilemma_id == made.id)).first()
    return f"enquiry {one.id} is a fact of a position that was not revealed here"


def an_enquiry_of_another_text(session: AnySession, cast: Cast) -> str:
    _, one = enquired(session, cast)
    other = a_dilemma(session, cast)
    one.version_id = session.scalars(select(PaperVersion.id).where(PaperVersion.dilemma_id == other.id)).one()
    return f"enquiry {one.id} was asked of a text that was not issued here"


def an_enquiry_before_the_author_that_was_not_passed_on(session: AnySession, cast: Cast) -> str:
    _, one = enquired(session, cast, Stage.WITH_SECRETARY)
    one.stage, one.number = Stage.WITH_AUTHOR, 1
    return f"enquiry {one.id} is before the author, and was not passed on under its number"


def an_enquiry_that_was_taken_back_from_the_author(session: AnySession, cast: Cast) -> str:
    _, one = enquired(session, cast, Stage.WITH_AUTHOR)
    one.stage, one.number = Stage.WITH_SECRETARY, None
    return f"enquiry {one.id} was passed on, and is not before the author"


def an_enquiry_with_a_gap_before_it(session: AnySession, cast: Cast) -> str:
    enquired(session, cast)[1].number = 2
    return "its enquiries that were passed on are not numbered without a gap"


def an_enquiry_sent_back_in_silence(session: AnySession, cast: Cast) -> str:
    _, one = enquired(session, cast, Stage.SENT_BACK)
    with tampering(session):
        if db.engine.dialect.name == "postgresql":
            session.execute(text("ALTER TABLE enquiry DROP CONSTRAINT ck_enquiry_what_is_sent_back_has_a_reason"))
        one.reason_id = None
        session.flush()
    return f"enquiry {one.id} was sent back without a reason"


def an_open_enquiry_with_a_marking(session: AnySession, cast: Cast) -> str:
    _, one = enquired(session, cast)
    one.text = "OFFICIAL-SENSITIVE\n\nWho keeps it?"
    return f"enquiry {one.id} carries a marking, and is open"


def an_answered_enquiry_without_an_answer(session: AnySession, cast: Cast) -> str:
    _, one = enquired(session, cast)
    with tampering(session):
        session.execute(delete(EnquiryAnswer).where(EnquiryAnswer.enquiry_id == one.id))
    return f"enquiry {one.id} is called answered and has no answer"


def an_answer_by_somebody_else(session: AnySession, cast: Cast) -> str:
    _, one = enquired(session, cast)
    with tampering(session):
        session.execute(
            update(EnquiryAnswer).where(EnquiryAnswer.enquiry_id == one.id).values(given_by_id=cast.chair.id)
        )
    return f"the answers to enquiry {one.id} are not those in the journal"


def an_answer_before_the_enquiry(session: AnySession, cast: Cast) -> str:
    _, one = enquired(session, cast)
    earlier = one.asked_at - timedelta(minutes=1)
    with tampering(session):
        session.execute(update(EnquiryAnswer).where(EnquiryAnswer.enquiry_id == one.id).values(given_at=earlier))
    return f"enquiry {one.id} was answered before it was put"


def an_open_answer_with_a_marking(session: AnySession, cast: Cast) -> str:
    _, one = enquired(session, cast)
    marked = "OFFICIAL-SENSITIVE\n\nThe force does."
    with tampering(session):
        session.execute(update(EnquiryAnswer).where(EnquiryAnswer.enquiry_id == one.id).values(text=marked))
    return f"an answer to enquiry {one.id} carries a marking, and is open"


def a_seat_confirmed_by_somebody(session: AnySession, cast: Cast) -> str:
    session.add(
        Appointment(
            person_id=cast.nobody.id, committee_id=cast.committee.id, role=Role.MEMBER, category=Category.INDEPENDENT,
            starts_on=date(2026, 1, 1), made_at=SEATED_AT, confirmed_at=SEATED_AT, confirmed_by_id=cast.other_secretary.id,
        )
    )  # fmt: skip
    return "confirmed by somebody who was never the committee's Secretary"


BREAKS: list[Breaks] = [
    a_changed_journal_entry, a_removed_journal_entry, a_journal_that_is_gone, a_state_nobody_stepped_to,
    a_step_the_table_does_not_know, a_time_before_its_turn, a_frozen_paragraph_without_its_number,
    an_issued_text_that_is_not_frozen, a_changed_position, a_reveal_of_other_positions, a_late_position_called_round_1,
    a_position_called_late_before_the_close, a_position_before_the_issue, a_position_of_a_member_who_had_withdrawn,
    a_position_before_any_declaration, a_position_without_a_seat, an_eligible_member_who_had_withdrawn,
    an_eligible_member_without_a_seat, a_reply_of_somebody_else, a_reply_to_words_there_never_were, a_point_without_a_place,
    agreed_advice_without_an_answer, a_basis_stronger_than_the_replies, an_answer_that_is_missing,
    a_closed_clause_that_is_open, a_ruling_on_oneself, a_copy_cleared_and_published_by_one_person, two_copies_at_once,
    an_enquiry_after_the_close, an_enquiry_before_the_issue, an_enquiry_without_a_seat,
    an_enquiry_of_a_member_who_had_not_declared, an_enquiry_under_another_name, a_fact_of_a_position_that_is_sealed,
    an_enquiry_of_another_text, an_enquiry_before_the_author_that_was_not_passed_on,
    an_enquiry_that_was_taken_back_from_the_author, an_enquiry_with_a_gap_before_it, an_enquiry_sent_back_in_silence,
    an_open_enquiry_with_a_marking, an_answered_enquiry_without_an_answer, an_answer_by_somebody_else,
    an_answer_before_the_enquiry, an_open_answer_with_a_marking,
    a_copy_of_advice_that_is_not_agreed, a_dilemma_on_two_meetings, a_scheduled_dilemma_on_none, a_seat_confirmed_by_somebody,
]  # fmt: skip


@pytest.mark.parametrize("breaks", BREAKS, ids=lambda one: one.__name__)
def test_what_is_broken_is_seen_and_said(session: Any, cast: Cast, breaks: Breaks) -> None:
    assert broken() == {}
    says = breaks(session, cast)
    session.flush()
    found = broken()
    assert any(says in place for places in found.values() for place in places), found
    session.rollback()


def test_a_missing_trigger_is_seen(session: Any, cast: Cast) -> None:
    name = "position_no_update" if db.engine.dialect.name == "sqlite" else "position_append_only ON position"
    session.execute(text(f"DROP TRIGGER {name}"))
    (fact,) = [fact for fact, places in invariants.check() if places]
    assert fact == "What is only ever added to refuses to be changed"
    session.rollback()


def test_what_is_said_of_a_fault_names_nobody_and_quotes_nothing(session: Any, cast: Cast) -> None:
    made = a_dilemma(session, cast, given_by=[cast.joan], title="A title that tells")
    session.execute(update(Consideration).values(text="Changed behind everybody's back."))
    session.expire_all()
    said = " ".join(place for places in broken().values() for place in places)
    assert made.ref in said
    for word in ("Joan", "Pettifer", "A title that tells", "behind everybody"):
        assert word not in said


def test_the_command_ends_with_1_where_a_fact_does_not_hold(app: Flask, cast: Cast, bring: Callable[..., Any]) -> None:
    made = bring(State.DISCUSSED)
    fine = app.test_cli_runner().invoke(args=["check"])
    assert fine.exit_code == 0, fine.output
    assert "BROKEN" not in fine.output
    assert "holds  Every journal is one whole chain" in fine.output
    with app.app_context():
        db.session.execute(update(Dilemma).where(Dilemma.id == made.id).values(state=State.DRAFTING))
        db.session.commit()
    wrong = app.test_cli_runner().invoke(args=["check"])
    assert wrong.exit_code == 1
    assert "BROKEN  Every state is the one its journal leads to" in wrong.output
    assert f"Dilemma {made.ref}" in wrong.output


def test_every_fact_is_broken_by_some_test() -> None:
    assert len(BREAKS) >= len(invariants.OF_A_DILEMMA) + len(invariants.OF_THE_WHOLE)
