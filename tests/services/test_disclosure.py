"""The disclosure review by rule 13: what is found is mended or kept, what is withheld shows that it is, and why."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from ethics.domain.disclosure import FindingKind
from ethics.domain.notices import NoticeKind
from ethics.domain.refusal import Invalid, NotAllowed, NotKnown, NotNow
from ethics.domain.vocabulary import Event, FindingOutcome, Part, PartReason, PublicationStatus, State
from ethics.models import Block, Clause, Dilemma, JournalEntry, Notice, Publication
from ethics.reading import copy_page, passages
from ethics.services import disclosure, publishing
from tests.acts import announce_minority_view
from tests.cast import Cast
from tests.factories import a_dilemma, clauses_of, questions_of, version_of
from tests.publications import clear, findings_of, in_review, latest

TOLD = """Officers such as PC **Dan** Fairley asked in Ferry Lane. Write to [the desk](mailto:desk@eastmarch.example),
ring 01632 960555, or ask Sgt Poole at EM1 2AB about 12/3456/26. It relies on a camera its owner forgot, some say."""


@pytest.fixture
def leaky(session, cast: Cast, clock) -> tuple[Dilemma, Publication]:
    """Agreed advice under review, whose fourth paragraph says too much in every way the scan knows."""
    dilemma = a_dilemma(session, cast, State.AGREED)
    version = version_of(session, dilemma)
    block = session.scalars(select(Block).where(Block.version_id == version.id, Block.number == "4")).one()
    block.text = TOLD
    session.flush()
    return dilemma, in_review(session, cast, dilemma, clock)


def said(row: Publication) -> str:
    """All of the copy, its HTML included, and what is kept beside it for lists and searches."""
    return f"{row.content} {row.title} {row.summary} {row.notice} {row.listed} {row.searched}"


def test_the_scan_finds_what_a_public_text_must_not_carry(session, leaky) -> None:
    _, row = leaky
    found = {(finding.kind, finding.excerpt) for finding in findings_of(session, row)}
    assert found >= {
        (FindingKind.NAME, "Dan Fairley"),
        (FindingKind.TITLED_NAME, "PC Dan Fairley"),
        (FindingKind.TITLED_NAME, "Sgt Poole"),
        (FindingKind.NAME, "Ferry Lane"),
        (FindingKind.EMAIL, "desk@eastmarch.example"),
        (FindingKind.PHONE, "01632 960555"),
        (FindingKind.POSTCODE, "EM1 2AB"),
        (FindingKind.REFERENCE, "12/3456/26"),
        (FindingKind.SHARED_RUN, "relies on a camera its owner forgot"),
    }


def test_what_is_mended_is_gone_from_the_copy_and_from_its_html(session, cast: Cast, clock, leaky) -> None:
    dilemma, row = leaky
    ids = [finding.id for finding in findings_of(session, row)]
    disclosure.settle(cast.actor(cast.reviewer), dilemma.ref, ids, FindingOutcome.MENDED, "", clock)
    publishing.approve(cast.actor(cast.reviewer), dilemma.ref, clock)
    for gone in ("Fairley", "Dan", "Ferry", "desk@", "960555", "Poole", "EM1", "3456", "camera its owner forgot"):
        assert gone.casefold() not in said(row).casefold(), gone
    paragraph = row.content["paper"]["sections"][3]["paragraphs"][0]
    assert paragraph["number"] == "4"
    for mark in (
        "[name withheld, section 40]",
        "[phone number withheld, section 40]",
        "[reference withheld, section 31]",
    ):
        assert mark in paragraph["html"], mark


def test_a_finding_is_kept_only_with_a_reason(session, cast: Cast, clock, leaky) -> None:
    dilemma, row = leaky
    finding = findings_of(session, row)[0]
    with pytest.raises(Invalid):
        disclosure.settle(cast.actor(cast.reviewer), dilemma.ref, [finding.id], FindingOutcome.KEPT, "  ", clock)
    disclosure.settle(cast.actor(cast.reviewer), dilemma.ref, [finding.id], FindingOutcome.KEPT, "Known.", clock)
    assert (finding.outcome, finding.reason, finding.settled_by_id) == (FindingOutcome.KEPT, "Known.", cast.reviewer.id)


def test_the_same_words_in_the_same_text_are_withheld_together(session, cast: Cast, clock) -> None:
    dilemma = a_dilemma(session, cast, State.AGREED)
    clauses_of(session, dilemma)[0].text = "Ask Dan Fairley, and only Dan Fairley."
    session.flush()
    row = in_review(session, cast, dilemma, clock)
    first, second = findings_of(session, row)
    disclosure.settle(cast.actor(cast.reviewer), dilemma.ref, [first.id], FindingOutcome.MENDED, "", clock)
    assert second.outcome is FindingOutcome.MENDED
    assert "Fairley" not in said(row)


def test_a_name_is_not_cut_out_of_a_longer_word(session, cast: Cast, clock) -> None:
    dilemma = a_dilemma(session, cast, State.AGREED)
    clauses_of(session, dilemma)[0].text = "Dr Poole knows Poolebrook."
    session.flush()
    row = in_review(session, cast, dilemma, clock)
    ids = [finding.id for finding in findings_of(session, row)]
    disclosure.settle(cast.actor(cast.reviewer), dilemma.ref, ids, FindingOutcome.MENDED, "", clock)
    assert "Poolebrook" in said(row)


def test_what_is_mended_is_not_kept_afterwards(session, cast: Cast, clock, leaky) -> None:
    dilemma, row = leaky
    finding = findings_of(session, row)[0]
    disclosure.settle(cast.actor(cast.reviewer), dilemma.ref, [finding.id], FindingOutcome.MENDED, "", clock)
    with pytest.raises(NotNow):
        disclosure.settle(cast.actor(cast.reviewer), dilemma.ref, [finding.id], FindingOutcome.KEPT, "Known.", clock)


def test_making_it_again_finds_what_was_mended_and_keeps_what_was_kept(session, cast: Cast, clock, leaky) -> None:
    dilemma, row = leaky
    reviewer = cast.actor(cast.reviewer)
    kept, mended, *_ = findings_of(session, row)
    excerpts = (kept.excerpt, mended.excerpt)
    disclosure.settle(reviewer, dilemma.ref, [kept.id], FindingOutcome.KEPT, "Known.", clock)
    disclosure.settle(reviewer, dilemma.ref, [mended.id], FindingOutcome.MENDED, "", clock)
    disclosure.remake(reviewer, dilemma.ref, clock)
    outcomes = {finding.excerpt: (finding.outcome, finding.reason) for finding in findings_of(session, row)}
    assert outcomes[excerpts[0]] == (FindingOutcome.KEPT, "Known.")
    assert outcomes[excerpts[1]] == (None, "")


def test_a_correction_withholds_again_what_the_edition_before_it_withheld(session, cast: Cast, clock, leaky) -> None:
    dilemma, row = leaky
    reviewer, chair, secretary = cast.actor(cast.reviewer), cast.actor(cast.chair), cast.actor(cast.secretary)
    phone = next(one for one in findings_of(session, row) if one.kind is FindingKind.PHONE)
    disclosure.settle(reviewer, dilemma.ref, [phone.id], FindingOutcome.MENDED, "", clock)
    disclosure.withhold(reviewer, dilemma.ref, "questions/0/clauses/0", "", PartReason.SECTION_31, clock)
    disclosure.withhold(reviewer, dilemma.ref, "paper/sections/3/paragraphs/0", "say", PartReason.SECTION_38, clock)
    clear(session, cast, dilemma, row, clock)
    publishing.publish(chair, dilemma.ref, clock)
    publishing.ask_review(secretary, dilemma.ref, clock, notice="The year was wrong.")
    second = latest(session, dilemma)
    assert second.content["questions"][0]["clauses"][0].keys() >= {"withheld", "label"}
    paragraph = second.content["paper"]["sections"][3]["paragraphs"][0]["html"]
    assert "[words withheld, section 38]" in paragraph
    assert "[phone number withheld, section 40]" in paragraph
    assert "960555" not in said(second)
    assert second.content["withheld_words"] == row.content["withheld_words"]
    assert [one.outcome for one in findings_of(session, second)].count(None) == 0  # what was kept stays kept
    disclosure.remake(reviewer, dilemma.ref, clock)
    assert "960555" in said(second)


@pytest.mark.parametrize("who", ["secretary", "chair", "joan", "author", "monitoring", "administrator"])
def test_nobody_but_the_reviewer_settles_withholds_or_clears(session, cast: Cast, clock, leaky, who: str) -> None:
    dilemma, row = leaky
    actor = cast.actor(getattr(cast, who))
    finding = findings_of(session, row)[0].id
    attempts: list[Callable[[], None]] = [
        lambda: disclosure.settle(actor, dilemma.ref, [finding], FindingOutcome.MENDED, "", clock),
        lambda: disclosure.withhold(actor, dilemma.ref, "title", "doorbells", PartReason.SECTION_31, clock),
        lambda: disclosure.open_clause(actor, dilemma.ref, "1.1", clock),
        lambda: disclosure.remake(actor, dilemma.ref, clock),
        lambda: publishing.approve(actor, dilemma.ref, clock),
    ]
    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()


def test_a_finding_of_another_dilemma_is_not_known(session, cast: Cast, clock, leaky) -> None:
    _, row = leaky
    other = a_dilemma(session, cast, State.AGREED)
    in_review(session, cast, other, clock)
    finding = findings_of(session, row)[0].id
    with pytest.raises(NotKnown):
        disclosure.settle(cast.actor(cast.reviewer), other.ref, [finding], FindingOutcome.MENDED, "", clock)


def test_a_whole_paragraph_is_withheld_and_keeps_its_number(session, cast: Cast, clock, leaky) -> None:
    dilemma, row = leaky
    unit = next(one for one in passages.units(row.content) if one.anchor == "para-4")
    disclosure.withhold(cast.actor(cast.reviewer), dilemma.ref, unit.place, "", PartReason.SECTION_30, clock)
    paragraph = row.content["paper"]["sections"][3]["paragraphs"][0]
    assert paragraph == {"number": "4", "withheld": {"reason": "foi_30", "review_on": None}}
    assert all(
        finding.outcome is FindingOutcome.MENDED
        for finding in findings_of(session, row)
        if finding.place.startswith(unit.place)
    )
    page = copy_page.page(1, "x", 1, None, row.content, {})
    assert {(one.withheld.provision, one.paragraphs) for one in page.holes} == {
        (PartReason.SECTION_30, 1), (PartReason.SECTION_31, 1),
    }  # fmt: skip


def test_words_the_scan_did_not_find_can_be_withheld(session, cast: Cast, clock, leaky) -> None:
    dilemma, row = leaky
    disclosure.withhold(cast.actor(cast.reviewer), dilemma.ref, "title", "doorbells", PartReason.SECTION_31, clock)
    assert row.title == row.content["title"] == "Footage from [words withheld, section 31]"
    with pytest.raises(Invalid, match="do not stand there"):
        disclosure.withhold(cast.actor(cast.reviewer), dilemma.ref, "title", "balloons", PartReason.SECTION_31, clock)
    with pytest.raises(Invalid, match="Only part"):
        disclosure.withhold(cast.actor(cast.reviewer), dilemma.ref, "title", "", PartReason.SECTION_31, clock)
    with pytest.raises(Invalid, match="provision"):
        disclosure.withhold(cast.actor(cast.reviewer), dilemma.ref, "title", "Footage", None, clock)
    with pytest.raises(Invalid, match="what to withhold"):
        disclosure.withhold(cast.actor(cast.reviewer), dilemma.ref, "committee/name", "E", PartReason.SECTION_31, clock)


def test_part_of_a_minority_view_is_withheld_and_its_author_is_told_first(session, cast: Cast, clock) -> None:
    dilemma = a_dilemma(session, cast, State.AGREED)
    view = announce_minority_view(
        session, dilemma, cast.tomos, 1, "Nobody asked the man at the ferry, and he saw all of it."
    )
    row = in_review(session, cast, dilemma, clock)
    reviewer = cast.actor(cast.reviewer)
    place = "questions/0/minority/0"
    with pytest.raises(Invalid, match="Only part"):
        disclosure.withhold(reviewer, dilemma.ref, place, "", PartReason.SECTION_40, clock)
    disclosure.withhold(reviewer, dilemma.ref, place, "the man at the ferry", PartReason.SECTION_40, clock)
    disclosure.withhold(reviewer, dilemma.ref, place, "he saw", PartReason.SECTION_40, clock)
    public = row.content["questions"][0]["minority"][0]
    assert "the man at the ferry" not in str(public)
    assert "[words withheld, section 40]" in public["html"]
    assert view.text == "Nobody asked the man at the ferry, and he saw all of it."
    told = session.scalars(select(Notice).where(Notice.kind == NoticeKind.HOLDER_TOLD)).all()
    assert [(notice.person_id, notice.made_at) for notice in told] == [(cast.tomos.id, clock())]
    events = session.scalars(
        select(JournalEntry).where(JournalEntry.dilemma_id == dilemma.id).order_by(JournalEntry.number)
    ).all()
    order = [entry.event for entry in events if entry.event in (Event.HOLDER_TOLD, Event.TEXT_WITHHELD)]
    assert order == [Event.HOLDER_TOLD, Event.TEXT_WITHHELD, Event.TEXT_WITHHELD]


def test_the_journal_of_a_review_holds_no_typed_text(session, cast: Cast, clock, leaky) -> None:
    dilemma, row = leaky
    reviewer = cast.actor(cast.reviewer)
    disclosure.withhold(reviewer, dilemma.ref, "title", "doorbells", PartReason.SECTION_31, clock)
    clear(session, cast, dilemma, row, clock)
    facts = str(
        [entry.facts for entry in session.scalars(select(JournalEntry).where(JournalEntry.dilemma_id == dilemma.id))]
    )
    for typed in ("doorbells", "Fairley", "known to everybody"):
        assert typed not in facts


def test_a_clause_on_a_closed_question_is_closed_until_it_is_opened(session, cast: Cast, clock) -> None:
    dilemma = a_dilemma(session, cast, State.AGREED)
    wording = questions_of(session, dilemma)[0]
    wording.part, wording.part_reason = Part.CLOSED, PartReason.SECTION_31
    session.flush()
    row = in_review(session, cast, dilemma, clock)
    question = row.content["questions"][0]
    assert question["clauses"] == [{"label": "1.1", "withheld": {"reason": "foi_31", "review_on": None}}]
    assert "text" not in question
    disclosure.open_clause(cast.actor(cast.reviewer), dilemma.ref, "1.1", clock)
    session.refresh(row)
    question = row.content["questions"][0]
    assert question["clauses"][0]["text"].startswith("The force may go on")
    assert "text" not in question
    clause = session.scalars(select(Clause).where(Clause.dilemma_id == dilemma.id).order_by(Clause.id)).first()
    assert clause.opened_at == clock()


def test_a_cleared_text_is_frozen(session, cast: Cast, clock, leaky) -> None:
    dilemma, row = leaky
    clear(session, cast, dilemma, row, clock)
    assert row.status is PublicationStatus.APPROVED
    with pytest.raises(NotAllowed):
        disclosure.withhold(cast.actor(cast.reviewer), dilemma.ref, "title", "Footage", PartReason.SECTION_31, clock)
    with pytest.raises(NotAllowed):
        disclosure.remake(cast.actor(cast.reviewer), dilemma.ref, clock)


@pytest.mark.parametrize(
    ("contact", "found"),
    [
        ("Inspector Ada Birch, Neighbourhoods, 01632 960114, ada@eastmarch.example", ["Ada Birch"]),
        ("Ada Birch, 01632 960114, Tom Quill, Custody, tom@eastmarch.example", ["Ada Birch", "Tom Quill"]),
        ("Birch, Ada\nQuill, Tom", ["Ada Birch", "Tom Quill"]),
    ],
)
def test_a_contact_is_found_and_their_post_is_not(session, cast: Cast, clock, contact: str, found: list[str]) -> None:
    dilemma = a_dilemma(session, cast, State.AGREED)
    version_of(session, dilemma).contact = contact
    clauses_of(session, dilemma)[0].text = "Ask Ada Birch of Neighbourhoods, or Tom Quill in Custody."
    session.flush()
    row = in_review(session, cast, dilemma, clock)
    assert [finding.excerpt for finding in findings_of(session, row)] == found
