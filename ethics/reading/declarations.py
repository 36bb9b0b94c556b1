"""Declarations and rulings as their readers may see them (rules 1 and 2).

The nature of a sensitive interest, and what its ruling says about it, are for whoever holds the Chair's powers, the
Secretary, the Monitoring officer and the member alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from ethics.domain.actor import Actor
from ethics.domain.conflict import Declared, seat_after
from ethics.domain.policy import RULING_TIME, Action, Seat, Standing, Verdict, decide, decide_ruling
from ethics.domain.refusal import NotAllowed, NotKnown
from ethics.domain.vocabulary import SEATED, DeclarationKind, Role, RulingOutcome
from ethics.domain.words import Message, say
from ethics.extensions import db
from ethics.models import (
    Declaration,
    DeclarationRequest,
    Dilemma,
    Dispensation,
    InterestType,
    Person,
    Ruling,
)
from ethics.reading.before_declaring import Before, before
from ethics.reading.choices import on_offer
from ethics.reading.entering import Entered, open_again
from ethics.reading.people import day_of, holders
from ethics.reading.seats import powers
from ethics.reading.standing import open_dilemma, require


@dataclass(frozen=True, slots=True)
class Ruled:
    """A ruling or a dispensation on a declaration."""

    outcome: RulingOutcome
    dispensation: bool
    reason: str | None
    """None where it is not this reader's to see."""
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DeclarationLine:
    """One declaration, with what was ruled on it, newest last."""

    id: int
    person_id: int
    kind: DeclarationKind
    interest: str | None
    nature: str | None
    """None where it is hidden from this reader, or where there is none."""
    hidden: bool
    sensitive: bool
    made_at: datetime
    rulings: tuple[Ruled, ...]
    latest: bool
    waits: bool
    """Whether it is one to rule on and nobody has."""
    rule: Verdict
    dispense: Verdict


@dataclass(frozen=True, slots=True)
class InterestKind:
    """A kind of interest the committee asks about."""

    id: int
    name: str
    sensitive: bool
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Declaring:
    """The page a member declares on: what stands before, what they declared, who rules, what it opened."""

    before: Before
    mine: tuple[DeclarationLine, ...]
    """Newest first."""
    seat: Seat
    interests: tuple[InterestKind, ...]
    may_declare: Verdict
    may_read: Verdict
    may_give: Verdict
    who_rules: Message
    waiting: DeclarationLine | None
    """What of theirs waits for a ruling."""
    vice_chair_from: datetime | None
    """From when the Vice-chair may rule on what waits, where the Chair has not."""
    asked: tuple[str, datetime] | None
    """Who asked for a declaration, and when, where none was made since."""

    @property
    def first(self) -> bool:
        """Whether nothing was declared yet."""
        return not self.mine

    @property
    def kept_closed(self) -> Message | None:
        """Why the paper is closed to them, where that is for their own declaration to change (rule 1)."""
        return self.may_read.reason if self.seat in (Seat.UNDECLARED, Seat.AWAITING) else None


@dataclass(frozen=True, slots=True)
class MemberDeclared:
    """A member of the committee and what they declared on an item, newest first."""

    person_id: int
    name: str
    roles: tuple[Role, ...]
    seat: Seat
    lines: tuple[DeclarationLine, ...]
    asked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Register:
    """Everybody's declarations on one item, or where somebody has withdrawn, their own alone."""

    before: Before
    people: tuple[MemberDeclared, ...]
    waiting: int
    who_rules: Message
    own_only: bool
    may_ask: Verdict
    to_ask: tuple[tuple[int, str], ...]
    may_declare: Verdict


@dataclass(frozen=True, slots=True)
class ToRuleOn:
    """The page of one ruling: the declaration, what the member declared before, and whether one may rule."""

    before: Before
    name: str
    line: DeclarationLine
    earlier: tuple[DeclarationLine, ...]


def declaring(actor: Actor, ref: str, now: datetime, entered: Entered | None = None) -> Declaring:
    """The page a member declares on (Action.DECLARE)."""
    dilemma, standing = open_again(actor, ref, Action.DECLARE, now, entered)
    assert standing.person_id is not None
    lines = _lines(dilemma, standing, now, [standing.person_id])[standing.person_id]
    waiting = next((line for line in lines if line.latest and line.waits), None)
    return Declaring(
        before=before(dilemma, standing),
        mine=lines,
        seat=standing.seat,
        interests=_interests(dilemma.committee_id),
        may_declare=decide(Action.DECLARE, standing),
        may_read=decide(Action.READ_PAPER, standing),
        may_give=decide(Action.GIVE_POSITION, standing),
        who_rules=_who_rules(dilemma, standing, now),
        waiting=waiting,
        vice_chair_from=waiting.made_at + RULING_TIME if waiting else None,
        asked=_asked(dilemma.id, standing.person_id, lines),
    )


def register(actor: Actor, ref: str, now: datetime, entered: Entered | None = None) -> Register:
    """Everyone on the committee with their declarations and rulings on an item.

    For who may see declarations; a member who has withdrawn sees their own alone. Refuses others as the policy says.
    """
    dilemma, standing = open_again(actor, ref, Action.SEE_TITLE, now, entered)
    everything = decide(Action.SEE_DECLARATIONS, standing)
    if not everything and standing.seat is Seat.NONE:
        require(standing, Action.SEE_DECLARATIONS)
    seated: dict[int, tuple[str, list[Role]]] = {}
    for appointment in holders(dilemma.committee_id, SEATED, day_of(now)):
        if dilemma.issued_at is None or (appointment.confirmed_at and appointment.confirmed_at <= dilemma.issued_at):
            seated.setdefault(appointment.person_id, (appointment.person.name, []))[1].append(appointment.role)
    lines = _lines(dilemma, standing, now, None if everything else [standing.person_id or 0])
    names = {person_id: name for person_id, (name, _) in seated.items()} | _names(set(lines) - set(seated))
    asked = _asked_for(dilemma.id)
    people = tuple(
        MemberDeclared(
            person_id=person_id,
            name=name,
            roles=tuple(seated[person_id][1]) if person_id in seated else (),
            seat=_seat_of(lines[person_id]),
            lines=lines[person_id],
            asked_at=asked.get(person_id),
        )
        for person_id, name in sorted(names.items(), key=lambda one: (one[1], one[0]))
        if everything or person_id == standing.person_id
    )
    may_ask = decide(Action.ASK_TO_DECLARE, standing)
    return Register(
        before=before(dilemma, standing),
        people=people,
        waiting=sum(1 for person in people for line in person.lines if line.latest and line.waits),
        who_rules=_who_rules(dilemma, standing, now),
        own_only=not everything,
        may_ask=may_ask,
        to_ask=tuple((person.person_id, person.name) for person in people if person.person_id != standing.person_id)
        if may_ask
        else (),
        may_declare=decide(Action.DECLARE, standing),
    )


def for_ruling(actor: Actor, ref: str, declaration_id: int, now: datetime, *, dispensing: bool = False) -> ToRuleOn:
    """One declaration for whoever rules on it, or with ``dispensing`` gives a dispensation.

    Refuses with NotKnown where the item has none by that id, with NotAllowed and the reason where the reader may
    not do that.
    """
    dilemma, standing = open_dilemma(actor, ref, Action.SEE_DECLARATIONS, now)
    about = db.session.scalar(
        select(Declaration.person_id).where(Declaration.id == declaration_id, Declaration.dilemma_id == dilemma.id)
    )
    if about is None:
        raise NotKnown
    lines = _lines(dilemma, standing, now, [about])[about]
    line = next(one for one in lines if one.id == declaration_id)
    verdict = line.dispense if dispensing else line.rule
    if not verdict:
        assert verdict.reason is not None
        raise NotAllowed(verdict.reason)
    earlier = tuple(one for one in lines if one.id < declaration_id)
    return ToRuleOn(before(dilemma, standing), _names({about})[about], line, earlier)


def _interests(committee_id: int) -> tuple[InterestKind, ...]:
    rows = db.session.scalars(
        select(InterestType)
        .where(InterestType.committee_id == committee_id, on_offer(InterestType.retired_at))
        .order_by(InterestType.position, InterestType.id)
    )
    return tuple(InterestKind(row.id, row.name, row.sensitive, row.meaning) for row in rows)


def _who_rules(dilemma: Dilemma, standing: Standing, now: datetime) -> Message:
    """Who rules on a declaration made by, or shown to, this reader."""
    holder = powers([dilemma], now)[dilemma.id]
    if holder is None:
        return say(
            "Nobody holds the Chair’s powers for this item now. The members present choose one, and the Secretary records it."
        )
    if holder == standing.person_id:
        return say(
            "You hold the Chair’s powers for this item. If you declare an interest they pass on, and their holder rules."
        )
    return say("%(name)s rules, who holds the Chair’s powers for this item.", name=_names({holder})[holder])


def _names(ids: Iterable[int]) -> dict[int, str]:
    wanted = list(ids)
    if not wanted:
        return {}
    rows = db.session.execute(
        select(Person.id, Person.name).where(Person.id.in_(wanted)).order_by(Person.name, Person.id)
    )
    return {row.id: row.name for row in rows}


def _asked_for(dilemma_id: int) -> dict[int, datetime]:
    """When each person was last asked to declare on an item."""
    rows = db.session.execute(
        select(DeclarationRequest.person_id, DeclarationRequest.asked_at)
        .where(DeclarationRequest.dilemma_id == dilemma_id)
        .order_by(DeclarationRequest.id)
    )
    return {row.person_id: row.asked_at for row in rows}


def _asked(dilemma_id: int, person_id: int, lines: tuple[DeclarationLine, ...]) -> tuple[str, datetime] | None:
    row = db.session.execute(
        select(Person.name, DeclarationRequest.asked_at)
        .join(Person, Person.id == DeclarationRequest.asked_by_id)
        .where(DeclarationRequest.dilemma_id == dilemma_id, DeclarationRequest.person_id == person_id)
        .order_by(DeclarationRequest.id.desc())
        .limit(1)
    ).first()
    if row is None or (lines and lines[0].made_at > row.asked_at):
        return None
    return row.name, row.asked_at


def _seat_of(lines: tuple[DeclarationLine, ...]) -> Seat:
    made = []
    for line in reversed(lines):
        ruled = [one for one in line.rulings if not one.dispensation]
        dispensed = any(one.dispensation for one in line.rulings)
        made.append(Declared(line.kind, ruled[-1].outcome if ruled else None, dispensed))
    return seat_after(made)


def _lines(
    dilemma: Dilemma, standing: Standing, now: datetime, person_ids: list[int] | None
) -> Mapping[int, tuple[DeclarationLine, ...]]:
    """The declarations of these people, or of all, newest first, by person; hidden where the policy hides them."""
    made = _made(dilemma.id, person_ids)
    sees_sensitive = decide(Action.SEE_SENSITIVE, standing).allowed
    last = {declaration.person_id: declaration.id for declaration, _, _ in made}
    interested: set[int] = set()
    found: dict[int, list[DeclarationLine]] = defaultdict(list)
    for declaration, interest, rulings in made:
        about = declaration.person_id
        is_interest = declaration.kind is DeclarationKind.INTEREST
        to_rule_on = is_interest or about in interested
        interested |= {about} if is_interest else set()
        hidden = declaration.sensitive and not sees_sensitive and about != standing.person_id
        ruled = tuple(
            one if not hidden else Ruled(one.outcome, one.dispensation, None, one.by, one.at) for one in rulings
        )
        latest = last[about] == declaration.id
        unsettled = _not_to_settle(latest, to_rule_on, any(one.dispensation for one in ruled))
        found[about].insert(
            0,
            DeclarationLine(
                id=declaration.id,
                person_id=about,
                kind=declaration.kind,
                interest=None if hidden else interest,
                nature=None if hidden or not is_interest else declaration.nature,
                hidden=hidden,
                sensitive=declaration.sensitive,
                made_at=declaration.made_at,
                rulings=ruled,
                latest=latest,
                waits=to_rule_on and not ruled,
                rule=unsettled
                if unsettled is not None
                else decide_ruling(standing, about_person_id=about, declared_at=declaration.made_at, now=now),
                dispense=unsettled if unsettled is not None else _may_dispense(standing, about),
            ),
        )
    return defaultdict(tuple, {person_id: tuple(lines) for person_id, lines in found.items()})


NOTHING_TO_RULE_ON = say("Only who has declared an interest can be ruled on.")
REPLACED = say("A later declaration has taken the place of this one.")
DISPENSED = say("The Monitoring officer has given a dispensation.")
NOT_TO_ONESELF = say("Nobody gives a dispensation to themselves.")


def _not_to_settle(latest: bool, to_rule_on: bool, settled: bool) -> Verdict | None:
    """Why there is nothing to rule on here, or None where there is."""
    if not latest:
        return Verdict(False, REPLACED)
    if not to_rule_on:
        return Verdict(False, NOTHING_TO_RULE_ON)
    return Verdict(False, DISPENSED) if settled else None


def _may_dispense(standing: Standing, about: int) -> Verdict:
    return Verdict(False, NOT_TO_ONESELF) if about == standing.person_id else decide(Action.DISPENSE, standing)


def _made(dilemma_id: int, person_ids: list[int] | None) -> list[tuple[Declaration, str | None, list[Ruled]]]:
    """Declarations in the order made, each with its interest's name and what was ruled and dispensed, in one query."""
    ruler, dispenser = aliased(Person), aliased(Person)
    query = (
        select(Declaration, InterestType.name, Ruling, ruler.name, Dispensation, dispenser.name)
        .outerjoin(InterestType, InterestType.id == Declaration.interest_type_id)
        .outerjoin(Ruling, Ruling.declaration_id == Declaration.id)
        .outerjoin(ruler, ruler.id == Ruling.ruled_by_id)
        .outerjoin(Dispensation, Dispensation.declaration_id == Declaration.id)
        .outerjoin(dispenser, dispenser.id == Dispensation.given_by_id)
        .where(Declaration.dilemma_id == dilemma_id)
        .order_by(Declaration.id, Ruling.id)
    )
    if person_ids is not None:
        query = query.where(Declaration.person_id.in_(person_ids))
    found: dict[int, tuple[Declaration, str | None, list[Ruled]]] = {}
    dispensed: dict[int, Ruled] = {}
    for declaration, interest, ruling, ruled_by, dispensation, given_by in db.session.execute(query):
        _, _, rulings = found.setdefault(declaration.id, (declaration, interest, []))
        if ruling is not None:
            rulings.append(Ruled(ruling.outcome, False, ruling.reason, ruled_by, ruling.ruled_at))
        if dispensation is not None:
            dispensed[declaration.id] = Ruled(
                RulingOutcome.NOTE_ONLY, True, dispensation.reason, given_by, dispensation.given_at
            )
    for declaration_id, one in dispensed.items():
        found[declaration_id][2].append(one)
    return list(found.values())
