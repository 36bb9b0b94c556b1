"""Numbers in addresses that no row could have: the address is not there, what is asked for is ignored, nothing breaks."""

import pytest
from flask import Flask

from ethics.domain.vocabulary import State
from ethics.web.numbers import MOST
from tests.browser import Browser
from tests.cast import Cast

TOO_HIGH = (MOST + 1, 99_999_999_999, 2**63, 2**64, "9" * 5_000)


@pytest.mark.parametrize("number", TOO_HIGH, ids=lambda number: f"{str(number)[:20]}, {len(str(number))} digits")
def test_an_address_with_a_number_no_row_has_is_not_there(
    app: Flask, browser: Browser, cast: Cast, bring, number
) -> None:
    item = bring(State.ISSUED)
    for who, path in (
        (cast.administrator, "/people/%s"),
        (cast.joan, f"/dilemmas/{item.ref}/enquiries/own/%s"),
        (cast.secretary, f"/dilemmas/{item.ref}/enquiries/waiting/%s"),
        (cast.joan, f"/advice/{item.ref}/questions/%s"),
    ):
        assert app.url_map.bind("localhost").match(path % 1)
        assert browser.as_(who).client.get(path % number).status_code == 404, path


def test_the_highest_number_a_row_can_have_is_asked_for_and_not_found(browser: Browser, cast: Cast) -> None:
    assert browser.as_(cast.administrator).client.get(f"/people/{MOST}").status_code == 404


@pytest.mark.parametrize("number", [*TOO_HIGH[:4], "-1", "-99999999999", "x", ""])
def test_what_no_row_could_have_is_ignored_after_the_question_mark(browser: Browser, cast: Cast, number) -> None:
    anybody = browser.as_(cast.nobody)
    plain = anybody.get("/").main
    for name in ("committee", "year", "page"):
        assert anybody.get(f"/?{name}={number}").main == plain
    assert anybody.get(f"/agendas?page={number}").main == anybody.get("/agendas").main
    secretary, administrator = browser.as_(cast.secretary), browser.as_(cast.administrator)
    assert secretary.get(f"/meetings?page={number}").main == secretary.get("/meetings").main
    assert secretary.get(f"/dilemmas?page={number}").main == secretary.get("/dilemmas").main
    assert administrator.get(f"/people?page={number}").main == administrator.get("/people").main
