"""Starting a paper and writing its single parts, under its lock, as long as it is a draft."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from ethics.domain.refusal import Invalid, NotAllowed, NotKnown, NotNow
from ethics.domain.vocabulary import (
    Classification,
    Event,
    ImplicationKind,
    PartyKind,
    QuestionKind,
    Section,
    State,
)
from ethics.models import (
    Dilemma,
    Implication,
    JournalEntry,
    PaperVersion,
    Party,
    PrincipleEngaged,
)
from ethics.services import blocks, papers, questions
from ethics.services.blocks import BlockDraft
from ethics.services.papers import AboutDraft, ImplicationDraft, PartiesDraft, PartyDraft, StartDraft
from ethics.services.questions import QuestionDraft, ScenarioDraft
from tests.cast import Cast
from tests.conftest import Clock
from tests.drafts import new_draft, version_of, write
from tests.factories import a_dilemma

Db = scoped_session[Session]


@pytest.fixture
def ref(session: Db, cast: Cast, clock: Clock) -> str:
    """A draft that is empty but for its title."""
    return new_draft(cast, clock)


# -- starting -----------------------------------------------------------------------------------------------------------


def test_an_author_starts_a_dilemma_of_their_force_for_a_committee_it_may_go_to(
    session: Db, cast: Cast, ref: str
) -> None:
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


# -- head, implications, principles, parties ----------------------------------------------------------------------------


def test_the_head_is_saved_and_its_sponsor_is_one_of_the_forces(
    session: Db, cast: Cast, ref: str, clock: Clock
) -> None:
    author = cast.actor(cast.author)
    draft = AboutDraft(
        "Drones", "Aircraft", "Chief Constable", "Dan Fairley", "Operations", cast.sponsor.id,
        Classification.OFFICIAL_SENSITIVE, "01632 960123", urgent=True,
    )  # fmt: skip
    papers.save_about(author, ref, draft, clock)
    dilemma, version = session.scalars(select(Dilemma)).one(), version_of(session, ref)
    assert (dilemma.title, dilemma.public_title, dilemma.unit, dilemma.urgent) == (
        "Drones",
        "Aircraft",
        "Operations",
        True,
    )
    assert (version.report_of, version.contact, dilemma.sponsor_id) == (
        "Chief Constable",
        "01632 960123",
        cast.sponsor.id,
    )
    for nobody in (cast.other_sponsor, cast.author, cast.joan):
        with pytest.raises(Invalid) as refusal:
            papers.save_about(author, ref, replace(draft, sponsor_id=nobody.id), clock)
        assert set(refusal.value.errors) == {"sponsor"}


def test_lines_that_do_not_fit_their_column_are_refused_with_how_much(
    session: Db, cast: Cast, ref: str, clock: Clock
) -> None:
    with pytest.raises(Invalid) as refusal:
        papers.save_about(cast.actor(cast.author), ref, AboutDraft("x" * 301), clock)
    assert str(refusal.value.errors["title"]) == "This is one character too long."


def test_implications_hold_an_answer_each_and_words_stay_with_it(
    session: Db, cast: Cast, ref: str, clock: Clock
) -> None:
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
    twice = ImplicationDraft("legal", ImplicationKind.NONE)
    wrong = [ImplicationDraft("Legal", ImplicationKind.TEXT), twice, ImplicationDraft("", None, "x")]
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


# -- who, and when ------------------------------------------------------------------------------------------------------


def test_only_its_author_writes_it_and_only_as_a_draft(session: Db, cast: Cast, clock: Clock) -> None:
    for state in State:
        dilemma = a_dilemma(session, cast, state)
        for person in (cast.author, cast.sponsor, cast.secretary, cast.chair, cast.other_author, cast.administrator):
            if (state, person) == (State.DRAFT, cast.author):
                continue
            with pytest.raises((NotAllowed, NotKnown)):
                blocks.save_section(
                    cast.actor(person), dilemma.ref, Section.PURPOSE, [BlockDraft(text="Changed.")], clock
                )


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


def test_the_journal_says_once_that_a_draft_was_edited_that_day(
    session: Db, cast: Cast, ref: str, clock: Clock
) -> None:
    for section in (Section.PURPOSE, Section.BACKGROUND):
        write(cast, ref, section, "Words.", clock)
    clock.advance(days=1)
    write(cast, ref, Section.PURPOSE, "More words.", clock)
    events = session.scalars(select(JournalEntry.event).order_by(JournalEntry.number)).all()
    assert events == [Event.STARTED, Event.PAPER_EDITED, Event.PAPER_EDITED]
    assert version_of(session, ref).row_version == 4
    assert version_of(session, ref).saved_at == clock()
    assert clock().hour == 12


# -- reads of Part 2 (rule 15) ------------------------------------------------------------------------------------------


def test_a_read_of_part_2_is_recorded_once_for_each_person_version_and_day(
    session: Db, cast: Cast, clock: Clock
) -> None:
    dilemma = a_dilemma(session, cast, State.SUBMITTED)
    secretary = cast.actor(cast.secretary)

    def reads() -> list[int | None]:
        query = (
            select(JournalEntry.actor_id).where(JournalEntry.event == Event.PART_2_READ).order_by(JournalEntry.number)
        )
        return list(session.scalars(query))

    assert papers.record_part_2_read(secretary, dilemma.ref, clock)
    assert not papers.record_part_2_read(secretary, dilemma.ref, clock)
    assert not papers.record_part_2_read(cast.actor(cast.author), dilemma.ref, clock)
    assert not papers.record_part_2_read(cast.actor(cast.sponsor), dilemma.ref, clock)
    assert reads() == [cast.secretary.id]
    clock.advance(days=1)
    assert papers.record_part_2_read(secretary, dilemma.ref, clock)
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
    clock.now += timedelta(hours=1)
    assert papers.record_part_2_read(secretary, dilemma.ref, clock)
    assert len(reads()) == 3
    with pytest.raises(NotKnown):
        papers.record_part_2_read(cast.actor(cast.joan), dilemma.ref, clock)
