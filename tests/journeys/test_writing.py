"""Dan writes a paper at the keyboard: marks, counting, pasting from Word, and nothing typed is lost on the way."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.visitors import Visitor

Come = Callable[..., Visitor]

BULLET = "<![if !supportLists]><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span><![endif]>"
WORD = (
    "<html xmlns:o='urn:schemas-microsoft-com:office:office'><head><style>p.MsoNormal {margin:0}</style></head><body>"
    "<h1>Why now<o:p></o:p></h1><p class=MsoNormal>The fields are <b>private</b>, "
    "and <a href='https://eastmarch.example/law'>the law</a> is quiet.<o:p></o:p></p>"
    f"<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'>{BULLET}by day</p>"
    f"<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'>{BULLET}by night</p>"
    "<table><tr><td><p>Field</p></td><td><p>Flights</p></td></tr>"
    "<tr><td><p>North</p></td><td><p>12</p></td></tr></table></body></html>"
)
AS_MARKDOWN = (
    "### Why now\n\nThe fields are **private**, and [the law](https://eastmarch.example/law) is quiet.\n\n- by day\n- by night\n\n"
    "| Field | Flights |\n| --- | --- |\n| North | 12 |"
)
PASTES = {
    "<p>One line.</p>": "",
    "<span style='color:red'>One</span> <span>line</span>": "",
    "<p>First.</p><p>Second.</p>": "First.\n\nSecond.",
    "<b style='font-weight:normal'><p>Only <span style='font-weight:700'>this</span>.</p></b>": "Only **this**.",
    "<ol start='3'><li>Three<ul><li>under it</li></ul></li><li>Four</li></ol>": "3. Three\n   - under it\n4. Four",
    "<blockquote><p>Said.</p><p>Again.</p></blockquote>": "> Said.\n>\n> Again.",
    "<h2><b>Why</b></h2><p>Text</p>": "### Why\n\nText",
    "<p>a<br>b</p>": "a  \nb",
    "<p>Kept.</p><p style='display:none'>Hidden.</p><del>Gone.</del><p>Last.</p>": "Kept.\n\nLast.",
    "<p><a href='javascript:alert(1)'>press</a></p><p>on</p>": "press\n\non",
    "<p>5 * 4</p><p># 3</p>": "5 \\* 4\n\n\\# 3",
    "<table><tr><td>a|b</td><td>c</td></tr></table>": "| a\\|b | c |\n| --- | --- |",
    "<table><tr><td><p>One column</p><p>for looks</p></td></tr></table>": "",
    "<script>alert(1)</script><img src=x onerror=alert(1)><p>One.</p><p>Two.</p>": "One.\n\nTwo.",
    "<p><strong>All of it </strong><strong>bold</strong></p>": "**All of it** **bold**",
    "<div>" * 300 + "deep" + "</div>" * 300: "",
}
PASTE = """(box, html) => {
    const held = new DataTransfer()
    held.setData('text/html', html)
    box.focus()
    const pasted = new ClipboardEvent('paste', { clipboardData: held, bubbles: true, cancelable: true })
    if (box.dispatchEvent(pasted)) box.value += 'as plain text'
}"""


@pytest.fixture
def dan(visitor: Come) -> Visitor:
    return visitor("Dan Fairley")


def a_draft(dan: Visitor, title: str) -> str:
    """Begin an empty paper, and give back the address of its list of parts."""
    dan.go("/papers/new")
    dan.fill("What is it about?", title).press("Begin")
    return dan.page.url


def background(dan: Visitor, edit: str) -> Any:
    dan.go(f"{edit}/section/background")
    return dan.box("Background")


def test_marks_are_made_by_keyboard_and_undone_by_the_browser(dan: Visitor) -> None:
    box = background(dan, a_draft(dan, "Drones over fields"))
    keys = dan.page.keyboard
    box.focus()
    keys.type("Nobody asked")
    keys.press("Control+Shift+ArrowLeft")
    keys.press("Control+b")
    assert box.input_value() == "Nobody **asked**"
    keys.press("Control+z")
    assert box.input_value() == "Nobody asked"
    keys.press("End")
    dan.reach("Bold")
    keys.press("ArrowRight")
    assert dan.page.evaluate("document.activeElement.getAttribute('aria-label')") == "Heading"
    keys.press("Enter")
    assert box.input_value() == "### Nobody asked"
    assert dan.page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    dan.reach("Heading")
    keys.press("Enter")
    assert box.input_value() == "Nobody asked"
    keys.press("Control+a")
    keys.type("one\ntwo")
    keys.press("Control+a")
    dan.reach("Heading")
    keys.press("End")
    keys.press("ArrowLeft")
    keys.press("ArrowLeft")
    keys.press("ArrowLeft")
    assert dan.page.evaluate("document.activeElement.getAttribute('aria-label')") == "Numbered list"
    keys.press("Enter")
    assert box.input_value() == "1. one\n2. two"
    dan.reach("Numbered list")
    keys.press("Escape")
    assert dan.page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    keys.press("Control+End")
    dan.reach("Numbered list")
    keys.press("End")
    keys.press("Enter")
    keys.type("Field")
    assert box.input_value() == "1. one\n2. two\n\n| Field | Heading |\n| --- | --- |\n|  |  |\n"
    assert "4 words" in dan.main
    dan.look()


def test_what_is_pasted_from_word_keeps_its_structure_and_is_saved_so(dan: Visitor) -> None:
    edit = a_draft(dan, "Drones over private fields")
    box = background(dan, edit)
    box.evaluate(PASTE, WORD)
    assert box.input_value() == AS_MARKDOWN
    dan.page.keyboard.press("Control+z")
    assert box.input_value() == ""
    box.evaluate(PASTE, "<p>Only words.</p>")
    assert box.input_value() == "as plain text"
    box.fill("")
    box.evaluate(PASTE, WORD)
    dan.press("Save and go back")
    dan.follow("See the paper as the committee will")
    assert dan.page.locator("main td", has_text="12").count() == 1
    assert dan.page.locator("main strong", has_text="private").count() == 1


def test_each_kind_of_paste_is_read_for_what_it_says(dan: Visitor) -> None:
    background(dan, a_draft(dan, "Drones over many fields"))
    read = "async html => (await import('/static/js/pasting.js')).toMarkdown(html)"
    assert {html: dan.page.evaluate(read, html) for html in PASTES} == PASTES


def test_words_are_counted_as_the_server_counts_them(dan: Visitor) -> None:
    from ethics.richtext import words

    background(dan, a_draft(dan, "Counting over fields"))
    read = "async text => (await import('/static/js/writing.js')).countWords(text)"
    texts = (
        "",
        "one",
        "**two** words",
        "1. first\n2. second",
        "[the law](https://eastmarch.example/law) – quiet",
        AS_MARKDOWN,
    )
    assert [dan.page.evaluate(read, text) for text in texts] == [words(text) for text in texts]


def test_what_is_typed_is_kept_offered_back_and_two_tabs_lose_nothing(dan: Visitor) -> None:
    edit = a_draft(dan, "Drones over two tabs")
    box = background(dan, edit)
    box.fill("Typed before the lights went out.")
    dan.page.locator("[data-save-words]", has_text="Saved at").wait_for()
    other = Visitor(dan.page.context, dan.site)
    other_box = background(other, edit)
    assert "You typed something here that is not saved" in other.main
    other_box.fill("What the other tab says.")
    other.press("Save and stay here")
    assert "Saved: Background." in other.told
    dan.press("Save and go back", status=409)
    assert "What the other tab says." in dan.main
    assert "Typed before the lights went out." in dan.page.locator("main").inner_html()
    third = Visitor(dan.page.context, dan.site)
    third.go(f"{edit}/section/background").follow("Put it back in the boxes")
    assert third.box("Add to it").input_value() == "Typed before the lights went out."


def test_a_lost_connection_keeps_the_words_and_saves_them_later(dan: Visitor) -> None:
    edit = a_draft(dan, "Drones over no signal")
    box = background(dan, edit)
    dan.page.context.set_offline(True)
    box.fill("Typed on a train.")
    dan.page.locator("[data-save-words]", has_text="no connection").wait_for()
    dan.troubles.clear()
    dan.page.context.set_offline(False)
    dan.page.locator("[data-save-words]", has_text="Saved at").wait_for()
    later = Visitor(dan.page.context, dan.site)
    later.go(f"{edit}/section/background").follow("Put it back in the boxes")
    assert later.box("Background").input_value() == "Typed on a train."


def test_without_scripts_nothing_dead_shows(visitor: Come) -> None:
    dan = visitor("Dan Fairley", scripts=False)
    dan.go("/papers/new")
    dan.fill("What is it about?", "Fields without scripts").press("Begin")
    dan.go(f"{dan.page.url}/section/background")
    assert dan.page.locator("[data-tool]").count() == 0
    dan.fill("Background", "So much is **bold**.").press("Preview")
    assert dan.page.locator("#preview strong", has_text="bold").count() == 1
    assert dan.box("Background").input_value() == "So much is **bold**."
