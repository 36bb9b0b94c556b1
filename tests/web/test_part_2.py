"""Part 2 through its pages: closing questions and scenarios, the open edition, and a paper that is closed whole."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select, update

from ethics.domain.policy import Action
from ethics.domain.vocabulary import Part, PartReason, State
from ethics.extensions import db
from ethics.models import Block, Dilemma, QuestionWording, ScenarioWording
from ethics.reading import part_2_reads
from ethics.reading.people import day_of
from ethics.services import papers
from tests.acts import declare
from tests.browser import Browser, Page, words
from tests.cast import AnySession, Cast
from tests.conftest import Clock
from tests.factories import Brought, a_dilemma
from tests.publications import in_review

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
    for path in ("/edit", "/edit/about", "/edit/questions/1", "/send"):
        assert dan.get(home + path).link("See it as it will be open") == f"{home}/paper/open"
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


def test_the_secretary_alone_sees_who_has_read_part_2(
    browser: Browser, cast: Cast, bring: Bring, clock: Clock, count_queries: Callable[[], Any]
) -> None:
    item = bring(State.ISSUED, then=lambda session, made: declare(session, made, cast.joan))
    home = f"/dilemmas/{item.ref}"
    secretary = browser.as_(cast.secretary)
    path = secretary.get(home).link("Who has read Part 2")
    assert "Nobody but the force has read Part 2 yet." in secretary.get(path).main
    browser.as_(cast.author).get(f"{home}/paper")
    browser.as_(cast.joan).get(f"{home}/paper")
    secretary.get(path)
    with count_queries() as of_one:
        secretary.get(path)
    clock.advance(minutes=1)
    secretary.get(f"{home}/paper")
    with count_queries() as of_two:
        page = secretary.get(path)
    assert len(of_one) == len(of_two) <= 20
    rows = [words(row) for row in page.all("tr")][1:]
    assert [row.startswith(name) for row, name in zip(rows, (cast.secretary.name, cast.joan.name), strict=True)]
    assert ["Secretary" in row for row in rows] == [True, False]
    assert "version 1" in rows[1]
    assert cast.author.name not in page.main
    for person in (cast.author, cast.chair, cast.joan, cast.observer):
        browser.as_(person).get(path, status=403)
        assert "Who has read Part 2" not in browser.as_(person).get(home).main
    browser.as_(cast.outsider).get(path, status=404)


def test_the_file_a_paper_came_from_is_told_apart_and_recorded_apart(
    session: AnySession, cast: Cast, clock: Clock
) -> None:
    dilemma = a_dilemma(session, cast, State.SUBMITTED)
    secretary = cast.actor(cast.secretary)
    for action, recorded in ((Action.READ_PART_2, True), (Action.READ_SOURCE, True), (Action.READ_PART_2, False)):
        assert papers.record_part_2_read(secretary, dilemma.ref, clock, action) is recorded
    shown = part_2_reads.reads(secretary, dilemma.ref, clock()).reads
    assert [(one.of_source, one.by_secretary) for one in shown] == [(True, True), (False, True)]


def test_a_day_for_looking_again_is_asked_once_of_the_author_and_of_the_reviewer(
    browser: Browser, cast: Cast, bring: Bring, clock: Clock
) -> None:
    def due(session: AnySession, made: Dilemma) -> None:
        session.execute(
            update(Block).where(Block.part == Part.CLOSED).values(review_on=day_of(clock()) + timedelta(days=1))
        )

    said = "Look again at what is closed"
    item = bring(State.DRAFT, then=due)
    dan = browser.as_(cast.author)
    assert said not in dan.get("/desk").main
    clock.advance(days=1)
    dan = browser.as_(cast.author)
    page = dan.get("/desk")
    assert page.main.count(said) == 1
    assert page.link("Look at what is closed") == f"/dilemmas/{item.ref}/paper/open"
    for person in (cast.secretary, cast.reviewer, cast.sponsor, cast.joan):
        assert said not in browser.as_(person).get("/desk").main
    section = dan.get(f"/dilemmas/{item.ref}/edit/section/background")
    dan.press(section, "Save and go back", **{"blocks-1-review_on": "1 May 2031"})
    assert said not in dan.get("/desk").main


def test_the_reviewer_is_asked_to_look_again_while_the_text_is_in_review(
    app: Flask, browser: Browser, cast: Cast, bring: Bring, clock: Clock
) -> None:
    def due(session: AnySession, made: Dilemma) -> None:
        tomorrow = day_of(clock()) + timedelta(days=1)
        session.execute(update(Block).where(Block.part == Part.CLOSED).values(review_on=tomorrow))
        in_review(session, cast, made, clock)

    said = "Look again at what is closed"
    item = bring(State.AGREED, then=due)
    assert said not in browser.as_(cast.reviewer).get("/desk").main
    clock.advance(days=1)
    reviewer = browser.as_(cast.reviewer)
    page = reviewer.get("/desk")
    assert page.main.count(said) == 1
    assert "See whether it still has to be withheld before you clear the text." in page.main
    page = reviewer.get(page.link("Look at what is closed"))
    assert page.path == f"/dilemmas/{item.ref}/disclosure"
    for person in (cast.secretary, cast.chair, cast.author, cast.sponsor, cast.joan):
        assert said not in browser.as_(person).get("/desk").main
    with app.app_context():
        db.session.execute(update(Block).where(Block.part == Part.CLOSED).values(part=Part.OPEN, part_reason=None))
        db.session.commit()
    assert said not in reviewer.get("/desk").main
