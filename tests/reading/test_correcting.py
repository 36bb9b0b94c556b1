"""What the page beside the source says of each line, and of each thing found."""

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from ethics.domain.refusal import NotKnown
from ethics.domain.vocabulary import State
from ethics.models import Source
from ethics.reading.correcting import joined, page
from ethics.services import correcting
from tests.cast import Cast
from tests.conftest import Clock
from tests.factories import a_dilemma
from tests.services.test_correcting import look, pasted, thing
from tests.services.test_sources import bring

Db = scoped_session[Session]


@pytest.mark.parametrize("name", ["paying-informal-interpreters.docx", "paying-informal-interpreters.txt"])
def test_every_line_of_a_real_paper_went_somewhere(
    session: Db, cast: Cast, clock: Clock, tmp_path: Path, name: str
) -> None:
    shown = look(cast, bring(cast, clock, tmp_path, name), clock)
    assert [line.text for line in shown.lines if not line.goals and line.read_as is None] == []
    went = {goal.key for line in shown.lines for goal in line.goals}
    assert {"about", "contact", "implications", "background_papers"} <= went
    assert {one.key for group in shown.groups for one in group.things} <= went


def test_a_line_is_followed_after_its_paragraph_was_moved_split_and_changed(
    session: Db, cast: Cast, clock: Clock, tmp_path: Path
) -> None:
    author, ref = cast.actor(cast.author), pasted(cast, clock, tmp_path)

    def went() -> list[str]:
        line = next(one for one in look(cast, ref, clock).lines if "lambing" in one.text)
        return [str(goal.words) for goal in line.goals]

    assert went() == ["Paragraph 2"]
    key = thing(cast, ref, clock, "lambing").key
    opened = look(cast, ref, clock, key).opened
    assert opened is not None
    correcting.split(author, ref, key, opened.pieces[1][0], clock)
    assert went() == ["Paragraph 2", "Paragraph 3"]
    correcting.move(author, ref, key, "scenario-2", clock)
    assert len(went()) == 2
    correcting.move(author, ref, key, "leave_out", clock)
    assert len(went()) == 1
    lit = [line.text for line in look(cast, ref, clock, thing(cast, ref, clock, "told by").key).lines if line.lit]
    assert len(lit) == 1


def test_a_reason_is_given_while_the_words_are_those_that_were_found(
    session: Db, cast: Cast, clock: Clock, tmp_path: Path
) -> None:
    author, ref = cast.actor(cast.author), pasted(cast, clock, tmp_path)
    one = thing(cast, ref, clock, "acceptable to keep")
    assert any("question mark" in str(why) for why in one.because)
    scenario = next(group for group in look(cast, ref, clock).groups if group.scenario == 1)
    assert [str(why) for why in scenario.because] == ["It begins with “Scenario 1”."]
    correcting.join(author, ref, thing(cast, ref, clock, "weighed").key, clock)
    assert thing(cast, ref, clock, "acceptable to keep").because == ()


def test_a_source_without_its_lines_is_still_corrected(session: Db, cast: Cast, clock: Clock, tmp_path: Path) -> None:
    ref = pasted(cast, clock, tmp_path)
    source = session.scalars(select(Source)).one()
    source.found = {"unsure": [], "notes": [], "looked_at": []}
    session.flush()
    shown = look(cast, ref, clock)
    assert shown.lines == ()
    correcting.move(cast.actor(cast.author), ref, thing(cast, ref, clock, "lambing").key, "purpose", clock)


def test_a_paper_written_here_and_one_that_was_issued_have_no_such_page(session: Db, cast: Cast, clock: Clock) -> None:
    written = a_dilemma(session, cast, State.DRAFT)
    with pytest.raises(NotKnown):
        page(cast.actor(cast.author), written.ref, "", clock())


@pytest.mark.parametrize(
    ("above", "text", "expected"),
    [
        ("One.", "Two.", "One. Two."),
        ("These:", "- one\n- two", "These:\n- one\n- two"),
        ("These:\n- one", "- two", "These:\n- one\n- two"),
        ("These:", "| a |\n| --- |\n| 1 |", "These:\n| a |\n| --- |\n| 1 |"),
        ("| a |\n| --- |\n| 1 |", "After.", ""),
        ("### Heading", "Text.", ""),
        ("Text.", "### Heading", ""),
    ],
)
def test_two_paragraphs_are_joined_where_they_can_be_one(above: str, text: str, expected: str) -> None:
    assert joined(above, text) == expected
