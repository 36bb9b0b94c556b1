"""Two questions a machine asks: are you alive, and can you do your work? Neither looks at who asks or at any record."""

from pathlib import Path

from alembic.runtime.migration import MigrationContext
from flask import Flask, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from ethics.extensions import csrf, db

HEAD = Path(__file__).parents[2] / "migrations" / "HEAD"


def pinned_head() -> str | None:
    """The migration this version of the program needs; None where there is none yet."""
    return HEAD.read_text(encoding="ascii").strip() if HEAD.exists() else None


def alive() -> Response:
    """The process answers."""
    return jsonify(alive=True)


def ready() -> tuple[Response, int]:
    """The database answers and is migrated to what this version needs; 503 with what is amiss where not."""
    try:
        with db.engine.connect() as connection:
            at = MigrationContext.configure(connection).get_current_revision()
    except SQLAlchemyError:
        return jsonify(ready=False, database="cannot be reached"), 503
    if at != pinned_head():
        return jsonify(ready=False, database="reached", migrations="not at the version this program needs"), 503
    return jsonify(ready=True, database="reached", migrations="up to date"), 200


def register(app: Flask) -> None:
    """Answer at /healthz and /readyz."""
    for address, view in (("/healthz", alive), ("/readyz", ready)):
        app.add_url_rule(address, view_func=csrf.exempt(view), methods=["GET"])
