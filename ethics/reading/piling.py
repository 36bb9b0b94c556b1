"""Reading a pile: everything that lies on somebody's desk in a fixed number of queries, however much it is."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Integer, String, and_, cast, exists, func, literal, null, or_, select, union_all
from sqlalchemy.orm import aliased

from ethics.domain.actor import Actor
from ethics.domain.enquiries import Stage
from ethics.domain.policy import Seat
from ethics.domain.vocabulary import AttendanceKind, Category, PublicationStatus, Reply, Role, State
from ethics.extensions import UtcDateTime, db
from ethics.models import (
    AgendaItem,
    Appointment,
    Attendance,
    ChairAbsence,
    Clause,
    CoAuthor,
    Committee,
    Condition,
    Confirmation,
    Consideration,
    DeclarationRequest,
    Dilemma,
    EligibleMember,
    Enquiry,
    Meeting,
    MinorityView,
    PaperVersion,
    Party,
    Placement,
    PointFlag,
    Position,
    PublicAnswer,
    Publication,
    Question,
    QuestionAdvice,
    QuestionWording,
    Response,
    WorkingCopy,
)
from ethics.reading import authors, published
from ethics.reading import standing as standings
from ethics.reading.facts import looks_again, wholly_closed
from ethics.reading.people import day_of, ever_seated, holding
from ethics.reading.pile import Asked, ClauseThere, EnquiryThere, Item, Seated, Sitting
from ethics.reading.questions import wordings
from ethics.reading.seats import Made, declarations, powers_by, seats_after

OVER = (State.REDIRECTED, State.DECLINED, State.CLOSED, State.WITHDRAWN)
"""States in which nothing is asked of anybody."""


def pile(actor: Actor, which: ColumnElement[bool], now: datetime) -> tuple[Item, ...]:
    """The dilemmas that fit ``which``, in order of id, each with the actor's standing and what its asks rest on."""
    me = actor.person_id
    assert me is not None
    rows = db.session.execute(
        select(Dilemma, ChairAbsence, Committee)
        .join(Committee, Committee.id == Dilemma.committee_id)
        .outerjoin(ChairAbsence, ChairAbsence.dilemma_id == Dilemma.id)
        .where(which)
        .order_by(Dilemma.id)
    ).all()
    if not rows:
        return ()
    day = day_of(now)
    dilemmas = [row.Dilemma for row in rows]
    committees = {dilemma.committee_id for dilemma in dilemmas}
    appointments = ever_seated(committees)
    made = declarations([dilemma.id for dilemma in dilemmas])
    taken = seats_after(made)
    marks = _marks(me, dilemmas, now)
    chairs = {
        committee_id: [
            one
            for one in held
            if one.role in (Role.CHAIR, Role.VICE_CHAIR) and one.person.active and holding(one).runs_on(day)
        ]
        for committee_id, held in appointments.items()
    }
    absences = {row.Dilemma.id: row.ChairAbsence.chosen_id for row in rows if row.ChairAbsence is not None}
    tied = standings.Ties(
        seats=taken,
        powers=powers_by(dilemmas, chairs, absences, taken),
        eligible={mark.dilemma_id for mark in marks if mark.kind == "eligible" and mark.person_id == me},
        named=frozenset(),  # whom a paper is named for reads more of it; nothing is asked of them for it
        under_review={
            mark.dilemma_id
            for mark in marks
            if mark.said == PublicationStatus.IN_REVIEW.value or mark.kind == "held back"
        },
        co_author={mark.dilemma_id for mark in marks if mark.kind == "co-author"},
        author_left={mark.dilemma_id for mark in marks if mark.kind == "author left"},
    )
    found = standings.of_tied(actor, dilemmas, now, tied)
    seats: dict[int, dict[int, Seat]] = defaultdict(dict)
    for (dilemma_id, person_id), seat in taken.items():
        seats[dilemma_id][person_id] = seat
    declared: dict[int, list[Made]] = defaultdict(list)
    for one in made:
        declared[one.dilemma_id].append(one)
    seated = {committee_id: [_seated(one) for one in held] for committee_id, held in appointments.items()}
    items = {
        row.Dilemma.id: Item(
            row.Dilemma, found[row.Dilemma.id], row.Committee, me,
            seats=seats[row.Dilemma.id],
            seated=seated[row.Dilemma.committee_id],
            declarations=declared[row.Dilemma.id],
        )
        for row in rows
    }  # fmt: skip
    _put_marks(items, marks)
    _put_sittings(items)
    _put_questions(items, day_of(now))
    if any(item.standing.seat is not Seat.NONE for item in items.values()):
        _put_my_positions(items, me)
    if any(item.standing.secretary for item in items.values()):
        _put_present(items)
    _put_clauses(items)
    _put_unplaced(items)
    return tuple(items.values())


def _seated(one: Appointment) -> Seated:
    assert one.confirmed_at is not None
    return Seated(
        one.person_id, one.person.name, one.role, one.category or Category.INDEPENDENT, one.gives_positions, one.confirmed_at,
        one.starts_on, one.ends_on,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Mark:
    kind: str
    dilemma_id: int
    person_id: int | None
    at: datetime | None
    said: str | None


def _marks(me: int, dilemmas: Sequence[Dilemma], now: datetime) -> list[_Mark]:
    """Small facts of several tables in one query: who is eligible, whose minority view waits, flags, requests, editions."""
    ids = [dilemma.id for dilemma in dilemmas]
    no_time, no_word = cast(null(), UtcDateTime()), cast(null(), String())
    rows = db.session.execute(
        union_all(
            select(
                literal("eligible").label("kind"), EligibleMember.dilemma_id.label("dilemma_id"),
                EligibleMember.person_id.label("person_id"), no_time.label("at"), no_word.label("said"),
            ).where(EligibleMember.dilemma_id.in_(ids)),
            select(literal("view"), MinorityView.dilemma_id, MinorityView.author_id, no_time, no_word).where(
                MinorityView.dilemma_id.in_(ids), MinorityView.written_at.is_(None), MinorityView.taken_back_at.is_(None)
            ),
            select(literal("flag"), PointFlag.dilemma_id, PointFlag.person_id, no_time, no_word).where(
                PointFlag.dilemma_id.in_(ids), PointFlag.settled_at.is_(None)
            ),
            select(
                literal("asked"), DeclarationRequest.dilemma_id, DeclarationRequest.person_id, DeclarationRequest.asked_at,
                no_word,
            ).where(DeclarationRequest.dilemma_id.in_(ids), DeclarationRequest.person_id == me),
            select(literal("co-author"), CoAuthor.dilemma_id, CoAuthor.person_id, no_time, no_word).where(
                CoAuthor.dilemma_id.in_(ids), CoAuthor.person_id == me
            ),
            select(literal("author left"), Dilemma.id, cast(null(), Integer()), no_time, no_word).where(
                Dilemma.id.in_(standings.sponsored(me, dilemmas)), authors.has_author_left(day_of(now))
            ),
            select(
                literal("edition"), Publication.dilemma_id, Publication.edition, no_time, cast(Publication.status, String()),
            ).where(Publication.dilemma_id.in_(ids)),
            select(literal("public"), Publication.dilemma_id, cast(null(), Integer()), no_time, Publication.ref).where(
                Publication.dilemma_id.in_(ids), published.live(now)
            ),
            select(literal("held back"), PublicAnswer.dilemma_id, cast(null(), Integer()), no_time, no_word).where(
                PublicAnswer.dilemma_id.in_(ids), PublicAnswer.held_back
            ),
            select(
                literal("enquiry"), Enquiry.dilemma_id, Enquiry.asked_by_id, Enquiry.moved_at, cast(Enquiry.stage, String())
            ).where(
                Enquiry.dilemma_id.in_(ids),
                or_(
                    Enquiry.stage.in_((Stage.WITH_SECRETARY, Stage.WITH_AUTHOR)),
                    and_(Enquiry.asked_by_id == me, Enquiry.seen_at.is_(None), Enquiry.position_id.is_(None)),
                ),
            ),
        )
    )  # fmt: skip
    return [_Mark(row.kind, row.dilemma_id, row.person_id, row.at, row.said) for row in rows]


_STATUS = {status.value: status for status in PublicationStatus}


def _put_marks(items: Mapping[int, Item], marks: Sequence[_Mark]) -> None:
    eligible: dict[int, set[int]] = defaultdict(set)
    views: dict[int, set[int]] = defaultdict(set)
    for mark in sorted(marks, key=lambda one: (one.kind, one.dilemma_id, one.person_id or 0)):
        item = items[mark.dilemma_id]
        if mark.kind == "eligible" and mark.person_id is not None:
            eligible[mark.dilemma_id].add(mark.person_id)
        elif mark.kind == "view" and mark.person_id is not None:
            views[mark.dilemma_id].add(mark.person_id)
        elif mark.kind == "flag":
            item.flags += 1
        elif mark.kind == "held back":
            item.answers_held += 1
        elif mark.kind == "asked" and mark.at is not None:
            item.asked_to_declare_at = max(mark.at, item.asked_to_declare_at or mark.at)
        elif mark.kind == "edition":
            item.publication = _STATUS[mark.said or ""]  # the newest edition comes last
        elif mark.kind == "public":
            item.public_ref = mark.said
        elif mark.kind == "enquiry" and mark.person_id is not None and mark.at is not None:
            there = EnquiryThere(Stage(mark.said or ""), mark.at, mark.person_id)
            item.enquiries = (*item.enquiries, there)
    for dilemma_id, item in items.items():
        item.eligible, item.views_waiting = eligible[dilemma_id], views[dilemma_id]


def _put_sittings(items: Mapping[int, Item]) -> None:
    rows = db.session.execute(
        select(AgendaItem, Meeting.ref, Meeting.starts_at)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(AgendaItem.dilemma_id.in_(items), AgendaItem.left_at.is_(None))
        .order_by(AgendaItem.id)
    )
    for item, ref, starts_at in rows:
        items[item.dilemma_id].sitting = Sitting(
            item.letter, ref, starts_at, item.recorded_at is not None, item.presided_by_id, item.id
        )


def _put_questions(items: Mapping[int, Item], day: date) -> None:
    """The questions and whether parties are said: of the version last issued, else of the one being written."""
    newest = (
        select(PaperVersion.dilemma_id, func.max(PaperVersion.number).label("number"))
        .join(Dilemma, Dilemma.id == PaperVersion.dilemma_id)
        .where(Dilemma.id.in_(items), or_(Dilemma.issued_at.is_(None), PaperVersion.frozen_at.is_not(None)))
        .group_by(PaperVersion.dilemma_id)
        .subquery()
    )
    parties = exists().where(Party.version_id == PaperVersion.id)
    rows = db.session.execute(
        select(
            PaperVersion.dilemma_id,
            PaperVersion.number,
            PaperVersion.frozen_at,
            or_(PaperVersion.no_parties, parties).label("said"),
            wholly_closed().label("closed"),
            looks_again(day).label("again"),
            QuestionWording.number.label("asked"),
            QuestionWording.question_id,
            QuestionWording.id.label("wording_id"),
            QuestionAdvice.basis,
            (QuestionAdvice.not_answered != "").label("why_not"),
        )
        .join(newest, and_(newest.c.dilemma_id == PaperVersion.dilemma_id, newest.c.number == PaperVersion.number))
        .outerjoin(QuestionWording, QuestionWording.version_id == PaperVersion.id)
        .outerjoin(QuestionAdvice, QuestionAdvice.question_id == QuestionWording.question_id)
        .order_by(PaperVersion.dilemma_id, QuestionWording.number)
    )
    found: dict[int, list[Asked]] = defaultdict(list)
    for row in rows:
        items[row.dilemma_id].parties_said = bool(row.said)
        items[row.dilemma_id].wholly_closed = bool(row.closed)
        items[row.dilemma_id].looks_again = bool(row.again)
        items[row.dilemma_id].version, items[row.dilemma_id].version_at = row.number, row.frozen_at
        if row.wording_id is not None:
            asked = Asked(row.asked, row.question_id, row.wording_id, row.basis, bool(row.why_not))
            found[row.dilemma_id].append(asked)
    for dilemma_id, questions in found.items():
        items[dilemma_id].questions = questions


def _put_my_positions(items: Mapping[int, Item], me: int) -> None:
    later = aliased(Position)
    latest = ~exists().where(
        later.person_id == me, later.question_id == Position.question_id, later.number > Position.number
    )
    given: dict[int, dict[int, int]] = defaultdict(dict)
    begun: dict[int, set[int]] = defaultdict(set)
    for row in db.session.execute(
        select(Question.dilemma_id, Question.id, Position.wording_id, WorkingCopy.id.label("copy"))
        .select_from(Question)
        .outerjoin(Position, and_(Position.question_id == Question.id, Position.person_id == me, latest))
        .outerjoin(WorkingCopy, and_(WorkingCopy.question_id == Question.id, WorkingCopy.person_id == me))
        .where(Question.dilemma_id.in_(items), or_(Position.id.is_not(None), WorkingCopy.id.is_not(None)))
        .order_by(Question.id)
    ):
        if row.wording_id is not None:
            given[row.dilemma_id][row.id] = row.wording_id
        if row.copy is not None:
            begun[row.dilemma_id].add(row.id)
    for dilemma_id, item in items.items():
        item.given, item.begun = given[dilemma_id], begun[dilemma_id]
    _put_reworded(items)


def _put_reworded(items: Mapping[int, Item]) -> None:
    others = {
        (dilemma_id, one.question_id): (item.given[one.question_id], one.wording_id)
        for dilemma_id, item in items.items()
        for one in item.questions
        if item.given.get(one.question_id, one.wording_id) != one.wording_id
    }
    if not others:
        return
    asked = wordings(id_ for pair in others.values() for id_ in pair)
    reworded: dict[int, set[int]] = defaultdict(set)
    for (dilemma_id, question_id), (then, now) in others.items():
        if asked[then].asks != asked[now].asks:
            reworded[dilemma_id].add(question_id)
    for dilemma_id, questions in reworded.items():
        items[dilemma_id].reworded = questions


def _put_present(items: Mapping[int, Item]) -> None:
    of_item = {item.sitting.item_id: dilemma_id for dilemma_id, item in items.items() if item.sitting is not None}
    present: dict[int, set[int]] = defaultdict(set)
    for row in db.session.execute(
        select(Attendance.item_id, Attendance.person_id).where(
            Attendance.item_id.in_(of_item), Attendance.kind == AttendanceKind.PRESENT
        )
    ):
        present[of_item[row.item_id]].add(row.person_id)
    for dilemma_id, people in present.items():
        items[dilemma_id].present = people


def _put_clauses(items: Mapping[int, Item]) -> None:
    advising = [
        one for one, item in items.items() if item.dilemma.state in (State.DRAFTING, State.CIRCULATED, State.SENT)
    ]
    if not advising:
        return
    rows = db.session.execute(
        select(Clause, exists().where(Response.clause_id == Clause.id).label("answered"), Confirmation)
        .outerjoin(Confirmation, Confirmation.clause_id == Clause.id)
        .where(Clause.dilemma_id.in_(advising), Clause.dropped_at.is_(None))
        .order_by(Clause.question_id, Clause.number, Confirmation.id)
    )
    clauses: dict[int, tuple[Clause, bool]] = {}
    replies: dict[int, dict[int, tuple[int, Reply]]] = defaultdict(dict)
    for clause, answered, reply in rows:
        clauses[clause.id] = (clause, answered)
        if reply is not None:
            replies[clause.id][reply.person_id] = (reply.text_version, reply.reply)
    there: dict[int, list[ClauseThere]] = defaultdict(list)
    for clause, answered in clauses.values():
        there[clause.dilemma_id].append(
            ClauseThere(
                clause.id, clause.question_id, clause.number, clause.text_version, not clause.text.strip(), answered,
                replies[clause.id],
            )
        )  # fmt: skip
    for dilemma_id, found in there.items():
        items[dilemma_id].clauses = found


def _put_unplaced(items: Mapping[int, Item]) -> None:
    """Points without a place, for whoever drafts: of each member's latest position, where it counts (rule 11)."""
    drafting = [
        one for one, item in items.items() if item.dilemma.state is State.DRAFTING and item.standing.chair_power
    ]
    if not drafting:
        return
    later = aliased(Position)
    latest = ~exists().where(
        later.person_id == Position.person_id, later.question_id == Position.question_id, later.number > Position.number
    )

    def unplaced(kind: type[Consideration] | type[Condition], place: ColumnElement[int | None]) -> ColumnElement[int]:
        has_place = exists().where(place == kind.id, Placement.dilemma_id == Position.dilemma_id)
        counted = select(func.count()).where(kind.position_id == Position.id, ~has_place)
        return counted.correlate(Position).scalar_subquery()

    points = unplaced(Consideration, Placement.consideration_id) + unplaced(Condition, Placement.condition_id)  # type: ignore[arg-type]
    rows = db.session.execute(
        select(Position.dilemma_id, Position.person_id, points.label("points"))
        .where(Position.dilemma_id.in_(drafting), latest)
        .order_by(Position.dilemma_id, Position.person_id)
    )
    for dilemma_id, person_id, count in rows:
        item = items[dilemma_id]
        if count and item.seats.get(person_id, Seat.UNDECLARED) in (Seat.FULL, Seat.LEAVE):
            item.unplaced = {**item.unplaced, person_id: item.unplaced.get(person_id, 0) + count}
