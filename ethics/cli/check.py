"""`flask check`: whether what is stored is what must be. Ends with 1 where a fact does not hold."""

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import DBAPIError

from ethics import invariants
from ethics.cli import no_database
from ethics.extensions import reading

MOST = 20
"""How many places are named of one fact."""


@click.command("check")
@with_appcontext
def check() -> None:
    """Look at everything stored, and say of each fact that must hold whether it does. Changes nothing."""
    broken = 0
    try:
        with reading():
            for fact, places in invariants.check(current_app.extensions["settings"].data):
                broken += len(places)
                click.echo(f"{'holds' if not places else 'BROKEN'}  {fact}")
                for place in places[:MOST]:
                    click.echo(f"        {place.what}")
                if len(places) > MOST:
                    click.echo(f"        and {len(places) - MOST} more")
    except DBAPIError as error:
        raise no_database(error) from error
    if broken:
        raise SystemExit(1)


commands = [check]
