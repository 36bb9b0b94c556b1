"""`flask notices send`: what could not be sent when it was told, or was told by a command, leaves now."""

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.exc import DBAPIError

from ethics.cli import no_database
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
    try:
        sent = total = outbox.send_waiting(post, letters.word, clock, again=True)
        while sent:
            sent = outbox.send_waiting(post, letters.word, clock)
            total += sent
        waiting = outbox.still_waiting()
    except DBAPIError as error:
        raise no_database(error) from error
    click.echo(f"{total} sent, {waiting} still waiting.")
