"""A published edition as its page shows it: a frozen read model made from the copy and the answers, and nothing else.

The page under disclosure review is made by the same functions, so what is cleared is what will be read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from ethics.domain.vocabulary import (
    Answer,
    Basis,
    ImplicationKind,
    PartReason,
    QuestionKind,
    Section,
    Strength,
)
from ethics.domain.words import Message, say
from ethics.reading.people import day_of
from ethics.richtext import SafeHtml

WHY: Mapping[PartReason, Message] = {
    PartReason.SECTION_23: say("It concerns a body that deals with security matters"),
    PartReason.SECTION_24: say("Publishing it could harm national security"),
    PartReason.SECTION_30: say("It belongs to an investigation"),
    PartReason.SECTION_31: say("Publishing it would make it harder to prevent crime or to find offenders"),
    PartReason.SECTION_32: say("It stands in the record of a court or an inquiry"),
    PartReason.SECTION_36: say("Publishing it would keep people from giving frank advice"),
    PartReason.SECTION_38: say("Publishing it could put somebody in danger"),
    PartReason.SECTION_40: say("It says who somebody is, or something about them"),
    PartReason.SECTION_41: say("It was given in confidence"),
    PartReason.SECTION_42: say("It is legal advice"),
    PartReason.SECTION_43: say("Publishing it would harm somebody’s trade"),
    PartReason.SECTION_44: say("Another law forbids publishing it"),
    PartReason.SCHEDULE_12A_1: say("It is about one person"),
    PartReason.SCHEDULE_12A_2: say("It would show who somebody is"),
    PartReason.SCHEDULE_12A_3: say("It is about somebody’s money or business"),
    PartReason.SCHEDULE_12A_4: say("It is about talks with staff and their unions"),
    PartReason.SCHEDULE_12A_5: say("It is legal advice that a court would not ask for"),
    PartReason.SCHEDULE_12A_6: say("It says that a notice, an order or a direction is going to be given"),
    PartReason.SCHEDULE_12A_7: say("It is about preventing, investigating or prosecuting a crime"),
}
"""Why a thing is withheld, in plain words, by the provision."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """A hole: under which provision, and when it is looked at again."""

    provision: PartReason | None
    review_on: date | None

    @property
    def why(self) -> Message | None:
        """Why, in plain words."""
        return WHY[self.provision] if self.provision else None

    @property
    def act(self) -> Message | None:
        """The law it stands under, as one cites it."""
        if self.provision is None:
            return None
        kind, _, number = self.provision.value.partition("_")
        if kind != "foi":
            paragraph = int(number.rpartition("_")[2])
            return say(
                "Local Government Act 1972, Schedule 12A, paragraph %(paragraph)s (in Wales %(in_wales)s)",
                paragraph=paragraph, in_wales=paragraph + 11,
            )  # fmt: skip
        return say("Freedom of Information Act 2000, section %(number)s", number=number)


@dataclass(frozen=True, slots=True)
class Piece:
    """A text with its number, or the hole in its place."""

    number: str
    anchor: str
    html: SafeHtml | None
    withheld: Withheld | None


@dataclass(frozen=True, slots=True)
class PaperSection:
    """A section of the paper; a scenario's has its title for heading."""

    key: Section
    scenario: int | None
    heading: str | Message
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition of a clause; without an owner it is for the force to assign."""

    html: SafeHtml
    strength: Strength
    owner: str


@dataclass(frozen=True, slots=True)
class Answered:
    """The force's answer to a clause."""

    answer: Answer
    html: SafeHtml
    done_by: date | None
    given_on: date


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause with its conditions and the force's answer, or the hole in its place."""

    label: str
    anchor: str
    html: SafeHtml | None
    withheld: Withheld | None
    addressed_to: str
    conditions: tuple[Condition, ...]
    answered: Answered | None
    being_checked: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """The stances on a question, or on one scenario of it, counted; never whose they are."""

    scenario: str | Message
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """How many members gave a stance."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Minority:
    """A minority view in its holders' words, or the hole in its place."""

    anchor: str
    html: SafeHtml | None
    withheld: Withheld | None
    names: tuple[str, ...]
    unnamed: int


@dataclass(frozen=True, slots=True)
class Question:
    """A question with all that the Committee and the force said to it."""

    number: int
    anchor: str
    paragraph: str
    kind: QuestionKind
    heading: str
    """What it is called: its title, or its own words; empty where it is withheld."""
    titled: bool
    html: SafeHtml | None
    withheld: Withheld | None
    lead_in: SafeHtml | None
    in_short: str
    not_answered: SafeHtml | None
    basis: Basis | None
    agreed_for: int
    agreed_of: int
    gave_none: int
    """How many members who were asked to confirm the advice gave no position on it."""
    tallies: tuple[Tally, ...]
    clauses: tuple[Clause, ...]
    minority: tuple[Minority, ...]

    @property
    def open_clauses(self) -> tuple[Clause, ...]:
        """The clauses that are public: those the force answers in public."""
        return tuple(clause for clause in self.clauses if clause.withheld is None)

    @property
    def answered(self) -> int:
        """How many of these have an answer, public already or being checked."""
        return sum(1 for clause in self.open_clauses if clause.answered or clause.being_checked)

    @property
    def accepted(self) -> int:
        """How many of these the force accepted in full."""
        return sum(1 for clause in self.open_clauses if clause.answered and clause.answered.answer is Answer.ACCEPTED)

    @property
    def has_conditions(self) -> bool:
        """Whether any public clause has a condition."""
        return any(clause.conditions for clause in self.open_clauses)


@dataclass(frozen=True, slots=True)
class Implication:
    """What the paper says of one implication."""

    anchor: str
    name: str
    kind: ImplicationKind
    html: SafeHtml | None
    withheld: Withheld | None


@dataclass(frozen=True, slots=True)
class Holes:
    """What is withheld under one provision, counted by what it is."""

    withheld: Withheld
    paragraphs: int = 0
    questions: int = 0
    clauses: int = 0
    views: int = 0
    implications: int = 0
    words: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """The public clock: when the force was asked, by when it answers, and how that stands today."""

    asked_on: date
    due_on: date
    days_left: int
    overdue: bool
    complete: bool


@dataclass(frozen=True, slots=True)
class Ended:
    """An edition that was replaced or taken down: a line of the history, with its notice."""

    edition: int
    public_on: date
    ended_on: date
    notice: str
    taken_down: bool


@dataclass(frozen=True, slots=True)
class Advice:
    """One edition of published advice, whole."""

    committee_id: int
    ref: str
    edition: int
    public_on: date | None
    title: str
    summary: str
    first_lines: str
    """The summary, or where none was typed the first public clause: the answer stands first on the page."""
    notice: str
    committee: str
    force: str
    advice_to: str
    interim: bool
    agreed_on: date
    discussed_on: date | None
    took_no_part: int
    frameworks: tuple[str, ...]
    questions: tuple[Question, ...]
    paper: tuple[PaperSection, ...]
    implications: tuple[Implication, ...]
    holes: tuple[Holes, ...]
    waiting: Waiting | None = None
    history: tuple[Ended, ...] = field(default=())

    @property
    def first_on(self) -> date | None:
        """The day on which its first edition was public."""
        return min((one.public_on for one in self.history), default=self.public_on)

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """Every public clause."""
        return tuple(clause for question in self.questions for clause in question.open_clauses)

    @property
    def accepted(self) -> int:
        """Of these, how many the force accepted in full."""
        return sum(question.accepted for question in self.questions)

    @property
    def answered(self) -> int:
        """Of these, how many it has answered."""
        return sum(question.answered for question in self.questions)


def waiting(asked_at: datetime, due_at: datetime, answered_at: datetime | None, now: datetime) -> Waiting:
    """The public clock as it stands at ``now``."""
    return Waiting(
        asked_on=day_of(asked_at),
        due_on=day_of(due_at),
        days_left=(day_of(due_at) - day_of(now)).days,
        overdue=answered_at is None and now >= due_at,
        complete=answered_at is not None,
    )
