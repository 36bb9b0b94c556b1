"""Why something was taken for a question, in sentences the author is shown."""

from __future__ import annotations

from collections.abc import Callable

from ethics.domain.words import Message, say

Where = Callable[[str], Message]
"""From the asking words to the reason, for a place in the paper."""

Why = Callable[[str, str], Message]
"""From the heading above and the bold title, either of which may be empty, to the reason."""

_LONGEST = 90


def _marked(text: str) -> bool:
    return text.rstrip("\"”’')] ").endswith("?")


def _short(text: str) -> str:
    """A sentence no longer than a reason bears, its end kept: that is what announces."""
    if len(text) <= _LONGEST:
        return text
    return "…" + text[-_LONGEST:].partition(" ")[2]


def under(heading: str) -> Where:
    """The reasons for what asks in a section of questions."""

    def why(text: str) -> Message:
        if _marked(text):
            return say("It ends with a question mark and stands under the heading “%(heading)s”.", heading=heading)
        return say(
            "It asks, though without a question mark, and stands under the heading “%(heading)s”.", heading=heading
        )

    return why


def after(words: str) -> Where:
    """The reasons for what asks after a sentence that says questions follow."""

    def why(text: str) -> Message:
        if _marked(text):
            return say("It ends with a question mark and follows “%(words)s”", words=_short(words))
        return say("It asks, though without a question mark, and follows “%(words)s”", words=_short(words))

    return why


def in_list(words: str) -> Message:
    """The reason for an item of a list that is put to a body."""
    return say("It is an item of the list after “%(words)s”", words=_short(words))


def nothing_else(heading: str) -> Message:
    """The reason where a section of questions holds nothing that asks."""
    return say("It stands under the heading “%(heading)s”, where nothing else asks.", heading=heading)


def titled(heading: str, title: str) -> Message:
    """The reason for what asks behind words in bold."""
    return say("It ends with a question mark and has a title in bold, “%(title)s”.", title=title)


def put_to_a_body(heading: str, title: str) -> Message:
    """The reason for a sentence that says what is asked."""
    return say("It says what is asked of the committee.")


def where_it_argues(heading: str, title: str) -> Message:
    """The reason for a question in the part of the paper that states the dilemma."""
    return say(
        "It ends with a question mark and stands under the heading “%(heading)s”; no part of the paper is headed"
        " as questions.",
        heading=heading,
    )


def by_itself(heading: str, title: str) -> Message:
    """The reason for a paragraph that is one question."""
    return say("It ends with a question mark and is a paragraph of its own.")
