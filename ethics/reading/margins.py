"""What stands beside a paper's paragraphs for one reader: what was asked of the author there, and one's own note."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ethics.domain.actor import Actor
from ethics.domain.policy import Action, Verdict, decide
from ethics.reading.enquiries import PassedOn, passed_on
from ethics.reading.notes import Kept, by_paragraph
from ethics.reading.standing import open_dilemma


@dataclass(frozen=True, slots=True)
class Margin:
    """The margin of one paper, by the number of the paragraph."""

    ref: str
    notes: Mapping[str, Kept]
    enquiries: Mapping[str, tuple[PassedOn, ...]]
    write: Verdict
    enquire: Verdict
    sees_notes: Verdict
    sees_enquiries: Verdict
    total: int
    """How many enquiries there are on the whole paper, those elsewhere than at a paragraph included."""


def margin(actor: Actor, ref: str, now: datetime, *, part_2: bool) -> Margin:
    """The margin of the paper at ``ref`` (Action.READ_PAPER). Closed enquiries are in it with ``part_2``, a read that the
    caller records.
    """
    dilemma, standing = open_dilemma(actor, ref, Action.READ_PAPER, now)
    sees_enquiries = decide(Action.SEE_ENQUIRIES, standing)
    sees_notes = decide(Action.SEE_OWN_NOTES, standing)
    found = passed_on(actor, dilemma, standing, now) if sees_enquiries else ()
    at: dict[str, tuple[PassedOn, ...]] = {}
    for one in found:
        if one.at.now and (part_2 or not one.closed):
            at[one.at.now] = (*at.get(one.at.now, ()), one)
    return Margin(
        ref=dilemma.ref,
        notes=by_paragraph(dilemma, standing) if sees_notes else {},
        enquiries=at,
        write=decide(Action.WRITE_NOTE, standing),
        enquire=decide(Action.ENQUIRE, standing),
        sees_notes=sees_notes,
        sees_enquiries=sees_enquiries,
        total=len(found),
    )
