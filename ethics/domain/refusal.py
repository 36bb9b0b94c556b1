"""How the inner rooms refuse: one exception for each kind of answer, with a sentence a person can act on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ethics.domain.words import Message, say


class Refusal(Exception):
    """A service or reading will not do this. ``message`` is for the person who asked."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


class NotKnown(Refusal):
    """What they may not know exists, or what does not exist: one and the same answer (404)."""

    def __init__(self) -> None:
        super().__init__(say("There is nothing at this address."))


class NotAllowed(Refusal):
    """They may know of it, and may not do this; the message says why (403)."""


class NotNow(Refusal):
    """The table does not allow this step now; the message says what is missing (409)."""


@dataclass(frozen=True, slots=True)
class StaleText:
    """One field of a stale save: its name in the form, what it is called, and what stands there now."""

    name: str
    label: Message
    now: str


class Stale(Refusal):
    """Someone saved in between (409). Carries the row's version of now and its texts, so that both can be shown, and
    where another can be named, a sentence that says who saved.
    """

    def __init__(self, version: int = 0, texts: Sequence[StaleText] = (), by: Message | None = None) -> None:
        super().__init__(say("Someone changed this while you were writing. Nothing of yours is lost."))
        self.version = version
        self.texts = tuple(texts)
        self.by = by


class DoneAlready(Refusal):
    """This very step has been taken since the page was made: by themselves, where it asks for nothing but itself, or by
    anyone who may, where ``message`` says what stands.
    """

    def __init__(self, ref: str, message: Message | None = None) -> None:
        super().__init__(message or say("This is done already."))
        self.ref = ref


class Invalid(Refusal):
    """What was typed cannot stand (422). ``errors`` says why, by the name of the field; "" speaks of the whole form."""

    def __init__(self, errors: Mapping[str, Message]) -> None:
        super().__init__(next(iter(errors.values())))
        self.errors = dict(errors)


class TooLate(Refusal):
    """The positions closed before this request held the lock; what was typed is offered back as a late one (rule 3)."""

    def __init__(self) -> None:
        super().__init__(
            say("Positions closed before this reached us. Your words are below; you can give them as a late position.")
        )
