"""The disclosure review as the people of it see it: where the track stands, the public text as it would be, what the
scan found in it, and what each of them may do next (rule 13).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from ethics.domain.actor import Actor
from ethics.domain.disclosure import FindingKind
from ethics.domain.policy import Action, Standing, Verdict, decide
from ethics.domain.refusal import NotKnown
from ethics.domain.vocabulary import FindingOutcome, Part, PublicationStatus
from ethics.domain.words import Message, say, say_many
from ethics.extensions import db
from ethics.models import (
    Clause,
    Dilemma,
    Finding,
    MinorityView,
    PublicAnswer,
    Publication,
    QuestionWording,
)
from ethics.reading import copy_page, passages, public_answers, public_copy
from ethics.reading.facts import current_version_id
from ethics.reading.public_copy import Content
from ethics.reading.public_page import Advice, Minority
from ethics.reading.standing import open_dilemma
from ethics.reading.titles import title_for
from ethics.richtext import line, plain

UNDER_WAY = (PublicationStatus.IN_REVIEW, PublicationStatus.APPROVED)


@dataclass(frozen=True, slots=True)
class Found:
    """One finding: its words, where they stand on the page, and what was done about it."""

    id: int
    words: str
    where: Message
    anchor: str
    outcome: FindingOutcome | None
    reason: str


@dataclass(frozen=True, slots=True)
class FoundKind:
    """The findings of one kind, those still open first."""

    kind: FindingKind
    found: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class HeldAnswer:
    """An answer of the force that is held back from the public page until its findings are settled."""

    label: str
    text: str
    found: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition in the history of the track."""

    number: int
    status: PublicationStatus
    asked_at: datetime
    approved_at: datetime | None
    public_from: datetime | None
    ended_at: datetime | None
    notice: str


@dataclass(frozen=True, slots=True)
class Review:
    """The page of the review. A verdict is None where the act has no place at this stage or is for others."""

    ref: str
    title: str
    stage: Message
    public_ref: str
    """Where it is public now; empty where it is not."""
    version: int
    text: Advice | None
    """The public text as it would be, while an edition is under way."""
    kinds: tuple[FoundKind, ...]
    left: int
    answers: tuple[HeldAnswer, ...]
    places: tuple[passages.Unit, ...]
    closed_clauses: tuple[str, ...]
    editions: tuple[Edition, ...]
    questions: tuple[tuple[int, str], ...]
    """What can be answered in short when review is asked for: number and heading."""
    summary: str
    in_short: Mapping[int, str]
    """What was typed for the edition that is public, to begin a correction with."""
    ask: Verdict | None
    correct: Verdict | None
    stop: Verdict | None
    settle: Verdict | None
    clear: Verdict | None
    publish: Verdict | None
    take_down: Verdict | None


def review(actor: Actor, ref: str, now: datetime) -> Review:
    """The review of the dilemma at ``ref``. Refuses like every reading, under `Action.SEE_REVIEW`."""
    dilemma, standing = open_dilemma(actor, ref, Action.SEE_REVIEW, now)
    rows = db.session.scalars(
        select(Publication).where(Publication.dilemma_id == dilemma.id).order_by(Publication.edition.desc())
    ).all()
    under_way = next((row for row in rows if row.status in UNDER_WAY), None)
    out = next((row for row in rows if row.status is PublicationStatus.PUBLISHED), None)
    findings = db.session.scalars(
        select(Finding).where(Finding.publication_id == under_way.id).order_by(Finding.id)
    ).all() if under_way else []  # fmt: skip
    left = sum(1 for finding in findings if finding.outcome is None)
    answers = _held_answers(dilemma.id)
    reviewing = under_way is not None and under_way.status is PublicationStatus.IN_REVIEW
    return Review(
        ref=ref, title=title_for(dilemma, standing), stage=_stage(rows, now), public_ref=_public_ref(rows, now),
        version=under_way.row_version if under_way else 0, text=_page(dilemma, under_way, now) if under_way else None,
        kinds=_by_kind(under_way.content, findings) if under_way else (), left=left, answers=answers,
        places=tuple(passages.units(under_way.content)) if under_way and reviewing else (),
        closed_clauses=_closed_clauses(dilemma.id) if reviewing else (),
        editions=tuple(
            Edition(row.edition, row.status, row.asked_at, row.approved_at, row.public_from, row.ended_at, row.notice)
            for row in rows
        ),
        questions=_questions(dilemma.id) if under_way is None else (),
        summary=out.summary if out is not None else "",
        in_short={one["number"]: one.get("in_short", "") for one in out.content["questions"]} if out is not None else {},
        ask=_for_them(Action.ASK_REVIEW, standing) if under_way is None and out is None else None,
        correct=_for_them(Action.ASK_REVIEW, standing) if under_way is None and out is not None else None,
        stop=_for_them(Action.ASK_REVIEW, standing) if under_way is not None else None,
        settle=_for_them(Action.REVIEW_DISCLOSURE, standing) if reviewing or answers else None,
        clear=_may_clear(standing, left) if reviewing else None,
        publish=_may_publish(standing, under_way) if under_way and not reviewing else None,
        take_down=_for_them(Action.PUBLISH, standing) if out is not None else None,
    )  # fmt: skip


def _for_them(action: Action, standing: Standing) -> Verdict | None:
    return verdict if (verdict := decide(action, standing)) else None


def _may_clear(standing: Standing, left: int) -> Verdict | None:
    verdict = _for_them(Action.REVIEW_DISCLOSURE, standing)
    return Verdict(False, left_words(left)) if verdict and left else verdict


def _may_publish(standing: Standing, row: Publication) -> Verdict | None:
    verdict = _for_them(Action.PUBLISH, standing)
    return Verdict(False, YOU_CLEARED_IT) if verdict and row.approved_by_id == standing.person_id else verdict


YOU_CLEARED_IT = say("You cleared this text; someone else publishes it.")


def left_words(left: int) -> Message:
    """The sentence for findings that nobody has settled."""
    return say_many(
        "One finding is still to be mended or kept.", "%(n)s findings are still to be mended or kept.", left
    )


def findings_left(publication_id: int) -> int:
    """How many findings keep a text from being cleared."""
    unsettled = select(func.count()).where(Finding.publication_id == publication_id, Finding.outcome.is_(None))
    return db.session.scalar(unsettled) or 0


def _stage(rows: Sequence[Publication], now: datetime) -> Message:
    """Where the track stands: its newest edition in one sentence."""
    if not rows:
        return say("Nothing is published, and nothing is in review.")
    row = rows[0]
    if row.status is PublicationStatus.IN_REVIEW:
        return say("Edition %(n)s is in disclosure review since %(since)s.", n=row.edition, since=row.asked_at)
    if row.status is PublicationStatus.APPROVED:
        return say("Edition %(n)s is cleared. It waits for the Chair to publish it.", n=row.edition)
    if row.status is PublicationStatus.TAKEN_DOWN:
        return say("Edition %(n)s was taken down at %(when)s.", n=row.edition, when=row.ended_at)
    if row.public_from is not None and row.public_from > now:
        return say("Edition %(n)s will be public from %(when)s, by itself.", n=row.edition, when=row.public_from)
    return say("Edition %(n)s is public since %(when)s.", n=row.edition, when=row.public_from)


def _public_ref(rows: Sequence[Publication], now: datetime) -> str:
    for row in rows:
        begun = row.public_from is not None and row.public_from <= now
        if begun and row.status is not PublicationStatus.TAKEN_DOWN and (row.ended_at is None or row.ended_at > now):
            return row.ref
    return ""


def _page(dilemma: Dilemma, row: Publication, now: datetime) -> Advice:
    """The page as it would be if it were published now, the force's answers included."""
    answers = public_answers.foreseen(dilemma, row.content)
    clock = public_answers.clock_of(dilemma, now)
    return copy_page.page(row.committee_id, row.ref, row.edition, None, row.content, answers, clock=clock)


def _found(finding: Finding, where: Message, anchor: str) -> Found:
    return Found(finding.id, " ".join(finding.excerpt.split()), where, anchor, finding.outcome, finding.reason)


def _by_kind(content: Content, findings: Sequence[Finding]) -> tuple[FoundKind, ...]:
    units = list(passages.units(content))

    def place(finding: Finding) -> Found:
        inside = [unit for unit in units if finding.place == unit.place or finding.place.startswith(unit.place + "/")]
        unit = max(inside, key=lambda one: len(one.place), default=None)
        if unit is None:  # the piece it stood in is withheld whole
            return _found(finding, say("Withheld with all it stood in"), "")
        return _found(finding, unit.words, unit.anchor)

    by_kind = {
        kind: tuple(
            sorted((place(one) for one in findings if one.kind is kind), key=lambda one: one.outcome is not None)
        )
        for kind in FindingKind
    }
    return tuple(FoundKind(kind, found) for kind, found in by_kind.items() if found)


def _held_answers(dilemma_id: int) -> tuple[HeldAnswer, ...]:
    rows = db.session.scalars(
        select(PublicAnswer)
        .where(PublicAnswer.dilemma_id == dilemma_id, PublicAnswer.held_back)
        .order_by(PublicAnswer.id)
    ).all()
    findings = db.session.scalars(
        select(Finding).where(Finding.answer_id.in_([row.id for row in rows])).order_by(Finding.id)
    ).all() if rows else []  # fmt: skip
    return tuple(
        HeldAnswer(
            row.label, plain(row.content["reason"]["text"]),
            tuple(_found(one, one.kind.words, "") for one in findings if one.answer_id == row.id),
        )
        for row in rows
    )  # fmt: skip


def _closed_clauses(dilemma_id: int) -> tuple[str, ...]:
    """The clauses that are Part 2 with their question, by label: until opened they are not in the text (rule 13)."""
    rows = db.session.execute(
        select(QuestionWording.number, Clause.number)
        .join(Clause, Clause.question_id == QuestionWording.question_id)
        .where(
            QuestionWording.version_id == current_version_id(dilemma_id), Clause.dropped_at.is_(None),
            Clause.opened_at.is_(None), (QuestionWording.part == Part.CLOSED) | (Clause.part == Part.CLOSED),
        )
        .order_by(QuestionWording.number, Clause.number)
    )  # fmt: skip
    return tuple(f"{question}.{clause}" for question, clause in rows)


def _questions(dilemma_id: int) -> tuple[tuple[int, str], ...]:
    """The open questions, by number and what they are called, for the answers in short."""
    rows = db.session.execute(
        select(QuestionWording.number, QuestionWording.title, QuestionWording.text)
        .where(QuestionWording.version_id == current_version_id(dilemma_id), QuestionWording.part == Part.OPEN)
        .order_by(QuestionWording.number)
    )
    return tuple((row.number, row.title or line(row.text)) for row in rows)


# -- the author of a minority view ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OwnView:
    """A member's own minority view as the public text under way or public has it."""

    question: int
    wrote: str
    public: Minority


def own_views(actor: Actor, ref: str, now: datetime) -> tuple[str, tuple[OwnView, ...]]:
    """The title, and this member's own minority views as they will be read in public, holes and all.

    Refuses with NotKnown whoever wrote none, or where no public text has been made.
    """
    dilemma, _ = open_dilemma(actor, ref, Action.SEE_AGREED_ADVICE, now)
    row = db.session.scalar(
        select(Publication).where(Publication.dilemma_id == dilemma.id).order_by(Publication.edition.desc()).limit(1)
    )
    views = _own(dilemma, actor.person_id)
    if row is None or not views:
        raise NotKnown
    questions = {question.number: question for question in _page(dilemma, row, now).questions}
    return dilemma.title, tuple(
        OwnView(number, view.text, questions[number].minority[index]) for number, index, view in views
    )


def _own(dilemma: Dilemma, person_id: int | None) -> list[tuple[int, int, MinorityView]]:
    asked = select(QuestionWording.question_id, QuestionWording.number).where(
        QuestionWording.version_id == current_version_id(dilemma.id)
    )
    numbers: dict[int, int] = dict(db.session.execute(asked).all())
    found = [
        (numbers[question_id], index, view)
        for question_id, held in public_copy.minority_views(dilemma.id).items()
        for index, view in enumerate(held)
        if view.author_id == person_id
    ]
    return sorted(found, key=lambda one: one[:2])
