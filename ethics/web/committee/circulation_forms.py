"""The forms of circulation: by when members reply and the force answers, replies clause by clause, a point that is missing."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FormField, HiddenField, RadioField
from wtforms import Form as PlainForm
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from ethics.domain.vocabulary import Reply
from ethics.web.committee.position_forms import Rows
from ethics.web.forms import Form, LongField
from ethics.web.rendering import words
from ethics.web.when import DayField


class CirculateForm(Form):
    """By when members are asked to reply."""

    reply_by = DayField(_l("Members reply by 5pm on"))


class SendForm(Form):
    """By when the force is asked to answer."""

    answer_by = DayField(_l("The force answers by 5pm on"))


class FlagForm(Form):
    """A member's point that has no place."""

    text = LongField(_l("Which point is missing?"))
    question = HiddenField()


class AnnounceForm(Form):
    """The question a minority view is about."""

    question = RadioField(_l("On which question?"), choices=[], validate_choice=False)


class ViewForm(Form):
    """The words of a minority view, and whether its author is named with it."""

    text = LongField(_l("Your minority view"))
    named = BooleanField(_l("Name me with it in public"))


class SignForm(Form):
    """Nothing but the version a step rests on."""


def replies() -> list[SelectChoice]:
    """The replies a member can give."""
    return [SelectChoice(one.value, words(one)) for one in Reply]


class ReplyBoxes(PlainForm):
    """A reply to one clause, and which of its wordings it is to."""

    clause = HiddenField()
    text_version = HiddenField()
    reply = RadioField(_l("Your reply"), choices=[], validate_choice=False)
    wording = LongField(_l("What wording would remove your objection?"), [Optional()])


class RepliesForm(Form):
    """A member's replies to every clause."""

    rows = Rows(FormField(ReplyBoxes))

    def offer(self) -> "RepliesForm":
        """The same form with the replies to choose from."""
        for entry in self.rows:
            entry.form.reply.choices = replies()
        return self


def as_reply(value: Any) -> Reply | None:
    """The reply chosen, or None where none is."""
    return next((one for one in Reply if one.value == value), None)
