"""The list of dilemmas and the page of one, made for each reader."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ethics.domain.asks import AskKind
from ethics.domain.dilemmas import Doing, Group, Place, life
from ethics.domain.policy import Action, decide
from ethics.domain.refusal import NotKnown
from ethics.domain.vocabulary import Phase, PublicationStatus, RulingOutcome, State, Step
from ethics.models import Dilemma, Source
from ethics.reading import standing
from ethics.reading.dilemmas import ON_A_PAGE, DilemmaPage, dilemma, dilemmas
from tests.acts import publish
from tests.cast import Cast, Someone
from tests.factories import NOW, a_dilemma, declare, in_every_state, rule


def page_of(cast: Cast, person: Someone | None, made: Dilemma, now: datetime = NOW) -> DilemmaPage:
    return dilemma(cast.actor(person), made.ref, now)


def open_places(page: DilemmaPage) -> set[Place]:
    return {here.place for here in page.places if here.opens}


# -- the list ---------------------------------------------------------------------------------------------------------


def test_every_state_is_in_one_group() -> None:
    grouped = [state for group in Group for state in group.states]
    assert sorted(grouped) == sorted(State)


def test_a_list_names_what_one_may_know_of_and_counts_nothing_else(session: Any, cast: Cast) -> None:
    made = list(in_every_state(session, cast))
    session.commit()
    for person in cast.everyone:
        actor = cast.actor(person)
        known = {one.ref for one in made if decide(Action.SEE_TITLE, standing.of(actor, one, NOW))}
        found = dilemmas(actor, NOW)
        assert {row.ref for row in found.rows} == known, person
        assert found.total == len(known)
        by_group = [dilemmas(actor, NOW, group) for group in Group]
        assert sum(one.total for one in by_group) == len(known)
        for one in by_group:
            assert one.group is not None
            assert {row.state for row in one.rows} <= set(one.group.states)


def test_the_administrator_s_list_has_titles_and_states_alone(session: Any, cast: Cast) -> None:
    list(in_every_state(session, cast))
    session.commit()
    rows = dilemmas(cast.actor(cast.administrator), NOW).rows
    assert len(rows) == len(State)
    assert all(row.letter == "" and row.meeting_at is None for row in rows)


def test_a_long_list_comes_in_pages_newest_first(session: Any, cast: Cast) -> None:
    for days in range(ON_A_PAGE + 3):
        a_dilemma(session, cast, State.DRAFT, now=NOW - timedelta(days=days), title=f"Number {days}")
    session.commit()
    actor = cast.actor(cast.author)
    first, second = dilemmas(actor, NOW), dilemmas(actor, NOW, page=2)
    assert (first.pages, len(first.rows), len(second.rows)) == (2, ON_A_PAGE, 3)
    assert [row.title for row in first.rows[:2]] == ["Number 0", "Number 1"]
    assert dilemmas(actor, NOW, page=99).page == 2


def test_only_authors_are_offered_to_write_a_paper(session: Any, cast: Cast) -> None:
    for person in cast.everyone:
        may = dilemmas(cast.actor(person), NOW).may_start
        assert may is (person in (cast.author, cast.other_author, cast.two_hats)), person


def test_a_list_takes_as_many_queries_for_one_as_for_many(
    session: Any, cast: Cast, count_queries: Callable[[], Any]
) -> None:
    def counted() -> list[int]:
        found = []
        for person in (cast.joan, cast.chair, cast.secretary, cast.author, cast.administrator):
            session.remove()
            actor = cast.actor(person)
            with count_queries() as seen:
                dilemmas(actor, NOW)
            found.append(len(seen))
        return found

    a_dilemma(session, cast, State.SENT)
    session.commit()
    once = counted()
    for _ in range(5):
        a_dilemma(session, cast, State.SENT)
    session.commit()
    assert counted() == once
    assert max(once) <= 8


# -- the page of one --------------------------------------------------------------------------------------------------


def test_everybody_who_may_know_of_it_has_a_page_in_every_state_and_nobody_else(session: Any, cast: Cast) -> None:
    for made in in_every_state(session, cast):
        for person in (*cast.everyone, None):
            actor = cast.actor(person)
            if person is not None and decide(Action.SEE_TITLE, standing.of(actor, made, NOW)):
                page = dilemma(actor, made.ref, NOW)
                assert page.title == made.title
                assert str(page.sentence)
            elif person is not None:
                with pytest.raises(NotKnown):
                    dilemma(actor, made.ref, NOW)


def test_what_is_asked_on_the_page_is_what_the_desk_asks(session: Any, cast: Cast) -> None:
    made = a_dilemma(session, cast, State.CIRCULATED)
    assert [ask.kind for ask in page_of(cast, cast.chair, made).asks] == [AskKind.CONFIRM, AskKind.SIGN_OFF]
    assert page_of(cast, cast.author, made).asks == ()


def test_pages_that_are_not_open_yet_say_why_and_those_for_others_are_not_named(session: Any, cast: Cast) -> None:
    made = a_dilemma(session, cast)
    undeclared = page_of(cast, cast.joan, made)
    reasons = {here.place: str(here.waits) for here in undeclared.places if not here.opens}
    assert reasons[Place.PAPER] == "First say whether you have an interest in this item."
    declare(session, made, cast.joan)
    declared = page_of(cast, cast.joan, made)
    assert open_places(declared) == {
        Place.PAPER, Place.ENQUIRIES, Place.NOTES, Place.DECLARATIONS, Place.POSITIONS,
    }  # fmt: skip
    waits = {here.place: str(here.waits) for here in declared.places if not here.opens}
    assert waits[Place.REVEAL] == "Positions are sealed until they close, for everyone."
    author = page_of(cast, cast.author, made)
    assert {here.place for here in author.places} == {Place.PAPER, Place.AUTHORS, Place.ENQUIRIES, Place.ADVICE}


def test_the_file_a_paper_came_from_is_found_by_its_author_and_the_secretary_alone(session: Any, cast: Cast) -> None:
    made = a_dilemma(session, cast)
    declare(session, made, cast.joan)
    assert Place.SOURCE not in open_places(page_of(cast, cast.secretary, made))  # it was written here
    session.add(
        Source(
            dilemma_id=made.id, name="paper.docx", media_type="text/plain", digest="0" * 64, size=1,
            imported_by_id=cast.author.id, imported_at=NOW,
        )
    )  # fmt: skip
    session.flush()
    found = {one.name for one in cast.everyone if _finds_the_source(cast, one, made)}
    assert found == {cast.author.name, cast.secretary.name}


def _finds_the_source(cast: Cast, person: Someone, made: Dilemma) -> bool:
    try:
        return any(here.place is Place.SOURCE for here in page_of(cast, person, made).places)
    except NotKnown:
        return False


def test_who_withdrew_keeps_the_agenda_line_and_their_own_declaration(session: Any, cast: Cast) -> None:
    made = a_dilemma(session, cast, State.DISCUSSED, withdrawn=(cast.agnes,))
    page = page_of(cast, cast.agnes, made)
    assert page.title == made.title
    assert page.meets is not None
    assert open_places(page) == set()
    assert list(page.doings) == [Doing.DECLARE_AGAIN]
    assert page.asks == ()
    said = " ".join(f"{line.what} {line.reason}" for line in page.lately)
    assert "position" not in said.lower().replace("positions closed", "")


def test_the_administrator_sees_title_and_state_and_nothing_of_the_paper(session: Any, cast: Cast) -> None:
    page = page_of(cast, cast.administrator, a_dilemma(session, cast))
    assert not page.knows_more
    assert (page.unit, page.force, page.meets, page.parties, page.closes_at) == ("", "", None, (), None)
    assert page.places == page.asks == page.doings == ()


def test_the_secretary_reads_what_keeps_a_step_from_being_taken(session: Any, cast: Cast) -> None:
    made = a_dilemma(session, cast)
    (waits,) = page_of(cast, cast.secretary, made).not_yet
    assert set(waits.steps) == {Step.DISCUSS, Step.DEFER}
    assert str(waits.missing).startswith("Positions are sealed until")
    assert page_of(cast, cast.joan, made).not_yet == ()
    assert Doing.MOVE_CLOSE in page_of(cast, cast.secretary, made).doings


def test_the_force_may_withdraw_it_until_it_is_agreed(session: Any, cast: Cast) -> None:
    for state in State:
        page = page_of(cast, cast.sponsor, a_dilemma(session, cast, state))
        ended = (
            State.AGREED,
            State.SENT,
            State.ANSWERED,
            State.CLOSED,
            State.REDIRECTED,
            State.DECLINED,
            State.WITHDRAWN,
        )
        assert (Doing.WITHDRAW in page.doings) is (state not in ended)


def test_the_sentence_speaks_of_the_clock(session: Any, cast: Cast) -> None:
    made = a_dilemma(session, cast)
    assert str(page_of(cast, cast.secretary, made).sentence).startswith(
        "Positions are open, and sealed from everyone until"
    )
    assert made.closes_at is not None
    after = page_of(cast, cast.secretary, made, made.closes_at)
    assert "who meet at" in str(after.sentence)
    assert str(after.word) == "Positions revealed"
    assert "not recorded yet" in str(page_of(cast, cast.secretary, made, made.closes_at + timedelta(days=30)).sentence)
    sent = a_dilemma(session, cast, State.SENT)
    assert str(page_of(cast, cast.sponsor, sent).sentence).startswith("The force answers every clause by")
    late = page_of(cast, cast.sponsor, sent, NOW + timedelta(days=90))
    assert late.overdue
    assert str(late.sentence).startswith("The force’s answer was due at")


def test_a_published_one_leads_to_the_public_page(session: Any, cast: Cast) -> None:
    made = a_dilemma(session, cast, State.SENT)
    publish(session, made, cast, PublicationStatus.APPROVED)
    assert Place.PUBLISHED not in open_places(page_of(cast, cast.joan, made))
    publish(session, made, cast, edition=2, ref="p123456789")
    page = page_of(cast, cast.joan, made)
    assert [one.ref for one in page.places if one.place is Place.PUBLISHED] == ["p123456789"]
    assert {one.ref for one in page.places if one.place is not Place.PUBLISHED} == {made.ref}


def test_a_page_stays_within_fifteen_queries_of_its_reading(
    session: Any, cast: Cast, count_queries: Callable[[], Any]
) -> None:
    made = [one.ref for one in in_every_state(session, cast, scenarios=2, questions=4)]
    session.commit()
    for person in (cast.chair, cast.joan, cast.secretary, cast.sponsor, cast.reviewer):
        for ref in made:
            session.remove()
            actor = cast.actor(person)
            with count_queries() as seen:
                try:
                    dilemma(actor, ref, NOW)
                except NotKnown:
                    continue
            assert len(seen) <= 16, (person.name, ref)


def test_parties_are_shown_and_none_is_said_outright(session: Any, cast: Cast) -> None:
    page = page_of(cast, cast.joan, a_dilemma(session, cast))
    assert [name for name, _ in page.parties] == ["Ferry Lane", "Watchful Homes Ltd"]


# -- its life ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("urgent", [False, True])
def test_where_it_stands_has_one_place_it_is_at(session: Any, cast: Cast, state: State, urgent: bool) -> None:
    made = a_dilemma(session, cast, state, urgent=urgent)
    stops = page_of(cast, cast.author, made).life
    assert sum(stop.here for stop in stops) == (0 if state in (State.ANSWERED, State.CLOSED) else 1)
    done = [stop.done for stop in stops if not stop.here]
    assert done == sorted(done, reverse=True)
    assert all(stop.at is not None for stop in stops if stop.done and not stop.here)


def test_an_urgent_one_has_no_meeting_in_its_life() -> None:
    moment = datetime(2026, 3, 2, tzinfo=UTC)
    stops = life(
        State.DRAFTING, Phase.REVEALED, urgent=True, released_at=moment, accepted_at=moment, closes_at=moment, discussed_at=None,
        agreed_at=None, answered_at=None, ended_at=None,
    )  # fmt: skip
    assert "Discussed" not in [str(stop.words) for stop in stops]


def test_a_ruling_changes_the_page_at_once(session: Any, cast: Cast) -> None:
    made = a_dilemma(session, cast, State.DISCUSSED)
    assert Place.REVEAL in open_places(page_of(cast, cast.joan, made))
    rule(session, declare(session, made, cast.joan, cast.interests["personal"]), cast.chair, RulingOutcome.LEAVE)
    page = page_of(cast, cast.joan, made)
    assert Place.REVEAL not in open_places(page)
    assert Place.PAPER in open_places(page)
