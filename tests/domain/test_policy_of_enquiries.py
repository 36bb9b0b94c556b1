"""Who may put an enquiry, pass it on, answer it, put a fact wanted, and keep notes: at every moment there is."""

import pytest

from ethics.domain.journalled import JOURNAL_NEEDS
from ethics.domain.matrix import MOMENTS, Moment
from ethics.domain.policy import Action, decide
from ethics.domain.vocabulary import Event, Phase
from tests.domain.test_policy import AUTHORS, FORCE, LEAVES, LISTENS, POWERS, READERS, VOICES, at, who_may

SEATED = VOICES | LISTENS | LEAVES
NOBODY: set[str] = set()


def test_enquiries_are_put_by_open_seats_while_positions_are_open() -> None:
    assert who_may(Action.ENQUIRE, "issued and open") == SEATED
    for moment in MOMENTS:
        if moment.phase is not Phase.OPEN:
            assert who_may(Action.ENQUIRE, str(moment.words)) == NOBODY


@pytest.mark.parametrize("moment", ["issued and open", "issued and revealed", "advice circulated", "answered"])
def test_they_are_passed_on_by_the_secretary_and_answered_by_the_author_until_the_advice_is_agreed(moment: str) -> None:
    still = moment != "answered"
    assert who_may(Action.PASS_ON_ENQUIRY, moment) == ({"Secretary"} if still else NOBODY)
    answer = AUTHORS | {"Sponsor where no author is left"}
    assert who_may(Action.ANSWER_ENQUIRY, moment) == (answer if still else NOBODY)


@pytest.mark.parametrize("moment", [one for one in MOMENTS if one.issued], ids=lambda one: str(one.words))
def test_what_was_passed_on_is_read_by_open_seats_the_secretary_and_the_force(moment: Moment) -> None:
    assert who_may(Action.SEE_ENQUIRIES, str(moment.words)) == READERS | FORCE | {"Secretary"}
    assert who_may(Action.SEE_WHO_ENQUIRED, str(moment.words)) == {"Secretary"}
    assert who_may(Action.SEE_OWN_NOTES, str(moment.words)) == READERS
    assert who_may(Action.WRITE_NOTE, str(moment.words)) == SEATED


def test_facts_wanted_are_put_after_the_close_and_not_seen_by_who_leaves() -> None:
    assert who_may(Action.PUT_FACT, "issued and open") == NOBODY
    assert who_may(Action.PUT_FACT, "issued and revealed") == {"Secretary"} | POWERS
    assert who_may(Action.SEE_FACTS_PUT, "issued and open") == NOBODY
    assert not decide(Action.SEE_FACTS_PUT, at("Member ruled to leave for the discussion", "issued and revealed"))
    assert who_may(Action.SEE_FACTS_PUT, "issued and revealed") >= FORCE


def test_the_journal_says_who_put_an_enquiry_to_the_secretary_alone() -> None:
    for event in (Event.ENQUIRY_ASKED, Event.ENQUIRY_SENT_BACK):
        assert JOURNAL_NEEDS[event] is Action.SEE_WHO_ENQUIRED
    assert JOURNAL_NEEDS[Event.FACT_PUT] is Action.SEE_POSITIONS


def test_nothing_of_it_is_there_before_the_issue() -> None:
    for moment in MOMENTS:
        if not moment.issued:
            for action in (Action.SEE_ENQUIRIES, Action.ENQUIRE, Action.WRITE_NOTE, Action.PASS_ON_ENQUIRY):
                assert who_may(action, str(moment.words)) == NOBODY
