"""Markdown read once into tokens; every form of a text is made from those tokens."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from ethics.richtext.safe import DEEPEST, INLINE_TAGS, LINK, SafeHtml, escape, made_html
from ethics.richtext.tidy import tidy, tidy_line, visible

# Lists and quotes nested further are kept as the text they were typed as.
_DEEPEST_BLOCK = 20

# Each opening bracket is searched for its end; a paragraph with more of them than this holds no links.
_MOST_BRACKETS = 300

_GAPS = re.compile(r"\n{3,}")

_LISTS = {"bullet_list_open", "ordered_list_open"}
_STAYS_WITH_PARAGRAPH = _LISTS | {"table_open"}


def html(markdown: str) -> SafeHtml:
    """Return a text of several blocks as cleaned HTML.

    CommonMark with tables; raw HTML, images and reference definitions are not read and stay visible as typed. The
    text's own headings begin at h3 and never skip a level. Links go to http, https and mailto addresses alone; any
    other stays as typed. Never refuses a text.
    """
    tokens = _tokens(markdown)
    reader = _reader()
    if _too_deep(tokens):
        return made_html(f"<p>{escape(tidy(markdown, limit=None))}</p>")
    return made_html(reader.renderer.render(tokens, reader.options, {}).strip())


def inline(markdown: str) -> SafeHtml:
    """Return a text of one line, such as a title, as cleaned HTML without any block round it."""
    line = tidy_line(markdown, limit=None)
    reader = _reader()
    tokens = reader.parseInline(line)
    if _too_deep(tokens):
        return made_html(escape(line), tags=INLINE_TAGS)
    # A line end can also be written as an entity.
    return made_html(reader.renderer.render(tokens, reader.options, {}).replace("\n", " "), tags=INLINE_TAGS)


def plain(markdown: str) -> str:
    """Return a text without its marks, for mail, search and the disclosure scan.

    Blocks are parted by an empty line, list items keep a bullet or their number, cells of a table row are parted by
    a bar. A link's address follows its words in brackets, so that nothing published is hidden from a reader of the
    plain text.
    """
    text = visible("".join(_plain(_tokens(markdown))))
    return _GAPS.sub("\n\n", text).strip()


def line(markdown: str) -> str:
    """Return a text without its marks in one line, for a heading or a list."""
    return " ".join(plain(markdown).split())


def words(markdown: str) -> int:
    """Return how many words a person reads in a text; list numbers and addresses behind links are not counted."""
    leaves = (_leaf(token, addresses=False) for token in _tokens(markdown) if token.type in _LEAVES)
    return sum(1 for leaf in leaves for word in leaf.split() if any(char.isalnum() for char in word))


def blocks(markdown: str) -> tuple[str, ...]:
    """Return the top-level blocks of a text, each as its own Markdown source, in order.

    They are what paragraph numbers are given to. A list or a table is one block, and stays with the paragraph it
    directly follows, unless it is a list that begins with a typed number other than 1: that number starts a
    paragraph of its own. A heading is a block. `"\\n\\n".join(blocks(text))` holds every word of the text.
    """
    source = tidy(markdown, limit=None)
    lines = source.split("\n")
    starts: list[int] = []
    after_paragraph = False
    for token in _reader().parse(source):
        if token.level or token.nesting < 0 or token.map is None:
            continue
        stays = after_paragraph and token.type in _STAYS_WITH_PARAGRAPH and not token.attrs.get("start")
        if not stays:
            starts.append(token.map[0])
            after_paragraph = token.type == "paragraph_open"
    found = ("\n".join(lines[start:end]) for start, end in pairwise([*starts, len(lines)]))
    return tuple(block.strip("\n").rstrip() for block in found)


def _tokens(markdown: str) -> list[Token]:
    # Tidied first: an untidied control or zero-width character must not decide how a text is read.
    tokens = _reader().parse(tidy(markdown, limit=None))
    _shift_headings(tokens)
    for token in tokens:
        if token.type in ("td_open", "th_open"):
            # The policy for pages allows no style attribute; a column set to the right holds numbers.
            token.attrs = {"class": "num"} if token.attrs.get("style") == "text-align:right" else {}
        if token.type == "fence" and token.info.strip():
            # What is typed beside the fence would be seen by nobody.
            token.content, token.info = f"{token.info.strip()}\n{token.content}", ""
    return tokens


def _shift_headings(tokens: Iterable[Token]) -> None:
    """Begin headings at h3, below the page's own, and let none skip a level, whatever was typed."""
    above: list[str] = []
    for token in tokens:
        if token.type == "heading_open":
            while above and above[-1] >= token.tag:
                above.pop()
            above.append(token.tag)
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(2 + len(above), 5)}"


def _too_deep(tokens: Iterable[Token]) -> bool:
    for token in tokens:
        depth = token.level
        for child in token.children or ():
            depth += child.nesting
            if depth > DEEPEST - _DEEPEST_BLOCK:
                return True
    return False


_LEAVES = {"inline", "fence", "code_block"}


def _plain(tokens: Sequence[Token]) -> Iterator[str]:
    lists: list[int | None] = []  # for each open list its next number, or None for bullets
    marker = ""
    row_begins = False
    tight = False
    for token in tokens:
        if token.type in _LISTS:
            lists.append(int(token.attrs.get("start", 1)) if token.type == "ordered_list_open" else None)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
            tight = False if not lists else tight
        elif token.type == "list_item_open":
            number = lists[-1]
            marker += "- " if number is None else f"{number}. "
            lists[-1] = None if number is None else number + 1
        elif token.type == "paragraph_open":
            yield "\n" if tight and token.hidden else "\n\n"
            tight = token.hidden
        elif token.type in ("heading_open", "table_open"):
            yield "\n\n"
            tight = False
        elif token.type == "tr_open":
            yield "\n"
            row_begins = True
        elif token.type in ("td_open", "th_open"):
            yield "" if row_begins else " | "
            row_begins = False
        elif token.type in _LEAVES:
            if token.type != "inline":
                yield "\n\n"
                tight = False
            yield _indented(_leaf(token, addresses=True), marker, len(lists))
            marker = ""


def _indented(leaf: str, marker: str, depth: int) -> str:
    if not depth:
        return leaf
    first = "  " * (depth - 1) + (marker or "  ")
    return first + leaf.replace("\n", "\n" + "  " * depth)


def _leaf(token: Token, *, addresses: bool) -> str:
    if token.type != "inline":
        return token.content.rstrip("\n")
    parts: list[str] = []
    link: tuple[str, int] | None = None
    for child in token.children or ():
        if child.type in ("softbreak", "hardbreak"):
            parts.append(" " if child.type == "softbreak" else "\n")
        elif child.type == "link_open":
            link = (str(child.attrs["href"]).removeprefix("mailto:"), len(parts))
        elif child.type == "link_close" and link is not None:
            address, since = link
            if addresses and "".join(parts[since:]) != address:
                parts.append(f" ({address})")
            link = None
        else:
            parts.append(child.content)
    return "".join(parts)


class _Markdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 (the library's name)
        """Say whether an address may become a link: http, https and mailto, whatever it is dressed as."""
        return LINK.match(url) is not None


@cache
def _reader() -> MarkdownIt:
    # A parse keeps its state to itself, so one reader serves every thread.
    reader = _Markdown("commonmark", {"html": False, "xhtmlOut": False, "maxNesting": DEEPEST})
    reader.enable("table")
    # Without reference definitions every block means the same by itself as in its text.
    reader.disable(["image", "html_block", "html_inline", "reference"])
    reader.block.ruler.before("table", "too_deep", _keep_as_text)
    reader.core.ruler.at("inline", _read_inline)
    return reader


def _read_inline(state: StateCore) -> None:
    """Read the marks within each paragraph, but leave as text what is made to keep the reader busy."""
    for token in state.tokens:
        if token.type != "inline":
            continue
        token.children = []
        if token.content.count("[") > _MOST_BRACKETS:
            token.children.append(Token("text", "", 0, content=token.content))
        else:
            state.md.inline.parse(token.content, state.md, state.env, token.children)


def _keep_as_text(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read what is nested too deep as one paragraph; the library would drop it, and nothing typed is lost."""
    if silent or state.level < _DEEPEST_BLOCK:
        return False
    state.line = end
    opening = state.push("paragraph_open", "p", 1)
    opening.map = [start, end]
    text = state.push("inline", "", 0)
    text.content = re.sub(r"\n\s*", "\n", state.getLines(start, end, 0, False)).strip()
    text.map = [start, end]
    text.children = []
    state.push("paragraph_close", "p", -1)
    return True
