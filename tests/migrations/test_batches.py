"""A SQLite table can be rebuilt by a migration without losing rows that point at it, or its triggers."""

import shutil
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from ethics import ROOT, create_app
from ethics.extensions import db
from ethics.settings import Settings

FIRST = """
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "first", None, None, None

def upgrade():
    op.create_table("parent", sa.Column("id", sa.Integer, primary_key=True))
    op.create_table("child", sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("parent_id", sa.Integer, sa.ForeignKey("parent.id", name="fk_child_parent", ondelete="CASCADE")))
    op.execute("INSERT INTO parent VALUES (1)")
    op.execute("INSERT INTO child VALUES (1, 1)")
    for table in ("parent", "child"):
        op.execute(f"CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, 'stays'); END")

def downgrade():
    pass
"""
SECOND = """
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "second", "first", None, None

def upgrade():
    op.execute("DROP TRIGGER child_stays")
    for table in ("parent", "child"):
        with op.batch_alter_table(table, recreate="always") as batch:
            batch.add_column(sa.Column("note", sa.Text))

def downgrade():
    op.execute("DROP TRIGGER parent_stays")
    op.execute("DELETE FROM parent")
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two migrations of our own beside the real env.py."""
    for name in ("env.py", "alembic.ini", "script.py.mako"):
        shutil.copy(ROOT / "migrations" / name, tmp_path)
    versions = tmp_path / "versions"
    versions.mkdir()
    (versions / "first.py").write_text(FIRST)
    (versions / "second.py").write_text(SECOND)
    return tmp_path


@pytest.fixture
def migrated(folder: Path, tmp_path: Path) -> Flask:
    app = create_app(Settings.for_tests(database_url=f"sqlite:///{tmp_path}/batches.sqlite3", data=tmp_path))
    with app.app_context():
        upgrade(str(folder))
    return app


def found(app: Flask, sql: str) -> list[tuple[object, ...]]:
    with app.app_context(), db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(sql))]


def test_rows_that_point_at_a_rebuilt_table_stay(migrated: Flask) -> None:
    assert found(migrated, "SELECT id, note FROM parent") == [(1, None)]
    assert found(migrated, "SELECT id, parent_id FROM child") == [(1, 1)]


def test_a_lost_trigger_is_made_again_and_a_dropped_one_is_not(migrated: Flask) -> None:
    assert found(migrated, "SELECT name FROM sqlite_master WHERE type = 'trigger'") == [("parent_stays",)]


def test_a_migration_that_breaks_a_reference_is_undone_whole(migrated: Flask, folder: Path) -> None:
    with migrated.app_context(), pytest.raises(SystemExit):
        downgrade(str(folder))
    assert found(migrated, "SELECT version_num FROM alembic_version") == [("second",)]
    assert found(migrated, "SELECT id FROM parent") == [(1,)]
    assert found(migrated, "SELECT name FROM sqlite_master WHERE type = 'trigger'") == [("parent_stays",)]


def test_foreign_keys_are_on_again_afterwards(migrated: Flask) -> None:
    assert found(migrated, "PRAGMA foreign_keys") == [(1,)]
