"""A transaction says before it begins whether it writes; times are aware; both on both databases."""

import threading
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

from ethics.extensions import UtcDateTime, db, means_to_write, reading, writing

MAKE = "CREATE TABLE scrap (id INTEGER PRIMARY KEY, n INTEGER NOT NULL)"


@pytest.fixture
def scrap(app: Flask) -> Any:
    """A table that exists for one test."""
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text(MAKE))
        connection.execute(text("INSERT INTO scrap VALUES (1, 0)"))
    yield
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("DROP TABLE scrap"))


@pytest.mark.usefixtures("scrap")
def test_what_only_reads_cannot_write(app: Flask) -> None:
    with app.app_context():
        with reading(), pytest.raises(DBAPIError, match=r"(?i)read.?only"):
            db.session.execute(text("UPDATE scrap SET n = 1"))
        db.session.rollback()
        assert db.session.scalar(text("SELECT n FROM scrap")) == 0


@pytest.mark.usefixtures("scrap")
def test_what_declares_that_it_writes_may_do_so_in_the_middle_of_reading(app: Flask) -> None:
    with app.app_context(), reading():
        db.session.scalar(text("SELECT n FROM scrap"))
        with writing():
            db.session.execute(text("UPDATE scrap SET n = 2"))
            db.session.commit()
        assert not means_to_write()
        assert db.session.scalar(text("SELECT n FROM scrap")) == 2


@pytest.mark.parametrize(("method", "writes"), [("GET", False), ("HEAD", False), ("OPTIONS", False), ("POST", True)])
def test_a_request_writes_when_its_method_changes_things(app: Flask, method: str, writes: bool) -> None:
    with app.test_request_context("/healthz", method=method):
        app.preprocess_request()
        assert means_to_write() is writes
        app.do_teardown_request()
    assert means_to_write()


@pytest.mark.usefixtures("scrap")
def test_many_who_read_and_then_write_at_once_all_get_through(app: Flask) -> None:
    failures: list[BaseException] = []
    with app.app_context():
        lock = " FOR UPDATE" if db.engine.dialect.name == "postgresql" else ""

    def add_one() -> None:
        try:
            with app.app_context(), writing():
                n = db.session.scalar(text(f"SELECT n FROM scrap{lock}"))
                db.session.execute(text("UPDATE scrap SET n = :n"), {"n": n + 1})
                db.session.commit()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=add_one) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with app.app_context():
        assert db.session.scalar(text("SELECT n FROM scrap")) == 12


def test_sqlite_keeps_foreign_keys_a_log_and_patience(app: Flask) -> None:
    with app.app_context(), db.engine.connect() as connection:
        if connection.dialect.name != "sqlite":
            assert connection.scalar(text("SHOW transaction_isolation")) == "read committed"
            return
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert connection.scalar(text("PRAGMA busy_timeout")) == 5000


def test_a_time_comes_back_in_utc_from_either_database() -> None:
    column = UtcDateTime()
    summer = datetime(2026, 7, 1, 17, 30, tzinfo=timezone(timedelta(hours=1)))
    for dialect in (sqlite.dialect(), postgresql.dialect()):
        stored = column.process_bind_param(summer, dialect)
        back = column.process_result_value(stored, dialect)
        assert back == summer
        assert back is not None
        assert back.tzinfo is UTC


def test_a_time_without_its_zone_is_refused() -> None:
    naive = datetime(2026, 7, 1, 17, 30, tzinfo=UTC).replace(tzinfo=None)
    with pytest.raises(ValueError, match="zone"):
        UtcDateTime().process_bind_param(naive, sqlite.dialect())
