"""Flask-Security over our own people: how passwords are kept, and where it finds a person.

Its roles are not used, since what a person may do follows from appointments; nor are its views, tokens in headers or
mails, for each of which this house has a room of its own.
"""

from functools import cache
from typing import Any

from flask import Flask, current_app
from flask_security import UserDatastore, hash_password
from flask_security.utils import verify_password

from ethics.extensions import security
from ethics.reading import accounts
from ethics.settings import Settings

SCHEME = "argon2"
ARGON2 = {"argon2__type": "ID", "argon2__memory_cost": 46 * 1024, "argon2__time_cost": 2, "argon2__parallelism": 1}
QUICK = {"argon2__type": "ID", "argon2__memory_cost": 64, "argon2__time_cost": 1, "argon2__parallelism": 1}
NOBODY = "nobody's password"


class People(UserDatastore):
    """The little of a datastore that Flask-Security needs here. Nothing is committed by it: the edge does that."""

    def __init__(self) -> None:
        """Knows no model: whoever is looked for, `reading.accounts` finds."""

    def find_user(self, case_insensitive: bool = False, **by: Any) -> Any:
        """The person whose sessions are named by ``fs_uniquifier``, or None. It is never asked for by anything else."""
        return accounts.with_key(by["fs_uniquifier"])

    def put(self, person: Any) -> Any:
        """Keep what was changed of a person, such as a password hashed anew in today's way."""
        return person

    def commit(self) -> None:
        """Nothing: a request is one transaction and is committed at the edge."""


def register(app: Flask, settings: Settings) -> None:
    """Set up Flask-Security without its views and commands."""
    app.config.update(
        SECURITY_PASSWORD_HASH=SCHEME,
        SECURITY_PASSWORD_SCHEMES=[SCHEME],
        SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS=QUICK if settings.testing else ARGON2,
        SECURITY_CLI_USERS_NAME=None,
        SECURITY_CLI_ROLES_NAME=None,
        SESSION_PROTECTION=None,  # a phone changes its address between two pages; sessions.py keeps its own watch
    )
    security.init_app(app, People(), register_blueprint=False)
    security.principal.identity_loaders.clear()  # nothing here asks for its identities, so nobody is looked up for one
    app.login_manager._request_callback = None  # type: ignore[attr-defined]  # a token in a header signs nobody in


def kept_form(password: str) -> str:
    """The form in which a password is stored: argon2id over the password and the installation's salt."""
    return str(hash_password(normal(password)))


def normal(password: str) -> str:
    """A password in one form, however the keyboard composed its letters."""
    return str(security.password_util.normalize(password))


def is_password(stored: str | None, password: str) -> bool:
    """Whether this is the password that was stored. It takes as long where nothing was, and then it is not."""
    nobodys = _nobodys_password(current_app.config["SECURITY_PASSWORD_SALT"])
    same = bool(verify_password(normal(password), stored or nobodys))
    return same and stored is not None


def keep_password_current(person: Any, password: str) -> None:
    """Store a password that was just given in today's way, where it had been stored in an older one."""
    if security.pwd_context.needs_update(person.password):
        person.password = kept_form(password)


@cache
def _nobodys_password(_salt: str) -> str:
    return str(hash_password(NOBODY))
