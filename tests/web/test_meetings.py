"""The meetings, and one agenda as the sheet it prints as."""

from datetime import timedelta

import pytest
from flask import Flask

from ethics.domain.vocabulary import State
from ethics.extensions import db
from ethics.models import Meeting
from tests.browser import NO_PAGE, Page, words
from tests.cast import Cast
from tests.factories import NOW, a_dilemma, a_meeting
from tests.richtext.hostile import HOSTILE

NEW = {"starts_on": "19 March 2026", "starts_time": "2pm", "ends_time": "4pm", "place": "Room 2"}


@pytest.fixture
def meet(app: Flask, cast: Cast):
    """Make a meeting with a dilemma in each of these states, and give its address."""

    def make(*states: State, days: int = 14, **more) -> str:
        with app.app_context():
            meeting = a_meeting(db.session, cast, NOW + timedelta(days=days))
            for state in states:
                a_dilemma(db.session, cast, state, meeting=meeting, **more)
            db.session.commit()
            return f"/meetings/{meeting.ref}"

    return make


def rows(page: Page) -> list[str]:
    return [words(row) for row in page.all("tr")][1:]


def test_everyone_who_meets_has_the_list_and_only_the_secretary_makes_a_meeting(browser, cast, meet) -> None:
    meet(State.SCHEDULED)
    for person in (cast.joan, cast.chair, cast.adviser, cast.observer, cast.monitoring):
        page = browser.as_(person).get("/meetings")
        assert "Monday 16 March 2026" in page.main
        assert "One paper" in page.main
        assert not [link for link in page.links if "Make a meeting" in link[0]]
    assert browser.as_(cast.secretary).get("/meetings").link("Make a meeting") == "/meetings/new"


@pytest.mark.parametrize("who", ["author", "sponsor", "administrator", "reviewer", "former", "nobody"])
def test_to_who_does_not_meet_there_is_no_list(browser, cast, who) -> None:
    window = browser.as_(getattr(cast, who))
    assert window.get("/meetings", status=404).h1 == NO_PAGE
    assert "Meetings" not in {said for said, _ in window.get("/account").links}


def test_an_empty_list_is_said_kindly(browser, cast) -> None:
    assert "No meeting is planned." in browser.as_(cast.joan).get("/meetings").main


def test_a_meeting_is_made_from_words(browser, cast, app) -> None:
    secretary = browser.as_(cast.secretary)
    page = secretary.press(secretary.get("/meetings/new"), "Make the meeting", **NEW)
    assert page.h1 == "Agenda"
    assert "Thursday 19 March 2026, 2pm to 4pm" in page.main
    assert "Room 2" in page.main
    assert "The meeting is made." in page.main


def test_what_cannot_be_read_is_said_beside_its_box_and_everything_is_given_back(browser, cast) -> None:
    secretary = browser.as_(cast.secretary)
    wrong = NEW | {"starts_on": "31 June 2026", "starts_time": "2"}
    page = secretary.press(secretary.get("/meetings/new"), "Make the meeting", status=422, **wrong)
    assert page.link("There is no such day.") == "#starts_on"
    assert page.link("Say whether it is morning or afternoon") == "#starts_time"
    assert page.form("Make the meeting")[1] | wrong == page.form("Make the meeting")[1]


def test_a_refusal_of_the_service_lands_beside_its_box(browser, cast) -> None:
    secretary = browser.as_(cast.secretary)
    past = NEW | {"starts_on": "1 March 2026", "ends_time": "1pm", "place": ""}
    page = secretary.press(secretary.get("/meetings/new"), "Make the meeting", status=422, **past)
    assert page.link("in the future") == "#starts_on"
    assert page.link("end after it begins") == "#ends_time"
    assert page.link("Say where the meeting is") == "#place"


def test_a_meeting_is_changed_and_a_stale_change_shows_both_texts(browser, cast, meet) -> None:
    path, secretary = meet(State.SCHEDULED), browser.as_(cast.secretary)
    old = secretary.get(f"{path}/change")
    assert old.form("Save the change")[1]["starts_on"] == "16 March 2026"
    page = secretary.press(old, "Save the change", place="By video")
    assert "By video" in page.main
    page = secretary.press(old, "Save the change", place="Room 9", status=409)
    assert "By video" in page.main
    page = secretary.press(page, "Keep what I typed")
    assert "Room 9" in page.main


def test_a_meeting_that_has_begun_is_not_changed(browser, cast, meet, clock) -> None:
    path = meet()
    clock.advance(days=14)
    page = browser.as_(cast.secretary).get(f"{path}/change")
    assert "has begun" in page.main
    assert "Save the change" not in page.buttons


def test_the_sheet_holds_items_letters_people_and_the_quorum_in_a_sentence(browser, cast, meet) -> None:
    page = browser.as_(cast.joan).get(meet(State.SCHEDULED, State.ISSUED))
    found = rows(page)
    assert found[0].startswith("1 Apologies")
    assert "Footage from doorbells" in found[2]
    assert [row.split()[-1] for row in found[2:4]] == ["A", "B"]
    assert "Neighbourhood Policing" in found[2]
    assert "Margaret Holloway, Chair" in page.main
    assert "Lorna Keay, Police adviser" in page.main
    assert (
        "Three for each item, among them whoever holds the Chair’s powers for it and two independent members."
        in page.main
    )
    assert "Agenda for Joan Pettifer, Member" in page.main
    assert page.buttons == ["Sign out"]


def test_the_secretary_finds_what_the_meeting_asks_of_them(browser, cast, meet) -> None:
    page = browser.as_(cast.secretary).get(meet(State.SCHEDULED))
    assert page.link("Issue paper A to members").endswith("/issue")
    page = browser.as_(cast.secretary).press(page, "Publish the agenda")
    assert "Agenda public since 2 March 2026" in page.main
    assert "Publish the agenda" not in page.buttons


def test_at_the_meeting_the_secretary_is_led_to_the_record(browser, cast, meet, clock) -> None:
    path = meet(State.ISSUED, closes_in=timedelta(days=6))
    clock.advance(days=14, minutes=5)
    assert browser.as_(cast.secretary).get(path).link("Record paper A").endswith("/record")


@pytest.mark.parametrize("who", ["other_secretary", "outsider", "author", "administrator", "former"])
def test_to_others_a_meeting_and_all_its_pages_do_not_exist(browser, cast, meet, who) -> None:
    path, person = meet(State.SCHEDULED), browser.as_(getattr(cast, who))
    nothing = person.get("/meetings/nowhere", status=404)
    for address in (path, f"{path}/change"):
        assert person.get(address, status=404).main == nothing.main
    person.post(f"{path}/agenda", status=404)
    person.post(f"{path}/change", NEW | {"version": "1"}, status=404)


def test_a_member_manages_nothing_even_by_address(browser, cast, meet, app) -> None:
    path, joan = meet(State.SCHEDULED), browser.as_(cast.joan)
    joan.get("/meetings/new", status=404)
    joan.get(f"{path}/change", status=404)
    joan.post(f"{path}/agenda", status=404)
    with app.app_context():
        assert db.session.query(Meeting).one().agenda_published_at is None


def test_a_withdrawn_member_keeps_the_line_of_the_agenda(browser, cast, meet) -> None:
    page = browser.as_(cast.agnes).get(meet(State.ISSUED, withdrawn=[cast.agnes]))
    assert rows(page)[2] == "3 Footage from doorbells You have withdrawn from this item. Neighbourhood Policing A"
    assert "questions" not in page.main


@pytest.mark.parametrize("name", ["script", "event handler on an image", "javascript link", "data link"])
def test_hostile_text_in_a_place_is_only_text(browser, cast, name) -> None:
    secretary = browser.as_(cast.secretary)
    page = secretary.press(
        secretary.get("/meetings/new"), "Make the meeting", **(NEW | {"place": f"Room {HOSTILE[name]}"})
    )
    assert f"Room {HOSTILE[name]}" in page.main
    assert f"Room {HOSTILE[name]}" in secretary.get("/meetings").main
    assert secretary.get(f"{page.path}/change").form("Save the change")[1]["place"] == f"Room {HOSTILE[name]}"


def test_the_list_asks_the_database_as_often_for_many_meetings_as_for_one(browser, cast, meet, count_queries) -> None:
    meet(State.SCHEDULED)
    joan = browser.as_(cast.joan)
    with count_queries() as one:
        joan.get("/meetings")
    for days in (20, 30, -10, -20):
        meet(State.SCHEDULED, State.ISSUED, days=days)
    with count_queries() as many:
        joan.get("/meetings")
    assert len(many) == len(one) <= 20


@pytest.mark.parametrize("who", ["joan", "secretary", "agnes"])
def test_an_agenda_asks_the_database_as_often_for_many_items_as_for_one(
    browser, cast, meet, count_queries, who
) -> None:
    few, lots = (
        meet(State.ISSUED),
        meet(*[State.ISSUED] * 4, State.SCHEDULED, State.DISCUSSED, days=21, withdrawn=[cast.agnes]),
    )
    person = browser.as_(getattr(cast, who))
    with count_queries() as one:
        person.get(few)
    with count_queries() as many:
        person.get(lots)
    assert len(many) == len(one) <= 20
