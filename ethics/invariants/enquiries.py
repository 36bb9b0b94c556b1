"""Facts of enquiries to the author: whose they were, that the Secretary passed them on, and that answers are answers.

What is known of an enquiry's way is its journal; the row says where it stands now (decision 13).
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from sqlalchemy import select

from ethics.domain.enquiries import Stage
from ethics.domain.policy import READS
from ethics.domain.vocabulary import SEATED, Event, Part
from ethics.extensions import db
from ethics.invariants.record import Record
from ethics.models import Appointment, Enquiry, EnquiryAnswer, JournalEntry, PaperVersion, Position
from ethics.services.checking import asks_for_part_2

_SEEN_BY_THE_AUTHOR = (Stage.WITH_AUTHOR, Stage.ANSWERED)


def enquiries_were_allowed(record: Record) -> Iterator[str]:
    """Who put one had a seat that reads, while positions were sealed; a fact put after the close was wanted in a
    position on this dilemma. Each was asked of a text that was issued.
    """
    dilemma = record.dilemma
    seated = set(
        db.session.scalars(
            select(Appointment.person_id).where(
                Appointment.committee_id == dilemma.committee_id,
                Appointment.role.in_(SEATED),
                Appointment.confirmed_at <= (dilemma.issued_at or dilemma.started_at),
            )
        )
    )
    rows = db.session.execute(
        select(Enquiry, Position.dilemma_id.label("wanted_on"), PaperVersion.dilemma_id.label("asked_on"), PaperVersion.frozen_at)
        .outerjoin(Position, Position.id == Enquiry.position_id)
        .join(PaperVersion, PaperVersion.id == Enquiry.version_id)
        .where(Enquiry.dilemma_id == dilemma.id)
        .order_by(Enquiry.id)
    ).all()  # fmt: skip
    for row in rows:
        one = row.Enquiry
        if row.asked_on != dilemma.id or row.frozen_at is None:
            yield f"enquiry {one.id} was asked of a text that was not issued here."
        if dilemma.issued_at is None or dilemma.closes_at is None or one.asked_at < dilemma.issued_at:
            yield f"enquiry {one.id} was put before the paper was issued."
            continue
        sealed = one.asked_at < dilemma.closes_at
        if one.position_id is not None:
            if sealed or row.wanted_on != dilemma.id:
                yield f"enquiry {one.id} is a fact of a position that was not revealed here."
            continue
        if not sealed:
            yield f"enquiry {one.id} was put after positions closed."
        if one.asked_by_id not in seated:
            yield f"enquiry {one.id} is by somebody without a seat on the item."
        elif record.seat(one.asked_by_id, one.asked_at) not in READS:
            yield f"enquiry {one.id} is by a member whose declaration or ruling did not allow one then."
        if not _journalled(record, one, Event.ENQUIRY_ASKED, by=one.asked_by_id):
            yield f"enquiry {one.id} is not in the journal as put by its asker."


def enquiries_were_passed_on(record: Record) -> Iterator[str]:
    """Nothing of an enquiry is before the author that was not passed on, and it has the number it got then."""
    enquiries = _enquiries(record)
    numbers = sorted(one.number for one in enquiries if one.number is not None)
    if numbers != list(range(1, len(numbers) + 1)):
        yield "its enquiries that were passed on are not numbered without a gap."
    for one in enquiries:
        passed = [
            entry for event in (Event.ENQUIRY_PASSED_ON, Event.FACT_PUT) for entry in _journalled(record, one, event)
        ]
        seen = one.stage in _SEEN_BY_THE_AUTHOR
        if seen and not any(entry.facts.get("number") == one.number for entry in passed):
            yield f"enquiry {one.id} is before the author, and was not passed on under its number."
        if not seen and (passed or one.number is not None):
            yield f"enquiry {one.id} was passed on, and is not before the author."
        if one.stage is Stage.SENT_BACK and not (one.reason_id and _journalled(record, one, Event.ENQUIRY_SENT_BACK)):
            yield f"enquiry {one.id} was sent back without a reason, or without the journal."
        if one.part is Part.OPEN and asks_for_part_2(one.text):
            yield f"enquiry {one.id} carries a marking, and is open."


def enquiries_have_their_answers(record: Record) -> Iterator[str]:
    """What is answered has an answer, by whom the journal says, after it was passed on; what is not has none."""
    enquiries = _enquiries(record)
    answers: dict[int, list[EnquiryAnswer]] = defaultdict(list)
    ids = [one.id for one in enquiries]
    for answer in db.session.scalars(
        select(EnquiryAnswer).where(EnquiryAnswer.enquiry_id.in_(ids)).order_by(EnquiryAnswer.id)
    ):
        answers[answer.enquiry_id].append(answer)
    for one in enquiries:
        given = answers[one.id]
        if (one.stage is Stage.ANSWERED) != bool(given):
            yield f"enquiry {one.id} is called answered and has no answer, or has one and is not."
        said = [(entry.actor_id, entry.at) for entry in _journalled(record, one, Event.ENQUIRY_ANSWERED)]
        if sorted((row.given_by_id, row.given_at) for row in given) != sorted(said):
            yield f"the answers to enquiry {one.id} are not those in the journal."
        if any(row.given_at < one.asked_at for row in given):
            yield f"enquiry {one.id} was answered before it was put."
        if one.part is Part.OPEN and any(asks_for_part_2(row.text) for row in given):
            yield f"an answer to enquiry {one.id} carries a marking, and is open."


def _enquiries(record: Record) -> Sequence[Enquiry]:
    return db.session.scalars(select(Enquiry).where(Enquiry.dilemma_id == record.dilemma.id).order_by(Enquiry.id)).all()


def _journalled(record: Record, one: Enquiry, event: Event, by: int | None = None) -> list[JournalEntry]:
    """The journal's lines of this event about an enquiry, of one person where ``by`` is given."""
    return [
        entry
        for entry in record.entries
        if entry.event is event and entry.facts.get("enquiry") == one.id and by in (None, entry.actor_id)
    ]
