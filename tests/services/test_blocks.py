"""Paragraphs in their boxes: numbered, split, closed, marked, and safe between two tabs."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from ethics.domain.refusal import Invalid, Stale
from ethics.domain.vocabulary import (
    ImplicationKind,
    Part,
    PartReason,
    PartyKind,
    QuestionKind,
    Section,
)
from ethics.models import (
    Block,
    QuestionWording,
)
from ethics.reading import draft_parts
from ethics.services import blocks, papers, questions
from ethics.services.blocks import BlockDraft
from ethics.services.editing import RestsOn
from ethics.services.papers import AboutDraft, ImplicationDraft, PartiesDraft, PartyDraft
from ethics.services.questions import QuestionDraft, ScenarioDraft
from tests.cast import Cast
from tests.conftest import Clock
from tests.drafts import as_shown, new_draft, rests_on, texts, write

Db = scoped_session[Session]


@pytest.fixture
def ref(session: Db, cast: Cast, clock: Clock) -> str:
    """A draft that is empty but for its title."""
    return new_draft(cast, clock)


# -- paragraphs ---------------------------------------------------------------------------------------------------------


def test_paragraphs_are_numbered_through_all_sections_and_then_the_questions(
    session: Db, cast: Cast, ref: str, clock: Clock
) -> None:
    author = cast.actor(cast.author)
    write(cast, ref, Section.BACKGROUND, "One.\n\n### A heading\n\nTwo.", clock)
    questions.save_question(author, ref, None, QuestionDraft("Is it right?", QuestionKind.CLOSED), clock)
    write(cast, ref, Section.PURPOSE, "Why.", clock)
    questions.save_scenario(author, ref, None, ScenarioDraft("At night", (BlockDraft(text="It is dark."),)), clock)
    write(cast, ref, Section.LEGISLATION, "The Act.\n\n- one\n- two", clock)
    write(cast, ref, Section.QUESTIONS, "Consider these.", clock)
    assert texts(session, ref, Section.PURPOSE) == [("1", "Why.")]
    assert texts(session, ref, Section.BACKGROUND) == [("2", "One."), ("", "### A heading"), ("3", "Two.")]
    assert [number for number, _ in texts(session, ref, Section.LEGISLATION)] == ["4"]
    assert texts(session, ref, Section.SCENARIO) == [("5", "It is dark.")]
    assert texts(session, ref, Section.QUESTIONS) == [("6", "Consider these.")]
    assert session.scalars(select(QuestionWording.paragraph)).all() == ["7"]


def test_a_box_with_empty_lines_becomes_paragraphs_with_the_same_part(
    session: Db, cast: Cast, ref: str, clock: Clock
) -> None:
    closed = BlockDraft(
        text="First.\n\nSecond.", closed=True, part_reason=PartReason.SECTION_31, part_note="How it is done"
    )
    blocks.save_section(cast.actor(cast.author), ref, Section.BACKGROUND, [closed], clock)
    rows = session.scalars(select(Block).order_by(Block.position)).all()
    assert [(row.text, row.part, row.part_reason, row.part_note) for row in rows] == [
        ("First.", Part.CLOSED, PartReason.SECTION_31, "How it is done"),
        ("Second.", Part.CLOSED, PartReason.SECTION_31, "How it is done"),
    ]


def test_editing_keeps_who_is_closed_beside_the_words_it_was_said_of(
    session: Db, cast: Cast, ref: str, clock: Clock
) -> None:
    author = cast.actor(cast.author)
    write(cast, ref, Section.BACKGROUND, "Open.\n\nClosed.\n\nOpen too.", clock)
    boxes = as_shown(draft_parts.section(author, ref, Section.BACKGROUND, clock()))
    boxes[1] = replace(boxes[1], closed=True, part_reason=PartReason.SECTION_40)
    blocks.save_section(author, ref, Section.BACKGROUND, boxes, clock)
    boxes = as_shown(draft_parts.section(author, ref, Section.BACKGROUND, clock()))
    boxes[0] = replace(boxes[0], text="Open.\n\nPut in between.")
    boxes[2] = replace(boxes[2], text="")
    blocks.save_section(author, ref, Section.BACKGROUND, boxes, clock)
    rows = session.scalars(select(Block).order_by(Block.position)).all()
    assert [(row.number, row.text, row.part) for row in rows] == [
        ("1", "Open.", Part.OPEN), ("2", "Put in between.", Part.OPEN), ("3", "Closed.", Part.CLOSED),
    ]  # fmt: skip
    assert (rows[2].part_reason, rows[0].part_reason) == (PartReason.SECTION_40, None)


def test_a_paragraph_that_was_on_nobodys_page_stays_where_it_was(
    session: Db, cast: Cast, ref: str, clock: Clock
) -> None:
    author = cast.actor(cast.author)
    write(cast, ref, Section.BACKGROUND, "One.\n\nTwo.\n\nThree.", clock)
    boxes = as_shown(draft_parts.section(author, ref, Section.BACKGROUND, clock()))
    blocks.save_section(author, ref, Section.BACKGROUND, [boxes[0], replace(boxes[2], text="Three, mended.")], clock)
    assert [text for _, text in texts(session, ref, Section.BACKGROUND)] == ["One.", "Two.", "Three, mended."]


def test_a_box_named_twice_or_of_another_section_never_takes_anothers_words(
    session: Db, cast: Cast, ref: str, clock: Clock
) -> None:
    author = cast.actor(cast.author)
    write(cast, ref, Section.PURPOSE, "Mine.", clock)
    write(cast, ref, Section.BACKGROUND, "Theirs.", clock)
    theirs = draft_parts.section(author, ref, Section.BACKGROUND, clock()).boxes[0].id
    mine = draft_parts.section(author, ref, Section.PURPOSE, clock()).boxes[0].id
    boxes = [BlockDraft(mine, "Mine, again."), BlockDraft(mine, "Twice."), BlockDraft(theirs, "Stolen?")]
    blocks.save_section(author, ref, Section.PURPOSE, boxes, clock)
    assert [text for _, text in texts(session, ref, Section.PURPOSE)] == ["Mine, again.", "Twice.", "Stolen?"]
    assert [text for _, text in texts(session, ref, Section.BACKGROUND)] == ["Theirs."]


def test_a_closed_paragraph_needs_its_reason(session: Db, cast: Cast, ref: str, clock: Clock) -> None:
    with pytest.raises(Invalid) as refusal:
        blocks.save_section(cast.actor(cast.author), ref, Section.PURPOSE, [BlockDraft(text="x", closed=True)], clock)
    assert set(refusal.value.errors) == {"blocks-0-part_reason"}


# -- markings (rule 14) -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("marking", ["SECRET", "TOP SECRET", "UK SECRET"])
def test_text_marked_secret_is_refused_wherever_it_enters(
    session: Db, cast: Cast, ref: str, clock: Clock, marking: str
) -> None:
    author, text = cast.actor(cast.author), f"Before.\n\n{marking}\n\nAfter."
    attempts = {
        "blocks-0-text": lambda: write(cast, ref, Section.BACKGROUND, text, clock),
        "contact": lambda: papers.save_about(author, ref, AboutDraft("T", contact=text), clock),
        "title": lambda: papers.save_about(author, ref, AboutDraft(marking), clock),
        "background_papers": lambda: papers.save_background_papers(author, ref, text, clock),
        "implications-0-text": lambda: papers.save_implications(
            author, ref, [ImplicationDraft("Legal", None, text)], clock
        ),
        "parties-0-name": lambda: papers.save_parties(
            author, ref, PartiesDraft((PartyDraft(marking, PartyKind.BODY),)), clock
        ),
        "lead_in": lambda: questions.save_question(
            author, ref, None, QuestionDraft("?", QuestionKind.OPEN, lead_in=text), clock
        ),
        "text": lambda: questions.save_question(author, ref, None, QuestionDraft(text, QuestionKind.OPEN), clock),
    }
    for field, attempt in attempts.items():
        with pytest.raises(Invalid) as refusal:
            attempt()
        assert field in refusal.value.errors, field


def test_the_word_in_prose_is_only_a_word(session: Db, cast: Cast, ref: str, clock: Clock) -> None:
    write(cast, ref, Section.BACKGROUND, "It is no SECRET that officers are OFFICIAL-SENSITIVE about this.", clock)
    assert len(texts(session, ref, Section.BACKGROUND)) == 1


def test_a_marking_for_part_2_asks_for_part_2(session: Db, cast: Cast, ref: str, clock: Clock) -> None:
    text = "OFFICIAL-SENSITIVE\nThe address of the house."
    with pytest.raises(Invalid) as refusal:
        write(cast, ref, Section.BACKGROUND, text, clock)
    assert set(refusal.value.errors) == {"blocks-0-closed"}
    closed = BlockDraft(text=text, closed=True, part_reason=PartReason.SECTION_40)
    blocks.save_section(cast.actor(cast.author), ref, Section.BACKGROUND, [closed], clock)
    assert len(texts(session, ref, Section.BACKGROUND)) == 1


# -- two tabs -----------------------------------------------------------------------------------------------------------


def test_a_stale_save_shows_both_texts_and_loses_neither(session: Db, cast: Cast, ref: str, clock: Clock) -> None:
    author = cast.actor(cast.author)
    write(cast, ref, Section.PURPOSE, "As it was.", clock)
    page = draft_parts.section(author, ref, Section.PURPOSE, clock())
    mine = [replace(as_shown(page)[0], text="As I say.")]
    blocks.save_section(
        author, ref, Section.PURPOSE, [replace(as_shown(page)[0], text="As you say.")], clock, rests_on(page)
    )
    with pytest.raises(Stale) as refusal:
        blocks.save_section(author, ref, Section.PURPOSE, mine, clock, rests_on(page))
    assert [(text.name, text.now) for text in refusal.value.texts if text.now] == [("blocks-0-text", "As you say.")]
    assert texts(session, ref, Section.PURPOSE) == [("1", "As you say.")]
    blocks.save_section(author, ref, Section.PURPOSE, mine, clock, RestsOn(refusal.value.version))
    assert texts(session, ref, Section.PURPOSE) == [("1", "As I say.")]


def test_two_tabs_on_two_sections_do_not_get_in_each_others_way(
    session: Db, cast: Cast, ref: str, clock: Clock
) -> None:
    author = cast.actor(cast.author)
    purpose = draft_parts.section(author, ref, Section.PURPOSE, clock())
    background = draft_parts.section(author, ref, Section.BACKGROUND, clock())
    blocks.save_section(author, ref, Section.PURPOSE, [BlockDraft(text="Why.")], clock, rests_on(purpose))
    blocks.save_section(author, ref, Section.BACKGROUND, [BlockDraft(text="What.")], clock, rests_on(background))
    assert texts(session, ref, Section.BACKGROUND) == [("2", "What.")]


def test_every_part_refuses_a_stale_save(session: Db, cast: Cast, ref: str, clock: Clock) -> None:
    author, old = cast.actor(cast.author), RestsOn(0, "not what it was")
    questions.save_question(author, ref, None, QuestionDraft("Is it right?", QuestionKind.CLOSED), clock)
    questions.save_scenario(author, ref, None, ScenarioDraft("At night"), clock)
    saves = [
        lambda: papers.save_about(author, ref, AboutDraft("New"), clock, old),
        lambda: papers.save_background_papers(author, ref, "New", clock, old),
        lambda: papers.save_implications(author, ref, [ImplicationDraft("Legal", ImplicationKind.NONE)], clock, old),
        lambda: papers.save_principles(author, ref, [], clock, old),
        lambda: papers.save_parties(author, ref, PartiesDraft(none=True), clock, old),
        lambda: blocks.save_section(author, ref, Section.PURPOSE, [BlockDraft(text="New")], clock, old),
        lambda: questions.save_question(author, ref, 1, QuestionDraft("New?", QuestionKind.OPEN), clock, old),
        lambda: questions.save_scenario(author, ref, 1, ScenarioDraft("New"), clock, old),
        lambda: questions.remove_question(author, ref, 1, clock, old),
        lambda: questions.remove_scenario(author, ref, 1, clock, old),
    ]
    for save in saves:
        with pytest.raises(Stale):
            save()
