"""What anyone may read: live editions alone, found by their words, and nothing of what was not published."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from ethics.domain.refusal import NotKnown
from ethics.domain.vocabulary import Basis, Part, PartReason, Role, State, Strength
from ethics.models import AdviceCondition, Block, Dilemma, MinorityHolder, PrincipleEngaged, Publication
from ethics.reading import published as reading
from ethics.reading.search import folded
from ethics.services import publishing
from ethics.services.holding import hold
from tests.acts import announce_minority_view, give_position, set_basis
from tests.cast import Cast
from tests.factories import a_dilemma, answer, clauses_of, questions_of, version_of
from tests.publications import cleared, in_review, published


@pytest.mark.parametrize("upto", [None, in_review, cleared])
def test_what_is_not_published_answers_like_what_does_not_exist(session, cast: Cast, clock, upto) -> None:
    dilemma = a_dilemma(session, cast, State.AGREED)
    ref = upto(session, cast, dilemma, clock).ref if upto else dilemma.ref
    for address in (ref, dilemma.ref, "0000000000"):
        with pytest.raises(NotKnown):
            reading.advice(address, clock())
        with pytest.raises(NotKnown):
            reading.question(address, 1, clock())
    assert reading.register(reading.Wanted(), clock()) == reading.Register((), 0, 1, 1, False, (), (), ())


def test_an_advice_has_its_questions_clauses_conditions_basis_and_spread(session, cast: Cast, clock) -> None:
    dilemma = a_dilemma(session, cast, State.AGREED)
    session.add(
        AdviceCondition(
            clause_id=clauses_of(session, dilemma)[0].id, text="A notice.", strength=Strength.MUST, owner=""
        )
    )
    set_basis(session, dilemma, 2, Basis.RESERVATIONS)
    session.flush()
    row = published(session, cast, dilemma, clock, in_short={2: "Yes."})
    advice, question = reading.question(row.ref, 1, clock())
    assert (advice.title, advice.force, advice.advice_to) == (dilemma.title, cast.force.name, "Chief Constable")
    assert (question.heading, question.basis) == ("Keeping footage 1", Basis.UNANIMOUS)
    assert [str(condition.html) for condition in question.clauses[0].conditions] == ["<p>A notice.</p>"]
    assert question.tallies[0].counts == {
        "supported": 4, "conditions": 1, "not_supported": 1, "cannot_advise": 0, "abstain": 0,
    }  # fmt: skip
    assert (advice.questions[1].in_short, advice.questions[1].basis) == ("Yes.", Basis.RESERVATIONS)
    with pytest.raises(NotKnown):
        reading.question(row.ref, 3, clock())


def test_a_spread_stands_for_each_scenario(session, cast: Cast, clock) -> None:
    dilemma = a_dilemma(session, cast, State.AGREED, scenarios=2)
    row = published(session, cast, dilemma, clock)
    tallies = reading.question(row.ref, 1, clock())[1].tallies
    named = [(tally.scenario.args["number"], tally.scenario.args["title"]) for tally in tallies]
    assert named == [(1, "A street, told 1 ways"), (2, "A street, told 2 ways")]
    assert {tally.total for tally in tallies} == {6}


def test_who_withdrew_is_counted_and_not_named(session, cast: Cast, clock) -> None:
    row = published(session, cast, a_dilemma(session, cast, State.AGREED, withdrawn=[cast.agnes]), clock)
    page = reading.advice(row.ref, clock())
    assert page.took_no_part == 1
    assert cast.agnes.name not in str(page)


def test_a_closed_paragraph_keeps_its_number_and_says_why(session, cast: Cast, clock) -> None:
    row = published(session, cast, a_dilemma(session, cast, State.AGREED), clock)
    page = reading.advice(row.ref, clock())
    piece = next(piece for section in page.paper for piece in section.pieces if piece.withheld)
    assert (piece.number, piece.html) == ("5", None)
    assert piece.withheld.provision is PartReason.SECTION_31
    assert [(hole.paragraphs, hole.withheld.provision) for hole in page.holes] == [(1, PartReason.SECTION_31)]


def test_minority_views_are_unnamed_unless_their_holders_choose(session, cast: Cast, clock) -> None:
    dilemma = a_dilemma(session, cast, State.AGREED)
    announce_minority_view(session, dilemma, cast.tomos, 1, "I cannot support it.")
    named = announce_minority_view(session, dilemma, cast.kwame, 1, "Nor can I.")
    session.get_one(MinorityHolder, (named.id, cast.kwame.id)).named = True
    announce_minority_view(session, dilemma, cast.priya, 2)  # announced and never written
    session.flush()
    row = published(session, cast, dilemma, clock)
    first, second = reading.question(row.ref, 1, clock())[1].minority
    assert (first.names, first.unnamed, str(first.html)) == ((), 1, "<p>I cannot support it.</p>")
    assert (second.names, second.unnamed) == (("Kwame Boateng",), 0)
    assert reading.question(row.ref, 2, clock())[1].minority == ()


def test_a_minority_view_on_a_closed_question_is_withheld_with_it(session, cast: Cast, clock) -> None:
    dilemma = a_dilemma(session, cast, State.AGREED)
    wording = questions_of(session, dilemma)[0]
    wording.part, wording.part_reason = Part.CLOSED, PartReason.SECTION_31
    announce_minority_view(session, dilemma, cast.tomos, 1, "I cannot support it.")
    session.flush()
    row = published(session, cast, dilemma, clock)
    page, question = reading.question(row.ref, 1, clock())
    assert (question.heading, question.html, question.minority[0].html) == ("", None, None)
    assert "cannot support" not in str(page)


# -- the register -----------------------------------------------------------------------------------------------------


@pytest.fixture
def three(session, cast: Cast, clock) -> list[str]:
    """Three published: one of last year, one that speaks of Llŷr's drone, one that rests on a principle."""
    made = []
    for title, begins in (("Visits nobody asked for", 0), ("A drone over the ŷards 100%", 40), ("Small gifts", 80)):
        dilemma = a_dilemma(session, cast, State.AGREED, title=title, part_2=False)
        if title == "Small gifts":
            session.add(
                PrincipleEngaged(version_id=version_of(session, dilemma).id, principle_id=cast.principles["Fairness"])
            )
            session.flush()
        row = published(session, cast, dilemma, clock)
        row.public_from = clock() - timedelta(days=100 - begins)
        made.append(row.ref)
    session.flush()
    return made


def titles(wanted: reading.Wanted, now) -> list[str]:
    return [entry.title for entry in reading.register(wanted, now).entries]


def test_the_newest_stands_first(three, clock) -> None:
    assert titles(reading.Wanted(), clock()) == [
        "Small gifts",
        "A drone over the ŷards 100%",
        "Visits nobody asked for",
    ]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("DRONE", 1), ("yards", 1), ("ŷards drone", 1), ("drone gifts", 0), ("100%", 1), ("%", 1), ("_", 0), ("", 3),
        ("footage door to door", 3), ("'; DROP TABLE publication; --", 0),
    ],
)  # fmt: skip
def test_words_are_looked_for_whatever_their_capitals_and_accents(three, clock, words: str, found: int) -> None:
    assert reading.register(reading.Wanted(words=words), clock()).total == found


def test_what_was_closed_or_deliberated_is_not_found(session, cast: Cast, clock) -> None:
    dilemma = a_dilemma(session, cast, State.AGREED)
    published(session, cast, dilemma, clock)
    for hidden in ("forgot", "inquiry", "01632", "fairley", "whoever is filmed", "Joan", "notice at every door"):
        assert reading.register(reading.Wanted(words=hidden), clock()).total == 0, hidden


def test_the_register_narrows_by_year_committee_and_principle(three, cast: Cast, clock) -> None:
    register = reading.register(reading.Wanted(), clock())
    assert (register.years, register.principles) == ((2026, 2025), ("Fairness",))
    assert register.committees == ((cast.committee.id, cast.committee.name),)
    assert titles(reading.Wanted(year=2025), clock()) == ["Visits nobody asked for"]
    assert titles(reading.Wanted(principle="Fairness"), clock()) == ["Small gifts"]
    assert titles(reading.Wanted(committee=cast.other_committee.id), clock()) == []
    assert titles(reading.Wanted(committee=cast.committee.id, year=2026, words="small"), clock()) == ["Small gifts"]


def test_the_register_comes_in_pages(session, cast: Cast, clock) -> None:
    row = published(session, cast, a_dilemma(session, cast, State.AGREED), clock)
    again(session, row, 24)
    first, second, beyond = (reading.register(reading.Wanted(page=page), clock()) for page in (1, 2, 99))
    assert (len(first.entries), len(second.entries), first.pages, first.total) == (20, 5, 2, 25)
    assert {entry.ref for entry in first.entries}.isdisjoint(entry.ref for entry in second.entries)
    assert beyond.page == 2


def again(session, row, times: int) -> None:
    """The same edition under other addresses, for lists."""
    columns = [
        column.name for column in Publication.__table__.columns if column.name not in ("id", "ref", "dilemma_id")
    ]
    dilemma = session.get_one(Dilemma, row.dilemma_id)
    kept = [column.name for column in Dilemma.__table__.columns if column.name not in ("id", "ref")]
    for number in range(times):
        other = Dilemma(ref=f"x{number:09}", **{name: getattr(dilemma, name) for name in kept})
        session.add(other)
        session.flush()
        values = {name: getattr(row, name) for name in columns}
        session.add(Publication(ref=f"y{number:09}", dilemma_id=other.id, **values))
    session.flush()


def test_the_register_asks_as_many_questions_for_fifty_as_for_one(
    session, app, cast: Cast, clock, count_queries
) -> None:
    row = published(session, cast, a_dilemma(session, cast, State.SENT), clock)
    session.flush()
    with count_queries() as one:
        reading.register(reading.Wanted(), clock())
    again(session, row, 50)
    with count_queries() as many:
        assert reading.register(reading.Wanted(), clock()).total == 51
    assert len(many) == len(one) <= 8


def test_a_list_opens_no_whole_text(session, cast: Cast, clock, count_queries) -> None:
    published(session, cast, a_dilemma(session, cast, State.SENT), clock)
    with count_queries() as seen:
        reading.register(reading.Wanted(), clock())
    assert not any("publication.content" in statement for statement in seen)


# -- members, and whether anything changed ----------------------------------------------------------------------------


def test_members_are_those_whose_seats_are_confirmed_and_run(session, cast: Cast, clock) -> None:
    sittings = reading.members(clock())
    assert [one.name for one in sittings] == [cast.committee.name, cast.other_committee.name]
    names = [seat.name for seat in sittings[0].seats]
    assert names[:2] == [cast.chair.name, cast.vice_chair.name]
    assert sittings[0].seats[-1].role is Role.COOPTED_MEMBER
    for nobody in (cast.former, cast.unconfirmed, cast.secretary, cast.reviewer, cast.author, cast.outsider):
        assert nobody.name not in names


def test_the_stamp_changes_when_the_page_would(session, cast: Cast, clock) -> None:
    dilemma = a_dilemma(session, cast, State.SENT)
    seen = [reading.stamp(clock())]
    row = published(session, cast, dilemma, clock, public_from=clock() + timedelta(hours=1))
    assert reading.stamp(clock()) == seen[0]  # deferred: nothing has changed yet
    clock.advance(hours=1)
    seen.append(reading.stamp(clock(), row.ref))
    answer(session, clauses_of(session, dilemma)[0], cast.sponsor, at=clock())
    publishing.publish_answers(hold(cast.actor(cast.sponsor), dilemma.ref, None, clock))
    seen.append(reading.stamp(clock(), row.ref))
    clock.advance(days=1)
    seen.append(reading.stamp(clock(), row.ref))
    published(session, cast, dilemma, clock, notice="A year.")
    seen.append(reading.stamp(clock(), row.ref))
    publishing.take_down(cast.actor(cast.chair), dilemma.ref, "All of it.", clock)
    seen.append(reading.stamp(clock(), row.ref))
    assert len(set(seen)) == len(seen)


def test_folding_makes_plain_small_letters() -> None:
    assert folded(["Llŷr’s  HOUSE", "at\nten"]) == "llyr's house at ten"


def test_late_writing_in_the_paper_does_not_reach_the_public_text(session, cast: Cast, clock) -> None:
    dilemma = a_dilemma(session, cast, State.AGREED)
    row = published(session, cast, dilemma, clock)
    for block in session.scalars(select(Block).where(Block.version_id == version_of(session, dilemma).id)):
        block.text = "Rewritten."
    give_position(session, dilemma, cast.grace, 1)
    session.flush()
    page = reading.advice(row.ref, clock())
    assert "Rewritten" not in str(page)
    assert page.questions[0].tallies[0].total == 6
