"""The desk asks everyone what is theirs to do, and nobody anything else."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from ethics.domain import lifecycle
from ethics.domain.asks import AskKind
from ethics.domain.vocabulary import (
    Answer,
    Basis,
    Event,
    GivenAs,
    PublicationStatus,
    Reply,
    Role,
    RulingOutcome,
    Stance,
    State,
    Step,
)
from ethics.models import (
    AgendaItem,
    Appointment,
    ChairAbsence,
    DeclarationRequest,
    Dilemma,
    Meeting,
    MinorityView,
    PaperVersion,
    PointFlag,
    Position,
    QuestionWording,
)
from ethics.reading import scope
from ethics.reading.asks import Ask
from ethics.reading.desk import Desk, desk
from ethics.reading.facts import facts_of
from ethics.reading.piling import pile
from ethics.services import journal
from tests.acts import announce_minority_view, answer, place_all, publish
from tests.cast import Cast, Someone
from tests.factories import (
    NOW,
    a_dilemma,
    clauses_of,
    confirm,
    declare,
    give_position,
    in_every_state,
    item_of,
    questions_of,
    rule,
    save_working_copy,
    set_basis,
    write_clause,
)

K = AskKind


def desk_of(cast: Cast, person: Someone, now: datetime = NOW) -> Desk:
    return desk(cast.actor(person), now)


def asked(cast: Cast, person: Someone, now: datetime = NOW) -> list[AskKind]:
    return [ask.kind for ask in desk_of(cast, person, now).asks]


def ask_for(cast: Cast, person: Someone, kind: AskKind, now: datetime = NOW) -> Ask:
    return next(ask for ask in desk_of(cast, person, now).asks if ask.kind is kind)


def told(ask: Ask) -> str:
    return " ".join(str(sentence) for sentence in ask.detail)


# -- who is asked what, state by state --------------------------------------------------------------------------------

# Of a dilemma as the factories make it in each state: who is asked what. Whoever is not named is asked nothing.
ASKED: dict[State, dict[str, list[AskKind]]] = {
    State.DRAFT: {"author": [K.WRITE]},
    State.WITH_SPONSOR: {"sponsor": [K.RELEASE]},
    State.SUBMITTED: {"secretary": [K.TRIAGE]},
    State.ACCEPTED: {"secretary": [K.SCHEDULE]},
    State.SCHEDULED: {"secretary": [K.ISSUE], "members": [K.DECLARE], "coopted": [K.DECLARE]},
    State.ISSUED: {"members": [K.DECLARE], "coopted": [K.DECLARE]},
    State.DISCUSSED: {"chair": [K.START_DRAFT]},
    State.DRAFTING: {"chair": [K.DRAFT]},
    State.CIRCULATED: {"members": [K.CONFIRM], "chair": [K.CONFIRM, K.SIGN_OFF]},
    State.AGREED: {"secretary": [K.SEND, K.ASK_REVIEW], "chair": [K.SEND]},
    State.SENT: {"sponsor": [K.ANSWER], "secretary": [K.ASK_REVIEW]},
    State.ANSWERED: {"secretary": [K.CLOSE, K.ASK_REVIEW]},
    State.REDIRECTED: {}, State.DECLINED: {}, State.CLOSED: {}, State.WITHDRAWN: {},
}  # fmt: skip


@pytest.mark.parametrize("state", State)
def test_each_state_asks_exactly_those_whose_turn_it_is(session: Any, cast: Cast, state: State) -> None:
    session.execute(
        update(Appointment)
        .where(Appointment.person_id == cast.unconfirmed.id)
        .values(ends_on=NOW.date() - timedelta(days=9))
    )
    a_dilemma(session, cast, state)
    session.commit()
    expected = ASKED[state]
    for person in cast.everyone:
        names = [name for name in expected if getattr(cast, name, None) == person]
        kinds = (
            expected[names[0]] if names else expected.get("members", []) if person in cast.positions_given_by else []
        )
        assert sorted(asked(cast, person)) == sorted(kinds), person.name


def test_the_public_and_people_without_appointments_are_asked_nothing(session: Any, cast: Cast) -> None:
    list(in_every_state(session, cast))
    session.commit()
    for person in (cast.nobody, cast.administrator, cast.outsider, cast.other_secretary, cast.former):
        found = desk_of(cast, person)
        assert found.asks == ()
        assert found.news == ()
    assert str(desk_of(cast, cast.nobody).lead) == "Nothing today, Jo."


# -- the same words as the guard --------------------------------------------------------------------------------------


def test_what_the_desk_says_is_missing_is_what_the_guard_says(session: Any, cast: Cast) -> None:
    made = [*in_every_state(session, cast), *in_every_state(session, cast, urgent=True, scenarios=2, questions=4)]
    made.append(a_dilemma(session, cast, State.DRAFT, questions=0))
    closed = a_dilemma(session, cast, closes_in=timedelta(days=-9))
    item = item_of(session, closed)
    assert item is not None
    item.recorded_at, item.presided_by_id = NOW, cast.chair.id  # nobody came: inquorate
    half = a_dilemma(session, cast, State.DRAFTING)
    clause = write_clause(session, half, 1, "", at=NOW)
    place_all(session, half, 1, clause, by=cast.chair)
    why_not = a_dilemma(session, cast, State.DRAFTING)
    set_basis(session, why_not, 1, None, "It is for the court.")
    out = a_dilemma(session, cast, State.CIRCULATED)
    for one in clauses_of(session, out):
        for person in (cast.chair, cast.joan, cast.priya, cast.kwame, cast.tomos):
            confirm(session, one, person, Reply.OBJECT if person is cast.tomos else Reply.LIVE_WITH)
    set_basis(session, out, 1, Basis.UNANIMOUS)
    announce_minority_view(session, out, cast.tomos)
    late = a_dilemma(session, cast, State.CIRCULATED, now=NOW - timedelta(days=30))
    for one in clauses_of(session, late):
        for person in (cast.chair, cast.joan, cast.priya):
            confirm(session, one, person)
    declare(session, late, cast.joan, cast.interests["personal"])
    sent = a_dilemma(session, cast, State.SENT)
    answer(session, clauses_of(session, sent)[0], cast.sponsor)
    made += [closed, half, why_not, out, late, sent]
    session.commit()
    compared = 0
    looks = {
        cast.author: (Step.SUBMIT,), cast.sponsor: (Step.ANSWER,), cast.secretary: (Step.DISCUSS,),
        cast.chair: (Step.CIRCULATE, Step.SIGN_OFF, Step.DRAFT_ADVICE),
    }  # fmt: skip
    for person, steps in looks.items():
        for item_ in pile(cast.actor(person), scope.titles(cast.actor(person), NOW), NOW):
            for step in steps:
                if lifecycle.transition(item_.dilemma.state, step) is None:
                    continue
                fresh = session.get_one(Dilemma, item_.dilemma.id)
                guard = lifecycle.still_missing(fresh.state, step, facts_of(fresh), NOW)
                assert str(item_.still_missing(step, NOW)) == str(guard), (fresh.state, step)
                compared += 1
    assert compared > 20


# -- members ----------------------------------------------------------------------------------------------------------


def test_a_member_is_asked_for_the_positions_that_are_left(session: Any, cast: Cast) -> None:
    dilemma = a_dilemma(session, cast, questions=4)
    declare(session, dilemma, cast.joan)
    give_position(session, dilemma, cast.joan, 1)
    ask = ask_for(cast, cast.joan, K.GIVE)
    assert (ask.done, ask.total, ask.question_number) == (1, 4, 2)
    assert ask.by == dilemma.closes_at == ask.sealed_until
    assert told(ask) == "Paper A. four questions. The rest should take about ten minutes."
    assert str(ask.button) == "Carry on at question 2"
    save_working_copy(session, dilemma, cast.joan, 3)
    ask = ask_for(cast, cast.joan, K.GIVE)
    assert ask.question_number == 3
    assert "You have begun question 3." in told(ask)
    assert str(ask.warning) == "What you typed on question 3 is kept, and counts only once you give it."
    for number in (2, 3, 4):
        give_position(session, dilemma, cast.joan, number)
    session.flush()
    assert asked(cast, cast.joan) == [K.GIVE_CHANGES]  # the working copy of question 3 is still not given


def test_who_leaves_for_the_discussion_still_gives_and_who_withdraws_does_not(session: Any, cast: Cast) -> None:
    dilemma = a_dilemma(session, cast)
    for person, outcome in (
        (cast.joan, RulingOutcome.LEAVE), (cast.tomos, RulingOutcome.NO_POSITION), (cast.agnes, RulingOutcome.WITHDRAW),
    ):  # fmt: skip
        rule(session, declare(session, dilemma, person, cast.interests["personal"]), cast.chair, outcome)
    declare(session, dilemma, cast.kwame, cast.interests["personal"])
    assert asked(cast, cast.joan) == [K.GIVE]
    assert asked(cast, cast.tomos) == []
    assert asked(cast, cast.agnes) == []
    assert asked(cast, cast.kwame) == []


def test_after_the_close_members_are_asked_to_read_every_position_before_the_meeting(session: Any, cast: Cast) -> None:
    dilemma = a_dilemma(session, cast, closes_in=timedelta(hours=-1))
    ask = ask_for(cast, cast.joan, K.READ_REVEAL)
    item = item_of(session, dilemma)
    assert item is not None
    assert ask.by == session.get_one(Meeting, item.meeting_id).starts_at
    assert "You can revise yours" in told(ask)
    save_working_copy(session, dilemma, cast.grace, 2)
    late = ask_for(cast, cast.grace, K.READ_REVEAL)
    assert "You gave none. You can still record one" in told(late)
    assert "question 2 was not given before the close" in str(late.warning)
    assert asked(cast, cast.coopted) == [K.READ_REVEAL]
    assert "revise" not in told(ask_for(cast, cast.coopted, K.READ_REVEAL))
    assert asked(cast, cast.joan, NOW + timedelta(days=9)) == []  # the meeting has begun


def test_a_reworded_question_asks_for_the_position_again_and_a_new_wording_row_alone_does_not(
    session: Any, cast: Cast
) -> None:
    dilemma = a_dilemma(session, cast, questions=2, given_by=[cast.joan, cast.priya])
    same, changed = questions_of(session, dilemma)
    again = PaperVersion(
        dilemma_id=dilemma.id, number=2, classification="official", made_at=NOW, saved_at=NOW, saved_by_id=dilemma.author_id,
        frozen_at=NOW - timedelta(hours=1),
    )  # fmt: skip
    session.add(again)
    session.flush()
    for old, text in ((same, same.text), (changed, "Is it acceptable to keep it for a year?")):
        session.add(
            QuestionWording(
                version_id=again.id,
                question_id=old.question_id,
                number=old.number,
                text=text,
                kind=old.kind,
                part=old.part,
            )
        )
    session.flush()
    ask = ask_for(cast, cast.joan, K.RENEW)
    assert ask.question_number == 2
    assert "Question 2 was reworded." in told(ask)
    assert asked(cast, cast.joan) == [K.RENEW]  # the comparison begins there: one cause asks once
    give_position(session, dilemma, cast.joan, 2, given_as=GivenAs.RENEWED)
    assert asked(cast, cast.joan) == []
    assert asked(cast, cast.priya) == [K.RENEW]


def test_a_clause_that_changed_asks_again_and_says_which(session: Any, cast: Cast) -> None:
    dilemma = a_dilemma(session, cast, State.CIRCULATED, questions=3)
    for clause in clauses_of(session, dilemma):
        confirm(session, clause, cast.joan)
    assert asked(cast, cast.joan) == []
    second = clauses_of(session, dilemma)[1]
    second.text_version = 2
    session.flush()
    ask = ask_for(cast, cast.joan, K.CONFIRM)
    assert "clause 2.1 has changed since, so only that one asks for you again" in told(ask)
    assert str(ask.button) == "Read clause 2.1"
    assert (ask.done, ask.total, ask.by) == (2, 3, dilemma.replies_due_at)
    fresh = ask_for(cast, cast.tomos, K.CONFIRM)
    assert told(fresh) == "three clauses."
    assert (fresh.done, fresh.total) == (0, 3)


def test_an_announced_minority_view_asks_its_author_alone(session: Any, cast: Cast) -> None:
    dilemma = a_dilemma(session, cast, State.CIRCULATED)
    view = announce_minority_view(session, dilemma, cast.tomos)
    assert K.MINORITY_VIEW in asked(cast, cast.tomos)
    assert all(K.MINORITY_VIEW not in asked(cast, one) for one in (cast.chair, cast.joan, cast.secretary))
    session.get_one(MinorityView, view.id).written_at = NOW
    session.flush()
    assert K.MINORITY_VIEW not in asked(cast, cast.tomos)


def test_the_monitoring_officer_s_question_asks_the_member_until_they_answer(session: Any, cast: Cast) -> None:
    dilemma = a_dilemma(session, cast, given_by=[cast.joan])
    session.add(
        DeclarationRequest(dilemma_id=dilemma.id, person_id=cast.joan.id, asked_by_id=cast.monitoring.id, asked_at=NOW)
    )
    session.flush()
    assert asked(cast, cast.joan) == [K.DECLARE_AGAIN]
    declare(session, dilemma, cast.joan, at=NOW + timedelta(hours=1))
    assert asked(cast, cast.joan) == []


# -- the Chair's powers -----------------------------------------------------------------------------------------------


def test_a_declaration_waits_on_the_chair_s_desk_and_after_two_days_on_the_vice_chair_s_too(
    session: Any, cast: Cast
) -> None:
    dilemma = a_dilemma(session, cast, given_by=[cast.chair, cast.vice_chair])
    made = declare(session, dilemma, cast.joan, cast.interests["personal"], at=NOW - timedelta(days=1))
    ask = ask_for(cast, cast.chair, K.RULE)
    assert ask.declaration_id == made.id
    assert ask.by == made.made_at + timedelta(days=2)
    assert asked(cast, cast.vice_chair) == []
    assert asked(cast, cast.vice_chair, made.made_at + timedelta(days=2)) == [K.RULE]
    declare(session, dilemma, cast.kwame, cast.interests["personal"], at=NOW)
    both = ask_for(cast, cast.chair, K.RULE)
    assert both.declaration_id is None
    assert str(both.title).startswith("Rule on 2 declarations")
    rule(session, made, cast.chair, RulingOutcome.NOTE_ONLY)
    assert str(ask_for(cast, cast.chair, K.RULE).title).startswith("Rule on a declaration")


def test_the_chair_s_own_declaration_waits_on_the_vice_chair_s_desk(session: Any, cast: Cast) -> None:
    dilemma = a_dilemma(session, cast, given_by=[cast.vice_chair])
    declare(session, dilemma, cast.chair, cast.interests["personal"])
    assert asked(cast, cast.vice_chair) == [K.RULE]
    assert asked(cast, cast.chair) == []


def test_with_an_absent_chair_the_vice_chair_is_asked_to_draft(session: Any, cast: Cast) -> None:
    dilemma = a_dilemma(session, cast, State.DISCUSSED)
    session.add(ChairAbsence(dilemma_id=dilemma.id, recorded_by_id=cast.secretary.id, recorded_at=NOW))
    session.flush()
    assert asked(cast, cast.vice_chair) == [K.START_DRAFT]
    assert asked(cast, cast.chair) == []


def test_the_draft_says_what_is_missing_and_then_asks_to_circulate(session: Any, cast: Cast) -> None:
    dilemma = a_dilemma(session, cast, State.DRAFTING)
    assert "Questions 1 and 2 have no clause yet" in told(ask_for(cast, cast.chair, K.DRAFT))
    for number in (1, 2):
        clause = write_clause(session, dilemma, number, "The force may go on.")
        if number == 1:
            place_all(session, dilemma, number, clause, by=cast.chair)
    assert "have no place yet: Joan Pettifer (1), Kwame Boateng (2)" in told(ask_for(cast, cast.chair, K.DRAFT))
    place_all(session, dilemma, 2, clause, by=cast.chair)
    assert asked(cast, cast.chair) == [K.CIRCULATE]


def test_sign_off_waits_at_the_end_of_the_desk_until_it_can_be_done(session: Any, cast: Cast) -> None:
    dilemma = a_dilemma(session, cast, State.CIRCULATED)
    a_dilemma(session, cast, State.DISCUSSED)
    for clause in clauses_of(session, dilemma):
        confirm(session, clause, cast.chair)
    found = desk_of(cast, cast.chair).asks
    assert [ask.kind for ask in found] == [K.START_DRAFT, K.SIGN_OFF]
    assert "No reply yet from Agnes Whitlock" in str(found[-1].waits)
    assert (found[-1].done, found[-1].total) == (1, 9)
    for clause in clauses_of(session, dilemma):
        for person in cast.positions_given_by[1:]:
            confirm(session, clause, person)
    basis = ask_for(cast, cast.chair, K.CHOOSE_BASIS)
    assert basis.waits is None
    assert "No basis that the replies allow is chosen" in told(basis)
    for number in (1, 2):
        set_basis(session, dilemma, number, Basis.UNANIMOUS)
    assert ask_for(cast, cast.chair, K.SIGN_OFF).waits is None


def test_a_flagged_point_asks_the_chair(session: Any, cast: Cast) -> None:
    dilemma = a_dilemma(session, cast, State.CIRCULATED)
    flag = PointFlag(
        dilemma_id=dilemma.id, question_id=questions_of(session, dilemma)[0].question_id, person_id=cast.joan.id,
        text="My second reason.", flagged_at=NOW,
    )  # fmt: skip
    session.add(flag)
    session.flush()
    assert K.SETTLE_POINTS in asked(cast, cast.chair)
    flag.settled_at = NOW
    session.flush()
    assert K.SETTLE_POINTS not in asked(cast, cast.chair)


# -- the office and the force -----------------------------------------------------------------------------------------


def test_the_secretary_is_asked_to_issue_by_the_last_day_that_is_in_time(session: Any, cast: Cast) -> None:
    dilemma = a_dilemma(session, cast, State.SCHEDULED)
    item = item_of(session, dilemma)
    assert item is not None
    meeting = session.get_one(Meeting, item.meeting_id)
    meeting.starts_at, meeting.ends_at = datetime(2026, 3, 16, 14, tzinfo=UTC), None
    session.flush()
    ask = ask_for(cast, cast.secretary, K.ISSUE)
    assert ask.by == datetime(2026, 3, 10, 17, tzinfo=UTC)  # 11 to 15 March are the five clear days
    assert ask.capacity is Role.SECRETARY


def test_an_urgent_item_is_issued_without_a_meeting(session: Any, cast: Cast) -> None:
    a_dilemma(session, cast, State.ACCEPTED, urgent=True)
    assert K.ISSUE in asked(cast, cast.secretary)
    assert K.SCHEDULE not in asked(cast, cast.secretary)


def test_after_the_meeting_the_secretary_is_asked_to_record_it(session: Any, cast: Cast) -> None:
    dilemma = a_dilemma(session, cast, closes_in=timedelta(days=-9))
    ask = ask_for(cast, cast.secretary, K.RECORD)
    assert "has not yet recorded who was present" in told(ask)
    item = session.scalars(select(AgendaItem).where(AgendaItem.dilemma_id == dilemma.id)).one()
    item.recorded_at, item.presided_by_id = NOW, cast.chair.id
    session.flush()
    assert "Not quorate" in told(ask_for(cast, cast.secretary, K.RECORD))


def test_a_seat_waits_for_its_secretary_and_for_no_other(session: Any, cast: Cast) -> None:
    assert asked(cast, cast.secretary) == [K.CONFIRM_SEAT]
    assert "Bea Lindqvist" in str(ask_for(cast, cast.secretary, K.CONFIRM_SEAT).title)
    assert asked(cast, cast.other_secretary) == []


def test_a_paper_that_came_back_says_from_whom(session: Any, cast: Cast) -> None:
    handed_back = a_dilemma(session, cast, State.DRAFT)
    handed_back.row_version = 3
    session.flush()
    assert "sponsor handed it back" in told(ask_for(cast, cast.author, K.REWORK))
    handed_back.released_at = NOW
    session.flush()
    assert "returned it with questions" in told(ask_for(cast, cast.author, K.REWORK))
    assert asked(cast, cast.other_author) == []


def test_the_sponsor_answers_by_the_date_clause_by_clause(session: Any, cast: Cast) -> None:
    dilemma = a_dilemma(session, cast, State.SENT, now=NOW - timedelta(days=60))
    found = desk_of(cast, cast.sponsor)
    assert found.late
    ask = found.asks[0]
    assert (ask.kind, ask.by, ask.done, ask.total) == (K.ANSWER, dilemma.response_due_at, 0, 2)
    answer(session, clauses_of(session, dilemma)[0], cast.sponsor)
    ask = ask_for(cast, cast.sponsor, K.ANSWER)
    assert ask.done == 1
    assert told(ask) == "One clause still waits for the force’s answer."


def test_publication_goes_over_three_desks(session: Any, cast: Cast) -> None:
    dilemma = a_dilemma(session, cast, State.SENT)
    edition = publish(session, dilemma, cast, PublicationStatus.IN_REVIEW)
    assert asked(cast, cast.reviewer) == [K.REVIEW]
    assert asked(cast, cast.chair) == []
    edition.status, edition.approved_by_id = PublicationStatus.APPROVED, cast.reviewer.id
    session.flush()
    assert asked(cast, cast.reviewer) == []
    assert asked(cast, cast.chair) == [K.PUBLISH]


# -- the whole desk ---------------------------------------------------------------------------------------------------


def test_the_most_pressing_stands_first_and_the_lead_counts(session: Any, cast: Cast) -> None:
    a_dilemma(session, cast, closes_in=timedelta(days=5), title="Later")
    a_dilemma(session, cast, closes_in=timedelta(days=1), title="Nearer")
    a_dilemma(session, cast, State.CIRCULATED, title="Nearest")
    found = desk_of(cast, cast.joan)
    dates = [ask.by for ask in found.asks if ask.by]
    assert dates == sorted(dates)
    assert len(found.asks) == 3
    assert str(found.lead) == "three things, Joan."
    assert found.nearest is found.asks[0]
    assert not found.several_capacities


def test_what_is_late_stands_first_then_what_has_a_time_then_what_has_waited_longest(session: Any, cast: Cast) -> None:
    a_dilemma(session, cast, State.WITH_SPONSOR, title="Asked lately")
    a_dilemma(session, cast, State.WITH_SPONSOR, title="Asked long ago", now=NOW - timedelta(days=200))
    a_dilemma(session, cast, State.SENT, title="Due in time")
    a_dilemma(session, cast, State.SENT, title="Overdue", now=NOW - timedelta(days=90))
    found = desk_of(cast, cast.sponsor)
    titles = [str(one.title).partition("“")[2].partition("”")[0] for one in found.asks]
    assert titles == ["Overdue", "Due in time", "Asked long ago", "Asked lately"]
    assert found.late


def test_who_holds_several_roles_sees_in_which_capacity_each_ask_is_theirs(session: Any, cast: Cast) -> None:
    session.add(
        Appointment(
            person_id=cast.author.id,
            committee_id=cast.committee.id,
            role=Role.SECRETARY,
            starts_on=NOW.date(),
            made_at=NOW,
        )
    )
    session.flush()
    a_dilemma(session, cast, State.DRAFT)
    a_dilemma(session, cast, State.SUBMITTED)
    found = desk_of(cast, cast.author)
    assert found.several_capacities
    assert {(ask.kind, ask.capacity) for ask in found.asks} >= {(K.WRITE, Role.AUTHOR), (K.TRIAGE, Role.SECRETARY)}


def test_what_became_of_it_is_told_once_newest_first_and_to_whom_it_concerns(session: Any, cast: Cast) -> None:
    answered = a_dilemma(session, cast, State.ANSWERED, title="Answered")
    a_dilemma(session, cast, State.AGREED, title="Agreed", withdrawn=(cast.agnes,))
    a_dilemma(session, cast, State.ACCEPTED, title="Accepted")
    a_dilemma(session, cast, State.CLOSED, now=NOW - timedelta(days=100), title="Long ago")
    second = clauses_of(session, answered)[1]
    answer(session, second, cast.sponsor, Answer.IN_PART)
    session.commit()
    news = desk_of(cast, cast.joan).news
    assert [str(one.title) for one in news] == ["The force answered on “Answered”", "The advice on “Agreed” is agreed"]
    assert [str(one) for one in news[0].detail] == [
        "one of two clauses accepted.", "A clause that rests on what you wrote is accepted in part.",
    ]  # fmt: skip
    assert [str(one) for one in desk_of(cast, cast.grace).news[0].detail] == ["one of two clauses accepted."]
    assert [str(one.title) for one in desk_of(cast, cast.agnes).news] == ["The force answered on “Answered”"]
    brought = [str(one.title) for one in desk_of(cast, cast.author).news]
    assert set(brought) == {"The committee accepted “Accepted”", "The force answered on “Answered”"}
    assert desk_of(cast, cast.outsider).news == desk_of(cast, cast.administrator).news == ()


def test_a_publication_is_news_that_leads_to_the_public_page(session: Any, cast: Cast) -> None:
    dilemma = a_dilemma(session, cast, State.SENT)
    publish(session, dilemma, cast, ref="p123456789")
    journal.write(dilemma, cast.chair.id, Event.PUBLISHED, NOW)
    news = desk_of(cast, cast.joan).news
    assert str(news[0].title) == "The advice on “Footage from doorbells” was published"
    assert news[0].public_ref == "p123456789"


def test_the_next_meeting_is_the_next_of_a_committee_one_meets_with(session: Any, cast: Cast) -> None:
    a_dilemma(session, cast, closes_in=timedelta(days=8))
    nearer = a_dilemma(session, cast, closes_in=timedelta(days=2))
    item = item_of(session, nearer)
    assert item is not None
    meeting = session.get_one(Meeting, item.meeting_id)
    found = desk_of(cast, cast.joan).next_meeting
    assert found is not None
    assert (found.ref, found.things) == (meeting.ref, 1)
    for person in (cast.outsider, cast.author, cast.administrator, cast.reviewer):
        assert desk_of(cast, person).next_meeting is None


def test_a_desk_is_the_same_whatever_a_colleague_has_sealed(session: Any, cast: Cast) -> None:
    desks = []
    dilemma = a_dilemma(session, cast, questions=3, given_by=[cast.joan])
    declare(session, dilemma, cast.tomos)
    for acts in ((), ((1, Stance.SUPPORTED),), ((1, Stance.NOT_SUPPORTED), (2, Stance.ABSTAIN), (3, None))):
        for number, stance in acts:
            give_position(session, dilemma, cast.tomos, number, stance, considerations=(f"A reason of {len(acts)}",))
        save_working_copy(session, dilemma, cast.tomos, 1) if not acts else None
        desks.append([desk_of(cast, person) for person in cast.everyone if person is not cast.tomos])
    assert desks[0] == desks[1] == desks[2]
    assert session.scalars(select(Position).where(Position.person_id == cast.tomos.id)).all()


def test_a_desk_takes_as_many_queries_for_one_dilemma_as_for_many(
    session: Any, cast: Cast, count_queries: Callable[[], Any]
) -> None:
    def fill() -> None:
        for state in set(State) - {State.ISSUED, State.CLOSED}:
            a_dilemma(session, cast, state)
        dilemma = a_dilemma(session, cast, given_by=[cast.joan, cast.chair])
        save_working_copy(session, dilemma, cast.joan, 1)
        declare(session, dilemma, cast.kwame, cast.interests["personal"])
        announce_minority_view(session, a_dilemma(session, cast, State.CIRCULATED), cast.tomos)
        session.commit()

    def counted() -> dict[str, int]:
        found = {}
        for person in cast.everyone:
            session.remove()
            actor = cast.actor(person)
            with count_queries() as seen:
                desk(actor, NOW)
            found[person.name] = len(seen)
        return found

    fill()
    once = counted()
    fill()
    fill()
    assert counted() == once
    assert max(once.values()) <= 15, once
