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


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("phase", PHASES)
def test_nobody_meets_a_canary_that_is_not_theirs(
    app: Flask, cast: Cast, browser: Browser, clock: Clock, phase: str
) -> None:
    assert canaries_met(app, cast, browser, clock, PHASES[phase]) == []


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_nor_on_the_other_database(app: Flask, cast: Cast, browser: Browser, clock: Clock) -> None:
    """Who may see what does not depend on the database: one phase is enough to see that it does not."""
    assert canaries_met(app, cast, browser, clock, PHASES["open"]) == []
