"""Which version of a paper is read: the page, the history, the files, the notes and the enquiries of one reader agree."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from ethics.domain.enquiries import Stage
from ethics.domain.vocabulary import NewVersion, Section, State
from ethics.models import Attachment, Block, Dilemma, PaperVersion
from ethics.reading import attachments, enquiries, margins, notes, papers, versions
from ethics.reading.paragraphs import digest
from ethics.services import keeping
from ethics.services.numbering import arrange
from tests.acts import enquire, keep_note, version_of
from tests.attachments import PDF, attach
from tests.cast import AnySession, Cast
from tests.conftest import Clock
from tests.factories import NOW, a_dilemma, declare

ASKED_AT = "4"


def a_second(session: AnySession, dilemma: Dilemma, *, frozen_at: datetime | None) -> None:
    """A version 2 with one paragraph more before all others, and another file as its first attachment."""
    first = version_of(session, dilemma)
    second = PaperVersion(
        dilemma_id=dilemma.id, number=2, classification=first.classification, made_at=NOW, saved_at=NOW,
        saved_by_id=dilemma.author_id, frozen_at=frozen_at,
    )  # fmt: skip
    session.add(second)
    session.flush()
    keeping.write(second, dilemma, keeping.content_of(first, dilemma))
    copied = session.scalars(select(Block).where(Block.version_id == second.id).order_by(Block.position)).first()
    more = Block(
        version_id=second.id,
        position=900,
        section=Section.PURPOSE,
        text="One more.",
        html=copied.html,
        part=copied.part,
    )
    arrange(second.id, [more], {id(more): 0})
    file = session.scalars(select(Attachment).where(Attachment.version_id == second.id)).one()
    file.digest, file.name = "0" * 64, "second.jpg"
    session.flush()


def issued(session: AnySession, cast: Cast, *, at: datetime = NOW) -> Dilemma:
    """Issued, with one attachment, an answered enquiry and a note of Joan's and of the former member's at paragraph 4."""
    dilemma = a_dilemma(session, cast, State.ISSUED, now=at)
    attach(session, dilemma, "Appendix A", "first.pdf", PDF)
    said = session.scalars(select(Block.text).where(Block.number == ASKED_AT)).one()
    asked = enquire(
        session, dilemma, cast.joan, "How long?", Stage.ANSWERED, number=1, answer="Long.", by=cast.author, at=at
    )
    asked.passage = digest(said)
    for person in (cast.joan, cast.former):
        declare(session, dilemma, person)
        keep_note(session, dilemma, person, "Mine.", ASKED_AT)
    session.flush()
    return dilemma


def met(actor: Any, dilemma: Dilemma, now: datetime) -> dict[str, object]:
    """What this reader meets of the version they read, wherever they look."""
    paper = papers.paper(actor, dilemma.ref, now)
    margin = margins.margin(actor, dilemma.ref, now, part_2=True)
    return {
        "page": paper.version,
        "history": int(versions.history(actor, dilemma.ref, now).read_now.removeprefix("v")),
        "file": attachments.file(actor, dilemma.ref, 1, now).name,
        "enquiry": enquiries.enquiries(actor, dilemma.ref, now).passed_on[0].at.now,
        "margin": sorted(margin.enquiries),
        "notes": sorted(margin.notes),
    }


@pytest.mark.parametrize("person", ["author", "sponsor"])
def test_who_brings_it_reads_the_new_version_everywhere_while_it_is_made(
    session: AnySession, cast: Cast, clock: Clock, person: str
) -> None:
    dilemma = issued(session, cast)
    dilemma.new_version = NewVersion.WRITING
    a_second(session, dilemma, frozen_at=None)
    seen = met(cast.actor(getattr(cast, person)), dilemma, clock())
    assert seen == {
        "page": 2, "history": 2, "file": "second.jpg", "enquiry": "5", "margin": ["5"], "notes": [],
    }  # fmt: skip


def test_a_member_reads_the_issued_version_everywhere_meanwhile_and_the_new_one_once_it_is_issued(
    session: AnySession, cast: Cast, clock: Clock
) -> None:
    dilemma = issued(session, cast)
    dilemma.new_version = NewVersion.WRITING
    a_second(session, dilemma, frozen_at=None)
    joan = cast.actor(cast.joan)
    before = {"page": 1, "history": 1, "file": "first.pdf", "enquiry": "4", "margin": ["4"], "notes": ["4"]}
    assert met(joan, dilemma, clock()) == before
    dilemma.new_version = None
    version_of(session, dilemma).frozen_at = clock()
    session.flush()
    after = {"page": 2, "history": 2, "file": "second.jpg", "enquiry": "5", "margin": ["5"]}
    assert met(joan, dilemma, clock() + timedelta(hours=1)).items() >= after.items()


def test_a_former_member_reads_the_version_of_their_last_day_everywhere(
    session: AnySession, cast: Cast, clock: Clock
) -> None:
    dilemma = issued(session, cast, at=datetime(2026, 1, 25, 12, tzinfo=UTC))
    a_second(session, dilemma, frozen_at=clock() - timedelta(days=1))
    seen = met(cast.actor(cast.former), dilemma, clock())
    assert seen == {"page": 1, "history": 1, "file": "first.pdf", "enquiry": "4", "margin": ["4"], "notes": ["4"]}
    noted = notes.notes(cast.actor(cast.former), dilemma.ref, clock())
    assert [one.notes[0].paragraph.number for one in noted.chapters] == ["4"]
