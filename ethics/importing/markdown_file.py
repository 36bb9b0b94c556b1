"""What a Markdown file has that typed text has not: comments nobody sees, rules across the page, underlined headings."""

from __future__ import annotations

import re

from .docx import COMMENTS

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_RULE = re.compile(r"(?m)^ {0,3}(?:(?:\* *){3,}|(?:_ *){3,})$")
_UNDERLINED = re.compile(r"(?m)^(?P<words>(?![\s#>|*-])[^\n|]{1,120})\n(?P<line>=+|-{2,})[ \t]*$")
_LINE = re.compile(r"(?m)^ {0,3}-(?: *-){2,}[ \t]*$")


def text_of(markdown: str) -> tuple[str, tuple[str, ...]]:
    """A Markdown file as the typed text it stands for, and what was left out of it."""
    text, comments = _COMMENT.subn("", markdown.replace("\r\n", "\n"))
    text = _RULE.sub("", text)
    text = _UNDERLINED.sub(lambda found: f"{'#' if found['line'][0] == '=' else '##'} {found['words']}", text)
    return _LINE.sub("", text), (COMMENTS,) if comments else ()
