"""The attachments of every text of a paper: fetched at that text's own address, by whoever may look at that text."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from ethics.domain.attachments import FileKind
from ethics.domain.vocabulary import Event, PartReason, Section, State
from ethics.extensions import db
from ethics.models import Attachment, JournalEntry
from ethics.services import attachments, blocks, versions
from ethics.services.attachments import AttachmentDraft, AttachmentFile
from ethics.services.blocks import BlockDraft
from tests.attachments import JPEG, PDF, PNG, attach
from tests.browser import Browser
from tests.cast import AnySession, Cast
from tests.conftest import Clock
from tests.factories import Brought

WHY = "The survey was done again."
CLOSED = {"closed": True, "part_reason": PartReason.SECTION_31}


@pytest.fixture
def item(bring: Callable[..., Brought], cast: Cast) -> Brought:
    """Issued with a survey and a plan, both open."""

    def then(session: AnySession, dilemma: Any) -> None:
        attach(session, dilemma, "Appendix A", "survey.pdf", PDF)
        attach(session, dilemma, "Appendix B", "plan.png", PNG)

    return bring(State.ISSUED, part_2=False, given_by=[cast.joan], then=then)


def rewrite(app: Flask, cast: Cast, clock: Clock, ref: str, *, upto: str = "issue") -> None:
    """Version 2: another file as the survey, and the plan closed; written, released or issued."""
    author, folder = cast.actor(cast.author), app.extensions["settings"].data
    versions.begin(author, ref, clock)
    other = AttachmentFile("survey-2.jpg", FileKind.JPEG, JPEG)
    attachments.save(author, ref, 1, other, AttachmentDraft("Appendix A"), folder, clock)
    attachments.save(author, ref, 2, None, AttachmentDraft("Appendix B", **CLOSED), folder, clock)
    if upto != "write":
        versions.send(author, ref, WHY, clock)
        versions.release(cast.actor(cast.sponsor), ref, clock)
    if upto == "issue":
        versions.issue(cast.actor(cast.secretary), ref, clock)
    db.session.commit()


def reads(app: Flask) -> list[tuple[int | None, Any]]:
    with app.app_context():
        lines = select(JournalEntry).where(JournalEntry.event == Event.PART_2_READ).order_by(JournalEntry.number)
        return [(one.actor_id, one.facts) for one in db.session.scalars(lines) if "attachment" in one.facts]


def test_each_version_hands_out_what_came_with_it(app: Flask, browser: Browser, cast: Cast, clock: Clock, item) -> None:
    with app.app_context():
        rewrite(app, cast, clock, item.ref)
    joan = browser.as_(cast.joan)
    page = joan.get(f"/dilemmas/{item.ref}/versions/v1")
    assert "Attachments that came with it" in page.main
    assert page.link("Appendix A") == f"/dilemmas/{item.ref}/versions/v1/attachments/1"
    assert joan.client.get(page.link("Appendix A")).data == PDF
    assert joan.client.get(f"/dilemmas/{item.ref}/versions/v2/attachments/1").data == JPEG
    assert joan.client.get(joan.get(f"/dilemmas/{item.ref}/paper").link("Appendix A")).data == JPEG
    joan.get(f"/dilemmas/{item.ref}/versions/v1/attachments/3", status=404)
    joan.get(f"/dilemmas/{item.ref}/versions/v3/attachments/1", status=404)


def test_what_is_closed_by_now_is_closed_in_the_earlier_version_too_and_its_fetch_recorded_under_its_number(
    app: Flask, browser: Browser, cast: Cast, clock: Clock, item
) -> None:
    with app.app_context():
        rewrite(app, cast, clock, item.ref)
    path = f"/dilemmas/{item.ref}/versions/v1/attachments/2"
    adviser = browser.as_(cast.adviser)
    assert "plan.png" not in adviser.get(f"/dilemmas/{item.ref}/versions/v1").html
    assert adviser.get(path, status=403).is_html
    assert adviser.client.get(f"/dilemmas/{item.ref}/versions/v1/attachments/1").data == PDF
    for person in (cast.joan, cast.joan, cast.author):
        assert browser.as_(person).client.get(path).data == PNG
    assert reads(app) == [(cast.joan.id, {"version": 1, "attachment": 2})]
    listed = browser.as_(cast.secretary).get(f"/dilemmas/{item.ref}/part-2-reads")
    assert "Attachment 2 of version 1" in listed.main


def test_the_secretary_opens_what_comes_with_a_new_version_before_issuing_it(
    app: Flask, browser: Browser, cast: Cast, clock: Clock, item
) -> None:
    path = f"/dilemmas/{item.ref}/versions/v2/attachments/1"
    with app.app_context():
        rewrite(app, cast, clock, item.ref, upto="release")
    secretary = browser.as_(cast.secretary)
    page = secretary.get(secretary.get(f"/dilemmas/{item.ref}/new-version/issue").link("Read it whole"))
    assert secretary.client.get(page.link("Appendix A")).data == JPEG
    assert secretary.client.get(page.link("Appendix B")).data == PNG
    assert reads(app) == [(cast.secretary.id, {"version": 2, "attachment": 2})]
    for person in (cast.author, cast.sponsor):
        assert browser.as_(person).client.get(path).data == JPEG
    for person in (cast.joan, cast.adviser, cast.outsider, cast.nobody):
        browser.as_(person).get(path, status=404)


def test_a_new_version_that_is_being_written_is_its_authors_alone(
    app: Flask, browser: Browser, cast: Cast, clock: Clock, item
) -> None:
    path = f"/dilemmas/{item.ref}/versions/v2/attachments/1"
    with app.app_context():
        rewrite(app, cast, clock, item.ref, upto="write")
    assert browser.as_(cast.author).client.get(path).data == JPEG
    assert browser.as_(cast.author).client.get(f"/dilemmas/{item.ref}/versions/v1/attachments/1").data == PDF
    for person in (cast.secretary, cast.joan):
        browser.as_(person).get(path, status=404)
    assert browser.as_(cast.joan).client.get(f"/dilemmas/{item.ref}/attachments/1").data == PDF


def test_a_state_kept_of_a_draft_hands_out_its_files_though_they_were_taken_out_since(
    app: Flask, browser: Browser, cast: Cast, clock: Clock, bring: Callable[..., Brought]
) -> None:
    draft = bring(State.DRAFT, then=lambda session, made: attach(session, made, "Appendix A", "survey.pdf", PDF))
    with app.app_context():
        author = cast.actor(cast.author)
        blocks.save_section(author, draft.ref, Section.PURPOSE, [BlockDraft(text="To ask.")], clock)
        clock.advance(hours=2)
        attachments.remove(author, draft.ref, 1, clock)
        clock.advance(hours=2)
        blocks.save_section(author, draft.ref, Section.PURPOSE, [BlockDraft(text="To ask again.")], clock)
        db.session.commit()
        assert db.session.scalars(select(Attachment)).all() == []
    dan, home = browser.as_(cast.author), f"/dilemmas/{draft.ref}/versions"
    kept = {href for _, href in dan.get(home).links if href.startswith(f"{home}/v1-") and href.count("/") == 4}
    links = [page.link("Appendix A") for one in sorted(kept) if "survey.pdf" in (page := dan.get(one)).html]
    assert links
    for link in links:
        assert dan.client.get(link).data == PDF
        browser.as_(cast.secretary).get(link, status=404)
        browser.as_(cast.joan).get(link, status=404)


def test_a_file_of_a_version_costs_the_same_however_many_there_are(
    app: Flask, browser: Browser, cast: Cast, clock: Clock, bring: Callable[..., Brought], count_queries
) -> None:
    def with_(files: int) -> Callable[..., None]:
        def then(session: AnySession, dilemma: Any) -> None:
            for at in range(files):
                attach(session, dilemma, f"Sheet {at}", "a.pdf", PDF + b"%" * at)

        return then

    counts = []
    for files in (2, 14):
        item = bring(State.ISSUED, given_by=[cast.joan], then=with_(files))
        with app.app_context():
            rewrite(app, cast, clock, item.ref)
        joan = browser.as_(cast.joan)
        for path in ("versions/v1", "versions/v1/attachments/1", "versions/v1/attachments/2"):
            joan.client.get(f"/dilemmas/{item.ref}/{path}")  # a first read of the day is recorded as well
            with count_queries() as seen:
                assert joan.client.get(f"/dilemmas/{item.ref}/{path}").status_code == 200
            counts.append(len(seen))
    assert counts[:3] == counts[3:]
    assert max(counts) <= 20, counts
