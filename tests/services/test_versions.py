"""A new version of an issued paper: made by the force, issued by the Secretary, asking only whom it concerns (rule 5)."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from ethics.domain.notices import NoticeKind
from ethics.domain.refusal import Invalid, NotAllowed, NotKnown, NotNow, Stale
from ethics.domain.vocabulary import (
    Event,
    GivenAs,
    KeptAs,
    NewVersion,
    QuestionKind,
    RulingOutcome,
    Section,
    State,
)
from ethics.extensions import Model
from ethics.models import (
    Block,
    Dilemma,
    JournalEntry,
    KeptState,
    Notice,
    PaperVersion,
    Position,
    Question,
    Reason,
    WorkingCopy,
)
from ethics.reading import answering, version_content
from ethics.reading.version_content import content_of
from ethics.services import blocks, bringing, papers, positions, questions, versions
from ethics.services.blocks import BlockDraft
from ethics.services.editing import ANYTHING, RestsOn
from ethics.services.papers import AboutDraft
from ethics.services.questions import QuestionDraft
from tests import acts
from tests.cast import Cast
from tests.factories import NOW, a_dilemma, declare, rule

WHY = "Footage is kept for 90 days, not 30."
SALT = lambda: b"s" * 32  # noqa: E731


@pytest.fixture
def issued(session, cast: Cast) -> Dilemma:
    """Issued four days ago, open for six more; Joan and Tomos have given positions on both questions."""
    dilemma = a_dilemma(session, cast, State.ISSUED, questions=2, scenarios=1, given_by=[cast.joan, cast.tomos])
    session.commit()
    return dilemma


def newest(session, dilemma: Dilemma) -> PaperVersion:
    return acts.version_of(session, dilemma)


def events(session, dilemma: Dilemma) -> list[Event]:
    query = select(JournalEntry.event).where(JournalEntry.dilemma_id == dilemma.id).order_by(JournalEntry.number)
    return list(session.scalars(query))


def told(session, kind: NoticeKind) -> dict[int, str]:
    return {row.person_id: row.path for row in session.scalars(select(Notice).where(Notice.kind == kind))}


def reword(cast: Cast, dilemma: Dilemma, clock, number: int = 1, text: str = "Is it acceptable after 90 days?") -> None:
    questions.save_question(
        cast.actor(cast.author),
        dilemma.ref,
        number,
        QuestionDraft(text, QuestionKind.CLOSED, scenarios=(1,)),
        clock,
        ANYTHING,
    )


def issue_with(cast: Cast, dilemma: Dilemma, clock, change=reword) -> int:
    author, sponsor, secretary = (cast.actor(one) for one in (cast.author, cast.sponsor, cast.secretary))
    versions.begin(author, dilemma.ref, clock)
    change(cast, dilemma, clock)
    versions.send(author, dilemma.ref, WHY, clock)
    versions.release(sponsor, dilemma.ref, clock)
    return versions.issue(secretary, dilemma.ref, clock)


# -- what a version is made of ----------------------------------------------------------------------------------------


def test_every_table_that_belongs_to_a_version_is_copied_kept_and_restored() -> None:
    """A table or column added for the paper's text would be lost in a new version without being named here."""
    not_text = {"kept_state", "correction", "enquiry", "note"}
    of_version = {
        table.name
        for table in Model.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "paper_version"
    }
    assert of_version - not_text == {table.__tablename__ for table in version_content.TABLES.values()}
    single = {column.name for column in PaperVersion.__table__.columns}
    apart = {
        "id",
        "dilemma_id",
        "number",
        "row_version",
        "made_at",
        "saved_at",
        "saved_by_id",
        "frozen_at",
        "reason_id",
    }
    assert single - apart == set(version_content.HEAD)


def test_a_new_version_says_at_first_what_is_issued(session, cast, clock, issued) -> None:
    before = newest(session, issued)
    versions.begin(cast.actor(cast.author), issued.ref, clock)
    after = newest(session, issued)
    assert (after.number, after.frozen_at, issued.new_version) == (2, None, NewVersion.WRITING)
    assert content_of(before, issued) == content_of(after, issued)
    assert events(session, issued)[-1] is Event.VERSION_STARTED


def test_the_issued_text_does_not_move_while_the_new_one_is_written(session, cast, clock, issued) -> None:
    before = newest(session, issued)
    said = content_of(before, issued)
    versions.begin(cast.actor(cast.author), issued.ref, clock)
    reword(cast, issued, clock)
    assert content_of(before, issued) == said
    assert not answering.own(cast.actor(cast.joan), issued.ref, NOW).stale


def test_title_sponsor_and_urgency_are_no_part_of_it(session, cast, clock, issued) -> None:
    author = cast.actor(cast.author)
    versions.begin(author, issued.ref, clock)
    draft = AboutDraft(
        title="Another title", urgent=True, report_of="The Head of Records",
        classification=newest(session, issued).classification,
    )  # fmt: skip
    papers.save_about(author, issued.ref, draft, clock)
    assert (issued.title, issued.urgent, issued.sponsor_id) == ("Footage from doorbells", False, cast.sponsor.id)
    assert newest(session, issued).report_of == "The Head of Records"


# -- through the sponsor to the Secretary -----------------------------------------------------------------------------


def test_it_goes_through_the_sponsor_to_the_secretary_who_issues_it(session, cast, clock, issued) -> None:
    assert issue_with(cast, issued, clock) == 2
    version = newest(session, issued)
    assert (version.frozen_at, issued.state, issued.new_version) == (NOW, State.ISSUED, None)
    assert session.get_one(Reason, version.reason_id).text == WHY
    assert events(session, issued)[-6:] == [
        Event.VERSION_STARTED, Event.VERSION_EDITED, Event.VERSION_SENT, Event.VERSION_RELEASED, Event.PAPER_FROZEN,
        Event.STATE_CHANGED,
    ]  # fmt: skip
    assert cast.sponsor.id in told(session, NoticeKind.SPONSOR_ASKED)
    assert cast.secretary.id in told(session, NoticeKind.VERSION_RELEASED)


def test_only_who_reads_the_paper_is_told_and_all_the_same(session, cast, clock, issued) -> None:
    declare(session, issued, cast.grace)
    declaration = declare(session, issued, cast.agnes, cast.interests["personal"])
    rule(session, declaration, cast.chair, RulingOutcome.WITHDRAW)
    session.commit()
    issue_with(cast, issued, clock)
    heard = told(session, NoticeKind.NEW_VERSION)
    for person in (cast.joan, cast.tomos, cast.grace, cast.adviser, cast.observer, cast.author, cast.sponsor):
        assert heard.pop(person.id) == f"/dilemmas/{issued.ref}/changes"
    silent = (cast.agnes, cast.priya, cast.secretary, cast.unconfirmed, cast.former, cast.outsider, cast.reviewer)
    assert not heard.keys() & {person.id for person in silent}


def test_the_sponsor_hands_back_and_the_secretary_returns_each_with_a_reason(session, cast, clock, issued) -> None:
    author, sponsor, secretary = (cast.actor(one) for one in (cast.author, cast.sponsor, cast.secretary))
    versions.begin(author, issued.ref, clock)
    reword(cast, issued, clock)
    versions.send(author, issued.ref, WHY, clock)
    session.commit()
    with pytest.raises(Invalid):
        versions.hand_back(sponsor, issued.ref, " ", clock)
    session.rollback()
    versions.hand_back(sponsor, issued.ref, "Name the retention schedule.", clock)
    assert issued.new_version is NewVersion.WRITING
    versions.send(author, issued.ref, WHY, clock)
    versions.release(sponsor, issued.ref, clock)
    versions.return_it(secretary, issued.ref, "Question 1 has two questions in it.", clock)
    assert issued.new_version is NewVersion.WRITING
    assert cast.author.id in told(session, NoticeKind.VERSION_RETURNED)
    assert events(session, issued)[-1] is Event.VERSION_RETURNED


def test_nothing_is_sent_without_a_change_a_reason_a_question_and_its_parties(session, cast, clock, issued) -> None:
    author = cast.actor(cast.author)
    versions.begin(author, issued.ref, clock)
    session.commit()
    with pytest.raises(NotNow, match="Nothing differs"):
        versions.send(author, issued.ref, WHY, clock)
    session.rollback()
    reword(cast, issued, clock)
    session.commit()
    with pytest.raises(Invalid) as refused:
        versions.send(author, issued.ref, "", clock)
    assert set(refused.value.errors) == {"reason"}
    session.rollback()
    for _ in range(2):
        questions.remove_question(author, issued.ref, 1, clock)
    with pytest.raises(NotNow, match="no question"):
        versions.send(author, issued.ref, WHY, clock)


@pytest.mark.parametrize(
    ("verb", "person"),
    [
        ("begin", "sponsor"), ("begin", "secretary"), ("begin", "joan"), ("release", "author"), ("release", "secretary"),
        ("issue", "author"), ("issue", "sponsor"), ("issue", "chair"), ("give_up", "sponsor"),
    ],
)  # fmt: skip
def test_each_step_is_its_own_person_s(session, cast, clock, issued, verb, person) -> None:
    with pytest.raises((NotAllowed, NotKnown)):
        getattr(versions, verb)(cast.actor(getattr(cast, person)), issued.ref, clock)


def test_after_the_discussion_no_new_version_is_made(session, cast, clock) -> None:
    dilemma = a_dilemma(session, cast, State.DISCUSSED)
    with pytest.raises(NotAllowed):
        versions.begin(cast.actor(cast.author), dilemma.ref, clock)


def test_one_that_is_given_up_leaves_the_issued_text_and_can_be_begun_anew(session, cast, clock, issued) -> None:
    author = cast.actor(cast.author)
    before = session.scalar(select(func.count()).select_from(Question))
    versions.begin(author, issued.ref, clock)
    questions.save_question(author, issued.ref, None, QuestionDraft("And what then?", QuestionKind.OPEN), clock)
    versions.give_up(author, issued.ref, clock)
    assert (newest(session, issued).number, issued.new_version) == (1, None)
    assert session.scalar(select(func.count()).select_from(Question)) == before
    versions.begin(author, issued.ref, clock)
    assert newest(session, issued).number == 2


# -- two people at once -----------------------------------------------------------------------------------------------


def test_what_the_author_saves_while_the_secretary_issues_is_refused(session, cast, clock, issued) -> None:
    """The page was open before it was sent: its text comes back to the author, and version 2 is what was released."""
    author = cast.actor(cast.author)
    versions.begin(author, issued.ref, clock)
    page = RestsOn(newest(session, issued).row_version)
    reword(cast, issued, clock)
    versions.send(author, issued.ref, WHY, clock)
    versions.release(cast.actor(cast.sponsor), issued.ref, clock)
    session.commit()
    box = [BlockDraft(text="A late thought.")]
    with pytest.raises(NotAllowed):
        blocks.save_section(author, issued.ref, Section.PURPOSE, box, clock, page)
    session.rollback()
    versions.issue(cast.actor(cast.secretary), issued.ref, clock)
    session.commit()
    with pytest.raises(NotAllowed):
        blocks.save_section(author, issued.ref, Section.PURPOSE, box, clock, page)
    session.rollback()
    assert session.scalar(select(Block.id).where(Block.text == "A late thought.")) is None


def test_the_secretary_does_not_issue_what_came_back_in_between(session, cast, clock, issued) -> None:
    author, sponsor, secretary = (cast.actor(one) for one in (cast.author, cast.sponsor, cast.secretary))
    versions.begin(author, issued.ref, clock)
    reword(cast, issued, clock)
    versions.send(author, issued.ref, WHY, clock)
    versions.release(sponsor, issued.ref, clock)
    seen = issued.row_version
    versions.return_it(secretary, issued.ref, "Once more.", clock)
    reword(cast, issued, clock, text="Is it acceptable after 60 days?")
    versions.send(author, issued.ref, WHY, clock)
    versions.release(sponsor, issued.ref, clock)
    with pytest.raises(Stale):
        versions.issue(secretary, issued.ref, clock, row_version=seen)


# -- positions --------------------------------------------------------------------------------------------------------


def test_only_positions_on_a_question_whose_words_changed_are_out_of_date(session, cast, clock, issued) -> None:
    issue_with(cast, issued, clock)
    for person in (cast.joan, cast.tomos):
        assert answering.own(cast.actor(person), issued.ref, NOW).stale == (1,)


def test_a_question_that_only_moved_asks_nobody_again(session, cast, clock, issued) -> None:
    issue_with(cast, issued, clock, lambda c, d, k: questions.move_question(c.actor(c.author), d.ref, 1, 1, k))
    assert answering.own(cast.actor(cast.joan), issued.ref, NOW).stale == ()


def test_who_keeps_and_who_renews_both_stand_on_the_new_words(session, cast, clock, issued) -> None:
    issue_with(cast, issued, clock)
    joan = cast.actor(cast.joan)
    kept = positions.keep(joan, issued.ref, 1, clock, salt=SALT)
    (wording,) = [one for one in acts.questions_of(session, issued) if one.number == 1]
    assert (kept.given_as, kept.wording_id, kept.number) == (GivenAs.RENEWED, wording.id, 2)
    assert answering.own(joan, issued.ref, NOW).stale == ()
    assert answering.own(cast.actor(cast.tomos), issued.ref, NOW).stale == (1,)
    assert events(session, issued)[-1] is Event.POSITION_GIVEN


def test_a_working_copy_outlives_the_new_version(session, cast, clock, issued) -> None:
    acts.save_working_copy(session, issued, cast.joan, 1, {"considerations-0-text": "Half a thought"})
    session.commit()
    issue_with(cast, issued, clock)
    page = answering.answering(cast.actor(cast.joan), issued.ref, 1, NOW)
    assert page.typed["considerations-0-text"] == "Half a thought"
    assert session.scalar(select(func.count()).select_from(WorkingCopy)) == 1


def test_keeping_a_position_keeps_what_was_typed_beyond_it(session, cast, clock, issued) -> None:
    issue_with(cast, issued, clock)
    joan = cast.actor(cast.joan)
    typed = {"stances-0-stance": "not_supported", "considerations-0-text": "On second thoughts."}
    positions.save_working_copy(joan, issued.ref, 1, typed, clock)
    positions.keep(joan, issued.ref, 1, clock, salt=SALT)
    assert session.scalars(select(WorkingCopy)).one().content["considerations-0-text"] == "On second thoughts."


def test_at_the_close_a_position_nobody_kept_counts_as_given_on_the_words_before(session, cast, clock, issued) -> None:
    issue_with(cast, issued, clock)
    clock.advance(days=7)
    page = answering.answering(cast.actor(cast.joan), issued.ref, 1, clock())
    assert page.way is answering.Way.RENEWAL
    (latest,) = session.scalars(
        select(Position).where(Position.person_id == cast.joan.id, Position.question_id == page.asked.id)
    )
    assert latest.given_as is GivenAs.ROUND_1
    kept = positions.keep(cast.actor(cast.joan), issued.ref, 1, clock, salt=SALT)
    assert kept.given_as is GivenAs.RENEWED


# -- kept states ------------------------------------------------------------------------------------------------------


@pytest.fixture
def draft(session, cast: Cast) -> Dilemma:
    dilemma = a_dilemma(session, cast, State.DRAFT, questions=2, scenarios=1)
    acts.version_of(session, dilemma).row_version = 2
    session.commit()
    return dilemma


def states(session, dilemma: Dilemma) -> list[KeptState]:
    query = select(KeptState).join(PaperVersion, PaperVersion.id == KeptState.version_id)
    return list(session.scalars(query.where(PaperVersion.dilemma_id == dilemma.id).order_by(KeptState.number)))


def write(cast: Cast, dilemma: Dilemma, clock, text: str) -> None:
    blocks.save_section(cast.actor(cast.author), dilemma.ref, Section.PURPOSE, [BlockDraft(text=text)], clock)


def test_a_sitting_is_kept_once_however_often_it_is_saved(session, cast, clock, draft) -> None:
    for _ in range(3):
        write(cast, draft, clock, "More.")
        clock.advance(minutes=5)
    assert [one.kept_as for one in states(session, draft)] == [KeptAs.SITTING]
    clock.advance(hours=1)
    write(cast, draft, clock, "After lunch.")
    kept = states(session, draft)
    assert [one.kept_as for one in kept] == [KeptAs.SITTING, KeptAs.SITTING]
    assert kept[1].kept_at == NOW + timedelta(minutes=10)
    assert "After lunch." not in str(kept[1].content)


def test_what_is_sent_is_kept_and_released_with_it(session, cast, clock, draft) -> None:
    bringing.submit(cast.actor(cast.author), draft.ref, clock)
    (sent,) = states(session, draft)
    assert (sent.kept_as, sent.released_at) == (KeptAs.SENT, None)
    bringing.release(cast.actor(cast.sponsor), draft.ref, clock)
    assert states(session, draft)[0].released_at == NOW


def test_restoring_brings_everything_back_and_can_be_undone(session, cast, clock, draft) -> None:
    author = cast.actor(cast.author)
    version = newest(session, draft)
    write(cast, draft, clock, "First.")
    clock.advance(hours=1)
    write(cast, draft, clock, "Second.")
    first = states(session, draft)[-1]
    said = content_of(version, draft)
    questions.remove_question(author, draft.ref, 2, clock)
    questions.remove_scenario(author, draft.ref, 1, clock)
    without = content_of(version, draft)
    versions.restore(author, draft.ref, 1, first.number, clock, ANYTHING)
    now = content_of(version, draft)
    assert [one["text"] for one in now["blocks"] if one["section"] == "purpose"][-1] == "First."
    assert len(now["questions"]) == 2
    assert len(now["scenarios"]) == 1
    assert [one["text"] for one in now["questions"]] == [one["text"] for one in said["questions"]]
    assert [one.kept_as for one in states(session, draft)][-2:] == [KeptAs.REPLACED, KeptAs.RESTORED]
    assert events(session, draft)[-1] is Event.PAPER_RESTORED
    replaced = states(session, draft)[-2]
    versions.restore(author, draft.ref, 1, replaced.number, clock, ANYTHING)
    assert content_of(version, draft)["blocks"] == without["blocks"]


def test_restoring_gives_way_to_a_save_that_came_first(session, cast, clock, draft) -> None:
    write(cast, draft, clock, "First.")
    clock.advance(hours=1)
    page = RestsOn(newest(session, draft).row_version)
    write(cast, draft, clock, "Second.")
    with pytest.raises(Stale):
        versions.restore(cast.actor(cast.author), draft.ref, 1, 1, clock, page)


def test_only_the_author_restores_and_only_a_draft(session, cast, clock, draft) -> None:
    bringing.submit(cast.actor(cast.author), draft.ref, clock)
    session.commit()
    for person in (cast.author, cast.sponsor, cast.secretary):
        with pytest.raises((NotAllowed, NotKnown)):
            versions.restore(cast.actor(person), draft.ref, 1, 1, clock, ANYTHING)
        session.rollback()


def test_a_paper_that_came_back_is_kept_as_it_was_sent_each_time(session, cast, clock, draft) -> None:
    author, sponsor = cast.actor(cast.author), cast.actor(cast.sponsor)
    bringing.submit(author, draft.ref, clock)
    bringing.hand_back(sponsor, draft.ref, "Say why.", clock)
    write(cast, draft, clock, "Because.")
    bringing.submit(author, draft.ref, clock)
    bringing.release(sponsor, draft.ref, clock)
    sent = [one for one in states(session, draft) if one.kept_as is KeptAs.SENT]
    assert [one.released_at for one in sent] == [None, NOW]
