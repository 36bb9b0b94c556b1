"""The forms of a draft: each knows how to be filled from its read model and what draft it hands to its service."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FieldList,
    FileField,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms import Form as PlainForm
from wtforms.fields import SelectChoice
from wtforms.validators import Length, Optional

from ethics.domain.vocabulary import Classification, ImplicationKind, PartReason, PartyKind, QuestionKind, Section
from ethics.domain.words import Worded
from ethics.reading import draft_parts as parts
from ethics.reading.drafts import Way
from ethics.services.blocks import BlockDraft
from ethics.services.editing import RestsOn
from ethics.services.papers import AboutDraft, ImplicationDraft, PartiesDraft, PartyDraft
from ethics.services.questions import QuestionDraft, ScenarioDraft
from ethics.services.sources import LEAVE_OUT, STAY, TRAY_PLACES
from ethics.web.forms import DateField, Form, LineField, LongField

W = TypeVar("W", bound=Worded)
EMPTY_ROWS = 2


def choices(kind: Iterable[Worded], blank: Any = None) -> list[SelectChoice]:
    """The members of an enum as options by their words, after a blank one if its words are given."""
    first = [] if blank is None else [SelectChoice("", blank)]
    return first + [SelectChoice(member.value, _l(member.words.key)) for member in kind]


def member(kind: type[W], value: str | None) -> W | None:
    """The member chosen, or None where none or an unknown one was."""
    return next((one for one in kind if one.value == value), None)


class OneOf(RadioField):
    """One of several, or none yet: what must be chosen is said by the service."""

    def __init__(self, label: Any, options: list[SelectChoice] | None = None, **more: Any) -> None:
        super().__init__(label, choices=options or [], validate_choice=False, **more)


class Dropdown(SelectField):
    """One of many, or none yet."""

    def __init__(self, label: Any, options: list[SelectChoice] | None = None, **more: Any) -> None:
        super().__init__(label, choices=options or [], validate_choice=False, **more)


class SomeOf(SelectMultipleField):
    """Several of many."""

    def __init__(self, label: Any, **more: Any) -> None:
        super().__init__(label, choices=[], validate_choice=False, coerce=_whole, **more)


def _whole(value: Any) -> int:
    return int(value) if str(value).isdecimal() else 0


class PartForm(Form):
    """A form for one part of a draft; ``seen`` is the fingerprint of the part it was made from."""

    seen = HiddenField(validators=[Length(max=64)])
    sitting = HiddenField(validators=[Length(max=10)])

    def rests_on(self) -> RestsOn:
        """What this form was made from."""
        return RestsOn(self.version.data, self.seen.data or "")

    def is_preview(self) -> bool:
        """Whether this was sent to see what it says, and not to be saved."""
        return self.is_submitted() and "preview" in request.form

    def validate_on_submit(self, extra_validators: Any = None) -> bool:
        """Whether this was sent to be saved, and may be."""
        return not self.is_preview() and super().validate_on_submit(extra_validators)


def basis(part: parts.Basis) -> dict[str, Any]:
    """The hidden fields of a form made from this basis."""
    return {"version": part.version, "seen": part.seen}


class WayForm(Form):
    """From which force to which committee."""

    goes_to = OneOf(_l("Which committee is it for?"))

    def offer(self, ways: Sequence[Way]) -> None:
        """Offer these ways; the only one there is needs no choosing."""
        several = len({way.force_id for way in ways}) > 1
        self.goes_to.choices = [
            SelectChoice(way.key, f"{way.committee} ({way.force})" if several else way.committee) for way in ways
        ]
        if len(ways) == 1:
            self.goes_to.data = ways[0].key

    def way(self) -> tuple[int, int]:
        """The force and the committee chosen, by id; zeros where none was."""
        force, _, committee = (self.goes_to.data or "").partition("-")
        return (int(force), int(committee)) if force.isdecimal() and committee.isdecimal() else (0, 0)


class StartForm(WayForm):
    """Begin with an empty paper."""

    title = LineField(
        _l("What is it about?"), description=_l("A few words. Members see them before they read anything else.")
    )


class UploadForm(WayForm):
    """Bring a paper that exists."""

    source = FileField(_l("Word, OpenDocument, PDF, RTF or text file"))
    text = TextAreaField(_l("Or paste its text here"))


class SeveralForm(Form):
    """Which of the dilemmas in one document become drafts."""

    which = SomeOf(_l("Which of them do you want to bring?"))

    def offer(self, titles: Sequence[str]) -> None:
        """Offer these, all of them chosen at first."""
        self.which.choices = [SelectChoice(at, title) for at, title in enumerate(titles, 1)]
        if not self.is_submitted():
            self.which.data = [*range(1, len(titles) + 1)]


class AboutForm(PartForm):
    """The head of the paper."""

    title = LineField(
        _l("Subject"),
        description=_l("What everybody calls it. The committee sees it once the sponsor releases the paper."),
    )
    public_title = LineField(
        _l("Public title"),
        [Optional()],
        description=_l(
            "Where the subject itself is closed (Part 2), and where all of the paper is. Whoever may not read Part 2 sees "
            "this in its place: on agendas and lists, in mail, and in what is published."
        ),
    )
    report_of = LineField(
        _l("Report of"), [Optional()], description=_l("The office it comes from, such as Chief Constable.")
    )
    authors = LineField(_l("Authors"), [Optional()])
    unit = LineField(
        _l("Presenting unit"),
        [Optional()],
        description=_l("Members see it before they say whether they have an interest."),
    )
    sponsor = OneOf(_l("Sponsor"), description=_l("Releases the paper, and answers the advice for the force."))
    classification = OneOf(_l("Classification"), choices(Classification))
    contact = LongField(
        _l("Person to contact"), [Optional()], description=_l("Readers of the paper see this. It is never published.")
    )
    urgent = BooleanField(
        _l("This is urgent"),
        description=_l("It may skip the meeting. The advice is then interim, and goes onto the next agenda."),
    )

    def draft(self) -> AboutDraft:
        """What was typed."""
        sponsor = self.sponsor.data or ""
        return AboutDraft(
            title=self.title.data, public_title=self.public_title.data, report_of=self.report_of.data,
            authors=self.authors.data, unit=self.unit.data, sponsor_id=int(sponsor) if sponsor.isdecimal() else None,
            classification=member(Classification, self.classification.data), contact=self.contact.data,
            urgent=self.urgent.data,
        )  # fmt: skip


class Closing(PlainForm):
    """Why a text is closed, why that serves the public, and when it is looked at again."""

    part_reason = Dropdown(_l("Why it is closed"), choices(PartReason, _l("Choose a reason")))
    part_note = LineField(
        _l("Why the public interest is in keeping it closed"),
        [Optional()],
        description=_l("In words anybody may read: they stand where the text is left out."),
    )
    review_on = DateField(
        _l("When this is looked at again"), [Optional()], format=["%d %B %Y", "%d %m %Y", "%d/%m/%Y", "%Y-%m-%d"]
    )


class BlockForm(Closing):
    """One paragraph in its box, open or closed."""

    id = HiddenField()
    text = LongField(_l("Text"), [Optional()])
    closed = BooleanField(_l("Closed (Part 2)"))

    def draft(self) -> BlockDraft:
        """What was typed."""
        typed = self.id.data or ""
        return BlockDraft(
            int(typed) if typed.isdecimal() else None, self.text.data, self.closed.data,
            member(PartReason, self.part_reason.data), self.part_note.data, self.review_on.data,
        )  # fmt: skip


class SectionForm(PartForm):
    """A section's paragraphs, with an empty box at the end."""

    blocks = FieldList(FormField(BlockForm))

    def drafts(self) -> tuple[BlockDraft, ...]:
        """What was typed, box by box."""
        return tuple(entry.form.draft() for entry in self.blocks)


class ScenarioForm(SectionForm, Closing):
    """A scenario: its title and its paragraphs, and whether all of it is closed."""

    title = LineField(_l("What is this scenario called?"))
    closed = BooleanField(
        _l("The whole scenario is closed (Part 2), its title too"),
        description=_l("Opened again, its paragraphs stay closed until you open each of them."),
    )

    def draft(self) -> ScenarioDraft:
        """What was typed."""
        return ScenarioDraft(
            self.title.data, self.drafts(), self.closed.data, member(PartReason, self.part_reason.data),
            self.part_note.data, self.review_on.data,
        )  # fmt: skip


def boxes(part: parts.SectionPart) -> list[dict[str, Any]]:
    """A section's paragraphs as the data of its form, and an empty box after them."""
    filled = [
        {
            "id": str(box.id), "text": box.text, "closed": box.closed, "part_reason": str(box.part_reason or ""),
            "part_note": box.part_note, "review_on": box.review_on,
        }
        for box in part.boxes
    ]  # fmt: skip
    return [*filled, {"id": "", "text": "", "closed": False, "part_reason": "", "part_note": "", "review_on": None}]


class QuestionForm(PartForm, Closing):
    """One question."""

    text = LongField(_l("What is asked"), description=_l("One question, as members will answer it."))
    kind = OneOf(_l("How does it ask?"), choices(QuestionKind))
    title = LineField(_l("Short title"), [Optional()], description=_l("Two or three words to find it by."))
    lead_in = LongField(
        _l("What leads to it"),
        [Optional()],
        description=_l("Facts that belong to this question alone, shown before it."),
    )
    scenarios = SomeOf(_l("Which scenarios does it apply to?"))
    closed = BooleanField(
        _l("Closed (Part 2)"),
        description=_l("The question and the advice that answers it stay out of what is published."),
    )

    def draft(self) -> QuestionDraft:
        """What was typed."""
        return QuestionDraft(
            self.text.data, member(QuestionKind, self.kind.data), self.title.data, self.lead_in.data,
            tuple(self.scenarios.data or ()), self.closed.data, member(PartReason, self.part_reason.data),
            self.part_note.data, self.review_on.data,
        )  # fmt: skip


class ImplicationForm(PlainForm):
    """What is said of one implication; the name is fixed for those the committee asks for."""

    name = LineField(_l("Implication for"), [Optional()])
    kind = OneOf(_l("What the paper says"), choices(ImplicationKind))
    text = LongField(_l("In words"), [Optional()])

    def draft(self) -> ImplicationDraft:
        """What was typed."""
        return ImplicationDraft(self.name.data, member(ImplicationKind, self.kind.data), self.text.data)


class ImplicationsForm(PartForm):
    """All the implications, with an empty row for one more."""

    implications = FieldList(FormField(ImplicationForm))

    def draft(self) -> tuple[ImplicationDraft, ...]:
        """What was typed."""
        return tuple(entry.form.draft() for entry in self.implications)


class PrinciplesForm(PartForm):
    """The principles engaged, of all frameworks together."""

    principles = SomeOf(_l("Principles"))


class PartyForm(PlainForm):
    """One party."""

    name = LineField(_l("Name"), [Optional()])
    kind = Dropdown(_l("It is a"), choices(PartyKind, _l("Choose")))


class PartiesForm(PartForm):
    """The parties, or none outright."""

    parties = FieldList(FormField(PartyForm))
    none = BooleanField(_l("The paper names no people, places or bodies"))

    def draft(self) -> PartiesDraft:
        """What was typed."""
        rows = tuple(
            PartyDraft(entry.form.name.data, member(PartyKind, entry.form.kind.data)) for entry in self.parties
        )
        return PartiesDraft(rows, self.none.data)


class BackgroundPapersForm(PartForm):
    """The list of background papers."""

    background_papers = LongField(
        _l("Background papers"), [Optional()], description=_l("One to a line. Appendices too.")
    )


_PLACES = {
    STAY: _l("Decide later"),
    LEAVE_OUT: _l("Leave it out of the paper"),
    "contact": _l("Add to: Person to contact"),
    "background_papers": _l("Add to: Background papers"),
}


class PieceForm(PlainForm):
    """Where one piece of the tray goes."""

    place = Dropdown(
        _l("Where does it belong?"),
        [
            SelectChoice(
                place,
                _PLACES[place] if place in _PLACES else _l("Add to: %(section)s", section=_l(Section(place).words.key)),
            )
            for place in TRAY_PLACES
        ],
    )


class TrayForm(PartForm):
    """The pieces an import found no place for."""

    pieces = FieldList(FormField(PieceForm))

    def places(self) -> Sequence[str]:
        """The place chosen for each piece, in order."""
        return [entry.form.place.data or STAY for entry in self.pieces]


class ReasonForm(Form):
    """A step with a reason that the people it concerns read."""

    reason = LongField(_l("Reason"))
