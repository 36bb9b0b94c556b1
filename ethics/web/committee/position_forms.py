"""The form of a position: laid out as the question asks, filled with what was typed or given."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, FormField, HiddenField, RadioField, SelectField
from wtforms import Form as PlainForm
from wtforms.fields import SelectChoice

from ethics.domain.positions import LONGEST_POINT, PositionDraft, as_typed, laid_out, read_typed
from ethics.domain.vocabulary import AbstainReason, ChangedBy, QuestionKind, Stance, Strength
from ethics.reading.answering import Answering
from ethics.web.forms import Form, LineField, LongField
from ethics.web.rendering import words

ANSWERS = "answer"
"""What an open question's choice holds where one does not abstain; no stance, so the draft reads it as none."""


class Choice(RadioField):
    """One of several, or none yet; the service says what is missing."""

    def __init__(self, label: Any, **more: Any) -> None:
        super().__init__(label, choices=[], validate_choice=False, **more)


class Pick(SelectField):
    """One of a list; the service says what cannot stand."""

    def __init__(self, label: Any, **more: Any) -> None:
        super().__init__(label, choices=[], validate_choice=False, **more)


class Rows(FieldList):
    """A list of rows whose faults are those of its rows, so that the summary of errors finds them."""

    @property
    def errors(self) -> list[Any]:
        """What is wrong in each row that has something wrong."""
        return [entry.errors for entry in self.entries if entry.errors] if hasattr(self, "entries") else []

    @errors.setter
    def errors(self, value: Any) -> None:
        """A list has no fault of its own."""


class PointField(LongField):
    """One reason, condition or measure: a line or two."""

    most = LONGEST_POINT


class StanceRow(PlainForm):
    """A stance for one scenario, and why where it is Abstain."""

    scenario = HiddenField()
    stance = Choice(_l("Your stance"))
    why = Choice(_l("Why do you abstain?"))
    why_text = LineField(_l("In your own words"))


class ConsiderationRow(PlainForm):
    """One reason and what it rests on."""

    text = PointField(_l("Consideration"))
    principle = Pick(_l("It rests on"))


class ConditionRow(PlainForm):
    """One condition or measure: what, how binding, and who would do it."""

    text = PointField(_l("Condition"))
    strength = Pick(_l("How binding"))
    who = LineField(_l("Who would do it?"))


class PositionForm(Form):
    """A position on one question."""

    stances = Rows(FormField(StanceRow))
    considerations = Rows(FormField(ConsiderationRow))
    conditions = Rows(FormField(ConditionRow))
    harm_left = LongField(_l("The harm left over"))
    would_change = LongField(_l("What would change my mind"))
    facts_wanted = LongField(_l("Facts I need"))
    changed_by = Choice(_l("What changed your mind?"))
    changed_text = LongField(_l("In your own words"))
    another_consideration: ConsiderationRow
    another_condition: ConditionRow
    """The rows that “Add another” makes, for the script."""

    @property
    def folded(self) -> bool:
        """Whether the boxes behind “Add…” may stay folded: nothing is in them and nothing is wrong with them."""
        boxes = (self.harm_left, self.would_change, self.facts_wanted)
        return not any(box.data or box.errors for box in boxes)


def draft_from(typed: Mapping[str, str], page: Answering) -> PositionDraft:
    """What was typed, its rows in the places the page shows them at."""
    return laid_out(read_typed(typed), page.asked.scenario_ids)


def form_for(
    page: Answering, typed: Mapping[str, str] | None = None, *, version: int | None = None, one_more: str = ""
) -> PositionForm:
    """The form of this question, holding ``typed`` or else what stands there; with ``one_more`` an empty row is added."""
    draft = laid_out(read_typed(page.typed if typed is None else typed), page.asked.scenario_ids, one_more=one_more)
    form = PositionForm(MultiDict(as_typed(draft)))
    form.version.data = page.version if version is None else version
    is_open = page.asked.kind is QuestionKind.OPEN
    for row in form.stances:
        row.stance.choices = _open_choices() if is_open else _words_of(Stance)
        row.stance.data = row.stance.data or (ANSWERS if is_open else "")
        row.why.choices = _words_of(AbstainReason)
    principles = [SelectChoice("", words(_l("No principle in particular")))]
    principles += [
        SelectChoice(str(id_), name, optgroup=group) for group, named in page.principles for id_, name in named
    ]
    form.another_consideration = ConsiderationRow(prefix="considerations-__n__-")
    form.another_condition = ConditionRow(prefix="conditions-__n__-")
    for row in (*form.considerations, form.another_consideration):
        row.principle.choices = principles
    for row in (*form.conditions, form.another_condition):
        row.strength.choices = _words_of(Strength)
    form.changed_by.choices = _words_of(ChangedBy)
    return form


def _words_of(kind: Any) -> Sequence[SelectChoice]:
    return [SelectChoice(member.value, words(member)) for member in kind]


def _open_choices() -> Sequence[SelectChoice]:
    return [
        SelectChoice(ANSWERS, words(_l("I have considerations or measures to give"))),
        SelectChoice(Stance.ABSTAIN.value, words(Stance.ABSTAIN)),
    ]
