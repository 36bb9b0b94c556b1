"""Signed tokens: what a link in a mail or a remembered device proves. Each is for one purpose, and runs out by our clock."""

from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256
from typing import Any

from flask import current_app
from itsdangerous import TimestampSigner, URLSafeTimedSerializer

LIFETIMES = {
    "reset": timedelta(hours=24),
    "invitation": timedelta(days=14),
    "address": timedelta(hours=24),
    "remember": timedelta(days=30),
    "device": timedelta(days=180),
    "source": timedelta(hours=2),
}
"""What tokens are for, and how long each holds."""


class ByOurClock(TimestampSigner):
    """A signer that is told the time as everything else here is."""

    def get_timestamp(self) -> int:
        """The present moment in seconds."""
        return int(current_app.extensions["clock"]().timestamp())


def _serializer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=f"ethics {purpose}", signer=ByOurClock)


def give(purpose: str, says: Sequence[Any]) -> str:
    """A token that says this for one of the purposes in LIFETIMES."""
    return str(_serializer(purpose).dumps(list(says)))


def read(purpose: str, token: str) -> list[Any]:
    """What a token says. Refuses with itsdangerous.BadData where it is not one of ours for this purpose, or has run out."""
    said: list[Any] = _serializer(purpose).loads(token, max_age=int(LIFETIMES[purpose].total_seconds()))
    return said


def stamp(password: str | None) -> str:
    """What a reset link remembers of the password it was made under, so that it works once."""
    return sha256((password or "").encode()).hexdigest()[:16]
