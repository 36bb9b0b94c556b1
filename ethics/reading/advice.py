"""The advice as it is read: by members while it circulates, and from then on by everybody the policy allows.

Where clauses and conditions come from, who holds a minority view and who replied what stay within the committee; the
force and everyone else read the clauses, the basis, the spread and what holders chose to say (product.md).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select

from ethics.domain import lifecycle
from ethics.domain.actor import Actor
from ethics.domain.deliberation import Spread, strongest_basis
from ethics.domain.policy import Action, Seat, Standing, decide
from ethics.domain.vocabulary import Part, Reply, Stance, State, Step, Strength
from ethics.domain.words import Message
from ethics.extensions import db
from ethics.models import (
    Clause,
    ClauseWording,
    Committee,
    Condition,
    Consideration,
    Dilemma,
    Force,
    Person,
    Placement,
    PointFlag,
    Position,
    PositionStance,
    Response,
)
from ethics.reading.advice_question import DraftCondition, PlaceRead, Replied, conditions_of
from ethics.reading.advice_shown import (
    AdviceRead,
    AnswerRead,
    ClauseRead,
    ConditionRead,
    Earlier,
    OwnPoint,
    OwnReply,
    QuestionRead,
    ViewRead,
)
from ethics.reading.advised import Stand, View, stand_of
from ethics.reading.entering import Entered, open_again
from ethics.reading.questions import Asked
from ethics.reading.reveal import agenda_line, by_value
from ethics.reading.revealed_question import html
from ethics.reading.seats import seats
from ethics.reading.standing import require, times
from ethics.reading.titles import title_for
from ethics.richtext import SafeHtml


def advice(
    actor: Actor, ref: str, now: datetime, entered: Entered | None = None, *, part_2: bool = False
) -> AdviceRead:
    """The advice for this reader: the circulated draft (Action.SEE_DRAFT_ADVICE), from agreed on Action.SEE_AGREED_ADVICE.

    What is of Part 2 is there with ``part_2``, a read the caller records before it shows the page, and for who brought
    the dilemma: it is their own.
    """
    dilemma, standing = open_again(actor, ref, Action.SEE_TITLE, now, entered)
    if not decide(Action.SEE_DRAFT_ADVICE, standing):
        require(standing, Action.SEE_AGREED_ADVICE if dilemma.agreed_at is not None else Action.SEE_DRAFT_ADVICE)
    taken = seats([dilemma.id])
    edit = decide(Action.EDIT_ADVICE, standing)
    committee = db.session.get_one(Committee, dilemma.committee_id)  # both most often came with the dilemma
    force = db.session.get_one(Force, dilemma.force_id)
    stand = stand_of(dilemma, taken, tallied=edit.allowed)
    within = decide(Action.SEE_POSITIONS, standing).allowed
    may_open = decide(Action.READ_PART_2, standing)
    opened = may_open.allowed and (part_2 or standing.author or standing.sponsor)
    reader = _Reader(stand, standing, within, opened)
    letter, _ = agenda_line(dilemma.id)
    missing = None
    if edit:
        facts = lifecycle.Facts(times=times(dilemma), urgent=dilemma.urgent, advice=stand.facts())
        missing = lifecycle.still_missing(dilemma.state, Step.SIGN_OFF, facts, now)
    return AdviceRead(
        ref=dilemma.ref,
        title=title_for(dilemma, standing),
        letter=letter,
        force=force.name,
        state=dilemma.state,
        row_version=dilemma.row_version,
        circulated_at=dilemma.circulated_at,
        replies_due_at=dilemma.replies_due_at,
        agreed_at=dilemma.agreed_at,
        sent_at=dilemma.sent_at,
        response_due_at=dilemma.response_due_at,
        answered_at=dilemma.answered_at,
        response_days=committee.response_days,
        interim=dilemma.urgent,
        questions=reader.questions(),
        took_no_part=sum(1 for seat in taken.values() if seat is Seat.WITHDRAWN),
        within=within,
        part_2=may_open,
        has_holes=not opened and any(not one.is_open for one in stand.asked),
        confirm=decide(Action.CONFIRM, standing),
        flag=decide(Action.FLAG_POINT, standing),
        minority=decide(Action.WRITE_MINORITY_VIEW, standing),
        edit=edit,
        sign_off=decide(Action.SIGN_OFF, standing),
        sign_off_missing=missing,
        send=decide(Action.SEND, standing),
        respond=decide(Action.RESPOND, standing),
    )


# -- how it is read ---------------------------------------------------------------------------------------------------


class _Reader:
    """Everything the page needs, read once, for one reader."""

    def __init__(self, stand: Stand, standing: Standing, within: bool, opened: bool) -> None:
        self.stand, self.within, self.opened = stand, within, opened
        self.dilemma: Dilemma = stand.dilemma
        self.ids = [clause.id for clause in stand.clauses]
        self.sees_replies = bool(decide(Action.EDIT_ADVICE, standing) or decide(Action.SEND, standing))
        me = standing.person_id if within else None
        self.conditions = conditions_of(stand.clauses)
        self.earlier = _earlier(self.ids) if within and self.dilemma.state is State.CIRCULATED else {}
        self.own = _own_replies(stand, me) if me is not None else {}
        self.rests, self.points = self._placed(me) if within else ({}, {})
        self.flags = _own_flags(self.dilemma.id, me) if me is not None else {}
        self.answers = answers_to(self.ids) if self.dilemma.sent_at is not None else {}
        self.spreads = _spreads(stand) if self.dilemma.agreed_at is not None else {}

    def _is_confirmed(self, asked: Asked) -> bool:
        """Whether members are replying to clauses on this question now."""
        return self.within and self.dilemma.state is State.CIRCULATED and bool(self.stand.clauses_on(asked.id))

    def questions(self) -> tuple[QuestionRead, ...]:
        """The questions in the paper's order."""
        return tuple(self._question(one) for one in self.stand.asked)

    def _question(self, asked: Asked) -> QuestionRead:
        shown = asked.is_open or self.opened
        advised = self.stand.advised.get(asked.id)
        replies = self.stand.replies_on(asked.id)
        scenarios: Sequence[tuple[int | None, str | Message]] = [(one.id, one.named) for one in asked.scenarios] or [
            (None, "")
        ]
        return QuestionRead(
            id=asked.id,
            number=asked.number,
            title=asked.title if shown else "",
            html=html(asked.text) if shown else None,
            clauses=tuple(self._clause(clause) for clause in self.stand.clauses_on(asked.id)),
            not_answered=html(advised.not_answered) if advised and advised.not_answered and shown else None,
            basis=advised.basis if advised else None,
            allowed=strongest_basis(list(replies.values())) if self._is_confirmed(asked) else None,
            along=sum(1 for reply in replies.values() if reply in (Reply.AGREE, Reply.LIVE_WITH)),
            asked_to_reply=len(replies),
            spreads=tuple(
                (title, by_value(spread))
                for scenario_id, title in scenarios
                if (spread := self.spreads.get((asked.id, scenario_id))) is not None
            ),
            views=tuple(
                self._view(view) for view in self.stand.views if view.question_id == asked.id and view.written and shown
            ),
            own_points=tuple(self.points.get(asked.id, ())),
            own_flags=tuple(self.flags.get(asked.id, ())),
        )

    def _clause(self, clause: Clause) -> ClauseRead:
        shown = clause.part is Part.OPEN or self.opened
        return ClauseRead(
            id=clause.id,
            label=self.stand.label(clause),
            html=html(clause.text) if shown else None,
            text_version=clause.text_version,
            addressed_to=clause.addressed_to if shown else "",
            conditions=tuple(self._condition(row) for row in self.conditions.get(clause.id, ())) if shown else (),
            rests_on=self.rests.get(clause.id, ()),
            earlier=self.earlier.get(clause.id),
            own=self.own.get(clause.id),
            replies=tuple(
                Replied(one.name, given.reply if given else None, given.wording if given else "")
                for one in self.stand.electors
                for given in (self.stand.replies.get((clause.id, one.person_id)),)
            ) if self.sees_replies else (),
            answer=self.answers.get(clause.id) if shown else None,
        )  # fmt: skip

    def _condition(self, row: DraftCondition) -> ConditionRead:
        return ConditionRead(row.text, row.strength, row.owner, row.origin if self.within else "")

    def _view(self, view: View) -> ViewRead:
        names = tuple(name for _, name, named in view.holders if named or self.within)
        return ViewRead(view.id, html(view.text), names, len(view.holders) - len(names))

    def _placed(self, me: int | None) -> tuple[dict[int, tuple[str, ...]], dict[int, list[OwnPoint]]]:
        """Whose points rest on each clause, and where the reader's own went."""
        labels = {clause.id: self.stand.label(clause) for clause in self.stand.clauses}
        authors = {view.id: view.author for view in self.stand.views}
        rests: dict[int, dict[str, None]] = defaultdict(dict)
        mine: dict[int, list[OwnPoint]] = defaultdict(list)
        rows = db.session.execute(
            select(
                Placement, Consideration.text, Condition.text, Position.id, Position.question_id, Person.id, Person.name
            )
            .outerjoin(Consideration, Consideration.id == Placement.consideration_id)
            .outerjoin(Condition, Condition.id == Placement.condition_id)
            .join(Position, Position.id == func.coalesce(Consideration.position_id, Condition.position_id))
            .join(Person, Person.id == Position.person_id)
            .where(Placement.dilemma_id == self.dilemma.id)
            .order_by(Person.name, Placement.id)
        )
        for place, reason, wish, position_id, question_id, person_id, name in rows:
            if position_id not in self.stand.counting:
                continue
            if place.clause_id is not None:
                rests[place.clause_id][name] = None
            if person_id == me:
                clause, view = labels.get(place.clause_id or 0, ""), authors.get(place.view_id or 0, "")
                where = PlaceRead(place.kind, clause, view, place.because)
                mine[question_id].append(OwnPoint(html(reason or wish), where))
        return {clause_id: tuple(names) for clause_id, names in rests.items()}, mine


def _earlier(clause_ids: Sequence[int]) -> dict[int, Earlier]:
    rows = db.session.scalars(
        select(ClauseWording).where(ClauseWording.clause_id.in_(clause_ids)).order_by(ClauseWording.text_version)
    )
    return {
        row.clause_id: Earlier(
            html(row.text),
            row.addressed_to,
            tuple(ConditionRead(one["text"], _binding(one["strength"]), one["owner"]) for one in row.conditions),
        )
        for row in rows
    }


def _binding(value: str) -> Strength:
    return next(one for one in Strength if one.value == value)


def _own_replies(stand: Stand, me: int) -> dict[int, OwnReply]:
    current = {clause.id: clause.text_version for clause in stand.clauses}
    return {
        row.clause_id: OwnReply(row.reply, row.wording, row.text_version != current[row.clause_id])
        for row in stand.confirmations
        if row.person_id == me
    }


def _own_flags(dilemma_id: int, me: int) -> Mapping[int, list[SafeHtml]]:
    found: dict[int, list[SafeHtml]] = defaultdict(list)
    rows = db.session.scalars(
        select(PointFlag)
        .where(PointFlag.dilemma_id == dilemma_id, PointFlag.person_id == me, PointFlag.settled_at.is_(None))
        .order_by(PointFlag.id)
    )
    for row in rows:
        found[row.question_id].append(html(row.text))
    return found


def answers_to(clause_ids: Sequence[int]) -> dict[int, AnswerRead]:
    """The force's latest answer to each of these clauses that has one."""
    rows = db.session.scalars(select(Response).where(Response.clause_id.in_(clause_ids)).order_by(Response.id))
    return {
        row.clause_id: AnswerRead(row.id, row.answer, html(row.reason), row.reason, row.done_by, row.given_at)
        for row in rows
    }


def _spreads(stand: Stand) -> dict[tuple[int, int | None], Spread]:
    """The stances of the latest positions that count, by question and scenario; counts alone."""
    stances: dict[tuple[int, int | None], list[Stance]] = defaultdict(list)
    rows = db.session.execute(
        select(Position.question_id, PositionStance.scenario_id, PositionStance.stance)
        .join(PositionStance, PositionStance.position_id == Position.id)
        .where(Position.id.in_(stand.counting))
    )
    for question_id, scenario_id, stance in rows:
        stances[question_id, scenario_id].append(stance)
    return {key: Spread.of(given) for key, given in stances.items()}
