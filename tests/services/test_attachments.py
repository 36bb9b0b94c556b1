"""Attachments of a draft: what is kept of them, what is refused, and what becomes of them through versions and states."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from ethics.domain.attachments import FileKind, next_label, size_of
from ethics.domain.paper_checks import Check
from ethics.domain.refusal import Invalid, NotKnown, Stale
from ethics.domain.vocabulary import Event, Part, PartReason, Section, State
from ethics.models import Attachment, JournalEntry, KeptState
from ethics.reading import attachments as reading
from ethics.reading import checks, versions
from ethics.reading.comparing import Change
from ethics.services import attachments, files
from ethics.services import versions as making
from ethics.services.attachments import AttachmentDraft, AttachmentFile
from ethics.services.editing import RestsOn
from tests.attachments import JPEG, PDF, PNG, attach
from tests.cast import AnySession, Cast
from tests.conftest import Clock
from tests.drafts import new_draft, write
from tests.factories import a_dilemma

SURVEY = AttachmentFile("survey.pdf", FileKind.PDF, PDF)
PLAN = AttachmentFile("plan.png", FileKind.PNG, PNG)
A, B = AttachmentDraft("Appendix A"), AttachmentDraft("Appendix B")
CLOSED = AttachmentDraft("Appendix B", True, PartReason.SECTION_31, "Where it is.", date(2027, 5, 1))


@pytest.fixture
def ref(session: AnySession, cast: Cast, clock: Clock) -> str:
    """A draft that is empty but for its title."""
    return new_draft(cast, clock)


def _stored(session: AnySession) -> list[Attachment]:
    return list(session.scalars(select(Attachment).order_by(Attachment.version_id, Attachment.number)))


def test_the_bytes_lie_under_their_digest_outside_the_web_root_and_only_once(
    session: AnySession, cast: Cast, ref: str, clock: Clock, tmp_path: Path
) -> None:
    author, other = cast.actor(cast.author), new_draft(cast, clock)
    attachments.attach(author, ref, SURVEY, A, tmp_path, clock)
    attachments.attach(author, other, replace(SURVEY, name="again.pdf"), A, tmp_path, clock)
    one, two = _stored(session)
    assert one.digest == two.digest
    assert files.path_of(tmp_path, one.digest).read_bytes() == PDF
    assert [place.name for place in tmp_path.rglob("*") if place.is_file()] == [one.digest]
    assert files.path_of(tmp_path, one.digest).stat().st_mode & 0o077 == 0
    assert (one.size, one.kind, one.part) == (len(PDF), FileKind.PDF, Part.OPEN)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("survey.pdf", "survey.pdf"),
        ("survey", "survey.pdf"),
        ("/home/dan/survey.PDF", "survey.pdf"),
        ("C:\\plans\\survey.pdf", "survey.pdf"),
        ("..\\..\\.pdf", "pdf.pdf"),
        ("", "attachment.pdf"),
        ("a\r\nb\u202efdp.pdf", "a bfdp.pdf"),
        ("x" * 400 + ".pdf", "x" * 150 + ".pdf"),
    ],
)
def test_a_name_is_kept_without_its_folders_and_says_what_it_is(
    session: AnySession, cast: Cast, ref: str, clock: Clock, tmp_path: Path, name: str, kept: str
) -> None:
    attachments.attach(cast.actor(cast.author), ref, replace(SURVEY, name=name), A, tmp_path, clock)
    assert [one.name for one in _stored(session)] == [kept]


@pytest.mark.parametrize(
    ("file", "draft", "fields"),
    [
        (PLAN, AttachmentDraft(""), {"label"}),
        (PLAN, AttachmentDraft("x" * 301), {"label"}),
        (PLAN, AttachmentDraft("APPENDIX A"), {"label"}),
        (PLAN, AttachmentDraft("SECRET"), {"label"}),
        (PLAN, AttachmentDraft("OFFICIAL-SENSITIVE"), {"label"}),
        (PLAN, AttachmentDraft("Appendix B", closed=True), {"part_reason"}),
        (replace(PLAN, marked=True), B, {"closed"}),
        (SURVEY, B, {"file"}),
    ],
)
def test_what_cannot_stand_is_refused_and_nothing_is_kept(
    session: AnySession, cast: Cast, ref: str, clock: Clock, tmp_path: Path, file: AttachmentFile, draft: AttachmentDraft,
    fields: set[str],
) -> None:  # fmt: skip
    author = cast.actor(cast.author)
    attachments.attach(author, ref, SURVEY, A, tmp_path, clock)
    with pytest.raises(Invalid) as refusal:
        attachments.attach(author, ref, file, draft, tmp_path, clock)
    assert set(refusal.value.errors) == fields
    assert len(_stored(session)) == len([one for one in tmp_path.rglob("*") if one.is_file()]) == 1


def test_a_file_marked_for_part_2_is_attached_closed_and_cannot_be_opened_later(
    session: AnySession, cast: Cast, ref: str, clock: Clock, tmp_path: Path
) -> None:
    author = cast.actor(cast.author)
    attachments.attach(author, ref, replace(SURVEY, marked=True), CLOSED, tmp_path, clock)
    session.commit()
    with pytest.raises(Invalid) as refusal:
        attachments.save(author, ref, 1, None, B, tmp_path, clock)
    assert set(refusal.value.errors) == {"closed"}
    session.rollback()
    attachments.save(author, ref, 1, PLAN, B, tmp_path, clock)
    (one,) = _stored(session)
    assert (one.part, one.part_reason, one.part_note, one.review_on) == (Part.OPEN, None, "", None)
    assert one.digest == files.digest_of(PNG)


def test_a_paper_has_thirty_at_most(session: AnySession, cast: Cast, ref: str, clock: Clock, tmp_path: Path) -> None:
    author = cast.actor(cast.author)
    for number in range(30):
        file = replace(SURVEY, data=PDF + b"%" * number)
        attachments.attach(author, ref, file, AttachmentDraft(f"Sheet {number}"), tmp_path, clock)
    with pytest.raises(Invalid) as refusal:
        attachments.attach(author, ref, PLAN, A, tmp_path, clock)
    assert str(refusal.value.errors["file"]).startswith("A paper has 30 attachments at most.")


def test_each_save_rests_on_what_its_page_showed(
    session: AnySession, cast: Cast, ref: str, clock: Clock, tmp_path: Path
) -> None:
    author = cast.actor(cast.author)
    attachments.attach(author, ref, SURVEY, A, tmp_path, clock)
    basis = reading.attachment(author, ref, 1, clock()).basis
    attachments.attach(author, ref, PLAN, B, tmp_path, clock)
    attachments.save(
        author, ref, 1, None, AttachmentDraft("The survey"), tmp_path, clock, RestsOn(basis.version, basis.seen)
    )
    with pytest.raises(Stale):
        attachments.remove(author, ref, 1, clock, RestsOn(basis.version, basis.seen))
    attachments.remove(author, ref, 1, clock)
    assert [(one.number, one.label) for one in _stored(session)] == [(1, "Appendix B")]
    with pytest.raises(NotKnown):
        attachments.move(author, ref, 2, -1, clock)
    events = session.scalars(select(JournalEntry.event).order_by(JournalEntry.number)).all()
    assert list(events) == [Event.STARTED, Event.PAPER_EDITED]


def test_an_appendix_named_in_the_text_is_missed_until_it_is_attached(
    session: AnySession, cast: Cast, ref: str, clock: Clock, tmp_path: Path
) -> None:
    author = cast.actor(cast.author)
    write(cast, ref, Section.BACKGROUND, "See Appendix 1, and then Annex C. " * 3, clock)

    def missed() -> list[str]:
        found = checks.checks(author, ref, clock()).lines
        return [str(one.said).partition(" is named")[0] for one in found if one.check is Check.APPENDIX]

    assert missed() == ["Appendix 1", "Annex C"]
    attachments.attach(author, ref, SURVEY, AttachmentDraft("Appendix 10"), tmp_path, clock)
    assert missed() == ["Appendix 1", "Annex C"]
    attachments.attach(author, ref, PLAN, AttachmentDraft("Appendix 1: the plan"), tmp_path, clock)
    attachments.attach(author, ref, AttachmentFile("annex_c.jpg", FileKind.JPEG, JPEG), A, tmp_path, clock)
    assert missed() == []


# -- through versions and states -----------------------------------------------------------------------------------------


def test_a_new_version_begins_with_the_same_files_and_shows_what_became_of_each(
    session: AnySession, cast: Cast, clock: Clock, tmp_path: Path
) -> None:
    dilemma = a_dilemma(session, cast, State.ISSUED)
    for label, name, data in (("Appendix A", "survey.pdf", PDF), ("Appendix B", "plan.png", PNG)):
        attach(session, dilemma, label, name, data)
    author, ref = cast.actor(cast.author), dilemma.ref
    making.begin(author, ref, clock)
    held = [(one.label, one.digest) for one in _stored(session)]
    assert held[:2] == held[2:]
    with pytest.raises(Exception, match="Nothing differs from the issued text yet"):
        making.send(author, ref, "To be right.", clock)
    other = AttachmentFile("survey.pdf", FileKind.PDF, PDF + b"%")
    attachments.save(author, ref, 1, other, A, tmp_path, clock)
    attachments.remove(author, ref, 2, clock)
    attachments.attach(
        author, ref, AttachmentFile("street.jpg", FileKind.JPEG, JPEG), AttachmentDraft("Annex C"), tmp_path, clock
    )
    compared = versions.compared(author, ref, "v1", "v2", clock())
    (group,) = compared.differences.groups
    assert str(group.heading) == "Attachments"
    assert {(str(one.label), one.change) for one in group.lines} == {
        ("Appendix A", Change.CHANGED), ("Appendix B", Change.GONE), ("Annex C", Change.NEW),
    }  # fmt: skip
    making.send(author, ref, "To be right.", clock)
    assert [one.label for one in _stored(session)] == ["Appendix A", "Appendix B", "Appendix A", "Annex C"]


def test_what_a_closed_attachment_became_is_shown_to_who_may_read_part_2_alone(
    session: AnySession, cast: Cast, clock: Clock, tmp_path: Path
) -> None:
    dilemma = a_dilemma(session, cast, State.ISSUED, given_by=[cast.joan])
    attach(session, dilemma, "Appendix A", "survey.pdf", PDF)
    attach(session, dilemma, "Appendix B", "camera.png", PNG, part_reason=PartReason.SECTION_31)
    author, ref = cast.actor(cast.author), dilemma.ref
    making.begin(author, ref, clock)
    attachments.save(author, ref, 1, None, AttachmentDraft("Appendix A", True, PartReason.SECTION_31), tmp_path, clock)
    attachments.remove(author, ref, 2, clock)
    making.send(author, ref, "To be right.", clock)
    making.release(cast.actor(cast.sponsor), ref, clock)
    making.issue(cast.actor(cast.secretary), ref, clock)
    joan, observer = (
        versions.compared(cast.actor(one), ref, "v1", "v2", clock()) for one in (cast.joan, cast.observer)
    )
    changes = {(str(one.label), one.change, one.closed) for one in joan.differences.groups[0].lines}
    assert changes == {("Appendix A", Change.CLOSED, True), ("Appendix B", Change.GONE, True)}
    assert observer.differences.groups == ()
    assert observer.differences.hides


def test_a_kept_state_brings_its_attachments_back_and_one_from_before_there_were_any_has_none(
    session: AnySession, cast: Cast, ref: str, clock: Clock, tmp_path: Path
) -> None:
    author = cast.actor(cast.author)
    attachments.attach(author, ref, SURVEY, A, tmp_path, clock)
    attachments.attach(author, ref, PLAN, CLOSED, tmp_path, clock)
    clock.advance(hours=1)
    attachments.remove(author, ref, 1, clock)
    attachments.remove(author, ref, 1, clock)
    making.restore(author, ref, 1, 1, clock, RestsOn())
    assert [(one.label, one.digest, one.part, one.review_on) for one in _stored(session)] == [
        ("Appendix A", files.digest_of(PDF), Part.OPEN, None),
        ("Appendix B", files.digest_of(PNG), Part.CLOSED, date(2027, 5, 1)),
    ]
    state = session.scalars(select(KeptState).where(KeptState.number == 1)).one()
    state.content = {name: rows for name, rows in state.content.items() if name != "attachments"}
    session.flush()
    making.restore(author, ref, 1, 1, clock, RestsOn())
    assert _stored(session) == []


# -- in words -------------------------------------------------------------------------------------------------------------


def test_a_size_is_said_in_kilobytes_or_megabytes() -> None:
    sizes = (1, 1500, 800_000, 1024 * 1024, 1_600_000, 20 * 1024 * 1024)
    assert [str(size_of(size)) for size in sizes] == ["1 KB", "1 KB", "781 KB", "1 MB", "1.5 MB", "20 MB"]


def test_the_next_appendix_takes_the_next_letter() -> None:
    assert next_label(()) == "Appendix A"
    assert next_label(("Appendix A", "Annex 1", "appendix c, the plan")) == "Appendix D"
    assert next_label(("Appendix Z",)) == ""
