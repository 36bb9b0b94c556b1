"""The demonstration's cast is a button away, and exists only there."""

from typing import Any

import pytest
from flask import Flask

from ethics.domain.notices import NoticeKind
from ethics.extensions import db
from ethics.services.notices import tell
from ethics.web.account.demo import read_cast
from tests.browser import check
from tests.cast import Cast
from tests.conftest import Clock
from tests.visitor import Visitor


@pytest.fixture
def demo(make_app: Any) -> Flask:
    app: Flask = make_app(demo=True)
    return app


def test_each_of_the_cast_has_a_button_and_a_reason(demo: Flask, cast: Cast) -> None:
    page = Visitor(demo).get("/sign-in")
    assert page.h1 == "Whose desk would you like to sit at?"
    for person in read_cast():
        assert person.name in page.text
        assert person.why in page.text
    assert page.text.count(" as Joan Pettifer") == 1
    assert "Sign in as the Chair" in page.text


def test_one_press_signs_in_as_the_person_named(demo: Flask, cast: Cast) -> None:
    visitor = Visitor(demo)
    page = visitor.get("/sign-in?next=/account")
    page = visitor.press(page, "Sign in as a member as Joan Pettifer")
    assert cast.joan.email in page.text


def test_the_text_of_an_expired_sign_in_is_given_back_there_too(demo: Flask, cast: Cast, clock: Clock) -> None:
    visitor = Visitor(demo)
    visitor.press(visitor.get("/sign-in?next=/account"), "Sign in as Sam Teller")
    page = visitor.get("/people/invite")
    clock.advance(hours=1)
    page = visitor.press(page, "Send the invitation", status=401, name="Wilma Brandt", email="wilma@eastmarch.example")
    assert "Wilma" not in page.html
    assert visitor.press(page, "Sign in as Sam Teller").h1 == "What you had typed"


def test_elsewhere_there_is_no_such_button_and_no_such_address(app: Flask, cast: Cast) -> None:
    visitor = Visitor(app)
    page = visitor.get("/sign-in")
    assert page.h1 == "Sign in"
    assert "Joan" not in page.html
    data = page.form("Sign in")[1] | {"key": "joan-pettifer"}
    headers = {"Referer": "https://ethics.eastmarch.example/sign-in"}
    answer = visitor.client.post("/demo/sign-in-as", data=data, headers=headers)
    unknown = visitor.client.post("/no/such/page", data=data, headers=headers)
    assert answer.status_code == unknown.status_code == 404
    visitor.get("/demo/mail", status=404)


def test_the_demonstrations_mail_can_be_read(demo: Flask, cast: Cast, clock: Clock) -> None:
    with demo.app_context():
        tell([cast.joan.id], NoticeKind.PUBLISHED, clock(), path="/account")
        db.session.commit()
    demo.test_cli_runner().invoke(args=["notices", "send"])
    page = Visitor(demo).get("/demo/mail")
    check(page)
    assert "Advice was published" in page.text
    assert "To Joan Pettifer" in page.text
    assert "is public." in page.text
    assert page.link("Follow its link") == "https://ethics.eastmarch.example/account"
