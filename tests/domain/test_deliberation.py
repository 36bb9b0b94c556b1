"""How a committee comes to advice: the spread, the basis, quorum, what is missing, and the seal."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from ethics.domain.deliberation import (
    NEEDS_THE_HOUR,
    AdviceFacts,
    QuorumRule,
    Spread,
    basis_choices,
    clauses_wait,
    forecast_replies,
    missing_to_circulate,
    missing_to_sign_off,
    quorum_missing,
    reply_to_question,
    round_digest,
    strongest_basis,
    taken_together,
    version_digest,
)
from ethics.domain.vocabulary import Basis, Category, Reply, Stance, TakenTogether

S, C, N, U, A = Stance.SUPPORTED, Stance.CONDITIONS, Stance.NOT_SUPPORTED, Stance.CANNOT_ADVISE, Stance.ABSTAIN
T = TakenTogether
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)

# -- taken together ---------------------------------------------------------------------------------------------------

# The ten closed rows of the drawn reveal page: seven members, thirteen questions, three of them open.
DRAWN = [
    (1, [S] * 7, T.AGREED),
    (2, [N] * 7, T.AGREED),
    (3, [S, C, S, S, C, S, S], T.AGREED_WITH_CONDITIONS),
    (4, [C, S, C, N, N, S, U], T.DIVIDED),
    (5, [N, N, N, N, C, N, N], T.ONE_APART),
    (7, [C, S, C, S, N, N, C], T.DIVIDED),
    (8, [N, N, C, N, N, N, N], T.ONE_APART),
    (9, [N, U, N, N, U, N, A], T.NOT_SETTLED),
    (11, [N] * 7, T.AGREED),
    (12, [N, C, N, N, S, C, N], T.DIVIDED),
]


@pytest.mark.parametrize(("question", "stances", "word"), DRAWN)
def test_the_rows_of_the_drawn_page_get_their_words(question: int, stances: list[Stance], word: T) -> None:
    assert taken_together(Spread.of(stances)) is word


def test_the_hour_goes_where_the_drawn_page_says() -> None:
    assert [question for question, _, word in DRAWN if word in NEEDS_THE_HOUR] == [4, 7, 9, 12]


@pytest.mark.parametrize(
    ("stances", "word"),
    [
        ([], T.NONE_GIVEN),
        ([S], T.AGREED),
        ([C], T.AGREED_WITH_CONDITIONS),
        ([N, N], T.AGREED),
        ([S, N], T.DIVIDED),
        ([S, U], T.NOT_SETTLED),
        ([S, S, U], T.ONE_APART),
        ([S, S, N], T.ONE_APART),
        ([N, N, C], T.ONE_APART),
        ([S, S, N, U], T.DIVIDED),
        ([S, S, S, U, U], T.NOT_SETTLED),
        ([A], T.NOT_SETTLED),
        ([U, U], T.NOT_SETTLED),
        ([S, S, A], T.AGREED),
        ([S, A, A], T.NOT_SETTLED),
        ([S, S, A, A], T.AGREED),
    ],
)
def test_the_edges_of_the_words(stances: list[Stance], word: T) -> None:
    assert taken_together(Spread.of(stances)) is word


def test_whose_stance_is_whose_never_changes_the_word() -> None:
    for _, stances, word in DRAWN:
        assert taken_together(Spread.of(reversed(stances))) is word


def test_agreement_against_is_worded_like_agreement_for() -> None:
    turned = {S: N, N: S}
    for stances in ([S] * 5, [S, S, S, N], [S, N], [S, S, U], [S, S, N, N], [S, A, A]):
        assert taken_together(Spread.of(stances)) is taken_together(Spread.of(turned.get(one, one) for one in stances))


def test_a_spread_counts_every_stance() -> None:
    spread = Spread.of([S, C, C, N, U, A])
    assert (spread.total, spread.support, spread.against, spread.unsettled) == (6, 3, 1, 1)
    assert set(spread.counts) == set(Stance)


# -- the basis (rule 9) -----------------------------------------------------------------------------------------------

AGREE, LIVE, OBJECT, SILENT = Reply.AGREE, Reply.LIVE_WITH, Reply.OBJECT, None


@pytest.mark.parametrize(
    ("replies", "reply"),
    [
        ([AGREE, AGREE], AGREE),
        ([AGREE, LIVE], LIVE),
        ([AGREE, OBJECT], OBJECT),
        ([SILENT, OBJECT], OBJECT),
        ([AGREE, SILENT], SILENT),
        ([LIVE, SILENT], SILENT),
        ([], SILENT),
    ],
)
def test_the_most_reserved_reply_to_a_clause_is_the_reply_to_the_question(
    replies: list[Reply | None], reply: Reply | None
) -> None:
    assert reply_to_question(replies) is reply


@pytest.mark.parametrize(
    ("replies", "basis"),
    [
        ([AGREE] * 7, Basis.UNANIMOUS),
        ([AGREE] * 6 + [LIVE], Basis.RESERVATIONS),
        ([LIVE] * 7, Basis.RESERVATIONS),
        ([AGREE] * 6 + [SILENT], Basis.MAJORITY),
        ([AGREE] * 6 + [OBJECT], Basis.MAJORITY),
        ([LIVE] * 4 + [OBJECT] * 3, Basis.MAJORITY),
        ([AGREE] * 3 + [OBJECT] * 3, Basis.NO_AGREED_VIEW),
        ([AGREE] * 3 + [SILENT] * 4, Basis.NO_AGREED_VIEW),
        ([SILENT] * 7, Basis.NO_AGREED_VIEW),
        ([OBJECT] * 7, Basis.NO_AGREED_VIEW),
        ([], Basis.NO_AGREED_VIEW),
    ],
)
def test_the_strongest_word_the_replies_allow(replies: list[Reply | None], basis: Basis) -> None:
    assert strongest_basis(replies) is basis


def test_no_reply_rules_out_the_first_two() -> None:
    for others in ([AGREE] * 9, [LIVE] * 9):
        assert strongest_basis([*others, SILENT]) not in (Basis.UNANIMOUS, Basis.RESERVATIONS)


def named(replies: Sequence[Reply | None]) -> dict[str, Reply | None]:
    return {f"Member {at}": reply for at, reply in enumerate(replies, 1)}


@pytest.mark.parametrize(
    "replies",
    [[AGREE] * 3, [AGREE, LIVE], [AGREE, AGREE, OBJECT], [AGREE, SILENT], [AGREE, AGREE, SILENT], [OBJECT] * 2],
)
def test_a_weaker_word_may_be_chosen_and_never_a_stronger(replies: list[Reply | None]) -> None:
    choices = basis_choices(named(replies))
    assert [choice.basis for choice in choices] == list(Basis)
    strongest = list(Basis).index(strongest_basis(replies))
    assert [choice.allowed for choice in choices] == [at >= strongest for at in range(len(Basis))]
    assert all(str(choice.why) for choice in choices)


def test_a_closed_word_says_what_closes_it() -> None:
    unanimous, reservations, majority, _ = basis_choices(named([AGREE, AGREE, OBJECT]))
    assert "Member 3 objected" in str(unanimous.why)
    assert "Member 3 objected" in str(reservations.why)
    assert str(majority.why).startswith("2 of 3")
    unanimous, _, _, _ = basis_choices(named([AGREE, LIVE]))
    assert "Member 2 can live with it" in str(unanimous.why)
    unanimous, _, majority, _ = basis_choices(named([AGREE, SILENT]))
    assert "no reply from Member 2" in str(unanimous.why)
    assert "1 of 2" in str(majority.why)


def test_the_forecast_follows_the_larger_side_and_expects_nothing_of_the_undecided() -> None:
    stances = {"Ann": [S], "Ben": [C], "Cas": [N], "Dot": [U], "Eve": [A], "Fay": []}
    assert forecast_replies(stances) == {
        "Ann": AGREE, "Ben": AGREE, "Cas": OBJECT, "Dot": SILENT, "Eve": SILENT, "Fay": SILENT,
    }  # fmt: skip
    assert forecast_replies({"Ann": [N], "Ben": [N], "Cas": [S]}) == {"Ann": AGREE, "Ben": AGREE, "Cas": OBJECT}


def test_the_forecast_of_a_question_with_scenarios_takes_the_most_reserved() -> None:
    assert forecast_replies({"Ann": [S, S], "Ben": [S, N], "Cas": [S, U]}) == {
        "Ann": AGREE,
        "Ben": OBJECT,
        "Cas": SILENT,
    }


# -- quorum (rule 7) --------------------------------------------------------------------------------------------------

IND, COUN, COOP = Category.INDEPENDENT, Category.COUNCILLOR, Category.COOPTED


@pytest.mark.parametrize(
    ("present", "presided", "says"),
    [
        ([IND, IND, IND], True, None),
        ([IND, IND, COUN], True, None),
        ([IND, COUN, COUN], True, "one more independent member is needed"),
        ([COUN, COUN, COOP], True, "2 more independent members are needed"),
        ([IND, IND], True, "one more member is needed, 2 of 3"),
        ([], True, "3 more members are needed, 0 of 3"),
        ([IND] * 7, False, "nobody who holds the Chair’s powers"),
    ],
)
def test_quorum_counts_heads_and_categories_in_one_sentence(
    present: list[Category], presided: bool, says: str | None
) -> None:
    missing = quorum_missing(present, presided=presided, rule=QuorumRule())
    assert missing is None if says is None else says in str(missing)


def test_a_committee_may_set_another_quorum() -> None:
    assert quorum_missing([IND], presided=True, rule=QuorumRule(heads=1, independent=0)) is None
    assert quorum_missing([IND] * 4, presided=True, rule=QuorumRule(heads=5, independent=2)) is not None


# -- what is still missing --------------------------------------------------------------------------------------------


def test_a_draft_misses_answers_before_words_before_places() -> None:
    facts = AdviceFacts(questions_unanswered=(2, 5), empty_clauses=("1.1",), unplaced={"Joan": 2, "Tomos": 1})
    assert str(missing_to_circulate(facts)).startswith("Questions 2 and 5 have no clause yet")
    assert str(missing_to_circulate(AdviceFacts(empty_clauses=("1.1", "2.1")))) == "Clause 1.1 has no words yet."
    missing = missing_to_circulate(AdviceFacts(unplaced={"Joan": 2, "Tomos": 1}))
    assert str(missing) == "3 considerations and conditions have no place yet: Joan (2), Tomos (1)."
    assert str(missing_to_circulate(AdviceFacts(unplaced={"Joan": 1}))).startswith("One consideration or condition")
    assert missing_to_circulate(AdviceFacts()) is None


REPLIED = (IND, IND, IND)


def test_sign_off_waits_for_replies_until_their_time_has_passed() -> None:
    waiting = AdviceFacts(waiting_for=("Grace",), replied=REPLIED, replies_due_at=NOW)
    before = missing_to_sign_off(waiting, NOW - timedelta(seconds=1))
    assert str(before).startswith("No reply yet from Grace; they have until")
    assert missing_to_sign_off(waiting, NOW) is None
    assert (
        str(missing_to_sign_off(AdviceFacts(waiting_for=("Grace",), replied=REPLIED), NOW))
        == "No reply yet from Grace."
    )


def test_sign_off_needs_a_quorum_of_replies_minority_views_and_a_basis() -> None:
    assert "Too few have replied. Not quorate" in str(missing_to_sign_off(AdviceFacts(replied=(IND, IND)), NOW))
    assert "Tomos" in str(missing_to_sign_off(AdviceFacts(replied=REPLIED, minority_views_waiting=("Tomos",)), NOW))
    assert "question 3" in str(missing_to_sign_off(AdviceFacts(replied=REPLIED, questions_without_basis=(3,)), NOW))
    assert missing_to_sign_off(AdviceFacts(replied=REPLIED), NOW) is None


def test_the_force_hears_how_many_clauses_wait() -> None:
    assert str(clauses_wait(1)) == "One clause still waits for the force’s answer."
    assert str(clauses_wait(3)) == "3 clauses still wait for the force’s answer."


# -- the seal (rule 3) ------------------------------------------------------------------------------------------------


def test_a_digest_depends_on_salt_and_content_and_on_nothing_else() -> None:
    content = {"stance": "supported", "text": "Ŷes"}
    digest = version_digest(b"a" * 32, content)
    assert digest == version_digest(b"a" * 32, {"text": "Ŷes", "stance": "supported"})
    assert digest != version_digest(b"b" * 32, content)
    assert digest != version_digest(b"a" * 32, content | {"stance": "abstain"})
    assert len(digest) == 64


def test_the_digest_of_a_round_does_not_tell_the_order_people_gave_in() -> None:
    assert round_digest(["b", "a"]) == round_digest(["a", "b"])
    assert round_digest(["a"]) != round_digest(["a", "a"])
    assert len(round_digest([])) == 64
