"""The reveal: sealed for everyone until the close, then where members agree and where the hour should go (rules 2, 3, 4)."""

from datetime import timedelta

import pytest
from flask import Flask

from ethics.domain.deliberation import round_digest
from ethics.domain.vocabulary import ChangedBy, GivenAs, Part, PartReason, QuestionKind, RulingOutcome, Stance, State
from ethics.extensions import db
from ethics.models import JournalEntry, Position
from ethics.richtext import tidy
from tests.browser import NO_PAGE, NOT_OPEN, Browser, words
from tests.cast import Cast
from tests.factories import NOW, declare, give_position, questions_of, rule
from tests.richtext.hostile import HOSTILE

CLOSED = timedelta(days=-1)
AFTER = NOW - timedelta(hours=3)
TEXTS = [tidy(text, limit=None) for text in HOSTILE.values() if tidy(text, limit=None)]
"""As they stand once a form has taken them in."""


def reveal(ref: str, number: int | None = None) -> str:
    return f"/dilemmas/{ref}/reveal" + (f"/{number}" if number else "")


@pytest.fixture
def item(bring):
    """Closed yesterday: Tomos is apart from the others on every closed question, the third question is open."""
    return bring(State.ISSUED, questions=3, closes_in=CLOSED)


def test_nobody_opens_it_before_the_close_and_everybody_from_then_on(
    bring, cast: Cast, browser: Browser, clock
) -> None:
    item = bring(State.ISSUED, closes_in=timedelta(hours=1), given_by=(cast.joan, cast.chair))
    for person in (cast.chair, cast.joan, cast.secretary):
        for path in (reveal(item.ref), reveal(item.ref, 1)):
            page = browser.as_(person).get(path, status=403)
            assert "Positions are sealed until they close, for everyone." in page.main
    clock.advance(hours=1)
    for person in (cast.chair, cast.joan, cast.secretary):
        assert browser.as_(person).get(reveal(item.ref)).h1 == "Footage from doorbells"


def test_it_is_not_for_the_force_nor_for_those_who_only_attend(item, cast: Cast, browser: Browser) -> None:
    for person in (cast.author, cast.sponsor, cast.adviser, cast.observer, cast.monitoring, cast.administrator):
        for path in (reveal(item.ref), reveal(item.ref, 1)):
            assert browser.as_(person).get(path, status=403).h1 == NOT_OPEN
    for outsider in (cast.outsider, cast.other_author, cast.nobody, cast.reviewer):
        assert browser.as_(outsider).get(reveal(item.ref), status=404).h1 == NO_PAGE


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (RulingOutcome.NOTE_ONLY, 200),
        (RulingOutcome.NO_POSITION, 200),
        (RulingOutcome.LEAVE, 403),
        (RulingOutcome.WITHDRAW, 403),
    ],
)
def test_a_ruling_decides_who_sees_it_and_whose_position_it_shows(
    bring, cast: Cast, browser: Browser, outcome, status: int
) -> None:
    def then(session, dilemma) -> None:
        rule(session, declare(session, dilemma, cast.priya, cast.interests["personal"], at=AFTER), cast.chair, outcome)

    item = bring(State.ISSUED, closes_in=CLOSED, then=then)
    browser.as_(cast.priya).get(reveal(item.ref), status=status)
    page = browser.as_(cast.joan).get(reveal(item.ref))
    counted = outcome in (RulingOutcome.NOTE_ONLY, RulingOutcome.LEAVE)
    assert ("Priya Nambiar" in page.main) is counted
    assert ("Six of nine members hold a position." in page.main) is counted
    if outcome is RulingOutcome.WITHDRAW:
        assert "One has withdrawn from this item and is not counted." in page.main
        assert "Priya" not in browser.as_(cast.joan).get(reveal(item.ref, 1)).main


def test_the_top_says_where_members_agree_and_where_the_hour_should_go(bring, cast: Cast, browser: Browser) -> None:
    def then(session, dilemma) -> None:
        for person in (cast.grace, cast.councillor):
            for number in (1, 2):
                stance = Stance.NOT_SUPPORTED if number == 1 else Stance.SUPPORTED
                give_position(session, dilemma, person, number, stance)

    page = browser.as_(cast.chair).get(reveal(bring(State.ISSUED, closes_in=CLOSED, then=then).ref))
    lead = next(page.all("p", **{"class": "lead"}))
    assert words(lead) == "Members do not agree yet on any of the two questions. The hour is best spent on 1."
    index = next(page.all("dl", **{"class": "index"}))
    assert [words(part) for part in index.iter() if part.tag in ("dt", "dd")] == [
        "Divided",
        "1",
        "One member apart",
        "2",
    ]


def test_every_question_has_a_row_and_below_it_one_for_each_scenario(bring, cast: Cast, browser: Browser) -> None:
    item = bring(State.ISSUED, questions=3, scenarios=2, closes_in=CLOSED)
    page = browser.as_(cast.joan).get(reveal(item.ref))
    rows = [words(row) for row in page.all("th", scope="row")]
    assert rows == [
        "Keeping footage 1",
        "A street, told 1 ways",
        "A street, told 2 ways",
        "Keeping footage 2",
        "Keeping footage 3",
    ]
    assert "6 considerations" in page.main


def test_an_open_question_and_one_with_a_single_scenario_have_one_row(bring, cast: Cast, browser: Browser) -> None:
    def one_open(session, dilemma) -> None:
        questions_of(session, dilemma)[0].kind = QuestionKind.OPEN

    item = bring(State.ISSUED, questions=1, scenarios=2, closes_in=CLOSED, then=one_open)
    page = browser.as_(cast.joan).get(reveal(item.ref))
    assert [words(row) for row in page.all("th", scope="row")] == ["Keeping footage 1"]
    assert "considerations on an open question" in page.main
    item = bring(State.ISSUED, questions=1, scenarios=1, closes_in=CLOSED)
    page = browser.as_(cast.joan).get(reveal(item.ref))
    assert [words(row) for row in page.all("th", scope="row")] == ["Keeping footage 1"]
    assert "considerations on an open question" not in page.main


def test_the_most_divided_can_come_first(bring, cast: Cast, browser: Browser) -> None:
    def then(session, dilemma) -> None:
        for person in (cast.grace, cast.councillor):
            give_position(session, dilemma, person, 2, Stance.NOT_SUPPORTED)

    window = browser.as_(cast.joan)
    page = window.get(reveal(bring(State.ISSUED, questions=3, closes_in=CLOSED, then=then).ref))
    divided = window.get(page.link("Most divided first").partition("#")[0])
    numbers = [words(cell) for cell in divided.all("td", **{"class": "n"})]
    assert numbers == ["2", "1", "3"]
    assert divided.link("In the order of the paper")


def test_a_late_position_is_marked_and_outside_the_spread(bring, cast: Cast, browser: Browser) -> None:
    def then(session, dilemma) -> None:
        give_position(
            session,
            dilemma,
            cast.grace,
            1,
            Stance.NOT_SUPPORTED,
            given_as=GivenAs.LATE,
            at=AFTER,
            considerations=["Too late to count."],
        )

    item = bring(State.ISSUED, closes_in=CLOSED, then=then)
    grid = browser.as_(cast.joan).get(reveal(item.ref))
    assert "and one late position" in grid.main
    assert "4 supported, 1 with conditions, 1 not supported" in grid.main
    page = browser.as_(cast.joan).get(reveal(item.ref, 1))
    assert "One position was written after the reveal" in page.main
    assert "Written after reading the others" in page.main
    assert "4 supported, 1 with conditions, 1 not supported" in page.main


def test_who_moved_and_from_where_is_drawn_and_told_with_what_changed_their_mind(
    bring, cast: Cast, browser: Browser
) -> None:
    def then(session, dilemma) -> None:
        give_position(
            session, dilemma, cast.tomos, 1, Stance.CONDITIONS, given_as=GivenAs.REVISION, at=AFTER,
            changed_by=ChangedBy.COLLEAGUE, changed_text="The passer-by has not been asked.",
        )  # fmt: skip

    page = browser.as_(cast.joan).get(reveal(bring(State.ISSUED, closes_in=CLOSED, then=then).ref, 1))
    assert "One member moved to “Supported with conditions”" in [words(heading) for heading in page.all("h2")]
    assert "reason: The passer-by has not been asked." in page.main
    table = next(table for table in page.all("table") if "number of members" in words(table))
    assert [words(row) for row in table.iter("tr")][1:4] == [
        "Supported 4 4",
        "Supported with conditions 1 2",
        "Not supported 1 0",
    ]
    assert "Revised after the reveal" in page.main


def test_considerations_stand_by_principle_and_conditions_facts_and_harm_side_by_side(
    bring, cast: Cast, browser: Browser
) -> None:
    def then(session, dilemma) -> None:
        give_position(
            session, dilemma, cast.grace, 1, Stance.CONDITIONS, considerations=["It must be told."], conditions=["A letter to the street."],
            principle_id=cast.principles["Openness"], facts_wanted="How often is it used?", harm_left="Passers-by never know.",
        )  # fmt: skip

    page = browser.as_(cast.joan).get(reveal(bring(State.ISSUED, closes_in=CLOSED, then=then).ref, 1))
    headings = [words(heading) for heading in page.all("h3")]
    assert headings.index("Openness Code of Ethics 2014") < headings.index("Resting on no principle")
    for said in (
        "A letter to the street.",
        "For the force to assign",
        "How often is it used?",
        "Passers-by never know.",
    ):
        assert said in page.main


def test_the_sealed_record_can_be_checked_against_the_journal(
    app: Flask, bring, cast: Cast, browser: Browser, clock
) -> None:
    item = bring(State.ISSUED, closes_in=timedelta(hours=1), given_by=(cast.joan, cast.chair))
    clock.advance(hours=2)
    page = browser.as_(cast.chair).get(reveal(item.ref))
    with app.app_context():
        digests = db.session.scalars(db.select(Position.digest).where(Position.dilemma_id == item.id)).all()
    assert round_digest(digests) in page.main
    with app.app_context():
        assert not db.session.scalars(db.select(JournalEntry).where(JournalEntry.event == "revealed")).all()


def test_a_part_2_question_is_opened_where_the_read_is_recorded(
    app: Flask, bring, cast: Cast, browser: Browser
) -> None:
    def then(session, dilemma) -> None:
        wording = questions_of(session, dilemma)[0]
        wording.part, wording.part_reason, wording.title = Part.CLOSED, PartReason.SECTION_31, "The closed inquiry"

    item = bring(State.ISSUED, closes_in=CLOSED, then=then)
    window = browser.as_(cast.joan)
    grid = window.get(reveal(item.ref))
    assert "The closed inquiry" not in grid.html
    assert "Question 1, Part 2" in grid.main
    page = window.get(reveal(item.ref, 1))
    assert page.h1 == "Is it acceptable to keep the footage for 1 weeks?"
    with app.app_context():
        read = db.session.scalars(db.select(JournalEntry).where(JournalEntry.event == "part_2_read")).all()
        assert [entry.actor_id for entry in read] == [cast.joan.id]


def test_its_queries_do_not_grow_with_questions_or_members(bring, cast: Cast, browser: Browser, count_queries) -> None:
    few = bring(State.ISSUED, questions=1, closes_in=CLOSED, given_by=(cast.joan,))
    many = bring(State.ISSUED, questions=13, closes_in=CLOSED, given_by=cast.positions_given_by)
    window = browser.as_(cast.joan)
    window.get(reveal(few.ref))
    counts = []
    for path in (reveal(few.ref), reveal(many.ref), reveal(few.ref, 1), reveal(many.ref, 1)):
        with count_queries() as seen:
            window.get(path)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 20
    assert counts[2] == counts[3] <= 20


def test_hostile_words_stay_words(bring, cast: Cast, browser: Browser) -> None:
    def then(session, dilemma) -> None:
        give_position(
            session, dilemma, cast.grace, 1, Stance.CONDITIONS, considerations=TEXTS, conditions=TEXTS[:5],
            facts_wanted="\n\n".join(TEXTS), harm_left=TEXTS[0], would_change=TEXTS[1],
        )  # fmt: skip
        give_position(
            session, dilemma, cast.tomos, 1, Stance.ABSTAIN, given_as=GivenAs.REVISION, at=AFTER, changed_by=ChangedBy.NEW_FACT,
            changed_text=" ".join(TEXTS),
        )  # fmt: skip

    page = browser.as_(cast.joan).get(reveal(bring(State.ISSUED, closes_in=CLOSED, then=then).ref, 1))
    assert not list(page.all("iframe"))
    assert not [link for link in page.all("a") if link.get("href", "").lower().startswith(("javascript:", "data:"))]


def test_nobody_gave_anything_is_said(bring, cast: Cast, browser: Browser) -> None:
    page = browser.as_(cast.joan).get(reveal(bring(State.ISSUED, closes_in=CLOSED, given_by=()).ref))
    assert "No positions were given before the close." in page.main
