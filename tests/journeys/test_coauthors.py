"""Dan names Moira, both write one section at once, and nobody's words are lost: the difference is shown, and both save."""

from collections.abc import Callable

from tests.journeys.visitors import PHONE, Visitor

Come = Callable[..., Visitor]


def a_shared_draft(dan: Visitor, title: str) -> str:
    """Dan begins a paper and names Moira; gives back the address of its list of parts."""
    dan.go("/papers/new")
    dan.fill("What is it about?", title).press("Begin")
    edit = dan.page.url
    dan.follow("Who writes the paper")
    who = "Moira Tench, Detective Chief Inspector, Safeguarding"
    dan.pick("Who writes it with you?", who).press("Name as co-author")
    assert "Moira Tench is a co-author from now on, and has been told." in dan.told
    return edit


def background(visitor: Visitor, edit: str, text: str) -> Visitor:
    """Open the section and type into its empty box."""
    visitor.go(f"{edit}/section/background").fill("Background", text)
    return visitor


def paragraphs(visitor: Visitor, edit: str) -> list[str]:
    """What stands in the boxes of the section, the empty one at its end left out."""
    visitor.go(f"{edit}/section/background")
    return [box.input_value() for box in visitor.page.locator("textarea[name$=-text]").all()][:-1]


def change(visitor: Visitor, text: str) -> None:
    """Type over the first paragraph of the section that is open, and wait until it is kept."""
    visitor.page.locator("[name=blocks-0-text]").fill(text)
    visitor.page.locator("[data-save-words]", has_text="Saved at").wait_for()


def test_two_authors_at_one_section_lose_nothing_and_see_the_difference(visitor: Come) -> None:
    dan, moira = visitor("Dan Fairley"), visitor("Moira Tench", size=PHONE)
    edit = a_shared_draft(dan, "Footpaths behind the school")
    moira.take_up("Footpaths behind the school")
    assert moira.page.url == edit
    background(dan, edit, "We asked the head teacher.")
    dan.press("Save and go back")
    assert "Saved by Dan Fairley" in dan.main
    assert paragraphs(dan, edit) == paragraphs(moira, edit) == ["We asked the head teacher."]
    change(dan, "Dan asked the head teacher.")
    moira.go(f"{edit}/section/background")
    assert "Dan Fairley is writing on this page too" in moira.main
    assert "Dan asked" not in moira.page.content()
    change(moira, "Moira asked the parents.")
    dan.press("Save and go back")
    moira.press("Save and go back", status=409)
    assert "Dan Fairley saved this paper at" in moira.main
    assert "Dan asked the head teacher." in moira.main
    assert moira.box("What you typed").input_value() == "Moira asked the parents."
    both = "Dan asked the head teacher, and Moira the parents."
    moira.fill("What you typed", both).press("Keep what I typed")
    assert "Saved: Background." in moira.told
    assert "Saved by Moira Tench" in moira.main
    assert paragraphs(dan, edit) == [both]
    change(dan, "Dan asked the head teacher, Moira the parents, and nobody the children.")
    dan.press("Save and go back")
    assert paragraphs(moira, edit) == ["Dan asked the head teacher, Moira the parents, and nobody the children."]


def test_two_authors_who_both_add_to_an_empty_section_both_find_their_paragraph(visitor: Come) -> None:
    dan, moira = visitor("Dan Fairley"), visitor("Moira Tench")
    edit = a_shared_draft(dan, "Benches behind the school")
    background(dan, edit, "Dan asked the head teacher.")
    background(moira, edit, "Moira asked the parents.")
    dan.press("Save and go back")
    moira.press("Save and go back", status=409).press("Keep what I typed")
    assert paragraphs(dan, edit) == ["Dan asked the head teacher.", "Moira asked the parents."]


def test_two_authors_at_two_parts_both_save(visitor: Come) -> None:
    dan, moira = visitor("Dan Fairley"), visitor("Moira Tench")
    edit = a_shared_draft(dan, "Lamps behind the school")
    background(dan, edit, "It is dark there from four.")
    moira.go(f"{edit}/section/purpose").fill("Purpose", "To ask before lamps are put up.").press("Save and go back")
    dan.press("Save and go back")
    moira.follow("See the paper as the committee will")
    assert "It is dark there from four." in moira.main
    assert "To ask before lamps are put up." in moira.main


def test_who_is_removed_while_typing_keeps_their_words_and_nothing_else(visitor: Come) -> None:
    dan, moira = visitor("Dan Fairley"), visitor("Moira Tench")
    edit = a_shared_draft(dan, "Gates behind the school")
    background(moira, edit, "Moira asked the neighbours.")
    moira.page.locator("[data-save-words]", has_text="Saved at").wait_for()
    dan.go(edit).follow("Who writes the paper")
    dan.follow("Remove")
    assert "They may have typed something that is not saved" in dan.main
    dan.press("Remove as co-author")
    moira.press("Save and go back", status=404)
    assert moira.h1 == "There is no page here"
    assert "Moira asked the neighbours." in [box.input_value() for box in moira.page.locator("textarea").all()]
    moira.go(edit, status=404)
    moira.go("/dilemmas")
    assert "Gates behind the school" not in moira.main


def test_without_scripts_a_colleague_is_named_and_leaves(visitor: Come) -> None:
    dan, moira = visitor("Dan Fairley", scripts=False), visitor("Moira Tench", scripts=False)
    edit = a_shared_draft(dan, "Bins behind the school")
    moira.go(edit).follow("Who writes the paper")
    moira.follow("Leave this paper")
    moira.press("Leave this paper")
    assert "You are no longer a co-author of that paper." in moira.told
    dan.go(edit)
    assert "You alone, so far." in dan.main
