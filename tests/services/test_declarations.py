"""Members declare, others rule, and a ruling takes effect everywhere at once (rules 1 and 2)."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from ethics.domain.notices import NoticeKind
from ethics.domain.policy import Action, Seat, decide
from ethics.domain.refusal import Invalid, NotAllowed, NotKnown, NotNow
from ethics.domain.vocabulary import DeclarationKind, Event, RulingOutcome, State
from ethics.models import ChairAbsence, Declaration, JournalEntry, Notice, Position, Ruling
from ethics.reading import declarations as reading
from ethics.reading import positions, seats, standing
from ethics.services import declarations as services
from tests.cast import Cast
from tests.factories import a_dilemma, declare

NIL = services.DeclarationDraft(DeclarationKind.NIL)


def interest(
    cast: Cast, kind: str = "personal", nature: str = "My sister lives in Ferry Lane."
) -> services.DeclarationDraft:
    return services.DeclarationDraft(DeclarationKind.INTEREST, cast.interests[kind], nature)


def withdraw(reason: str = "Too close.") -> services.RulingDraft:
    return services.RulingDraft(RulingOutcome.WITHDRAW, reason)


def noted() -> services.RulingDraft:
    return services.RulingDraft(RulingOutcome.NOTE_ONLY, "Long ago.")


@pytest.fixture
def dilemma(session, cast: Cast):
    return a_dilemma(session, cast)


def seat(cast: Cast, person, dilemma, clock) -> Seat:
    return standing.of(cast.actor(person), dilemma, clock()).seat


def may(action: Action, cast: Cast, person, dilemma, clock) -> bool:
    return bool(decide(action, standing.of(cast.actor(person), dilemma, clock())))


def told(session, kind: NoticeKind) -> list[int]:
    return list(session.scalars(select(Notice.person_id).where(Notice.kind == kind).order_by(Notice.id)))


# -- declaring --------------------------------------------------------------------------------------------------------


def test_a_nil_return_opens_the_item_at_once(cast: Cast, dilemma, clock) -> None:
    assert not may(Action.READ_PAPER, cast, cast.joan, dilemma, clock)
    services.declare(cast.actor(cast.joan), dilemma.ref, NIL, clock)
    assert may(Action.READ_PAPER, cast, cast.joan, dilemma, clock)
    assert may(Action.GIVE_POSITION, cast, cast.joan, dilemma, clock)


def test_an_interest_opens_nothing_until_it_is_ruled_on_and_the_chair_is_told(
    session, cast: Cast, dilemma, clock
) -> None:
    services.declare(cast.actor(cast.joan), dilemma.ref, interest(cast), clock)
    assert seat(cast, cast.joan, dilemma, clock) is Seat.AWAITING
    assert not may(Action.READ_PAPER, cast, cast.joan, dilemma, clock)
    assert told(session, NoticeKind.RULING_ASKED) == [cast.chair.id]


def test_the_chairs_own_interest_passes_the_powers_on_and_tells_who_has_them(
    session, cast: Cast, dilemma, clock
) -> None:
    services.declare(cast.actor(cast.chair), dilemma.ref, interest(cast), clock)
    assert told(session, NoticeKind.RULING_ASKED) == [cast.vice_chair.id]
    services.declare(cast.actor(cast.vice_chair), dilemma.ref, interest(cast), clock)
    assert told(session, NoticeKind.RULING_ASKED) == [cast.vice_chair.id, cast.secretary.id]


def test_an_interest_has_a_type_of_the_committees_and_a_nature(cast: Cast, dilemma, clock) -> None:
    for draft, wrong in (
        (services.DeclarationDraft(DeclarationKind.INTEREST, None, "Something."), {"interest_type"}),
        (services.DeclarationDraft(DeclarationKind.INTEREST, 9_999, ""), {"interest_type", "nature"}),
    ):
        with pytest.raises(Invalid) as refusal:
            services.declare(cast.actor(cast.joan), dilemma.ref, draft, clock)
        assert set(refusal.value.errors) == wrong


def test_a_sensitive_type_makes_a_sensitive_declaration(session, cast: Cast, dilemma, clock) -> None:
    made = services.declare(cast.actor(cast.joan), dilemma.ref, interest(cast, "sensitive"), clock)
    assert made.sensitive


def test_a_correction_of_an_interest_waits_for_a_ruling_like_the_interest_did(
    session, cast: Cast, dilemma, clock
) -> None:
    joan = cast.actor(cast.joan)
    services.declare(joan, dilemma.ref, interest(cast), clock)
    second = services.declare(joan, dilemma.ref, NIL, clock)
    assert seat(cast, cast.joan, dilemma, clock) is Seat.AWAITING
    services.rule(cast.actor(cast.chair), dilemma.ref, second.id, noted(), clock)
    assert seat(cast, cast.joan, dilemma, clock) is Seat.FULL
    assert session.scalar(select(func.count()).select_from(Declaration)) == 2


def test_a_late_declaration_sets_a_position_aside_without_deleting_it(session, cast: Cast, clock) -> None:
    dilemma = a_dilemma(session, cast, given_by=[cast.joan, cast.priya])
    services.declare(cast.actor(cast.joan), dilemma.ref, interest(cast), clock)
    assert session.scalar(select(func.count()).where(Position.person_id == cast.joan.id)) == 2
    assert positions.questions_given(dilemma, clock())[cast.joan.id] == ("Joan Pettifer", 0)
    clock.set(dilemma.closes_at)
    counted = {one.name: one.counts for one in positions.revealed(dilemma, clock())}
    assert counted == {"Joan Pettifer": False, "Priya Nambiar": True}


@pytest.mark.parametrize("state", [State.ACCEPTED, State.AGREED, State.CLOSED, State.WITHDRAWN])
def test_nobody_declares_before_scheduling_or_once_agreed(session, cast: Cast, clock, state: State) -> None:
    with pytest.raises(NotAllowed):
        services.declare(cast.actor(cast.grace), a_dilemma(session, cast, state).ref, NIL, clock)


@pytest.mark.parametrize("who", ["secretary", "monitoring", "author", "adviser", "administrator"])
def test_only_a_member_declares(cast: Cast, dilemma, clock, who: str) -> None:
    with pytest.raises(NotAllowed):
        services.declare(cast.actor(getattr(cast, who)), dilemma.ref, NIL, clock)


def test_the_journal_points_at_a_declaration_and_quotes_nothing(session, cast: Cast, dilemma, clock) -> None:
    made = services.declare(cast.actor(cast.joan), dilemma.ref, interest(cast, nature="A canary sings."), clock)
    services.rule(cast.actor(cast.chair), dilemma.ref, made.id, withdraw("A canary sings too."), clock)
    entries = session.scalars(select(JournalEntry).where(JournalEntry.dilemma_id == dilemma.id)).all()
    assert {Event.DECLARED, Event.RULED} <= {entry.event for entry in entries}
    assert not any("canary" in str(entry.facts) for entry in entries)


# -- ruling -----------------------------------------------------------------------------------------------------------

OPENS = {
    RulingOutcome.NOTE_ONLY: {Action.READ_PAPER, Action.GIVE_POSITION},
    RulingOutcome.NO_POSITION: {Action.READ_PAPER},
    RulingOutcome.LEAVE: {Action.READ_PAPER, Action.GIVE_POSITION},
    RulingOutcome.WITHDRAW: set(),
}


@pytest.mark.parametrize("outcome", RulingOutcome)
def test_each_ruling_takes_effect_at_once_and_the_member_is_told(
    session, cast: Cast, dilemma, clock, outcome: RulingOutcome
) -> None:
    made = services.declare(cast.actor(cast.joan), dilemma.ref, interest(cast), clock)
    services.rule(cast.actor(cast.chair), dilemma.ref, made.id, services.RulingDraft(outcome, "So it is."), clock)
    opened = {one for one in (Action.READ_PAPER, Action.GIVE_POSITION) if may(one, cast, cast.joan, dilemma, clock)}
    assert opened == OPENS[outcome]
    assert told(session, NoticeKind.RULED) == [cast.joan.id]
    clock.set(dilemma.closes_at)
    sees = outcome in (RulingOutcome.NOTE_ONLY, RulingOutcome.NO_POSITION)
    assert may(Action.SEE_POSITIONS, cast, cast.joan, dilemma, clock) is sees


def test_who_declares_does_not_rule_on_themselves(cast: Cast, dilemma, clock) -> None:
    mine = services.declare(cast.actor(cast.chair), dilemma.ref, interest(cast), clock)
    with pytest.raises(NotAllowed):
        services.rule(cast.actor(cast.chair), dilemma.ref, mine.id, noted(), clock)
    services.rule(cast.actor(cast.vice_chair), dilemma.ref, mine.id, noted(), clock)
    assert seat(cast, cast.chair, dilemma, clock) is Seat.FULL


def test_the_vice_chair_may_rule_after_two_days_without_a_ruling(cast: Cast, dilemma, clock) -> None:
    made = services.declare(cast.actor(cast.joan), dilemma.ref, interest(cast), clock)
    clock.advance(days=2, seconds=-1)
    with pytest.raises(NotAllowed):
        services.rule(cast.actor(cast.vice_chair), dilemma.ref, made.id, noted(), clock)
    clock.advance(seconds=1)
    services.rule(cast.actor(cast.vice_chair), dilemma.ref, made.id, noted(), clock)


@pytest.mark.parametrize("who", ["grace", "secretary", "monitoring", "author", "coopted"])
def test_nobody_else_rules(cast: Cast, dilemma, clock, who: str) -> None:
    made = services.declare(cast.actor(cast.joan), dilemma.ref, interest(cast), clock)
    clock.advance(days=3)
    with pytest.raises((NotAllowed, NotKnown)):
        services.rule(cast.actor(getattr(cast, who)), dilemma.ref, made.id, noted(), clock)


def test_a_nil_return_is_not_ruled_on(cast: Cast, dilemma, clock) -> None:
    made = services.declare(cast.actor(cast.joan), dilemma.ref, NIL, clock)
    with pytest.raises(NotNow):
        services.rule(cast.actor(cast.chair), dilemma.ref, made.id, withdraw(), clock)


def test_only_the_latest_declaration_is_ruled_on(cast: Cast, dilemma, clock) -> None:
    first = services.declare(cast.actor(cast.joan), dilemma.ref, interest(cast), clock)
    services.declare(cast.actor(cast.joan), dilemma.ref, interest(cast, "pecuniary"), clock)
    with pytest.raises(NotNow):
        services.rule(cast.actor(cast.chair), dilemma.ref, first.id, noted(), clock)


def test_ruling_again_replaces_the_ruling_in_effect_and_keeps_both(session, cast: Cast, dilemma, clock) -> None:
    made = services.declare(cast.actor(cast.joan), dilemma.ref, interest(cast), clock)
    for draft in (withdraw(), noted()):
        services.rule(cast.actor(cast.chair), dilemma.ref, made.id, draft, clock)
    assert seat(cast, cast.joan, dilemma, clock) is Seat.FULL
    assert session.scalar(select(func.count()).select_from(Ruling)) == 2


def test_a_ruling_has_an_outcome_and_a_reason(cast: Cast, dilemma, clock) -> None:
    made = services.declare(cast.actor(cast.joan), dilemma.ref, interest(cast), clock)
    with pytest.raises(Invalid) as refusal:
        services.rule(cast.actor(cast.chair), dilemma.ref, made.id, services.RulingDraft(None, " "), clock)
    assert set(refusal.value.errors) == {"outcome", "reason"}


def test_a_declaration_of_another_item_is_not_known_here(session, cast: Cast, dilemma, clock) -> None:
    elsewhere = services.declare(cast.actor(cast.joan), a_dilemma(session, cast).ref, interest(cast), clock)
    with pytest.raises(NotKnown):
        services.rule(cast.actor(cast.chair), dilemma.ref, elsewhere.id, noted(), clock)


# -- the Monitoring officer -------------------------------------------------------------------------------------------


def test_the_monitoring_officer_asks_a_member_and_only_the_member_declares(session, cast: Cast, dilemma, clock) -> None:
    services.ask_to_declare(cast.actor(cast.monitoring), dilemma.ref, cast.joan.id, clock)
    assert told(session, NoticeKind.DECLARATION_ASKED) == [cast.joan.id]
    assert seat(cast, cast.joan, dilemma, clock) is Seat.UNDECLARED
    page = reading.declaring(cast.actor(cast.joan), dilemma.ref, clock())
    assert page.asked is not None
    assert page.asked[0] == "Helen Strand"
    clock.advance(minutes=1)
    services.declare(cast.actor(cast.joan), dilemma.ref, NIL, clock)
    assert reading.declaring(cast.actor(cast.joan), dilemma.ref, clock()).asked is None


def test_only_members_are_asked_and_only_by_the_monitoring_officer(cast: Cast, dilemma, clock) -> None:
    for person in (cast.secretary.id, cast.outsider.id, None):
        with pytest.raises(Invalid):
            services.ask_to_declare(cast.actor(cast.monitoring), dilemma.ref, person, clock)
    with pytest.raises(NotAllowed):
        services.ask_to_declare(cast.actor(cast.chair), dilemma.ref, cast.joan.id, clock)


def test_with_a_dispensation_a_member_takes_part_whatever_was_ruled(session, cast: Cast, dilemma, clock) -> None:
    made = services.declare(cast.actor(cast.joan), dilemma.ref, interest(cast), clock)
    services.rule(cast.actor(cast.chair), dilemma.ref, made.id, withdraw(), clock)
    services.dispense(cast.actor(cast.monitoring), dilemma.ref, made.id, "Nobody else knows the street.", clock)
    assert seat(cast, cast.joan, dilemma, clock) is Seat.FULL
    with pytest.raises(NotNow):
        services.dispense(cast.actor(cast.monitoring), dilemma.ref, made.id, "Again.", clock)
    with pytest.raises(NotNow):
        services.rule(cast.actor(cast.chair), dilemma.ref, made.id, withdraw(), clock)


# -- the Chair's absence ----------------------------------------------------------------------------------------------


def test_the_secretary_records_the_chair_absent_and_the_powers_pass_to_the_vice_chair(
    session, cast: Cast, dilemma, clock
) -> None:
    services.record_chair_absence(cast.actor(cast.secretary), dilemma.ref, None, clock)
    assert seats.powers([dilemma], clock()) == {dilemma.id: cast.vice_chair.id}
    services.end_chair_absence(cast.actor(cast.secretary), dilemma.ref, clock)
    assert seats.powers([dilemma], clock()) == {dilemma.id: cast.chair.id}
    assert session.scalar(select(func.count()).select_from(ChairAbsence)) == 0


def test_where_both_are_out_the_member_chosen_holds_the_powers(session, cast: Cast, dilemma, clock) -> None:
    declare(session, dilemma, cast.joan)
    services.declare(cast.actor(cast.vice_chair), dilemma.ref, interest(cast), clock)
    secretary = cast.actor(cast.secretary)
    with pytest.raises(Invalid):
        services.record_chair_absence(secretary, dilemma.ref, None, clock)
    with pytest.raises(Invalid):
        services.record_chair_absence(secretary, dilemma.ref, cast.vice_chair.id, clock)
    services.record_chair_absence(secretary, dilemma.ref, cast.joan.id, clock)
    assert seats.powers([dilemma], clock()) == {dilemma.id: cast.joan.id}


def test_only_the_secretary_records_an_absence(cast: Cast, dilemma, clock) -> None:
    with pytest.raises(NotAllowed):
        services.record_chair_absence(cast.actor(cast.vice_chair), dilemma.ref, None, clock)


# -- what others see --------------------------------------------------------------------------------------------------


def line_for(cast: Cast, dilemma, reader, clock):
    page = reading.register(cast.actor(reader), dilemma.ref, clock())
    return next(person for person in page.people if person.person_id == cast.agnes.id).lines[0]


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("chair", True),
        ("secretary", True),
        ("monitoring", True),
        ("agnes", True),
        ("joan", False),
        ("vice_chair", False),
    ],
)
def test_the_nature_of_a_sensitive_interest_is_for_few(
    session, cast: Cast, dilemma, clock, who: str, sees: bool
) -> None:
    made = services.declare(cast.actor(cast.agnes), dilemma.ref, interest(cast, "sensitive", "A canary sings."), clock)
    services.rule(
        cast.actor(cast.chair),
        dilemma.ref,
        made.id,
        services.RulingDraft(RulingOutcome.NO_POSITION, "The canary."),
        clock,
    )
    line = line_for(cast, dilemma, getattr(cast, who), clock)
    assert ("canary" in str(line)) is sees
    assert line.hidden is not sees
    assert [ruled.outcome for ruled in line.rulings] == [RulingOutcome.NO_POSITION]


def test_who_has_withdrawn_sees_their_own_declaration_and_ruling_alone(session, cast: Cast, dilemma, clock) -> None:
    made = services.declare(cast.actor(cast.agnes), dilemma.ref, interest(cast), clock)
    services.declare(cast.actor(cast.joan), dilemma.ref, NIL, clock)
    services.rule(cast.actor(cast.chair), dilemma.ref, made.id, withdraw(), clock)
    page = reading.register(cast.actor(cast.agnes), dilemma.ref, clock())
    assert page.own_only
    assert [person.person_id for person in page.people] == [cast.agnes.id]
    assert len(reading.register(cast.actor(cast.joan), dilemma.ref, clock()).people) == 10


def test_before_a_declaration_nothing_of_the_paper_is_seen_but_its_parties(cast: Cast, dilemma, clock) -> None:
    page = reading.declaring(cast.actor(cast.joan), dilemma.ref, clock())
    assert page.before.title == "Footage from doorbells"
    assert [name for name, _ in page.before.parties] == ["Ferry Lane", "Watchful Homes Ltd"]
    assert "door to door" not in str(page)
    assert page.before.meeting_at == dilemma.closes_at + timedelta(days=3)
