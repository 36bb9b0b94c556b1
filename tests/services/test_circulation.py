"""The advice is circulated, confirmed clause by clause, signed off and sent by product.md's rules 7, 9 and 12."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from ethics.domain.notices import NoticeKind
from ethics.domain.refusal import Invalid, NotAllowed, NotKnown, NotNow, Stale
from ethics.domain.vocabulary import Basis, Event, Reply, RulingOutcome, State
from ethics.models import (
    AdviceCondition,
    Clause,
    ClauseWording,
    Condition,
    Confirmation,
    Dilemma,
    EligibleMember,
    JournalEntry,
    Notice,
    Placement,
    QuestionAdvice,
)
from ethics.reading import facts
from ethics.services import advice, minority
from ethics.services.advice import ClauseDraft, ClauseReply, ConditionDraft, Place, QuestionEdit, ReplyDraft
from tests.acts import confirm, set_basis
from tests.cast import Cast, Someone
from tests.factories import a_dilemma, clauses_of, declare, questions_of, rule

AGREE = ReplyDraft(Reply.AGREE)
OBJECT = ReplyDraft(Reply.OBJECT, "Say how long it is kept.")


@pytest.fixture
def item(session, cast: Cast) -> Dilemma:
    """Circulated advice of two clauses on two questions, Agnes withdrawn; nobody has replied."""
    dilemma = a_dilemma(session, cast, State.CIRCULATED, withdrawn=(cast.agnes,))
    session.commit()
    return dilemma


@pytest.fixture
def chair(cast: Cast):
    return cast.actor(cast.chair)


def eligible(cast: Cast) -> list[Someone]:
    return [person for person in cast.positions_given_by if person is not cast.agnes]


def all_reply(session, cast: Cast, item: Dilemma, people: list[Someone], reply: Reply = Reply.AGREE) -> None:
    for clause in clauses_of(session, item):
        for person in people:
            confirm(session, clause, person, reply)


def choose(session, item: Dilemma, basis: Basis) -> None:
    for wording in questions_of(session, item):
        set_basis(session, item, wording.number, basis)


def told(session, kind: NoticeKind) -> set[int]:
    return set(session.scalars(select(Notice.person_id).where(Notice.kind == kind)))


# -- circulating ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "asked"),
    [
        (None, False),  # waiting for a ruling
        (RulingOutcome.NOTE_ONLY, True),
        (RulingOutcome.NO_POSITION, False),
        (RulingOutcome.LEAVE, False),
        (RulingOutcome.WITHDRAW, False),
    ],
)
def test_who_is_asked_to_confirm_follows_from_rulings(session, cast: Cast, clock, outcome, asked: bool) -> None:
    item = a_dilemma(session, cast, State.DRAFTING, withdrawn=(cast.agnes,), given_by=())
    made = declare(session, item, cast.grace, cast.interests["personal"], at=clock() - timedelta(hours=2))
    if outcome is not None:
        rule(session, made, cast.chair, outcome)
    chair = cast.actor(cast.chair)
    for wording in questions_of(session, item):
        advice.add_clause(chair, item.ref, wording.question_id, ClauseDraft("Yes."), clock)
    advice.circulate(chair, item.ref, clock)
    people = set(session.scalars(select(EligibleMember.person_id).where(EligibleMember.dilemma_id == item.id)))
    assert (cast.grace.id in people) is asked
    assert cast.agnes.id not in people
    assert cast.coopted.id not in people
    assert told(session, NoticeKind.CIRCULATED) == people


def test_members_get_the_committees_days_to_reply_or_until_a_day_to_come(session, cast: Cast, clock, chair) -> None:
    item = a_dilemma(session, cast, State.DRAFTING, given_by=())
    for wording in questions_of(session, item):
        advice.add_clause(chair, item.ref, wording.question_id, ClauseDraft("Yes."), clock)
    session.commit()
    with pytest.raises(Invalid) as refused:
        advice.circulate(chair, item.ref, clock, reply_by=clock().date())
    assert list(refused.value.errors) == ["reply_by"]
    session.rollback()
    with pytest.raises(Stale):
        advice.circulate(chair, item.ref, clock, row_version=item.row_version - 1)
    session.rollback()
    advice.circulate(chair, item.ref, clock)
    assert item.replies_due_at == datetime(2026, 3, 9, 17, tzinfo=UTC)


# -- confirming (rule 12) ---------------------------------------------------------------------------------------------


def test_an_objection_says_what_wording_would_remove_it(session, cast: Cast, clock, item) -> None:
    clause = clauses_of(session, item)[0]
    with pytest.raises(Invalid) as refused:
        advice.confirm(cast.actor(cast.joan), item.ref, clause.id, 1, ReplyDraft(Reply.OBJECT, " "), clock)
    assert list(refused.value.errors) == [f"wording-{clause.id}"]
    advice.confirm(cast.actor(cast.joan), item.ref, clause.id, 1, OBJECT, clock)
    assert session.scalars(select(Confirmation.wording)).one() == "Say how long it is kept."


def test_replies_to_every_clause_are_saved_together_and_the_same_again_is_not_a_new_one(
    session, cast: Cast, clock, item
) -> None:
    joan = cast.actor(cast.joan)
    replies = [ClauseReply(clause.id, 1, AGREE) for clause in clauses_of(session, item)]
    advice.confirm_all(joan, item.ref, replies, clock)
    advice.confirm_all(joan, item.ref, replies, clock)
    assert session.scalar(select(func.count(Confirmation.id))) == 2
    advice.confirm_all(joan, item.ref, [ClauseReply(replies[0].clause_id, 1, ReplyDraft(Reply.LIVE_WITH))], clock)
    question = session.get(Clause, replies[0].clause_id).question_id
    assert facts.replies_by_question(item.id)[question][cast.joan.id] is Reply.LIVE_WITH


def test_a_reply_to_words_that_changed_meanwhile_is_not_taken_and_none_of_the_others_are(
    session, cast: Cast, clock, item, chair
) -> None:
    first, second = clauses_of(session, item)
    advice.change_clause(chair, item.ref, first.id, ClauseDraft("New words."), clock, row_version=1)
    session.commit()
    with pytest.raises(Stale) as refused:
        advice.confirm_all(
            cast.actor(cast.joan), item.ref, [ClauseReply(first.id, 1, AGREE), ClauseReply(second.id, 1, AGREE)], clock
        )
    session.rollback()
    assert [(text.name, text.now) for text in refused.value.texts] == [(f"wording-{first.id}", "New words.")]
    assert session.scalar(select(func.count(Confirmation.id))) == 0


def test_only_eligible_members_confirm(session, cast: Cast, clock, item) -> None:
    clause = clauses_of(session, item)[0]
    for person in (cast.secretary, cast.coopted, cast.agnes, cast.author, cast.adviser):
        with pytest.raises(NotAllowed):
            advice.confirm(cast.actor(person), item.ref, clause.id, 1, AGREE, clock)
    with pytest.raises(NotKnown):
        advice.confirm(cast.actor(cast.outsider), item.ref, clause.id, 1, AGREE, clock)
    with pytest.raises(NotKnown):
        advice.confirm(cast.actor(cast.joan), item.ref, 987654, 1, AGREE, clock)


# -- changing in circulation (rule 12) --------------------------------------------------------------------------------


def test_a_changed_clause_starts_its_own_confirmations_again_and_no_others(
    session, cast: Cast, clock, item, chair
) -> None:
    first, second = clauses_of(session, item)
    all_reply(session, cast, item, eligible(cast))
    clock.advance(days=5)
    advice.change_clause(chair, item.ref, first.id, ClauseDraft("New words."), clock, row_version=1)
    replies = facts.replies_by_question(item.id)
    assert set(replies[first.question_id].values()) == {None}
    assert set(replies[second.question_id].values()) == {Reply.AGREE}
    kept = session.scalars(select(ClauseWording)).one()
    assert (kept.clause_id, kept.text_version) == (first.id, 1)
    assert kept.text.startswith("The force may go on")
    assert told(session, NoticeKind.CLAUSE_CHANGED) == {person.id for person in eligible(cast)}


def test_members_get_time_to_read_a_changed_clause(session, cast: Cast, clock, item, chair) -> None:
    clause = clauses_of(session, item)[0]
    clock.advance(days=6)
    advice.change_clause(chair, item.ref, clause.id, ClauseDraft("New words."), clock, row_version=1)
    assert item.replies_due_at == datetime(2026, 3, 15, 17, tzinfo=UTC)
    later = item.replies_due_at
    clock.advance(days=-4)
    advice.change_clause(chair, item.ref, clause.id, ClauseDraft("Newer words."), clock, row_version=2)
    assert item.replies_due_at == later


def test_saving_the_same_words_changes_nothing(session, cast: Cast, clock, item, chair) -> None:
    clause = clauses_of(session, item)[0]
    advice.change_clause(chair, item.ref, clause.id, ClauseDraft(clause.text), clock, row_version=1)
    assert (clause.text_version, clause.row_version) == (1, 1)
    assert told(session, NoticeKind.CLAUSE_CHANGED) == set()


def test_a_change_of_conditions_or_addressee_is_a_change_of_the_clause_kept_once_for_one_save(
    session, cast: Cast, clock, item, chair
) -> None:
    clause = clauses_of(session, item)[0]
    wish = advice.add_condition(chair, item.ref, clause.id, ConditionDraft("Tell the street.", owner="The area"), clock)
    assert clause.text_version == 2
    edit = QuestionEdit(
        clauses=[advice.ClauseEdit(clause.id, 1, ClauseDraft("New words.", "Chief Constable"))],
        conditions=[advice.ConditionEdit(wish, 1, ConditionDraft("Tell the whole street."))],
    )
    advice.save_question(chair, item.ref, clause.question_id, edit, clock)
    assert clause.text_version == 3
    kept = session.scalars(select(ClauseWording).order_by(ClauseWording.text_version)).all()
    assert [row.text_version for row in kept] == [1, 2]
    assert [row.conditions for row in kept] == [
        [],
        [{"text": "Tell the street.", "strength": "must", "owner": "The area"}],
    ]
    entries = session.scalars(select(JournalEntry).where(JournalEntry.event == Event.STATE_CHANGED)).all()
    assert [entry.facts for entry in entries if entry.step and entry.step.value == "change_clause"] == [
        {"clauses": [clause.id]}
    ] * 2


def test_moving_a_condition_to_another_clause_changes_both(session, cast: Cast, clock, item, chair) -> None:
    first = clauses_of(session, item)[0]
    second = advice.add_clause(chair, item.ref, first.question_id, ClauseDraft("Another."), clock)
    placed = select(Placement.condition_id).where(Placement.clause_id == first.id)
    wish = session.scalars(select(Condition).where(Condition.id.in_(placed)).order_by(Condition.id)).first()
    advice.place(chair, item.ref, [], [wish.id], Place(clause_id=first.id), clock)
    assert first.text_version == 2  # carried over into it for the first time
    advice.place(chair, item.ref, [], [wish.id], Place(clause_id=second), clock)
    assert (first.text_version, session.get(Clause, second).text_version) == (3, 2)
    assert session.scalars(select(AdviceCondition.clause_id)).one() == second


def test_placing_a_consideration_changes_no_words(session, cast: Cast, clock, item, chair) -> None:
    first = clauses_of(session, item)[0]
    here = Placement.clause_id == first.id
    point = session.scalars(
        select(Placement.consideration_id).where(here, Placement.consideration_id.is_not(None))
    ).first()
    advice.place(chair, item.ref, [point], [], Place(because="Weighed again."), clock)
    assert first.text_version == 1
    with pytest.raises(NotNow, match="give the point another place instead"):
        advice.take_from_place(chair, item.ref, [point], [], clock)


def test_a_new_clause_in_circulation_comes_with_its_words_and_waits_for_every_reply(
    session, cast: Cast, clock, item, chair
) -> None:
    question = clauses_of(session, item)[0].question_id
    with pytest.raises(Invalid):
        advice.add_clause(chair, item.ref, question, ClauseDraft(" "), clock)
    session.rollback()
    all_reply(session, cast, item, eligible(cast))
    advice.add_clause(chair, item.ref, question, ClauseDraft("One more thing."), clock)
    assert set(facts.replies_by_question(item.id)[question].values()) == {None}
    assert session.scalars(select(ClauseWording)).all() == []


# -- the basis (rule 9) -----------------------------------------------------------------------------------------------


def test_a_weaker_word_may_be_chosen_and_never_a_stronger(session, cast: Cast, clock, item, chair) -> None:
    all_reply(session, cast, item, eligible(cast)[:-1])
    confirm(session, clauses_of(session, item)[0], eligible(cast)[-1], Reply.LIVE_WITH)
    question = questions_of(session, item)[0].question_id
    with pytest.raises(Invalid) as refused:
        advice.choose_basis(chair, item.ref, question, Basis.UNANIMOUS, clock)
    assert list(refused.value.errors) == ["basis"]
    for basis in (Basis.RESERVATIONS, Basis.MAJORITY, Basis.NO_AGREED_VIEW):
        advice.choose_basis(chair, item.ref, question, basis, clock)


def test_silence_is_never_assent(session, cast: Cast, clock, item, chair) -> None:
    all_reply(session, cast, item, eligible(cast)[:-1])
    question = questions_of(session, item)[0].question_id
    for basis in (Basis.UNANIMOUS, Basis.RESERVATIONS):
        with pytest.raises(Invalid):
            advice.choose_basis(chair, item.ref, question, basis, clock)
        session.rollback()


def test_a_basis_that_replies_have_overtaken_keeps_the_advice_from_being_signed_off(
    session, cast: Cast, clock, item, chair
) -> None:
    all_reply(session, cast, item, eligible(cast))
    choose(session, item, Basis.UNANIMOUS)
    confirm(session, clauses_of(session, item)[0], cast.tomos, Reply.OBJECT)
    with pytest.raises(NotNow, match="No basis that the replies allow is chosen for question 1"):
        advice.sign_off(chair, item.ref, clock)
    choose(session, item, Basis.MAJORITY)
    advice.sign_off(chair, item.ref, clock)


# -- signing off (rule 12) --------------------------------------------------------------------------------------------


def test_the_chair_signs_off_when_everyone_has_replied(session, cast: Cast, clock, item, chair) -> None:
    all_reply(session, cast, item, eligible(cast)[1:])
    choose(session, item, Basis.MAJORITY)
    with pytest.raises(NotNow, match="No reply yet from Margaret Holloway"):
        advice.sign_off(chair, item.ref, clock)
    all_reply(session, cast, item, [cast.chair])
    with pytest.raises(NotAllowed):
        advice.sign_off(cast.actor(cast.secretary), item.ref, clock)
    advice.sign_off(chair, item.ref, clock)
    assert item.state is State.AGREED
    assert session.scalars(select(QuestionAdvice.basis)).all() == [Basis.MAJORITY] * 2


def test_once_the_time_has_passed_a_quorum_of_replies_is_enough(session, cast: Cast, clock, item, chair) -> None:
    all_reply(session, cast, item, [cast.chair, cast.joan])
    choose(session, item, Basis.NO_AGREED_VIEW)
    clock.advance(days=8)
    with pytest.raises(NotNow, match="Too few have replied"):
        advice.sign_off(chair, item.ref, clock)
    all_reply(session, cast, item, [cast.grace])
    advice.sign_off(chair, item.ref, clock)


def test_a_clause_changed_after_the_time_passed_gives_members_their_time_again(
    session, cast: Cast, clock, item, chair
) -> None:
    all_reply(session, cast, item, eligible(cast)[:5])
    choose(session, item, Basis.NO_AGREED_VIEW)
    clock.advance(days=8)
    advice.change_clause(
        chair, item.ref, clauses_of(session, item)[0].id, ClauseDraft("New words."), clock, row_version=1
    )
    with pytest.raises(NotNow, match="No reply yet"):
        advice.sign_off(chair, item.ref, clock)


def test_an_announced_minority_view_is_waited_for(session, cast: Cast, clock, item, chair) -> None:
    all_reply(session, cast, item, eligible(cast))
    choose(session, item, Basis.UNANIMOUS)
    tomos = cast.actor(cast.tomos)
    view = minority.announce(tomos, item.ref, questions_of(session, item)[0].question_id, clock)
    with pytest.raises(NotNow, match="announced by Tomos Llŷr is not written yet"):
        advice.sign_off(chair, item.ref, clock)
    minority.write(tomos, item.ref, view, "I cannot go along.", clock, row_version=1)
    advice.sign_off(chair, item.ref, clock)


def test_a_view_its_author_can_no_longer_write_is_not_waited_for(session, cast: Cast, clock, item, chair) -> None:
    minority.announce(cast.actor(cast.tomos), item.ref, questions_of(session, item)[0].question_id, clock)
    made = declare(session, item, cast.tomos, cast.interests["personal"], at=clock())
    rule(session, made, cast.chair, RulingOutcome.WITHDRAW, at=clock())
    all_reply(session, cast, item, [person for person in eligible(cast) if person is not cast.tomos])
    choose(session, item, Basis.UNANIMOUS)
    advice.sign_off(chair, item.ref, clock)
    assert item.state is State.AGREED


def test_a_member_who_withdraws_in_circulation_is_no_longer_waited_for(session, cast: Cast, clock, item, chair) -> None:
    all_reply(session, cast, item, eligible(cast)[:-1])
    choose(session, item, Basis.UNANIMOUS)
    last = eligible(cast)[-1]
    made = declare(session, item, last, cast.interests["personal"], at=clock())
    rule(session, made, cast.chair, RulingOutcome.WITHDRAW, at=clock())
    advice.sign_off(chair, item.ref, clock)
    assert item.state is State.AGREED


def test_what_kept_the_draft_from_circulating_keeps_it_from_being_signed_off(
    session, cast: Cast, clock, item, chair
) -> None:
    all_reply(session, cast, item, eligible(cast))
    choose(session, item, Basis.UNANIMOUS)
    clause = clauses_of(session, item)[0]
    points = session.execute(
        select(Placement.consideration_id, Placement.condition_id).where(Placement.clause_id == clause.id)
    ).all()
    advice.place(
        chair, item.ref, [p for p, _ in points if p], [c for _, c in points if c], Place(because="Not for us."), clock
    )
    advice.drop_clause(chair, item.ref, clause.id, clock)
    with pytest.raises(NotNow, match="Question 1 has no clause yet"):
        advice.sign_off(chair, item.ref, clock)
    advice.say_why_not_answered(chair, item.ref, clause.question_id, "Not for us.", clock)
    advice.sign_off(chair, item.ref, clock)


def test_agreed_advice_changes_no_more(session, cast: Cast, clock, chair) -> None:
    item = a_dilemma(session, cast, State.AGREED)
    clause = clauses_of(session, item)[0]
    for attempt in (
        lambda: advice.change_clause(chair, item.ref, clause.id, ClauseDraft("Mine."), clock, row_version=1),
        lambda: advice.choose_basis(chair, item.ref, clause.question_id, Basis.MAJORITY, clock),
        lambda: advice.confirm(cast.actor(cast.joan), item.ref, clause.id, 1, AGREE, clock),
    ):
        with pytest.raises(NotAllowed):
            attempt()


# -- sending ----------------------------------------------------------------------------------------------------------


def test_sending_tells_author_and_sponsor_and_starts_their_time(session, cast: Cast, clock, chair) -> None:
    item = a_dilemma(session, cast, State.AGREED)
    session.commit()
    with pytest.raises(Invalid):
        advice.send(chair, item.ref, clock, answer_by=(clock() - timedelta(days=1)).date())
    session.rollback()
    advice.send(cast.actor(cast.secretary), item.ref, clock)
    assert item.response_due_at == datetime(2026, 4, 13, 16, tzinfo=UTC)  # 5pm by summer time
    paths = dict(session.execute(select(Notice.person_id, Notice.path).where(Notice.kind == NoticeKind.SENT)).all())
    assert paths == {cast.author.id: f"/dilemmas/{item.ref}/advice", cast.sponsor.id: f"/dilemmas/{item.ref}/answer"}
