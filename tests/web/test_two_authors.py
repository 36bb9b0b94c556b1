"""Two authors at one part of a paper: who saved is said where it is known, and everything a save would replace is shown."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from ethics.domain.vocabulary import State
from ethics.extensions import db
from ethics.models import Block, Implication, Party
from tests import acts
from tests.attachments import PDF, PNG, attach
from tests.browser import Browser, Window
from tests.cast import Cast
from tests.factories import Brought


@pytest.fixture
def dan(browser: Browser, cast: Cast) -> Window:
    return browser.as_(cast.author)


@pytest.fixture
def moira(browser: Browser, cast: Cast) -> Window:
    return browser.as_(cast.other_author)


@pytest.fixture
def home(bring: Callable[..., Brought], cast: Cast) -> str:
    """The address of a draft whose co-author Moira is."""

    def then(session: Any, one: Any) -> None:
        acts.name_co_author(session, one, cast.other_author, cast.author)

    return f"/dilemmas/{bring(State.DRAFT, then=then).ref}/edit"


def test_where_several_saves_came_between_nobody_is_named_for_this_part(dan: Window, moira: Window, home: str) -> None:
    """Moira saves the section, then Dan another part: the page does not say that Dan changed the section."""
    section = f"{home}/section/background"
    third = dan.get(section)
    moira.press(moira.get(section), "Save and go back", **{"blocks-0-text": "Moira asked the farmers."})
    moira.press(moira.get(f"{home}/section/purpose"), "Save and go back", **{"blocks-0-text": "To ask."})
    stale = dan.press(third, "Save and go back", status=409, **{"blocks-0-text": "Dan asked the shops."})
    assert "The paper was saved 2 times since you opened the page, last by Moira Tench at" in stale.main
    assert "Moira Tench saved this paper" not in stale.main
    assert "Moira asked the farmers." in stale.main


def test_of_two_new_paragraphs_both_are_shown_and_the_page_says_that_both_stay(
    app: Flask, dan: Window, moira: Window, home: str
) -> None:
    section = f"{home}/section/legislation"
    his, hers = dan.get(section), moira.get(section)
    at = max(int(name.split("-")[1]) for name in hers.form("Save and go back")[1] if name.endswith("-text"))
    dan.press(his, "Save and go back", **{f"blocks-{at}-text": "Dan read the act."})
    stale = moira.press(hers, "Save and go back", status=409, **{f"blocks-{at}-text": "Moira read the code."})
    assert "What is there now stays, and yours follows it" in stale.main
    assert "Dan read the act." in stale.main
    assert "Moira read the code." in stale.html
    moira.press(stale, "Keep what I typed")
    with app.app_context():
        texts = list(db.session.scalars(select(Block.text).order_by(Block.position)))
    assert texts.index("Dan read the act.") + 1 == texts.index("Moira read the code.")


def test_parties_that_another_named_are_all_shown_before_they_would_go(
    app: Flask, dan: Window, moira: Window, home: str
) -> None:
    with app.app_context():
        for party in db.session.scalars(select(Party)):
            db.session.delete(party)
        db.session.commit()
    path = f"{home}/parties"
    hers = moira.get(path)
    for name in ("Ferry Lane", "Mill Road", "High Street", "Quay Street", "Dock Street"):
        page = dan.get(path)
        rows = [one for one in page.form("Save and go back")[1] if one.endswith("-name")]
        at = next(one.split("-")[1] for one in rows if not page.form("Save and go back")[1][one])
        dan.press(page, "Save and go back", **{f"parties-{at}-name": name, f"parties-{at}-kind": "place"})
    stale = moira.press(
        hers, "Save and go back", status=409, **{"parties-0-name": "North Street", "parties-0-kind": "place"}
    )
    for name in ("Ferry Lane", "Mill Road", "High Street", "Quay Street", "Dock Street"):
        assert name in stale.main
    assert "North Street" in stale.html


def test_an_implication_that_another_added_is_shown_before_it_would_go(
    app: Flask, dan: Window, moira: Window, home: str
) -> None:
    path = f"{home}/implications"
    hers, his = moira.get(path), dan.get(path)
    last = max(int(name.split("-")[1]) for name in his.form("Save and go back")[1] if name.startswith("implications-"))
    added = {f"implications-{last}-name": "Welsh language", f"implications-{last}-text": "Letters go out in both."}
    dan.press(his, "Save and go back", **added)
    stale = moira.press(
        hers, "Save and go back", status=409, **{"implications-0-kind": "text", "implications-0-text": "It costs."}
    )
    assert "Added meanwhile; it goes if you keep what you typed" in stale.main
    assert "Welsh language: Letters go out in both." in stale.main
    with app.app_context():
        assert "Welsh language" in db.session.scalars(select(Implication.name)).all()


def test_principles_that_another_chose_stand_beside_one_s_own(dan: Window, moira: Window, home: str) -> None:
    path = f"{home}/principles"
    his, hers = dan.get(path), moira.get(path)
    labels = {box.get("value", ""): at for at, box in enumerate(his.all("input", name="principles"))}
    one, other = list(labels)[:2]
    dan.press(his, "Save and go back", principles=[one])
    stale = moira.press(hers, "Save and go back", status=409, principles=[other])
    assert "What you chose" in stale.main
    assert "What is there now" in stale.main
    assert [box.get("value") for box in stale.all("input", name="principles")] == [other]
    moira.press(stale, "Keep what I typed")
    chosen = [
        box.get("value") for box in dan.get(path).all("input", name="principles") if box.get("checked") is not None
    ]
    assert chosen == [other]


@pytest.mark.parametrize("change", ["chosen", "moved"])
def test_which_scenarios_a_question_applies_to_is_not_changed_over_another_author(
    dan: Window, moira: Window, bring: Callable[..., Brought], cast: Cast, change: str
) -> None:
    def then(session: Any, one: Any) -> None:
        acts.name_co_author(session, one, cast.other_author, cast.author)

    home = f"/dilemmas/{bring(State.DRAFT, questions=1, scenarios=2, then=then).ref}/edit"
    dan.press(dan.get(f"{home}/questions/1"), "Save and go back", scenarios=["1"])
    hers = moira.get(f"{home}/questions/1")
    if change == "moved":
        dan.post(f"{home}/scenarios/1/move", {"to": "down"})
    else:
        dan.press(dan.get(f"{home}/questions/1"), "Save and go back", scenarios=["1", "2"])
    stale = moira.press(hers, "Save and go back", status=409, text="Is it fair?")
    assert "Which scenarios does it apply to?" in stale.main
    assert "What is there now" in stale.main
    assert "Is it fair?" in stale.html


def test_a_line_moved_up_or_down_is_where_the_page_opens(
    dan: Window, bring: Callable[..., Brought], cast: Cast
) -> None:
    def then(session: Any, one: Any) -> None:
        attach(session, one, "Appendix A", "a.pdf", PDF)
        attach(session, one, "Appendix B", "b.png", PNG)

    ref = bring(State.DRAFT, questions=2, scenarios=2, then=then).ref
    for part in ("attachments", "questions", "scenarios"):
        path = f"/dilemmas/{ref}/edit/{part}"
        for number, to, anchor in ((1, "down", "line-2"), (2, "up", "line-1")):
            answer = dan.post(f"{path}/{number}/move", {"to": to}, status=302, follow=False)
            assert answer.response.headers["Location"] == f"{path}#{anchor}"
            assert list(dan.get(path).all("li", id=anchor))
