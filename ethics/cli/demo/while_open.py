"""What happens between the issue of a paper and the close of its positions: enquiries, and a new version."""

from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import select

from ethics.cli.demo.content import Table
from ethics.cli.demo.timeline import Moment
from ethics.cli.demo.writing import question_draft
from ethics.domain.actor import Actor
from ethics.extensions import db
from ethics.models import Enquiry
from ethics.services import enquiries, questions, versions
from ethics.services.enquiries import EnquiryDraft

if TYPE_CHECKING:
    from ethics.cli.demo.story import Story


def tell_while_open(story: "Story") -> None:
    """Put the enquiries and the rewordings of a dilemma's file on the line."""
    for row in story.table.get("enquiry", ()):
        _enquiry(story, row)
    for row in story.table.get("reworded", ()):
        _new_version(story, row)


def _enquiry(story: "Story", row: Table) -> None:
    draft = EnquiryDraft(row["text"], row.get("paragraph", ""))
    story.add(row["days"], 10, 0, "enquiry", row["person"], lambda a, r, c: enquiries.put(a, r, draft, c))
    if "passed_on_days" not in row:
        return
    story.add(row["passed_on_days"], 11, 30, "enquiry passed on", story.secretary, partial(_pass_on, story, row))
    if "answer" in row:
        answer = partial(_answer, story, row)
        story.add(row["answered_days"], 15, 0, "enquiry answered", story.table["author"], answer)


def _found(story: "Story", row: Table) -> Enquiry:
    asked = select(Enquiry).where(Enquiry.dilemma_id == story.dilemma().id, Enquiry.first_text == row["text"])
    return db.session.scalars(asked).one()


def _pass_on(story: "Story", row: Table, actor: Actor, ref: str, clock: Moment) -> None:
    words = row.get("mended", row["text"])
    enquiries.pass_on(actor, ref, _found(story, row).id, words, clock, row_version=None)


def _answer(story: "Story", row: Table, actor: Actor, ref: str, clock: Moment) -> None:
    number = _found(story, row).number
    assert number is not None
    enquiries.answer(actor, ref, number, row["answer"], clock, row_version=None)


def _new_version(story: "Story", row: Table) -> None:
    day, author, number = row["days"], story.table["author"], row["question"]
    asked = next(one for one in story.table["question"] if one["number"] == number)
    draft = question_draft(asked)
    story.add(day, 9, 0, "new version begun", author, versions.begin)
    story.add(day, 9, 10, "reworded", author, lambda a, r, c: questions.save_question(a, r, number, draft, c))
    story.add(day, 9, 20, "new version sent", author, lambda a, r, c: versions.send(a, r, row["reason"], c))
    story.add(day, 10, 0, "new version released", story.table["sponsor"], versions.release)
    story.add(day, 11, 0, "new version issued", story.secretary, versions.issue)
