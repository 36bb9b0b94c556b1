"""The demonstration: an invented committee with a dilemma in every state, made and served by one command."""

import json
import logging
import os
import socket
import sys
from contextvars import Context
from datetime import UTC, datetime

import click
from flask import Flask
from flask.cli import AppGroup, ScriptInfo, pass_script_info
from gunicorn.app.base import BaseApplication

from ethics.cli.demo import build, content
from ethics.extensions import db
from ethics.reading.people import day_of
from ethics.settings import Settings
from ethics.web.rendering import day

demo = AppGroup("demo", help="The invented committee.")
commands = [demo]


@demo.command("accounts")
def accounts() -> None:
    """Print the cast as JSON: name, roles, e-mail, password."""
    people = [
        {
            "name": person["name"],
            "roles": [row["role"] for row in person["appointments"]],
            "email": person["email"],
            "password": content.PASSWORD,
        }
        for person in content.cast()["person"]
    ]
    click.echo(json.dumps(people, ensure_ascii=False, indent=2))


@demo.command("build")
@click.option("--afresh", is_flag=True, help="Take the present demonstration away first.")
def build_command(afresh: bool) -> None:
    """Make the demonstration's database, if it is not there."""
    settings = _demo_settings()
    _make(settings, afresh=afresh)


@demo.command("serve", with_appcontext=False)
@pass_script_info
def serve(script: ScriptInfo) -> None:
    """Make the demonstration where needed, say where it is and who can sign in, and serve it."""
    app = script.load_app()
    with app.app_context():
        settings = _demo_settings()
        port = int(os.environ.get("PORT", "8000"))
        _refuse_a_taken_port(port)
        _make(settings, afresh=_wanted_afresh(settings))
        db.engine.dispose()  # the workers are forks: none may inherit a connection
    _say_where(port)
    logging.getLogger("ethics").setLevel(logging.WARNING)
    # Flask wraps its commands in an application context, whatever they say; requests inside it would share what belongs
    # to each alone, so they are served outside every context.
    Context().run(Server(app, port).run)


def _say_where(port: int) -> None:
    click.echo(f"\nThe demonstration is at http://localhost:{port}\n")
    click.echo("Three good places to start:")
    starts = sorted((p for p in content.cast()["person"] if "start_here" in p), key=lambda p: int(p["start_here"]))
    for person in starts:
        click.echo(f"  {person['name']}, {person['appointments'][0]['title'].lower()}: {person['start_text']}")
    click.echo(f"\nEveryone else is on the sign-in page. Everybody’s password is: {content.PASSWORD}")
    click.echo("Ctrl-C stops it.")


class Server(BaseApplication):
    """gunicorn on the application that is here already."""

    def __init__(self, app: Flask, port: int) -> None:
        self.app, self.port = app, port
        super().__init__()

    def load_config(self) -> None:
        # Browsers open connections they may need later. With no proxy in between, each would hold a process that answers
        # one request at a time, and the next page would wait for it; threads let it lie.
        settings = {"workers": 2, "worker_class": "gthread", "threads": 4, "loglevel": "warning"}
        for name, value in {"bind": f"127.0.0.1:{self.port}", **settings}.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self.app


def _demo_settings() -> Settings:
    settings = build.current_settings()
    if not settings.demo:
        raise click.ClickException(
            "The demonstration runs only with its own settings: set ETHICS_DEMO=1, or use make demo."
        )
    return settings


def _make(settings: Settings, *, afresh: bool) -> None:
    try:
        there = build.made_at(settings)
    except build.NotOurs:
        raise click.ClickException(
            f"The database in {settings.data} was not made by the demonstration, which leaves it alone. "
            "Choose another folder with ETHICS_DATA=…."
        ) from None
    if there is not None and not afresh:
        return
    if there is not None:
        build.clear(settings)
    click.echo("Making the invented committee and everything it has done …")
    build.build(settings, datetime.now(UTC))


def _wanted_afresh(settings: Settings) -> bool:
    try:
        made = build.made_at(settings)
    except build.NotOurs:
        return False
    if made is None or datetime.now(UTC) - made < build.STALE:
        return False
    said = f"This demonstration was made on {day(day_of(made))}, and its dates run from then."
    if not sys.stdin.isatty():
        click.echo(f"{said} For one made today: rm -r {settings.data}")
        return False
    return click.confirm(f"{said} Make it afresh, as of today?", default=True)


def _refuse_a_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise click.ClickException(
                f"Something else already listens on port {port}. Try: make demo PORT={port + 1}"
            ) from None
