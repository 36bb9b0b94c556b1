"""The forms in which an administrator adds to a committee's lists and words their entries."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, FormField, SelectField
from wtforms import Form as PlainForm
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from ethics.reading.choices import Choice, Choices, FrameworkShown, named
from ethics.services.choosing import FrameworkDraft, Wording
from ethics.web.forms import Form, LineField
from ethics.web.when import DayField

ROWS = 6
"""How many empty rows a new framework starts with."""


class WordingForm(Form):
    """One entry of a list."""

    name = LineField()
    says = LineField(validators=[Optional()])
    sensitive = BooleanField(
        _l("Its nature is hidden from all but the Chair, the Secretary and the Monitoring officer")
    )

    @classmethod
    def showing(cls, choice: Choice) -> "WordingForm":
        """The form with an entry as it stands."""
        return cls(
            data={"version": choice.version, "name": choice.name, "says": choice.says, "sensitive": choice.sensitive}
        )

    def draft(self) -> Wording:
        """What was typed."""
        return Wording(self.name.data or "", self.says.data or "", self.sensitive.data)


class PrincipleForm(PlainForm):
    """One principle of a framework that is being added."""

    name = LineField(_l("Principle"), [Optional()])
    says = LineField(_l("What it means, in a line"), [Optional()])


class FrameworkForm(Form):
    """A framework: what it is called, and from when it dates."""

    name = LineField(_l("What it is called"))
    dated = DayField(_l("The day it dates from"))

    @classmethod
    def showing(cls, framework: FrameworkShown) -> Any:
        """The form with a framework as it stands."""
        return cls(data={"version": framework.version, "name": framework.name, "dated": framework.dated})

    def draft(self) -> FrameworkDraft:
        """What was typed."""
        return FrameworkDraft(self.name.data or "", self.dated.data)


class NewFrameworkForm(FrameworkForm):
    """A framework with its principles."""

    principles = FieldList(FormField(PrincipleForm), min_entries=0)

    @classmethod
    def anew(cls) -> "NewFrameworkForm":
        """The form with empty rows, or with what was typed."""
        return cls(data={"principles": [{}] * ROWS})

    def draft(self) -> FrameworkDraft:
        """What was typed."""
        rows = [Wording(row.form.name.data or "", row.form.says.data or "") for row in self.principles]
        return FrameworkDraft(self.name.data or "", self.dated.data, rows)


class TakeForm(Form):
    """A framework that is known here already."""

    framework = SelectField(_l("A framework that is known here"), choices=[], validate_choice=False)

    @classmethod
    def of(cls, page: Choices) -> "TakeForm":
        """The form with what can be taken."""
        form = cls()
        offered = [SelectChoice(str(one.id), named(one.name, one.dated)) for one in page.known]
        form.framework.choices = [SelectChoice("", _l("Choose a framework")), *offered]
        return form

    def chosen(self) -> int | None:
        """The framework chosen, if one was."""
        typed = self.framework.data or ""
        return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else None
