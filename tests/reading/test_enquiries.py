"""Enquiries as their readers find them: where the words they were asked at stand now, and as at a member's last day."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from ethics.domain.enquiries import Stage
from ethics.domain.vocabulary import Part, Section, State
from ethics.models import Block, Enquiry, PaperVersion
from ethics.reading import enquiries as reading
from ethics.reading.paragraphs import digest
from ethics.richtext import html
from tests.acts import enquire, version_of
from tests.cast import Cast
from tests.factories import NOW, a_dilemma, declare


def _passed_on(session, cast: Cast, item, number: int, paragraph: str = "4", **more) -> Enquiry:
    return enquire(
        session, item, cast.joan, f"Enquiry {number}?", Stage.ANSWERED, number=number, answer=f"Answer {number}.",
        by=cast.author, paragraph=paragraph, **more,
    )  # fmt: skip


def test_it_stands_where_its_words_stand_in_the_version_last_issued(session, cast: Cast, clock) -> None:
    item = a_dilemma(session, cast, State.ISSUED)
    declare(session, item, cast.tomos)
    first = version_of(session, item)
    texts = dict(session.execute(select(Block.number, Block.text).where(Block.version_id == first.id)).all())
    for number, paragraph in ((1, "4"), (2, "2"), (3, "")):
        _passed_on(session, cast, item, number, paragraph).passage = digest(texts.get(paragraph, ""))
    second = PaperVersion(
        dilemma_id=item.id,
        number=2,
        classification=first.classification,
        made_at=NOW,
        saved_at=NOW,
        saved_by_id=item.author_id,
        frozen_at=NOW,
    )
    session.add(second)
    session.flush()
    for position, text in enumerate(("Something new.", texts["4"].replace(" ", "  ")), 1):
        session.add(
            Block(
                version_id=second.id, position=position, section=Section.BACKGROUND, number=str(position), text=text,
                html=html(text), part=Part.OPEN,
            )
        )  # fmt: skip
    session.flush()
    page = reading.enquiries(cast.actor(cast.tomos), item.ref, clock())
    places = [(one.at.number, one.at.version, one.at.now) for one in page.passed_on]
    assert places == [("4", 1, "2"), ("2", 1, None), ("", 1, None)]


def test_a_former_member_reads_what_there_was_on_their_last_day(session, cast: Cast, clock) -> None:
    began = datetime(2026, 1, 25, 12, tzinfo=UTC)
    item = a_dilemma(session, cast, State.ISSUED, now=began)
    declare(session, item, cast.former)
    _passed_on(session, cast, item, 1, at=began)
    _passed_on(session, cast, item, 2, at=began + timedelta(days=10))
    page = reading.enquiries(cast.actor(cast.former), item.ref, clock())
    assert [one.number for one in page.passed_on] == [1]
    assert not page.enquire
