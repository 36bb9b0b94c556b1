"""`flask admin create`: the first administrator, who then invites everybody else."""

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.exc import DBAPIError

from ethics.cli import no_database
from ethics.domain.notices import NoticeKind
from ethics.domain.refusal import Invalid
from ethics.extensions import db
from ethics.services import accounts, appointments
from ethics.services.outbox import Letter
from ethics.web import letters

admin = AppGroup("admin", help="Those who run the installation.")
commands = [admin]


@admin.command("create")
@click.option("--email", prompt="E-mail address", help="What they sign in with.")
@click.option("--name", prompt="Name", help="As it stands in the record.")
@with_appcontext
def create(email: str, name: str) -> None:
    """Make an administrator and print a link, good for 14 days, by which they choose their password."""
    clock = current_app.extensions["clock"]
    try:
        person = accounts.add(accounts.NewPerson(name, email), clock)
    except Invalid as refusal:
        db.session.rollback()
        raise click.ClickException(" ".join(str(message) for message in refusal.errors.values())) from refusal
    except DBAPIError as error:
        raise no_database(error) from error
    appointments.first_administrator(person.id, clock)
    letter = Letter(0, NoticeKind.INVITED, person.name, person.email, person.fs_uniquifier, None, "", "", "")
    link = letters.link(letter)
    db.session.commit()
    click.echo(
        f"{name} can choose a password here:\n\n{link}\n\nThe same link is sent by mail with the next `notices send`."
    )
