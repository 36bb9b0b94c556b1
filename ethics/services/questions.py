"""The scenarios and questions of a draft: adding, saving, putting in order, taking out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import delete, select

from ethics.domain.actor import Actor, Clock
from ethics.domain.refusal import NotKnown, StaleText
from ethics.domain.vocabulary import Part, PartReason, QuestionKind, Section
from ethics.domain.words import say
from ethics.extensions import db
from ethics.models import Block, Question, QuestionScenario, QuestionWording, Scenario, ScenarioWording
from ethics.reading import drafts
from ethics.services.blocks import CLOSED_NEEDS_A_REASON, MARKED_FOR_PART_2, BlockDraft, checked, rewrite, texts_now
from ethics.services.checking import Checked, asks_for_part_2
from ethics.services.editing import ANYTHING, Editing, RestsOn, edit
from ethics.services.numbering import Numbered, arrange, moved, questions_in_order, renumber, scenarios_in_order


@dataclass(frozen=True, slots=True)
class ScenarioDraft:
    """A set of circumstances: what it is called, and its paragraphs; ``closed`` closes all of it, the title too."""

    title: str
    boxes: tuple[BlockDraft, ...] = ()
    closed: bool = False
    part_reason: PartReason | None = None
    part_note: str = ""
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class QuestionDraft:
    """A question as it is to be asked. ``scenarios`` are numbers of the paper's scenarios; none means the whole paper."""

    text: str
    kind: QuestionKind | None
    title: str = ""
    lead_in: str = ""
    scenarios: tuple[int, ...] = ()
    closed: bool = False
    part_reason: PartReason | None = None
    part_note: str = ""
    review_on: date | None = None


def save_scenario(
    actor: Actor, ref: str, number: int | None, draft: ScenarioDraft, clock: Clock, on: RestsOn = ANYTHING
) -> int:
    """Save the scenario of this number, or with None add one at the end; gives back its number.

    Refuses with NotKnown where there is no such scenario, with Stale and Invalid as blocks.save_section does.
    """
    editing = edit(actor, ref, clock)
    wording = None if number is None else _scenario(editing, number)
    stored = drafts.blocks_of(editing.version.id, Section.SCENARIO, wording.scenario_id) if wording else []
    if wording is not None:
        now = [StaleText("title", say("Title"), wording.title), *texts_now(stored, draft.boxes)]
        editing.rest_on(on, drafts.scenario_values(wording, stored), now)
    check = Checked()
    title = check.line("title", draft.title, say("Give the scenario a title."))
    if asks_for_part_2(title) and not draft.closed:
        check.wrong("title", say("This is marked for Part 2. Close the whole scenario, or take the marking out."))
    note = check.line("part_note", draft.part_note)
    if draft.closed and draft.part_reason is None:
        check.wrong("part_reason", CLOSED_NEEDS_A_REASON)
    boxes = checked(check, [_closed_with(draft, note, box) for box in draft.boxes])
    check.done()
    if wording is None:
        wording = add_scenario(editing, title)
    wording.title = title
    wording.part = Part.CLOSED if draft.closed else Part.OPEN
    wording.part_reason = draft.part_reason if draft.closed else None
    wording.part_note = note if draft.closed else ""
    wording.review_on = draft.review_on if draft.closed else None
    db.session.flush()
    rewrite(editing, Section.SCENARIO, wording.scenario_id, stored, boxes)
    editing.saved("scenarios")
    return wording.number


def _closed_with(draft: ScenarioDraft, note: str, box: BlockDraft) -> BlockDraft:
    """A box of a closed scenario is closed as the scenario is, unless it has a reason of its own."""
    if not draft.closed or draft.part_reason is None or (box.closed and box.part_reason is not None):
        return box
    return replace(box, closed=True, part_reason=draft.part_reason, part_note=note, review_on=draft.review_on)


def add_scenario(editing: Editing, title: str) -> ScenarioWording:
    """Add a scenario after the others."""
    scenario = Scenario(dilemma_id=editing.dilemma.id)
    db.session.add(scenario)
    db.session.flush()
    number = len(scenarios_in_order(editing.version.id)) + 1
    wording = ScenarioWording(version_id=editing.version.id, scenario_id=scenario.id, number=number, title=title)
    db.session.add(wording)
    db.session.flush()
    return wording


def remove_scenario(actor: Actor, ref: str, number: int, clock: Clock, on: RestsOn = ANYTHING) -> None:
    """Take a scenario and its paragraphs out; questions that applied to it keep their other scenarios."""
    editing = edit(actor, ref, clock)
    wording = _scenario(editing, number)
    stored = drafts.blocks_of(editing.version.id, Section.SCENARIO, wording.scenario_id)
    editing.rest_on(on, drafts.scenario_values(wording, stored), ())
    scenario_id = wording.scenario_id
    asked_of = [question.id for question in questions_in_order(editing.version.id)]
    db.session.execute(
        delete(QuestionScenario).where(
            QuestionScenario.scenario_id == scenario_id, QuestionScenario.wording_id.in_(asked_of)
        )
    )
    drop_scenario(editing.version.id, wording)
    renumber(scenarios_in_order(editing.version.id))
    arrange(editing.version.id)
    editing.saved("scenarios")


def drop_scenario(version_id: int, wording: ScenarioWording) -> None:
    """Take a scenario that no question names out of a version, its paragraphs too."""
    scenario_id = wording.scenario_id
    db.session.execute(delete(Block).where(Block.version_id == version_id, Block.scenario_id == scenario_id))
    db.session.delete(wording)
    db.session.flush()
    if db.session.scalar(select(ScenarioWording.id).where(ScenarioWording.scenario_id == scenario_id).limit(1)) is None:
        db.session.execute(delete(Scenario).where(Scenario.id == scenario_id))


def move_scenario(actor: Actor, ref: str, number: int, by: int, clock: Clock) -> None:
    """Move a scenario one up (-1) or down (1); paragraphs are numbered anew."""
    editing = edit(actor, ref, clock)
    _scenario(editing, number)
    renumber(moved(scenarios_in_order(editing.version.id), number, by))
    arrange(editing.version.id)
    editing.saved("scenarios")


def save_question(
    actor: Actor, ref: str, number: int | None, draft: QuestionDraft, clock: Clock, on: RestsOn = ANYTHING
) -> int:
    """Save the question of this number, or with None add one at the end; gives back its number.

    Refuses with Invalid one without text or kind, a closed one without its reason, and markings; with Stale where it
    was saved since; with NotKnown where there is none of this number.
    """
    editing = edit(actor, ref, clock)
    wording = None if number is None else _question(editing, number)
    if wording is not None:
        _rest_on(editing, on, wording, drafts.question_texts(wording))
    check = Checked()
    title = check.line("title", draft.title)
    lead_in = check.text("lead_in", draft.lead_in)
    text = check.text("text", draft.text, say("Say what is asked."))
    if draft.kind is None:
        check.wrong("kind", say("Say how it asks."))
    note = check.line("part_note", draft.part_note)
    if draft.closed and draft.part_reason is None:
        check.wrong("part_reason", CLOSED_NEEDS_A_REASON)
    for field, said in (("title", title), ("lead_in", lead_in), ("text", text)):
        if not draft.closed and asks_for_part_2(said):
            check.wrong(field, MARKED_FOR_PART_2)
    known = {scenario.number: scenario.scenario_id for scenario in scenarios_in_order(editing.version.id)}
    if not set(draft.scenarios) <= set(known):
        check.wrong("scenarios", say("Choose from the scenarios of this paper."))
    check.done()
    assert draft.kind is not None
    if wording is None:
        wording = add_question(editing, text, draft.kind)
    wording.title, wording.lead_in, wording.text, wording.kind = title, lead_in, text, draft.kind
    wording.part = Part.CLOSED if draft.closed else Part.OPEN
    wording.part_reason = draft.part_reason if draft.closed else None
    wording.part_note = note if draft.closed else ""
    wording.review_on = draft.review_on if draft.closed else None
    apply_to(wording, [known[number] for number in sorted(set(draft.scenarios))])
    arrange(editing.version.id)
    editing.saved("questions")
    return wording.number


def _rest_on(editing: Editing, on: RestsOn, wording: QuestionWording, now: Sequence[StaleText]) -> None:
    """Refuse with Stale where the question, what it applies to or what a scenario's number means is not as it was read."""
    scenarios = scenarios_in_order(editing.version.id)
    chosen = set(
        db.session.scalars(select(QuestionScenario.scenario_id).where(QuestionScenario.wording_id == wording.id))
    )
    applies = [one.number for one in scenarios if one.scenario_id in chosen]
    choice = drafts.choice_values((one.scenario_id for one in scenarios), applies)
    if now and scenarios:
        said = "\n".join(str(number) for number in sorted(applies))
        now = [*now, StaleText("scenarios", say("Which scenarios does it apply to?"), said)]
    editing.rest_on(on, [*drafts.question_values(wording), *choice], now)


def apply_to(wording: QuestionWording, scenario_ids: Sequence[int]) -> None:
    """Say which scenarios a question applies to, in place of what was said before."""
    db.session.flush()
    db.session.execute(delete(QuestionScenario).where(QuestionScenario.wording_id == wording.id))
    for scenario_id in scenario_ids:
        db.session.add(QuestionScenario(wording_id=wording.id, scenario_id=scenario_id))
    db.session.flush()


def remove_question(actor: Actor, ref: str, number: int, clock: Clock, on: RestsOn = ANYTHING) -> None:
    """Take a question out of the draft; those after it move up."""
    editing = edit(actor, ref, clock)
    wording = _question(editing, number)
    _rest_on(editing, on, wording, ())
    drop_question(wording)
    renumber(questions_in_order(editing.version.id))
    arrange(editing.version.id)
    editing.saved("questions")


def drop_question(wording: QuestionWording) -> None:
    """Take a question out of its version; one that no other version asks is gone."""
    question_id = wording.question_id
    db.session.execute(delete(QuestionScenario).where(QuestionScenario.wording_id == wording.id))
    db.session.delete(wording)
    db.session.flush()
    if db.session.scalar(select(QuestionWording.id).where(QuestionWording.question_id == question_id).limit(1)) is None:
        db.session.execute(delete(Question).where(Question.id == question_id))


def move_question(actor: Actor, ref: str, number: int, by: int, clock: Clock) -> None:
    """Move a question one up (-1) or down (1)."""
    editing = edit(actor, ref, clock)
    _question(editing, number)
    renumber(moved(questions_in_order(editing.version.id), number, by))
    arrange(editing.version.id)
    editing.saved("questions")


def add_question(editing: Editing, text: str, kind: QuestionKind) -> QuestionWording:
    """Add an open question after the others."""
    question = Question(dilemma_id=editing.dilemma.id)
    db.session.add(question)
    db.session.flush()
    number = len(questions_in_order(editing.version.id)) + 1
    wording = QuestionWording(
        version_id=editing.version.id, question_id=question.id, number=number, text=text, kind=kind, part=Part.OPEN
    )
    db.session.add(wording)
    return wording


def _scenario(editing: Editing, number: int) -> ScenarioWording:
    return _numbered(scenarios_in_order(editing.version.id), number)


def _question(editing: Editing, number: int) -> QuestionWording:
    return _numbered(questions_in_order(editing.version.id), number)


def _numbered(wordings: Sequence[Numbered], number: int) -> Numbered:
    if not 1 <= number <= len(wordings):
        raise NotKnown
    return wordings[number - 1]
