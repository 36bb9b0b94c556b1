"""What a machine is told about the program's health."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from ethics.extensions import db
from ethics.web import health


@pytest.fixture
def pinned(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A database that is at the migration "abc123", and a file that pins another until a test says otherwise."""
    head = tmp_path / "HEAD"
    head.write_text("def456\n")
    monkeypatch.setattr(health, "HEAD", head)
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('abc123')"))
    yield head
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))


def test_a_living_process_says_so_without_asking_the_database(
    client: FlaskClient, count_queries: Callable[[], Any]
) -> None:
    with count_queries() as seen:
        answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.get_json() == {"alive": True}
    assert seen == []


def test_it_is_ready_when_the_database_is_at_the_pinned_migration(client: FlaskClient, pinned: Path) -> None:
    pinned.write_text("abc123\n")
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.get_json()["ready"] is True


@pytest.mark.usefixtures("pinned")
def test_it_is_not_ready_while_migrations_wait(client: FlaskClient) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "migrations" in answer.get_json()
    assert answer.get_json()["ready"] is False


def test_it_is_not_ready_without_its_database(make_app: Callable[..., Flask], tmp_path: Path) -> None:
    nowhere = make_app(database_url=f"sqlite:///{tmp_path}/missing/ethics.sqlite3", data=tmp_path)
    answer = nowhere.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json() == {"ready": False, "database": "cannot be reached"}


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_it_sets_no_cookie_and_is_not_kept(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
