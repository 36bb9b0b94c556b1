"""Facts that must hold of what is stored, whoever wrote it and however: run by tests and by `flask check`.

Nothing here mends anything. Each fact says in a sentence what must be so, and yields a sentence, without names or typed
text, for every place where it is not.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from ethics.extensions import db
from ethics.invariants import advice, enquiries, lives, people, positions
from ethics.invariants.files import files_are_whole
from ethics.invariants.record import Record, record_of
from ethics.models import Dilemma

OF_A_DILEMMA: dict[str, Callable[[Record], Iterator[str]]] = {
    "Every journal is one whole chain": lives.journal_is_whole,
    "Every state is the one its journal leads to": lives.state_is_journalled,
    "The times of a dilemma's life follow each other": lives.times_follow,
    "What is issued is frozen, and numbered without a gap": lives.paper_is_frozen_and_numbered,
    "Every position is what its digest was taken over, and so is every reveal": positions.positions_are_whole,
    "Positions were given when they could be, by members who could": positions.positions_were_allowed,
    "Enquiries were put by members who could, or are facts of revealed positions": enquiries.enquiries_were_allowed,
    "Nothing of an enquiry is before the author that was not passed on": enquiries.enquiries_were_passed_on,
    "What is answered has its answer, and nothing else has one": enquiries.enquiries_have_their_answers,
    "Replies are by eligible members, to words that were there": advice.replies_were_allowed,
    "Every point that counted had its place when the advice was circulated": positions.points_had_their_place,
    "Agreed advice answers every question, on a basis its replies allowed": advice.advice_is_complete,
    "A clause on a closed question is closed until it is opened": advice.closed_clauses_stay_closed,
    "Nobody rules on themselves": people.nobody_rules_on_themselves,
    "A public copy is one, of agreed advice, by two people": advice.one_public_copy,
    "A dilemma is on one meeting at most": lives.one_meeting,
}
"""What must hold of each dilemma."""

OF_THE_WHOLE: dict[str, Callable[[], Iterator[str]]] = {
    "Seats are confirmed by a Secretary, and nobody appoints themselves": people.seats_are_confirmed_by_a_secretary,
    "What is only ever added to refuses to be changed": people.nothing_can_be_taken_back,
}
"""What must hold of the installation."""

FILES = "Every file that was brought in is there, and is what its digest was taken of"
"""What must hold of the folder of files."""


@dataclass(frozen=True, slots=True)
class Broken:
    """One place where a fact does not hold."""

    fact: str
    what: str


def check(folder: Path | None = None) -> Iterator[tuple[str, list[Broken]]]:
    """Every fact with the places where it does not hold, in order; those of the files only where their ``folder`` is given."""
    records = [record_of(dilemma) for dilemma in db.session.scalars(select(Dilemma).order_by(Dilemma.id))]
    for words, fact in OF_A_DILEMMA.items():
        yield (
            words,
            [Broken(words, f"Dilemma {record.dilemma.ref}: {what}") for record in records for what in fact(record)],
        )
    for words, whole in OF_THE_WHOLE.items():
        yield words, [Broken(words, what) for what in whole()]
    if folder is not None:
        yield FILES, [Broken(FILES, what) for what in files_are_whole(folder)]
