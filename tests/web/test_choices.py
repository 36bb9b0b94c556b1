"""The pages on which an administrator keeps what a committee chooses from."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from ethics.domain.vocabulary import State
from ethics.extensions import db
from ethics.models import Framework, ImplicationHeading, InterestType, Principle
from tests.browser import Browser, Page, Window
from tests.cast import Cast
from tests.conftest import Clock
from tests.factories import a_dilemma

HOME = "/settings/committees/eastmarch-ethics-committee"


@pytest.fixture
def sam(browser: Browser, cast: Cast) -> Window:
    return browser.as_(cast.administrator)


@pytest.fixture
def bring(app: Flask, cast: Cast) -> Callable[..., str]:
    """Bring a dilemma to the committee, and give its ref."""

    def make(state: State, begun_at: datetime | None = None) -> str:
        with app.app_context():
            made = a_dilemma(db.session, cast, state)
            made.started_at = begun_at or made.started_at
            db.session.commit()
            return made.ref

    return make


@pytest.fixture
def id_of(app: Flask) -> Callable[..., int]:
    """The id of the entry of this name."""

    def find(table: Any, name: str) -> int:
        with app.app_context():
            return db.session.scalars(select(table.id).where(table.name == name)).one()

    return find


def names(page: Page) -> list[str]:
    """What stands in the first column of the page's tables."""
    return [" ".join(part.strip() for part in cell.itertext() if part.strip()) for cell in page.all("th", scope="row")]


def test_the_settings_lead_to_what_is_chosen_from(sam: Window) -> None:
    page = sam.get("/settings")
    for kind in ("interests", "implications", "frameworks"):
        assert f"{HOME}/{kind}" in [href for _, href in page.links]
    assert names(sam.get(f"{HOME}/interests")) == ["Pecuniary", "Personal", "Sensitive Nature hidden"]


def test_a_type_of_interest_is_added_and_members_are_offered_it(
    cast: Cast, browser: Browser, sam: Window, bring: Callable[..., str]
) -> None:
    ref = bring(State.SCHEDULED)
    page = sam.get(f"{HOME}/interests/new")
    page = sam.press(page, "Add a type of interest", name="Political", says="You stand for a party.")
    assert "The type of interest is added." in page.text
    seen = browser.as_(cast.joan).get(f"/dilemmas/{ref}/declare").text
    assert "Political" in seen
    assert "You stand for a party." in seen


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_is_given_back(sam: Window) -> None:
    page = sam.get(f"{HOME}/interests/new")
    page = sam.press(page, "Add a type of interest", status=422, name="personal", says="Whom you know.")
    assert "There is one of this name on offer already." in page.text
    assert page.form("Add a type of interest")[1]["says"] == "Whom you know."
    assert page.title.startswith("Error")


def test_the_order_is_changed_without_a_script(sam: Window) -> None:
    page = sam.get(f"{HOME}/interests")
    page = sam.press(page, "Down Pecuniary")
    assert names(page) == ["Personal", "Pecuniary", "Sensitive Nature hidden"]
    assert "Up Personal" not in page.buttons
    assert names(sam.press(page, "Up Sensitive"))[1] == "Sensitive Nature hidden"


def test_one_is_retired_after_a_word_about_it_and_offered_again(
    cast: Cast, browser: Browser, sam: Window, bring: Callable[..., str], id_of: Callable[..., int]
) -> None:
    ref = bring(State.SCHEDULED)
    row = id_of(InterestType, "Personal")
    page = sam.get(f"{HOME}/interests/{row}/retire")
    assert "Declarations made with it keep it." in page.text
    page = sam.press(page, "Retire it")
    assert "“Personal” is retired. You can offer it again." in page.text
    assert page.by_id(f"choice-{row}") is not None
    assert "Personal" not in browser.as_(cast.joan).get(f"/dilemmas/{ref}/declare").text
    page = sam.press(page, "Offer it again Personal")
    assert names(page) == ["Pecuniary", "Sensitive Nature hidden", "Personal"]
    assert "Personal" in browser.as_(cast.joan).get(f"/dilemmas/{ref}/declare").text


def test_the_last_one_cannot_be_retired(sam: Window, id_of: Callable[..., int]) -> None:
    rows = [id_of(ImplicationHeading, name) for name in ("Financial", "Legal", "Equality")]
    for row in rows[:-1]:
        sam.press(sam.get(f"{HOME}/implications/{row}/retire"), "Retire it")
    page = sam.get(f"{HOME}/implications")
    assert "One has to remain. Add another before you retire it." in page.text
    alone = sam.get(f"{HOME}/implications/{rows[-1]}/retire")
    assert "Retire it" not in alone.buttons
    assert "This is the only one on offer." in alone.text
    assert "One has to remain." in sam.post(f"{HOME}/implications/{rows[-1]}/retire", status=409).text


def test_another_name_is_said_to_make_another_entry_and_does(
    sam: Window, bring: Callable[..., str], id_of: Callable[..., int]
) -> None:
    bring(State.DRAFT)
    row = id_of(ImplicationHeading, "Legal")
    page = sam.get(f"{HOME}/implications/{row}/wording")
    assert "Papers already begun keep the name they have." in page.text
    page = sam.press(page, "Save the wording", name="Law and rights", says="")
    assert "The old wording is retired; the new one takes its place." in page.text
    assert names(page) == ["Financial", "Law and rights", "Equality", "Legal"]


def test_a_stale_wording_gives_both_back(sam: Window, id_of: Callable[..., int]) -> None:
    row = id_of(InterestType, "Personal")
    page = sam.get(f"{HOME}/interests/{row}/wording")
    sam.press(sam.get(f"{HOME}/interests/{row}/wording"), "Save the wording", says="Somebody you know.")
    page = sam.press(page, "Save the wording", status=409, says="Whom you know.")
    assert "Somebody you know." in page.text
    assert "Whom you know." in page.text


def test_an_implication_is_asked_of_papers_begun_from_now_on(
    cast: Cast, browser: Browser, sam: Window, clock: Clock, bring: Callable[..., str]
) -> None:
    old = bring(State.DRAFT)
    clock.advance(minutes=5)
    page = sam.get(f"{HOME}/implications/new")
    sam.press(page, "Add an implication", name="Sustainability", says="What it uses up.")
    young = bring(State.DRAFT, clock())
    dan = browser.as_(cast.author)
    assert "What it uses up." in dan.get(f"/dilemmas/{young}/edit/implications").text
    assert "Sustainability" not in dan.get(f"/dilemmas/{old}/edit/implications").text


def test_a_framework_is_added_with_its_principles_and_given_back_while_it_cannot_stand(sam: Window) -> None:
    page = sam.get(f"{HOME}/frameworks/new")
    typed = {"name": "Eastmarch promises", "dated": "1 May 2025", "principles-0-says": "Say it."}
    page = sam.press(page, "Add the framework", status=422, **typed)
    assert "Enter the principle’s name." in page.text
    assert page.form("Add the framework")[1]["principles-0-says"] == "Say it."
    page = sam.press(page, "Add the framework", **{"principles-0-name": "Candour"})
    assert "The framework is added." in page.text
    assert names(page)[-1] == "Eastmarch promises 2025 Candour"


def test_a_row_more_can_be_had_without_a_script(sam: Window) -> None:
    page = sam.get(f"{HOME}/frameworks/new")
    more = sam.press(page, "Add another principle", name="Eastmarch promises")
    assert more.by_id("principles-6-name") is not None
    assert more.form("Add the framework")[1]["name"] == "Eastmarch promises"


def test_the_principles_of_a_framework_are_kept_on_its_own_page(
    sam: Window, bring: Callable[..., str], id_of: Callable[..., int]
) -> None:
    code = id_of(Framework, "Code of Ethics")
    page = sam.get(f"{HOME}/frameworks/{code}")
    assert page.h1 == "Code of Ethics"
    page = sam.press(sam.get(f"{HOME}/frameworks/{code}/new"), "Add a principle", name="Care", says="For all.")
    assert names(page) == ["Accountability", "Fairness", "Honesty", "Openness", "Care For all."]
    row = id_of(Principle, "Openness")
    page = sam.press(sam.get(f"{HOME}/principles/{row}/retire"), "Retire it")
    assert names(page)[-1] == "Openness"
    page = sam.press(sam.get(f"{HOME}/frameworks/{code}/wording"), "Save the correction", name="The Code of Ethics")
    assert page.h1 == "The Code of Ethics"
    bring(State.DRAFT)
    assert "Its name and day stay" in sam.get(f"{HOME}/frameworks/{code}/wording").text


def test_a_committee_takes_up_a_framework_that_is_known_already(
    cast: Cast, sam: Window, id_of: Callable[..., int]
) -> None:
    there = f"/settings/committees/{cast.other_committee.slug}/frameworks"
    page = sam.get(there)
    assert "Nothing is on offer yet." in page.text
    assert "Choose a framework." in sam.press(page, "Add this framework", status=422, framework="").text
    code = id_of(Framework, "Code of Ethics")
    page = sam.press(page, "Add this framework", framework=str(code))
    assert names(page)[0].startswith("Code of Ethics 2014")
    assert cast.committee.name in sam.get(f"{there}/{code}").text


@pytest.mark.parametrize("kind", ["interests", "implications", "frameworks"])
def test_a_list_asks_the_database_as_often_for_many_entries_as_for_few(
    app: Flask, cast: Cast, sam: Window, count_queries: Callable[[], Any], kind: str
) -> None:
    with count_queries() as few:
        sam.get(f"{HOME}/{kind}")
    with app.app_context():
        for at in range(10, 30):
            db.session.add(InterestType(committee_id=cast.committee.id, position=at, name=f"Type {at}"))
            db.session.add(ImplicationHeading(committee_id=cast.committee.id, position=at, name=f"Implication {at}"))
            db.session.add(Framework(name=f"Framework {at}", dated=date(2020, 1, at)))
        db.session.commit()
    with count_queries() as many:
        page = sam.get(f"{HOME}/{kind}")
    assert "19" in page.text
    assert len(few) == len(many) <= 20


@pytest.mark.parametrize(
    "path",
    [
        "/interests", "/interests/new", "/interests/1/wording", "/implications", "/frameworks", "/frameworks/new",
        "/frameworks/1", "/frameworks/1/new", "/frameworks/1/wording", "/principles/1/retire",
    ],
)  # fmt: skip
def test_these_pages_do_not_exist_for_anybody_but_an_administrator(cast: Cast, browser: Browser, path: str) -> None:
    assert browser.as_(cast.administrator).get(f"{HOME}{path}").h1
    for person in (cast.secretary, cast.chair, cast.joan, cast.author, cast.monitoring):
        window = browser.as_(person)
        assert window.get(f"{HOME}{path}", status=404).main == window.get("/no/such/page", status=404).main


def test_nothing_of_another_committee_is_reached_by_number(cast: Cast, sam: Window, id_of: Callable[..., int]) -> None:
    row = id_of(InterestType, "Personal")
    there = f"/settings/committees/{cast.other_committee.slug}"
    assert sam.get(f"{there}/interests/{row}/retire", status=404).h1
    assert sam.post(f"{there}/interests/{row}/retire", status=404).h1
    assert sam.get(f"{there}/principles/{cast.principles['Courage']}/wording", status=404).h1
    assert "Retired" not in sam.get(f"{HOME}/interests").text
