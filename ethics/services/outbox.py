"""The outbox: notices leave after the commit, each worded for its reader's standing at that moment."""

from ethics.domain.actor import Clock


def send_waiting(post: object, clock: Clock) -> int:
    """Send what waits; returns how many were sent."""
    return 0
