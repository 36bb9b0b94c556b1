"""What is typed on a paper and not saved: kept for its author alone, offered back, previewed, never over what is saved."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from ethics.domain.vocabulary import Section, State
from ethics.extensions import db
from ethics.models import Dilemma, Source, TypedCopy
from ethics.services.typed import KEPT, MOST
from tests.browser import Browser, Page, Window
from tests.cast import Cast
from tests.conftest import Clock
from tests.drafts import new_draft, texts, version_of, write

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


def keep(window: Window, page: Page, *, status: int = 200, button: str = "Preview", **typed: Any) -> Page:
    """What the script sends while somebody types on the page."""
    _, data = page.form(button)
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


# -- pages on which things are chosen ---------------------------------------------------------------------------------


CHOSEN: list[tuple[str, str, dict[str, str], dict[str, Any]]] = [
    ("parties", "Save and go back", {"parties-0-name": "The farmers of Low Fell", "parties-0-kind": "body"}, {}),
    ("parties", "Save and go back", {"none": "y"}, {"none": ["y"]}),
    ("unplaced", "Put them there", {"pieces-0-place": "purpose"}, {}),
]


@pytest.fixture
def tray(app: Flask, cast: Cast, ref: str) -> str:
    """The draft with one piece that an import found no place for."""
    with app.app_context():
        dilemma = db.session.scalars(select(Dilemma).where(Dilemma.ref == ref)).one()
        db.session.add(
            Source(
                dilemma_id=dilemma.id, name="a.txt", media_type="text/plain", digest="0" * 64, size=1, unplaced="Of sheep.",
                found={}, imported_by_id=cast.author.id, imported_at=dilemma.started_at,
            )
        )  # fmt: skip
        db.session.commit()
    return ref


@pytest.mark.parametrize(("page", "button", "typed", "shown"), CHOSEN)
def test_what_is_chosen_is_kept_and_given_back_like_what_is_typed(
    app: Flask, dan: Window, tray: str, page: str, button: str, typed: dict[str, str], shown: dict[str, Any]
) -> None:
    keep(dan, dan.get(at(tray, page)), button=button, **typed)
    again = dan.get(at(tray, page))
    assert "You typed something here that is not saved" in again.main
    back = dan.get(again.link("Put it back in the boxes"))
    held = back.form(button)[1]
    assert {name: held[name] for name in typed} == typed | shown
    assert copies(app) == 1
    dan.press(back, button)
    assert copies(app) == 0
    assert "not saved" not in dan.get(at(tray, page)).main


def test_principles_chosen_and_not_saved_are_offered_back(app: Flask, dan: Window, ref: str) -> None:
    page = dan.get(at(ref, "principles"))
    boxes = [box.get("value") or "" for box in page.all("input", name="principles")]
    keep(dan, page, button="Save and go back", principles=boxes[1])
    page = dan.get(at(ref, "principles"))
    assert "what you had chosen." in page.main
    back = dan.get(page.link("Put it back in the boxes"))
    assert back.form("Save and go back")[1]["principles"] == [boxes[1]]
    assert "Preview" not in back.buttons
    dan.press(back, "Save and go back")
    assert copies(app) == 0


def test_choices_that_stand_in_the_paper_are_not_offered(app: Flask, dan: Window, ref: str) -> None:
    page = dan.get(at(ref, "principles"))
    boxes = [box.get("value") or "" for box in page.all("input", name="principles")]
    other = dan.get(at(ref, "principles"))
    dan.press(page, "Save and go back", principles=[boxes[2], boxes[0]])
    keep(dan, other, button="Save and go back", principles=[boxes[0], boxes[2]])
    assert copies(app) == 1
    assert "not saved" not in dan.get(at(ref, "principles")).main


def test_a_tray_put_back_does_not_go_over_one_that_changed(app: Flask, dan: Window, tray: str) -> None:
    keep(dan, dan.get(at(tray, "unplaced")), button="Put them there", **{"pieces-0-place": "purpose"})
    with app.app_context():
        source = db.session.scalars(select(Source)).one()
        source.unplaced = "Of goats.\n\nOf geese."
        version_of(db.session, tray).row_version += 1
        db.session.commit()
    back = dan.get(dan.get(at(tray, "unplaced")).link("Put it back in the boxes"))
    dan.press(back, "Put them there", status=409)
    with app.app_context():
        assert texts(db.session, tray, Section.PURPOSE) == []


@pytest.mark.parametrize(
    ("page", "name"),
    [("implications", "implications-0-text"), ("background-papers", "background_papers"), ("questions/new", "text")],
)
def test_marks_stand_under_every_box_whose_marks_are_read(dan: Window, ref: str, page: str, name: str) -> None:
    opened = dan.get(at(ref, page))
    (box,) = opened.all("textarea", name=name)
    assert box.get("data-writing") is not None
    assert len([one for one in opened.all("template") if one.get("data-writing-tools") is not None]) == 1


def test_marks_in_the_words_of_a_question_are_read_as_marks(dan: Window, ref: str) -> None:
    typed = {"text": "Is it acceptable to **film** a funeral?", "kind": "closed"}
    dan.press(dan.get(at(ref, "questions/new")), "Save and go back", **typed)
    page = dan.get(f"/dilemmas/{ref}/paper")
    assert "<strong>film</strong>" in page.html
    assert "**" not in page.main
