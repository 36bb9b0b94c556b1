"""Enquiries to the author: put while positions are sealed, looked at by the Secretary, answered for all whose seat is open.

What is passed on carries no name. Whose it is stays with its asker and the Secretary: the journal's line about the
putting is the Secretary's alone, and the number an enquiry is known by is given when it is passed on.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from ethics.domain.actor import Actor, Clock
from ethics.domain.enquiries import NOT_PASSED_ON, Stage
from ethics.domain.notices import NoticeKind
from ethics.domain.policy import DELIBERATES, READS, Action, Seat, still_serving
from ethics.domain.refusal import NotAllowed, NotKnown, NotNow, Stale, StaleText
from ethics.domain.vocabulary import Event, Part, Role
from ethics.domain.words import say
from ethics.extensions import db
from ethics.models import Enquiry, EnquiryAnswer
from ethics.reading import authors
from ethics.reading.concerned import concerned
from ethics.reading.enquiries import paragraph_of
from ethics.reading.facts_wanted import put_already, wanted
from ethics.reading.people import day_of, holders
from ethics.reading.seats import seats
from ethics.reading.version_read import version_read
from ethics.services import journal, notices
from ethics.services.checking import Checked, asks_for_part_2
from ethics.services.holding import Held, hold

NOTHING_ASKED = say("Write what you would like to know.")


@dataclass(frozen=True, slots=True)
class EnquiryDraft:
    """What a member would like to know, and at which paragraph; at none it is about the whole paper."""

    text: str
    paragraph: str = ""


def put(actor: Actor, ref: str, draft: EnquiryDraft, clock: Clock) -> int:
    """Put an enquiry while positions are sealed; it goes to the Secretary first. Returns its id.

    Refuses with NotAllowed after the close or without an open seat, with NotKnown a paragraph that is not there, with
    Invalid an empty or marked text.
    """
    held = hold(actor, ref, Action.ENQUIRE, clock)
    at = paragraph_of(held.dilemma.id, draft.paragraph) if draft.paragraph else None
    check = Checked()
    said = check.text("text", draft.text, NOTHING_ASKED)
    check.done()
    closed = (at is not None and not at.is_open) or asks_for_part_2(said)
    one = _new(held, said, said, Stage.WITH_SECRETARY, closed=closed)
    one.paragraph, one.passage = (at.number, at.passage) if at is not None else ("", "")
    db.session.flush()
    held.journal(Event.ENQUIRY_ASKED, facts={"enquiry": one.id})
    _tell_secretaries(held)
    return one.id


def reword(actor: Actor, ref: str, enquiry_id: int, text: str, clock: Clock, *, row_version: int | None) -> None:
    """Put one's own enquiry again in other words, after it was sent back."""
    held = hold(actor, ref, Action.ENQUIRE, clock)
    one = _own(held, enquiry_id)
    _rest_on(one, row_version, "first_text")
    if one.stage is not Stage.SENT_BACK:
        raise NotNow(say("It is with the Secretary already."))
    check = Checked()
    said = check.text("text", text, NOTHING_ASKED)
    check.done()
    one.first_text = one.text = said
    _close_if_marked(one, said)
    _move(held, one, Stage.WITH_SECRETARY)
    held.journal(Event.ENQUIRY_ASKED, facts={"enquiry": one.id})
    _tell_secretaries(held)


def set_aside(actor: Actor, ref: str, enquiry_id: int, clock: Clock) -> None:
    """Take what became of one's own enquiry off one's desk: the answer is read, or it is not put again."""
    held = hold(actor, ref, Action.SEE_ENQUIRIES, clock)
    one = _own(held, enquiry_id)
    if one.stage in (Stage.ANSWERED, Stage.SENT_BACK) and one.seen_at is None:
        one.seen_at = held.now


def take_back(actor: Actor, ref: str, enquiry_id: int, clock: Clock) -> None:
    """Take back one's own enquiry before it is passed on: its words are gone, for the Secretary too (Action.SEE_ENQUIRIES).

    Refuses with NotAllowed who no longer serves; with NotNow once it was passed on: it is nobody's any more, and others
    wait for its answer.
    """
    held = hold(actor, ref, Action.SEE_ENQUIRIES, clock)
    if not still_serving.holds(held.standing):
        raise NotAllowed(still_serving.otherwise(held.standing))
    one = _own(held, enquiry_id)
    if one.stage not in NOT_PASSED_ON:
        raise NotNow(say("It was passed on, without your name. Others wait for its answer too."))
    db.session.delete(one)
    held.journal(Event.ENQUIRY_TAKEN_BACK, facts={"enquiry": enquiry_id})


def pass_on(actor: Actor, ref: str, enquiry_id: int, text: str, clock: Clock, *, row_version: int | None) -> int:
    """Pass an enquiry on to the author, in its own words or in mended ones; returns the number it is known by.

    The asker's first words are kept for them and the Secretary.
    """
    held = hold(actor, ref, Action.PASS_ON_ENQUIRY, clock)
    one = _waiting(held, enquiry_id, row_version)
    check = Checked()
    one.text = check.text("text", text, NOTHING_ASKED)
    check.done()
    _close_if_marked(one, one.text)
    one.number = _next_number(held)
    _move(held, one, Stage.WITH_AUTHOR)
    held.journal(Event.ENQUIRY_PASSED_ON, facts={"enquiry": one.id, "number": one.number})
    _tell_author(held)
    return one.number


def send_back(actor: Actor, ref: str, enquiry_id: int, reason: str, clock: Clock, *, row_version: int | None) -> None:
    """Send an enquiry back to its asker with a reason; they keep its text and may put it in other words."""
    held = hold(actor, ref, Action.PASS_ON_ENQUIRY, clock)
    one = _waiting(held, enquiry_id, row_version)
    check = Checked()
    said = check.text("reason", reason, say("Say why it goes back. Its asker will read it."))
    check.done()
    row = journal.reason(said)
    assert row is not None
    one.reason_id = row.id
    _move(held, one, Stage.SENT_BACK)
    held.journal(Event.ENQUIRY_SENT_BACK, facts={"enquiry": one.id}, reason=row)
    _tell(held, [one.asked_by_id], NoticeKind.ENQUIRY_SENT_BACK)


def answer(actor: Actor, ref: str, number: int, text: str, clock: Clock, *, row_version: int | None) -> None:
    """Answer an enquiry for all whose seat is open, or correct an answer; the earlier one stays readable."""
    held = hold(actor, ref, Action.ANSWER_ENQUIRY, clock)
    one = _of(held, Enquiry.number == number)
    if row_version is not None and row_version != one.row_version:
        raise Stale(one.row_version, [StaleText("text", say("The answer"), _answered(one))])
    check = Checked()
    said = check.text("text", text, say("Write the answer."))
    check.done()
    if said == _answered(one):
        return
    db.session.add(EnquiryAnswer(enquiry_id=one.id, text=said, given_by_id=held.me, given_at=held.now))
    _close_if_marked(one, said)
    _move(held, one, Stage.ANSWERED)
    held.journal(Event.ENQUIRY_ANSWERED, facts={"enquiry": one.id, "number": number})
    _tell(held, _open_seats(held, DELIBERATES if one.position_id else READS), NoticeKind.ENQUIRY_ANSWERED)


def put_fact(actor: Actor, ref: str, question: int, position_id: int, text: str, clock: Clock) -> int:
    """Put a fact wanted in a revealed position to the author, without a name; returns the number it is known by.

    Whoever puts it sees to its words, so it goes to the author at once. Refuses with NotKnown a position that wants no
    fact on this question, with NotNow one that was put already.
    """
    held = hold(actor, ref, Action.PUT_FACT, clock)
    fact = wanted(held.dilemma, question, position_id, held.now)
    if put_already(held.dilemma.id, fact):
        raise NotNow(say("This was put to the author already."))
    check = Checked()
    said = check.text("text", text, NOTHING_ASKED)
    check.done()
    number = _next_number(held)
    one = _new(held, fact.text, said, Stage.WITH_AUTHOR, closed=fact.closed or asks_for_part_2(said))
    one.position_id, one.number = fact.position_id, number
    db.session.flush()
    held.journal(Event.FACT_PUT, facts={"enquiry": one.id, "number": number})
    _tell_author(held)
    return number


# -- inside -----------------------------------------------------------------------------------------------------------


def _new(held: Held, first: str, text: str, stage: Stage, *, closed: bool) -> Enquiry:
    version_id = db.session.scalars(version_read(held.dilemma.id)).one()
    one = Enquiry(
        dilemma_id=held.dilemma.id,
        asked_by_id=held.me,
        version_id=version_id,
        part=Part.CLOSED if closed else Part.OPEN,
        stage=stage,
        first_text=first,
        text=text,
        asked_at=held.now,
        moved_at=held.now,
    )
    db.session.add(one)
    return one


def _move(held: Held, one: Enquiry, to: Stage) -> None:
    one.stage = to
    one.moved_at = held.now
    one.seen_at = None
    one.row_version += 1


def _close_if_marked(one: Enquiry, text: str) -> None:
    """A marking asks for Part 2 (rule 14); what is closed once stays so."""
    if asks_for_part_2(text):
        one.part = Part.CLOSED


def _of(held: Held, which: ColumnElement[bool]) -> Enquiry:
    one: Enquiry | None = db.session.scalar(
        select(Enquiry).where(Enquiry.dilemma_id == held.dilemma.id, which).execution_options(populate_existing=True)
    )
    if one is None:
        raise NotKnown
    return one


def _own(held: Held, enquiry_id: int) -> Enquiry:
    return _of(held, (Enquiry.id == enquiry_id) & (Enquiry.asked_by_id == held.me))


def _waiting(held: Held, enquiry_id: int, row_version: int | None) -> Enquiry:
    one = _of(held, Enquiry.id == enquiry_id)
    _rest_on(one, row_version, "text")
    if one.stage is not Stage.WITH_SECRETARY:
        raise NotNow(say("Somebody has dealt with it already."))
    return one


def _rest_on(one: Enquiry, row_version: int | None, field: str) -> None:
    if row_version is not None and row_version != one.row_version:
        raise Stale(one.row_version, [StaleText("text", say("What is asked"), getattr(one, field))])


def _answered(one: Enquiry) -> str:
    """The author's answer as it stands; nothing where there is none."""
    latest = select(EnquiryAnswer.text).where(EnquiryAnswer.enquiry_id == one.id).order_by(EnquiryAnswer.id.desc())
    return db.session.scalar(latest.limit(1)) or ""


def _next_number(held: Held) -> int:
    last = db.session.scalar(select(func.max(Enquiry.number)).where(Enquiry.dilemma_id == held.dilemma.id))
    return (last or 0) + 1


def _open_seats(held: Held, which: Collection[Seat]) -> list[int]:
    """The members whose seat on the item is open in one of these ways."""
    taken = seats([held.dilemma.id])
    ids = concerned(held.dilemma, held.now).member_ids
    return [one for one in ids if taken.get((held.dilemma.id, one), Seat.UNDECLARED) in which]


def _tell_secretaries(held: Held) -> None:
    there = holders(held.dilemma.committee_id, (Role.SECRETARY,), day_of(held.now))
    _tell(held, [one.person_id for one in there], NoticeKind.ENQUIRY_ASKED)


def _tell_author(held: Held) -> None:
    _tell(held, authors.answering(held.dilemma, day_of(held.now)), NoticeKind.ENQUIRY_PASSED_ON)


def _tell(held: Held, people: Collection[int], kind: NoticeKind) -> None:
    path = f"/dilemmas/{held.dilemma.ref}/enquiries"
    notices.tell(people, kind, held.now, dilemma=held.dilemma, path=path)
