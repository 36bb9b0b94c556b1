"""Letters of the papers on an agenda."""

import string
from collections.abc import Collection


def letter(n: int) -> str:
    """The letter of the n-th paper of a meeting, counted from 0: A to Z, then AA."""
    alphabet = string.ascii_uppercase
    return alphabet[n] if n < len(alphabet) else alphabet[n // len(alphabet) - 1] + alphabet[n % len(alphabet)]


def next_letter(taken: Collection[str]) -> str:
    """The letter a meeting's next paper gets: the one after as many as there are, so that none is given twice."""
    n = len(taken)
    while letter(n) in taken:
        n += 1
    return letter(n)
