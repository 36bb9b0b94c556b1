"""The agenda of one meeting as its reader may see it, and what its Secretary has to do for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from ethics.domain import clear_days
from ethics.domain.actor import Actor
from ethics.domain.bodies import BodyAction, decide_for_body
from ethics.domain.policy import Action, Seat, Standing, decide
from ethics.domain.vocabulary import SEATED, Phase, Role, State
from ethics.domain.words import Message, say, say_many
from ethics.extensions import db
from ethics.models import (
    AgendaItem,
    Appointment,
    Committee,
    Dilemma,
    Force,
    Meeting,
    PaperVersion,
    QuestionWording,
    Reason,
)
from ethics.reading import scope
from ethics.reading import standing as standings
from ethics.reading.concerned import MEETS
from ethics.reading.interim import goes_onto
from ethics.reading.meeting_changes import Was, was_to_be
from ethics.reading.meetings import open_meeting
from ethics.reading.people import day_of, holders
from ethics.reading.seats import powers
from ethics.reading.titles import title_for


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the agenda. ``more`` says where it stands, as far as its reader may know; ``left`` where it went.

    A member who has withdrawn keeps the line itself (product.md), and learns nothing more from it.
    """

    ref: str
    letter: str
    title: str
    brings: str
    more: tuple[Message, ...]
    late_reason: str
    issued_at: datetime | None
    """When its paper went out for this meeting, where the reader may know."""
    left: Message | None
    to_issue: bool
    to_record: bool


@dataclass(frozen=True, slots=True)
class There:
    """Somebody of the committee, and the office they hold there, if they are more than a member."""

    name: str
    office: Role | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A dilemma that was accepted and is on no meeting yet."""

    ref: str
    title: str
    urgent: bool


@dataclass(frozen=True, slots=True)
class Agenda:
    """One meeting for one reader."""

    ref: str
    committee_id: int
    committee: str
    starts_at: datetime
    ends_at: datetime | None
    place: str
    published_at: datetime | None
    was: Was | None
    row_version: int
    items: tuple[Item, ...]
    interim: tuple[Item, ...]
    members: tuple[There, ...]
    attending: tuple[There, ...]
    quorum_heads: int
    quorum_independent: int
    issued_at: datetime | None
    clear: Message | None
    next_at: datetime | None
    roles: tuple[Role, ...]
    may_manage: bool
    begun: bool
    waiting: tuple[Waiting, ...]

    @property
    def to_do(self) -> tuple[Item, ...]:
        """The items that ask something of the Secretary now."""
        return tuple(item for item in self.items if item.to_issue or item.to_record)


def agenda(actor: Actor, ref: str, now: datetime) -> Agenda:
    """One meeting with its agenda as the actor may see it. Refuses with NotKnown whoever does not meet there."""
    row, committee = open_meeting(actor, ref, BodyAction.SEE_MEETINGS, now)
    roles = actor.roles_at(committee.id, day_of(now))
    manages = bool(decide_for_body(BodyAction.HOLD_MEETINGS, roles))
    people = holders(committee.id, MEETS, day_of(row.starts_at))
    before, after = _neighbours(row)
    items, interim = _items(actor, row, before, now, manages=manages)
    issued_at = max((item.issued_at for item in items if item.issued_at is not None), default=None)
    return Agenda(
        ref=row.ref,
        committee_id=committee.id,
        committee=committee.name,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        place=row.place,
        published_at=row.agenda_published_at,
        was=was_to_be(row.id, None),
        row_version=row.row_version,
        items=items,
        interim=interim,
        members=_by_office(one for one in people if one.role in SEATED and one.gives_positions),
        attending=_by_office(one for one in people if one.role not in SEATED or not one.gives_positions),
        quorum_heads=committee.quorum_heads,
        quorum_independent=committee.quorum_independent,
        issued_at=issued_at,
        clear=_clear(committee, issued_at, row.starts_at) if issued_at else None,
        next_at=after,
        roles=tuple(role for role in Role if role in roles),
        may_manage=manages,
        begun=row.starts_at <= now,
        waiting=_waiting(committee.id) if manages and row.starts_at > now else (),
    )


def _by_office(found: Iterable[Appointment]) -> tuple[There, ...]:
    """Chair and Vice-chair first, then by name."""
    order = {Role.CHAIR: 0, Role.VICE_CHAIR: 1, Role.MEMBER: 2}
    ordered = sorted(found, key=lambda one: (order.get(one.role, 3), one.person.name, one.id))
    return tuple(There(one.person.name, one.role if one.role is not Role.MEMBER else None) for one in ordered)


def _clear(committee: Committee, issued_at: datetime, starts_at: datetime) -> Message:
    working = committee.clear_days_are_working_days
    days = clear_days.clear_days_between(day_of(issued_at), day_of(starts_at), working=working)
    return clear_days.said(days, working=working)


def _neighbours(row: Meeting) -> tuple[datetime | None, datetime | None]:
    """When the committee met before, and when it meets next."""
    here = Meeting.committee_id == row.committee_id
    before = select(func.max(Meeting.starts_at)).where(here, Meeting.starts_at < row.starts_at).scalar_subquery()
    after = select(func.min(Meeting.starts_at)).where(here, Meeting.starts_at > row.starts_at).scalar_subquery()
    found = db.session.execute(select(before.label("before"), after.label("after"))).one()
    return found.before, found.after


def _items(
    actor: Actor, row: Meeting, before: datetime | None, now: datetime, *, manages: bool
) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """The lines of the agenda in the order of their letters, and the urgent items issued without a meeting since the
    last one, which go onto the next agenda (product.md).
    """
    later, moved = aliased(AgendaItem), aliased(Meeting)
    newest = (
        select(PaperVersion.id)
        .where(PaperVersion.dilemma_id == Dilemma.id)
        .order_by(PaperVersion.frozen_at.is_(None), PaperVersion.number.desc())
        .limit(1)
        .correlate(Dilemma)
        .scalar_subquery()
    )
    questions = (
        select(func.count(QuestionWording.id))
        .where(QuestionWording.version_id == newest)
        .correlate(Dilemma)
        .scalar_subquery()
    )
    went_to = (
        select(moved.starts_at)
        .join(later, later.meeting_id == moved.id)
        .where(later.dilemma_id == Dilemma.id, later.left_at.is_(None))
        .correlate(Dilemma)
        .limit(1)
        .scalar_subquery()
    )
    of_this: ColumnElement[bool] = AgendaItem.id.is_not(None)
    urgent = goes_onto(row.committee_id, row.starts_at, before)
    rows = db.session.execute(
        select(
            AgendaItem, Dilemma, Force.name.label("force"), Reason.text.label("late"),
            questions.label("questions"), went_to.label("went_to"),
        )
        .select_from(Dilemma)
        .join(Force, Force.id == Dilemma.force_id)
        .outerjoin(AgendaItem, (AgendaItem.dilemma_id == Dilemma.id) & (AgendaItem.meeting_id == row.id))
        .outerjoin(Reason, Reason.id == AgendaItem.late_reason_id)
        .where(scope.titles(actor, now), of_this | urgent)
        .order_by(func.length(AgendaItem.letter), AgendaItem.letter, Dilemma.issued_at, Dilemma.id)
    ).all()  # fmt: skip
    dilemmas = [found.Dilemma for found in rows]
    mine = standings.of_many(actor, dilemmas, now)
    chairs = (
        _acting_chairs(dilemmas, now) if any(decide(Action.SEE_DECLARATIONS, one) for one in mine.values()) else set()
    )
    on_it: list[Item] = []
    interim: list[Item] = []
    for found in rows:
        item, dilemma, standing = found.AgendaItem, found.Dilemma, mine[found.Dilemma.id]
        here = item is not None and item.left_at is None
        knows = here and not _has_withdrawn(standing)
        line = Item(
            ref=dilemma.ref,
            letter=item.letter if item is not None else "",
            title=title_for(dilemma, standing),
            brings=dilemma.unit or found.force,
            more=_more(dilemma, standing, found.questions, acting=dilemma.id in chairs) if here or item is None else (),
            late_reason=found.late or "" if knows else "",
            issued_at=dilemma.issued_at if knows and _went_out_for(dilemma, row) else None,
            left=_left(dilemma, standing, item, found.went_to) if item is not None and not here else None,
            to_issue=here and manages and dilemma.state is State.SCHEDULED,
            to_record=here and manages and dilemma.state is State.ISSUED and row.starts_at <= now,
        )
        (on_it if item is not None else interim).append(line)
    return tuple(on_it), tuple(interim)


def _acting_chairs(dilemmas: Sequence[Dilemma], now: datetime) -> set[int]:
    """The dilemmas for which somebody else than the Chair holds the Chair's powers."""
    held = powers(dilemmas, now)
    chairs = (
        {one.person_id for one in holders(dilemmas[0].committee_id, (Role.CHAIR,), day_of(now))} if dilemmas else set()
    )
    return {dilemma_id for dilemma_id, person_id in held.items() if person_id not in chairs}


def _has_withdrawn(standing: Standing) -> bool:
    return standing.seat is Seat.WITHDRAWN and not standing.secretary


def _went_out_for(dilemma: Dilemma, row: Meeting) -> bool:
    return dilemma.issued_at is not None and dilemma.issued_at < row.starts_at


def _left(dilemma: Dilemma, standing: Standing, item: AgendaItem, went_to: datetime | None) -> Message:
    assert item.left_at is not None
    issued_at = None if _has_withdrawn(standing) else dilemma.issued_at
    deferred = issued_at is not None and item.left_at >= issued_at
    if went_to is None:
        return say("Taken off this agenda.")
    if deferred:
        return say("Deferred to the meeting of %(day)s.", day=day_of(went_to))
    return say("Moved to the meeting of %(day)s.", day=day_of(went_to))


def _more(dilemma: Dilemma, standing: Standing, questions: int, *, acting: bool) -> tuple[Message, ...]:
    """Where the item stands, in short sentences, as far as this reader may know."""
    if _has_withdrawn(standing):
        return (say("You have withdrawn from this item."),)
    said: list[Message] = []
    if dilemma.urgent and dilemma.issued_at is not None:
        said.append(say("Urgent: the advice is interim."))
    if decide(Action.READ_PAPER, standing):
        said.append(say_many("One question.", "%(n)s questions.", questions))
    said.append(_stands(dilemma, standing.phase))
    if acting and decide(Action.SEE_DECLARATIONS, standing) and standing.issued:
        said.append(say("The Chair does not preside on this item."))
    return tuple(said)


def _stands(dilemma: Dilemma, phase: Phase) -> Message:
    if dilemma.state is State.WITHDRAWN:
        return say("Withdrawn by the force.")
    if phase is Phase.NOT_OPEN:
        return say("The paper has not been issued yet.")
    assert dilemma.closes_at is not None
    if phase is Phase.OPEN:
        return say("Positions are sealed and close at %(at)s.", at=dilemma.closes_at)
    if dilemma.state is State.ISSUED:
        return say("Positions closed and were revealed at %(at)s.", at=dilemma.closes_at)
    return say("%(state)s.", state=dilemma.state.words)


def _waiting(committee_id: int) -> tuple[Waiting, ...]:
    rows = db.session.scalars(
        select(Dilemma)
        .where(Dilemma.committee_id == committee_id, Dilemma.state == State.ACCEPTED)
        .order_by(Dilemma.urgent.desc(), Dilemma.accepted_at, Dilemma.id)
    )
    return tuple(Waiting(row.ref, row.title, row.urgent) for row in rows)
