"""What the Secretary looks at when a dilemma comes in, and what may be done with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from ethics import richtext
from ethics.domain import lifecycle
from ethics.domain.actor import Actor
from ethics.domain.policy import Action
from ethics.domain.vocabulary import Classification, Event, Part, PartyKind, QuestionKind, State, Step
from ethics.domain.words import Message, say
from ethics.extensions import db
from ethics.models import Dilemma, Force, JournalEntry, PaperVersion, Party, Person, QuestionWording, Reason
from ethics.reading.coauthors import by_line
from ethics.reading.facts import current_version_id, facts_of
from ethics.reading.standing import open_dilemma

OUTCOMES = (Step.ACCEPT, Step.RETURN, Step.REDIRECT, Step.DECLINE)


@dataclass(frozen=True, slots=True)
class AskedAbout:
    """A question of the paper; without its words where it is Part 2, whose reads are recorded elsewhere."""

    number: int
    title: str
    text: str
    kind: QuestionKind
    closed: bool


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier answer of the Secretary's or the sponsor's, with its reason."""

    at: datetime
    step: Step
    reason: str


@dataclass(frozen=True, slots=True)
class TriagePage:
    """A submitted dilemma at a glance. ``missing`` holds what keeps each outcome back, or None where it may be chosen."""

    ref: str
    title: str
    state: State
    urgent: bool
    row_version: int
    force: str
    unit: str
    report_of: str
    author: Message | str
    sponsor: str
    classification: Classification
    released_at: datetime | None
    questions: tuple[AskedAbout, ...]
    parties: tuple[tuple[str, PartyKind], ...]
    no_parties: bool
    earlier: tuple[Earlier, ...]
    missing: Mapping[Step, Message | None]

    @property
    def open_steps(self) -> tuple[Step, ...]:
        """The outcomes that may be chosen now."""
        return tuple(step for step in OUTCOMES if self.missing[step] is None)

    @property
    def says_too_little(self) -> bool:
        """Whether members would have nothing but the title to declare by (rule 1)."""
        return not self.unit and not self.parties

    @property
    def waits(self) -> Message | None:
        """What keeps it from being accepted, where it waits for triage at all; else that it does not."""
        if self.state is State.SUBMITTED:
            return self.missing[Step.ACCEPT]
        if self.state in (State.DRAFT, State.WITH_SPONSOR):
            return say("It is with the force again. You answer it once its sponsor has released it.")
        return say("It has been answered, and is “%(state)s” now.", state=self.state)


@dataclass(frozen=True, slots=True)
class Ending:
    """A dilemma that may be closed after follow-up; ``waits`` says why not yet, or not any more."""

    ref: str
    title: str
    row_version: int
    answered_at: datetime | None
    waits: Message | None


def ending(actor: Actor, ref: str, now: datetime) -> Ending:
    """What the Secretary sees before closing a dilemma (Action.CLOSE)."""
    dilemma, _ = open_dilemma(actor, ref, Action.CLOSE, now)
    waits = lifecycle.still_missing(dilemma.state, Step.CLOSE, facts_of(dilemma), now)
    return Ending(dilemma.ref, dilemma.title, dilemma.row_version, dilemma.answered_at, waits)


def triage(actor: Actor, ref: str, now: datetime) -> TriagePage:
    """The triage page of a dilemma (Action.TRIAGE). Refuses with NotKnown or NotAllowed as the policy says."""
    dilemma, _ = open_dilemma(actor, ref, Action.TRIAGE, now)
    sponsor = aliased(Person)
    found = db.session.execute(
        select(Force.name, sponsor.name.label("sponsor"), PaperVersion)
        .select_from(Dilemma)
        .join(Force, Force.id == Dilemma.force_id)
        .outerjoin(sponsor, sponsor.id == Dilemma.sponsor_id)
        .join(PaperVersion, PaperVersion.id == current_version_id(dilemma.id))
        .where(Dilemma.id == dilemma.id)
    ).one()
    version = found.PaperVersion
    questions = db.session.scalars(
        select(QuestionWording).where(QuestionWording.version_id == version.id).order_by(QuestionWording.number)
    )
    parties = db.session.execute(
        select(Party.name, Party.kind).where(Party.version_id == version.id).order_by(Party.position, Party.id)
    )
    earlier = db.session.execute(
        select(JournalEntry.at, JournalEntry.step, Reason.text)
        .join(Reason, Reason.id == JournalEntry.reason_id)
        .where(JournalEntry.dilemma_id == dilemma.id, JournalEntry.event == Event.STATE_CHANGED)
        .where(JournalEntry.step.in_(OUTCOMES))
        .order_by(JournalEntry.number)
    )
    facts = facts_of(dilemma)
    return TriagePage(
        ref=dilemma.ref,
        title=dilemma.title,
        state=dilemma.state,
        urgent=dilemma.urgent,
        row_version=dilemma.row_version,
        force=found.name,
        unit=dilemma.unit,
        report_of=version.report_of,
        author=by_line(dilemma),
        sponsor=found.sponsor or "",
        classification=version.classification,
        released_at=dilemma.released_at,
        questions=tuple(_asked(row) for row in questions),
        parties=tuple((name, kind) for name, kind in parties),
        no_parties=version.no_parties,
        earlier=tuple(Earlier(at, step, text) for at, step, text in earlier if step is not None),
        missing={step: lifecycle.still_missing(dilemma.state, step, facts, now) for step in OUTCOMES},
    )


def _asked(row: QuestionWording) -> AskedAbout:
    closed = row.part is Part.CLOSED
    return AskedAbout(
        row.number,
        "" if closed else row.title,
        "" if closed else richtext.line(row.text),
        row.kind,
        closed,
    )
