"""What is typed on a paper and not saved: kept for its author alone, offered back, previewed, never over what is saved."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from ethics.domain.vocabulary import Section, State
from ethics.extensions import db
from ethics.models import TypedCopy
from ethics.services.typed import KEPT, MOST
from tests.browser import Browser, Page, Window
from tests.cast import Cast
from tests.conftest import Clock
from tests.drafts import new_draft, texts, write

TYPED = "Nobody asked the **farmers**."
JSON = {"Accept": "application/json"}


@pytest.fixture
def ref(app: Flask, cast: Cast, clock: Clock) -> str:
    with app.app_context():
        made = new_draft(cast, clock)
        db.session.commit()
    return made


@pytest.fixture
def dan(browser: Browser, cast: Cast) -> Window:
    return browser.as_(cast.author)


def at(ref: str, page: str = "section/background") -> str:
    return f"/dilemmas/{ref}/edit/{page}"


def keep(window: Window, page: Page, *, status: int = 200, **typed: str) -> Page:
    """What the script sends while somebody types on the page."""
    _, data = page.form("Preview")
    form = next(form for form in page.all("form") if form.get("data-autosave"))
    return window.post(form.get("data-autosave", ""), data | typed, status=status, headers=JSON)


def copies(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count(TypedCopy.id))) or 0


def test_what_is_typed_is_kept_beside_the_paper_and_offered_back(app: Flask, dan: Window, ref: str) -> None:
    page = dan.get(at(ref))
    keep(dan, page, **{"blocks-0-text": "Nobody"})
    keep(dan, page, **{"blocks-0-text": TYPED})
    assert copies(app) == 1
    with app.app_context():
        assert texts(db.session, ref, Section.BACKGROUND) == []
    page = dan.get(at(ref))
    assert "You typed something here that is not saved" in page.main
    assert "4 words in all" in page.main
    page = dan.get(page.link("Put it back in the boxes"))
    assert "Put back as you typed it at" in page.main
    assert page.form("Save and go back")[1]["blocks-0-text"] == TYPED
    dan.press(page, "Save and go back")
    assert copies(app) == 0
    with app.app_context():
        assert [text for _, text in texts(db.session, ref, Section.BACKGROUND)] == [TYPED]
    assert "not saved" not in dan.get(at(ref)).main


def test_who_is_signed_out_is_told_so_and_shown_the_way_back(app: Flask, dan: Window, ref: str) -> None:
    dan.get(at(ref))
    answer = app.test_client().post(
        f"/dilemmas/{ref}/typed/section/background", data={"blocks-0-text": "x"}, headers=JSON
    )
    assert answer.status_code == 401
    assert answer.json is not None
    assert answer.json["sign_in_url"].startswith("/sign-in")
    assert copies(app) == 0


def test_two_tabs_keep_their_own_words(app: Flask, dan: Window, ref: str) -> None:
    one, other = dan.get(at(ref)), dan.get(at(ref))
    keep(dan, one, **{"blocks-0-text": "From the first tab."})
    keep(dan, other, **{"blocks-0-text": "From the second."})
    assert copies(app) == 2
    dan.press(one, "Save and go back", **{"blocks-0-text": "From the first tab."})
    page = dan.press(other, "Save and go back", status=409, **{"blocks-0-text": "From the second."})
    assert "From the first tab." in page.main
    assert "From the second." in page.html
    assert copies(app) == 1


def test_put_back_words_do_not_go_over_what_was_saved_since(
    app: Flask, dan: Window, ref: str, cast: Cast, clock: Clock
) -> None:
    keep(dan, dan.get(at(ref)), **{"blocks-0-text": TYPED})
    with app.app_context():
        write(cast, ref, Section.BACKGROUND, "Somebody saved this in between.", clock)
        db.session.commit()
    page = dan.get(dan.get(at(ref)).link("Put it back in the boxes"))
    page = dan.press(page, "Save and go back", status=409)
    assert "Somebody saved this in between." in page.main
    assert TYPED in page.html
    with app.app_context():
        saved = [text for _, text in texts(db.session, ref, Section.BACKGROUND)]
    assert saved == ["Somebody saved this in between."]


def test_words_that_stand_in_the_paper_are_not_offered(app: Flask, dan: Window, ref: str) -> None:
    one, other = dan.get(at(ref)), dan.get(at(ref))
    dan.press(one, "Save and go back", **{"blocks-0-text": TYPED})
    page = dan.get(at(ref))
    keep(dan, page)
    assert copies(app) == 1
    assert "not saved" not in dan.get(at(ref)).main
    keep(dan, other, **{"blocks-0-text": "More."})
    assert "not saved" in dan.get(at(ref)).main


def test_they_can_be_taken_away(app: Flask, dan: Window, ref: str) -> None:
    keep(dan, dan.get(at(ref)), **{"blocks-0-text": TYPED})
    page = dan.get(at(ref))
    page = dan.press(page, next(one for one in page.buttons if one.startswith("Take it away")))
    assert "Taken away: what you had typed and not saved." in page.text
    assert page.path == at(ref)
    assert copies(app) == 0


@pytest.mark.parametrize(
    "page", ["about", "section/purpose", "scenarios/new", "questions/new", "implications", "background-papers"]
)
def test_every_page_with_boxes_keeps_and_gives_back(dan: Window, ref: str, page: str) -> None:
    opened = dan.get(at(ref, page))
    name = {
        "about": "contact", "section/purpose": "blocks-0-text", "scenarios/new": "blocks-0-text", "questions/new": "text",
        "implications": "implications-0-text", "background-papers": "background_papers",
    }[page]  # fmt: skip
    keep(dan, opened, **{name: TYPED})
    back = dan.get(dan.get(at(ref, page)).link("Put it back in the boxes"))
    assert back.form("Preview")[1][name] == TYPED


def test_nobody_else_meets_them(app: Flask, browser: Browser, dan: Window, cast: Cast, ref: str) -> None:
    page = dan.get(at(ref))
    keep(dan, page, **{"blocks-0-text": TYPED})
    sitting = page.form("Preview")[1]["sitting"]
    for person in (cast.sponsor, cast.secretary, cast.chair, cast.joan, cast.administrator, cast.monitoring):
        window = browser.as_(person)
        for path in (f"{at(ref)}?typed={sitting}", at(ref), f"/dilemmas/{ref}", f"/dilemmas/{ref}/paper", "/desk"):
            assert "farmers" not in window.client.get(path).get_data(as_text=True)
        answer = window.client.post(f"/dilemmas/{ref}/forget-typed/{sitting}")
        assert answer.status_code >= 400
    assert copies(app) == 1


def test_what_may_not_be_entered_is_not_kept(app: Flask, dan: Window, ref: str) -> None:
    keep(dan, dan.get(at(ref)), status=422, **{"blocks-0-text": "SECRET\n\nThe source is close."})
    keep(dan, dan.get(at(ref)), status=404, sitting="../../etc/")
    dan.post(f"/dilemmas/{ref}/typed/elsewhere", {"sitting": "0123456789"}, status=404)
    assert copies(app) == 0


def test_once_the_paper_is_sent_on_nothing_more_is_kept(app: Flask, dan: Window, bring: Any) -> None:
    sent = bring(State.SUBMITTED)
    data = {"sitting": "0123456789", "blocks-0-text": TYPED}
    answer = dan.post(f"/dilemmas/{sent.ref}/typed/section/background", data, status=422, headers=JSON)
    assert answer.status == 422
    assert copies(app) == 0


def test_of_many_sittings_the_oldest_go_and_none_stays_for_ever(
    app: Flask, browser: Browser, dan: Window, cast: Cast, ref: str, clock: Clock
) -> None:
    for number in range(MOST + 2):
        keep(dan, dan.get(at(ref)), **{"blocks-0-text": f"Sitting {number}."})
        clock.advance(minutes=1)
    assert copies(app) == MOST
    clock.advance(days=(KEPT + timedelta(days=1)).days)
    dan = browser.as_(cast.author)
    keep(dan, dan.get(at(ref)), **{"blocks-0-text": "Much later."})
    assert copies(app) == 1


def test_a_preview_shows_what_is_typed_and_gives_everything_back(app: Flask, dan: Window, ref: str) -> None:
    page = dan.get(at(ref))
    page = dan.press(
        page, "Preview", **{"blocks-0-text": TYPED + "\n\n<script>alert(1)</script>", "blocks-0-closed": "y"}
    )
    assert "As the committee will read it" in page.main
    assert "<strong>farmers</strong>" in page.html
    assert "<script>alert" not in page.html
    assert "for you alone until you save the page" in page.main
    assert copies(app) == 1
    held = page.form("Save and go back")[1]
    assert held["blocks-0-text"].startswith(TYPED)
    assert held["blocks-0-closed"] == ["y"]
    with app.app_context():
        assert texts(db.session, ref, Section.BACKGROUND) == []
    page = dan.press(dan.get(at(ref)), "Preview")
    assert "Nothing is written here yet." in page.main


def test_the_paper_itself_is_one_press_away(dan: Window, ref: str) -> None:
    for path in (at(ref), f"/dilemmas/{ref}/edit"):
        assert dan.get(path).link("See the paper as the committee will") == f"/dilemmas/{ref}/paper"


def test_many_sittings_cost_no_more_than_one(dan: Window, ref: str, count_queries: Callable[[], Any]) -> None:
    counts = []
    for _ in range(MOST):
        keep(dan, dan.get(at(ref)), **{"blocks-0-text": TYPED})
        with count_queries() as seen:
            dan.get(at(ref))
        counts.append(len(seen))
    assert len(set(counts)) == 1, counts
    assert counts[0] <= 20


def test_a_preview_of_what_may_not_be_entered_keeps_nothing(app: Flask, dan: Window, ref: str) -> None:
    page = dan.press(dan.get(at(ref)), "Preview", **{"blocks-0-text": "SECRET\n\nThe source is close."})
    assert "The source is close." in page.form("Save and go back")[1]["blocks-0-text"]
    assert copies(app) == 0
