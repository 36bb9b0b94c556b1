"""The kinds of column the tables are made of."""

from datetime import datetime
from typing import Annotated, TypeVar

from sqlalchemy import Enum, ForeignKey, String, Text
from sqlalchemy.orm import MappedColumn, mapped_column

from ethics.domain.words import Worded
from ethics.extensions import UtcDateTime

Key = Annotated[int, mapped_column(primary_key=True)]
Line = Annotated[str, mapped_column(String(300))]
"""A text of one line."""
Long = Annotated[str, mapped_column(Text)]
"""A text of any length; services set its limit."""
E = TypeVar("E", bound=Worded)
When = Annotated[datetime, mapped_column(UtcDateTime())]


def worded(kind: type[E], *, nullable: bool = False, name: str = "", default: E | None = None) -> MappedColumn[E]:
    """A column that holds a member of ``kind`` by its value, and by a CHECK nothing else.

    The CHECK is called after the kind; where a table has two columns of one kind, ``name`` tells them apart.
    """
    return mapped_column(
        Enum(
            kind,
            native_enum=False,
            create_constraint=True,
            length=30,
            name=name or kind.__name__.lower(),
            values_callable=lambda members: [member.value for member in members],
            validate_strings=True,
        ),
        nullable=nullable,
        default=default,
    )


def to(target: str, *, nullable: bool = False, cascade: bool = False, index: bool = True) -> MappedColumn[int]:
    """A reference to the ``id`` of another table; with ``cascade`` the row goes when what it refers to goes."""
    return mapped_column(
        ForeignKey(f"{target}.id", ondelete="CASCADE" if cascade else "RESTRICT"), nullable=nullable, index=index
    )
