"""Declaring an interest or none, ruling on it, and who holds the Chair's powers meanwhile (rules 1 and 2).

A declaration opens and closes everything at once, because `Standing` reads it: nothing is switched here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from ethics.domain.actor import Actor, Clock
from ethics.domain.conflict import CONFLICTED
from ethics.domain.notices import NoticeKind
from ethics.domain.policy import Action, Seat, decide_ruling
from ethics.domain.refusal import Invalid, NotAllowed, NotKnown, NotNow
from ethics.domain.vocabulary import SEATED, DeclarationKind, Event, Role, RulingOutcome
from ethics.domain.words import say
from ethics.extensions import db
from ethics.models import ChairAbsence, Declaration, DeclarationRequest, Dispensation, InterestType, Ruling
from ethics.reading.choices import on_offer
from ethics.reading.people import day_of, holders
from ethics.reading.seats import powers, seats
from ethics.services import notices
from ethics.services.checking import Checked
from ethics.services.holding import Held, hold


@dataclass(frozen=True, slots=True)
class DeclarationDraft:
    """A nil return, or an interest with its type and nature."""

    kind: DeclarationKind
    interest_type_id: int | None = None
    nature: str = ""


@dataclass(frozen=True, slots=True)
class RulingDraft:
    """What follows from a declaration, and why."""

    outcome: RulingOutcome | None
    reason: str


def declare(actor: Actor, ref: str, draft: DeclarationDraft, clock: Clock) -> Declaration:
    """Make a nil return or declare an interest on an item, at any time before the advice is agreed (rule 1).

    A nil return opens the item at once unless an interest was declared before; an interest opens nothing until it is
    ruled on, and whoever rules is told. A later declaration corrects an earlier one; both stay. Refuses with Invalid
    an interest without a type of the committee's, or without its nature.
    """
    held = hold(actor, ref, Action.DECLARE, clock)
    made = Declaration(dilemma_id=held.dilemma.id, person_id=held.me, kind=draft.kind, made_at=held.now)
    if draft.kind is DeclarationKind.INTEREST:
        checked = Checked()
        interest = _interest_type(held, draft.interest_type_id)
        if interest is None:
            checked.wrong("interest_type", say("Choose what kind of interest it is."))
        made.nature = checked.text("nature", draft.nature, say("Say in a line or two what the interest is."))
        checked.done()
        assert interest is not None
        made.interest_type_id, made.sensitive = interest.id, interest.sensitive
    db.session.add(made)
    db.session.flush()
    held.journal(Event.DECLARED, facts={"declaration": made.id})
    if waits_for_a_ruling(held.dilemma.id, made):
        _ask_for_a_ruling(held)
    return made


def rule(actor: Actor, ref: str, declaration_id: int, draft: RulingDraft, clock: Clock) -> Ruling:
    """Rule on a member's latest declaration of an interest, or on the correction of one (rules 1 and 2).

    It takes effect everywhere at once, and the member is told. Ruling again replaces the earlier ruling in effect; both
    stay. Refuses with NotAllowed on oneself and whoever may not rule now; with NotNow a nil return that follows no
    interest, a declaration that another took the place of, and one that has a dispensation.
    """
    held = hold(actor, ref, None, clock)
    held.require(Action.SEE_DECLARATIONS)
    declaration = _declaration(held, declaration_id)
    verdict = decide_ruling(
        held.standing, about_person_id=declaration.person_id, declared_at=declaration.made_at, now=held.now
    )
    if not verdict:
        assert verdict.reason is not None
        raise NotAllowed(verdict.reason)
    _can_be_settled(held, declaration)
    checked = Checked()
    if draft.outcome is None:
        checked.wrong("outcome", say("Choose what follows from the declaration."))
    reason = checked.text("reason", draft.reason, say("Give the reason. The member will read it."))
    checked.done()
    assert draft.outcome is not None
    ruling = Ruling(
        declaration_id=declaration.id, about_id=declaration.person_id, outcome=draft.outcome, reason=reason,
        ruled_by_id=held.me, ruled_at=held.now,
    )  # fmt: skip
    db.session.add(ruling)
    db.session.flush()
    facts: dict[str, object] = {"declaration": declaration.id, "ruling": ruling.id, "outcome": draft.outcome.value}
    held.journal(Event.RULED, facts=facts)
    notices.tell([declaration.person_id], NoticeKind.RULED, held.now, dilemma=held.dilemma, path=_declare_page(held))
    return ruling


def ask_to_declare(actor: Actor, ref: str, person_id: int | None, clock: Clock) -> None:
    """The Monitoring officer asks a member to say whether they have an interest; only the member declares (rule 2)."""
    held = hold(actor, ref, Action.ASK_TO_DECLARE, clock)
    if person_id not in members(held) or person_id == held.me:
        raise Invalid({"person": say("Choose a member of the committee.")})
    assert person_id is not None
    db.session.add(
        DeclarationRequest(dilemma_id=held.dilemma.id, person_id=person_id, asked_by_id=held.me, asked_at=held.now)
    )
    held.journal(Event.DECLARATION_ASKED, facts={"person": person_id})
    notices.tell([person_id], NoticeKind.DECLARATION_ASKED, held.now, dilemma=held.dilemma, path=_declare_page(held))


def dispense(actor: Actor, ref: str, declaration_id: int, reason: str, clock: Clock) -> Dispensation:
    """The Monitoring officer's dispensation: the member takes part as if ruled “note only”.

    Refuses with NotAllowed on oneself, with NotNow where there is nothing to dispense from, with Invalid no reason.
    """
    held = hold(actor, ref, Action.DISPENSE, clock)
    declaration = _declaration(held, declaration_id)
    if declaration.person_id == held.me:
        raise NotAllowed(say("Nobody gives a dispensation to themselves."))
    _can_be_settled(held, declaration)
    checked = Checked()
    said = checked.text("reason", reason, say("Give the reason. The member will read it."))
    checked.done()
    row = Dispensation(declaration_id=declaration.id, reason=said, given_by_id=held.me, given_at=held.now)
    db.session.add(row)
    db.session.flush()
    held.journal(Event.DISPENSED, facts={"declaration": declaration.id})
    notices.tell([declaration.person_id], NoticeKind.RULED, held.now, dilemma=held.dilemma, path=_declare_page(held))
    return row


def record_chair_absence(actor: Actor, ref: str, chosen_person_id: int | None, clock: Clock) -> None:
    """The Secretary records that the Chair is absent for an item; the Chair's powers pass on (product.md).

    Without ``chosen_person_id`` they pass to the Vice-chair; with it, to the member whom those present chose because
    both are out. Recording again replaces what was recorded. Refuses with Invalid on ``chosen`` somebody without a
    full seat on the item, and nobody where the Vice-chair cannot hold the powers.
    """
    held = hold(actor, ref, Action.RECORD_MEETING, clock)
    if chosen_person_id is not None and chosen_person_id not in may_be_chosen(held):
        raise Invalid({"chosen": say("Choose a member with a full seat on this item.")})
    if chosen_person_id is None and not _vice_chair_can(held):
        raise Invalid(
            {"chosen": say("The Vice-chair cannot hold the powers on this item. Say whom those present chose.")}
        )
    row = _absence(held) or ChairAbsence(dilemma_id=held.dilemma.id)
    row.chosen_id, row.recorded_by_id, row.recorded_at = chosen_person_id, held.me, held.now
    db.session.add(row)
    held.journal(Event.MEETING_RECORDED, facts={"chair": "absent", "chosen": chosen_person_id})


def end_chair_absence(actor: Actor, ref: str, clock: Clock) -> None:
    """The Secretary records that the Chair is there after all. Refuses with NotNow where no absence is recorded."""
    held = hold(actor, ref, Action.RECORD_MEETING, clock)
    row = _absence(held)
    if row is None:
        raise NotNow(say("The Chair is not recorded as absent for this item."))
    db.session.delete(row)
    held.journal(Event.MEETING_RECORDED, facts={"chair": "present"})


def waits_for_a_ruling(dilemma_id: int, declaration: Declaration) -> bool:
    """Whether a declaration just made is one to rule on: an interest, or the correction of one."""
    if declaration.kind is DeclarationKind.INTEREST:
        return True
    return _interest_before(declaration) is not None


def members(held: Held) -> set[int]:
    """Who sits on the committee today, by person id."""
    return {one.person_id for one in holders(held.dilemma.committee_id, SEATED, day_of(held.now))}


def may_be_chosen(held: Held) -> set[int]:
    """Members who may hold the Chair's powers on the item in place of Chair and Vice-chair: those with a full seat."""
    taken = seats([held.dilemma.id])
    return {person for person in members(held) if taken.get((held.dilemma.id, person)) is Seat.FULL}


def _vice_chair_can(held: Held) -> bool:
    there = holders(held.dilemma.committee_id, (Role.VICE_CHAIR,), day_of(held.now))
    taken = seats([held.dilemma.id], [one.person_id for one in there])
    return any(taken.get((held.dilemma.id, one.person_id)) not in CONFLICTED for one in there)


def _absence(held: Held) -> ChairAbsence | None:
    return db.session.scalar(select(ChairAbsence).where(ChairAbsence.dilemma_id == held.dilemma.id))


def _interest_type(held: Held, interest_type_id: int | None) -> InterestType | None:
    return db.session.scalar(
        select(InterestType).where(
            InterestType.id == interest_type_id,
            InterestType.committee_id == held.dilemma.committee_id,
            on_offer(InterestType.retired_at),
        )
    )


def _declaration(held: Held, declaration_id: int) -> Declaration:
    found = db.session.scalar(
        select(Declaration).where(Declaration.id == declaration_id, Declaration.dilemma_id == held.dilemma.id)
    )
    if found is None:
        raise NotKnown
    return found


def _interest_before(declaration: Declaration) -> int | None:
    return db.session.scalar(
        select(Declaration.id)
        .where(
            Declaration.dilemma_id == declaration.dilemma_id,
            Declaration.person_id == declaration.person_id,
            Declaration.kind == DeclarationKind.INTEREST,
            Declaration.id < declaration.id,
        )
        .limit(1)
    )


def _can_be_settled(held: Held, declaration: Declaration) -> None:
    """Refuse what there is nothing to rule on: see `rule`."""
    later = select(Declaration.id).where(
        Declaration.dilemma_id == held.dilemma.id,
        Declaration.person_id == declaration.person_id,
        Declaration.id > declaration.id,
    )
    if db.session.scalar(later.limit(1)) is not None:
        raise NotNow(say("A later declaration has taken the place of this one. Rule on that one."))
    if not waits_for_a_ruling(held.dilemma.id, declaration):
        raise NotNow(
            say(
                "Only who has declared an interest can be ruled on. The Monitoring officer may ask a member to declare."
            )
        )
    if db.session.scalar(select(Dispensation.id).where(Dispensation.declaration_id == declaration.id)) is not None:
        raise NotNow(say("The Monitoring officer has given a dispensation; the member takes part."))


def _ask_for_a_ruling(held: Held) -> None:
    """Tell whoever may rule on the actor's declaration; where nobody holds the Chair's powers, the Secretary."""
    ruler = powers([held.dilemma], held.now)[held.dilemma.id]
    told: Sequence[int] = [ruler] if ruler is not None and ruler != held.me else []
    if not told:
        told = [one.person_id for one in holders(held.dilemma.committee_id, (Role.SECRETARY,), day_of(held.now))]
    path = f"/dilemmas/{held.dilemma.ref}/declarations"
    notices.tell(told, NoticeKind.RULING_ASKED, held.now, dilemma=held.dilemma, path=path)


def _declare_page(held: Held) -> str:
    return f"/dilemmas/{held.dilemma.ref}/declare"
