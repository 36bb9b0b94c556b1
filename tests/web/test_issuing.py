"""The Secretary puts a dilemma on a meeting, issues it and moves its close, each on a page that says what follows."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from ethics.domain.vocabulary import State
from ethics.extensions import db
from ethics.models import Meeting
from tests.factories import NOW, a_meeting, item_of
from tests.richtext.hostile import HOSTILE


@pytest.fixture
def meeting(app, cast) -> str:
    """A meeting in fourteen days, by its ref."""
    with app.app_context():
        made = a_meeting(db.session, cast, NOW + timedelta(days=14))
        db.session.commit()
        return made.ref


# -- a meeting for it -------------------------------------------------------------------------------------------------


def test_a_meeting_is_chosen_by_its_day_with_the_letter_it_would_give(browser, cast, bring, meeting) -> None:
    brought = bring(State.ACCEPTED)
    secretary = browser.as_(cast.secretary)
    page = secretary.get(f"/dilemmas/{brought.ref}/schedule")
    assert "Monday 16 March 2026, noon" in page.main
    assert "It would be paper A." in page.main
    assert "at least 5 clear days before the meeting" in page.main
    page = secretary.press(page, "Put on a meeting", meeting=meeting)
    assert page.path == f"/dilemmas/{brought.ref}/issue"
    assert "It is on the meeting of 16 March 2026, as paper A." in page.main


def test_a_new_meeting_is_made_on_the_same_page(browser, cast, bring) -> None:
    secretary = browser.as_(cast.secretary)
    page = secretary.get(f"/dilemmas/{bring(State.ACCEPTED).ref}/schedule")
    page = secretary.press(
        page, "Put on a meeting", meeting="new", starts_on="19 March 2026", starts_time="2pm", place="Room 2"
    )
    assert "It is on the meeting of 19 March 2026, as paper A." in page.main


def test_what_is_wrong_with_a_new_meeting_is_said_in_its_own_boxes(browser, cast, bring, meeting) -> None:
    secretary = browser.as_(cast.secretary)
    page = secretary.get(f"/dilemmas/{bring(State.ACCEPTED).ref}/schedule")
    page = secretary.press(page, "Put on a meeting", meeting="new", starts_time="2pm", place="Room 2", status=422)
    assert page.link("Enter a date") == "#starts_on"
    page = secretary.press(page, "Put on a meeting", starts_on="1 March 2026", status=422)
    assert page.link("in the future") == "#starts_on"
    assert page.form("Put on a meeting")[1]["place"] == "Room 2"


def test_half_a_new_meeting_does_not_matter_where_another_is_chosen(browser, cast, bring, meeting) -> None:
    secretary = browser.as_(cast.secretary)
    page = secretary.get(f"/dilemmas/{bring(State.ACCEPTED).ref}/schedule")
    page = secretary.press(page, "Put on a meeting", meeting=meeting, starts_on="someday")
    assert page.path.endswith("/issue")


def test_nothing_chosen_and_a_made_up_meeting_are_refused(browser, cast, bring, meeting) -> None:
    secretary = browser.as_(cast.secretary)
    page = secretary.get(f"/dilemmas/{bring(State.ACCEPTED).ref}/schedule")
    refused = secretary.press(page, "Put on a meeting", status=422)
    assert refused.link("Choose a meeting, or make one.") == "#meeting"
    secretary.press(page, "Put on a meeting", meeting="nowhere", status=404)


def test_a_scheduled_item_moves_and_its_old_agenda_says_where_it_went(browser, cast, bring, meeting) -> None:
    brought = bring(State.SCHEDULED)
    secretary = browser.as_(cast.secretary)
    page = secretary.get(f"/dilemmas/{brought.ref}/schedule")
    assert "It is paper A of the meeting on Monday 16 March 2026" in page.main
    secretary.press(
        page, "Move to another meeting", meeting="new", starts_on="23/4/2026", starts_time="2pm", place="Room 2"
    )
    upcoming = secretary.get("/meetings")
    that_day = [href for text, href in upcoming.links if text == "Monday 16 March 2026" and meeting not in href]
    old = secretary.get(that_day[0])
    assert "Moved to the meeting of 23 April 2026." in old.main


def test_an_issued_item_is_not_scheduled_and_the_page_says_what_to_do(browser, cast, bring, meeting) -> None:
    page = browser.as_(cast.secretary).get(f"/dilemmas/{bring(State.ISSUED).ref}/schedule")
    assert "it can be deferred to another meeting" in page.main
    assert "Put on a meeting" not in page.buttons


# -- issuing ----------------------------------------------------------------------------------------------------------


def test_the_issue_page_offers_the_usual_close_and_says_what_members_see_and_who_is_told(browser, cast, bring) -> None:
    page = browser.as_(cast.secretary).get(f"/dilemmas/{bring(State.SCHEDULED).ref}/issue")
    held = page.form("Issue to members")[1]
    assert (held["closes_on"], held["closes_time"]) == ("13 March 2026", "5pm")
    for shown in (
        "13 clear days before the meeting; the rule is 5 clear days",
        "Ferry Lane",
        "Joan Pettifer",
        "Lorna Keay",
        "Dan Fairley",
    ):
        assert shown in page.main
    assert "This paper is late" not in page.main
    assert "Bea Lindqvist" not in page.main


def test_an_issued_paper_leads_back_to_the_dilemma(browser, cast, bring) -> None:
    brought = bring(State.SCHEDULED)
    secretary = browser.as_(cast.secretary)
    page = secretary.press(secretary.get(f"/dilemmas/{brought.ref}/issue"), "Issue to members")
    assert page.path == f"/dilemmas/{brought.ref}"
    again = secretary.get(f"/dilemmas/{brought.ref}/issue")
    assert "Issue to members" not in again.buttons


def test_a_late_paper_asks_why_before_it_goes(browser, cast, bring, app) -> None:
    def three_days_before(session, dilemma) -> None:
        meeting = session.get_one(Meeting, item_of(session, dilemma).meeting_id)
        meeting.starts_at, meeting.ends_at = NOW + timedelta(days=3), None

    brought = bring(State.SCHEDULED, then=three_days_before)
    secretary = browser.as_(cast.secretary)
    page = secretary.get(f"/dilemmas/{brought.ref}/issue")
    assert "Members would have 2 clear days before the meeting; the committee’s rule is 5 clear days." in page.main
    sent = {"closes_on": "4 March 2026", "closes_time": "5pm", "short": "y"}
    page = secretary.press(page, "Issue to members", status=422, **sent)
    assert page.link("Say why the paper is late") == "#late_reason"
    agenda = page.link("Thursday 5 March 2026, noon")
    secretary.press(page, "Issue to members", late_reason="The trial ended on Friday.")
    assert "Issued late: The trial ended on Friday." in browser.as_(cast.joan).get(agenda).main


def test_under_seven_days_is_warned_of_once(browser, cast, bring) -> None:
    brought = bring(State.SCHEDULED)
    secretary = browser.as_(cast.secretary)
    page = secretary.get(f"/dilemmas/{brought.ref}/issue")
    page = secretary.press(page, "Issue to members", closes_on="8 March 2026", closes_time="noon", status=422)
    assert page.link("Positions would be open for under 7 days.") == "#short"
    assert page.form("Issue to members")[1]["closes_on"] == "8 March 2026"
    page = secretary.press(page, "Issue to members", short="y")
    assert page.path == f"/dilemmas/{brought.ref}"


def test_a_close_that_cannot_be_is_said_beside_its_date(browser, cast, bring) -> None:
    secretary = browser.as_(cast.secretary)
    page = secretary.get(f"/dilemmas/{bring(State.SCHEDULED).ref}/issue")
    for closes_on, says in (
        ("1 March 2026", "close in the future"),
        ("17 March 2026", "before the meeting begins"),
        ("", "Enter a date"),
    ):
        refused = secretary.press(page, "Issue to members", closes_on=closes_on, late_reason="Kept.", status=422)
        assert refused.link(says) == "#closes_on"
        assert "Kept." in refused.html


def test_an_urgent_item_is_issued_straight_and_labelled_interim(browser, cast, bring) -> None:
    brought = bring(State.ACCEPTED, urgent=True)
    secretary = browser.as_(cast.secretary)
    page = secretary.get(f"/dilemmas/{brought.ref}/schedule")
    assert page.link("Issue it without a meeting") == f"/dilemmas/{brought.ref}/issue"
    page = secretary.get(f"/dilemmas/{brought.ref}/issue")
    assert "interim" in page.main
    page = secretary.press(page, "Issue to members", closes_on="4 March 2026", short="y")
    assert page.path == f"/dilemmas/{brought.ref}"


def test_what_is_on_no_meeting_and_not_urgent_waits(browser, cast, bring) -> None:
    page = browser.as_(cast.secretary).get(f"/dilemmas/{bring(State.ACCEPTED).ref}/issue")
    assert "Only an urgent item can skip the meeting." in page.main
    assert "Issue to members" not in page.buttons


# -- the close --------------------------------------------------------------------------------------------------------


def test_the_close_is_moved_with_a_reason_and_its_history_is_shown(browser, cast, bring) -> None:
    brought = bring(State.ISSUED)
    secretary = browser.as_(cast.secretary)
    page = secretary.get(f"/dilemmas/{brought.ref}/closing-time")
    assert "Positions close at noon on Sunday 8 March 2026." in page.main
    page = secretary.press(
        page, "Move the closing time", closes_on="9 March 2026", closes_time="5pm", reason="The hall is closed."
    )
    assert page.path == f"/dilemmas/{brought.ref}"
    page = secretary.get(f"/dilemmas/{brought.ref}/closing-time")
    assert "From noon on Sunday 8 March 2026 to 5pm on Monday 9 March 2026" in page.main
    assert "The hall is closed." in page.main


def test_a_move_that_cannot_be_keeps_the_reason_typed(browser, cast, bring) -> None:
    secretary = browser.as_(cast.secretary)
    page = secretary.get(f"/dilemmas/{bring(State.ISSUED).ref}/closing-time")
    page = secretary.press(page, "Move the closing time", closes_on="3 March 2026", reason="A holiday.", status=422)
    assert page.link("48 hours’ notice") == "#closes_on"
    assert "A holiday." in page.html
    page = secretary.press(page, "Move the closing time", closes_on="9 March 2026", reason="", status=422)
    assert page.link("Give a reason.") == "#reason"


def test_the_chair_moves_the_close_and_a_member_does_not(browser, cast, bring) -> None:
    path = f"/dilemmas/{bring(State.ISSUED).ref}/closing-time"
    assert "Move the closing time" in browser.as_(cast.chair).get(path).buttons
    browser.as_(cast.joan).get(path, status=403)
    refused = browser.as_(cast.joan).post(
        path, {"closes_on": "9 March 2026", "closes_time": "5pm", "reason": "Mine."}, status=403
    )
    assert "Mine." in refused.html
    browser.as_(cast.outsider).get(path, status=404)


def test_what_has_closed_has_no_page_to_move_it(browser, cast, bring) -> None:
    path = f"/dilemmas/{bring(State.ISSUED, closes_in=timedelta(days=-1)).ref}/closing-time"
    page = browser.as_(cast.secretary).get(path, status=403)
    assert "Positions are not open." in page.main


@pytest.mark.parametrize("page", ["schedule", "issue", "closing-time"])
def test_to_another_committees_secretary_none_of_it_exists(browser, cast, bring, page) -> None:
    other = browser.as_(cast.other_secretary)
    nothing = other.get(f"/dilemmas/nowhere/{page}", status=404)
    for state in (State.ACCEPTED, State.SCHEDULED, State.ISSUED):
        path = f"/dilemmas/{bring(state).ref}/{page}"
        assert other.get(path, status=404).main == nothing.main
        other.post(path, {"closes_on": "9 March 2026"}, status=404)


def test_hostile_text_in_a_reason_is_only_text(browser, cast, bring) -> None:
    brought = bring(State.ISSUED)
    secretary = browser.as_(cast.secretary)
    page = secretary.get(f"/dilemmas/{brought.ref}/closing-time")
    reason = "\n\n".join(HOSTILE.values()).encode(errors="ignore").decode()
    page = secretary.press(
        page, "Move the closing time", closes_on=f"31 June {HOSTILE['script']}", reason=reason, status=422
    )
    secretary.press(page, "Move the closing time", closes_on="9 March 2026", follow=False, status=303)
    page = secretary.get(f"/dilemmas/{brought.ref}/closing-time")
    assert "<script>alert(1)</script>" in page.main


@pytest.mark.parametrize(
    ("page", "state"), [("schedule", State.ACCEPTED), ("issue", State.SCHEDULED), ("closing-time", State.ISSUED)]
)
def test_each_page_keeps_to_twenty_queries(browser, cast, bring, count_queries, page, state) -> None:
    path = f"/dilemmas/{bring(state, questions=5).ref}/{page}"
    secretary = browser.as_(cast.secretary)
    with count_queries() as seen:
        secretary.get(path)
    assert len(seen) <= 20


def test_a_late_paper_and_a_short_round_are_both_said_at_once(browser, cast, bring, app) -> None:
    ref = bring(State.SCHEDULED).ref
    with app.app_context():
        meeting = db.session.scalars(select(Meeting)).one()
        meeting.starts_at = NOW + timedelta(days=4)
        meeting.ends_at = NOW + timedelta(days=4, hours=2)
        db.session.commit()
    secretary = browser.as_(cast.secretary)
    page = secretary.get(f"/dilemmas/{ref}/issue")
    assert "Positions would be open for under 7 days." in page.main
    assert list(page.all("input", name="short"))
    refused = secretary.press(page, "Issue to members", closes_on="5 March 2026", closes_time="5pm", status=422)
    assert "Tick the box to open them all the same." in refused.main
    assert refused.link("Positions would be open for under 7 days.") == "#short"
    assert any(href == "#late_reason" for _, href in refused.links)


def test_an_urgent_item_has_its_tick_box_from_the_start(browser, cast, bring) -> None:
    page = browser.as_(cast.secretary).get(f"/dilemmas/{bring(State.ACCEPTED, urgent=True).ref}/issue")
    assert list(page.all("input", name="short"))
