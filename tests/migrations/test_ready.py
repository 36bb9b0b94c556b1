"""What the program calls ready is what its migrations make."""

from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from flask_migrate import upgrade

from ethics import ROOT, create_app
from ethics.extensions import db
from ethics.settings import Settings
from ethics.web.health import pinned_head
from tests.databases import new_postgresql_database


def test_the_pinned_head_is_the_only_head() -> None:
    assert ScriptDirectory(str(ROOT / "migrations")).get_heads() == [pinned_head()]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_database_is_ready_once_it_is_migrated_and_not_before(kind: str, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/ready.sqlite3" if kind == "sqlite" else new_postgresql_database("ready")
    app = create_app(Settings.for_tests(database_url=url, data=tmp_path))
    assert app.test_client().get("/readyz").status_code == 503
    with app.app_context():
        upgrade()
    assert app.test_client().get("/readyz").status_code == 200
    with app.app_context():
        db.engine.dispose()
