"""Two people write one paper: naming each other, meeting on one page, and going, with nobody's words lost or shown."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from ethics.domain.enquiries import Stage
from ethics.domain.vocabulary import Role, Section, State
from ethics.extensions import db
from ethics.models import Appointment, Dilemma, Person, TypedCopy
from tests import acts
from tests.browser import Browser, Window, still
from tests.cast import STARTED_ON, Cast
from tests.conftest import Clock
from tests.drafts import texts
from tests.factories import NOW, Brought

JSON = {"Accept": "application/json"}
NOT_THERE = "/dilemmas/d999999999/edit"


@pytest.fixture
def dan(browser: Browser, cast: Cast) -> Window:
    """Who began it."""
    return browser.as_(cast.author)


@pytest.fixture
def moira(browser: Browser, cast: Cast) -> Window:
    """Who writes it with him, once he names her."""
    return browser.as_(cast.other_author)


@pytest.fixture
def draft(bring: Callable[..., Brought]) -> Brought:
    return bring(State.DRAFT)


@pytest.fixture
def shared(bring: Callable[..., Brought], cast: Cast) -> Brought:
    """A draft whose co-author Moira is."""
    return bring(
        State.DRAFT, then=lambda session, one: acts.name_co_author(session, one, cast.other_author, cast.author)
    )


def section(one: Brought, name: str = "background") -> str:
    return f"/dilemmas/{one.ref}/edit/section/{name}"


def name_moira(dan: Window, cast: Cast, one: Brought) -> Any:
    page = dan.get(f"/dilemmas/{one.ref}/authors")
    return dan.press(page, "Name as co-author", person=str(cast.other_author.id))


# -- naming -----------------------------------------------------------------------------------------------------------


def test_a_colleague_is_named_from_the_list_of_the_paper_s_parts(
    dan: Window, moira: Window, cast: Cast, draft: Brought
) -> None:
    moira.get(f"/dilemmas/{draft.ref}", status=404)
    page = dan.get(dan.get(f"/dilemmas/{draft.ref}/edit").link("Who writes the paper"))
    assert page.h1 == "Who writes the paper"
    assert "Moira Tench" in page.text
    assert "Ruth Ingleby" not in page.main
    page = dan.press(page, "Name as co-author", person=str(cast.other_author.id))
    assert "Moira Tench is a co-author from now on, and has been told." in page.text
    assert "Named by Dan Fairley on" in page.main
    assert "Dan Fairley, Moira Tench" in dan.get(f"/dilemmas/{draft.ref}/edit").main
    assert "Footage from doorbells" in moira.get("/desk").main
    assert "Footage from doorbells" in moira.get("/dilemmas").main
    assert moira.get(section(draft)).h1 == "Background"


def test_a_choice_that_cannot_stand_says_why_beside_the_list(dan: Window, cast: Cast, draft: Brought) -> None:
    page = dan.get(f"/dilemmas/{draft.ref}/authors")
    for chosen, why in (
        ("", "Choose who writes it with you."),
        (str(cast.joan.id), "Choose one of the force’s authors."),
        (str(cast.author.id), "Dan Fairley began this paper, and is its author."),
        ("9" * 30, "Choose who writes it with you."),
    ):
        assert why in dan.press(page, "Name as co-author", person=chosen, status=422).main


def test_a_force_with_no_other_author_is_told_so(app: Flask, cast: Cast, dan: Window, draft: Brought) -> None:
    with app.app_context():
        for held in db.session.scalars(select(Appointment).where(Appointment.role == Role.AUTHOR)):
            held.ends_on = None if held.person_id == cast.author.id else date(2026, 3, 1)
        db.session.commit()
    page = dan.get(f"/dilemmas/{draft.ref}/authors")
    assert "The force has no other author who could be named." in page.main
    assert "Name as co-author" not in page.buttons


def test_the_co_author_sees_who_writes_it_and_may_go_but_names_nobody(moira: Window, shared: Brought) -> None:
    page = moira.get(f"/dilemmas/{shared.ref}/authors")
    assert "Dan Fairley" in page.main
    assert "Name as co-author" not in page.buttons
    assert "Remove" not in [said for said, _ in page.links]
    assert page.link("Leave this paper")
    assert "Withdraw the dilemma" not in [said for said, _ in moira.get(f"/dilemmas/{shared.ref}/edit").links]
    moira.get(f"/dilemmas/{shared.ref}/withdraw", status=403)


def test_what_is_printed_is_a_text_and_who_writes_it_stands_beside(dan: Window, shared: Brought) -> None:
    page = dan.get(f"/dilemmas/{shared.ref}/edit/about")
    assert "Who writes it here: Dan Fairley and Moira Tench." in page.main
    dan.press(page, "Save and go back", authors="Inspector D. Fairley")
    page = dan.get(f"/dilemmas/{shared.ref}/authors")
    assert "Inspector D. Fairley" in page.main
    assert "Saved by Dan Fairley at" in dan.get(f"/dilemmas/{shared.ref}/edit").main


def test_the_sponsor_and_the_secretary_are_told_who_writes_it(
    browser: Browser, bring: Callable[..., Brought], cast: Cast
) -> None:
    def named(session: Any, one: Any) -> None:
        acts.name_co_author(session, one, cast.other_author, cast.author)

    waiting = bring(State.WITH_SPONSOR, then=named)
    sponsor = browser.as_(cast.sponsor)
    assert "Dan Fairley with Moira Tench asks you to release" in sponsor.get(f"/dilemmas/{waiting.ref}/release").main
    submitted = bring(State.SUBMITTED, then=named)
    secretary = browser.as_(cast.secretary)
    assert "Dan Fairley with Moira Tench" in secretary.get(f"/dilemmas/{submitted.ref}/triage").main
    page = secretary.get(f"/dilemmas/{submitted.ref}/authors")
    assert "Moira Tench" in page.main
    assert "Name as co-author" not in page.buttons


# -- two at one page --------------------------------------------------------------------------------------------------


def test_the_second_to_save_is_shown_both_texts_and_who_saved(
    app: Flask, dan: Window, moira: Window, shared: Brought
) -> None:
    his, hers = dan.get(section(shared)), moira.get(section(shared))
    dan.press(his, "Save and go back", **{"blocks-0-text": "Dan asked the shops."})
    stale = moira.press(hers, "Save and go back", status=409, **{"blocks-0-text": "Moira asked the farmers."})
    assert "Dan Fairley saved this paper at" in stale.main
    assert "Dan asked the shops." in stale.main
    assert "Moira asked the farmers." in stale.main
    moira.press(stale, "Keep what I typed", **{"blocks-0-text": "Dan asked the shops, Moira the farmers."})
    with app.app_context():
        assert "Dan asked the shops, Moira the farmers." in [
            text for _, text in texts(db.session, shared.ref, Section.BACKGROUND)
        ]


def test_two_parts_of_one_paper_do_not_get_in_each_other_s_way(
    app: Flask, dan: Window, moira: Window, shared: Brought
) -> None:
    his, hers = dan.get(section(shared)), moira.get(section(shared, "purpose"))
    dan.press(his, "Save and go back", **{"blocks-0-text": "Dan asked the shops."})
    moira.press(hers, "Save and go back", **{"blocks-0-text": "To ask first."})
    with app.app_context():
        assert "To ask first." in [text for _, text in texts(db.session, shared.ref, Section.PURPOSE)]
        assert "Dan asked the shops." in [text for _, text in texts(db.session, shared.ref, Section.BACKGROUND)]


def keep(window: Window, path: str, text: str, *, status: int = 200) -> None:
    page = window.get(path)
    _, data = page.form("Preview")
    form = next(form for form in page.all("form") if form.get("data-autosave"))
    url = form.get("data-autosave", "")
    window.post(url, data | {"blocks-0-text": text}, status=status, headers=JSON)


def test_that_somebody_else_is_writing_on_the_page_is_said_and_not_what(
    dan: Window, moira: Window, shared: Brought, clock: Clock
) -> None:
    assert "Somebody else is writing here" not in moira.get(section(shared)).main
    keep(dan, section(shared), "zebracrossing")
    page = moira.get(section(shared))
    assert "Dan Fairley is writing on this page too, last at noon." in page.main
    assert "zebracrossing" not in page.text
    assert "You typed something here" not in page.main
    assert "Somebody else" not in moira.get(section(shared, "purpose")).main
    assert "Somebody else" not in dan.get(section(shared)).main
    clock.advance(minutes=16)
    assert "Somebody else" not in moira.get(section(shared)).main


# -- going ------------------------------------------------------------------------------------------------------------


def test_a_removed_co_author_gets_the_page_of_what_is_not_there(
    app: Flask, dan: Window, moira: Window, cast: Cast, shared: Brought
) -> None:
    keep(moira, section(shared), "Ask the farmers.")
    page = dan.get(dan.get(f"/dilemmas/{shared.ref}/authors").link("Remove"))
    assert page.h1 == "Remove Moira Tench"
    assert "They may have typed something that is not saved" in page.main
    assert "farmers" not in page.text
    page = dan.press(page, "Remove as co-author")
    assert "Removed. The paper is closed to them, and they have been told." in page.text
    nothing = still(moira.get(NOT_THERE, status=404).text)
    for path in (
        "",
        "/edit",
        "/paper",
        "/authors",
        "/edit/section/background",
        "/authors/leave",
        "/journal",
        "/versions",
    ):
        assert still(moira.get(f"/dilemmas/{shared.ref}{path}", status=404).text) == nothing
    assert "Footage" not in moira.get("/desk").text + moira.get("/dilemmas").text
    with app.app_context():
        assert db.session.scalars(select(TypedCopy.person_id)).all() == [cast.other_author.id]
    name_moira(dan, cast, shared)
    assert "You typed something here that is not saved" in moira.get(section(shared)).main


def test_who_is_removed_while_typing_gets_their_words_back_whether_or_not_the_address_is_there(
    dan: Window, moira: Window, cast: Cast, shared: Brought
) -> None:
    page = moira.get(section(shared))
    dan.press(dan.get(f"/dilemmas/{shared.ref}/authors/{cast.other_author.id}/remove"), "Remove as co-author")
    lost = moira.press(page, "Save and go back", status=404, **{"blocks-0-text": "Ask the farmers."})
    assert "Nothing you typed is lost." in lost.main
    assert "Ask the farmers." in lost.main
    _, data = page.form("Save and go back")
    nowhere = f"{NOT_THERE}/section/background"
    other = moira.post(nowhere, data | {"blocks-0-text": "Ask the farmers."}, status=404)
    assert still(lost.text) == still(other.text)


def test_who_leaves_is_told_first_what_is_not_saved(dan: Window, moira: Window, shared: Brought) -> None:
    keep(moira, section(shared), "Ask the farmers.")
    page = moira.get(moira.get(f"/dilemmas/{shared.ref}/authors").link("Leave this paper"))
    assert "You may have typed something that is not saved" in page.main
    assert moira.get(page.link("Background")).h1 == "Background"
    page = moira.press(page, "Leave this paper")
    assert "You are no longer a co-author of that paper." in page.text
    moira.get(f"/dilemmas/{shared.ref}", status=404)
    assert "A co-author left the paper" in dan.get(f"/dilemmas/{shared.ref}/journal").main
    dan.get(f"/dilemmas/{shared.ref}/authors/leave", status=403)


def test_leaving_twice_and_leaving_what_is_not_there_are_answered_alike(moira: Window, shared: Brought) -> None:
    page = moira.get(f"/dilemmas/{shared.ref}/authors/leave")
    moira.press(page, "Leave this paper")
    again = moira.press(page, "Leave this paper")
    assert again.path == "/desk"
    assert "You are not, or no longer, a co-author of that paper." in again.text
    nowhere = moira.post("/papers/0123456789/leave", page.form("Leave this paper")[1])
    assert still(nowhere.text) == still(again.text)


def test_who_was_removed_already_cannot_be_removed_again(dan: Window, cast: Cast, shared: Brought) -> None:
    path = f"/dilemmas/{shared.ref}/authors/{cast.other_author.id}/remove"
    page = dan.get(path)
    dan.press(page, "Remove as co-author")
    assert "no longer a co-author" in dan.press(page, "Remove as co-author", status=409).main
    dan.get(path, status=404)
    dan.get(f"/dilemmas/{shared.ref}/authors/{cast.author.id}/remove", status=404)


# -- one paper, and no other ------------------------------------------------------------------------------------------


def test_a_co_author_of_one_paper_sees_nothing_of_another_of_the_same_author(
    moira: Window, cast: Cast, shared: Brought, bring: Callable[..., Brought]
) -> None:
    others = [
        bring(State.DRAFT, title="Zebra draft"), bring(State.ISSUED, title="Zebra issued"),
        bring(State.SENT, title="Zebra sent"),
    ]  # fmt: skip
    nothing = still(moira.get(NOT_THERE, status=404).text)
    for one in others:
        for path in ("", "/edit", "/paper", "/authors", "/journal", "/versions", "/enquiries", "/advice"):
            assert still(moira.get(f"/dilemmas/{one.ref}{path}", status=404).text) == nothing
    for path in (
        "/desk",
        "/dilemmas",
        "/dilemmas?page=2",
        f"/dilemmas/{shared.ref}",
        f"/dilemmas/{shared.ref}/journal",
    ):
        assert "Zebra" not in moira.get(path).text


def test_an_enquiry_is_asked_of_each_until_one_has_answered(
    dan: Window, moira: Window, cast: Cast, bring: Callable[..., Brought]
) -> None:
    def asked(session: Any, one: Dilemma) -> None:
        acts.name_co_author(session, one, cast.other_author, cast.author)
        acts.enquire(
            session, one, cast.joan, "How long?", Stage.WITH_AUTHOR, passed_on="How long is it kept?", number=1
        )

    one = bring(State.ISSUED, then=asked)
    for window in (dan, moira):
        assert "Answer one enquiry about" in window.get("/desk").main
    page = moira.get(f"/dilemmas/{one.ref}/enquiries/1/answer")
    moira.press(page, page.buttons[-1], text="31 days.")
    for window in (dan, moira):
        assert "Answer one enquiry about" not in window.get("/desk").main
        assert "31 days." in window.get(f"/dilemmas/{one.ref}/enquiries").main


def test_where_no_author_is_left_the_sponsor_s_desk_says_so(
    app: Flask, browser: Browser, cast: Cast, bring: Callable[..., Brought]
) -> None:
    def asked(session: Any, one: Dilemma) -> None:
        acts.enquire(
            session, one, cast.joan, "How long?", Stage.WITH_AUTHOR, passed_on="How long is it kept?", number=1
        )
        held = session.scalars(select(Appointment).where(Appointment.person_id == cast.author.id)).one()
        held.ends_on = date(2026, 2, 20)

    one = bring(State.ISSUED, then=asked)
    sponsor = browser.as_(cast.sponsor)
    desk = sponsor.get("/desk").main
    assert "None of its authors is left at the force, so it comes to you." in desk
    page = sponsor.get(f"/dilemmas/{one.ref}/authors")
    assert "Not one of the force’s authors any more" in page.main
    sponsor.press(page, "Name as co-author", person=str(cast.other_author.id))
    assert "Answer one enquiry" not in sponsor.get("/desk").main
    assert "Answer one enquiry" in browser.as_(cast.other_author).get("/desk").main


def test_where_the_sponsor_is_gone_too_the_secretary_is_told_that_nobody_can_answer(
    browser: Browser, cast: Cast, bring: Callable[..., Brought]
) -> None:
    def asked(session: Any, one: Dilemma) -> None:
        acts.enquire(
            session, one, cast.joan, "How long?", Stage.WITH_AUTHOR, passed_on="How long is it kept?", number=1
        )
        acts.declare(session, one, cast.joan)
        for person in gone:
            held = session.scalars(select(Appointment).where(Appointment.person_id == person.id)).one()
            held.ends_on = date(2026, 2, 20)

    gone: list[Any] = [cast.author]
    one = bring(State.ISSUED, then=asked)
    assert "Nobody can answer" not in browser.as_(cast.secretary).get(f"/dilemmas/{one.ref}/enquiries").main
    gone = [cast.sponsor]
    one = bring(State.ISSUED, then=asked)
    page = browser.as_(cast.secretary).get(f"/dilemmas/{one.ref}/enquiries")
    assert "Neither an author of this paper nor its sponsor is at the force any more." in page.main
    assert "Nobody can answer" not in browser.as_(cast.joan).get(f"/dilemmas/{one.ref}/enquiries").main


# -- queries ----------------------------------------------------------------------------------------------------------


def test_the_pages_ask_as_many_questions_of_the_database_for_one_co_author_as_for_many(
    app: Flask, dan: Window, cast: Cast, bring: Callable[..., Brought], count_queries: Callable[[], Any]
) -> None:
    def with_(people: int) -> Brought:
        def named(session: Any, one: Dilemma) -> None:
            acts.name_co_author(session, one, cast.other_author, cast.author)
            for at in range(people):
                person = Person(
                    email=f"p{one.id}-{at}@eastmarch.example", name=f"Writer {at}", fs_uniquifier=f"p{one.id}-{at}",
                    invited_at=NOW, joined_at=NOW,
                )  # fmt: skip
                session.add(person)
                session.flush()
                session.add(
                    Appointment(
                        person_id=person.id, role=Role.AUTHOR, force_id=cast.force.id, starts_on=STARTED_ON, made_at=NOW
                    )
                )
                acts.name_co_author(session, one, person, cast.author)

        return bring(State.DRAFT, then=named)

    def asked(window: Window, path: str) -> int:
        with count_queries() as seen:
            window.get(path)
        return len(seen)

    few, many = with_(0), with_(8)
    for path in (
        "authors",
        f"authors/{cast.other_author.id}/remove",
        "edit",
        "edit/about",
        "edit/section/background",
        "send",
    ):
        counts = [asked(dan, f"/dilemmas/{one.ref}/{path}") for one in (few, many)]
        assert counts[0] == counts[1] <= 20, (path, counts)


def test_desk_and_list_ask_no_more_for_many_shared_papers_than_for_one(
    moira: Window, cast: Cast, bring: Callable[..., Brought], count_queries: Callable[[], Any]
) -> None:
    counts = []
    for more in (1, 6):
        for _ in range(more):
            bring(
                State.DRAFT, then=lambda session, one: acts.name_co_author(session, one, cast.other_author, cast.author)
            )
        for path in ("/desk", "/dilemmas"):
            with count_queries() as seen:
                assert "Footage" in moira.get(path).main
            counts.append(len(seen))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 20
