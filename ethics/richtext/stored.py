"""The column type that stores `SafeHtml` and gives it back as `SafeHtml`."""

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

from ethics.richtext.safe import SafeHtml, stored_html


class SafeHtmlType(TypeDecorator[SafeHtml]):
    """A text column for HTML made by this room: `Mapped[SafeHtml] = mapped_column(SafeHtmlType)`.

    Takes `SafeHtml` or None and refuses a plain string with `TypeError`, so unclean text cannot be stored by
    mistake. What is read is cleaned again by `stored_html`.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: SafeHtml | None, dialect: Dialect) -> str | None:
        """Return the HTML to write; refuse anything that is not `SafeHtml`."""
        if value is None:
            return None
        if not isinstance(value, SafeHtml):
            raise TypeError("a SafeHtmlType column takes SafeHtml alone")
        return str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> SafeHtml | None:
        """Return what was read, cleaned again."""
        return None if value is None else stored_html(value)
