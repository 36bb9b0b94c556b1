"""The history of a paper for one reader, and any two of its texts held against each other. Which there are: texts.py."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ethics.domain.actor import Actor
from ethics.domain.policy import Action, Standing, Verdict, decide
from ethics.extensions import db
from ethics.models import Dilemma, PaperVersion, Principle
from ethics.reading.closed_since import closed_since
from ethics.reading.comparing import Comparison, compare
from ethics.reading.standing import open_dilemma
from ethics.reading.texts import Text, in_order, key_of, texts_for
from ethics.reading.titles import title_for
from ethics.reading.version_content import Content, contents_of


@dataclass(frozen=True, slots=True)
class History:
    """Every text of a paper that a reader may look at, the newest first."""

    ref: str
    title: str
    texts: tuple[Text, ...]
    read_now: str
    """The key of the text that the page of the paper shows to this reader."""
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
    texts = texts_for(actor, dilemma, standing, now)
    writes = texts.being_written
    restores = writes is not None and bool(decide(Action.EDIT_PAPER, standing))
    return History(
        ref=dilemma.ref,
        title=title_for(dilemma, standing),
        texts=tuple(reversed(texts.all)),
        read_now=key_of(texts.read_now),
        restores=writes.number if writes is not None and restores else 0,
        row_version=writes.row_version if writes is not None else 0,
        may_make=decide(Action.MAKE_VERSION, standing),
    )


def compared(actor: Actor, ref: str, one: str, other: str, now: datetime) -> Compared:
    """Two texts of the paper at ``ref``, the earlier first however they are named (Action.READ_PAPER).

    Refuses with NotKnown where the reader has no such text to look at: what is not theirs is as what does not exist.
    """
    dilemma, standing = open_dilemma(actor, ref, Action.READ_PAPER, now)
    texts = texts_for(actor, dilemma, standing, now)
    earlier, later = texts.named(one, other)
    return _compared(dilemma, standing, (earlier, later), *texts.say(earlier, later))


def last_change(actor: Actor, ref: str, now: datetime) -> Compared | None:
    """What the newest issued version changed, or None where there is only one (Action.READ_PAPER)."""
    dilemma, standing = open_dilemma(actor, ref, Action.READ_PAPER, now)
    texts = texts_for(actor, dilemma, standing, now)
    issued = [text for text in texts.all if text.is_issued][-2:]
    if len(issued) < 2:
        return None
    return _compared(dilemma, standing, (issued[0], issued[1]), *texts.say(*issued))


def proposed(dilemma: Dilemma, standing: Standing) -> Compared | None:
    """What the version being made would change, for a page whose action lets them see it; None where none is made."""
    if not decide(Action.READ_NEW_VERSION, standing):
        return None
    query = select(PaperVersion).where(PaperVersion.dilemma_id == dilemma.id).order_by(PaperVersion.number.desc())
    issued, made = reversed(db.session.scalars(query.limit(2)).all())
    earlier, later = in_order((issued, made))
    says = contents_of((issued, made), dilemma)
    return _compared(dilemma, standing, (earlier, later), (says[issued.id], says[made.id]), says[issued.id])


def _compared(
    dilemma: Dilemma, standing: Standing, texts: tuple[Text, Text], says: tuple[Content, ...], in_force: Content
) -> Compared:
    part_2 = decide(Action.READ_PART_2, standing)
    before, after = says
    if not part_2:
        before, after = closed_since(before, in_force), closed_since(after, in_force)
    return Compared(
        ref=dilemma.ref,
        title=title_for(dilemma, standing),
        earlier=texts[0],
        later=texts[1],
        differences=compare(before, after, part_2=bool(part_2), principles=_principles(before, after)),
        own=standing.author or standing.sponsor,
        part_2=part_2,
    )


def _principles(*contents: Content) -> dict[int, str]:
    ids = {row["principle_id"] for content in contents for row in content["principles"]}
    rows = db.session.execute(select(Principle.id, Principle.name).where(Principle.id.in_(ids)))
    return {row.id: row.name for row in rows}
