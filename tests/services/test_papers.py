"""Writing a paper: every part of it, under its lock, never over another's words."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from ethics.domain.refusal import Invalid, NotAllowed, NotKnown, NotNow, Stale
from ethics.domain.vocabulary import (
    Classification,
    Event,
    ImplicationKind,
    Part,
    PartReason,
    PartyKind,
    QuestionKind,
    Section,
    State,
)
from ethics.models import (
    Block,
    Dilemma,
    Implication,
    JournalEntry,
    PaperVersion,
    Party,
    PrincipleEngaged,
    QuestionScenario,
    QuestionWording,
    Scenario,
    ScenarioWording,
)
from ethics.reading import draft_parts
from ethics.services import blocks, papers, questions
from ethics.services.blocks import BlockDraft
from ethics.services.editing import RestsOn
from ethics.services.papers import AboutDraft, ImplicationDraft, PartiesDraft, PartyDraft, StartDraft
from ethics.services.questions import QuestionDraft, ScenarioDraft
from tests.cast import Cast
from tests.conftest import Clock
from tests.factories import a_dilemma

Db = scoped_session[Session]


@pytest.fixture
def ref(session: Db, cast: Cast, clock: Clock) -> str:
    """A draft that is empty but for its title."""
    return papers.start(cast.actor(cast.author), StartDraft(cast.force.id, cast.committee.id, "Drones over fields"), clock)


def version_of(session: Db, ref: str) -> PaperVersion:
    return session.scalars(select(PaperVersion).join(Dilemma, Dilemma.id == PaperVersion.dilemma_id).where(Dilemma.ref == ref)).one()


def texts(session: Db, ref: str, section: Section) -> list[tuple[str, str]]:
    """Number and text of each block of a section, in order."""
    version = version_of(session, ref)
    rows = session.scalars(select(Block).where(Block.version_id == version.id, Block.section == section).order_by(Block.position))
    return [(row.number, row.text) for row in rows]


def write(cast: Cast, ref: str, section: Section, text: str, clock: Clock) -> None:
    blocks.save_section(cast.actor(cast.author), ref, section, [BlockDraft(text=text)], clock)


def as_shown(part: draft_parts.SectionPart) -> list[BlockDraft]:
    """The boxes as the page would send them back, nothing changed."""
    return [
        BlockDraft(box.id, box.text, box.closed, box.part_reason, box.part_note, box.review_on) for box in part.boxes
    ]  # fmt: skip


def rests_on(part: draft_parts.SectionPart) -> RestsOn:
    return RestsOn(part.basis.version, part.basis.seen)


# -- starting ---------------------------------------------------------------------------------------------------------


def test_an_author_starts_a_dilemma_of_their_force_for_a_committee_it_may_go_to(session: Db, cast: Cast, ref: str) -> None:
    dilemma = session.scalars(select(Dilemma).where(Dilemma.ref == ref)).one()
    assert (dilemma.state, dilemma.author_id, dilemma.title) == (State.DRAFT, cast.author.id, "Drones over fields")
    assert version_of(session, ref).number == 1
    events = session.scalars(select(JournalEntry.event).where(JournalEntry.dilemma_id == dilemma.id)).all()
    assert events == [Event.STARTED]


def test_who_writes_for_no_force_starts_nothing(session: Db, cast: Cast, clock: Clock) -> None:
    for person in (cast.sponsor, cast.secretary, cast.joan, cast.administrator, cast.nobody, cast.other_sponsor, None):
        with pytest.raises(NotAllowed):
            papers.start(cast.actor(person), StartDraft(cast.force.id, cast.committee.id, "No"), clock)


def test_a_force_goes_only_to_its_own_committees(session: Db, cast: Cast, clock: Clock) -> None:
    with pytest.raises(Invalid) as refusal:
        papers.start(cast.actor(cast.author), StartDraft(cast.force.id, cast.other_committee.id, ""), clock)
    assert set(refusal.value.errors) == {"goes_to", "title"}


# -- paragraphs -------------------------------------------------------------------------------------------------------


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


def test_a_box_with_empty_lines_becomes_paragraphs_with_the_same_part(session: Db, cast: Cast, ref: str, clock: Clock) -> None:
    closed = BlockDraft(text="First.\n\nSecond.", closed=True, part_reason=PartReason.SECTION_31, part_note="How it is done")
    blocks.save_section(cast.actor(cast.author), ref, Section.BACKGROUND, [closed], clock)
    rows = session.scalars(select(Block).order_by(Block.position)).all()
    assert [(row.text, row.part, row.part_reason, row.part_note) for row in rows] == [
        ("First.", Part.CLOSED, PartReason.SECTION_31, "How it is done"),
        ("Second.", Part.CLOSED, PartReason.SECTION_31, "How it is done"),
    ]


def test_editing_keeps_who_is_closed_beside_the_words_it_was_said_of(session: Db, cast: Cast, ref: str, clock: Clock) -> None:
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


def test_a_paragraph_that_was_on_nobodys_page_stays_where_it_was(session: Db, cast: Cast, ref: str, clock: Clock) -> None:
    author = cast.actor(cast.author)
    write(cast, ref, Section.BACKGROUND, "One.\n\nTwo.\n\nThree.", clock)
    boxes = as_shown(draft_parts.section(author, ref, Section.BACKGROUND, clock()))
    blocks.save_section(author, ref, Section.BACKGROUND, [boxes[0], replace(boxes[2], text="Three, mended.")], clock)
    assert [text for _, text in texts(session, ref, Section.BACKGROUND)] == ["One.", "Two.", "Three, mended."]


def test_a_box_named_twice_or_of_another_section_never_takes_anothers_words(session: Db, cast: Cast, ref: str, clock: Clock) -> None:
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


# -- markings (rule 14) -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("marking", ["SECRET", "TOP SECRET", "UK SECRET"])
def test_text_marked_secret_is_refused_wherever_it_enters(session: Db, cast: Cast, ref: str, clock: Clock, marking: str) -> None:
    author, text = cast.actor(cast.author), f"Before.\n\n{marking}\n\nAfter."
    attempts = {
        "blocks-0-text": lambda: write(cast, ref, Section.BACKGROUND, text, clock),
        "contact": lambda: papers.save_about(author, ref, AboutDraft("T", contact=text), clock),
        "title": lambda: papers.save_about(author, ref, AboutDraft(marking), clock),
        "background_papers": lambda: papers.save_background_papers(author, ref, text, clock),
        "implications-0-text": lambda: papers.save_implications(author, ref, [ImplicationDraft("Legal", None, text)], clock),
        "parties-0-name": lambda: papers.save_parties(author, ref, PartiesDraft((PartyDraft(marking, PartyKind.BODY),)), clock),
        "lead_in": lambda: questions.save_question(author, ref, None, QuestionDraft("?", QuestionKind.OPEN, lead_in=text), clock),
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


# -- two tabs ---------------------------------------------------------------------------------------------------------


def test_a_stale_save_shows_both_texts_and_loses_neither(session: Db, cast: Cast, ref: str, clock: Clock) -> None:
    author = cast.actor(cast.author)
    write(cast, ref, Section.PURPOSE, "As it was.", clock)
    page = draft_parts.section(author, ref, Section.PURPOSE, clock())
    mine = [replace(as_shown(page)[0], text="As I say.")]
    blocks.save_section(author, ref, Section.PURPOSE, [replace(as_shown(page)[0], text="As you say.")], clock, rests_on(page))
    with pytest.raises(Stale) as refusal:
        blocks.save_section(author, ref, Section.PURPOSE, mine, clock, rests_on(page))
    assert [(text.name, text.now) for text in refusal.value.texts] == [("blocks-0-text", "As you say.")]
    assert texts(session, ref, Section.PURPOSE) == [("1", "As you say.")]
    blocks.save_section(author, ref, Section.PURPOSE, mine, clock, RestsOn(refusal.value.version))
    assert texts(session, ref, Section.PURPOSE) == [("1", "As I say.")]


def test_two_tabs_on_two_sections_do_not_get_in_each_others_way(session: Db, cast: Cast, ref: str, clock: Clock) -> None:
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


# -- head, implications, principles, parties --------------------------------------------------------------------------


def test_the_head_is_saved_and_its_sponsor_is_one_of_the_forces(session: Db, cast: Cast, ref: str, clock: Clock) -> None:
    author = cast.actor(cast.author)
    draft = AboutDraft(
        "Drones", "Aircraft", "Chief Constable", "Dan Fairley", "Operations", cast.sponsor.id,
        Classification.OFFICIAL_SENSITIVE, "01632 960123", urgent=True,
    )  # fmt: skip
    papers.save_about(author, ref, draft, clock)
    dilemma, version = session.scalars(select(Dilemma)).one(), version_of(session, ref)
    assert (dilemma.title, dilemma.public_title, dilemma.unit, dilemma.urgent) == ("Drones", "Aircraft", "Operations", True)
    assert (version.report_of, version.contact, dilemma.sponsor_id) == ("Chief Constable", "01632 960123", cast.sponsor.id)
    for nobody in (cast.other_sponsor, cast.author, cast.joan):
        with pytest.raises(Invalid) as refusal:
            papers.save_about(author, ref, replace(draft, sponsor_id=nobody.id), clock)
        assert set(refusal.value.errors) == {"sponsor"}


def test_lines_that_do_not_fit_their_column_are_refused_with_how_much(session: Db, cast: Cast, ref: str, clock: Clock) -> None:
    with pytest.raises(Invalid) as refusal:
        papers.save_about(cast.actor(cast.author), ref, AboutDraft("x" * 301), clock)
    assert str(refusal.value.errors["title"]) == "This is 1 characters too long."


def test_implications_hold_an_answer_each_and_words_stay_with_it(session: Db, cast: Cast, ref: str, clock: Clock) -> None:
    author = cast.actor(cast.author)
    draft = [
        ImplicationDraft("Financial", ImplicationKind.NOT_APPLICABLE, "Not to this report."),
        ImplicationDraft("Legal", ImplicationKind.NONE),
        ImplicationDraft("Equality"),
        ImplicationDraft("Climate", None, "Fewer journeys."),
    ]
    papers.save_implications(author, ref, draft, clock)
    papers.save_implications(author, ref, draft, clock)
    rows = session.scalars(select(Implication).order_by(Implication.position)).all()
    assert [(row.name, row.kind, row.text) for row in rows] == [
        ("Financial", ImplicationKind.NOT_APPLICABLE, "Not to this report."),
        ("Legal", ImplicationKind.NONE, ""),
        ("Climate", ImplicationKind.TEXT, "Fewer journeys."),
    ]
    wrong = [ImplicationDraft("Legal", ImplicationKind.TEXT), ImplicationDraft("legal", ImplicationKind.NONE), ImplicationDraft("", None, "x")]
    with pytest.raises(Invalid) as refusal:
        papers.save_implications(author, ref, wrong, clock)
    assert set(refusal.value.errors) == {"implications-0-text", "implications-1-name", "implications-2-name"}


def test_principles_are_of_the_committees_frameworks(session: Db, cast: Cast, ref: str, clock: Clock) -> None:
    author, chosen = cast.actor(cast.author), sorted(cast.principles.values())[:2]
    papers.save_principles(author, ref, chosen, clock)
    papers.save_principles(author, ref, chosen, clock)
    assert sorted(session.scalars(select(PrincipleEngaged.principle_id))) == chosen
    with pytest.raises(Invalid):
        papers.save_principles(author, ref, [*chosen, 9999], clock)


def test_parties_are_named_or_said_to_be_none(session: Db, cast: Cast, ref: str, clock: Clock) -> None:
    author = cast.actor(cast.author)
    papers.save_parties(author, ref, PartiesDraft((PartyDraft("Ferry Lane", PartyKind.PLACE), PartyDraft(""))), clock)
    assert session.execute(select(Party.name, Party.kind)).all() == [("Ferry Lane", PartyKind.PLACE)]
    with pytest.raises(Invalid) as refusal:
        papers.save_parties(author, ref, PartiesDraft((PartyDraft("Ferry Lane", None),), none=True), clock)
    assert set(refusal.value.errors) == {"parties-0-kind"}
    with pytest.raises(Invalid):
        papers.save_parties(author, ref, PartiesDraft((PartyDraft("Ferry Lane", PartyKind.PLACE),), none=True), clock)
    papers.save_parties(author, ref, PartiesDraft(none=True), clock)
    assert version_of(session, ref).no_parties
    assert session.scalar(select(func.count()).select_from(Party)) == 0


# -- scenarios and questions ------------------------------------------------------------------------------------------


def test_scenarios_and_questions_are_put_in_order_and_taken_out(session: Db, cast: Cast, ref: str, clock: Clock) -> None:
    author = cast.actor(cast.author)
    for title in ("One", "Two", "Three"):
        questions.save_scenario(author, ref, None, ScenarioDraft(title, (BlockDraft(text=f"{title} it is."),)), clock)
        asked = QuestionDraft(f"Is {title} right?", QuestionKind.CLOSED, scenarios=(1,))
        questions.save_question(author, ref, None, asked, clock)
    questions.move_scenario(author, ref, 3, -1, clock)
    questions.move_question(author, ref, 1, 1, clock)
    assert session.scalars(select(ScenarioWording.title).order_by(ScenarioWording.number)).all() == ["One", "Three", "Two"]
    assert texts(session, ref, Section.SCENARIO) == [("1", "One it is."), ("2", "Three it is."), ("3", "Two it is.")]
    asked = session.execute(select(QuestionWording.text, QuestionWording.paragraph).order_by(QuestionWording.number)).all()
    assert asked == [("Is Two right?", "4"), ("Is One right?", "5"), ("Is Three right?", "6")]
    questions.move_question(author, ref, 1, -1, clock)  # no room above: nothing moves
    questions.remove_scenario(author, ref, 1, clock)
    questions.remove_question(author, ref, 2, clock)
    assert texts(session, ref, Section.SCENARIO) == [("1", "Three it is."), ("2", "Two it is.")]
    asked = session.execute(select(QuestionWording.number, QuestionWording.text, QuestionWording.paragraph)).all()
    assert sorted(asked) == [(1, "Is Two right?", "3"), (2, "Is Three right?", "4")]
    assert session.scalar(select(func.count()).select_from(Scenario)) == 2
    assert session.scalar(select(func.count()).select_from(QuestionScenario)) == 0


def test_a_question_needs_its_words_its_kind_and_scenarios_of_this_paper(session: Db, cast: Cast, ref: str, clock: Clock) -> None:
    author = cast.actor(cast.author)
    with pytest.raises(Invalid) as refusal:
        questions.save_question(author, ref, None, QuestionDraft(" ", None, scenarios=(4,), closed=True), clock)
    assert set(refusal.value.errors) == {"text", "kind", "scenarios", "part_reason"}
    for number in (0, 1, 7):
        with pytest.raises(NotKnown):
            questions.save_question(author, ref, number, QuestionDraft("Is it?", QuestionKind.OPEN), clock)
        with pytest.raises(NotKnown):
            questions.remove_scenario(author, ref, number, clock)


def test_a_question_is_offered_made_from_the_open_recommendation(session: Db, cast: Cast, ref: str, clock: Clock) -> None:
    author = cast.actor(cast.author)
    closed = BlockDraft(text="Hidden.", closed=True, part_reason=PartReason.SECTION_31)
    blocks.save_section(author, ref, Section.RECOMMENDATION, [BlockDraft(text="Advise on drones."), closed], clock)
    assert draft_parts.question(author, ref, None, clock(), from_recommendation=True).text == "Advise on drones."
    assert draft_parts.question(author, ref, None, clock()).text == ""


# -- who, and when ----------------------------------------------------------------------------------------------------


def test_only_its_author_writes_it_and_only_as_a_draft(session: Db, cast: Cast, clock: Clock) -> None:
    for state in State:
        dilemma = a_dilemma(session, cast, state)
        for person in (cast.author, cast.sponsor, cast.secretary, cast.chair, cast.other_author, cast.administrator):
            if (state, person) == (State.DRAFT, cast.author):
                continue
            with pytest.raises((NotAllowed, NotKnown)):
                blocks.save_section(cast.actor(person), dilemma.ref, Section.PURPOSE, [BlockDraft(text="Changed.")], clock)


def test_a_frozen_version_refuses_every_edit(session: Db, cast: Cast, ref: str, clock: Clock) -> None:
    author = cast.actor(cast.author)
    version_of(session, ref).frozen_at = clock()
    session.flush()
    for save in (
        lambda: write(cast, ref, Section.PURPOSE, "Changed.", clock),
        lambda: papers.save_about(author, ref, AboutDraft("Changed"), clock),
        lambda: papers.save_parties(author, ref, PartiesDraft(none=True), clock),
        lambda: questions.save_question(author, ref, None, QuestionDraft("Changed?", QuestionKind.OPEN), clock),
        lambda: questions.save_scenario(author, ref, None, ScenarioDraft("Changed"), clock),
    ):
        with pytest.raises(NotNow):
            save()


def test_the_journal_says_once_that_a_draft_was_edited_that_day(session: Db, cast: Cast, ref: str, clock: Clock) -> None:
    for section in (Section.PURPOSE, Section.BACKGROUND):
        write(cast, ref, section, "Words.", clock)
    clock.advance(days=1)
    write(cast, ref, Section.PURPOSE, "More words.", clock)
    events = session.scalars(select(JournalEntry.event).order_by(JournalEntry.number)).all()
    assert events == [Event.STARTED, Event.PAPER_EDITED, Event.PAPER_EDITED]
    assert version_of(session, ref).row_version == 4
    assert version_of(session, ref).saved_at == clock() and clock().hour == 12


# -- reads of Part 2 (rule 15) ----------------------------------------------------------------------------------------


def test_a_read_of_part_2_is_recorded_once_for_each_person_version_and_day(session: Db, cast: Cast, clock: Clock) -> None:
    dilemma = a_dilemma(session, cast, State.SUBMITTED)
    secretary = cast.actor(cast.secretary)

    def reads() -> list[int | None]:
        query = select(JournalEntry.actor_id).where(JournalEntry.event == Event.PART_2_READ).order_by(JournalEntry.number)
        return list(session.scalars(query))

    assert papers.record_part_2_read(secretary, dilemma.ref, clock)
    assert not papers.record_part_2_read(secretary, dilemma.ref, clock)
    assert not papers.record_part_2_read(cast.actor(cast.author), dilemma.ref, clock)
    assert not papers.record_part_2_read(cast.actor(cast.sponsor), dilemma.ref, clock)
    assert reads() == [cast.secretary.id]
    clock.advance(days=1)
    assert papers.record_part_2_read(secretary, dilemma.ref, clock)
    session.add(
        PaperVersion(dilemma_id=dilemma.id, number=2, classification=Classification.OFFICIAL, made_at=clock(), saved_at=clock())
    )
    clock.now += timedelta(hours=1)
    assert papers.record_part_2_read(secretary, dilemma.ref, clock)
    assert len(reads()) == 3
    with pytest.raises(NotKnown):
        papers.record_part_2_read(cast.actor(cast.joan), dilemma.ref, clock)
