"""What a committee's members and papers choose from: added to, worded, put in order, retired and offered again.

Records are made with names, so a name that may have been chosen is never changed under them: its entry is retired, and
another takes its place. What is retired is offered no more, except on dilemmas that were begun before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from sqlalchemy import select

from ethics.domain.actor import Actor, Clock
from ethics.domain.bodies import BodyAction
from ethics.domain.choosing import Brought, Choosing, moved
from ethics.domain.refusal import Invalid, NotKnown, NotNow, Stale, StaleText
from ethics.domain.words import Message, say
from ethics.extensions import db
from ethics.models import Committee, CommitteeFramework, Dilemma, Framework, ImplicationHeading, InterestType, Principle
from ethics.reading import choices as reading
from ethics.reading.bodies import may_anywhere
from ethics.services.checking import Checked

Row: TypeAlias = reading.Entry | CommitteeFramework


@dataclass(frozen=True, slots=True)
class Wording:
    """An entry as typed: its name, what it means in a line, and for a type of interest whether its nature is hidden."""

    name: str
    says: str = ""
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class FrameworkDraft:
    """A framework as typed: its name, the day it dates from, and its principles."""

    name: str
    dated: date
    principles: Sequence[Wording] = ()


@dataclass(slots=True)
class _List:
    """One list under its lock: all its rows in their order, and when the lock was got."""

    committee: Committee
    kind: Choosing
    rows: list[Row]
    now: datetime
    framework: Framework | None = None

    @property
    def offered(self) -> list[Row]:
        return [row for row in self.rows if row.retired_at is None]

    def row(self, choice_id: int) -> Row:
        found = next((row for row in self.rows if _id_of(row) == choice_id), None)
        if found is None:
            raise NotKnown
        return found

    def next_position(self) -> int:
        return max((row.position for row in self.rows), default=0) + 1


def add(
    actor: Actor, slug: str, kind: Choosing, draft: Wording, clock: Clock, *, framework_id: int | None = None
) -> int:
    """Add an entry at the end of a list of the committee at ``slug``; returns its id. Refuses with Invalid by field."""
    held = _hold(actor, slug, kind, clock, framework_id)
    wording = _checked(held, draft, None)
    return _added(held, wording, held.next_position())


def reword(
    actor: Actor, slug: str, kind: Choosing, choice_id: int, draft: Wording, clock: Clock, *, version: int | None = None
) -> int:
    """Change the wording of an entry on offer, and return the id of the one that is on offer then.

    What it means is changed where it stands. Another name, or another rule about what is hidden, is only written over
    the old one while nothing can have been made with that; else the old one is retired and a new one takes its place.
    Refuses with Invalid by field, Stale where somebody else changed it, NotNow where it is retired.
    """
    held = _hold(actor, slug, kind, clock, _framework_of(kind, choice_id))
    row = held.row(choice_id)
    if isinstance(row, CommitteeFramework):
        raise NotKnown
    if row.retired_at is not None:
        raise NotNow(say("This is retired. Offer it again first."))
    if version is not None and version != reading.version_of(row):
        raise Stale(
            reading.version_of(row),
            [StaleText("name", say("Name"), row.name), StaleText("says", say("What it means"), reading.says(row))],
        )
    wording = _checked(held, draft, row)
    same = row.name == wording.name and (not isinstance(row, InterestType) or row.sensitive == wording.sensitive)
    if same or not _could_use(held).could_use(row.added_at):
        _write(row, wording)
        return row.id
    row.retired_at = held.now
    db.session.flush()
    return _added(held, wording, row.position)


def move(actor: Actor, slug: str, kind: Choosing, choice_id: int, clock: Clock, *, up: bool) -> None:
    """Move an entry on offer a place up or down. The first cannot go up; nothing changes then."""
    held = _hold(actor, slug, kind, clock, _framework_of(kind, choice_id))
    row, offered = held.row(choice_id), held.offered
    if row not in offered:
        raise NotNow(say("This is retired. Offer it again first."))
    order = moved(offered, offered.index(row), up=up)
    for at, one in enumerate([*order, *(one for one in held.rows if one.retired_at is not None)], 1):
        one.position = at


def retire(actor: Actor, slug: str, kind: Choosing, choice_id: int, clock: Clock) -> None:
    """Offer an entry no more. What was made with it keeps it. Refuses with NotNow where none would remain."""
    held = _hold(actor, slug, kind, clock, _framework_of(kind, choice_id))
    row = held.row(choice_id)
    if row.retired_at is not None:
        return
    if len(held.offered) == 1:
        raise NotNow(say("One has to remain. Add another first."))
    row.retired_at = held.now


def offer_again(actor: Actor, slug: str, kind: Choosing, choice_id: int, clock: Clock) -> None:
    """Take a retirement back; the entry goes to the end. Refuses with NotNow where another of its name is on offer."""
    held = _hold(actor, slug, kind, clock, _framework_of(kind, choice_id))
    row = held.row(choice_id)
    if row.retired_at is None:
        return
    if not isinstance(row, CommitteeFramework) and _taken(held, row.name, row):
        raise NotNow(say("“%(name)s” is on offer already, with other words beside it.", name=row.name))
    row.position = held.next_position()
    row.retired_at = None


def add_framework(actor: Actor, slug: str, draft: FrameworkDraft, clock: Clock) -> int:
    """Add a framework with its principles to what a committee reasons with; returns its id.

    Refuses with Invalid on ``name``, ``dated`` and ``principles-…``: one that is known to the installation is chosen,
    not written again.
    """
    held = _hold(actor, slug, Choosing.FRAMEWORKS, clock, None)
    check = Checked()
    name = check.line("name", draft.name, say("Enter the framework’s name."))
    if name and _framework_called(name, draft.dated) is not None:
        check.wrong("name", say("This framework of that day is known here already. Choose it from the list."))
    seen: set[str] = set()
    kept: list[Wording] = []
    for at, one in enumerate(draft.principles):
        called, meaning = check.line(f"principles-{at}-name", one.name), check.line(f"principles-{at}-says", one.says)
        if meaning and not called:
            check.wrong(f"principles-{at}-name", say("Enter the principle’s name."))
        if called.casefold() in seen:
            check.wrong(f"principles-{at}-name", say("This principle is in the list already."))
        if called:
            seen.add(called.casefold())
            kept.append(Wording(called, meaning))
    if not kept:
        check.wrong("principles-0-name", say("Enter at least one principle."))
    check.done()
    made = Framework(name=name, dated=draft.dated)
    db.session.add(made)
    db.session.flush()
    for at, wording in enumerate(kept, 1):
        db.session.add(
            Principle(framework_id=made.id, position=at, name=wording.name, meaning=wording.says, added_at=held.now)
        )
    _take(held, made.id)
    return made.id


def take_framework(actor: Actor, slug: str, framework_id: int | None, clock: Clock) -> None:
    """Let a committee reason with a framework that is known already. Refuses with Invalid on ``framework``."""
    held = _hold(actor, slug, Choosing.FRAMEWORKS, clock, None)
    here = {_id_of(row) for row in held.rows}
    if framework_id is None or framework_id in here or db.session.get(Framework, framework_id) is None:
        raise Invalid({"framework": say("Choose a framework.")})
    _take(held, framework_id)


def reword_framework(
    actor: Actor, slug: str, framework_id: int, draft: FrameworkDraft, clock: Clock, *, version: int | None = None
) -> None:
    """Correct a framework's name or day while nothing can have cited it. Refuses with NotNow afterwards, Stale, Invalid."""
    held = _hold(actor, slug, Choosing.PRINCIPLES, clock, framework_id)
    framework = held.framework
    assert framework is not None
    if version is not None and version != reading.version_of(framework):
        raise Stale(reading.version_of(framework), [StaleText("name", say("Name"), framework.name)])
    if reading.could_use_framework(framework_id).could_use(None):
        raise NotNow(CITED)
    check = Checked()
    name = check.line("name", draft.name, say("Enter the framework’s name."))
    other = _framework_called(name, draft.dated)
    if other is not None and other.id != framework.id:
        check.wrong("name", say("This framework of that day is known here already. Choose it from the list."))
    check.done()
    framework.name, framework.dated = name, draft.dated


CITED = say(
    "Papers and positions may have cited this framework, so its name and day stay. Retire it and add another instead."
)


def _hold(actor: Actor, slug: str, kind: Choosing, clock: Clock, framework_id: int | None) -> _List:
    """Lock a list: by its committee's row, and principles by their framework's too, which committees may share."""
    if not may_anywhere(actor, BodyAction.KEEP_CHOICES, clock()):
        raise NotKnown
    committee = db.session.scalar(select(Committee).where(Committee.slug == slug).with_for_update())
    if committee is None:
        raise NotKnown
    taken = db.session.scalars(
        select(CommitteeFramework)
        .where(CommitteeFramework.committee_id == committee.id)
        .order_by(CommitteeFramework.position, CommitteeFramework.framework_id)
    ).all()
    framework = None
    rows: Sequence[Row]
    if kind is Choosing.FRAMEWORKS:
        rows = taken
    elif kind is Choosing.PRINCIPLES:
        if framework_id not in {row.framework_id for row in taken}:
            raise NotKnown
        framework = db.session.scalar(select(Framework).where(Framework.id == framework_id).with_for_update())
        assert framework is not None
        rows = list(reading.principles_of(framework.id))
    else:
        rows = list(reading.headings_in(committee.id, kind))
    return _List(committee, kind, list(rows), clock(), framework)


def _framework_of(kind: Choosing, choice_id: int) -> int | None:
    if kind is not Choosing.PRINCIPLES:
        return None
    return db.session.scalar(select(Principle.framework_id).where(Principle.id == choice_id))


def _id_of(row: Row) -> int:
    return row.framework_id if isinstance(row, CommitteeFramework) else row.id


def _could_use(held: _List) -> Brought:
    if held.framework is not None:
        return reading.could_use_framework(held.framework.id)
    return reading.brought_to(Dilemma.committee_id == held.committee.id, held.kind)


def _checked(held: _List, draft: Wording, row: Row | None) -> Wording:
    check = Checked()
    name = check.line("name", draft.name, _NAMELESS[held.kind])
    meaning = check.line("says", draft.says)
    if name and _taken(held, name, row):
        check.wrong("name", say("There is one of this name on offer already."))
    check.done()
    return Wording(name, meaning, draft.sensitive)


_NAMELESS: dict[Choosing, Message] = {
    Choosing.INTERESTS: say("Enter what this type of interest is called."),
    Choosing.IMPLICATIONS: say("Enter what the implication is called."),
    Choosing.PRINCIPLES: say("Enter the principle’s name."),
}


def _taken(held: _List, name: str, but: Row | None) -> bool:
    return any(
        row is not but and not isinstance(row, CommitteeFramework) and row.name.casefold() == name.casefold()
        for row in held.offered
    )


def _added(held: _List, wording: Wording, position: int) -> int:
    made: reading.Entry
    if held.framework is not None:
        made = Principle(framework_id=held.framework.id, position=position, added_at=held.now)
    elif held.kind is Choosing.INTERESTS:
        made = InterestType(committee_id=held.committee.id, position=position, added_at=held.now)
    else:
        made = ImplicationHeading(committee_id=held.committee.id, position=position, added_at=held.now)
    _write(made, wording)
    db.session.add(made)
    db.session.flush()
    return made.id


def _write(row: reading.Entry, wording: Wording) -> None:
    row.name = wording.name
    if isinstance(row, ImplicationHeading):
        row.hint = wording.says
    else:
        row.meaning = wording.says
    if isinstance(row, InterestType):
        row.sensitive = wording.sensitive


def _take(held: _List, framework_id: int) -> None:
    db.session.add(
        CommitteeFramework(
            committee_id=held.committee.id, framework_id=framework_id, position=held.next_position(), added_at=held.now
        )
    )


def _framework_called(name: str, dated: date) -> Framework | None:
    found = db.session.scalars(select(Framework).where(Framework.dated == dated).order_by(Framework.id))
    return next((one for one in found if one.name.casefold() == name.casefold()), None)
