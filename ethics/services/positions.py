"""Positions: kept while they are typed, given, revised after the reveal (rules 3, 4, 5 and 10).

A working copy is replaced at each save and is its holder's alone. A given version is a new row with a salt of its own;
nothing here changes or removes one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from ethics.domain.actor import Actor, Clock
from ethics.domain.deliberation import version_digest
from ethics.domain.policy import Action, Standing, decide
from ethics.domain.positions import (
    PositionDraft,
    as_typed,
    boxes_of_a_position,
    changed_needed,
    faults,
    is_text,
    label_of,
    longest,
    read_typed,
    version_when_given,
    written_in,
)
from ethics.domain.refusal import Invalid, NotNow, Stale, StaleText, TooLate
from ethics.domain.vocabulary import Event, GivenAs, Phase, QuestionKind, Stance, State
from ethics.domain.words import say
from ethics.extensions import db
from ethics.models import Condition, Consideration, Position, PositionStance, WorkingCopy
from ethics.reading import positions as given_positions
from ethics.reading.digests import content_of
from ethics.reading.questions import Asked, issued_question, wordings
from ethics.reading.standing import require
from ethics.richtext import tidy
from ethics.services.checking import Checked
from ethics.services.holding import Held, hold

Salt = Callable[[], bytes]
"""Gives 32 random bytes, others each time: `functools.partial(secrets.token_bytes, SALT_BYTES)`."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A saved working copy: the version its form carries on with, and when it was saved."""

    version: int
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class _Mine:
    """What the actor has on one question, under the lock."""

    asked: Asked
    latest: Position | None
    copy: WorkingCopy | None

    @property
    def version(self) -> int:
        if self.copy is not None:
            return self.copy.row_version
        return version_when_given(self.latest.number if self.latest else 0)

    @property
    def standing_draft(self) -> PositionDraft:
        """What stands there now: the working copy, else the latest version given."""
        if self.copy is not None:
            return read_typed(self.copy.content)
        return given_positions.draft_of(self.latest).to_write_on() if self.latest else PositionDraft()

    @property
    def is_stale(self) -> bool:
        """Whether the question was reworded since the latest version (rule 5)."""
        if self.latest is None or self.latest.wording_id == self.asked.wording_id:
            return False
        return wordings([self.latest.wording_id])[self.latest.wording_id].asks != self.asked.asks


def save_working_copy(
    actor: Actor, ref: str, number: int, typed: Mapping[str, str], clock: Clock, *, version: int | None = None
) -> Kept:
    """Keep what is typed on one question, whatever it is, as the holder's own working copy (rule 4).

    ``typed`` are the boxes of the form by name; others are left out. Refuses with Stale where another page saved other
    words since ``version``; with TooLate where the close has passed and they may not give one late; with Invalid a
    text marked SECRET (rule 14). What says no more than the version given needs no working copy, and has none.
    """
    held = hold(actor, ref, None, clock)
    if not decide(Action.REVISE_POSITION, held.standing):
        _require_open_round(held)
    mine = _mine(held, number)
    checked = Checked()
    kept = {
        name: checked.text(name, typed[name]) if is_text(name) else tidy(typed[name], limit=None)[:20]
        for name in boxes_of_a_position(typed)
    }
    checked.done()
    draft = read_typed(kept)
    _refuse_a_stale(mine, draft, version)
    given = given_positions.draft_of(mine.latest).to_write_on() if mine.latest else PositionDraft()
    if written_in(draft) == written_in(given):
        _forget(mine.copy)
        return Kept(version_when_given(mine.latest.number if mine.latest else 0), held.now)
    copy = mine.copy
    if copy is None:
        copy = WorkingCopy(person_id=held.me, question_id=mine.asked.id, content=kept, row_version=mine.version)
        db.session.add(copy)
    copy.content, copy.saved_at = kept, held.now
    copy.row_version += 1
    db.session.flush()
    return Kept(copy.row_version, held.now)


def give(
    actor: Actor, ref: str, number: int, draft: PositionDraft, clock: Clock, *, salt: Salt, version: int | None = None
) -> Position:
    """Give a position on one question before the close; an earlier one stays as it was given (rules 3 and 4).

    The request counts at the moment it holds the lock: after the close it is refused with TooLate, and the page offers
    the text back. Refuses with Invalid what is no position yet (see `faults`), with Stale as `save_working_copy` does.
    What says the same as the latest version, on the same words, is that version.
    """
    held = hold(actor, ref, None, clock)
    _require_open_round(held)
    mine = _mine(held, number)
    return _give(held, mine, draft, GivenAs.RENEWED if mine.is_stale else GivenAs.ROUND_1, salt, version)


def revise(
    actor: Actor, ref: str, number: int, draft: PositionDraft, clock: Clock, *, salt: Salt, version: int | None = None
) -> Position:
    """After the reveal, until circulation: a dated revision saying what changed the mind, or a position given late.

    Late is who gave nothing before (rule 3); the version is marked so. Who answered other words than the question now
    has renews, and need not say what changed (rule 5). Refuses with Invalid, Stale and NotAllowed.
    """
    held = hold(actor, ref, Action.REVISE_POSITION, clock)
    mine = _mine(held, number)
    given_as = GivenAs.LATE if mine.latest is None else GivenAs.RENEWED if mine.is_stale else GivenAs.REVISION
    if given_as is GivenAs.REVISION:
        assert mine.latest is not None
        if draft.says_the_same_as(given_positions.draft_of(mine.latest)):
            raise Invalid({"": say("This says what your position already says. Change it, or leave it as it is.")})
        if lacking := changed_needed(draft):
            raise Invalid(lacking)
    return _give(held, mine, draft, given_as, salt, version)


def keep(actor: Actor, ref: str, number: int, clock: Clock, *, salt: Salt) -> Position:
    """Keep a position as it is on a question that was reworded since (rule 5): a new version that says the same.

    Refuses with NotNow where there is none, or where the question still has its words. What is typed beyond the
    position stays in its working copy (rule 16).
    """
    held = hold(actor, ref, None, clock)
    if not decide(Action.REVISE_POSITION, held.standing):
        _require_open_round(held)
    mine = _mine(held, number)
    if mine.latest is None or not mine.is_stale:
        raise NotNow(say("The words of this question have not changed since you answered it."))
    given = given_positions.draft_of(mine.latest)
    more = mine.copy is not None and written_in(read_typed(mine.copy.content)) != written_in(given.to_write_on())
    return _give(held, replace(mine, copy=None) if more else mine, given, GivenAs.RENEWED, salt, None)


def _require_open_round(held: Held) -> None:
    """Require the right to give; where nothing but the clock stands in the way, refuse with TooLate (rule 3)."""
    standing = held.standing
    if decide(Action.GIVE_POSITION, standing):
        return
    before: Standing = replace(standing, phase=Phase.OPEN, state=State.ISSUED)
    if standing.phase is Phase.REVEALED and decide(Action.GIVE_POSITION, before):
        raise TooLate
    require(standing, Action.GIVE_POSITION)


def _mine(held: Held, number: int) -> _Mine:
    asked = issued_question(held.dilemma.id, number)
    versions = given_positions.versions_given(held.me, [asked.id])
    copies = given_positions.working_copies(held.me, [asked.id])
    return _Mine(asked, versions[-1] if versions else None, copies.get(asked.id))


def _refuse_a_stale(mine: _Mine, draft: PositionDraft, version: int | None) -> None:
    """Refuse where words stand there that ``draft`` does not have and its form never showed (rule 16)."""
    if version is None or version == mine.version:
        return
    now, yours = written_in(mine.standing_draft), as_typed(draft)
    differing = [name for name, said in now.items() if said != yours.get(name, "")]
    if differing:
        raise Stale(mine.version, [StaleText(name, label_of(name), now[name]) for name in differing])


def _give(
    held: Held, mine: _Mine, draft: PositionDraft, given_as: GivenAs, salt: Salt, version: int | None
) -> Position:
    asked, latest = mine.asked, mine.latest
    whole = _tidied(draft)
    _refuse_a_stale(mine, whole, version)
    known = {one.id for one in given_positions.principles_open_to(held.dilemma.committee_id, held.dilemma.started_at)}
    if latest is not None:
        known |= {row.principle_id for row in latest.considerations if row.principle_id is not None}
    if wrong := faults(whole, asked.kind, asked.scenario_ids, known):
        raise Invalid(wrong)
    said = _for_the_question(whole.without_blanks(), asked)
    if latest is not None and given_as is GivenAs.ROUND_1 and said.says_the_same_as(given_positions.draft_of(latest)):
        _forget(mine.copy)
        return latest
    position = _row(held, asked, said, (latest.number if latest else 0) + 1, given_as)
    position.salt = salt()
    position.digest = version_digest(position.salt, content_of(position))
    db.session.add(position)
    _forget(mine.copy)
    db.session.flush()
    if held.standing.phase is Phase.REVEALED:
        held.journal(Event.POSITION_REVISED, facts={"position": position.id, "given_as": given_as.value})
    else:
        held.journal(Event.POSITION_GIVEN)  # sealed: no question, stance or length
    return position


def _forget(copy: WorkingCopy | None) -> None:
    if copy is not None:
        db.session.delete(copy)


def _tidied(draft: PositionDraft) -> PositionDraft:
    """The draft with every text as it is to be stored; refuses with Invalid what is too long or marked (rule 14)."""
    checked = Checked()
    typed = {
        name: checked.text(name, text, longest=longest(name)) if is_text(name) else text
        for name, text in as_typed(draft).items()
    }
    checked.done()
    return read_typed(typed)


def _for_the_question(draft: PositionDraft, asked: Asked) -> PositionDraft:
    """The draft with stances on what the question asks alone: one for each scenario, and only Abstain on an open one."""
    wanted: tuple[int | None, ...] = asked.scenario_ids or (None,)
    if asked.kind is QuestionKind.OPEN:
        abstains = (replace(row, scenario_id=None) for row in draft.stances if row.stance is Stance.ABSTAIN)
        return replace(draft, stances=tuple(abstains)[:1])
    first = {row.scenario_id: row for row in reversed(draft.stances)}
    return replace(draft, stances=tuple(first[scenario] for scenario in wanted if scenario in first))


def _row(held: Held, asked: Asked, said: PositionDraft, number: int, given_as: GivenAs) -> Position:
    revision = given_as is GivenAs.REVISION
    return Position(
        dilemma_id=held.dilemma.id,
        person_id=held.me,
        question_id=asked.id,
        wording_id=asked.wording_id,
        number=number,
        given_as=given_as,
        given_at=held.now,
        changed_by=said.changed_by if revision else None,
        changed_text=said.changed_text if revision else "",
        harm_left=said.harm_left,
        would_change=said.would_change,
        facts_wanted=said.facts_wanted,
        stances=[
            PositionStance(
                scenario_id=row.scenario_id, stance=row.stance, abstain_reason=row.why, abstain_text=row.why_text
            )
            for row in said.stances
        ],
        considerations=[
            Consideration(order=at, text=row.text, principle_id=row.principle_id)
            for at, row in enumerate(said.considerations, 1)
        ],
        conditions=[
            Condition(order=at, text=row.text, strength=row.strength, who=row.who)
            for at, row in enumerate(said.conditions, 1)
        ],
    )
