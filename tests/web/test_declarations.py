"""The declaration is the first page of an item, and the page of rulings shows each reader what is theirs to see."""

import pytest
from flask import Flask
from sqlalchemy import select

from ethics.domain.vocabulary import DeclarationKind, RulingOutcome, State
from ethics.extensions import db
from ethics.models import Declaration, Notice
from tests.browser import Browser
from tests.cast import Cast
from tests.factories import declare, rule
from tests.richtext.hostile import HOSTILE


@pytest.fixture
def item(bring):
    """An issued dilemma on which nobody has declared."""
    return bring(questions=3)


def made(app: Flask) -> list[Declaration]:
    with app.app_context():
        return list(db.session.scalars(select(Declaration).order_by(Declaration.id)))


# -- the first page of an item ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/positions", "/positions/2", "/paper"])
def test_a_member_opening_an_item_meets_the_declaration_first_and_nil_leads_on(
    browser, item, cast: Cast, path: str
) -> None:
    joan = browser.as_(cast.joan)
    wanted = f"/dilemmas/{item.ref}{path}"
    page = joan.get(wanted)
    assert page.h1 == "Footage from doorbells"
    assert "Neighbourhood Policing" in page.main
    assert "Watchful Homes Ltd (body)" in page.main
    assert "door to door" not in page.html
    page = joan.press(page, "I have no interest")
    assert page.path == wanted
    assert "The paper is open to you" in page.main


def test_the_way_on_stays_within_the_item(browser, item, cast: Cast) -> None:
    joan = browser.as_(cast.joan)
    for wanted in ("https://elsewhere.example/", "//elsewhere.example", f"/dilemmas/{item.ref}//x.example", "/people"):
        page = joan.get(f"/dilemmas/{item.ref}/declare?next={wanted}")
        assert "elsewhere" not in page.html
        assert "/people" not in [href for _, href in page.links if "Give" in _ or "Read" in _]


def test_nothing_typed_is_led_away_by_a_declaration_that_is_missing(browser, item, cast: Cast) -> None:
    joan = browser.as_(cast.joan)
    page = joan.post(f"/dilemmas/{item.ref}/positions/1", {"harm_left": "Typed before declaring."}, status=403)
    assert "Typed before declaring." in page.html


def test_an_interest_waits_and_the_page_says_who_rules_and_what_happens_next(
    browser, item, cast: Cast, app: Flask
) -> None:
    joan = browser.as_(cast.joan)
    page = joan.get(f"/dilemmas/{item.ref}/declare")
    page = joan.press(
        page,
        "Declare this interest",
        interest_type=str(cast.interests["personal"]),
        nature="My sister lives in Ferry Lane.",
    )
    assert "Your declaration waits for a ruling" in page.main
    assert "Margaret Holloway rules" in page.main
    assert "If there is no ruling by noon on Wednesday 4 March 2026, the Vice-chair may rule." in page.main
    assert joan.get(f"/dilemmas/{item.ref}/positions/1").h1 == "Footage from doorbells"
    with app.app_context():
        assert db.session.scalars(select(Notice.path).where(Notice.person_id == cast.chair.id)).all() == [
            f"/dilemmas/{item.ref}/declarations"
        ]


def test_an_interest_without_type_or_nature_says_so_beside_the_fields(browser, item, cast: Cast) -> None:
    joan = browser.as_(cast.joan)
    page = joan.press(joan.get(f"/dilemmas/{item.ref}/declare"), "Declare this interest", status=422, nature="")
    assert page.link("Choose what kind of interest") == "#interest_type"
    assert page.link("Say in a line or two") == "#nature"


def test_a_correction_is_another_declaration_and_both_are_shown(browser, bring, cast: Cast, app: Flask) -> None:
    item = bring(then=lambda session, dilemma: declare(session, dilemma, cast.joan, cast.interests["personal"]))
    joan = browser.as_(cast.joan)
    page = joan.press(joan.get(f"/dilemmas/{item.ref}/declare"), "I have no interest")
    assert [one.kind for one in made(app)] == [DeclarationKind.INTEREST, DeclarationKind.NIL]
    assert "Corrected since" in page.main
    assert "Waits for a ruling" in page.main


@pytest.mark.parametrize(
    "who", ["secretary", "monitoring", "adviser", "observer", "administrator", "author", "outsider", "nobody"]
)
def test_the_page_to_declare_is_for_members(browser: Browser, item, cast: Cast, who: str) -> None:
    assert browser.as_(getattr(cast, who)).client.get(f"/dilemmas/{item.ref}/declare").status_code in (403, 404)


def test_once_agreed_there_is_nothing_to_declare(browser, bring, cast: Cast) -> None:
    item = bring(State.AGREED)
    page = browser.as_(cast.grace).get(f"/dilemmas/{item.ref}/declare", status=403)
    assert "until the advice is agreed" in page.main


# -- rulings ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def waiting(bring, cast: Cast):
    """Agnes declared an interest, Joan a sensitive one; both wait for a ruling."""

    def then(session, dilemma) -> None:
        declare(session, dilemma, cast.agnes, cast.interests["personal"], nature="A cousin of mine.")
        declare(session, dilemma, cast.joan, cast.interests["sensitive"], sensitive=True, nature="A canary sings.")
        declare(session, dilemma, cast.chair)
        declare(session, dilemma, cast.grace)

    return bring(then=then)


def test_the_chair_rules_and_it_takes_effect_at_once(browser, waiting, cast: Cast) -> None:
    chair = browser.as_(cast.chair)
    register = chair.get(f"/dilemmas/{waiting.ref}/declarations")
    assert "2 declarations wait for a ruling" in register.main
    page = chair.get(register.link("Rule on it, Agnes Whitlock"))
    assert page.h1 == "What Agnes Whitlock declared"
    page = chair.press(page, "Record the ruling", status=422)
    assert page.link("Choose what follows") == "#outcome"
    page = chair.press(page, "Record the ruling", outcome="withdraw", reason="Too close to one house.")
    assert "Withdraw" in page.main
    assert "One declaration waits for a ruling" in page.main
    agnes = browser.as_(cast.agnes)
    assert agnes.client.get(f"/dilemmas/{waiting.ref}/paper").status_code == 403
    own = agnes.get(f"/dilemmas/{waiting.ref}/declarations")
    assert own.h1 == "Your declaration"
    assert "Too close to one house." in own.main
    assert "Grace Sandiford" not in own.html


def test_a_sensitive_nature_is_shown_to_few(browser, waiting, cast: Cast) -> None:
    for who, sees in (("chair", True), ("secretary", True), ("monitoring", True), ("joan", True), ("grace", False)):
        page = browser.as_(getattr(cast, who)).get(f"/dilemmas/{waiting.ref}/declarations")
        assert ("canary" in page.html) is sees, who
    assert "A sensitive interest" in browser.as_(cast.grace).get(f"/dilemmas/{waiting.ref}/declarations").main


@pytest.mark.parametrize("who", ["joan", "grace", "secretary"])
def test_who_may_not_rule_gets_the_reason(browser, waiting, cast: Cast, app: Flask, who: str) -> None:
    declaration = made(app)[1]
    page = browser.as_(getattr(cast, who)).get(
        f"/dilemmas/{waiting.ref}/declarations/{declaration.id}/rule", status=403
    )
    assert page.main


def test_the_monitoring_officer_asks_and_dispenses(browser, waiting, cast: Cast, app: Flask) -> None:
    officer = browser.as_(cast.monitoring)
    page = officer.get(f"/dilemmas/{waiting.ref}/declarations")
    page = officer.press(page, "Ask them to declare", status=422)
    assert page.link("Choose a member") == "#person"
    page = officer.press(page, "Ask them to declare", person=str(cast.grace.id))
    assert "Asked to declare on 2 March 2026" in page.main
    assert "Helen Strand asks you to declare" in browser.as_(cast.grace).get(f"/dilemmas/{waiting.ref}/declare").main
    page = officer.press(
        officer.get(page.link("Give a dispensation, Agnes")), "Give the dispensation", reason="Nobody else knows it."
    )
    assert "Dispensation" in page.main
    assert browser.as_(cast.agnes).get(f"/dilemmas/{waiting.ref}/positions").h1 == "Your positions"


def test_hostile_words_in_a_declaration_stay_words(browser, item, bring, cast: Cast) -> None:
    text = "\n\n".join(HOSTILE.values()).encode("utf-8", "ignore").decode()
    joan = browser.as_(cast.joan)
    page = joan.get(f"/dilemmas/{item.ref}/declare")
    joan.press(page, "Declare this interest", interest_type=str(cast.interests["personal"]), nature=text)
    for who in (cast.chair, cast.secretary, cast.joan):
        page = browser.as_(who).get(f"/dilemmas/{item.ref}/declarations")
        assert "alert(1)" in page.main
        assert not [href for _, href in page.links if "script" in href]


def test_a_former_member_and_the_force_see_no_declarations(browser, bring, cast: Cast) -> None:
    def then(session, dilemma) -> None:
        rule(
            session,
            declare(session, dilemma, cast.agnes, cast.interests["personal"]),
            cast.chair,
            RulingOutcome.NOTE_ONLY,
        )

    item = bring(then=then)
    for who in ("author", "sponsor", "outsider", "nobody", "former", "reviewer"):
        assert browser.as_(getattr(cast, who)).client.get(f"/dilemmas/{item.ref}/declarations").status_code in (
            403,
            404,
        )


def test_who_may_not_rule_meets_no_form_for_it(app: Flask, bring, browser, cast: Cast) -> None:
    item = bring(then=lambda session, dilemma: declare(session, dilemma, cast.joan, cast.interests["personal"]))
    (declared,) = made(app)
    monitoring = browser.as_(cast.monitoring)
    path = f"/dilemmas/{item.ref}/declarations/{declared.id}"
    assert "Record the ruling" not in monitoring.get(f"{path}/rule", status=403).html
    assert "Dispensation" in monitoring.get(f"{path}/dispensation").title.title()
    assert "Record the ruling" in browser.as_(cast.chair).get(f"{path}/rule").buttons
