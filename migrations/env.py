"""How migrations run here, by `flask --app wsgi db …`.

On SQLite a batch rebuilds a table by copying it. With foreign keys on, dropping the old one would empty every table
that cascades from it, and its triggers would go with it. So foreign keys are off while migrations run and are checked
before anything is committed, and a trigger that went with its table, rather than by a migration's own DROP TRIGGER, is
made again.
"""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, event
from sqlalchemy.types import TypeDecorator

from ethics.extensions import db

HEAD = Path(__file__).with_name("HEAD")
DROP_TRIGGER = re.compile(r"\s*DROP\s+TRIGGER\s+(?:IF\s+EXISTS\s+)?[\"'`\[]?(\w+)", re.IGNORECASE)


def load_models() -> None:
    """Import every module of `ethics.models`, so that the metadata knows every table."""
    package = importlib.import_module("ethics.models")
    for module in pkgutil.walk_packages(package.__path__, "ethics.models."):
        importlib.import_module(module.name)


def pin_head(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """Write a new migration's id to HEAD: two people's migrations meet there, as a conflict git can see."""
    if directives and context.config.cmd_opts.__dict__.get("autogenerate") and directives[0].upgrade_ops.is_empty():
        directives.clear()
    if directives:
        HEAD.write_text(f"{directives[0].rev_id}\n", encoding="ascii")


def render_item(kind: str, item: Any, _autogenerate: Any) -> str | Literal[False]:
    """Write our own column types as what the database stores, so that an old migration needs no code of today."""
    return f"sa.{item.impl!r}" if kind == "type" and isinstance(item, TypeDecorator) else False


@contextmanager
def triggers_kept(connection: Connection) -> Iterator[None]:
    """Make again, at the end, the SQLite triggers that were lost with a table that a batch replaced."""

    def triggers() -> dict[str, tuple[str, str]]:
        found = connection.exec_driver_sql("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
        return {name: (table, sql) for name, table, sql in found}

    known: dict[str, tuple[str, str]] = triggers()
    dropped: set[str] = set()

    def watch(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if said := DROP_TRIGGER.match(statement):
            dropped.add(said[1])
        elif statement.lstrip()[:14].upper() == "CREATE TRIGGER":
            known.update(triggers())

    event.listen(connection, "after_cursor_execute", watch)
    yield
    event.remove(connection, "after_cursor_execute", watch)
    tables = set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars())
    for name in known.keys() - triggers().keys() - dropped:
        table, sql = known[name]
        if table in tables:
            connection.exec_driver_sql(sql)


@contextmanager
def foreign_keys_off(connection: Connection) -> Iterator[None]:
    """Turn SQLite's foreign keys off for the transactions inside."""
    driver = connection.connection
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        connection.rollback()
        driver.execute("PRAGMA foreign_keys = ON")


def refuse_broken_references(connection: Connection) -> None:
    """Stop the migration, and so undo it, where a row would point at nothing."""
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        tables = ", ".join(sorted({row[0] for row in broken}))
        raise RuntimeError(f"{len(broken)} rows would point at nothing, in: {tables}")


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_as_batch=True,
        compare_type=True,
        transactional_ddl=True,
        process_revision_directives=pin_head,
        render_item=render_item,
    )
    with context.begin_transaction():
        if connection.dialect.name != "sqlite":
            context.run_migrations()
            return
        with triggers_kept(connection):
            context.run_migrations()
        refuse_broken_references(connection)


def run() -> None:
    load_models()
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            with foreign_keys_off(connection):
                migrate(connection)
        else:
            migrate(connection)


if context.is_offline_mode():
    raise SystemExit("A migration here looks at the data it changes, so it is not written out as SQL: run it.")
run()
