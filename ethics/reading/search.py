"""Looking for words in what may be looked through: one interface, the same on both databases.

A text is folded once, when it is stored; a query is folded as it is asked. Every word of it must be found somewhere.
"""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, true

from ethics.domain.lettering import fold

_MOST_WORDS = 12


def folded(texts: Iterable[str]) -> str:
    """What is stored of these texts for searching: plain small letters, each white space one space."""
    return " ".join(" ".join(fold(text)[0].casefold().split()) for text in texts)


def matches(column: SQLColumnExpression[str], query: str) -> ColumnElement[bool]:
    """The condition under which a folded column holds every word of a query; an empty query asks for nothing."""
    words = folded([query]).split()[:_MOST_WORDS]
    return and_(true(), *(column.contains(word, autoescape=True) for word in words))
