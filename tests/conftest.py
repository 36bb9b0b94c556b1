"""Two databases, a clock that stands still, and the application on top of them.

A test that asks for `app` (or `session`, or `client`) runs twice: on SQLite and on a real PostgreSQL that is started on
first use. Both are empty of rows when it begins. `pytest -k "not postgresql"` keeps to SQLite.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session, scoped_session

from ethics.domain.vocabulary import State
from ethics.extensions import db
from tests import chromium as chromium_here
from tests.browser import Browser
from tests.cast import Cast
from tests.databases import RUN_FOLDER, Database, PostgresqlDatabase, SqliteDatabase, stop_postgresql
from tests.factories import Brought, a_dilemma, questions_of

JOURNEYS = Path(__file__).parent / "journeys"


class Clock:
    """The time as the application under test is told it. It moves only when a test moves it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def set(self, now: datetime) -> None:
        """Make it this moment, which must say its zone."""
        self.now = now.astimezone(UTC)

    def advance(self, **by: float) -> None:
        """Let time pass, said as for a timedelta: `advance(hours=1)`."""
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    """Stands at noon on Monday 2 March 2026."""
    return Clock(datetime(2026, 3, 2, 12, tzinfo=UTC))


# The run's own folder, and the browser -----------------------------------------------------------------------------


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        if os.environ.get("CI") == "true" and JOURNEYS.exists() and not chromium_here.find():
            raise pytest.UsageError(chromium_here.MISSING)
        os.environ[RUN_FOLDER] = tempfile.mkdtemp(prefix="ethics-tests-")


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        if RUN_FOLDER not in os.environ:
            return
        stop_postgresql()
        shutil.rmtree(os.environ.pop(RUN_FOLDER), ignore_errors=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    journeys = [item for item in items if item.path.is_relative_to(JOURNEYS)]
    if not journeys or chromium_here.find():
        return
    items[:] = [item for item in items if item not in journeys]
    config.hook.pytest_deselected(items=journeys)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if JOURNEYS.exists() and not chromium_here.find():
        terminalreporter.write_line(chromium_here.MISSING)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the Chromium the journeys use."""
    found = chromium_here.find()
    assert found, chromium_here.MISSING
    return found


# The databases -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def databases() -> Iterator[Callable[[str], Database]]:
    """Both of this worker's databases, each made when first asked for by its kind."""
    made: dict[str, Database] = {}

    def get(kind: str) -> Database:
        if kind not in made:
            made[kind] = SqliteDatabase() if kind == "sqlite" else PostgresqlDatabase()
        return made[kind]

    yield get
    for database in made.values():
        with database.app.app_context():
            db.engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, databases: Callable[[str], Database]) -> Database:
    """A database without rows, of each kind in turn."""
    empty: Database = databases(request.param)
    empty.empty()
    return empty


# The application ---------------------------------------------------------------------------------------------------


@pytest.fixture
def app(database: Database, clock: Clock) -> Flask:
    """The application on an empty database, told the time by `clock`. No context is pushed: a request makes its own."""
    database.app.extensions["clock"] = clock
    return database.app


@pytest.fixture
def make_app(database: Database, clock: Clock) -> Iterator[Callable[..., Flask]]:
    """Make an application on the same empty database with other settings, named as in Settings."""
    made: list[Flask] = []

    def make(**changes: Any) -> Flask:
        app = database.make_app(**changes)
        app.extensions["clock"] = clock
        made.append(app)
        return app

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def session(app: Flask) -> Iterator[scoped_session[Session]]:
    """The database session inside an application context, for tests of what lies within the web.

    Do not use `client` beside it in one test: a request would share its session, where real ones never do.
    """
    with app.app_context():
        yield db.session


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without a screen, speaking https to the application."""
    return app.test_client()


@contextmanager
def queries(app: Flask) -> Iterator[list[str]]:
    """Collect the SQL that runs inside, beginnings and pragmas apart."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def count_queries(app: Flask) -> Callable[[], Any]:
    """`with count_queries() as seen:` collects the SQL that the application runs inside."""
    return lambda: queries(app)


# The people, and what they come to ---------------------------------------------------------------------------------


@pytest.fixture
def cast(app: Flask, database: Database) -> Cast:
    """Everybody, inserted and committed. For use with `session` or with `browser`; it needs no context of its own."""
    return database.people()


@pytest.fixture
def bring(app: Flask, cast: Cast) -> Callable[..., Brought]:
    """Make a dilemma and commit it, for tests that use `browser`: `bring(State.ISSUED, given_by=[cast.joan])`.

    Takes what `tests.factories.a_dilemma` takes, and gives its ref and ids. `then`, called with the session and the
    dilemma before the commit, does what else the test needs. Not for use beside `session`.
    """

    def make(state: State = State.ISSUED, *, then: Callable[..., Any] | None = None, **more: Any) -> Brought:
        with app.app_context():
            dilemma = a_dilemma(db.session, cast, state, **more)
            if then is not None:
                then(db.session, dilemma)
            brought = Brought(
                dilemma.ref, dilemma.id, tuple(one.question_id for one in questions_of(db.session, dilemma))
            )
            db.session.commit()
        return brought

    return make


@pytest.fixture
def browser(app: Flask) -> Browser:
    """People who look at pages: `browser.as_(cast.joan).get("/desk")`. Every page they fetch is checked."""
    return Browser(app)
