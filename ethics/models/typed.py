"""What an author has typed on a page of a paper and not saved: private, and never part of the paper."""

from typing import Any

from sqlalchemy import JSON, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ethics.extensions import Model
from ethics.models.columns import Key, When, to


class TypedCopy(Model):
    """One sitting of one person at one page of a draft, replaced while they type, gone once they save."""

    __tablename__ = "typed_copy"
    __table_args__ = (UniqueConstraint("person_id", "sitting"),)

    id: Mapped[Key]
    person_id: Mapped[int] = to("person")
    dilemma_id: Mapped[int] = to("dilemma")
    page: Mapped[str] = mapped_column(String(60))
    """Which part of the paper, as its address ends: ``section/background``, ``questions/2``."""
    sitting: Mapped[str] = mapped_column(String(10))
    """Random, for each opening of the page: two tabs never write over each other."""
    content: Mapped[list[Any]] = mapped_column(JSON)
    """The pairs of the form as typed, what they rest on among them."""
    saved_at: Mapped[When]
