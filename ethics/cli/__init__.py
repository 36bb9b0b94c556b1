"""The operator's commands. Each module here lists its own in `commands`; `register` gives them to `flask`."""

from importlib import import_module
from pkgutil import iter_modules

from click import ClickException
from flask import Flask
from sqlalchemy.exc import DBAPIError, OperationalError

NOT_REACHED = "The database cannot be reached. Look at ETHICS_DATABASE_URL, and whether its server runs."
NOT_READY = "The database cannot be used. Bring it up to date first: flask db upgrade."


def no_database(error: DBAPIError) -> ClickException:
    """What an operator is told of a database that cannot be used: whether it is not there, or only lacks its tables."""
    there = not isinstance(error, OperationalError) or "no such" in str(error.orig)
    return ClickException(NOT_READY if there else NOT_REACHED)


def register(app: Flask) -> None:
    """Give the application the commands of every module in this package."""
    for module in iter_modules(__path__):
        for command in import_module(f"{__name__}.{module.name}").commands:
            app.cli.add_command(command)
