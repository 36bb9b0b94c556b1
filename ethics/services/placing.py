"""Every consideration and condition is given a place (rule 11), and a member can say that theirs is not there."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import delete, select

from ethics.domain.actor import Actor, Clock
from ethics.domain.notices import NoticeKind
from ethics.domain.policy import Action
from ethics.domain.refusal import Invalid, NotKnown, NotNow
from ethics.domain.vocabulary import Event, PlaceKind
from ethics.domain.words import say
from ethics.extensions import db
from ethics.models import (
    AdviceCondition,
    Clause,
    Condition,
    Consideration,
    MinorityView,
    Placement,
    PointFlag,
    Position,
)
from ethics.reading import facts
from ethics.reading.questions import issued_questions
from ethics.reading.seats import powers
from ethics.services import notices
from ethics.services.checking import Checked
from ethics.services.drafting import InHand, in_hand
from ethics.services.holding import hold
from ethics.services.triage import secretaries


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

    A condition placed in a clause is carried over to the advice with its origin kept, and keeps the words the Chair gave
    it where it was carried over before. Refuses with Invalid no points at all, a clause or view of another question,
    and “not adopted” without a reason; with NotKnown points that do not count on this dilemma.
    """
    draft = in_hand(actor, ref, clock)
    if not considerations and not conditions:
        raise Invalid({"points": say("Choose at least one point.")})
    check = Checked()
    because = ""
    if to.kind is PlaceKind.NOT_ADOPTED:
        because = check.text(
            "because", to.because, say("Say why it was considered and not adopted. Its author will read this.")
        )
        check.done()
    counting = facts.points_that_count(draft.held.dilemma)
    reasons = _of_positions(Consideration, considerations, counting)
    wishes = _of_positions(Condition, conditions, counting)
    _check_place(draft, to, {one.position_id for one in reasons} | {one.position_id for one in wishes})
    _carry(draft, wishes, to.clause_id)
    _forget(draft, considerations, conditions)
    common = {
        "dilemma_id": draft.held.dilemma.id, "kind": to.kind, "clause_id": to.clause_id, "view_id": to.view_id,
        "because": because, "placed_by_id": draft.held.me, "placed_at": draft.held.now,
    }  # fmt: skip
    db.session.add_all(Placement(consideration_id=point.id, **common) for point in reasons)
    db.session.add_all(Placement(condition_id=point.id, **common) for point in wishes)
    draft.done(placed=len(reasons) + len(wishes))


def take_from_place(
    actor: Actor, ref: str, considerations: Sequence[int], conditions: Sequence[int], clock: Clock
) -> None:
    """Take points out of their places again. Refuses in circulation: nothing circulates with one unplaced."""
    draft = in_hand(actor, ref, clock)
    if draft.circulates:
        raise NotNow(say("The advice is in circulation: give the point another place instead."))
    _carry(draft, _of_positions(Condition, conditions, facts.points_that_count(draft.held.dilemma)), None)
    _forget(draft, considerations, conditions)
    draft.done(unplaced=len(considerations) + len(conditions))


def flag_point(actor: Actor, ref: str, question_id: int, text: str, clock: Clock) -> None:
    """A member says that their point is not there; the Chair and Secretary are told (rule 11)."""
    held = hold(actor, ref, Action.FLAG_POINT, clock)
    if question_id not in {one.id for one in issued_questions(held.dilemma.id)}:
        raise NotKnown
    check = Checked()
    said = check.text("text", text, say("Say which point is missing."))
    check.done()
    held.journal(Event.POINT_FLAGGED, facts={"question": question_id})
    db.session.add(
        PointFlag(
            dilemma_id=held.dilemma.id, question_id=question_id, person_id=held.me, text=said, flagged_at=held.now
        )
    )
    holder = powers([held.dilemma], held.now)[held.dilemma.id]
    people = [holder, *secretaries(held)]
    path = f"/dilemmas/{held.dilemma.ref}/drafting"
    notices.tell(people, NoticeKind.POINT_FLAGGED, held.now, dilemma=held.dilemma, path=path)


def settle_flag(actor: Actor, ref: str, flag_id: int, clock: Clock) -> None:
    """Mark a member's flag as dealt with."""
    draft = in_hand(actor, ref, clock)
    flag = db.session.get(PointFlag, flag_id)
    if flag is None or flag.dilemma_id != draft.held.dilemma.id:
        raise NotKnown
    flag.settled_at = draft.held.now
    draft.done(flag=flag.id)


# -- inside -----------------------------------------------------------------------------------------------------------


def _check_place(draft: InHand, to: Place, positions: Collection[int]) -> None:
    """A clause or view takes points of its own question alone: elsewhere nobody would look for them."""
    question_id = None
    if to.clause_id is not None:
        question_id = draft.clause(to.clause_id).question_id
    elif to.view_id is not None:
        view = db.session.get(MinorityView, to.view_id)
        if view is None or view.dilemma_id != draft.held.dilemma.id or view.taken_back_at is not None:
            raise NotKnown
        question_id = view.question_id
    if question_id is None:
        return
    elsewhere = select(Position.id).where(Position.id.in_(positions), Position.question_id != question_id)
    if db.session.scalar(elsewhere.limit(1)) is not None:
        raise Invalid({"place": say("Choose a place on the question the point was made on.")})


P = TypeVar("P", Consideration, Condition)


def _of_positions(kind: type[P], ids: Sequence[int], counting: Collection[int]) -> Sequence[P]:
    """These points, all of positions that count. Refuses with NotKnown where one is not."""
    if not ids:
        return ()
    found = db.session.scalars(
        select(kind).where(kind.id.in_(ids), kind.position_id.in_(counting)).order_by(kind.id)
    ).all()
    if len(found) != len(set(ids)):
        raise NotKnown
    return found


def _carry(draft: InHand, wishes: Iterable[Condition], clause_id: int | None) -> None:
    """Carry members' conditions over to a clause, or out of the advice where ``clause_id`` is None.

    One that was carried over before goes along with the words and owner the Chair gave it.
    """
    by_id = {point.id: point for point in wishes}
    if not by_id:
        return
    clauses = select(Clause.id).where(Clause.dilemma_id == draft.held.dilemma.id)
    carried = db.session.scalars(
        select(AdviceCondition)
        .where(AdviceCondition.origin_id.in_(by_id), AdviceCondition.clause_id.in_(clauses))
        .order_by(AdviceCondition.id)
    ).all()
    target = draft.clause(clause_id) if clause_id is not None else None
    for row in carried:
        if row.clause_id != clause_id:
            draft.change(db.session.get_one(Clause, row.clause_id))
    new = [point for point in by_id.values() if point.id not in {row.origin_id for row in carried}]
    if target is not None and (new or any(row.clause_id != target.id for row in carried)):
        draft.change(target)
    for row in carried:
        if target is None:
            db.session.delete(row)
        else:
            row.clause_id = target.id
    if target is not None:
        db.session.add_all(
            AdviceCondition(
                clause_id=target.id, origin_id=point.id, text=point.text, strength=point.strength, owner=point.who
            )
            for point in new
        )


def _forget(draft: InHand, considerations: Sequence[int], conditions: Sequence[int]) -> None:
    """Take the places these points had."""
    mine = Placement.dilemma_id == draft.held.dilemma.id
    db.session.execute(delete(Placement).where(mine, Placement.consideration_id.in_(considerations)))
    db.session.execute(delete(Placement).where(mine, Placement.condition_id.in_(conditions)))
