"""What every template keeps to.

No style or script of its own, no text made safe by hand, every word translatable, and short enough to read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
PAGES = sorted(TEMPLATES.rglob("*.html"))
MAILS = sorted(path for path in TEMPLATES.rglob("*.txt"))
ALL = PAGES + MAILS
LONGEST = 120
GETTEXT = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
SPOKEN_ATTRIBUTES = {
    "alt",
    "aria-label",
    "aria-description",
    "aria-roledescription",
    "placeholder",
    "title",
    "label",
    "content",
    "summary",
}
# Not words: what machines read.
UNSPOKEN_META = {"viewport", "theme-color", "robots", "color-scheme", "referrer", "format-detection"}
LETTERS = re.compile(r"[^\W\d_]{2,}")
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
TRANS = re.compile(r"\{%-?\+?\s*trans\b.*?\bendtrans\s*-?\+?%\}", re.DOTALL)
JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)

PARSED = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True)

by_name = pytest.mark.parametrize("path", ALL, ids=lambda path: str(path.relative_to(TEMPLATES)))
by_page = pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))


def source(path: Path) -> str:
    """The template's text with its comments taken out, line breaks kept so that a line number is still true."""
    return COMMENT.sub(lambda found: "\n" * found.group().count("\n"), path.read_text(encoding="utf-8"))


def bare(text: str) -> str:
    """The text as a browser's parser may read it: each piece of Jinja and each translated block becomes a space or its line breaks."""

    def blank(found: re.Match[str]) -> str:
        return "\n" * found.group().count("\n") or " "

    return JINJA.sub(blank, TRANS.sub(blank, text))


class Spoken(HTMLParser):
    """Gathers what a person would see or hear that stands in the template itself."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[int, str]] = []

    def handle_data(self, data: str) -> None:
        if LETTERS.search(data):
            self.found.append((self.getpos()[0], data.strip()))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        for name in SPOKEN_ATTRIBUTES & given.keys():
            unspoken = tag == "meta" and (given.get("name") in UNSPOKEN_META or "http-equiv" in given)
            if not unspoken and LETTERS.search(given[name]):
                self.found.append((self.getpos()[0], f'{name}="{given[name]}"'))


def spoken(text: str) -> list[tuple[int, str]]:
    """Line and words of everything in a page's own text that has not gone through gettext."""
    parser = Spoken()
    parser.feed(bare(text))
    parser.close()
    return parser.found


def literals(node: nodes.Node) -> Iterator[nodes.Const]:
    """String constants of a parsed template, leaving out what gettext is given and what a template is called."""
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Call) and isinstance(child.node, nodes.Name) and child.node.name in GETTEXT:
            continue
        if isinstance(child, nodes.Import | nodes.FromImport | nodes.Include | nodes.Extends):
            continue
        if isinstance(child, nodes.Const) and isinstance(child.value, str):
            yield child
        yield from literals(child)


def sentence_like(words: str) -> bool:
    """Whether a constant reads as words for a person: a capital and then small letters, or the end of a sentence."""
    return bool(re.match(r"[A-Z][a-z]+(?:[ ’,.:;?]|$)", words)) or bool(re.search(r"[a-z]{2,} .*[.?:]$", words))


def test_there_are_templates_to_look_at() -> None:
    assert len(PAGES) > 30


@by_page
def test_a_page_has_no_style_of_its_own(path: Path) -> None:
    text = source(path)
    assert not re.search(r"<style\b", text, re.IGNORECASE)
    assert not re.search(r"<[^>]*\sstyle\s*=", text, re.IGNORECASE)


@by_page
def test_a_page_has_no_script_of_its_own(path: Path) -> None:
    text = source(path)
    for tag in re.findall(r"<script\b[^>]*>", text, re.IGNORECASE):
        assert re.search(r'\ssrc="', tag), tag
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", text, re.IGNORECASE)
    assert not re.search(r"""["']\s*javascript:""", text, re.IGNORECASE)


@by_name
def test_nothing_is_made_safe_by_hand(path: Path) -> None:
    text = source(path)
    assert not re.search(r"\|\s*safe\b", text)
    assert not re.search(r"\bMarkup\s*\(", text)
    assert not re.search(r"\{%-?\s*autoescape\b", text)


@by_page
def test_every_word_of_a_page_goes_through_gettext(path: Path) -> None:
    assert spoken(source(path)) == []


@pytest.mark.parametrize("path", MAILS, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_every_word_of_a_mail_goes_through_gettext(path: Path) -> None:
    left = [line.strip() for line in bare(source(path)).splitlines() if LETTERS.search(line)]
    assert left == []


@by_name
def test_no_words_hide_in_the_constants_of_an_expression(path: Path) -> None:
    tree = PARSED.parse(source(path))
    assert [(found.lineno, found.value) for found in literals(tree) if sentence_like(found.value)] == []


@by_name
def test_a_template_is_short_enough_to_read(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@by_name
def test_a_template_neither_queries_nor_asks_the_clock(path: Path) -> None:
    text = source(path)
    assert not re.search(r"\.(query|session)\b", text)
    assert not re.search(r"\b(now|utcnow|today)\s*\(", text)


@pytest.mark.parametrize(
    ("text", "caught"),
    [
        ("<p>Words</p>", True),
        ("<p>{{ _('Words') }}</p>", False),
        ("<p>{% trans %}Words{% endtrans %}</p>", False),
        ("<p>{% trans n=3 %}One{% pluralize %}Many{% endtrans %} more</p>", True),
        ('<a aria-label="Words">1</a>', True),
        ("<a aria-label=\"{{ _('Words') }}\">1</a>", False),
        ('<meta name="viewport" content="width=device-width">', False),
        ('<meta name="description" content="About us">', True),
        ("<p>4.2 · {{ n }} – A</p>", False),
        ('<use href="#m-{{ letter }}" class="mark"/>', False),
    ],
)
def test_the_check_on_words_catches_what_it_should(text: str, caught: bool) -> None:
    assert bool(spoken(text)) is caught


@pytest.mark.parametrize(
    ("words", "caught"),
    [
        ("Save and go on", True),
        ("govuk-button govuk-button--secondary", False),
        ("primary", False),
        ("Nothing yet.", True),
        ("GET", False),
    ],
)
def test_the_check_on_constants_knows_words_from_names(words: str, caught: bool) -> None:
    assert sentence_like(words) is caught


def macros_of(path: Path) -> dict[str, set[str]]:
    """The macros a template offers to others, each with the names of its parameters."""
    found = PARSED.parse(path.read_text(encoding="utf-8")).find_all(nodes.Macro)
    return {one.name: {argument.name for argument in one.args} for one in found if not one.name.startswith("_")}


def taken_by(path: Path) -> dict[str, str]:
    """What a template takes from others: each name as it is called here, with what it is called there."""
    taken = [name for one in PARSED.parse(path.read_text("utf-8")).find_all(nodes.FromImport) for name in one.names]
    return dict((name, name) if isinstance(name, str) else (name[1], name[0]) for name in taken)


@by_name
def test_a_template_takes_from_others_only_what_it_uses(path: Path) -> None:
    read = PARSED.parse(path.read_text(encoding="utf-8")).find_all(nodes.Name)
    assert set(taken_by(path)) - {name.name for name in read if name.ctx == "load"} == set()


def test_every_macro_is_used_by_some_page() -> None:
    offered = {name for path in ALL for name in macros_of(path)}
    used = {name for path in ALL for name in taken_by(path).values()}
    for path in ALL:
        calls = PARSED.parse(path.read_text(encoding="utf-8")).find_all(nodes.Call)
        used |= {call.node.name for call in calls if isinstance(call.node, nodes.Name)}
    assert sorted(offered - used) == []


def test_the_components_are_described_as_they_are() -> None:
    parameters = {
        name: given for path in (TEMPLATES / "components").glob("*.html") for name, given in macros_of(path).items()
    }
    described = re.findall(r"`(\w+)\(([^`]*)\)`", (TEMPLATES / "components" / "README.md").read_text(encoding="utf-8"))
    for name, listed in described:
        if name in parameters:
            assert set(re.findall(r"(\w+)(?==|,|$)", re.sub(r"=[^,]*", "=", listed))) <= parameters[name], name
    assert {name for name, _ in described} >= {"button", "radios", "textarea", "note"}
