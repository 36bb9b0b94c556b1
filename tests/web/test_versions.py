"""The pages of versions: what each reader may hold against what, and the way of a new version from page to page."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from ethics import richtext
from ethics.domain.vocabulary import Event, Part, PartReason, QuestionKind, RulingOutcome, Section, State
from ethics.extensions import db
from ethics.models import Block, Dilemma, JournalEntry, KeptState, Position, QuestionWording
from ethics.reading import answering
from ethics.services import blocks, bringing, questions, versions
from ethics.services.blocks import BlockDraft
from ethics.services.questions import QuestionDraft
from tests import acts
from tests.browser import Browser, still
from tests.cast import Cast
from tests.conftest import Clock
from tests.factories import a_dilemma, declare, rule

WHY = "Footage is kept for 90 days, not 30."
OLD, NEW = "Is it acceptable after thirty days?", "Is it acceptable after ninety days?"


def an_issued(cast: Cast, **more) -> Dilemma:
    """Issued, its first question saying OLD; Joan and Tomos have given positions on both."""
    more = {"given_by": [cast.joan, cast.tomos], **more}
    dilemma = a_dilemma(db.session, cast, State.ISSUED, questions=2, **more)
    first = acts.questions_of(db.session, dilemma)[0]
    first.text, first.lead_in, first.kind = OLD, "", QuestionKind.CLOSED
    db.session.commit()
    return dilemma


def begin(cast: Cast, dilemma: Dilemma, clock: Clock, text: str = NEW) -> None:
    author = cast.actor(cast.author)
    versions.begin(author, dilemma.ref, clock)
    questions.save_question(author, dilemma.ref, 1, QuestionDraft(text, QuestionKind.CLOSED), clock)
    db.session.commit()


def send(cast: Cast, dilemma: Dilemma, clock: Clock) -> None:
    versions.send(cast.actor(cast.author), dilemma.ref, WHY, clock)
    versions.release(cast.actor(cast.sponsor), dilemma.ref, clock)
    db.session.commit()


def issue(cast: Cast, dilemma: Dilemma, clock: Clock) -> None:
    begin(cast, dilemma, clock)
    send(cast, dilemma, clock)
    versions.issue(cast.actor(cast.secretary), dilemma.ref, clock)
    db.session.commit()


@pytest.fixture
def ref(app: Flask, cast: Cast) -> str:
    with app.app_context():
        return an_issued(cast).ref


def dilemma_at(ref: str) -> Dilemma:
    return db.session.scalars(select(Dilemma).where(Dilemma.ref == ref)).one()


@pytest.fixture
def changed(app: Flask, cast: Cast, clock: Clock, ref: str) -> str:
    """The same with a version 2 whose first question says NEW."""
    with app.app_context():
        issue(cast, dilemma_at(ref), clock)
    return ref


# -- the way of a new version -----------------------------------------------------------------------------------------


def test_a_new_version_goes_from_page_to_page_to_the_members(cast: Cast, browser: Browser, ref: str) -> None:
    author, sponsor, secretary = (browser.as_(one) for one in (cast.author, cast.sponsor, cast.secretary))
    page = author.get(f"/dilemmas/{ref}")
    page = author.get(page.link("Make a new version of the paper"))
    assert "begins with the words of the issued one" in page.main
    page = author.press(page, "Begin version 2")
    assert "Version 2, not issued" in page.main
    author.press(author.get(f"/dilemmas/{ref}/edit/questions/1"), "Save and go back", text=NEW)
    assert "Go on with the new version" in author.get("/desk").main
    page = author.get(author.get(f"/dilemmas/{ref}/edit").link("See what it changes, and send it"))
    assert "Taken out: thirty New: ninety" in page.main
    page = author.press(page, "Send to the sponsor", reason="", status=422)
    assert "Give a reason" in page.main
    author.press(page, "Send to the sponsor", reason=WHY)
    assert "With the sponsor" in author.get(f"/dilemmas/{ref}/new-version").main
    page = sponsor.get(sponsor.get("/desk").link("See why it changes"))
    assert WHY in page.main
    sponsor.press(page, "Release to the committee")
    page = secretary.get(secretary.get("/desk").link("See what it changes"))
    assert WHY in page.main
    assert "One question asks otherwise than before" in page.main
    secretary.press(page, "Issue version 2")
    page = browser.as_(cast.joan).get(f"/dilemmas/{ref}/paper")
    assert NEW in page.main
    page = browser.as_(cast.joan).get(page.link("See what changed"))
    assert WHY in page.main
    assert "Taken out: thirty New: ninety" in page.main


def test_hand_back_and_return_without_a_reason_give_the_page_back(cast: Cast, app, browser, clock, ref: str) -> None:
    with app.app_context():
        begin(cast, dilemma_at(ref), clock)
        versions.send(cast.actor(cast.author), ref, WHY, clock)
        db.session.commit()
    sponsor, secretary, author = (browser.as_(one) for one in (cast.sponsor, cast.secretary, cast.author))
    page = sponsor.get(f"/dilemmas/{ref}/new-version/release")
    page = sponsor.press(page, "Hand back to the author", reason="", status=422)
    sponsor.press(page, "Release to the committee")
    page = secretary.get(f"/dilemmas/{ref}/new-version/issue")
    page = secretary.press(page, "Return to the author", reason="", status=422)
    secretary.press(page, "Return to the author", reason="Say since when.")
    page = author.get(f"/dilemmas/{ref}/new-version")
    assert "The Secretary returned the new version" in page.main
    assert "Say since when." in page.main
    author.press(page, "Give it up")
    assert "Begin version 2" in author.get(f"/dilemmas/{ref}/new-version").buttons


def test_what_the_secretary_issues_is_what_the_page_showed(cast: Cast, app, browser, clock, ref: str) -> None:
    """Returned, changed and released again while the page was open: the press says so and issues nothing."""
    with app.app_context():
        begin(cast, dilemma_at(ref), clock)
        send(cast, dilemma_at(ref), clock)
    secretary = browser.as_(cast.secretary)
    page = secretary.get(f"/dilemmas/{ref}/new-version/issue")
    with app.app_context():
        versions.return_it(cast.actor(cast.secretary), ref, "Once more.", clock)
        send(cast, dilemma_at(ref), clock)
    secretary.press(page, "Issue version 2", status=409)
    with app.app_context():
        assert acts.version_of(db.session, dilemma_at(ref)).frozen_at is None


def test_what_the_author_types_while_it_is_issued_comes_back_to_them(cast: Cast, app, browser, clock, ref: str) -> None:
    with app.app_context():
        begin(cast, dilemma_at(ref), clock)
    author = browser.as_(cast.author)
    page = author.get(f"/dilemmas/{ref}/edit/questions/1")
    with app.app_context():
        send(cast, dilemma_at(ref), clock)
        versions.issue(cast.actor(cast.secretary), ref, clock)
        db.session.commit()
    page = author.press(page, "Save and go back", text="A late thought of mine?", status=403)
    assert "A late thought of mine?" in page.html
    assert NEW in author.get(f"/dilemmas/{ref}/paper").main


# -- positions --------------------------------------------------------------------------------------------------------


def test_one_keeps_with_one_press_and_another_gives_anew(cast: Cast, app, browser, changed: str) -> None:
    joan, tomos = browser.as_(cast.joan), browser.as_(cast.tomos)
    desk = joan.get("/desk")
    assert "Look again at one position" in desk.main
    assert "The paper on" not in desk.main  # one cause asks once
    page = joan.get(f"/dilemmas/{changed}/positions/1")
    assert "Taken out: thirty New: ninety" in page.main
    joan.press(page, "Keep my position on the new words")
    assert "Look again at" not in joan.get("/desk").main
    page = tomos.get(f"/dilemmas/{changed}/positions/1")
    tomos.press(
        page, next(one for one in page.buttons if one.startswith("Save")), **{"stances-0-stance": "not_supported"}
    )
    assert "Look again at" not in tomos.get("/desk").main
    with app.app_context():
        counts = db.session.execute(select(Position.person_id, func.count()).group_by(Position.person_id)).all()
        assert {tuple(row) for row in counts} == {(cast.joan.id, 3), (cast.tomos.id, 3)}


def test_a_position_on_other_circumstances_cannot_be_kept(cast: Cast, app, browser, clock) -> None:
    with app.app_context():
        dilemma = an_issued(cast, scenarios=2)
        ref, author = dilemma.ref, cast.actor(cast.author)
        versions.begin(author, ref, clock)
        draft = QuestionDraft(OLD, QuestionKind.CLOSED, scenarios=(2,))
        questions.save_question(author, ref, 1, draft, clock)
        send(cast, dilemma, clock)
        versions.issue(cast.actor(cast.secretary), ref, clock)
        db.session.commit()
    page = browser.as_(cast.joan).get(f"/dilemmas/{ref}/positions/1")
    assert "Keep my position on the new words" not in page.buttons
    assert "Write it anew" in page.main


def test_nobody_else_learns_whose_position_is_out_of_date(cast: Cast, app, browser, clock) -> None:
    """Two worlds: in one Joan answered the question that was reworded, in the other the one that was not."""
    seen = []
    for number in (1, 2):
        with app.app_context():
            dilemma = an_issued(cast, given_by=[])
            acts.give_position(db.session, dilemma, cast.joan, number)
            declare(db.session, dilemma, cast.joan)
            declare(db.session, dilemma, cast.tomos)
            declare(db.session, dilemma, cast.chair)
            issue(cast, dilemma, clock)
            ref = dilemma.ref
            assert answering.own(cast.actor(cast.joan), ref, clock()).stale == ((1,) if number == 1 else ())
        pages = {}
        for person in (cast.chair, cast.secretary, cast.tomos, cast.author):
            window = browser.as_(person)
            for path in (
                "",
                "/journal",
                "/positions",
                "/paper",
                "/versions",
                "/changes",
                "/positions/1",
                "/positions/2",
            ):
                answer = window.client.get(f"/dilemmas/{ref}{path}")
                pages[person.name, path] = still(answer.text).replace(ref, "ref") + str(answer.status_code)
        seen.append(pages)
    assert seen[0].keys() == seen[1].keys()
    differing = [key for key in seen[0] if _words(seen[0][key]) != _words(seen[1][key])]
    assert differing == []


def _words(html: str) -> list[str]:
    """A page without the numbers of rows, which differ from one dilemma to another."""
    return [word for word in html.split() if not any(char.isdigit() for char in word)]


def test_at_the_reveal_a_position_not_kept_says_it_was_on_earlier_words(cast: Cast, browser, clock, changed) -> None:
    clock.advance(days=7)
    page = browser.as_(cast.tomos).get(f"/dilemmas/{changed}/reveal/1")
    assert "earlier words" in page.main.casefold() or "earlier wording" in page.main.casefold()


# -- who may hold what against what -----------------------------------------------------------------------------------


@pytest.mark.parametrize("person", ["joan", "chair", "secretary", "adviser", "observer"])
def test_a_new_version_is_nobody_elses_until_it_is_issued(cast: Cast, app, browser, clock, ref, person) -> None:
    with app.app_context():
        begin(cast, dilemma_at(ref), clock)
        declare(db.session, dilemma_at(ref), cast.chair)
        db.session.commit()
    window = browser.as_(getattr(cast, person))
    for path in ("/paper", "/versions", "", "/journal"):
        page = window.get(f"/dilemmas/{ref}{path}")
        assert "ninety" not in page.text
        assert "Version 2" not in page.main
    window.get(f"/dilemmas/{ref}/versions/v1/v2", status=404)


def test_the_secretary_reads_it_once_it_is_released_and_members_do_not(cast: Cast, app, browser, clock, ref) -> None:
    with app.app_context():
        begin(cast, dilemma_at(ref), clock)
        send(cast, dilemma_at(ref), clock)
    assert "ninety" in browser.as_(cast.secretary).get(f"/dilemmas/{ref}/versions/v1/v2").main
    browser.as_(cast.joan).get(f"/dilemmas/{ref}/versions/v1/v2", status=404)


def test_who_has_not_declared_or_has_withdrawn_sees_no_version(cast: Cast, app, browser, changed) -> None:
    with app.app_context():
        made = declare(db.session, dilemma_at(changed), cast.agnes, cast.interests["personal"])
        rule(db.session, made, cast.chair, RulingOutcome.WITHDRAW)
        db.session.commit()
    for person in (cast.priya, cast.agnes):
        for path in ("/versions", "/changes", "/versions/v1/v2"):
            answer = browser.as_(person).client.get(f"/dilemmas/{changed}{path}")
            assert answer.status_code in (302, 403)
            assert "ninety" not in answer.text
    for person in (cast.outsider, cast.nobody, cast.reviewer):
        browser.as_(person).get(f"/dilemmas/{changed}/versions", status=404)


def test_a_former_member_sees_the_versions_of_their_time(cast: Cast, app, browser, changed) -> None:
    with app.app_context():
        dilemma = dilemma_at(changed)
        dilemma.issued_at = datetime(2026, 1, 25, 12, tzinfo=UTC)
        for version in db.session.scalars(select(acts.PaperVersion).where(acts.PaperVersion.dilemma_id == dilemma.id)):
            if version.number == 1:
                version.frozen_at = dilemma.issued_at
        declare(db.session, dilemma, cast.former)
        db.session.commit()
    window = browser.as_(cast.former)
    answer = window.client.get(f"/dilemmas/{changed}/versions/v1/v2")
    assert answer.status_code in (403, 404)
    page = window.get(f"/dilemmas/{changed}/paper")
    assert "Version 1" in page.main
    assert "ninety" not in page.text


def test_part_2_is_compared_only_by_who_may_read_it_and_each_read_is_recorded(cast: Cast, app, browser, clock) -> None:
    with app.app_context():
        dilemma = an_issued(cast)
        ref = dilemma.ref
        block = db.session.scalars(
            select(Block).where(Block.version_id == acts.version_of(db.session, dilemma).id).order_by(Block.position)
        ).first()
        block.text = "The camera stands in the old dairy behind the square."
        block.html, block.part, block.part_reason = richtext.html(block.text), Part.CLOSED, PartReason.SECTION_31
        db.session.commit()
        author = cast.actor(cast.author)
        versions.begin(author, ref, clock)
        copy = db.session.scalars(
            select(Block).where(Block.version_id == acts.version_of(db.session, dilemma).id).order_by(Block.position)
        ).first()
        box = BlockDraft(copy.id, copy.text.replace("dairy", "tannery"), True, PartReason.SECTION_31)
        others = [
            blocks.as_it_is(one) for one in blocks.drafts.blocks_of(copy.version_id, copy.section) if one.id != copy.id
        ]
        blocks.save_section(author, ref, copy.section, [box, *others], clock)
        send(cast, dilemma, clock)
        versions.issue(cast.actor(cast.secretary), ref, clock)
        db.session.commit()
    for person, sees in ((cast.joan, True), (cast.author, True), (cast.adviser, False)):
        page = browser.as_(person).get(f"/dilemmas/{ref}/changes")
        assert ("tannery" in page.main) is sees
        assert ("dairy" in page.main) is sees
    assert "Closed parts are left out here" in browser.as_(cast.adviser).get(f"/dilemmas/{ref}/changes").main
    with app.app_context():
        read = select(JournalEntry.actor_id).where(
            JournalEntry.dilemma_id == dilemma_at(ref).id, JournalEntry.event == Event.PART_2_READ,
            JournalEntry.at == clock(),
        )  # fmt: skip
        assert list(db.session.scalars(read)) == [cast.joan.id] * 2  # she read it in both texts


def test_words_closed_now_are_not_shown_where_they_were_open(cast: Cast, app, browser, clock, ref) -> None:
    with app.app_context():
        dilemma = dilemma_at(ref)
        author = cast.actor(cast.author)
        versions.begin(author, ref, clock)
        asked = db.session.scalars(
            select(QuestionWording).where(
                QuestionWording.version_id == acts.version_of(db.session, dilemma).id, QuestionWording.number == 1
            )
        ).one()
        draft = QuestionDraft(asked.text, asked.kind, closed=True, part_reason=PartReason.SECTION_31)
        questions.save_question(author, ref, 1, draft, clock)
        send(cast, dilemma, clock)
        versions.issue(cast.actor(cast.secretary), ref, clock)
        db.session.commit()
    assert "thirty" not in browser.as_(cast.adviser).get(f"/dilemmas/{ref}/changes").main
    assert "closed now" in browser.as_(cast.joan).get(f"/dilemmas/{ref}/changes").main


# -- earlier states of a draft ----------------------------------------------------------------------------------------


@pytest.fixture
def draft(app: Flask, cast: Cast, clock: Clock) -> str:
    """Written in two sittings, handed back once, and sent again: the states 1 to 3."""
    with app.app_context():
        dilemma = a_dilemma(db.session, cast, State.DRAFT, questions=1)
        acts.version_of(db.session, dilemma).row_version = 2
        db.session.commit()
        author, sponsor, ref = cast.actor(cast.author), cast.actor(cast.sponsor), dilemma.ref
        for text in ("Purpose of walruses.", "Purpose of narwhals."):
            blocks.save_section(author, ref, Section.PURPOSE, [BlockDraft(text=text)], clock)
            clock.advance(hours=2)
        bringing.submit(author, ref, clock)
        bringing.hand_back(sponsor, ref, "Say more.", clock)
        blocks.save_section(author, ref, Section.BACKGROUND, [BlockDraft(text="More of dugongs.")], clock)
        db.session.commit()
        return ref


def test_the_author_compares_restores_and_undoes(cast: Cast, app, browser: Browser, draft: str) -> None:
    author = browser.as_(cast.author)
    page = author.get(f"/dilemmas/{draft}/edit")
    page = author.get(page.link("Earlier states, and what changed"))
    assert "as it was sent to the sponsor" in page.main
    found = [words for words in page.buttons if words.startswith("Restore it")]
    page = author.press(page, found[-1])
    assert "restored to an earlier state" in page.main
    assert "narwhals" not in author.get(f"/dilemmas/{draft}/paper").main
    back = next(one for one in page.buttons if one.startswith("Restore it “Version 1, as it stood before"))
    author.press(page, back)
    assert "narwhals" in author.get(f"/dilemmas/{draft}/paper").main
    assert "dugongs" in author.get(f"/dilemmas/{draft}/paper").main
    page = author.get(f"/dilemmas/{draft}/versions?earlier=v1-1&later=v1")
    assert "What changed" in page.h1


def test_the_sponsor_looks_and_does_not_restore(cast: Cast, browser: Browser, draft: str) -> None:
    page = browser.as_(cast.sponsor).get(f"/dilemmas/{draft}/versions")
    assert "as it was sent to the sponsor" in page.main
    assert not [words for words in page.buttons if words.startswith("Restore")]
    browser.as_(cast.sponsor).post(f"/dilemmas/{draft}/versions/1/restore/1", status=403)


def test_the_secretary_sees_what_was_released_and_nothing_before(cast: Cast, app, browser, clock, draft: str) -> None:
    browser.as_(cast.secretary).get(f"/dilemmas/{draft}/versions", status=404)
    with app.app_context():
        bringing.submit(cast.actor(cast.author), draft, clock)
        bringing.release(cast.actor(cast.sponsor), draft, clock)
        db.session.commit()
        newest = db.session.scalar(select(func.max(KeptState.number)))
    page = browser.as_(cast.secretary).get(f"/dilemmas/{draft}/versions")
    assert page.main.count("as it was sent to the sponsor") >= 1
    assert "as it stood when writing paused" not in page.main
    browser.as_(cast.secretary).get(f"/dilemmas/{draft}/versions/v1-{newest}/v1")
    for state in range(1, newest):
        browser.as_(cast.secretary).get(f"/dilemmas/{draft}/versions/v1-{state}/v1", status=404)


def test_a_member_never_sees_a_state_of_a_draft(cast: Cast, app, browser, clock, changed: str) -> None:
    for key in ("v1-1", "v2-1", "v2-2"):
        browser.as_(cast.joan).get(f"/dilemmas/{changed}/versions/{key}/v2", status=404)
    page = browser.as_(cast.joan).get(f"/dilemmas/{changed}/versions")
    assert "sent to the sponsor" not in page.main


# -- how it is asked for ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/versions", "/changes", "/versions/v1/v2"])
def test_many_paragraphs_and_states_ask_the_database_no_more(
    cast: Cast, app, browser, clock, count_queries, changed: str, path: str
) -> None:
    window = browser.as_(cast.secretary)
    window.get(f"/dilemmas/{changed}{path}")
    with count_queries() as few:
        window.get(f"/dilemmas/{changed}{path}")
    with app.app_context():
        dilemma = dilemma_at(changed)
        author = cast.actor(cast.author)
        versions.begin(author, changed, clock)
        many = [BlockDraft(text=f"Paragraph {at} of many.") for at in range(30)]
        blocks.save_section(author, changed, Section.BACKGROUND, many, clock)
        send(cast, dilemma, clock)
        versions.issue(cast.actor(cast.secretary), changed, clock)
        db.session.commit()
    window.get(f"/dilemmas/{changed}{path}")  # the first read of Part 2 in it is journalled
    with count_queries() as lots:
        window.get(f"/dilemmas/{changed}{path}")
    assert len(lots) == len(few) <= 20, "\n".join(lots)


@pytest.mark.parametrize(
    ("person", "path"),
    [("author", "/new-version"), ("sponsor", "/new-version/release"), ("secretary", "/new-version/issue")],
)
def test_a_new_version_of_many_changes_asks_the_database_no_more(
    cast: Cast, app, browser, clock, count_queries, ref: str, person: str, path: str
) -> None:
    def asked(paragraphs: int) -> int:
        with app.app_context():
            author = cast.actor(cast.author)
            many = [BlockDraft(text=f"Paragraph {at} of many.") for at in range(paragraphs)]
            blocks.save_section(author, ref, Section.BACKGROUND, many, clock)
            if person != "author":
                versions.send(author, ref, WHY, clock)
            if person == "secretary":
                versions.release(cast.actor(cast.sponsor), ref, clock)
            db.session.commit()
        window = browser.as_(getattr(cast, person))
        window.get(f"/dilemmas/{ref}{path}")
        with count_queries() as seen:
            window.get(f"/dilemmas/{ref}{path}")
        with app.app_context():
            if person == "sponsor":
                versions.hand_back(cast.actor(cast.sponsor), ref, "Once more.", clock)
            elif person == "secretary":
                versions.return_it(cast.actor(cast.secretary), ref, "Once more.", clock)
            db.session.commit()
        return len(seen)

    with app.app_context():
        begin(cast, dilemma_at(ref), clock)
    few = asked(1)
    assert asked(30) == few <= 20


def test_restoring_over_a_newer_save_says_so_and_changes_nothing(cast: Cast, app, browser, clock, draft: str) -> None:
    author = browser.as_(cast.author)
    page = author.get(f"/dilemmas/{draft}/versions")
    with app.app_context():
        blocks.save_section(cast.actor(cast.author), draft, Section.DILEMMA, [BlockDraft(text="Of belugas.")], clock)
        db.session.commit()
    author.press(page, next(words for words in page.buttons if words.startswith("Restore it")), status=409)
    assert "belugas" in author.get(f"/dilemmas/{draft}/paper").main
