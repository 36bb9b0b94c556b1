"""The disclosure scan, fed with what this dilemma and this installation must keep to themselves (rule 13)."""

import re
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import select

from ethics.domain.disclosure import FindingKind, Passage, scan
from ethics.domain.vocabulary import Part
from ethics.extensions import db
from ethics.models import Attachment, Block, Clause, PaperVersion, Party, Person, QuestionWording, ScenarioWording
from ethics.reading.facts import current_version_id
from ethics.richtext import plain


def found_in(dilemma_id: int, texts: Sequence[Passage]) -> list[tuple[FindingKind, str, str]]:
    """What the scan finds in these texts of the dilemma: its kind, the place, and the words as they stand there."""
    by_place = {passage.where: passage.text for passage in texts}
    found = scan(texts, names=_names(dilemma_id), closed=_closed_texts(dilemma_id))
    return [(one.kind, one.where, by_place[one.where][one.start : one.end]) for one in found]


def _names(dilemma_id: int) -> Iterable[str]:
    """People of the installation, and the people and places the paper names: parties, authors, contact."""
    version = db.session.get_one(PaperVersion, current_version_id(dilemma_id))
    names = set(db.session.scalars(select(Person.name)))
    names |= set(db.session.scalars(select(Party.name).where(Party.version_id == version.id)))
    return names | set(_people(version.contact)) | set(_people(version.authors, several=True))


def _people(listed: str, *, several: bool = False) -> Iterator[str]:
    """Who is listed: a person to a line, or between what is no name, each with a post behind a comma perhaps. Where
    ``several`` stand in a line, whatever has two words may be one of them.
    """
    for line in re.split(r"[\n;&]| and ", listed):
        group: list[str] = []
        for piece in [*(piece.strip() for piece in line.split(",")), "0"]:
            if not any(char.isdigit() or char == "@" for char in piece):
                group.append(piece)
                continue
            if any(group):
                yield ", ".join(one for one in group if one)
                yield from (one for one in group[1:] if several and " " in one)
            group = []


def _closed_texts(dilemma_id: int) -> list[str]:
    version = current_version_id(dilemma_id)
    closed_question = QuestionWording.part == Part.CLOSED
    closed = [
        *db.session.scalars(select(Block.text).where(Block.version_id == version, Block.part == Part.CLOSED)),
        *db.session.scalars(select(QuestionWording.text).where(QuestionWording.version_id == version, closed_question)),
        *db.session.scalars(
            select(Attachment.label).where(Attachment.version_id == version, Attachment.part == Part.CLOSED)
        ),
        *db.session.scalars(
            select(ScenarioWording.title).where(
                ScenarioWording.version_id == version, ScenarioWording.part == Part.CLOSED
            )
        ),
        *db.session.scalars(
            select(Clause.text)
            .join(QuestionWording, QuestionWording.question_id == Clause.question_id)
            .where(
                QuestionWording.version_id == version,
                closed_question | (Clause.part == Part.CLOSED),
                Clause.opened_at.is_(None),
            )
        ),
    ]
    return [plain(text) for text in closed if text.strip()]
