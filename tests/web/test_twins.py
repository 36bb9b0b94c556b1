"""Twins: two different sealed positions of one colleague make no difference to anything anybody else gets, to the byte."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from ethics.domain.vocabulary import Stance, State
from ethics.extensions import db
from ethics.models import Meeting
from tests import acts
from tests.browser import Browser, still
from tests.cast import Cast, make_cast
from tests.conftest import Clock, Database
from tests.factories import NOW, a_dilemma
from tests.web.canaries import addresses, watchers


def _everything_others_get(
    app: Flask, browser: Browser, cast: Cast, ref: str, meeting: str
) -> dict[tuple[str, str], str]:
    found = {}
    for person in watchers(cast):
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
