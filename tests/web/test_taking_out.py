"""A clause is taken out as it was read: where it says something else by now, its words of now are shown first."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from ethics.domain.vocabulary import State
from ethics.extensions import db
from ethics.models import AdviceCondition, Clause
from tests.browser import Browser, Page, Window
from tests.cast import Cast
from tests.factories import Brought, write_clause

CHANGED = "It has been changed since you opened the page"


@pytest.fixture
def item(bring: Callable[..., Brought]) -> Brought:
    """The advice in drafting, with one clause on its first question."""
    return bring(State.DRAFTING, then=lambda session, dilemma: write_clause(session, dilemma, 1, "First."))


@pytest.fixture
def chair(browser: Browser, cast: Cast) -> Window:
    return browser.as_(cast.chair)


@pytest.fixture
def secretary(browser: Browser, cast: Cast) -> Window:
    return browser.as_(cast.secretary)


def page_of(window: Window, item: Brought) -> Page:
    return window.get(f"/dilemmas/{item.ref}/drafting/1")


def asked(window: Window, item: Brought) -> Page:
    """The page that asks before the clause goes."""
    return window.press(page_of(window, item), "Take out this clause 1.1")


def still_there(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(Clause.text).where(Clause.dropped_at.is_(None)).order_by(Clause.id)))


def test_what_was_reworded_meanwhile_is_shown_before_it_goes(app: Flask, chair, secretary, item) -> None:
    page = asked(chair, item)
    assert "First." in page.main
    assert CHANGED not in page.main
    secretary.press(page_of(secretary, item), "Save the draft", **{"clauses-0-text": "Long and careful."})
    stale = chair.press(page, "Take it out", status=409)
    assert CHANGED in stale.main
    assert "Long and careful." in stale.main
    assert still_there(app) == ["Long and careful."]
    chair.press(stale, "Take it out")
    assert still_there(app) == []


@pytest.mark.parametrize("change", ["added", "reworded"])
def test_a_condition_that_would_go_with_it_is_shown_too(app: Flask, chair, secretary, item, change: str) -> None:
    def condition(text: str) -> None:
        name = "conditions-0-text" if text.startswith("Tell them") else "clauses-0-new_text"
        secretary.press(page_of(secretary, item), "Save the draft", **{name: text})

    if change == "reworded":
        condition("Ask them.")
    page = asked(chair, item)
    condition("Ask them." if change == "added" else "Tell them by letter.")
    stale = chair.press(page, "Take it out", status=409)
    assert CHANGED in stale.main
    assert ("Ask them." if change == "added" else "Tell them by letter.") in stale.main
    assert still_there(app) == ["First."]
    chair.press(stale, "Take it out")
    assert still_there(app) == []


def test_a_box_emptied_over_words_that_changed_meanwhile_is_asked_about_first(
    app: Flask, chair, secretary, item
) -> None:
    page = page_of(chair, item)
    secretary.press(page_of(secretary, item), "Save the draft", **{"clauses-0-text": "Long and careful."})
    shown = chair.press(page, "Take out this clause 1.1", **{"clauses-0-text": ""})
    assert "Long and careful." in shown.main
    assert still_there(app) == ["Long and careful."]
    chair.press(shown, "Take it out")
    assert still_there(app) == []


def test_a_box_emptied_over_the_words_that_stand_goes_at_once(app: Flask, chair, item) -> None:
    chair.press(page_of(chair, item), "Take out this clause 1.1", **{"clauses-0-text": ""})
    assert still_there(app) == []


def test_a_condition_changed_on_the_same_page_is_no_conflict_with_oneself(app: Flask, chair, item) -> None:
    chair.press(page_of(chair, item), "Save the draft", **{"clauses-0-new_text": "Ask them."})
    fields = {"clauses-0-text": "", "conditions-0-text": "Ask them first."}
    chair.press(page_of(chair, item), "Take out this clause 1.1", **fields)
    assert still_there(app) == []
    with app.app_context():
        assert db.session.scalars(select(AdviceCondition.text)).all() == ["Ask them first."]
