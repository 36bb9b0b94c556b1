"""Invitations, forgotten passwords, changed passwords and changed addresses, each by the mail that belongs to it."""

import re
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select

from ethics.extensions import db
from ethics.models import Notice, Person
from tests.cast import Cast
from tests.conftest import Clock
from tests.visitor import PASSWORD, Visitor, give_password

ANOTHER = "slate window and thirteen kites"
SPENT = "This link no longer works"


@pytest.fixture
def mails(app: Flask) -> list[EmailMessage]:
    """What the post was given."""
    given: list[EmailMessage] = []
    app.extensions["post"] = given.append
    return given


@pytest.fixture
def visitor(app: Flask, cast: Cast) -> Visitor:
    give_password(app, cast.joan, cast.administrator)
    return Visitor(app)


def link_in(mail: EmailMessage) -> str:
    found = re.search(r"https://ethics\.eastmarch\.example(/\S+)", mail.get_content())
    assert found, mail.get_content()
    return found[1]


def ask_for_link(visitor: Visitor, email: str) -> str:
    return visitor.press(visitor.get("/forgotten-password"), "Send the link", email=email).html


def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(
    visitor: Visitor, cast: Cast, mails: list[EmailMessage]
) -> None:
    ask_for_link(visitor, cast.joan.email)
    (mail,) = mails
    assert (mail["Subject"], cast.joan.email in mail["To"]) == ("Choose a new password", True)
    link = link_in(mail)
    answer = visitor.press(
        visitor.get(link), "Save the password and sign in", status=303, follow=False, password=ANOTHER
    )
    assert answer.response.headers["Location"] == "/desk"
    assert visitor.get("/account").h1 == "Your account"
    assert visitor.get(link, status=404).h1 == SPENT
    fresh = Visitor(visitor.app)
    fresh.sign_in(cast.joan, PASSWORD, status=422)
    assert fresh.sign_in(cast.joan, ANOTHER, at="/sign-in?next=/account").h1 == "Your account"


def test_asking_for_a_link_tells_nobody_who_is_here(visitor: Visitor, cast: Cast, mails: list[EmailMessage]) -> None:
    answers = [ask_for_link(visitor, email) for email in (cast.joan.email, "noone@eastmarch.example")]
    assert answers[0] == answers[1]
    assert len(mails) == 1


def test_asking_again_and_again_is_slowed_alike_for_everybody(
    visitor: Visitor, cast: Cast, mails: list[EmailMessage]
) -> None:
    for email in (cast.joan.email, "noone@eastmarch.example"):
        for _ in range(5):
            ask_for_link(visitor, email)
        visitor.press(visitor.get("/forgotten-password"), "Send the link", status=429, email=email)
    assert len(mails) == 5


def test_a_link_holds_for_a_day(visitor: Visitor, cast: Cast, mails: list[EmailMessage], clock: Clock) -> None:
    ask_for_link(visitor, cast.joan.email)
    link = link_in(mails[0])
    clock.advance(hours=23)
    assert visitor.get(link).h1 == "Choose a new password"
    clock.advance(hours=2)
    assert visitor.get(link, status=404).h1 == SPENT


def test_a_token_is_stored_nowhere(app: Flask, visitor: Visitor, cast: Cast, mails: list[EmailMessage]) -> None:
    ask_for_link(visitor, cast.joan.email)
    token = link_in(mails[0]).rpartition("/")[2]
    with app.app_context():
        notice = db.session.scalars(select(Notice)).one()
    assert token not in f"{notice.path}{notice.to_address}{notice.kind}"
    assert notice.path == ""


def test_a_weak_password_is_refused_beside_its_field_and_is_not_given_back(
    visitor: Visitor, cast: Cast, mails: list[EmailMessage]
) -> None:
    ask_for_link(visitor, cast.joan.email)
    page = visitor.get(link_in(mails[0]))
    for weak, why in (("short", "12 characters or more"), ("password1234", "easy to guess")):
        answer = visitor.press(page, "Save the password and sign in", status=422, password=weak)
        assert why in answer.text
        assert weak not in answer.html


def test_changing_a_password_ends_every_other_session_and_remembered_device_and_is_told(
    app: Flask, visitor: Visitor, cast: Cast, mails: list[EmailMessage]
) -> None:
    phone = Visitor(app)
    phone.sign_in(cast.joan, at="/sign-in?next=/account", remember="y")
    visitor.sign_in(cast.joan, at="/sign-in?next=/account")
    page = visitor.press(
        visitor.get("/account/password"), "Change the password", current_password=PASSWORD, password=ANOTHER
    )
    assert page.h1 == "Your account"
    assert phone.get("/account").h1 == "Sign in"
    assert [mail["Subject"] for mail in mails] == ["Your password was changed"]


def test_who_does_not_know_the_present_password_does_not_change_it(visitor: Visitor, cast: Cast) -> None:
    visitor.sign_in(cast.joan, at="/sign-in?next=/account")
    page = visitor.press(
        visitor.get("/account/password"), "Change the password", status=422, current_password=ANOTHER, password=ANOTHER
    )
    assert "This is not your present password." in page.text


def test_an_invitation_opens_an_account_once(
    visitor: Visitor, cast: Cast, mails: list[EmailMessage], clock: Clock
) -> None:
    visitor.sign_in(cast.administrator, at="/sign-in?next=/account")
    visitor.press(
        visitor.get("/people/invite"), "Send the invitation", name="Wilma Brandt", email="Wilma@Eastmarch.example"
    )
    (mail,) = mails
    assert (mail["Subject"], "wilma@eastmarch.example" in mail["To"]) == ("You are invited", True)
    wilma = Visitor(visitor.app)
    page = wilma.get(link_in(mail))
    assert "Wilma Brandt" in page.text
    wilma.press(page, "Save the password and sign in", status=303, follow=False, password=ANOTHER)
    assert "You are not appointed to anything yet." in wilma.get("/account").text
    assert wilma.get(link_in(mail), status=404).h1 == SPENT


def test_an_invitation_holds_for_two_weeks_and_a_new_one_ends_the_old(
    visitor: Visitor, cast: Cast, mails: list[EmailMessage], clock: Clock
) -> None:
    visitor.sign_in(cast.administrator, at="/sign-in?next=/account")
    page = visitor.press(
        visitor.get("/people/invite"), "Send the invitation", name="Wilma Brandt", email="w@eastmarch.example"
    )
    clock.advance(minutes=5)
    visitor.press(visitor.get(page.path), "Send the invitation again")
    first, second = (link_in(mail) for mail in mails)
    assert visitor.get(first, status=404).h1 == SPENT
    assert "Wilma Brandt" in visitor.get(second).main
    clock.advance(days=14, minutes=1)
    assert visitor.get(second, status=404).h1 == SPENT


def test_who_was_invited_and_forgot_gets_a_new_invitation(
    visitor: Visitor, cast: Cast, mails: list[EmailMessage]
) -> None:
    ask_for_link(visitor, cast.nobody.email)
    assert [mail["Subject"] for mail in mails] == ["You are invited"]


def test_a_new_address_counts_once_its_link_is_followed_and_the_old_one_is_told(
    visitor: Visitor, cast: Cast, mails: list[EmailMessage]
) -> None:
    visitor.sign_in(cast.joan, at="/sign-in?next=/account")
    page = visitor.get("/account/address")
    visitor.press(page, "Send the link", email="Joan@Elsewhere.example", current_password=PASSWORD)
    assert "joan@elsewhere.example" in mails[0]["To"]
    assert cast.joan.email in visitor.get("/account").text
    page = visitor.get(link_in(mails[0]))
    assert "joan@elsewhere.example" in visitor.press(page, "Confirm the address").text
    assert (mails[1]["Subject"], cast.joan.email in mails[1]["To"]) == ("Your e-mail address was changed", True)


def test_a_new_address_asks_for_the_password(visitor: Visitor, cast: Cast, mails: list[EmailMessage]) -> None:
    visitor.sign_in(cast.joan, at="/sign-in?next=/account")
    page = visitor.get("/account/address")
    visitor.press(page, "Send the link", status=422, email="joan@elsewhere.example", current_password=ANOTHER)
    assert mails == []


def test_somebody_elses_address_cannot_be_taken(
    app: Flask, visitor: Visitor, cast: Cast, mails: list[EmailMessage]
) -> None:
    visitor.sign_in(cast.joan, at="/sign-in?next=/account")
    visitor.press(visitor.get("/account/address"), "Send the link", email=cast.tomos.email, current_password=PASSWORD)
    visitor.press(visitor.get(link_in(mails[0])), "Confirm the address", status=409)
    with app.app_context():
        assert db.session.scalar(select(Person.email).where(Person.id == cast.joan.id)) == cast.joan.email


def test_passwords_are_stored_as_argon2id(app: Flask, visitor: Visitor, cast: Cast) -> None:
    with app.app_context():
        stored = db.session.scalar(select(Person.password).where(Person.id == cast.joan.id))
    assert stored is not None
    assert stored.startswith("$argon2id$")
    assert PASSWORD not in stored
