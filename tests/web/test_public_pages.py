"""The public door: read by anyone, kept by browsers while it stands, and never a word of what is not published."""

import json
import re
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from ethics.domain.policy import Seat
from ethics.domain.vocabulary import Answer, Basis, Part, PartReason, Section, State, Strength
from ethics.extensions import db
from ethics.models import AdviceCondition, Block, Implication, PaperVersion, Party, PublicClock, QuestionWording
from ethics.richtext import tidy
from ethics.services import publishing
from ethics.services.holding import hold
from tests.acts import announce_minority_view, declare, give_position, set_basis
from tests.browser import words
from tests.cast import Cast
from tests.factories import Paragraphs, answer, clauses_of, questions_of, version_of
from tests.publications import bring_published, cleared, in_review, published
from tests.richtext.hostile import HOSTILE

STATIC_PAGES = ("/members", "/about", "/accessibility", "/privacy", "/help")


@pytest.mark.parametrize("path", ["/", *STATIC_PAGES])
def test_a_public_page_needs_nobody_to_sign_in(browser, cast: Cast, path: str) -> None:
    page = browser.as_(None).get(path)
    assert page.h1
    assert page.response.headers.getlist("Set-Cookie") == []


def test_an_empty_register_says_so_kindly(browser, cast: Cast) -> None:
    page = browser.as_(None).get("/")
    assert "No advice has been published yet." in page.main
    assert not list(page.all("form"))


def test_the_register_leads_to_the_advice_and_the_advice_to_its_questions(browser, bring, cast: Cast, clock) -> None:
    address = bring_published(
        bring, cast, clock, said={"summary": "They may, if they say so.", "in_short": {1: "Yes, for a week."}}
    )
    window = browser.as_(None)
    register = window.get("/")
    assert "They may, if they say so." in register.main
    assert "Not asked yet" in register.main
    advice = window.get(register.link("Footage from doorbells"))
    assert advice.path == address
    assert "They may, if they say so." in advice.main
    question = window.get(advice.link("Keeping footage 1").replace("#question-1", f"{address}/questions/1"))
    assert question.h1 == "Keeping footage 1"
    assert "Yes, for a week." in question.main
    assert (
        "Of six members, four supported it as asked, one with conditions and one did not support it." in question.main
    )
    window.get(f"{address}/questions/9", status=404)


def test_a_search_is_given_back_and_can_be_cleared(browser, bring, cast: Cast, clock) -> None:
    bring_published(bring, cast, clock)
    window = browser.as_(None)
    found = window.get("/?q=doorbells&year=2026")
    assert ("One advice fits." in found.main, found.link("Show all")) == (True, "/")
    assert next(found.all("input", name="q")).get("value") == "doorbells"
    nothing = window.get("/?q=%3Cscript%3Ealert(1)%3C/script%3E&page=0&year=x&committee=-1")
    assert "Nothing published fits this." in nothing.main


def test_the_forces_answers_and_the_days_left_stand_on_the_page(browser, bring, cast: Cast, clock, app) -> None:
    def before(session, dilemma) -> None:
        clauses = clauses_of(session, dilemma)
        session.add(
            AdviceCondition(
                clause_id=clauses[0].id, text="A notice at the door.", strength=Strength.SHOULD, owner="Neighbourhoods"
            )
        )
        answer(session, clauses[0], cast.sponsor, Answer.NOT_ACCEPTED, reason="There is no money for it.", at=clock())

    address = bring_published(bring, cast, clock, State.SENT, before=before, said={"in_short": {1: "Yes."}})
    page = browser.as_(None).get(f"{address}/questions/1")
    for said in (
        "A notice at the door.",
        "Should. Neighbourhoods.",
        "Not accepted",
        "There is no money for it.",
        "One member did not support it.",
    ):
        assert said in page.main, said
    second = browser.as_(None).get(f"{address}/questions/2")
    assert "Waiting, 42 days left" in second.main
    clock.advance(days=44)
    assert "Overdue, 2 days" in browser.as_(None).get(f"{address}/questions/2").main


def test_an_answer_being_checked_says_so(browser, bring, cast: Cast, clock) -> None:
    def before(session, dilemma) -> None:
        answer(
            session,
            clauses_of(session, dilemma)[0],
            cast.sponsor,
            Answer.IN_PART,
            reason="Ask Dan Fairley.",
            at=clock(),
        )

    address = bring_published(bring, cast, clock, State.SENT, before=before)
    page = browser.as_(None).get(address)
    assert "The force has answered; its text is being checked." in page.main
    assert "Fairley" not in page.html


def test_majority_and_minority_are_said_in_words(browser, bring, cast: Cast, clock) -> None:
    def before(session, dilemma) -> None:
        set_basis(session, dilemma, 1, Basis.MAJORITY)
        announce_minority_view(session, dilemma, cast.tomos, 1, "I cannot support it.")

    address = bring_published(bring, cast, clock, before=before)
    page = browser.as_(None).get(f"{address}/questions/1")
    assert "A majority: nine of nine." in page.main
    assert "I cannot support it. A member of the Committee" in page.main


@pytest.mark.parametrize("upto", [in_review, cleared])
def test_what_is_under_review_answers_like_what_does_not_exist(browser, bring, cast: Cast, clock, upto) -> None:
    refs: list[str] = []
    brought = bring(State.AGREED, then=lambda session, dilemma: refs.append(upto(session, cast, dilemma, clock).ref))
    window = browser.as_(None)
    nothing = body(window.get("/advice/0000000000", status=404), "0000000000")
    for ref in (refs[0], brought.ref):
        assert body(window.get(f"/advice/{ref}", status=404), ref) == nothing
        window.get(f"/advice/{ref}/questions/1", status=404)
    assert "No advice has been published yet." in window.get("/").main


def body(page, ref: str) -> str:
    """The page without its request's number and its own address."""
    return re.sub(r"[0-9a-f]{16,}", "", page.html).replace(ref, "")


def test_what_is_taken_down_leaves_its_notice(browser, bring, cast: Cast, clock) -> None:
    refs: list[str] = []

    def then(session, dilemma) -> None:
        refs.append(published(session, cast, dilemma, clock).ref)
        published(session, cast, dilemma, clock, notice="The year was wrong.")
        publishing.take_down(cast.actor(cast.chair), dilemma.ref, "It named somebody.", clock)

    bring(State.AGREED, then=then)
    for path in (f"/advice/{refs[0]}", f"/advice/{refs[0]}/questions/1"):
        page = browser.as_(None).get(path, status=410)
        assert "It named somebody." in page.main
        assert "The year was wrong." in page.main
        assert "doorbells" not in page.html


def test_a_corrected_page_says_what_was_wrong(browser, bring, cast: Cast, clock) -> None:
    refs: list[str] = []

    def then(session, dilemma) -> None:
        refs.append(published(session, cast, dilemma, clock).ref)
        published(session, cast, dilemma, clock, notice="The year was wrong.")

    bring(State.AGREED, then=then)
    page = browser.as_(None).get(f"/advice/{refs[0]}")
    assert page.main.count("The year was wrong.") == 1
    assert "Edition 1 was public from 2 March 2026 and was corrected on 2 March 2026." in page.main


# -- kept by browsers -------------------------------------------------------------------------------------------------


def test_a_page_that_still_stands_is_not_sent_again(client, bring, cast: Cast, clock, count_queries) -> None:
    address = bring_published(bring, cast, clock)
    for path in (address, f"{address}/questions/1", "/", "/about"):
        first = client.get(path)
        assert first.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
        with count_queries() as seen:
            again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert len(seen) <= 2
        clock.advance(days=1)
        assert client.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
        clock.advance(days=-1)


def test_a_page_that_still_stands_is_made_once_for_everybody_without_a_cookie(
    client, bring, cast: Cast, clock, count_queries
) -> None:
    address = bring_published(bring, cast, clock)
    for path in (address, f"{address}/questions/1", "/", "/?q=doorbell", "/about"):
        first = client.get(path)
        with count_queries() as seen:
            second = client.get(path)
        assert (second.status_code, second.data, second.headers["ETag"]) == (200, first.data, first.headers["ETag"])
        assert len(seen) <= 2
    before = client.get("/").text
    other = bring_published(bring, cast, clock)
    assert other in client.get("/").text
    assert other not in before


def test_no_page_outlives_the_hour_at_which_an_answer_is_due(client, bring, cast: Cast, clock, app) -> None:
    address = bring_published(bring, cast, clock, State.SENT)
    with app.app_context():
        db.session.execute(update(PublicClock).values(due_at=clock() + timedelta(hours=1)))
        db.session.commit()
    before = {path: client.get(path).headers["ETag"] for path in (address, "/")}
    clock.advance(hours=2)
    for path, tag in before.items():
        assert client.get(path).headers["ETag"] != tag


def test_who_has_a_cookie_is_sent_a_page_of_their_own_that_nobody_keeps(
    browser, client, bring, cast: Cast, clock
) -> None:
    address = bring_published(bring, cast, clock)
    tag = client.get(address).headers["ETag"]
    page = browser.as_(cast.joan).get(address, headers={"If-None-Match": tag})
    assert page.response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in page.response.headers


def test_a_page_of_an_advice_takes_as_few_queries_for_many_questions_as_for_one(
    client, bring, cast: Cast, clock, count_queries
) -> None:
    counts = []
    for questions in (1, 13):
        address = bring_published(bring, cast, clock, State.ANSWERED, questions=questions)
        with count_queries() as seen:
            assert client.get(address).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 12


# -- nothing that does not belong there -------------------------------------------------------------------------------


CANARIES = {
    "closed paragraph": "canaryclosedparagraph", "its note": "canarynoteonit", "contact": "canarycontact", "authors": "canaryauthors",
    "background papers": "canarybackground", "party": "canaryparty", "closed question": "canaryclosedquestion",
    "its title": "canaryquestiontitle", "its lead-in": "canaryleadin", "closed clause": "canaryclosedclause",
    "answer to it": "canaryclosedanswer", "consideration": "canaryconsideration", "condition": "canarycondition",
    "harm left": "canaryharmleft", "declaration": "canarydeclaration", "finding kept because": "canarykeptbecause",
    "minority view on it": "canaryclosedview", "title kept from the public": "canaryinnertitle", "unit": "canaryunit",
}  # fmt: skip


def hide_canaries(session, cast: Cast, dilemma, clock) -> None:
    version = version_of(session, dilemma)
    version.contact, version.authors = CANARIES["contact"], CANARIES["authors"]
    version.background_papers = CANARIES["background papers"]
    dilemma.title, dilemma.public_title, dilemma.unit = (
        CANARIES["title kept from the public"],
        "Doorbells",
        CANARIES["unit"],
    )
    session.add(
        Party(
            version_id=version.id, position=9, name=CANARIES["party"], kind=session.scalars(select(Party.kind)).first()
        )
    )
    block = Paragraphs(session, version)
    block.number = 90
    closed = block.say(Section.BACKGROUND, CANARIES["closed paragraph"], PartReason.SECTION_31)
    closed.part_note = CANARIES["its note"]
    wording = questions_of(session, dilemma)[1]
    wording.part, wording.part_reason, wording.text = Part.CLOSED, PartReason.SECTION_31, CANARIES["closed question"]
    wording.title, wording.lead_in = CANARIES["its title"], CANARIES["its lead-in"]
    clause = clauses_of(session, dilemma)[1]
    clause.text = CANARIES["closed clause"]
    answer(session, clause, cast.sponsor, Answer.IN_PART, reason=CANARIES["answer to it"], at=clock())
    give_position(
        session, dilemma, cast.grace, 1, considerations=[CANARIES["consideration"]], conditions=[CANARIES["condition"]],
        harm_left=CANARIES["harm left"],
    )  # fmt: skip
    declare(session, dilemma, cast.agnes, cast.interests["personal"], nature=CANARIES["declaration"])
    announce_minority_view(session, dilemma, cast.tomos, 1, "I cannot support it.")
    announce_minority_view(session, dilemma, cast.tomos, 2, CANARIES["minority view on it"])
    session.flush()


def test_nothing_closed_sealed_or_personal_is_on_any_public_page_or_in_the_copy(
    browser, bring, cast: Cast, clock, app
) -> None:
    address = bring_published(
        bring, cast, clock, State.SENT, before=lambda session, dilemma: hide_canaries(session, cast, dilemma, clock)
    )
    window = browser.as_(None)
    pages = [
        window.get(path).html
        for path in ("/", address, f"{address}/questions/1", f"{address}/questions/2", "/about", "/help")
    ]
    with app.app_context():
        rows = db.session.execute(text("SELECT content, title, summary, listed, searched FROM publication")).all()
        answers = db.session.execute(text("SELECT content FROM public_answer")).all()
    pages.append(json.dumps([[str(value) for value in row] for row in (*rows, *answers)]))
    everything = "\n".join(pages).casefold()
    for what, canary in CANARIES.items():
        assert canary not in everything, what
    for person in cast.everyone:
        assert person.name.casefold() not in everything, person.name
        assert person.email not in everything
    assert "withheld" in everything


def test_hostile_text_is_harmless_on_every_public_page(browser, bring, cast: Cast, clock) -> None:
    samples = [tidy(text, limit=None) for text in HOSTILE.values()]  # as every form does before anything is stored

    def before(session, dilemma) -> None:
        version = session.get_one(PaperVersion, version_of(session, dilemma).id)
        block = session.scalars(select(Block).where(Block.version_id == version.id, Block.part == Part.OPEN)).first()
        block.text = "\n\n".join(samples)
        wording = session.get_one(QuestionWording, questions_of(session, dilemma)[0].id)
        wording.title, wording.text, wording.lead_in = samples[0], samples[5], "\n\n".join(samples)
        for number, implication in enumerate(
            session.scalars(select(Implication).where(Implication.version_id == version.id))
        ):
            implication.name, implication.text = samples[number], "\n\n".join(samples)
        clause = clauses_of(session, dilemma)[0]
        clause.text, clause.addressed_to = "\n\n".join(samples), samples[1]
        session.add(
            AdviceCondition(
                clause_id=clause.id, text="\n\n".join(samples), strength=Strength.MUST, owner=samples[4][:200]
            )
        )
        answer(session, clause, cast.sponsor, Answer.IN_PART, reason="\n\n".join(samples), at=clock())
        announce_minority_view(session, dilemma, cast.tomos, 1, "\n\n".join(samples))

    hostile = f"{samples[0]} {samples[1]}"
    address = bring_published(
        bring,
        cast,
        clock,
        State.SENT,
        title=hostile,
        before=before,
        said={"summary": hostile, "in_short": {1: hostile}},
    )
    for path in ("/", address, f"{address}/questions/1"):
        page = browser.as_(None).get(path)  # the browser checks for scripts, handlers and styles of its own
        assert not [
            link for _, link in page.links if link.lower().lstrip().startswith(("javascript:", "data:", "vbscript:"))
        ]
        for tag in ("img", "iframe", "object", "embed", "style"):
            assert not list(page.all(tag)), tag


def test_a_page_stands_in_the_frame_of_the_committee_it_speaks_for(browser, bring, cast: Cast, clock) -> None:
    def before(session, dilemma) -> None:
        dilemma.public_title = "Doorbells"

    address = bring_published(bring, cast, clock, before=before)
    page = browser.as_(cast.outsider).get(address)
    assert cast.committee.name in page.title
    assert (page.h1, cast.other_committee.name in page.text) == ("Doorbells", False)


def test_what_all_members_say_is_said_of_all(browser, bring, cast: Cast, clock) -> None:
    address = bring_published(bring, cast, clock, given_by=[cast.chair, cast.joan])
    page = browser.as_(None).get(f"{address}/questions/1")
    assert page.main.count("All two members supported it as asked.") == 2


def test_who_gave_no_position_is_counted_beside_who_did(browser, bring, cast: Cast, clock) -> None:
    """Nine are asked to confirm the advice and six gave a position: nobody wonders about the other three."""
    address = bring_published(bring, cast, clock)
    page = browser.as_(None).get(f"{address}/questions/1")
    assert "one did not support it. Three more members gave no position." in page.main


def test_a_spread_is_headed_by_the_number_the_question_speaks_of(browser, bring, cast: Cast, clock) -> None:
    address = bring_published(bring, cast, clock, scenarios=2)
    page = browser.as_(None).get(f"{address}/questions/1")
    heads = [words(one) for one in page.all("p", **{"class": "label-h"})]
    assert heads == ["Scenario 1: A street, told 1 ways", "Scenario 2: A street, told 2 ways"]


def test_the_answer_stands_in_the_first_lines_also_where_none_was_typed(browser, bring, cast: Cast, clock) -> None:
    first: list[str] = []
    address = bring_published(
        bring, cast, clock, before=lambda session, dilemma: first.append(clauses_of(session, dilemma)[0].text)
    )
    lead = next(browser.as_(None).get(address).all("p", **{"class": "lead"}))
    assert words(lead).startswith(first[0])


def test_a_question_left_unanswered_has_no_empty_heading(browser, bring, cast: Cast, clock) -> None:
    """An open question has no spread: with no clause either, there is nothing to say on how far members agreed."""

    def why_not(session, dilemma) -> None:
        clause = clauses_of(session, dilemma)[2]
        clause.dropped_at = clause.changed_at
        set_basis(session, dilemma, 3, None, "It belongs to the review that has begun.")

    address = bring_published(bring, cast, clock, questions=3, before=why_not)
    window = browser.as_(None)
    headings = [words(one) for one in window.get(f"{address}/questions/3").all("h2")]
    assert "The advice" in headings
    assert "How far members agreed" not in headings
    assert "How far members agreed" in [words(one) for one in window.get(f"{address}/questions/1").all("h2")]
    assert [words(one) for one in window.get(address).all("h3")].count("How far members agreed") == 2


def test_members_are_named_on_their_own_page_alone(browser, cast: Cast) -> None:
    page = browser.as_(None).get("/members")
    assert cast.chair.name in page.main
    for nobody in (cast.former, cast.unconfirmed, cast.administrator, cast.sponsor):
        assert nobody.name not in page.main
    assert Seat.FULL.words.key not in page.main


def test_a_deferred_page_begins_with_its_day(browser, bring, cast: Cast, clock) -> None:
    begins = clock() + timedelta(days=2)
    address = bring_published(bring, cast, clock, said={"public_from": begins})
    window = browser.as_(None)
    window.get(address, status=404)
    clock.set(begins)
    assert window.get(address).h1 == "Footage from doorbells"


def test_answers_appear_when_the_sponsor_gives_them(browser, bring, cast: Cast, clock, app) -> None:
    address = bring_published(bring, cast, clock, State.SENT)
    assert "Waiting" in browser.as_(None).get(address).main
    with app.app_context():
        ref = db.session.execute(text("SELECT ref FROM dilemma")).scalar_one()
        held = hold(cast.actor(cast.sponsor), ref, None, clock)
        answer(
            db.session,
            clauses_of(db.session, held.dilemma)[0],
            cast.sponsor,
            Answer.ACCEPTED,
            reason="Begun in May.",
            at=clock(),
        )
        publishing.publish_answers(held)
        db.session.commit()
    assert "Begun in May." in browser.as_(None).get(address).main
