"""The pages of the review and of publication: asked for, cleared, published, corrected and taken down by three people."""

import pytest
from sqlalchemy import select

from ethics.domain.notices import NoticeKind
from ethics.domain.vocabulary import Answer, PublicationStatus, State
from ethics.extensions import db
from ethics.models import Notice, Publication
from ethics.services import publishing
from ethics.services.holding import hold
from tests.acts import announce_minority_view
from tests.browser import NO_PAGE, NOT_OPEN, words
from tests.cast import Cast
from tests.factories import answer, clauses_of
from tests.publications import cleared, in_review, published


def page_of(brought) -> str:
    return f"/dilemmas/{brought.ref}/disclosure"


def test_from_asking_to_published_by_three_people(browser, bring, cast: Cast, clock, app) -> None:
    def before(session, dilemma) -> None:
        clauses_of(session, dilemma)[0].text = "Officers may ask in Ferry Lane, if PC Dan Fairley is there."

    brought = bring(State.AGREED, then=before)
    secretary, reviewer, chair = (browser.as_(one) for one in (cast.secretary, cast.reviewer, cast.chair))

    page = secretary.get(page_of(brought))
    assert "Nothing is published, and nothing is in review." in page.main
    page = secretary.press(
        page, "Ask for review", summary="They may, if they say so.", **{"in_short-2": "Yes, for two weeks."}
    )
    assert "The Disclosure reviewer has been asked." in page.main
    assert "They may, if they say so." in page.main
    assert "Clear the text" not in page.buttons

    page = reviewer.get(page_of(brought))
    assert "3 findings are still to be mended or kept." in page.main
    assert "Clear the text" not in page.buttons
    names = [box.get("value") for box in page.all("input", name="findings")]
    page = reviewer.press(page, "Withhold the chosen words", findings=names[1:], under="foi_38")
    assert "[name withheld, section 38]" in page.main
    page = reviewer.press(page, "Keep the chosen words", findings=names[:1], reason="Everybody knows the street.")
    assert "Everybody knows the street." in page.main
    page = reviewer.press(page, "Clear the text")
    assert "is cleared. It waits for the Chair to publish it." in page.main

    page = chair.get(chair.get(page_of(brought)).link("Go on to publish"))
    assert "[name withheld, section 38]" in page.main
    assert "Fairley" not in page.html
    page = chair.press(page, "Publish")
    assert "It is public." in page.main
    public = browser.as_(None).get(page.link("Read it as the public does"))
    assert "They may, if they say so." in public.main
    assert "Yes, for two weeks." in public.main
    assert "Fairley" not in public.html


@pytest.mark.parametrize("who", ["joan", "author", "sponsor", "observer", "adviser", "monitoring"])
def test_the_review_is_for_reviewer_secretary_and_chair(browser, bring, cast: Cast, clock, who: str) -> None:
    brought = bring(State.AGREED, then=lambda session, dilemma: in_review(session, cast, dilemma, clock))
    page = browser.as_(getattr(cast, who)).get(page_of(brought), status=403)
    assert page.h1 == NOT_OPEN
    assert "This is for others to do." in page.main


@pytest.mark.parametrize("who", ["outsider", "nobody", "other_chair", "other_author"])
def test_for_others_it_does_not_exist(browser, bring, cast: Cast, clock, who: str) -> None:
    brought = bring(State.AGREED, then=lambda session, dilemma: in_review(session, cast, dilemma, clock))
    assert browser.as_(getattr(cast, who)).get(page_of(brought), status=404).h1 == NO_PAGE


def test_what_is_public_is_not_said_to_wait(browser, bring, cast: Cast, clock) -> None:
    brought = bring(State.AGREED, then=lambda session, dilemma: published(session, cast, dilemma, clock))
    page = browser.as_(cast.chair).get(page_of(brought) + "/publish")
    assert "There is nothing to publish now" in page.main
    assert "Edition 1 is public since" in page.main


def test_what_is_refused_comes_back_with_what_was_typed(browser, bring, cast: Cast, clock) -> None:
    brought = bring(State.AGREED, then=lambda session, dilemma: published(session, cast, dilemma, clock))
    secretary = browser.as_(cast.secretary)
    page = secretary.get(page_of(brought))
    page = secretary.press(
        page, "Ask for review of the correction", status=422, summary="In 2025.", **{"in_short-1": "Yes."}
    )
    assert "Say what is corrected." in page.main
    assert "In 2025." in page.html
    assert "Yes." in page.html
    page = secretary.press(page, "Ask for review of the correction", notice="The year was wrong.")
    assert "Edition 2 is in disclosure review" in page.main


def test_a_finding_is_not_kept_without_a_reason(browser, bring, cast: Cast, clock) -> None:
    brought = bring(
        State.AGREED, then=lambda session, dilemma: in_review(session, cast, dilemma, clock, summary="Ask Dan Fairley.")
    )
    reviewer = browser.as_(cast.reviewer)
    page = reviewer.get(page_of(brought))
    box = next(page.all("input", name="findings")).get("value")
    page = reviewer.press(page, "Keep the chosen words", status=422, findings=[box])
    assert "Say why this may be public." in page.main
    page = reviewer.press(page, "Keep the chosen words", status=422, findings=None, reason="Known.")
    assert "Choose what the scan found." in page.main
    assert "Known." in page.html


def test_all_of_one_kind_are_settled_at_once(browser, bring, cast: Cast, clock) -> None:
    def then(session, dilemma) -> None:
        for clause in clauses_of(session, dilemma):
            clause.text = "Ask Jo Wren, or write to jo@eastmarch.example."
        in_review(session, cast, dilemma, clock)

    brought = bring(State.AGREED, then=then)
    reviewer = browser.as_(cast.reviewer)
    page = reviewer.get(page_of(brought))
    page = reviewer.press(page, "Withhold all 2 The name of a person or party", findings=None)
    assert "Jo Wren" not in read_review(page)
    assert "jo@eastmarch.example" in read_review(page)
    page = reviewer.press(page, "Keep all 2 An e-mail address", status=422)
    assert "Say why this may be public." in page.main
    page = reviewer.press(page, "Keep all 2 An e-mail address", reason="It is the desk’s own.")
    assert "Clear the text" in page.buttons


def read_review(page) -> str:
    return words(next(page.all("article", class_="review")))


def test_more_is_withheld_than_the_scan_found(browser, bring, cast: Cast, clock) -> None:
    brought = bring(State.AGREED, then=lambda session, dilemma: in_review(session, cast, dilemma, clock))
    reviewer = browser.as_(cast.reviewer)
    page = reviewer.get(page_of(brought))
    page = reviewer.press(page, "Withhold this", status=422, place="title", words="balloons", provision="foi_31")
    assert "These words do not stand there." in page.main
    page = reviewer.press(page, "Withhold this", place="title", words="doorbells", provision="foi_31")
    assert "Footage from [words withheld, section 31]" in page.main
    page = reviewer.press(page, "Make it again from Part 1")
    assert "Footage from doorbells" in page.main


def test_a_day_to_come_is_chosen_and_begins_by_itself(browser, bring, cast: Cast, clock, app) -> None:
    brought = bring(State.AGREED, then=lambda session, dilemma: cleared(session, cast, dilemma, clock))
    chair = browser.as_(cast.chair)
    path = f"{page_of(brought)}/publish"
    page = chair.press(chair.get(path), "Publish", status=422, when="later")
    assert "Enter the day." in page.main
    page = chair.press(page, "Publish", status=422, when="later", public_from=["1", "3", "2026"])
    assert "Choose now, or a date to come." in page.main
    page = chair.press(page, "Publish", when="later", public_from=["5", "3", "2026"])
    assert "by itself" in page.main
    with app.app_context():
        assert db.session.scalars(select(Publication.public_from)).one().isoformat() == "2026-03-05T00:00:00+00:00"


@pytest.mark.parametrize("parts", [["5"], ["5", "3", "2026", "7"], ["x", "y", "z"], ["99", "99", "99999"]])
def test_a_day_that_is_none_is_said_kindly(browser, bring, cast: Cast, clock, parts: list[str]) -> None:
    brought = bring(State.AGREED, then=lambda session, dilemma: cleared(session, cast, dilemma, clock))
    chair = browser.as_(cast.chair)
    page = chair.get(f"{page_of(brought)}/publish")
    page = chair.press(page, "Publish", status=422, when="later", public_from=parts)
    assert page.title.startswith("Error:")
    assert "Publish" in page.buttons


def test_taking_down_asks_for_the_notice(browser, bring, cast: Cast, clock) -> None:
    brought = bring(State.AGREED, then=lambda session, dilemma: published(session, cast, dilemma, clock))
    chair = browser.as_(cast.chair)
    page = chair.get(chair.get(page_of(brought)).link("Take it down"))
    page = chair.press(page, "Take it down", status=422)
    assert "Say why it is taken down." in page.main
    page = chair.press(page, "Take it down", notice="It named somebody.")
    assert "Edition 1 was taken down" in page.main


def test_the_secretary_stops_a_review(browser, bring, cast: Cast, clock) -> None:
    brought = bring(State.AGREED, then=lambda session, dilemma: in_review(session, cast, dilemma, clock))
    secretary = browser.as_(cast.secretary)
    page = secretary.press(secretary.get(page_of(brought)), "Stop this review")
    assert "Ask for review" in page.buttons


def test_an_answer_that_is_held_back_is_settled_on_the_same_page(browser, bring, cast: Cast, clock) -> None:
    def then(session, dilemma) -> None:
        published(session, cast, dilemma, clock)
        clause = clauses_of(session, dilemma)[0]
        answer(session, clause, cast.sponsor, Answer.IN_PART, reason="Ask Jo Wren about it.", at=clock())
        publishing.publish_answers(hold(cast.actor(cast.sponsor), dilemma.ref, None, clock))

    brought = bring(State.SENT, then=then)
    reviewer = browser.as_(cast.reviewer)
    page = reviewer.get(page_of(brought))
    assert "In the force’s answer to 1.1" in page.main
    box = next(page.all("input", name="findings")).get("value")
    page = reviewer.press(page, "Withhold the chosen words", findings=[box])
    public = browser.as_(None).get(page.link("Read it as the public does"))
    assert "Ask [name withheld, section 40] about it." in public.main


def test_the_author_of_a_minority_view_reads_what_is_withheld_of_it(browser, bring, cast: Cast, clock, app) -> None:
    def then(session, dilemma) -> None:
        announce_minority_view(session, dilemma, cast.tomos, 1, "Nobody asked the man at the ferry.")
        in_review(session, cast, dilemma, clock)

    brought = bring(State.AGREED, then=then)
    reviewer = browser.as_(cast.reviewer)
    page = reviewer.get(page_of(brought))
    reviewer.press(
        page, "Withhold this", place="questions/0/minority/0", words="the man at the ferry", provision="foi_40"
    )
    with app.app_context():
        notice = db.session.scalars(select(Notice).where(Notice.kind == NoticeKind.HOLDER_TOLD)).one()
        path, told = notice.path, notice.person_id
    assert told == cast.tomos.id
    page = browser.as_(cast.tomos).get(path)
    assert "Nobody asked the man at the ferry." in page.main
    assert "Nobody asked [words withheld, section 40]." in page.main
    browser.as_(cast.joan).get(path, status=404)
    browser.as_(cast.outsider).get(path, status=404)


def test_the_reviewer_never_learns_whose_minority_view_or_position_it_is(browser, bring, cast: Cast, clock) -> None:
    def then(session, dilemma) -> None:
        announce_minority_view(session, dilemma, cast.tomos, 1, "I cannot support it.")
        in_review(session, cast, dilemma, clock)

    page = browser.as_(cast.reviewer).get(page_of(bring(State.AGREED, then=then)))
    for member in cast.positions_given_by:
        assert member.name not in page.html
    assert "whoever is filmed" not in page.html


def test_the_page_takes_as_few_queries_for_many_findings_as_for_one(
    browser, bring, cast: Cast, clock, count_queries
) -> None:
    counts = []
    for questions in (1, 13):

        def then(session, dilemma) -> None:
            for clause in clauses_of(session, dilemma):
                clause.text = "Ask Dan Fairley."
            in_review(session, cast, dilemma, clock)

        brought = bring(State.AGREED, questions=questions, then=then)
        window = browser.as_(cast.reviewer)
        with count_queries() as seen:
            window.get(page_of(brought))
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 20


def test_a_text_that_changed_in_between_is_not_cleared(browser, bring, cast: Cast, clock, app) -> None:
    brought = bring(State.AGREED, then=lambda session, dilemma: in_review(session, cast, dilemma, clock))
    reviewer = browser.as_(cast.reviewer)
    page = reviewer.get(page_of(brought))
    reviewer.press(page, "Withhold this", place="title", words="doorbells", provision="foi_31")
    reviewer.press(page, "Clear the text", status=409)
    with app.app_context():
        assert db.session.scalars(select(Publication.status)).one() is PublicationStatus.IN_REVIEW


def test_a_correction_begins_with_what_was_typed_for_the_page_before(browser, bring, cast: Cast, clock) -> None:
    said = {"summary": "They may, if they say so.", "in_short": {2: "Yes, for two weeks."}}
    brought = bring(State.AGREED, then=lambda session, dilemma: published(session, cast, dilemma, clock, **said))
    page = browser.as_(cast.secretary).get(page_of(brought))
    _, held = page.form("Ask for review of the correction")
    assert (held["summary"], held["in_short-2"]) == ("They may, if they say so.", "Yes, for two weeks.")


def test_what_the_chair_is_shown_before_publishing_is_what_the_public_reads(
    browser, bring, cast: Cast, clock, app
) -> None:
    def then(session, dilemma) -> None:
        clauses = clauses_of(session, dilemma)
        answer(session, clauses[0], cast.sponsor, Answer.IN_PART, reason="Only at night.", at=clock())
        answer(session, clauses[1], cast.sponsor, Answer.IN_PART, reason="Ask Dan Fairley.", at=clock())
        cleared(session, cast, dilemma, clock, summary="They may.")

    brought = bring(State.SENT, then=then)
    chair = browser.as_(cast.chair)
    page = chair.get(f"{page_of(brought)}/publish")
    shown = words(next(one for one in page.all("article", class_="review")))
    assert "Only at night." in shown
    assert "its text is being checked" in shown
    assert "Fairley" not in shown
    done = chair.press(page, "Publish")
    public = browser.as_(None).get(done.link("Read it as the public does"))
    for said in shown.split("This becomes public ")[1].split(". "):
        assert said.strip(" .") in public.main
