"""The parts of Flask the house is built with, as bare objects: `create_app` gives each of them its settings.

The database part says two things every model and every request relies on. What is stored as a time is UTC and
aware, always. And a transaction says before it begins whether it means to write: a reading one cannot write at all,
a writing one holds SQLite's write lock from its first statement, because one that reads first and asks for the lock
later is refused under load however long it waits.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from datetime import UTC, datetime
from typing import Any

from flask_babel import Babel
from flask_migrate import Migrate
from flask_security.core import Security
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import DateTime, Dialect, Engine, MetaData, event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """A point in time: aware going in, aware and in UTC coming out, on both databases.

    Refuses a naive datetime with ValueError, since nobody can say which moment it means.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time needs its zone, and {value!r} has none")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Model(DeclarativeBase):
    """The base of everything in `ethics.models`. Constraints have names, so that a migration can find them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Model, disable_autonaming=True)
migrate = Migrate()
security = Security()
csrf = CSRFProtect()
babel = Babel()


# Outside a request (a command, a test) a transaction may write unless it says otherwise.
_means_to_write: ContextVar[bool] = ContextVar("means_to_write", default=True)


def means_to_write() -> bool:
    """Whether a transaction begun now would be a writing one."""
    return _means_to_write.get()


def begin_reading() -> Token[bool]:
    """Make the transactions begun from now on reading ones. Give the token to `end_intent` when done."""
    return _means_to_write.set(False)


def begin_writing() -> Token[bool]:
    """Make the transactions begun from now on writing ones. Give the token to `end_intent` when done."""
    return _means_to_write.set(True)


def end_intent(token: Token[bool]) -> None:
    """Go back to what was meant before the token was given out."""
    _means_to_write.reset(token)


@contextmanager
def reading() -> Iterator[None]:
    """What begins inside only reads; the database itself refuses a write."""
    token = begin_reading()
    try:
        yield
    finally:
        end_intent(token)


@contextmanager
def writing() -> Iterator[None]:
    """What begins inside may write. A reading transaction under way in the session is ended first, so what it had
    loaded is read again under the lock. Refuses to end one that holds changes nobody has written yet.
    """
    session = db.session()
    if not means_to_write() and session.in_transaction():
        if session.new or session.dirty or session.deleted:
            raise RuntimeError("changes were made before the intent to write was declared")
        session.rollback()
    token = begin_writing()
    try:
        yield
    finally:
        end_intent(token)


def prepare_engine(engine: Engine) -> None:
    """Teach an engine the intent to write, and SQLite its manners: a write-ahead log, foreign keys, five seconds to wait."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_on_sqlite)
    else:
        event.listen(engine, "begin", _begin_on_postgresql)


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver would otherwise begin by itself, deferred
    connection.execute("PRAGMA busy_timeout = 5000")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_on_sqlite(connection: Connection) -> None:
    write = means_to_write()
    if connection.info.get("query_only", False) is write:
        connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if write else 'ON'}")
        connection.info["query_only"] = not write
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _begin_on_postgresql(connection: Connection) -> None:
    # psycopg sends this with its own BEGIN, so it costs no round trip
    connection.connection.dbapi_connection.read_only = not means_to_write()  # type: ignore[union-attr]
