"""Questions made of recommendations, for a paper that recommends something and asks nothing outright."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ethics.domain.words import say

from .found import FoundQuestion, Source
from .lines import Line
from .passages import Part
from .sentences import sentences

_BODY = r"(?:the |this )?(?:[\w&,’'-]+ ){0,6}?(?:members|committee|panel|board|chief constable|commissioner|force|group|pcc)"
_LEADS = re.compile(
    rf"(?:it is (?:therefore )?(?:recommended|proposed)(?: that)?|(?:the )?recommendation is(?: that| to)?"
    rf"|{_BODY} (?:is|are) (?:asked|invited|recommended|requested) to)[\s:–—-]*",
    re.IGNORECASE,
)
_WHO = re.compile(rf"{_BODY}\s*(?:should|do|to|:|:?[-–—])?\s*", re.IGNORECASE)
_LETTER = re.compile(r"^\(?(?:[a-z]|[ivx]{1,4}|\d{1,2})[.)]\s+")
_IDLE = re.compile(
    r"(?:to )?(?:note|discuss|receive|consider|comment|review|read|debate|give|provide|advise|take)\b"
    r"|.{0,200}\b(?:be (?:noted|discussed|received)|are asked for)\b",
    re.IGNORECASE | re.DOTALL,
)
_DO = re.compile(
    r"(?:to )?(?:support|approve|agree|adopt|accept|endorse|allow|permit|continue|stop|end|begin|start|introduce|extend"
    r"|fund|pay|use|pilot|trial|publish|share|keep|retain|withdraw|change|allocate|implement|authorise|ask|require|make"
    r"|appoint|close|open|invest|increase|reduce|refuse|charge|record|disclose)\b",
    re.IGNORECASE,
)


def _begun(text: str) -> str:
    """A recommendation without the words that lead up to what should be done."""
    led = _LEADS.match(text)
    rest = text[led.end() :] if led else text
    who = _WHO.match(rest) if led else None
    return rest[who.end() :] if who and _DO.match(rest[who.end() :]) else rest


def _proposals(part: Part) -> Iterator[tuple[str, str, Source]]:
    """What is recommended, one by one: the number of its paragraph, its words, and where they stand."""
    for passage in part.passages:
        listed = [line for line in passage.lines if line.listed]
        lines: Sequence[Line] = listed or [
            line for line in passage.lines if not line.rows and not line.text.endswith(":")
        ]
        for line in lines:
            for sentence in [line.text] if listed else sentences(line.text):
                yield passage.number, _begun(_LETTER.sub("", sentence)).strip(" .;,:–—-"), line.source


def offered_from(parts: Sequence[Part]) -> tuple[FoundQuestion, ...]:
    """The recommendations as closed questions. One that is only to note or to discuss is none."""
    made: list[FoundQuestion] = []
    for part in parts:
        for number, words, source in _proposals(part) if part.key == "recommendation" else ():
            if _IDLE.match(words) or not _DO.match(words):
                continue
            done = re.sub(r"^to\s+", "", words, flags=re.IGNORECASE)
            made.append(
                FoundQuestion(
                    number=len(made) + 1,
                    paragraph=number,
                    title="",
                    text=f"Is it acceptable to {done[0].lower()}{done[1:]}?",
                    kind="closed",
                    because=say("The paper asks nothing outright, so what it recommends is offered as a question."),
                    kind_because=say("It was made to be answered yes or no."),
                    source=source,
                    offered=True,
                )
            )
    return tuple(made)
