"""Addresses that tell nothing: random, so that nobody can count or guess what they may not know."""

import secrets


def new_ref() -> str:
    """A new reference of ten hexadecimal characters."""
    return secrets.token_hex(5)
