"""Enquiries: put while positions are sealed, looked at by the Secretary, answered for all whose seat is open."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from ethics.domain.enquiries import Stage
from ethics.domain.notices import NoticeKind
from ethics.domain.refusal import Invalid, NotAllowed, NotKnown, NotNow, Stale
from ethics.domain.vocabulary import Event, Part, RulingOutcome, State
from ethics.models import Enquiry, EnquiryAnswer, JournalEntry, Notice, Person
from ethics.services import enquiries as services
from ethics.services import outbox
from ethics.services.enquiries import EnquiryDraft
from tests.cast import Cast
from tests.factories import a_dilemma, declare, give_position, rule
from tests.richtext.hostile import HOSTILE

ASKED = "How long is the footage kept now?"


@pytest.fixture
def item(session, cast: Cast):
    """Issued and open; Joan, Tomos and the Chair have declared no interest."""
    dilemma = a_dilemma(session, cast, State.ISSUED)
    for person in (cast.joan, cast.tomos, cast.chair):
        declare(session, dilemma, person)
    session.commit()
    return dilemma


def put(cast: Cast, item, clock, text: str = ASKED, paragraph: str = "", person=None) -> int:
    return services.put(cast.actor(person or cast.joan), item.ref, EnquiryDraft(text, paragraph), clock)


def passed_on(cast: Cast, item, clock, text: str = ASKED, **more) -> int:
    one = put(cast, item, clock, **more)
    return services.pass_on(cast.actor(cast.secretary), item.ref, one, text, clock, row_version=1)


def told(session, kind: NoticeKind) -> set[str]:
    rows = session.scalars(select(Person.name).join(Notice, Notice.person_id == Person.id).where(Notice.kind == kind))
    return set(rows)


def events(session, item) -> list[tuple[Event, int | None]]:
    mine = (
        Event.ENQUIRY_ASKED,
        Event.ENQUIRY_SENT_BACK,
        Event.ENQUIRY_PASSED_ON,
        Event.ENQUIRY_ANSWERED,
        Event.FACT_PUT,
    )
    rows = session.execute(
        select(JournalEntry.event, JournalEntry.actor_id)
        .where(JournalEntry.dilemma_id == item.id, JournalEntry.event.in_(mine))
        .order_by(JournalEntry.number)
    )
    return [(row.event, row.actor_id) for row in rows]


def test_it_goes_from_its_asker_by_way_of_the_secretary_to_the_author_and_to_every_open_seat(
    session, cast: Cast, clock, item
) -> None:
    one = put(cast, item, clock, paragraph="4")
    assert told(session, NoticeKind.ENQUIRY_ASKED) == {cast.secretary.name}
    number = services.pass_on(cast.actor(cast.secretary), item.ref, one, ASKED, clock, row_version=1)
    assert (number, told(session, NoticeKind.ENQUIRY_PASSED_ON)) == (1, {cast.author.name})
    services.answer(cast.actor(cast.author), item.ref, number, "Thirty days.", clock, row_version=2)
    row = session.get(Enquiry, one)
    assert (row.stage, row.paragraph, row.part, row.number) == (Stage.ANSWERED, "4", Part.OPEN, 1)
    assert told(session, NoticeKind.ENQUIRY_ANSWERED) == {cast.joan.name, cast.tomos.name, cast.chair.name}
    assert events(session, item) == [
        (Event.ENQUIRY_ASKED, cast.joan.id),
        (Event.ENQUIRY_PASSED_ON, cast.secretary.id),
        (Event.ENQUIRY_ANSWERED, cast.author.id),
    ]


def test_the_journal_holds_ids_and_no_words(session, cast: Cast, clock, item) -> None:
    number = passed_on(cast, item, clock)
    services.answer(cast.actor(cast.author), item.ref, number, "Thirty days.", clock, row_version=None)
    facts = session.scalars(select(JournalEntry.facts).where(JournalEntry.dilemma_id == item.id)).all()
    assert not [one for one in facts if "footage" in str(one) or "Thirty" in str(one)]


@pytest.mark.parametrize("state", [State.SCHEDULED, State.DISCUSSED, State.CIRCULATED, State.SENT])
def test_it_is_put_only_while_positions_are_open(session, cast: Cast, clock, state) -> None:
    dilemma = a_dilemma(session, cast, state)
    if state is State.SCHEDULED:
        declare(session, dilemma, cast.joan)
    with pytest.raises(NotAllowed):
        put(cast, dilemma, clock)


def test_it_is_not_put_after_the_close(session, cast: Cast, clock, item) -> None:
    clock.set(item.closes_at)
    with pytest.raises(NotAllowed, match="while positions are open"):
        put(cast, item, clock)


@pytest.mark.parametrize("outcome", list(RulingOutcome))
def test_a_ruling_decides_who_may_put_one_and_who_is_told_of_an_answer(
    session, cast: Cast, clock, item, outcome
) -> None:
    number = passed_on(cast, item, clock)
    made = declare(session, item, cast.priya, cast.interests["personal"], at=clock() - timedelta(hours=2))
    with pytest.raises(NotAllowed, match="waits for a ruling"):
        put(cast, item, clock, person=cast.priya)
    rule(session, made, cast.chair, outcome, at=clock() - timedelta(hours=1))
    services.answer(cast.actor(cast.author), item.ref, number, "Thirty days.", clock, row_version=None)
    reads = outcome is not RulingOutcome.WITHDRAW
    assert (cast.priya.name in told(session, NoticeKind.ENQUIRY_ANSWERED)) is reads
    if reads:
        put(cast, item, clock, person=cast.priya)
    else:
        with pytest.raises(NotAllowed, match="You have withdrawn"):
            put(cast, item, clock, person=cast.priya)


def test_a_message_to_somebody_who_has_withdrawn_since_is_not_sent(session, cast: Cast, clock, item, app) -> None:
    number = passed_on(cast, item, clock)
    services.answer(cast.actor(cast.author), item.ref, number, "Thirty days.", clock, row_version=None)
    made = declare(session, item, cast.tomos, cast.interests["personal"], at=clock())
    rule(session, made, cast.chair, RulingOutcome.WITHDRAW, at=clock())
    session.commit()
    letters: list[outbox.Letter] = []
    outbox.send_waiting(lambda message: None, lambda letter: letters.append(letter) or None, clock)  # type: ignore[func-returns-value,arg-type]
    kinds = {(letter.name, letter.kind) for letter in letters}
    assert (cast.joan.name, NoticeKind.ENQUIRY_ANSWERED) in kinds
    assert not [letter for letter in letters if letter.name == cast.tomos.name]


def test_nobody_but_a_member_puts_one_nobody_but_the_secretary_passes_it_on_nobody_but_the_author_answers(
    session, cast: Cast, clock, item
) -> None:
    for person in (cast.secretary, cast.author, cast.sponsor, cast.adviser, cast.observer, cast.grace, cast.monitoring):
        with pytest.raises(NotAllowed):
            put(cast, item, clock, person=person)
    one = put(cast, item, clock)
    for person in (cast.joan, cast.chair, cast.author, cast.adviser):
        with pytest.raises(NotAllowed):
            services.pass_on(cast.actor(person), item.ref, one, ASKED, clock, row_version=1)
        with pytest.raises(NotAllowed):
            services.send_back(cast.actor(person), item.ref, one, "No.", clock, row_version=1)
    number = services.pass_on(cast.actor(cast.secretary), item.ref, one, ASKED, clock, row_version=1)
    for person in (cast.joan, cast.secretary, cast.sponsor, cast.chair):
        with pytest.raises(NotAllowed):
            services.answer(cast.actor(person), item.ref, number, "Thirty days.", clock, row_version=None)
    for person in (cast.outsider, cast.other_author, cast.other_secretary, cast.nobody):
        with pytest.raises(NotKnown):
            put(cast, item, clock, person=person)


def test_the_author_cannot_answer_what_was_not_passed_on(session, cast: Cast, clock, item) -> None:
    put(cast, item, clock)
    with pytest.raises(NotKnown):
        services.answer(cast.actor(cast.author), item.ref, 1, "Thirty days.", clock, row_version=None)


def test_mended_words_go_on_and_the_first_are_kept(session, cast: Cast, clock, item) -> None:
    one = put(cast, item, clock, text="Surely nobody keeps it for thirty days?")
    services.pass_on(cast.actor(cast.secretary), item.ref, one, ASKED, clock, row_version=1)
    row = session.get(Enquiry, one)
    assert (row.text, row.first_text) == (ASKED, "Surely nobody keeps it for thirty days?")


def test_what_is_sent_back_needs_a_reason_and_comes_again_in_other_words(session, cast: Cast, clock, item) -> None:
    secretary, joan = cast.actor(cast.secretary), cast.actor(cast.joan)
    one = put(cast, item, clock, text="This is wrong, is it not?")
    with pytest.raises(Invalid) as refused:
        services.send_back(secretary, item.ref, one, "  ", clock, row_version=1)
    assert set(refused.value.errors) == {"reason"}
    services.send_back(secretary, item.ref, one, "It is an opinion.", clock, row_version=1)
    assert told(session, NoticeKind.ENQUIRY_SENT_BACK) == {cast.joan.name}
    with pytest.raises(NotKnown):
        services.reword(cast.actor(cast.tomos), item.ref, one, ASKED, clock, row_version=2)
    services.reword(joan, item.ref, one, ASKED, clock, row_version=2)
    with pytest.raises(NotNow):
        services.reword(joan, item.ref, one, "And again.", clock, row_version=3)
    assert services.pass_on(secretary, item.ref, one, ASKED, clock, row_version=3) == 1
    assert [event for event, _ in events(session, item)] == [
        Event.ENQUIRY_ASKED, Event.ENQUIRY_SENT_BACK, Event.ENQUIRY_ASKED, Event.ENQUIRY_PASSED_ON,
    ]  # fmt: skip


def test_numbers_are_given_when_passed_on_so_that_what_was_not_is_not_counted(session, cast: Cast, clock, item) -> None:
    first, second = put(cast, item, clock), put(cast, item, clock, person=cast.tomos)
    secretary = cast.actor(cast.secretary)
    services.send_back(secretary, item.ref, first, "It is an opinion.", clock, row_version=1)
    assert services.pass_on(secretary, item.ref, second, ASKED, clock, row_version=1) == 1


def test_two_secretaries_at_once_do_not_pass_it_on_twice(session, cast: Cast, clock, item) -> None:
    one = put(cast, item, clock)
    secretary = cast.actor(cast.secretary)
    services.pass_on(secretary, item.ref, one, ASKED, clock, row_version=1)
    with pytest.raises(Stale) as refused:
        services.pass_on(secretary, item.ref, one, "Otherwise.", clock, row_version=1)
    assert [text.now for text in refused.value.texts] == [ASKED]
    with pytest.raises(NotNow, match="dealt with it already"):
        services.send_back(secretary, item.ref, one, "No.", clock, row_version=None)


def test_a_corrected_answer_leaves_the_first_and_a_stale_one_gives_the_words_back(
    session, cast: Cast, clock, item
) -> None:
    author = cast.actor(cast.author)
    number = passed_on(cast, item, clock)
    services.answer(author, item.ref, number, "Thirty days.", clock, row_version=2)
    with pytest.raises(Stale) as refused:
        services.answer(author, item.ref, number, "Forty days.", clock, row_version=2)
    assert [text.now for text in refused.value.texts] == ["Thirty days."]
    services.answer(author, item.ref, number, "Forty days.", clock, row_version=3)
    services.answer(author, item.ref, number, "Forty days.", clock, row_version=4)
    assert session.scalars(select(EnquiryAnswer.text).order_by(EnquiryAnswer.id)).all() == [
        "Thirty days.",
        "Forty days.",
    ]


def test_an_empty_or_secret_text_cannot_stand_and_a_marked_one_is_closed(session, cast: Cast, clock, item) -> None:
    for text in ("  ", "SECRET\n\nHow long is it kept?"):
        with pytest.raises(Invalid):
            put(cast, item, clock, text=text)
    with pytest.raises(NotKnown):
        put(cast, item, clock, paragraph="99")
    closed = put(cast, item, clock, paragraph="5")
    marked = put(cast, item, clock, text="OFFICIAL-SENSITIVE\n\nHow long is it kept?")
    plain = passed_on(cast, item, clock)
    assert {session.get(Enquiry, one).part for one in (closed, marked)} == {Part.CLOSED}
    services.answer(
        cast.actor(cast.author), item.ref, plain, "OFFICIAL-SENSITIVE\n\nThirty days.", clock, row_version=None
    )
    assert session.scalar(select(Enquiry.part).where(Enquiry.number == plain)) is Part.CLOSED


def test_it_can_be_dealt_with_after_the_close_until_the_advice_is_agreed(session, cast: Cast, clock, item) -> None:
    one = put(cast, item, clock)
    clock.set(item.closes_at + timedelta(hours=1))
    number = services.pass_on(cast.actor(cast.secretary), item.ref, one, ASKED, clock, row_version=1)
    services.answer(cast.actor(cast.author), item.ref, number, "Thirty days.", clock, row_version=None)
    agreed = a_dilemma(session, cast, State.AGREED)
    with pytest.raises(NotAllowed, match="until the advice is agreed"):
        services.answer(cast.actor(cast.author), agreed.ref, 1, "Thirty days.", clock, row_version=None)


def test_only_its_asker_takes_it_off_their_desk(session, cast: Cast, clock, item) -> None:
    number = passed_on(cast, item, clock)
    services.answer(cast.actor(cast.author), item.ref, number, "Thirty days.", clock, row_version=None)
    one = session.scalar(select(Enquiry))
    with pytest.raises(NotKnown):
        services.set_aside(cast.actor(cast.tomos), item.ref, one.id, clock)
    services.set_aside(cast.actor(cast.joan), item.ref, one.id, clock)
    assert one.seen_at == clock()


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_words_are_kept_as_words(session, cast: Cast, clock, item, text) -> None:
    try:
        one = put(cast, item, clock, text=text)
    except Invalid:
        return
    assert session.get(Enquiry, one).first_text


# -- facts wanted -----------------------------------------------------------------------------------------------------


@pytest.fixture
def revealed(session, cast: Cast):
    """Closed yesterday; Tomos wants a fact on the second question."""
    dilemma = a_dilemma(session, cast, State.ISSUED, closes_in=timedelta(days=-1), given_by=[cast.joan])
    position = give_position(session, dilemma, cast.tomos, 2, facts_wanted="How many doorbells are there?")
    session.commit()
    return dilemma, position.id


def test_a_fact_wanted_goes_to_the_author_at_once_and_only_once(session, cast: Cast, clock, revealed) -> None:
    item, position_id = revealed
    number = services.put_fact(cast.actor(cast.chair), item.ref, 2, position_id, "How many doorbells?", clock)
    row = session.scalar(select(Enquiry))
    assert (row.stage, row.number, row.first_text, row.text) == (
        Stage.WITH_AUTHOR, number, "How many doorbells are there?", "How many doorbells?",
    )  # fmt: skip
    assert told(session, NoticeKind.ENQUIRY_PASSED_ON) == {cast.author.name}
    with pytest.raises(NotNow, match="put to the author already"):
        services.put_fact(cast.actor(cast.secretary), item.ref, 2, position_id, "How many?", clock)
    assert events(session, item) == [(Event.FACT_PUT, cast.chair.id)]


def test_who_leaves_for_the_discussion_is_not_told_of_its_answer(session, cast: Cast, clock, revealed) -> None:
    item, position_id = revealed
    made = declare(session, item, cast.kwame, cast.interests["personal"], at=clock())
    rule(session, made, cast.chair, RulingOutcome.LEAVE, at=clock())
    number = services.put_fact(cast.actor(cast.secretary), item.ref, 2, position_id, "How many doorbells?", clock)
    services.answer(cast.actor(cast.author), item.ref, number, "About 900.", clock, row_version=None)
    there = told(session, NoticeKind.ENQUIRY_ANSWERED)
    assert cast.joan.name in there
    assert cast.kwame.name not in there


def test_facts_are_put_by_the_chair_and_the_secretary_after_the_close_and_by_nobody_else(
    session, cast: Cast, clock, item, revealed
) -> None:
    closed, position_id = revealed
    for person in (cast.joan, cast.tomos, cast.vice_chair, cast.author):
        with pytest.raises(NotAllowed):
            services.put_fact(cast.actor(person), closed.ref, 2, position_id, "How many?", clock)
    mine = give_position(session, item, cast.tomos, 1, facts_wanted="How many?")
    for person in (cast.chair, cast.secretary):
        with pytest.raises(NotAllowed, match="sealed until they close"):
            services.put_fact(cast.actor(person), item.ref, 1, mine.id, "How many?", clock)


def test_a_fact_belongs_to_a_position_that_counts_and_wants_one(session, cast: Cast, clock, revealed) -> None:
    item, position_id = revealed
    other = give_position(session, item, cast.priya, 1)
    secretary = cast.actor(cast.secretary)
    for question, position in ((1, position_id), (1, other.id), (2, 9_999), (9, position_id)):
        with pytest.raises(NotKnown):
            services.put_fact(secretary, item.ref, question, position, "How many?", clock)
