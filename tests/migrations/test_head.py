"""The migrations lead where the models are, on both databases, and the pinned head is the only one.

Alembic sees no changed CHECK and no trigger, so both schemas are written out and compared as text.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from ethics import ROOT, create_app
from ethics.extensions import db
from ethics.settings import Settings
from ethics.web.health import pinned_head
from tests.databases import load_models, new_postgresql_database

MIGRATIONS = ROOT / "migrations"
ON_SQLITE = {
    "triggers": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    "indexes": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
    "virtual tables": "SELECT name, sql FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%'",
}
ON_POSTGRESQL = {
    "constraints": "SELECT conrelid::regclass || ' ' || conname, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE connamespace = 'public'::regnamespace AND conrelid <> 0",
    "triggers": "SELECT tgrelid::regclass || ' ' || tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "functions": "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
}


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str], Flask]]:
    """Make an application on a database of its own without any table."""
    made: list[Flask] = []

    def make(name: str) -> Flask:
        on_sqlite = request.param == "sqlite"
        url = f"sqlite:///{tmp_path / name}.sqlite3" if on_sqlite else new_postgresql_database(f"migrations_{name}")
        made.append(create_app(Settings.for_tests(database_url=url, data=tmp_path)))
        return made[-1]

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()


def plain(sql: object) -> str:
    """SQL without the differences that mean nothing: quotes, white space, and the one that a rebuilt table adds."""
    return re.sub(r"\s+", " ", str(sql).replace('"', "").replace("`", "")).replace("( ", "(").replace(" )", ")").strip()


def schema(app: Flask) -> dict[str, str]:
    """Everything the database would refuse or do by itself, each under its name."""
    said: dict[str, str] = {}
    with app.app_context(), db.engine.connect() as connection:
        look = inspect(connection)
        for table in look.get_table_names():
            if table == "alembic_version":
                continue
            for column in look.get_columns(table):
                facts = (column["type"], column["nullable"], column["default"], column.get("computed"))
                said[f"column {table}.{column['name']}"] = plain(facts)
            said |= {f"check {table} {one['name']}": plain(one["sqltext"]) for one in look.get_check_constraints(table)}
            said |= {
                f"unique {table} {one['name']}": plain(one["column_names"])
                for one in look.get_unique_constraints(table)
            }
            said |= {f"reference {table} {one['name']}": plain(one) for one in look.get_foreign_keys(table)}
            said[f"key {table}"] = plain(look.get_pk_constraint(table))
        queries = ON_SQLITE if db.engine.dialect.name == "sqlite" else ON_POSTGRESQL
        for kind, query in queries.items():
            said |= {f"{kind} {name}": plain(sql) for name, sql in connection.execute(text(query))}
    return {name: sql for name, sql in said.items() if "alembic_version" not in name}


def test_the_pinned_head_is_the_only_head() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_heads() == [pinned_head()]


def test_migrations_from_nothing_lead_to_the_models(empty_app: Callable[[str], Flask]) -> None:
    load_models()
    migrated, made = empty_app("migrated"), empty_app("made")
    with migrated.app_context():
        upgrade()
    with made.app_context():
        db.create_all()
    found, wanted = schema(migrated), schema(made)
    assert {name: sql for name, sql in wanted.items() if found.get(name) != sql} == {}, "the models ask for this"
    assert found.keys() - wanted.keys() == set(), "only the migrations make this"


def test_a_migrated_database_is_ready(empty_app: Callable[[str], Flask]) -> None:
    app = empty_app("ready")
    assert app.test_client().get("/readyz").status_code == 503
    with app.app_context():
        upgrade()
    assert app.test_client().get("/readyz").status_code == 200


def test_migrations_go_down_to_nothing_and_up_again(empty_app: Callable[[str], Flask]) -> None:
    app = empty_app("down")
    with app.app_context():
        upgrade()
        there = _tables()
        downgrade(revision="base")
        assert _tables() == {"alembic_version"}
        upgrade()
        assert _tables() == there


def _tables() -> set[Any]:
    with db.engine.connect() as connection:
        return set(inspect(connection).get_table_names())
