"""An earlier text of a paper, read whole: which it is, when it stood, whose it is, and what is closed in it by now."""

import pytest
from flask import Flask
from sqlalchemy import select

from ethics.domain.vocabulary import Event, PartReason, QuestionKind, RulingOutcome, Section, State
from ethics.extensions import db
from ethics.models import Block, Dilemma, JournalEntry, KeptState, QuestionWording
from ethics.services import blocks, bringing, questions, versions
from ethics.services.blocks import BlockDraft, as_it_is
from ethics.services.editing import ANYTHING
from ethics.services.questions import QuestionDraft, ScenarioDraft
from tests import acts
from tests.browser import NO_PAGE, Browser, Page
from tests.cast import Cast
from tests.conftest import Clock
from tests.factories import a_dilemma, declare, rule

WHY = "Footage is kept for 90 days, not 30."
DAIRY = "The camera stands in the old dairy behind the square."
OLD, NEW = "Is it acceptable after thirty days?", "Is it acceptable after ninety days?"


@pytest.fixture
def ref(app: Flask, cast: Cast) -> str:
    """Issued, one scenario; its first paragraph says DAIRY, its first question OLD; all of it open."""
    with app.app_context():
        dilemma = a_dilemma(
            db.session, cast, State.ISSUED, questions=2, scenarios=1, part_2=False, given_by=[cast.joan]
        )
        first = acts.questions_of(db.session, dilemma)[0]
        first.text, first.lead_in = OLD, ""
        said = the_block(dilemma)
        said.text = DAIRY
        db.session.commit()
        return dilemma.ref


def dilemma_at(ref: str) -> Dilemma:
    return db.session.scalars(select(Dilemma).where(Dilemma.ref == ref)).one()


def the_block(dilemma: Dilemma) -> Block:
    """The first paragraph of the newest version's background."""
    version = acts.version_of(db.session, dilemma)
    here = (Block.version_id == version.id, Block.section == Section.BACKGROUND)
    return db.session.scalars(select(Block).where(*here).order_by(Block.position)).first()


def change(
    cast: Cast, ref: str, clock: Clock, box: BlockDraft | None = None, asks: QuestionDraft | None = None
) -> None:
    """Version 2, begun by its author: its first paragraph of background as ``box`` has it, its first question as asked."""
    author, dilemma = cast.actor(cast.author), dilemma_at(ref)
    versions.begin(author, ref, clock)
    if box is not None:
        block = the_block(dilemma)
        others = [one for one in blocks.drafts.blocks_of(block.version_id, block.section) if one.id != block.id]
        mine = BlockDraft(block.id, box.text, box.closed, box.part_reason)
        blocks.save_section(author, ref, block.section, [mine, *map(as_it_is, others)], clock)
    if asks is not None:
        questions.save_question(author, ref, 1, asks, clock)
    db.session.commit()


def hrefs(page: Page) -> list[str]:
    return [href for _, href in page.links]


def issue(cast: Cast, ref: str, clock: Clock) -> None:
    versions.send(cast.actor(cast.author), ref, WHY, clock)
    versions.release(cast.actor(cast.sponsor), ref, clock)
    versions.issue(cast.actor(cast.secretary), ref, clock)
    db.session.commit()


@pytest.fixture
def changed(app: Flask, cast: Cast, clock: Clock, ref: str) -> str:
    """The same two days later, with a version 2 that asks NEW and closes the paragraph, a word in it changed."""
    with app.app_context():
        clock.advance(days=2)
        box = BlockDraft(None, DAIRY.replace("dairy", "tannery"), True, PartReason.SECTION_31)
        change(cast, ref, clock, box, QuestionDraft(NEW, QuestionKind.ACTION, scenarios=(1,)))
        issue(cast, ref, clock)
    return ref


# -- an issued version that another followed --------------------------------------------------------------------------


def test_an_earlier_version_is_read_whole_and_says_when_it_stood(cast: Cast, browser: Browser, changed: str) -> None:
    joan = browser.as_(cast.joan)
    page = joan.get(f"/dilemmas/{changed}/versions")
    page = joan.get(next(one for one in hrefs(page) if one.endswith("/versions/v1")))
    assert "Version 1, which another has followed" in page.main
    assert "It stood from" in page.main
    assert OLD in page.main
    assert NEW not in page.main
    assert "In case 1 the owner is away" in page.main
    assert "Ferry Lane" in page.main
    assert NEW in joan.get(page.link("Read version 2, which members read now")).main
    assert "Taken out: thirty New: ninety" in joan.get(page.link("See what differs from version 2")).main


def test_the_version_that_is_read_now_has_one_page(cast: Cast, browser: Browser, changed: str) -> None:
    for person in (cast.joan, cast.author, cast.secretary):
        answer = browser.as_(person).client.get(f"/dilemmas/{changed}/versions/v2")
        assert answer.status_code == 302
        assert answer.location.endswith(f"/dilemmas/{changed}/paper")


def test_what_is_closed_by_now_is_closed_in_it_for_who_may_not_read_part_2(cast: Cast, browser, changed: str) -> None:
    page = browser.as_(cast.adviser).get(f"/dilemmas/{changed}/versions/v1")
    assert "dairy" not in page.text
    assert "Part 2. Not shown to you." in page.main
    assert OLD in page.main
    for person in (cast.joan, cast.secretary, cast.author):
        page = browser.as_(person).get(f"/dilemmas/{changed}/versions/v1")
        assert "dairy" in page.main
        assert "Part 2, closed" in page.main


def test_a_question_and_a_scenario_closed_by_now_are_closed_in_it(cast: Cast, app, browser, clock, ref: str) -> None:
    with app.app_context():
        asks = QuestionDraft(NEW, QuestionKind.ACTION, scenarios=(1,), closed=True, part_reason=PartReason.SECTION_31)
        change(cast, ref, clock, asks=asks)
        draft = ScenarioDraft("Elsewhere", (), True, PartReason.SECTION_30)
        questions.save_scenario(cast.actor(cast.author), ref, 1, draft, clock, ANYTHING)
        issue(cast, ref, clock)
    page = browser.as_(cast.adviser).get(f"/dilemmas/{ref}/versions/v1")
    for words in ("thirty days", "Keeping footage 1", "A street, told 1 ways", "the owner is away"):
        assert words not in page.text
    assert "Scenario 1: closed (Part 2)" in page.main
    assert "the owner is away" in browser.as_(cast.joan).get(f"/dilemmas/{ref}/versions/v1").main


def test_what_was_closed_then_stays_closed_though_it_is_open_now(cast: Cast, app, browser, clock, changed: str) -> None:
    with app.app_context():
        change(cast, changed, clock, BlockDraft(None, "It stands behind the square."))
        issue(cast, changed, clock)
    page = browser.as_(cast.adviser).get(f"/dilemmas/{changed}/versions/v2")
    assert "tannery" not in page.text
    assert "Part 2. Not shown to you." in page.main


def test_reading_part_2_of_an_earlier_version_is_recorded_under_its_number(cast: Cast, app, browser, changed) -> None:
    for person in (cast.joan, cast.joan, cast.author, cast.adviser):
        browser.as_(person).get(f"/dilemmas/{changed}/versions/v1")
    with app.app_context():
        lines = select(JournalEntry.actor_id, JournalEntry.facts).where(JournalEntry.event == Event.PART_2_READ)
        assert [tuple(row) for row in db.session.execute(lines)] == [(cast.joan.id, {"version": 1})]
    page = browser.as_(cast.secretary).get(f"/dilemmas/{changed}/part-2-reads")
    assert cast.joan.name in page.main


def test_who_may_not_read_the_paper_reads_no_version_of_it(cast: Cast, app, browser, changed: str) -> None:
    with app.app_context():
        made = declare(db.session, dilemma_at(changed), cast.agnes, cast.interests["personal"])
        rule(db.session, made, cast.chair, RulingOutcome.WITHDRAW)
        db.session.commit()
    for person in (cast.priya, cast.agnes):
        answer = browser.as_(person).client.get(f"/dilemmas/{changed}/versions/v1")
        assert answer.status_code in (302, 403)
        assert "thirty" not in answer.text
    for person in (cast.outsider, cast.nobody, cast.reviewer):
        browser.as_(person).get(f"/dilemmas/{changed}/versions/v1", status=404)
    for key in ("v3", "v1-7", "v", "nonsense"):
        browser.as_(cast.joan).get(f"/dilemmas/{changed}/versions/{key}", status=404)


# -- a new version that is not issued ---------------------------------------------------------------------------------


def test_a_new_version_is_read_whole_by_its_secretary_once_it_is_released(cast: Cast, app, browser, clock, ref) -> None:
    with app.app_context():
        change(cast, ref, clock, asks=QuestionDraft(NEW, QuestionKind.ACTION, scenarios=(1,)))
    secretary = browser.as_(cast.secretary)
    secretary.get(f"/dilemmas/{ref}/versions/v2", status=404)
    with app.app_context():
        versions.send(cast.actor(cast.author), ref, WHY, clock)
        versions.release(cast.actor(cast.sponsor), ref, clock)
        db.session.commit()
    page = secretary.get(secretary.get(f"/dilemmas/{ref}/new-version/issue").link("Read it whole"))
    assert "Version 2, which is not issued" in page.main
    assert f"Last saved by {cast.author.name}" in page.main
    assert NEW in page.main
    assert OLD in secretary.get(page.link("Read version 1, which members read now")).main
    for person in (cast.joan, cast.adviser):
        browser.as_(person).get(f"/dilemmas/{ref}/versions/v2", status=404)


def test_the_author_of_a_new_version_reads_the_one_that_members_read(cast: Cast, app, browser, clock, ref) -> None:
    with app.app_context():
        change(cast, ref, clock, asks=QuestionDraft(NEW, QuestionKind.ACTION, scenarios=(1,)))
    page = browser.as_(cast.author).get(f"/dilemmas/{ref}/versions/v1")
    assert "Version 1, the one members read" in page.main
    assert OLD in page.main


@pytest.mark.parametrize("released", [False, True])
def test_a_version_not_issued_before_the_discussion_is_its_authors_and_where_released_the_secretarys(
    cast: Cast, app, browser, clock, released: bool
) -> None:
    with app.app_context():
        dilemma = a_dilemma(db.session, cast, State.ISSUED, questions=1, given_by=[cast.joan])
        ref = dilemma.ref
        change(cast, ref, clock, asks=QuestionDraft(NEW, QuestionKind.CLOSED))
        if released:
            versions.send(cast.actor(cast.author), ref, WHY, clock)
            versions.release(cast.actor(cast.sponsor), ref, clock)
        dilemma = dilemma_at(ref)
        dilemma.state, dilemma.discussed_at, dilemma.closes_at = State.DISCUSSED, clock(), clock()
        db.session.commit()
    readers = [cast.author, cast.sponsor, *([cast.secretary] if released else [])]
    for person in readers:
        window = browser.as_(person)
        page = window.get(f"/dilemmas/{ref}/versions")
        assert "Version 2, which was never issued" in page.main
        page = window.get(f"/dilemmas/{ref}/versions/v2")
        assert "It can no longer be issued" in page.main
        assert NEW in page.main
        assert NEW not in window.get(f"/dilemmas/{ref}/paper").text
    for person in {cast.joan, cast.adviser, cast.secretary}.difference(readers):
        assert "Version 2" not in browser.as_(person).get(f"/dilemmas/{ref}/versions").main
        browser.as_(person).get(f"/dilemmas/{ref}/versions/v2", status=404)


# -- states kept of a draft -------------------------------------------------------------------------------------------


def written_twice(cast: Cast, clock: Clock) -> str:
    """A draft whose purpose was of walruses in one sitting and of narwhals in the next, by its ref."""
    dilemma = a_dilemma(db.session, cast, State.DRAFT, questions=1)
    acts.version_of(db.session, dilemma).row_version = 2
    for text in ("Purpose of walruses.", "Purpose of narwhals."):
        blocks.save_section(cast.actor(cast.author), dilemma.ref, Section.PURPOSE, [BlockDraft(text=text)], clock)
        clock.advance(hours=2)
    return dilemma.ref


def test_a_kept_state_is_read_whole_and_says_whose_work_it_is(cast: Cast, app, browser, clock) -> None:
    with app.app_context():
        author, ref = cast.actor(cast.author), written_twice(cast, clock)
        bringing.submit(author, ref, clock)
        bringing.hand_back(cast.actor(cast.sponsor), ref, "Say more.", clock)
        blocks.save_section(author, ref, Section.PURPOSE, [BlockDraft(text="Purpose of dugongs.")], clock)
        db.session.commit()
    for person in (cast.author, cast.sponsor):
        window = browser.as_(person)
        history = window.get(f"/dilemmas/{ref}/versions")
        assert f"By {cast.author.name}" in history.main
        seen = [window.get(one) for one in hrefs(history) if "/versions/v1-" in one and one.count("/") == 4]
        assert [one for one in seen if "walruses" in one.main and "narwhals" not in one.main]
        assert [one for one in seen if "narwhals" in one.main]
        assert all(f"It is the work of {cast.author.name}." in one.main for one in seen)
        assert all("dugongs" not in one.main for one in seen)
        assert "dugongs" in window.get(seen[0].link("Read version 1 as it stands now")).main
    with app.app_context():
        bringing.submit(author, ref, clock)
        bringing.release(cast.actor(cast.sponsor), ref, clock)
        db.session.commit()
    secretary = browser.as_(cast.secretary)
    read = [
        one
        for one in hrefs(secretary.get(f"/dilemmas/{ref}/versions"))
        if "/versions/v1-" in one and one.count("/") == 4
    ]
    assert len(read) == 1
    assert "dugongs" in secretary.get(read[0]).main
    secretary.get(f"/dilemmas/{ref}/versions/v1-1", status=404)


def test_a_state_kept_before_papers_had_attachments_is_read(cast: Cast, app, browser, clock) -> None:
    with app.app_context():
        ref = written_twice(cast, clock)
        kept = db.session.scalars(select(KeptState)).all()
        for state in kept:
            state.content = {name: rows for name, rows in state.content.items() if name != "attachments"}
        db.session.commit()
        assert kept
    window = browser.as_(cast.author)
    history = window.get(f"/dilemmas/{ref}/versions")
    seen = [window.get(one).main for one in hrefs(history) if "/versions/v1-" in one and one.count("/") == 4]
    assert [one for one in seen if "walruses" in one]


def test_a_member_reads_no_state_kept_of_a_version(cast: Cast, browser, changed: str) -> None:
    for key in ("v1-1", "v2-1", "v2-2"):
        assert browser.as_(cast.joan).get(f"/dilemmas/{changed}/versions/{key}", status=404).h1 == NO_PAGE


def test_the_secretary_reads_what_was_released_of_a_version_that_went_back(
    cast: Cast, app, browser, clock, ref
) -> None:
    with app.app_context():
        change(cast, ref, clock, asks=QuestionDraft(NEW, QuestionKind.ACTION, scenarios=(1,)))
        versions.send(cast.actor(cast.author), ref, WHY, clock)
        versions.release(cast.actor(cast.sponsor), ref, clock)
        versions.return_it(cast.actor(cast.secretary), ref, "Since when?", clock)
        later = QuestionDraft("Is it acceptable for ever?", QuestionKind.ACTION, scenarios=(1,))
        questions.save_question(cast.actor(cast.author), ref, 1, later, clock)
        db.session.commit()
    secretary = browser.as_(cast.secretary)
    history = secretary.get(f"/dilemmas/{ref}/versions")
    read = [secretary.get(one) for one in hrefs(history) if "/versions/v2-" in one and one.count("/") == 4]
    assert [NEW in one.main for one in read] == [True]
    assert "for ever" not in read[0].text
    secretary.get(f"/dilemmas/{ref}/versions/v2", status=404)


# -- how it is asked for ----------------------------------------------------------------------------------------------


def test_an_earlier_version_of_many_paragraphs_asks_the_database_no_more(
    cast: Cast, app, browser, clock, count_queries, changed: str
) -> None:
    def asked() -> list[str]:
        window = browser.as_(cast.secretary)
        window.get(f"/dilemmas/{changed}/versions/v1")
        with count_queries() as seen:
            window.get(f"/dilemmas/{changed}/versions/v1")
        return seen

    few = asked()
    with app.app_context():
        author = cast.actor(cast.author)
        versions.begin(author, changed, clock)
        many = [BlockDraft(text=f"Paragraph {at} of many.") for at in range(30)]
        blocks.save_section(author, changed, Section.LEGISLATION, many, clock)
        first = db.session.scalars(
            select(QuestionWording).where(QuestionWording.number == 1).order_by(QuestionWording.id)
        ).first()
        for at in range(30):
            db.session.add(
                Block(
                    version_id=first.version_id, position=500 + at, section=Section.LEGISLATION, number=str(500 + at),
                    text=f"Once {at}.", html=the_block(dilemma_at(changed)).html, part="1",
                )
            )  # fmt: skip
        issue(cast, changed, clock)
    lots = asked()
    assert len(lots) == len(few) <= 20, "\n".join(lots)
