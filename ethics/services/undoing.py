"""Undoing corrections, several steps back: what the text of a draft was before each is kept until the paper is sent."""

import hashlib
import json
from datetime import date
from typing import Any

from sqlalchemy import delete, select

from ethics import richtext
from ethics.domain.actor import Actor, Clock
from ethics.domain.correcting import STEPS_BACK, CorrectionKind
from ethics.domain.refusal import NotNow
from ethics.domain.vocabulary import Part, PartReason, QuestionKind, Section
from ethics.domain.words import say
from ethics.extensions import db
from ethics.models import Block, Correction, PaperVersion, Question, QuestionWording, Scenario, ScenarioWording
from ethics.reading.draft_text import DraftText, text_of
from ethics.services.editing import Editing, edit
from ethics.services.numbering import arrange, renumber
from ethics.services.questions import apply_to, drop_question, drop_scenario

NOTHING_TO_UNDO = say("There is nothing to undo: no correction was made, or the text was changed elsewhere since.")


def snapshot(text: DraftText) -> dict[str, Any]:
    """The words of a draft and how they are arranged, as plain JSON."""
    return {
        "blocks": [
            [one.id, one.section.value, one.scenario_id, one.text, one.part.value, one.part_reason and one.part_reason.value,
             one.part_note, one.review_on and one.review_on.isoformat()]
            for one in text.blocks
        ],
        "scenarios": [[one.scenario_id, one.title, one.part.value, *_closed(one)] for one in text.scenarios],
        "questions": [
            [one.question_id, one.title, one.lead_in, one.text, one.kind.value, one.part.value,
             *_closed(one), list(text.applies.get(one.id, ()))]
            for one in text.questions
        ],
        "unplaced": text.source.unplaced if text.source else "",
        "contact": text.version.contact,
        "background_papers": text.version.background_papers,
    }  # fmt: skip


def _closed(one: QuestionWording | ScenarioWording) -> list[Any]:
    """Why it is closed, with what note and until when."""
    return [one.part_reason and one.part_reason.value, one.part_note, one.review_on and one.review_on.isoformat()]


def digest(shot: dict[str, Any]) -> str:
    """The digest of a snapshot, the same whatever ids its rows were given."""
    number = {scenario_id: at for at, (scenario_id, *_) in enumerate(shot["scenarios"], 1)}
    said = {
        **shot,
        "blocks": [[section, number.get(scenario_id), *rest] for _, section, scenario_id, *rest in shot["blocks"]],
        "scenarios": [rest for _, *rest in shot["scenarios"]],
        "questions": [[*rest, [number.get(one) for one in applies]] for _, *rest, applies in shot["questions"]],
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def keep(editing: Editing, kind: CorrectionKind, before: dict[str, Any]) -> None:
    """Keep what stood before a correction; the oldest beyond STEPS_BACK are forgotten."""
    db.session.flush()
    db.session.expire_all()
    after = digest(snapshot(text_of(editing.version, editing.dilemma.id)))
    db.session.add(
        Correction(
            version_id=editing.version.id, kind=kind, before=before, after=after, made_by_id=editing.held.me,
            made_at=editing.held.now,
        )
    )  # fmt: skip
    db.session.flush()
    kept = db.session.scalars(
        select(Correction.id).where(Correction.version_id == editing.version.id).order_by(Correction.id.desc())
    ).all()
    db.session.execute(delete(Correction).where(Correction.id.in_(kept[STEPS_BACK:])))


def forget(dilemma_id: int) -> None:
    """Forget what stood before the corrections of a dilemma's paper: it leaves its author's hands."""
    versions = select(PaperVersion.id).where(PaperVersion.dilemma_id == dilemma_id)
    db.session.execute(delete(Correction).where(Correction.version_id.in_(versions)))


def undo(actor: Actor, ref: str, step: int | None, clock: Clock) -> CorrectionKind:
    """Undo the last correction, which must be the one of this id; gives back what was undone.

    Refuses with NotNow where there is none, another was made since, or the text was changed elsewhere since: undoing
    would take those words away.
    """
    editing = edit(actor, ref, clock)
    last = db.session.scalars(
        select(Correction).where(Correction.version_id == editing.version.id).order_by(Correction.id.desc()).limit(1)
    ).first()
    now = text_of(editing.version, editing.dilemma.id)
    if last is None or last.id != step or last.after != digest(snapshot(now)):
        raise NotNow(NOTHING_TO_UNDO)
    _restore(editing, now, last.before)
    db.session.delete(last)
    editing.saved("correcting")
    return last.kind


def _restore(editing: Editing, now: DraftText, shot: dict[str, Any]) -> None:
    version = editing.version
    if now.source is not None:
        now.source.unplaced = shot["unplaced"]
    version.contact, version.background_papers = shot["contact"], shot["background_papers"]
    scenario_ids = _restore_scenarios(editing, now, shot["scenarios"])
    made, places = _restore_blocks(version.id, now, shot["blocks"], scenario_ids)
    _restore_questions(editing, now, shot["questions"], scenario_ids)
    kept = set(scenario_ids.values())
    for wording in now.scenarios:
        if wording.scenario_id not in kept:
            drop_scenario(version.id, wording)
    arrange(version.id, made, places)


def _restore_scenarios(editing: Editing, now: DraftText, rows: list[Any]) -> dict[int, int]:
    """The scenarios of then, in their order; gives back the id each has now, by the id it had."""
    here = {one.scenario_id: one for one in now.scenarios}
    order: list[ScenarioWording] = []
    ids: dict[int, int] = {}
    for at, (scenario_id, title, part, reason, note, review_on) in enumerate(rows, 1):
        wording = here.get(scenario_id)
        if wording is None:
            scenario = Scenario(dilemma_id=editing.dilemma.id)
            db.session.add(scenario)
            db.session.flush()
            wording = ScenarioWording(
                version_id=editing.version.id, scenario_id=scenario.id, number=len(here) + 1000 + at, title=title
            )
            db.session.add(wording)
            db.session.flush()
        wording.title, wording.part = title, Part(part)
        wording.part_reason = PartReason(reason) if reason else None
        wording.part_note, wording.review_on = note, date.fromisoformat(review_on) if review_on else None
        ids[scenario_id] = wording.scenario_id
        order.append(wording)
    renumber([*order, *(one for one in now.scenarios if one.scenario_id not in ids)])
    return ids


def _restore_blocks(
    version_id: int, now: DraftText, rows: list[Any], scenario_ids: dict[int, int]
) -> tuple[list[Block], dict[int, int]]:
    """The blocks of then, as far as they are still there the same rows; gives back the new ones, and all their places."""
    here = {one.id: one for one in now.blocks}
    made: list[Block] = []
    places: dict[int, int] = {}
    for at, (id_, section, scenario_id, text, part, reason, note, review_on) in enumerate(rows):
        block = here.pop(id_, None)
        if block is None:
            block = Block(version_id=version_id)
            made.append(block)
        if block.text != text:
            block.text, block.html = text, richtext.html(text)
        block.section = Section(section)
        block.scenario_id = scenario_ids[scenario_id] if scenario_id is not None else None
        block.part, block.part_reason = Part(part), PartReason(reason) if reason else None
        block.part_note, block.review_on = note, date.fromisoformat(review_on) if review_on else None
        places[id(block)] = at
    for block in here.values():
        db.session.delete(block)
    db.session.flush()
    return made, places


def _restore_questions(editing: Editing, now: DraftText, rows: list[Any], scenario_ids: dict[int, int]) -> None:
    here = {one.question_id: one for one in now.questions}
    order: list[QuestionWording] = []
    for at, (question_id, title, lead_in, text, kind, part, reason, note, review_on, applies) in enumerate(rows, 1):
        wording = here.pop(question_id, None)
        if wording is None:
            question = Question(dilemma_id=editing.dilemma.id)
            db.session.add(question)
            db.session.flush()
            wording = QuestionWording(
                version_id=editing.version.id, question_id=question.id, number=len(now.questions) + 1000 + at,
                text=text, kind=QuestionKind(kind), part=Part(part),
            )  # fmt: skip
            db.session.add(wording)
        wording.title, wording.lead_in, wording.text, wording.kind = title, lead_in, text, QuestionKind(kind)
        wording.part, wording.part_reason = Part(part), PartReason(reason) if reason else None
        wording.part_note, wording.review_on = note, date.fromisoformat(review_on) if review_on else None
        apply_to(wording, [scenario_ids[one] for one in applies])
        order.append(wording)
    for gone in here.values():
        drop_question(gone)
    renumber(order)
