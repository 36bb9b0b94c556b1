"""Every sentence of a source is in what was found, whatever happened to the source on its way."""

import pytest

from ethics.importing import read_text
from tests.importing import lookalikes as papers
from tests.importing.fidelity import dropped
from tests.importing.mutilated import MUTILATED
from tests.importing.test_origins import pointed_at

SOURCES = {
    "drones": papers.as_text(),
    "two scenarios": papers.TWO_SCENARIOS,
    "cases": papers.CASES_AND_LIST,
    "two dilemmas": papers.TWO_DILEMMAS,
}


@pytest.mark.parametrize("how", MUTILATED)
@pytest.mark.parametrize("name", SOURCES)
def test_no_sentence_is_dropped_however_a_text_was_mutilated(name: str, how: str) -> None:
    text = MUTILATED[how](SOURCES[name])
    found = read_text(text)
    assert dropped(text, found) == []
    assert pointed_at(found) == {line.index for line in found.source_lines}
