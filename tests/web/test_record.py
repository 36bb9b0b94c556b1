"""The record of an item at its meeting, on one page: who was there, who presided, what the force said, what follows."""

from datetime import timedelta

import pytest
from flask import Flask

from ethics.domain.vocabulary import State
from ethics.extensions import db
from tests.browser import Page
from tests.cast import Cast, Someone
from tests.factories import NOW, a_dilemma, a_meeting
from tests.richtext.hostile import HOSTILE


@pytest.fixture
def path(app: Flask, cast: Cast) -> str:
    """The record of an item whose positions are revealed, at a meeting that began an hour ago; Agnes withdrew."""
    with app.app_context():
        meeting = a_meeting(db.session, cast, NOW - timedelta(hours=1))
        a_meeting(db.session, cast, NOW + timedelta(days=30))
        dilemma = a_dilemma(
            db.session, cast, State.ISSUED, meeting=meeting, closes_in=timedelta(days=-3), withdrawn=[cast.agnes]
        )
        db.session.commit()
        return f"/dilemmas/{dilemma.ref}/record"


def seated(cast: Cast) -> tuple[Someone, ...]:
    return (*cast.positions_given_by, cast.coopted)


def there(cast: Cast, *present: Someone, **more: str) -> dict[str, str]:
    kinds = {f"there_{one.id}": "present" if one in present else "apologies" for one in seated(cast)}
    return kinds | more


def quorate(cast: Cast, **more: str) -> dict[str, str]:
    return there(cast, cast.chair, cast.joan, cast.tomos, presided_by=str(cast.chair.id)) | more


def test_the_page_says_of_each_what_their_seat_is_on_this_item(browser, cast, path) -> None:
    page = browser.as_(cast.secretary).get(path)
    for shown in (
        "Margaret Holloway, Chair Counts in the quorum when present.",
        "Agnes Whitlock, Member Withdrawn from this item: not counted in the quorum.",
        "Ines Marchetti, Co-opted member Takes part without positions",
        "Lorna Keay, Police adviser (optional) Attends; holds no position.",
        "Margaret Holloway holds the Chair’s powers for this item.",
        "Who was present is not recorded yet.",
    ):
        assert shown in page.main
    assert "Record as discussed" not in page.buttons


def test_a_quorate_record_opens_the_way_to_discussed(browser, cast, path) -> None:
    secretary = browser.as_(cast.secretary)
    page = secretary.press(secretary.get(path), "Save the record", **quorate(cast, **{"facts-0": "Bought in 2023."}))
    assert "The record is saved." in page.main
    assert "Quorate: enough members" in page.main
    assert page.form("Save the record")[1]["facts-0"] == "Bought in 2023."
    page = secretary.press(page, "Record as discussed")
    assert page.path == path.removesuffix("/record")
    closed = secretary.get(path)
    assert "Save the record" not in closed.buttons
    assert "Bought in 2023." in closed.main
    assert "Present, presided" in closed.main


def test_discussed_pressed_twice_is_said_to_be_done(browser, cast, path) -> None:
    secretary = browser.as_(cast.secretary)
    page = secretary.press(secretary.get(path), "Save the record", **quorate(cast))
    secretary.press(page, "Record as discussed")
    assert "This is done already." in secretary.press(page, "Record as discussed").text


def test_an_inquorate_record_says_what_is_missing_and_leads_to_another_meeting(browser, cast, path) -> None:
    secretary = browser.as_(cast.secretary)
    draft = there(cast, cast.chair, cast.joan, cast.agnes, presided_by=str(cast.chair.id))
    page = secretary.press(secretary.get(path), "Save the record", **draft)
    assert "Not quorate: one more member is needed, 2 of 3 are counted." in page.main
    assert "Record as discussed" not in page.buttons
    page = secretary.get(page.link("Defer to another meeting"))
    assert "no second sealed round" in page.main
    refused = secretary.press(page, "Defer to this meeting", reason="Not enough of us.", status=422)
    assert refused.link("Choose a meeting, or make one.") == "#meeting"
    ref = next(one.get("value") for one in refused.all("input", name="meeting"))
    again = secretary.press(refused, "Defer to this meeting", meeting=ref, reason="", status=422)
    assert again.link("Give the reason.") == "#reason"
    done = secretary.press(refused, "Defer to this meeting", meeting=ref)
    assert done.path == path.removesuffix("/record")
    assert "Not enough of us." in secretary.get(path).main


def test_everyone_with_a_seat_is_recorded_one_way_or_another(browser, cast, path) -> None:
    secretary = browser.as_(cast.secretary)
    draft = quorate(cast, **{"facts-0": "A fact worth keeping."})
    del draft[f"there_{cast.grace.id}"], draft["presided_by"]
    page = secretary.press(secretary.get(path), "Save the record", status=422, **draft)
    assert page.link("Say whether Grace Sandiford was present.") == f"#there_{cast.grace.id}"
    assert page.link("Say who presided on this item.") == "#presided_by"
    assert "A fact worth keeping." in page.html
    assert page.form("Save the record")[1][f"there_{cast.joan.id}"] == "present"


def test_a_refusal_of_who_presided_stands_beside_the_question(browser, cast, path) -> None:
    secretary = browser.as_(cast.secretary)
    draft = there(cast, cast.chair, cast.vice_chair, cast.joan, presided_by=str(cast.vice_chair.id))
    page = secretary.press(secretary.get(path), "Save the record", status=422, **draft)
    assert page.link("The Chair was present and holds the powers for this item.") == "#presided_by"
    page = secretary.press(page, "Save the record", presided_by="chosen", status=422)
    assert page.link("Say whom they chose.") == "#chosen"


def test_those_present_choose_who_presides_where_chair_and_vice_chair_are_out(browser, cast, path) -> None:
    secretary = browser.as_(cast.secretary)
    draft = there(cast, cast.joan, cast.tomos, cast.priya, presided_by="chosen", chosen=str(cast.joan.id))
    page = secretary.press(secretary.get(path), "Save the record", **draft)
    assert "Joan Pettifer holds the Chair’s powers for this item. The Chair is recorded as absent." in page.main
    held = page.form("Save the record")[1]
    assert (held["presided_by"], held["chosen"]) == ("chosen", str(cast.joan.id))
    assert "Record as discussed" in page.buttons


def test_where_nobody_could_preside_the_record_says_what_that_means(browser, cast, path) -> None:
    secretary = browser.as_(cast.secretary)
    draft = there(cast, cast.joan, cast.tomos, cast.priya, presided_by="nobody")
    page = secretary.press(secretary.get(path), "Save the record", **draft)
    assert "Not quorate: nobody who holds the Chair’s powers for this item presided." in page.main
    assert page.form("Save the record")[1]["presided_by"] == "nobody"


def test_another_fact_can_be_added_without_a_script_and_nothing_is_lost(browser, cast, path) -> None:
    secretary = browser.as_(cast.secretary)
    typed = {"facts-0": "One.", f"there_{cast.joan.id}": "present"}
    page = secretary.press(secretary.get(path), "Add another fact", **typed)
    held = page.form("Save the record")[1]
    assert (held["facts-0"], held["facts-1"], held[f"there_{cast.joan.id}"]) == ("One.", "", "present")
    page = secretary.press(page, "Save the record", **quorate(cast), **{"facts-1": "Two."})
    assert [page.form("Save the record")[1][f"facts-{n}"] for n in (0, 1)] == ["One.", "Two."]


def test_the_chairs_absence_is_recorded_ahead_of_the_meeting(browser, cast, bring) -> None:
    path = f"/dilemmas/{bring(State.ISSUED).ref}/record"
    secretary = browser.as_(cast.secretary)
    page = secretary.get(path)
    assert "its record is kept from then on" in page.main
    page = secretary.get(page.link("Change"))
    page = secretary.press(page, "Save", powers="vice_chair")
    assert "Rahim Aziz holds the Chair’s powers for this item." in page.main
    page = secretary.press(secretary.get(f"{path}/chair"), "Save", powers="chair")
    assert "Margaret Holloway holds the Chair’s powers for this item." in page.main


def test_a_member_chosen_ahead_has_a_full_seat(browser, cast, path) -> None:
    secretary = browser.as_(cast.secretary)
    page = secretary.get(f"{path}/chair")
    refused = secretary.press(page, "Save", powers="chosen", status=422)
    assert refused.link("Choose a member with a full seat on this item.") == "#chosen"
    refused = secretary.press(page, "Save", powers="chosen", chosen=str(cast.agnes.id), status=422)
    assert refused.link("Choose a member with a full seat on this item.") == "#chosen"


def test_an_old_page_does_not_overwrite_a_newer_record(browser, cast, path) -> None:
    secretary = browser.as_(cast.secretary)
    old = secretary.get(path)
    secretary.press(old, "Save the record", **quorate(cast, **{"facts-0": "The newer fact."}))
    page = secretary.press(old, "Save the record", status=409, **quorate(cast, **{"facts-0": "The older fact."}))
    assert "The older fact." in page.html
    assert secretary.get(path).form("Save the record")[1]["facts-0"] == "The newer fact."


@pytest.mark.parametrize("tail", ["", "/chair", "/defer"])
def test_only_the_committees_secretary_has_these_pages(browser, cast, path, tail) -> None:
    browser.as_(cast.chair).get(path + tail, status=403)
    browser.as_(cast.joan).get(path + tail, status=403)
    other = browser.as_(cast.other_secretary)
    assert other.get(path + tail, status=404).main == other.get("/dilemmas/nowhere/record", status=404).main
    other.post(path + tail, {"reason": "Mine."}, status=404)
    other.post(f"{path}/discussed", status=404)


def test_hostile_text_in_a_fact_is_only_text(browser, cast, path) -> None:
    secretary = browser.as_(cast.secretary)
    texts = [f"Fact {text}" for text in HOSTILE.values()][:40]
    facts = {f"facts-{n}": text for n, text in enumerate(texts)}
    page = secretary.press(secretary.get(path), "Save the record", **quorate(cast), **facts)
    assert page.h1 == "Footage from doorbells"
    secretary.press(page, "Record as discussed")
    assert secretary.get(path).main.count("Fact ") >= len(texts)


def test_the_record_keeps_to_twenty_queries(browser, cast, path, count_queries) -> None:
    secretary = browser.as_(cast.secretary)
    with count_queries() as before:
        secretary.get(path)
    secretary.press(secretary.get(path), "Save the record", **quorate(cast, **{f"facts-{n}": "x" for n in range(9)}))
    with count_queries() as after:
        secretary.get(path)
    assert len(before) <= 20
    assert len(after) <= 20


def test_a_page_is_a_page_for_who_reads_it(browser, cast, path) -> None:
    page: Page = browser.as_(cast.secretary).get(path)
    assert page.title.startswith("Record: Footage from doorbells")
