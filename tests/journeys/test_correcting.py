"""Dan puts an import right beside its source by keyboard alone, and again on his phone with scripts off."""

from collections.abc import Callable

from tests.journeys.visitors import PHONE, Visitor

PAPER = """Report of: Chief Constable
Subject: Drones at lambing time
Author: Dan Fairley

Purpose
1. To ask for advice on drones.

Background
2. Drones are flown over fields at lambing time. What did the farmers say about it?
3. Some of them wrote back.

Scenario 1: A farm by the river
4. A farmer asks for the pictures of her own land.

Questions
5. Is it acceptable to keep the pictures?
"""


def test_an_import_is_put_right_by_keyboard_alone(visitor: Callable[..., Visitor]) -> None:
    dan = visitor("Dan Fairley")
    _paste(dan)
    questions = dan.main.count("We took this for a question.")

    dan.enter("Put right", within="Some of them wrote back")
    dan.reach("It belongs in")
    dan.page.keyboard.type("Scenario 1")
    dan.enter("Move it there")
    assert "Corrected. You can undo it." in dan.told
    dan.enter("Put right", within="A farmer asks")
    dan.enter("Join with the one above")
    assert "Some of them wrote back. Split here before" in dan.main
    dan.enter("Split here", within="A farmer asks")
    dan.reach("It is a question of this kind")
    dan.page.keyboard.type("Action")
    dan.enter("This is a question")
    assert "Action: what should be done in each case?" in dan.main

    for undone in ("Made a question", "Split in two", "Joined with the one above", "Moved"):
        dan.go(dan.page.url.partition("#")[0])
        dan.enter(f"Undo: {undone}")
        assert f"Undone: {undone}." in dan.told
    assert dan.page.get_by_role("button", name="Undo").count() == 0
    assert dan.main.count("We took this for a question.") == questions

    dan.enter("Everything found is right")
    assert dan.h1 == "Drones at lambing time"
    assert "Before you send it" in dan.main
    dan.enter("Leave it as it is")
    assert "1 left as it is" in dan.main


def test_an_import_is_put_right_on_a_phone_without_scripts(visitor: Callable[..., Visitor]) -> None:
    dan = visitor("Dan Fairley", scripts=False, size=PHONE)
    _paste(dan)
    assert "Read as the heading “Background”" in dan.main
    with dan.arriving():
        dan.page.locator(".source li").filter(has_text="Some of them wrote back").locator("a").click()
    assert dan.page.locator(".thing--open").inner_text().count("Some of them wrote back") == 1
    assert dan.page.locator(".source .lit").count() == 1
    dan.page.get_by_role("link", name="See it in the source").click()
    assert "#line-" in dan.page.url
    dan.press("Move it there", status=422)
    assert "Say where it belongs." in dan.main
    dan.pick("It belongs in", "Purpose").press("Move it there")
    dan.press("Undo: Moved")
    assert "Undone: Moved." in dan.told


def _paste(dan: Visitor) -> None:
    """The text of a paper becomes a draft, by keyboard."""
    dan.go("/papers/import")
    dan.reach("paste")
    dan.page.keyboard.insert_text(PAPER)
    dan.enter("Make a draft of it")
    assert dan.h1 == "What was found, beside the source"
