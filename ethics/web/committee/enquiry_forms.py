"""The forms of enquiries and notes: what somebody would know, why it goes back, what is answered, what one notes."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import Optional

from ethics.services.enquiries import EnquiryDraft
from ethics.web.forms import Form, LongField


class EnquiryForm(Form):
    """What a member would like to know, and at which paragraph."""

    text = LongField(_l("What would you like to know?"))
    paragraph = HiddenField()

    def draft(self) -> EnquiryDraft:
        """What was typed."""
        return EnquiryDraft(self.text.data or "", self.paragraph.data or "")


class PassOnForm(Form):
    """The words in which an enquiry goes to the author, or why it goes back."""

    text = LongField(_l("What the author is asked"))
    reason = LongField(_l("Why it goes back"), [Optional()])


class AnswerForm(Form):
    """The author's answer."""

    text = LongField(_l("Your answer"))


class NoteForm(Form):
    """A note of one's own."""

    text = LongField(_l("Your note"), [Optional()])
