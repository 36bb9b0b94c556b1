"""The administrator's forms."""

from dataclasses import fields
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Optional

from ethics.domain.committees import Settings
from ethics.domain.vocabulary import FORCE_ROLES, Category, Role
from ethics.reading.committees import Choice, CommitteeSettings
from ethics.services.accounts import NewPerson
from ethics.services.appointments import NewAppointment
from ethics.web.forms import DateField, Form, LineField, LongField, WholeField, Within

DATES = ["%d %m %Y", "%d %B %Y", "%d %b %Y", "%Y-%m-%d"]


class InviteForm(Form):
    """Somebody to invite."""

    name = LineField(_l("Name"), [InputRequired(_l("Enter their name."))])
    email = LineField(_l("E-mail address"), [InputRequired(_l("Enter their e-mail address."))])

    def draft(self) -> NewPerson:
        """What was typed."""
        return NewPerson(self.name.data, self.email.data)


class AddressForm(Form):
    """Somebody's e-mail address, put right."""

    email = LineField(_l("E-mail address"), [InputRequired(_l("Enter their e-mail address."))])


class AppointForm(Form):
    """An appointment to make."""

    role = SelectField(_l("Role"), [InputRequired(_l("Choose a role."))], validate_choice=False)
    committee = SelectField(_l("Committee"), [Optional()], validate_choice=False)
    force = SelectField(_l("Force"), [Optional()], validate_choice=False)
    category = RadioField(_l("Kind of member"), [Optional()], validate_choice=False)
    gives_positions = BooleanField(_l("Gives positions"))
    title = LineField(_l("What they are called there"), [Optional()])
    starts_on = DateField(_l("First day"), [InputRequired(_l("Enter the first day."))], format=DATES)
    ends_on = DateField(_l("Last day"), [Optional()], format=DATES)
    past = BooleanField(_l("These days are meant"))

    def offer(self, committees: tuple[Choice, ...], forces: tuple[Choice, ...]) -> None:
        """Put what can be chosen on the form."""
        self.role.choices = [SelectChoice("", _l("Choose a role"))] + [
            SelectChoice(role.value, _l(role.words.key)) for role in Role
        ]
        self.committee.choices = [SelectChoice("", _l("None"))] + [
            SelectChoice(one.slug, one.name) for one in committees
        ]
        self.force.choices = [SelectChoice("", _l("None"))] + [SelectChoice(one.slug, one.name) for one in forces]
        self.category.choices = [SelectChoice(one.value, _l(one.words.key)) for one in Category]

    def draft(self) -> NewAppointment:
        """What was chosen and typed. The body is a force or a committee, as the role asks."""
        role = next(role for role in Role if role.value == self.role.data)
        return NewAppointment(
            role=role,
            body=(self.force.data if role in FORCE_ROLES else self.committee.data) or "",
            category=next((one for one in Category if one.value == self.category.data), None),
            gives_positions=self.gives_positions.data,
            title=self.title.data or "",
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            past=self.past.data,
        )

    def validate_role(self, field: Any) -> None:
        """Refuse a role that does not exist."""
        if field.data not in {role.value for role in Role}:
            raise ValueError(_l("Choose a role."))


class EndForm(Form):
    """The last day of an appointment."""

    ends_on = DateField(_l("Last day"), [InputRequired(_l("Enter the last day."))], format=DATES)


class PressForm(Form):
    """Nothing but one button."""


class CommitteeForm(Form):
    """What a committee has set."""

    name = LineField(_l("Name"), [InputRequired(_l("Enter the committee’s name."))])
    sentence = LongField(_l("What it is, in a sentence"), [Optional(), Within(1000)])
    office_name = LineField(_l("The office that supports it"), [Optional()])
    clear_days = WholeField(_l("Clear days between issue and meeting"), default=5)
    clear_days_are_working_days = BooleanField(_l("Count working days only"))
    close_days = WholeField(_l("Clear days between the close of positions and the meeting"), default=2)
    quorum_heads = WholeField(_l("Members for a quorum"), default=3)
    quorum_independent = WholeField(_l("Of these, independent"), default=2)
    reply_days = WholeField(_l("Days to reply to circulated advice"), default=7)
    response_days = WholeField(_l("Days for the force to answer"), default=42)

    @classmethod
    def showing(cls, settings: CommitteeSettings | None) -> "CommitteeForm":
        """The form with what is set now, or with the usual settings for a new committee."""
        return cls(obj=settings) if settings is not None else cls()

    def draft(self) -> Settings:
        """What was typed."""
        return Settings(**{field.name: self[field.name].data for field in fields(Settings)})


class ForceForm(Form):
    """A force, and whom it puts dilemmas to."""

    name = LineField(_l("Name"), [InputRequired(_l("Enter the force’s name."))])
    committees = SelectMultipleField(_l("Puts dilemmas to"), validate_choice=False)


def today_in(form: AppointForm | EndForm, day: date) -> None:
    """Suggest today where no date was typed yet."""
    field = form.starts_on if isinstance(form, AppointForm) else form.ends_on
    if not form.is_submitted():
        field.data = day
