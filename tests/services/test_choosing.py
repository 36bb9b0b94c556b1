"""What is chosen from can change; what was chosen does not."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from ethics.domain.choosing import Brought, Choosing, moved
from ethics.domain.committees import Settings
from ethics.domain.refusal import Invalid, NotKnown, NotNow, Stale
from ethics.domain.vocabulary import DeclarationKind, State
from ethics.models import Committee, CommitteeFramework, Framework, ImplicationHeading, InterestType, Principle
from ethics.reading import answering, choices, declarations, draft_parts, papers
from ethics.reading.positions import principles_open_to
from ethics.services import choosing
from ethics.services import declarations as declaring
from ethics.services.choosing import FrameworkDraft, Wording
from ethics.services.committees import found_committee
from ethics.services.papers import save_principles
from tests.cast import AnySession, Cast
from tests.conftest import Clock
from tests.factories import NOW, a_dilemma, declare, give_position

EASTMARCH = "eastmarch-ethics-committee"


@pytest.fixture
def sam(session: Any, cast: Cast) -> Any:
    return cast.actor(cast.administrator)


@pytest.fixture
def listed(sam: Any, clock: Clock) -> Any:
    """The names on offer in one list, in their order."""

    def names(kind: Choosing, framework_id: int | None = None) -> list[str]:
        return [one.name for one in choices.choices(sam, EASTMARCH, kind, clock(), framework_id).offered]

    return names


def interest(session: AnySession, name: str) -> InterestType:
    found = session.scalars(select(InterestType).where(InterestType.name == name, InterestType.retired_at.is_(None)))
    return found.one()


def heading(session: AnySession, name: str) -> ImplicationHeading:
    return session.scalars(select(ImplicationHeading).where(ImplicationHeading.name == name)).one()


def framework(session: AnySession, name: str) -> Framework:
    return session.scalars(select(Framework).where(Framework.name == name)).one()


def principle(session: AnySession, name: str) -> Principle:
    return session.scalars(select(Principle).where(Principle.name == name)).one()


def test_what_is_added_stands_at_the_end_and_can_be_moved(session: Any, sam: Any, listed: Any, clock: Clock) -> None:
    made = choosing.add(sam, EASTMARCH, Choosing.INTERESTS, Wording("Political", "You stand for a party."), clock)
    assert listed(Choosing.INTERESTS) == ["Pecuniary", "Personal", "Sensitive", "Political"]
    choosing.move(sam, EASTMARCH, Choosing.INTERESTS, made, clock, up=True)
    assert listed(Choosing.INTERESTS) == ["Pecuniary", "Personal", "Political", "Sensitive"]
    first = interest(session, "Pecuniary")
    choosing.move(sam, EASTMARCH, Choosing.INTERESTS, first.id, clock, up=True)
    assert listed(Choosing.INTERESTS)[0] == "Pecuniary"
    choosing.move(sam, EASTMARCH, Choosing.INTERESTS, first.id, clock, up=False)
    assert listed(Choosing.INTERESTS) == ["Personal", "Pecuniary", "Political", "Sensitive"]


def test_moving_leaves_the_ends_where_they_are() -> None:
    assert moved("abc", 0, up=True) == moved("abc", 2, up=False) == ["a", "b", "c"]
    assert moved("abc", 2, up=True) == ["a", "c", "b"]


def test_a_name_is_needed_and_is_there_once(sam: Any, clock: Clock) -> None:
    with pytest.raises(Invalid) as nameless:
        choosing.add(sam, EASTMARCH, Choosing.INTERESTS, Wording(" "), clock)
    assert str(nameless.value.errors["name"]) == "Enter what this type of interest is called."
    with pytest.raises(Invalid) as twice:
        choosing.add(sam, EASTMARCH, Choosing.IMPLICATIONS, Wording("financial"), clock)
    assert str(twice.value.errors["name"]) == "There is one of this name on offer already."


def test_a_wording_is_corrected_where_it_stands_while_nothing_was_brought(
    session: Any, sam: Any, listed: Any, clock: Clock
) -> None:
    row = interest(session, "Pecuniary")
    assert choosing.reword(sam, EASTMARCH, Choosing.INTERESTS, row.id, Wording("Financial", "Money."), clock) == row.id
    assert listed(Choosing.INTERESTS) == ["Financial", "Personal", "Sensitive"]
    assert choices.choices(sam, EASTMARCH, Choosing.INTERESTS, clock()).retired == ()


def test_another_name_retires_the_old_one_once_it_may_have_been_chosen(
    session: Any, cast: Cast, sam: Any, listed: Any, clock: Clock
) -> None:
    a_dilemma(session, cast, State.SCHEDULED)
    row = interest(session, "Pecuniary")
    new = choosing.reword(sam, EASTMARCH, Choosing.INTERESTS, row.id, Wording("Financial"), clock)
    assert new != row.id
    assert (row.name, row.retired_at) == ("Pecuniary", clock())
    assert listed(Choosing.INTERESTS) == ["Financial", "Personal", "Sensitive"]


def test_what_a_name_means_is_changed_where_it_stands_whatever_was_brought(
    session: Any, cast: Cast, sam: Any, clock: Clock
) -> None:
    a_dilemma(session, cast, State.SCHEDULED)
    row = interest(session, "Pecuniary")
    new = choosing.reword(sam, EASTMARCH, Choosing.INTERESTS, row.id, Wording("Pecuniary", "Gain or loss."), clock)
    assert (new, row.meaning, row.retired_at) == (row.id, "Gain or loss.", None)


def test_whether_its_nature_is_hidden_never_changes_for_what_may_have_been_declared(
    session: Any, cast: Cast, sam: Any, clock: Clock
) -> None:
    a_dilemma(session, cast, State.SCHEDULED)
    row = interest(session, "Sensitive")
    new = choosing.reword(sam, EASTMARCH, Choosing.INTERESTS, row.id, Wording("Sensitive", sensitive=False), clock)
    assert (row.sensitive, row.retired_at) == (True, clock())
    assert (new != row.id, session.get(InterestType, new).sensitive) == (True, False)


def test_whether_it_was_used_is_not_told_from_what_was_declared(
    session: Any, cast: Cast, sam: Any, clock: Clock
) -> None:
    made = a_dilemma(session, cast, State.SCHEDULED)
    before = choices.choices(sam, EASTMARCH, Choosing.INTERESTS, clock())
    declaring.declare(
        cast.actor(cast.joan), made.ref,
        declaring.DeclarationDraft(DeclarationKind.INTEREST, cast.interests["pecuniary"], "Shares."), clock,
    )  # fmt: skip
    assert choices.choices(sam, EASTMARCH, Choosing.INTERESTS, clock()) == before


def test_what_could_be_used_is_told_from_the_lives_of_dilemmas() -> None:
    assert not Brought().could_use(None)
    assert Brought(open=True).could_use(NOW)
    assert Brought(last_agreed_at=NOW).could_use(None)
    assert Brought(last_agreed_at=NOW).could_use(NOW - timedelta(days=1))
    assert not Brought(last_agreed_at=NOW).could_use(NOW)


def test_a_stale_wording_gives_both_texts(session: Any, sam: Any, clock: Clock) -> None:
    row = heading(session, "Legal")
    version = choices.choices(sam, EASTMARCH, Choosing.IMPLICATIONS, clock()).of(row.id).version
    choosing.reword(sam, EASTMARCH, Choosing.IMPLICATIONS, row.id, Wording("Legal", "What the law asks."), clock)
    with pytest.raises(Stale) as stale:
        choosing.reword(
            sam, EASTMARCH, Choosing.IMPLICATIONS, row.id, Wording("Legal", "Mine."), clock, version=version
        )
    assert [text.now for text in stale.value.texts] == ["Legal", "What the law asks."]


def test_a_retired_type_is_not_offered_nor_taken_and_an_old_declaration_keeps_it(
    session: Any, cast: Cast, sam: Any, clock: Clock
) -> None:
    made = a_dilemma(session, cast, State.SCHEDULED)
    draft = declaring.DeclarationDraft(DeclarationKind.INTEREST, cast.interests["pecuniary"], "Shares.")
    declaring.declare(cast.actor(cast.joan), made.ref, draft, clock)
    choosing.retire(sam, EASTMARCH, Choosing.INTERESTS, cast.interests["pecuniary"], clock)
    offered = declarations.declaring(cast.actor(cast.grace), made.ref, clock()).interests
    assert [one.name for one in offered] == ["Personal", "Sensitive"]
    with pytest.raises(Invalid):
        declaring.declare(cast.actor(cast.grace), made.ref, draft, clock)
    mine = declarations.declaring(cast.actor(cast.joan), made.ref, clock()).mine
    assert [one.interest for one in mine] == ["Pecuniary"]


def test_one_has_to_remain(session: Any, sam: Any, listed: Any, clock: Clock) -> None:
    for name in ("Pecuniary", "Personal"):
        choosing.retire(sam, EASTMARCH, Choosing.INTERESTS, interest(session, name).id, clock)
    with pytest.raises(NotNow, match="One has to remain"):
        choosing.retire(sam, EASTMARCH, Choosing.INTERESTS, interest(session, "Sensitive").id, clock)
    assert listed(Choosing.INTERESTS) == ["Sensitive"]


def test_a_retired_one_is_offered_again_at_the_end_unless_its_name_is_taken(
    session: Any, cast: Cast, sam: Any, listed: Any, clock: Clock
) -> None:
    a_dilemma(session, cast, State.SCHEDULED)
    row = interest(session, "Pecuniary")
    choosing.retire(sam, EASTMARCH, Choosing.INTERESTS, row.id, clock)
    assert listed(Choosing.INTERESTS) == ["Personal", "Sensitive"]
    choosing.offer_again(sam, EASTMARCH, Choosing.INTERESTS, row.id, clock)
    assert listed(Choosing.INTERESTS) == ["Personal", "Sensitive", "Pecuniary"]
    choosing.retire(sam, EASTMARCH, Choosing.INTERESTS, row.id, clock)
    choosing.add(sam, EASTMARCH, Choosing.INTERESTS, Wording("Pecuniary"), clock)
    with pytest.raises(NotNow, match="“Pecuniary” is on offer already"):
        choosing.offer_again(sam, EASTMARCH, Choosing.INTERESTS, row.id, clock)


def test_a_retired_one_is_neither_worded_nor_moved(session: Any, sam: Any, clock: Clock) -> None:
    row = interest(session, "Pecuniary")
    choosing.retire(sam, EASTMARCH, Choosing.INTERESTS, row.id, clock)
    with pytest.raises(NotNow, match="Offer it again first"):
        choosing.reword(sam, EASTMARCH, Choosing.INTERESTS, row.id, Wording("Money"), clock)
    with pytest.raises(NotNow, match="Offer it again first"):
        choosing.move(sam, EASTMARCH, Choosing.INTERESTS, row.id, clock, up=True)


def test_a_paper_keeps_the_implications_it_was_begun_with(session: Any, cast: Cast, sam: Any, clock: Clock) -> None:
    begun = a_dilemma(session, cast, State.DRAFT)
    clock.advance(hours=1)
    choosing.retire(sam, EASTMARCH, Choosing.IMPLICATIONS, heading(session, "Legal").id, clock)
    choosing.add(sam, EASTMARCH, Choosing.IMPLICATIONS, Wording("Sustainability", "What it uses up."), clock)
    rows = draft_parts.implications(cast.actor(cast.author), begun.ref, clock()).rows
    asked = {row.name for row in rows if row.of_committee}
    assert {"Financial", "Legal", "Equality"} <= asked
    assert "Sustainability" not in asked
    assert choices.headings_for(cast.committee.id, clock()) == {
        "Financial": "", "Equality": "", "Sustainability": "What it uses up.",
    }  # fmt: skip


def test_a_retired_principle_stays_with_dilemmas_already_begun(
    session: Any, cast: Cast, sam: Any, clock: Clock
) -> None:
    made = a_dilemma(session, cast, closes_in=timedelta(days=3))
    declare(session, made, cast.joan)
    clock.advance(hours=1)
    choosing.retire(sam, EASTMARCH, Choosing.PRINCIPLES, cast.principles["Courage"], clock)
    page = answering.answering(cast.actor(cast.joan), made.ref, 1, clock())
    assert "Courage" in page.principle_names.values()
    later = [one.name for one in principles_open_to(cast.committee.id, clock())]
    assert "Courage" not in later
    assert "Public service" in later


def test_a_retired_framework_is_cited_by_what_cited_it_and_offered_to_no_new_paper(
    session: Any, cast: Cast, sam: Any, clock: Clock
) -> None:
    old = a_dilemma(session, cast, State.DRAFT)
    save_principles(cast.actor(cast.author), old.ref, [cast.principles["Courage"]], clock)
    clock.advance(hours=1)
    policing = framework(session, "Ethical Policing Principles")
    choosing.retire(sam, EASTMARCH, Choosing.FRAMEWORKS, policing.id, clock)
    assert papers.paper(cast.actor(cast.author), old.ref, clock()).principles == (
        "Ethical Policing Principles: Courage",
    )
    young = a_dilemma(session, cast, State.DRAFT)
    young.started_at = clock()
    session.flush()
    offered = draft_parts.principles(cast.actor(cast.author), young.ref, clock()).frameworks
    assert [label for label, _ in offered] == ["Code of Ethics 2014"]
    with pytest.raises(Invalid):
        save_principles(cast.actor(cast.author), young.ref, [cast.principles["Courage"]], clock)


def test_a_framework_is_added_with_its_principles(
    session: Any, cast: Cast, sam: Any, listed: Any, clock: Clock
) -> None:
    draft = FrameworkDraft(
        "Eastmarch promises", date(2025, 5, 1), [Wording("Candour", "Say it."), Wording(""), Wording("Care")]
    )
    made = choosing.add_framework(sam, EASTMARCH, draft, clock)
    assert listed(Choosing.FRAMEWORKS)[-1] == "Eastmarch promises 2025"
    assert listed(Choosing.PRINCIPLES, made) == ["Candour", "Care"]
    young = a_dilemma(session, cast, State.DRAFT)
    offered = dict(draft_parts.principles(cast.actor(cast.author), young.ref, clock()).frameworks)
    assert [(name, meaning) for _, name, meaning in offered["Eastmarch promises 2025"]] == [
        ("Candour", "Say it."),
        ("Care", ""),
    ]


MAY = date(2025, 5, 1)


@pytest.mark.parametrize(
    ("draft", "field", "says"),
    [
        (FrameworkDraft("", MAY, [Wording("Care")]), "name", "Enter the framework’s name."),
        (FrameworkDraft("Mine", MAY), "principles-0-name", "Enter at least one principle."),
        (FrameworkDraft("Mine", MAY, [Wording("", "Words.")]), "principles-0-name", "Enter the principle’s name."),
        (
            FrameworkDraft("Mine", MAY, [Wording("Care"), Wording("care")]),
            "principles-1-name",
            "This principle is in the list already.",
        ),
        (
            FrameworkDraft("code of ethics", date(2014, 7, 15), [Wording("Care")]),
            "name",
            "This framework of that day is known here already. Choose it from the list.",
        ),
    ],
)
def test_a_framework_that_cannot_stand_says_why_beside_its_field(
    sam: Any, clock: Clock, draft: FrameworkDraft, field: str, says: str
) -> None:
    with pytest.raises(Invalid) as wrong:
        choosing.add_framework(sam, EASTMARCH, draft, clock)
    assert str(wrong.value.errors[field]) == says


def test_a_framework_known_here_is_taken_by_another_committee_and_not_twice(
    session: Any, cast: Cast, sam: Any, clock: Clock
) -> None:
    code, next_door = framework(session, "Code of Ethics"), cast.other_committee.slug
    choosing.take_framework(sam, next_door, code.id, clock)
    shown = choices.choices(sam, next_door, Choosing.PRINCIPLES, clock(), code.id)
    assert shown.framework is not None
    assert shown.framework.also_at == (cast.committee.name,)
    with pytest.raises(Invalid):
        choosing.take_framework(sam, next_door, code.id, clock)
    taken = select(CommitteeFramework).where(CommitteeFramework.committee_id == cast.other_committee.id)
    assert len(session.scalars(taken).all()) == 1


def test_a_framework_is_called_otherwise_only_while_nothing_can_have_cited_it(
    session: Any, cast: Cast, sam: Any, clock: Clock
) -> None:
    code = framework(session, "Code of Ethics")
    choosing.reword_framework(sam, EASTMARCH, code.id, FrameworkDraft("Code of ethics", code.dated), clock)
    assert code.name == "Code of ethics"
    a_dilemma(session, cast, State.DRAFT)
    with pytest.raises(NotNow, match="Retire it and add another"):
        choosing.reword_framework(sam, EASTMARCH, code.id, FrameworkDraft("The Code", code.dated), clock)
    assert code.name == "Code of ethics"


def test_a_reason_keeps_the_principle_it_rests_on_when_that_is_worded_anew(
    session: Any, cast: Cast, sam: Any, clock: Clock
) -> None:
    made = a_dilemma(session, cast, closes_in=timedelta(days=3))
    give_position(session, made, cast.joan, 1)
    row = principle(session, "Courage")
    new = choosing.reword(sam, EASTMARCH, Choosing.PRINCIPLES, row.id, Wording("Moral courage"), clock)
    assert (row.name, row.retired_at) == ("Courage", clock())
    assert session.get(Principle, new).position == row.position


def test_nobody_but_an_administrator_keeps_the_lists_nor_one_of_another_committee(
    session: Any, cast: Cast, sam: Any, clock: Clock
) -> None:
    mine = interest(session, "Pecuniary").id
    for person in (cast.secretary, cast.chair, cast.monitoring, cast.author):
        with pytest.raises(NotKnown):
            choosing.retire(cast.actor(person), EASTMARCH, Choosing.INTERESTS, mine, clock)
        with pytest.raises(NotKnown):
            choices.choices(cast.actor(person), EASTMARCH, Choosing.INTERESTS, clock())
    with pytest.raises(NotKnown):
        choosing.retire(sam, cast.other_committee.slug, Choosing.INTERESTS, mine, clock)
    with pytest.raises(NotKnown):
        choosing.add(sam, "no-such-committee", Choosing.INTERESTS, Wording("Any"), clock)
    with pytest.raises(NotKnown):
        choosing.retire(sam, cast.other_committee.slug, Choosing.PRINCIPLES, cast.principles["Courage"], clock)
    assert interest(session, "Pecuniary").retired_at is None


def test_a_new_committee_is_founded_with_lists_that_say_what_they_mean(session: Any, sam: Any, clock: Clock) -> None:
    settings = Settings("Westmarch Ethics Panel", "", "", 5, False, 2, 3, 2, 7, 42)
    slug = found_committee(sam, settings, clock).slug
    page = choices.choices(sam, slug, Choosing.INTERESTS, clock())
    assert page.offered[0].name == "Pecuniary"
    assert all(one.says for one in page.offered)
    assert session.scalar(select(Committee.id).where(Committee.slug == slug)) is not None
