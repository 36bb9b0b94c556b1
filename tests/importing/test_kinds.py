"""Every kind of paper, in Word first and then as every other kind of file."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from ethics.importing import FoundPaper, read_file
from tests.importing.kinds import AS_OTHERS, KINDS, Kind

UNLIKE = {
    ("questions with bold lead-ins", "text"): "typed text has no bold",
    ("an appendix that is attached", "text"): "nothing tells the heading of the appendix from its entry in the list",
    ("an appendix that is attached", "PDF"): "the font of the test has no long dash",
    ("an appendix that is named and missing", "PDF"): "the font of the test has no long dash",
}
"""What another kind of file cannot give, and why."""


def read(kind: Kind) -> FoundPaper:
    data = kind.pen(kind.paper)
    return read_file(f"paper.{kind.ending}", data if isinstance(data, bytes) else data.encode())


def seen(found: FoundPaper, expected: dict[str, Any]) -> dict[str, Any]:
    """What a found paper holds of all that its kind expects, told as the kind tells it."""
    held = "\n".join(paragraph.text for paragraph in found.paragraphs)
    sections = [(section.key, section.text) for section in found.sections]
    of_it = {
        "head": {field: getattr(found.head, field) for field in expected.get("head", ())},
        "section": next((one for one in sections if one == expected.get("section")), sections),
        "holds": [piece for piece in expected.get("holds", ()) if piece in held],
        "keys": [section.key for section in found.sections],
        "numbers": [paragraph.number for paragraph in found.paragraphs],
        "questions": [(q.paragraph, q.kind, q.scenarios, q.text) for q in found.questions],
        "titles": [question.title for question in found.questions],
        "scenarios": len(found.scenarios),
        "implications": [(one.name, one.kind) for one in found.implications],
        "contacts": found.contacts,
    }
    return {name: of_it[name] for name in expected}


def test_there_are_thirty_of_them_and_more() -> None:
    assert len(KINDS) >= 30


@pytest.mark.parametrize("name", KINDS)
def test_a_paper_gives_exactly_what_is_in_it(name: str) -> None:
    expected = KINDS[name].expected
    assert seen(read(KINDS[name]), expected) == expected


@pytest.mark.parametrize(
    ("name", "as_other"), [pair for pair in product(KINDS, AS_OTHERS) if pair not in UNLIKE], ids=" as ".join
)
def test_it_gives_the_same_as_another_kind_of_file(name: str, as_other: str) -> None:
    pen, ending = AS_OTHERS[as_other]
    expected = KINDS[name].expected
    assert seen(read(replace(KINDS[name], pen=pen, ending=ending)), expected) == expected
