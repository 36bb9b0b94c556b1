"""Scenarios and questions of a draft: put in order, taken out, made from the recommendation."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from ethics.domain.refusal import Invalid, NotKnown
from ethics.domain.vocabulary import (
    PartReason,
    QuestionKind,
    Section,
)
from ethics.models import (
    QuestionScenario,
    QuestionWording,
    Scenario,
    ScenarioWording,
)
from ethics.reading import draft_parts
from ethics.services import blocks, questions
from ethics.services.blocks import BlockDraft
from ethics.services.questions import QuestionDraft, ScenarioDraft
from tests.cast import Cast
from tests.conftest import Clock
from tests.drafts import new_draft, texts

Db = scoped_session[Session]


@pytest.fixture
def ref(session: Db, cast: Cast, clock: Clock) -> str:
    """A draft that is empty but for its title."""
    return new_draft(cast, clock)


def test_scenarios_and_questions_are_put_in_order_and_taken_out(
    session: Db, cast: Cast, ref: str, clock: Clock
) -> None:
    author = cast.actor(cast.author)
    for title in ("One", "Two", "Three"):
        questions.save_scenario(author, ref, None, ScenarioDraft(title, (BlockDraft(text=f"{title} it is."),)), clock)
        asked = QuestionDraft(f"Is {title} right?", QuestionKind.CLOSED, scenarios=(1,))
        questions.save_question(author, ref, None, asked, clock)
    questions.move_scenario(author, ref, 3, -1, clock)
    questions.move_question(author, ref, 1, 1, clock)
    assert session.scalars(select(ScenarioWording.title).order_by(ScenarioWording.number)).all() == [
        "One",
        "Three",
        "Two",
    ]
    assert texts(session, ref, Section.SCENARIO) == [("1", "One it is."), ("2", "Three it is."), ("3", "Two it is.")]
    asked = session.execute(
        select(QuestionWording.text, QuestionWording.paragraph).order_by(QuestionWording.number)
    ).all()
    assert asked == [("Is Two right?", "4"), ("Is One right?", "5"), ("Is Three right?", "6")]
    questions.move_question(author, ref, 1, -1, clock)  # no room above: nothing moves
    questions.remove_scenario(author, ref, 1, clock)
    questions.remove_question(author, ref, 2, clock)
    assert texts(session, ref, Section.SCENARIO) == [("1", "Three it is."), ("2", "Two it is.")]
    asked = session.execute(select(QuestionWording.number, QuestionWording.text, QuestionWording.paragraph)).all()
    assert sorted(asked) == [(1, "Is Two right?", "3"), (2, "Is Three right?", "4")]
    assert session.scalar(select(func.count()).select_from(Scenario)) == 2
    assert session.scalar(select(func.count()).select_from(QuestionScenario)) == 0


def test_a_question_needs_its_words_its_kind_and_scenarios_of_this_paper(
    session: Db, cast: Cast, ref: str, clock: Clock
) -> None:
    author = cast.actor(cast.author)
    with pytest.raises(Invalid) as refusal:
        questions.save_question(author, ref, None, QuestionDraft(" ", None, scenarios=(4,), closed=True), clock)
    assert set(refusal.value.errors) == {"text", "kind", "scenarios", "part_reason"}
    for number in (0, 1, 7):
        with pytest.raises(NotKnown):
            questions.save_question(author, ref, number, QuestionDraft("Is it?", QuestionKind.OPEN), clock)
        with pytest.raises(NotKnown):
            questions.remove_scenario(author, ref, number, clock)


def test_a_question_is_offered_made_from_the_open_recommendation(
    session: Db, cast: Cast, ref: str, clock: Clock
) -> None:
    author = cast.actor(cast.author)
    closed = BlockDraft(text="Hidden.", closed=True, part_reason=PartReason.SECTION_31)
    blocks.save_section(author, ref, Section.RECOMMENDATION, [BlockDraft(text="Advise on drones."), closed], clock)
    assert draft_parts.question(author, ref, None, clock(), from_recommendation=True).text == "Advise on drones."
    assert draft_parts.question(author, ref, None, clock()).text == ""
