"""Minority views while they are written: one's own, and those a colleague has written that one may hold as well."""

from dataclasses import dataclass
from datetime import datetime

from ethics.domain.actor import Actor
from ethics.domain.policy import Action
from ethics.domain.vocabulary import State
from ethics.reading.advised import views_of
from ethics.reading.entering import Entered, open_again
from ethics.reading.questions import issued_questions
from ethics.reading.reveal import agenda_line
from ethics.reading.revealed_question import html
from ethics.reading.titles import title_for
from ethics.richtext import SafeHtml


@dataclass(frozen=True, slots=True)
class OnQuestion:
    """A question a view can be about; without its title where it is of Part 2."""

    id: int
    number: int
    title: str
    closed: bool


@dataclass(frozen=True, slots=True)
class View:
    """One minority view as its reader meets it here."""

    id: int
    on: OnQuestion
    author: str
    mine: bool
    text: str
    html: SafeHtml | None
    """None while it is announced and not yet written."""
    row_version: int
    holders: tuple[str, ...]
    held: bool
    """Whether the reader holds it."""
    named: bool
    """Whether the reader chose to be named with it in public."""


@dataclass(frozen=True, slots=True)
class MinorityPage:
    """The minority views on one dilemma, for a member who may write one."""

    ref: str
    title: str
    letter: str
    state: State
    questions: tuple[OnQuestion, ...]
    views: tuple[View, ...]

    @property
    def own(self) -> tuple[View, ...]:
        """Those the reader wrote or announced."""
        return tuple(view for view in self.views if view.mine)

    @property
    def others(self) -> tuple[View, ...]:
        """Those of colleagues."""
        return tuple(view for view in self.views if not view.mine)


def minority_views(actor: Actor, ref: str, now: datetime, entered: Entered | None = None) -> MinorityPage:
    """The minority views on an item (Action.WRITE_MINORITY_VIEW); a colleague's words are read once they are written."""
    dilemma, standing = open_again(actor, ref, Action.WRITE_MINORITY_VIEW, now, entered)
    questions = {
        one.id: OnQuestion(one.id, one.number, (one.title or one.text) if one.is_open else "", not one.is_open)
        for one in issued_questions(dilemma.id)
    }
    found = [view for view in views_of(dilemma.id) if view.question_id in questions]
    letter, _ = agenda_line(dilemma.id)
    me = standing.person_id
    return MinorityPage(
        ref=dilemma.ref,
        title=title_for(dilemma, standing),
        letter=letter,
        state=dilemma.state,
        questions=tuple(questions.values()),
        views=tuple(
            View(
                id=view.id,
                on=questions[view.question_id],
                author=view.author,
                mine=view.author_id == me,
                text=view.text if view.author_id == me else "",
                html=html(view.text) if view.written else None,
                row_version=view.row_version,
                holders=tuple(name for _, name, _ in view.holders),
                held=any(person_id == me for person_id, _, _ in view.holders),
                named=any(person_id == me and named for person_id, _, named in view.holders),
            )
            for view in found
        ),
    )
