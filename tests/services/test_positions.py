"""Positions are typed, given and revised by product.md's rules 3, 4, 5 and 10."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from ethics.domain.deliberation import version_digest
from ethics.domain.positions import (
    ConditionDraft,
    ConsiderationDraft,
    PositionDraft,
    StanceDraft,
    as_typed,
    read_typed,
)
from ethics.domain.refusal import Invalid, NotAllowed, NotKnown, NotNow, Stale, TooLate
from ethics.domain.vocabulary import (
    AbstainReason,
    ChangedBy,
    Event,
    GivenAs,
    QuestionKind,
    RulingOutcome,
    Stance,
    State,
    Strength,
)
from ethics.models import JournalEntry, Position, QuestionWording, WorkingCopy
from ethics.reading.digests import content_of
from ethics.services import positions
from tests.cast import Cast
from tests.factories import NOW, a_dilemma, declare, questions_of, rule


def salts() -> Callable[[], bytes]:
    """Salts that are other each time, and known."""
    made = iter(range(1, 200))
    return lambda: bytes([next(made)]) * 32


def yes(**more: object) -> PositionDraft:
    """A stance alone."""
    return PositionDraft(stances=(StanceDraft(stance=Stance.SUPPORTED),), **more)  # type: ignore[arg-type]


def because(*reasons: str) -> tuple[ConsiderationDraft, ...]:
    return tuple(ConsiderationDraft(reason) for reason in reasons)


@pytest.fixture
def open_item(session, cast: Cast, clock):
    """An issued dilemma with three questions, the third of them open, on which Joan and Grace declared nothing."""
    dilemma = a_dilemma(session, cast, questions=3)
    for person in (cast.joan, cast.grace):
        declare(session, dilemma, person)
    session.commit()
    return dilemma


@pytest.fixture
def joan(session, cast: Cast):
    return cast.actor(cast.joan)


def give(actor, dilemma, clock, draft: PositionDraft, number: int = 1, **more):
    return positions.give(actor, dilemma.ref, number, draft, clock, salt=more.pop("salt", salts()), **more)


# -- giving -----------------------------------------------------------------------------------------------------------


def test_a_stance_alone_is_enough_to_give(session, open_item, joan, clock) -> None:
    position = give(joan, open_item, clock, yes())
    assert (position.number, position.given_as, position.given_at) == (1, GivenAs.ROUND_1, clock())
    assert [row.stance for row in position.stances] == [Stance.SUPPORTED]


def test_everything_written_is_in_the_version_given(session, open_item, joan, cast: Cast, clock) -> None:
    draft = PositionDraft(
        stances=(StanceDraft(stance=Stance.CONDITIONS, why=AbstainReason.NO_VIEW, why_text="left from before"),),
        considerations=(ConsiderationDraft("They were never asked.", cast.principles["Fairness"]), ConsiderationDraft("")),
        conditions=(ConditionDraft("A notice at the door", Strength.SHOULD, "Neighbourhood team"),),
        harm_left="Somebody will feel watched.", would_change="A trial elsewhere.", facts_wanted="How many asked?",
    )  # fmt: skip
    position = give(joan, open_item, clock, draft)
    session.commit()
    session.expire_all()
    found = session.get_one(Position, position.id, options=positions.given_positions.WHOLE, populate_existing=True)
    assert [(row.stance, row.abstain_reason, row.abstain_text) for row in found.stances] == [
        (Stance.CONDITIONS, None, "")
    ]
    assert [(row.text, row.principle_id) for row in found.considerations] == [
        ("They were never asked.", cast.principles["Fairness"])
    ]
    assert [(row.text, row.strength, row.who) for row in found.conditions] == [
        ("A notice at the door", Strength.SHOULD, "Neighbourhood team")
    ]
    assert (found.harm_left, found.would_change, found.facts_wanted) == (
        "Somebody will feel watched.", "A trial elsewhere.", "How many asked?",
    )  # fmt: skip


def test_each_version_given_has_a_salt_of_its_own_and_a_digest_over_it(session, open_item, joan, clock) -> None:
    salt = salts()
    first = give(joan, open_item, clock, yes(), salt=salt)
    clock.advance(minutes=5)
    second = give(joan, open_item, clock, yes(considerations=because("They were asked.")), salt=salt)
    session.commit()
    session.expire_all()
    assert len({first.salt, second.salt}) == 2
    for position in (first, second):
        found = session.get_one(Position, position.id, options=positions.given_positions.WHOLE, populate_existing=True)
        assert found.digest == version_digest(found.salt, content_of(found))


def test_an_earlier_version_is_never_overwritten(session, open_item, joan, clock) -> None:
    give(joan, open_item, clock, yes())
    clock.advance(hours=1)
    second = give(joan, open_item, clock, PositionDraft(stances=(StanceDraft(stance=Stance.NOT_SUPPORTED),)))
    assert second.number == 2
    stances = session.scalars(
        select(positions.PositionStance.stance)
        .join(Position, Position.id == positions.PositionStance.position_id)
        .where(Position.person_id == joan.person_id)
        .order_by(Position.number)
    ).all()
    assert stances == [Stance.SUPPORTED, Stance.NOT_SUPPORTED]


def test_the_database_itself_refuses_to_change_a_given_version(session, open_item, joan, clock) -> None:
    position = give(joan, open_item, clock, yes())
    session.commit()
    with pytest.raises(DBAPIError):
        session.execute(text("UPDATE position SET harm_left = 'x' WHERE id = :id"), {"id": position.id})
    session.rollback()


def test_pressing_twice_gives_one_version(session, open_item, joan, clock) -> None:
    first = give(joan, open_item, clock, yes(), version=0)
    again = give(joan, open_item, clock, yes(), version=0)
    assert again.id == first.id


def test_the_journal_says_that_a_position_was_given_and_nothing_of_it(session, open_item, joan, clock) -> None:
    give(joan, open_item, clock, yes(considerations=because("A secret reason.")), 2)
    entry = session.scalars(select(JournalEntry).where(JournalEntry.event == Event.POSITION_GIVEN)).one()
    assert entry.facts == {}
    assert entry.actor_id == joan.person_id


# -- what is no position ----------------------------------------------------------------------------------------------


def refused(actor, dilemma, clock, draft: PositionDraft, number: int = 1) -> set[str]:
    with pytest.raises(Invalid) as refusal:
        give(actor, dilemma, clock, draft, number)
    return set(refusal.value.errors)


def test_blank_is_not_an_answer(open_item, joan, clock) -> None:
    assert refused(joan, open_item, clock, PositionDraft()) == {"stances-0-stance"}
    assert refused(joan, open_item, clock, PositionDraft(considerations=because("A reason alone."))) == {
        "stances-0-stance"
    }
    assert refused(joan, open_item, clock, PositionDraft(considerations=because("")), 3) == {"considerations-0-text"}


def test_support_with_conditions_needs_a_condition(open_item, joan, clock) -> None:
    conditionally = PositionDraft(stances=(StanceDraft(stance=Stance.CONDITIONS),), conditions=(ConditionDraft(),))
    assert refused(joan, open_item, clock, conditionally) == {"conditions-0-text"}


def test_a_condition_without_a_name_is_for_the_force_to_assign(open_item, joan, clock) -> None:
    draft = PositionDraft(stances=(StanceDraft(stance=Stance.CONDITIONS),), conditions=(ConditionDraft("A notice."),))
    assert give(joan, open_item, clock, draft).conditions[0].who == ""


def test_who_abstains_says_why(open_item, joan, clock) -> None:
    assert refused(joan, open_item, clock, PositionDraft(stances=(StanceDraft(stance=Stance.ABSTAIN),))) == {
        "stances-0-why"
    }
    other = StanceDraft(stance=Stance.ABSTAIN, why=AbstainReason.OTHER)
    assert refused(joan, open_item, clock, PositionDraft(stances=(other,))) == {"stances-0-why_text"}
    enough = StanceDraft(stance=Stance.ABSTAIN, why=AbstainReason.COMPETENCE)
    assert (
        give(joan, open_item, clock, PositionDraft(stances=(enough,))).stances[0].abstain_reason
        is AbstainReason.COMPETENCE
    )


@pytest.mark.parametrize(
    "draft",
    [
        PositionDraft(considerations=because("Neighbours were not asked.")),
        PositionDraft(conditions=(ConditionDraft("Write to every house."),)),
        PositionDraft(stances=(StanceDraft(stance=Stance.ABSTAIN, why=AbstainReason.NO_VIEW),)),
    ],
)
def test_an_open_question_takes_considerations_measures_or_abstain(open_item, joan, clock, draft) -> None:
    assert give(joan, open_item, clock, draft, 3).number == 1


def test_an_open_question_keeps_no_stance_but_abstain(open_item, joan, clock) -> None:
    draft = yes(considerations=because("Neighbours were not asked."))
    assert give(joan, open_item, clock, draft, 3).stances == []


def test_a_question_with_scenarios_takes_a_stance_on_each(session, cast: Cast, joan, clock) -> None:
    dilemma = a_dilemma(session, cast, questions=1, scenarios=2)
    declare(session, dilemma, cast.joan)
    first, second = (one.id for one in positions.issued_question(dilemma.id, 1).scenarios)
    half = PositionDraft(stances=(StanceDraft(first, Stance.SUPPORTED), StanceDraft(second)))
    assert refused(joan, dilemma, clock, half) == {"stances-1-stance"}
    both = PositionDraft(stances=(StanceDraft(second, Stance.NOT_SUPPORTED), StanceDraft(first, Stance.SUPPORTED)))
    given = give(joan, dilemma, clock, both)
    assert [(row.scenario_id, row.stance) for row in given.stances] == [
        (first, Stance.SUPPORTED), (second, Stance.NOT_SUPPORTED),
    ]  # fmt: skip


def test_a_principle_is_one_of_the_committees_or_none(open_item, joan, clock) -> None:
    draft = yes(considerations=(ConsiderationDraft("They were never asked.", 9_999),))
    assert refused(joan, open_item, clock, draft) == {"considerations-0-principle"}
    nothing_said = yes(considerations=(ConsiderationDraft("", 1),))
    assert {name.partition("-")[0] for name in refused(joan, open_item, clock, nothing_said)} == {"considerations"}


def test_a_text_marked_secret_is_refused_wherever_it_enters(open_item, joan, clock) -> None:
    marked = "SECRET\n\nWhat I heard."
    assert refused(joan, open_item, clock, yes(considerations=because(marked))) == {"considerations-0-text"}
    with pytest.raises(Invalid):
        positions.save_working_copy(joan, open_item.ref, 1, {"harm_left": marked}, clock)


def test_there_is_no_position_on_a_question_that_is_not_asked(open_item, joan, clock) -> None:
    with pytest.raises(NotKnown):
        give(joan, open_item, clock, yes(), 4)


# -- the close --------------------------------------------------------------------------------------------------------


def test_a_request_counts_at_the_moment_it_holds_the_lock(open_item, joan, clock) -> None:
    clock.set(open_item.closes_at - timedelta(microseconds=1))
    assert give(joan, open_item, clock, yes()).given_as is GivenAs.ROUND_1
    clock.set(open_item.closes_at)
    with pytest.raises(TooLate):
        give(joan, open_item, clock, yes(), 2)


def test_who_gave_nothing_may_give_late_and_it_is_marked(open_item, joan, clock) -> None:
    clock.set(open_item.closes_at)
    position = positions.revise(joan, open_item.ref, 1, yes(), clock, salt=salts())
    assert position.given_as is GivenAs.LATE
    assert position.changed_by is None


def test_a_revision_says_what_changed_the_mind(session, open_item, joan, clock) -> None:
    give(joan, open_item, clock, yes())
    clock.set(open_item.closes_at)
    other = PositionDraft(stances=(StanceDraft(stance=Stance.NOT_SUPPORTED),))
    with pytest.raises(Invalid) as refusal:
        positions.revise(joan, open_item.ref, 1, other, clock, salt=salts())
    assert set(refusal.value.errors) == {"changed_by"}
    moved = PositionDraft(
        stances=other.stances, changed_by=ChangedBy.NEW_FACT, changed_text="Nobody keeps a log.",
    )  # fmt: skip
    position = positions.revise(joan, open_item.ref, 1, moved, clock, salt=salts())
    assert (position.given_as, position.number, position.changed_by) == (GivenAs.REVISION, 2, ChangedBy.NEW_FACT)
    assert session.scalar(select(func.count()).where(JournalEntry.event == Event.POSITION_REVISED)) == 1


def test_a_revision_that_says_the_same_is_none(open_item, joan, clock) -> None:
    give(joan, open_item, clock, yes())
    clock.set(open_item.closes_at)
    with pytest.raises(Invalid):
        positions.revise(joan, open_item.ref, 1, yes(changed_by=ChangedBy.DISCUSSION), clock, salt=salts())


def test_nothing_is_revised_before_the_close_or_after_circulation(session, cast: Cast, open_item, joan, clock) -> None:
    with pytest.raises(NotAllowed):
        positions.revise(joan, open_item.ref, 1, yes(), clock, salt=salts())
    circulated = a_dilemma(session, cast, State.CIRCULATED)
    with pytest.raises(NotAllowed):
        positions.revise(joan, circulated.ref, 1, yes(changed_by=ChangedBy.DISCUSSION), clock, salt=salts())
    with pytest.raises(TooLate):
        give(joan, circulated, clock, yes())


def test_what_the_force_withdrew_before_the_close_takes_no_position(session, cast: Cast, joan, clock) -> None:
    dilemma = a_dilemma(session, cast, State.WITHDRAWN, given_by=[cast.joan])
    with pytest.raises(NotAllowed):
        give(joan, dilemma, clock, yes())


# -- who may ----------------------------------------------------------------------------------------------------------


def test_nobody_gives_a_position_before_declaring(session, cast: Cast, open_item, clock) -> None:
    with pytest.raises(NotAllowed):
        give(cast.actor(cast.tomos), open_item, clock, yes())


@pytest.mark.parametrize("name", ["secretary", "coopted", "author", "adviser", "observer", "monitoring", "unconfirmed"])
def test_who_has_no_position_giving_seat_gives_none(session, cast: Cast, open_item, clock, name: str) -> None:
    person = getattr(cast, name)
    if name == "coopted":
        declare(session, open_item, person)
    with pytest.raises((NotAllowed, NotKnown)):
        give(cast.actor(person), open_item, clock, yes())


def test_who_may_not_know_of_it_learns_nothing(session, cast: Cast, open_item, clock) -> None:
    for person in (cast.outsider, cast.nobody, cast.other_author):
        with pytest.raises(NotKnown):
            give(cast.actor(person), open_item, clock, yes())


@pytest.mark.parametrize(
    ("outcome", "may_give", "may_give_late"),
    [
        (RulingOutcome.NOTE_ONLY, True, True),
        (RulingOutcome.LEAVE, True, False),
        (RulingOutcome.NO_POSITION, False, False),
        (RulingOutcome.WITHDRAW, False, False),
        (None, False, False),
    ],
)
def test_a_ruling_decides_what_a_member_gives(
    session, cast: Cast, open_item, clock, outcome: RulingOutcome | None, may_give: bool, may_give_late: bool
) -> None:
    made = declare(session, open_item, cast.agnes, cast.interests["personal"])
    if outcome is not None:
        rule(session, made, cast.chair, outcome)
    agnes = cast.actor(cast.agnes)

    def may(verb) -> bool:
        try:
            verb()
        except (NotAllowed, TooLate):
            return False
        return True

    assert may(lambda: give(agnes, open_item, clock, yes())) is may_give
    clock.set(open_item.closes_at)
    assert may(lambda: positions.revise(agnes, open_item.ref, 2, yes(), clock, salt=salts())) is may_give_late


# -- the working copy -------------------------------------------------------------------------------------------------


def copies(session, person) -> list[WorkingCopy]:
    return list(session.scalars(select(WorkingCopy).where(WorkingCopy.person_id == person.id)))


def test_one_working_copy_is_kept_for_each_person_and_question(session, open_item, joan, cast: Cast, clock) -> None:
    first = positions.save_working_copy(joan, open_item.ref, 1, {"considerations-0-text": "An hour"}, clock, version=0)
    second = positions.save_working_copy(
        joan, open_item.ref, 1, {"considerations-0-text": "An hour matters"}, clock, version=first.version
    )
    assert second.version == first.version + 1
    (copy,) = copies(session, cast.joan)
    assert read_typed(copy.content).considerations == because("An hour matters")


def test_a_working_copy_holds_what_is_no_position_yet(session, open_item, joan, cast: Cast, clock) -> None:
    half = {"stances-0-stance": "abstain", "conditions-1-who": "Somebody", "harm_left": "  Some \u202eharm"}
    positions.save_working_copy(joan, open_item.ref, 1, half | {"csrf_token": "x", "later": "1"}, clock)
    (copy,) = copies(session, cast.joan)
    assert copy.content == {"stances-0-stance": "abstain", "conditions-1-who": "Somebody", "harm_left": "  Some harm"}


def test_giving_ends_the_working_copy(session, open_item, joan, cast: Cast, clock) -> None:
    kept = positions.save_working_copy(joan, open_item.ref, 1, as_typed(yes(harm_left="Some")), clock, version=0)
    given = give(joan, open_item, clock, yes(harm_left="Some"), version=kept.version)
    assert copies(session, cast.joan) == []
    assert given.harm_left == "Some"


def test_what_says_no_more_than_what_was_given_needs_no_working_copy(
    session, open_item, joan, cast: Cast, clock
) -> None:
    give(joan, open_item, clock, yes())
    kept = positions.save_working_copy(joan, open_item.ref, 1, as_typed(yes(harm_left="Some")), clock)
    assert len(copies(session, cast.joan)) == 1
    positions.save_working_copy(joan, open_item.ref, 1, as_typed(yes()), clock, version=kept.version)
    assert copies(session, cast.joan) == []


def test_a_second_tab_gets_both_texts_back(session, open_item, joan, cast: Cast, clock) -> None:
    mine = {"considerations-0-text": "From the phone", "stances-0-stance": "supported"}
    kept = positions.save_working_copy(joan, open_item.ref, 1, mine, clock, version=0)
    with pytest.raises(Stale) as refusal:
        positions.save_working_copy(
            joan, open_item.ref, 1, {"considerations-0-text": "From the desk"}, clock, version=0
        )
    assert refusal.value.version == kept.version
    assert {(one.name, one.now) for one in refusal.value.texts} == {
        ("considerations-0-text", "From the phone"), ("stances-0-stance", "supported"),
    }  # fmt: skip
    with pytest.raises(Stale):
        give(joan, open_item, clock, yes(), version=0)
    session.refresh(copies(session, cast.joan)[0])
    assert copies(session, cast.joan)[0].content == mine


def test_a_tab_left_open_across_giving_is_stale_too(open_item, joan, clock) -> None:
    give(joan, open_item, clock, yes(harm_left="Some harm"), version=0)
    with pytest.raises(Stale):
        positions.save_working_copy(joan, open_item.ref, 1, {"harm_left": "Other harm"}, clock, version=0)


def test_after_the_close_a_working_copy_is_kept_for_a_late_position(
    session, open_item, joan, cast: Cast, clock
) -> None:
    clock.set(open_item.closes_at)
    positions.save_working_copy(joan, open_item.ref, 1, {"harm_left": "Typed across the close"}, clock)
    assert len(copies(session, cast.joan)) == 1


def test_a_working_copy_tells_the_journal_nothing(session, open_item, joan, clock) -> None:
    before = session.scalar(select(func.count()).select_from(JournalEntry))
    positions.save_working_copy(joan, open_item.ref, 1, {"harm_left": "Some"}, clock)
    assert session.scalar(select(func.count()).select_from(JournalEntry)) == before


# -- reworded questions -----------------------------------------------------------------------------------------------


@pytest.fixture
def reworded(session, cast: Cast, open_item, joan, clock):
    """Joan answered questions 1 and 2; then a new version of the paper asked question 1 in other words."""
    from tests.factories import a_paper

    give(joan, open_item, clock, yes())
    give(joan, open_item, clock, yes(), 2)
    old = {one.number: one.question_id for one in questions_of(session, open_item)}
    version = a_paper(session, cast, open_item, questions=3, number=2)
    for wording in session.scalars(select(QuestionWording).where(QuestionWording.version_id == version.id)):
        wording.question_id = old[wording.number]
        if wording.number == 1:
            wording.text = "Is it acceptable to keep the footage for a year?"
    version.frozen_at = clock()
    session.commit()
    clock.advance(minutes=1)
    return open_item


def test_only_a_position_on_a_question_with_other_words_is_stale(reworded, joan, clock) -> None:
    kept = positions.keep(joan, reworded.ref, 1, clock, salt=salts())
    assert (kept.given_as, kept.number, [row.stance for row in kept.stances]) == (
        GivenAs.RENEWED,
        2,
        [Stance.SUPPORTED],
    )
    with pytest.raises(NotNow):
        positions.keep(joan, reworded.ref, 2, clock, salt=salts())
    with pytest.raises(NotNow):
        positions.keep(joan, reworded.ref, 1, clock, salt=salts())


def test_a_stale_position_is_renewed_without_saying_what_changed_the_mind(reworded, joan, clock) -> None:
    clock.set(reworded.closes_at)
    other = PositionDraft(stances=(StanceDraft(stance=Stance.NOT_SUPPORTED),))
    assert positions.revise(joan, reworded.ref, 1, other, clock, salt=salts()).given_as is GivenAs.RENEWED


def test_a_question_that_is_open_in_the_factories_is_open(session, open_item) -> None:
    assert [one.kind for one in questions_of(session, open_item)][2] is QuestionKind.OPEN
    assert open_item.issued_at < NOW
