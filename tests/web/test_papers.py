"""The pages on which a paper is brought, written and read."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from ethics.domain.vocabulary import Event, PartReason, Section, State
from ethics.extensions import db
from ethics.models import Block, Dilemma, JournalEntry, PaperVersion, QuestionWording, Source
from tests.acts import declare
from tests.browser import NO_PAGE, Browser, Page, Window
from tests.cast import Cast
from tests.factories import Brought
from tests.importing import lookalikes, written

SAMPLE = (
    Path(__file__).parents[2] / "ethics" / "cli" / "demo" / "content" / "sample" / "paying-informal-interpreters.docx"
)
Bring = Callable[..., Brought]
WRITTEN = (written.heading("Questions"), written.numbered(1, "Is it right to fly?"))
CANARY = "An inquiry in Ferry Lane relies on a camera its owner forgot."

PARTS = ("about", "section/purpose", "section/recommendation", "section/dilemma", "section/background", "section/legislation",
         "section/questions", "scenarios", "scenarios/new", "questions", "questions/new", "implications", "principles", "parties",
         "background-papers")  # fmt: skip


def stored(app: Flask, what: Any) -> Any:
    with app.app_context():
        return db.session.scalar(what)


def new_paper(window: Window, title: str = "Drones over fields") -> str:
    """Begin an empty paper and give back its ref."""
    page = window.press(window.get("/papers/new"), "Begin", title=title)
    return page.path.split("/")[2]


def upload(window: Window, name: str, data: bytes, *, status: int = 200) -> Page:
    page = window.get("/papers/import")
    return window.press(page, "Make a draft of it", source=(BytesIO(data), name), status=status)


# -- bringing ---------------------------------------------------------------------------------------------------------


def test_an_author_brings_their_word_file_and_finds_it_taken_apart(app: Flask, browser: Browser, cast: Cast) -> None:
    dan = browser.as_(cast.author)
    page = upload(dan, SAMPLE.name, SAMPLE.read_bytes())
    assert page.h1 == "What was found, beside the source"
    page = dan.get(page.link("Back to the list"))
    assert page.h1 == "Paying informal interpreters"
    assert "5 questions: 3 closed, 1 open, 1 for action" in page.main
    assert "We found no place for 3 pieces" in page.main
    ref = page.path.split("/")[2]
    paper = dan.get(f"/dilemmas/{ref}/paper")
    for words in (
        "Forty-six languages are spoken",
        "Scenario 2: A girl of twelve",
        "Question 5. What to do afterwards",
    ):
        assert words in paper.main
    assert paper.by_id("para-16") is not None
    tray = dan.get(f"/dilemmas/{ref}/edit/unplaced")
    assert "Office of the Eastmarch Police and Crime Commissioner" in tray.main
    after = dan.press(tray, "Put them there", **{f"pieces-{at}-place": "leave_out" for at in range(3)})
    assert "We found no place" not in after.main
    assert dan.get(f"/dilemmas/{ref}/source").response.data == SAMPLE.read_bytes()


def test_pasted_text_is_given_back_where_it_is_refused(browser: Browser, cast: Cast) -> None:
    dan = browser.as_(cast.author)
    page = dan.get("/papers/import")
    text = "Report of the Chief Constable\n\nSECRET\n\n1. Long words that took an hour to type."
    page = dan.press(page, "Make a draft of it", text=text, status=422)
    assert "SECRET" in page.main
    assert "may be entered here" in page.main
    assert any("that took an hour to type" in (area.text or "") for area in page.all("textarea"))
    page = dan.press(page, "Make a draft of it", text="", status=422)
    assert "Choose a file, or paste the text of the paper." in page.main


def test_a_file_that_is_no_paper_is_refused_beside_its_field(app: Flask, browser: Browser, cast: Cast) -> None:
    dan = browser.as_(cast.author)
    for name, data in (
        ("paper.pdf", b"%PDF-1.7 x"),
        ("paper.docx", b"PK\x03\x04 broken"),
        ("paper.txt", b""),
        ("x.exe", b"MZ\x00\x00"),
    ):
        page = upload(dan, name, data, status=422)
        assert page.by_id("source-error") is not None, name
    assert stored(app, select(func.count()).select_from(Dilemma)) == 0


@pytest.mark.parametrize("ending", written.PENS)
def test_a_paper_comes_in_any_kind_of_file_and_goes_back_as_it_came(ending: str, browser: Browser, cast: Cast) -> None:
    dan, data = browser.as_(cast.author), written.PENS[ending](WRITTEN)
    page = upload(dan, f"paper.{ending}", data)
    assert "Is it right to fly?" in page.main
    answer = dan.get(f"/dilemmas/{page.path.split('/')[2]}/source").response
    assert answer.data == data
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_an_author_chooses_which_dilemmas_of_a_document_to_bring(app: Flask, browser: Browser, cast: Cast) -> None:
    dan = browser.as_(cast.author)
    titles = select(Dilemma.title).order_by(Dilemma.id)
    page = upload(dan, "minutes.txt", lookalikes.TWO_DILEMMAS.encode())
    assert page.h1 == "Several dilemmas in one document"
    assert "3 questions, 2 scenarios" in page.main
    assert "what it recommends is offered as a question" in page.main
    assert stored(app, select(func.count()).select_from(Dilemma)) == 0
    choice = page.path
    page = dan.press(page, "Make drafts of these", which=["2"])
    assert page.h1 == "What was found, beside the source"
    assert stored(app, titles) == "Cameras by the river"
    assert dan.press(dan.get(choice), "Make drafts of these").h1 != "Several dilemmas in one document"
    assert stored(app, select(func.count()).select_from(Dilemma)) == 3
    refused = dan.press(dan.get(choice), "Make drafts of these", which=[], status=422)
    assert "Choose one of them, or bring it all as one paper." in refused.main
    dan.press(dan.get(choice), "Bring it all as one paper")
    assert stored(app, select(func.count()).select_from(QuestionWording)) == 1 + 4 + 3
    browser.as_(cast.joan).get(choice, status=404)
    dan.get(f"{choice}x", status=404)


def test_choosing_among_dilemmas_asks_the_database_no_more_for_more_of_them(
    browser: Browser, cast: Cast, count_queries: Callable[[], Any]
) -> None:
    dan = browser.as_(cast.author)
    counts = set()
    for times in (2, 4):
        many = "\n\n".join(lookalikes.as_text().replace("DRONES", f"DRONES {n}") for n in range(times))
        page = upload(dan, "many.txt", many.encode())
        with count_queries() as seen:
            assert dan.get(page.path).main.count("2 questions") == times
        counts.add(len(seen))
    assert len(counts) == 1
    assert max(counts) <= 20


def test_only_authors_bring_papers(browser: Browser, cast: Cast) -> None:
    for person in (cast.sponsor, cast.secretary, cast.joan, cast.administrator, cast.nobody):
        for path in ("/papers/new", "/papers/import"):
            assert browser.as_(person).get(path, status=404).h1 == NO_PAGE


# -- writing ----------------------------------------------------------------------------------------------------------


def test_a_paper_is_written_part_by_part_and_sent_to_its_sponsor(app: Flask, browser: Browser, cast: Cast) -> None:
    dan = browser.as_(cast.author)
    ref = new_paper(dan)
    home = f"/dilemmas/{ref}/edit"
    assert "The paper has no question yet" in dan.get(home).main
    page = dan.get(f"{home}/section/background")
    page = dan.press(page, "Save and stay here", **{"blocks-0-text": "First.\r\n\r\nSecond."})
    assert all(label in page.main for label in ("Paragraph 1", "Paragraph 2", "Add to it"))
    page = dan.press(
        page, "Save and go back", **{"blocks-1-closed": "y", "blocks-1-part_reason": PartReason.SECTION_31.value}
    )
    assert "2 paragraphs" in page.main
    dan.press(
        dan.get(f"{home}/section/recommendation"),
        "Save and go back",
        **{"blocks-0-text": "That the committee advises."},
    )
    page = dan.get(f"{home}/questions")
    page = dan.get(page.link("Make one from the recommendation"))
    assert "That the committee advises." in page.html
    page = dan.press(page, "Save and add another", text="Is it acceptable to fly there?", kind="closed")
    page = dan.press(page, "Save and go back", text="What should be weighed?", kind="open", title="Weighing")
    assert [words for words, _ in page.links if words.startswith("Question")] == ["Question 1", "Question 2. Weighing"]
    dan.press(dan.get(f"{home}/parties"), "Save and go back", none="y")
    dan.press(dan.get(f"{home}/principles"), "Save and go back", principles=str(cast.principles["Openness"]))
    page = dan.get(f"{home}/implications")
    dan.press(
        page,
        "Save and go back",
        **{"implications-0-kind": "none", "implications-1-kind": "text", "implications-1-text": "The Act."},
    )
    about = dan.get(f"{home}/about")
    page = dan.press(about, "Save and go back", sponsor=str(cast.sponsor.id), report_of="Chief Constable")
    page = dan.get(page.link("Send to the sponsor"))
    page = dan.press(page, "Send to the sponsor")
    assert stored(app, select(Dilemma.state)) is State.WITH_SPONSOR
    refused = dan.get(home, status=403)
    assert "The paper can be written only while it is a draft." in refused.main
    late = dan.post(
        f"{home}/section/background", {"blocks-0-id": "", "blocks-0-text": "Words written too late."}, status=403
    )
    assert "Words written too late." in late.html


def test_every_page_of_a_draft_opens_for_its_author_alone(browser: Browser, cast: Cast) -> None:
    dan = browser.as_(cast.author)
    ref = new_paper(dan)
    for part in ("", *PARTS):
        path = f"/dilemmas/{ref}/edit/{part}".rstrip("/")
        assert dan.get(path).h1
        for person in (cast.secretary, cast.joan, cast.other_author, cast.sponsor):
            assert browser.as_(person).get(path, status=404).h1 == NO_PAGE
    for nowhere in (
        "section/scenario",
        "section/nowhere",
        "questions/1",
        "scenarios/0",
        "questions/1/remove",
        "unplaced",
    ):
        assert dan.get(f"/dilemmas/{ref}/edit/{nowhere}", status=404).h1 == NO_PAGE


def test_what_cannot_stand_is_given_back_with_what_is_wrong(browser: Browser, cast: Cast) -> None:
    dan = browser.as_(cast.author)
    ref = new_paper(dan)
    page = dan.get(f"/dilemmas/{ref}/edit/section/background")
    page = dan.press(page, "Save and go back", **{"blocks-0-text": "Fine words.\n\nOFFICIAL-SENSITIVE"}, status=422)
    assert page.link("This is marked for Part 2") == "#blocks-0-closed"
    assert page.title.startswith("Error:")
    assert "Fine words." in page.html
    page = dan.press(page, "Save and go back", **{"blocks-0-closed": "y"}, status=422)
    assert "Say why it is closed" in page.main
    assert "Fine words." in page.html
    page = dan.press(page, "Save and go back", **{"blocks-0-part_reason": "foi_40", "blocks-0-review_on": "1 May 2027"})
    assert "2 paragraphs" in page.main
    page = dan.get(f"/dilemmas/{ref}/edit/about")
    page = dan.press(page, "Save and go back", title="", contact="Typed and kept", status=422)
    assert "Give it a title" in page.main
    assert "Typed and kept" in page.html


def test_two_tabs_on_one_section_end_on_a_page_with_both_texts(app: Flask, browser: Browser, cast: Cast) -> None:
    dan = browser.as_(cast.author)
    ref = new_paper(dan)
    path = f"/dilemmas/{ref}/edit/section/purpose"
    dan.press(dan.get(path), "Save and go back", **{"blocks-0-text": "As it was."})
    one, other = dan.get(path), dan.get(path)
    dan.press(one, "Save and go back", **{"blocks-0-text": "As the first tab says."})
    page = dan.press(other, "Save and go back", **{"blocks-0-text": "As the second tab says."}, status=409)
    assert "As the first tab says." in page.html
    assert "As the second tab says." in page.html
    page = dan.press(page, "Keep what I typed")
    assert stored(app, select(Block.text)) == "As the second tab says."
    about, purpose = dan.get(f"/dilemmas/{ref}/edit/about"), dan.get(path)
    dan.press(about, "Save and go back", title="Another title")
    dan.press(purpose, "Save and go back", **{"blocks-0-text": "No trouble from the other tab."})
    assert stored(app, select(Block.text)) == "No trouble from the other tab."


def test_a_stale_new_text_in_an_empty_section_is_put_beside_what_came_meanwhile(
    app: Flask, browser: Browser, cast: Cast
) -> None:
    dan = browser.as_(cast.author)
    path = f"/dilemmas/{new_paper(dan)}/edit/section/purpose"
    one, other = dan.get(path), dan.get(path)
    dan.press(one, "Save and go back", **{"blocks-0-text": "First tab."})
    page = dan.press(other, "Save and go back", **{"blocks-0-text": "Second tab."}, status=409)
    assert "First tab." in page.main
    dan.press(page, "Keep what I typed")
    with app.app_context():
        assert set(db.session.scalars(select(Block.text))) == {"First tab.", "Second tab."}


def test_scenarios_and_questions_move_and_go_by_buttons(app: Flask, browser: Browser, cast: Cast) -> None:
    dan = browser.as_(cast.author)
    home = f"/dilemmas/{new_paper(dan)}/edit"
    for title in ("At night", "At noon"):
        dan.press(dan.get(f"{home}/scenarios/new"), "Save and go back", title=title, **{"blocks-0-text": "It is so."})
    page = dan.press(dan.get(f"{home}/scenarios"), "Down Scenario 1")
    assert [words for words, _ in page.links if words.startswith("Scenario")] == [
        "Scenario 1. At noon",
        "Scenario 2. At night",
    ]
    page = dan.get(page.link("Take out Scenario 2"))
    assert "It is so." in page.main
    page = dan.press(page, "Take it out")
    assert "At night" not in page.main
    dan.press(dan.get(f"{home}/questions/new"), "Save and go back", text="Is it?", kind="action", scenarios="1")
    page = dan.get(f"{home}/questions/1")
    assert [box.get("checked") for box in page.all("input", name="scenarios")] == [""]
    dan.press(dan.get(f"{home}/questions/1/remove"), "Take it out")
    assert stored(app, select(func.count()).select_from(QuestionWording)) == 0


# -- reading ----------------------------------------------------------------------------------------------------------


def reads_recorded(app: Flask) -> list[int | None]:
    with app.app_context():
        query = select(JournalEntry.actor_id).where(JournalEntry.event == Event.PART_2_READ).order_by(JournalEntry.id)
        return list(db.session.scalars(query))


def test_each_reader_gets_their_paper_and_reads_of_part_2_are_recorded(
    app: Flask, browser: Browser, cast: Cast, bring: Bring
) -> None:
    dilemma = bring(State.ISSUED, then=lambda session, made: declare(session, made, cast.joan))
    path = f"/dilemmas/{dilemma.ref}/paper"
    for person in (cast.author, cast.sponsor):
        assert CANARY in browser.as_(person).get(path).main
    assert reads_recorded(app) == []
    for person in (cast.secretary, cast.joan, cast.joan):
        page = browser.as_(person).get(path)
        assert CANARY in page.main
        assert "That you have read them is recorded" in page.main
    assert reads_recorded(app) == [cast.secretary.id, cast.joan.id]
    page = browser.as_(cast.observer).get(path)
    assert CANARY not in page.html
    assert "Section 31, law enforcement" in page.main
    hole = page.by_id("para-5")
    assert hole is not None
    assert "withheld" in hole.get("class", "")
    assert reads_recorded(app) == [cast.secretary.id, cast.joan.id]


def test_who_may_not_read_it_gets_no_word_of_it(browser: Browser, cast: Cast, bring: Bring) -> None:
    dilemma = bring(State.ISSUED)
    for person, status in (
        (cast.administrator, 403),
        (cast.outsider, 404),
        (cast.other_author, 404),
        (cast.tomos, 302),
    ):
        window = browser.as_(person)
        response = window.client.get(f"/dilemmas/{dilemma.ref}/paper")
        page = window.get(f"/dilemmas/{dilemma.ref}/paper", status=200 if status == 302 else status)
        assert response.status_code == status  # a member is led to the declaration first
        assert CANARY not in page.html
        assert "Since 2024 officers have asked" not in page.html


def test_the_source_is_for_its_author_and_the_secretary_alone(
    app: Flask, browser: Browser, cast: Cast, bring: Bring
) -> None:
    dan = browser.as_(cast.author)
    ref = upload(dan, SAMPLE.name, SAMPLE.read_bytes()).path.split("/")[2]
    path = f"/dilemmas/{ref}/source"
    assert "attachment" in dan.get(path).response.headers["Content-Disposition"]
    for person in (cast.secretary, cast.joan, cast.other_author, None):
        window = browser.as_(person)
        assert window.client.get(path).status_code in (302, 404)
        assert SAMPLE.read_bytes() not in window.client.get(path).data
    with app.app_context():
        dilemma = db.session.scalars(select(Dilemma)).one()
        dilemma.sponsor_id, dilemma.released_at, dilemma.state = cast.sponsor.id, dilemma.started_at, State.SUBMITTED
        db.session.commit()
    assert browser.as_(cast.secretary).get(path).response.data == SAMPLE.read_bytes()
    assert reads_recorded(app) == [cast.secretary.id]
    browser.as_(cast.sponsor).get(path, status=403)
    dan.get(f"/dilemmas/{bring(State.DRAFT).ref}/source", status=404)


# -- hostile text -----------------------------------------------------------------------------------------------------

HOSTILE = (
    '<script>alert(1)</script> <img src=x onerror=alert(2)> [link](javascript:alert(3)) "><svg onload=alert(4)> '
    "{{ 7 * 7 }} \u202egnp.exe\u202c zero\u200bwidth <b>bold</b> ![x](data:text/html,x) &lt;script&gt;"
)


def test_hostile_text_in_every_field_is_harmless_on_every_page(browser: Browser, cast: Cast) -> None:
    dan = browser.as_(cast.author)
    ref = new_paper(dan, HOSTILE)
    home = f"/dilemmas/{ref}/edit"
    fill = {
        "blocks-0-text": HOSTILE,
        "blocks-0-closed": "y",
        "blocks-0-part_reason": "foi_31",
        "blocks-0-part_note": HOSTILE,
    }
    for name in ("purpose", "recommendation", "dilemma", "background", "legislation", "questions"):
        dan.press(dan.get(f"{home}/section/{name}"), "Save and go back", **fill)
    dan.press(dan.get(f"{home}/scenarios/new"), "Save and go back", title=HOSTILE, **fill)
    dan.press(
        dan.get(f"{home}/questions/new"), "Save and go back", text=HOSTILE, title=HOSTILE, lead_in=HOSTILE, kind="open"
    )
    dan.press(dan.get(f"{home}/implications"), "Save and go back", **{
        "implications-0-text": HOSTILE, "implications-3-name": HOSTILE, "implications-3-text": HOSTILE,
    })  # fmt: skip
    dan.press(dan.get(f"{home}/parties"), "Save and go back", **{"parties-0-name": HOSTILE, "parties-0-kind": "body"})
    dan.press(dan.get(f"{home}/background-papers"), "Save and go back", background_papers=HOSTILE)
    dan.press(
        dan.get(f"{home}/about"), "Save and go back", public_title=HOSTILE, report_of=HOSTILE, authors=HOSTILE, unit=HOSTILE,
        contact=HOSTILE, sponsor=str(cast.sponsor.id),
    )  # fmt: skip
    more = ("scenarios/1", "questions/1", "scenarios/1/remove", "questions/1/remove")
    paths = [f"{home}/{part}".rstrip("/") for part in ("", *PARTS, *more)]
    ruth = browser.as_(cast.sponsor)
    for page in (*(dan.get(path) for path in (*paths, f"/dilemmas/{ref}/paper", f"/dilemmas/{ref}/send", f"/dilemmas/{ref}/withdraw")),
                 ruth.get(f"/dilemmas/{ref}/paper"), ruth.get(f"/dilemmas/{ref}/withdraw")):  # fmt: skip
        for character in "\u202e\u202c\u200b":
            assert character not in page.html
        for element in page.tree.iter():
            assert element.tag not in ("svg:script", "iframe", "img", "b"), page.path
            assert not (element.get("href") or "").lower().startswith(("javascript:", "data:")), page.path
        assert sum(1 for script in page.all("script") if not script.get("src")) == 0
        assert "49" not in page.title
    dan.press(dan.get(f"/dilemmas/{ref}/send"), "Send to the sponsor")
    page = ruth.press(ruth.get(f"/dilemmas/{ref}/release"), "Hand back to the author", reason=HOSTILE)
    assert "alert(1)" in dan.get(home).main


# -- how much a page asks of the database -----------------------------------------------------------------------------


def test_the_paper_and_the_task_list_ask_the_same_however_long_they_are(
    app: Flask, browser: Browser, cast: Cast, bring: Bring, count_queries: Callable[[], Any]
) -> None:
    def asked(person: Any, path: str) -> int:
        window = browser.as_(person)
        window.get(path)  # the first read of Part 2 is journalled
        with count_queries() as seen:
            window.get(path)
        return len(seen)

    counts = {}
    for questions, scenarios in ((1, 1), (13, 4)):
        issued = bring(
            State.ISSUED,
            questions=questions,
            scenarios=scenarios,
            then=lambda session, made: declare(session, made, cast.joan),
        )
        draft = bring(State.DRAFT, questions=questions, scenarios=scenarios)
        counts[questions] = {
            "member": asked(cast.joan, f"/dilemmas/{issued.ref}/paper"),
            "secretary": asked(cast.secretary, f"/dilemmas/{issued.ref}/paper"),
            "author": asked(cast.author, f"/dilemmas/{draft.ref}/paper"),
            "tasks": asked(cast.author, f"/dilemmas/{draft.ref}/edit"),
            "list": asked(cast.author, f"/dilemmas/{draft.ref}/edit/questions"),
            "section": asked(cast.author, f"/dilemmas/{draft.ref}/edit/section/background"),
        }
    assert counts[1] == counts[13]
    assert max(counts[13].values()) <= 20, counts[13]


@pytest.mark.parametrize("section", [Section.BACKGROUND])
def test_a_frozen_paper_cannot_be_edited_through_the_web(
    app: Flask, browser: Browser, cast: Cast, bring: Bring, section: Section
) -> None:
    dilemma = bring(State.ISSUED)
    dan = browser.as_(cast.author)
    dan.get(f"/dilemmas/{dilemma.ref}/edit", status=403)
    before = stored(app, select(func.max(PaperVersion.row_version)))
    page = dan.post(
        f"/dilemmas/{dilemma.ref}/edit/section/{section.value}", {"blocks-0-text": "Slipped in."}, status=403
    )
    assert "Slipped in." in page.html
    assert stored(app, select(func.max(PaperVersion.row_version))) == before
    assert stored(app, select(func.count()).select_from(Source)) == 0
