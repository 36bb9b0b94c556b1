"""Enquiries as pages: put at a paragraph, looked at, answered, read beside the paper by all whose seat is open."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from ethics.domain.vocabulary import Event, Part, RulingOutcome, State
from ethics.extensions import db
from ethics.models import Appointment, Dilemma, Enquiry, JournalEntry
from tests.browser import Browser
from tests.cast import Cast
from tests.factories import NOW, declare, give_position, rule

ASKED = "How long is the footage kept now?"
ANSWERED = "Thirty days, by the schedule of 2024."


@pytest.fixture
def item(bring, cast: Cast):
    def then(session, dilemma) -> None:
        for person in (cast.joan, cast.tomos, cast.grace):
            declare(session, dilemma, person)

    return bring(State.ISSUED, then=then)


def at(item, *more: object) -> str:
    return "/".join([f"/dilemmas/{item.ref}", *map(str, more)])


def put(browser: Browser, cast: Cast, item, text: str = ASKED, paragraph: str = "4", person=None):
    window = browser.as_(person or cast.joan)
    page = window.get(at(item, f"enquiries/new?paragraph={paragraph}"))
    return window.press(page, "Ask this", text=text)


def pass_on(browser: Browser, cast: Cast, item, **fields: str):
    window = browser.as_(cast.secretary)
    page = window.get(at(item, "enquiries"))
    page = window.get(page.link("Look at it"))
    return window.press(page, "Pass it on to the author", **fields)


def answer(browser: Browser, cast: Cast, item, number: int = 1, text: str = ANSWERED):
    window = browser.as_(cast.author)
    return window.press(window.get(at(item, "enquiries", number, "answer")), "Give this answer", text=text)


def test_a_member_asks_at_a_paragraph_and_everybody_reads_the_answer_there(browser, cast, item) -> None:
    joan = browser.as_(cast.joan)
    page = joan.get(at(item, "paper"))
    page = joan.get(page.link("Ask the author about paragraph 4"))
    assert "Since 2024 officers have asked for footage door to door." in page.main
    page = joan.press(page, "Ask this", text=ASKED)
    assert "Your enquiry is with the Secretary, who passes it on without your name." in page.text
    assert "With the Secretary" in page.main

    secretary = browser.as_(cast.secretary)
    desk = secretary.get("/desk")
    assert "Look at one enquiry about “Footage from doorbells”" in desk.main
    page = secretary.get(desk.link("Look at what is asked"))
    assert cast.joan.name in page.main
    page = secretary.get(page.link("Look at it"))
    page = secretary.press(page, "Pass it on to the author")
    assert "It is with the author, without a name." in page.text

    author = browser.as_(cast.author)
    desk = author.get("/desk")
    assert "Answer one enquiry about “Footage from doorbells”" in desk.main
    page = author.get(desk.link("Answer what is asked"))
    assert "Joan" not in page.main
    page = author.press(author.get(page.link("Answer it")), "Give this answer", text=ANSWERED)
    assert "Enquiry 1 is answered. Members read it beside the paper." in page.text

    tomos = browser.as_(cast.tomos)
    for path in ("paper", "enquiries"):
        page = tomos.get(at(item, path))
        assert ASKED in page.main
        assert ANSWERED in page.main
        assert "Joan" not in page.main
    assert "Your enquiry about" not in tomos.get("/desk").main

    desk = joan.get("/desk")
    assert "Your enquiry about “Footage from doorbells” is answered" in desk.main
    page = joan.press(joan.get(desk.link("Read the answer")), "I have read the answer")
    assert "Your enquiry about" not in joan.get("/desk").main


def test_the_hub_leads_there_and_counts_are_said_on_the_desk(browser, cast, item) -> None:
    put(browser, cast, item)
    put(browser, cast, item, "Who may see it?", person=cast.tomos)
    assert "Look at 2 enquiries about" in browser.as_(cast.secretary).get("/desk").main
    assert browser.as_(cast.grace).get(at(item)).link("Enquiries to the author") == at(item, "enquiries")


def test_what_is_not_passed_on_is_seen_by_its_asker_and_the_secretary_alone(browser, cast, item) -> None:
    put(browser, cast, item, "Is the camera at number 9?")
    for person in (cast.tomos, cast.author, cast.sponsor):
        for path in ("paper", "enquiries", "journal", ""):
            page = browser.as_(person).get(at(item, path).rstrip("/"))
            assert "number 9" not in page.html
            assert "enquiry to the author was put" not in page.html
    for person in (cast.joan, cast.secretary):
        assert "Is the camera at number 9?" in browser.as_(person).get(at(item, "enquiries")).main


def test_the_secretary_mends_the_words_and_the_first_are_kept_for_two(browser, cast, item) -> None:
    put(browser, cast, item, "Surely it is wrong to keep it?")
    pass_on(browser, cast, item, text=ASKED)
    page = browser.as_(cast.joan).get(at(item, "enquiries"))
    assert "Surely it is wrong to keep it?" in page.main
    assert "The Secretary passed it on in other words, which stand below." in page.main
    for person in (cast.tomos, cast.author):
        page = browser.as_(person).get(at(item, "enquiries"))
        assert ASKED in page.main
        assert "Surely" not in page.html


def test_what_is_sent_back_comes_with_its_reason_and_its_words(browser, cast, item) -> None:
    put(browser, cast, item, "Surely it is wrong to keep it?")
    secretary = browser.as_(cast.secretary)
    page = secretary.get(secretary.get(at(item, "enquiries")).link("Look at it"))
    page = secretary.press(page, "Send it back", status=422, text="Mended, and not lost")
    assert "Say why it goes back. Its asker will read it." in page.main
    assert "Mended, and not lost" in page.html
    secretary.press(page, "Send it back", reason="It holds an opinion.")

    joan = browser.as_(cast.joan)
    page = joan.get(joan.get("/desk").link("Look at your enquiry"))
    assert "It holds an opinion." in page.main
    page = joan.get(page.link("Put it in other words"))
    assert "Surely it is wrong to keep it?" in page.html
    page = joan.press(page, "Ask this", text=ASKED)
    assert "Your enquiry is with the Secretary again." in page.text
    assert "It holds an opinion." not in browser.as_(cast.tomos).get(at(item, "journal")).html


def test_what_came_back_can_be_left(browser, cast, item) -> None:
    put(browser, cast, item)
    secretary = browser.as_(cast.secretary)
    page = secretary.get(secretary.get(at(item, "enquiries")).link("Look at it"))
    secretary.press(page, "Send it back", reason="The paper says so.")
    joan = browser.as_(cast.joan)
    page = joan.press(joan.get(at(item, "enquiries")), "Leave it")
    assert "came back to you" not in joan.get("/desk").main
    assert page.link("Put it in other words")


def test_what_is_not_passed_on_can_be_taken_back_and_is_gone(app, browser, cast, item) -> None:
    page = put(browser, cast, item)
    joan, secretary = browser.as_(cast.joan), browser.as_(cast.secretary)
    assert "Look at one enquiry" in secretary.get("/desk").main
    page = joan.press(page, f"Take it back “{ASKED}”")
    assert "Your enquiry is taken back. Nothing of it is passed on." in page.text
    assert ASKED not in page.main
    assert "Look at one enquiry" not in secretary.get("/desk").main
    assert ASKED not in secretary.get(at(item, "enquiries")).main
    assert "An enquiry was taken back by its asker" in secretary.get(at(item, "journal")).main
    for person in (cast.tomos, cast.author, cast.joan):
        assert "taken back" not in browser.as_(person).get(at(item, "journal")).main
    with app.app_context():
        assert db.session.scalars(select(Enquiry)).all() == []


def test_what_was_sent_back_can_be_taken_back_after_the_close(browser, cast, item, clock) -> None:
    put(browser, cast, item)
    secretary = browser.as_(cast.secretary)
    page = secretary.get(secretary.get(at(item, "enquiries")).link("Look at it"))
    secretary.press(page, "Send it back", reason="That is for the discussion.")
    clock.advance(days=30)
    joan = browser.as_(cast.joan)
    page = joan.press(joan.get(at(item, "enquiries")), f"Take it back “{ASKED}”")
    assert "Only you and the Secretary know which are yours." not in page.main


def test_who_no_longer_serves_reads_what_they_asked_and_does_not_take_it_back(app, browser, cast, item) -> None:
    put(browser, cast, item)
    with app.app_context():
        enquiry_id = db.session.scalar(select(Enquiry.id))
        for held in db.session.scalars(select(Appointment).where(Appointment.person_id == cast.joan.id)):
            held.ends_on = (NOW - timedelta(days=1)).date()
        db.session.commit()
    joan = browser.as_(cast.joan)
    page = joan.get(at(item, "enquiries"))
    assert ASKED in page.main
    assert not [words for words in page.buttons if words.startswith("Take it back")]
    refused = joan.post(at(item, "enquiries/own", enquiry_id, "back"), status=403)
    assert "Your appointment has ended" in refused.main
    with app.app_context():
        assert db.session.scalar(select(Enquiry.id)) == enquiry_id


def test_what_is_passed_on_or_anothers_is_not_taken_back(app, browser, cast, item) -> None:
    put(browser, cast, item)
    with app.app_context():
        enquiry_id = db.session.scalar(select(Enquiry.id))
    for person in (cast.tomos, cast.secretary, cast.author):
        browser.as_(person).post(at(item, "enquiries/own", enquiry_id, "back"), status=404)
    pass_on(browser, cast, item)
    joan = browser.as_(cast.joan)
    assert not [words for words in joan.get(at(item, "enquiries")).buttons if words.startswith("Take it back")]
    page = joan.post(at(item, "enquiries/own", enquiry_id, "back"), status=409)
    assert "It was passed on, without your name. Others wait for its answer too." in page.text
    assert ASKED in browser.as_(cast.author).get(at(item, "enquiries")).main


def test_an_empty_enquiry_is_asked_for_beside_its_box_and_the_paragraph_is_kept(browser, cast, item) -> None:
    joan = browser.as_(cast.joan)
    page = joan.press(joan.get(at(item, "enquiries/new?paragraph=4")), "Ask this", status=422, text=" ")
    assert "Write what you would like to know." in page.main
    assert "Since 2024 officers have asked" in page.main
    joan.press(page, "Ask this", text=ASKED)
    assert "Paragraph 4" in browser.as_(cast.secretary).get(at(item, "enquiries")).main


def test_what_is_typed_when_the_close_comes_is_given_back(browser, cast, bring, clock) -> None:
    item = bring(
        State.ISSUED, closes_in=timedelta(minutes=20), then=lambda session, made: declare(session, made, cast.joan)
    )
    joan = browser.as_(cast.joan)
    page = joan.get(at(item, "enquiries/new"))
    clock.advance(minutes=20)
    page = joan.press(page, "Ask this", status=403, text=ASKED)
    assert "Enquiries are put to the author while positions are open." in page.main
    assert ASKED in page.main


def test_two_answers_at_once_are_both_shown(browser, cast, item) -> None:
    put(browser, cast, item)
    pass_on(browser, cast, item)
    author = browser.as_(cast.author)
    one = author.get(at(item, "enquiries/1/answer"))
    answer(browser, cast, item)
    page = author.press(one, "Give this answer", status=409, text="Forty days.")
    assert "Forty days." in page.html
    assert ANSWERED in page.html


def test_a_corrected_answer_shows_what_it_said_before(browser, cast, item) -> None:
    put(browser, cast, item)
    pass_on(browser, cast, item)
    answer(browser, cast, item)
    author = browser.as_(cast.author)
    page = author.get(author.get(at(item, "enquiries")).link("Correct the answer"))
    author.press(page, "Correct the answer", text="Forty days, since January.")
    page = browser.as_(cast.tomos).get(at(item, "enquiries"))
    assert "Forty days, since January." in page.main
    assert "What it said from 2 March 2026" in page.main
    assert ANSWERED in page.main


@pytest.mark.parametrize(("outcome", "status"), [(RulingOutcome.WITHDRAW, 403), (RulingOutcome.NO_POSITION, 200)])
def test_who_withdraws_sees_nothing_of_it(app, browser, cast, item, outcome, status) -> None:
    put(browser, cast, item)
    pass_on(browser, cast, item)
    answer(browser, cast, item)
    with app.app_context():
        dilemma = db.session.get_one(Dilemma, item.id)
        made = declare(db.session, dilemma, cast.joan, cast.interests["personal"], at=NOW)
        rule(db.session, made, cast.chair, outcome, at=NOW + timedelta(minutes=1))
        db.session.commit()
    joan = browser.as_(cast.joan)
    page = joan.get(at(item, "enquiries"), status=status)
    assert (ANSWERED in page.html) is (status == 200)
    shown = [joan.get("/desk").html, joan.get(at(item)).html, joan.get(at(item, "journal")).html]
    assert ("enquir" in " ".join(shown).lower()) is (status == 200)


def test_it_is_nobody_else_s(browser, cast, item) -> None:
    put(browser, cast, item)
    for person in (cast.adviser, cast.observer, cast.monitoring, cast.administrator):
        browser.as_(person).get(at(item, "enquiries"), status=403)
    for person in (cast.outsider, cast.other_author, cast.nobody, cast.reviewer):
        browser.as_(person).get(at(item, "enquiries"), status=404)
    assert "declare" in browser.as_(cast.kwame).get(at(item, "enquiries")).path
    browser.as_(cast.tomos).get(at(item, "enquiries/own/1"), status=404)
    browser.as_(cast.author).get(at(item, "enquiries/1/answer"), status=404)


def test_closed_enquiries_are_marked_and_each_read_is_recorded(app, browser, cast, item) -> None:
    put(browser, cast, item, "Whose camera is it?", paragraph="5")
    pass_on(browser, cast, item)
    answer(browser, cast, item, text="Its owner moved to Leeds.")
    with app.app_context():
        before = _reads(cast.tomos.id)
        assert db.session.scalar(select(Enquiry.part)) is Part.CLOSED
    page = browser.as_(cast.tomos).get(at(item, "enquiries"))
    assert "Part 2, closed" in page.main
    assert "Its owner moved to Leeds." in page.main
    with app.app_context():
        assert (before, _reads(cast.tomos.id), _reads(cast.author.id)) == (0, 1, 0)


def test_a_closed_answer_stands_beside_no_paper_without_closed_parts(browser, cast, bring) -> None:
    item = bring(State.ISSUED, part_2=False, then=lambda session, made: declare(session, made, cast.joan))
    put(browser, cast, item)
    pass_on(browser, cast, item)
    answer(browser, cast, item, text="OFFICIAL-SENSITIVE\n\nThirty days.")
    joan = browser.as_(cast.joan)
    assert "Thirty days." not in joan.get(at(item, "paper")).html
    assert "Thirty days." in joan.get(at(item, "enquiries")).main


def _reads(person_id: int) -> int:
    rows = select(JournalEntry.id).where(JournalEntry.actor_id == person_id, JournalEntry.event == Event.PART_2_READ)
    return len(db.session.scalars(rows).all())


# -- facts wanted -----------------------------------------------------------------------------------------------------


@pytest.fixture
def revealed(bring, cast: Cast):
    def then(session, dilemma) -> None:
        give_position(session, dilemma, cast.tomos, 2, facts_wanted="How many doorbells are there?")

    return bring(State.ISSUED, closes_in=timedelta(days=-1), given_by=[cast.joan], then=then)


def test_a_fact_wanted_is_put_from_the_reveal_and_answered_beside_it(browser, cast, revealed) -> None:
    chair = browser.as_(cast.chair)
    page = chair.get(at(revealed, "reveal/2"))
    page = chair.get(page.link("Put it to the author as wanted by Tomos"))
    page = chair.press(page, "Put it to the author", text="How many doorbells are there in the county?")
    assert "It is put to the author, without a name." in page.text
    assert "Put to the author as enquiry 1" in page.main
    assert "Put it to the author" not in page.main
    author = browser.as_(cast.author)
    page = author.get(at(revealed, "enquiries"))
    assert "How many doorbells are there in the county?" in page.main
    assert "Tomos" not in page.html
    assert "Holloway" not in page.html
    answer(browser, cast, revealed, text="About 900.")
    for person in (cast.joan, cast.secretary, cast.coopted):
        assert "About 900." in browser.as_(person).get(at(revealed, "reveal/2")).main
    assert "Put it to the author" not in browser.as_(cast.joan).get(at(revealed, "reveal/2")).main
    browser.as_(cast.joan).get(at(revealed, "reveal/2/facts/1"), status=403)


def test_an_empty_fact_is_asked_for_again(browser, cast, revealed) -> None:
    secretary = browser.as_(cast.secretary)
    page = secretary.get(secretary.get(at(revealed, "reveal/2")).link("Put it to the author"))
    page = secretary.press(page, "Put it to the author", status=422, text="")
    assert "Write what you would like to know." in page.main


def test_who_leaves_for_the_discussion_sees_no_fact_wanted_in_positions(app, browser, cast, revealed) -> None:
    chair = browser.as_(cast.chair)
    page = chair.get(chair.get(at(revealed, "reveal/2")).link("Put it to the author"))
    chair.press(page, "Put it to the author")
    answer(browser, cast, revealed, text="About 900.")
    with app.app_context():
        dilemma = db.session.get_one(Dilemma, revealed.id)
        made = declare(db.session, dilemma, cast.kwame, cast.interests["personal"], at=NOW)
        rule(db.session, made, cast.chair, RulingOutcome.LEAVE, at=NOW + timedelta(minutes=1))
        db.session.commit()
    for path in ("enquiries", "paper"):
        page = browser.as_(cast.kwame).get(at(revealed, path))
        assert "doorbells are there" not in page.html
        assert "About 900." not in page.html


# -- what every page keeps to -----------------------------------------------------------------------------------------


def test_pages_ask_the_database_as_often_for_many_enquiries_as_for_one(browser, cast, item, count_queries) -> None:
    put(browser, cast, item)
    pass_on(browser, cast, item)
    answer(browser, cast, item)
    put(browser, cast, item, "Who may see it?")
    looked = {
        cast.joan: ("enquiries", "enquiries/new?paragraph=4", "paper", ""),
        cast.secretary: ("enquiries", "enquiries/waiting/2", "paper"),
        cast.author: ("enquiries", "enquiries/1/answer", "paper"),
    }

    def counted() -> dict[str, int]:
        found = {}
        for person, paths in looked.items():
            browser.as_(person).get(at(item, "enquiries"))  # the read of Part 2 is recorded by now
            for path in paths:
                with count_queries() as seen:
                    browser.as_(person).get(at(item, path).rstrip("/"))
                found[f"{person.name} {path}"] = len(seen)
        return found

    browser.as_(cast.joan).get(at(item, "paper"))
    browser.as_(cast.secretary).get(at(item, "paper"))
    few = counted()
    for n in range(4):
        put(browser, cast, item, f"And the {n}th?", person=cast.tomos)
        put(browser, cast, item, f"And the {n}th then?")
    for number in range(2, 5):
        pass_on(browser, cast, item)
        answer(browser, cast, item, number)
    put(browser, cast, item, "One more?")
    looked[cast.secretary] = ("enquiries", "enquiries/waiting/6", "paper")
    many = counted()
    assert list(few.values()) == list(many.values()), (few, many)
    assert max(many.values()) <= 20, many


def test_the_page_of_a_revealed_question_asks_as_often_for_many_facts_as_for_one(
    browser, cast, bring, count_queries
) -> None:
    def wanted_by(*people):
        def then(session, dilemma) -> None:
            for person in people:
                give_position(session, dilemma, person, 2, facts_wanted=f"What of {person.name}?")

        return bring(State.ISSUED, closes_in=timedelta(days=-1), given_by=[cast.joan], then=then)

    counts = []
    for item in (wanted_by(cast.tomos), wanted_by(cast.tomos, cast.priya, cast.kwame)):
        chair = browser.as_(cast.chair)
        chair.press(chair.get(chair.get(at(item, "reveal/2")).link("Put it to the author")), "Put it to the author")
        with count_queries() as seen:
            chair.get(at(item, "reveal/2"))
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 20
