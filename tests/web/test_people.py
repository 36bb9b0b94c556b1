"""The administrator's pages, and the Secretary's page of seats."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from ethics.domain.vocabulary import State
from ethics.extensions import db
from ethics.models import Appointment, Committee, Force, Person
from tests.browser import NO_PAGE, Browser, Page
from tests.cast import Cast


@pytest.fixture
def appoint(browser: Browser, cast: Cast) -> Callable[..., Page]:
    """Fill the form that appoints Jo Wren, as an administrator."""

    def fill(status: int = 200, **fields: Any) -> Page:
        sam = browser.as_(cast.administrator)
        page = sam.get(f"/people/{cast.nobody.id}/appointments/new")
        basis = {
            "starts_on": ["2", "3", "2026"],
            "ends_on": ["", "", ""],
            "role": "member",
            "committee": cast.committee.slug,
            "category": "independent",
        }
        return sam.press(page, "Appoint", status=status, **(basis | fields))

    return fill


def test_people_are_listed_by_name_with_what_they_are_appointed_to(browser: Browser, cast: Cast) -> None:
    page = browser.as_(cast.administrator).get("/people")
    names = [words for words, href in page.links if href.startswith("/people/") and href != "/people/invite"]
    assert names == sorted((person.name for person in cast.everyone), key=str.lower)
    assert "Waits for the Secretary" in page.text


def test_people_are_found_by_a_part_of_their_name_or_address(browser: Browser, cast: Cast) -> None:
    sam = browser.as_(cast.administrator)
    assert [words for words, _ in sam.get("/people?q=PETTIF").links].count("Joan Pettifer") == 1
    assert "Nobody here is called that." in sam.get("/people?q=%25").text


def test_listing_people_costs_the_same_however_many_there_are(
    app: Flask, browser: Browser, cast: Cast, count_queries: Callable[[], Any]
) -> None:
    sam = browser.as_(cast.administrator)
    with count_queries() as few:
        sam.get("/people?q=Joan")
    with count_queries() as many:
        sam.get("/people")
    assert len(few) == len(many) <= 20


@pytest.mark.parametrize(
    "path", ["/people", "/people/invite", "/people/{nobody}", "/settings", "/settings/committees/new"]
)
def test_these_pages_do_not_exist_for_anybody_but_an_administrator(browser: Browser, cast: Cast, path: str) -> None:
    there, nowhere = path.format(nobody=cast.nobody.id), "/no/such/page"
    for person in (cast.secretary, cast.chair, cast.joan, cast.author, cast.monitoring):
        window = browser.as_(person)
        assert window.get(there, status=404).main == window.get(nowhere, status=404).main


def test_an_appointment_is_made_and_waits_for_the_secretary(cast: Cast, appoint: Callable[..., Page]) -> None:
    page = appoint(title="Independent member")
    assert page.h1 == cast.nobody.name
    assert "Member, independent" in page.text
    assert "Waits for the Secretary" in page.text


def test_everything_chosen_and_typed_is_given_back_with_what_is_wrong(cast: Cast, appoint: Callable[..., Page]) -> None:
    page = appoint(status=422, role="author", title="Sergeant, Custody")
    assert "Choose the force they belong to." in page.text
    _, held = page.form("Appoint")
    assert (held["role"], held["committee"], held["title"]) == ("author", cast.committee.slug, "Sergeant, Custody")


def test_an_appointment_of_the_past_is_asked_about_once_and_then_made(
    browser: Browser, cast: Cast, appoint: Callable[..., Page]
) -> None:
    asked = appoint(422, starts_on=["2", "3", "2024"], ends_on=["1", "2", "2026"])
    assert "The last day, 1 February 2026, has passed" in asked.main
    page = browser.as_(cast.administrator).press(
        asked, "Appoint", past="y", starts_on=["2", "3", "2024"], ends_on=["1", "2", "2026"]
    )  # fmt: skip
    assert "The appointment is made." in page.text
    assert "1 February 2026" in page.main
    assert "Waits for the Secretary" not in page.main


def test_a_role_is_not_said_twice(browser: Browser, cast: Cast) -> None:
    for person, path in (
        (cast.administrator, f"/people/{cast.coopted.id}"), (cast.secretary, "/seats"), (cast.coopted, "/account"),
    ):  # fmt: skip
        page = browser.as_(person).get(path)
        assert "Co-opted member" in page.main
        assert "Co-opted member, co-opted" not in page.main


def test_an_administrator_finds_no_button_to_appoint_themselves(browser: Browser, cast: Cast) -> None:
    sam = browser.as_(cast.administrator)
    page = sam.get(f"/people/{cast.administrator.id}")
    assert "Nobody appoints themselves" in page.text
    assert "Appoint" not in [words for words, _ in page.links]
    there = f"/people/{cast.administrator.id}/appointments/new"
    assert sam.get(there).path == f"/people/{cast.administrator.id}"
    page = sam.post(
        there,
        {"role": "observer", "committee": cast.committee.slug, "starts_on": ["2", "3", "2026"], "ends_on": ""},
        status=403,
    )
    assert "Nobody appoints themselves" in page.text


def test_an_appointment_is_ended_on_a_day(browser: Browser, cast: Cast) -> None:
    sam = browser.as_(cast.administrator)
    page = sam.get(f"/people/{cast.observer.id}")
    page = sam.press(sam.get(page.link("Set the last day")), "Set the last day", ends_on=["31", "3", "2026"])
    assert "31 March 2026" in page.text


def test_the_secretary_confirms_a_seat(browser: Browser, cast: Cast, app: Flask) -> None:
    caroline = browser.as_(cast.secretary)
    page = caroline.get("/seats")
    page = caroline.press(page, f"Confirm {cast.unconfirmed.name}")
    assert "No seat waits to be confirmed." in page.text
    with app.app_context():
        row = db.session.scalars(select(Appointment).where(Appointment.person_id == cast.unconfirmed.id)).one()
    assert row.confirmed_by_id == cast.secretary.id


def test_seats_of_another_committee_are_not_there(browser: Browser, cast: Cast) -> None:
    page = browser.as_(cast.other_secretary).get("/seats")
    assert cast.unconfirmed.name not in page.text
    assert cast.outsider.name in page.text


def test_nobody_but_a_secretary_finds_seats_to_confirm(browser: Browser, cast: Cast) -> None:
    for person in (cast.administrator, cast.chair, cast.joan, cast.nobody):
        assert browser.as_(person).get("/seats", status=404).h1 == NO_PAGE


def test_an_administrator_who_looks_around_reads_nothing_of_a_paper(
    browser: Browser, cast: Cast, bring: Callable[..., Any]
) -> None:
    bring(State.ISSUED, title="A title that only the hub may show")
    sam = browser.as_(cast.administrator)
    for path in ("/people", f"/people/{cast.joan.id}", "/settings"):
        assert "A title that only" not in sam.get(path).text


def test_an_ended_account_is_signed_out_and_can_be_opened_again(browser: Browser, cast: Cast, app: Flask) -> None:
    joan, sam = browser.as_(cast.joan), browser.as_(cast.administrator)
    joan.get("/account")
    page = sam.press(sam.get(f"/people/{cast.joan.id}/end"), "End the account")
    assert joan.get("/account").h1 == "Sign in"
    sam.press(page, "Open the account again")
    with app.app_context():
        assert db.session.scalar(select(Person.active).where(Person.id == cast.joan.id))


def test_a_committee_is_renamed_and_keeps_its_address(browser: Browser, cast: Cast, app: Flask) -> None:
    sam = browser.as_(cast.administrator)
    page = sam.get(f"/settings/committees/{cast.committee.slug}")
    page = sam.press(page, "Save the settings", name="Eastmarch Ethics Panel", quorum_heads="4")
    assert "Eastmarch Ethics Panel" in page.text
    with app.app_context():
        row = db.session.scalars(select(Committee).where(Committee.slug == cast.committee.slug)).one()
    assert (row.name, row.quorum_heads) == ("Eastmarch Ethics Panel", 4)


def test_settings_that_cannot_stand_are_refused_beside_their_field(browser: Browser, cast: Cast) -> None:
    sam = browser.as_(cast.administrator)
    page = sam.get(f"/settings/committees/{cast.committee.slug}")
    answer = sam.press(page, "Save the settings", status=422, quorum_heads="2", quorum_independent="3", reply_days="0")
    assert "Enter a number from 1 to 365." in answer.text
    answer = sam.press(page, "Save the settings", status=422, quorum_heads="2", quorum_independent="3")
    assert "This is more than the whole quorum." in answer.text


def test_two_administrators_do_not_overwrite_each_other_unseen(browser: Browser, cast: Cast) -> None:
    sam = browser.as_(cast.administrator)
    page = sam.get(f"/settings/committees/{cast.committee.slug}")
    sam.press(page, "Save the settings", reply_days="9")
    stale = sam.press(page, "Save the settings", status=409, reply_days="8", sentence="It advises and does not decide.")
    assert "What is there now" in stale.main
    assert "It advises and does not decide." in stale.html
    assert sam.get(page.path).form("Save the settings")[1]["reply_days"] == "9"


def test_a_committee_and_its_force_can_be_begun_from_nothing(browser: Browser, cast: Cast, app: Flask) -> None:
    sam = browser.as_(cast.administrator)
    sam.press(sam.get("/settings/committees/new"), "Add the committee", name="Westmarch Ethics Committee")
    page = sam.press(
        sam.get("/settings/forces/new"),
        "Add the force",
        name="Westmarch Police",
        committees=["westmarch-ethics-committee"],
    )
    assert "Westmarch Police" in page.text
    with app.app_context():
        assert db.session.scalar(select(Force.slug).where(Force.name == "Westmarch Police")) == "westmarch-police"


def test_the_same_press_twice_makes_one_committee_and_one_force(browser: Browser, cast: Cast) -> None:
    sam = browser.as_(cast.administrator)
    committee, force = sam.get("/settings/committees/new"), sam.get("/settings/forces/new")
    sam.press(committee, "Add the committee", name="Westmarch Ethics Committee")
    again = sam.press(committee, "Add the committee", status=422, name="Westmarch ethics committee")
    assert again.link("There is a committee of this name already.") == "#name"
    sam.press(force, "Add the force", name="Westmarch Police", committees=[cast.committee.slug])
    again = sam.press(force, "Add the force", status=422, name="Westmarch Police", committees=[cast.committee.slug])
    assert again.link("There is a force of this name already.") == "#name"


def test_the_first_administrator_is_made_at_the_server_and_gets_a_link(app: Flask, database: Any) -> None:
    result = app.test_cli_runner().invoke(
        args=["admin", "create", "--email", "Root@eastmarch.example", "--name", "Ada Root"]
    )
    assert "https://ethics.eastmarch.example/invitation/" in result.output
    again = app.test_cli_runner().invoke(
        args=["admin", "create", "--email", "root@eastmarch.example", "--name", "Ada Root"]
    )
    endless = app.test_cli_runner().invoke(
        args=["admin", "create", "--email", "b@eastmarch.example", "--name", "B" * 400]
    )
    assert (endless.exit_code, endless.output) == (1, "Error: This is 100 characters too long.\n")
    assert (again.exit_code, again.output) == (1, "Error: Somebody with this e-mail address is here already.\n")
