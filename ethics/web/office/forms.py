"""The forms of the office: each is filled from its read model and knows what draft it hands to its service."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, RadioField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from ethics.domain.vocabulary import AttendanceKind, RedirectTo, Step
from ethics.reading.bodies import Body
from ethics.reading.issuing import Closing, Issuing
from ethics.reading.meetings import MeetingChoice, MeetingToChange
from ethics.reading.recording import RecordPage
from ethics.reading.triage import TriagePage
from ethics.services.issuing import IssueDraft
from ethics.services.meetings import MeetingDraft, MeetingRecord, Where
from ethics.services.triage import TriageDraft
from ethics.web.forms import Form, LineField, LongField
from ethics.web.rendering import clock_time, long_day, words
from ethics.web.when import DayField, TimeField, moment

NEW = "new"
NOBODY = "nobody"
CHOSEN = "chosen"


class OneOf(RadioField):
    """One of several, or none yet: what must be chosen is said by the service."""

    def __init__(self, label: Any, options: list[SelectChoice] | None = None, **more: Any) -> None:
        super().__init__(label, choices=options or [], validate_choice=False, **more)


class TriageForm(Form):
    """One of the four outcomes of triage, each with what it asks for."""

    outcome = OneOf(_l("What happens with it?"))
    questions = LongField(_l("Your questions"), [Optional()])
    redirect_to = OneOf(_l("Where it belongs"), [SelectChoice(one.value, _l(one.words.key)) for one in RedirectTo])
    redirect_reason = LongField(_l("Why it belongs there"), [Optional()])
    decline_reason = LongField(_l("The reason"), [Optional()])

    @classmethod
    def of(cls, page: TriagePage) -> "TriageForm":
        """The form with the outcomes that are open now."""
        form = cls(data={"version": page.row_version})
        form.outcome.choices = [SelectChoice(step.value, words(step)) for step in page.open_steps]
        return form

    def draft(self) -> TriageDraft:
        """What was chosen and typed."""
        return TriageDraft(
            outcome=next((step for step in Step if step.value == self.outcome.data), None),
            questions=self.questions.data or "",
            redirect_to=next((one for one in RedirectTo if one.value == self.redirect_to.data), None),
            redirect_reason=self.redirect_reason.data or "",
            decline_reason=self.decline_reason.data or "",
        )


class MeetingForm(Form):
    """When and where a meeting is."""

    committee = SelectField(_l("Committee"), choices=[], validate_choice=False)
    starts_on = DayField(_l("Date"))
    starts_time = TimeField(_l("Begins"))
    ends_time = TimeField(_l("Ends"), [Optional()], needed=False)
    place = LineField(_l("Place"), description=_l("A room, a way to join by video, or both."))

    @classmethod
    def anew(cls, bodies: Sequence[Body]) -> "MeetingForm":
        """An empty form for one of these committees."""
        form = cls()
        form.committee.choices = [SelectChoice(str(body.id), body.name) for body in bodies]
        return form

    @classmethod
    def of(cls, meeting: MeetingToChange) -> "MeetingForm":
        """The form with a meeting as it stands."""
        return cls(
            data={
                "version": meeting.row_version,
                "starts_on": meeting.starts_at,
                "starts_time": meeting.starts_at,
                "ends_time": meeting.ends_at,
                "place": meeting.place,
            }
        )

    def draft(self) -> MeetingDraft:
        """The meeting as typed; only once the form has been validated."""
        return meeting_draft(self)


class WhereForm(Form):
    """A meeting to put an item on: one there is, or a new one."""

    meeting = OneOf(_l("Which meeting?"))
    starts_on = DayField(_l("Date"), needed=False)
    starts_time = TimeField(_l("Begins"), needed=False)
    ends_time = TimeField(_l("Ends"), [Optional()], needed=False)
    place = LineField(_l("Place"), description=_l("A room, a way to join by video, or both."))

    def offer(self, choices: Sequence[MeetingChoice]) -> None:
        """Let these meetings, or a new one, be chosen."""
        made = [SelectChoice(one.ref, f"{long_day(one.starts_at)}, {clock_time(one.starts_at)}") for one in choices]
        self.meeting.choices = [*made, SelectChoice(NEW, words(_l("A new meeting")))]

    def validate(self, extra_validators: Any = None) -> bool:
        """What is typed about a new meeting matters only where one is wanted."""
        super().validate(extra_validators)
        typed = (self.starts_on, self.starts_time, self.ends_time, self.place)
        for field in typed:
            if self.meeting.data != NEW:
                field.errors = []
            elif field in typed[:2] and field.data is None and not field.errors:
                field.errors = [field.missing]
        return not self.errors

    def where(self) -> Where:
        """The meeting chosen, or the one to be made."""
        return meeting_draft(self) if self.meeting.data == NEW else self.meeting.data or ""


class DeferForm(WhereForm):
    """Another meeting, and why."""

    reason = LongField(_l("Why it is deferred"), description=_l("Members and the force read it; the minutes carry it."))


def meeting_draft(form: Any) -> MeetingDraft:
    """The meeting typed into a form that has the fields for one."""
    on, ends = form.starts_on.data, form.ends_time.data
    return MeetingDraft(moment(on, form.starts_time.data), form.place.data or "", moment(on, ends) if ends else None)


class IssueForm(Form):
    """When positions close, and why the paper is late where it is."""

    closes_on = DayField(_l("Date"))
    closes_time = TimeField(_l("Time"))
    late_reason = LongField(_l("Why the paper is late"), [Optional()])
    short = BooleanField(_l("Open positions for under 7 days all the same"))

    @classmethod
    def of(cls, page: Issuing) -> "IssueForm":
        """The form with the committee's usual closing time."""
        return cls(data={"version": page.row_version, "closes_on": page.closes_on, "closes_time": page.closes_time})

    def draft(self) -> IssueDraft:
        """What was typed; only once the form has been validated."""
        return IssueDraft(
            moment(self.closes_on.data, self.closes_time.data), self.late_reason.data or "", self.short.data
        )


class CloseMoveForm(Form):
    """Another closing time, and why."""

    closes_on = DayField(_l("New date"))
    closes_time = TimeField(_l("New time"))
    reason = LongField(_l("Reason"), description=_l("Everyone concerned is told it."))

    @classmethod
    def of(cls, page: Closing) -> "CloseMoveForm":
        """The form with the present closing time."""
        return cls(data={"version": page.row_version, "closes_on": page.closes_at, "closes_time": page.closes_at})


class RecordForm(Form):
    """Who was there for an item, who presided, and what the force said. `of` adds a field for each person."""

    presided_by: OneOf
    chosen: SelectField
    facts: FieldList
    page: RecordPage

    @classmethod
    def of(cls, page: RecordPage) -> "RecordForm":
        """The form with what is recorded so far."""
        kinds = [SelectChoice(kind.value, words(kind)) for kind in AttendanceKind]
        fields: dict[str, Any] = {f"there_{one.person_id}": OneOf(one.name, kinds) for one in page.people}
        fields |= {  # made after those of the people, so that what is wrong is listed as it stands on the page
            "presided_by": OneOf(_l("Who presided on this item?")),
            "chosen": SelectField(_l("The member they chose"), choices=[], validate_choice=False),
            "facts": FieldList(LongField(_l("Fact"), [Optional()]), min_entries=1, max_entries=50),
        }
        data: dict[str, Any] = {"version": page.row_version, "facts": list(page.facts) or [""]}
        data |= {f"there_{one.person_id}": one.kind.value for one in page.people if one.kind}
        data |= cls._presided(page)
        form: RecordForm = type("RecordFormOfItem", (cls,), fields)(data=data)
        form.page = page
        chairs = [one for one in (page.chair, page.vice_chair) if one is not None]
        form.presided_by.choices = [
            *(SelectChoice(str(one.person_id), f"{one.name}, {words(one.role)}") for one in chairs),
            SelectChoice(CHOSEN, words(_l("A member those present chose, Chair and Vice-chair both being out"))),
            SelectChoice(NOBODY, words(_l("Nobody who could preside was there"))),
        ]
        form.chosen.choices = members_to_choose(page)
        return form

    @staticmethod
    def _presided(page: RecordPage) -> dict[str, str]:
        if page.recorded_at is None:
            return {}
        if page.presided_by is None:
            return {"presided_by": NOBODY}
        if page.presided_by in {one.person_id for one in (page.chair, page.vice_chair) if one is not None}:
            return {"presided_by": str(page.presided_by)}
        return {"presided_by": CHOSEN, "chosen": str(page.presided_by)}

    def there(self, person_id: int) -> OneOf:
        """The field of one person."""
        field: OneOf = self[f"there_{person_id}"]
        return field

    def validate(self, extra_validators: Any = None) -> bool:
        """Everyone with a seat is recorded one way or another, and somebody or nobody presided."""
        super().validate(extra_validators)
        for one in self.page.people:
            field = self.there(one.person_id)
            if one.sits and self._kind(one.person_id) is None:
                field.errors = [_l("Say whether %(name)s was present.", name=one.name)]
        if not self.presided_by.data:
            self.presided_by.errors = [_l("Say who presided on this item.")]
        elif self.presided_by.data == CHOSEN and not self.chosen.data:
            self.chosen.errors = [_l("Say whom they chose.")]
        return not self.errors

    def _kind(self, person_id: int) -> AttendanceKind | None:
        chosen = self.there(person_id).data
        return next((kind for kind in AttendanceKind if kind.value == chosen), None)

    def draft(self) -> MeetingRecord:
        """What was chosen and typed."""
        kinds = {one.person_id: self._kind(one.person_id) for one in self.page.people}
        chosen = self.chosen.data if self.presided_by.data == CHOSEN else self.presided_by.data
        return MeetingRecord(
            {person_id: kind for person_id, kind in kinds.items() if kind is not None},
            int(chosen) if str(chosen).isdecimal() else None,
            [entry.data or "" for entry in self.facts],
        )


class PressForm(Form):
    """Nothing but one button, and the version it rests on."""


def members_to_choose(page: RecordPage) -> list[SelectChoice]:
    """The members who can be chosen to preside."""
    chosen = [SelectChoice(str(one.person_id), one.name) for one in page.may_be_chosen]
    return [SelectChoice("", words(_l("Choose a member"))), *chosen]


class ChairForm(Form):
    """Whether the Chair is there for an item, and who holds the powers otherwise."""

    powers = OneOf(_l("Who holds the Chair’s powers for this item?"))
    chosen = SelectField(_l("The member those present chose"), choices=[], validate_choice=False)

    @classmethod
    def of(cls, page: RecordPage) -> "ChairForm":
        """The form with who holds them now."""
        form = cls(data={"powers": "vice_chair" if page.chair_absent else "chair"})
        form.powers.choices = [
            SelectChoice("chair", words(_l("The Chair is there"))),
            SelectChoice("vice_chair", words(_l("The Chair is absent: the Vice-chair"))),
            SelectChoice(CHOSEN, words(_l("Chair and Vice-chair are both out: a member chosen by those present"))),
        ]
        form.chosen.choices = members_to_choose(page)
        return form

    @property
    def is_there(self) -> bool:
        """Whether the Chair is said to be there."""
        return self.powers.data == "chair"

    @property
    def chosen_id(self) -> int | None:
        """The member chosen, where those present chose one."""
        picked = self.chosen.data or ""
        if self.powers.data != CHOSEN:
            return None
        return int(picked) if picked.isdecimal() else 0
