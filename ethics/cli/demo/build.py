"""Making the demonstration: its database, its people and everything that happened to them, played through the services."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import current_app
from flask_migrate import upgrade
from sqlalchemy import inspect, update

from ethics.cli.demo import content
from ethics.cli.demo.people import set_up
from ethics.cli.demo.story import Meetings, Story, tell
from ethics.cli.demo.timeline import Timeline
from ethics.extensions import db
from ethics.models import Notice
from ethics.services import outbox
from ethics.settings import Settings
from ethics.web import letters

MADE = "demonstration.json"
"""The file that says that this folder's database is a demonstration, and when it was made."""

STALE = timedelta(days=1)
"""Its dates are relative to the day it was made: one older than this is offered afresh."""


RECENT = timedelta(days=3)


class NotOurs(Exception):
    """The database was not made by the demonstration, which therefore does not touch it."""


def made_at(settings: Settings) -> datetime | None:
    """When the demonstration in this folder was made, or None where there is none.

    Refuses with NotOurs a database that holds tables and was not made by the demonstration.
    """
    note = settings.data / MADE
    if note.exists():
        return datetime.fromisoformat(json.loads(note.read_text(encoding="utf-8"))["made_at"])
    if inspect(db.engine).get_table_names():
        raise NotOurs
    return None


def clear(settings: Settings) -> None:
    """Take the demonstration away, so that it can be made anew. Only ever called on one it made."""
    db.session.remove()
    db.engine.dispose()
    for leftover in settings.data.glob("*.sqlite3*"):
        leftover.unlink()
    for folder in ("files", "mail"):
        shutil.rmtree(settings.data / folder, ignore_errors=True)
    (settings.data / MADE).unlink(missing_ok=True)


def build(settings: Settings, now: datetime, say_progress: Callable[[str], None] = lambda line: None) -> None:
    """Make the database and play everything that has happened up to ``now`` (aware UTC), in one transaction."""
    settings.data.mkdir(parents=True, exist_ok=True)
    upgrade()
    play(now, settings.data, say_progress)
    db.session.commit()
    outbox.send_waiting(current_app.extensions["post"], letters.word, lambda: now)
    note = {"made_at": now.astimezone(UTC).isoformat()}
    (settings.data / MADE).write_text(json.dumps(note), encoding="utf-8")


def play(now: datetime, folder: Path, say_progress: Callable[[str], None] = lambda line: None) -> None:
    """Play the whole story into an empty database with tables, its files into ``folder``; commits nothing."""
    stage = set_up(now, folder)
    line = Timeline(now)
    meetings = Meetings(line, stage)
    for table in content.dilemmas():
        tell(Story(table, stage, line, meetings))
    for what in line.play():
        say_progress(what)
    _keep_recent_mail(now)


def _keep_recent_mail(now: datetime) -> None:
    """Old messages count as sent; only those of the last days are written out, so that there is mail to look at."""
    db.session.execute(update(Notice).where(Notice.made_at < now - RECENT).values(sent_at=Notice.made_at))


def current_settings() -> Settings:
    """The settings of the running command; the demonstration exists only with its own."""
    settings: Settings = current_app.extensions["settings"]
    return settings
