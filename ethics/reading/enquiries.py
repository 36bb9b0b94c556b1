"""Enquiries to the author as each reader may see them: one's own, what waits for the Secretary, what was passed on.

Whose an enquiry is, is read here for its asker and the Secretary alone. Everybody else knows it by its number, which it
got when it was passed on, and learns neither when it was put nor how many were not passed on.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import ColumnElement, Row, or_, select

from ethics import richtext
from ethics.domain.actor import Actor
from ethics.domain.enquiries import NOT_PASSED_ON, Stage
from ethics.domain.policy import Action, Standing, Verdict, decide, still_serving
from ethics.domain.refusal import NotKnown
from ethics.domain.vocabulary import Part
from ethics.extensions import db
from ethics.models import Dilemma, Enquiry, EnquiryAnswer, PaperVersion, Person, Reason
from ethics.reading.authors import answering as answering_for
from ethics.reading.entering import Entered, open_again
from ethics.reading.paragraphs import Numbered, Spot, numbered, where_now
from ethics.reading.people import day_of
from ethics.reading.reveal import agenda_line
from ethics.reading.titles import title_for
from ethics.reading.version_read import version_read, version_read_by
from ethics.richtext import SafeHtml

html = lru_cache(maxsize=1_024)(richtext.html)


@dataclass(frozen=True, slots=True)
class Said:
    """One answer of the author's."""

    text: str
    html: SafeHtml
    at: datetime


@dataclass(frozen=True, slots=True)
class At:
    """Where in the paper it was asked: the paragraph's number then, on which version, and its number now, if any."""

    number: str
    version: int
    now: str | None


@dataclass(frozen=True, slots=True)
class PassedOn:
    """An enquiry as everybody meets it: without a name."""

    number: int
    html: SafeHtml
    at: At
    closed: bool
    of_positions: bool
    """Whether it is a fact wanted in positions, put after the close."""
    answers: tuple[Said, ...]
    """Oldest first; none while the author has not answered."""

    @property
    def answer(self) -> Said | None:
        """What the author says now."""
        return self.answers[-1] if self.answers else None


@dataclass(frozen=True, slots=True)
class Own:
    """One's own enquiry, or another's as the Secretary looks at it."""

    id: int
    stage: Stage
    number: int | None
    first: SafeHtml
    first_text: str
    text: str
    at: At
    closed: bool
    reason: str
    asked_at: datetime
    asker: str
    row_version: int
    seen: bool
    mended: bool
    """Whether the Secretary passed it on in other words."""

    @property
    def asks_its_asker(self) -> bool:
        """Whether something became of it that its asker has not taken off their desk."""
        return not self.seen and self.stage in (Stage.SENT_BACK, Stage.ANSWERED)

    @property
    def is_answered(self) -> bool:
        """Whether the author has answered it."""
        return self.stage is Stage.ANSWERED

    @property
    def may_be_taken_back(self) -> bool:
        """Whether nobody but its asker and the Secretary knows of it yet."""
        return self.stage in NOT_PASSED_ON

    @property
    def is_back(self) -> bool:
        """Whether it came back to its asker, who may put it in other words."""
        return self.stage is Stage.SENT_BACK


@dataclass(frozen=True, slots=True)
class EnquiriesPage:
    """The enquiries about one paper, for one reader."""

    ref: str
    title: str
    letter: str
    closes_at: datetime | None
    passed_on: tuple[PassedOn, ...]
    own: tuple[Own, ...]
    waiting: tuple[Own, ...]
    """For the Secretary, what is to be looked at."""
    enquire: Verdict
    answers: Verdict
    looks: Verdict
    takes_back: bool
    """Whether the reader may still change what is their own: they serve today."""
    shows_part_2: bool
    """Whether closed text is among it, which is another's: that read is to be recorded."""
    nobody_answers: bool = False
    """Said to the Secretary: neither an author of the paper nor its sponsor is at the force any more."""

    @property
    def unanswered(self) -> tuple[PassedOn, ...]:
        """What is with the author."""
        return tuple(one for one in self.passed_on if one.answer is None)

    @property
    def answered(self) -> tuple[PassedOn, ...]:
        """What is answered."""
        return tuple(one for one in self.passed_on if one.answer is not None)


def enquiries(actor: Actor, ref: str, now: datetime, entered: Entered | None = None) -> EnquiriesPage:
    """The enquiries about a paper (Action.SEE_ENQUIRIES). Where ``shows_part_2`` the caller records that read first."""
    dilemma, standing = open_again(actor, ref, Action.SEE_ENQUIRIES, now, entered)
    looks = decide(Action.PASS_ON_ENQUIRY, standing)
    waits = (Enquiry.stage == Stage.WITH_SECRETARY) if looks else Enquiry.id.is_(None)
    rows = _rows(dilemma, or_(Enquiry.number.is_not(None), Enquiry.asked_by_id == standing.person_id, waits))
    spots = _spots(dilemma, standing, rows)
    passed_on = _passed_on(actor, dilemma, standing, now, rows, spots)
    mine = standing.person_id
    own = [_own(row, spots) for row in rows if row.Enquiry.asked_by_id == mine and row.Enquiry.position_id is None]
    waiting = [_own(row, spots) for row in rows if looks and row.Enquiry.stage is Stage.WITH_SECRETARY]
    letter, _ = agenda_line(dilemma.id)
    closed = any(one.closed for one in passed_on) or any(one.closed for one in waiting)
    return EnquiriesPage(
        ref=dilemma.ref,
        title=title_for(dilemma, standing),
        letter=letter,
        closes_at=dilemma.closes_at,
        passed_on=passed_on,
        own=tuple(own),
        waiting=tuple(waiting),
        enquire=decide(Action.ENQUIRE, standing),
        answers=decide(Action.ANSWER_ENQUIRY, standing),
        looks=looks,
        takes_back=still_serving.holds(standing),
        shows_part_2=closed and not (standing.author or standing.sponsor),
        nobody_answers=bool(looks) and not answering_for(dilemma, day_of(now)),
    )


def passed_on(actor: Actor, dilemma: Dilemma, standing: Standing, now: datetime) -> tuple[PassedOn, ...]:
    """What was passed on to the author, for who may see enquiries; the caller has asked the policy."""
    rows = _rows(dilemma, Enquiry.number.is_not(None))
    return _passed_on(actor, dilemma, standing, now, rows, _spots(dilemma, standing, rows))


# -- one of them ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asking:
    """What stands above the box in which an enquiry is written."""

    ref: str
    title: str
    closes_at: datetime | None
    paragraph: Numbered | None
    part_2: bool
    """Whether the paragraph is closed, so that what is asked of it is too."""


def asking(actor: Actor, ref: str, number: str, now: datetime) -> Asking:
    """The page to put an enquiry on, at the paragraph of this number or at none (Action.ENQUIRE).

    Refuses with NotKnown where the issued paper has no such paragraph.
    """
    dilemma, _ = open_again(actor, ref, Action.ENQUIRE, now, None)
    found = paragraph_of(dilemma.id, number) if number else None
    return Asking(dilemma.ref, dilemma.title, dilemma.closes_at, found, found is not None and not found.is_open)


def paragraph_of(dilemma_id: int, number: str) -> Numbered:
    """The paragraph of this number in the version last issued. Refuses with NotKnown where there is none."""
    version_id = db.session.scalars(version_read(dilemma_id)).one()
    for one in numbered(version_id):
        if one.number == number:
            return one
    raise NotKnown


@dataclass(frozen=True, slots=True)
class OnePage:
    """One enquiry with what it takes to change it."""

    ref: str
    title: str
    one: Own
    records: bool
    """Whether showing it is a read of Part 2, to be recorded."""


def own(actor: Actor, ref: str, enquiry_id: int, now: datetime) -> OnePage:
    """One's own enquiry, to put it in other words (Action.ENQUIRE). NotKnown where it is not one's own."""
    dilemma, standing = open_again(actor, ref, Action.ENQUIRE, now, None)
    mine = (Enquiry.id == enquiry_id) & (Enquiry.asked_by_id == standing.person_id)
    return _one(dilemma, standing, mine & (Enquiry.stage == Stage.SENT_BACK), records=False)


def waiting(actor: Actor, ref: str, enquiry_id: int, now: datetime) -> OnePage:
    """An enquiry that waits for the Secretary (Action.PASS_ON_ENQUIRY). NotKnown where it does not wait."""
    dilemma, standing = open_again(actor, ref, Action.PASS_ON_ENQUIRY, now, None)
    return _one(dilemma, standing, (Enquiry.id == enquiry_id) & (Enquiry.stage == Stage.WITH_SECRETARY), records=True)


def _one(dilemma: Dilemma, standing: Standing, which: ColumnElement[bool], *, records: bool) -> OnePage:
    rows = _rows(dilemma, which)
    if not rows:
        raise NotKnown
    (one,) = (_own(row, _spots(dilemma, standing, rows)) for row in rows)
    return OnePage(dilemma.ref, dilemma.title, one, records and one.closed)


@dataclass(frozen=True, slots=True)
class Answering:
    """An enquiry as its author answers it: without a name."""

    ref: str
    title: str
    one: PassedOn
    row_version: int
    closes_at: datetime | None
    paragraph: Numbered | None


def answering(actor: Actor, ref: str, number: int, now: datetime) -> Answering:
    """An enquiry to answer, or whose answer is to be corrected (Action.ANSWER_ENQUIRY). NotKnown where there is none."""
    dilemma, standing = open_again(actor, ref, Action.ANSWER_ENQUIRY, now, None)
    rows = _rows(dilemma, Enquiry.number == number)
    if not rows:
        raise NotKnown
    (one,) = _passed_on(actor, dilemma, standing, now, rows, _spots(dilemma, standing, rows))
    version_id = db.session.scalars(version_read_by(dilemma, standing)).one()
    there = next((p for p in numbered(version_id) if one.at.now and p.number == one.at.now), None)
    return Answering(dilemma.ref, dilemma.title, one, rows[0].Enquiry.row_version, dilemma.closes_at, there)


# -- inside -----------------------------------------------------------------------------------------------------------

_Found = Row[Enquiry, int, str, str]


def _rows(dilemma: Dilemma, which: ColumnElement[bool]) -> Sequence[_Found]:
    """Enquiries with the number of their version, their asker's name and why they were sent back; read anew."""
    return db.session.execute(
        select(Enquiry, PaperVersion.number.label("version"), Person.name.label("asker"), Reason.text.label("reason"))
        .join(PaperVersion, PaperVersion.id == Enquiry.version_id)
        .join(Person, Person.id == Enquiry.asked_by_id)
        .outerjoin(Reason, (Reason.id == Enquiry.reason_id) & Reason.blanked_at.is_(None))
        .where(Enquiry.dilemma_id == dilemma.id, which)
        .order_by(Enquiry.number.is_(None), Enquiry.number, Enquiry.id)
        .execution_options(populate_existing=True)
    ).all()


def _spots(dilemma: Dilemma, standing: Standing, rows: Sequence[_Found]) -> dict[int, At]:
    """Where each of them stands in the version that this reader reads."""
    if not rows:
        return {}
    version_id = db.session.scalars(version_read_by(dilemma, standing)).one()
    asked = [row.Enquiry for row in rows]
    found = where_now([Spot(one.version_id, one.paragraph, one.passage) for one in asked], version_id)
    return {
        row.Enquiry.id: At(row.Enquiry.paragraph, row.version, now or None)
        for row, now in zip(rows, found, strict=True)
    }


def _passed_on(
    actor: Actor, dilemma: Dilemma, standing: Standing, now: datetime, rows: Iterable[_Found], spots: dict[int, At]
) -> tuple[PassedOn, ...]:
    facts = bool(decide(Action.SEE_FACTS_PUT, standing))
    until = standing.until or now  # a former member sees what there was on their last day
    shown = [
        row.Enquiry
        for row in rows
        if row.Enquiry.number is not None and (facts or row.Enquiry.position_id is None) and _by(row.Enquiry, until)
    ]
    answers = _answers([one.id for one in shown], until)
    return tuple(
        PassedOn(
            number=one.number or 0,
            html=html(one.text),
            at=spots[one.id],
            closed=one.part is Part.CLOSED,
            of_positions=one.position_id is not None,
            answers=answers.get(one.id, ()),
        )
        for one in shown
    )


def _by(one: Enquiry, until: datetime) -> bool:
    return one.asked_at <= until


def _answers(enquiry_ids: Collection[int], until: datetime) -> dict[int, tuple[Said, ...]]:
    if not enquiry_ids:
        return {}
    found: dict[int, list[Said]] = defaultdict(list)
    for row in db.session.scalars(
        select(EnquiryAnswer)
        .where(EnquiryAnswer.enquiry_id.in_(enquiry_ids), EnquiryAnswer.given_at <= until)
        .order_by(EnquiryAnswer.id)
    ):
        found[row.enquiry_id].append(Said(row.text, html(row.text), row.given_at))
    return {enquiry_id: tuple(said) for enquiry_id, said in found.items()}


def _own(row: _Found, spots: dict[int, At]) -> Own:
    one = row.Enquiry
    return Own(
        id=one.id,
        stage=one.stage,
        number=one.number,
        first=html(one.first_text),
        first_text=one.first_text,
        text=one.text,
        at=spots[one.id],
        closed=one.part is Part.CLOSED,
        reason=row.reason or "",
        asked_at=one.asked_at,
        asker=row.asker,
        row_version=one.row_version,
        seen=one.seen_at is not None,
        mended=one.number is not None and one.text != one.first_text,
    )
