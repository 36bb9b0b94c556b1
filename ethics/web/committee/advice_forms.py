"""The forms of the draft advice: a question with its clauses and conditions, and where members' points go.

Each clause and condition carries the version it was read at and a digest of what it said, so that a save touches only
what this person changed: two people may work on one question, and neither loses a word (rule 16).
"""

from hashlib import sha256

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FormField, HiddenField, IntegerField, RadioField, SelectField
from wtforms import Form as PlainForm
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from ethics.domain.vocabulary import Basis, PlaceKind, Strength
from ethics.domain.words import say
from ethics.reading.advice_question import DraftClause, DraftQuestion, SaidPoint, clause_seen
from ethics.services.advice import (
    ClauseDraft,
    ClauseEdit,
    ConditionDraft,
    ConditionEdit,
    NewCondition,
    Place,
    QuestionEdit,
)
from ethics.web.committee.position_forms import Rows
from ethics.web.forms import Form, LineField, LongField
from ethics.web.rendering import words


def digest_of(*texts: str) -> str:
    """What stands in a form for the texts it was filled with."""
    return sha256("\0".join(texts).encode()).hexdigest()[:16]


class _Kept(HiddenField):
    """A hidden field whose value is a number, 0 where it is none."""

    @property
    def number(self) -> int:
        """The number it holds."""
        text = str(self.data or "")
        return int(text) if text.isdecimal() and len(text) < 10 else 0


class ConditionBoxes(PlainForm):
    """A condition of the advice."""

    id = _Kept()
    version = _Kept()
    base = HiddenField()
    text = LongField(_l("Condition"))
    strength = SelectField(_l("How binding"), choices=[], validate_choice=False)
    owner = LineField(_l("Who would do it"), [Optional()])
    drop = BooleanField(_l("Take this condition out"))


class ClauseBoxes(PlainForm):
    """A clause, and room for a new condition of it."""

    id = _Kept()
    version = _Kept()
    base = HiddenField()
    text = LongField(_l("Words of the clause"))
    addressed_to = LineField(_l("Addressed to"), [Optional()])
    new_text = LongField(_l("What has to be done"))
    new_strength = SelectField(_l("How binding"), choices=[], validate_choice=False)
    new_owner = LineField(_l("Who would do it"), [Optional()])


class NewClauseBoxes(PlainForm):
    """A clause that is not there yet."""

    text = LongField(_l("Words of the new clause"))
    addressed_to = LineField(_l("Addressed to"), [Optional()])


class QuestionForm(Form):
    """The advice on one question."""

    clauses = Rows(FormField(ClauseBoxes))
    conditions = Rows(FormField(ConditionBoxes))
    new_clause = FormField(NewClauseBoxes)
    basis = RadioField(_l("Basis of this advice"), choices=[], validate_choice=False)
    basis_was = HiddenField()
    not_answered = LongField(_l("Not answered, because"))
    not_answered_was = HiddenField()
    advised_version = IntegerField(widget=HiddenField.widget)

    def has_words(self, clause_id: int) -> bool:
        """Whether the box of this clause holds words as it was posted."""
        return any(entry.form.id.number == clause_id and entry.form.text.data for entry in self.clauses)

    def has_read(self, clause: DraftClause) -> bool:
        """Whether the page that was posted showed this clause and its conditions as they are."""
        version = next((entry.form.version.number for entry in self.clauses if entry.form.id.number == clause.id), 0)
        wishes = {entry.form.id.number: entry.form.version.number for entry in self.conditions}
        return clause.seen == clause_seen(version, ((one.id, wishes.get(one.id, 0)) for one in clause.conditions))

    def edit(self, drop: DraftClause | None = None, *, asks: bool = False, add: bool = False) -> QuestionEdit:
        """What this person changed, and nothing else; ``add`` asks for a clause even without words.

        ``drop`` is taken out, unless the page ``asks`` first: then what was typed in its box is saved, if anything was.
        """
        gone = drop.id if drop is not None and not (asks and self.has_words(drop.id)) else None
        clauses, conditions, new = [], [], []
        for at, entry in enumerate(self.clauses):
            row = entry.form
            if digest_of(row.text.data, row.addressed_to.data) != row.base.data and row.id.number != gone:
                draft = ClauseDraft(row.text.data, row.addressed_to.data)
                clauses.append(ClauseEdit(row.id.number, row.version.number, draft, f"clauses-{at}"))
            if row.new_text.data or row.new_owner.data:
                wish = ConditionDraft(row.new_text.data, _as_strength(row.new_strength.data), row.new_owner.data)
                new.append(NewCondition(row.id.number, wish, f"clauses-{at}-new_"))
        for at, entry in enumerate(self.conditions):
            row = entry.form
            if row.drop.data or digest_of(row.text.data, row.strength.data or "", row.owner.data) != row.base.data:
                wish = ConditionDraft(row.text.data, _as_strength(row.strength.data), row.owner.data)
                box = f"conditions-{at}"
                conditions.append(ConditionEdit(row.id.number, row.version.number, wish, bool(row.drop.data), box))
        fresh = self.new_clause.form
        wanted = add or bool(fresh.text.data or fresh.addressed_to.data)
        basis = next((one for one in Basis if one.value == self.basis.data), None)
        said = self.not_answered.data
        return QuestionEdit(
            clauses=clauses,
            conditions=conditions,
            new_conditions=new,
            new_clause=ClauseDraft(fresh.text.data, fresh.addressed_to.data) if wanted else None,
            drop_clause=drop.id if drop is not None and not asks else None,
            drop_seen=drop.seen if drop is not None else None,
            basis=basis if self.basis.data != self.basis_was.data else None,
            not_answered=said if digest_of(said) != self.not_answered_was.data else None,
            advised_version=self.advised_version.data or 0,
        )


def question_form(page: DraftQuestion) -> QuestionForm:
    """The form of a question: as it stands, or with what was posted to it."""
    stands = {
        "clauses": [
            {
                "id": one.id, "version": one.row_version, "base": digest_of(one.text, one.addressed_to), "text": one.text,
                "addressed_to": one.addressed_to, "new_strength": Strength.MUST.value,
            }
            for one in page.clauses
        ],
        "conditions": [
            {
                "id": one.id, "version": one.row_version, "base": digest_of(one.text, one.strength.value, one.owner),
                "text": one.text, "strength": one.strength.value, "owner": one.owner,
            }
            for clause in page.clauses for one in clause.conditions
        ],
        "basis": page.basis.value if page.basis else "",
        "basis_was": page.basis.value if page.basis else "",
        "not_answered": page.not_answered,
        "not_answered_was": digest_of(page.not_answered),
        "advised_version": page.advised_version,
    }  # fmt: skip
    form = QuestionForm(data=stands)
    binding = [SelectChoice(one.value, words(one)) for one in Strength]
    for entry in form.clauses:
        entry.form.new_strength.choices = binding
    for entry in form.conditions:
        entry.form.strength.choices = binding
    form.basis.choices = [SelectChoice(one.basis.value, words(one.basis)) for one in page.choices if one.allowed]
    return form


def _as_strength(value: str | None) -> Strength:
    return next((one for one in Strength if one.value == value), Strength.MUST)


# -- where points go --------------------------------------------------------------------------------------------------


class PlaceForm(Form):
    """Points of one question, and the place they go."""

    points = SelectField(_l("Points"), choices=[], validate_choice=False)
    place = SelectField(_l("Choose where they go"), choices=[], validate_choice=False)
    because = LongField(_l("Considered and not adopted, because"))

    def to(self) -> Place | None:
        """The place chosen, or None where none is."""
        kind, _, id_ = str(self.place.data or "").partition("-")
        if kind == PlaceKind.NOT_ADOPTED.value:
            return Place(because=self.because.data)
        if not id_.isdecimal():
            return None
        return Place(clause_id=int(id_)) if kind == PlaceKind.CLAUSE.value else Place(view_id=int(id_))


def place_form(page: DraftQuestion) -> PlaceForm:
    """The form for placing points of this question."""
    form = PlaceForm()
    form.place.choices = [SelectChoice("", words(say("Choose where it goes")))]
    form.place.choices += [
        SelectChoice(f"{PlaceKind.CLAUSE.value}-{clause.id}", words(say("Clause %(label)s", label=clause.label)))
        for clause in page.clauses
    ]
    form.place.choices += [
        SelectChoice(
            f"{PlaceKind.MINORITY_VIEW.value}-{view.id}", words(say("The minority view of %(name)s", name=view.author))
        )
        for view in page.views
    ]
    form.place.choices.append(SelectChoice(PlaceKind.NOT_ADOPTED.value, words(PlaceKind.NOT_ADOPTED)))
    return form


def ids_of(points: list[SaidPoint]) -> tuple[list[int], list[int]]:
    """The considerations and the conditions among these points, by id."""
    considerations = [int(point.key[1:]) for point in points if not point.is_condition]
    conditions = [int(point.key[1:]) for point in points if point.is_condition]
    return considerations, conditions
