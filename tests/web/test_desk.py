"""The desk as a page."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask

from ethics.domain.asks import AskKind
from ethics.domain.dilemmas import Doing, Place
from ethics.domain.vocabulary import State
from ethics.domain.words import say
from ethics.reading.asks import Ask
from ethics.reading.dilemmas import Here
from ethics.web.committee import addresses
from tests.browser import Browser, words
from tests.cast import Cast
from tests.factories import NOW, declare


def test_a_member_finds_what_is_asked_of_them_most_pressing_first(
    browser: Browser, cast: Cast, bring: Callable[..., Any]
) -> None:
    bring(title="The nearer one", closes_in=timedelta(days=2))
    bring(title="The later one", closes_in=timedelta(days=5), given_by=[cast.joan], questions=3)
    page = browser.as_(cast.joan).get("/desk")
    assert page.h1 == "What is asked of you"
    assert "One thing, Joan. The nearest is in 2 days at noon and takes about two minutes." in page.main
    assert "Wed 4 March by noon, in 2 days" in page.main
    assert "Say whether you have an interest in “The nearer one”" in page.main
    assert "The later one" not in page.main


def test_a_row_whose_time_has_passed_says_late_and_no_other_does(
    browser: Browser, cast: Cast, bring: Callable[..., Any]
) -> None:
    bring(State.SENT, title="Overdue", now=NOW - timedelta(days=90))
    bring(State.SENT, title="In time")
    asked = next(browser.as_(cast.sponsor).get("/desk").all("ol", **{"class": "asks"}))
    rows = [words(row) for row in asked.iter("li")]
    assert ["“Overdue”" in row for row in rows] == ["Late" in row for row in rows] == [True, False]


def test_replies_are_not_counted_as_answers(browser: Browser, cast: Cast, bring: Callable[..., Any]) -> None:
    bring(State.CIRCULATED)
    assert "0 of 2 replied to" in browser.as_(cast.joan).get("/desk").main
    assert "0 of 9 replied" in browser.as_(cast.chair).get("/desk").main


def test_each_ask_has_one_button_that_leads_to_its_page(
    browser: Browser, cast: Cast, bring: Callable[..., Any]
) -> None:
    dilemma = bring(given_by=[cast.tomos], then=lambda session, made: declare(session, made, cast.joan))
    page = browser.as_(cast.joan).get("/desk")
    assert page.link("Start at question 1") == f"/dilemmas/{dilemma.ref}/positions/1"
    assert "Sealed until noon on Sun 8 March" in page.main


def test_everybody_has_a_desk_whatever_lies_on_it(browser: Browser, cast: Cast, bring: Callable[..., Any]) -> None:
    for state in State:
        bring(state)
    for person in cast.everyone:
        page = browser.as_(person).get("/desk")
        assert page.h1 == "What is asked of you"


def test_an_empty_desk_is_said_kindly(browser: Browser, cast: Cast) -> None:
    page = browser.as_(cast.joan).get("/desk")
    assert "Nothing today, Joan." in page.main
    assert "Your desk is clear." in page.main


def test_who_is_not_signed_in_is_asked_to(browser: Browser) -> None:
    page = browser.as_(None).get("/desk", follow=False, status=302)
    assert "/sign-in" in page.response.headers["Location"]


def test_the_desk_page_stays_within_twenty_queries(
    browser: Browser, cast: Cast, bring: Callable[..., Any], count_queries: Callable[[], Any]
) -> None:
    for state in State:
        bring(state)
    for person in (cast.chair, cast.joan, cast.secretary, cast.author, cast.sponsor, cast.reviewer):
        window = browser.as_(person)
        with count_queries() as seen:
            window.get("/desk")
        assert len(seen) <= 20, person.name


def test_everything_a_desk_or_a_dilemma_leads_to_has_an_address(app: Flask) -> None:
    with app.test_request_context():
        for kind in AskKind:
            for more in ({}, {"waits": say("x")}, {"declaration_id": 1}, {"question_number": 1}):
                assert addresses.of_ask(Ask(kind, say("x"), "d1", **more)).startswith("/")
        for place in Place:
            assert addresses.of_place(Here(place, "d1", True, None)).startswith("/")
        for doing in Doing:
            assert addresses.of_doing(doing, "d1").startswith("/")
