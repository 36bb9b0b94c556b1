"""Where things are: the page for each thing a desk asks and for each thing a dilemma's own page leads to."""

from flask import url_for

from ethics.domain.asks import AskKind
from ethics.domain.dilemmas import Doing, Place
from ethics.domain.vocabulary import Role
from ethics.reading.asks import Ask
from ethics.reading.desk import News
from ethics.reading.dilemmas import Here

_ASKED = {
    AskKind.DECLARE: "committee.declare",
    AskKind.DECLARE_AGAIN: "committee.declare",
    AskKind.GIVE: "committee.positions",
    AskKind.GIVE_CHANGES: "committee.positions",
    AskKind.RENEW: "committee.positions",
    AskKind.READ_CHANGES: "author.changes",
    AskKind.ISSUE_VERSION: "office.issue_version",
    AskKind.RELEASE_VERSION: "author.release_version",
    AskKind.WRITE_VERSION: "author.new_version",
    AskKind.REWORD: "committee.enquiries",
    AskKind.READ_ANSWER: "committee.enquiries",
    AskKind.READ_REVEAL: "committee.reveal",
    AskKind.CONFIRM: "committee.advice",
    AskKind.MINORITY_VIEW: "committee.minority",
    AskKind.SETTLE_POINTS: "committee.drafting",
    AskKind.START_DRAFT: "committee.drafting",
    AskKind.DRAFT: "committee.drafting",
    AskKind.CIRCULATE: "committee.circulate",
    AskKind.CHOOSE_BASIS: "committee.drafting",
    AskKind.SIGN_OFF: "committee.sign_off",
    AskKind.SEND: "committee.send_advice",
    AskKind.PUBLISH: "office.publish",
    AskKind.REVIEW: "office.disclosure",
    AskKind.ASK_REVIEW: "office.disclosure",
    AskKind.TRIAGE: "office.triage",
    AskKind.SCHEDULE: "office.schedule",
    AskKind.ISSUE: "office.issue",
    AskKind.RECORD: "office.record",
    AskKind.CLOSE: "office.close",
    AskKind.PASS_ON: "committee.enquiries",
    AskKind.ANSWER_ENQUIRY: "committee.enquiries",
    AskKind.RELEASE: "author.release",
    AskKind.ANSWER: "author.answer",
    AskKind.LOOK_AGAIN: "author.open_edition",
    AskKind.REWORK: "author.edit",
    AskKind.WRITE: "author.edit",
}


def of_ask(ask: Ask) -> str:
    """The page on which what is asked is done."""
    if ask.kind is AskKind.CONFIRM_SEAT:
        return url_for("office.seats")
    if ask.kind is AskKind.RULE:
        if ask.declaration_id is None:
            return url_for("committee.declarations", ref=ask.ref)
        return url_for("committee.rule", ref=ask.ref, declaration_id=ask.declaration_id)
    if ask.kind is AskKind.LOOK_AGAIN and ask.capacity is Role.DISCLOSURE_REVIEWER:
        return url_for("office.disclosure", ref=ask.ref)
    if ask.waits is not None:
        return url_for("committee.advice", ref=ask.ref)
    if ask.question_number is not None:
        return url_for("committee.position", ref=ask.ref, number=ask.question_number)
    return url_for(_ASKED[ask.kind], ref=ask.ref)


def of_news(news: News) -> str:
    """The page that tells more."""
    if news.public_ref is not None:
        return url_for("public.advice", ref=news.public_ref)
    return url_for("committee.advice" if news.advice else "committee.dilemma", ref=news.ref)


_PLACES = {
    Place.PAPER: "author.paper",
    Place.SOURCE: "author.source",
    Place.ENQUIRIES: "committee.enquiries",
    Place.AUTHORS: "author.authors",
    Place.NOTES: "committee.notes",
    Place.DECLARATIONS: "committee.declarations",
    Place.POSITIONS: "committee.positions",
    Place.REVEAL: "committee.reveal",
    Place.DRAFTING: "committee.drafting",
    Place.ADVICE: "committee.advice",
    Place.MINORITY: "committee.minority",
    Place.REVIEW: "office.disclosure",
    Place.PART_2_READS: "office.part_2_reads",
    Place.PUBLISHED: "public.advice",
}


def of_place(here: Here) -> str:
    """One of a dilemma's pages."""
    return url_for(_PLACES[here.place], ref=here.ref)


_DOINGS = {
    Doing.RECORD: "office.record",
    Doing.CHAIR_ABSENT: "office.chair",
    Doing.DEFER: "office.defer",
    Doing.MOVE_MEETING: "office.schedule",
    Doing.MOVE_CLOSE: "office.move_close",
    Doing.DECLARE_AGAIN: "committee.declare",
    Doing.NEW_VERSION: "author.new_version",
    Doing.WITHDRAW: "author.withdraw",
}


def of_doing(doing: Doing, ref: str) -> str:
    """Where something that may also be done is done."""
    return url_for(_DOINGS[doing], ref=ref)
