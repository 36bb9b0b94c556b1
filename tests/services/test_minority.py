"""A minority view belongs to its holders; nobody else can edit or drop it (product.md)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from ethics.domain.refusal import Invalid, NotAllowed, NotKnown, NotNow, Stale
from ethics.domain.vocabulary import RulingOutcome, State
from ethics.models import Consideration, MinorityHolder, MinorityView, Position
from ethics.services import advice, minority
from ethics.services.advice import Place
from tests.cast import Cast
from tests.factories import a_dilemma, declare, questions_of, rule


@pytest.fixture
def item(session, cast: Cast):
    dilemma = a_dilemma(session, cast, State.DRAFTING)
    session.commit()
    return dilemma


@pytest.fixture
def view(session, cast: Cast, clock, item) -> int:
    return minority.announce(cast.actor(cast.tomos), item.ref, questions_of(session, item)[0].question_id, clock)


def test_only_its_author_writes_it(session, cast: Cast, clock, item, view) -> None:
    minority.write(cast.actor(cast.tomos), item.ref, view, "I cannot go along.", clock, row_version=1)
    for person in (cast.chair, cast.joan, cast.vice_chair):
        with pytest.raises(NotKnown):
            minority.write(cast.actor(person), item.ref, view, "Improved.", clock, row_version=2)
        with pytest.raises(NotKnown):
            minority.take_back(cast.actor(person), item.ref, view, clock)
    with pytest.raises(NotAllowed):
        minority.write(cast.actor(cast.secretary), item.ref, view, "Tidied.", clock, row_version=2)
    assert session.get(MinorityView, view).text == "I cannot go along."


def test_it_needs_words_and_a_stale_save_gives_them_back(session, cast: Cast, clock, item, view) -> None:
    tomos = cast.actor(cast.tomos)
    with pytest.raises(Invalid):
        minority.write(tomos, item.ref, view, "  ", clock, row_version=1)
    minority.write(tomos, item.ref, view, "First.", clock, row_version=1)
    with pytest.raises(Stale) as refused:
        minority.write(tomos, item.ref, view, "From another tab.", clock, row_version=1)
    assert (refused.value.version, [text.now for text in refused.value.texts]) == (2, ["First."])


def test_a_colleague_may_hold_it_too_once_it_is_written_and_leave_it_again(
    session, cast: Cast, clock, item, view
) -> None:
    tomos, joan = cast.actor(cast.tomos), cast.actor(cast.joan)
    with pytest.raises(NotNow, match="not written yet"):
        minority.join(joan, item.ref, view, clock)
    minority.write(tomos, item.ref, view, "I cannot go along.", clock, row_version=1)
    minority.join(joan, item.ref, view, clock)
    minority.join(joan, item.ref, view, clock)
    with pytest.raises(NotNow, match="it stays for them"):
        minority.take_back(tomos, item.ref, view, clock)
    minority.leave(joan, item.ref, view, clock)
    with pytest.raises(NotNow, match="Take it back"):
        minority.leave(tomos, item.ref, view, clock)
    minority.take_back(tomos, item.ref, view, clock)
    with pytest.raises(NotKnown):
        minority.join(joan, item.ref, view, clock)


def test_holders_are_unnamed_unless_they_choose(session, cast: Cast, clock, item, view) -> None:
    assert session.scalars(select(MinorityHolder.named)).all() == [False]
    minority.be_named(cast.actor(cast.tomos), item.ref, view, True, clock)
    assert session.scalars(select(MinorityHolder.named)).all() == [True]
    with pytest.raises(NotKnown):
        minority.be_named(cast.actor(cast.joan), item.ref, view, True, clock)


def test_it_is_not_taken_back_while_points_have_their_place_in_it(session, cast: Cast, clock, item, view) -> None:

    point = session.scalars(
        select(Consideration.id)
        .join(Position, Position.id == Consideration.position_id)
        .where(Position.person_id == cast.tomos.id, Position.question_id == questions_of(session, item)[0].question_id)
    ).first()
    advice.place(cast.actor(cast.chair), item.ref, [point], [], Place(view_id=view), clock)
    with pytest.raises(NotNow, match="Ask the Chair"):
        minority.take_back(cast.actor(cast.tomos), item.ref, view, clock)


@pytest.mark.parametrize("outcome", [RulingOutcome.NO_POSITION, RulingOutcome.LEAVE, RulingOutcome.WITHDRAW])
def test_a_ruling_that_takes_the_position_takes_the_minority_view(session, cast: Cast, clock, item, outcome) -> None:
    made = declare(session, item, cast.priya, cast.interests["personal"], at=clock())
    rule(session, made, cast.chair, outcome, at=clock())
    with pytest.raises(NotAllowed):
        minority.announce(cast.actor(cast.priya), item.ref, questions_of(session, item)[0].question_id, clock)


@pytest.mark.parametrize("state", [State.ISSUED, State.AGREED, State.SENT])
def test_views_are_written_between_the_discussion_and_the_agreement(session, cast: Cast, clock, state) -> None:

    item = a_dilemma(session, cast, state, closes_in=timedelta(days=-1))
    with pytest.raises(NotAllowed, match="Minority views are written after the discussion"):
        minority.announce(cast.actor(cast.tomos), item.ref, questions_of(session, item)[0].question_id, clock)


def test_a_view_is_on_a_question_of_its_own_paper(session, cast: Cast, clock, item) -> None:
    other = a_dilemma(session, cast, State.DRAFTING)
    with pytest.raises(NotKnown):
        minority.announce(cast.actor(cast.tomos), item.ref, questions_of(session, other)[0].question_id, clock)
