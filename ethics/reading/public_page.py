"""A published edition as its page shows it: a frozen read model made from the copy and the answers, and nothing else.

The page under disclosure review is made by the same functions, so what is cleared is what will be read.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from ethics.domain.vocabulary import (
    Answer,
    Basis,
    ImplicationKind,
    PartReason,
    QuestionKind,
    Section,
    Stance,
    Strength,
)
from ethics.domain.words import Message, Worded, say
from ethics.reading.people import day_of
from ethics.reading.public_copy import Content
from ethics.richtext import SafeHtml, plain, stored_html

W = TypeVar("W", bound=Worded)

WHY: Mapping[PartReason, Message] = {
    PartReason.SECTION_24: say("Publishing it could harm national security"),
    PartReason.SECTION_30: say("It belongs to an investigation"),
    PartReason.SECTION_31: say("Publishing it would make it harder to prevent crime or to find offenders"),
    PartReason.SECTION_36: say("Publishing it would keep people from giving frank advice"),
    PartReason.SECTION_38: say("Publishing it could put somebody in danger"),
    PartReason.SECTION_40: say("It says who somebody is, or something about them"),
    PartReason.SECTION_41: say("It was given in confidence"),
    PartReason.SECTION_42: say("It is legal advice"),
    PartReason.SECTION_43: say("Publishing it would harm somebody’s trade"),
    PartReason.SCHEDULE_12A: say("It is of a kind that the law on local government lets a committee keep closed"),
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
            return self.provision.words
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
    heading: str
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

    scenario: str
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


def page(
    committee_id: int, ref: str, edition: int, public_on: date | None, content: Content, answers: Mapping[str, Content | None], *,
    clock: Waiting | None = None, history: tuple[Ended, ...] = (),
) -> Advice:  # fmt: skip
    """The page of a copy. ``answers`` holds the force's answers by clause label; None where one is being checked."""
    titles = {scenario["number"]: scenario["title"] for scenario in content["scenarios"]}
    return Advice(
        committee_id=committee_id, ref=ref, edition=edition, public_on=public_on, title=content["title"], summary=content["summary"],
        notice=content["notice"], committee=content["committee"]["name"], force=content["force"],
        advice_to=content["advice_to"], interim=content["interim"], agreed_on=date.fromisoformat(content["agreed_on"]),
        discussed_on=_day((content["meeting"] or {}).get("date")), took_no_part=content["took_no_part"],
        frameworks=tuple(content["frameworks"]),
        questions=tuple(_question(question, titles, answers) for question in content["questions"]),
        paper=tuple(_sections(content["paper"]["sections"])), implications=tuple(_implications(content["implications"])),
        holes=_holes(content), waiting=clock, history=history,
    )  # fmt: skip


def _member(kind: type[W], value: str) -> W:
    return next(member for member in kind if member.value == value)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _html(node: Content | None) -> SafeHtml | None:
    return stored_html(node["html"]) if node and "html" in node else None


def _withheld(node: Content) -> Withheld | None:
    if (said := node.get("withheld")) is None:
        return None
    return Withheld(_member(PartReason, said["reason"]) if said["reason"] else None, _day(said["review_on"]))


def _sections(sections: list[Content]) -> Iterator[PaperSection]:
    headings = 0
    for section in sections:
        pieces = []
        for paragraph in section["paragraphs"]:
            number = paragraph["number"]
            headings += not number
            anchor = f"para-{number}" if number else f"heading-{headings}"
            pieces.append(Piece(number, anchor, _html(paragraph), _withheld(paragraph)))
        yield PaperSection(_member(Section, section["key"]), section["scenario"], section["heading"], tuple(pieces))


def _implications(rows: list[Content]) -> Iterator[Implication]:
    for at, row in enumerate(rows, 1):
        yield Implication(
            f"implication-{at}", row["name"], _member(ImplicationKind, row["kind"]), _html(row), _withheld(row)
        )


def _question(node: Content, titles: Mapping[int, str], answers: Mapping[str, Content | None]) -> Question:
    number = node["number"]
    shown = "withheld" not in node
    title = node.get("title", "") if shown else ""
    return Question(
        number=number, anchor=f"question-{number}", paragraph=node["paragraph"], kind=_member(QuestionKind, node["kind"]),
        heading=(title or " ".join(plain(node["text"]).split())) if shown else "", titled=bool(title),
        html=_html(node), withheld=_withheld(node), lead_in=_html(node.get("lead_in")), in_short=node.get("in_short", ""),
        not_answered=_html(node.get("not_answered")), basis=_member(Basis, node["basis"]) if node["basis"] else None,
        agreed_for=(node["agreed"] or {}).get("for", 0), agreed_of=(node["agreed"] or {}).get("of", 0),
        tallies=tuple(
            Tally(titles.get(spread["scenario"], ""), {stance.value: spread["counts"].get(stance.value, 0) for stance in Stance})
            for spread in node["spread"]
        ),
        clauses=tuple(_clause(clause, answers) for clause in node["clauses"]),
        minority=tuple(_minority(view, number, at) for at, view in enumerate(node["minority"], 1)),
    )  # fmt: skip


def _clause(node: Content, answers: Mapping[str, Content | None]) -> Clause:
    label = node["label"]
    anchor = f"clause-{label.replace('.', '-')}"
    if (hole := _withheld(node)) is not None:
        return Clause(label, anchor, None, hole, "", (), None, False)
    given = answers.get(label)
    conditions = tuple(
        Condition(stored_html(one["html"]), _member(Strength, one["strength"]), one["owner"])
        for one in node["conditions"]
    )
    return Clause(
        label,
        anchor,
        _html(node),
        None,
        node["addressed_to"],
        conditions,
        _answered(given),
        label in answers and given is None,
    )


def _answered(given: Content | None) -> Answered | None:
    if given is None:
        return None
    html = stored_html(given["reason"]["html"])
    return Answered(
        _member(Answer, given["answer"]), html, _day(given["done_by"]), date.fromisoformat(given["given_on"])
    )


def _minority(node: Content, number: int, at: int) -> Minority:
    return Minority(
        f"minority-{number}-{at}", _html(node), _withheld(node), tuple(node.get("names", ())), node.get("unnamed", 0)
    )


def _holes(content: Content) -> tuple[Holes, ...]:
    """What is withheld, by provision and date of review, in the order of the page."""
    counted: dict[Withheld, dict[str, int]] = {}

    def note(node: Content, what: str) -> None:
        if (hole := _withheld(node)) is not None:
            kinds = counted.setdefault(hole, {})
            kinds[what] = kinds.get(what, 0) + 1

    for section in content["paper"]["sections"]:
        for paragraph in section["paragraphs"]:
            note(paragraph, "paragraphs")
    for question in content["questions"]:
        note(question, "questions")
        for clause in question["clauses"]:
            note(clause, "clauses")
        for view in question["minority"]:
            note(view, "views")
    for row in content["implications"]:
        note(row, "implications")
    for word in content.get("withheld_words", ()):
        note({"withheld": {"reason": word["reason"], "review_on": None}}, "words")
    return tuple(Holes(withheld, **kinds) for withheld, kinds in counted.items())
