"""The operator's commands. Each module here lists its own in `commands`; `register` gives them to `flask`."""

from importlib import import_module
from pkgutil import iter_modules

from flask import Flask

NO_DATABASE = "The database cannot be used. Bring it up to date first: flask db upgrade."


def register(app: Flask) -> None:
    """Give the application the commands of every module in this package."""
    for module in iter_modules(__path__):
        for command in import_module(f"{__name__}.{module.name}").commands:
            app.cli.add_command(command)
