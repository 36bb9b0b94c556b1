"""`flask notices send`: what could not be sent when it was told, or was told by a command, leaves now."""

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from ethics.domain.actor import Clock
from ethics.services import outbox
from ethics.web import letters

notices = AppGroup("notices", help="Messages to people.")
commands = [notices]


@notices.command("send")
@with_appcontext
def send() -> None:
    """Send what waits, and try again what failed. Safe to run at any time, also twice at once."""
    post: outbox.Post = current_app.extensions["post"]
    clock: Clock = current_app.extensions["clock"]
    sent = total = outbox.send_waiting(post, letters.word, clock, again=True)
    while sent:
        sent = outbox.send_waiting(post, letters.word, clock)
        total += sent
    click.echo(f"{total} sent, {outbox.still_waiting()} still waiting.")
