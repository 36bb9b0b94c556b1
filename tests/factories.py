"""Whole dilemmas in any state, made of rows that agree with each other, and the small acts they are made of.

`a_dilemma` walks the real table of the lifecycle from a draft to the state asked for, with the times, the text, the
people's acts and the journal that belong to each step. Everything is flushed, nothing is committed. The acts
(`declare`, `rule`, `give_position`, `confirm`…) can be called on their own for what a test is about.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import func, select

from ethics.domain import lifecycle
from ethics.domain.deliberation import round_digest
from ethics.domain.vocabulary import (
    AttendanceKind,
    Basis,
    Classification,
    Event,
    ImplicationKind,
    Part,
    PartReason,
    PartyKind,
    QuestionKind,
    RedirectTo,
    RulingOutcome,
    Section,
    Stance,
    State,
    Step,
)
from ethics.models import (
    AgendaItem,
    Attendance,
    Block,
    Clause,
    Dilemma,
    Implication,
    Meeting,
    PaperVersion,
    Party,
    Position,
    Question,
    QuestionScenario,
    QuestionWording,
    Scenario,
    ScenarioWording,
)
from ethics.reading.facts import counting_seats
from ethics.richtext import html
from ethics.services import journal
from tests.acts import (
    answer,
    circulate_to,
    confirm,
    declare,
    give_position,
    place_all,
    questions_of,
    rule,
    save_working_copy,
    set_basis,
    version_of,
    write_clause,
)
from tests.cast import AnySession, Cast, Someone

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
"""Where the `clock` fixture stands."""

_PATH = (
    Step.SUBMIT, Step.RELEASE, Step.ACCEPT, Step.SCHEDULE, Step.ISSUE, Step.DISCUSS, Step.DRAFT_ADVICE, Step.CIRCULATE,
    Step.SIGN_OFF, Step.SEND, Step.ANSWER, Step.CLOSE,
)  # fmt: skip
_SIDEWAYS = {State.REDIRECTED: Step.REDIRECT, State.DECLINED: Step.DECLINE}
_refs = count(1)


@dataclass(frozen=True)
class Brought:
    """What a test of pages needs to know of a dilemma: its address, its id and its questions' ids in order."""

    ref: str
    id: int
    questions: tuple[int, ...]


@dataclass
class _Making:
    """What one dilemma is being made with."""

    session: AnySession
    cast: Cast
    dilemma: Dilemma
    now: datetime
    closes_in: timedelta | None
    given_by: Sequence[Someone] | None
    withdrawn: Sequence[Someone]
    meeting: Meeting | None
    reads: bool


def a_dilemma(
    session: AnySession, cast: Cast, state: State = State.ISSUED, *, questions: int = 2, scenarios: int = 0,
    part_2: bool = True, urgent: bool = False, now: datetime = NOW, closes_in: timedelta | None = None,
    given_by: Sequence[Someone] | None = None, withdrawn: Sequence[Someone] = (), withdrawn_from: State = State.ISSUED,
    meeting: Meeting | None = None, title: str = "Footage from doorbells", **more: Any,
) -> Dilemma:  # fmt: skip
    """A dilemma in ``state`` as it may stand at ``now``, its last step taken an hour or some days ago.

    An issued one was issued four days ago and closes in ``closes_in``, by default six days; a negative one has closed.
    From the close on, all members but ``withdrawn`` have declared no interest, and ``given_by`` (by default Chair,
    Vice-chair, Joan, Tomos, Priya and Kwame) have given positions on every question; while positions are open only
    those named in ``given_by`` have. Those in ``withdrawn`` declared an interest and were ruled to withdraw. From
    circulation on there is a clause for each question; from agreed on everyone agreed to each. A withdrawn dilemma
    left ``withdrawn_from`` two days later. ``more`` sets columns of the dilemma.
    """
    number = next(_refs)
    steps = _steps_to(state, urgent, withdrawn_from)
    moments = _moments(steps, now, closes_in)
    began = min(moments.values(), default=now) - timedelta(days=2)
    dilemma = Dilemma(
        ref=f"d{number:09x}", committee_id=cast.committee.id, force_id=cast.force.id, author_id=cast.author.id,
        sponsor_id=cast.sponsor.id, title=title, unit="Neighbourhood Policing", state=State.DRAFT, urgent=urgent,
        started_at=began, row_version=1,
    )  # fmt: skip
    for name, value in more.items():
        setattr(dilemma, name, value)
    session.add(dilemma)
    session.flush()
    journal.write(dilemma, dilemma.author_id, Event.STARTED, began)
    a_paper(session, cast, dilemma, questions=questions, scenarios=scenarios, part_2=part_2, at=began)
    reads = state not in (State.ISSUED, State.WITHDRAWN) or (closes_in is not None and closes_in <= timedelta(0))
    making = _Making(session, cast, dilemma, now, closes_in, given_by, withdrawn, meeting, reads)
    for step in steps:
        _take(making, step, moments)
    return dilemma


def _steps_to(state: State, urgent: bool, withdrawn_from: State) -> tuple[Step, ...]:
    if state is State.WITHDRAWN:
        return (*_steps_to(withdrawn_from, urgent, withdrawn_from), Step.WITHDRAW)
    if state in _SIDEWAYS:
        return (Step.SUBMIT, Step.RELEASE, _SIDEWAYS[state])
    skips = {Step.SCHEDULE, Step.DISCUSS} if urgent and state not in (State.SCHEDULED, State.DISCUSSED) else set()
    taken: list[Step] = []
    at = State.DRAFT
    for step in _PATH:
        if at is state:
            break
        if step not in skips:
            taken.append(step)
            at = lifecycle.TABLE[at, step].to
    return tuple(taken)


def _moments(steps: Sequence[Step], now: datetime, closes_in: timedelta | None) -> dict[Step, datetime]:
    """When each step was taken, counted back from now: two days apart, twelve after the issue."""
    at = now - timedelta(hours=1)
    found: dict[Step, datetime] = {}
    for step in reversed(steps):
        if step is Step.ISSUE and not found:
            at = now - timedelta(days=4)
            if closes_in is not None and now + closes_in <= at:
                at = now + closes_in - timedelta(days=7)
        elif (step is Step.ISSUE and Step.WITHDRAW not in found) or (step is Step.ISSUE and len(found) > 1):
            at -= timedelta(days=10)
        found[step] = at
        at -= timedelta(days=2)
    return found


_ACTS_FOR_IT = {
    Step.SUBMIT: "author", Step.RELEASE: "sponsor", Step.WITHDRAW: "sponsor", Step.ANSWER: "sponsor",
    Step.DRAFT_ADVICE: "chair", Step.CIRCULATE: "chair", Step.SIGN_OFF: "chair",
}  # fmt: skip


def _take(making: _Making, step: Step, moments: dict[Step, datetime]) -> None:
    dilemma, session, at = making.dilemma, making.session, moments[step]
    before = _BEFORE.get(step)
    if before is not None:
        before(making, at)
    line = lifecycle.TABLE[dilemma.state, step]
    was, dilemma.state = dilemma.state, line.to
    dilemma.row_version += 1
    stamp = f"{line.to.value}_at" if line.to is not State.SUBMITTED else "released_at"
    if hasattr(dilemma, stamp):
        setattr(dilemma, stamp, at)
    session.flush()
    who: Someone = getattr(making.cast, _ACTS_FOR_IT.get(step, "secretary"))
    reason = journal.reason("Somebody else can answer this better.") if line.reason else None
    journal.write(dilemma, who.id, Event.STATE_CHANGED, at, step=step, from_state=was, to_state=line.to, reason=reason)
    after = _AFTER.get(step)
    if after is not None:
        after(making, at)


def _before_schedule(making: _Making, at: datetime) -> None:
    starts = making.meeting.starts_at if making.meeting else making.now + timedelta(days=14)
    meeting = making.meeting or a_meeting(making.session, making.cast, starts)
    put_on(making.session, meeting, making.dilemma)


def _before_issue(making: _Making, at: datetime) -> None:
    dilemma = making.dilemma
    closes_at = at + timedelta(days=7)
    if making.closes_in is not None and at == making.now - timedelta(days=4):
        closes_at = making.now + making.closes_in
    elif at == making.now - timedelta(days=4):
        closes_at = making.now + timedelta(days=6)
    dilemma.closes_at = closes_at
    dilemma.issued_at = at
    version_of(making.session, dilemma).frozen_at = at
    item = item_of(making.session, dilemma)
    if item is not None and making.meeting is None:
        meeting = making.session.get_one(Meeting, item.meeting_id)
        meeting.starts_at, meeting.ends_at = closes_at + timedelta(days=3), closes_at + timedelta(days=3, hours=2)


def _after_issue(making: _Making, at: datetime) -> None:
    session, cast, dilemma = making.session, making.cast, making.dilemma
    journal.write(dilemma, cast.secretary.id, Event.PAPER_FROZEN, at, facts={"version": 1})
    later = at + timedelta(hours=6)
    for person in making.withdrawn:
        made = declare(session, dilemma, person, cast.interests["personal"], at=later)
        rule(
            session, made, cast.chair if person is not cast.chair else cast.vice_chair, RulingOutcome.WITHDRAW, at=later
        )
    giving = making.given_by
    declaring: Sequence[Someone] = giving or ()
    if making.reads:
        declaring = (*cast.positions_given_by, cast.coopted)
        giving = giving if giving is not None else (
            cast.chair, cast.vice_chair, cast.joan, cast.tomos, cast.priya, cast.kwame,
        )  # fmt: skip
    for person in declaring:
        if person not in making.withdrawn:
            declare(session, dilemma, person, at=later)
    stances = {cast.tomos.id: Stance.NOT_SUPPORTED, cast.kwame.id: Stance.CONDITIONS}
    for person in giving or ():
        if person not in making.withdrawn:
            for number in range(1, len(questions_of(session, dilemma)) + 1):
                give_position(session, dilemma, person, number, stances.get(person.id, Stance.SUPPORTED), at=later)
    if making.reads:
        assert dilemma.closes_at is not None
        digests = session.scalars(select(Position.digest).where(Position.dilemma_id == dilemma.id)).all()
        facts = {"closed_at": dilemma.closes_at.isoformat(), "versions": len(digests), "digest": round_digest(digests)}
        journal.write(dilemma, None, Event.REVEALED, dilemma.closes_at, facts=facts)


def _before_discuss(making: _Making, at: datetime) -> None:
    session, dilemma = making.session, making.dilemma
    item = item_of(session, dilemma)
    assert item is not None
    recorded = at - timedelta(hours=1)
    item.recorded_at, item.recorded_by_id, item.presided_by_id = (
        recorded,
        making.cast.secretary.id,
        making.cast.chair.id,
    )
    for person_id in counting_seats(dilemma):
        session.add(Attendance(item_id=item.id, person_id=person_id, kind=AttendanceKind.PRESENT))
    session.flush()
    journal.write(dilemma, making.cast.secretary.id, Event.MEETING_RECORDED, recorded, facts={"item": item.id})


def _before_circulate(making: _Making, at: datetime) -> None:
    session, cast, dilemma = making.session, making.cast, making.dilemma
    for wording in questions_of(session, dilemma):
        text = (
            f"The force may go on with what question {wording.number} describes, and says so to the people it concerns."
        )
        clause = write_clause(session, dilemma, wording.number, text, at=at)
        place_all(session, dilemma, wording.number, clause, by=cast.chair, at=at)
    dilemma.circulated_at, dilemma.replies_due_at = at, at + timedelta(days=7)
    circulate_to(session, dilemma, counting_seats(dilemma, undeclared=True))


def _before_sign_off(making: _Making, at: datetime) -> None:
    session, dilemma = making.session, making.dilemma
    for clause in clauses_of(session, dilemma):
        for person_id in counting_seats(dilemma):
            confirm(session, clause, making.cast.called(person_id), at=at - timedelta(hours=1))
    for wording in questions_of(session, dilemma):
        set_basis(session, dilemma, wording.number, Basis.UNANIMOUS)


def _before_send(making: _Making, at: datetime) -> None:
    making.dilemma.response_due_at = at + timedelta(days=42)


def _before_answer(making: _Making, at: datetime) -> None:
    for clause in clauses_of(making.session, making.dilemma):
        answer(making.session, clause, making.cast.sponsor, at=at)


def _before_redirect(making: _Making, at: datetime) -> None:
    making.dilemma.redirected_to = RedirectTo.COMPLAINT


_BEFORE = {
    Step.SCHEDULE: _before_schedule, Step.ISSUE: _before_issue, Step.DISCUSS: _before_discuss,
    Step.CIRCULATE: _before_circulate, Step.SIGN_OFF: _before_sign_off, Step.SEND: _before_send,
    Step.ANSWER: _before_answer, Step.REDIRECT: _before_redirect,
}  # fmt: skip
_AFTER = {Step.ISSUE: _after_issue}


# -- the paper --------------------------------------------------------------------------------------------------------


def a_paper(
    session: AnySession, cast: Cast, dilemma: Dilemma, *, questions: int = 2, scenarios: int = 0, part_2: bool = True,
    at: datetime = NOW, number: int = 1,
) -> PaperVersion:  # fmt: skip
    """A version that is being written: sections with numbered paragraphs, one of them closed, parties, questions.

    With scenarios the first question is an action question about all of them; every third question is open; the rest
    are closed questions without a scenario.
    """
    version = PaperVersion(
        dilemma_id=dilemma.id, number=number, report_of="Chief Constable", authors="Dan Fairley",
        contact="Dan Fairley, 01632 960123, dan.fairley@eastmarch.example", classification=Classification.OFFICIAL,
        made_at=at, saved_at=at, saved_by_id=dilemma.author_id,
    )  # fmt: skip
    session.add(version)
    session.flush()
    for position, (name, kind) in enumerate(
        (("Ferry Lane", PartyKind.PLACE), ("Watchful Homes Ltd", PartyKind.BODY)), 1
    ):
        session.add(Party(version_id=version.id, position=position, name=name, kind=kind))
    session.add(Implication(version_id=version.id, position=1, name="Financial", kind=ImplicationKind.NONE))
    text = Paragraphs(session, version)
    text.say(Section.PURPOSE, "To ask the Committee how officers should ask residents for footage.")
    text.say(Section.RECOMMENDATION, "The Committee is asked to advise on the questions below.")
    text.say(Section.DILEMMA, "Footage helps find offenders, and shows neighbours who were never asked.")
    text.say(Section.BACKGROUND, "Since 2024 officers have asked for footage door to door.")
    if part_2:
        text.say(
            Section.BACKGROUND, "An inquiry in Ferry Lane relies on a camera its owner forgot.", PartReason.SECTION_31
        )
    text.say(Section.LEGISLATION, "The Data Protection Act 2018 applies.")
    made = [_scenario(session, text, dilemma, at_number) for at_number in range(1, scenarios + 1)]
    for at_number in range(1, questions + 1):
        _question(session, version, dilemma, at_number, made, text)
    session.flush()
    return version


class Paragraphs:
    """Writes the blocks of a version, numbered through all its sections."""

    def __init__(self, session: AnySession, version: PaperVersion) -> None:
        self.session, self.version, self.number = session, version, 0

    def say(
        self, section: Section, text: str, closed: PartReason | None = None, scenario: Scenario | None = None
    ) -> Block:
        """One paragraph; with a reason it is Part 2."""
        self.number += 1
        block = Block(
            version_id=self.version.id, position=self.number, section=section, number=str(self.number), text=text,
            html=html(text), part=Part.CLOSED if closed else Part.OPEN, part_reason=closed,
            scenario_id=scenario.id if scenario else None,
        )  # fmt: skip
        self.session.add(block)
        self.session.flush()
        return block


def _scenario(session: AnySession, text: Paragraphs, dilemma: Dilemma, number: int) -> Scenario:
    scenario = Scenario(dilemma_id=dilemma.id)
    session.add(scenario)
    session.flush()
    title = f"A street, told {number} ways"
    session.add(ScenarioWording(version_id=text.version.id, scenario_id=scenario.id, number=number, title=title))
    text.say(
        Section.SCENARIO, f"In case {number} the owner is away and a neighbour has the password.", scenario=scenario
    )
    return scenario


def _question(
    session: AnySession, version: PaperVersion, dilemma: Dilemma, number: int, scenarios: Sequence[Scenario], text: Paragraphs,
) -> None:  # fmt: skip
    kind = QuestionKind.OPEN if number % 3 == 0 else QuestionKind.CLOSED
    asks = f"Is it acceptable to keep the footage for {number} weeks?"
    if scenarios and number == 1:
        kind, asks = QuestionKind.ACTION, "What should officers do in each case?"
    question = Question(dilemma_id=dilemma.id)
    session.add(question)
    session.flush()
    text.number += 1
    wording = QuestionWording(
        version_id=version.id, question_id=question.id, number=number, paragraph=str(text.number), text=asks, kind=kind,
        part=Part.OPEN, title=f"Keeping footage {number}",
    )  # fmt: skip
    session.add(wording)
    session.flush()
    if kind is QuestionKind.ACTION:
        session.add_all(QuestionScenario(wording_id=wording.id, scenario_id=one.id) for one in scenarios)
        session.flush()


# -- meetings ---------------------------------------------------------------------------------------------------------


def a_meeting(session: AnySession, cast: Cast, starts_at: datetime = NOW + timedelta(days=14)) -> Meeting:
    """A meeting of the committee, two hours long."""
    meeting = Meeting(
        ref=f"m{next(_refs):09x}", committee_id=cast.committee.id, starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2), place="Room 2, Eastmarch Guildhall",
    )  # fmt: skip
    session.add(meeting)
    session.flush()
    return meeting


def put_on(session: AnySession, meeting: Meeting, dilemma: Dilemma) -> AgendaItem:
    """The dilemma on the meeting, under its next free letter."""
    taken = session.scalar(select(func.count()).where(AgendaItem.meeting_id == meeting.id)) or 0
    item = AgendaItem(meeting_id=meeting.id, dilemma_id=dilemma.id, letter="ABCDEFGHJKLMNPQRSTUVWXYZ"[taken])
    session.add(item)
    session.flush()
    return item


def item_of(session: AnySession, dilemma: Dilemma) -> AgendaItem | None:
    """The item by which the dilemma is on its present meeting."""
    found: AgendaItem | None = session.scalar(
        select(AgendaItem)
        .where(AgendaItem.dilemma_id == dilemma.id, AgendaItem.left_at.is_(None))
        .order_by(AgendaItem.id.desc())
    )
    return found


def clauses_of(session: AnySession, dilemma: Dilemma) -> Sequence[Clause]:
    """The clauses of the advice that were not dropped, in order."""
    rows = session.scalars(
        select(Clause)
        .where(Clause.dilemma_id == dilemma.id, Clause.dropped_at.is_(None))
        .order_by(Clause.question_id, Clause.number)
    )
    return rows.all()


def in_every_state(session: AnySession, cast: Cast, **more: Any) -> Iterator[Dilemma]:
    """One dilemma in each state, with whatever else `a_dilemma` takes."""
    for state in State:
        yield a_dilemma(session, cast, state, **more)


__all__ = [
    "NOW", "Brought", "Paragraphs", "a_dilemma", "a_meeting", "a_paper", "answer", "circulate_to", "clauses_of", "confirm",
    "declare", "give_position", "in_every_state", "item_of", "place_all", "put_on", "questions_of", "rule",
    "save_working_copy", "set_basis", "version_of", "write_clause",
]  # fmt: skip
