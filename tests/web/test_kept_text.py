"""Rule 16: what was typed when a sign-in ran out is carried through signing in, for the same person only."""

from typing import Any

import pytest
from flask import Blueprint, Flask, request
from sqlalchemy import select

from ethics.extensions import db
from ethics.models import Person
from ethics.web import door
from tests.cast import Cast
from tests.conftest import Clock
from tests.visitor import PASSWORD, Visitor, give_password

TYPED = "Nobody was asked whether they\nwanted to be filmed."


@pytest.fixture
def visitor(app: Flask, cast: Cast) -> Visitor:
    give_password(app, cast.joan, cast.tomos, cast.administrator)
    return Visitor(app)


def _begin_to_invite(visitor: Visitor, cast: Cast) -> Any:
    visitor.sign_in(cast.administrator, at="/sign-in?next=/account")
    return visitor.get("/people/invite")


def test_text_typed_before_the_sign_in_ran_out_is_offered_back_and_can_be_sent_again(
    visitor: Visitor, cast: Cast, clock: Clock, app: Flask
) -> None:
    page = _begin_to_invite(visitor, cast)
    clock.advance(hours=2)
    page = visitor.press(page, "Send the invitation", status=401, name="Wilma Brandt", email="wilma@eastmarch.example")
    assert "nothing is lost" in page.text
    assert "Wilma" not in page.html
    page = visitor.press(page, "Sign in", email=cast.administrator.email, password=PASSWORD)
    assert page.h1 == "What you had typed"
    assert "Wilma Brandt" in page.text
    page = visitor.press(page, "Send it again")
    assert page.h1 == "Wilma Brandt"
    with app.app_context():
        assert db.session.scalar(select(Person.name).where(Person.email == "wilma@eastmarch.example")) == "Wilma Brandt"


def test_it_is_carried_also_where_the_browser_has_lost_its_session(visitor: Visitor, cast: Cast) -> None:
    page = _begin_to_invite(visitor, cast)
    visitor.forget_session()
    page = visitor.press(page, "Send the invitation", status=401, name="Wilma Brandt", email="wilma@eastmarch.example")
    page = visitor.press(page, "Sign in", email=cast.administrator.email, password=PASSWORD)
    assert "Wilma Brandt" in page.text


def test_a_wrong_password_on_the_way_loses_nothing(visitor: Visitor, cast: Cast) -> None:
    page = _begin_to_invite(visitor, cast)
    visitor.forget_session()
    page = visitor.press(page, "Send the invitation", status=401, name="Wilma Brandt", email="wilma@eastmarch.example")
    page = visitor.press(page, "Sign in", status=422, email=cast.administrator.email, password="not the right words")
    page = visitor.press(page, "Sign in", email=cast.administrator.email, password=PASSWORD)
    assert "Wilma Brandt" in page.text


def test_nothing_of_it_is_there_when_another_person_signs_in(visitor: Visitor, cast: Cast) -> None:
    page = _begin_to_invite(visitor, cast)
    visitor.forget_session()
    page = visitor.press(page, "Send the invitation", status=401, name="Wilma Brandt", email="wilma@eastmarch.example")
    answer = visitor.press(page, "Sign in", status=303, follow=False, email=cast.joan.email, password=PASSWORD)
    assert "Wilma" not in answer.response.text
    assert "Wilma" not in visitor.get("/account").html


def test_what_one_person_typed_is_not_shown_to_another_who_is_signed_in_by_then(
    app: Flask, visitor: Visitor, cast: Cast
) -> None:
    page = _begin_to_invite(visitor, cast)
    visitor.forget_session()
    visitor.sign_in(cast.joan, at="/sign-in?next=/account")
    page = visitor.press(page, "Send the invitation", status=401, name="Wilma Brandt", email="wilma@eastmarch.example")
    assert "Wilma" not in page.html


def test_whoever_signed_in_again_in_another_tab_gets_their_text_back_at_once(visitor: Visitor, cast: Cast) -> None:
    page = _begin_to_invite(visitor, cast)
    visitor.forget_session()
    visitor.sign_in(cast.administrator, at="/sign-in?next=/account")
    page = visitor.press(page, "Send the invitation", status=400, name="Wilma Brandt", email="wilma@eastmarch.example")
    assert page.h1 == "What you had typed"
    assert visitor.press(page, "Send it again").h1 == "Wilma Brandt"


def test_a_remembered_device_gets_its_text_back_at_once(visitor: Visitor, cast: Cast) -> None:
    visitor.sign_in(cast.administrator, at="/sign-in?next=/account", remember="y")
    page = visitor.get("/people/invite")
    visitor.forget_session()
    page = visitor.press(page, "Send the invitation", status=400, name="Wilma Brandt", email="wilma@eastmarch.example")
    assert page.h1 == "What you had typed"


def test_kept_text_is_good_for_a_day(visitor: Visitor, cast: Cast, clock: Clock) -> None:
    page = _begin_to_invite(visitor, cast)
    visitor.forget_session()
    page = visitor.press(page, "Send the invitation", status=401, name="Wilma Brandt", email="wilma@eastmarch.example")
    clock.advance(hours=25)
    answer = visitor.press(page, "Sign in", status=303, follow=False, email=cast.administrator.email, password=PASSWORD)
    assert "Wilma" not in answer.response.text


def test_passwords_are_never_kept(visitor: Visitor, cast: Cast) -> None:
    visitor.sign_in(cast.joan, at="/sign-in?next=/account")
    page = visitor.get("/account/password")
    visitor.forget_session()
    page = visitor.press(page, "Change the password", current_password=PASSWORD, password="a quite other lantern")
    assert (page.h1, page.form("Sign in")[1]["kept"]) == ("Sign in", "")
    assert visitor.press(page, "Sign in", email=cast.joan.email, password=PASSWORD).h1 == "Change your password"


def test_a_form_without_a_token_of_ours_is_refused_and_nothing_of_it_is_echoed(visitor: Visitor, cast: Cast) -> None:
    page = _begin_to_invite(visitor, cast)
    for token in (None, "forged"):
        answer = visitor.press(
            page, "Send the invitation", status=400, name=TYPED, email="x@y.example", csrf_token=token
        )
        assert "filmed" not in answer.html


def test_autosave_learns_that_the_sign_in_ran_out_and_where_to_sign_in(
    visitor: Visitor, cast: Cast, clock: Clock
) -> None:
    page = _begin_to_invite(visitor, cast)
    clock.advance(hours=2)
    _, held = page.form("Send the invitation")
    answer = visitor.client.post(
        "/people/invite",
        data=held | {"name": "Wilma Brandt"},
        headers={"Accept": "application/json", "Referer": "https://ethics.eastmarch.example/people/invite"},
    )
    assert answer.status_code == 401
    assert answer.json == {"sign_in_url": "/sign-in?next=/people/invite"}


@pytest.fixture
def writing_desk(make_app: Any) -> Flask:
    """An application with one more page: long text, a choice and a file."""
    app: Flask = make_app()
    bp = Blueprint("writing_desk", __name__)

    @bp.post("/write")
    @door.signed_in
    def write(visit: door.Visit) -> Any:
        return "|".join([request.form["text"], *request.form.getlist("stance"), request.form["version"]])

    app.register_blueprint(bp)
    return app


def test_choices_the_rows_version_and_line_breaks_travel_with_the_words(
    writing_desk: Flask, app: Flask, cast: Cast, clock: Clock
) -> None:
    give_password(app, cast.joan)
    visitor = Visitor(writing_desk)
    page = visitor.sign_in(cast.joan, at="/sign-in?next=/account")
    token = page.form("Sign out")[1]["csrf_token"]
    clock.advance(hours=1)
    data = {"csrf_token": token, "text": TYPED, "stance": ["supported", "abstain"], "version": "7"}
    with visitor.client.post(
        "/write", data=data, headers={"Referer": "https://ethics.eastmarch.example/account"}
    ) as response:
        page = visitor._seen(response, "/write", 401, True)
    page = visitor.press(page, "Sign in", email=cast.joan.email, password=PASSWORD)
    assert page.form("Send it again")[0] == "/write"
    _, held = page.form("Send it again")
    assert held["text"].replace("\r\n", "\n") == TYPED
    answer = visitor.client.post(
        "/write",
        data={**held, "stance": ["supported", "abstain"]},
        headers={"Referer": "https://ethics.eastmarch.example/sign-in"},
    )
    assert answer.text.replace("\r\n", "\n") == f"{TYPED}|supported|abstain|7"
    assert page.html.count('name="stance"') == 2
