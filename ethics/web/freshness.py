"""Whether the person themself is here: closed text asks again on a device that is only remembered."""

from flask import session


class AskAgain(Exception):
    """The person is signed in because their device is remembered; this page wants their password once more."""


def is_fresh() -> bool:
    """Whether a password was given in this session."""
    return bool(session.get("_fresh"))


def require_fresh() -> None:
    """Refuse with AskAgain unless a password was given in this session. Web/account asks for it and comes back."""
    if not is_fresh():
        raise AskAgain
