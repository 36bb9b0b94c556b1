"""The advice: drafted by the Chair, every point given a place, confirmed clause by clause, signed off and sent.

Rules 8 to 12. What a step still lacks is said by `lifecycle.still_missing`, which `take_step` asks; nothing here counts
for itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import delete, func, select

from ethics.domain.actor import Actor, Clock
from ethics.domain.deliberation import basis_choices
from ethics.domain.policy import Action
from ethics.domain.refusal import Invalid, NotKnown, NotNow, Stale, StaleText
from ethics.domain.vocabulary import Basis, Event, NoticeKind, PlaceKind, Reply, State, Step, Strength
from ethics.domain.words import say
from ethics.extensions import db
from ethics.models import (
    AdviceCondition,
    Clause,
    ClauseWording,
    Committee,
    Condition,
    Confirmation,
    Consideration,
    EligibleMember,
    MinorityView,
    Placement,
    PointFlag,
    Question,
    QuestionAdvice,
    QuestionWording,
)
from ethics.reading import facts
from ethics.reading.people import LONDON, day_of
from ethics.reading.standing import powers
from ethics.services import notices
from ethics.services.holding import Held, hold
from ethics.services.steps import take_step
from ethics.services.triage import secretaries

END_OF_REPLIES = time(17)
"""Reply times and response times end at 5pm of their day."""


def begin(actor: Actor, ref: str, clock: Clock, *, row_version: int | None = None) -> None:
    """Start drafting the advice on a discussed dilemma, or on an urgent one after its reveal."""
    held = hold(actor, ref, Action.EDIT_ADVICE, clock, row_version=row_version)
    take_step(held, Step.DRAFT_ADVICE)


# -- clauses ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ClauseDraft:
    """The words of a clause and to whom it is addressed."""

    text: str
    addressed_to: str = ""


def add_clause(actor: Actor, ref: str, question_id: int, draft: ClauseDraft, clock: Clock) -> int:
    """Add a clause to the advice on a question; returns its id. A clause on a Part 2 question is Part 2 (rule 13)."""
    held = _drafting(actor, ref, clock)
    question = _wording(held, question_id)
    last = db.session.scalar(select(func.max(Clause.number)).where(Clause.question_id == question_id)) or 0
    clause = Clause(
        dilemma_id=held.dilemma.id,
        question_id=question_id,
        number=last + 1,
        text=draft.text.strip(),
        addressed_to=draft.addressed_to.strip(),
        part=question.part,
        changed_at=held.now,
    )
    db.session.add(clause)
    advised = _advised(held, question_id)
    advised.not_answered = ""
    db.session.flush()
    _changed_in_circulation(held, clause)
    held.journal(Event.ADVICE_EDITED, facts={"clause": clause.id})
    return clause.id


def change_clause(
    actor: Actor, ref: str, clause_id: int, draft: ClauseDraft, clock: Clock, *, row_version: int
) -> None:
    """Change a clause's words. In circulation that starts this clause's confirmations again, and only them (rule 12)."""
    held = _drafting(actor, ref, clock)
    clause = _clause(held, clause_id)
    if clause.row_version != row_version:
        raise Stale(clause.row_version, [StaleText("text", say("The clause"), clause.text)])
    if (clause.text, clause.addressed_to) == (draft.text.strip(), draft.addressed_to.strip()):
        return
    _reword(held, clause, draft.text.strip())
    clause.addressed_to = draft.addressed_to.strip()
    held.journal(Event.ADVICE_EDITED, facts={"clause": clause.id})


def drop_clause(actor: Actor, ref: str, clause_id: int, clock: Clock) -> None:
    """Take a clause out. Refuses while points rest on it: they need another place first (rule 11)."""
    held = _drafting(actor, ref, clock)
    clause = _clause(held, clause_id)
    resting = db.session.scalar(select(func.count()).where(Placement.clause_id == clause.id)) or 0
    if resting:
        raise NotNow(say("Members’ points rest on this clause. Give them another place first."))
    clause.dropped_at = held.now
    _changed_in_circulation(held, clause)
    held.journal(Event.ADVICE_EDITED, facts={"clause": clause.id})


def say_why_not_answered(actor: Actor, ref: str, question_id: int, reason: str, clock: Clock) -> None:
    """Leave a question unanswered, saying why (rule 8). Refuses where it has clauses, or without a reason."""
    held = _drafting(actor, ref, clock)
    _wording(held, question_id)
    clauses = select(func.count()).where(Clause.question_id == question_id, Clause.dropped_at.is_(None))
    if db.session.scalar(clauses):
        raise NotNow(say("This question has a clause. Take its clauses out first."))
    if not reason.strip():
        raise Invalid({"not_answered": say("Say why the Committee does not answer this question.")})
    advised = _advised(held, question_id)
    advised.not_answered = reason.strip()
    advised.basis = None
    advised.row_version += 1
    held.journal(Event.ADVICE_EDITED, facts={"question": question_id})


def choose_basis(actor: Actor, ref: str, question_id: int, basis: Basis, clock: Clock) -> None:
    """Choose the word for the basis of a question: one the confirmations allow, never a stronger (rule 9).

    Before circulation only a forecast exists, so any word may be noted; it is held to the replies at sign-off.
    """
    held = _drafting(actor, ref, clock)
    _wording(held, question_id)
    if held.dilemma.state is State.CIRCULATED:
        replies = facts.replies_by_question(held.dilemma.id).get(question_id, {})
        choice = next(c for c in basis_choices({str(person): reply for person, reply in replies.items()}) if c.basis is basis)
        if not choice.allowed:
            raise Invalid({"basis": say("The replies do not allow “%(basis)s”.", basis=basis.words)})
    advised = _advised(held, question_id)
    advised.basis = basis
    advised.row_version += 1
    held.journal(Event.ADVICE_EDITED, facts={"question": question_id})


# -- conditions of the advice -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ConditionDraft:
    """What must or should be done, and by whom; no owner means “for the force to assign” (rule 10)."""

    text: str
    strength: Strength = Strength.MUST
    owner: str = ""


def add_condition(actor: Actor, ref: str, clause_id: int, draft: ConditionDraft, clock: Clock) -> int:
    """Add a condition to a clause, and return its id."""
    held = _drafting(actor, ref, clock)
    clause = _clause(held, clause_id)
    if not draft.text.strip():
        raise Invalid({"text": say("Say what has to be done.")})
    row = AdviceCondition(clause_id=clause.id, text=draft.text.strip(), strength=draft.strength, owner=draft.owner.strip())
    db.session.add(row)
    _changed_in_circulation(held, clause)
    held.journal(Event.ADVICE_EDITED, facts={"clause": clause.id})
    return row.id


def change_condition(actor: Actor, ref: str, condition_id: int, draft: ConditionDraft, clock: Clock) -> None:
    """Change a condition's words or owner; its origin stays known."""
    held = _drafting(actor, ref, clock)
    row, clause = _condition(held, condition_id)
    if not draft.text.strip():
        raise Invalid({"text": say("Say what has to be done.")})
    row.text, row.strength, row.owner = draft.text.strip(), draft.strength, draft.owner.strip()
    _changed_in_circulation(held, clause)
    held.journal(Event.ADVICE_EDITED, facts={"clause": clause.id})


def drop_condition(actor: Actor, ref: str, condition_id: int, clock: Clock) -> None:
    """Take a condition out of the advice; the member's own condition keeps its place or needs another."""
    held = _drafting(actor, ref, clock)
    row, clause = _condition(held, condition_id)
    db.session.delete(row)
    _changed_in_circulation(held, clause)
    held.journal(Event.ADVICE_EDITED, facts={"clause": clause.id})


# -- every point has a place (rule 11) --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """Where points go: a clause, a minority view, or “considered and not adopted, because…”."""

    clause_id: int | None = None
    view_id: int | None = None
    because: str = ""

    @property
    def kind(self) -> PlaceKind:
        """Which of the three this is."""
        if self.clause_id is not None:
            return PlaceKind.CLAUSE
        return PlaceKind.MINORITY_VIEW if self.view_id is not None else PlaceKind.NOT_ADOPTED


def place(
    actor: Actor, ref: str, considerations: Sequence[int], conditions: Sequence[int], to: Place, clock: Clock
) -> None:
    """Give these considerations and conditions (by id) one place; several at once. What was placed elsewhere is moved.

    A condition placed in a clause is carried over to the advice with its origin kept. Refuses points that do not count
    on this dilemma, an unknown place, and “not adopted” without a reason.
    """
    held = _drafting(actor, ref, clock)
    if not considerations and not conditions:
        raise Invalid({"points": say("Choose at least one point.")})
    _check_place(held, to)
    counting = facts.points_that_count(held.dilemma)
    known_considerations = _of_positions(Consideration, considerations, counting)
    known_conditions = _of_positions(Condition, conditions, counting)
    if len(known_considerations) != len(set(considerations)) or len(known_conditions) != len(set(conditions)):
        raise NotKnown
    _lift(held, considerations, conditions)
    common = {
        "dilemma_id": held.dilemma.id, "kind": to.kind, "clause_id": to.clause_id, "view_id": to.view_id,
        "because": to.because.strip(), "placed_by_id": held.me, "placed_at": held.now,
    }  # fmt: skip
    db.session.add_all(Placement(consideration_id=point.id, **common) for point in known_considerations)
    db.session.add_all(Placement(condition_id=point.id, **common) for point in known_conditions)
    if to.clause_id is not None:
        db.session.add_all(
            AdviceCondition(
                clause_id=to.clause_id, origin_id=point.id, text=point.text, strength=point.strength, owner=point.who
            )
            for point in known_conditions
        )
        if known_conditions:
            _changed_in_circulation(held, _clause(held, to.clause_id))
    held.journal(Event.ADVICE_EDITED, facts={"placed": len(known_considerations) + len(known_conditions)})


def take_from_place(actor: Actor, ref: str, considerations: Sequence[int], conditions: Sequence[int], clock: Clock) -> None:
    """Take points out of their places again. Refuses in circulation: nothing circulates with one unplaced."""
    held = _drafting(actor, ref, clock)
    if held.dilemma.state is State.CIRCULATED:
        raise NotNow(say("The advice is in circulation: give the point another place instead."))
    _lift(held, considerations, conditions)
    held.journal(Event.ADVICE_EDITED, facts={"unplaced": len(considerations) + len(conditions)})


def flag_point(actor: Actor, ref: str, question_id: int, text: str, clock: Clock) -> None:
    """A member says that their point is not there; the Chair and Secretary are told (rule 11)."""
    held = hold(actor, ref, Action.FLAG_POINT, clock)
    _wording(held, question_id)
    if not text.strip():
        raise Invalid({"text": say("Say which point is missing.")})
    db.session.add(
        PointFlag(
            dilemma_id=held.dilemma.id, question_id=question_id, person_id=held.me, text=text.strip(), flagged_at=held.now
        )
    )
    held.journal(Event.POINT_FLAGGED, facts={"question": question_id})
    _tell_the_chair(held, NoticeKind.POINT_FLAGGED)


def settle_flag(actor: Actor, ref: str, flag_id: int, clock: Clock) -> None:
    """Mark a member's flag as dealt with."""
    held = _drafting(actor, ref, clock)
    flag = db.session.get(PointFlag, flag_id)
    if flag is None or flag.dilemma_id != held.dilemma.id:
        raise NotKnown
    flag.settled_at = held.now
    held.journal(Event.ADVICE_EDITED, facts={"flag": flag.id})


# -- circulation, confirmation, agreement (rules 9 and 12) ------------------------------------------------------------


def circulate(
    actor: Actor, ref: str, clock: Clock, *, reply_by: date | None = None, row_version: int | None = None
) -> None:
    """Send the draft to the eligible members, fixed at this moment, who reply by 5pm on ``reply_by``: by default after
    the committee's days for replies. Refuses a day that is not to come.
    """
    held = hold(actor, ref, Action.CIRCULATE, clock, row_version=row_version)
    dilemma = held.dilemma
    committee = db.session.get_one(Committee, dilemma.committee_id)
    dilemma.replies_due_at = _due("reply_by", reply_by, held.now, committee.reply_days)
    take_step(held, Step.CIRCULATE)
    eligible = facts.counting_seats(dilemma, undeclared=True)
    db.session.add_all(EligibleMember(dilemma_id=dilemma.id, person_id=person) for person in eligible)
    notices.tell(eligible, NoticeKind.CIRCULATED, held.now, dilemma=dilemma, path=f"/dilemmas/{dilemma.ref}/advice")


@dataclass(frozen=True, slots=True)
class ReplyDraft:
    """A member's reply to one wording of a clause; an objection says what wording would remove it."""

    reply: Reply
    wording: str = ""


def confirm(actor: Actor, ref: str, clause_id: int, text_version: int, draft: ReplyDraft, clock: Clock) -> None:
    """Reply to a clause as it stands. Refuses with Stale where its words have changed since they were read."""
    held = hold(actor, ref, Action.CONFIRM, clock)
    clause = _clause(held, clause_id)
    if clause.text_version != text_version:
        raise Stale(clause.text_version, [StaleText("clause", say("The clause as it is now"), clause.text)])
    if draft.reply is Reply.OBJECT and not draft.wording.strip():
        raise Invalid({f"wording-{clause.id}": say("Say what wording would remove your objection.")})
    db.session.add(
        Confirmation(
            clause_id=clause.id, text_version=text_version, person_id=held.me, reply=draft.reply,
            wording=draft.wording.strip(), replied_at=held.now,
        )
    )  # fmt: skip
    held.journal(Event.CONFIRMED, facts={"clause": clause.id, "wording": text_version, "reply": draft.reply.value})


def sign_off(actor: Actor, ref: str, clock: Clock, *, row_version: int | None = None) -> None:
    """Fix the advice and its bases: from now on it is the Committee's (rule 12)."""
    held = hold(actor, ref, Action.SIGN_OFF, clock, row_version=row_version)
    take_step(held, Step.SIGN_OFF)


def send(
    actor: Actor, ref: str, clock: Clock, *, answer_by: date | None = None, row_version: int | None = None
) -> None:
    """Send agreed advice to author and sponsor, who answer by 5pm on ``answer_by``: by default after the committee's
    days for an answer. Refuses a day that is not to come.
    """
    held = hold(actor, ref, Action.SEND, clock, row_version=row_version)
    dilemma = held.dilemma
    committee = db.session.get_one(Committee, dilemma.committee_id)
    dilemma.response_due_at = _due("answer_by", answer_by, held.now, committee.response_days)
    take_step(held, Step.SEND)
    people = [dilemma.author_id, dilemma.sponsor_id]
    notices.tell(people, NoticeKind.SENT, held.now, dilemma=dilemma, path=f"/dilemmas/{dilemma.ref}/advice")


# -- inside -----------------------------------------------------------------------------------------------------------


def _drafting(actor: Actor, ref: str, clock: Clock) -> Held:
    held = hold(actor, ref, Action.EDIT_ADVICE, clock)
    if held.dilemma.state not in (State.DRAFTING, State.CIRCULATED):
        raise NotNow(say("The advice is not being drafted now."))
    return held


def _wording(held: Held, question_id: int) -> QuestionWording:
    found = db.session.scalar(
        select(QuestionWording)
        .join(Question, Question.id == QuestionWording.question_id)
        .where(
            Question.dilemma_id == held.dilemma.id,
            QuestionWording.question_id == question_id,
            QuestionWording.version_id == facts.current_version_id(held.dilemma.id),
        )
    )
    if found is None:
        raise NotKnown
    return found


def _clause(held: Held, clause_id: int) -> Clause:
    clause = db.session.get(Clause, clause_id)
    if clause is None or clause.dilemma_id != held.dilemma.id or clause.dropped_at is not None:
        raise NotKnown
    return clause


def _condition(held: Held, condition_id: int) -> tuple[AdviceCondition, Clause]:
    row = db.session.get(AdviceCondition, condition_id)
    if row is None:
        raise NotKnown
    return row, _clause(held, row.clause_id)


def _advised(held: Held, question_id: int) -> QuestionAdvice:
    row = db.session.scalar(select(QuestionAdvice).where(QuestionAdvice.question_id == question_id))
    if row is None:
        row = QuestionAdvice(dilemma_id=held.dilemma.id, question_id=question_id, not_answered="", row_version=1)
        db.session.add(row)
    return row


def _reword(held: Held, clause: Clause, text: str) -> None:
    if clause.text != text:
        _changed_in_circulation(held, clause)
    clause.text = text
    clause.row_version += 1
    clause.changed_at = held.now


def _changed_in_circulation(held: Held, clause: Clause) -> None:
    """A clause that changes while circulated keeps its old words, starts its confirmations again and tells everyone."""
    if held.dilemma.state is not State.CIRCULATED:
        return
    db.session.add(
        ClauseWording(clause_id=clause.id, text_version=clause.text_version, text=clause.text, kept_at=held.now)
    )
    clause.text_version += 1
    take_step(held, Step.CHANGE_CLAUSE, facts={"clause": clause.id})
    dilemma = held.dilemma
    people = facts.eligible_ids(dilemma.id)
    notices.tell(people, NoticeKind.CLAUSE_CHANGED, held.now, dilemma=dilemma, path=f"/dilemmas/{dilemma.ref}/advice")


def _check_place(held: Held, to: Place) -> None:
    if to.clause_id is not None:
        _clause(held, to.clause_id)
    elif to.view_id is not None:
        view = db.session.get(MinorityView, to.view_id)
        if view is None or view.dilemma_id != held.dilemma.id or view.taken_back_at is not None:
            raise NotKnown
    elif not to.because.strip():
        raise Invalid({"because": say("Say why it was considered and not adopted. Its author will read this.")})


def _of_positions(kind: type, ids: Sequence[int], counting: dict[int, int]) -> list:  # type: ignore[type-arg]
    if not ids:
        return []
    rows = db.session.scalars(select(kind).where(kind.id.in_(ids)).order_by(kind.id))
    return [row for row in rows if row.position_id in counting]


def _lift(held: Held, considerations: Sequence[int], conditions: Sequence[int]) -> None:
    mine = Placement.dilemma_id == held.dilemma.id
    db.session.execute(delete(Placement).where(mine, Placement.consideration_id.in_(list(considerations))))
    db.session.execute(delete(Placement).where(mine, Placement.condition_id.in_(list(conditions))))
    clauses = select(Clause.id).where(Clause.dilemma_id == held.dilemma.id)
    db.session.execute(
        delete(AdviceCondition).where(
            AdviceCondition.origin_id.in_(list(conditions)), AdviceCondition.clause_id.in_(clauses)
        )
    )


def _due(field: str, day: date | None, now: datetime, days: int) -> datetime:
    if day is not None and day <= day_of(now):
        raise Invalid({field: say("Choose a day to come.")})
    return datetime.combine(day or day_of(now) + timedelta(days=days), END_OF_REPLIES, LONDON)


def _tell_the_chair(held: Held, kind: NoticeKind) -> None:
    holder = powers([held.dilemma], held.now)[held.dilemma.id]
    people = [holder, *secretaries(held)]
    notices.tell(people, kind, held.now, dilemma=held.dilemma, path=f"/dilemmas/{held.dilemma.ref}/drafting")
