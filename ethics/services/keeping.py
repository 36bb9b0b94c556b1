"""Keeping states of a text while it is written, and making a version say what a kept state says.

What is kept, and when, is told in docs/decisions/0012-versions-and-kept-states.md.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from ethics import richtext
from ethics.domain.vocabulary import KeptAs
from ethics.extensions import db
from ethics.models import (
    Block,
    Dilemma,
    KeptState,
    PaperVersion,
    Principle,
    Question,
    QuestionScenario,
    QuestionWording,
    Scenario,
    ScenarioWording,
    Source,
)
from ethics.reading.version_content import (
    HEAD,
    OF_DILEMMA,
    TABLES,
    Content,
    content_of,
    digest_of,
    read_row,
    value_of,
    with_unplaced,
)

PAUSE = timedelta(minutes=30)
"""After so long without a save, the next one begins a new sitting."""


def keep(version: PaperVersion, dilemma: Dilemma, kept_as: KeptAs, kept_at: datetime, made_by_id: int) -> KeptState:
    """Keep what the version says now, and whose work that is.

    A state that says what the one before it says is that state, unless it is sent.
    """
    db.session.flush()
    content = with_unplaced(content_of(version, dilemma), dilemma.id)
    digest, last = digest_of(content), _last(version.id)
    if last is not None and last.digest == digest and kept_as in (KeptAs.READ, KeptAs.SITTING, KeptAs.REPLACED):
        return last
    state = KeptState(
        version_id=version.id, number=(last.number if last else 0) + 1, kept_as=kept_as, kept_at=kept_at,
        made_by_id=made_by_id, content=content, digest=digest,
    )  # fmt: skip
    db.session.add(state)
    db.session.flush()
    return state


def keep_after_a_pause(version: PaperVersion, dilemma: Dilemma, now: datetime) -> None:
    """Keep what an import made before its author touches it, and what the last sitting left before a new one begins."""
    if version.row_version == 1:
        if version.number == 1 and _says_something(version.id):
            keep(version, dilemma, KeptAs.READ, version.saved_at, version.saved_by_id)
        return
    if now - version.saved_at < PAUSE:
        return
    last = _last(version.id)
    if last is None or last.kept_at < version.saved_at:
        keep(version, dilemma, KeptAs.SITTING, version.saved_at, version.saved_by_id)


def mark_released(version_id: int, now: datetime) -> None:
    """Note that the state last sent was released: who reads a released paper may read it from now on."""
    sent = db.session.scalars(
        select(KeptState)
        .where(KeptState.version_id == version_id, KeptState.kept_as == KeptAs.SENT)
        .order_by(KeptState.number.desc())
        .limit(1)
    ).first()
    if sent is not None:
        sent.released_at = now


def _says_something(version_id: int) -> bool:
    return db.session.scalar(select(Block.id).where(Block.version_id == version_id).limit(1)) is not None


def _last(version_id: int) -> KeptState | None:
    return db.session.scalars(
        select(KeptState).where(KeptState.version_id == version_id).order_by(KeptState.number.desc()).limit(1)
    ).first()


def write(version: PaperVersion, dilemma: Dilemma, content: Content, *, of_dilemma: bool = False) -> None:
    """Make a version that is being written say what ``content`` says, in place of what it said.

    Scenarios and questions keep their identity; one that no version has any more is made again. With ``of_dilemma``
    the fields that belong to the dilemma follow too.
    """
    empty(version.id)
    for name in HEAD:
        setattr(version, name, value_of(PaperVersion, name, content["head"][name]))
    if of_dilemma:
        for name in OF_DILEMMA:
            setattr(dilemma, name, content["dilemma"][name])
        source = db.session.scalars(
            select(Source).where(Source.dilemma_id == dilemma.id).order_by(Source.id.desc()).limit(1)
        ).first()
        if source is not None:
            source.unplaced = content["unplaced"]
    scenarios = _identities(Scenario, dilemma.id, [row["scenario_id"] for row in content["scenarios"]])
    questions = _identities(Question, dilemma.id, [row["question_id"] for row in content["questions"]])
    principles = set(
        db.session.scalars(
            select(Principle.id).where(Principle.id.in_([row["principle_id"] for row in content["principles"]]))
        )
    )
    for name, table in TABLES.items():
        for stored in content.get(name, ()):  # states kept before there were attachments have none
            row: dict[str, Any] = read_row(table, stored)
            if row.get("scenario_id") is not None:
                row["scenario_id"] = scenarios[row["scenario_id"]]
            if "question_id" in row:
                row["question_id"] = questions[row["question_id"]]
            if name == "principles" and row["principle_id"] not in principles:
                continue
            if table is Block:
                row["html"] = richtext.html(row["text"])
            db.session.add(table(version_id=version.id, **row))
        db.session.flush()
    _apply(version.id, content["applies"], scenarios, questions)
    forget_orphans(dilemma.id)


def empty(version_id: int) -> None:
    """Take every row of a version's text away."""
    db.session.flush()
    here = select(QuestionWording.id).where(QuestionWording.version_id == version_id)
    db.session.execute(delete(QuestionScenario).where(QuestionScenario.wording_id.in_(here)))
    for table in TABLES.values():
        of_version: Any = table
        db.session.execute(delete(table).where(of_version.version_id == version_id))
    db.session.flush()


def _identities(kind: type[Scenario] | type[Question], dilemma_id: int, wanted: list[int]) -> dict[int, int]:
    """For each identity by the id it had, the one it has now: itself, or a new one where it is gone."""
    there = set(db.session.scalars(select(kind.id).where(kind.dilemma_id == dilemma_id, kind.id.in_(wanted))))
    found = {}
    for id_ in wanted:
        if id_ not in there:
            made = kind(dilemma_id=dilemma_id)
            db.session.add(made)
            db.session.flush()
            found[id_] = made.id
        else:
            found[id_] = id_
    return found


def _apply(
    version_id: int, applies: Mapping[str, list[int]], scenarios: Mapping[int, int], questions: Mapping[int, int]
) -> None:
    wordings = {
        row.question_id: row.id
        for row in db.session.execute(
            select(QuestionWording.id, QuestionWording.question_id).where(QuestionWording.version_id == version_id)
        )
    }
    for question_id, scenario_ids in applies.items():
        for scenario_id in scenario_ids:
            if scenario_id in scenarios:
                wording_id = wordings[questions[int(question_id)]]
                db.session.add(QuestionScenario(wording_id=wording_id, scenario_id=scenarios[scenario_id]))
    db.session.flush()


def forget_orphans(dilemma_id: int) -> None:
    """Scenarios and questions that no version has a wording of are gone."""
    worded: Any
    for kind, worded in ((Scenario, ScenarioWording.scenario_id), (Question, QuestionWording.question_id)):
        here = kind.dilemma_id == dilemma_id
        db.session.execute(delete(kind).where(here, kind.id.not_in(select(worded))))


def forget(version_id: int) -> None:
    """Forget every kept state of a version that is given up."""
    db.session.execute(delete(KeptState).where(KeptState.version_id == version_id))
