"""Clear days before a meeting, the usual close and the short round are counted as rule 6 says."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from ethics.domain.agenda import letter, next_letter
from ethics.domain.clear_days import clear_days_between, default_close, lateness, said, short_round

MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("meeting", "days"),
    [
        (date(2026, 3, 2), 0),
        (date(2026, 3, 3), 0),
        (date(2026, 3, 4), 1),
        (date(2026, 3, 8), 5),
        (date(2026, 3, 7), 4),
        (date(2026, 2, 27), 0),
    ],
)
def test_neither_the_day_of_issue_nor_the_day_of_the_meeting_is_counted(meeting: date, days: int) -> None:
    assert clear_days_between(MONDAY, meeting, working=False) == days


@pytest.mark.parametrize(
    ("issued", "meeting", "days"),
    [
        (date(2026, 3, 6), date(2026, 3, 9), 0),  # Friday to Monday: a weekend lies between
        (date(2026, 3, 6), date(2026, 3, 10), 1),
        (date(2026, 3, 2), date(2026, 3, 10), 5),
        (date(2026, 3, 1), date(2026, 3, 9), 5),
    ],
)
def test_working_days_leave_saturdays_and_sundays_out(issued: date, meeting: date, days: int) -> None:
    assert clear_days_between(issued, meeting, working=True) == days


def test_positions_usually_close_at_5pm_with_two_clear_days_left_before_the_meeting() -> None:
    assert default_close(date(2026, 3, 19), 2) == (date(2026, 3, 16), time(17))
    assert clear_days_between(date(2026, 3, 16), date(2026, 3, 19), working=False) == 2


def test_a_paper_that_leaves_just_enough_clear_days_is_not_late() -> None:
    assert lateness(MONDAY, date(2026, 3, 8), needed=5, working=False) is None


def test_a_late_paper_is_told_how_late_in_a_sentence() -> None:
    late = lateness(MONDAY, date(2026, 3, 7), needed=5, working=False)
    assert str(late) == (
        "Members would have 4 clear days before the meeting; the committee’s rule is 5 clear days. "
        "Say why the paper is late; the minutes carry the reason."
    )


def test_a_committee_that_counts_working_days_says_so() -> None:
    late = lateness(date(2026, 3, 6), date(2026, 3, 10), needed=5, working=True)
    assert "1 clear working day before" in str(late)
    assert "5 clear working days" in str(late)
    assert str(said(1, working=False)) == "1 clear day"


def test_under_seven_days_is_warned_of_and_seven_days_are_not() -> None:
    opens = datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert short_round(opens, opens + timedelta(days=7)) is None
    assert "under 7 days" in str(short_round(opens, opens + timedelta(days=7, seconds=-1)))


def test_letters_go_from_a_to_z_and_on_with_two() -> None:
    assert [letter(n) for n in (0, 1, 25, 26, 27, 51, 52)] == ["A", "B", "Z", "AA", "AB", "AZ", "BA"]


def test_the_next_letter_is_never_one_that_is_taken() -> None:
    assert next_letter([]) == "A"
    assert next_letter(["A", "B"]) == "C"
    assert next_letter(["A", "C"]) == "D"
