"""Papers that come from a file: everything in it lands in the draft, and the file itself is kept and closed."""

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from ethics import importing
from ethics.domain.refusal import Invalid, NotAllowed, Stale
from ethics.domain.vocabulary import Classification, ImplicationKind, QuestionKind, Section
from ethics.importing.as_draft import draft_of
from ethics.models import Block, Dilemma, Implication, PaperVersion, QuestionWording, ScenarioWording, Source
from ethics.reading import draft_parts, draft_tasks, drafts, papers
from ethics.reading.draft_tasks import TaskState
from ethics.services import blocks, files, questions, sources
from ethics.services.blocks import BlockDraft
from ethics.services.editing import RestsOn, look_at
from ethics.services.sources import LEAVE_OUT, STAY, ImportedPaper, ImportedText, SourceFile
from tests.cast import Cast
from tests.conftest import Clock

Db = scoped_session[Session]
SAMPLES = Path(__file__).parents[2] / "ethics" / "cli" / "demo" / "content" / "sample"
HEADINGS = ("Financial", "Legal", "Equality")


def bring(cast: Cast, clock: Clock, folder: Path, name: str = "paying-informal-interpreters.docx") -> str:
    data = (SAMPLES / name).read_bytes()
    found = draft_of(importing.read_file(name, data), HEADINGS)
    source = SourceFile(name, "application/octet-stream", data)
    return sources.bring_in(cast.actor(cast.author), cast.force.id, cast.committee.id, found, source, folder, clock)


def everything(session: Db, ref: str) -> str:
    """Every word of a draft and its tray, white space made one space."""
    dilemma = session.scalars(select(Dilemma).where(Dilemma.ref == ref)).one()
    version = session.scalars(select(PaperVersion).where(PaperVersion.dilemma_id == dilemma.id)).one()
    said = [dilemma.title, version.report_of, version.authors, version.contact, version.background_papers]
    said += session.scalars(select(Block.text).where(Block.version_id == version.id).order_by(Block.position))
    said += session.scalars(select(ScenarioWording.title).where(ScenarioWording.version_id == version.id))
    for question in session.scalars(select(QuestionWording).where(QuestionWording.version_id == version.id)):
        said += [question.title, question.lead_in, question.text]
    for implication in session.scalars(select(Implication).where(Implication.version_id == version.id)):
        said += [implication.name, implication.text]
    said += session.scalars(select(Source.unplaced).where(Source.dilemma_id == dilemma.id))
    return " ".join(" ".join(said).split())


@pytest.mark.parametrize("name", ["paying-informal-interpreters.docx", "paying-informal-interpreters.txt"])
def test_a_paper_lands_in_the_draft_part_by_part(
    session: Db, cast: Cast, clock: Clock, tmp_path: Path, name: str
) -> None:
    ref = bring(cast, clock, tmp_path, name)
    paper = papers.paper(cast.actor(cast.author), ref, clock())
    assert (paper.title, paper.report_of) == ("Paying informal interpreters", "Chief Constable")
    assert "Dan Fairley" in paper.authors
    assert "01632" in paper.contact
    assert [(section.anchor, len(section.paragraphs)) for section in paper.sections] == [
        ("purpose", 1), ("recommendation", 1), ("dilemma", 1), ("background", 7), ("scenario-1", 3), ("scenario-2", 3),
    ]  # fmt: skip
    numbers = [paragraph.number for section in paper.sections for paragraph in section.paragraphs]
    assert numbers == [str(number) for number in range(1, 17)]
    assert [(one.paragraph, one.kind, one.scenarios) for one in paper.questions] == [
        ("17", QuestionKind.CLOSED, (1,)), ("18", QuestionKind.CLOSED, (1,)), ("19", QuestionKind.CLOSED, (2,)),
        ("20", QuestionKind.OPEN, (1, 2)), ("21", QuestionKind.ACTION, (1, 2)),
    ]  # fmt: skip
    assert [one.name for one in paper.implications][:3] == list(HEADINGS)
    assert len(paper.implications) == 6


def test_every_sentence_of_the_source_is_in_the_draft(session: Db, cast: Cast, clock: Clock, tmp_path: Path) -> None:
    said = everything(session, bring(cast, clock, tmp_path))
    found = importing.read_file("x.docx", (SAMPLES / "paying-informal-interpreters.docx").read_bytes())
    sentences = [text for paragraph in found.paragraphs for text in paragraph.text.replace("**", "").split(". ")]
    sentences += [text for one in found.implications for text in one.text.split(". ")]
    sentences += [*found.unplaced, *(line for text in found.contacts for line in text.splitlines()), found.head.date]
    missing = [text for text in sentences if " ".join(text.strip(" .").split()) not in said]
    assert missing == []


def test_the_file_lies_under_its_digest_outside_the_web_and_for_its_owner_alone(
    session: Db, cast: Cast, clock: Clock, tmp_path: Path
) -> None:
    bring(cast, clock, tmp_path)
    bring(cast, clock, tmp_path)  # the same file again is the same file
    source = session.scalars(select(Source)).first()
    assert source is not None
    place = files.path_of(tmp_path, source.digest)
    assert place.read_bytes() == (SAMPLES / "paying-informal-interpreters.docx").read_bytes()
    assert place.stat().st_mode & 0o077 == 0
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_what_had_no_place_stays_in_the_tray_until_it_is_dealt_with(
    session: Db, cast: Cast, clock: Clock, tmp_path: Path
) -> None:
    author, ref = cast.actor(cast.author), bring(cast, clock, tmp_path)
    tray = draft_parts.tray(author, ref, clock())
    assert [
        piece for piece in tray.pieces if "Commissioner" in piece or "Committee" in piece or "Date" in piece
    ] == list(tray.pieces)
    assert draft_tasks.draft(author, ref, clock()).unplaced == 3
    with pytest.raises(Invalid):
        sources.empty_tray(author, ref, [STAY], clock)
    with pytest.raises(Invalid):
        sources.empty_tray(author, ref, ["title", STAY, STAY], clock)
    sources.empty_tray(author, ref, ["background", "contact", STAY], clock)
    assert draft_parts.tray(author, ref, clock()).pieces == tray.pieces[2:]
    assert tray.pieces[0] in draft_parts.section(author, ref, Section.BACKGROUND, clock()).boxes[-1].text
    assert draft_parts.about(author, ref, clock()).contact.endswith(tray.pieces[1])
    with pytest.raises(Stale):
        sources.empty_tray(author, ref, [LEAVE_OUT] * 3, clock, RestsOn(tray.basis.version, tray.basis.seen))
    sources.empty_tray(author, ref, [LEAVE_OUT], clock)
    assert draft_tasks.draft(author, ref, clock()).unplaced == 0


def test_the_task_list_says_what_was_found_until_its_author_has_looked(
    session: Db, cast: Cast, clock: Clock, tmp_path: Path
) -> None:
    author, ref = cast.actor(cast.author), bring(cast, clock, tmp_path)

    def states() -> dict[str, TaskState]:
        return {task.part: task.state for task in draft_tasks.draft(author, ref, clock()).tasks}

    first = draft_tasks.draft(author, ref, clock())
    said = {task.part: str(task.found) for task in first.tasks}
    assert said["questions"] == "5 questions: 3 closed, 1 open, 1 for action. The file says so plainly."
    assert said["background"] == "7 paragraphs. The file says so plainly."
    assert states()["questions"] is states()["purpose"] is TaskState.CHECK
    assert states()["legislation"] is TaskState.OPTIONAL
    assert states()["parties"] is TaskState.NOT_BEGUN
    look_at(author, ref, "questions", clock)
    boxes = [BlockDraft(box.id, box.text) for box in draft_parts.section(author, ref, Section.PURPOSE, clock()).boxes]
    blocks.save_section(author, ref, Section.PURPOSE, boxes, clock)
    assert (states()["questions"], states()["purpose"]) == (TaskState.DONE, TaskState.DONE)
    assert states()["background"] is TaskState.CHECK


def test_text_marked_secret_never_becomes_a_draft(session: Db, cast: Cast, clock: Clock, tmp_path: Path) -> None:
    found = ImportedPaper("Title", texts=(ImportedText(Section.BACKGROUND, "Words.\n\nSECRET\n\nWords."),))
    source = SourceFile("x.txt", "text/plain", b"Words")
    with pytest.raises(Invalid) as refusal:
        sources.bring_in(cast.actor(cast.author), cast.force.id, cast.committee.id, found, source, tmp_path, clock)
    assert set(refusal.value.errors) == {"source"}
    assert list(tmp_path.iterdir()) == []


def test_who_writes_for_no_force_brings_nothing(session: Db, cast: Cast, clock: Clock, tmp_path: Path) -> None:
    source = SourceFile("x.txt", "text/plain", b"Words")
    with pytest.raises(NotAllowed):
        sources.bring_in(
            cast.actor(cast.secretary), cast.force.id, cast.committee.id, ImportedPaper("T"), source, tmp_path, clock
        )
    assert list(tmp_path.iterdir()) == []


def test_a_line_too_long_for_its_field_goes_into_the_tray_whole(
    session: Db, cast: Cast, clock: Clock, tmp_path: Path
) -> None:
    found = ImportedPaper(
        "Long " * 100, questions=(sources.ImportedQuestion("Is it?", QuestionKind.OPEN, "t" * 400),), marked=True
    )
    source = SourceFile("x.txt", "text/plain", b"Words")
    ref = sources.bring_in(cast.actor(cast.author), cast.force.id, cast.committee.id, found, source, tmp_path, clock)
    pieces = draft_parts.tray(cast.actor(cast.author), ref, clock()).pieces
    assert pieces == (("Long " * 100).strip(), "t" * 400)
    assert session.scalars(select(PaperVersion.classification)).one() is Classification.OFFICIAL_SENSITIVE


def test_a_scenario_taken_out_of_an_import_takes_its_links_along(
    session: Db, cast: Cast, clock: Clock, tmp_path: Path
) -> None:
    author, ref = cast.actor(cast.author), bring(cast, clock, tmp_path)
    questions.remove_scenario(author, ref, 1, clock)
    paper = papers.paper(author, ref, clock())
    assert [one.scenarios for one in paper.questions] == [(), (), (1,), (1,), (1,)]
    assert [one.paragraph for one in paper.questions] == ["14", "15", "16", "17", "18"]


def test_implications_are_matched_to_the_committees_headings_and_others_are_kept() -> None:
    found = importing.FoundPaper(implications=tuple(
        importing.FoundImplication(name, "none", "None.")
        for name in ("Risks and Impact", "EQUALITY IMPACT ASSESSMENT", "Link to Police and Crime Plan", "Legal implications", "Estates")
    ))  # fmt: skip
    headings = ("Legal", "Equality", "Risk", "Link to the Police and Crime Plan")
    assert draft_of(found, headings).implications == tuple(
        (name, ImplicationKind.NONE, "None.") for name in (*headings, "Estates")
    )


def test_pieces_of_a_tray_are_what_stood_together() -> None:
    assert drafts.tray_pieces("One\nand one.\n\n\n\nTwo.\n\n") == ("One\nand one.", "Two.")
