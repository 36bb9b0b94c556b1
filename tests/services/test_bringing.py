"""The force's own steps, and who is told of each."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from ethics.domain.notices import NoticeKind
from ethics.domain.refusal import Invalid, NotAllowed, NotKnown, NotNow, Stale
from ethics.domain.vocabulary import QuestionKind, State
from ethics.models import Dilemma, JournalEntry, Notice, Reason
from ethics.services import bringing, papers, questions
from ethics.services.papers import AboutDraft, PartiesDraft, StartDraft
from ethics.services.questions import QuestionDraft
from tests.cast import Cast
from tests.conftest import Clock
from tests.factories import a_dilemma

Db = scoped_session[Session]


def told(session: Db, dilemma: Dilemma) -> set[tuple[int, NoticeKind]]:
    rows = session.execute(select(Notice.person_id, Notice.kind).where(Notice.dilemma_id == dilemma.id))
    return {(row.person_id, row.kind) for row in rows}


def test_a_draft_is_sent_once_it_asks_says_its_parties_and_has_a_sponsor(session: Db, cast: Cast, clock: Clock) -> None:
    author = cast.actor(cast.author)
    ref = papers.start(author, StartDraft(cast.force.id, cast.committee.id, "Drones"), clock)
    missing = []
    for mend in (
        lambda: questions.save_question(author, ref, None, QuestionDraft("Is it right?", QuestionKind.CLOSED), clock),
        lambda: papers.save_parties(author, ref, PartiesDraft(none=True), clock),
        lambda: papers.save_about(author, ref, AboutDraft("Drones", sponsor_id=cast.sponsor.id), clock),
    ):
        with pytest.raises(NotNow) as refusal:
            bringing.submit(author, ref, clock)
        missing.append(str(refusal.value))
        mend()
    assert [word in sentence for word, sentence in zip(("question", "people", "sponsor"), missing, strict=True)] == [
        True
    ] * 3
    bringing.submit(author, ref, clock)
    dilemma = session.scalars(select(Dilemma)).one()
    assert dilemma.state is State.WITH_SPONSOR
    assert told(session, dilemma) == {(cast.sponsor.id, NoticeKind.SPONSOR_ASKED)}


def test_the_sponsor_releases_it_and_the_secretary_is_told(session: Db, cast: Cast, clock: Clock) -> None:
    dilemma = a_dilemma(session, cast, State.WITH_SPONSOR)
    with pytest.raises(NotAllowed):
        bringing.release(cast.actor(cast.author), dilemma.ref, clock)
    bringing.release(cast.actor(cast.sponsor), dilemma.ref, clock, row_version=dilemma.row_version)
    assert (dilemma.state, dilemma.released_at) == (State.SUBMITTED, clock())
    assert told(session, dilemma) == {(cast.secretary.id, NoticeKind.SUBMITTED), (cast.author.id, NoticeKind.SUBMITTED)}


def test_the_sponsor_hands_it_back_with_a_reason_the_author_reads(session: Db, cast: Cast, clock: Clock) -> None:
    dilemma = a_dilemma(session, cast, State.WITH_SPONSOR)
    sponsor = cast.actor(cast.sponsor)
    for reason in ("", "  ", "SECRET\nnot here"):
        with pytest.raises(Invalid) as refusal:
            bringing.hand_back(sponsor, dilemma.ref, reason, clock)
        assert set(refusal.value.errors) == {"reason"}
    bringing.hand_back(sponsor, dilemma.ref, "Say what it costs.", clock)
    assert dilemma.state is State.DRAFT
    assert told(session, dilemma) == {(cast.author.id, NoticeKind.HANDED_BACK)}
    last = session.scalars(select(JournalEntry).order_by(JournalEntry.number.desc())).first()
    assert last is not None
    assert last.reason_id is not None
    reason = session.get(Reason, last.reason_id)
    assert reason is not None
    assert reason.text == "Say what it costs."


def test_a_step_rests_on_the_version_of_the_page(session: Db, cast: Cast, clock: Clock) -> None:
    dilemma = a_dilemma(session, cast, State.WITH_SPONSOR)
    with pytest.raises(Stale):
        bringing.release(cast.actor(cast.sponsor), dilemma.ref, clock, row_version=dilemma.row_version - 1)


BEFORE_AGREED = tuple(state for state in State if state.value in (
    "draft", "with_sponsor", "submitted", "accepted", "scheduled", "issued", "discussed", "drafting", "circulated",
))  # fmt: skip


def test_the_force_withdraws_any_time_before_the_advice_is_agreed(session: Db, cast: Cast, clock: Clock) -> None:
    for state in State:
        for person in (cast.author, cast.sponsor):
            dilemma = a_dilemma(session, cast, state)
            if state in BEFORE_AGREED:
                bringing.withdraw(cast.actor(person), dilemma.ref, "The pilot was cancelled.", clock)
                assert (dilemma.state, dilemma.withdrawn_at) == (State.WITHDRAWN, clock())
                assert person.id not in {who for who, _ in told(session, dilemma)}
            else:
                with pytest.raises(NotNow):
                    bringing.withdraw(cast.actor(person), dilemma.ref, "Too late.", clock)
        other = a_dilemma(session, cast, state)
        for person in (cast.secretary, cast.chair, cast.other_author, cast.administrator):
            with pytest.raises((NotAllowed, NotKnown)):
                bringing.withdraw(cast.actor(person), other.ref, "Not mine.", clock)


def test_on_withdrawal_everybody_who_knew_is_told_and_nobody_else(session: Db, cast: Cast, clock: Clock) -> None:
    def who(state: State) -> set[int]:
        dilemma = a_dilemma(session, cast, state)
        bringing.withdraw(cast.actor(cast.sponsor), dilemma.ref, "Cancelled.", clock)
        return {person for person, kind in told(session, dilemma) if kind is NoticeKind.WITHDRAWN}

    force, office = {cast.author.id}, {cast.author.id, cast.secretary.id}
    assert who(State.DRAFT) == force
    assert who(State.WITH_SPONSOR) == force
    assert who(State.SUBMITTED) == office
    everybody = who(State.ISSUED)
    seated = {person.id for person in cast.positions_given_by} | {cast.coopted.id}
    assert everybody == office | seated | {cast.adviser.id, cast.observer.id, cast.monitoring.id, cast.two_hats.id}
