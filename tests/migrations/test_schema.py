"""The numbered migrations end where the models stand, to the letter of every CHECK, index and trigger, on both databases."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from ethics import ROOT
from ethics.extensions import db
from tests.conftest import Clock, Database

TABLES_OF_POSTGRESQL = """
    SELECT 'column', table_name || '.' || column_name,
           data_type || coalesce('(' || character_maximum_length || ')', '') || ' ' || is_nullable
    FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT 'constraint', conrelid::regclass || ' ' || conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT 'trigger', tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT 'function', proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
"""
TABLES_OF_SQLITE = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'sqlite_sequence'"


def schema() -> dict[tuple[str, str], str]:
    """Everything the connected database was told to hold and refuse, by kind and name, without its white space."""
    query = TABLES_OF_SQLITE if db.engine.dialect.name == "sqlite" else TABLES_OF_POSTGRESQL
    rows = db.session.execute(text(query)).all()
    return {(kind, name): _plain(sql) for kind, name, sql in rows if "alembic_version" not in name}


def _plain(sql: str) -> str:
    """SQL without white space and quotes; a table's lines in the order of their letters, since order is not meaning."""
    sql = re.sub(r"[\"\s]+", "", sql)
    head, bracket, body = sql.partition("(")
    if not head.startswith("CREATETABLE"):
        return sql
    return head + bracket + ",".join(sorted(_lines(body.removesuffix(")"))))


def _lines(body: str) -> list[str]:
    """What stands between the commas that are in no bracket."""
    lines, depth = [""], 0
    for letter in body:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            lines.append("")
        else:
            lines[-1] += letter
    return lines


def empty() -> None:
    """Leave nothing at all in the database."""
    db.session.remove()
    db.drop_all()
    with db.engine.begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
        if db.engine.dialect.name == "postgresql":
            for name in (
                connection.execute(text("SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"))
                .scalars()
                .all()
            ):
                connection.execute(text(f"DROP FUNCTION {name}()"))


@pytest.fixture
def bare(database: Database, clock: Clock) -> Iterator[Flask]:
    """The application on a database without tables; the tables of the other tests are put back afterwards."""
    app = database.app
    with app.app_context():
        empty()
        yield app
        empty()
        db.create_all()
        db.session.remove()


def test_head_equals_the_models(bare: Flask) -> None:
    upgrade()
    migrated = schema()
    empty()
    db.create_all()
    modelled = schema()
    assert migrated.keys() == modelled.keys()
    assert {key: migrated[key] for key in modelled if migrated[key] != modelled[key]} == {}


def test_down_and_up_again_come_to_the_same(bare: Flask) -> None:
    upgrade()
    before = schema()
    db.session.remove()
    downgrade(revision="base")
    assert schema() == {}
    db.session.remove()
    upgrade()
    assert schema() == before


def test_the_head_is_pinned_in_a_file_where_two_migrations_would_meet(bare: Flask) -> None:
    upgrade()
    head = db.session.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    assert head == (ROOT / "migrations" / "HEAD").read_text(encoding="ascii").strip()
