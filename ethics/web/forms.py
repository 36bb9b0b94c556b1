"""Forms: the fields every form of ours is made of, and how a service's refusal lands beside the right one."""

from collections.abc import Callable, Iterator
from typing import Any

from flask import g
from flask_babel import gettext, ngettext
from flask_wtf import FlaskForm
from wtforms import DateField as FormsDateField
from wtforms import Field, FieldList, FormField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms import Form as PlainForm
from wtforms.validators import Length, Optional, ValidationError

from ethics.domain.refusal import Invalid
from ethics.extensions import db
from ethics.richtext import tidy, tidy_line
from ethics.web.rendering import words

LONGEST_TEXT = 50_000
LONGEST_LINE = 300


class Within(Length):
    """No longer than this; who wrote more is told of which field, and by how much."""

    def __init__(self, most: int) -> None:
        super().__init__(max=most)

    def __call__(self, form: Any, field: Field) -> None:
        """Refuse more than the most."""
        over = len(field.data or "") - self.max
        if over > 0:
            raise ValidationError(
                ngettext(
                    "%(field)s: this is one character too long. The most is %(most)s.",
                    "%(field)s: this is %(num)s characters too long. The most is %(most)s.",
                    over, field=field.label.text, most=f"{self.max:,}",
                )
            )  # fmt: skip


class DateField(FormsDateField):
    """A date typed by hand; who typed something else is told of which field, and how a date is typed."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(
                gettext("%(field)s: enter a date, such as 16 March 2026.", field=self.label.text)
            ) from None


class WholeField(IntegerField):
    """A number of days or people; who typed something else, or nothing, is told of which field."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed."""
        try:
            super().process_formdata([value for value in valuelist if value.strip()] or ["none"])
        except ValueError:
            raise ValueError(gettext("%(field)s: enter a whole number, such as 5.", field=self.label.text)) from None


class LineField(StringField):
    """One line of text, tidied before anything looks at it."""

    def __init__(self, label: str = "", validators: Any = (), **more: Any) -> None:
        super().__init__(label, [*validators, Within(LONGEST_LINE)], filters=[_line], **more)


class LongField(TextAreaField):
    """Text of any length, tidied before anything looks at it."""

    def __init__(self, label: str = "", validators: Any = (), **more: Any) -> None:
        super().__init__(label, [*validators, Within(LONGEST_TEXT)], filters=[_long], **more)


def _line(text: str | None) -> str:
    return tidy_line(text or "", limit=None)


def _long(text: str | None) -> str:
    return tidy(text or "", limit=None)


class Form(FlaskForm):
    """A form that carries the version of the row it rests on, so that a stale save is seen."""

    version = IntegerField(validators=[Optional()], widget=HiddenField.widget)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if self.is_submitted():
            g.setdefault("sent_forms", []).append(self)  # for the page of a stale save, which words what was chosen


def fields_of(form: PlainForm | FlaskForm) -> Iterator[Field]:
    """Every field of a form, those of nested forms and lists included."""
    for field in form:
        yield from _inside(field)


def _inside(field: Field) -> Iterator[Field]:
    yield field
    if isinstance(field, FormField):
        for inner in field.form:
            yield from _inside(inner)
    elif isinstance(field, FieldList):
        for entry in field.entries:
            yield from _inside(entry)


def attempt(form: FlaskForm, verb: Callable[..., Any], *args: Any, **more: Any) -> bool:
    """Run a service with what the form holds. Where it refuses with Invalid, roll back, put each sentence beside its
    field (by the field's name; an unknown name speaks of the whole form) and return False, so that the page is shown
    again with everything typed. The view answers such a page with status 422. Other refusals pass through.
    """
    try:
        verb(*args, **more)
    except Invalid as refusal:
        db.session.rollback()
        known = {field.name: field for field in fields_of(form)}
        for name, message in refusal.errors.items():
            field = known.get(name)
            if field is None:
                form.form_errors.append(words(message))
            else:
                field.errors = [*field.errors, words(message)]
        for field in reversed(list(fields_of(form))):
            # a list knows of its entries' errors only by being told
            if isinstance(field, FieldList) and any(entry.errors for entry in field.entries):
                field.errors = [entry.errors for entry in field.entries]
        return False
    return True
