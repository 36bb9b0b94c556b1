"""Attachments through their pages: attached, named, closed, moved, replaced, taken out, and handed out as downloads."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from ethics.domain.vocabulary import Event, Part, PartReason, State
from ethics.extensions import db
from ethics.models import Attachment, Block, Dilemma, JournalEntry, QuestionWording, ScenarioWording
from ethics.services import files
from tests import acts
from tests.attachments import JPEG, PDF, PNG, attach, pdf
from tests.browser import Browser, Page, Window
from tests.cast import AnySession, Cast
from tests.factories import Brought
from tests.scanner import HARMFUL, Scanner

Bring = Callable[..., Brought]
CLOSED = {"closed": "y", "part_reason": "foi_31", "part_note": "It shows where the camera is."}


def _send(dan: Window, home: str, name: str, data: bytes, *, status: int = 200, **said: str) -> Page:
    page = dan.get(f"{home}/edit/attachments")
    return dan.press(page, "Attach it", file=(BytesIO(data), name), status=status, **said)


def _rows(app: Flask) -> list[tuple[int, str, str, Part]]:
    with app.app_context():
        rows = db.session.scalars(select(Attachment).order_by(Attachment.version_id, Attachment.number)).all()
        return [(one.number, one.label, one.name, one.part) for one in rows]


def with_two(session: AnySession, dilemma: Dilemma) -> None:
    """An open attachment and a closed one."""
    attach(session, dilemma, "Appendix A", "survey.pdf", PDF)
    attach(session, dilemma, "Appendix B", "camera.png", PNG, part_reason=PartReason.SECTION_31, note="Where it is.")


# -- on the author's pages ------------------------------------------------------------------------------------------------


def test_files_are_attached_one_by_one_and_each_is_offered_the_next_letter(
    app: Flask, browser: Browser, cast: Cast, bring: Bring
) -> None:
    item = bring(State.DRAFT)
    dan, home = browser.as_(cast.author), f"/dilemmas/{item.ref}"
    assert "Attachments Nothing, and need not be" in dan.get(f"{home}/edit").main
    page = _send(dan, home, "survey of residents.pdf", PDF)
    assert "Attached: Appendix A." in page.text
    assert page.form("Attach it")[1]["label"] == "Appendix B"
    page = _send(dan, home, "Plan.PNG", PNG, label="Appendix B, the plan", **CLOSED)
    assert "survey of residents.pdf PDF, 1 KB" in page.main
    assert "Plan.png PNG picture, 1 KB Part 2, closed" in page.main
    assert _rows(app) == [
        (1, "Appendix A", "survey of residents.pdf", Part.OPEN),
        (2, "Appendix B, the plan", "Plan.png", Part.CLOSED),
    ]
    assert "Attachments2 attached Done" in dan.get(f"{home}/edit").main


@pytest.mark.parametrize(
    ("name", "data", "said", "sentence"),
    [
        ("", b"", {}, "Choose a file."),
        ("a.pdf", b"", {}, "There is nothing in this file."),
        ("a.exe", b"MZ\x90\x00", {}, "This kind of file cannot be attached."),
        ("a.pdf", PNG, {}, "The name of the file says .pdf, but that is not what is in it."),
        ("a.pdf", PDF[:200], {}, "The file is damaged or incomplete"),
        ("a.pdf", PDF, {"label": " "}, "Say what it is called, such as Appendix A."),
        ("a.pdf", PDF, {"label": "appendix a"}, "Another attachment of this paper already has this name."),
        ("a.pdf", PDF, {"closed": "y"}, "Say why it is closed"),
    ],
)
def test_what_cannot_be_attached_is_said_beside_the_field_and_the_words_are_given_back(
    app: Flask, browser: Browser, cast: Cast, bring: Bring, name: str, data: bytes, said: dict[str, str], sentence: str
) -> None:
    item = bring(State.DRAFT, then=lambda session, made: attach(session, made, "Appendix A", "first.jpg", JPEG))
    said = {"part_note": "In these words.", **said}
    page = _send(browser.as_(cast.author), f"/dilemmas/{item.ref}", name, data, status=422, **said)
    assert sentence in page.main
    assert page.link(sentence).removeprefix("#") in {"file", "label", "part_reason"}
    assert page.form("Attach it")[1]["part_note"] == "In these words."
    assert len(_rows(app)) == 1


def test_an_attachment_is_renamed_closed_replaced_moved_and_taken_out(
    app: Flask, browser: Browser, cast: Cast, bring: Bring
) -> None:
    item = bring(State.DRAFT, then=with_two)
    dan, home = browser.as_(cast.author), f"/dilemmas/{item.ref}/edit/attachments"
    page = dan.get(dan.get(home).link("Appendix A"))
    dan.press(page, "Save and go back", label="Annex 1", file=(BytesIO(JPEG), "new.jpeg"), **CLOSED)
    assert _rows(app)[0] == (1, "Annex 1", "new.jpeg", Part.CLOSED)
    page = dan.post(f"{home}/1/move", {"to": "down"})
    assert [one[1] for one in _rows(app)] == ["Appendix B", "Annex 1"]
    page = dan.get(f"{home}/1/remove")
    assert "camera.png would no longer come with the paper." in page.main
    page = dan.press(page, "Take it out")
    assert "Taken out: Appendix B." in page.text
    assert _rows(app) == [(1, "Annex 1", "new.jpeg", Part.CLOSED)]
    dan.get(f"{home}/2", status=404)


def test_what_is_attached_to_a_paper_that_is_closed_whole_is_closed_with_it(
    app: Flask, browser: Browser, cast: Cast, bring: Bring
) -> None:
    def all_closed(session: AnySession, dilemma: Dilemma) -> None:
        version = acts.version_of(session, dilemma)
        for table in (Block, QuestionWording, ScenarioWording):
            for row in session.scalars(select(table).where(table.version_id == version.id)):
                row.part, row.part_reason = Part.CLOSED, PartReason.SECTION_30

    item = bring(State.DRAFT, then=all_closed)
    dan, home = browser.as_(cast.author), f"/dilemmas/{item.ref}"
    page = _send(dan, home, "survey.pdf", PDF)
    assert "All of this paper is closed, so what is attached is closed with it" in page.main
    assert "survey.pdf PDF, 1 KB Part 2, closed" in page.main
    with app.app_context():
        assert db.session.scalars(select(Attachment.part_reason)).all() == [PartReason.SECTION_30]
    _send(dan, home, "plan.png", PNG, closed=None)
    assert [one[3] for one in _rows(app)] == [Part.CLOSED, Part.OPEN]
    other = bring(State.DRAFT)
    assert "All of this paper is closed" not in dan.get(f"/dilemmas/{other.ref}/edit/attachments").main


def test_two_tabs_on_one_attachment_lose_nothing(browser: Browser, cast: Cast, bring: Bring) -> None:
    item = bring(State.DRAFT, then=with_two)
    dan, path = browser.as_(cast.author), f"/dilemmas/{item.ref}/edit/attachments/1"
    one, other = dan.get(path), dan.get(path)
    dan.press(one, "Save and go back", label="The survey")
    page = dan.press(other, "Save and go back", label="The census", status=409)
    assert "The survey" in page.main
    assert "The census" in page.html


def test_a_file_sent_from_a_stale_page_is_asked_for_again(
    app: Flask, browser: Browser, cast: Cast, bring: Bring
) -> None:
    item = bring(State.DRAFT, then=with_two)
    dan, path = browser.as_(cast.author), f"/dilemmas/{item.ref}/edit/attachments/1"
    one, other = dan.get(path), dan.get(path)
    dan.press(one, "Save and go back", label="The survey")
    page = dan.press(other, "Save and go back", label="The survey", file=(BytesIO(JPEG), "new.jpeg"), status=409)
    assert "new.jpeg was not saved and has to be chosen again." in page.main
    assert page.link("Choose the file again") == path
    assert "Nothing is lost" not in page.main
    assert "This is saved already." not in page.text
    assert _rows(app)[0][2] != "new.jpeg"


def test_that_an_attachment_was_closed_is_laid_beside_this_tab(browser: Browser, cast: Cast, bring: Bring) -> None:
    item = bring(State.DRAFT, then=with_two)
    dan, path = browser.as_(cast.author), f"/dilemmas/{item.ref}/edit/attachments/1"
    one, two, three = dan.get(path), dan.get(path), dan.get(path)
    dan.press(one, "Save and go back", review_on="1 May 2027", **CLOSED)
    page = dan.press(two, "Save and go back", status=409)
    assert "Closed (Part 2)" in page.main
    assert "It shows where the camera is." in page.main
    assert "01 May 2027" in page.main
    page = dan.press(three, "Save and go back", review_on="01 May 2027", **CLOSED)
    assert "This is saved already." in page.text


def test_only_who_writes_the_paper_attaches(browser: Browser, cast: Cast, bring: Bring) -> None:
    item = bring(State.DRAFT, then=with_two)
    path = f"/dilemmas/{item.ref}/edit/attachments"
    browser.as_(cast.sponsor).get(path, status=403)
    for stranger in (cast.secretary, cast.joan, cast.other_author, cast.nobody):
        browser.as_(stranger).get(path, status=404)
    assert "survey.pdf" in browser.as_(cast.author).get(path).main


# -- what stands in front -------------------------------------------------------------------------------------------------


def test_every_upload_is_checked_where_a_scanner_is_named_and_none_is_let_through_unchecked(
    make_app: Callable[..., Flask], cast: Cast, bring: Bring, tmp_path: Path
) -> None:
    item = bring(State.DRAFT)
    home = f"/dilemmas/{item.ref}"
    with Scanner(tmp_path / "clamd.ctl") as scanner:
        app = make_app(clamav=scanner.address)
        dan = Browser(app).as_(cast.author)
        harmful = pdf(more=b"% " + HARMFUL + b"\n")
        page = _send(dan, home, "survey.pdf", harmful, status=422)
        assert page.link("The virus scanner found something harmful in this file") == "#file"
        _send(dan, home, "survey.pdf", PDF)
        start = dan.get("/papers/import")
        page = dan.press(
            start, "Make a draft of it", source=(BytesIO(b"Purpose\n\nIs it right? " + HARMFUL), "a.txt"), status=422
        )
        assert "The virus scanner found something harmful in this file" in page.main
        assert [HARMFUL in one for one in scanner.seen] == [True, False, True]
    page = _send(dan, home, "plan.png", PNG, status=422)
    assert page.link("The file could not be checked for viruses just now") == "#file"
    assert [one[2] for one in _rows(app)] == ["survey.pdf"]
    kept = app.extensions["settings"].data / "files"
    assert [one.name for one in kept.rglob("*") if one.is_file()] == [files.digest_of(PDF)]


def test_two_hundred_megabytes_are_refused_before_they_are_read(browser: Browser, cast: Cast, bring: Bring) -> None:
    item = bring(State.DRAFT)
    answer = browser.as_(cast.author).client.post(
        f"/dilemmas/{item.ref}/edit/attachments",
        data=b"--x\r\n",
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": "200000000"},
    )
    assert answer.status_code == 413
    assert "A paper you bring in can be up to 10 MB, an attachment up to 20 MB." in answer.text
    assert "Go back, make the file smaller and try again" in answer.text


def test_the_pages_ask_the_same_of_the_database_however_many_attachments_there_are(
    browser: Browser, cast: Cast, bring: Bring, count_queries: Callable[[], Any]
) -> None:
    def with_twelve(session: AnySession, dilemma: Dilemma) -> None:
        for number in range(12):
            reason = PartReason.SECTION_31 if number % 2 else None
            attach(session, dilemma, f"Sheet {number}", "a.pdf", PDF + b"%" * number, part_reason=reason)

    counts = []
    for then in (with_two, with_twelve):
        draft, issued = bring(State.DRAFT, then=then), bring(State.ISSUED, then=then, given_by=[cast.joan])
        for person, path in (
            (cast.author, f"{draft.ref}/edit/attachments"), (cast.author, f"{draft.ref}/edit/attachments/1"),
            (cast.author, f"{draft.ref}/edit"), (cast.author, f"{draft.ref}/paper"), (cast.joan, f"{issued.ref}/paper"),
            (cast.observer, f"{issued.ref}/paper"), (cast.joan, f"{issued.ref}/attachments/1"),
        ):  # fmt: skip
            window = browser.as_(person)
            window.client.get(f"/dilemmas/{path}")  # a first read of the day is recorded as well
            with count_queries() as seen:
                assert window.client.get(f"/dilemmas/{path}").status_code == 200
            counts.append(len(seen))
    assert counts[:7] == counts[7:]
    assert max(counts) <= 20, counts


# -- to its readers -------------------------------------------------------------------------------------------------------


def test_a_reader_fetches_an_open_attachment_as_a_file_that_may_do_nothing(
    app: Flask, browser: Browser, cast: Cast, bring: Bring
) -> None:
    item = bring(State.ISSUED, then=with_two, given_by=[cast.joan])
    for person in (cast.joan, cast.secretary, cast.observer, cast.author):
        window = browser.as_(person)
        page = window.get(f"/dilemmas/{item.ref}/paper")
        assert "survey.pdf PDF, 1 KB" in page.main
        answer = window.client.get(page.link("Appendix A"))
        assert (answer.status_code, answer.data, answer.mimetype) == (200, PDF, "application/pdf")
        assert answer.headers["Content-Disposition"] == "attachment; filename=survey.pdf"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert "'self'" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"
    assert _fetches(app) == []


def test_a_closed_attachment_is_handed_to_who_may_read_part_2_and_each_fetch_is_recorded_once_a_day(
    app: Flask, browser: Browser, cast: Cast, bring: Bring
) -> None:
    item = bring(State.ISSUED, then=with_two, given_by=[cast.joan])
    path = f"/dilemmas/{item.ref}/attachments/2"
    for person in (cast.joan, cast.joan, cast.secretary, cast.author, cast.sponsor):
        assert browser.as_(person).client.get(path).data == PNG
    assert _fetches(app) == [(cast.joan.id, 2), (cast.secretary.id, 2)]
    reads = browser.as_(cast.secretary).get(f"/dilemmas/{item.ref}/part-2-reads")
    assert "Attachment 2 of version 1" in reads.main


def test_who_may_not_read_part_2_sees_a_hole_and_is_refused_the_file(
    app: Flask, browser: Browser, cast: Cast, bring: Bring
) -> None:
    item = bring(State.ISSUED, then=with_two, given_by=[cast.joan])
    window = browser.as_(cast.observer)
    page = window.get(f"/dilemmas/{item.ref}/paper")
    assert "An attachment is Part 2. Not shown to you. Where it is. Section 31, law enforcement." in page.main
    assert "camera.png" not in page.html
    assert "Appendix B" not in page.html
    assert window.get(f"/dilemmas/{item.ref}/attachments/2", status=403).is_html
    own = browser.as_(cast.author).get(f"/dilemmas/{item.ref}/paper/open")
    assert "An attachment is Part 2." in own.main
    assert "Appendix A" in own.main
    assert "camera.png" not in own.html
    assert _fetches(app) == []


def test_a_withdrawn_an_undeclared_and_an_unknown_reader_are_refused_every_file(
    browser: Browser, cast: Cast, bring: Bring
) -> None:
    item = bring(State.ISSUED, then=with_two, given_by=[cast.joan], withdrawn=[cast.agnes])
    for number in (1, 2):
        path = f"/dilemmas/{item.ref}/attachments/{number}"
        for person, status in ((cast.agnes, 403), (cast.outsider, 404), (cast.nobody, 404)):
            assert browser.as_(person).client.get(path).status_code == status, (person.name, number)
        undeclared, public = (browser.as_(person).client.get(path) for person in (cast.tomos, None))
        assert undeclared.headers["Location"].startswith(f"/dilemmas/{item.ref}/declare?")
        assert "/sign-in" in public.headers["Location"]
    browser.as_(cast.joan).get(f"/dilemmas/{item.ref}/attachments/3", status=404)


def test_a_name_in_any_letters_is_given_back_whole(browser: Browser, cast: Cast, bring: Bring) -> None:
    name = 'Arolwg "Ŷ"; filename=x.exe.pdf'
    item = bring(State.DRAFT, then=lambda session, made: attach(session, made, "Atodiad A", name, PDF))
    answer = browser.as_(cast.author).client.get(f"/dilemmas/{item.ref}/attachments/1")
    said = answer.headers["Content-Disposition"]
    assert answer.data == PDF
    assert said.startswith('attachment; filename="Arolwg \\"Y\\"; filename=x.exe.pdf"; ')
    assert said.endswith("filename*=UTF-8''Arolwg%20%22%C5%B6%22%3B%20filename%3Dx.exe.pdf")


def _fetches(app: Flask) -> list[tuple[Any, int]]:
    with app.app_context():
        rows = db.session.execute(
            select(JournalEntry.actor_id, JournalEntry.facts)
            .where(JournalEntry.event == Event.PART_2_READ)
            .order_by(JournalEntry.number)
        ).all()
        return [(row.actor_id, row.facts["attachment"]) for row in rows if "attachment" in row.facts]
