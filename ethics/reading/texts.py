"""Which texts of one paper a reader may look at: versions that were issued, the one being made, states kept of a draft.

An issued version is for whoever reads the paper. What is kept of a draft, and a new version that is not issued, belong
to who brings it; the Secretary reads of them what the sponsor released, as the Secretary read it then.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import or_, select

from ethics.domain.actor import Actor
from ethics.domain.policy import Action, Standing, decide
from ethics.domain.refusal import NotKnown
from ethics.domain.vocabulary import KeptAs
from ethics.domain.words import Message, say
from ethics.extensions import db
from ethics.models import Dilemma, KeptState, PaperVersion, Person, Reason
from ethics.reading.version_content import Content, contents_of
from ethics.reading.version_read import is_being_revised, version_read, version_read_by


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a paper: how an address names it, what it is called, and since when it stood so."""

    key: str
    words: Message
    at: datetime
    version: int
    state: int = 0
    """The number of the kept state; 0 for the version itself."""
    why: str = ""
    made_by: str = ""
    """Whose work it is, of every text that is not issued: who saved, sent or restored it."""
    is_issued: bool = False
    is_now: bool = False
    """Whether it is still being made."""
    until: datetime | None = None
    """When the version issued after it took its place; None while none has."""
    before: str = ""
    """The key of the text it followed: of an issued version the one issued before it. Empty for the first."""


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts a reader may look at, in the order in which they stood, and the rows they come from."""

    dilemma: Dilemma
    all: tuple[Text, ...]
    in_force: PaperVersion
    """The version last issued; before the issue the one being written."""
    being_written: PaperVersion | None
    """The version that is not frozen, where this reader may look at it and it may still be issued."""
    read_now: PaperVersion
    """The version that the page of the paper shows to this reader."""
    _rows: dict[int, PaperVersion]

    def named(self, *keys: str) -> tuple[Text, ...]:
        """The texts of these keys, the earlier first. Refuses with NotKnown what is not theirs as what is not there."""
        found = tuple(text for text in self.all if text.key in keys)
        if len(found) != len(set(keys)):
            raise NotKnown
        return found

    def say(self, *texts: Text) -> tuple[tuple[Content, ...], Content]:
        """What each of these texts says, and what the version in force says."""
        rows = {text.version: self._rows[text.version] for text in texts if not text.state}
        now = contents_of([*({self.in_force.number: self.in_force} | rows).values()], self.dilemma)
        then = _states([(self._rows[text.version].id, text.state) for text in texts if text.state])
        says = (
            then[self._rows[text.version].id, text.state] if text.state else now[self._rows[text.version].id]
            for text in texts
        )
        return tuple(says), now[self.in_force.id]


@dataclass(frozen=True, slots=True)
class _Kept:
    version_id: int
    number: int
    kept_as: KeptAs
    kept_at: datetime
    made_by: str


def texts_for(actor: Actor, dilemma: Dilemma, standing: Standing, now: datetime) -> Texts:
    """Every text of a paper that a reader of this standing may look at. A former member has those of their time."""
    rows = db.session.scalars(
        select(PaperVersion).where(PaperVersion.dilemma_id == dilemma.id).order_by(PaperVersion.number)
    ).all()
    in_force, reads = db.session.execute(
        select(version_read(dilemma.id).scalar_subquery(), version_read_by(dilemma, standing).scalar_subquery())
    ).one()
    by_id = {one.id: one for one in rows}
    unissued = dilemma.issued_at is None or bool(decide(Action.READ_NEW_VERSION, standing))
    may_be_issued = dilemma.issued_at is None or is_being_revised(dilemma)
    until = standing.until or now
    readable = [one for one in rows if (unissued if one.frozen_at is None else one.frozen_at <= until)]
    written = next((one for one in readable if one.frozen_at is None), None) if may_be_issued else None
    return Texts(
        dilemma=dilemma,
        all=tuple(_texts(rows, readable, _kept(rows, standing), may_be_issued=may_be_issued)),
        in_force=by_id[in_force],
        being_written=written,
        read_now=by_id[reads],
        _rows={one.number: one for one in rows},
    )


def in_order(versions: Sequence[PaperVersion]) -> tuple[Text, ...]:
    """These versions of a paper as texts, without what was kept of them: for pages that show all they are given."""
    return tuple(_texts(versions, versions, (), may_be_issued=True))


def key_of(version: PaperVersion) -> str:
    """How an address names a version."""
    return f"v{version.number}"


def _kept(versions: Sequence[PaperVersion], standing: Standing) -> Sequence[_Kept]:
    query = (
        select(KeptState.version_id, KeptState.number, KeptState.kept_as, KeptState.kept_at, Person.name)
        .join(Person, Person.id == KeptState.made_by_id)
        .where(KeptState.version_id.in_([one.id for one in versions]))
        .order_by(KeptState.version_id, KeptState.number)
    )
    if not decide(Action.READ_DRAFTS, standing):
        if not decide(Action.TRIAGE, standing):
            return ()
        query = query.where(KeptState.released_at.is_not(None))
    return [_Kept(row.version_id, row.number, row.kept_as, row.kept_at, row.name) for row in db.session.execute(query)]


def _texts(
    versions: Sequence[PaperVersion], readable: Sequence[PaperVersion], kept: Sequence[_Kept], *, may_be_issued: bool
) -> list[Text]:
    why = _reasons([one.reason_id for one in readable if one.reason_id is not None])
    makers = _names([one.saved_by_id for one in readable if one.frozen_at is None])
    found: list[Text] = []
    issued: Text | None = None
    for one in versions:
        for state in kept:
            if state.version_id == one.id:
                words = say("Version %(number)s, %(state)s", number=one.number, state=state.kept_as.words)
                before = found[-1].key if found else ""
                key = f"{key_of(one)}-{state.number}"
                found.append(
                    Text(key, words, state.kept_at, one.number, state.number, made_by=state.made_by, before=before)
                )
        if one not in readable:
            continue
        before, said = found[-1].key if found else "", why.get(one.reason_id or 0, "")
        if one.frozen_at is None:
            words = say("Version %(number)s, as it stands now", number=one.number)
            if not may_be_issued:
                words = say("Version %(number)s, which was never issued", number=one.number)
            maker = makers[one.saved_by_id]
            found.append(
                Text(key_of(one), words, one.saved_at, one.number, why=said, made_by=maker, is_now=may_be_issued, before=before)
            )  # fmt: skip
            continue
        if issued is not None:
            found[found.index(issued)] = replace(issued, until=one.frozen_at)
        words = say("Version %(number)s, as it was issued", number=one.number)
        before = issued.key if issued is not None else before
        issued = Text(key_of(one), words, one.frozen_at, one.number, why=said, is_issued=True, before=before)
        found.append(issued)
    return found


def _reasons(ids: Sequence[int]) -> dict[int, str]:
    """These typed reasons, by id, without those that were blanked."""
    if not ids:
        return {}
    rows = db.session.execute(select(Reason.id, Reason.text).where(Reason.id.in_(ids), Reason.blanked_at.is_(None)))
    return {row.id: row.text for row in rows}


def _names(ids: Sequence[int]) -> dict[int, str]:
    if not ids:
        return {}
    return {row.id: row.name for row in db.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))}


def _states(wanted: Sequence[tuple[int, int]]) -> dict[tuple[int, int], Content]:
    """What the kept states of these versions and numbers say."""
    if not wanted:
        return {}
    rows = db.session.execute(
        select(KeptState.version_id, KeptState.number, KeptState.content).where(
            or_(*((KeptState.version_id == version_id) & (KeptState.number == number) for version_id, number in wanted))
        )
    )
    return {(row.version_id, row.number): row.content for row in rows}
