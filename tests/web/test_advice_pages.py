"""The advice among members and before the force: replied to clause by clause, signed off, sent, and read by whom it is for."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from ethics.domain.vocabulary import Basis, Part, PartReason, Reply, RulingOutcome, State
from ethics.extensions import db
from ethics.models import (
    Confirmation,
    Consideration,
    Dilemma,
    JournalEntry,
    MinorityHolder,
    MinorityView,
    Placement,
    Position,
)
from ethics.richtext import tidy
from tests.acts import announce_minority_view
from tests.browser import Browser, Page, words
from tests.cast import Cast, Someone
from tests.factories import answer, clauses_of, confirm, declare, questions_of, rule, set_basis
from tests.richtext.hostile import HOSTILE


def advice(ref: str) -> str:
    return f"/dilemmas/{ref}/advice"


@pytest.fixture
def item(bring, cast: Cast):
    """Circulated advice of two clauses; Agnes withdrew; nobody has replied."""
    return bring(State.CIRCULATED, withdrawn=(cast.agnes,))


@pytest.fixture
def joan(browser: Browser, cast: Cast):
    return browser.as_(cast.joan)


@pytest.fixture
def chair(browser: Browser, cast: Cast):
    return browser.as_(cast.chair)


def rows_of(app: Flask, kind) -> list:  # type: ignore[no-untyped-def, type-arg]
    with app.app_context():
        return list(db.session.scalars(select(kind).order_by(kind.id)))


def eligible(cast: Cast) -> list[Someone]:
    return [person for person in cast.positions_given_by if person is not cast.agnes]


def everyone_agrees(cast: Cast, basis: Basis = Basis.UNANIMOUS) -> Callable[..., None]:
    def then(session, dilemma) -> None:
        for clause in clauses_of(session, dilemma):
            for person in eligible(cast):
                confirm(session, clause, person)
        for wording in questions_of(session, dilemma):
            set_basis(session, dilemma, wording.number, basis)

    return then


def test_sign_off_names_each_question_without_a_basis_and_leads_to_where_it_is_chosen(bring, cast: Cast, chair) -> None:
    def agreed_without_a_basis(session, dilemma) -> None:
        everyone_agrees(cast)(session, dilemma)
        for number in (1, 2, 4):
            set_basis(session, dilemma, number, None)

    ref = bring(State.CIRCULATED, withdrawn=(cast.agnes,), questions=4, then=agreed_without_a_basis).ref
    page = chair.get(f"/dilemmas/{ref}/advice/sign-off")
    assert "No basis that the replies allow is chosen for questions 1, 2 and 4." in page.main
    cells = [words(cell) for cell in page.all("td", **{"data-h": "Basis"})]
    assert cells[2] == "Unanimous"
    assert all(cells[at].startswith("Not chosen") for at in (0, 1, 3))
    chosen = chair.get(page.link("Choose the basis of question 2").partition("#")[0])
    assert chosen.path == f"/dilemmas/{ref}/drafting/2"
    assert chosen.by_id("basis") is not None


def test_members_read_what_basis_the_replies_so_far_allow(item, joan, cast: Cast, browser: Browser) -> None:
    page = joan.get(advice(item.ref))
    assert page.main.count("The strongest basis the replies so far allow: No agreed view.") == 2
    for person in eligible(cast):
        window = browser.as_(person)
        window.press(window.get(advice(item.ref)), "Save my replies", **{"rows-0-reply": "live_with"})
    page = joan.get(advice(item.ref))
    assert "The strongest basis the replies so far allow: Consensus with reservations." in page.main


def test_a_saved_basis_moves_the_time_of_the_last_change(item, chair, clock, bring, cast: Cast) -> None:
    ref = bring(State.CIRCULATED, then=everyone_agrees(cast)).ref
    clock.advance(hours=3)
    page = chair.get(f"/dilemmas/{ref}/drafting/1")
    before = next(words(one) for one in page.all("p") if "Last changed at" in words(one))
    after = chair.press(page, "Save the draft", basis="majority")
    assert before not in after.main
    assert "Last changed at 3pm" in after.main


# -- replying (rule 12) -----------------------------------------------------------------------------------------------


def test_a_member_replies_to_the_clauses_and_sees_their_own_replies(app: Flask, item, joan) -> None:
    page = joan.get(advice(item.ref))
    assert "You have replied to 0 of 2 clauses." in page.main
    page = joan.press(page, "Save my replies", **{"rows-0-reply": "agree"})
    assert "You have replied to 1 of 2 clauses." in page.main
    page = joan.press(page, "Save my replies", **{"rows-1-reply": "live_with"})
    assert "You have replied to every clause." in page.main
    chosen = [box.get("value") for box in page.all("input", type="radio") if box.get("checked") is not None]
    assert chosen == ["agree", "live_with"]
    assert [row.reply for row in rows_of(app, Confirmation)] == [Reply.AGREE, Reply.LIVE_WITH]


def test_an_objection_without_its_wording_is_refused_and_the_other_replies_stay_chosen(app: Flask, item, joan) -> None:
    page = joan.get(advice(item.ref))
    refused = joan.press(page, "Save my replies", status=422, **{"rows-0-reply": "object", "rows-1-reply": "agree"})
    assert "Say what wording would remove your objection." in refused.main
    assert rows_of(app, Confirmation) == []
    page = joan.press(refused, "Save my replies", **{"rows-0-wording": "Say how long it is kept."})
    assert [(row.reply, row.wording) for row in rows_of(app, Confirmation)] == [
        (Reply.OBJECT, "Say how long it is kept."), (Reply.AGREE, ""),
    ]  # fmt: skip


def test_a_clause_that_changes_while_one_replies_shows_its_new_words_and_keeps_what_was_typed(
    app: Flask, item, joan, chair
) -> None:
    page = joan.get(advice(item.ref))
    chair.press(
        chair.get(f"/dilemmas/{item.ref}/drafting/1"), "Save the draft", **{"clauses-0-text": "Altogether new words."}
    )
    late = joan.press(
        page, "Save my replies", status=409,
        **{"rows-0-reply": "object", "rows-0-wording": "Say how long it is kept.", "rows-1-reply": "agree"},
    )  # fmt: skip
    assert "This clause changed while you were reading." in late.main
    assert "Altogether new words." in late.main
    assert "Say how long it is kept." in late.html
    assert rows_of(app, Confirmation) == []
    joan.press(late, "Save my replies", **{"rows-0-reply": "agree"})
    assert [(row.text_version, row.reply) for row in rows_of(app, Confirmation)] == [(2, Reply.AGREE), (1, Reply.AGREE)]


def test_a_changed_clause_is_marked_with_its_old_words_and_ones_reply_to_them(item, joan, chair) -> None:
    joan.press(joan.get(advice(item.ref)), "Save my replies", **{"rows-0-reply": "agree", "rows-1-reply": "agree"})
    chair.press(
        chair.get(f"/dilemmas/{item.ref}/drafting/1"), "Save the draft", **{"clauses-0-text": "Altogether new words."}
    )
    page = joan.get(advice(item.ref))
    assert "Clause 1.1 has changed. These were its words" in page.main
    assert "The force may go on with what question 1 describes" in page.main
    assert "To its earlier words you replied: Agree." in page.main
    assert "You have replied to 1 of 2 clauses." in page.main


@pytest.mark.parametrize(
    ("outcome", "status"),
    [(RulingOutcome.NO_POSITION, 200), (RulingOutcome.LEAVE, 403), (RulingOutcome.WITHDRAW, 403)],
)
def test_a_ruling_decides_who_reads_the_draft_and_nobody_without_a_seat_replies(
    bring, cast: Cast, browser: Browser, clock, outcome, status: int
) -> None:
    def then(session, dilemma) -> None:
        made = declare(session, dilemma, cast.priya, cast.interests["personal"], at=clock())
        rule(session, made, cast.chair, outcome, at=clock())

    item = bring(State.CIRCULATED, then=then)
    page = browser.as_(cast.priya).get(advice(item.ref), status=status)
    assert "Save my replies" not in page.buttons


def test_where_ones_points_went_is_told_to_their_author(app: Flask, bring, cast: Cast, joan) -> None:
    def then(session, dilemma) -> None:

        point = session.scalars(
            select(Consideration.id)
            .join(Position, Position.id == Consideration.position_id)
            .where(Position.person_id == cast.joan.id)
        ).first()
        row = session.scalars(select(Placement).where(Placement.consideration_id == point)).one()
        row.kind, row.clause_id, row.because = "not_adopted", None, "The street is told afterwards instead."

    page = joan.get(advice(bring(State.CIRCULATED, then=then).ref))
    assert "Considered and not adopted" in page.main
    assert "Because The street is told afterwards instead." in page.main
    assert "In clause 2.1" in page.main


def test_the_chair_sees_who_replied_what_and_what_is_still_missing_and_members_do_not(
    item, cast: Cast, joan, chair
) -> None:
    joan.press(
        joan.get(advice(item.ref)), "Save my replies", **{"rows-0-reply": "object", "rows-0-wording": "Say how long."}
    )
    page = chair.get(advice(item.ref))
    assert "Object Joan Pettifer: Say how long." in page.main
    assert "No reply yet from Grace Sandiford" in page.main
    page = joan.get(advice(item.ref))
    assert "No reply yet from" not in page.main
    assert "Grace Sandiford" not in page.main


# -- signing off and sending ------------------------------------------------------------------------------------------


def test_the_chair_signs_off_from_a_page_that_says_what_is_fixed_and_the_advice_is_sent(
    bring, cast: Cast, chair, browser: Browser
) -> None:
    item = bring(State.CIRCULATED, withdrawn=(cast.agnes,), then=everyone_agrees(cast))
    page = chair.get(chair.get(f"/dilemmas/{item.ref}/drafting").link("Sign off the advice"))
    assert "Unanimous" in page.main
    page = chair.press(page, "Sign off the advice")
    assert "The advice is agreed. It has not been sent yet." in page.main
    secretary = browser.as_(cast.secretary)
    page = secretary.get(secretary.get(advice(item.ref)).link("Send to the force"))
    assert page.form("Send to the force")[1]["answer_by"] == "13 April 2026"
    refused = secretary.press(page, "Send to the force", answer_by="soon", status=422)
    assert "Enter a date, such as 16 March 2026." in refused.main
    page = secretary.press(refused, "Send to the force", answer_by="20 April 2026")
    assert "has until 20 April 2026" in page.main
    browser.as_(cast.author).get(advice(item.ref))


def test_signing_off_says_what_is_missing(item, chair, browser: Browser, cast: Cast) -> None:
    page = chair.get(f"{advice(item.ref)}/sign-off")
    assert "The advice cannot be signed off yet" in page.main
    assert "Sign off the advice" not in page.buttons
    refused = chair.post(f"{advice(item.ref)}/sign-off", {}, status=409)
    assert "No reply yet from" in refused.main
    browser.as_(cast.secretary).get(f"{advice(item.ref)}/sign-off", status=403)


# -- who reads what ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "may"),
    [
        (State.DRAFTING, {"chair", "secretary"}),
        (State.CIRCULATED, {"chair", "secretary", "joan", "coopted"}),
        (State.AGREED, {"chair", "secretary", "joan", "coopted", "adviser", "observer", "reviewer"}),
        (State.SENT, {"chair", "secretary", "joan", "coopted", "adviser", "observer", "reviewer", "author", "sponsor"}),
    ],
)
def test_the_advice_opens_to_each_when_the_table_says(
    bring, cast: Cast, browser: Browser, state: State, may: set[str]
) -> None:
    item = bring(state, withdrawn=(cast.agnes,))
    everyone = (
        "chair",
        "secretary",
        "joan",
        "coopted",
        "adviser",
        "observer",
        "reviewer",
        "author",
        "sponsor",
        "agnes",
        "outsider",
    )
    opened = set()
    for name in everyone:
        person = getattr(cast, name)
        page = browser.as_(person).client.get(advice(item.ref))
        assert page.status_code in (200, 403, 404)
        if page.status_code == 200:
            opened.add(name)
    assert opened == may


def test_the_force_never_gets_a_position_or_a_members_name(bring, cast: Cast, browser: Browser) -> None:
    def then(session, dilemma) -> None:
        announce_minority_view(
            session, dilemma, cast.tomos, 1, "I cannot support watching people who have not been asked."
        )
        for clause in clauses_of(session, dilemma):
            confirm(session, clause, cast.grace, Reply.OBJECT, wording="A wording of hers.")

    item = bring(State.SENT, then=then)
    names = [person.name for person in (*cast.positions_given_by, cast.coopted)]
    for person in (cast.author, cast.sponsor):
        window = browser.as_(person)
        for path in (advice(item.ref), f"/dilemmas/{item.ref}/answer"):
            if person is cast.author and path.endswith("answer"):
                window.get(path, status=403)
                continue
            page = window.get(path)
            assert "The force may go on with what question 1 describes" in page.main
            for never in (*names, "A wording of hers.", "whoever is filmed should hear of it"):
                assert never not in page.html, f"{person.name} met “{never}” on {path}"
        for path in ("reveal", "reveal/1", "drafting", "drafting/1", "minority-views"):
            window.get(f"/dilemmas/{item.ref}/{path}", status=403)
        assert "A member of the Committee" in window.get(advice(item.ref)).main


def test_a_holder_who_chose_to_be_named_is(bring, cast: Cast, browser: Browser) -> None:
    def then(session, dilemma) -> None:
        view = announce_minority_view(session, dilemma, cast.tomos, 1, "I cannot go along.")
        session.get(MinorityHolder, (view.id, cast.tomos.id)).named = True

    assert "Tomos Llŷr" in browser.as_(cast.author).get(advice(bring(State.SENT, then=then).ref)).main


def test_what_is_of_part_2_is_a_hole_until_opened_where_the_read_is_recorded(
    app: Flask, bring, cast: Cast, browser: Browser
) -> None:
    def then(session, dilemma) -> None:
        wording = questions_of(session, dilemma)[0]
        wording.part, wording.part_reason = Part.CLOSED, PartReason.SECTION_31
        clause = clauses_of(session, dilemma)[0]
        clause.part, clause.text = Part.CLOSED, "The closed clause."

    item = bring(State.SENT, then=then)
    joan = browser.as_(cast.joan)
    page = joan.get(advice(item.ref))
    assert "The closed clause." not in page.html
    assert "for 1 weeks" not in page.html
    page = joan.get(page.link("Show what is of Part 2"))
    assert "The closed clause." in page.main
    with app.app_context():
        read = db.session.scalars(select(JournalEntry).where(JournalEntry.event == "part_2_read")).all()
    assert [entry.actor_id for entry in read] == [cast.joan.id]
    assert "The closed clause." in browser.as_(cast.sponsor).get(advice(item.ref)).main
    adviser = browser.as_(cast.adviser)
    assert "Show what is of Part 2" not in adviser.get(advice(item.ref)).main
    adviser.get(f"{advice(item.ref)}/part-2", status=403)


def test_agreed_advice_is_a_page_to_read_with_basis_spread_and_the_forces_answer(bring, cast: Cast, joan) -> None:
    def then(session, dilemma) -> None:
        answer(session, clauses_of(session, dilemma)[0], cast.sponsor)

    page = joan.get(advice(bring(State.SENT, then=then, withdrawn=(cast.agnes,)).ref))
    assert "answered 1 of 2 clauses" in page.main
    assert "Unanimous: eight of eight agree or can live with it." in page.main
    assert "4 supported, 1 with conditions, 1 not supported" in page.main
    assert "One member, because of an interest" in page.main
    assert "Accepted" in page.main


# -- minority views ---------------------------------------------------------------------------------------------------


def test_a_minority_view_is_announced_written_named_and_read_by_colleagues(
    app: Flask, item, cast: Cast, browser: Browser
) -> None:
    tomos, joan = browser.as_(cast.tomos), browser.as_(cast.joan)
    path = f"/dilemmas/{item.ref}/minority-views"
    refused = tomos.press(tomos.get(path), "Announce it", status=422)
    assert "Choose the question it is about." in refused.main
    page = tomos.press(refused, "Announce it", question=str(item.questions[0]))
    assert "Nobody else can edit this." in page.main
    refused = tomos.press(page, "Save your view", text=" ", status=422)
    assert "Write your view, or take the announcement back." in refused.main
    tomos.press(page, "Save your view", text="I cannot go along.", named="y")
    theirs = joan.get(path)
    assert "I cannot go along." in theirs.main
    joan.press(theirs, "Hold this view too of Tomos Llŷr")
    assert "Held by Joan Pettifer and Tomos Llŷr" in tomos.get(path).main
    assert "I cannot go along." in joan.get(advice(item.ref)).main
    with app.app_context():
        assert {row.person_id: row.named for row in db.session.scalars(select(MinorityHolder))} == {
            cast.tomos.id: True, cast.joan.id: False,
        }  # fmt: skip
    for person in (cast.author, cast.secretary, cast.coopted, cast.agnes):
        browser.as_(person).get(path, status=403)


def test_two_tabs_on_one_minority_view_lose_nothing(app: Flask, bring, cast: Cast, browser: Browser) -> None:
    def then(session, dilemma) -> None:
        announce_minority_view(session, dilemma, cast.tomos, 1, "As it was.")

    item = bring(State.CIRCULATED, then=then)
    tomos = browser.as_(cast.tomos)
    one, two = (tomos.get(f"/dilemmas/{item.ref}/minority-views") for _ in range(2))
    tomos.press(one, "Save your view", text="From one tab.")
    stale = tomos.press(two, "Save your view", text="From the other.", status=409)
    assert "From one tab." in stale.main
    assert "From the other." in stale.main
    tomos.press(stale, "Keep what I typed")
    assert [row.text for row in rows_of(app, MinorityView)] == ["From the other."]


# -- queries, hostile words -------------------------------------------------------------------------------------------


def test_its_queries_do_not_grow_with_questions_or_members(bring, cast: Cast, joan, count_queries) -> None:
    few = bring(State.CIRCULATED, questions=1, given_by=(cast.joan,))
    many = bring(State.CIRCULATED, questions=13, given_by=cast.positions_given_by)
    joan.get(advice(few.ref))
    counts = []
    for path in (advice(few.ref), advice(many.ref), *(f"/dilemmas/{one.ref}/minority-views" for one in (few, many))):
        with count_queries() as seen:
            joan.get(path)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 20
    assert counts[2] == counts[3] <= 20


@pytest.mark.parametrize("state", [State.CIRCULATED, State.SENT])
def test_hostile_words_stay_words(bring, cast: Cast, browser: Browser, state: State) -> None:
    texts = [tidy(text, limit=None) for text in HOSTILE.values() if tidy(text, limit=None)]

    def then(session, dilemma: Dilemma) -> None:
        for clause in clauses_of(session, dilemma):
            clause.text = "\n\n".join(texts)
            clause.addressed_to = texts[0][:200]
            if dilemma.state is State.CIRCULATED:
                confirm(session, clause, cast.joan, Reply.OBJECT, wording="\n\n".join(texts))
            else:
                answer(session, clause, cast.sponsor, reason="\n\n".join(texts))
        announce_minority_view(session, dilemma, cast.tomos, 1, "\n\n".join(texts))
        set_basis(session, dilemma, 2, None, "\n\n".join(texts))

    item = bring(state, then=then)
    for person in (cast.joan, cast.chair, cast.tomos, *((cast.sponsor,) if state is State.SENT else ())):
        pages: list[Page] = [browser.as_(person).get(advice(item.ref))]
        if state is State.CIRCULATED:
            pages.append(browser.as_(person).get(f"/dilemmas/{item.ref}/minority-views"))
        for page in pages:
            assert not list(page.all("iframe"))
            assert not [
                link for link in page.all("a") if link.get("href", "").lower().startswith(("javascript:", "data:"))
            ]


def test_saving_no_reply_is_not_called_saved(app: Flask, item, joan) -> None:
    page = joan.press(joan.get(advice(item.ref)), "Save my replies", status=422)
    assert "Choose a reply to at least one clause." in page.main
    assert "You have replied to 0 of 2 clauses." in page.main
