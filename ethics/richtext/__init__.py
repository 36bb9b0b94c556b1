"""The room for text: Markdown comes in, one list of tokens is made of it, and cleaned HTML and plain text go out.

Everything here is a pure function of its arguments. Only this room makes `SafeHtml`, and only this room knows
bleach. The column type for storing it is in `ethics.richtext.stored`, so that nothing else here needs a database.
"""

from ethics.richtext.markdown import blocks, html, inline, line, plain, words
from ethics.richtext.safe import SafeHtml, stored_html
from ethics.richtext.tidy import TooLong, tidy, tidy_line

__all__ = [
    "SafeHtml",
    "TooLong",
    "blocks",
    "html",
    "inline",
    "line",
    "plain",
    "stored_html",
    "tidy",
    "tidy_line",
    "words",
]
