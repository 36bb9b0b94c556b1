"""Signing in and out, how it is slowed, how long it lasts, and the device that is remembered."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import pytest
from flask import Blueprint, Flask, Response
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select, update

from ethics.domain.policy import Action
from ethics.domain.vocabulary import State
from ethics.extensions import db
from ethics.models import Person, SignInAttempt
from ethics.web import door
from tests.browser import Page, still
from tests.cast import Cast
from tests.conftest import Clock
from tests.factories import Brought
from tests.visitor import PASSWORD, Visitor, give_password

WRONG = "not the right words"


@pytest.fixture
def visitor(app: Flask, cast: Cast) -> Visitor:
    give_password(app, cast.joan, cast.tomos)
    return Visitor(app)


def test_who_knows_their_password_comes_to_their_account(visitor: Visitor, cast: Cast) -> None:
    page = visitor.sign_in(cast.joan, at="/sign-in?next=/account")
    assert page.h1 == "Your account"
    assert cast.joan.email in page.text


def test_an_address_is_read_whatever_its_capitals_and_spaces(visitor: Visitor, cast: Cast) -> None:
    page = visitor.get("/sign-in?next=/account")
    assert (
        visitor.press(page, "Sign in", email="  JOAN.Pettifer@Eastmarch.example ", password=PASSWORD).h1
        == "Your account"
    )


def test_a_known_and_an_unknown_address_get_the_same_answer(visitor: Visitor, cast: Cast) -> None:
    emails = (cast.joan.email, cast.nobody.email, "noone.at.all@eastmarch.example")
    answers = []
    for email in emails:
        page = visitor.press(visitor.get("/sign-in"), "Sign in", status=422, email=email, password=WRONG)
        answers.append(still(page.html.replace(email, "ADDRESS")))
    assert answers[0] == answers[1] == answers[2]
    assert "do not belong together" in answers[0]


def test_a_refused_sign_in_gives_the_address_back_and_never_the_password(visitor: Visitor, cast: Cast) -> None:
    page = visitor.press(visitor.get("/sign-in"), "Sign in", status=422, email=cast.joan.email, password=WRONG)
    assert page.form("Sign in")[1]["email"] == cast.joan.email
    assert WRONG not in page.html


def test_an_empty_form_says_beside_each_field_what_is_missing(visitor: Visitor) -> None:
    page = visitor.press(visitor.get("/sign-in"), "Sign in", status=422)
    assert "Enter an e-mail address." in page.text
    assert "Enter your password." in page.text
    assert page.title.startswith("Error:")


def test_an_account_that_was_ended_cannot_be_signed_in_to(app: Flask, visitor: Visitor, cast: Cast) -> None:
    visitor.sign_in(cast.joan, at="/sign-in?next=/account")
    with app.app_context():
        db.session.execute(update(Person).where(Person.id == cast.joan.id).values(active=False))
        db.session.commit()
    assert visitor.get("/account").h1 == "Sign in"
    visitor.sign_in(cast.joan, status=422)


def test_attempts_on_one_account_are_slowed_and_never_locked(visitor: Visitor, cast: Cast, clock: Clock) -> None:
    for _ in range(5):
        visitor.sign_in(cast.joan, WRONG, status=422)
    page = visitor.sign_in(cast.joan, status=429)
    assert "Wait 1 second, then try again." in page.text
    assert page.response.headers["Retry-After"] == "1"
    clock.advance(seconds=1)
    visitor.sign_in(cast.joan, WRONG, status=422)
    assert "Wait 2 seconds" in visitor.sign_in(cast.joan, status=429).text
    clock.advance(seconds=2)
    assert visitor.sign_in(cast.joan, at="/sign-in?next=/account").h1 == "Your account"


def test_waiting_is_never_made_longer_by_impatience_nor_longer_than_half_a_minute(
    visitor: Visitor, cast: Cast, clock: Clock
) -> None:
    for _ in range(12):
        visitor.sign_in(cast.joan, WRONG, status=422)
        clock.advance(seconds=31)
    clock.advance(seconds=-31)
    for _ in range(3):
        assert "Wait 30 seconds" in visitor.sign_in(cast.joan, status=429).text
    clock.advance(seconds=30)
    visitor.sign_in(cast.joan, at="/sign-in?next=/account")


def test_unknown_addresses_are_slowed_as_known_ones_are(visitor: Visitor, cast: Cast) -> None:
    page = visitor.get("/sign-in")
    for _ in range(5):
        visitor.press(page, "Sign in", status=422, email="noone.at.all@eastmarch.example", password=WRONG)
    slowed = visitor.press(page, "Sign in", status=429, email="noone.at.all@eastmarch.example", password=WRONG)
    assert "Wait 1 second, then try again." in slowed.text


def test_attempts_from_one_place_on_many_accounts_are_slowed(visitor: Visitor, cast: Cast) -> None:
    page = visitor.get("/sign-in")
    for number in range(20):
        visitor.press(page, "Sign in", status=422, email=f"guess{number}@eastmarch.example", password=WRONG)
    slowed = visitor.press(page, "Sign in", status=429, email=cast.joan.email, password=PASSWORD)
    assert "then try again." in slowed.text
    assert visitor.get("/account").h1 == "Sign in"


def test_somebody_who_tries_a_members_address_all_night_does_not_keep_the_member_waiting(
    app: Flask, visitor: Visitor, cast: Cast
) -> None:
    visitor.sign_in(cast.joan, at="/sign-in?next=/account")
    visitor.press(visitor.get("/account"), "Sign out")
    stranger = Visitor(app, "198.51.100.9")
    for _ in range(5):
        stranger.sign_in(cast.joan, WRONG, status=422)
    stranger.sign_in(cast.joan, WRONG, status=429)
    assert visitor.sign_in(cast.joan, at="/sign-in?next=/account").h1 == "Your account"


def test_the_table_of_attempts_names_nobody(app: Flask, visitor: Visitor, cast: Cast) -> None:
    visitor.sign_in(cast.joan, WRONG, status=422)
    with app.app_context():
        row = db.session.scalars(select(SignInAttempt)).one()
    assert cast.joan.email not in row.account_digest
    assert "203.0.113.7" not in row.address_digest
    assert len(row.account_digest) == len(row.address_digest) == 64


def test_a_link_in_a_mail_survives_signing_in_and_lands_on_its_page(visitor: Visitor, cast: Cast) -> None:
    page = visitor.get("/account/password?from=mail")
    assert page.h1 == "Sign in"
    page = visitor.press(page, "Sign in", email=cast.joan.email, password=PASSWORD)
    assert (page.h1, page.path) == ("Change your password", "/account/password?from=mail")


@pytest.mark.parametrize(
    "hostile",
    [
        "https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "\\\\elsewhere.example",
        "javascript:alert(1)", "/\t/elsewhere.example", "http:elsewhere.example", "///elsewhere.example", " //elsewhere.example",
        "/%0d%0aSet-Cookie:x".replace("%0d%0a", "\r\n"), "elsewhere.example", "",
    ],
)  # fmt: skip
def test_nobody_is_sent_to_another_site_after_signing_in(visitor: Visitor, cast: Cast, hostile: str) -> None:
    page = visitor.get(f"/sign-in?next={quote(hostile)}")
    assert page.form("Sign in")[1]["next"] == ""
    answer = visitor.press(
        page, "Sign in", status=303, follow=False, email=cast.joan.email, password=PASSWORD, next=hostile
    )
    assert answer.response.headers["Location"] == "/desk"


def test_signing_out_ends_the_session_and_leaves_nothing_in_the_browser(visitor: Visitor, cast: Cast) -> None:
    visitor.sign_in(cast.joan, at="/sign-in?next=/account", remember="y")
    answer = visitor.press(visitor.get("/account"), "Sign out", status=303, follow=False)
    assert answer.response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert visitor.cookie("remembered") is None
    assert visitor.get("/account").h1 == "Sign in"


def test_pages_behind_signing_in_are_kept_nowhere(visitor: Visitor, cast: Cast) -> None:
    page = visitor.sign_in(cast.joan, at="/sign-in?next=/account")
    assert page.response.headers["Cache-Control"] == "no-store"


def test_cookies_travel_over_https_alone_and_no_script_reads_them(visitor: Visitor, cast: Cast) -> None:
    page = visitor.get("/sign-in")
    answer = visitor.press(
        page, "Sign in", status=303, follow=False, email=cast.joan.email, password=PASSWORD, remember="y"
    )
    cookies = answer.response.headers.getlist("Set-Cookie")
    assert {cookie.partition("=")[0] for cookie in cookies} == {"session", "remembered", "ethics_device"}
    for cookie in cookies:
        assert "Secure" in cookie
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie


def test_a_session_runs_out_after_half_an_hour_without_a_request(visitor: Visitor, cast: Cast, clock: Clock) -> None:
    visitor.sign_in(cast.joan, at="/sign-in?next=/account")
    for _ in range(4):
        clock.advance(minutes=29)
        assert visitor.get("/account").h1 == "Your account"
    clock.advance(minutes=30)
    assert visitor.get("/account").h1 == "Sign in"


def test_a_session_runs_out_after_half_a_day_however_busy(visitor: Visitor, cast: Cast, clock: Clock) -> None:
    visitor.sign_in(cast.joan, at="/sign-in?next=/account")
    for _ in range(35):
        clock.advance(minutes=20)
        assert visitor.get("/account").h1 == "Your account"
    clock.advance(minutes=20)
    assert visitor.get("/account").h1 == "Sign in"


def test_a_remembered_device_signs_in_by_itself_for_thirty_days(visitor: Visitor, cast: Cast, clock: Clock) -> None:
    visitor.sign_in(cast.joan, at="/sign-in?next=/account", remember="y")
    clock.advance(days=29)
    visitor.forget_session()
    assert visitor.get("/account").h1 == "Your account"
    clock.advance(days=1, seconds=1)
    visitor.forget_session()
    assert visitor.get("/account").h1 == "Sign in"


def test_a_device_that_was_not_to_be_remembered_is_not(visitor: Visitor, cast: Cast) -> None:
    visitor.sign_in(cast.joan, at="/sign-in?next=/account")
    visitor.forget_session()
    assert visitor.get("/account").h1 == "Sign in"


@pytest.fixture
def closed_page(make_app: Callable[..., Flask]) -> Flask:
    """An application with one more page, on which a read of Part 2 is recorded."""
    app = make_app()
    bp = Blueprint("closed_page", __name__)

    @bp.route("/dilemmas/<ref>/closed", methods=["GET", "POST"])
    @door.dilemma(Action.READ_PART_2, watched=True)
    def closed(visit: door.Visit, ref: str) -> Response:
        return Response("Closed text.", mimetype="text/plain")

    app.register_blueprint(bp)
    return app


def test_a_remembered_device_is_asked_for_the_password_before_closed_text(
    closed_page: Flask, cast: Cast, bring: Callable[..., Brought]
) -> None:
    give_password(closed_page, cast.secretary)
    path = f"/dilemmas/{bring(State.ISSUED).ref}/closed"
    visitor = Visitor(closed_page)
    visitor.sign_in(cast.secretary, at="/sign-in?next=/account", remember="y")
    assert visitor.get(path).response.text == "Closed text."
    visitor.forget_session()
    page = visitor.get(path)
    assert page.h1 == "Your password once more"
    assert "This is not your password." in visitor.press(page, "Go on", status=422, password=WRONG).text
    assert visitor.press(page, "Go on", password=PASSWORD).response.text == "Closed text."
    assert visitor.get(path).response.text == "Closed text."


def test_a_remembered_device_reads_a_paper_without_closed_text_at_once(
    visitor: Visitor, app: Flask, cast: Cast, bring: Callable[..., Brought]
) -> None:
    closed, opened = bring(State.ISSUED), bring(State.ISSUED, part_2=False)
    give_password(app, cast.secretary)
    visitor.sign_in(cast.secretary, at="/sign-in?next=/account", remember="y")
    visitor.forget_session()
    assert visitor.get(f"/dilemmas/{opened.ref}/paper").h1 == "Footage from doorbells"
    assert visitor.get(f"/dilemmas/{closed.ref}/paper").h1 == "Your password once more"


@pytest.mark.parametrize("page", ["paper", "reveal/1/part-2", "advice/part-2", "source", "enquiries", "versions/v1"])
def test_a_remembered_device_is_not_told_by_the_password_page_that_a_dilemma_exists(
    visitor: Visitor, app: Flask, cast: Cast, bring: Callable[..., Brought], page: str
) -> None:
    there = bring(State.ISSUED, closes_in=timedelta(days=-1)).ref
    give_password(app, cast.outsider)
    visitor.sign_in(cast.outsider, at="/sign-in?next=/account", remember="y")
    visitor.forget_session()
    known = visitor.get(f"/dilemmas/{there}/{page}", status=404)
    visitor.forget_session()
    unknown = visitor.get(f"/dilemmas/{there[::-1]}/{page}", status=404)
    assert known.main == unknown.main
    assert known.h1 != "Your password once more"


def test_a_page_that_comes_back_with_closed_text_asks_for_the_password_too(
    visitor: Visitor, app: Flask, cast: Cast, bring: Callable[..., Brought]
) -> None:
    closed = bring(State.DRAFTING)
    give_password(app, cast.chair)
    visitor.sign_in(cast.chair, at="/sign-in?next=/account", remember="y")
    visitor.forget_session()
    token = visitor.get("/account").form("Sign out")[1]["csrf_token"]
    sent = {"csrf_token": token, "clauses-0-text": "Two of them changed."}
    here = {"Referer": "https://ethics.eastmarch.example/desk"}
    path = f"/dilemmas/{closed.ref}/drafting/1"
    with visitor.client.post(path, data=sent, headers=here) as answer:
        assert (answer.status_code, "Your password once more" in answer.text) == (401, True)
    with visitor.client.post(path, data=sent, headers=here | {"Accept": "application/json"}) as answer:
        assert (answer.status_code, answer.get_json()) == (401, {"sign_in_url": "/sign-in/again?next=/desk"})
    with visitor.client.post(path, data={"csrf_token": token}, headers=here) as answer:
        assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in/again?next=/desk")


def test_what_was_typed_is_given_back_behind_the_password_that_is_asked_again(
    closed_page: Flask, cast: Cast, bring: Callable[..., Brought]
) -> None:
    give_password(closed_page, cast.secretary)
    path = f"/dilemmas/{bring(State.ISSUED).ref}/closed"
    visitor = Visitor(closed_page)
    visitor.sign_in(cast.secretary, at="/sign-in?next=/account", remember="y")
    visitor.forget_session()
    token = visitor.get("/account").form("Sign out")[1]["csrf_token"]
    typed = {"csrf_token": token, "reason": "Two of the questions changed."}
    with visitor.client.post(path, data=typed, headers={"Referer": "https://ethics.eastmarch.example/desk"}) as answer:
        again = Page(answer, "/sign-in/again")
    assert (again.status, again.h1) == (401, "Your password once more")
    assert "Two of the questions" not in again.html
    page = visitor.press(again, "Go on", password=PASSWORD)
    assert page.h1 == "What you had typed"
    assert "Two of the questions changed." in page.text
    assert visitor.press(page, "Send it again").response.text == "Closed text."


def test_guessing_the_password_of_a_remembered_device_is_slowed_too(visitor: Visitor, cast: Cast) -> None:
    visitor.sign_in(cast.joan, at="/sign-in?next=/account", remember="y")
    visitor.forget_session()
    page = visitor.get("/sign-in/again")
    for _ in range(5):
        visitor.press(page, "Go on", status=422, password=WRONG)
    slowed = visitor.press(page, "Go on", status=429, password=PASSWORD)
    assert "Wait 1 second, then try again." in slowed.text


def test_flask_securitys_own_pages_commands_and_header_tokens_are_not_there(
    app: Flask, visitor: Visitor, cast: Cast
) -> None:
    assert not [rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith("security")]
    assert not {"users", "roles"} & set(app.cli.commands)
    with app.app_context():
        person = db.session.scalars(select(Person).where(Person.id == cast.joan.id)).one()
        token = URLSafeTimedSerializer(str(app.secret_key), salt="remember-salt").dumps(
            {"ver": "5", "uid": person.fs_uniquifier}
        )
    answer = visitor.client.get("/account", headers={"Authentication-Token": token})
    assert answer.status_code == 302


def test_every_page_of_the_account_says_for_whom_it_is(app: Flask) -> None:
    ours = {name: view for name, view in app.view_functions.items() if name.startswith(("account.", "admin."))}
    assert len(ours) > 20
    assert [name for name, view in ours.items() if not hasattr(view, "door")] == []
