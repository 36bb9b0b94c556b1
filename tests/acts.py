"""What people do to a dilemma, one act at a time, as rows that belong together. `tests.factories` offers them all."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from ethics.domain.deliberation import version_digest
from ethics.domain.enquiries import Stage
from ethics.domain.vocabulary import (
    AbstainReason,
    Answer,
    Basis,
    ChangedBy,
    DeclarationKind,
    Event,
    GivenAs,
    Part,
    PlaceKind,
    PublicationStatus,
    QuestionKind,
    Reply,
    RulingOutcome,
    Stance,
    Strength,
)
from ethics.models import (
    Clause,
    CoAuthor,
    Condition,
    Confirmation,
    Consideration,
    Declaration,
    Dilemma,
    EligibleMember,
    Enquiry,
    EnquiryAnswer,
    MinorityHolder,
    MinorityView,
    NamedReader,
    Note,
    PaperVersion,
    Placement,
    Position,
    PositionStance,
    Publication,
    QuestionAdvice,
    QuestionScenario,
    QuestionWording,
    Response,
    Ruling,
    WorkingCopy,
)
from ethics.reading.digests import content_of
from ethics.services import journal
from tests.cast import AnySession, Cast, Someone

THEN = datetime(2026, 3, 2, 12, tzinfo=UTC)


def version_of(session: AnySession, dilemma: Dilemma) -> PaperVersion:
    """The newest version of the paper."""
    return session.scalars(
        select(PaperVersion).where(PaperVersion.dilemma_id == dilemma.id).order_by(PaperVersion.number.desc()).limit(1)
    ).one()


def questions_of(session: AnySession, dilemma: Dilemma) -> Sequence[QuestionWording]:
    """The questions as the newest version asks them, in order."""
    version = version_of(session, dilemma)
    rows = session.scalars(
        select(QuestionWording).where(QuestionWording.version_id == version.id).order_by(QuestionWording.number)
    )
    return rows.all()


def declare(
    session: AnySession, dilemma: Dilemma, person: Someone, interest: int | None = None, *, sensitive: bool = False,
    nature: str = "", at: datetime | None = None,
) -> Declaration:  # fmt: skip
    """A nil return or, with an interest type's id, a declared interest. An hour after the issue unless ``at`` says."""
    made_at = at or (dilemma.issued_at or THEN - timedelta(days=1)) + timedelta(hours=1)
    declaration = Declaration(
        dilemma_id=dilemma.id, person_id=person.id, kind=DeclarationKind.INTEREST if interest else DeclarationKind.NIL,
        interest_type_id=interest, nature=nature or (f"{person.name} knows somebody in Ferry Lane." if interest else ""),
        sensitive=sensitive, made_at=made_at,
    )  # fmt: skip
    session.add(declaration)
    session.flush()
    journal.write(dilemma, person.id, Event.DECLARED, made_at, facts={"declaration": declaration.id})
    return declaration


def rule(
    session: AnySession, declaration: Declaration, by: Someone, outcome: RulingOutcome, *, at: datetime | None = None
) -> Ruling:
    """A ruling on one declaration, an hour after it unless ``at`` says."""
    ruling = Ruling(
        declaration_id=declaration.id, about_id=declaration.person_id, outcome=outcome, ruled_by_id=by.id,
        reason="It follows from what was declared.", ruled_at=at or declaration.made_at + timedelta(hours=1),
    )  # fmt: skip
    session.add(ruling)
    session.flush()
    dilemma = session.get_one(Dilemma, declaration.dilemma_id)
    journal.write(
        dilemma, by.id, Event.RULED, ruling.ruled_at, facts={"declaration": declaration.id, "outcome": outcome.value}
    )
    return ruling


def give_position(
    session: AnySession, dilemma: Dilemma, person: Someone, question: int = 1, stance: Stance | None = Stance.SUPPORTED, *,
    scenario_stances: Mapping[int, Stance] | None = None, considerations: Sequence[str] | None = None,
    conditions: Sequence[str] | None = None, principle_id: int | None = None, given_as: GivenAs = GivenAs.ROUND_1,
    changed_by: ChangedBy | None = None, at: datetime | None = None, **texts: str,
) -> Position:  # fmt: skip
    """One given version of a position on the question of that number, with its salt and digest.

    The stance is taken for every scenario of the question, or for the question where it has none; ``scenario_stances``
    names others by scenario id. "With conditions" brings a condition unless some are given; an open question takes no
    stance but Abstain.
    """
    wording = next(one for one in questions_of(session, dilemma) if one.number == question)
    given_at = at or (dilemma.issued_at or THEN) + timedelta(hours=2)
    earlier = session.scalar(
        select(func.count()).where(Position.person_id == person.id, Position.question_id == wording.question_id)
    )
    number = (earlier or 0) + 1
    if considerations is None:
        considerations = (f"{person.name} on question {question}: whoever is filmed should hear of it.",)
    stances = _stances(session, wording, stance, dict(scenario_stances or {}))
    if conditions is None:
        with_conditions = any(one.stance is Stance.CONDITIONS for one in stances)
        conditions = (f"{person.name} on question {question}: a notice at every door.",) if with_conditions else ()
    position = Position(
        dilemma_id=dilemma.id, person_id=person.id, question_id=wording.question_id, wording_id=wording.id, number=number,
        given_as=given_as, given_at=given_at, changed_by=changed_by,
        changed_text=texts.get("changed_text", ""), harm_left=texts.get("harm_left", ""),
        would_change=texts.get("would_change", ""), facts_wanted=texts.get("facts_wanted", ""),
        salt=hashlib.sha256(f"{person.id} {wording.question_id} {number}".encode()).digest(),
        stances=stances,
        considerations=[Consideration(order=at_, text=text, principle_id=principle_id) for at_, text in enumerate(considerations, 1)],
        conditions=[Condition(order=at_, text=text, strength=Strength.MUST, who="") for at_, text in enumerate(conditions, 1)],
    )  # fmt: skip
    position.digest = version_digest(position.salt, content_of(position))
    session.add(position)
    session.flush()
    event = Event.POSITION_GIVEN if given_as is GivenAs.ROUND_1 else Event.POSITION_REVISED
    journal.write(dilemma, person.id, event, given_at)
    return position


def _stances(
    session: AnySession, wording: QuestionWording, stance: Stance | None, by_scenario: dict[int, Stance]
) -> list[PositionStance]:
    scenarios: list[int | None] = list(
        session.scalars(
            select(QuestionScenario.scenario_id)
            .where(QuestionScenario.wording_id == wording.id)
            .order_by(QuestionScenario.scenario_id)
        )
    )
    if wording.kind is QuestionKind.OPEN and stance is not Stance.ABSTAIN:
        return []
    made = []
    for scenario_id in scenarios or [None]:
        taken = by_scenario.get(scenario_id, stance) if scenario_id else stance
        if taken is not None:
            why = AbstainReason.NO_VIEW if taken is Stance.ABSTAIN else None
            made.append(PositionStance(scenario_id=scenario_id, stance=taken, abstain_reason=why, abstain_text=""))
    return made


def save_working_copy(
    session: AnySession, dilemma: Dilemma, person: Someone, question: int = 1, content: dict[str, object] | None = None, *,
    at: datetime | None = None,
) -> WorkingCopy:  # fmt: skip
    """What a member has typed on a question and not given."""
    wording = next(one for one in questions_of(session, dilemma) if one.number == question)
    copy = WorkingCopy(
        person_id=person.id, question_id=wording.question_id, content=content or {"considerations-0-text": "Not finished"},
        saved_at=at or (dilemma.issued_at or THEN) + timedelta(hours=3),
    )  # fmt: skip
    session.add(copy)
    session.flush()
    return copy


def enquire(
    session: AnySession, dilemma: Dilemma, person: Someone, text: str, stage: Stage = Stage.WITH_SECRETARY, *,
    passed_on: str = "", answer: str = "", reason: str = "", paragraph: str = "4", position_id: int | None = None,
    number: int | None = None, by: Someone | None = None, part: Part = Part.OPEN, at: datetime | None = None,
) -> Enquiry:  # fmt: skip
    """An enquiry to the author at a paragraph, at any stage; ``by`` gives its answer."""
    asked_at = at or (dilemma.issued_at or THEN) + timedelta(hours=2)
    frozen = select(PaperVersion.id).where(PaperVersion.dilemma_id == dilemma.id, PaperVersion.frozen_at.is_not(None))
    version_id = session.scalars(frozen.order_by(PaperVersion.number.desc()).limit(1)).one()
    why = journal.reason(reason)
    one = Enquiry(
        dilemma_id=dilemma.id, asked_by_id=person.id, position_id=position_id, version_id=version_id, paragraph=paragraph,
        part=part, stage=stage, number=number, first_text=text, text=passed_on or text,
        reason_id=why.id if why else None, asked_at=asked_at, moved_at=asked_at,
    )  # fmt: skip
    session.add(one)
    session.flush()
    journal.write(dilemma, person.id, Event.ENQUIRY_ASKED, asked_at, facts={"enquiry": one.id})
    if answer and by is not None:
        session.add(EnquiryAnswer(enquiry_id=one.id, text=answer, given_by_id=by.id, given_at=asked_at))
        session.flush()
    return one


def keep_note(session: AnySession, dilemma: Dilemma, person: Someone, text: str, paragraph: str = "4") -> Note:
    """A note of one's own at a paragraph of the version last issued."""
    frozen = select(PaperVersion.id).where(PaperVersion.dilemma_id == dilemma.id, PaperVersion.frozen_at.is_not(None))
    version_id = session.scalars(frozen.order_by(PaperVersion.number.desc()).limit(1)).one()
    note = Note(
        person_id=person.id, dilemma_id=dilemma.id, version_id=version_id, paragraph=paragraph, passage="", text=text,
        begun_at=THEN, saved_at=THEN,
    )  # fmt: skip
    session.add(note)
    session.flush()
    return note


def name_for_part_2(
    session: AnySession, dilemma: Dilemma, person: Someone, by: Someone, *, at: datetime = THEN
) -> None:
    """Name an adviser or observer for Part 2 of this paper."""
    session.add(NamedReader(dilemma_id=dilemma.id, person_id=person.id, named_by_id=by.id, named_at=at))
    session.flush()


def name_co_author(
    session: AnySession, dilemma: Dilemma, person: Someone, by: Someone, *, at: datetime = THEN
) -> CoAuthor:
    """Name somebody to write this paper with its first author."""
    row = CoAuthor(dilemma_id=dilemma.id, person_id=person.id, named_by_id=by.id, named_at=at)
    session.add(row)
    session.flush()
    return row


def write_clause(
    session: AnySession, dilemma: Dilemma, question: int, text: str, *, part: Part = Part.OPEN, at: datetime = THEN
) -> Clause:
    """The next clause of the advice on the question of that number."""
    wording = next(one for one in questions_of(session, dilemma) if one.number == question)
    earlier = session.scalar(select(func.count()).where(Clause.question_id == wording.question_id))
    clause = Clause(
        dilemma_id=dilemma.id,
        question_id=wording.question_id,
        number=(earlier or 0) + 1,
        text=text,
        part=part,
        changed_at=at,
    )
    session.add(clause)
    session.flush()
    return clause


def place_all(
    session: AnySession, dilemma: Dilemma, question: int, clause: Clause, *, by: Someone, at: datetime = THEN
) -> None:
    """Every consideration and condition given on the question gets its place in the clause."""
    wording = next(one for one in questions_of(session, dilemma) if one.number == question)
    positions = select(Position.id).where(
        Position.dilemma_id == dilemma.id, Position.question_id == wording.question_id
    )
    for point in session.scalars(select(Consideration.id).where(Consideration.position_id.in_(positions))):
        session.add(_placed(dilemma, clause, by, at, consideration_id=point))
    for point in session.scalars(select(Condition.id).where(Condition.position_id.in_(positions))):
        session.add(_placed(dilemma, clause, by, at, condition_id=point))
    session.flush()


def _placed(dilemma: Dilemma, clause: Clause, by: Someone, at: datetime, **point: int) -> Placement:
    return Placement(
        dilemma_id=dilemma.id, kind=PlaceKind.CLAUSE, clause_id=clause.id, placed_by_id=by.id, placed_at=at, **point
    )


def circulate_to(session: AnySession, dilemma: Dilemma, person_ids: Iterable[int]) -> None:
    """Fix these people as the eligible members."""
    session.add_all(EligibleMember(dilemma_id=dilemma.id, person_id=person_id) for person_id in person_ids)
    session.flush()


def confirm(
    session: AnySession,
    clause: Clause,
    person: Someone,
    reply: Reply = Reply.AGREE,
    *,
    wording: str = "",
    at: datetime = THEN,
) -> Confirmation:
    """A member's reply to the clause as it stands; an objection gets a wording that would remove it."""
    if reply is Reply.OBJECT and not wording:
        wording = "Say how long it is kept."
    row = Confirmation(
        clause_id=clause.id,
        text_version=clause.text_version,
        person_id=person.id,
        reply=reply,
        wording=wording,
        replied_at=at,
    )
    session.add(row)
    session.flush()
    dilemma = session.get_one(Dilemma, clause.dilemma_id)
    journal.write(dilemma, person.id, Event.CONFIRMED, at, facts={"clause": clause.id})
    return row


def announce_minority_view(
    session: AnySession, dilemma: Dilemma, person: Someone, question: int = 1, text: str = "", *, at: datetime = THEN
) -> MinorityView:
    """A minority view of one holder; without a text it is announced and not yet written."""
    wording = next(one for one in questions_of(session, dilemma) if one.number == question)
    view = MinorityView(
        dilemma_id=dilemma.id, question_id=wording.question_id, author_id=person.id, text=text, announced_at=at,
        written_at=at if text else None,
    )  # fmt: skip
    session.add(view)
    session.flush()
    session.add(MinorityHolder(view_id=view.id, person_id=person.id, joined_at=at))
    session.flush()
    return view


def set_basis(
    session: AnySession, dilemma: Dilemma, question: int, basis: Basis | None, not_answered: str = ""
) -> QuestionAdvice:
    """The basis of a question, or why it is not answered."""
    wording = next(one for one in questions_of(session, dilemma) if one.number == question)
    row: QuestionAdvice | None = session.scalar(
        select(QuestionAdvice).where(QuestionAdvice.question_id == wording.question_id)
    )
    if row is None:
        row = QuestionAdvice(dilemma_id=dilemma.id, question_id=wording.question_id)
        session.add(row)
    row.basis, row.not_answered = basis, not_answered
    session.flush()
    return row


def answer(
    session: AnySession,
    clause: Clause,
    by: Someone,
    given: Answer = Answer.ACCEPTED,
    *,
    reason: str = "",
    at: datetime = THEN,
) -> Response:
    """The force's answer to a clause."""
    if given is not Answer.ACCEPTED and not reason:
        reason = "There is no money for it this year."
    row = Response(clause_id=clause.id, answer=given, reason=reason, given_by_id=by.id, given_at=at)
    session.add(row)
    session.flush()
    return row


def publish(
    session: AnySession, dilemma: Dilemma, cast: Cast, status: PublicationStatus = PublicationStatus.PUBLISHED, *,
    content: dict[str, object] | None = None, edition: int = 1, at: datetime = THEN, ref: str | None = None,
) -> Publication:  # fmt: skip
    """One edition of the public copy, asked for by the Secretary, cleared by the reviewer, published by the Chair."""
    order = list(PublicationStatus)
    cleared, out = order.index(status) >= 1, order.index(status) >= 2
    ended = status in (PublicationStatus.CORRECTED, PublicationStatus.TAKEN_DOWN)
    row = Publication(
        dilemma_id=dilemma.id, committee_id=dilemma.committee_id, ref=ref or dilemma.ref, edition=edition, status=status,
        title=(content or {}).get("title", dilemma.title), content=content or {}, asked_by_id=cast.secretary.id, asked_at=at,
        approved_by_id=cast.reviewer.id if cleared else None, approved_at=at if cleared else None,
        published_by_id=cast.chair.id if out else None, published_at=at if out else None, public_from=at if out else None,
        notice="A figure was wrong." if ended else "", ended_at=at if ended else None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row
