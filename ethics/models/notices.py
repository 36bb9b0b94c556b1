"""Notices: messages to people, stored first and sent after the commit (the outbox)."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from ethics.domain.notices import NoticeKind
from ethics.extensions import Model
from ethics.models.columns import Key, Line, When, to, worded


class Notice(Model):
    """One message to one person about at most one dilemma. Its words are made when it is sent, for its reader's
    standing then; the row itself tells nothing sealed or closed.
    """

    __tablename__ = "notice"

    id: Mapped[Key]
    person_id: Mapped[int] = to("person")
    kind: Mapped[NoticeKind] = worded(NoticeKind)
    dilemma_id: Mapped[int | None] = to("dilemma", nullable=True)
    path: Mapped[Line] = mapped_column(default="")
    """The page it leads to, from the root of the site."""
    to_address: Mapped[str] = mapped_column(String(254), default="")
    """Where it goes instead of the person's present address (a change of address is told to the old one)."""
    made_at: Mapped[When]
    sent_at: Mapped[When | None]
    claimed_at: Mapped[When | None]
    """When somebody last began to send it, so that two processes do not both send it."""
    failed: Mapped[int] = mapped_column(default=0)
