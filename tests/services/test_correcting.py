"""Correcting what an import made of a source, and taking corrections back."""

from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from ethics.domain.correcting import STEPS_BACK, CorrectionKind
from ethics.domain.refusal import Invalid, NotAllowed, NotKnown, NotNow, Stale
from ethics.domain.vocabulary import Event, Part, PartReason, QuestionKind, Section
from ethics.importing import read_text
from ethics.importing.as_draft import draft_of
from ethics.models import Block, Correction, Dilemma, JournalEntry
from ethics.reading import draft_parts, draft_tasks
from ethics.reading.correcting import CorrectingPage, Thing, page
from ethics.reading.draft_text import text_of
from ethics.services import blocks, bringing, correcting, sources, undoing
from ethics.services.blocks import BlockDraft
from ethics.services.editing import RestsOn
from ethics.services.sources import SourceFile
from tests.cast import Cast
from tests.conftest import Clock
from tests.drafts import texts, version_of
from tests.services.test_sources import bring, everything

Db = scoped_session[Session]

PAPER = """Report of the Chief Constable
Subject: Drones over fields
Author: Dan Fairley

Purpose
1. To ask for advice on drones.

Background
2. Drones are flown over fields at lambing time. Farmers were told by letter.
3. Some of them wrote back.
4. Is it fair to fly at night?

Scenario 1: A farm by the river
5. A farmer asks for the pictures of her own land.

Scenario 2: A footpath
6. Walkers are in every picture.

Questions
7. Is it acceptable to keep the pictures?
8. What should be weighed? Who should be told?
"""


def pasted(cast: Cast, clock: Clock, folder: Path, text: str = PAPER) -> str:
    """A draft made of a pasted text, by its ref."""
    found = draft_of(read_text(text), ("Financial",))
    source = SourceFile("pasted-text.txt", "text/plain", text.encode())
    return sources.bring_in(cast.actor(cast.author), cast.force.id, cast.committee.id, found, source, folder, clock)


def look(cast: Cast, ref: str, clock: Clock, at: str = "") -> CorrectingPage:
    return page(cast.actor(cast.author), ref, at, clock())


def thing(cast: Cast, ref: str, clock: Clock, words: str) -> Thing:
    """The thing on the page in which these words stand."""
    every = [one for group in look(cast, ref, clock).groups for one in group.things]
    return next(one for one in every if words in f"{one.text} {one.html or ''}")


def asked(cast: Cast, ref: str, clock: Clock) -> list[tuple[str, QuestionKind | None, tuple[int, ...]]]:
    found = [one for group in look(cast, ref, clock).groups for one in group.things if one.key[0] == "q"]
    return [(one.text, one.kind, one.scenarios) for one in found]


@pytest.fixture
def ref(session: Db, cast: Cast, clock: Clock, tmp_path: Path) -> str:
    return pasted(cast, clock, tmp_path)


def test_a_paragraph_becomes_a_question_where_the_source_asks_it(
    session: Db, cast: Cast, clock: Clock, ref: str
) -> None:
    author = cast.actor(cast.author)
    before = everything(session, ref)
    keys = [(one.text, one.key) for group in look(cast, ref, clock).groups for one in group.things]
    night = next((key for text, key in keys if "at night" in text), "")
    if night[0] == "q":  # the import may take it for one itself
        correcting.not_a_question(author, ref, night, "background", clock)
        night = thing(cast, ref, clock, "at night").key
    made = correcting.make_question(author, ref, night, QuestionKind.CLOSED, clock)
    assert made[0] == "q"
    assert next(text for text, _, _ in asked(cast, ref, clock)) == "Is it fair to fly at night?"
    assert "Is it fair" not in " ".join(text for _, text in texts(session, ref, Section.BACKGROUND))
    assert sorted(everything(session, ref).split()) == sorted(before.split())


def test_what_stands_round_the_asking_sentence_leads_to_it() -> None:
    asks = correcting.asked_in("**Cameras.** They see *everything*. Is that right? It is new.")
    assert asks == ("Cameras", "They see *everything*.\n\nIt is new.", "Is that right?")
    assert correcting.asked_in("Say what *should* be done.") == ("", "", "Say what should be done.")
    assert correcting.asked_in("**Bold all through?**") == ("", "", "Bold all through?")


def test_a_paragraph_of_a_scenario_is_asked_of_that_scenario(session: Db, cast: Cast, clock: Clock, ref: str) -> None:
    author = cast.actor(cast.author)
    key = thing(cast, ref, clock, "Walkers are in").key
    correcting.make_question(author, ref, key, QuestionKind.OPEN, clock)
    assert ("Walkers are in every picture.", QuestionKind.OPEN, (2,)) in asked(cast, ref, clock)


def test_a_question_that_is_none_stands_where_the_source_has_it(
    session: Db, cast: Cast, clock: Clock, ref: str
) -> None:
    author = cast.actor(cast.author)
    key = thing(cast, ref, clock, "acceptable to keep").key
    made = correcting.not_a_question(author, ref, key, "scenario-1", clock)
    assert made == thing(cast, ref, clock, "acceptable to keep").key
    assert all("acceptable" not in text for text, _, _ in asked(cast, ref, clock))
    assert "acceptable to keep" in texts(session, ref, Section.SCENARIO)[1][1]
    with pytest.raises(Invalid):
        correcting.not_a_question(author, ref, thing(cast, ref, clock, "weighed").key, "", clock)


def test_a_paragraph_is_split_and_joined_again(session: Db, cast: Cast, clock: Clock, ref: str) -> None:
    author = cast.actor(cast.author)
    before = texts(session, ref, Section.BACKGROUND)
    key = thing(cast, ref, clock, "lambing").key
    opened = look(cast, ref, clock, key).opened
    assert opened is not None
    assert [piece for _, piece in opened.pieces] == [
        "Drones are flown over fields at lambing time.", "Farmers were told by letter.",
    ]  # fmt: skip
    second = correcting.split(author, ref, key, opened.pieces[1][0], clock)
    assert thing(cast, ref, clock, "told by letter").key == second
    assert len(texts(session, ref, Section.BACKGROUND)) == len(before) + 1
    with pytest.raises(Invalid):
        correcting.split(author, ref, second, 3, clock)
    assert correcting.join(author, ref, second, clock) == key
    assert texts(session, ref, Section.BACKGROUND) == before
    with pytest.raises(Invalid):
        correcting.join(author, ref, thing(cast, ref, clock, "To ask for advice").key, clock)


def test_two_questions_are_joined_and_split_again(session: Db, cast: Cast, clock: Clock, ref: str) -> None:
    author = cast.actor(cast.author)
    before = asked(cast, ref, clock)
    assert [text for text, _, _ in before][-2:] == ["What should be weighed?", "Who should be told?"]
    correcting.join(author, ref, thing(cast, ref, clock, "Who should be").key, clock)
    assert asked(cast, ref, clock)[-1][0] == "What should be weighed? Who should be told?"
    key = thing(cast, ref, clock, "weighed").key
    opened = look(cast, ref, clock, key).opened
    assert opened is not None
    correcting.split(author, ref, key, opened.pieces[1][0], clock)
    assert [text for text, _, _ in asked(cast, ref, clock)] == [text for text, _, _ in before]
    first = look(cast, ref, clock).groups[-1].things
    with pytest.raises(Invalid):
        correcting.join(author, ref, next(one.key for one in first if one.key[0] == "q"), clock)


def test_joining_with_a_closed_paragraph_closes_both(session: Db, cast: Cast, clock: Clock, ref: str) -> None:
    author = cast.actor(cast.author)
    key = thing(cast, ref, clock, "Some of them").key
    block = session.get_one(Block, int(key[1:]))
    block.part, block.part_reason = Part.CLOSED, PartReason.SECTION_31
    session.flush()
    made = correcting.join(author, ref, key, clock)
    session.expire_all()
    block = session.get_one(Block, int(made[1:]))
    assert (block.part, block.part_reason) == (Part.CLOSED, PartReason.SECTION_31)
    assert "lambing" in block.text
    assert "wrote back" in block.text


def test_a_paragraph_moves_to_a_section_a_scenario_or_a_new_one(
    session: Db, cast: Cast, clock: Clock, ref: str
) -> None:
    author = cast.actor(cast.author)
    key = thing(cast, ref, clock, "A farmer asks").key
    assert correcting.move(author, ref, key, "background", clock) == key
    assert texts(session, ref, Section.BACKGROUND)[-1][1].startswith("A farmer asks")
    correcting.move(author, ref, thing(cast, ref, clock, "To ask for advice").key, "background", clock)
    assert texts(session, ref, Section.BACKGROUND)[0][1].startswith("To ask for advice")
    correcting.move(author, ref, key, "scenario-2", clock)
    assert [text.split()[0] for _, text in texts(session, ref, Section.SCENARIO)] == ["A", "Walkers"]
    correcting.move(author, ref, key, "scenario-new", clock)
    assert look(cast, ref, clock).scenarios[-1] == (3, "Scenario 3")
    for nowhere in ("", "scenario", "scenario-9", "title"):
        with pytest.raises(Invalid):
            correcting.move(author, ref, key, nowhere, clock)


def test_the_tray_is_emptied_piece_by_piece(session: Db, cast: Cast, clock: Clock, tmp_path: Path) -> None:
    author, ref = cast.actor(cast.author), bring(cast, clock, tmp_path)
    tray = draft_parts.tray(author, ref, clock()).pieces
    assert len(tray) == 3
    correcting.move(author, ref, "p1", "purpose", clock)
    assert draft_parts.tray(author, ref, clock()).pieces == (tray[0], tray[2])
    assert any(text == tray[1] for _, text in texts(session, ref, Section.PURPOSE))
    correcting.move(author, ref, "p1", "contact", clock)
    assert version_of(session, ref).contact.endswith(tray[2])
    correcting.make_question(author, ref, "p0", QuestionKind.OPEN, clock)
    assert draft_parts.tray(author, ref, clock()).pieces == ()
    for _ in range(3):
        undo_last(session, cast, ref, clock)
    assert draft_parts.tray(author, ref, clock()).pieces == tray
    correcting.move(author, ref, "p0", "leave_out", clock)
    assert draft_parts.tray(author, ref, clock()).pieces == tray[1:]


def test_kind_and_scenarios_of_a_question_are_said_by_a_press(session: Db, cast: Cast, clock: Clock, ref: str) -> None:
    author = cast.actor(cast.author)
    key = thing(cast, ref, clock, "acceptable to keep").key
    correcting.change_kind(author, ref, key, QuestionKind.ACTION, clock)
    correcting.ask_of(author, ref, key, [2, 1], clock)
    assert ("Is it acceptable to keep the pictures?", QuestionKind.ACTION, (1, 2)) in asked(cast, ref, clock)
    for refused in (lambda: correcting.change_kind(author, ref, key, None, clock),
                    lambda: correcting.ask_of(author, ref, key, [7], clock)):  # fmt: skip
        with pytest.raises(Invalid):
            refused()


# -- taking back ------------------------------------------------------------------------------------------------------


def undo_last(session: Db, cast: Cast, ref: str, clock: Clock) -> CorrectionKind:
    step = look(cast, ref, clock).undo
    assert step is not None
    return undoing.undo(cast.actor(cast.author), ref, step[0], clock)


def state(session: Db, ref: str) -> dict[str, object]:
    session.expire_all()
    version = version_of(session, ref)
    return undoing.snapshot(text_of(version, version.dilemma_id))


def test_every_kind_of_correction_is_undone_step_by_step(session: Db, cast: Cast, clock: Clock, ref: str) -> None:
    author = cast.actor(cast.author)
    states = [undoing.digest(state(session, ref))]
    wide = look(cast, ref, clock, thing(cast, ref, clock, "lambing").key).opened
    assert wide is not None
    acts = [
        lambda: correcting.split(author, ref, wide.thing.key, wide.pieces[1][0], clock),
        lambda: correcting.make_question(author, ref, thing(cast, ref, clock, "told by").key, QuestionKind.OPEN, clock),
        lambda: correcting.change_kind(author, ref, thing(cast, ref, clock, "told by").key, QuestionKind.ACTION, clock),
        lambda: correcting.ask_of(author, ref, thing(cast, ref, clock, "told by").key, [1, 2], clock),
        lambda: correcting.not_a_question(author, ref, thing(cast, ref, clock, "keep the").key, "scenario-2", clock),
        lambda: correcting.join(author, ref, thing(cast, ref, clock, "keep the").key, clock),
        lambda: correcting.move(author, ref, thing(cast, ref, clock, "Some of").key, "scenario-new", clock),
        lambda: correcting.move(author, ref, thing(cast, ref, clock, "Some of").key, "leave_out", clock),
    ]
    for act in acts:
        act()
        states.append(undoing.digest(state(session, ref)))
    assert len(set(states)) == len(states)
    for expected in reversed(states[:-1]):
        undo_last(session, cast, ref, clock)
        assert undoing.digest(state(session, ref)) == expected
    assert look(cast, ref, clock).undo is None
    assert [number for number, _ in texts(session, ref, Section.PURPOSE)] == ["1"]


def test_nothing_is_undone_over_somebody_s_words(session: Db, cast: Cast, clock: Clock, ref: str) -> None:
    author = cast.actor(cast.author)
    correcting.move(author, ref, thing(cast, ref, clock, "Some of").key, "purpose", clock)
    step = look(cast, ref, clock).undo
    assert step is not None
    blocks.save_section(author, ref, Section.RECOMMENDATION, [BlockDraft(text="Say yes.")], clock)
    with pytest.raises(NotNow):
        undoing.undo(author, ref, step[0], clock)
    with pytest.raises(NotNow):
        undoing.undo(author, ref, None, clock)
    assert texts(session, ref, Section.RECOMMENDATION) == [("3", "Say yes.")]


def test_only_the_last_correction_is_undone(session: Db, cast: Cast, clock: Clock, ref: str) -> None:
    author = cast.actor(cast.author)
    correcting.move(author, ref, thing(cast, ref, clock, "Some of").key, "purpose", clock)
    first = look(cast, ref, clock).undo
    correcting.move(author, ref, thing(cast, ref, clock, "Some of").key, "background", clock)
    assert first is not None
    with pytest.raises(NotNow):
        undoing.undo(author, ref, first[0], clock)


def test_the_oldest_steps_are_forgotten_and_all_when_the_paper_is_sent(
    session: Db, cast: Cast, clock: Clock, ref: str
) -> None:
    author = cast.actor(cast.author)
    key = thing(cast, ref, clock, "Some of").key
    for at in range(STEPS_BACK + 3):
        correcting.move(author, ref, key, "purpose" if at % 2 else "background", clock)
    count = select(func.count()).select_from(Correction)
    assert session.scalar(count) == STEPS_BACK
    dilemma = session.scalars(select(Dilemma).where(Dilemma.ref == ref)).one()
    dilemma.sponsor_id = cast.sponsor.id
    version = version_of(session, ref)
    version.no_parties = True
    session.flush()
    bringing.submit(author, ref, clock)
    assert session.scalar(count) == 0


# -- who, when, and on what -------------------------------------------------------------------------------------------


def test_a_correction_of_what_was_changed_since_is_refused(session: Db, cast: Cast, clock: Clock, ref: str) -> None:
    author = cast.actor(cast.author)
    shown = look(cast, ref, clock, thing(cast, ref, clock, "Some of").key)
    other = look(cast, ref, clock, thing(cast, ref, clock, "lambing").key)
    assert shown.opened is not None
    assert other.opened is not None
    key = shown.opened.thing.key
    part = draft_parts.section(author, ref, Section.BACKGROUND, clock())
    changed = [BlockDraft(box.id, box.text.replace("Some", "Many")) for box in part.boxes]
    blocks.save_section(author, ref, Section.BACKGROUND, changed, clock)
    with pytest.raises(Stale):
        correcting.move(author, ref, key, "purpose", clock, RestsOn(shown.basis.version, shown.opened.seen))
    # another paragraph was not touched: two tabs do not get in each other's way
    rests = RestsOn(other.basis.version, other.opened.seen)
    correcting.move(author, ref, other.opened.thing.key, "purpose", clock, rests)
    correcting.move(author, ref, key, "leave_out", clock)
    with pytest.raises(Stale):
        correcting.move(author, ref, key, "purpose", clock)


def test_keys_of_nothing_are_not_known(session: Db, cast: Cast, clock: Clock, ref: str) -> None:
    author = cast.actor(cast.author)
    for key in ("", "b", "x1", "bx", "q1x", "b999999999999999"):
        with pytest.raises(NotKnown):
            correcting.move(author, ref, key, "purpose", clock)
    with pytest.raises(NotKnown):
        correcting.change_kind(author, ref, thing(cast, ref, clock, "Some of").key, QuestionKind.OPEN, clock)


def test_only_its_author_corrects_and_only_a_draft(session: Db, cast: Cast, clock: Clock, ref: str) -> None:
    key = thing(cast, ref, clock, "Some of").key
    for person in (cast.secretary, cast.joan, cast.other_author):
        with pytest.raises((NotKnown, NotAllowed)):
            correcting.move(cast.actor(person), ref, key, "purpose", clock)
        with pytest.raises((NotKnown, NotAllowed)):
            page(cast.actor(person), ref, "", clock())


def test_corrections_are_in_the_journal_once_a_day_and_leave_the_parts_to_check(
    session: Db, cast: Cast, clock: Clock, ref: str
) -> None:
    author = cast.actor(cast.author)
    key = thing(cast, ref, clock, "Some of").key
    correcting.move(author, ref, key, "purpose", clock)
    correcting.move(author, ref, key, "background", clock)
    edits = select(func.count()).select_from(JournalEntry).where(JournalEntry.event == Event.PAPER_EDITED)
    assert session.scalar(edits) == 1
    states = {task.part: task.state.value for task in draft_tasks.draft(author, ref, clock()).tasks}
    assert states["background"] == states["questions"] == "check"
    correcting.all_right(author, ref, clock)
    states = {task.part: task.state.value for task in draft_tasks.draft(author, ref, clock()).tasks}
    assert states["background"] == states["questions"] == states["scenarios"] == "done"
