"""Nothing sealed, closed or personal is met where it does not belong, before the advice is drafted: every address, as everybody."""

from datetime import timedelta

import pytest
from flask import Flask

from ethics.domain.vocabulary import State
from tests.browser import Browser
from tests.cast import Cast
from tests.conftest import Clock
from tests.web.canaries import Phase, canaries_met

PHASES = {
    "draft": Phase(State.DRAFT),
    "submitted": Phase(State.SUBMITTED),
    "open": Phase(State.ISSUED, timedelta(days=3)),
    "withdrawn": Phase(State.WITHDRAWN, timedelta(days=3)),
    "revealed": Phase(State.ISSUED, timedelta(days=-1), revealed=True),
}


@pytest.mark.parametrize("phase", PHASES)
def test_nobody_meets_a_canary_that_is_not_theirs(
    app: Flask, cast: Cast, browser: Browser, clock: Clock, phase: str
) -> None:
    assert canaries_met(app, cast, browser, clock, PHASES[phase]) == []
