"""What a desk can ask, and the day by which a paper goes out."""

from datetime import date, timedelta

import pytest

from ethics.domain.asks import MINUTES, AskKind
from ethics.domain.clear_days import clear_days_between, last_day_to_issue


def test_every_kind_of_ask_says_what_its_button_does() -> None:
    assert len({str(kind.words) for kind in AskKind}) == len(AskKind)
    assert set(MINUTES) <= set(AskKind)


@pytest.mark.parametrize("working", [False, True])
@pytest.mark.parametrize("needed", range(9))
def test_the_last_day_to_issue_is_in_time_and_the_next_one_late(needed: int, working: bool) -> None:
    for offset in range(14):
        meeting = date(2026, 3, 2) + timedelta(days=offset)
        last = last_day_to_issue(meeting, needed, working=working)
        assert clear_days_between(last, meeting, working=working) >= needed
        if needed:
            assert clear_days_between(last + timedelta(days=1), meeting, working=working) < needed
