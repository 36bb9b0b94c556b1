"""The advice as it is drafted: clauses, their conditions, the basis of each question, or why it is not answered.

Rules 8 to 12. Places of members' points are given in `placing`, what members and the force get is in `circulation`; this
module offers the verbs of all three.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from ethics.domain.actor import Actor, Clock
from ethics.domain.deliberation import basis_choices
from ethics.domain.policy import Action
from ethics.domain.refusal import Invalid, NotNow, Stale, StaleText
from ethics.domain.vocabulary import Basis, Step, Strength
from ethics.domain.words import Message, say
from ethics.extensions import db
from ethics.models import AdviceCondition, Clause, Placement
from ethics.reading import facts
from ethics.reading.advice_question import clause_seen
from ethics.services.checking import Checked
from ethics.services.circulation import ClauseReply, ReplyDraft, circulate, confirm, confirm_all, send, sign_off
from ethics.services.drafting import InHand, in_hand
from ethics.services.holding import hold
from ethics.services.placing import Place, flag_point, place, settle_flag, take_from_place
from ethics.services.steps import take_step


def begin(actor: Actor, ref: str, clock: Clock, *, row_version: int | None = None) -> None:
    """Start drafting the advice on a discussed dilemma, or on an urgent one after its reveal."""
    held = hold(actor, ref, Action.EDIT_ADVICE, clock, row_version=row_version)
    take_step(held, Step.DRAFT_ADVICE)


@dataclass(frozen=True, slots=True)
class ClauseDraft:
    """The words of a clause and to whom it is addressed."""

    text: str
    addressed_to: str = ""


@dataclass(frozen=True, slots=True)
class ConditionDraft:
    """What must or should be done, and by whom; no owner means “for the force to assign” (rule 10)."""

    text: str
    strength: Strength = Strength.MUST
    owner: str = ""


# -- a whole question at once -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ClauseEdit:
    """A clause as somebody wants it now, resting on the row's version they read; ``box`` is what its fields begin with."""

    id: int
    row_version: int
    draft: ClauseDraft
    box: str = "clause"


@dataclass(frozen=True, slots=True)
class ConditionEdit:
    """A condition of the advice as somebody wants it now, or taken out; otherwise as for a clause."""

    id: int
    row_version: int
    draft: ConditionDraft
    drop: bool = False
    box: str = "condition"


@dataclass(frozen=True, slots=True)
class NewCondition:
    """A condition to be added to a clause; the names of its fields begin with ``lead``."""

    clause_id: int
    draft: ConditionDraft
    lead: str = ""


@dataclass(frozen=True, slots=True)
class QuestionEdit:
    """What somebody changed on one question: only that, so that nobody else's words are touched.

    ``not_answered`` rests on ``advised_version``. None means: as it is.
    """

    clauses: Sequence[ClauseEdit] = ()
    conditions: Sequence[ConditionEdit] = ()
    new_conditions: Sequence[NewCondition] = ()
    new_clause: ClauseDraft | None = None
    drop_clause: int | None = None
    drop_seen: str | None = None
    """The clause to be taken out as it was read (reading.advice_question.clause_seen)."""
    basis: Basis | None = None
    not_answered: str | None = None
    advised_version: int = 0


def save_question(actor: Actor, ref: str, question_id: int, edit: QuestionEdit, clock: Clock) -> None:
    """Save everything that was changed on a question, all or none; in circulation each clause that changes starts its
    confirmations again (rule 12).

    Refuses with Stale, naming every text that somebody else has changed since, and with Invalid by the fields' names
    (``<box>-text``…, ``new_clause-text``, ``basis``, ``not_answered``).
    """
    draft = in_hand(actor, ref, clock)
    draft.asked(question_id)
    _refuse_stale(draft, question_id, edit)
    if edit.drop_clause is not None:
        _refuse_unread(draft.clause(edit.drop_clause), edit.drop_seen)
    check = Checked()
    for clause in edit.clauses:
        _change_clause(draft, clause, check)
    for condition in edit.conditions:
        _change_condition(draft, condition, check)
    for new in edit.new_conditions:
        _add_condition(draft, new, check)
    if edit.new_clause is not None:
        _add_clause(draft, question_id, edit.new_clause, check)
    if edit.drop_clause is not None:
        _drop_clause(draft, edit.drop_clause)
    if edit.not_answered is not None:
        _say_why(draft, question_id, edit.not_answered, check)
    if edit.basis is not None:
        _choose_basis(draft, question_id, edit.basis, check)
    check.done()
    draft.done(question=question_id)


def _refuse_stale(draft: InHand, question_id: int, edit: QuestionEdit) -> None:
    """What was typed is laid beside what stands there, wherever that is not what it was typed over (rule 16)."""
    number = draft.asked(question_id).number
    texts: list[StaleText] = []
    for one in edit.clauses:
        clause = db.session.get(Clause, one.id)
        if clause is None or clause.dropped_at is not None or clause.question_id != question_id:
            texts.append(StaleText(f"{one.box}-text", say("A clause that was taken out meanwhile"), ""))
        elif clause.row_version != one.row_version:
            label = say("Clause %(label)s", label=f"{number}.{clause.number}")
            texts.append(StaleText(f"{one.box}-text", label, clause.text))
            if clause.addressed_to != one.draft.addressed_to:
                addressed = say("Clause %(label)s is addressed to", label=f"{number}.{clause.number}")
                texts.append(StaleText(f"{one.box}-addressed_to", addressed, clause.addressed_to))
    for wish in edit.conditions:
        row = db.session.get(AdviceCondition, wish.id)
        if row is None:
            texts.append(StaleText(f"{wish.box}-text", say("A condition that was taken out meanwhile"), ""))
        elif row.row_version != wish.row_version:
            texts.append(StaleText(f"{wish.box}-text", say("A condition"), row.text))
            if row.owner != wish.draft.owner:
                texts.append(StaleText(f"{wish.box}-owner", say("Who would do it"), row.owner))
    if edit.not_answered is not None:
        advised = draft.advised(question_id)
        if advised.row_version != edit.advised_version:
            texts.append(StaleText("not_answered", say("Why it is not answered"), advised.not_answered))
    if texts:
        raise Stale(draft.advised(question_id).row_version, texts)


# -- clauses ----------------------------------------------------------------------------------------------------------


def add_clause(actor: Actor, ref: str, question_id: int, draft: ClauseDraft, clock: Clock) -> int:
    """Add a clause to the advice on a question; returns its id. A clause on a Part 2 question is Part 2 (rule 13).

    Refuses with Invalid an empty one in circulation: members would be asked to confirm nothing.
    """
    held = in_hand(actor, ref, clock)
    check = Checked()
    clause = _add_clause(held, question_id, draft, check)
    check.done()
    assert clause is not None
    held.done(clause=clause.id)
    return clause.id


def change_clause(
    actor: Actor, ref: str, clause_id: int, draft: ClauseDraft, clock: Clock, *, row_version: int
) -> None:
    """Change a clause's words or addressee. In circulation that starts its confirmations again, and only them (rule 12)."""
    held = in_hand(actor, ref, clock)
    clause = held.clause(clause_id)
    if clause.row_version != row_version:
        raise Stale(clause.row_version, [StaleText("text", say("The clause"), clause.text)])
    check = Checked()
    _change_clause(held, ClauseEdit(clause_id, row_version, draft), check)
    check.done()
    held.done(clause=clause_id)


def drop_clause(actor: Actor, ref: str, clause_id: int, clock: Clock, *, seen: str | None = None) -> None:
    """Take a clause out, as it was read (``seen``). Refuses while points rest on it: they need another place first
    (rule 11); with Stale where it or one of its conditions says something else by now.
    """
    held = in_hand(actor, ref, clock)
    _refuse_unread(held.clause(clause_id), seen)
    _drop_clause(held, clause_id)
    held.done(clause=clause_id)


def _refuse_unread(clause: Clause, seen: str | None) -> None:
    conditions = db.session.execute(
        select(AdviceCondition.id, AdviceCondition.row_version).where(AdviceCondition.clause_id == clause.id)
    )
    if seen is not None and seen != clause_seen(clause.row_version, ((row.id, row.row_version) for row in conditions)):
        raise Stale(clause.row_version, [StaleText("text", say("The clause"), clause.text)])


def _drop_clause(held: InHand, clause_id: int) -> None:
    clause = held.clause(clause_id)
    if db.session.scalar(select(Placement.id).where(Placement.clause_id == clause.id).limit(1)) is not None:
        raise NotNow(say("Members’ points rest on this clause. Give them another place first."))
    held.change(clause)
    clause.dropped_at = held.held.now


def _add_clause(held: InHand, question_id: int, draft: ClauseDraft, check: Checked) -> Clause | None:
    question = held.asked(question_id)
    needed = say("Write the clause. Members are asked to confirm it as soon as it is saved.")
    text = check.text("new_clause-text", draft.text, needed if held.circulates else None)
    addressed_to = check.line("new_clause-addressed_to", draft.addressed_to)
    if check.errors:
        return None
    last = db.session.scalar(select(func.max(Clause.number)).where(Clause.question_id == question_id)) or 0
    clause = Clause(
        dilemma_id=held.held.dilemma.id, question_id=question_id, number=last + 1, text=text, addressed_to=addressed_to,
        part=question.part, changed_at=held.held.now, text_version=1, row_version=1,
    )  # fmt: skip
    db.session.add(clause)
    db.session.flush()
    advised = held.advised(question_id)
    if advised.not_answered:
        advised.not_answered = ""
        advised.row_version += 1
    held.change(clause, is_new=True)
    return clause


def _change_clause(held: InHand, edit: ClauseEdit, check: Checked) -> None:
    clause = held.clause(edit.id)
    needed = say("A clause that circulates needs words.") if held.circulates else None
    text = check.text(f"{edit.box}-text", edit.draft.text, needed)
    addressed_to = check.line(f"{edit.box}-addressed_to", edit.draft.addressed_to)
    if check.errors or (clause.text, clause.addressed_to) == (text, addressed_to):
        return
    held.change(clause)
    clause.text, clause.addressed_to = text, addressed_to
    clause.row_version += 1
    clause.changed_at = held.held.now


# -- conditions of the advice -----------------------------------------------------------------------------------------


def add_condition(actor: Actor, ref: str, clause_id: int, draft: ConditionDraft, clock: Clock) -> int:
    """Add a condition to a clause, and return its id."""
    held = in_hand(actor, ref, clock)
    check = Checked()
    row = _add_condition(held, NewCondition(clause_id, draft), check)
    check.done()
    assert row is not None
    held.done(clause=clause_id)
    return row.id


def change_condition(actor: Actor, ref: str, condition_id: int, draft: ConditionDraft, clock: Clock) -> None:
    """Change a condition's words or owner; its origin stays known."""
    held = in_hand(actor, ref, clock)
    row, clause = held.condition(condition_id)
    check = Checked()
    _change_condition(held, ConditionEdit(condition_id, row.row_version, draft, box=""), check)
    check.done()
    held.done(clause=clause.id)


def drop_condition(actor: Actor, ref: str, condition_id: int, clock: Clock) -> None:
    """Take a condition out of the advice; the member's own condition keeps its place or needs another."""
    held = in_hand(actor, ref, clock)
    row, clause = held.condition(condition_id)
    held.change(clause)
    db.session.delete(row)
    held.done(clause=clause.id)


def _add_condition(held: InHand, new: NewCondition, check: Checked) -> AdviceCondition | None:
    clause = held.clause(new.clause_id)
    text, owner = _checked(check, new.lead, new.draft)
    if check.errors:
        return None
    held.change(clause)
    row = AdviceCondition(clause_id=clause.id, text=text, strength=new.draft.strength, owner=owner, row_version=1)
    db.session.add(row)
    db.session.flush()
    return row


def _change_condition(held: InHand, edit: ConditionEdit, check: Checked) -> None:
    row, clause = held.condition(edit.id)
    if edit.drop:
        held.change(clause)
        db.session.delete(row)
        return
    text, owner = _checked(check, f"{edit.box}-" if edit.box else "", edit.draft)
    if check.errors or (row.text, row.strength, row.owner) == (text, edit.draft.strength, owner):
        return
    held.change(clause)
    row.text, row.strength, row.owner = text, edit.draft.strength, owner
    row.row_version += 1


def _checked(check: Checked, lead: str, draft: ConditionDraft) -> tuple[str, str]:
    return check.text(f"{lead}text", draft.text, NEEDS_WORDS), check.text(f"{lead}owner", draft.owner)


NEEDS_WORDS: Message = say("Say what has to be done, or take the condition out.")


# -- the question as a whole ------------------------------------------------------------------------------------------


def say_why_not_answered(actor: Actor, ref: str, question_id: int, reason: str, clock: Clock) -> None:
    """Leave a question unanswered, saying why (rule 8). Refuses where it has clauses, or without a reason."""
    held = in_hand(actor, ref, clock)
    held.asked(question_id)
    check = Checked()
    if not reason.strip():
        raise Invalid({"not_answered": say("Say why the Committee does not answer this question.")})
    _say_why(held, question_id, reason, check)
    check.done()
    held.done(question=question_id)


def choose_basis(actor: Actor, ref: str, question_id: int, basis: Basis, clock: Clock) -> None:
    """Choose the word for the basis of a question: one the confirmations allow, never a stronger (rule 9).

    Before circulation only a forecast exists, so any word may be noted; it is held to the replies at sign-off.
    """
    held = in_hand(actor, ref, clock)
    held.asked(question_id)
    check = Checked()
    _choose_basis(held, question_id, basis, check)
    check.done()
    held.done(question=question_id)


def _say_why(held: InHand, question_id: int, reason: str, check: Checked) -> None:
    said = check.text("not_answered", reason)
    advised = held.advised(question_id)
    if said == advised.not_answered:
        return
    clauses = select(func.count()).where(Clause.question_id == question_id, Clause.dropped_at.is_(None))
    if said and db.session.scalar(clauses):
        raise NotNow(say("This question has a clause. Take its clauses out first."))
    advised.not_answered = said
    advised.basis = None
    advised.changed_at = held.held.now
    advised.row_version += 1


def _choose_basis(held: InHand, question_id: int, basis: Basis, check: Checked) -> None:
    advised = held.advised(question_id)
    if advised.basis is basis:
        return
    if held.circulates:
        replies = facts.replies_by_question(held.held.dilemma.id).get(question_id, {})
        by_name = {str(person_id): reply for person_id, reply in replies.items()}
        choice = next(one for one in basis_choices(by_name) if one.basis is basis)
        if not choice.allowed:
            check.wrong("basis", say("The replies do not allow “%(basis)s”.", basis=basis.words))
            return
    advised.basis = basis
    advised.changed_at = held.held.now
    advised.row_version += 1


__all__ = [
    "ClauseDraft", "ClauseEdit", "ClauseReply", "ConditionDraft", "ConditionEdit", "NewCondition", "Place",
    "QuestionEdit", "ReplyDraft",
    "add_clause", "add_condition", "begin", "change_clause", "change_condition", "choose_basis", "circulate", "confirm",
    "confirm_all", "drop_clause", "drop_condition", "flag_point", "place", "save_question", "say_why_not_answered",
    "send", "settle_flag", "sign_off", "take_from_place",
]  # fmt: skip
