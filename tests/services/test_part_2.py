"""What closing does beyond the pages: a closed scenario closes what is put into it, and mail carries the public title."""

from email.message import EmailMessage

from sqlalchemy import select

from ethics.domain.notices import NoticeKind
from ethics.domain.vocabulary import Part, PartReason, Section, State
from ethics.models import Block, Correction, ScenarioWording, Source
from ethics.reading.facts import facts_of
from ethics.services import correcting, outbox, undoing
from ethics.services.notices import tell
from ethics.services.questions import ScenarioDraft, save_scenario
from ethics.web import letters
from tests.cast import Cast
from tests.conftest import Clock
from tests.drafts import Db, new_draft, version_of, write
from tests.factories import a_dilemma


def test_a_paragraph_moved_into_a_closed_scenario_is_closed_with_it_and_opened_by_undoing(
    session: Db, cast: Cast, clock: Clock
) -> None:
    ref, dan = new_draft(cast, clock), cast.actor(cast.author)
    write(cast, ref, Section.BACKGROUND, "The owner is away.", clock)
    session.add(
        Source(
            dilemma_id=version_of(session, ref).dilemma_id, name="paper.txt", media_type="text/plain", digest="0" * 64,
            size=1, imported_by_id=cast.author.id, imported_at=clock(),
        )
    )  # fmt: skip
    closed = ScenarioDraft("The house", closed=True, part_reason=PartReason.SCHEDULE_12A_7, part_note="Offenders read")
    save_scenario(dan, ref, None, closed, clock)
    block = session.scalars(select(Block).where(Block.version_id == version_of(session, ref).id)).one()
    scenario = session.scalars(select(ScenarioWording)).one()
    correcting.move(dan, ref, f"b{block.id}", "scenario-1", clock)
    assert (block.scenario_id, block.part, block.part_reason, block.part_note) == (
        scenario.scenario_id, Part.CLOSED, PartReason.SCHEDULE_12A_7, "Offenders read",
    )  # fmt: skip
    undoing.undo(dan, ref, session.scalars(select(Correction.id)).one(), clock)
    session.refresh(block)
    assert (block.section, block.part, scenario.part, scenario.title) == (
        Section.BACKGROUND, Part.OPEN, Part.CLOSED, "The house",
    )  # fmt: skip


def test_mail_carries_the_public_title_even_to_who_may_read_the_other(session: Db, cast: Cast, clock: Clock) -> None:
    dilemma = a_dilemma(session, cast, State.ISSUED, title="The canary of Ferry Lane", public_title="Watching a house")
    tell([cast.author.id, cast.joan.id], NoticeKind.ISSUED, clock(), dilemma=dilemma, path=f"/dilemmas/{dilemma.ref}")
    session.commit()
    given: list[EmailMessage] = []
    outbox.send_waiting(given.append, letters.word, clock)
    assert len(given) == 2
    for mail in given:
        assert "canary" not in mail.as_string()
        assert "Watching a house" in " ".join(mail.get_content().split())


def test_a_paper_is_wholly_closed_only_where_nothing_is_open(session: Db, cast: Cast) -> None:
    dilemma = a_dilemma(session, cast, State.SUBMITTED, scenarios=1)
    assert facts_of(dilemma).has_open_title
    rows = [*session.scalars(select(Block)), *session.scalars(select(ScenarioWording))]
    for row in rows:
        row.part, row.part_reason = Part.CLOSED, PartReason.SECTION_31
    session.flush()
    assert facts_of(dilemma).has_open_title  # its questions are open
