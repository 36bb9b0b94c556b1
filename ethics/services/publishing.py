"""Publication: asked for, cleared by one person and published by another, corrected, taken down (rule 13).

What is published is a copy made anew from Part 1 (reading/public_copy.py) and frozen when it is cleared. From then on
only the force's answers move. When an edition is public is read from the clock: a deferred date begins by itself, and
a correction takes over from the edition before it at that moment.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import delete, select

from ethics.domain.actor import Actor, Clock
from ethics.domain.clear_days import FARTHEST
from ethics.domain.notices import NoticeKind
from ethics.domain.policy import Action
from ethics.domain.refusal import DoneAlready, Invalid, NotAllowed, NotNow, Stale
from ethics.domain.vocabulary import Event, PublicationStatus, Role
from ethics.domain.words import Message, say
from ethics.extensions import db
from ethics.models import PublicAnswer, Publication, PublicClock, PublicPrinciple, Response
from ethics.reading import authors, passages, public_answers
from ethics.reading.people import day_of, holders
from ethics.reading.public_copy import Content, first_lines
from ethics.reading.review import UNDER_WAY, YOU_CLEARED_IT, findings_left, left_words
from ethics.reading.search import folded
from ethics.reading.seats import powers
from ethics.services import disclosure, notices
from ethics.services.checking import Checked
from ethics.services.holding import Held, hold
from ethics.services.refs import new_ref

_REVIEW_PAGE = "/dilemmas/%s/disclosure"


def ask_review(
    actor: Actor,
    ref: str,
    clock: Clock,
    *,
    summary: str = "",
    notice: str = "",
    in_short: Mapping[int, str] | None = None,
) -> int:
    """Make the public text anew and send it to disclosure review; returns the edition's number.

    ``summary`` is the answer in plain words for the top of the page, ``in_short`` the same for questions by number.
    Where an edition is published already this is a correction, and ``notice`` says what is corrected: due then.
    What the edition before it withheld is withheld again, where the same words still stand.
    Refuses while an edition is under way.
    """
    held = hold(actor, ref, Action.ASK_REVIEW, clock)
    dilemma = held.dilemma
    editions = _editions(dilemma.id)
    if any(edition.status in UNDER_WAY for edition in editions):
        raise NotNow(say("A public text is in review or waiting to be published already."))
    correcting = any(edition.status is PublicationStatus.PUBLISHED for edition in editions)
    checked = Checked()
    summary = checked.text("summary", summary)
    needed = say("Say what is corrected. The notice stands on the page.")
    notice = checked.text("notice", notice, needed if correcting else None)
    said = {number: checked.text(f"in_short-{number}", text) for number, text in (in_short or {}).items()}
    checked.done()
    row = Publication(
        dilemma_id=dilemma.id, committee_id=dilemma.committee_id, ref=editions[0].ref if editions else new_ref(),
        edition=len(editions) + 1, status=PublicationStatus.IN_REVIEW, title="", content={"questions": []},
        summary=summary, notice=notice if correcting else "", asked_by_id=held.me, asked_at=held.now,
        row_version=0,
    )  # fmt: skip
    row.content = {"questions": [{"number": number, "in_short": text} for number, text in said.items()]}
    db.session.add(row)
    db.session.flush()
    disclosure.again(held, row, like=editions[-1] if editions else None)
    held.journal(Event.REVIEW_STARTED, facts={"publication": row.id, "edition": row.edition})
    _tell(held, _reviewers(held), NoticeKind.REVIEW_ASKED)
    return row.edition


def stop_review(actor: Actor, ref: str, clock: Clock) -> None:
    """Take a text that is under way out of review, so that it can be asked for again after something changed."""
    held = hold(actor, ref, Action.ASK_REVIEW, clock)
    row = next((edition for edition in _editions(held.dilemma.id) if edition.status in UNDER_WAY), None)
    if row is None:
        raise NotNow(say("No public text is in review."))
    held.journal(Event.REVIEW_STOPPED, facts={"publication": row.id, "edition": row.edition})
    db.session.delete(row)
    db.session.flush()


def approve(actor: Actor, ref: str, clock: Clock, *, row_version: int | None = None) -> None:
    """Clear the public text; from here its copy is frozen.

    Refuses while a finding is open, and with Stale where the text changed since the reviewer saw it; with DoneAlready
    where they have cleared this very text.
    """
    held = hold(actor, ref, Action.SEE_REVIEW, clock)
    newest = next(reversed(_editions(held.dilemma.id)), None)
    if newest is not None and (newest.status, newest.row_version, newest.approved_by_id) == (
        PublicationStatus.APPROVED, row_version, held.me,
    ):  # fmt: skip
        raise DoneAlready(ref, say("You have cleared this text already. The Chair can publish it."))
    held.require(Action.REVIEW_DISCLOSURE)
    row = disclosure.in_review(held)
    _unchanged(row, row_version)
    if left := findings_left(row.id):
        raise NotNow(left_words(left))
    row.status = PublicationStatus.APPROVED
    row.approved_by_id, row.approved_at = held.me, held.now
    row.listed, row.searched = _listed(row), folded(passage.text for passage in passages.passages(row.content))
    held.journal(Event.REVIEW_APPROVED, facts={"publication": row.id, "edition": row.edition})
    _tell(held, [powers([held.dilemma], held.now)[held.dilemma.id]], NoticeKind.REVIEW_APPROVED)


def publish(
    actor: Actor, ref: str, clock: Clock, *, public_from: datetime | None = None, row_version: int | None = None
) -> None:
    """Publish a cleared text, now or from a date, which begins by itself. Refuses whoever cleared it: two people; with
    DoneAlready where this very text is published.
    """
    held = hold(actor, ref, Action.PUBLISH, clock)
    newest = next(reversed(_editions(held.dilemma.id)), None)
    if newest is not None and newest.status is PublicationStatus.PUBLISHED and newest.row_version == row_version:
        assert newest.public_from is not None
        raise DoneAlready(
            ref, say("It is public already.")
            if newest.public_from <= held.now
            else say("It is published already, from %(at)s. Nothing was changed.", at=newest.public_from)
        )  # fmt: skip
    row = _one(held, PublicationStatus.APPROVED, say("There is no cleared text to publish."))
    _unchanged(row, row_version)
    if row.approved_by_id == held.me:
        raise NotAllowed(YOU_CLEARED_IT)
    if public_from is not None and public_from < held.now:
        raise Invalid({"public_from": say("Choose now, or a date to come.")})
    if public_from is not None and public_from > held.now + FARTHEST:
        raise Invalid({"public_from": say("That is more than two years ahead. Check the year.")})
    row.published_by_id, row.published_at = held.me, held.now
    row.public_from = public_from or held.now
    corrects = False
    for old in _editions(held.dilemma.id):
        if old.status is PublicationStatus.PUBLISHED:
            old.status, old.notice, old.ended_at = PublicationStatus.CORRECTED, row.notice, row.public_from
            held.journal(Event.CORRECTED, facts={"publication": old.id, "edition": old.edition})
            corrects = True
    row.status = PublicationStatus.PUBLISHED
    db.session.execute(delete(PublicPrinciple).where(PublicPrinciple.publication_id == row.id))
    db.session.add_all(PublicPrinciple(publication_id=row.id, name=name) for name in row.content["principles"])
    held.journal(
        Event.PUBLISHED, facts={"publication": row.id, "edition": row.edition, "from": row.public_from.isoformat()}
    )
    publish_answers(held)
    dilemma = held.dilemma
    kind = NoticeKind.CORRECTED if corrects else NoticeKind.PUBLISHED
    notices.tell(
        [*authors.ids_of(dilemma), dilemma.sponsor_id], kind, held.now, dilemma=dilemma,
        path=f"/advice/{row.ref}" if row.public_from <= held.now else f"/dilemmas/{dilemma.ref}",
    )  # fmt: skip


def take_down(actor: Actor, ref: str, notice: str, clock: Clock) -> None:
    """Take the published text down, leaving a notice in its place and the history of its editions.

    One whose date has not come is simply not published: nobody learns of it. The edition it was to correct goes with
    it, since taking down is about the advice, not about one wording of it.
    """
    held = hold(actor, ref, Action.PUBLISH, clock)
    row = _one(held, PublicationStatus.PUBLISHED, say("Nothing is published."))
    checked = Checked()
    notice = checked.text("notice", notice, say("Say why it is taken down. The notice stands in its place."))
    checked.done()
    assert row.public_from is not None
    standing = [one for one in _editions(held.dilemma.id) if one.ended_at is not None and one.ended_at > held.now]
    for one in standing:
        one.ended_at = held.now
        assert one.public_from is not None
        if one.public_from <= held.now:  # it stood until now, so the notice has a place to stand in
            row.public_from = min(row.public_from, held.now)
    row.status, row.notice, row.ended_at = PublicationStatus.TAKEN_DOWN, notice, held.now
    db.session.execute(delete(PublicAnswer).where(PublicAnswer.dilemma_id == held.dilemma.id))
    held.journal(Event.TAKEN_DOWN, facts={"publication": row.id, "edition": row.edition})
    dilemma = held.dilemma
    _tell(held, _reviewers(held), NoticeKind.TAKEN_DOWN)
    notices.tell(
        [*authors.ids_of(dilemma), dilemma.sponsor_id],
        NoticeKind.TAKEN_DOWN,
        held.now,
        dilemma=dilemma,
        path=f"/dilemmas/{dilemma.ref}",
    )


# -- the force's answers ----------------------------------------------------------------------------------------------


def publish_answers(held: Held) -> None:
    """Copy the force's answers to the public page as they are given, with the public clock; does nothing where no
    edition is published. Called whenever the advice is sent, answered or published.

    An answer to a clause that is withheld is never copied. One in whose words the scan finds something is held back
    until the Disclosure reviewer has settled it.
    """
    dilemma = held.dilemma
    edition = next((one for one in _editions(dilemma.id) if one.status is PublicationStatus.PUBLISHED), None)
    if edition is None:
        return
    db.session.flush()
    _copy_the_clock(held)
    given = public_answers.to_copy(dilemma.id, edition.content)
    before = {
        row.label: row for row in db.session.scalars(select(PublicAnswer).where(PublicAnswer.dilemma_id == dilemma.id))
    }
    for label, row in before.items():
        if label not in given or given[label].id != row.response_id:
            db.session.delete(row)
    db.session.flush()
    for label, response in sorted(given.items()):
        if label not in before or before[label].response_id != response.id:
            _copy_answer(held, label, response)


def _copy_the_clock(held: Held) -> None:
    dilemma = held.dilemma
    if dilemma.sent_at is None or dilemma.response_due_at is None:
        return
    clock = db.session.get(PublicClock, dilemma.id)
    if clock is None:
        clock = PublicClock(dilemma_id=dilemma.id, asked_at=dilemma.sent_at, due_at=dilemma.response_due_at)
        db.session.add(clock)
    clock.due_at, clock.answered_at = dilemma.response_due_at, dilemma.answered_at


def _copy_answer(held: Held, label: str, response: Response) -> None:
    content = public_answers.copied(response)
    findings = disclosure.look(held, list(passages.passages(content)))
    row = PublicAnswer(
        dilemma_id=held.dilemma.id, response_id=response.id, label=label, content=content, held_back=bool(findings),
        published_at=held.now,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    for finding in findings:
        finding.answer_id = row.id
        db.session.add(finding)
    if findings:
        _tell(held, _reviewers(held), NoticeKind.REVIEW_ASKED)
    else:
        held.journal(Event.ANSWER_PUBLISHED, facts={"response": response.id})


# -- what all of these need -------------------------------------------------------------------------------------------


def _listed(row: Publication) -> Content:
    """What the register shows of the edition: whose advice, to whom, and its first lines."""
    content = row.content
    open_clauses = [
        clause for question in content["questions"] for clause in question["clauses"] if "withheld" not in clause
    ]
    return {
        "committee": content["committee"]["name"],
        "force": content["force"],
        "interim": content["interim"],
        "questions": len(content["questions"]),
        "clauses": len(open_clauses),
        "lines": first_lines(content),
    }


def _unchanged(row: Publication, row_version: int | None) -> None:
    if row_version is not None and row_version != row.row_version:
        raise Stale(row.row_version)


def _editions(dilemma_id: int) -> list[Publication]:
    query = select(Publication).where(Publication.dilemma_id == dilemma_id).order_by(Publication.edition)
    return list(db.session.scalars(query.with_for_update()))


def _one(held: Held, status: PublicationStatus, missing: Message) -> Publication:
    row = next((edition for edition in _editions(held.dilemma.id) if edition.status is status), None)
    if row is None:
        raise NotNow(missing)
    return row


def _reviewers(held: Held) -> list[int]:
    found = holders(held.dilemma.committee_id, (Role.DISCLOSURE_REVIEWER,), day_of(held.now))
    return [appointment.person_id for appointment in found]


def _tell(held: Held, people: Iterable[int | None], kind: NoticeKind) -> None:
    notices.tell(people, kind, held.now, dilemma=held.dilemma, path=_REVIEW_PAGE % held.dilemma.ref)
