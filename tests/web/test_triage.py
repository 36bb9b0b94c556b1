"""The Secretary's pages at both ends of a dilemma: what comes in, and closing it."""

from sqlalchemy import select

from ethics.domain.vocabulary import Event, Part, PartReason, State, Step
from ethics.models import Party
from ethics.services import journal
from tests.acts import version_of
from tests.browser import NOT_OPEN
from tests.factories import NOW, questions_of
from tests.richtext.hostile import HOSTILE


def say_no_parties(session, dilemma) -> None:
    for party in session.scalars(select(Party).where(Party.version_id == version_of(session, dilemma).id)):
        session.delete(party)


def test_the_paper_is_seen_at_a_glance_with_its_parties_and_questions(browser, cast, bring) -> None:
    page = browser.as_(cast.secretary).get(f"/dilemmas/{bring(State.SUBMITTED, questions=3).ref}/triage")
    for shown in (
        "Eastmarch Police",
        "Chief Constable",
        "Ruth Ingleby",
        "Ferry Lane",
        "Watchful Homes Ltd",
        "3 questions",
    ):
        assert shown in page.main
    assert "Is it acceptable to keep the footage for 2 weeks?" in page.main
    for outcome in ("accept", "return", "redirect", "decline"):
        assert list(page.all("input", name="outcome", value=outcome))


def test_a_closed_question_is_counted_and_not_shown(browser, cast, bring) -> None:
    def close_it(session, dilemma) -> None:
        wording = questions_of(session, dilemma)[0]
        wording.part, wording.part_reason = Part.CLOSED, PartReason.SECTION_31

    page = browser.as_(cast.secretary).get(f"/dilemmas/{bring(State.SUBMITTED, then=close_it).ref}/triage")
    assert "2 questions" in page.main
    assert "for 1 weeks" not in page.main
    assert "its words are in Part 2" in page.main


def test_accepting_leads_to_the_choice_of_a_meeting(browser, cast, bring) -> None:
    brought = bring(State.SUBMITTED)
    secretary = browser.as_(cast.secretary)
    page = secretary.press(secretary.get(f"/dilemmas/{brought.ref}/triage"), "Go on", outcome="accept")
    assert page.path == f"/dilemmas/{brought.ref}/schedule"
    assert "It is accepted" in page.main


def test_questions_are_sent_back_word_for_word(browser, cast, bring) -> None:
    brought = bring(State.SUBMITTED)
    secretary = browser.as_(cast.secretary)
    page = secretary.get(f"/dilemmas/{brought.ref}/triage")
    page = secretary.press(page, "Go on", outcome="return", questions="Who owns it?")
    assert page.path == f"/dilemmas/{brought.ref}"
    after = secretary.get(f"/dilemmas/{brought.ref}/triage")
    assert "Go on" not in after.buttons
    assert "Who owns it?" in after.main


def test_nothing_chosen_says_so_and_loses_nothing(browser, cast, bring) -> None:
    secretary = browser.as_(cast.secretary)
    page = secretary.get(f"/dilemmas/{bring(State.SUBMITTED).ref}/triage")
    page = secretary.press(page, "Go on", questions="Half a question", decline_reason="Half a reason", status=422)
    assert page.title.startswith("Error: ")
    assert page.link("Choose what happens with it.") == "#outcome"
    assert "Half a question" in page.html
    assert "Half a reason" in page.html


def test_what_an_outcome_asks_for_is_said_beside_it_and_its_text_given_back(browser, cast, bring) -> None:
    secretary = browser.as_(cast.secretary)
    page = secretary.get(f"/dilemmas/{bring(State.SUBMITTED).ref}/triage")
    page = secretary.press(page, "Go on", outcome="redirect", redirect_reason="It names an officer.", status=422)
    assert page.link("Say where it belongs.") == "#redirect_to"
    assert "It names an officer." in page.html
    assert next(page.all("input", name="outcome", value="redirect")).get("checked") is not None


def test_what_cannot_be_accepted_yet_has_no_radio_but_a_note_saying_what_is_missing(browser, cast, bring) -> None:
    page = browser.as_(cast.secretary).get(f"/dilemmas/{bring(State.SUBMITTED, then=say_no_parties).ref}/triage")
    assert "which people, places and bodies it names" in page.main
    assert not list(page.all("input", name="outcome", value="accept"))
    assert list(page.all("input", name="outcome", value="return"))


def test_pressing_accept_on_an_old_page_shows_both_sides_and_changes_nothing(browser, cast, bring) -> None:
    brought = bring(State.SUBMITTED)
    secretary = browser.as_(cast.secretary)
    old = secretary.get(f"/dilemmas/{brought.ref}/triage")
    secretary.press(old, "Go on", outcome="accept")
    page = secretary.press(old, "Go on", outcome="decline", decline_reason="Already answered.", status=409)
    assert "Already answered." in page.html


def test_after_triage_the_page_says_that_it_is_over(browser, cast, bring) -> None:
    page = browser.as_(cast.secretary).get(f"/dilemmas/{bring(State.ISSUED).ref}/triage")
    assert page.buttons.count("Go on") == 0
    assert "It has been answered, and is “Issued” now." in page.main


def test_an_earlier_return_is_seen_with_its_reason(browser, cast, bring) -> None:
    def returned(session, dilemma) -> None:
        row = journal.reason("Who owns the camera?")
        journal.write(dilemma, cast.secretary.id, Event.STATE_CHANGED, NOW, step=Step.RETURN, reason=row)

    page = browser.as_(cast.secretary).get(f"/dilemmas/{bring(State.SUBMITTED, then=returned).ref}/triage")
    assert "Who owns the camera?" in page.main


def test_to_others_the_page_is_closed_or_does_not_exist(browser, cast, bring) -> None:
    path = f"/dilemmas/{bring(State.SUBMITTED).ref}/triage"
    assert browser.as_(cast.author).get(path, status=403).h1 == NOT_OPEN
    missing = browser.as_(cast.other_secretary).get("/dilemmas/nowhere/triage", status=404)
    for person in (cast.other_secretary, cast.joan, cast.chair, cast.outsider, cast.observer):
        page = browser.as_(person).get(path, status=404)
        assert page.h1 == missing.h1
        browser.as_(person).post(path, {"outcome": "decline", "decline_reason": "No."}, status=404)


def test_hostile_text_in_a_reason_is_only_text(browser, cast, bring) -> None:
    brought = bring(State.SUBMITTED)
    secretary = browser.as_(cast.secretary)
    text = "\n\n".join(HOSTILE.values()).encode(errors="ignore").decode()
    page = secretary.get(f"/dilemmas/{brought.ref}/triage")
    again = secretary.press(page, "Go on", outcome="redirect", redirect_reason=text, questions=text, status=422)
    secretary.press(again, "Go on", outcome="return", follow=False, status=303)
    page = browser.as_(cast.author).get(f"/dilemmas/{brought.ref}/edit")
    assert "<script>alert(1)</script>" in page.main


def test_an_answered_dilemma_is_closed_by_one_press(browser, cast, bring) -> None:
    brought = bring(State.ANSWERED)
    secretary = browser.as_(cast.secretary)
    page = secretary.get(f"/dilemmas/{brought.ref}/close")
    secretary.press(page, "Close the dilemma", follow=False, status=303)
    page = secretary.get(f"/dilemmas/{brought.ref}/close")
    assert "Close the dilemma" not in page.buttons
    assert "cannot be done while this is “Closed”" in page.main
    browser.as_(cast.chair).get(f"/dilemmas/{brought.ref}/close", status=403)


def test_a_dilemma_still_waiting_for_answers_is_not_closed(browser, cast, bring) -> None:
    page = browser.as_(cast.secretary).get(f"/dilemmas/{bring(State.SENT).ref}/close")
    assert "Close the dilemma" not in page.buttons


def test_a_paper_that_says_neither_unit_nor_parties_is_warned_of(browser, cast, bring) -> None:
    def say_nothing(session, dilemma) -> None:
        say_no_parties(session, dilemma)
        dilemma.unit, version_of(session, dilemma).no_parties = "", True

    warning = "Members would see nothing but its title"
    secretary = browser.as_(cast.secretary)
    assert warning in secretary.get(f"/dilemmas/{bring(State.SUBMITTED, then=say_nothing).ref}/triage").main
    assert warning not in secretary.get(f"/dilemmas/{bring(State.SUBMITTED).ref}/triage").main
