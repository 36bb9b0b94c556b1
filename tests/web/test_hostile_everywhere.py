"""Hostile text in every column that holds typed text is harmless on every page, for everybody: it is read, and does nothing."""

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import cycle
from typing import Any

import html5lib
import pytest
from flask import Flask
from sqlalchemy import Column, Enum, String, Text, select, text, update

from ethics import richtext
from ethics.domain.enquiries import Stage
from ethics.domain.vocabulary import PartReason, State
from ethics.extensions import db
from ethics.models import AgendaItem, Dilemma, Meeting
from ethics.models.journal import APPEND_ONLY
from ethics.reading import public_copy
from ethics.richtext.stored import SafeHtmlType
from tests import acts
from tests.attachments import PDF, PNG, attach
from tests.browser import Browser
from tests.cast import AnySession, Cast
from tests.factories import a_dilemma
from tests.richtext.hostile import HOSTILE
from tests.web.canaries import addresses

NOT_TYPED = {
    "ref", "slug", "email", "password", "fs_uniquifier", "digest", "previous", "media_type", "sentence_key", "number", "paragraph", "label",
    "passage", "anchor", "place", "path", "token", "key", "account", "address", "read_as", "kind", "event", "listed", "searched", "zone",
    "month",
}  # fmt: skip
"""Columns of ours: names of rows, digests, paths, and numbers of paragraphs."""

TYPED = {"attachment.label"}
"""Columns that are called like one of ours, and hold what somebody typed."""

LINES = [tidied for one in HOSTILE.values() if (tidied := richtext.tidy_line(one, limit=None)) and len(tidied) < 280]
LONGS = [richtext.tidy("\n\n".join([*HOSTILE.values()][n : n + 6]), limit=None) for n in range(0, len(HOSTILE), 6)]

OURS = re.compile(r"(?:https?:|mailto:|tel:|/(?!/)|#|\?|$)")
STATES = {
    "draft": (State.DRAFT, None),
    "revealed": (State.ISSUED, timedelta(days=-1)),
    "circulated": (State.CIRCULATED, None),
    "published": (State.SENT, None),
}


def _typed_columns() -> Iterator[tuple[Any, Column[Any], Column[Any] | None]]:
    """Every column that holds what somebody typed, with the one that holds its safe HTML."""
    for table in db.metadata.sorted_tables:
        html = next((column for column in table.columns if isinstance(column.type, SafeHtmlType)), None)
        for column in table.columns:
            plain = isinstance(column.type, String | Text) and not isinstance(column.type, Enum | SafeHtmlType)
            ours = column.name in NOT_TYPED and str(column) not in TYPED
            if plain and not ours and not column.foreign_keys and not column.unique:
                yield table, column, html if column.name == "text" else None


def _let_rows_change(session: AnySession) -> None:
    if session.get_bind().dialect.name == "sqlite":
        for table in APPEND_ONLY:
            session.execute(text(f"DROP TRIGGER {table}_no_update"))
    else:
        session.execute(text("SET LOCAL session_replication_role = replica"))


def _plant(session: AnySession) -> int:
    """Put hostile text into every row of every such column, and say into how many."""
    _let_rows_change(session)
    lines, longs, planted = cycle(LINES), cycle(LONGS), 0
    for table, column, html in _typed_columns():
        ids = session.execute(select(*table.primary_key.columns).where(column.is_not(None))).all()
        for key in ids:
            said = next(longs if isinstance(column.type, Text) else lines)
            values = {column.name: said} | ({html.name: richtext.html(said)} if html is not None else {})
            here = [part == value for part, value in zip(table.primary_key.columns, key, strict=True)]
            session.execute(update(table).where(*here).values(values))
            planted += 1
    return planted


def _faults(page: str) -> Iterator[str]:
    tree = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False).parse(page)
    for one in tree.iter():
        if not isinstance(one.tag, str):
            yield "a comment stands in the page"
            continue
        if any(name.startswith("on") or name in ("style", "srcdoc") for name in one.attrib):
            yield f"<{one.tag}> has {one.attrib}"
        for name in ("href", "src", "action", "formaction", "data", "xlink:href", "poster", "srcset"):
            if not OURS.match(one.get(name, "").strip()):
                yield f"<{one.tag} {name}> leads to {one.get(name)}"
        if one.tag == "script" and not one.get("src", "").startswith("/static/"):
            yield "a script that is not ours"
        if one.tag in ("iframe", "object", "embed", "base", "style", "math", "marquee", "frame", "applet"):
            yield f"a <{one.tag}>"
        if (one.text or "").strip() == "looks official" and (one.get("class") or one.get("id")):
            yield f"words dressed as ours: {one.attrib}"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", STATES)
def test_hostile_text_in_every_field_is_harmless_on_every_page(
    app: Flask, cast: Cast, browser: Browser, name: str
) -> None:
    state, closes_in = STATES[name]
    with app.app_context():
        dilemma = a_dilemma(db.session, cast, state, questions=2, scenarios=1, closes_in=closes_in)
        _everything_else(db.session, cast, dilemma)
        ref = dilemma.ref
        on = select(Meeting.ref).join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
        meeting = db.session.scalar(on.where(AgendaItem.dilemma_id == dilemma.id)) or "none"
        assert _plant(db.session) > 100
        db.session.expire_all()
        if state is State.SENT:
            acts.publish(db.session, dilemma, cast, content=public_copy.make(dilemma))
        db.session.commit()
    faults, read = [], 0
    for person in (cast.chair, cast.joan, cast.secretary, cast.author, cast.reviewer, cast.administrator, None):
        window = browser.as_(person)
        for path in addresses(app, ref, meeting, questions=2, person=cast.grace):
            answer = window.client.get(path)
            where = f"{path} for {person.name if person else 'the public'}"
            assert answer.status_code < 500, where
            if answer.status_code == 200 and answer.mimetype == "text/html":
                read += 1
                faults += [f"{where}: {fault}" for fault in _faults(answer.get_data(as_text=True))]
    assert read > 60
    assert faults == []


def _everything_else(session: AnySession, cast: Cast, dilemma: Dilemma) -> None:
    """What a dilemma may have and this state's need not: an interest with its ruling, a minority view, a flag, a reply."""
    attach(session, dilemma, "Appendix A", "survey.pdf", PDF)
    attach(session, dilemma, "Appendix B", "plan.png", PNG, part_reason=PartReason.SECTION_31, note="Where it is.")
    if dilemma.issued_at is None:
        return
    made = acts.declare(session, dilemma, cast.agnes, cast.interests["personal"], nature="It is mine.")
    acts.rule(session, made, cast.chair, acts.RulingOutcome.NOTE_ONLY)
    acts.enquire(session, dilemma, cast.joan, "Is it kept?", Stage.SENT_BACK, reason="It is an opinion.")
    acts.enquire(session, dilemma, cast.joan, "For how long?")
    acts.enquire(
        session,
        dilemma,
        cast.joan,
        "Who sees it?",
        Stage.ANSWERED,
        number=1,
        passed_on="By whom?",
        answer="Two.",
        by=cast.author,
    )
    acts.keep_note(session, dilemma, cast.joan, "Ask them.")
    if dilemma.state is State.CIRCULATED:
        acts.announce_minority_view(session, dilemma, cast.tomos).written_at = dilemma.circulated_at
