"""What a member answers: the overview of an item's questions, and the page of one.

Only one's own positions are looked at here; how many are in comes from `positions`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy import select

from ethics import richtext
from ethics.domain.actor import Actor
from ethics.domain.differences import Piece, words_between
from ethics.domain.policy import Action, Seat, Standing, Verdict, decide
from ethics.domain.positions import as_typed, version_when_given
from ethics.domain.refusal import NotKnown
from ethics.domain.vocabulary import GivenAs, Phase, State
from ethics.domain.words import Message
from ethics.extensions import db
from ethics.models import AgendaItem, Dilemma, Meeting, Position, WorkingCopy
from ethics.reading.beside import Beside, beside
from ethics.reading.entering import Entered, open_again
from ethics.reading.positions import (
    CountIn,
    Given,
    WhoGave,
    draft_of,
    principles_by_id,
    principles_open_to,
    questions_given,
    versions_given,
    working_copies,
)
from ethics.reading.questions import Asked, issued_questions, wordings
from ethics.reading.titles import title_for

# -- the overview -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """One question of the overview, and where one stands with it."""

    asked: Asked
    given_at: datetime | None = None
    given_as: GivenAs | None = None
    unsent: bool = False
    """A working copy lies on top of what was given, or of nothing (rule 4)."""
    stale: bool = False
    """The question was reworded since (rule 5)."""

    @property
    def state(self) -> str:
        """For the steps above the answer: done, begun or none."""
        if self.given_at is not None:
            return "done"
        return "begun" if self.unsent else "none"


@dataclass(frozen=True, slots=True)
class About:
    """What stands above every page of positions: which item, until when, and what one may do now, or why not."""

    ref: str
    title: str
    letter: str
    meeting_at: datetime | None
    closes_at: datetime | None
    phase: Phase
    state: State
    seat: Seat
    answers: bool
    """Whether one's seat gives positions, or gave them."""
    give: Verdict
    revise: Verdict
    see_all: Verdict


@dataclass(frozen=True, slots=True)
class Overview:
    """All the questions of one item, for one person: what is given, what is not, how many are in."""

    about: About
    lines: tuple[Line, ...]
    count: CountIn | None = None
    who: tuple[WhoGave, ...] | None = None

    @property
    def given(self) -> int:
        """How many questions one has given a position on."""
        return sum(1 for line in self.lines if line.given_at is not None)

    @property
    def total(self) -> int:
        """How many questions there are."""
        return len(self.lines)

    @property
    def all_in(self) -> bool:
        """Whether a position is given on every question."""
        return self.total > 0 and self.given == self.total

    @property
    def unsent(self) -> tuple[int, ...]:
        """Numbers of the questions whose working copy was never given."""
        return tuple(line.asked.number for line in self.lines if line.unsent)

    @property
    def stale(self) -> tuple[int, ...]:
        """Numbers of the questions that were reworded since one answered."""
        return tuple(line.asked.number for line in self.lines if line.stale)

    def next_after(self, number: int = 0) -> int | None:
        """The next question without a position, going round once; None where only ``number`` itself, or none, is left."""
        left = [line.asked.number for line in self.lines if line.given_at is None and line.asked.number != number]
        return next((one for one in left if one > number), next(iter(left), None))


def overview(actor: Actor, ref: str, now: datetime, entered: Entered | None = None) -> Overview:
    """One's own positions on an item, how many are in, and for Chair and Secretary whose (Action.SEE_COUNT_IN)."""
    dilemma, standing = open_again(actor, ref, Action.SEE_COUNT_IN, now, entered)
    lines = _lines(dilemma.id, standing.person_id)
    versions = questions_given(dilemma, now)
    in_full = {person_id: n == len(lines) > 0 for person_id, (_, n) in versions.items()}
    return Overview(
        about=_about(dilemma, standing),
        lines=lines,
        count=CountIn(
            complete=sum(in_full.values()),
            begun=sum(1 for person_id, (_, n) in versions.items() if n and not in_full[person_id]),
            of=len(versions),
        ),
        who=tuple(WhoGave(person_id, name, in_full[person_id], n > 0) for person_id, (name, n) in versions.items())
        if decide(Action.SEE_WHO_GAVE, standing)
        else None,
    )


def own(actor: Actor, ref: str, now: datetime, entered: Entered | None = None) -> Overview:
    """One's own positions on an item alone, for the pages of one question (Action.SEE_OWN_POSITIONS)."""
    dilemma, standing = open_again(actor, ref, Action.SEE_OWN_POSITIONS, now, entered)
    return Overview(_about(dilemma, standing), _lines(dilemma.id, standing.person_id))


def _about(dilemma: Dilemma, standing: Standing) -> About:
    letter, meeting_at = db.session.execute(
        select(AgendaItem.letter, Meeting.starts_at)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(AgendaItem.dilemma_id == dilemma.id, AgendaItem.left_at.is_(None))
        .order_by(AgendaItem.id.desc())
        .limit(1)
    ).first() or ("", None)
    return About(
        ref=dilemma.ref,
        title=title_for(dilemma, standing),
        letter=letter,
        meeting_at=meeting_at,
        closes_at=dilemma.closes_at,
        phase=standing.phase,
        state=dilemma.state,
        seat=standing.seat,
        answers=standing.gives_positions and standing.seat in (Seat.FULL, Seat.LEAVE),
        give=decide(Action.GIVE_POSITION, standing),
        revise=decide(Action.REVISE_POSITION, standing),
        see_all=decide(Action.SEE_POSITIONS, standing),
    )


def _lines(dilemma_id: int, person_id: int | None) -> tuple[Line, ...]:
    """The questions with one's own state on each."""
    assert person_id is not None
    mine = _mine(dilemma_id, person_id, whole=False)
    return tuple(mine.line(one) for one in mine.asked)


@dataclass(frozen=True, slots=True)
class _Mine:
    """What one has on the questions of an item: versions given, and working copies, by question."""

    asked: tuple[Asked, ...]
    versions: Mapping[int, Sequence[Position]]
    copies: Mapping[int, WorkingCopy]
    then: Mapping[int, Asked]
    """Questions as they were asked when one answered, where that was another version of the paper, by wording."""

    def line(self, one: Asked) -> Line:
        """Where one stands with a question."""
        given = self.versions.get(one.id)
        latest = given[-1] if given else None
        asked_then = self.then.get(latest.wording_id) if latest else None
        return Line(
            asked=one,
            given_at=latest.given_at if latest else None,
            given_as=latest.given_as if latest else None,
            unsent=one.id in self.copies,
            stale=asked_then is not None and asked_then.asks != one.asks,
        )


def _mine(dilemma_id: int, person_id: int, until: datetime | None = None, *, whole: bool) -> _Mine:
    """One's own versions and working copies; nobody else's positions are looked at."""
    asked = issued_questions(dilemma_id, until)
    ids = [one.id for one in asked]
    versions: dict[int, list[Position]] = defaultdict(list)
    for position in versions_given(person_id, ids, whole=whole):
        versions[position.question_id].append(position)
    current = {one.wording_id for one in asked}
    answered = {given[-1].wording_id for given in versions.values()}
    return _Mine(asked, versions, working_copies(person_id, ids), wordings(answered - current))


# -- one question -----------------------------------------------------------------------------------------------------


class Way(Enum):
    """How an answer would be given now, if at all."""

    IN_THE_ROUND = "in_the_round"
    LATE = "late"
    REVISION = "revision"
    RENEWAL = "renewal"
    NOT_NOW = "not_now"


@dataclass(frozen=True, slots=True)
class Answering:
    """The page of one question: what is asked, what one has typed or given, and what may be done with it now."""

    own: Overview
    line: Line
    typed: Mapping[str, str]
    """The boxes as they are to stand: the working copy, else the latest version given."""
    version: int
    saved_at: datetime | None
    history: tuple[Given, ...]
    """Every version one gave, oldest first."""
    asked_then: Asked | None
    """The question as it stood when one's latest version was given, where it was reworded since."""
    principles: tuple[tuple[str, tuple[tuple[int, str], ...]], ...]
    """The committee's frameworks, each by name with its year, and their principles; those of one's own words too."""
    beside: Beside
    part_2: Verdict

    @property
    def asked(self) -> Asked:
        """The question as it stands."""
        return self.line.asked

    @property
    def next_number(self) -> int | None:
        """The next question without a position, or None where this is the last."""
        return self.own.next_after(self.asked.number)

    @property
    def way(self) -> Way:
        """How an answer would be given now (rules 3, 4 and 5)."""
        if self.own.about.give:
            return Way.IN_THE_ROUND
        if not self.own.about.revise:
            return Way.NOT_NOW
        if not self.history:
            return Way.LATE
        return Way.RENEWAL if self.line.stale else Way.REVISION

    @property
    def may_keep(self) -> bool:
        """Whether the position can be kept on the new words: it asks in the same way, about the same circumstances."""
        then, now = self.asked_then, self.asked
        same = then is not None and (then.kind, set(then.scenario_ids)) == (now.kind, set(now.scenario_ids))
        return self.line.stale and same and self.way is not Way.NOT_NOW

    @property
    def rewording(self) -> tuple[Piece, ...]:
        """What differs in the words of the question since one answered it; nothing where only its circumstances do."""
        then, now = self.asked_then, self.asked
        if then is None or (then.lead_in, then.text) == (now.lead_in, now.text):
            return ()
        said = [richtext.plain(f"{one.lead_in}\n\n{one.text}".strip()) for one in (then, now)]
        return words_between(*said)

    @property
    def principle_names(self) -> Mapping[int, str]:
        """What each principle is called, by id."""
        return {principle_id: name for _, group in self.principles for principle_id, name in group}

    @property
    def scenario_names(self) -> Mapping[int, str | Message]:
        """What each scenario of the question is called, by id."""
        return {one.id: one.title for one in self.asked.scenarios}


def answering(
    actor: Actor, ref: str, number: int, now: datetime, entered: Entered | None = None, *, part_2: bool = False
) -> Answering:
    """One question for its answer (Action.SEE_OWN_POSITIONS). Refuses with NotKnown where there is no such question.

    ``part_2`` shows closed text beside it to who may read it; the caller records the read where `beside` says so.
    """
    dilemma, standing = open_again(actor, ref, Action.SEE_OWN_POSITIONS, now, entered)
    assert standing.person_id is not None
    mine = _mine(dilemma.id, standing.person_id, standing.until, whole=True)
    asked = next((one for one in mine.asked if one.number == number), None)
    if asked is None:
        raise NotKnown
    versions = mine.versions.get(asked.id, ())
    copy = mine.copies.get(asked.id)
    history = tuple(
        Given(one.id, one.number, one.given_as, one.given_at, one.changed_by, draft_of(one)) for one in versions
    )
    line = mine.line(asked)
    typed = copy.content if copy is not None else as_typed(history[-1].draft.to_write_on()) if history else {}
    may_read_closed = decide(Action.READ_PART_2, standing)
    return Answering(
        own=Overview(_about(dilemma, standing), tuple(mine.line(one) for one in mine.asked)),
        line=line,
        typed=typed,
        version=copy.row_version if copy is not None else version_when_given(len(history)),
        saved_at=copy.saved_at if copy is not None else None,
        history=history,
        asked_then=mine.then.get(versions[-1].wording_id) if line.stale else None,
        principles=_principles(dilemma, history),
        beside=beside(asked, part_2=part_2 and bool(may_read_closed)),
        part_2=may_read_closed,
    )


def _principles(dilemma: Dilemma, history: Iterable[Given]) -> tuple[tuple[str, tuple[tuple[int, str], ...]], ...]:
    used = {row.principle_id for one in history for row in one.draft.considerations if row.principle_id}
    listed = list(principles_open_to(dilemma.committee_id, dilemma.started_at))
    listed += principles_by_id(used - {one.id for one in listed}).values()
    groups: dict[str, list[tuple[int, str]]] = {}
    for one in listed:
        groups.setdefault(one.framework, []).append((one.id, one.name))
    return tuple((label, tuple(principles)) for label, principles in groups.items())
