"""Which passwords are refused: short ones, and those that are among the first anybody would try.

Guessing programs do not stop at lists: they join common words, names, years and runs of keys, and swap letters for
digits. So a password is taken apart in the same way, and what is left when all that is gone must still be long enough.
"""

import re
from collections.abc import Iterable

from ethics.domain.words import Message, say

SHORTEST = 12
LONGEST = 128
"""Longer ones are refused so that nobody can keep the server busy with hashing."""
LEFT_OVER = 4
"""How many characters must remain once everything easily guessed is taken away."""

_ALIKE = str.maketrans("013457@$!|", "oieastasil")

_RUNS = (
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "01234567890",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
    "qazwsxedcrfvtgbyhnujmikolp",
)

_COMMON = frozenset(  # as prose, since a word to a line would hide how few they are
    """
    password passw0rd passwort passphrase passcode letmein welcome admin administrator login master secret access
    default changeme temporary temp test testing guest root server system computer internet windows microsoft google
    apple samsung facebook iloveyou loveyou lovely forever princess sunshine shadow dragon monkey superman batman
    starwars pokemon football baseball basketball cricket rugby liverpool chelsea arsenal everton manchester united
    london england scotland wales britain ireland cardiff bristol leeds newcastle birmingham michael jordan daniel
    thomas george charlie william joshua jessica ashley jennifer nicole hannah samantha michelle january february
    march april june july august september october november december monday tuesday wednesday thursday friday
    saturday sunday spring summer autumn winter black white green orange purple yellow silver golden whatever
    freedom trustno1 hello goodbye baby babygirl angel angels family friends mother father daughter sister brother
    chocolate cookie coffee cheese banana flower butterfly tigger buster pepper ginger bailey qwerty asdf zxcv
    monkey ninja mustang harley ferrari mercedes porsche yankees police constable sergeant inspector officer force
    county council committee ethics commissioner justice correct horse battery staple please enter number letter
    word words this that with your mine the and for you
    """.split()  # noqa: SIM905
)


def why_refused(password: str, about: Iterable[str] = ()) -> Message | None:
    """Why this password cannot be chosen, or None where it can.

    ``about`` holds what others know of the person and the place (name, e-mail address, committee): no help to a
    password. Spaces and any characters are welcome.
    """
    if len(password) < SHORTEST:
        return say(
            "Choose a password of %(n)s characters or more. Four words that have nothing to do with each other work well.",
            n=SHORTEST,
        )
    if len(password) > LONGEST:
        return say("Choose a password of %(n)s characters or fewer.", n=LONGEST)
    if len(_what_is_left(password, about)) < LEFT_OVER:
        return say("This password is easy to guess. Choose one without common words, names, dates or runs of keys.")
    return None


def _what_is_left(password: str, about: Iterable[str]) -> str:
    """The characters that a guess by words, names, dates, runs and repeats would not give away."""
    text = re.sub(r"(?:19|20)\d\d", " ", password.lower())
    known = _COMMON | {part for piece in about for part in re.split(r"[^a-z]+", piece.lower()) if len(part) > 2}
    for word in sorted(known, key=lambda word: (-len(word), word)):
        text = text.replace(word, " ")
    plain = text.translate(_ALIKE)
    for word in sorted(known, key=lambda word: (-len(word), word)):
        plain = plain.replace(word, " ")
    if len(plain.replace(" ", "")) < len(text.replace(" ", "")):
        text = plain
    for run in (*_RUNS, *(run[::-1] for run in _RUNS)):
        for length in range(len(run), 2, -1):
            for start in range(len(run) - length + 1):
                text = text.replace(run[start : start + length], " ")
    text = re.sub(r"(.+?)\1+", r"\1", text)  # "ababab" says no more than "ab"
    return re.sub(r"[\s\W_]", "", text)
