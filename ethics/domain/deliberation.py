"""How a committee comes to advice: sealing, the spread, which basis fits, quorum, and what is still missing.

Pure functions over counts and replies. The software never derives advice from counts (rule 9): it says which word for
the basis the confirmations allow, and leaves wording and choice to the Chair.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ethics.domain.vocabulary import Basis, Category, Reply, Stance, TakenTogether
from ethics.domain.words import Message, listed, say, say_many

SALT_BYTES = 32
"""Every given version carries its own random 256-bit salt, so no short text can be guessed from a digest (rule 3)."""


def version_digest(salt: bytes, content: Mapping[str, object]) -> str:
    """The digest of one given version: SHA-256 over its salt and its content as canonical JSON. Hexadecimal."""
    body = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    return hashlib.sha256(salt + body).hexdigest()


def round_digest(digests: Iterable[str]) -> str:
    """The digest of a closed round over its salted versions, independent of their order. Hexadecimal."""
    return hashlib.sha256("\n".join(sorted(digests)).encode()).hexdigest()


# -- the spread -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Spread:
    """The stances on one question and scenario, counted; never whose they are."""

    counts: Mapping[Stance, int]

    @classmethod
    def of(cls, stances: Iterable[Stance]) -> "Spread":
        """The spread of these stances; every stance has a count, most of them 0."""
        counted = Counter(stances)
        return cls({stance: counted.get(stance, 0) for stance in Stance})

    @property
    def total(self) -> int:
        """How many members gave a stance, abstentions included."""
        return sum(self.counts.values())

    @property
    def support(self) -> int:
        """Members in support, with conditions or without."""
        return self.counts[Stance.SUPPORTED] + self.counts[Stance.CONDITIONS]

    @property
    def against(self) -> int:
        """Members not in support."""
        return self.counts[Stance.NOT_SUPPORTED]

    @property
    def unsettled(self) -> int:
        """Members who cannot advise yet."""
        return self.counts[Stance.CANNOT_ADVISE]


def taken_together(spread: Spread) -> TakenTogether:
    """The word a row of the reveal gets. Agreement against is agreement too; an abstention takes no side.

    One member apart needs at least three who took a side or could not yet. Where fewer than half of those who
    answered took a side, nothing is settled, whatever they said.
    """
    if spread.total == 0:
        return TakenTogether.NONE_GIVEN
    sided, larger, smaller = (
        spread.support + spread.against, max(spread.support, spread.against), min(spread.support, spread.against),
    )  # fmt: skip
    apart = smaller + spread.unsettled
    if sided * 2 < spread.total or larger == 0:
        return TakenTogether.NOT_SETTLED
    if apart == 0:
        with_conditions = spread.support and spread.counts[Stance.CONDITIONS]
        return TakenTogether.AGREED_WITH_CONDITIONS if with_conditions else TakenTogether.AGREED
    if apart == 1 and larger >= 2:
        return TakenTogether.ONE_APART
    return TakenTogether.DIVIDED if smaller else TakenTogether.NOT_SETTLED


NEEDS_THE_HOUR = frozenset({TakenTogether.DIVIDED, TakenTogether.NOT_SETTLED})
"""Rows a meeting should take first."""


# -- the basis (rule 9) -----------------------------------------------------------------------------------------------


def reply_to_question(replies: Iterable[Reply | None]) -> Reply | None:
    """One member's reply to a question from their replies to its clauses: the most reserved one counts.

    An objection to any clause is an objection; else a clause without a reply leaves the question without one.
    """
    given = list(replies)
    if Reply.OBJECT in given:
        return Reply.OBJECT
    if not given or None in given:
        return None
    return Reply.LIVE_WITH if Reply.LIVE_WITH in given else Reply.AGREE


def strongest_basis(replies: Sequence[Reply | None]) -> Basis:
    """The strongest word the confirmations of a question allow; ``replies`` has one entry for each eligible member."""
    count = Counter(replies)
    if replies and count[Reply.AGREE] == len(replies):
        return Basis.UNANIMOUS
    if replies and count[Reply.OBJECT] == 0 and count[None] == 0:
        return Basis.RESERVATIONS
    if (count[Reply.AGREE] + count[Reply.LIVE_WITH]) * 2 > len(replies):
        return Basis.MAJORITY
    return Basis.NO_AGREED_VIEW


@dataclass(frozen=True, slots=True)
class BasisChoice:
    """One word for the basis, whether it is open to the Chair, and why or why not."""

    basis: Basis
    allowed: bool
    why: Message


def basis_choices(replies: Mapping[str, Reply | None]) -> tuple[BasisChoice, ...]:
    """Every basis with whether it may be chosen: the strongest that fits or a weaker one, never a stronger (rule 9).

    ``replies`` maps the name of each eligible member to their reply to the question.
    """
    strongest = strongest_basis(list(replies.values()))
    order = list(Basis)
    floor = order.index(strongest)
    objecting = [name for name, reply in replies.items() if reply is Reply.OBJECT]
    silent = [name for name, reply in replies.items() if reply is None]
    living = [name for name, reply in replies.items() if reply is Reply.LIVE_WITH]
    for_it = len(replies) - len(objecting) - len(silent)

    def why(basis: Basis) -> Message:
        open_to_chair = order.index(basis) >= floor
        if basis is strongest:
            if basis is Basis.MAJORITY:
                return say("%(n)s of %(of)s. The strongest wording that fits.", n=for_it, of=len(replies))
            return say("The strongest wording that fits.")
        if open_to_chair:
            return say("A weaker wording than the replies would allow.")
        if objecting and basis is not Basis.MAJORITY:
            return say("Not open: %(names)s objected.", names=listed(objecting))
        if silent and basis is not Basis.MAJORITY:
            return say("Not open yet: no reply from %(names)s.", names=listed(silent))
        if basis is Basis.UNANIMOUS:
            return say("Not open: %(names)s can live with it, but did not agree.", names=listed(living))
        return say("Not open: %(n)s of %(of)s agree or can live with it.", n=for_it, of=len(replies))

    return tuple(BasisChoice(basis, order.index(basis) >= floor, why(basis)) for basis in order)


def forecast_replies(stances: Mapping[str, Sequence[Stance]]) -> dict[str, Reply | None]:
    """What replies the stances lead one to expect, by member's name, before anything is circulated (rule 9).

    Advice is expected to follow the larger side: who stands there would agree, who stands against it would object,
    and of who cannot advise or abstains nothing can be expected. Always shown as a forecast, never as a result.
    """
    every = Spread.of(stance for given in stances.values() for stance in given)
    for_it = {Stance.SUPPORTED, Stance.CONDITIONS} if every.support >= every.against else {Stance.NOT_SUPPORTED}
    against = {Stance.SUPPORTED, Stance.CONDITIONS, Stance.NOT_SUPPORTED} - for_it

    def one(stance: Stance) -> Reply | None:
        return Reply.AGREE if stance in for_it else Reply.OBJECT if stance in against else None

    return {name: reply_to_question([one(stance) for stance in given]) for name, given in stances.items()}


# -- quorum (rule 7) --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class QuorumRule:
    """How many heads a committee needs, and how many of them independent."""

    heads: int = 3
    independent: int = 2


def quorum_missing(present: Sequence[Category], *, presided: bool, rule: QuorumRule) -> Message | None:
    """What the meeting lacks to agree anything on an item, as one sentence, or None where it is quorate.

    ``present`` holds the category of each member present with a counting seat on the item, after rulings;
    ``presided`` says that whoever holds the Chair's powers for it was among them.
    """
    independent = sum(1 for category in present if category is Category.INDEPENDENT)
    if not presided:
        return say("Not quorate: nobody who holds the Chair’s powers for this item presided.")
    if (short := rule.heads - len(present)) > 0:
        return say_many(
            "Not quorate: one more member is needed, %(present)s of %(needed)s are counted.",
            "Not quorate: %(n)s more members are needed, %(present)s of %(needed)s are counted.",
            short, present=len(present), needed=rule.heads,
        )  # fmt: skip
    if (short := rule.independent - independent) > 0:
        return say_many(
            "Not quorate: one more independent member is needed.",
            "Not quorate: %(n)s more independent members are needed.", short,
        )  # fmt: skip
    return None


# -- what is still missing (rules 8, 11, 12) --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AdviceFacts:
    """What the advice stands at, counted under the lock by services or for a page by readings."""

    questions_unanswered: tuple[int, ...] = ()
    """Numbers of questions with neither a clause nor “not answered, because…”."""
    empty_clauses: tuple[str, ...] = ()
    """Labels of clauses without words."""
    unplaced: Mapping[str, int] = field(default_factory=dict)
    """How many considerations and conditions have no place, by member's name."""
    waiting_for: tuple[str, ...] = ()
    """Eligible members who have not replied to every clause as it stands."""
    replied: tuple[Category, ...] = ()
    """Category of each eligible member who has replied to every clause."""
    chair_replied: bool = True
    """Whether whoever holds the Chair's powers is among them (they sign off, so this is assumed unless said)."""
    quorum: QuorumRule = field(default_factory=QuorumRule)
    replies_due_at: datetime | None = None
    minority_views_waiting: tuple[str, ...] = ()
    """Names of members who announced a minority view that is not written yet."""
    questions_without_basis: tuple[int, ...] = ()
    """Numbers of questions answered by clauses whose basis is not chosen, or is stronger than the replies allow."""


def clauses_wait(n: int) -> Message:
    """The sentence for clauses the force has not answered."""
    return say_many(
        "One clause still waits for the force’s answer.", "%(n)s clauses still wait for the force’s answer.", n
    )


def missing_to_circulate(facts: AdviceFacts) -> Message | None:
    """What the draft lacks before it may go to members: an answer to every question, a place for every point."""
    if facts.questions_unanswered:
        return say_many(
            "Question %(numbers)s has no clause yet, and no reason why it is not answered.",
            "Questions %(numbers)s have no clause yet, and no reason why they are not answered.",
            len(facts.questions_unanswered), numbers=listed(facts.questions_unanswered),
        )  # fmt: skip
    if facts.empty_clauses:
        return say("Clause %(label)s has no words yet.", label=facts.empty_clauses[0])
    if facts.unplaced:
        whose = ", ".join(f"{name} ({n})" for name, n in facts.unplaced.items())
        return say_many(
            "One consideration or condition has no place yet: %(whose)s.",
            "%(n)s considerations and conditions have no place yet: %(whose)s.",
            sum(facts.unplaced.values()), whose=whose,
        )  # fmt: skip
    return None


def missing_to_sign_off(facts: AdviceFacts, now: datetime) -> Message | None:
    """What keeps the Chair from signing off (rule 12): replies or their time, a quorum, minority views, a basis; and what
    would have kept the draft from circulating, since clauses may be taken out and seats given back after that.
    """
    if (missing := missing_to_circulate(facts)) is not None:
        return missing
    if facts.waiting_for and (facts.replies_due_at is None or now < facts.replies_due_at):
        names = listed(facts.waiting_for)
        if facts.replies_due_at is None:
            return say("No reply yet from %(names)s.", names=names)
        return say("No reply yet from %(names)s; they have until %(due)s.", names=names, due=facts.replies_due_at)
    short = quorum_missing(facts.replied, presided=facts.chair_replied, rule=facts.quorum)
    if short is not None:
        return say("Too few have replied. %(short)s", short=short)
    if facts.minority_views_waiting:
        names = listed(facts.minority_views_waiting)
        return say("A minority view announced by %(names)s is not written yet.", names=names)
    if facts.questions_without_basis:
        return say_many(
            "No basis that the replies allow is chosen for question %(numbers)s.",
            "No basis that the replies allow is chosen for questions %(numbers)s.",
            len(facts.questions_without_basis), numbers=listed(facts.questions_without_basis),
        )  # fmt: skip
    return None
