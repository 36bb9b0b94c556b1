"""The advice while it is drafted: every question at a glance, and what circulating it would do.

For the Chair and the Secretary (Action.EDIT_ADVICE). What is still missing is the guard's own sentence. The page of one
question is in `advice_question`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ethics.domain import lifecycle
from ethics.domain.actor import Actor
from ethics.domain.policy import Action, Seat, Standing, Verdict, decide
from ethics.domain.vocabulary import Basis, State, Step
from ethics.domain.words import Message
from ethics.extensions import db
from ethics.models import Committee, Dilemma, Person, PointFlag
from ethics.reading.advised import Stand, stand_of
from ethics.reading.entering import Entered, open_again
from ethics.reading.reveal import agenda_line, position_seats
from ethics.reading.seats import seats
from ethics.reading.standing import times
from ethics.reading.titles import title_for


@dataclass(frozen=True, slots=True)
class About:
    """What stands above the drafting pages, and what their reader may do next or what holds it back."""

    ref: str
    title: str
    letter: str
    state: State
    row_version: int
    replies_due_at: datetime | None
    questions: int
    begin: Message | None
    """What keeps drafting from beginning; None where it may."""
    circulate: Verdict
    circulate_missing: Message | None
    sign_off: Verdict
    sign_off_missing: Message | None
    minority: Verdict
    draft: Verdict
    """Whether they may see the draft as members will."""

    @property
    def begun(self) -> bool:
        """Whether there is a draft in hand."""
        return self.state in (State.DRAFTING, State.CIRCULATED)

    @property
    def circulates(self) -> bool:
        """Whether members have it."""
        return self.state is State.CIRCULATED


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """One question of the overview: how far its advice is."""

    number: int
    title: str
    closed: bool
    clauses: int
    not_answered: bool
    points: int
    placed: int
    basis: Basis | None
    basis_fits: bool
    flags: int
    replied: int
    asked_to_reply: int

    @property
    def unplaced(self) -> int:
        """How many considerations and conditions have no place yet."""
        return self.points - self.placed


@dataclass(frozen=True, slots=True)
class Overview:
    """All the questions, and what the next step still lacks."""

    about: About
    lines: tuple[QuestionLine, ...]

    @property
    def points(self) -> int:
        """How many considerations and conditions members gave."""
        return sum(line.points for line in self.lines)

    @property
    def placed(self) -> int:
        """How many of them have a place."""
        return sum(line.placed for line in self.lines)


def overview(actor: Actor, ref: str, now: datetime, entered: Entered | None = None) -> Overview:
    """Every question with its clauses, places and basis (Action.EDIT_ADVICE)."""
    dilemma, standing = open_again(actor, ref, Action.EDIT_ADVICE, now, entered)
    stand = stand_of(dilemma)
    flags = open_flags(dilemma.id)
    lines = []
    for one in stand.asked:
        advised = stand.advised.get(one.id)
        clauses = stand.clauses_on(one.id)
        replies = stand.replies_on(one.id) if clauses else {}
        lines.append(
            QuestionLine(
                number=one.number,
                title=(one.title or one.text) if one.is_open else "",
                closed=not one.is_open,
                clauses=len(clauses),
                not_answered=bool(advised and advised.not_answered),
                points=sum(tally.total for tally in stand.tallies if tally.question_id == one.id),
                placed=sum(tally.placed for tally in stand.tallies if tally.question_id == one.id),
                basis=advised.basis if advised else None,
                basis_fits=dilemma.state is not State.CIRCULATED or not stand.lacks_a_basis(one.id),
                flags=sum(1 for flag, _ in flags if flag.question_id == one.id),
                replied=sum(1 for reply in replies.values() if reply is not None),
                asked_to_reply=len(replies),
            )
        )
    return Overview(about_of(dilemma, standing, stand, now), tuple(lines))


def about_of(dilemma: Dilemma, standing: Standing, stand: Stand, now: datetime) -> About:
    """What stands above the drafting pages for who has this standing."""
    letter, _ = agenda_line(dilemma.id)
    facts = lifecycle.Facts(times=times(dilemma), urgent=dilemma.urgent, advice=stand.facts())
    return About(
        ref=dilemma.ref,
        title=title_for(dilemma, standing),
        letter=letter,
        state=dilemma.state,
        row_version=dilemma.row_version,
        replies_due_at=dilemma.replies_due_at,
        questions=len(stand.asked),
        begin=lifecycle.still_missing(dilemma.state, Step.DRAFT_ADVICE, facts, now),
        circulate=decide(Action.CIRCULATE, standing),
        circulate_missing=lifecycle.still_missing(dilemma.state, Step.CIRCULATE, facts, now),
        sign_off=decide(Action.SIGN_OFF, standing),
        sign_off_missing=lifecycle.still_missing(dilemma.state, Step.SIGN_OFF, facts, now),
        minority=decide(Action.WRITE_MINORITY_VIEW, standing),
        draft=decide(Action.SEE_DRAFT_ADVICE, standing),
    )


def open_flags(dilemma_id: int) -> Sequence[tuple[PointFlag, str]]:
    """Members' flags on a dilemma that nobody has settled, each with its member's name, oldest first."""
    rows = db.session.execute(
        select(PointFlag, Person.name)
        .join(Person, Person.id == PointFlag.person_id)
        .where(PointFlag.dilemma_id == dilemma_id, PointFlag.settled_at.is_(None))
        .order_by(PointFlag.id)
    )
    return [(flag, name) for flag, name in rows]


# -- who would get it -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Circulating:
    """What circulating would do: who gets the draft, and by when they are asked to reply unless another day is set."""

    about: About
    people: tuple[str, ...]
    not_asked: tuple[str, ...]
    """Members with a position-giving seat whom rulings leave out."""
    reply_days: int


def circulating(actor: Actor, ref: str, now: datetime, entered: Entered | None = None) -> Circulating:
    """The page before circulation (Action.CIRCULATE)."""
    dilemma, standing = open_again(actor, ref, Action.CIRCULATE, now, entered)
    taken = seats([dilemma.id])
    people = position_seats(dilemma, taken)
    committee = db.session.get_one(Committee, dilemma.committee_id)
    asked = [member for member in people if member.seat in (Seat.FULL, Seat.UNDECLARED)]
    return Circulating(
        about=about_of(dilemma, standing, stand_of(dilemma, taken), now),
        people=tuple(member.name for member in asked),
        not_asked=tuple(member.name for member in people if member not in asked),
        reply_days=committee.reply_days,
    )
