"""The outbox: each notice is worded for its reader's standing at the moment it is sent, and nothing is lost or doubled."""

from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session, scoped_session

from ethics.domain.notices import NoticeKind
from ethics.domain.vocabulary import State
from ethics.extensions import db
from ethics.models import Dilemma, Notice, Person
from ethics.services import outbox
from ethics.services.notices import tell
from ethics.web import letters, transaction
from tests.cast import Cast
from tests.conftest import Clock
from tests.factories import a_dilemma, declare

TITLE = "Footage from doorbells"


@pytest.fixture
def given() -> list[EmailMessage]:
    return []


@pytest.fixture
def send(session: scoped_session[Session], clock: Clock, given: list[EmailMessage]) -> Callable[..., int]:
    def send(**more: bool) -> int:
        session.commit()
        return outbox.send_waiting(given.append, letters.word, clock, **more)

    return send


def broken(message: EmailMessage) -> None:
    raise ConnectionRefusedError


@pytest.fixture
def dilemma(session: scoped_session[Session], cast: Cast) -> Dilemma:
    return a_dilemma(session, cast, State.ISSUED, title=TITLE)


def test_a_notice_is_sent_once_with_one_link_and_a_subject_that_names_no_dilemma(
    cast: Cast, clock: Clock, dilemma: Dilemma, send: Callable[..., int], given: list[EmailMessage]
) -> None:
    tell([cast.joan.id], NoticeKind.ISSUED, clock(), dilemma=dilemma, path=f"/dilemmas/{dilemma.ref}")
    assert (send(), send()) == (1, 0)
    (mail,) = given
    text = mail.get_content()
    assert mail["Subject"] == "A paper is ready for you"
    assert "Joan Pettifer" in mail["To"]
    assert f"“{TITLE}”" in " ".join(text.split())
    assert text.count("https://") == 1
    assert f"https://ethics.eastmarch.example/dilemmas/{dilemma.ref}" in text
    assert "Eastmarch Ethics Committee" in mail["From"]


def test_who_may_no_longer_know_of_a_dilemma_is_sent_nothing(
    session: scoped_session[Session],
    cast: Cast,
    clock: Clock,
    dilemma: Dilemma,
    send: Callable[..., int],
    given: list[EmailMessage],
) -> None:
    tell([cast.outsider.id, cast.nobody.id, cast.joan.id], NoticeKind.ISSUED, clock(), dilemma=dilemma)
    assert send() == 1
    assert [mail["To"] for mail in given] == ["Joan Pettifer <joan.pettifer@eastmarch.example>"]
    assert session.scalars(select(Notice.id).where(Notice.sent_at.is_(None))).all() == []


def test_who_may_not_sign_in_is_sent_nothing(
    session: scoped_session[Session], cast: Cast, clock: Clock, dilemma: Dilemma, send: Callable[..., int]
) -> None:
    tell([cast.joan.id], NoticeKind.ISSUED, clock(), dilemma=dilemma)
    session.execute(update(Person).where(Person.id == cast.joan.id).values(active=False))
    assert send() == 0


def test_a_failure_is_counted_and_tried_again_by_the_command_alone(
    session: scoped_session[Session],
    cast: Cast,
    clock: Clock,
    dilemma: Dilemma,
    send: Callable[..., int],
    given: list[EmailMessage],
) -> None:
    tell([cast.joan.id], NoticeKind.ISSUED, clock(), dilemma=dilemma)
    session.commit()
    assert outbox.send_waiting(broken, letters.word, clock) == 0
    assert session.scalars(select(Notice.failed)).one() == 1
    assert send() == 0
    assert send(again=True) == 1
    assert len(given) == 1


def test_a_shut_post_is_asked_twice_and_not_for_every_letter(
    session: scoped_session[Session], cast: Cast, clock: Clock, dilemma: Dilemma
) -> None:
    asked: list[EmailMessage] = []

    def shut(message: EmailMessage) -> None:
        asked.append(message)
        raise TimeoutError

    tell([person.id for person in cast.positions_given_by], NoticeKind.ISSUED, clock(), dilemma=dilemma)
    session.commit()
    outbox.send_waiting(shut, letters.word, clock)
    assert len(asked) == 2
    assert outbox.still_waiting() == len(cast.positions_given_by)


def test_what_is_left_once_there_is_enough_waits_for_another_time(
    session: scoped_session[Session], cast: Cast, clock: Clock, dilemma: Dilemma, given: list[EmailMessage]
) -> None:
    people = [person.id for person in cast.positions_given_by]
    tell(people, NoticeKind.ISSUED, clock(), dilemma=dilemma)
    session.commit()
    assert outbox.send_waiting(given.append, letters.word, clock, enough=lambda: len(given) >= 2) == 2
    assert outbox.still_waiting() == len(people) - 2
    assert outbox.send_waiting(given.append, letters.word, clock) == len(people) - 2


def test_after_an_answer_no_message_is_begun_once_the_time_is_over(
    app: Flask, cast: Cast, given: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.visitor import Visitor, give_password

    give_password(app, cast.joan)
    app.extensions["post"] = given.append
    monkeypatch.setattr(transaction, "LONGEST", 0.0)
    visitor = Visitor(app)
    visitor.press(visitor.get("/forgotten-password"), "Send the link", email=cast.joan.email)
    assert given == []
    with app.app_context():
        assert outbox.still_waiting() == 1


def test_what_another_process_is_sending_is_left_to_it_unless_it_never_came_back(
    session: scoped_session[Session], cast: Cast, clock: Clock, dilemma: Dilemma, send: Callable[..., int]
) -> None:
    tell([cast.joan.id], NoticeKind.ISSUED, clock(), dilemma=dilemma)
    session.flush()
    session.execute(update(Notice).values(claimed_at=clock()))
    assert send() == 0
    clock.advance(minutes=11)
    assert send() == 1


def test_no_lock_is_held_while_the_post_is_spoken_to(
    session: scoped_session[Session], cast: Cast, clock: Clock, dilemma: Dilemma
) -> None:
    held: list[bool] = []

    def look(message: EmailMessage) -> None:
        held.append(session().in_transaction())

    tell([cast.joan.id], NoticeKind.ISSUED, clock(), dilemma=dilemma)
    session.commit()
    outbox.send_waiting(look, letters.word, clock)
    assert held == [False]


def test_every_kind_of_notice_has_words(
    session: scoped_session[Session],
    cast: Cast,
    clock: Clock,
    dilemma: Dilemma,
    send: Callable[..., int],
    given: list[EmailMessage],
) -> None:
    declare(session, dilemma, cast.joan)  # some kinds speak of what only her declaration opens
    for kind in NoticeKind:
        tell([cast.joan.id], kind, clock(), dilemma=dilemma)
    assert send() == len(NoticeKind)
    for mail in given:
        assert mail.get_content().count("https://") == 1
        assert TITLE not in mail["Subject"]
        assert "%(" not in mail.get_content()
    assert set(letters.BODIES) == set(NoticeKind)


def test_a_name_cannot_add_a_line_to_the_head_of_a_mail(
    session: scoped_session[Session],
    cast: Cast,
    clock: Clock,
    dilemma: Dilemma,
    send: Callable[..., int],
    given: list[EmailMessage],
) -> None:
    session.execute(update(Person).where(Person.id == cast.joan.id).values(name="Joan\r\nBcc: all@eastmarch.example"))
    tell([cast.joan.id], NoticeKind.ISSUED, clock(), dilemma=dilemma)
    send()
    assert all(mail["Bcc"] is None for mail in given)


def test_a_broken_post_never_breaks_a_request(app: Flask, cast: Cast) -> None:
    from tests.visitor import Visitor, give_password

    give_password(app, cast.joan)
    app.extensions["post"] = broken
    visitor = Visitor(app)
    page = visitor.press(visitor.get("/forgotten-password"), "Send the link", email=cast.joan.email)
    assert page.h1 == "Look in your e-mail"
    with app.app_context():
        assert db.session.scalars(select(Notice.failed)).one() == 1


def test_the_command_sends_what_waits_and_says_how_much(
    app: Flask, cast: Cast, clock: Clock, given: list[EmailMessage]
) -> None:
    app.extensions["post"] = given.append
    with app.app_context():
        tell([cast.joan.id, cast.tomos.id], NoticeKind.PUBLISHED, clock())
        db.session.commit()
    result = app.test_cli_runner().invoke(args=["notices", "send"])
    assert result.output == "2 sent, 0 still waiting.\n"
    assert len(given) == 2
