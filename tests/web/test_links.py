"""Every link a page shows leads somewhere: each person follows, from where they begin, everything they are shown."""

import html
import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from werkzeug.exceptions import NotFound
from werkzeug.routing import RequestRedirect

from ethics.domain.vocabulary import RulingOutcome, State
from ethics.extensions import db
from tests import acts
from tests.browser import Browser
from tests.cast import AnySession, Cast
from tests.conftest import Clock
from tests.factories import NOW, a_dilemma
from tests.publications import in_review, published

BEGINNINGS = ("/", "/desk")
LINK = re.compile(r"<a\s[^>]*?href=\"([^\"]+)\"")


def _links(path: str, page: str) -> Iterator[str]:
    """Where the links of a page lead on this site, without the place within the page."""
    for found in LINK.findall(page):
        parts = urlsplit(urljoin(path, html.unescape(found)))
        if not parts.netloc and not parts.scheme:
            yield f"{parts.path}?{parts.query}" if parts.query else parts.path


def _everything(session: AnySession, cast: Cast, clock: Clock) -> None:
    """A dilemma in every state that has pages of its own, with what people may meet on them."""
    for state in (State.DRAFT, State.WITH_SPONSOR, State.SUBMITTED, State.ACCEPTED, State.SCHEDULED, State.WITHDRAWN):
        a_dilemma(session, cast, state, title=state.value)
    sealed = a_dilemma(session, cast, title="Sealed", closes_in=timedelta(days=3), given_by=[cast.joan])
    made = acts.declare(session, sealed, cast.agnes, cast.interests["personal"])
    acts.rule(session, made, cast.chair, RulingOutcome.WITHDRAW)
    acts.declare(session, sealed, cast.kwame, cast.interests["personal"])
    acts.enquire(session, sealed, cast.tomos, "Who keeps it?")
    for state in (State.ISSUED, State.DISCUSSED, State.DRAFTING, State.CIRCULATED, State.ANSWERED, State.CLOSED):
        a_dilemma(session, cast, state, title=f"Then {state.value}", scenarios=1, closes_in=timedelta(days=-1))
    in_review(session, cast, a_dilemma(session, cast, State.AGREED, title="Looked at"), clock)
    published(session, cast, a_dilemma(session, cast, State.SENT, title="Out"), clock)
    later = a_dilemma(session, cast, State.SENT, title="Later")
    published(session, cast, later, clock, public_from=NOW + timedelta(days=9))


def _shape(app: Flask, path: str) -> tuple[object, ...]:
    """What one page of a kind is known by: a second question or person, or another page of a list, is the same kind."""
    endpoint, parts = app.url_map.bind("localhost").match(path.partition("?")[0])
    return (endpoint, parts.get("ref"), parts.get("slug"))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_link_that_anybody_is_shown_leads_to_a_page(
    app: Flask, cast: Cast, browser: Browser, clock: Clock
) -> None:
    with app.app_context():
        _everything(db.session, cast, clock)
        db.session.commit()
    public: set[tuple[object, ...]] = set()
    dead, seats = [], 0
    for person in (
        None, cast.chair, cast.secretary, cast.joan, cast.agnes, cast.coopted, cast.adviser, cast.reviewer, cast.monitoring,
        cast.author, cast.sponsor, cast.former, cast.administrator, cast.outsider,
    ):  # fmt: skip
        window = browser.as_(person)
        shown: set[tuple[object, ...]] = set(public)
        waiting = [(beginning, "the start") for beginning in BEGINNINGS]
        while waiting:
            path, shown_on = waiting.pop()
            answer = window.client.get(path, follow_redirects=True)
            if answer.status_code != 200:
                name = person.name if person else "the public"
                dead.append(f"{name} is led from {shown_on} to {path}: {answer.status_code}")
            if answer.mimetype != "text/html":
                continue
            for link in _links(path, answer.text):
                try:
                    shape = _shape(app, link)
                except (NotFound, RequestRedirect):
                    shape = (link,)
                if shape not in shown:
                    shown.add(shape)
                    waiting.append((link, path))
        if person is None:
            public = {one for one in shown if str(one[0]).startswith("public.")}
        seats += 1
    assert seats == 14
    assert dead == []
