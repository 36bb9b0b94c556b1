"""Publication: asked for, reviewed, cleared by one person and published by another, corrected, taken down (rule 13).

What is published is a copy made anew from Part 1 (reading/public_copy.py) and frozen at clearance. Correcting and
taking down leave a notice and the history.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, func, select

from ethics.domain.actor import Actor, Clock
from ethics.domain.disclosure import scan
from ethics.domain.policy import Action
from ethics.domain.refusal import Invalid, NotAllowed, NotKnown, NotNow
from ethics.domain.vocabulary import Event, FindingOutcome, NoticeKind, Part, PublicationStatus, Role
from ethics.domain.words import say, say_many
from ethics.extensions import db
from ethics.models import Block, Clause, Finding, PaperVersion, Party, Person, Publication, PublicPrinciple, QuestionWording
from ethics.reading import public_copy
from ethics.reading.people import day_of, holders
from ethics.reading.standing import powers
from ethics.services import notices
from ethics.services.holding import Held, hold
from ethics.services.refs import new_ref

_UNDER_WAY = (PublicationStatus.IN_REVIEW, PublicationStatus.APPROVED)


def ask_review(actor: Actor, ref: str, clock: Clock, *, summary: str = "", notice: str = "") -> int:
    """Make the public text anew and send it to disclosure review; returns the edition's number.

    ``summary`` is the answer in plain words for the top of the page. Where an edition is published already this is a
    correction, and ``notice`` says what is corrected: due then. Refuses while an edition is under way.
    """
    held = hold(actor, ref, Action.ASK_REVIEW, clock)
    dilemma = held.dilemma
    editions = _editions(dilemma.id)
    if any(edition.status in _UNDER_WAY for edition in editions):
        raise NotNow(say("A public text is in review or waiting to be published already."))
    current = next((edition for edition in editions if edition.status is PublicationStatus.PUBLISHED), None)
    if current is not None and not notice.strip():
        raise Invalid({"notice": say("Say what is corrected. The notice stands on the page.")})
    content = public_copy.make(dilemma)
    row = Publication(
        dilemma_id=dilemma.id, committee_id=dilemma.committee_id, ref=editions[0].ref if editions else new_ref(),
        edition=len(editions) + 1, status=PublicationStatus.IN_REVIEW, title=content["title"], summary=summary.strip(),
        content=content, asked_by_id=held.me, asked_at=held.now, notice=notice.strip() if current else "",
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    _scan(held, row)
    held.journal(Event.REVIEW_STARTED, facts={"publication": row.id, "edition": row.edition})
    _tell(held, _reviewers(held), NoticeKind.REVIEW_ASKED)
    return row.edition


def remake(actor: Actor, ref: str, clock: Clock) -> None:
    """Make the text under review anew from Part 1, for instance after more was closed, and scan it again."""
    held = hold(actor, ref, Action.REVIEW_DISCLOSURE, clock)
    row = _in_review(held)
    row.content = public_copy.make(held.dilemma)
    row.row_version += 1
    _scan(held, row)


def settle(actor: Actor, ref: str, finding_id: int, outcome: FindingOutcome, reason: str, clock: Clock) -> None:
    """Settle one finding: mended, which withholds its words visibly; or kept, with a reason."""
    held = hold(actor, ref, Action.REVIEW_DISCLOSURE, clock)
    row = _in_review(held)
    finding = db.session.get(Finding, finding_id)
    if finding is None or finding.publication_id != row.id:
        raise NotKnown
    if outcome is FindingOutcome.KEPT and not reason.strip():
        raise Invalid({f"reason-{finding.id}": say("Say why this may be public.")})
    if outcome is FindingOutcome.MENDED:
        mark = f"[withheld: {str(finding.kind.words).lower()}]"
        row.content = public_copy.with_words_withheld(row.content, finding.place, finding.excerpt, mark)
        row.row_version += 1
    finding.outcome, finding.reason = outcome, reason.strip()
    finding.settled_by_id, finding.settled_at = held.me, held.now
    held.journal(Event.FINDING_SETTLED, facts={"finding": finding.id, "outcome": outcome.value})


def approve(actor: Actor, ref: str, clock: Clock, *, row_version: int | None = None) -> None:
    """Clear the public text; from here its copy is frozen. Refuses while a finding is open."""
    held = hold(actor, ref, Action.REVIEW_DISCLOSURE, clock)
    row = _in_review(held)
    unsettled = select(func.count()).where(Finding.publication_id == row.id, Finding.outcome.is_(None))
    if left := db.session.scalar(unsettled) or 0:
        raise NotNow(
            say_many("One finding is still to be mended or kept.", "%(n)s findings are still to be mended or kept.", left)
        )
    row.status = PublicationStatus.APPROVED
    row.approved_by_id, row.approved_at = held.me, held.now
    held.journal(Event.REVIEW_APPROVED, facts={"publication": row.id, "edition": row.edition})
    _tell(held, [powers([held.dilemma], held.now)[held.dilemma.id]], NoticeKind.REVIEW_APPROVED)


def publish(actor: Actor, ref: str, clock: Clock, *, public_from: datetime | None = None) -> None:
    """Publish a cleared text, now or from a date, which begins by itself. Refuses whoever cleared it: two people."""
    held = hold(actor, ref, Action.PUBLISH, clock)
    row = _one(held, PublicationStatus.APPROVED, say("There is no cleared text to publish."))
    if row.approved_by_id == held.me:
        raise NotAllowed(say("You cleared this text; someone else publishes it."))
    if public_from is not None and public_from < held.now:
        raise Invalid({"public_from": say("Choose now, or a date to come.")})
    for old in _editions(held.dilemma.id):
        if old.status is PublicationStatus.PUBLISHED:
            old.status, old.notice, old.ended_at = PublicationStatus.CORRECTED, row.notice, held.now
            held.journal(Event.CORRECTED, facts={"publication": old.id, "edition": old.edition})
    row.status = PublicationStatus.PUBLISHED
    row.published_by_id, row.published_at = held.me, held.now
    row.public_from = public_from or held.now
    db.session.execute(delete(PublicPrinciple).where(PublicPrinciple.publication_id == row.id))
    db.session.add_all(PublicPrinciple(publication_id=row.id, name=name) for name in row.content["principles"])
    held.journal(Event.PUBLISHED, facts={"publication": row.id, "edition": row.edition, "from": row.public_from.isoformat()})
    dilemma = held.dilemma
    _tell(held, [dilemma.author_id, dilemma.sponsor_id], NoticeKind.PUBLISHED)


def take_down(actor: Actor, ref: str, notice: str, clock: Clock) -> None:
    """Take the published text down, leaving a notice in its place and the history of its editions."""
    held = hold(actor, ref, Action.PUBLISH, clock)
    row = _one(held, PublicationStatus.PUBLISHED, say("Nothing is published."))
    if not notice.strip():
        raise Invalid({"notice": say("Say why it is taken down. The notice stands in its place.")})
    row.status, row.notice, row.ended_at = PublicationStatus.TAKEN_DOWN, notice.strip(), held.now
    held.journal(Event.TAKEN_DOWN, facts={"publication": row.id, "edition": row.edition})
    dilemma = held.dilemma
    _tell(held, [dilemma.author_id, dilemma.sponsor_id, *_reviewers(held)], NoticeKind.TAKEN_DOWN)


def withdraw_review(actor: Actor, ref: str, clock: Clock) -> None:
    """Take a text that is under way out of review, so that it can be asked for again after something changed."""
    held = hold(actor, ref, Action.ASK_REVIEW, clock)
    row = next((edition for edition in _editions(held.dilemma.id) if edition.status in _UNDER_WAY), None)
    if row is None:
        raise NotNow(say("No public text is in review."))
    db.session.delete(row)
    held.journal(Event.REVIEW_STARTED, facts={"publication": row.id, "withdrawn": True})


def _scan(held: Held, row: Publication) -> None:
    db.session.execute(delete(Finding).where(Finding.publication_id == row.id))
    found = scan(public_copy.passages(row.content), names=_names(held), closed=_closed_texts(held.dilemma.id))
    content = dict(row.content)
    passages = {passage.where: passage.text for passage in public_copy.passages(content)}
    db.session.add_all(
        Finding(publication_id=row.id, kind=f.kind, place=f.where, excerpt=passages[f.where][f.start : f.end])
        for f in found
    )


def _names(held: Held) -> Iterable[str]:
    """People of the installation, and the people and places the paper names as parties or contact (rule 13)."""
    version = _version_id(held.dilemma.id)
    names = set(db.session.scalars(select(Person.name)))
    names |= set(db.session.scalars(select(Party.name).where(Party.version_id == version)))
    contact = db.session.scalar(select(PaperVersion.contact).where(PaperVersion.id == version)) or ""
    return names | {line.strip() for line in contact.splitlines() if line.strip()}


def _closed_texts(dilemma_id: int) -> list[str]:
    version = _version_id(dilemma_id)
    closed = [
        *db.session.scalars(select(Block.text).where(Block.version_id == version, Block.part == Part.CLOSED)),
        *db.session.scalars(
            select(QuestionWording.text).where(QuestionWording.version_id == version, QuestionWording.part == Part.CLOSED)
        ),
        *db.session.scalars(select(Clause.text).where(Clause.dilemma_id == dilemma_id, Clause.part == Part.CLOSED)),
    ]
    return [text for text in closed if text.strip()]


def _version_id(dilemma_id: int) -> int | None:
    return db.session.scalar(
        select(PaperVersion.id).where(PaperVersion.dilemma_id == dilemma_id).order_by(PaperVersion.number.desc()).limit(1)
    )


def _editions(dilemma_id: int) -> list[Publication]:
    query = select(Publication).where(Publication.dilemma_id == dilemma_id).order_by(Publication.edition)
    return list(db.session.scalars(query.with_for_update()))


def _one(held: Held, status: PublicationStatus, missing) -> Publication:  # type: ignore[no-untyped-def]
    row = next((edition for edition in _editions(held.dilemma.id) if edition.status is status), None)
    if row is None:
        raise NotNow(missing)
    return row


def _in_review(held: Held) -> Publication:
    return _one(held, PublicationStatus.IN_REVIEW, say("The public text is not in review."))


def _reviewers(held: Held) -> list[int]:
    found = holders(held.dilemma.committee_id, (Role.DISCLOSURE_REVIEWER,), day_of(held.now))
    return [appointment.person_id for appointment in found]


def _tell(held: Held, people: Iterable[int | None], kind: NoticeKind) -> None:
    notices.tell(people, kind, held.now, dilemma=held.dilemma, path=f"/dilemmas/{held.dilemma.ref}/disclosure")
