"""(actor, dilemma) → Standing, worked out once, and in bulk for lists, so that no page asks per row."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import BindParameter, CompoundSelect, Integer, bindparam, cast, event, literal, null, select, union_all
from sqlalchemy.orm import ORMExecuteState, Session, joinedload

from ethics.domain import lifecycle
from ethics.domain.actor import Actor, Holding
from ethics.domain.policy import Action, Seat, Standing, decide
from ethics.domain.refusal import NotAllowed, NotKnown
from ethics.domain.vocabulary import SEATED, PublicationStatus, Role, State
from ethics.extensions import db
from ethics.models import ChairAbsence, CoAuthor, Dilemma, EligibleMember, NamedReader, PublicAnswer, Publication
from ethics.reading import authors
from ethics.reading.people import LONDON, day_of
from ethics.reading.seats import chairs_of, may_hold_powers, powers_by, seats


def times(dilemma: Dilemma) -> lifecycle.Times:
    """The times of a dilemma as the lifecycle reads them."""
    return lifecycle.Times(
        issued_at=dilemma.issued_at,
        closes_at=dilemma.closes_at,
        withdrawn_at=dilemma.withdrawn_at,
        replies_due_at=dilemma.replies_due_at,
        response_due_at=dilemma.response_due_at,
    )


def _seat_holding(actor: Actor, dilemma: Dilemma, now: datetime) -> tuple[Holding | None, bool]:
    """The holding that seats the actor on this item, and whether it is a former one.

    A seat gives no standing on items issued before it was confirmed (rule 17); a former member keeps what was issued
    in their time.
    """
    day = day_of(now)

    def in_time(holding: Holding) -> bool:
        assert holding.confirmed_at is not None
        return dilemma.issued_at is None or holding.confirmed_at <= dilemma.issued_at

    current = [h for h in actor.at_committee(dilemma.committee_id, day) if h.role in SEATED]
    for holding in current:
        if in_time(holding):
            return holding, False
    for holding in sorted(actor.former_seats(dilemma.committee_id, day), key=last_moment, reverse=True):
        assert holding.ends_on is not None
        if dilemma.issued_at is not None and in_time(holding) and day_of(dilemma.issued_at) <= holding.ends_on:
            return holding, True
    return None, False


def last_moment(holding: Holding) -> datetime:
    """The end of an ended holding's last day, in UTC."""
    assert holding.ends_on is not None
    return datetime.combine(holding.ends_on, time.max, LONDON).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Ties:
    """What ties one person to many dilemmas beside their appointments."""

    seats: Mapping[tuple[int, int], Seat]
    """By dilemma and person; who is not in it has not declared."""
    powers: Mapping[int, int | None]
    eligible: Set[int]
    """Dilemmas at whose circulation they were eligible."""
    named: Set[int]
    """Dilemmas whose Part 2 they are named for."""
    under_review: Set[int]
    """Dilemmas whose public text, or an answer held back from it, is in review, whoever asks."""
    co_author: Set[int]
    """Dilemmas whose co-author they are."""
    author_left: Set[int]
    """Of the issued dilemmas they sponsor, those of which an author is one of the force's still."""


def ties(actor: Actor, dilemmas: Sequence[Dilemma], now: datetime) -> Ties:
    """What ties the actor to these dilemmas, in a fixed number of queries."""
    me = actor.person_id
    marks = _marks(me, dilemmas, now)
    taken: Mapping[tuple[int, int], Seat] = {}
    holds: Mapping[int, int | None] = {}
    if me is not None and any(holding.role in SEATED for holding in actor.holdings):
        chairs = chairs_of(dilemmas, now)
        people = may_hold_powers(chairs, marks["absent"])
        taken = seats([dilemma.id for dilemma in dilemmas], people | {me})
        holds = powers_by(dilemmas, chairs, marks["absent"], taken)
    return Ties(
        taken, holds, marks["eligible"].keys(), marks["named"].keys(), marks["review"].keys(), marks["co_author"].keys(),
        marks["author_left"].keys(),
    )  # fmt: skip


def sponsored(me: int | None, dilemmas: Sequence[Dilemma]) -> list[int]:
    """The issued dilemmas this person sponsors, by id: of these it matters to them whether an author is left."""
    return [one.id for one in dilemmas if me is not None and one.sponsor_id == me and one.issued_at is not None]


_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_AGREED: BindParameter[int] = bindparam("agreed", expanding=True)
# Every page of a dilemma asks the statements of this module: they are built once.
_MARKS: CompoundSelect[Any] = union_all(
    select(literal("eligible").label("kind"), EligibleMember.dilemma_id.label("dilemma_id"), EligibleMember.person_id)
    .where(EligibleMember.person_id == bindparam("me"), EligibleMember.dilemma_id.in_(_IDS)),
    select(literal("named"), NamedReader.dilemma_id, NamedReader.person_id)
    .where(NamedReader.person_id == bindparam("me"), NamedReader.dilemma_id.in_(_IDS)),
    select(literal("co_author"), CoAuthor.dilemma_id, CoAuthor.person_id)
    .where(CoAuthor.person_id == bindparam("me"), CoAuthor.dilemma_id.in_(_IDS)),
    select(literal("author_left"), Dilemma.id, cast(null(), Integer()))
    .where(Dilemma.id.in_(bindparam("sponsored", expanding=True)), authors.has_author_left(bindparam("day"))),
    select(literal("absent"), ChairAbsence.dilemma_id, ChairAbsence.chosen_id).where(ChairAbsence.dilemma_id.in_(_IDS)),
    select(literal("review"), Publication.dilemma_id, cast(null(), Integer()))
    .where(Publication.status == PublicationStatus.IN_REVIEW, Publication.dilemma_id.in_(_AGREED)),
    select(literal("review"), PublicAnswer.dilemma_id, cast(null(), Integer()))
    .where(PublicAnswer.held_back, PublicAnswer.dilemma_id.in_(_AGREED)),
)  # fmt: skip


def _marks(me: int | None, dilemmas: Sequence[Dilemma], now: datetime) -> dict[str, dict[int, int | None]]:
    """Small facts of several tables in one query, each by dilemma: where one is eligible, named or co-author, what is
    in review, where an author is left, and where the Chair is absent, with whoever was chosen.
    """
    named = {
        "me": me,
        "ids": [dilemma.id for dilemma in dilemmas],
        "agreed": [dilemma.id for dilemma in dilemmas if dilemma.agreed_at is not None],
        "sponsored": sponsored(me, dilemmas),
        "day": day_of(now),
    }
    rows: Sequence[Any] = db.session.execute(_MARKS, named).all()
    kinds = ("eligible", "named", "co_author", "author_left", "absent", "review")
    found: dict[str, dict[int, int | None]] = {kind: {} for kind in kinds}
    for row in rows:
        found[row.kind][row.dilemma_id] = row.person_id
    return found


def of_many(actor: Actor, dilemmas: Sequence[Dilemma], now: datetime) -> dict[int, Standing]:
    """The actor's standing to each of these dilemmas, by id, in a fixed number of queries."""
    return of_tied(actor, dilemmas, now, ties(actor, dilemmas, now)) if dilemmas else {}


def of_tied(actor: Actor, dilemmas: Sequence[Dilemma], now: datetime, tied: Ties) -> dict[int, Standing]:
    """The actor's standing to each of these dilemmas, by id, from ties that are read already."""
    me = actor.person_id
    return {
        dilemma.id: _one(
            actor, dilemma, now,
            seat=tied.seats.get((dilemma.id, me), Seat.UNDECLARED) if me is not None else Seat.NONE,
            chair_power=me is not None and tied.powers.get(dilemma.id) == me,
            eligible=dilemma.id in tied.eligible,
            named=dilemma.id in tied.named,
            under_review=dilemma.id in tied.under_review,
            co_author=dilemma.id in tied.co_author,
            author_left=dilemma.id in tied.author_left,
        )
        for dilemma in dilemmas
    }  # fmt: skip


def of(actor: Actor, dilemma: Dilemma, now: datetime) -> Standing:
    """The actor's standing to one dilemma at ``now`` (aware UTC)."""
    return of_many(actor, [dilemma], now)[dilemma.id]


def open_dilemma(actor: Actor, ref: str, action: Action, now: datetime) -> tuple[Dilemma, Standing]:
    """The dilemma at ``ref`` and the actor's standing to it, for a page that needs ``action``.

    Refuses with NotKnown where there is none or they may not know of it, alike; with NotAllowed and the reason where
    they may know.
    """
    dilemma, standing = _opened(actor, ref, now)
    require(standing, action)
    return dilemma, standing


_OPENED = "ethics.opened"
_AT = (
    select(Dilemma)
    .where(Dilemma.ref == bindparam("ref"))
    .options(joinedload(Dilemma.committee), joinedload(Dilemma.force))  # every page names one of them
)


def _opened(actor: Actor, ref: str, now: datetime) -> tuple[Dilemma, Standing]:
    """The dilemma and the standing, worked out once for one request: the door asks before the page's reading does.

    What was found counts within its transaction, at its moment, and while nothing has been written since. Services do
    not come here: they ask again under the lock.
    """
    session = db.session()
    clean = not (session.new or session.dirty or session.deleted)
    kept = session.info.get(_OPENED) if clean else None
    if kept is not None and kept[:3] == (actor, ref, now) and kept[3] is session.get_transaction():
        return kept[4], kept[5]
    dilemma = session.scalar(_AT, {"ref": ref})
    if dilemma is None:
        raise NotKnown
    standing = of(actor, dilemma, now)
    session.info[_OPENED] = (actor, ref, now, session.get_transaction(), dilemma, standing)
    return dilemma, standing


@event.listens_for(Session, "after_flush")
def _forget_on_flush(session: Session, _context: object) -> None:
    session.info.pop(_OPENED, None)


@event.listens_for(Session, "do_orm_execute")
def _forget_on_write(state: ORMExecuteState) -> None:
    if not state.is_select:
        state.session.info.pop(_OPENED, None)


def require(standing: Standing, action: Action) -> None:
    """Refuse unless this standing permits ``action``, in the way the policy's verdict says."""
    verdict = decide(action, standing)
    if verdict:
        return
    if not verdict.may_know or verdict.reason is None:
        raise NotKnown
    raise NotAllowed(verdict.reason)


def _one(
    actor: Actor,
    dilemma: Dilemma,
    now: datetime,
    *,
    seat: Seat,
    chair_power: bool,
    eligible: bool,
    named: bool,
    under_review: bool,
    co_author: bool,
    author_left: bool,
) -> Standing:
    day = day_of(now)
    roles = actor.roles_at(dilemma.committee_id, day)
    at_force = {holding.role for holding in actor.at_force(dilemma.force_id, day)}
    me = actor.person_id
    began = me is not None and dilemma.author_id == me
    author = (began or co_author) and Role.AUTHOR in at_force
    sponsor = me is not None and dilemma.sponsor_id == me and Role.SPONSOR in at_force
    holding, former = _seat_holding(actor, dilemma, now)
    former = former and not (author or sponsor)
    attends = bool(roles & {Role.POLICE_ADVISER, Role.OBSERVER})
    capacities = tuple(
        role for role, held in (
            (Role.AUTHOR, author), (Role.SPONSOR, sponsor), *((role, role in roles) for role in Role if role not in SEATED),
            *((role, holding is not None and holding.role is role) for role in Role if role in SEATED),
        ) if held
    )  # fmt: skip
    standing = Standing(
        state=dilemma.state,
        phase=lifecycle.phase(dilemma.state, times(dilemma), now),
        released=dilemma.released_at is not None,
        accepted=dilemma.accepted_at is not None,
        issued=dilemma.issued_at is not None,
        agreed=dilemma.agreed_at is not None,
        sent=dilemma.sent_at is not None,
        under_review=under_review,
        new_version=dilemma.new_version,
        person_id=me,
        author=author,
        first_author=author and began,
        no_author_left=sponsor and dilemma.issued_at is not None and not author_left,
        sponsor=sponsor,
        secretary=Role.SECRETARY in roles,
        seat=seat if holding is not None else Seat.NONE,
        gives_positions=holding is not None and holding.gives_positions,
        eligible=eligible,
        chair_power=chair_power and holding is not None and not former,
        vice_chair=Role.VICE_CHAIR in roles,
        attends=attends,
        named_for_part_2=named,
        reviewer=Role.DISCLOSURE_REVIEWER in roles,
        monitoring=Role.MONITORING_OFFICER in roles,
        administrator=actor.administers(day),
        former=former,
        capacities=capacities,
    )
    if not former or holding is None:
        return standing
    end = last_moment(holding)
    then = state_at(dilemma, end)
    return replace(
        standing,
        until=None if author or sponsor or attends or _serves(roles) else end,
        state=then,
        phase=lifecycle.phase(then, times(dilemma), min(now, end)),
        agreed=dilemma.agreed_at is not None and dilemma.agreed_at <= end,
        sent=dilemma.sent_at is not None and dilemma.sent_at <= end,
    )


def _serves(roles: Set[Role]) -> bool:
    """Whether what they are to the committee today lets them read on, whatever seat they had."""
    return bool(roles & {Role.SECRETARY, Role.DISCLOSURE_REVIEWER, Role.MONITORING_OFFICER})


_SINCE = (
    (State.CLOSED, "closed_at"), (State.ANSWERED, "answered_at"), (State.SENT, "sent_at"), (State.AGREED, "agreed_at"),
    (State.CIRCULATED, "circulated_at"), (State.DISCUSSED, "discussed_at"), (State.ISSUED, "issued_at"),
)  # fmt: skip


def state_at(dilemma: Dilemma, moment: datetime) -> State:
    """The state an issued dilemma was in at a moment, as far as its times tell: drafting reads as discussed."""
    if dilemma.withdrawn_at is not None and dilemma.withdrawn_at <= moment:
        return State.WITHDRAWN
    for state, column in _SINCE:
        since = getattr(dilemma, column)
        if since is not None and since <= moment:
            return state
    return dilemma.state
