import time

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ethics.richtext import blocks, html, inline, plain, stored_html, tidy, tidy_line, words
from tests.richtext.hostile import HOSTILE

BLOCK_TAGS = {"p", "ul", "ol", "li", "blockquote", "h3", "h4", "h5", "br", "hr", "pre"}
TABLE_TAGS = {"table", "thead", "tbody", "tr", "th", "td"}
INLINE_TAGS = {"strong", "em", "a", "code"}
HIDDEN = set("\u200b\u2060\ufeff\u200e\u200f\u00ad\x00") | {
    chr(code) for span in ((0x202A, 0x202F), (0x2066, 0x206A)) for code in range(*span)
}

fragments = st.sampled_from(
    [
        *HOSTILE.values(),
        *"<>&\"'`*_[]()!#|\\~-+:\n\t \u200b\u202e\x00",
        *("](", "<a href=", "javascript:", "&#x3c;", "<!--", "-->", "]]>", "\n\n", "\n> ", "\n- ", "\n1. ", "|-|-|\n"),
        *("**", "__", "```\n", "    ", "https://x.example/", "word", "é", "漢"),
    ]
)
hostile_text = st.lists(fragments | st.text(max_size=8), max_size=30).map("".join)


def parsed(markup: str):
    return html5lib.parseFragment(markup, treebuilder="etree", namespaceHTMLElements=False)


def faults(markup: str, tags: set[str]) -> list[str]:
    """Everything a browser's parser would find in this markup that the room promises never to make."""
    found = []
    for element in parsed(markup).iter():
        tag = element.tag
        if tag == "DOCUMENT_FRAGMENT":
            continue
        if tag not in tags:
            found.append(f"tag {tag!r}")
            continue
        given = dict(element.attrib)
        if tag == "a":
            href = given.pop("href", "https://x")
            if not href.lower().startswith(("http://", "https://", "mailto:")):
                found.append(f"address {href!r}")
            if "href" in element.attrib and given.pop("rel", None) != "noopener noreferrer nofollow":
                found.append("link without rel")
        if tag == "table" and given.pop("class", None) != "plain":
            found.append("table without its class")
        if tag == "th" and given.pop("scope", None) != "col":
            found.append("heading cell without scope")
        if tag in ("td", "th") and given.get("class") == "num":
            given.pop("class")
        if tag == "ol" and given.get("start", "").isdigit():
            given.pop("start")
        found += [f"attribute {name!r} of {tag}" for name in given]
    found += [f"hidden {char!r}" for char in sorted(HIDDEN & set(markup))]
    return found


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_text_comes_out_as_harmless_html(text):
    assert faults(str(html(text)), BLOCK_TAGS | TABLE_TAGS | INLINE_TAGS) == []
    assert faults(str(inline(text)), INLINE_TAGS) == []
    assert "\n" not in str(inline(text))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_tampered_store_comes_out_as_harmless_html(text):
    assert faults(str(stored_html(text)), BLOCK_TAGS | TABLE_TAGS | INLINE_TAGS) == []


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_text_can_be_tidied_counted_split_and_made_plain(text):
    assert not HIDDEN & set(tidy(text, limit=None))
    assert not HIDDEN & set(plain(text))
    assert "\n" not in tidy_line(text, limit=None)
    assert words(text) >= 0
    assert all(faults(str(html(block)), BLOCK_TAGS | TABLE_TAGS | INLINE_TAGS) == [] for block in blocks(text))
    tidy(text, limit=None).encode()


@settings(max_examples=120, deadline=None)
@given(hostile_text)
def test_no_text_at_all_makes_html_outside_the_allow_list(text):
    made = str(html(text))
    assert faults(made, BLOCK_TAGS | TABLE_TAGS | INLINE_TAGS) == []
    assert faults(str(inline(text)), INLINE_TAGS) == []
    assert str(stored_html(made)) == made


@settings(max_examples=120, deadline=None)
@given(hostile_text)
def test_no_store_at_all_gives_html_outside_the_allow_list(stored):
    once = str(stored_html(stored))
    assert faults(once, BLOCK_TAGS | TABLE_TAGS | INLINE_TAGS) == []


@settings(max_examples=120, deadline=None)
@given(hostile_text)
def test_tidying_what_is_tidy_changes_nothing(text):
    once = tidy(text, limit=None)
    assert tidy(once, limit=None) == once
    assert tidy_line(tidy_line(text, limit=None), limit=None) == tidy_line(text, limit=None)


@settings(max_examples=100, deadline=None)
@given(hostile_text)
def test_splitting_a_text_into_blocks_keeps_every_letter_of_it(text):
    def letters(source):
        return [char for char in source if not char.isspace()]

    assert letters("".join(blocks(text))) == letters(tidy(text, limit=None))


@pytest.mark.parametrize(
    "text",
    [
        ">" * 10_000 + " deep",
        "- " * 10_000 + "deep",
        "1. > * " * 10_000 + "deep",
        "\n".join("  " * depth + "- deep" for depth in range(500)),
        "\n".join("> " * depth + "deep" for depth in range(300)),
        "*a **b " * 5_000 + "deep" + "c** d* " * 5_000,
        "[" * 50_000 + "deep" + "]" * 50_000,
        "![" * 30_000 + "deep",
        "[deep](" * 10_000,
        "|a" * 500 + "\n" + "|-" * 500 + "\n" + "|deep\n" * 60,
        "> | a |\n> |---|\n" * 2_000 + "deep",
        "`" * 50_000 + "deep",
        "<" * 20_000 + "deep",
        "<b>" * 20_000 + "deep",
        "<!--" * 10_000 + "deep",
        "&" * 20_000 + "deep",
        "\\" * 50_000 + "deep",
        "deep\n===\n" * 5_000,
    ],
    ids=range(18),
)
def test_a_text_nested_or_repeated_without_reason_neither_hangs_nor_loses_a_word(text):
    began = time.process_time()
    made = html(text)
    assert "deep" in str(made)
    assert "deep" in plain(text)
    assert stored_html(str(made)) == made
    assert time.process_time() - began < 10


@pytest.mark.parametrize("tag", ["b", "p", "div", "em", "blockquote", "svg", "table", "li", "font", "select"])
def test_a_store_with_ten_thousand_open_tags_neither_hangs_nor_harms(tag):
    began = time.process_time()
    assert faults(str(stored_html(f"<{tag}>" * 10_000 + "deep")), BLOCK_TAGS | TABLE_TAGS | INLINE_TAGS) == []
    assert time.process_time() - began < 10


def test_a_hundred_kilobytes_of_prose_take_well_under_a_second():
    paragraph = "The committee *considered* whether it is **acceptable** to do so. " * 8 + "\n\n- one\n- two\n\n"
    text = paragraph * (100_000 // len(paragraph))
    began = time.process_time()
    html(text)
    assert time.process_time() - began < 1
