"""The pages on which members answer: what they show to whom, that nothing typed is lost, and that sealed is sealed."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from ethics.domain.vocabulary import GivenAs, Part, PartReason, RulingOutcome, Stance, State
from ethics.extensions import db
from ethics.models import JournalEntry, Position, QuestionWording, WorkingCopy
from tests.browser import Browser, still
from tests.cast import Cast, Someone
from tests.factories import NOW, declare, give_position, questions_of, rule
from tests.richtext.hostile import HOSTILE


def declared(*people: Someone) -> Callable[..., None]:
    """These people have declared no interest."""

    def then(session, dilemma) -> None:
        for person in people:
            declare(session, dilemma, person)

    return then


@pytest.fixture
def item(bring, cast: Cast):
    """An issued dilemma with three questions, the third open; Joan and the Chair declared no interest."""
    return bring(questions=3, then=declared(cast.joan, cast.chair, cast.priya))


@pytest.fixture
def joan(browser: Browser, cast: Cast):
    return browser.as_(cast.joan)


def given(app: Flask, person: Someone) -> list[Position]:
    with app.app_context():
        return list(
            db.session.scalars(
                select(Position).where(Position.person_id == person.id).order_by(Position.question_id, Position.number)
            )
        )


def page_of(ref: str, number: int = 1) -> str:
    return f"/dilemmas/{ref}/positions/{number}"


# -- answering --------------------------------------------------------------------------------------------------------


def test_a_question_stands_beside_the_paper_under_its_seal(joan, item) -> None:
    page = joan.get(page_of(item.ref))
    assert page.h1 == "Is it acceptable to keep the footage for 1 weeks?"
    assert "Sealed until noon on Sunday 8 March 2026" in page.main
    assert "Since 2024 officers have asked for footage door to door." in page.main
    assert "freedom of information law" in page.main
    assert "a unanimous spread names everyone" in page.main


def test_the_order_of_the_page_is_question_paper_answer(joan, item) -> None:
    html = joan.get(page_of(item.ref)).html
    assert html.index("<h1") < html.index('class="govuk-details paper"') < html.index('name="stances-0-stance"')


def test_giving_leads_on_to_the_next_question_and_at_the_end_to_all_in(joan, item, app: Flask, cast: Cast) -> None:
    page = joan.get(page_of(item.ref))
    page = joan.press(page, "Save and go to question 2", **{"stances-0-stance": "supported"})
    assert page.title.startswith("Question 2 of 3")
    page = joan.press(page, "Save and go to question 3", **{"stances-0-stance": "not_supported"})
    page = joan.press(page, "Save, the last one", **{"considerations-0-text": "Neighbours were never asked."})
    assert page.h1 == "All 3 are in; nothing more is needed."
    assert len(given(app, cast.joan)) == 3
    assert "3 of 3 given" in joan.get(f"/dilemmas/{item.ref}/positions").main


def test_all_in_is_not_said_while_something_is_missing(joan, item) -> None:
    assert joan.get(f"/dilemmas/{item.ref}/positions/all-in").h1 == "Your positions"


def test_blank_says_beside_the_field_what_would_make_it_an_answer(joan, item) -> None:
    page = joan.press(
        joan.get(page_of(item.ref)), "Save and go to question 2", status=422, harm_left="It stays filmed."
    )
    assert page.title.startswith("Error: ")
    assert page.link("Blank is not an answer") == "#stances-0-stance"
    first = page.by_id("stances-0-stance")
    assert first is not None
    assert first.get("type") == "radio"
    assert "It stays filmed." in page.html


def test_conditions_that_are_missing_are_asked_for_where_they_go(joan, item) -> None:
    page = joan.get(page_of(item.ref))
    page = joan.press(page, "Save and go to question 2", status=422, **{"stances-0-stance": "conditions"})
    assert page.link("needs a condition") == "#conditions-0-text"


def test_a_question_with_scenarios_has_a_fieldset_for_each(bring, joan, cast: Cast, app: Flask) -> None:
    item = bring(questions=1, scenarios=2, then=declared(cast.joan))
    page = joan.get(page_of(item.ref))
    assert "Your stance on scenario 2, A street, told 2 ways" in page.main
    page = joan.press(
        page, "Save, the last one", **{"stances-0-stance": "supported", "stances-1-stance": "cannot_advise"}
    )  # fmt: skip
    assert page.h1 == "Your position is in; nothing more is needed."


def test_considerations_rest_on_the_committees_principles_or_none(joan, item, cast: Cast, app: Flask) -> None:
    page = joan.get(page_of(item.ref))
    groups = [one.get("label") for one in page.all("optgroup")]
    assert groups[:2] == ["Code of Ethics 2014", "Ethical Policing Principles 2024"]
    joan.press(
        page, "Save and go to question 2",
        **{
            "stances-0-stance": "supported", "considerations-0-text": "An hour matters.",
            "considerations-0-principle": str(cast.principles["Courage"]),
        },
    )  # fmt: skip
    back = joan.get(page_of(item.ref))
    chosen = [
        one
        for one in back.all("option")
        if one.get("selected") is not None and one.get("value") == str(cast.principles["Courage"])
    ]
    assert chosen


def test_another_consideration_is_added_without_a_script_and_nothing_is_lost(joan, item) -> None:
    page = joan.get(page_of(item.ref))
    page = joan.press(
        page, "Add another consideration", **{"considerations-0-text": "An hour matters.", "harm_left": "Cold."}
    )
    assert page.by_id("considerations-1-text") is not None
    assert "An hour matters." in page.html
    assert "Cold." in page.html
    page = joan.press(page, "Add another condition", **{"considerations-1-text": "They were asked."})
    assert page.by_id("conditions-1-text") is not None
    assert "They were asked." in page.html


def test_save_and_come_back_later_keeps_a_working_copy_and_the_overview_warns_of_it(
    joan, item, app: Flask, cast: Cast
) -> None:
    page = joan.press(joan.get(page_of(item.ref, 2)), "Save and come back later", **{"considerations-0-text": "Half a"})
    assert "One question holds words you have not given" in page.main
    assert given(app, cast.joan) == []
    assert "Half a" in joan.get(page_of(item.ref, 2)).html


def test_hostile_words_stay_words(joan, item) -> None:
    texts = [text.encode("utf-8", "ignore").decode() for text in HOSTILE.values()]
    typed = {f"considerations-{at}-text": text for at, text in enumerate(texts)}
    typed |= {
        "stances-0-stance": "conditions",
        "conditions-0-text": texts[0],
        "conditions-0-who": texts[1],
        "harm_left": texts[2],
    }
    plain = Counter(element.tag for element in joan.get(page_of(item.ref)).tree.iter() if isinstance(element.tag, str))
    joan.post(page_of(item.ref), typed)
    page = joan.get(page_of(item.ref))
    grown = Counter(element.tag for element in page.tree.iter() if isinstance(element.tag, str))
    assert set(grown) - set(plain) <= {"section", "div", "ul", "li"}
    assert grown["script"] == plain["script"]
    assert not [href for _, href in page.links if not href.startswith(("/", "#"))]
    assert (
        sum(1 for box in page.all("textarea") if (box.get("name") or "").startswith("considerations-"))
        >= len(texts) - 10
    )


# -- autosave ---------------------------------------------------------------------------------------------------------


def test_a_working_copy_is_saved_while_one_types(joan, item) -> None:
    first = joan.post(f"{page_of(item.ref)}/working-copy", {"harm_left": "Some", "version": "0"}).response
    assert first.json["saved_at_words"] == "Saved at noon"
    second = joan.post(
        f"{page_of(item.ref)}/working-copy", {"harm_left": "Some harm", "version": first.json["version"]}
    ).response
    assert second.json["version"] == first.json["version"] + 1


def test_a_second_tab_is_told_and_gets_both_texts(joan, item) -> None:
    joan.post(f"{page_of(item.ref)}/working-copy", {"harm_left": "From the phone", "version": "0"})
    stale = joan.post(f"{page_of(item.ref)}/working-copy", {"harm_left": "From the desk", "version": "0"}, status=409)
    page = joan.post(
        stale.response.json["url"], {"harm_left": "From the desk", "stances-0-stance": "supported", "version": "0"}, status=409
    )  # fmt: skip
    assert "From the desk" in page.html
    assert "From the phone" in page.html
    page = joan.press(page, "Keep what I typed")
    assert page.title.startswith("Question 2 of 3")


@pytest.mark.parametrize("who", ["grace", "secretary", "coopted", "outsider", "author", "administrator"])
def test_nobody_else_keeps_a_working_copy(browser: Browser, cast: Cast, item, app: Flask, who: str) -> None:
    response = browser.as_(getattr(cast, who)).client.post(f"{page_of(item.ref)}/working-copy", data={"harm_left": "x"})
    assert response.status_code >= 400
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(WorkingCopy)) == 0


def test_who_is_signed_out_is_told_where_to_sign_in(browser: Browser, item) -> None:
    answer = browser.as_(None).post(
        f"{page_of(item.ref)}/working-copy", {"harm_left": "x"}, status=401, headers={"Accept": "application/json"}
    )
    assert "/sign-in" in answer.response.json["sign_in_url"]


# -- the close --------------------------------------------------------------------------------------------------------


def test_what_was_typed_across_the_close_is_offered_back_as_a_late_position(
    joan, bring, clock, app: Flask, cast: Cast
) -> None:
    item = bring(closes_in=timedelta(minutes=5), given_by=[], then=declared(cast.joan))
    page = joan.get(page_of(item.ref))
    clock.advance(minutes=5)
    typed = {"stances-0-stance": "supported", "considerations-0-text": "Typed at the last minute."}
    page = joan.press(page, "Save and go to question 2", status=409, **typed)
    assert "before this reached us" in page.main
    assert "Typed at the last minute." in page.html
    assert given(app, cast.joan) == []
    page = joan.press(page, "Give it as a late position")
    assert page.h1 == "Your positions"
    (late,) = given(app, cast.joan)
    assert late.given_as is GivenAs.LATE


def test_who_leaves_for_the_discussion_gets_the_text_back_but_not_the_offer(
    browser, bring, cast: Cast, clock, app: Flask
) -> None:
    def then(session, dilemma) -> None:
        rule(
            session, declare(session, dilemma, cast.agnes, cast.interests["personal"]), cast.chair, RulingOutcome.LEAVE
        )

    item = bring(closes_in=timedelta(minutes=5), given_by=[], then=then)
    agnes = browser.as_(cast.agnes)
    page = agnes.get(page_of(item.ref))
    clock.advance(minutes=5)
    page = agnes.press(page, "Save and go to question 2", status=409, **{"considerations-0-text": "Too late, then."})
    assert "Too late, then." in page.html
    assert "Give it as a late position" not in page.buttons


def test_after_the_reveal_a_change_says_what_changed_the_mind_and_both_are_shown(bring, joan, cast: Cast) -> None:
    item = bring(closes_in=-timedelta(days=1))
    page = joan.get(page_of(item.ref))
    assert "Positions closed at" in page.main
    page = joan.press(page, "Record this revision", status=422, **{"stances-0-stance": "not_supported"})
    assert page.link("Say what changed your mind") == "#changed_by"
    joan.press(page, "Record this revision", changed_by="new_fact", changed_text="Nobody keeps a log.")
    page = joan.get(page_of(item.ref))
    assert "The 2 versions you gave" in page.main
    assert "A new fact: Nobody keeps a log." in page.main
    assert "Given before the close" in page.main


def test_once_circulated_nothing_is_given_any_more(bring, joan, cast: Cast) -> None:
    item = bring(State.CIRCULATED)
    page = joan.get(page_of(item.ref))
    assert "The advice has been circulated; positions can no longer change." in page.main
    assert "What you gave" in page.main
    assert not list(page.all("textarea"))


def test_a_reworded_question_asks_to_keep_or_renew(bring, joan, cast: Cast, app: Flask) -> None:
    def then(session, dilemma) -> None:
        from tests.factories import a_paper

        declare(session, dilemma, cast.joan)
        give_position(session, dilemma, cast.joan)
        old = {one.number: one.question_id for one in questions_of(session, dilemma)}
        version = a_paper(session, cast, dilemma, number=2)
        for wording in session.scalars(select(QuestionWording).where(QuestionWording.version_id == version.id)):
            wording.question_id = old[wording.number]
            wording.text += " And longer?"
        version.frozen_at = NOW

    item = bring(then=then)
    assert "Question 1 has new words" in joan.get(f"/dilemmas/{item.ref}/positions").main
    page = joan.get(page_of(item.ref))
    assert "Is it acceptable to keep the footage for 1 weeks? New: And longer?" in page.main
    joan.press(page, "Keep my position on the new words")
    assert [one.given_as for one in given(app, cast.joan)] == [GivenAs.ROUND_1, GivenAs.RENEWED]
    assert "has new words" not in joan.get(f"/dilemmas/{item.ref}/positions").main


# -- Part 2 -----------------------------------------------------------------------------------------------------------


def test_closed_paragraphs_are_holes_beside_the_answer_until_asked_for_and_then_recorded(
    joan, item, app: Flask, cast: Cast
) -> None:
    page = joan.get(page_of(item.ref))
    assert "a camera its owner forgot" not in page.html
    page = joan.get(page.link("Show the closed paragraph here"))
    assert "a camera its owner forgot" in page.html
    with app.app_context():
        assert (
            db.session.scalar(
                select(func.count()).where(JournalEntry.actor_id == cast.joan.id, JournalEntry.event == "part_2_read")
            )
            == 1
        )


def test_a_question_of_part_2_is_shown_only_where_the_read_is_recorded(bring, joan, cast: Cast, app: Flask) -> None:
    def then(session, dilemma) -> None:
        declare(session, dilemma, cast.joan)
        one = questions_of(session, dilemma)[0]
        one.part, one.part_reason, one.text = Part.CLOSED, PartReason.SECTION_31, "Is the canary sung?"

    item = bring(part_2=False, then=then)
    assert "canary" not in joan.get(f"/dilemmas/{item.ref}/positions").html
    page = joan.get(page_of(item.ref))
    assert page.h1 == "Is the canary sung?"
    with app.app_context():
        assert db.session.scalar(select(func.count()).where(JournalEntry.event == "part_2_read")) == 1


# -- who sees what ----------------------------------------------------------------------------------------------------


def test_members_learn_how_many_are_in_and_the_chair_and_secretary_whose(browser: Browser, bring, cast: Cast) -> None:
    item = bring(given_by=[cast.priya], then=declared(cast.joan, cast.chair))
    overview = f"/dilemmas/{item.ref}/positions"
    assert "1 of 9 members on every question" in browser.as_(cast.joan).get(overview).main
    assert "Priya Nambiar" not in browser.as_(cast.joan).get(overview).html
    for person in (cast.chair, cast.secretary):
        assert re.search(r"Priya Nambiar\s+All given", browser.as_(person).get(overview).main)


def test_a_member_without_positions_reads_why(browser: Browser, bring, cast: Cast) -> None:
    def then(session, dilemma) -> None:
        rule(
            session,
            declare(session, dilemma, cast.agnes, cast.interests["personal"]),
            cast.chair,
            RulingOutcome.NO_POSITION,
        )
        declare(session, dilemma, cast.coopted)

    item = bring(then=then)
    assert "you take part, and give no position" in browser.as_(cast.agnes).get(page_of(item.ref)).main.lower()
    assert "without positions" in browser.as_(cast.coopted).get(f"/dilemmas/{item.ref}/positions").main


@pytest.mark.parametrize(
    "who", ["author", "sponsor", "outsider", "administrator", "nobody", "reviewer", "observer", "adviser"]
)
def test_others_get_no_page_of_positions(browser: Browser, cast: Cast, item, who: str) -> None:
    for path in (page_of(item.ref), f"/dilemmas/{item.ref}/positions", f"/dilemmas/{item.ref}/positions/all-in"):
        page = browser.as_(getattr(cast, who)).client.get(path)
        assert page.status_code in (403, 404)


@pytest.mark.parametrize("who", ["chair", "secretary", "joan", "vice_chair"])
def test_two_different_sealed_positions_look_the_same_to_everyone_else(
    browser: Browser, bring, cast: Cast, app: Flask, who: str
) -> None:
    def with_position(stance: Stance, *reasons: str, **texts: str):
        def then(session, dilemma) -> None:
            for person in (cast.joan, cast.chair, cast.vice_chair, cast.priya):
                declare(session, dilemma, person)
            conditions = ("A notice.",) if stance is Stance.CONDITIONS else ()
            give_position(
                session, dilemma, cast.priya, 1, stance, considerations=reasons, conditions=conditions, **texts
            )

        return bring(questions=3, then=then, ref=ref)

    seen: list[list[str]] = []
    ref = "d00000twin"
    window = browser.as_(getattr(cast, who))
    for stance, reasons, texts in (
        (Stance.SUPPORTED, (), {}),
        (Stance.CONDITIONS, ("One reason.", "A much longer reason than the one before it."), {"harm_left": "Some."}),
    ):
        ref = f"d0000twin{len(seen)}"
        item = with_position(stance, *reasons, **texts)
        paths = [f"/dilemmas/{item.ref}/positions", f"/dilemmas/{item.ref}/declarations"]
        if who != "secretary":
            paths += [page_of(item.ref, number) for number in (1, 2, 3)] + [f"/dilemmas/{item.ref}/declare"]
        seen.append(
            [
                re.sub(r"declarations/[0-9]+", "", still(window.get(path).html)).replace(item.ref, "REF")
                for path in paths
            ]
        )
    for one, other in zip(*seen, strict=True):
        assert one.splitlines() == other.splitlines()


# -- how much it asks of the database ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/dilemmas/{ref}/positions",
        "/dilemmas/{ref}/positions/1",
        "/dilemmas/{ref}/positions/1/part-2",
        "/dilemmas/{ref}/declarations",
        "/dilemmas/{ref}/declare",
    ],
)
def test_a_page_asks_the_database_as_often_for_thirteen_questions_as_for_one(
    browser, bring, cast: Cast, count_queries, path: str
) -> None:
    counts = []
    for questions in (1, 13):
        people = cast.positions_given_by if questions == 13 else [cast.joan]
        item = bring(questions=questions, given_by=list(people))
        window = browser.as_(cast.joan)
        window.get(path.format(ref=item.ref))
        with count_queries() as seen:
            window.get(path.format(ref=item.ref))
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert counts[1] <= 20, seen


def test_a_consideration_is_a_line_or_two_and_more_is_said_beside_it(joan, item, cast: Cast, app: Flask) -> None:
    page = joan.get(page_of(item.ref))
    assert "A line or two: 500 characters at most." in page.main
    button = next(said for said in page.buttons if said.startswith("Save and go to question 2"))
    long = {
        "stances-0-stance": "supported", "considerations-0-text": "x" * 512, "conditions-0-text": "y" * 501,
    }  # fmt: skip
    page = joan.press(page, button, status=422, **long)
    assert "This is 12 characters too long." in page.main
    assert "This is one character too long." in page.main
    assert "x" * 512 in page.html
    assert given(app, cast.joan) == []
    joan.press(page, button, **{"considerations-0-text": "x" * 500, "conditions-0-text": "y" * 500})
    assert len(given(app, cast.joan)) == 1
