"""The list, the hub page and the journal as pages."""

from collections.abc import Callable
from typing import Any

from ethics.domain.dilemmas import Group
from ethics.domain.vocabulary import State
from tests.browser import Browser, still
from tests.cast import Cast
from tests.factories import declare


def test_the_page_of_one_leads_on_for_everybody_who_may_know_of_it(
    browser: Browser, cast: Cast, bring: Callable[..., Any]
) -> None:
    made = [
        bring(state)
        for state in (State.DRAFT, State.SUBMITTED, State.ISSUED, State.CIRCULATED, State.SENT, State.WITHDRAWN)
    ]
    for person in cast.everyone:
        window = browser.as_(person)
        listed = {href for _, href in window.get("/dilemmas").links}
        for one in made:
            known = f"/dilemmas/{one.ref}" in listed
            page = window.get(f"/dilemmas/{one.ref}", status=200 if known else 404)
            window.get(f"/dilemmas/{one.ref}/journal", status=200 if known else 404)
            if not known:
                assert "Footage from doorbells" not in page.html


def test_what_one_may_not_know_of_answers_like_what_does_not_exist(
    browser: Browser, cast: Cast, bring: Callable[..., Any]
) -> None:
    made = bring(State.ISSUED)
    window = browser.as_(cast.outsider)
    there, nowhere = window.get(f"/dilemmas/{made.ref}", status=404), window.get("/dilemmas/d000000fff", status=404)

    assert still(there.html) == still(nowhere.html)


def test_every_link_on_the_page_of_one_opens(browser: Browser, cast: Cast, bring: Callable[..., Any]) -> None:
    opened = set()
    for state in set(State) - {State.REDIRECTED, State.DECLINED, State.CLOSED}:
        made = bring(state, title=f"In {state.value}")
        for person in (cast.author, cast.sponsor, cast.secretary, cast.chair, cast.joan):
            window = browser.as_(person)
            if f"/dilemmas/{made.ref}" not in {href for _, href in window.get("/dilemmas").links}:
                continue
            page = window.get(f"/dilemmas/{made.ref}")
            for _, href in page.links:
                if made.ref in href:
                    assert window.get(href).status == 200
                    opened.add((state, href.replace(made.ref, "")))
    assert {state for state, _ in opened} == set(State) - {State.REDIRECTED, State.DECLINED, State.CLOSED}


def test_groups_narrow_the_list(browser: Browser, cast: Cast, bring: Callable[..., Any]) -> None:
    bring(State.ISSUED, title="The open one")
    bring(State.SENT, title="The sent one")
    window = browser.as_(cast.secretary)
    assert "The open one" in window.get("/dilemmas").main
    page = window.get(f"/dilemmas?group={Group.ADVISED.value}")
    assert "The sent one" in page.main
    assert "The open one" not in page.main
    assert "None of your dilemmas is here now." in window.get(f"/dilemmas?group={Group.OVER.value}").main
    window.get("/dilemmas?group=nothing&page=x")


def test_an_empty_list_is_said_kindly_and_an_author_may_start(browser: Browser, cast: Cast) -> None:
    assert "There is no dilemma for you to see yet." in browser.as_(cast.joan).get("/dilemmas").main
    page = browser.as_(cast.author).get("/dilemmas")
    assert page.link("Write a paper") == "/papers/new"


def test_the_page_of_one_stays_within_twenty_queries(
    browser: Browser, cast: Cast, bring: Callable[..., Any], count_queries: Callable[[], Any]
) -> None:
    made = [bring(state, then=None) for state in (State.ISSUED, State.DRAFTING, State.CIRCULATED, State.SENT)]
    made.append(bring(State.ISSUED, then=lambda session, one: declare(session, one, cast.chair)))
    for person in (cast.chair, cast.joan, cast.secretary, cast.author):
        window = browser.as_(person)
        for one in made:
            for path in ("", "/journal"):
                with count_queries() as seen:
                    window.get(f"/dilemmas/{one.ref}{path}")
                assert len(seen) <= 20, (person.name, path, len(seen))
        with count_queries() as seen:
            window.get("/dilemmas")
        assert len(seen) <= 20
