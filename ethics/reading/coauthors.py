"""Who writes a paper, for those who bring it: its authors, whom one may name, and what is typed there and not saved."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, exists, func, or_, select
from sqlalchemy.orm import aliased

from ethics.domain.actor import Actor
from ethics.domain.policy import Action, Verdict, decide
from ethics.domain.refusal import NotKnown
from ethics.domain.vocabulary import SEATED, Role, Section
from ethics.domain.words import Message, listed, say
from ethics.extensions import db
from ethics.models import Appointment, CoAuthor, Dilemma, PaperVersion, Person, TypedCopy
from ethics.reading.authors import names_of
from ethics.reading.draft_tasks import NAMES
from ethics.reading.people import day_of
from ethics.reading.standing import open_dilemma
from ethics.reading.titles import title_for

COMMITTEE_SIDE = SEATED | {Role.SECRETARY, Role.DISCLOSURE_REVIEWER, Role.MONITORING_OFFICER}
"""Who sits on a committee or deals with what it is brought cannot write what is put to it."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who writes for the force: who they are there, and why they cannot be named, if they cannot."""

    person_id: int
    name: str
    office: str
    why_not: Message | None


@dataclass(frozen=True, slots=True)
class Writer:
    """One author of the paper."""

    person_id: int
    name: str
    office: str
    serves: bool
    """Whether they are one of the force's authors today; who is not has nothing of the paper."""
    first: bool = False
    named_by: str = ""
    named_at: datetime | None = None
    typed_at: datetime | None = None
    """When they last typed something that is kept and may not be saved; what it says is theirs alone."""


@dataclass(frozen=True, slots=True)
class AuthorsPage:
    """Everybody who writes a paper, and what may be done about it."""

    ref: str
    title: str
    printed: str
    """The authors as they are printed in the paper: words, which nobody's appointment changes."""
    writers: tuple[Writer, ...]
    colleagues: tuple[Colleague, ...]
    may_name: Verdict
    may_leave: Verdict
    may_edit: Verdict

    @property
    def offered(self) -> tuple[Colleague, ...]:
        """Whom one may name."""
        return tuple(one for one in self.colleagues if one.why_not is None)


def authors(actor: Actor, ref: str, now: datetime) -> AuthorsPage:
    """Who writes the paper (Action.SEE_AUTHORS). Only who may name co-authors is shown whom they could name."""
    dilemma, standing = open_dilemma(actor, ref, Action.SEE_AUTHORS, now)
    may_name = decide(Action.NAME_CO_AUTHORS, standing)
    printed = select(PaperVersion.authors).where(PaperVersion.dilemma_id == dilemma.id)
    return AuthorsPage(
        ref=dilemma.ref,
        title=title_for(dilemma, standing),
        printed=db.session.scalar(printed.order_by(PaperVersion.number.desc()).limit(1)) or "",
        writers=_writers(dilemma, day_of(now), typed=standing.author),
        colleagues=colleagues(dilemma, day_of(now)) if may_name else (),
        may_name=may_name,
        may_leave=decide(Action.LEAVE_PAPER, standing),
        may_edit=decide(Action.EDIT_PAPER, standing),
    )


def by_line(dilemma: Dilemma) -> Message | str:
    """Who writes this paper, as it is said in a sentence: “Dan Fairley”, “Dan Fairley with Moira Tench”."""
    first, *others = names_of(dilemma).values()
    return say("%(first)s with %(others)s", first=first, others=listed(others)) if others else first


# -- whom one may name ------------------------------------------------------------------------------------------------


def colleagues(dilemma: Dilemma, day: date) -> tuple[Colleague, ...]:
    """Everybody who writes for the force on this day, by name."""
    return tuple(_colleague(dilemma, row) for row in db.session.execute(_colleagues(dilemma, day)))


def colleague(dilemma: Dilemma, person_id: int, day: date) -> Colleague | None:
    """One of them, or None where this person does not write for the force."""
    row = db.session.execute(_colleagues(dilemma, day).where(Person.id == person_id)).first()
    return _colleague(dilemma, row) if row else None


def _colleagues(dilemma: Dilemma, day: date) -> Select[int, str, str, bool, bool]:
    named = exists().where(CoAuthor.dilemma_id == dilemma.id, CoAuthor.person_id == Person.id)
    there = exists().where(
        Appointment.person_id == Person.id,
        Appointment.committee_id == dilemma.committee_id,
        Appointment.role.in_(COMMITTEE_SIDE),
        or_(Appointment.ends_on.is_(None), Appointment.ends_on >= day),
    )
    return (
        select(
            Person.id, Person.name, _office(dilemma, day).label("office"), named.label("named"), there.label("there")
        )
        .where(_serves(dilemma, day), Person.active)
        .order_by(Person.name, Person.id)
    )


def _colleague(dilemma: Dilemma, row: Row[int, str, str, bool, bool]) -> Colleague:
    why_not = None
    if row.id == dilemma.author_id:
        why_not = say("%(name)s began this paper, and is its author.", name=row.name)
    elif row.id == dilemma.sponsor_id:
        why_not = say("%(name)s is its sponsor, who releases what others wrote.", name=row.name)
    elif row.named:
        why_not = say("%(name)s is a co-author already.", name=row.name)
    elif row.there:
        why_not = say("%(name)s sits on the committee or works for it.", name=row.name)
    return Colleague(row.id, row.name, row.office or "", why_not)


def _held(dilemma: Dilemma, day: date) -> tuple[ColumnElement[bool], ...]:
    return (
        Appointment.person_id == Person.id,
        Appointment.force_id == dilemma.force_id,
        Appointment.role == Role.AUTHOR,
        Appointment.starts_on <= day,
        or_(Appointment.ends_on.is_(None), Appointment.ends_on >= day),
    )


def _serves(dilemma: Dilemma, day: date) -> ColumnElement[bool]:
    return exists().where(*_held(dilemma, day))


def _office(dilemma: Dilemma, day: date) -> ScalarSelect[str]:
    return select(func.max(Appointment.title)).where(*_held(dilemma, day)).scalar_subquery()


# -- who writes it ----------------------------------------------------------------------------------------------------


def _writers(dilemma: Dilemma, day: date, *, typed: bool) -> tuple[Writer, ...]:
    """Whoever began it, then the co-authors in the order they were named; when they typed is for authors alone."""
    namer = aliased(Person)
    last = (
        select(func.max(TypedCopy.saved_at))
        .where(TypedCopy.dilemma_id == dilemma.id, TypedCopy.person_id == Person.id)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(
            Person.id, Person.name, Person.active, CoAuthor.named_at, namer.name.label("named_by"), last.label("typed_at"),
            _serves(dilemma, day).label("serves"), _office(dilemma, day).label("office"),
        )
        .outerjoin(CoAuthor, (CoAuthor.person_id == Person.id) & (CoAuthor.dilemma_id == dilemma.id))
        .outerjoin(namer, namer.id == CoAuthor.named_by_id)
        .where(or_(Person.id == dilemma.author_id, CoAuthor.person_id.is_not(None)))
        .order_by(CoAuthor.named_at.is_not(None), CoAuthor.named_at, Person.id)
    )  # fmt: skip
    return tuple(
        Writer(
            row.id, row.name, row.office or "", row.serves and row.active, row.id == dilemma.author_id,
            row.named_by or "", row.named_at, row.typed_at if typed else None,
        )
        for row in rows
    )  # fmt: skip


# -- before somebody goes ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TypedThere:
    """A page of the paper on which something is typed and not saved: how its address ends, what it is called, when."""

    page: str
    words: Message
    at: datetime


@dataclass(frozen=True, slots=True)
class Going:
    """A co-author before they are removed or leave."""

    ref: str
    title: str
    who: Writer
    typed: tuple[TypedThere, ...] = ()
    """One's own alone."""
    may_edit: bool = False


def removing(actor: Actor, ref: str, person_id: int, now: datetime) -> Going:
    """Before a co-author is removed (Action.NAME_CO_AUTHORS). NotKnown where this person is none."""
    dilemma, standing = open_dilemma(actor, ref, Action.NAME_CO_AUTHORS, now)
    who = _one(_writers(dilemma, day_of(now), typed=standing.author), person_id)
    return Going(dilemma.ref, title_for(dilemma, standing), who)


def leaving(actor: Actor, ref: str, now: datetime) -> Going:
    """Before a co-author leaves (Action.LEAVE_PAPER), with where they have typed something that is not saved."""
    dilemma, standing = open_dilemma(actor, ref, Action.LEAVE_PAPER, now)
    assert actor.person_id is not None
    who = _one(_writers(dilemma, day_of(now), typed=True), actor.person_id)
    rows = db.session.execute(
        select(TypedCopy.page, func.max(TypedCopy.saved_at).label("at"))
        .where(TypedCopy.dilemma_id == dilemma.id, TypedCopy.person_id == actor.person_id)
        .group_by(TypedCopy.page)
        .order_by(TypedCopy.page)
    )
    typed = tuple(TypedThere(row.page, page_words(row.page), row.at) for row in rows)
    return Going(dilemma.ref, title_for(dilemma, standing), who, typed, bool(decide(Action.EDIT_PAPER, standing)))


def _one(writers: Iterable[Writer], person_id: int) -> Writer:
    for one in writers:
        if one.person_id == person_id and not one.first:
            return one
    raise NotKnown


def page_words(page: str) -> Message:
    """What a page of a draft is called, by the end of its address."""
    kind, _, which = page.partition("/")
    if kind == "section":
        return say("Before the questions") if which == Section.QUESTIONS.value else NAMES.get(which, NAMES["about"])
    if kind == "scenarios" and which:
        return say("A new scenario") if which == "new" else say("Scenario %(number)s", number=which)
    if kind == "questions" and which:
        return say("A new question") if which == "new" else say("Question %(number)s", number=which)
    return NAMES.get(kind.replace("-", "_"), NAMES["about"])
