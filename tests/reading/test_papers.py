"""The paper as each reader may see it: who reads what, and the holes that keep their numbers."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from ethics.domain.refusal import NotAllowed, NotKnown
from ethics.domain.vocabulary import Classification, NewVersion, Part, PartReason, RulingOutcome, Section, State
from ethics.models import Block, Dilemma, PaperVersion, QuestionWording
from ethics.reading import papers
from tests.acts import declare, name_for_part_2, rule
from tests.cast import Cast, Someone
from tests.conftest import Clock
from tests.factories import a_dilemma

Db = scoped_session[Session]
CANARY = "An inquiry in Ferry Lane relies on a camera its owner forgot."
QUESTION_CANARY = "Is it acceptable to use what the owner forgot?"


def closed_question(session: Db, dilemma: Dilemma) -> None:
    """Close the second question of a dilemma."""
    version = select(PaperVersion.id).where(PaperVersion.dilemma_id == dilemma.id).scalar_subquery()
    wording = session.scalars(
        select(QuestionWording).where(QuestionWording.version_id == version, QuestionWording.number == 2)
    ).one()
    wording.title, wording.text, wording.lead_in = "Canary title", QUESTION_CANARY, "Canary lead-in."
    wording.part, wording.part_reason = Part.CLOSED, PartReason.SECTION_31
    session.flush()


def read(cast: Cast, person: Someone | None, dilemma: Dilemma, clock: Clock) -> papers.PaperView:
    return papers.paper(cast.actor(person), dilemma.ref, clock())


def declared(session: Db, cast: Cast, dilemma: Dilemma, *people: Someone) -> None:
    for person in people:
        declare(session, dilemma, person)


def test_part_2_is_in_the_paper_of_those_who_may_read_it_and_a_hole_in_that_of_others(
    session: Db, cast: Cast, clock: Clock
) -> None:
    dilemma = a_dilemma(session, cast, State.ISSUED)
    closed_question(session, dilemma)
    declared(session, cast, dilemma, cast.joan, cast.chair, cast.coopted)
    name_for_part_2(session, dilemma, cast.adviser, cast.secretary)
    for person in (cast.author, cast.sponsor, cast.secretary, cast.joan, cast.chair, cast.coopted, cast.adviser):
        page = read(cast, person, dilemma, clock)
        assert {CANARY, QUESTION_CANARY} == {text for text in (CANARY, QUESTION_CANARY) if text in repr(page)}, (
            person.name
        )
        assert page.part_2_shown
        assert page.own is (person in (cast.author, cast.sponsor))
    for person in (cast.observer, cast.two_hats):
        page = read(cast, person, dilemma, clock)
        assert CANARY not in repr(page)
        assert QUESTION_CANARY not in repr(page)
        assert "Canary" not in repr(page)
        assert not page.part_2_shown
        hole = next(one for section in page.sections for one in section.paragraphs if one.hole)
        assert (hole.number, hole.html, hole.hole) == ("5", None, papers.Hole(PartReason.SECTION_31))
        question = page.questions[1]
        assert (question.paragraph, question.title, question.text, question.lead_in) == ("8", "", "", None)
        assert question.hole == papers.Hole(PartReason.SECTION_31)


def test_who_may_not_read_the_paper_learns_what_would_open_it_or_nothing(session: Db, cast: Cast, clock: Clock) -> None:
    dilemma = a_dilemma(session, cast, State.ISSUED)
    ruling = declare(session, dilemma, cast.agnes, interest=cast.interests["personal"])
    rule(session, ruling, cast.chair, RulingOutcome.WITHDRAW)
    for person in (cast.joan, cast.agnes, cast.monitoring, cast.administrator):
        with pytest.raises(NotAllowed):
            read(cast, person, dilemma, clock)
    for person in (None, cast.outsider, cast.other_chair, cast.other_secretary, cast.other_author, cast.unconfirmed,
                   cast.reviewer, cast.nobody):  # fmt: skip
        with pytest.raises(NotKnown):
            read(cast, person, dilemma, clock)


def test_a_draft_is_its_authors_and_sponsors_alone(session: Db, cast: Cast, clock: Clock) -> None:
    dilemma = a_dilemma(session, cast, State.DRAFT)
    assert read(cast, cast.author, dilemma, clock).may_edit
    assert not read(cast, cast.sponsor, dilemma, clock).may_edit
    for person in (cast.secretary, cast.chair, cast.adviser, cast.other_author):
        with pytest.raises(NotKnown):
            read(cast, person, dilemma, clock)


def test_part_2_can_be_left_out_on_purpose(session: Db, cast: Cast, clock: Clock) -> None:
    dilemma = a_dilemma(session, cast, State.ISSUED)
    page = papers.paper(cast.actor(cast.secretary), dilemma.ref, clock(), part_2=False)
    assert CANARY not in repr(page)
    assert not page.part_2_shown


def test_members_go_on_reading_the_frozen_version_while_a_new_one_is_written(
    session: Db, cast: Cast, clock: Clock
) -> None:
    dilemma = a_dilemma(session, cast, State.ISSUED)
    declared(session, cast, dilemma, cast.joan)
    dilemma.new_version = NewVersion.WRITING
    session.add(
        PaperVersion(
            dilemma_id=dilemma.id,
            number=2,
            classification=Classification.OFFICIAL,
            made_at=clock(),
            saved_at=clock(),
            saved_by_id=dilemma.author_id,
        )
    )
    session.flush()
    assert [read(cast, person, dilemma, clock).version for person in (cast.joan, cast.secretary, cast.author)] == [
        1,
        1,
        2,
    ]


def test_a_question_rests_on_its_scenarios_or_else_on_what_the_paper_argues(
    session: Db, cast: Cast, clock: Clock
) -> None:
    dilemma = a_dilemma(session, cast, State.ISSUED, scenarios=2)
    actor = cast.actor(cast.secretary)
    _, sections = papers.paper_for_question(actor, dilemma.ref, 1, clock())
    assert [section.anchor for section in sections] == ["scenario-1", "scenario-2"]
    whole, sections = papers.paper_for_question(actor, dilemma.ref, 2, clock())
    assert Section.PURPOSE not in {section.section for section in sections}
    assert Section.BACKGROUND in {section.section for section in sections}
    marked = papers.marked(sections, frozenset({"4"}))
    assert [one.number for section in marked for one in section.paragraphs if one.key] == ["4"]
    assert len(whole.questions) == 2
    for number in (0, 3):
        with pytest.raises(NotKnown):
            papers.paper_for_question(actor, dilemma.ref, number, clock())


def test_no_hole_is_in_a_paper_without_part_2(session: Db, cast: Cast, clock: Clock) -> None:
    dilemma = a_dilemma(session, cast, State.ISSUED, part_2=False)
    page = read(cast, cast.observer, dilemma, clock)
    assert not page.has_part_2
    assert all(one.html is not None for section in page.sections for one in section.paragraphs)
    assert session.scalars(select(Block.part).distinct()).all() == [Part.OPEN]
