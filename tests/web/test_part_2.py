"""Part 2 through its pages: closing questions and scenarios, the open edition, and a paper that is closed whole."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy import select, update

from ethics.domain.vocabulary import Part, PartReason, State
from ethics.extensions import db
from ethics.models import Block, Dilemma, QuestionWording, ScenarioWording
from tests.browser import Browser, Page, words
from tests.cast import AnySession, Cast
from tests.factories import Brought

Bring = Callable[..., Brought]
WHY = {"part_reason": "sch_12a_7", "part_note": "Offenders would move on.", "review_on": "1 May 2027"}


def _holes(page: Page) -> list[str]:
    return [words(one) for one in page.all("div", class_="withheld")]


def close_all(session: AnySession, made: Dilemma) -> None:
    """Close everything a paper says."""
    for table in (Block, QuestionWording, ScenarioWording):
        session.execute(update(table).values(part=Part.CLOSED, part_reason=PartReason.SECTION_31))


def test_a_whole_scenario_is_closed_with_its_title(app: Flask, browser: Browser, cast: Cast, bring: Bring) -> None:
    item = bring(State.DRAFT, scenarios=2)
    dan, home = browser.as_(cast.author), f"/dilemmas/{item.ref}"
    page = dan.get(f"{home}/edit/scenarios/1")
    page = dan.press(page, "Save and go back", closed="y", title="The house in Ferry Lane", status=422)
    assert page.link("Say why it is closed, for those who may not read it.") == "#part_reason"
    page = dan.press(page, "Save and go back", **WHY)
    with app.app_context():
        scenario = db.session.scalars(select(ScenarioWording).order_by(ScenarioWording.number)).first()
        assert scenario is not None
        assert (scenario.part, scenario.part_reason) == (Part.CLOSED, PartReason.SCHEDULE_12A_7)
        blocks = db.session.scalars(select(Block).where(Block.scenario_id == scenario.scenario_id)).all()
        assert {(one.part, one.part_reason, one.part_note) for one in blocks} == {
            (Part.CLOSED, PartReason.SCHEDULE_12A_7, "Offenders would move on.")
        }
    opened = dan.get(f"{home}/paper/open")
    assert "The house in Ferry Lane" not in opened.text
    assert "Scenario 1: closed (Part 2)" in opened.main
    assert "Offenders would move on." in opened.main
    assert "1 May 2027" in opened.main
    assert "Scenario 1: The house in Ferry Lane" in dan.get(f"{home}/paper").main


def test_a_question_is_closed_with_a_note_and_a_day(browser: Browser, cast: Cast, bring: Bring) -> None:
    item = bring(State.DRAFT)
    dan, home = browser.as_(cast.author), f"/dilemmas/{item.ref}"
    page = dan.get(f"{home}/edit/questions/1")
    page = dan.press(page, "Save and go back", closed="y", part_reason="", status=422)
    assert page.link("Say why it is closed, for those who may not read it.") == "#part_reason"
    dan.press(page, "Save and go back", **WHY)
    page = dan.get(f"{home}/edit/questions/1")
    assert "Offenders would move on." in str(page.form("Save and go back")[1].values())
    opened = dan.get(f"{home}/paper/open")
    assert "for 1 weeks" not in opened.main
    for said in ("Schedule 12A, paragraph 7", "Offenders would move on.", "1 May 2027", "for 2 weeks"):
        assert said in opened.main


def test_the_open_edition_has_the_holes_an_observer_gets_and_is_for_who_brings_it(
    browser: Browser, cast: Cast, bring: Bring
) -> None:
    item = bring(State.ISSUED)
    path = f"/dilemmas/{item.ref}/paper/open"
    own, theirs = browser.as_(cast.author).get(path), browser.as_(cast.observer).get(f"/dilemmas/{item.ref}/paper")
    assert "An inquiry in Ferry Lane" not in own.main + theirs.main
    assert _holes(own) == _holes(theirs) != []
    for person in (cast.secretary, cast.chair, cast.observer):
        browser.as_(person).get(path, status=403)
    for stranger in (cast.outsider, cast.nobody):
        browser.as_(stranger).get(path, status=404)


def test_a_paper_closed_whole_waits_for_a_public_title_at_every_gate(
    browser: Browser, cast: Cast, bring: Bring
) -> None:
    draft = bring(State.DRAFT, scenarios=1, then=close_all)
    dan, home = browser.as_(cast.author), f"/dilemmas/{draft.ref}"
    for page in (dan.get(f"{home}/edit"), dan.get(f"{home}/send")):
        assert "All of this paper is closed (Part 2), so it needs a public title." in page.main
    dan.press(dan.get(f"{home}/edit/about"), "Save and go back", public_title="Watching a house")
    assert "needs a public title" not in dan.get(f"{home}/send").main
    dan.press(dan.get(f"{home}/send"), "Send to the sponsor")
    waiting = bring(State.SUBMITTED, then=close_all)
    triage = browser.as_(cast.secretary).get(f"/dilemmas/{waiting.ref}/triage")
    assert "All of this paper is closed (Part 2), so it needs a public title." in triage.main


def test_the_public_title_stands_for_the_other_wherever_part_2_is_not_theirs(
    browser: Browser, cast: Cast, bring: Bring
) -> None:
    item = bring(State.ISSUED, title="The canary of Ferry Lane", public_title="Watching a house")
    home = f"/dilemmas/{item.ref}"
    for person in (cast.observer, cast.monitoring, cast.administrator, cast.joan):
        window = browser.as_(person)
        for path in ("/dilemmas", home, f"{home}/journal"):
            page = window.get(path)
            assert "canary" not in page.text
            assert "Watching a house" in page.text
    for person in (cast.author, cast.secretary):
        assert "The canary of Ferry Lane" in browser.as_(person).get(home).text
