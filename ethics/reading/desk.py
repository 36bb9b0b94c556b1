"""The desk: what is asked of me, by when, most pressing first; what became of what I said; my next meeting."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, func, or_, select

from ethics.domain.actor import Actor
from ethics.domain.asks import AskKind
from ethics.domain.bodies import BodyAction, decide_for_body
from ethics.domain.policy import Action, decide
from ethics.domain.reveal import counted
from ethics.domain.vocabulary import SEATED, Answer, Event, Role, State
from ethics.domain.words import Message, say, say_many
from ethics.extensions import db
from ethics.models import (
    AgendaItem,
    Appointment,
    Clause,
    Committee,
    Condition,
    Consideration,
    Dilemma,
    JournalEntry,
    Meeting,
    Person,
    Placement,
    Position,
    Response,
)
from ethics.reading import asks_of_enquiries, asks_of_members, asks_of_office, authors, scope
from ethics.reading.asks import Ask
from ethics.reading.bodies import may_anywhere
from ethics.reading.people import day_of
from ethics.reading.pile import Item
from ethics.reading.piling import OVER, pile

FRESH = timedelta(days=60)
"""How long something that happened stays on the desk."""
MOST_NEWS = 6


@dataclass(frozen=True, slots=True)
class News:
    """What became of something: when, what, and where to read it."""

    at: datetime
    title: Message
    detail: tuple[Message, ...]
    ref: str
    public_ref: str | None
    """The public address it leads to, where what happened is public now."""
    advice: bool
    """Whether it leads to the advice, else to the dilemma's own page."""


@dataclass(frozen=True, slots=True)
class NextMeeting:
    """The next meeting of a committee one meets with."""

    ref: str
    committee: str
    starts_at: datetime
    ends_at: datetime | None
    place: str
    things: int
    """How many dilemmas are on its agenda."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One person's desk."""

    lead: Message
    """How many things are asked."""
    asks: tuple[Ask, ...]
    news: tuple[News, ...]
    news_heading: Message
    next_meeting: NextMeeting | None
    several_capacities: bool
    """Whether each ask says in which capacity it is theirs."""
    late: bool
    """Whether the nearest time has passed."""
    may_start: bool
    """Whether they may bring a dilemma for some force."""

    @property
    def nearest(self) -> Ask | None:
        """The ask with the nearest time, if any has one."""
        dated = [ask for ask in self.asks if ask.by is not None and ask.waits is None]
        return min(dated, key=_urgency, default=None)


def desk(actor: Actor, now: datetime) -> Desk:
    """The desk of somebody signed in, in a fixed number of queries. Nothing on it is of a thing they may not know."""
    happened = _happened(actor, now)
    titles = scope.titles(actor, now)
    items: tuple[Item, ...] = ()
    if _has_dilemmas(actor, now):
        items = pile(
            actor, titles & or_(Dilemma.state.not_in(OVER), Dilemma.id.in_({one.dilemma_id for one in happened})), now
        )
    rules = (*asks_of_members.RULES, *asks_of_office.RULES, *asks_of_enquiries.RULES)
    asks = [ask for item in items if item.dilemma.state not in OVER for rule in rules for ask in rule(item, now)]
    asks += _seats_to_confirm(actor, now)
    asks.sort(key=_urgency)
    roles = {holding.role for holding in actor.holdings if holding.runs_on(day_of(now))}
    return Desk(
        lead=_lead(len(asks), actor.name.partition(" ")[0]),
        asks=tuple(asks),
        news=_news(actor, {item.dilemma.id: item for item in items}, happened),
        news_heading=_news_heading(roles),
        next_meeting=_next_meeting(actor, now),
        several_capacities=len(roles) > 1,
        late=any(ask.by is not None and ask.by < now and ask.waits is None for ask in asks),
        may_start=may_anywhere(actor, BodyAction.START_DILEMMA, now),
    )


def _lead(n: int, name: str) -> Message:
    if n == 0:
        return say("Nothing today, %(name)s.", name=name)
    return say_many("One thing, %(name)s.", "%(count)s things, %(name)s.", n, count=counted(n), name=name)


def _has_dilemmas(actor: Actor, now: datetime) -> bool:
    """Whether any of their appointments concerns dilemmas; who runs the installation alone is asked nothing."""
    return any(holding.role is not Role.ADMINISTRATOR for holding in actor.holdings)


_ORDER = {kind: place for place, kind in enumerate(AskKind)}


def _urgency(ask: Ask) -> tuple[object, ...]:
    """Most pressing first, in a total order: by its time, what is late before all; then what has no time, the longest
    asked first; last what waits for somebody else.
    """
    at = ask.by or ask.since
    assert at is not None
    return (ask.waits is not None, ask.by is None, at, _ORDER[ask.kind], str(ask.title), ask.ref)


def _seats_to_confirm(actor: Actor, now: datetime) -> Iterator[Ask]:
    """Seats that wait for the committee's Secretary (rule 17), one ask for each."""
    day = day_of(now)
    committees = {
        holding.committee_id
        for holding in actor.holdings
        if holding.committee_id is not None
        and holding.runs_on(day)
        and decide_for_body(BodyAction.CONFIRM_SEATS, frozenset({holding.role}))
    }
    if not committees:
        return
    rows = db.session.execute(
        select(Appointment.made_at, Appointment.role, Person.name)
        .join(Person, Person.id == Appointment.person_id)
        .where(
            Appointment.committee_id.in_(committees), Appointment.confirmed_at.is_(None), Appointment.role.in_(SEATED),
            Appointment.person_id != actor.person_id, or_(Appointment.ends_on.is_(None), Appointment.ends_on >= day),
        )
        .order_by(Appointment.made_at, Appointment.id)
    )  # fmt: skip
    for row in rows:
        title = say("Confirm the seat of %(name)s", name=row.name)
        detail = say("Appointed as %(role)s. The seat counts once you have confirmed it.", role=row.role.words)
        yield Ask(AskKind.CONFIRM_SEAT, title, detail=(detail,), since=row.made_at, capacity=Role.SECRETARY)


# -- what became of it ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Happened:
    dilemma_id: int
    at: datetime
    event: Event
    to_state: State | None


_TOLD_WHO_BRINGS = (State.ACCEPTED, State.REDIRECTED, State.DECLINED, State.SCHEDULED)
_TOLD_STATES = (
    *_TOLD_WHO_BRINGS, State.AGREED, State.SENT, State.ANSWERED, State.WITHDRAWN,
)  # fmt: skip
_TOLD_EVENTS = (Event.PUBLISHED, Event.CORRECTED, Event.TAKEN_DOWN)


def _happened(actor: Actor, now: datetime) -> list[_Happened]:
    """The newest thing worth telling of each dilemma whose title they may see, newest first."""
    me = actor.person_id
    assert me is not None
    newest_first = JournalEntry.at.desc(), JournalEntry.number.desc()
    newest = (
        select(
            JournalEntry.dilemma_id, JournalEntry.at, JournalEntry.event, JournalEntry.to_state,
            func.row_number().over(partition_by=JournalEntry.dilemma_id, order_by=newest_first).label("place"),
        )
        .join(Dilemma, Dilemma.id == JournalEntry.dilemma_id)
        .where(
            scope.titles(actor, now), JournalEntry.at >= now - FRESH, JournalEntry.at <= now,
            or_(
                JournalEntry.event.in_(_TOLD_EVENTS),
                (JournalEntry.event == Event.STATE_CHANGED)
                & JournalEntry.to_state.in_(_TOLD_STATES)
                & (JournalEntry.from_state != JournalEntry.to_state),
            ),
        )
        .subquery()
    )  # fmt: skip
    rows = db.session.execute(
        select(newest.c.dilemma_id, newest.c.at, newest.c.event, newest.c.to_state)
        .join(Dilemma, Dilemma.id == newest.c.dilemma_id)
        .where(
            newest.c.place == 1,
            or_(
                newest.c.to_state.is_(None), newest.c.to_state.not_in(_TOLD_WHO_BRINGS), authors.writes(me),
                Dilemma.sponsor_id == me,
            ),
        )
        .order_by(newest.c.at.desc(), newest.c.dilemma_id)
        .limit(MOST_NEWS * 4)
    )  # fmt: skip
    return [_Happened(*row) for row in rows]


def _news(actor: Actor, items: dict[int, Item], happened: Sequence[_Happened]) -> tuple[News, ...]:
    told = [(one, items[one.dilemma_id]) for one in happened if one.dilemma_id in items]
    told = [(one, item) for one, item in told if _may_be_told(one, item)][:MOST_NEWS]
    answered = [one.dilemma_id for one, _ in told if one.to_state is State.ANSWERED]
    answers = _answers(answered, actor.person_id) if answered else {}
    return tuple(
        News(
            one.at, _headline(one, item), answers.get(one.dilemma_id, ()), item.dilemma.ref,
            public_ref=item.public_ref if one.event in _TOLD_EVENTS else None,
            advice=bool(decide(Action.SEE_AGREED_ADVICE, item.standing)),
        )
        for one, item in told
    )  # fmt: skip


def _may_be_told(one: _Happened, item: Item) -> bool:
    """Whether this concerns them: the force hears what became of its paper, members what became of what they said."""
    standing = item.standing
    brings = standing.author or standing.sponsor
    if standing.former:
        return False
    if one.to_state in _TOLD_WHO_BRINGS:
        return brings
    if one.to_state is State.WITHDRAWN:
        return bool(decide(Action.READ_PAPER, standing))
    return bool(decide(Action.SEE_AGREED_ADVICE, standing))


def _headline(one: _Happened, item: Item) -> Message:
    title = item.title
    if one.event in _TOLD_EVENTS:
        return {
            Event.PUBLISHED: say("The advice on “%(title)s” was published", title=title),
            Event.CORRECTED: say("The published advice on “%(title)s” was corrected", title=title),
            Event.TAKEN_DOWN: say("The published advice on “%(title)s” was taken down", title=title),
        }[one.event]
    assert one.to_state is not None
    return {
        State.ACCEPTED: say("The committee accepted “%(title)s”", title=title),
        State.REDIRECTED: say("“%(title)s” belongs elsewhere", title=title),
        State.DECLINED: say("The committee declined “%(title)s”", title=title),
        State.SCHEDULED: say("“%(title)s” is on a meeting", title=title),
        State.AGREED: say("The advice on “%(title)s” is agreed", title=title),
        State.SENT: say("The advice on “%(title)s” was sent to the force", title=title),
        State.ANSWERED: say("The force answered on “%(title)s”", title=title),
        State.WITHDRAWN: say("The force withdrew “%(title)s”", title=title),
    }[one.to_state]


def _answers(dilemma_ids: Sequence[int], me: int | None) -> dict[int, tuple[Message, ...]]:
    """How the force answered, in a sentence, and what it made of what rests on my words."""
    mine = exists().where(
        Placement.clause_id == Clause.id,
        or_(
            Placement.consideration_id.in_(
                select(Consideration.id)
                .join(Position, Position.id == Consideration.position_id)
                .where(Position.person_id == me)
            ),
            Placement.condition_id.in_(
                select(Condition.id)
                .join(Position, Position.id == Condition.position_id)
                .where(Position.person_id == me)
            ),
        ),
    )
    rows = db.session.execute(
        select(Clause.dilemma_id, Clause.id, Response.answer, mine.label("mine"))
        .join(Response, Response.clause_id == Clause.id)
        .where(Clause.dilemma_id.in_(dilemma_ids), Clause.dropped_at.is_(None))
        .order_by(Clause.id, Response.id)
    )
    latest = {row.id: row for row in rows}
    by_dilemma: dict[int, list[tuple[Answer, bool]]] = defaultdict(list)
    for row in latest.values():
        by_dilemma[row.dilemma_id].append((row.answer, row.mine))
    return {dilemma_id: _answered(given) for dilemma_id, given in by_dilemma.items()}


def _answered(given: Sequence[tuple[Answer, bool]]) -> tuple[Message, ...]:
    count = Counter(answer for answer, _ in given)
    total = len(given)
    if count[Answer.ACCEPTED] == total:
        told = say_many(
            "The one clause is accepted.", "All %(count)s clauses are accepted.", total, count=counted(total)
        )
    else:
        accepted = counted(count[Answer.ACCEPTED])
        told = say_many(
            "The one clause is not wholly accepted.", "%(accepted)s of %(count)s clauses accepted.", total,
            accepted=accepted, count=counted(total),
        )  # fmt: skip
    not_whole = [answer for answer, mine in given if mine and answer is not Answer.ACCEPTED]
    if not not_whole:
        return (told,)
    one = not_whole[0]
    if len(not_whole) == 1:
        words = say("A clause that rests on what you wrote is accepted in part.")
        if one is Answer.NOT_ACCEPTED:
            words = say("A clause that rests on what you wrote is not accepted.")
        return (told, words)
    return (told, say("%(n)s clauses that rest on what you wrote are not wholly accepted.", n=counted(len(not_whole))))


def _news_heading(roles: set[Role]) -> Message:
    if roles & SEATED:
        return say("What became of what you said")
    if roles & {Role.AUTHOR, Role.SPONSOR}:
        return say("What became of what you brought")
    return say("What became of it")


# -- the next meeting -------------------------------------------------------------------------------------------------


def _next_meeting(actor: Actor, now: datetime) -> NextMeeting | None:
    """The next meeting of any committee whose meetings they see."""
    day = day_of(now)
    committees = {
        holding.committee_id
        for holding in actor.holdings
        if holding.committee_id is not None
        and holding.runs_on(day)
        and decide_for_body(BodyAction.SEE_MEETINGS, frozenset({holding.role}))
    }
    if not committees:
        return None
    items = (
        select(func.count()).where(AgendaItem.meeting_id == Meeting.id, AgendaItem.left_at.is_(None)).scalar_subquery()
    )
    row = db.session.execute(
        select(Meeting, Committee.name, items.label("items"))
        .join(Committee, Committee.id == Meeting.committee_id)
        .where(Meeting.committee_id.in_(committees), func.coalesce(Meeting.ends_at, Meeting.starts_at) >= now)
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(1)
    ).first()
    if row is None:
        return None
    meeting = row.Meeting
    return NextMeeting(meeting.ref, row.name, meeting.starts_at, meeting.ends_at, meeting.place, row.items)
