"""People and their appointments. A role is an appointment, never a property of a person (product.md, "Who uses it")."""

from datetime import date

from flask_security.core import RoleMixin, UserMixin
from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ethics.domain.vocabulary import Category, Role
from ethics.extensions import Model
from ethics.models.columns import Key, Line, When, to, worded


class Person(UserMixin, Model):
    """Someone who may sign in. ``fs_uniquifier`` names their sessions: changing it ends all of them."""

    __tablename__ = "person"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_is_lower_case"),)

    id: Mapped[Key]
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[Line]
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    invited_at: Mapped[When]
    joined_at: Mapped[When | None]
    """When they first chose a password."""

    appointments: Mapped[list["Appointment"]] = relationship(
        foreign_keys="Appointment.person_id", lazy="raise_on_sql", order_by="Appointment.id", back_populates="person"
    )

    @property
    def roles(self) -> list[RoleMixin]:  # type: ignore[override]
        """Flask-Security's own roles are not used: what a person may do follows from appointments."""
        return []


class Appointment(Model):
    """A person, a committee or a force, a role, a start and an end.

    Made by an administrator; a seat on a committee counts only once its Secretary has confirmed it (rule 17).
    """

    __tablename__ = "appointment"
    __table_args__ = (
        CheckConstraint("(committee_id IS NULL) <> (force_id IS NULL) OR role = 'administrator'", name="one_body"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_it_starts"),
        CheckConstraint("made_by_id IS NULL OR made_by_id <> person_id", name="nobody_appoints_themselves"),
        CheckConstraint("confirmed_by_id IS NULL OR confirmed_by_id <> person_id", name="nobody_confirms_themselves"),
        CheckConstraint("role NOT IN ('author', 'sponsor') OR force_id IS NOT NULL", name="force_roles_have_a_force"),
    )

    id: Mapped[Key]
    person_id: Mapped[int] = to("person")
    committee_id: Mapped[int | None] = to("committee", nullable=True)
    force_id: Mapped[int | None] = to("force", nullable=True)
    role: Mapped[Role] = worded(Role)
    category: Mapped[Category | None] = worded(Category, nullable=True)
    gives_positions: Mapped[bool] = mapped_column(default=False)
    title: Mapped[Line] = mapped_column(default="")
    """What they are called there, such as "Chief Superintendent, Operations"."""
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    """The last day, inclusive."""
    made_by_id: Mapped[int | None] = to("person", nullable=True)
    made_at: Mapped[When]
    confirmed_by_id: Mapped[int | None] = to("person", nullable=True)
    confirmed_at: Mapped[When | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="raise_on_sql", back_populates="appointments")


class SignInAttempt(Model):
    """A failed attempt to sign in, so that the next can be slowed by account and by address on every process alike.

    The account and the address are kept as keyed digests: the table names nobody.
    """

    __tablename__ = "sign_in_attempt"

    id: Mapped[Key]
    account_digest: Mapped[str] = mapped_column(String(64), index=True)
    address_digest: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[When] = mapped_column(index=True)
