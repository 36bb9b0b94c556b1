"""Disclosure review: what the scan finds is mended or kept with a reason, more is withheld, a clause is opened (rule 13).

The text under review is a copy; nothing here touches the paper or the advice it was made from.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select

from ethics.domain.actor import Actor, Clock
from ethics.domain.disclosure import FindingKind, Passage
from ethics.domain.notices import NoticeKind
from ethics.domain.policy import Action
from ethics.domain.refusal import Invalid, NotKnown, NotNow
from ethics.domain.vocabulary import Event, FindingOutcome, PartReason, PublicationStatus
from ethics.domain.words import say
from ethics.extensions import db
from ethics.models import (
    Finding,
    Notice,
    PublicAnswer,
    Publication,
    QuestionWording,
    Withholding,
)
from ethics.reading import passages, public_answers, public_copy, scanning
from ethics.reading.facts import current_version_id
from ethics.reading.public_copy import Content
from ethics.services import notices
from ethics.services.checking import Checked
from ethics.services.holding import Held, hold

PROVISIONS = {
    FindingKind.MARKING: PartReason.SECTION_31,
    FindingKind.SHARED_RUN: PartReason.SECTION_31,
    FindingKind.REFERENCE: PartReason.SECTION_31,
}
"""The provision under which words of a kind are withheld where the reviewer names no other; else section 40."""

_READ_AS = {
    FindingKind.MARKING: "marking",
    FindingKind.SHARED_RUN: "words",
    FindingKind.EMAIL: "e-mail address",
    FindingKind.PHONE: "phone number",
    FindingKind.POSTCODE: "postcode",
    FindingKind.NAME: "name",
    FindingKind.TITLED_NAME: "name",
    FindingKind.REFERENCE: "reference",
}


def in_review(held: Held) -> Publication:
    """The edition under review; refuses with NotNow where there is none."""
    row = db.session.scalar(
        select(Publication).where(
            Publication.dilemma_id == held.dilemma.id, Publication.status == PublicationStatus.IN_REVIEW
        )
    )
    if row is None:
        raise NotNow(say("The public text is not in review."))
    return row


def put(row: Publication, content: Content) -> None:
    """Give the edition this text; what it is called and its summary are read from it."""
    row.content = content
    row.title, row.summary, row.notice = content["title"], content["summary"], content["notice"]


def remake(actor: Actor, ref: str, clock: Clock) -> None:
    """Make the text under review anew from Part 1, for instance after a clause was opened, and scan it again.

    What was kept with a reason stays kept where the same words stand; what was mended is found anew.
    """
    held = hold(actor, ref, Action.REVIEW_DISCLOSURE, clock)
    row = in_review(held)
    again(held, row)
    held.journal(Event.REVIEW_STARTED, facts={"publication": row.id, "edition": row.edition, "again": True})


def again(held: Held, row: Publication, *, like: Publication | None = None) -> None:
    """Make the edition's text anew, with what was typed for its page, and scan it.

    ``like`` is the edition, this one or the one before, whose holes are made in the new text too, where the same words
    still stand. What was kept in either with a reason stays kept.
    """
    old = row.content
    in_short = {question["number"]: question.get("in_short", "") for question in old.get("questions", ())}
    holes = _holes(like) if like else []
    settled = _kept(row, like)
    db.session.execute(delete(Withholding).where(Withholding.publication_id == row.id))
    db.session.execute(delete(Finding).where(Finding.publication_id == row.id))
    put(row, public_copy.make(held.dilemma, summary=row.summary, notice=row.notice, in_short=in_short))
    row.row_version += 1
    for hole in holes:
        _make_hole_again(held, row, hole)
    for finding in look(held, list(passages.passages(row.content))):
        finding.publication_id = row.id
        if before := settled.get((finding.kind, finding.place, finding.excerpt)):
            finding.outcome = FindingOutcome.KEPT
            finding.reason, finding.settled_by_id, finding.settled_at = before
        db.session.add(finding)
    db.session.flush()


def _holes(row: Publication) -> list[tuple[str, str, str, PartReason]]:
    """An edition's holes in the order they were made: where, in which words, what their mark calls them, and why."""
    made = select(Withholding.anchor, Withholding.words, Withholding.read_as, Withholding.provision)
    found = db.session.execute(made.where(Withholding.publication_id == row.id).order_by(Withholding.id))
    return [(anchor, words, read_as, provision) for anchor, words, read_as, provision in found]


def _kept(row: Publication, like: Publication | None) -> dict[tuple[FindingKind, str, str], tuple[Any, ...]]:
    editions = [row.id] + ([like.id] if like else [])
    found = select(Finding).where(Finding.publication_id.in_(editions), Finding.outcome == FindingOutcome.KEPT)
    return {
        (one.kind, one.place, one.excerpt): (one.reason, one.settled_by_id, one.settled_at)
        for one in db.session.scalars(found.order_by(Finding.id))
    }


def _make_hole_again(held: Held, row: Publication, hole: tuple[str, str, str, PartReason]) -> None:
    anchor, words, read_as, provision = hole
    unit = next((one for one in passages.units(row.content) if one.anchor == anchor), None)
    if unit is None:
        return
    if not words:
        _withhold_all(row, unit, provision)
    elif _texts(passages.with_words_withheld(row.content, unit.place, words, "")) != _texts(row.content):
        _withhold(held, row, unit.place, words, read_as, provision)


def look(held: Held, texts: Sequence[Passage]) -> list[Finding]:
    """What the scan finds in these texts of the dilemma, as rows that belong to no text yet."""
    found = scanning.found_in(held.dilemma.id, texts)
    return [Finding(kind=kind, place=place, excerpt=words, reason="") for kind, place, words in found]


def settle(
    actor: Actor, ref: str, finding_ids: Sequence[int], outcome: FindingOutcome, reason: str, clock: Clock, *,
    provision: PartReason | None = None,
) -> None:  # fmt: skip
    """Settle findings, one or several at once: mended, which withholds their words visibly under a provision; or kept,
    with a reason. An answer all of whose findings are settled becomes public.
    """
    held = hold(actor, ref, Action.REVIEW_DISCLOSURE, clock)
    findings = [_finding(held, finding_id) for finding_id in finding_ids]
    if not findings:
        raise Invalid({"findings": say("Choose what the scan found.")})
    checked = Checked()
    needed = say("Say why this may be public.") if outcome is FindingOutcome.KEPT else None
    reason = checked.text("reason", reason, needed)
    checked.done()
    for finding in findings:
        if outcome is FindingOutcome.MENDED:
            _mend(held, finding, provision or PROVISIONS.get(finding.kind, PartReason.SECTION_40))
        elif finding.outcome is FindingOutcome.MENDED:
            raise NotNow(say("These words are withheld already. Making the text again brings them back."))
        _settled(held, finding, outcome, reason)
    for answer_id in {finding.answer_id for finding in findings if finding.answer_id is not None}:
        _let_out(held, answer_id)


def _mend(held: Held, finding: Finding, provision: PartReason) -> None:
    read_as = _READ_AS[finding.kind]
    if finding.answer_id is not None:
        mark = _mark(read_as, provision)
        answer = db.session.get_one(PublicAnswer, finding.answer_id)
        answer.content = passages.with_words_withheld(answer.content, finding.place, finding.excerpt, mark)
        same = Finding.answer_id == finding.answer_id
    else:
        row = in_review(held)
        _withhold(held, row, finding.place, finding.excerpt, read_as, provision)
        same = Finding.publication_id == finding.publication_id
    db.session.flush()
    others = select(Finding).where(
        same, Finding.place == finding.place, Finding.excerpt == finding.excerpt, Finding.id != finding.id
    )
    for other in db.session.scalars(others):  # the same words in the same text are gone with it
        _settled(held, other, FindingOutcome.MENDED, "")


def _settled(held: Held, finding: Finding, outcome: FindingOutcome, reason: str) -> None:
    finding.outcome, finding.reason = outcome, reason
    finding.settled_by_id, finding.settled_at = held.me, held.now
    held.journal(Event.FINDING_SETTLED, facts={"finding": finding.id, "outcome": outcome.value})


def withhold(actor: Actor, ref: str, place: str, words: str, provision: PartReason | None, clock: Clock) -> None:
    """Withhold words of one piece of the text, or without words the whole piece, visibly and under a provision.

    Refuses where the words do not stand there, and to withhold the whole of a minority view.
    """
    held = hold(actor, ref, Action.REVIEW_DISCLOSURE, clock)
    row = in_review(held)
    unit = passages.unit_of(row.content, place)
    if unit is None or unit.place != place:
        raise Invalid({"place": say("Choose what to withhold.")})
    if provision is None:
        raise Invalid({"provision": say("Choose the provision under which it is withheld.")})
    if words.strip():
        before = row.content
        _withhold(held, row, place, words.strip(), "words", provision)
        if _texts(row.content) == _texts(before):
            raise Invalid({"words": say("These words do not stand there. Copy them as they are.")})
    elif not unit.whole:
        raise Invalid({"words": say("Only part of this can be withheld. Say which words.")})
    else:
        _withhold_all(row, unit, provision)
        gone = {passage.where for passage in passages.passages(row.content)}
        _settle_what_is_gone(held, row, gone)
    held.journal(Event.TEXT_WITHHELD, facts={"publication": row.id, "place": place, "provision": provision.value})


def _texts(content: Content) -> list[str]:
    return [passage.text for passage in passages.passages(content)]


def _settle_what_is_gone(held: Held, row: Publication, places: set[str]) -> None:
    open_ones = select(Finding).where(Finding.publication_id == row.id, Finding.outcome.is_(None)).order_by(Finding.id)
    for finding in db.session.scalars(open_ones):
        if finding.place not in places:
            _settled(held, finding, FindingOutcome.MENDED, "")


def _withhold(held: Held, row: Publication, place: str, words: str, read_as: str, provision: PartReason) -> None:
    _tell_holder_first(held, row, place)
    content = passages.with_words_withheld(row.content, place, words, _mark(read_as, provision))
    unit = passages.unit_of(content, place)
    anchor = unit.anchor if unit else "title"
    note = {"anchor": anchor, "reason": provision.value}
    put(row, {**content, "withheld_words": [*content.get("withheld_words", ()), note]})
    _remember(row, anchor, provision, words, read_as)


def _withhold_all(row: Publication, unit: passages.Unit, provision: PartReason) -> None:
    put(row, passages.with_unit_withheld(row.content, unit.place, provision))
    _remember(row, unit.anchor, provision)


def _remember(row: Publication, anchor: str, provision: PartReason, words: str = "", read_as: str = "") -> None:
    hole = Withholding(publication_id=row.id, anchor=anchor, words=words, read_as=read_as, provision=provision)
    db.session.add(hole)
    row.row_version += 1


def _tell_holder_first(held: Held, row: Publication, place: str) -> None:
    """Part of a minority view is withheld only with its author told first (rule 13): once for an edition."""
    at = passages.minority_at(row.content, place)
    if at is None:
        return
    number, index = at
    question_id = db.session.scalar(
        select(QuestionWording.question_id).where(
            QuestionWording.version_id == current_version_id(held.dilemma.id), QuestionWording.number == number
        )
    )
    view = public_copy.minority_views(held.dilemma.id)[question_id or 0][index]
    told = select(Notice.id).where(
        Notice.person_id == view.author_id, Notice.dilemma_id == held.dilemma.id, Notice.kind == NoticeKind.HOLDER_TOLD,
        Notice.made_at >= row.asked_at,
    )  # fmt: skip
    if db.session.scalar(told.limit(1)) is None:
        path = f"/dilemmas/{held.dilemma.ref}/minority-views/published"
        notices.tell([view.author_id], NoticeKind.HOLDER_TOLD, held.now, dilemma=held.dilemma, path=path)
        held.journal(Event.HOLDER_TOLD, facts={"publication": row.id, "view": view.id})


def open_clause(actor: Actor, ref: str, label: str, clock: Clock) -> None:
    """Open a clause on a Part 2 question for publication: until then it is Part 2 itself (rule 13)."""
    held = hold(actor, ref, Action.REVIEW_DISCLOSURE, clock)
    row = in_review(held)
    clause = public_answers.clauses_by_label(held.dilemma.id).get(label)
    if clause is None:
        raise NotKnown
    clause.opened_at = held.now
    held.journal(Event.CLAUSE_OPENED, facts={"clause": clause.id})
    db.session.flush()
    again(held, row, like=row)


def _let_out(held: Held, answer_id: int) -> None:
    unsettled = select(Finding.id).where(Finding.answer_id == answer_id, Finding.outcome.is_(None)).limit(1)
    answer = db.session.get_one(PublicAnswer, answer_id)
    if answer.held_back and db.session.scalar(unsettled) is None:
        answer.held_back, answer.published_at = False, held.now
        held.journal(Event.ANSWER_PUBLISHED, facts={"response": answer.response_id})


def _finding(held: Held, finding_id: int) -> Finding:
    finding = db.session.get(Finding, finding_id)
    if finding is None:
        raise NotKnown
    if finding.answer_id is not None:
        answer = db.session.get_one(PublicAnswer, finding.answer_id)
        if answer.dilemma_id != held.dilemma.id:
            raise NotKnown
    elif finding.publication_id != in_review(held).id:
        raise NotKnown
    return finding


def _mark(what: str, provision: PartReason) -> str:
    """The visible hole. It is part of the record, in the record's own language."""
    section = str(provision.words).partition(",")[0]
    return f"[{what} withheld, {section[0].lower()}{section[1:]}]"
