"""The advice is drafted, every point placed, by product.md's rules 8, 9, 10, 11, 13 and 14."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from ethics.domain.notices import NoticeKind
from ethics.domain.refusal import Invalid, NotAllowed, NotKnown, NotNow, Stale
from ethics.domain.vocabulary import Basis, Part, PlaceKind, RulingOutcome, State, Strength
from ethics.models import (
    AdviceCondition,
    Clause,
    Condition,
    Consideration,
    Dilemma,
    JournalEntry,
    MinorityView,
    Notice,
    Placement,
    PointFlag,
    Position,
    QuestionAdvice,
)
from ethics.services import advice, minority
from ethics.services.advice import (
    ClauseDraft,
    ClauseEdit,
    ConditionDraft,
    ConditionEdit,
    NewCondition,
    Place,
    QuestionEdit,
)
from ethics.services.journal import first_break
from tests.cast import Cast, Someone
from tests.factories import a_dilemma, declare, questions_of, rule


@pytest.fixture
def item(session, cast: Cast) -> Dilemma:
    """A dilemma whose advice is being drafted, Agnes withdrawn from it."""
    dilemma = a_dilemma(session, cast, State.DRAFTING, withdrawn=(cast.agnes,))
    session.commit()
    return dilemma


@pytest.fixture
def chair(cast: Cast):
    return cast.actor(cast.chair)


@pytest.fixture
def points(session, item: Dilemma) -> Callable[..., tuple[list[int], list[int]]]:
    """The considerations and conditions of some people, or of everybody, on the question of that number."""

    def find(number: int, *people: Someone) -> tuple[list[int], list[int]]:
        positions = select(Position.id).where(
            Position.question_id == questions_of(session, item)[number - 1].question_id
        )
        if people:
            positions = positions.where(Position.person_id.in_([person.id for person in people]))
        return (
            list(
                session.scalars(
                    select(Consideration.id).where(Consideration.position_id.in_(positions)).order_by(Consideration.id)
                )
            ),
            list(
                session.scalars(select(Condition.id).where(Condition.position_id.in_(positions)).order_by(Condition.id))
            ),
        )

    return find


def first_question(session, item: Dilemma) -> int:
    return questions_of(session, item)[0].question_id


# -- rule 8: every question is answered, or it is said why not ---------------------------------------------------------


def test_nothing_circulates_while_a_question_has_neither_a_clause_nor_a_reason(
    session, cast: Cast, clock, item, chair, points
) -> None:
    one, two = (wording.question_id for wording in questions_of(session, item))
    clause = advice.add_clause(chair, item.ref, one, ClauseDraft("The force may go on."), clock)
    advice.place(chair, item.ref, *points(1), Place(clause_id=clause), clock)
    with pytest.raises(NotNow, match="Question 2 has no clause yet"):
        advice.circulate(chair, item.ref, clock)
    advice.say_why_not_answered(chair, item.ref, two, "It belongs to the review that has begun.", clock)
    advice.place(chair, item.ref, *points(2), Place(because="The question is not answered."), clock)
    advice.circulate(chair, item.ref, clock)
    assert item.state is State.CIRCULATED


def test_a_question_with_a_clause_is_answered_and_one_without_needs_words_for_why(session, clock, item, chair) -> None:
    question = first_question(session, item)
    with pytest.raises(Invalid) as refused:
        advice.say_why_not_answered(chair, item.ref, question, "  ", clock)
    assert list(refused.value.errors) == ["not_answered"]
    advice.say_why_not_answered(chair, item.ref, question, "Not for us.", clock)
    clause = advice.add_clause(chair, item.ref, question, ClauseDraft("After all."), clock)
    assert session.scalars(select(QuestionAdvice.not_answered)).one() == ""
    with pytest.raises(NotNow, match="This question has a clause"):
        advice.say_why_not_answered(chair, item.ref, question, "Not for us.", clock)
    advice.drop_clause(chair, item.ref, clause, clock)
    advice.say_why_not_answered(chair, item.ref, question, "Not for us.", clock)


def test_a_clause_without_words_does_not_circulate(session, clock, item, chair, points) -> None:
    for number, wording in enumerate(questions_of(session, item), 1):
        clause = advice.add_clause(
            chair, item.ref, wording.question_id, ClauseDraft("" if number == 2 else "Yes."), clock
        )
        advice.place(chair, item.ref, *points(number), Place(clause_id=clause), clock)
    with pytest.raises(NotNow, match=r"Clause 2\.1 has no words yet"):
        advice.circulate(chair, item.ref, clock)


def test_a_clause_on_a_part_2_question_is_part_2(session, clock, item, chair) -> None:
    wording = questions_of(session, item)[0]
    wording.part, wording.part_reason = Part.CLOSED, "foi_31"
    session.commit()
    clause = advice.add_clause(chair, item.ref, wording.question_id, ClauseDraft("Quietly."), clock)
    assert session.get(Clause, clause).part is Part.CLOSED


# -- rule 11: every point has a place ----------------------------------------------------------------------------------


def test_nothing_circulates_with_a_point_unplaced_and_it_is_said_whose(
    session, cast: Cast, clock, item, chair, points
) -> None:
    one, two = (wording.question_id for wording in questions_of(session, item))
    clause = advice.add_clause(chair, item.ref, one, ClauseDraft("Yes."), clock)
    advice.say_why_not_answered(chair, item.ref, two, "Not for us.", clock)
    advice.place(chair, item.ref, *points(1), Place(clause_id=clause), clock)
    considerations, conditions = points(2)
    joans, _ = points(2, cast.joan)
    rest = [point for point in considerations if point not in joans]
    advice.place(chair, item.ref, rest, conditions, Place(because="Not answered."), clock)
    with pytest.raises(NotNow, match=r"One consideration or condition has no place yet: Joan Pettifer \(1\)"):
        advice.circulate(chair, item.ref, clock)


def test_several_points_get_one_place_at_once_and_can_be_moved_together(session, clock, item, chair, points) -> None:
    question = first_question(session, item)
    first = advice.add_clause(chair, item.ref, question, ClauseDraft("First."), clock)
    second = advice.add_clause(chair, item.ref, question, ClauseDraft("Second."), clock)
    considerations, conditions = points(1)
    advice.place(chair, item.ref, considerations, conditions, Place(clause_id=first), clock)
    advice.place(chair, item.ref, considerations[:2], [], Place(clause_id=second), clock)
    advice.place(chair, item.ref, considerations[2:3], [], Place(because="It was weighed."), clock)
    rows = session.scalars(select(Placement)).all()
    assert len(rows) == len(considerations) + len(conditions)
    assert sum(row.clause_id == second for row in rows) == 2
    assert [row.because for row in rows if row.kind is PlaceKind.NOT_ADOPTED] == ["It was weighed."]
    advice.take_from_place(chair, item.ref, considerations, [], clock)
    assert {row.condition_id for row in session.scalars(select(Placement))} == set(conditions)


def test_what_is_not_adopted_says_because(session, clock, item, chair, points) -> None:
    with pytest.raises(Invalid) as refused:
        advice.place(chair, item.ref, points(1)[0], [], Place(because=" "), clock)
    assert list(refused.value.errors) == ["because"]
    with pytest.raises(Invalid) as refused:
        advice.place(chair, item.ref, [], [], Place(because="Why not."), clock)
    assert list(refused.value.errors) == ["points"]


def test_a_point_goes_only_where_its_own_question_is_answered(session, cast: Cast, clock, item, chair, points) -> None:
    one, two = (wording.question_id for wording in questions_of(session, item))
    clause = advice.add_clause(chair, item.ref, two, ClauseDraft("Two."), clock)
    with pytest.raises(Invalid) as refused:
        advice.place(chair, item.ref, points(1)[0], [], Place(clause_id=clause), clock)
    assert list(refused.value.errors) == ["place"]
    view = minority.announce(cast.actor(cast.tomos), item.ref, one, clock)
    advice.place(chair, item.ref, points(1, cast.tomos)[0], [], Place(view_id=view), clock)
    assert session.scalars(select(Placement.view_id)).one() == view


def test_points_that_do_not_count_cannot_be_placed_and_need_no_place(
    session, cast: Cast, clock, item, chair, points
) -> None:
    priya = points(1, cast.priya)[0]
    made = declare(session, item, cast.priya, cast.interests["personal"], at=clock())
    with pytest.raises(NotKnown):  # a late declaration sets the position aside until it is ruled on
        advice.place(chair, item.ref, priya, [], Place(because="No."), clock)
    rule(session, made, cast.chair, RulingOutcome.WITHDRAW, at=clock())
    with pytest.raises(NotKnown):
        advice.place(chair, item.ref, priya, [], Place(because="No."), clock)
    with pytest.raises(NotKnown):
        advice.place(chair, item.ref, [987654], [], Place(because="No."), clock)


def test_who_leaves_for_the_discussion_keeps_their_round_1_points_in_the_draft(
    session, cast: Cast, clock, item, chair, points
) -> None:
    made = declare(session, item, cast.priya, cast.interests["personal"], at=clock())
    rule(session, made, cast.chair, RulingOutcome.LEAVE, at=clock())
    kept = points(1, cast.priya)[0]
    advice.place(chair, item.ref, kept, [], Place(because="Weighed."), clock)
    assert set(session.scalars(select(Placement.consideration_id))) == set(kept) != set()


def test_a_member_says_their_point_is_not_there_and_the_chair_and_secretary_are_told(
    session, cast: Cast, clock
) -> None:
    circulated = a_dilemma(session, cast, State.CIRCULATED)
    question = first_question(session, circulated)
    joan = cast.actor(cast.joan)
    with pytest.raises(Invalid):
        advice.flag_point(joan, circulated.ref, question, "", clock)
    advice.flag_point(joan, circulated.ref, question, "Who is in the control room?", clock)
    told = select(Notice.person_id).where(Notice.kind == NoticeKind.POINT_FLAGGED)
    assert set(session.scalars(told)) == {cast.chair.id, cast.secretary.id}
    flag = session.scalars(select(PointFlag)).one()
    advice.settle_flag(cast.actor(cast.chair), circulated.ref, flag.id, clock)
    assert flag.settled_at == clock()
    with pytest.raises(NotAllowed):
        advice.flag_point(cast.actor(cast.author), circulated.ref, question, "Mine too.", clock)


# -- rule 10: conditions of the advice ---------------------------------------------------------------------------------


def test_a_condition_placed_in_a_clause_is_carried_over_with_its_origin(
    session, cast: Cast, clock, item, chair, points
) -> None:
    question = first_question(session, item)
    first = advice.add_clause(chair, item.ref, question, ClauseDraft("First."), clock)
    second = advice.add_clause(chair, item.ref, question, ClauseDraft("Second."), clock)
    wish = points(1, cast.kwame)[1]
    advice.place(chair, item.ref, [], wish, Place(clause_id=first), clock)
    row = session.scalars(select(AdviceCondition)).one()
    assert (row.origin_id, row.clause_id, row.owner) == (wish[0], first, "")
    advice.change_condition(
        chair, item.ref, row.id, ConditionDraft("By letter.", Strength.SHOULD, "Head of records"), clock
    )
    advice.place(chair, item.ref, [], wish, Place(clause_id=second), clock)
    moved = session.scalars(select(AdviceCondition)).one()
    assert (moved.clause_id, moved.text, moved.owner, moved.origin_id) == (
        second,
        "By letter.",
        "Head of records",
        wish[0],
    )
    advice.place(chair, item.ref, [], wish, Place(because="It cannot be done."), clock)
    assert session.scalars(select(AdviceCondition)).all() == []


def test_a_condition_needs_words_and_an_owner_may_be_left_to_the_force(session, clock, item, chair) -> None:
    clause = advice.add_clause(chair, item.ref, first_question(session, item), ClauseDraft("Yes."), clock)
    with pytest.raises(Invalid) as refused:
        advice.add_condition(chair, item.ref, clause, ConditionDraft(" "), clock)
    assert list(refused.value.errors) == ["text"]
    made = advice.add_condition(chair, item.ref, clause, ConditionDraft("Tell the street."), clock)
    assert session.get(AdviceCondition, made).owner == ""
    advice.drop_condition(chair, item.ref, made, clock)
    assert session.get(AdviceCondition, made) is None


# -- rule 9 and 13, 14 -------------------------------------------------------------------------------------------------


def test_before_circulation_any_basis_may_be_noted(session, clock, item, chair) -> None:
    question = first_question(session, item)
    for basis in Basis:
        advice.choose_basis(chair, item.ref, question, basis, clock)
    assert session.scalars(select(QuestionAdvice.basis)).one() is Basis.NO_AGREED_VIEW


def test_what_is_marked_secret_enters_nowhere(session, clock, item, chair, points) -> None:
    question = first_question(session, item)
    marked = "SECRET\n\nWhat nobody may read."
    for attempt in (
        lambda: advice.add_clause(chair, item.ref, question, ClauseDraft(marked), clock),
        lambda: advice.say_why_not_answered(chair, item.ref, question, marked, clock),
        lambda: advice.place(chair, item.ref, points(1)[0], [], Place(because=marked), clock),
    ):
        with pytest.raises(Invalid):
            attempt()
        session.rollback()


# -- who may ----------------------------------------------------------------------------------------------------------


def test_drafting_is_for_the_chair_and_the_secretary_and_circulating_for_the_chair(
    session, cast: Cast, clock, item
) -> None:
    question = first_question(session, item)
    for person in (cast.joan, cast.vice_chair, cast.coopted, cast.author, cast.sponsor, cast.adviser):
        with pytest.raises(NotAllowed):
            advice.add_clause(cast.actor(person), item.ref, question, ClauseDraft("Mine."), clock)
    for person in (cast.outsider, cast.nobody, cast.other_author):
        with pytest.raises(NotKnown):
            advice.add_clause(cast.actor(person), item.ref, question, ClauseDraft("Mine."), clock)
    advice.add_clause(cast.actor(cast.secretary), item.ref, question, ClauseDraft("Taken down."), clock)
    with pytest.raises(NotAllowed):
        advice.circulate(cast.actor(cast.secretary), item.ref, clock)


def test_the_vice_chair_drafts_while_the_chair_has_an_interest_and_the_chair_then_does_not(
    session, cast: Cast, clock
) -> None:
    item = a_dilemma(session, cast, State.DRAFTING, withdrawn=(cast.chair,))
    question = first_question(session, item)
    advice.add_clause(cast.actor(cast.vice_chair), item.ref, question, ClauseDraft("Yes."), clock)
    with pytest.raises(NotAllowed):
        advice.add_clause(cast.actor(cast.chair), item.ref, question, ClauseDraft("No."), clock)


def test_drafting_begins_after_the_discussion_and_not_twice(session, cast: Cast, clock) -> None:
    early = a_dilemma(session, cast, State.ISSUED)
    with pytest.raises(NotAllowed, match="sealed until they close"):
        advice.begin(cast.actor(cast.secretary), early.ref, clock)
    ready = a_dilemma(session, cast, State.DISCUSSED)
    advice.begin(cast.actor(cast.chair), ready.ref, clock)
    assert ready.state is State.DRAFTING
    with pytest.raises(NotNow):
        advice.begin(cast.actor(cast.chair), ready.ref, clock)
    chain = session.scalars(
        select(JournalEntry).where(JournalEntry.dilemma_id == ready.id).order_by(JournalEntry.number)
    ).all()
    assert first_break(list(chain)) is None


# -- rule 16: two people on one question ------------------------------------------------------------------------------


def test_two_people_on_two_clauses_of_one_question_both_keep_their_words(
    session, cast: Cast, clock, item, chair
) -> None:
    question = first_question(session, item)
    first = advice.add_clause(chair, item.ref, question, ClauseDraft("First."), clock)
    second = advice.add_clause(chair, item.ref, question, ClauseDraft("Second."), clock)
    mine = QuestionEdit(clauses=[ClauseEdit(first, 1, ClauseDraft("First, by the Chair."))])
    theirs = QuestionEdit(clauses=[ClauseEdit(second, 1, ClauseDraft("Second, by the Secretary."))])
    advice.save_question(chair, item.ref, question, mine, clock)
    advice.save_question(cast.actor(cast.secretary), item.ref, question, theirs, clock)
    assert [session.get(Clause, id_).text for id_ in (first, second)] == [
        "First, by the Chair.",
        "Second, by the Secretary.",
    ]


def test_the_second_to_save_the_same_clause_gets_both_texts_and_nothing_is_saved(
    session, cast: Cast, clock, item, chair
) -> None:
    question = first_question(session, item)
    clause = advice.add_clause(chair, item.ref, question, ClauseDraft("As it was.", "Chief Constable"), clock)
    other = advice.add_clause(chair, item.ref, question, ClauseDraft("Another."), clock)
    session.commit()
    advice.save_question(
        chair, item.ref, question, QuestionEdit(clauses=[ClauseEdit(clause, 1, ClauseDraft("The Chair’s."))]), clock
    )
    session.commit()
    late = QuestionEdit(
        clauses=[
            ClauseEdit(clause, 1, ClauseDraft("The Secretary’s."), "clauses-0"),
            ClauseEdit(other, 1, ClauseDraft("Another, changed."), "clauses-1"),
        ]
    )
    with pytest.raises(Stale) as refused:
        advice.save_question(cast.actor(cast.secretary), item.ref, question, late, clock)
    session.rollback()
    texts = {text.name: text.now for text in refused.value.texts}
    assert texts == {"clauses-0-text": "The Chair’s."}
    assert session.get(Clause, other).text == "Another."


def test_conditions_and_the_reason_for_no_answer_are_guarded_the_same(session, cast: Cast, clock, item, chair) -> None:
    one, two = (wording.question_id for wording in questions_of(session, item))
    clause = advice.add_clause(chair, item.ref, one, ClauseDraft("Yes."), clock)
    advice.save_question(
        chair, item.ref, one, QuestionEdit(new_conditions=[NewCondition(clause, ConditionDraft("Tell them."))]), clock
    )
    wish = session.scalars(select(AdviceCondition)).one()
    changed = ConditionEdit(wish.id, 1, ConditionDraft("Tell them by letter."))
    advice.save_question(chair, item.ref, one, QuestionEdit(conditions=[changed]), clock)
    with pytest.raises(Stale):
        advice.save_question(chair, item.ref, one, QuestionEdit(conditions=[changed]), clock)
    advice.save_question(chair, item.ref, two, QuestionEdit(not_answered="Not for us.", advised_version=0), clock)
    with pytest.raises(Stale) as refused:
        advice.save_question(chair, item.ref, two, QuestionEdit(not_answered="For others.", advised_version=0), clock)
    assert [text.now for text in refused.value.texts] == ["Not for us."]


def test_words_for_a_clause_that_was_taken_out_meanwhile_are_given_back(
    session, cast: Cast, clock, item, chair
) -> None:
    question = first_question(session, item)
    clause = advice.add_clause(chair, item.ref, question, ClauseDraft("As it was."), clock)
    advice.drop_clause(chair, item.ref, clause, clock)
    with pytest.raises(Stale) as refused:
        advice.save_question(
            chair, item.ref, question, QuestionEdit(clauses=[ClauseEdit(clause, 1, ClauseDraft("Mine."))]), clock
        )
    assert [text.now for text in refused.value.texts] == [""]


def test_a_clause_that_points_rest_on_is_not_taken_out(session, cast: Cast, clock, item, chair, points) -> None:
    question = first_question(session, item)
    clause = advice.add_clause(chair, item.ref, question, ClauseDraft("Yes."), clock)
    advice.place(chair, item.ref, *points(1), Place(clause_id=clause), clock)
    with pytest.raises(NotNow, match="Give them another place first"):
        advice.drop_clause(chair, item.ref, clause, clock)
    with pytest.raises(NotNow):
        advice.save_question(chair, item.ref, question, QuestionEdit(drop_clause=clause), clock)


def test_a_save_finds_everything_that_is_wrong_at_once(session, cast: Cast, clock) -> None:
    item = a_dilemma(session, cast, State.CIRCULATED)
    chair, question = cast.actor(cast.chair), first_question(session, item)
    clause = session.scalars(select(Clause).where(Clause.question_id == question)).one()
    edit = QuestionEdit(
        clauses=[ClauseEdit(clause.id, 1, ClauseDraft(" "), "clauses-0")],
        new_clause=ClauseDraft("", "x" * 301),
        basis=Basis.UNANIMOUS,
    )
    with pytest.raises(Invalid) as refused:
        advice.save_question(chair, item.ref, question, edit, clock)
    assert set(refused.value.errors) == {"clauses-0-text", "new_clause-text", "new_clause-addressed_to", "basis"}


def test_a_view_that_was_taken_back_is_no_place(session, cast: Cast, clock, item, chair, points) -> None:
    tomos = cast.actor(cast.tomos)
    view = minority.announce(tomos, item.ref, first_question(session, item), clock)
    minority.take_back(tomos, item.ref, view, clock)
    assert session.get(MinorityView, view).taken_back_at is not None
    with pytest.raises(NotKnown):
        advice.place(chair, item.ref, points(1, cast.tomos)[0], [], Place(view_id=view), clock)
