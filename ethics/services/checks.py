"""Leaving what a check found as it is, or looking at it again. It changes no word of the paper."""

import re

from ethics.domain.actor import Actor, Clock
from ethics.domain.refusal import NotKnown
from ethics.services.editing import edit

_KEY = re.compile(r"[a-z_]{1,20}-[0-9a-f]{16}")
_MOST = 500


def leave_as_it_is(actor: Actor, ref: str, key: str, clock: Clock) -> None:
    """Leave what the check of this key found as it is, for this version of the draft. Refuses with NotKnown what is no key.

    It is said again once what it speaks of has changed.
    """
    editing = edit(actor, ref, clock)
    if not _KEY.fullmatch(key):
        raise NotKnown
    left = [one for one in editing.version.checks_left if one != key]
    editing.version.checks_left = [*left[-_MOST:], key]


def look_again(actor: Actor, ref: str, key: str, clock: Clock) -> None:
    """Show what was left as it is among the findings again."""
    editing = edit(actor, ref, clock)
    editing.version.checks_left = [one for one in editing.version.checks_left if one != key]
