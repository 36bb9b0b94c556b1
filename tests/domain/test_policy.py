"""Who may see what, and when: every sentence of the product's table, and what must hold of every cell there is."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest

from ethics.domain.bodies import BODY_RULES, BodyAction, decide_for_body
from ethics.domain.journalled import JOURNAL_NEEDS
from ethics.domain.matrix import MOMENTS, PEOPLE, Moment, Person, standing_at
from ethics.domain.policy import RULES, Action, Seat, Standing, decide, decide_ruling
from ethics.domain.vocabulary import Event, Phase, Role, State

CELLS = [(person, moment) for person in PEOPLE for moment in MOMENTS]
NAMES = {str(person.words): person for person in PEOPLE}
TIMES = {str(moment.words): moment for moment in MOMENTS}


def at(person: str, moment: str) -> Standing:
    return standing_at(NAMES[person], TIMES[moment])


def who_may(action: Action, moment: str) -> set[str]:
    return {name for name in NAMES if decide(action, at(name, moment))}


AUTHORS = {"Author", "Co-author"}
SPONSORS = {"Sponsor", "Sponsor where no author is left"}
FORCE = AUTHORS | SPONSORS
POWERS = {"Chair", "Vice-chair in the Chair’s place"}
VOICES = {"Chair", "Vice-chair", "Vice-chair in the Chair’s place", "Member"}
LISTENS = {"Member ruled to give no position", "Co-opted member without positions"}
LEAVES = {"Member ruled to leave for the discussion"}
SILENT = {"Chair who has not declared", "Member who has not declared"}
SHUT = {"Member waiting for a ruling", "Member ruled to withdraw"}
SITS = VOICES | LISTENS | LEAVES | SILENT | SHUT
READERS = VOICES | LISTENS | LEAVES | {"Former member"}
NAMED = {"Police adviser or observer named for Part 2"}
ATTENDS = NAMED | {"Police adviser or observer"}


# -- every cell -------------------------------------------------------------------------------------------------------


def test_every_action_has_its_rule_and_every_rule_its_words() -> None:
    assert set(RULES) == set(Action)
    assert set(JOURNAL_NEEDS) == set(Event)
    assert set(BODY_RULES) == set(BodyAction)


@pytest.mark.parametrize(("person", "moment"), CELLS)
def test_a_no_says_why_and_nobody_does_what_they_may_not_know_of(person: Person, moment: Moment) -> None:
    standing = standing_at(person, moment)
    knows = bool(decide(Action.SEE_TITLE, standing))
    for action in Action:
        verdict = decide(action, standing)
        if verdict:
            assert knows, action
        else:
            assert verdict.reason is not None
            assert verdict.may_know is knows


@pytest.mark.parametrize(("person", "moment"), CELLS)
def test_part_2_is_never_open_to_whom_part_1_is_closed(person: Person, moment: Moment) -> None:
    standing = standing_at(person, moment)
    if decide(Action.READ_PART_2, standing):
        assert decide(Action.READ_PAPER, standing)


@pytest.mark.parametrize(("person", "moment"), CELLS)
def test_nobody_at_all_sees_another_s_position_before_the_reveal(person: Person, moment: Moment) -> None:
    standing = standing_at(person, moment)
    if moment.phase is not Phase.REVEALED:
        assert not decide(Action.SEE_POSITIONS, standing)
        assert not decide(Action.REVISE_POSITION, standing)
        assert not decide(Action.EDIT_ADVICE, standing)


@pytest.mark.parametrize("moment", MOMENTS)
def test_who_withdraws_keeps_the_agenda_line_and_may_declare_again(moment: Moment) -> None:
    standing = standing_at(NAMES["Member ruled to withdraw"], moment)
    may = {action for action in Action if decide(action, standing)}
    assert may <= {Action.SEE_TITLE, Action.DECLARE}


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("name", ["Member who has not declared", "Member waiting for a ruling"])
def test_nothing_opens_before_a_declaration_and_its_ruling(name: str, moment: Moment) -> None:
    may = {action for action in Action if decide(action, standing_at(NAMES[name], moment))}
    opened = {Action.SEE_TITLE, Action.DECLARE, Action.SEE_DECLARATIONS}
    assert may - {Action.SEE_AGREED_ADVICE} <= opened
    if name == "Member waiting for a ruling":
        assert Action.SEE_AGREED_ADVICE not in may


@pytest.mark.parametrize("moment", MOMENTS)
def test_the_force_never_sees_deliberation(moment: Moment) -> None:
    closed = {
        Action.SEE_DECLARATIONS, Action.SEE_SENSITIVE, Action.SEE_OWN_POSITIONS, Action.SEE_COUNT_IN, Action.SEE_WHO_GAVE,
        Action.SEE_POSITIONS, Action.SEE_DRAFT_ADVICE, Action.SEE_REVIEW, Action.EDIT_ADVICE, Action.CONFIRM,
    }  # fmt: skip
    for name in FORCE:
        assert not closed & {action for action in Action if decide(action, standing_at(NAMES[name], moment))}


@pytest.mark.parametrize("moment", MOMENTS)
def test_the_administrator_sees_title_and_state_and_no_more(moment: Moment) -> None:
    standing = standing_at(NAMES["Administrator"], moment)
    assert {action for action in Action if decide(action, standing)} == {Action.SEE_TITLE}


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("name", ["Anyone else who is signed in", "The public"])
def test_to_anyone_else_a_dilemma_does_not_exist(name: str, moment: Moment) -> None:
    for action in Action:
        verdict = decide(action, standing_at(NAMES[name], moment))
        assert not verdict
        assert not verdict.may_know


@pytest.mark.parametrize("moment", MOMENTS)
def test_the_disclosure_reviewer_comes_in_from_agreed_on_and_never_sees_positions(moment: Moment) -> None:
    standing = standing_at(NAMES["Disclosure reviewer"], moment)
    may = {action for action in Action if decide(action, standing)}
    if not moment.agreed:
        assert may == set()
    else:
        reads = {Action.SEE_TITLE, Action.READ_PAPER, Action.READ_PART_2, Action.SEE_AGREED_ADVICE, Action.SEE_REVIEW}
        assert may == reads | ({Action.REVIEW_DISCLOSURE} if moment.under_review else set())


@pytest.mark.parametrize("moment", MOMENTS)
def test_the_monitoring_officer_sees_declarations_and_no_paper(moment: Moment) -> None:
    may = {action for action in Action if decide(action, standing_at(NAMES["Monitoring officer"], moment))}
    assert may <= {
        Action.SEE_TITLE, Action.SEE_DECLARATIONS, Action.SEE_SENSITIVE, Action.ASK_TO_DECLARE, Action.DISPENSE,
    }  # fmt: skip


def test_an_empty_standing_may_do_nothing_whatever_the_state() -> None:
    for state in State:
        for action in Action:
            assert not decide(action, Standing(state))


@pytest.mark.parametrize("field", [one.name for one in fields(Standing) if isinstance(one.default, bool)])
def test_no_single_fact_makes_the_public_into_somebody_who_sees_positions(field: str) -> None:
    for state in State:
        standing = replace(
            Standing(state, phase=Phase.REVEALED, released=True, accepted=True, issued=True), **{field: True}
        )
        if not standing.secretary:
            assert not decide(Action.SEE_POSITIONS, standing)


# -- the product's table, line by line --------------------------------------------------------------------------------

LINES: list[tuple[Action, str, set[str]]] = [
    (Action.READ_PAPER, "draft", FORCE),
    (Action.READ_PAPER, "with the sponsor", FORCE),
    (Action.READ_PAPER, "submitted", FORCE | {"Secretary"}),
    (Action.READ_PAPER, "scheduled", FORCE | {"Secretary"}),
    (Action.SEE_TITLE, "draft", FORCE | {"Administrator"}),
    (Action.SEE_TITLE, "submitted", FORCE | {"Secretary", "Administrator"}),
    (Action.SEE_TITLE, "scheduled", FORCE | SITS | ATTENDS | {"Secretary", "Administrator", "Monitoring officer"}),
    (Action.READ_PAPER, "issued and open", FORCE | READERS | ATTENDS | {"Secretary"}),
    (Action.READ_PART_2, "issued and open", FORCE | READERS | NAMED | {"Secretary"}),
    (Action.SEE_COUNT_IN, "issued and open", READERS | {"Secretary"}),
    (Action.SEE_WHO_GAVE, "issued and open", POWERS | {"Secretary"}),
    (Action.SEE_OWN_POSITIONS, "issued and open", READERS),
    (Action.GIVE_POSITION, "issued and open", VOICES | LEAVES),
    (Action.GIVE_POSITION, "issued and revealed", set()),
    (Action.GIVE_POSITION, "withdrawn before the close", set()),
    (Action.SEE_POSITIONS, "issued and revealed", VOICES | LISTENS | {"Secretary", "Former member"}),
    (Action.SEE_POSITIONS, "closed", VOICES | LISTENS | {"Secretary", "Former member"}),
    (Action.SEE_POSITIONS, "withdrawn before the close", set()),
    (Action.REVISE_POSITION, "issued and revealed", VOICES),
    (Action.REVISE_POSITION, "advice being drafted", VOICES),
    (Action.REVISE_POSITION, "advice circulated", set()),
    (Action.SEE_DRAFT_ADVICE, "advice being drafted", POWERS | {"Secretary"}),
    (Action.SEE_DRAFT_ADVICE, "advice circulated", VOICES | LISTENS | {"Secretary"}),
    (Action.EDIT_ADVICE, "advice being drafted", POWERS | {"Secretary"}),
    (Action.EDIT_ADVICE, "advice agreed", set()),
    (Action.CONFIRM, "advice circulated", VOICES),
    (Action.WRITE_MINORITY_VIEW, "advice circulated", VOICES),
    (Action.SIGN_OFF, "advice circulated", POWERS),
    (Action.SEE_AGREED_ADVICE, "advice agreed", VOICES | LISTENS | LEAVES | SILENT | ATTENDS | {
        "Secretary", "Disclosure reviewer", "Former member"}),
    (Action.SEE_AGREED_ADVICE, "advice sent", FORCE | VOICES | LISTENS | LEAVES | SILENT | ATTENDS | {
        "Secretary", "Disclosure reviewer", "Former member"}),
    (Action.RESPOND, "advice sent", SPONSORS),
    (Action.EDIT_PAPER, "draft", AUTHORS),
    (Action.SUBMIT, "draft", AUTHORS),
    (Action.RELEASE, "with the sponsor", SPONSORS),
    (Action.MAKE_VERSION, "issued and open", AUTHORS),
    (Action.WITHDRAW, "draft", {"Author"} | SPONSORS),
    (Action.SEE_AUTHORS, "draft", FORCE),
    (Action.SEE_AUTHORS, "submitted", FORCE | {"Secretary"}),
    (Action.NAME_CO_AUTHORS, "draft", {"Author"} | SPONSORS),
    (Action.NAME_CO_AUTHORS, "advice sent", {"Author"} | SPONSORS),
    (Action.NAME_CO_AUTHORS, "withdrawn after acceptance", set()),
    (Action.NAME_CO_AUTHORS, "declined", set()),
    (Action.LEAVE_PAPER, "draft", {"Co-author"}),
    (Action.LEAVE_PAPER, "closed", {"Co-author"}),
    (Action.RESPOND, "answered", set()),
    (Action.SEE_DECLARATIONS, "issued and open", (SITS - {"Member ruled to withdraw"}) | {
        "Secretary", "Monitoring officer", "Former member"}),
    (Action.SEE_SENSITIVE, "issued and open", POWERS | {"Chair who has not declared", "Secretary", "Monitoring officer"}),
    (Action.RULE, "issued and open", POWERS | {"Chair who has not declared"}),
    (Action.DECLARE, "issued and open", SITS),
    (Action.DECLARE, "advice agreed", set()),
    (Action.MOVE_CLOSE, "issued and open", POWERS | {"Chair who has not declared", "Secretary"}),
    (Action.MOVE_CLOSE, "issued and revealed", set()),
    (Action.PUBLISH, "advice agreed", POWERS),
    (Action.REVIEW_DISCLOSURE, "agreed and in disclosure review", {"Disclosure reviewer"}),
    (Action.ASK_TO_DECLARE, "issued and open", {"Monitoring officer"}),
    (Action.DISPENSE, "issued and open", {"Monitoring officer"}),
]  # fmt: skip


@pytest.mark.parametrize(("action", "moment", "people"), LINES)
def test_exactly_these_people_may(action: Action, moment: str, people: set[str]) -> None:
    assert who_may(action, moment) == people


def test_before_a_declaration_the_reason_says_what_to_do() -> None:
    verdict = decide(Action.READ_PAPER, at("Member who has not declared", "issued and open"))
    assert str(verdict.reason) == "First say whether you have an interest in this item."
    assert verdict.may_know


def test_a_vice_chair_without_the_powers_is_a_member() -> None:
    for moment in TIMES:
        vice = {action for action in Action if decide(action, at("Vice-chair", moment))}
        member = {action for action in Action if decide(action, at("Member", moment))}
        assert vice == member


def test_a_chair_without_the_powers_is_a_member() -> None:
    for moment in TIMES.values():
        chair = replace(standing_at(NAMES["Chair"], moment), chair_power=False)
        member = standing_at(NAMES["Member"], moment)
        assert all(bool(decide(action, chair)) == bool(decide(action, member)) for action in Action)


def test_a_co_author_may_what_the_first_may_but_for_withdrawing_and_saying_who_writes() -> None:
    for moment in TIMES:
        first = {action for action in Action if decide(action, at("Author", moment))}
        other = {action for action in Action if decide(action, at("Co-author", moment))}
        assert other - first == {Action.LEAVE_PAPER}
        assert first - other <= {Action.WITHDRAW, Action.NAME_CO_AUTHORS}
    why = decide(Action.WITHDRAW, at("Co-author", "draft")).reason
    assert str(why) == "This is for whoever began the paper, or for its sponsor."


def test_several_roles_add_up() -> None:
    both = replace(at("Author", "issued and open"), attends=True)
    assert decide(Action.READ_PART_2, both)
    elsewhere = replace(at("Police adviser or observer", "issued and open"), author=False)
    assert not decide(Action.READ_PART_2, elsewhere)


# -- rulings (rules 1 and 2) ------------------------------------------------------------------------------------------

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ME, OTHER = 1, 2


def ruling(name: str, *, about: int = OTHER, ago: timedelta = timedelta(0), **changes: object) -> bool:
    standing = replace(at(name, "issued and open"), **changes)
    return bool(decide_ruling(standing, about_person_id=about, declared_at=NOW - ago, now=NOW))


def test_who_declares_does_not_rule_on_themselves() -> None:
    assert ruling("Chair")
    assert not ruling("Chair", about=ME)
    assert not ruling("Vice-chair", about=ME, ago=timedelta(days=9))


def test_the_vice_chair_may_rule_after_two_days_and_not_before() -> None:
    assert not ruling("Vice-chair", ago=timedelta(days=2) - timedelta(seconds=1))
    assert ruling("Vice-chair", ago=timedelta(days=2))
    assert ruling("Vice-chair in the Chair’s place")


@pytest.mark.parametrize("seat", [Seat.AWAITING, Seat.WITHDRAWN, Seat.LEAVE, Seat.NO_POSITION])
def test_a_conflicted_vice_chair_does_not_rule_on_others(seat: Seat) -> None:
    assert not ruling("Vice-chair", ago=timedelta(days=9), seat=seat)


def test_nobody_else_rules_however_long_it_takes() -> None:
    for name in set(NAMES) - POWERS - {"Vice-chair", "Chair who has not declared"}:
        assert not ruling(name, ago=timedelta(days=30)), name


# -- bodies -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", BodyAction)
@pytest.mark.parametrize("role", Role)
def test_what_an_appointment_permits_by_itself(action: BodyAction, role: Role) -> None:
    expected = {
        BodyAction.START_DILEMMA: {Role.AUTHOR},
        BodyAction.HOLD_MEETINGS: {Role.SECRETARY},
        BodyAction.CONFIRM_SEATS: {Role.SECRETARY},
        BodyAction.MANAGE_PEOPLE: {Role.ADMINISTRATOR},
    }
    if action in expected:
        assert bool(decide_for_body(action, frozenset({role}))) is (role in expected[action])
    assert not decide_for_body(action, frozenset())
    assert not decide_for_body(action, frozenset()).may_know
