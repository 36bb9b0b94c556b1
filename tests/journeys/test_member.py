"""Grace answers from her mail, on her phone, without touching anything but keys; Joan answers with scripts off."""

import re
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path

from tests.journeys.conftest import Site
from tests.journeys.visitors import PHONE, Visitor

FLAT = "Warning a landlord about a flat that has been taken over"
DOORBELLS = "Asking residents for their doorbell footage"


def test_a_member_goes_from_the_mail_to_the_last_position_by_keyboard_on_a_phone(
    visitor: Callable[..., Visitor], site: Site
) -> None:
    grace = visitor(size=PHONE)
    grace.go(link_in_mail(site, "Grace Sandiford", "A paper is ready for you"))
    assert grace.h1 == "Whose desk would you like to sit at?"
    grace.enter("Grace Sandiford")
    assert FLAT in grace.main
    assert "Have you an interest in this?" in grace.main
    grace.enter("I have no interest")

    grace.enter("Give your positions")
    grace.enter("Go to question 1")
    while "nothing more is needed" not in grace.h1:
        _answer_openly(grace)
    assert grace.h1 == "All 3 are in; nothing more is needed."

    grace.enter("Go to your desk")
    grace.enter("question 1", within=DOORBELLS)
    _sees_that_it_is_kept_while_she_types(grace)
    for _ in range(13):
        _answer_with_conditions(grace)
    assert grace.h1 == "All 13 are in; nothing more is needed."


def test_a_position_with_two_considerations_is_given_without_scripts(visitor: Callable[..., Visitor]) -> None:
    joan = visitor("Joan Pettifer", scripts=False)
    joan.take_up(f"Say whether you have an interest in “{FLAT}”").press("I have no interest")
    joan.follow("Give your positions").follow("Go to question 1")
    joan.fill("Consideration 1", "He may be afraid of the people who moved in.")
    joan.press("Add another consideration")
    joan.fill("Consideration 2", "A landlord cannot take back what it has heard.")
    joan.press("Save and go to question 2")
    joan.page.go_back()
    joan.look()
    kept = [joan.box(f"Consideration {number}").input_value() for number in (1, 2)]
    assert kept == ["He may be afraid of the people who moved in.", "A landlord cannot take back what it has heard."]


def link_in_mail(site: Site, to: str, subject: str) -> str:
    """The link in the newest message of this subject to this person, at the address where the site is served now."""
    for file in sorted((site.folder / "mail").glob("*.eml"), reverse=True):
        message = message_from_bytes(Path(file).read_bytes(), policy=policy.default)
        if to in message["To"] and message["Subject"] == subject:
            found = re.search(r"http://localhost:\d+(/\S+)", message.get_content())
            assert found is not None
            return found[1]
    raise AssertionError(f"no message “{subject}” to {to}")


def _sees_that_it_is_kept_while_she_types(grace: Visitor) -> None:
    grace.reach("Consideration 1")
    grace.page.keyboard.type("Neighbours were never asked.")
    status = grace.page.locator("[data-save-status]")
    status.get_by_text("Saved at").wait_for()
    grace.go(grace.page.url)
    assert grace.box("Consideration 1").input_value() == "Neighbours were never asked."
    grace.page.get_by_text("Saved at").first.wait_for()


def _answer_openly(grace: Visitor) -> None:
    """Answer an open question with one consideration."""
    grace.reach("Consideration 1")
    grace.page.keyboard.type(f"What he wants, asked of him alone, on {grace.h1[:40]}")
    grace.enter("Save")


def _answer_with_conditions(grace: Visitor) -> None:
    """Answer a closed question, in every scenario it has; an even one with a condition."""
    number = int(re.search(r"Question (\d+) of 13", grace.main)[1])
    key = grace.page.keyboard
    for _ in range(grace.page.locator("input[name$='-stance'][value='supported']").count()):
        grace.reach("Supported")
        key.press("Space")
        if number % 2 == 0:
            key.press("ArrowDown")
    grace.reach("Consideration 1")
    key.press("Control+a")
    key.type(f"It is the street’s own trust that is lent, in question {number}.")
    if number % 2 == 0:
        grace.reach("Condition 1")
        key.type("A notice at every door.")
    grace.enter("Save")
