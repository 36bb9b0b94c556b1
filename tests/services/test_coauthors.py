"""Co-authors: who may be named and by whom, what they may do at once, and what ends at once when they go."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from ethics.domain.enquiries import Stage
from ethics.domain.notices import NoticeKind
from ethics.domain.policy import Action, decide
from ethics.domain.refusal import Invalid, NotAllowed, NotKnown, NotNow
from ethics.domain.vocabulary import Event, Role, State
from ethics.models import Appointment, CoAuthor, Enquiry, EnquiryAnswer, JournalEntry, Notice, Person, TypedCopy
from ethics.reading import standing
from ethics.services import bringing, enquiries, outbox, papers, typed
from ethics.services import coauthors as services
from tests import acts
from tests.cast import STARTED_ON, Cast, Someone
from tests.factories import NOW, a_dilemma


@pytest.fixture
def paper(session, cast: Cast):
    """A draft of Dan's, who is its first author."""
    dilemma = a_dilemma(session, cast, State.DRAFT)
    session.commit()
    return dilemma


def name(cast: Cast, paper, clock, person: Someone | None = None, by: Someone | None = None) -> None:
    services.name(cast.actor(by or cast.author), paper.ref, (person or cast.other_author).id, clock)


def appoint(session, person: Someone, role: Role, **where) -> None:
    row = Appointment(person_id=person.id, role=role, starts_on=STARTED_ON, made_at=NOW, **where)
    session.add(row)
    session.flush()


def may(cast: Cast, paper, action: Action, person: Someone | None = None) -> bool:
    return bool(decide(action, standing.of(cast.actor(person or cast.other_author), paper, NOW)))


def named(session, paper) -> list[int]:
    return list(session.scalars(select(CoAuthor.person_id).where(CoAuthor.dilemma_id == paper.id)))


def told(session, kind: NoticeKind) -> list[str]:
    rows = select(Person.name).join(Notice, Notice.person_id == Person.id).where(Notice.kind == kind)
    return list(session.scalars(rows.order_by(Person.name)))


def events(session, paper) -> list[tuple[Event, int | None, object]]:
    mine = (Event.CO_AUTHOR_NAMED, Event.CO_AUTHOR_REMOVED, Event.CO_AUTHOR_LEFT)
    rows = session.scalars(
        select(JournalEntry)
        .where(JournalEntry.dilemma_id == paper.id, JournalEntry.event.in_(mine))
        .order_by(JournalEntry.number)
    )
    return [(row.event, row.actor_id, row.facts["person"]) for row in rows]


def test_who_is_named_writes_the_paper_at_once_and_is_told(session, cast: Cast, paper, clock) -> None:
    assert not may(cast, paper, Action.SEE_TITLE)
    name(cast, paper, clock)
    assert may(cast, paper, Action.EDIT_PAPER)
    assert may(cast, paper, Action.READ_PART_2)
    assert told(session, NoticeKind.CO_AUTHOR_NAMED) == [cast.other_author.name]
    assert events(session, paper) == [(Event.CO_AUTHOR_NAMED, cast.author.id, cast.other_author.id)]
    bringing.submit(cast.actor(cast.other_author), paper.ref, clock)
    assert paper.state is State.WITH_SPONSOR


def test_a_co_author_names_nobody_and_does_not_withdraw(session, cast: Cast, paper, clock) -> None:
    name(cast, paper, clock)
    co_author = cast.actor(cast.other_author)
    for forbidden in (
        lambda: services.name(co_author, paper.ref, cast.two_hats.id, clock),
        lambda: services.remove(co_author, paper.ref, cast.other_author.id, clock),
        lambda: bringing.withdraw(co_author, paper.ref, "Not wanted.", clock),
    ):
        with pytest.raises(NotAllowed, match="whoever began the paper"):
            forbidden()
    assert named(session, paper) == [cast.other_author.id]
    assert paper.state is State.DRAFT


def test_the_sponsor_may_name_somebody_too_but_not_themselves(session, cast: Cast, paper, clock) -> None:
    appoint(session, cast.sponsor, Role.AUTHOR, force_id=cast.force.id)
    with pytest.raises(Invalid) as refusal:
        name(cast, paper, clock, cast.sponsor, by=cast.sponsor)
    assert "who releases what others wrote" in str(refusal.value.errors["person"])
    name(cast, paper, clock, by=cast.sponsor)
    assert events(session, paper) == [(Event.CO_AUTHOR_NAMED, cast.sponsor.id, cast.other_author.id)]


@pytest.mark.parametrize(
    ("person", "why"),
    [
        ("nobody", "Choose one of the force’s authors."),
        ("other_sponsor", "Choose one of the force’s authors."),
        ("joan", "Choose one of the force’s authors."),
        ("author", "Dan Fairley began this paper, and is its author."),
    ],
)
def test_only_another_author_of_the_force_can_be_named(
    session, cast: Cast, paper, clock, person: str, why: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        name(cast, paper, clock, getattr(cast, person))
    assert str(refusal.value.errors["person"]) == why
    assert named(session, paper) == []


@pytest.mark.parametrize("role", [Role.MEMBER, Role.CHAIR, Role.SECRETARY, Role.DISCLOSURE_REVIEWER])
def test_who_sits_on_the_committee_or_works_for_it_cannot_write_what_is_put_to_it(
    session, cast: Cast, paper, clock, role: Role
) -> None:
    appoint(session, cast.other_author, role, committee_id=cast.committee.id)  # a seat not even confirmed yet
    with pytest.raises(Invalid) as refusal:
        name(cast, paper, clock)
    assert str(refusal.value.errors["person"]) == "Moira Tench sits on the committee or works for it."


def test_a_seat_on_another_committee_keeps_nobody_from_it(session, cast: Cast, paper, clock) -> None:
    appoint(session, cast.other_author, Role.MEMBER, committee_id=cast.other_committee.id)
    name(cast, paper, clock)
    name(cast, paper, clock, cast.two_hats)  # who watches the committee has no part in what it says
    assert sorted(named(session, paper)) == sorted([cast.other_author.id, cast.two_hats.id])


def test_nobody_is_named_twice_or_removed_twice(session, cast: Cast, paper, clock) -> None:
    name(cast, paper, clock)
    with pytest.raises(Invalid) as refusal:
        name(cast, paper, clock)
    assert str(refusal.value.errors["person"]) == "Moira Tench is a co-author already."
    services.remove(cast.actor(cast.author), paper.ref, cast.other_author.id, clock)
    with pytest.raises(NotNow, match="no longer a co-author"):
        services.remove(cast.actor(cast.author), paper.ref, cast.other_author.id, clock)
    assert told(session, NoticeKind.CO_AUTHOR_REMOVED) == [cast.other_author.name]


def test_the_first_author_is_no_co_author_to_be_removed_or_to_leave(session, cast: Cast, paper, clock) -> None:
    with pytest.raises(NotNow):
        services.remove(cast.actor(cast.sponsor), paper.ref, cast.author.id, clock)
    with pytest.raises(NotAllowed):
        services.leave(cast.actor(cast.author), paper.ref, clock)
    assert may(cast, paper, Action.EDIT_PAPER, cast.author)


def test_nothing_is_named_on_what_is_over(session, cast: Cast, clock) -> None:
    declined = a_dilemma(session, cast, State.DECLINED)
    with pytest.raises(NotAllowed, match="It is over"):
        name(cast, declined, clock)
    assert named(session, declined) == []


def test_a_removed_co_author_keeps_what_they_typed_and_nothing_else(session, cast: Cast, paper, clock) -> None:
    name(cast, paper, clock)
    moira = cast.actor(cast.other_author)
    typed.keep(moira, paper.ref, "section/background", "0123456789", [("blocks-0-text", "Ask the farmers.")], clock)
    services.remove(cast.actor(cast.author), paper.ref, moira.person_id, clock)
    assert not may(cast, paper, Action.SEE_TITLE)
    with pytest.raises(NotKnown):
        typed.keep(moira, paper.ref, "section/background", "0123456789", [("blocks-0-text", "x")], clock)
    assert [row.content for row in session.scalars(select(TypedCopy))] == [[["blocks-0-text", "Ask the farmers."]]]
    clock.advance(days=29)
    name(cast, paper, clock)
    typed.keep(cast.actor(cast.author), paper.ref, "about", "abcdef0123", [("title", "Doorbells")], clock)
    kept = session.scalars(select(TypedCopy).where(TypedCopy.person_id == moira.person_id)).one()
    assert kept.content == [["blocks-0-text", "Ask the farmers."]]


def test_who_leaves_has_nothing_of_it_and_the_others_are_told(session, cast: Cast, paper, clock) -> None:
    name(cast, paper, clock)
    name(cast, paper, clock, cast.two_hats)
    services.leave(cast.actor(cast.other_author), paper.ref, clock)
    assert not may(cast, paper, Action.SEE_TITLE)
    assert told(session, NoticeKind.CO_AUTHOR_LEFT) == [cast.author.name, cast.two_hats.name]
    assert events(session, paper)[-1] == (Event.CO_AUTHOR_LEFT, cast.other_author.id, cast.other_author.id)


def test_a_co_author_is_no_sponsor_of_the_paper(session, cast: Cast, paper, clock) -> None:
    appoint(session, cast.other_author, Role.SPONSOR, force_id=cast.force.id)
    name(cast, paper, clock)
    draft = papers.AboutDraft("Footage from doorbells", sponsor_id=cast.other_author.id)
    with pytest.raises(Invalid) as refusal:
        papers.save_about(cast.actor(cast.other_author), paper.ref, draft, clock)
    assert str(refusal.value.errors["sponsor"]) == (
        "They are a co-author of this paper. A sponsor releases what others wrote."
    )
    assert paper.sponsor_id == cast.sponsor.id


# -- what is asked of the author is asked of all of them --------------------------------------------------------------


def test_what_the_author_is_told_all_of_them_are_told_once(session, cast: Cast, paper, clock) -> None:
    name(cast, paper, clock)
    bringing.submit(cast.actor(cast.other_author), paper.ref, clock)
    bringing.hand_back(cast.actor(cast.sponsor), paper.ref, "Say how many.", clock)
    assert told(session, NoticeKind.HANDED_BACK) == [cast.author.name, cast.other_author.name]


def test_any_of_them_answers_an_enquiry_for_all(session, cast: Cast, clock) -> None:
    dilemma = a_dilemma(session, cast)
    name(cast, dilemma, clock)
    asked = acts.enquire(session, dilemma, cast.joan, "How long is it kept?")
    enquiries.pass_on(cast.actor(cast.secretary), dilemma.ref, asked.id, "How long is it kept?", clock, row_version=1)
    assert told(session, NoticeKind.ENQUIRY_PASSED_ON) == [cast.author.name, cast.other_author.name]
    row = session.scalars(select(Enquiry)).one()
    enquiries.answer(cast.actor(cast.other_author), dilemma.ref, 1, "31 days.", clock, row_version=row.row_version)
    assert row.stage is Stage.ANSWERED
    assert session.scalars(select(EnquiryAnswer.given_by_id)).all() == [cast.other_author.id]


def test_where_no_author_is_left_the_sponsor_is_asked_and_answers(session, cast: Cast, clock) -> None:
    dilemma = a_dilemma(session, cast)
    name(cast, dilemma, clock)
    asked = acts.enquire(session, dilemma, cast.joan, "How long is it kept?")
    sponsor = cast.actor(cast.sponsor)
    assert not may(cast, dilemma, Action.ANSWER_ENQUIRY, cast.sponsor)
    for held in session.scalars(select(Appointment).where(Appointment.role == Role.AUTHOR)):
        held.ends_on = date(2026, 2, 27)
    session.flush()
    enquiries.pass_on(cast.actor(cast.secretary), dilemma.ref, asked.id, "How long is it kept?", clock, row_version=1)
    assert told(session, NoticeKind.ENQUIRY_PASSED_ON) == [cast.sponsor.name]
    row = session.scalars(select(Enquiry)).one()
    enquiries.answer(sponsor, dilemma.ref, 1, "31 days.", clock, row_version=row.row_version)
    assert row.stage is Stage.ANSWERED


def test_a_notice_of_having_been_named_is_not_sent_to_whom_is_no_longer(session, cast: Cast, paper, clock) -> None:
    name(cast, paper, clock)
    services.remove(cast.actor(cast.author), paper.ref, cast.other_author.id, clock)
    session.commit()
    letters: list[outbox.Letter] = []
    outbox.send_waiting(lambda message: None, lambda letter: letters.append(letter) or None, clock)  # type: ignore[arg-type,func-returns-value,return-value]
    assert [(one.kind, one.to, one.title) for one in letters] == [
        (NoticeKind.CO_AUTHOR_REMOVED, cast.other_author.email, "")
    ]


def test_leaving_and_being_named_again_is_a_line_each(session, cast: Cast, paper, clock) -> None:
    for _ in range(2):
        name(cast, paper, clock)
        services.leave(cast.actor(cast.other_author), paper.ref, clock)
        clock.advance(minutes=5)
    assert [event for event, _, _ in events(session, paper)] == [Event.CO_AUTHOR_NAMED, Event.CO_AUTHOR_LEFT] * 2
    assert named(session, paper) == []
    assert clock() - NOW == timedelta(minutes=10)
