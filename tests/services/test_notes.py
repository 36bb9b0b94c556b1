"""Notes: one's own, replaced at each save, and with the words they were made at through new versions of the paper."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from ethics.domain.refusal import Invalid, NotAllowed, NotKnown, Stale
from ethics.domain.vocabulary import RulingOutcome, Section, State
from ethics.models import Block, JournalEntry, Note, Notice
from ethics.reading import notes as reading
from ethics.services import notes as services
from tests.cast import Cast
from tests.factories import Paragraphs, a_dilemma, a_paper, declare, questions_of, rule, version_of
from tests.richtext.hostile import HOSTILE


@pytest.fixture
def item(session, cast: Cast):
    dilemma = a_dilemma(session, cast, State.ISSUED)
    for person in (cast.joan, cast.tomos):
        declare(session, dilemma, person)
    session.commit()
    return dilemma


def keep(cast: Cast, item, clock, number: str, text: str, version: int | None = 0, person=None) -> services.Saved:
    return services.keep(cast.actor(person or cast.joan), item.ref, number, text, clock, row_version=version)


def mine(cast: Cast, item, clock, person=None) -> reading.NotesPage:
    return reading.notes(cast.actor(person or cast.joan), item.ref, clock())


def placed(page: reading.NotesPage) -> list[tuple[str, str]]:
    return [(one.paragraph.number, one.note.text) for chapter in page.chapters for one in chapter.notes]


def test_a_note_is_its_holder_s_alone(session, cast: Cast, clock, item) -> None:
    keep(cast, item, clock, "4", "Ask about the camera.")
    assert placed(mine(cast, item, clock)) == [("4", "Ask about the camera.")]
    assert mine(cast, item, clock, cast.tomos).total == 0
    note_id = session.scalar(select(Note.id))
    with pytest.raises(NotKnown):
        services.take_out(cast.actor(cast.tomos), item.ref, note_id, clock)
    services.take_out(cast.actor(cast.joan), item.ref, note_id, clock)
    assert mine(cast, item, clock).total == 0


def test_it_leaves_no_line_in_the_journal_and_no_message(session, cast: Cast, clock, item) -> None:
    before = session.scalar(select(func.count()).select_from(JournalEntry))
    keep(cast, item, clock, "4", "Ask about the camera.")
    assert session.scalar(select(func.count()).select_from(JournalEntry)) == before
    assert session.scalar(select(func.count()).select_from(Notice)) == 0


def test_each_save_replaces_it_and_a_stale_one_gives_both_texts(session, cast: Cast, clock, item) -> None:
    assert keep(cast, item, clock, "4", "First.").version == 1
    assert keep(cast, item, clock, "4", "Second.", 1).version == 2
    with pytest.raises(Stale) as refused:
        keep(cast, item, clock, "4", "From another tab.", 1)
    assert (refused.value.version, [text.now for text in refused.value.texts]) == (2, ["Second."])
    keep(cast, item, clock, "4", "", 2)
    assert mine(cast, item, clock).total == 0
    assert keep(cast, item, clock, "4", "Again.", 3).version == 4


def test_a_marked_text_is_refused_and_so_is_a_paragraph_that_is_not_there(session, cast: Cast, clock, item) -> None:
    with pytest.raises(Invalid):
        keep(cast, item, clock, "4", "SECRET\n\nThe camera is at number 9.")
    for number in ("99", "", "para"):
        with pytest.raises(NotKnown):
            keep(cast, item, clock, number, "A note.")


def test_nobody_keeps_notes_who_does_not_read_the_paper_as_a_member(session, cast: Cast, clock, item) -> None:
    for person in (cast.secretary, cast.author, cast.sponsor, cast.adviser, cast.observer, cast.grace, cast.monitoring):
        with pytest.raises(NotAllowed):
            keep(cast, item, clock, "4", "A note.", person=person)
        with pytest.raises(NotAllowed):
            mine(cast, item, clock, person)


def test_who_is_ruled_to_withdraw_finds_nothing_and_gets_it_back_if_they_may_read_again(
    session, cast: Cast, clock, item
) -> None:
    keep(cast, item, clock, "4", "Ask about the camera.")
    made = declare(session, item, cast.joan, cast.interests["personal"], at=clock())
    rule(session, made, cast.chair, RulingOutcome.WITHDRAW, at=clock() + timedelta(minutes=1))
    with pytest.raises(NotAllowed):
        mine(cast, item, clock)
    rule(session, made, cast.chair, RulingOutcome.NOTE_ONLY, at=clock() + timedelta(minutes=2))
    assert mine(cast, item, clock).total == 1


def _new_version(session, cast: Cast, item, clock):
    """A second version: a paragraph before all others, the fourth reworded, the rest as it was; then issued."""
    version = a_paper(session, cast, item, number=2, at=clock())
    text = Paragraphs(session, version)
    blocks = session.scalars(select(Block).where(Block.version_id == version.id).order_by(Block.position.desc())).all()
    for block in blocks:
        block.position += 1
        block.number = str(int(block.number) + 1)
        session.flush()
        if block.number == "5":
            block.text = "Since 2025 officers have asked for footage by post."
    text.say(Section.PURPOSE, "What follows was corrected.")
    for question in reversed(questions_of(session, item)):
        question.paragraph = str(int(question.paragraph) + 1)
    version.frozen_at = clock()
    session.flush()
    return version


def test_it_stays_with_its_words_in_a_new_version_and_is_listed_apart_where_they_are_gone(
    session, cast: Cast, clock, item
) -> None:
    question = questions_of(session, item)[0].paragraph
    keep(cast, item, clock, "1", "On the purpose.")
    keep(cast, item, clock, "4", "On the background.")
    keep(cast, item, clock, question, "On the first question.")
    _new_version(session, cast, item, clock)
    page = mine(cast, item, clock)
    assert (version_of(session, item).number, page.version) == (2, 2)
    assert placed(page) == [("2", "On the purpose."), (str(int(question) + 1), "On the first question.")]
    assert [(one.number, one.version, one.text) for one in page.left] == [("4", 1, "On the background.")]
    keep(cast, item, clock, "2", "On the purpose, again.", 1)
    keep(cast, item, clock, "4", "Another paragraph has this number now.")
    page = mine(cast, item, clock)
    assert placed(page)[:2] == [("2", "On the purpose, again."), ("4", "Another paragraph has this number now.")]
    assert [one.text for one in page.left] == ["On the background."]


def test_a_version_that_is_still_being_written_changes_nothing_for_its_readers(
    session, cast: Cast, clock, item
) -> None:
    keep(cast, item, clock, "4", "On the background.")
    _new_version(session, cast, item, clock).frozen_at = None
    session.flush()
    assert placed(mine(cast, item, clock)) == [("4", "On the background.")]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_words_are_kept_as_words(session, cast: Cast, clock, item, text) -> None:
    try:
        keep(cast, item, clock, "4", text)
    except Invalid:
        return
    assert mine(cast, item, clock).total <= 1
