"""The drafting pages: clauses beside everybody's reasons, several points placed at once, two people at one question."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from ethics.domain.vocabulary import Basis, State
from ethics.extensions import db
from ethics.models import AdviceCondition, Clause, Dilemma, Placement, PointFlag, QuestionAdvice
from ethics.richtext import tidy
from tests.acts import announce_minority_view
from tests.browser import NO_PAGE, NOT_OPEN, Browser, Page, words
from tests.cast import Cast
from tests.factories import give_position, place_all, questions_of, write_clause
from tests.richtext.hostile import HOSTILE


def drafting(ref: str, number: int | None = None) -> str:
    return f"/dilemmas/{ref}/drafting" + (f"/{number}" if number else "")


@pytest.fixture
def chair(browser: Browser, cast: Cast):
    return browser.as_(cast.chair)


def with_clauses(*texts: str) -> Callable[..., None]:
    """Clauses on the first question."""

    def then(session, dilemma) -> None:
        for text in texts:
            write_clause(session, dilemma, 1, text)

    return then


def rows_of(app: Flask, kind) -> list:  # type: ignore[no-untyped-def, type-arg]
    with app.app_context():
        return list(db.session.scalars(select(kind).order_by(kind.id)))


def points(page: Page) -> list[str]:
    return [box.get("value", "") for box in page.all("input", name="points")]


# -- the overview -----------------------------------------------------------------------------------------------------


def test_drafting_is_begun_from_the_overview(bring, chair) -> None:
    item = bring(State.DISCUSSED)
    page = chair.press(chair.get(drafting(item.ref)), "Start drafting the advice")
    assert "The draft is begun." in page.main
    assert "0 of 14 considerations and conditions have a place" in page.main
    assert "Questions 1 and 2 have no clause yet" in page.main
    assert "Circulate to members" not in page.main


def test_before_the_meeting_it_says_what_drafting_waits_for(bring, chair) -> None:
    page = chair.get(drafting(bring(State.ISSUED, closes_in=timedelta(days=-1)).ref))
    assert "Drafting cannot begin yet" in page.main
    assert "Start drafting the advice" not in page.main


def test_the_overview_and_the_draft_are_for_the_chair_and_the_secretary(bring, cast: Cast, browser: Browser) -> None:
    item = bring(State.DRAFTING)
    for person in (cast.chair, cast.secretary):
        assert "considerations and conditions have a place" in browser.as_(person).get(drafting(item.ref)).main
    for person in (cast.joan, cast.vice_chair, cast.coopted, cast.author, cast.sponsor, cast.adviser):
        for path in (drafting(item.ref), drafting(item.ref, 1), f"/dilemmas/{item.ref}/drafting/circulate"):
            assert browser.as_(person).get(path, status=403).h1 == NOT_OPEN
    assert browser.as_(cast.outsider).get(drafting(item.ref), status=404).h1 == NO_PAGE
    assert browser.as_(cast.chair).get(drafting(item.ref, 9), status=404).h1 == NO_PAGE


# -- one question -----------------------------------------------------------------------------------------------------


def test_a_clause_is_added_written_and_addressed(app: Flask, bring, chair) -> None:
    item = bring(State.DRAFTING)
    page = chair.press(chair.get(drafting(item.ref, 1)), "Add a clause")
    page = chair.press(
        page,
        "Save the draft",
        **{"clauses-0-text": "The force may go on.", "clauses-0-addressed_to": "Chief Constable"},
    )
    assert "The draft is saved." in page.main
    (clause,) = rows_of(app, Clause)
    assert (clause.text, clause.addressed_to, clause.row_version) == ("The force may go on.", "Chief Constable", 2)
    assert "No member’s point rests on it yet" in page.main


def test_several_points_are_placed_at_once_and_one_is_moved(app: Flask, bring, chair) -> None:
    item = bring(State.DRAFTING, then=with_clauses("The force may go on.", "With notice."))
    first, second = rows_of(app, Clause)
    page = chair.get(drafting(item.ref, 1))
    assert "Seven have none yet" in page.main
    reasons = [key for key in points(page) if key.startswith("c")]
    page = chair.press(page, "Map the ticked points", points=reasons[:3], place=f"clause-{first.id}")
    assert "3 points have their place." in page.main
    assert "3 of 7 considerations and conditions have a place" in page.main
    assert "Rests on 3 considerations of" in page.main
    moving = chair.get(page.link("Change").partition("#")[0])
    ticked = [box.get("value") for box in moving.all("input", name="points") if box.get("checked") is not None]
    page = chair.press(moving, "Map the ticked points", place=f"clause-{second.id}")
    assert "One point has its place." in page.main
    assert len(ticked) == 1
    assert sorted(row.clause_id for row in rows_of(app, Placement)) == [first.id, first.id, second.id]


def test_not_adopted_asks_because_and_keeps_what_was_ticked(app: Flask, bring, chair) -> None:
    item = bring(State.DRAFTING)
    page = chair.get(drafting(item.ref, 1))
    refused = chair.press(page, "Map the ticked points", points=points(page)[:2], place="not_adopted", status=422)
    assert "Say why it was considered and not adopted." in refused.main
    assert sum(box.get("checked") is not None for box in refused.all("input", name="points")) == 2
    page = chair.press(refused, "Map the ticked points", because="The street is told afterwards instead.")
    assert "Because The street is told afterwards instead." in page.main
    assert "Considered and not adopted" in page.main
    refused = chair.press(page, "Map the ticked points", points=points(page)[:1], status=422)
    assert "Choose where it goes." in refused.main
    refused = chair.press(page, "Map the ticked points", place="not_adopted", because="Why?", points=None, status=422)
    assert "Choose at least one point." in refused.main


def test_a_point_goes_into_a_minority_view(app: Flask, bring, cast: Cast, chair) -> None:
    def then(session, dilemma) -> None:
        announce_minority_view(session, dilemma, cast.tomos, 1, "I cannot go along.")

    item = bring(State.DRAFTING, then=then)
    page = chair.get(drafting(item.ref, 1))
    view = next(
        option.get("value") for option in page.all("option") if "The minority view of Tomos Llŷr" in words(option)
    )
    page = chair.press(page, "Map the ticked points", points=points(page)[:1], place=view)
    assert "Mapped to the minority view of Tomos Llŷr" in page.main


def test_a_condition_is_carried_over_and_its_owner_named(app: Flask, bring, chair) -> None:
    item = bring(State.DRAFTING, then=with_clauses("The force may go on."))
    (clause,) = rows_of(app, Clause)
    page = chair.get(drafting(item.ref, 1))
    wish = [key for key in points(page) if key.startswith("d")]
    page = chair.press(page, "Map the ticked points", points=wish, place=f"clause-{clause.id}")
    assert "From Kwame Boateng" in page.main
    page = chair.press(
        page, "Save the draft", **{"conditions-0-owner": "Head of records", "conditions-0-strength": "should"}
    )
    (row,) = rows_of(app, AdviceCondition)
    assert (row.owner, row.strength.value, row.origin_id is not None) == ("Head of records", "should", True)
    page = chair.press(
        page, "Save the draft", **{"clauses-0-new_text": "Tell the street.", "clauses-0-new_owner": "The area"}
    )
    assert [row.text for row in rows_of(app, AdviceCondition)][-1] == "Tell the street."
    assert "Added by the Chair" in page.main
    page = chair.press(page, "Save the draft", **{"conditions-1-drop": "y"})
    assert len(rows_of(app, AdviceCondition)) == 1
    refused = chair.press(page, "Save the draft", status=422, **{"conditions-0-text": ""})
    assert "Say what has to be done, or take the condition out." in refused.main


def test_a_question_is_left_unanswered_with_its_reason(app: Flask, bring, chair) -> None:
    item = bring(State.DRAFTING)
    page = chair.get(drafting(item.ref, 1))
    chair.press(page, "Save the draft", not_answered="It belongs to the review that has begun.")
    assert [row.not_answered for row in rows_of(app, QuestionAdvice)] == ["It belongs to the review that has begun."]
    assert "Not answered, with the reason" in chair.get(drafting(item.ref)).main


def test_the_basis_is_a_forecast_before_circulation_and_says_so(app: Flask, bring, chair) -> None:
    item = bring(State.DRAFTING, questions=3, then=with_clauses("The force may go on."))
    page = chair.get(drafting(item.ref, 1))
    assert "Basis of this advice, forecast" in page.main
    assert "A forecast from the stances, which binds nobody" in page.main
    assert [box.get("value") for box in page.all("input", name="basis")] == ["majority", "no_agreed_view"]
    chair.press(page, "Save the draft", basis="majority")
    assert [row.basis for row in rows_of(app, QuestionAdvice)] == [Basis.MAJORITY]


def test_what_the_software_says_is_never_chosen_for_the_chair(bring, chair) -> None:
    item = bring(State.DRAFTING, then=with_clauses("The force may go on."))
    page = chair.get(drafting(item.ref, 1))
    assert not [box for box in page.all("input", name="basis") if box.get("checked") is not None]


def test_a_flag_is_shown_where_the_points_are_and_settled(
    app: Flask, bring, cast: Cast, chair, browser: Browser
) -> None:
    item = bring(State.CIRCULATED)
    joan = browser.as_(cast.joan)
    page = joan.get(f"/dilemmas/{item.ref}/advice")
    page = joan.press(page, "Tell the Chair", text="Who is in the control room?")
    assert "You said on question 1" in page.main
    assert "One member says their point is not there" in chair.get(drafting(item.ref)).main
    page = chair.get(drafting(item.ref, 1))
    assert "Joan Pettifer says: my point is not there" in page.main
    page = chair.press(page, "This is dealt with Joan Pettifer")
    assert "my point is not there" not in page.main
    assert rows_of(app, PointFlag)[0].settled_at is not None


# -- nobody's words are lost (rule 16) --------------------------------------------------------------------------------


def test_two_people_on_two_clauses_of_one_question_both_keep_their_words(
    app: Flask, bring, cast: Cast, chair, browser: Browser
) -> None:
    item = bring(State.DRAFTING, then=with_clauses("First.", "Second."))
    secretary = browser.as_(cast.secretary)
    mine, theirs = chair.get(drafting(item.ref, 1)), secretary.get(drafting(item.ref, 1))
    chair.press(mine, "Save the draft", **{"clauses-0-text": "First, by the Chair."})
    secretary.press(theirs, "Save the draft", **{"clauses-1-text": "Second, by the Secretary."})
    assert [row.text for row in rows_of(app, Clause)] == ["First, by the Chair.", "Second, by the Secretary."]


def test_the_second_to_save_one_clause_sees_both_texts_and_may_keep_either(
    app: Flask, bring, cast: Cast, chair, browser: Browser
) -> None:
    item = bring(State.DRAFTING, then=with_clauses("First.", "Second."))
    secretary = browser.as_(cast.secretary)
    theirs = secretary.get(drafting(item.ref, 1))
    chair.press(chair.get(drafting(item.ref, 1)), "Save the draft", **{"clauses-0-text": "The Chair’s words."})
    stale = secretary.press(
        theirs,
        "Save the draft",
        status=409,
        **{"clauses-0-text": "The Secretary’s words.", "clauses-1-text": "Second, changed."},
    )
    assert "The Chair’s words." in stale.main
    assert "The Secretary’s words." in stale.main
    assert [row.text for row in rows_of(app, Clause)] == ["The Chair’s words.", "Second."]
    secretary.press(stale, "Keep what I typed")
    assert [row.text for row in rows_of(app, Clause)] == ["The Secretary’s words.", "Second, changed."]


def test_words_for_a_clause_taken_out_meanwhile_become_a_new_one(
    app: Flask, bring, cast: Cast, chair, browser: Browser
) -> None:
    item = bring(State.DRAFTING, then=with_clauses("First."))
    secretary = browser.as_(cast.secretary)
    theirs = secretary.get(drafting(item.ref, 1))
    chair.press(chair.press(chair.get(drafting(item.ref, 1)), "Take out this clause 1.1"), "Take it out")
    stale = secretary.press(theirs, "Save the draft", status=409, **{"clauses-0-text": "Long and careful."})
    assert "Long and careful." in stale.main
    secretary.press(stale, "Keep what I typed")
    assert [(row.text, row.dropped_at is None) for row in rows_of(app, Clause)] == [
        ("First.", False),
        ("Long and careful.", True),
    ]


def test_a_refused_save_keeps_everything_typed(app: Flask, bring, chair) -> None:
    item = bring(State.DRAFTING, then=with_clauses("First."))
    page = chair.get(drafting(item.ref, 1))
    refused = chair.press(
        page, "Save the draft", status=422, **{"clauses-0-text": "Kept words.", "clauses-0-addressed_to": "x" * 301}
    )
    assert "Kept words." in refused.html
    assert [row.text for row in rows_of(app, Clause)] == ["First."]


def test_taking_out_a_clause_that_points_rest_on_gives_the_typed_words_back(app: Flask, bring, chair) -> None:
    item = bring(State.CIRCULATED)
    page = chair.get(drafting(item.ref, 1))
    assert "Take out this clause" not in page.main
    data = page.form("Save the draft")[1] | {"drop": str(rows_of(app, Clause)[0].id), "clauses-0-text": "Typed."}
    refused = chair.post(drafting(item.ref, 1), data, status=409)
    assert "Give them another place first." in refused.main


# -- circulating, signing off, sending --------------------------------------------------------------------------------


def ready(cast: Cast) -> Callable[..., None]:
    def then(session, dilemma) -> None:
        for wording in questions_of(session, dilemma):
            clause = write_clause(session, dilemma, wording.number, "The force may go on.")
            place_all(session, dilemma, wording.number, clause, by=cast.chair)

    return then


def test_the_chair_circulates_from_a_page_that_says_who_gets_it_and_by_when(
    app: Flask, bring, cast: Cast, chair
) -> None:
    item = bring(State.DRAFTING, withdrawn=(cast.agnes,), then=ready(cast))
    page = chair.get(chair.get(drafting(item.ref)).link("Circulate to members"))
    assert "Grace Sandiford, Joan Pettifer" in page.main
    assert "Not asked, after rulings Agnes Whitlock" in page.main
    assert page.form("Circulate to members")[1]["reply_by"] == "9 March 2026"
    refused = chair.press(page, "Circulate to members", reply_by="1 March 2026", status=422)
    assert "Choose a day to come." in refused.main
    page = chair.press(refused, "Circulate to members", reply_by="12 March 2026")
    assert "In circulation: members reply until 5pm on Thursday 12 March 2026" in page.main


def test_a_draft_that_lacks_something_cannot_be_circulated_and_says_what(bring, chair) -> None:
    item = bring(State.DRAFTING)
    page = chair.get(f"/dilemmas/{item.ref}/drafting/circulate")
    assert "Questions 1 and 2 have no clause yet" in page.main
    assert "Circulate to members" not in page.buttons
    chair.post(f"/dilemmas/{item.ref}/drafting/circulate", {"reply_by": "12 March 2026"}, status=409)


def test_its_queries_do_not_grow_with_questions_or_members(bring, cast: Cast, chair, count_queries) -> None:
    few = bring(State.CIRCULATED, questions=1, given_by=(cast.joan,))
    many = bring(State.CIRCULATED, questions=13, given_by=cast.positions_given_by)
    counts = []
    for number in (None, 1):
        for ref in (few.ref, many.ref):
            with count_queries() as seen:
                chair.get(drafting(ref, number))
            counts.append(len(seen))
    assert counts[0] == counts[1] <= 20
    assert counts[2] == counts[3] <= 20


def test_hostile_words_stay_words(bring, cast: Cast, chair) -> None:
    texts = [tidy(text, limit=None) for text in HOSTILE.values() if tidy(text, limit=None)]

    def then(session, dilemma: Dilemma) -> None:
        give_position(session, dilemma, cast.grace, 1, considerations=texts, conditions=texts[:5])
        for text in texts[:10]:
            write_clause(session, dilemma, 1, text)

    page = chair.get(drafting(bring(State.DRAFTING, then=then).ref, 1))
    assert not [link for link in page.all("a") if link.get("href", "").lower().startswith(("javascript:", "data:"))]


def test_who_may_not_see_the_draft_as_members_will_is_not_led_there(bring, cast: Cast, browser: Browser) -> None:
    secretary = browser.as_(cast.secretary)
    for state in (State.DISCUSSED, State.DRAFTING):
        page = secretary.get(drafting(bring(state).ref, 1))
        for _, href in [link for link in page.links if link[0].startswith("See it as members")]:
            assert secretary.get(href.partition("#")[0]).status == 200
    assert "See it as members will" in page.main
