"""The texts of one paper a reader may look at: versions that were issued, the one being made, states kept of a draft.

An issued version is for whoever reads the paper. What is kept of a draft belongs to who brings it; the Secretary reads
of it what the sponsor released, as the Secretary read it then.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ethics.domain.actor import Actor
from ethics.domain.policy import Action, Standing, Verdict, decide
from ethics.domain.refusal import NotKnown
from ethics.domain.vocabulary import KeptAs, Part
from ethics.domain.words import Message, say
from ethics.extensions import db
from ethics.models import Block, Dilemma, KeptState, PaperVersion, Principle, QuestionWording, Reason, ScenarioWording
from ethics.reading.comparing import Comparison, compare
from ethics.reading.facts import current_version_id
from ethics.reading.papers import is_being_revised
from ethics.reading.people import day_of
from ethics.reading.standing import last_moment, open_dilemma
from ethics.reading.titles import title_for
from ethics.reading.version_content import Content, contents_of


@dataclass(frozen=True, slots=True)
class Text:
    """One text in the history: how an address names it, what it is called, and since when it stood so."""

    key: str
    words: Message
    at: datetime
    version: int
    state: int = 0
    """The number of the kept state; 0 for the version itself."""
    why: str = ""
    is_now: bool = False
    """Whether it is the text as it stands, not frozen yet."""
    before: str = ""
    """The key of the text it followed: of an issued version the one issued before it. Empty for the first."""


@dataclass(frozen=True, slots=True)
class History:
    """Every text of a paper that a reader may look at, the newest first."""

    ref: str
    title: str
    texts: tuple[Text, ...]
    restores: int
    """The version whose kept states the reader may restore now; 0 for none."""
    row_version: int
    may_make: Verdict
    """Whether the reader may make a new version."""

    @property
    def several(self) -> bool:
        """Whether there are two texts to compare."""
        return len(self.texts) > 1


@dataclass(frozen=True, slots=True)
class Compared:
    """Two texts and what differs between them. Where it shows Part 2 and is not ``own``, the caller records the read."""

    ref: str
    title: str
    earlier: Text
    later: Text
    differences: Comparison
    own: bool
    part_2: Verdict


def history(actor: Actor, ref: str, now: datetime) -> History:
    """The texts of the paper at ``ref`` (Action.READ_PAPER); refuses as the policy says."""
    dilemma, standing = open_dilemma(actor, ref, Action.READ_PAPER, now)
    versions = _versions(actor, dilemma, standing, now)
    texts = _texts(versions, _kept(versions, standing))
    writes = versions[-1] if versions and versions[-1].frozen_at is None else None
    restores = writes is not None and bool(decide(Action.EDIT_PAPER, standing))
    return History(
        ref=dilemma.ref,
        title=title_for(dilemma, standing),
        texts=tuple(reversed(texts)),
        restores=writes.number if writes is not None and restores else 0,
        row_version=writes.row_version if writes is not None else 0,
        may_make=decide(Action.MAKE_VERSION, standing),
    )


def compared(actor: Actor, ref: str, one: str, other: str, now: datetime) -> Compared:
    """Two texts of the paper at ``ref``, the earlier first however they are named (Action.READ_PAPER).

    Refuses with NotKnown where the reader has no such text to look at: what is not theirs is as what does not exist.
    """
    dilemma, standing = open_dilemma(actor, ref, Action.READ_PAPER, now)
    versions = _versions(actor, dilemma, standing, now)
    texts = _texts(versions, _kept(versions, standing))
    chosen = [text for text in texts if text.key in (one, other)]
    if len(chosen) != 2:
        raise NotKnown
    return _compared(dilemma, standing, versions, chosen[0], chosen[1])


def last_change(actor: Actor, ref: str, now: datetime) -> Compared | None:
    """What the newest issued version changed, or None where there is only one (Action.READ_PAPER)."""
    dilemma, standing = open_dilemma(actor, ref, Action.READ_PAPER, now)
    versions = [one for one in _versions(actor, dilemma, standing, now) if one.frozen_at is not None]
    texts = _texts(versions, ())
    return _compared(dilemma, standing, versions, texts[-2], texts[-1]) if len(texts) > 1 else None


def proposed(dilemma: Dilemma, standing: Standing) -> Compared | None:
    """What the version being made would change, for a page whose action lets them see it; None where none is made."""
    if not decide(Action.READ_NEW_VERSION, standing):
        return None
    query = select(PaperVersion).where(PaperVersion.dilemma_id == dilemma.id).order_by(PaperVersion.number.desc())
    versions = list(reversed(db.session.scalars(query.limit(2)).all()))
    texts = _texts(versions, ())
    return _compared(dilemma, standing, versions, texts[0], texts[1])


# -- what there is ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Kept:
    version_id: int
    number: int
    kept_as: KeptAs
    kept_at: datetime


def _versions(actor: Actor, dilemma: Dilemma, standing: Standing, now: datetime) -> Sequence[PaperVersion]:
    """The versions this reader may look at, oldest first. A former member has those of their time."""
    rows = db.session.scalars(
        select(PaperVersion).where(PaperVersion.dilemma_id == dilemma.id).order_by(PaperVersion.number)
    ).all()
    unfrozen = dilemma.issued_at is None or (
        is_being_revised(dilemma) and bool(decide(Action.READ_NEW_VERSION, standing))
    )
    until = now
    if standing.former:
        until = max(last_moment(seat) for seat in actor.former_seats(dilemma.committee_id, day_of(now)))
    return [one for one in rows if (unfrozen if one.frozen_at is None else one.frozen_at <= until)]


def _kept(versions: Sequence[PaperVersion], standing: Standing) -> Sequence[_Kept]:
    query = (
        select(KeptState.version_id, KeptState.number, KeptState.kept_as, KeptState.kept_at)
        .where(KeptState.version_id.in_([one.id for one in versions]))
        .order_by(KeptState.version_id, KeptState.number)
    )
    if not decide(Action.READ_DRAFTS, standing):
        if not decide(Action.TRIAGE, standing):
            return ()
        query = query.where(KeptState.released_at.is_not(None))
    return [_Kept(row.version_id, row.number, row.kept_as, row.kept_at) for row in db.session.execute(query)]


def _texts(versions: Sequence[PaperVersion], kept: Sequence[_Kept]) -> list[Text]:
    """The texts in the order in which they stood."""
    why = _reasons([one.reason_id for one in versions if one.reason_id is not None])
    found: list[Text] = []
    issued_before = ""
    for one in versions:
        for state in kept:
            if state.version_id == one.id:
                words = say("Version %(number)s, %(state)s", number=one.number, state=state.kept_as.words)
                before = found[-1].key if found else ""
                key = f"v{one.number}-{state.number}"
                found.append(Text(key, words, state.kept_at, one.number, state.number, before=before))
        said, key = why.get(one.reason_id or 0, ""), f"v{one.number}"
        before = found[-1].key if found else ""
        if one.frozen_at is None:
            words = say("Version %(number)s, as it stands now", number=one.number)
            found.append(Text(key, words, one.saved_at, one.number, why=said, is_now=True, before=before))
        else:
            words = say("Version %(number)s, as it was issued", number=one.number)
            found.append(Text(key, words, one.frozen_at, one.number, why=said, before=issued_before or before))
            issued_before = key
    return found


def _reasons(ids: Sequence[int]) -> dict[int, str]:
    """These typed reasons, by id, without those that were blanked."""
    if not ids:
        return {}
    rows = db.session.execute(select(Reason.id, Reason.text).where(Reason.id.in_(ids), Reason.blanked_at.is_(None)))
    return {row.id: row.text for row in rows}


# -- what they say ----------------------------------------------------------------------------------------------------


def _compared(
    dilemma: Dilemma, standing: Standing, versions: Sequence[PaperVersion], earlier: Text, later: Text
) -> Compared:
    by_number = {one.number: one for one in versions}
    wanted = [by_number[text.version] for text in (earlier, later) if not text.state]
    now = contents_of(wanted, dilemma)
    states = _states([(by_number[text.version].id, text.state) for text in (earlier, later) if text.state])

    def says(text: Text) -> Content:
        version_id = by_number[text.version].id
        content: Content = states[version_id, text.state] if text.state else now[version_id]
        return content

    before, after = says(earlier), says(later)
    part_2 = decide(Action.READ_PART_2, standing)
    return Compared(
        ref=dilemma.ref,
        title=title_for(dilemma, standing),
        earlier=earlier,
        later=later,
        differences=compare(
            before, after, part_2=bool(part_2), principles=_principles(before, after),
            closed_now=frozenset() if part_2 else _closed_now(dilemma.id),
        ),
        own=standing.author or standing.sponsor,
        part_2=part_2,
    )  # fmt: skip


def _states(wanted: Sequence[tuple[int, int]]) -> dict[tuple[int, int], Content]:
    """What the kept states of these versions and numbers say."""
    if not wanted:
        return {}
    rows = db.session.execute(
        select(KeptState.version_id, KeptState.number, KeptState.content).where(
            KeptState.version_id.in_([version_id for version_id, _ in wanted]),
            KeptState.number.in_([number for _, number in wanted]),
        )
    )
    return {(row.version_id, row.number): row.content for row in rows}


def _closed_now(dilemma_id: int) -> frozenset[str]:
    """The words that are closed in the version in force."""
    version = current_version_id(dilemma_id)
    blocks = select(Block.text).where(Block.version_id == version, Block.part == Part.CLOSED)
    asked = (QuestionWording.text, QuestionWording.title, QuestionWording.lead_in)
    closed = select(*asked).where(QuestionWording.version_id == version, QuestionWording.part == Part.CLOSED)
    titles = select(ScenarioWording.title).where(
        ScenarioWording.version_id == version, ScenarioWording.part == Part.CLOSED
    )
    texts = {
        *db.session.scalars(blocks),
        *db.session.scalars(titles),
        *(text for row in db.session.execute(closed) for text in row),
        *db.session.scalars(select(Dilemma.title).where(Dilemma.id == dilemma_id, Dilemma.public_title != "")),
    }
    return frozenset(texts - {""})


def _principles(*contents: Content) -> dict[int, str]:
    ids = {row["principle_id"] for content in contents for row in content["principles"]}
    rows = db.session.execute(select(Principle.id, Principle.name).where(Principle.id.in_(ids)))
    return {row.id: row.name for row in rows}
