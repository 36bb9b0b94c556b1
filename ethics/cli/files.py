"""`flask files tidy`: the files in the folder that nothing stored names any more, and taking them away."""

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.exc import DBAPIError

from ethics.cli import no_database
from ethics.domain.attachments import size_of
from ethics.extensions import reading
from ethics.reading.files import digests_in_use
from ethics.services import files

group = AppGroup("files", help="The folder of files that were brought in: sources and attachments.")


@group.command("tidy")
@click.option("--remove", is_flag=True, help="Take them away. Without it they are only named.")
@with_appcontext
def tidy(remove: bool) -> None:
    """Name the files that no source, attachment or kept state names, and that have lain there for two days."""
    folder, now = current_app.extensions["settings"].data, current_app.extensions["clock"]()
    try:
        with reading():
            used = digests_in_use()
    except DBAPIError as error:
        raise no_database(error) from error
    count = 0
    for place, size in files.unused(folder, used, now):
        if remove and not files.take_away(place, now):
            continue
        count += 1
        click.echo(f"{'removed' if remove else 'unused'}  {place.name}  {size_of(size)}")
    click.echo(f"{count} of no use." if count else "Every file is in use.")


commands = [group]
