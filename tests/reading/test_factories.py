"""The factories give what they promise, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from ethics.domain.vocabulary import State
from ethics.models import JournalEntry
from ethics.services.journal import first_break
from tests.cast import Cast
from tests.factories import NOW, a_dilemma, questions_of


@pytest.mark.parametrize("state", State)
def test_a_dilemma_can_be_made_in_every_state(session, cast: Cast, state: State) -> None:
    for urgent in (False, True):
        dilemma = a_dilemma(session, cast, state, urgent=urgent, questions=3, scenarios=2)
        session.commit()
        assert dilemma.state is state
        assert len(questions_of(session, dilemma)) == 3
        chain = session.scalars(
            select(JournalEntry).where(JournalEntry.dilemma_id == dilemma.id).order_by(JournalEntry.number)
        ).all()
        assert first_break(list(chain)) is None
        assert [entry.at for entry in chain] == sorted(entry.at for entry in chain)


@pytest.mark.parametrize("days", [-20, -4, -1, 1, 6])
def test_an_issued_dilemma_closes_when_it_is_told_to(session, cast: Cast, days: int) -> None:
    dilemma = a_dilemma(session, cast, closes_in=timedelta(days=days), withdrawn=(cast.agnes,))
    session.commit()
    assert dilemma.closes_at == NOW + timedelta(days=days)
    assert dilemma.issued_at < dilemma.closes_at
