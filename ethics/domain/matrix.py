"""The rulebook laid out: who may do what, when. Worked out from policy and lifecycle, never written by hand.

`sections` walks every kind of person through every moment of a dilemma's life and asks `decide`; what is equal is drawn
together, so that a page of it can be read by a person. The command `access-matrix` prints it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from ethics.domain.lifecycle import TABLE
from ethics.domain.policy import Action, Seat, Standing, decide
from ethics.domain.vocabulary import NewVersion, Phase, State
from ethics.domain.words import Message, say


@dataclass(frozen=True, slots=True)
class Moment:
    """A time in the life of a dilemma: its state, where the round stands, and what has been."""

    words: Message
    state: State
    phase: Phase = Phase.NOT_OPEN
    released: bool = True
    accepted: bool = False
    issued: bool = False
    circulated: bool = False
    agreed: bool = False
    sent: bool = False
    under_review: bool = False
    new_version: NewVersion | None = None


def _life() -> tuple[Moment, ...]:
    submitted = Moment(say("submitted"), State.SUBMITTED)
    accepted = replace(submitted, words=say("accepted"), state=State.ACCEPTED, accepted=True)
    issued = replace(accepted, words=say("issued and open"), state=State.ISSUED, issued=True, phase=Phase.OPEN)
    closed = replace(issued, words=say("issued and revealed"), phase=Phase.REVEALED)
    circulated = replace(closed, words=say("advice circulated"), state=State.CIRCULATED, circulated=True)
    agreed = replace(circulated, words=say("advice agreed"), state=State.AGREED, agreed=True)
    sent = replace(agreed, words=say("advice sent"), state=State.SENT, sent=True)
    withdrawn = Moment(say("withdrawn"), State.WITHDRAWN)
    return (
        replace(submitted, words=say("draft"), state=State.DRAFT, released=False),
        replace(submitted, words=say("with the sponsor"), state=State.WITH_SPONSOR, released=False),
        submitted,
        replace(submitted, words=say("redirected"), state=State.REDIRECTED),
        replace(submitted, words=say("declined"), state=State.DECLINED),
        accepted,
        replace(accepted, words=say("scheduled"), state=State.SCHEDULED),
        issued,
        replace(issued, words=say("issued, a new version being written"), new_version=NewVersion.WRITING),
        replace(issued, words=say("issued, a new version with the sponsor"), new_version=NewVersion.WITH_SPONSOR),
        replace(issued, words=say("issued, a new version with the Secretary"), new_version=NewVersion.WITH_SECRETARY),
        closed,
        replace(closed, words=say("discussed"), state=State.DISCUSSED),
        replace(
            closed,
            words=say("discussed, a new version left with its author"),
            state=State.DISCUSSED,
            new_version=NewVersion.WRITING,
        ),
        replace(
            closed,
            words=say("discussed, a new version left with the Secretary"),
            state=State.DISCUSSED,
            new_version=NewVersion.WITH_SECRETARY,
        ),
        replace(closed, words=say("advice being drafted"), state=State.DRAFTING),
        circulated,
        agreed,
        replace(agreed, words=say("agreed and in disclosure review"), under_review=True),
        sent,
        replace(sent, words=say("answered"), state=State.ANSWERED),
        replace(sent, words=say("closed"), state=State.CLOSED),
        replace(withdrawn, words=say("withdrawn before release"), released=False),
        replace(withdrawn, words=say("withdrawn after acceptance"), accepted=True),
        replace(
            withdrawn, words=say("withdrawn before the close"), accepted=True, issued=True, phase=Phase.SEALED_FOR_GOOD
        ),
        replace(withdrawn, words=say("withdrawn after the close"), accepted=True, issued=True, phase=Phase.REVEALED),
    )


MOMENTS: tuple[Moment, ...] = _life()
"""Every state, issued and withdrawn by where the sealed round stands."""


@dataclass(frozen=True, slots=True)
class Person:
    """A kind of person: what is true of them whatever the moment."""

    words: Message
    who: Standing
    leaves_after_issue: bool = False


_NOBODY = Standing(State.DRAFT)
_ME = replace(_NOBODY, person_id=1)
_SEATED = replace(_ME, seat=Seat.FULL, gives_positions=True)

PEOPLE: tuple[Person, ...] = (
    Person(say("Author"), replace(_ME, author=True, first_author=True)),
    Person(say("Co-author"), replace(_ME, author=True)),
    Person(say("Sponsor"), replace(_ME, sponsor=True)),
    Person(say("Sponsor where no author is left"), replace(_ME, sponsor=True, no_author_left=True)),
    Person(say("Secretary"), replace(_ME, secretary=True)),
    Person(say("Chair"), replace(_SEATED, chair_power=True)),
    Person(say("Vice-chair"), replace(_SEATED, vice_chair=True)),
    Person(say("Vice-chair in the Chair’s place"), replace(_SEATED, vice_chair=True, chair_power=True)),
    Person(say("Chair who has not declared"), replace(_SEATED, seat=Seat.UNDECLARED, chair_power=True)),
    Person(say("Member"), _SEATED),
    Person(say("Member who has not declared"), replace(_SEATED, seat=Seat.UNDECLARED)),
    Person(say("Member waiting for a ruling"), replace(_SEATED, seat=Seat.AWAITING)),
    Person(say("Member ruled to give no position"), replace(_SEATED, seat=Seat.NO_POSITION)),
    Person(say("Member ruled to leave for the discussion"), replace(_SEATED, seat=Seat.LEAVE)),
    Person(say("Member ruled to withdraw"), replace(_SEATED, seat=Seat.WITHDRAWN)),
    Person(say("Co-opted member without positions"), replace(_SEATED, gives_positions=False)),
    Person(say("Former member"), replace(_SEATED, former=True), leaves_after_issue=True),
    Person(say("Police adviser or observer"), replace(_ME, attends=True)),
    Person(say("Police adviser or observer named for Part 2"), replace(_ME, attends=True, named_for_part_2=True)),
    Person(say("Disclosure reviewer"), replace(_ME, reviewer=True)),
    Person(say("Monitoring officer"), replace(_ME, monitoring=True)),
    Person(say("Administrator"), replace(_ME, administrator=True)),
    Person(say("Anyone else who is signed in"), _ME),
    Person(say("The public"), _NOBODY),
)
"""Every kind of person there is, members by what their declaration leaves of their seat."""


def standing_at(person: Person, moment: Moment) -> Standing:
    """Who this kind of person is to a dilemma at this moment."""
    who = person.who
    if person.leaves_after_issue and not moment.issued:
        who = replace(who, seat=Seat.NONE, gives_positions=False, former=False)
    full = who.seat is Seat.FULL and who.gives_positions and not who.former
    return replace(
        who,
        state=moment.state,
        phase=moment.phase,
        released=moment.released,
        accepted=moment.accepted,
        issued=moment.issued,
        agreed=moment.agreed,
        sent=moment.sent,
        under_review=moment.under_review,
        new_version=moment.new_version,
        eligible=moment.circulated and full,
    )


ONLY_STEPS = frozenset(line.action for line in TABLE.values()) - {Action.EDIT_ADVICE, Action.RESPOND}
"""Actions that are nothing but taking a step of the lifecycle: where the table has none, they cannot be done."""


def may(action: Action, person: Person, moment: Moment) -> bool:
    """Whether this kind of person may do ``action`` at this moment, the state's own table included."""
    if action in ONLY_STEPS and not any(
        line.action is action for (state, _), line in TABLE.items() if state is moment.state
    ):
        return False
    return bool(decide(action, standing_at(person, moment)))


@dataclass(frozen=True, slots=True)
class Row:
    """Kinds of people for whom an action is open at the same moments."""

    people: tuple[Message, ...]
    cells: tuple[bool, ...]
    """One for each column of the section."""


@dataclass(frozen=True, slots=True)
class Section:
    """Who may do one action, when. Moments that do not differ share a column, people who do not differ a row."""

    action: Action
    columns: tuple[tuple[Moment, ...], ...] = ()
    """Only of moments at which somebody may."""
    rows: tuple[Row, ...] = field(default=())
    """Only of people who may at some moment; nobody else may ever."""


def section(action: Action) -> Section:
    """The table of one action."""
    open_to = [(person, [may(action, person, moment) for moment in MOMENTS]) for person in PEOPLE]
    open_to = [(person, cells) for person, cells in open_to if any(cells)]
    by_moment = [[cells[at] for _, cells in open_to] for at in range(len(MOMENTS))]
    alike = (list(group) for _, group in groupby(range(len(MOMENTS)), key=by_moment.__getitem__))
    groups = [group for group in alike if any(by_moment[group[0]])]
    rows: dict[tuple[bool, ...], list[Message]] = {}
    for person, cells in open_to:
        rows.setdefault(tuple(cells[group[0]] for group in groups), []).append(person.words)
    return Section(
        action,
        tuple(tuple(MOMENTS[at] for at in group) for group in groups),
        tuple(Row(tuple(people), cells) for cells, people in rows.items()),
    )


def sections(actions: Sequence[Action] = tuple(Action)) -> tuple[Section, ...]:
    """The tables of all actions, in the order of the vocabulary."""
    return tuple(section(action) for action in actions)
