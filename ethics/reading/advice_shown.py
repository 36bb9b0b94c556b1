"""What a reader of the advice gets: questions, clauses with their conditions, basis, spread, minority views, answers."""

from dataclasses import dataclass
from datetime import date, datetime

from ethics.domain.policy import Verdict
from ethics.domain.vocabulary import Answer, Basis, Reply, State, Strength
from ethics.domain.words import Message
from ethics.reading.advice_question import PlaceRead, Replied
from ethics.richtext import SafeHtml


@dataclass(frozen=True, slots=True)
class ConditionRead:
    """A condition of the advice: what, how binding, who would do it; whose it was only within the committee."""

    text: str
    strength: Strength
    owner: str
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A clause as it stood before its last change in circulation."""

    html: SafeHtml
    addressed_to: str
    conditions: tuple[ConditionRead, ...]


@dataclass(frozen=True, slots=True)
class OwnReply:
    """The reader's own reply, to the clause as it stands or to its earlier words."""

    reply: Reply
    wording: str
    to_earlier_words: bool


@dataclass(frozen=True, slots=True)
class AnswerRead:
    """The force's answer to a clause."""

    id: int
    answer: Answer
    html: SafeHtml
    reason: str
    done_by: date | None
    given_at: datetime


@dataclass(frozen=True, slots=True)
class ClauseRead:
    """One clause for this reader; without ``html`` where it is of Part 2 and theirs is not."""

    id: int
    label: str
    html: SafeHtml | None
    text_version: int
    addressed_to: str
    conditions: tuple[ConditionRead, ...]
    rests_on: tuple[str, ...]
    """Whose points have their place in it; empty outside the committee."""
    earlier: Earlier | None
    own: OwnReply | None
    replies: tuple[Replied, ...]
    """Who replied what; for the Chair and the Secretary."""
    answer: AnswerRead | None


@dataclass(frozen=True, slots=True)
class ViewRead:
    """A minority view. ``names`` are those who chose to be named, within the committee everybody who holds it."""

    id: int
    html: SafeHtml
    names: tuple[str, ...]
    unnamed: int


@dataclass(frozen=True, slots=True)
class OwnPoint:
    """A point of the reader's own, and where the Chair put it."""

    html: SafeHtml
    place: PlaceRead


@dataclass(frozen=True, slots=True)
class QuestionRead:
    """One question and the Committee's answer to it; without words where they are of Part 2 and not this reader's."""

    id: int
    number: int
    title: str
    html: SafeHtml | None
    clauses: tuple[ClauseRead, ...]
    not_answered: SafeHtml | None
    basis: Basis | None
    allowed: Basis | None
    """The strongest basis the replies so far allow, while members have the draft."""
    along: int
    """How many eligible members agree or can live with it."""
    asked_to_reply: int
    spreads: tuple[tuple[str | Message, dict[str, int]], ...]
    views: tuple[ViewRead, ...]
    own_points: tuple[OwnPoint, ...]
    own_flags: tuple[SafeHtml, ...]

    @property
    def withheld(self) -> bool:
        """Whether its words are kept from this reader."""
        return self.html is None


@dataclass(frozen=True, slots=True)
class AdviceRead:
    """The advice on one dilemma for one reader, and what they may do with it."""

    ref: str
    title: str
    letter: str
    force: str
    state: State
    row_version: int
    circulated_at: datetime | None
    replies_due_at: datetime | None
    agreed_at: datetime | None
    sent_at: datetime | None
    response_due_at: datetime | None
    answered_at: datetime | None
    response_days: int
    interim: bool
    questions: tuple[QuestionRead, ...]
    took_no_part: int
    within: bool
    """Whether its reader deliberates: sees origins, places and holders."""
    part_2: Verdict
    has_holes: bool
    """Whether something of Part 2 is left out here."""
    confirm: Verdict
    flag: Verdict
    minority: Verdict
    edit: Verdict
    sign_off: Verdict
    sign_off_missing: Message | None
    send: Verdict
    respond: Verdict

    @property
    def circulates(self) -> bool:
        """Whether members are being asked to confirm it."""
        return self.state is State.CIRCULATED

    @property
    def is_agreed(self) -> bool:
        """Whether it is the Committee's advice now."""
        return self.agreed_at is not None

    @property
    def may_be_sent(self) -> bool:
        """Whether sending it to the force is this reader's next step."""
        return self.state is State.AGREED and self.send.allowed

    @property
    def clauses(self) -> tuple[ClauseRead, ...]:
        """Every clause, in order."""
        return tuple(clause for question in self.questions for clause in question.clauses)

    @property
    def answered(self) -> int:
        """How many clauses the force has answered."""
        return sum(1 for clause in self.clauses if clause.answer is not None)

    @property
    def replied(self) -> int:
        """How many clauses its reader has replied to as they stand."""
        return sum(1 for clause in self.clauses if clause.own is not None and not clause.own.to_earlier_words)
