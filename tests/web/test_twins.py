"""Twins: two different sealed positions of one colleague make no difference to anything anybody else gets, to the byte."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from ethics.domain.vocabulary import RulingOutcome, Stance, State
from ethics.extensions import db
from ethics.models import Meeting, Notice
from ethics.services import enquiries
from ethics.services.enquiries import EnquiryDraft
from tests import acts
from tests.browser import Browser, still
from tests.cast import Cast, Someone, make_cast
from tests.conftest import Clock, Database
from tests.factories import NOW, a_dilemma
from tests.web.canaries import addresses, watchers


def _everything_others_get(
    app: Flask, browser: Browser, cast: Cast, ref: str, meeting: str, people: Sequence[Someone | None] | None = None
) -> dict[tuple[str, str], str]:
    found = {}
    for person in people or watchers(cast):
        if person is cast.joan:
            continue
        window = browser.as_(person)
        for path in addresses(app, ref, meeting, questions=2, person=cast.grace):
            answer = window.client.get(path)
            found[person.name if person else "", path] = f"{answer.status_code} {still(answer.get_data(as_text=True))}"
    return found


def test_two_different_sealed_positions_make_no_difference_to_anybody_else(
    make_app: Callable[..., Flask], database: Database, clock: Clock
) -> None:
    seen = []
    long = "One more reason, and a long one at that, with many words in it. " * 20
    twins: list[dict[str, Any]] = [
        {"stance": Stance.SUPPORTED, "considerations": ["Yes."], "conditions": []},
        {"stance": Stance.CONDITIONS, "considerations": [long, long, "No."], "conditions": [long]},
    ]
    for twin in twins:
        database.empty()
        app = make_app()
        clock.set(NOW)
        with app.app_context():
            cast = make_cast(db.session)
            dilemma = a_dilemma(
                db.session, cast, State.ISSUED, questions=2, closes_in=timedelta(days=3), given_by=[cast.tomos]
            )
            dilemma.ref = "sameref001"
            acts.declare(db.session, dilemma, cast.joan)
            for person in (cast.chair, cast.grace, cast.kwame):
                acts.declare(db.session, dilemma, person)
            acts.give_position(db.session, dilemma, cast.joan, 1, **twin)
            meeting = db.session.scalars(select(Meeting)).first()
            assert meeting is not None
            meeting.ref = "samemeet01"
            db.session.commit()
        seen.append(_everything_others_get(app, Browser(app), cast, "sameref001", "samemeet01"))
    one, other = seen
    assert one.keys() == other.keys()
    assert [key for key in one if one[key] != other[key]] == []


def test_which_member_asked_the_author_makes_no_difference_to_anybody_but_them_and_the_secretary(
    make_app: Callable[..., Flask], database: Database, clock: Clock
) -> None:
    """One enquiry answered, one with the author, one with the Secretary, one sent back: all Joan’s, or all Grace’s."""
    seen, told = [], []
    for asker in ("joan", "grace"):
        database.empty()
        app = make_app()
        clock.set(NOW)
        with app.app_context():
            cast = make_cast(db.session)
            dilemma = a_dilemma(db.session, cast, State.ISSUED, questions=2, closes_in=timedelta(days=3))
            dilemma.ref = "sameref001"
            for person in (cast.joan, cast.grace, cast.tomos, cast.chair, cast.coopted):
                acts.declare(db.session, dilemma, person)
            withdrawn = acts.declare(db.session, dilemma, cast.agnes, cast.interests["personal"])
            acts.rule(db.session, withdrawn, cast.chair, RulingOutcome.WITHDRAW)
            meeting = db.session.scalars(select(Meeting)).first()
            assert meeting is not None
            meeting.ref = "samemeet01"
            db.session.commit()
            _enquire(cast, getattr(cast, asker), clock)
            db.session.commit()
            apart = (cast.joan.id, cast.grace.id, cast.secretary.id)
            rows = db.session.execute(
                select(Notice.person_id, Notice.kind, Notice.path)
                .where(Notice.person_id.not_in(apart))
                .order_by(Notice.id)
            )
            told.append([tuple(row) for row in rows])
        others = [cast.chair, cast.tomos, cast.agnes, cast.adviser, cast.author, cast.sponsor]
        seen.append(_everything_others_get(app, Browser(app), cast, "sameref001", "samemeet01", others))
    one, other = seen
    assert one.keys() == other.keys()
    assert [key for key in one if one[key] != other[key]] == []
    assert told[0] == told[1]
    assert any("How long is it kept?" in body for body in one.values())


def _enquire(cast: Cast, person: Someone, clock: Clock) -> None:
    ref, secretary, author = "sameref001", cast.actor(cast.secretary), cast.actor(cast.author)
    asked = [
        enquiries.put(cast.actor(person), ref, EnquiryDraft(text, paragraph), clock)
        for text, paragraph in (
            ("How long is it kept?", "4"), ("Who sees it?", ""), ("And the camera?", "5"), ("Is it not wrong?", "4"),
        )
    ]  # fmt: skip
    enquiries.send_back(secretary, ref, asked[3], "It is an opinion.", clock, row_version=1)
    for number, text in ((0, "How long is it kept?"), (1, "Who sees it?")):
        enquiries.pass_on(secretary, ref, asked[number], text, clock, row_version=1)
    enquiries.answer(author, ref, 1, "Thirty days.", clock, row_version=None)
