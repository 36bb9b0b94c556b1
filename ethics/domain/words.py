"""How the inner rooms speak: a message is a key with its arguments, worded only at the edge.

The key is the English sentence itself, with ``%(name)s`` places, so the code reads aloud and gettext finds it
(`say` and `say_many` are extraction keywords). Nothing in domain, reading or services ever formats a sentence.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence for a person, not yet in their language.

    ``args`` may hold text, numbers, dates, datetimes (UTC) and further messages; the edge words each by its type.
    """

    key: str
    args: Mapping[str, object] = field(default_factory=dict)
    plural: str | None = None
    n: int | None = None

    def __str__(self) -> str:
        """The English sentence, for journals of tests and for tracebacks; people read the worded one."""
        text = self.plural if self.plural is not None and self.n != 1 else self.key
        return text % dict(self.args) if self.args else text


def say(key: str, **args: object) -> Message:
    """A message from its English sentence: ``say("It has no question yet")``."""
    return Message(key, args)


def say_many(one: str, many: str, n: int, **args: object) -> Message:
    """A message whose words depend on a count, given as ``n`` and available as ``%(n)s``."""
    return Message(one, {"n": n, **args}, plural=many, n=n)


def listed(things: Collection[object]) -> Message | str:
    """Several things as a sentence names them: “2, 5 and 7”. A message among them is worded at the edge; none is “”."""
    words = list(things)
    if len(words) < 2:
        return _one(words[0]) if words else ""
    most = _one(words[0])
    for one in words[1:-1]:
        most = say("%(these)s, %(this)s", these=most, this=_one(one))
    return say("%(most)s and %(last)s", most=most, last=_one(words[-1]))


def _one(thing: object) -> Message | str:
    return thing if isinstance(thing, Message) else str(thing)


class Worded(StrEnum):
    """An enum whose members carry the words a person reads. A member without words cannot be written."""

    words: Message

    def __new__(cls, value: str, words: str = "") -> Self:
        """A member is its stored value and its words. (The default is for looking members up by value alone.)"""
        if not words:
            raise TypeError(f"{cls.__name__} {value!r} needs words")
        member = str.__new__(cls, value)
        member._value_ = value
        member.words = Message(words)
        return member
