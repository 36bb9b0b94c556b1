"""The advice of a dilemma of the demonstration: drafted, every point placed, confirmed, answered, published."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from ethics.cli.demo.content import Table
from ethics.domain.actor import Actor
from ethics.domain.vocabulary import Answer, Basis, FindingOutcome, Reply, State, Strength
from ethics.extensions import db
from ethics.models import (
    AdviceCondition,
    Clause,
    Condition,
    Consideration,
    Finding,
    MinorityView,
    Position,
    PublicAnswer,
    Publication,
)
from ethics.reading.people import day_of
from ethics.services import advice, disclosure, minority, publishing, responses, triage
from ethics.services.advice import ClauseDraft, ConditionDraft, Place, ReplyDraft
from ethics.services.responses import AnswerDraft

if TYPE_CHECKING:
    from ethics.cli.demo.story import Story
    from ethics.cli.demo.timeline import Moment


def play_advice(story: Story) -> None:
    """Put everything on the line that happened after the discussion."""
    _drafted(story)
    _circulated(story)
    _answered(story)
    _published(story)


def _drafted(story: Story) -> None:
    day = story.day("drafted")
    if day is None:
        return
    who = story.presiding
    story.add(day, 17, 30, "drafting", who, advice.begin)
    for row in story.table.get("minority_view", ()):
        story.add(day, 17, 35, "minority view", row["holders"][0], partial(_write_minority, story, row))
    story.add(day, 17, 40, "clauses", who, partial(_write_clauses, story))
    story.add(day, 17, 45, "places", who, partial(_place, story))
    story.add(day, 17, 50, "conditions", who, partial(_conditions, story))


def _write_minority(story: Story, row: Table, actor: Actor, ref: str, clock: Moment) -> None:
    view = minority.announce(actor, ref, story.questions()[row["question"]], clock)
    minority.write(actor, ref, view, row["text"], clock, row_version=1)
    if row["named"]:
        minority.be_named(actor, ref, view, True, clock)
    for key in row["holders"][1:]:
        other = story.stage.actor(key)
        minority.join(other, ref, view, clock)
        if row["named"]:
            minority.be_named(other, ref, view, True, clock)


def _write_clauses(story: Story, actor: Actor, ref: str, clock: Moment) -> None:
    questions = story.questions()
    before = {(row["question"], row["clause"]): row["text_before"] for row in story.table.get("clause_change", ())}
    for row in story.table.get("clause", ()):
        text = before.get((row["question"], row["number"]), row["text"])
        advice.add_clause(actor, ref, questions[row["question"]], ClauseDraft(text, row["addressed_to"]), clock)
    for row in story.table.get("not_answered", ()):
        advice.say_why_not_answered(actor, ref, questions[row["question"]], row["reason"], clock)


def _place(story: Story, actor: Actor, ref: str, clock: Moment) -> None:
    for row in story.table.get("placement", ()):
        of = row["of"]
        considerations, conditions = _point(story, of)
        number = of["question"]
        if "clause" in row:
            to = Place(clause_id=_clause(story, number, row["clause"]).id)
        elif "minority" in row:
            views = db.session.scalars(
                select(MinorityView.id)
                .where(
                    MinorityView.dilemma_id == story.dilemma().id, MinorityView.question_id == story.questions()[number]
                )
                .order_by(MinorityView.id)
            ).all()
            to = Place(view_id=views[row["minority"] - 1])
        else:
            to = Place(because=row["not_adopted"])
        advice.place(actor, ref, considerations, conditions, to, clock)


def _point(story: Story, of: Table) -> tuple[list[int], list[int]]:
    position = db.session.scalars(
        select(Position.id)
        .where(
            Position.question_id == story.questions()[of["question"]],
            Position.person_id == story.stage.people[of["person"]],
        )
        .order_by(Position.number.desc())
        .limit(1)
    ).one()

    def found(kind: Any, at: int) -> list[int]:
        query = select(kind.id).where(kind.position_id == position).order_by(kind.order)
        return [db.session.scalars(query).all()[at - 1]]

    considerations = found(Consideration, of["consideration"]) if "consideration" in of else []
    conditions = found(Condition, of["condition"]) if "condition" in of else []
    return considerations, conditions


def _clause(story: Story, question: int, number: int) -> Clause:
    return db.session.scalars(
        select(Clause).where(
            Clause.question_id == story.questions()[question], Clause.number == number, Clause.dropped_at.is_(None)
        )
    ).one()


def _conditions(story: Story, actor: Actor, ref: str, clock: Moment) -> None:
    """Give the conditions that were carried over with their origin the words and owners the Chair chose."""
    for row in story.table.get("advice_condition", ()):
        clause = _clause(story, row["question"], row["clause"])
        draft = ConditionDraft(row["text"], Strength(row["strength"]), row["owner"])
        origin = _point(story, row["from"])[1] if row.get("from") else []
        carried = select(AdviceCondition.id).where(
            AdviceCondition.clause_id == clause.id, AdviceCondition.origin_id.in_(origin)
        )
        if (condition := db.session.scalar(carried)) is not None:
            advice.change_condition(actor, ref, condition, draft, clock)
        else:
            advice.add_condition(actor, ref, clause.id, draft, clock)


def _circulated(story: Story) -> None:
    day = story.day("circulated")
    if day is None:
        return
    who = story.presiding
    reply_by = story.day("reply_by")
    assert reply_by is not None
    due = _date(story, reply_by)
    story.add(day, 18, 0, "circulated", who, lambda a, r, c: advice.circulate(a, r, c, reply_by=due))
    changes = {(row["question"], row["clause"]): row for row in story.table.get("clause_change", ())}
    for row in changes.values():
        story.add(row["days"], 10, 0, "clause changed", who, partial(_reword, story, row))
    for n, row in enumerate(story.table.get("confirmation", ())):
        changed = changes.get((row["question"], row["clause"]))
        begins = story.line.at(changed["days"] if changed else day, 18, 5)
        story.add_at(begins + timedelta(minutes=n), "confirmed", row["person"], partial(_confirm, story, row))
    if (agreed := story.day("agreed")) is not None:
        story.add(agreed, 17, 20, "bases", who, partial(_bases, story))
        story.add(agreed, 17, 30, "signed off", who, advice.sign_off)
    if (sent := story.day("sent")) is not None:
        answer_by = story.day("answer_by")
        until = _date(story, answer_by) if answer_by is not None else None
        story.add(sent, 18, 0, "sent", story.secretary, lambda a, r, c: advice.send(a, r, c, answer_by=until))


def _date(story: Story, days: int) -> date:
    return day_of(story.line.until) + timedelta(days=days)


def _reword(story: Story, row: Table, actor: Actor, ref: str, clock: Moment) -> None:
    clause = _clause(story, row["question"], row["clause"])
    after = next(
        entry
        for entry in story.table["clause"]
        if (entry["question"], entry["number"]) == (row["question"], row["clause"])
    )
    draft = ClauseDraft(after["text"], after["addressed_to"])
    advice.change_clause(actor, ref, clause.id, draft, clock, row_version=clause.row_version)


def _confirm(story: Story, row: Table, actor: Actor, ref: str, clock: Moment) -> None:
    clause = _clause(story, row["question"], row["clause"])
    draft = ReplyDraft(Reply(row["reply"]), row.get("wording", ""))
    advice.confirm(actor, ref, clause.id, clause.text_version, draft, clock)


def _bases(story: Story, actor: Actor, ref: str, clock: Moment) -> None:
    for row in story.table.get("basis", ()):
        advice.choose_basis(actor, ref, story.questions()[row["question"]], Basis(row["basis"]), clock)


def _answered(story: Story) -> None:
    table = story.table
    answered = story.day("answered")
    if answered is not None:
        for row in table.get("response", ()):
            story.add(answered, 15, 0, "answered", table["sponsor"], partial(_respond, story, row))
        story.add(answered, 15, 30, "answer complete", table["sponsor"], responses.complete)
    if (closed := story.day("closed")) is not None and table["state"] == State.CLOSED:
        story.add(closed, 16, 0, "closed", story.secretary, triage.close)


def _respond(story: Story, row: Table, actor: Actor, ref: str, clock: Moment) -> None:
    answer = Answer(row["answer"])
    by = None if answer is Answer.NOT_ACCEPTED else _date(story, row["by_days"])
    clause = _clause(story, row["question"], row["clause"])
    responses.respond(actor, ref, clause.id, AnswerDraft(answer, row["reason"], by), clock)


def _published(story: Story) -> None:
    publication = story.table.get("publication")
    if publication is None:
        return
    agreed = story.day("agreed")
    asked = (story.day("reviewed") or agreed or 0) - (1 if story.day("reviewed") else 0)
    summary = publication.get("summary", "")
    in_short = dict(enumerate(publication.get("in_short", ()), 1))
    reviewer = "peter-oyelaran" if story.committee == "committee" else "isla-merrick"

    def ask(notice: str, actor: Actor, ref: str, clock: Moment) -> None:
        publishing.ask_review(actor, ref, clock, summary=summary, notice=notice, in_short=in_short)

    story.add(asked, 18, 30, "review asked", story.secretary, partial(ask, ""))
    if publication["stage"] == "in_review":
        return
    reviewed, published = story.day("reviewed"), story.day("published")
    assert reviewed is not None
    assert published is not None
    story.add(reviewed, 11, 0, "cleared", reviewer, partial(_clear, story))
    story.add(published, 12, 0, "published", story.presiding, publishing.publish)
    if (corrected := story.day("corrected")) is not None:
        notice = publication["corrected_notice"]
        story.add(corrected, 9, 0, "correction asked", story.secretary, partial(ask, notice))
        story.add(corrected, 10, 0, "correction cleared", reviewer, partial(_clear, story))
        story.add(corrected, 11, 0, "corrected", story.presiding, publishing.publish)


def _clear(story: Story, actor: Actor, ref: str, clock: Moment) -> None:
    _settle(story, actor, ref, clock)
    publishing.approve(actor, ref, clock)


def _settle(story: Story, actor: Actor, ref: str, clock: Moment) -> None:
    """Settle what the scan found as the reviewer would: names of people are withheld, places and bodies may stand."""
    answers = select(PublicAnswer.id).where(PublicAnswer.dilemma_id == story.dilemma().id)
    editions = select(Publication.id).where(Publication.dilemma_id == story.dilemma().id)
    found = db.session.scalars(
        select(Finding.id)
        .where(Finding.outcome.is_(None), Finding.publication_id.in_(editions) | Finding.answer_id.in_(answers))
        .order_by(Finding.id)
    ).all()
    if found:
        reason = "A place or an office that the paper is about; it says nothing of a private person."
        disclosure.settle(actor, ref, found, FindingOutcome.KEPT, reason, clock)
