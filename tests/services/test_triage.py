"""The Secretary triages what comes in: four outcomes, each with what it asks for, seen by the people it concerns."""

import pytest
from sqlalchemy import select

from ethics.domain.notices import NoticeKind
from ethics.domain.refusal import Invalid, NotAllowed, NotKnown, NotNow, Stale
from ethics.domain.vocabulary import Event, RedirectTo, State, Step
from ethics.models import Dilemma, JournalEntry, Notice, Party, QuestionWording, Reason
from ethics.services import triage
from ethics.services.triage import TriageDraft
from tests.acts import version_of
from tests.cast import Cast
from tests.factories import a_dilemma


@pytest.fixture
def submitted(session, cast: Cast) -> Dilemma:
    """A dilemma the sponsor has released."""
    dilemma = a_dilemma(session, cast, State.SUBMITTED)
    session.commit()
    return dilemma


def told(session, kind: NoticeKind) -> set[int]:
    return set(session.scalars(select(Notice.person_id).where(Notice.kind == kind)))


def reason_of(session, dilemma: Dilemma, step: Step) -> str:
    row = session.scalars(
        select(Reason)
        .join(JournalEntry, JournalEntry.reason_id == Reason.id)
        .where(JournalEntry.dilemma_id == dilemma.id, JournalEntry.step == step)
    ).one()
    return row.text


def test_an_accepted_dilemma_is_told_to_author_and_sponsor_and_journalled(session, cast, clock, submitted) -> None:
    triage.settle(cast.actor(cast.secretary), submitted.ref, TriageDraft(Step.ACCEPT), clock)
    assert submitted.state is State.ACCEPTED
    assert submitted.accepted_at == clock.now
    assert told(session, NoticeKind.ACCEPTED) == {cast.author.id, cast.sponsor.id}
    entry = session.scalars(select(JournalEntry).order_by(JournalEntry.number.desc()).limit(1)).one()
    assert (entry.event, entry.step, entry.actor_id) == (Event.STATE_CHANGED, Step.ACCEPT, cast.secretary.id)


def test_a_dilemma_that_says_no_parties_is_not_accepted_and_the_sentence_says_why(
    session, cast, clock, submitted
) -> None:
    version = version_of(session, submitted)
    for party in session.scalars(select(Party).where(Party.version_id == version.id)):
        session.delete(party)
    session.commit()
    with pytest.raises(NotNow, match="people, places and bodies"):
        triage.accept(cast.actor(cast.secretary), submitted.ref, clock)
    version.no_parties = True
    session.commit()
    triage.accept(cast.actor(cast.secretary), submitted.ref, clock)
    assert submitted.state is State.ACCEPTED


def test_a_dilemma_that_asks_nothing_is_not_accepted(session, cast, clock, submitted) -> None:
    for wording in session.scalars(select(QuestionWording)):
        session.delete(wording)
    session.commit()
    with pytest.raises(NotNow, match="no question"):
        triage.accept(cast.actor(cast.secretary), submitted.ref, clock)


def test_questions_go_back_with_the_paper_and_are_kept_as_typed(session, cast, clock, submitted) -> None:
    draft = TriageDraft(Step.RETURN, questions="Who is the owner?\nWho was told?")
    triage.settle(cast.actor(cast.secretary), submitted.ref, draft, clock)
    assert submitted.state is State.DRAFT
    assert reason_of(session, submitted, Step.RETURN) == "Who is the owner?\nWho was told?"
    assert told(session, NoticeKind.RETURNED) == {cast.author.id, cast.sponsor.id}


def test_a_redirected_dilemma_says_where_it_belongs_and_why(session, cast, clock, submitted) -> None:
    draft = TriageDraft(Step.REDIRECT, redirect_to=RedirectTo.MISCONDUCT, redirect_reason="It names one officer.")
    triage.settle(cast.actor(cast.secretary), submitted.ref, draft, clock)
    assert (submitted.state, submitted.redirected_to) == (State.REDIRECTED, RedirectTo.MISCONDUCT)
    assert reason_of(session, submitted, Step.REDIRECT) == "It names one officer."


def test_a_declined_dilemma_has_its_reason(session, cast, clock, submitted) -> None:
    draft = TriageDraft(Step.DECLINE, decline_reason="The committee answered this last year.")
    triage.settle(cast.actor(cast.secretary), submitted.ref, draft, clock)
    assert submitted.state is State.DECLINED
    assert told(session, NoticeKind.DECLINED) == {cast.author.id, cast.sponsor.id}


@pytest.mark.parametrize(
    ("draft", "fields"),
    [
        (TriageDraft(None), {"outcome"}),
        (TriageDraft(Step.SIGN_OFF), {"outcome"}),
        (TriageDraft(Step.RETURN, questions=" \n "), {"questions"}),
        (TriageDraft(Step.REDIRECT), {"redirect_to", "redirect_reason"}),
        (TriageDraft(Step.REDIRECT, redirect_to=RedirectTo.COMPLAINT), {"redirect_reason"}),
        (TriageDraft(Step.DECLINE), {"decline_reason"}),
        (TriageDraft(Step.DECLINE, decline_reason="SECRET\n\nNot for here."), {"decline_reason"}),
    ],
)
def test_what_is_missing_is_said_beside_its_own_field(session, cast, clock, submitted, draft, fields) -> None:
    with pytest.raises(Invalid) as refused:
        triage.settle(cast.actor(cast.secretary), submitted.ref, draft, clock)
    assert set(refused.value.errors) == fields
    session.rollback()
    assert submitted.state is State.SUBMITTED


def test_another_committees_secretary_does_not_know_of_it(session, cast, clock, submitted) -> None:
    with pytest.raises(NotKnown):
        triage.accept(cast.actor(cast.other_secretary), submitted.ref, clock)


def test_neither_the_author_nor_the_chair_triages(session, cast, clock, submitted) -> None:
    with pytest.raises(NotAllowed):
        triage.accept(cast.actor(cast.author), submitted.ref, clock)
    with pytest.raises(NotKnown):
        triage.accept(cast.actor(cast.chair), submitted.ref, clock)


def test_a_stale_page_settles_nothing(session, cast, clock, submitted) -> None:
    with pytest.raises(Stale):
        triage.settle(cast.actor(cast.secretary), submitted.ref, TriageDraft(Step.ACCEPT), clock, row_version=1)


@pytest.mark.parametrize("state", [State.ACCEPTED, State.ISSUED, State.DECLINED, State.AGREED])
def test_what_is_triaged_is_not_triaged_again(session, cast, clock, state) -> None:
    dilemma = a_dilemma(session, cast, state)
    with pytest.raises(NotNow):
        triage.accept(cast.actor(cast.secretary), dilemma.ref, clock)


def test_an_answered_dilemma_is_closed_and_an_unanswered_one_is_not(session, cast, clock) -> None:
    answered, sent = a_dilemma(session, cast, State.ANSWERED), a_dilemma(session, cast, State.SENT)
    triage.close(cast.actor(cast.secretary), answered.ref, clock)
    assert (answered.state, answered.closed_at) == (State.CLOSED, clock.now)
    with pytest.raises(NotNow):
        triage.close(cast.actor(cast.secretary), sent.ref, clock)
    with pytest.raises(NotAllowed):
        triage.close(cast.actor(cast.chair), answered.ref, clock)
