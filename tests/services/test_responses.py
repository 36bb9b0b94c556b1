"""The sponsor answers each clause and sends the whole; every answer given is kept."""

from datetime import date

import pytest
from sqlalchemy import select

from ethics.domain.notices import NoticeKind
from ethics.domain.refusal import Invalid, NotAllowed, NotKnown, NotNow, Stale
from ethics.domain.vocabulary import Answer, State
from ethics.models import Notice, Response
from ethics.services import responses
from ethics.services.responses import AnswerDraft, ClauseAnswer
from tests.cast import Cast
from tests.factories import a_dilemma, clauses_of

MAY = date(2026, 5, 1)


@pytest.fixture
def item(session, cast: Cast):
    dilemma = a_dilemma(session, cast, State.SENT)
    session.commit()
    return dilemma


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (AnswerDraft(Answer.IN_PART, "", MAY), "rows-0-reason"),
        (AnswerDraft(Answer.NOT_ACCEPTED, " "), "rows-0-reason"),
        (AnswerDraft(Answer.ACCEPTED, "Gladly."), "rows-0-done_by"),
        (AnswerDraft(Answer.IN_PART, "Some of it."), "rows-0-done_by"),
    ],
)
def test_less_than_accepted_needs_a_reason_and_what_is_accepted_a_day(
    session, cast: Cast, clock, item, draft, field
) -> None:
    clause = clauses_of(session, item)[0]
    with pytest.raises(Invalid) as refused:
        responses.respond_all(
            cast.actor(cast.sponsor), item.ref, [ClauseAnswer(clause.id, draft, None, "rows-0")], clock
        )
    assert list(refused.value.errors) == [field]


def test_only_the_sponsor_answers_and_only_this_advice(session, cast: Cast, clock, item) -> None:
    clause = clauses_of(session, item)[0]
    draft = AnswerDraft(Answer.ACCEPTED, "", MAY)
    for person in (cast.author, cast.chair, cast.secretary, cast.joan):
        with pytest.raises(NotAllowed):
            responses.respond(cast.actor(person), item.ref, clause.id, draft, clock)
    with pytest.raises(NotKnown):
        responses.respond(cast.actor(cast.other_sponsor), item.ref, clause.id, draft, clock)
    other = a_dilemma(session, cast, State.SENT)
    with pytest.raises(NotKnown):
        responses.respond(cast.actor(cast.sponsor), item.ref, clauses_of(session, other)[0].id, draft, clock)


def test_the_answer_is_sent_once_every_clause_has_one_and_then_stands(session, cast: Cast, clock, item) -> None:
    sponsor = cast.actor(cast.sponsor)
    first, second = clauses_of(session, item)
    responses.respond(sponsor, item.ref, first.id, AnswerDraft(Answer.ACCEPTED, "", MAY), clock)
    with pytest.raises(NotNow, match="One clause still waits"):
        responses.complete(sponsor, item.ref, clock)
    responses.respond(
        sponsor, item.ref, second.id, AnswerDraft(Answer.NOT_ACCEPTED, "There is no money for it."), clock
    )
    responses.complete(sponsor, item.ref, clock)
    assert item.state is State.ANSWERED
    told = set(session.scalars(select(Notice.person_id).where(Notice.kind == NoticeKind.ANSWERED)))
    assert {cast.chair.id, cast.secretary.id, cast.joan.id} <= told
    assert cast.sponsor.id not in told
    with pytest.raises(NotAllowed):
        responses.respond(sponsor, item.ref, first.id, AnswerDraft(Answer.NOT_ACCEPTED, "After all."), clock)


def test_a_later_answer_replaces_an_earlier_and_both_are_kept(session, cast: Cast, clock, item) -> None:
    sponsor, clause = cast.actor(cast.sponsor), clauses_of(session, item)[0]
    for draft in (
        AnswerDraft(Answer.ACCEPTED, "", MAY),
        AnswerDraft(Answer.ACCEPTED, "", MAY),
        AnswerDraft(Answer.NOT_ACCEPTED, "No."),
    ):
        responses.respond(sponsor, item.ref, clause.id, draft, clock)
    assert session.scalars(select(Response.answer).order_by(Response.id)).all() == [
        Answer.ACCEPTED,
        Answer.NOT_ACCEPTED,
    ]


def test_an_answer_typed_over_an_older_one_gives_both_reasons_back(session, cast: Cast, clock, item) -> None:
    sponsor, clause = cast.actor(cast.sponsor), clauses_of(session, item)[0]
    responses.respond(sponsor, item.ref, clause.id, AnswerDraft(Answer.NOT_ACCEPTED, "From one tab."), clock)
    late = ClauseAnswer(clause.id, AnswerDraft(Answer.NOT_ACCEPTED, "From another."), None, "rows-0")
    with pytest.raises(Stale) as refused:
        responses.respond_all(sponsor, item.ref, [late], clock)
    now = {text.name: str(text.now) for text in refused.value.texts if text.now}
    assert now == {"rows-0-answer": "not_accepted", "rows-0-reason": "From one tab."}
