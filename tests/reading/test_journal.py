"""A journal line follows the policy of what it speaks of."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from ethics.domain.journalled import JOURNAL_NEEDS
from ethics.domain.policy import decide
from ethics.domain.refusal import NotKnown
from ethics.domain.vocabulary import Event, State, Step
from ethics.models import Dilemma, JournalEntry, Reason
from ethics.reading import journal as reading
from ethics.reading import standing
from ethics.services import journal
from tests.cast import Cast, Someone
from tests.factories import NOW, a_dilemma, declare, give_position, in_every_state


def lines(cast: Cast, person: Someone, made: Dilemma, now: datetime = NOW) -> list[str]:
    return [str(line.what) for line in reading.journal(cast.actor(person), made.ref, now).lines]


def test_every_line_anyone_reads_is_one_the_policy_gives_them(session: Any, cast: Cast) -> None:
    for made in in_every_state(session, cast, withdrawn=(cast.agnes,)):
        entries = {
            entry.number: entry.event
            for entry in session.scalars(select(JournalEntry).where(JournalEntry.dilemma_id == made.id))
        }
        for person in cast.everyone:
            actor = cast.actor(person)
            found = standing.of(actor, made, NOW)
            try:
                first = reading.journal(actor, made.ref, NOW)
            except NotKnown:
                continue
            pages = [first, *(reading.journal(actor, made.ref, NOW, page) for page in range(2, first.pages + 1))]
            read = {line.number for page in pages for line in page.lines}
            allowed = {number for number, event in entries.items() if decide(JOURNAL_NEEDS[event], found)}
            assert read <= allowed
            if person not in (cast.administrator, cast.former):
                assert read == allowed, (person.name, made.state)


def test_what_is_not_theirs_leaves_no_gap_in_count_or_pages(session: Any, cast: Cast) -> None:
    made = a_dilemma(session, cast)
    declare(session, made, cast.joan)
    for _ in range(reading.LINES_ON_A_PAGE + 5):
        give_position(session, made, cast.joan, 1)
    assert reading.journal(cast.actor(cast.secretary), made.ref, NOW).pages == 2
    page = reading.journal(cast.actor(cast.author), made.ref, NOW)
    assert page.pages == 1
    assert not any("position" in str(line.what) for line in page.lines)
    declared = lines(cast, cast.tomos, made)
    assert "A declaration was made" in declared
    assert "A position was given" not in declared


def test_that_a_position_is_in_is_for_the_chair_and_the_secretary(session: Any, cast: Cast) -> None:
    made = a_dilemma(session, cast, given_by=[cast.joan, cast.chair])
    for person in cast.everyone:
        try:
            read = lines(cast, person, made)
        except NotKnown:
            continue
        assert ("A position was given" in read) is (person in (cast.chair, cast.secretary)), person


def test_a_change_of_a_clause_is_not_told_to_who_sees_only_the_title(session: Any, cast: Cast) -> None:
    made = a_dilemma(session, cast, State.CIRCULATED, withdrawn=(cast.agnes,))
    journal.write(
        made,
        cast.chair.id,
        Event.STATE_CHANGED,
        NOW,
        step=Step.CHANGE_CLAUSE,
        from_state=made.state,
        to_state=made.state,
    )
    changed = "A clause was changed in circulation"
    for person in (cast.joan, cast.chair, cast.secretary):
        assert changed in lines(cast, person, made)
    for person in (cast.author, cast.sponsor, cast.agnes, cast.adviser, cast.monitoring, cast.administrator):
        assert changed not in lines(cast, person, made)


def test_typed_reasons_are_for_who_reads_the_paper_and_the_force_s_own_stay_there(session: Any, cast: Cast) -> None:
    made = a_dilemma(session, cast, withdrawn=(cast.agnes,))

    def write(step: Step, text: str) -> None:
        row = journal.reason(text)
        state = made.state
        journal.write(
            made, cast.secretary.id, Event.STATE_CHANGED, NOW, step=step, from_state=state, to_state=state, reason=row
        )

    write(Step.HAND_BACK, "Say less of the inquiry.")
    write(Step.RETURN, "Which street is it?")
    write(Step.DEFER, "Out of time.")
    declare(session, made, cast.joan)

    def reasons(person: Someone) -> set[str]:
        return {line.reason for line in reading.journal(cast.actor(person), made.ref, NOW).lines if line.reason}

    assert reasons(cast.author) == {"Say less of the inquiry.", "Which street is it?", "Out of time."}
    assert reasons(cast.secretary) == {"Which street is it?", "Out of time."}
    assert reasons(cast.joan) == {"Out of time."}
    for person in (cast.tomos, cast.agnes, cast.monitoring, cast.administrator):
        assert reasons(person) == set()


def test_a_blanked_reason_is_gone_and_the_line_stays(session: Any, cast: Cast) -> None:
    made = a_dilemma(session, cast)
    row = journal.reason("A name that should not be here.")
    assert isinstance(row, Reason)
    issued = State.ISSUED
    journal.write(
        made,
        cast.secretary.id,
        Event.STATE_CHANGED,
        NOW,
        step=Step.DEFER,
        from_state=issued,
        to_state=issued,
        reason=row,
    )
    row.text, row.blanked_at = "", NOW
    session.flush()
    line = reading.journal(cast.actor(cast.secretary), made.ref, NOW).lines[0]
    assert line.reason is None
    assert line.blanked


def test_a_former_member_reads_it_up_to_their_last_day(session: Any, cast: Cast) -> None:
    made = a_dilemma(session, cast, now=datetime(2026, 1, 30, 12, tzinfo=UTC))
    journal.write(made, cast.secretary.id, Event.CLOSE_MOVED, datetime(2026, 2, 1, tzinfo=UTC) + timedelta(hours=1))
    assert "The close of positions was moved" not in lines(cast, cast.former, made)
    assert "The close of positions was moved" in lines(cast, cast.joan, made)


def test_the_digest_of_a_closed_round_can_be_read(session: Any, cast: Cast) -> None:
    made = a_dilemma(session, cast, given_by=[cast.joan])
    assert made.closes_at is not None
    journal.write(made, None, Event.REVEALED, made.closes_at, facts={"digest": "ab" * 32})
    line = reading.journal(cast.actor(cast.joan), made.ref, NOW).lines[0]
    assert line.digest == "ab" * 32
    assert line.who is None


@pytest.mark.parametrize("step", Step)
def test_every_step_has_words_for_when_it_is_taken(step: Step) -> None:
    assert step in reading._STEPS
