"""Dilemmas in a list, and the page of one: where it stands in its life, what a person may do now, where things are."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import exists, func, select

from ethics.domain import lifecycle
from ethics.domain.actor import Actor
from ethics.domain.bodies import BodyAction
from ethics.domain.dilemmas import Doing, Group, Place, Stop, life, sentence, word
from ethics.domain.policy import FOR_OTHERS, Action, Seat, Standing, decide
from ethics.domain.vocabulary import PartyKind, Phase, State, Step
from ethics.domain.words import Message
from ethics.extensions import db
from ethics.models import AgendaItem, Committee, Dilemma, Force, Meeting, PaperVersion, Party, Source
from ethics.reading import asks_of_enquiries, asks_of_members, asks_of_office, scope
from ethics.reading import journal as journals
from ethics.reading import standing as standings
from ethics.reading.asks import Ask
from ethics.reading.bodies import may_anywhere
from ethics.reading.pile import Item
from ethics.reading.piling import pile
from ethics.reading.standing import open_dilemma
from ethics.reading.titles import title_for

ON_A_PAGE = 25
LATELY = 5


# -- the list ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """One dilemma of a list."""

    ref: str
    title: str
    state: State
    word: Message
    urgent: bool
    force: str
    committee: str
    letter: str
    meeting_at: datetime | None
    started_at: datetime


@dataclass(frozen=True, slots=True)
class Dilemmas:
    """A page of the dilemmas a person may know of, newest first."""

    rows: tuple[Row, ...]
    group: Group | None
    total: int
    page: int
    pages: int
    several_committees: bool
    may_start: bool


def dilemmas(actor: Actor, now: datetime, group: Group | None = None, page: int = 1) -> Dilemmas:
    """The dilemmas whose title the actor may see, narrowed to a group of states. Counts nothing they may not know."""
    mine = scope.titles(actor, now)
    if group is not None:
        mine &= Dilemma.state.in_(group.states)
    total = db.session.scalar(select(func.count()).select_from(Dilemma).where(mine)) or 0
    pages = max(1, -(-total // ON_A_PAGE))
    page = min(max(page, 1), pages)
    present = (
        select(func.max(AgendaItem.id))
        .where(AgendaItem.dilemma_id == Dilemma.id, AgendaItem.left_at.is_(None))
        .correlate(Dilemma)
        .scalar_subquery()
    )
    found = db.session.execute(
        select(
            Dilemma, Force.name.label("force"), Committee.name.label("committee"), AgendaItem.letter, Meeting.starts_at
        )
        .join(Force, Force.id == Dilemma.force_id)
        .join(Committee, Committee.id == Dilemma.committee_id)
        .outerjoin(AgendaItem, AgendaItem.id == present)
        .outerjoin(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(mine)
        .order_by(Dilemma.started_at.desc(), Dilemma.id.desc())
        .limit(ON_A_PAGE)
        .offset((page - 1) * ON_A_PAGE)
    ).all()
    seen = standings.of_many(actor, [row.Dilemma for row in found], now)
    rows = tuple(_row(row, seen[row.Dilemma.id]) for row in found)
    several = len({row.committee for row in rows}) > 1
    return Dilemmas(rows, group, total, page, pages, several, may_anywhere(actor, BodyAction.START_DILEMMA, now))


def _row(found, standing: Standing) -> Row:  # type: ignore[no-untyped-def]
    dilemma: Dilemma = found.Dilemma
    more = knows_more(standing)
    return Row(
        dilemma.ref, title_for(dilemma, standing), standing.state, word(standing.state, standing.phase), dilemma.urgent, found.force,
        found.committee, (found.letter or "") if more else "", found.starts_at if more else None, dilemma.started_at,
    )  # fmt: skip


def knows_more(standing: Standing) -> bool:
    """Whether letter, meeting, unit and parties are theirs too; who runs the installation sees title and state alone."""
    return bool(decide(Action.SEE_TITLE, replace(standing, administrator=False)))


# -- one of them ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Meets:
    """The meeting it is on."""

    ref: str
    letter: str
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Here:
    """A page of this dilemma: where it leads, and where it is not open yet, why."""

    place: Place
    ref: str
    """What its address names: the dilemma, or its advice by the public ref."""
    opens: bool
    waits: Message | None


@dataclass(frozen=True, slots=True)
class NotYet:
    """Steps that are theirs to take and cannot be taken yet, with the guard's sentence."""

    steps: tuple[Step, ...]
    missing: Message


@dataclass(frozen=True, slots=True)
class DilemmaPage:
    """One dilemma's own page, made for one person."""

    ref: str
    title: str
    state: State
    word: Message
    sentence: Message
    urgent: bool
    knows_more: bool
    committee: str
    force: str
    unit: str
    meets: Meets | None
    parties: tuple[tuple[str, PartyKind], ...]
    no_parties: bool
    life: tuple[Stop, ...]
    asks: tuple[Ask, ...]
    not_yet: tuple[NotYet, ...]
    doings: tuple[Doing, ...]
    """What they may also do, beside what is asked."""
    places: tuple[Here, ...]
    lately: tuple[journals.Line, ...]
    phase: Phase
    closes_at: datetime | None
    overdue: bool


def dilemma(actor: Actor, ref: str, now: datetime) -> DilemmaPage:
    """The page of the dilemma at ``ref``. Refuses with NotKnown who may not see its title."""
    found, standing = open_dilemma(actor, ref, Action.SEE_TITLE, now)
    (item,) = pile(actor, Dilemma.id == found.id, now)
    more = knows_more(standing)
    said = _said(found) if more else _Said("", "", (), no_parties=False, imported=False)
    rules = (*asks_of_members.RULES, *asks_of_office.RULES, *asks_of_enquiries.RULES)
    asks = tuple(ask for rule in rules for ask in rule(item, now))
    times = standings.times(found)
    meets = Meets(item.sitting.ref, item.sitting.letter, item.sitting.starts_at) if item.sitting and more else None
    return DilemmaPage(
        ref=found.ref,
        title=title_for(found, standing),
        state=standing.state,
        word=word(standing.state, standing.phase),
        sentence=sentence(
            standing.state, standing.phase, urgent=found.urgent, now=now, closes_at=found.closes_at,
            meets_at=meets.starts_at if meets else None, replies_due_at=found.replies_due_at,
            response_due_at=found.response_due_at, redirected_to=found.redirected_to,
        ),
        urgent=found.urgent,
        knows_more=more,
        committee=item.committee.name,
        force=said.force,
        unit=found.unit if more else "",
        meets=meets,
        parties=said.parties,
        no_parties=said.no_parties,
        life=_life(found, standing),
        asks=asks,
        not_yet=_not_yet(item, asks, now),
        doings=_doings(item, now),
        places=_places(item, standing, imported=said.imported),
        lately=journals.latest(actor, found, standing, now, limit=LATELY, without=journals.BUSY),
        phase=standing.phase,
        closes_at=found.closes_at if more else None,
        overdue=lifecycle.response_is_overdue(standing.state, times, now),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Said:
    force: str
    unit: str
    parties: tuple[tuple[str, PartyKind], ...]
    no_parties: bool
    imported: bool


def _said(found: Dilemma) -> _Said:
    """Force and parties, of the version last issued, else of the one being written; and whether it came from a file."""
    version = (
        select(PaperVersion.id)
        .where(PaperVersion.dilemma_id == found.id)
        .order_by(
            PaperVersion.frozen_at.is_(None) if found.issued_at else PaperVersion.id.desc(), PaperVersion.number.desc()
        )
        .limit(1)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(
            Force.name, PaperVersion.no_parties, Party.name.label("party"), Party.kind,
            exists().where(Source.dilemma_id == found.id).label("imported"),
        )
        .select_from(Force)
        .outerjoin(PaperVersion, PaperVersion.id == version)
        .outerjoin(Party, Party.version_id == PaperVersion.id)
        .where(Force.id == found.force_id)
        .order_by(Party.position, Party.id)
    ).all()  # fmt: skip
    parties = tuple((row.party, row.kind) for row in rows if row.party is not None)
    return _Said(rows[0].name, found.unit, parties, bool(rows[0].no_parties), bool(rows[0].imported))


def _life(found: Dilemma, standing: Standing) -> tuple[Stop, ...]:
    """Where it stands in its life. A former member sees it up to their last day."""
    then = standing if standing.former else None
    return life(
        standing.state,
        standing.phase,
        urgent=found.urgent,
        released_at=found.released_at,
        accepted_at=found.accepted_at,
        closes_at=found.closes_at if found.issued_at else None,
        discussed_at=found.discussed_at,
        agreed_at=found.agreed_at if then is None or then.agreed else None,
        answered_at=found.answered_at if then is None else None,
        ended_at=found.withdrawn_at,
    )


def _not_yet(item: Item, asks: Sequence[Ask], now: datetime) -> tuple[NotYet, ...]:
    """Steps out of this state that are theirs and cannot be taken yet, unless an ask says so already."""
    told = {str(sentence) for ask in asks for sentence in (*ask.detail, *((ask.waits,) if ask.waits else ()))}
    waiting: dict[str, tuple[Message, list[Step]]] = {}
    for step in lifecycle.steps_out_of(item.dilemma.state):
        line = lifecycle.transition(item.dilemma.state, step)
        if line is None or not line.guards or not decide(line.action, item.standing):
            continue
        missing = item.still_missing(step, now)
        if missing is not None and str(missing) not in told and not _for_urgent_only(item, step):
            waiting.setdefault(str(missing), (missing, []))[1].append(step)
    return tuple(NotYet(tuple(steps), missing) for missing, steps in waiting.values())


def _for_urgent_only(item: Item, step: Step) -> bool:
    """Skipping the meeting is nothing a person waits for: either the item is urgent or it is not."""
    return not item.dilemma.urgent and (item.dilemma.state, step) in (
        (State.ACCEPTED, Step.ISSUE),
        (State.ISSUED, Step.DRAFT_ADVICE),
    )


def _doings(item: Item, now: datetime) -> tuple[Doing, ...]:
    """What they may also do now, by the policy and the table of the lifecycle."""

    def can(step: Step) -> bool:
        line = lifecycle.transition(item.dilemma.state, step)
        return line is not None and bool(decide(line.action, item.standing)) and item.still_missing(step, now) is None

    standing = item.standing
    declared = standing.seat not in (Seat.NONE, Seat.UNDECLARED)
    open_now = {
        Doing.MOVE_CLOSE: bool(decide(Action.MOVE_CLOSE, standing)),
        Doing.RECORD: item.dilemma.state is State.ISSUED
        and bool(decide(Action.RECORD_MEETING, standing))
        and item.sitting is not None,
        Doing.CHAIR_ABSENT: item.dilemma.state not in (State.DRAFT, State.CLOSED)
        and bool(decide(Action.RECORD_MEETING, standing)),
        Doing.DEFER: can(Step.DEFER),
        Doing.MOVE_MEETING: can(Step.MOVE),
        Doing.DECLARE_AGAIN: declared and bool(decide(Action.DECLARE, standing)),
        Doing.NEW_VERSION: item.dilemma.new_version is None and bool(decide(Action.MAKE_VERSION, standing)),
        Doing.WITHDRAW: can(Step.WITHDRAW),
    }
    return tuple(doing for doing in Doing if open_now[doing])


def _places(item: Item, standing: Standing, *, imported: bool) -> tuple[Here, ...]:
    """The pages of this dilemma: those that are open, and those that are theirs and will be, with the reason why not yet."""
    found = []
    for place, actions in _PLACES.items():
        verdicts = [decide(action, standing) for action in actions]
        if place is Place.SOURCE and not imported:
            continue
        if any(verdicts):
            found.append(Here(place, item.dilemma.ref, True, None))
        elif place in _SAID_WHY_NOT and verdicts[0].reason is not None and verdicts[0].reason != FOR_OTHERS:
            found.append(Here(place, item.dilemma.ref, False, verdicts[0].reason))
    if item.public_ref is not None:
        found.append(Here(Place.PUBLISHED, item.public_ref, True, None))
    return tuple(found)


_PLACES: dict[Place, tuple[Action, ...]] = {
    Place.PAPER: (Action.READ_PAPER,),
    Place.SOURCE: (Action.READ_SOURCE,),
    Place.AUTHORS: (Action.SEE_AUTHORS,),
    Place.ENQUIRIES: (Action.SEE_ENQUIRIES,),
    Place.NOTES: (Action.SEE_OWN_NOTES,),
    Place.DECLARATIONS: (Action.SEE_DECLARATIONS,),
    Place.POSITIONS: (Action.SEE_COUNT_IN,),
    Place.REVEAL: (Action.SEE_POSITIONS,),
    Place.DRAFTING: (Action.EDIT_ADVICE,),
    Place.ADVICE: (Action.SEE_AGREED_ADVICE, Action.SEE_DRAFT_ADVICE),
    Place.MINORITY: (Action.WRITE_MINORITY_VIEW,),
    Place.REVIEW: (Action.SEE_REVIEW,),
    Place.PART_2_READS: (Action.TRIAGE,),
}
"""Each page with the actions that open it."""

_SAID_WHY_NOT = frozenset({Place.PAPER, Place.REVEAL, Place.ADVICE})
"""Pages worth naming before they open."""
