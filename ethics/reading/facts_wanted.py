"""Facts that members want, from their revealed positions: which were put to the author, and what was answered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ethics.domain.actor import Actor
from ethics.domain.policy import Action
from ethics.domain.refusal import NotKnown
from ethics.extensions import db
from ethics.models import Dilemma, Enquiry, Position
from ethics.reading.entering import open_again
from ethics.reading.positions import Revealed, revealed
from ethics.reading.questions import issued_question
from ethics.reading.seats import seats


@dataclass(frozen=True, slots=True)
class Wanted:
    """A fact one member wants on one question."""

    position_id: int
    person_id: int
    question_id: int
    text: str
    closed: bool
    """Whether the question is of Part 2, so that what is asked about it is too."""


Key = tuple[int, int, str]
"""A fact by whose it is, on which question, and its words: a revised position that still wants it wants the same."""


def key_of(one: Revealed) -> Key:
    """What the fact wanted in this position is known by."""
    return one.person_id, one.question_id, one.now.facts_wanted


def numbers_put(dilemma_id: int) -> dict[Key, int]:
    """The facts that were put to the author, and under which number, in one query."""
    rows = db.session.execute(
        select(Position.person_id, Position.question_id, Enquiry.first_text, Enquiry.number)
        .join(Position, Position.id == Enquiry.position_id)
        .where(Enquiry.dilemma_id == dilemma_id, Enquiry.number.is_not(None))
        .order_by(Enquiry.number)
    )
    return {(row.person_id, row.question_id, row.first_text): row.number for row in rows}


def put_already(dilemma_id: int, fact: Wanted) -> bool:
    """Whether this fact was put to the author."""
    return (fact.person_id, fact.question_id, fact.text) in numbers_put(dilemma_id)


def wanted(dilemma: Dilemma, question: int, position_id: int, now: datetime) -> Wanted:
    """The fact wanted in the position of this id on the question of this number, as revealed now.

    Refuses with NotKnown where there is no such question, or its position wants none, is not the latest or is set aside.
    """
    asked = issued_question(dilemma.id, question)
    found = _counting(revealed(dilemma, now, seats([dilemma.id])), asked.id)
    one = next((one for one in found if one.now.id == position_id and one.now.facts_wanted), None)
    if one is None:
        raise NotKnown
    return Wanted(position_id, one.person_id, one.question_id, one.now.facts_wanted, not asked.is_open)


def _counting(found: Iterable[Revealed], question_id: int) -> list[Revealed]:
    return [one for one in found if one.counts and one.question_id == question_id]


@dataclass(frozen=True, slots=True)
class PuttingFact:
    """The page on which a fact is put to the author."""

    ref: str
    title: str
    question: int
    fact: Wanted


def putting(actor: Actor, ref: str, question: int, position_id: int, now: datetime) -> PuttingFact:
    """A fact wanted, to be put to the author (Action.PUT_FACT). Where it is ``closed`` the caller records that read."""
    dilemma, _ = open_again(actor, ref, Action.PUT_FACT, now, None)
    return PuttingFact(dilemma.ref, dilemma.title, question, wanted(dilemma, question, position_id, now))
