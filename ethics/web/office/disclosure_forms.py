"""The forms of the disclosure review and of publication."""

from datetime import date, datetime, time

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from ethics.domain.vocabulary import FindingOutcome, PartReason
from ethics.domain.words import say
from ethics.reading.people import LONDON, day_of
from ethics.reading.review import Review
from ethics.web.forms import DateField, Form, LineField, LongField
from ethics.web.rendering import words

DATES = ["%d %m %Y", "%d %B %Y", "%d %b %Y", "%Y-%m-%d"]


def _provisions(first: str) -> list[SelectChoice]:
    return [SelectChoice("", first), *(SelectChoice(one.value, words(one)) for one in PartReason)]


def _provision(value: str | None) -> PartReason | None:
    return next((one for one in PartReason if one.value == value), None)


class AskForm(Form):
    """What is typed for the public page; `in_short_…` fields are read by name, one for each question."""

    summary = LongField(_l("The answer in plain words"))
    notice = LongField(_l("What is corrected"))


class SettleForm(Form):
    """Findings chosen, and what is done about them: the buttons say which."""

    findings = SelectMultipleField(_l("What the scan found"), coerce=int, validate_choice=False)
    outcome = SelectField(_l("What is done"), validate_choice=False)
    reason = LongField(_l("Why it may be public"))
    under = SelectField(_l("Withheld under"), validate_choice=False)

    def offer(self) -> None:
        """Put what can be chosen on the form."""
        self.under.choices = _provisions(words(say("What fits its kind")))
        self.findings.choices = []

    def settled_as(self) -> FindingOutcome:
        """Mended or kept, by the button pressed."""
        kept = (self.outcome.data or "").startswith(FindingOutcome.KEPT.value)
        return FindingOutcome.KEPT if kept else FindingOutcome.MENDED

    def chosen(self, review: Review) -> list[int]:
        """The findings chosen: those ticked, or all open ones of a kind where its own button was pressed."""
        _, _, kind = (self.outcome.data or "").partition(":")
        if not kind:
            return list(self.findings.data or ())
        return [
            one.id for group in review.kinds if group.kind.value == kind for one in group.found if one.outcome is None
        ]

    def provision(self) -> PartReason | None:
        """The provision chosen, if any."""
        return _provision(self.under.data)


class WithholdForm(Form):
    """More that is to be withheld than the scan found."""

    place = SelectField(_l("Where it stands"), validate_choice=False)
    words = LineField(_l("The words to withhold"))
    provision = SelectField(_l("Under which provision"), validate_choice=False)

    def offer(self, review: Review) -> None:
        """Put what can be chosen on the form."""
        choose = words(say("Choose"))
        self.place.choices = [
            SelectChoice("", choose),
            *(SelectChoice(one.place, words(one.words)) for one in review.places),
        ]
        self.provision.choices = _provisions(choose)

    def chosen(self) -> PartReason | None:
        """The provision chosen, if any."""
        return _provision(self.provision.data)


class PublishForm(Form):
    """Now, or from a date."""

    when = RadioField(_l("When is it public?"), default="now", validate_choice=False)
    public_from = DateField(_l("From"), [Optional()], format=DATES)

    def offer(self) -> None:
        """Put what can be chosen on the form."""
        self.when.choices = [SelectChoice("now", words(say("Now"))), SelectChoice("later", words(say("From a date")))]

    def beginning(self, now: datetime) -> datetime | None:
        """The moment it becomes public: None for now; the start of the day chosen, in the committee's zone."""
        on: date | None = self.public_from.data
        if self.when.data != "later" or on is None or on == day_of(now):
            return None
        return datetime.combine(on, time(0), LONDON)

    def names_no_day(self) -> bool:
        """Whether a later date was chosen and none was given."""
        return self.when.data == "later" and self.public_from.data is None


class TakeDownForm(Form):
    """Why it is taken down."""

    notice = LongField(_l("Why it is taken down"))
