"""Where each thing came from, and why it was taken for what it is."""

import pytest

from ethics.importing import FoundPaper, read_file, read_text
from tests.importing import lookalikes as papers


def pointed_at(found: FoundPaper) -> set[int]:
    """Every place in the source that something found points back to."""
    things = [*found.sections, *found.paragraphs, *found.scenarios, *found.questions, *found.implications]
    sources = [one.source for one in things] + [*found.head.sources.values()]
    return {at for source in [*sources, *found.contact_sources, *found.unplaced_sources] for at in source}


def everything() -> dict[str, FoundPaper]:
    return {
        "drones": read_file("a.docx", papers.drones()),
        "drones, implications in a table": read_file("a.docx", papers.drones("table")),
        "services": read_file("a.docx", papers.services()),
        "text": read_text(papers.as_text()),
        "wrapped": read_text(papers.wrapped(papers.as_text(), 72)),
        "two scenarios": read_text(papers.TWO_SCENARIOS),
        "cases and list": read_text(papers.CASES_AND_LIST),
    }


@pytest.mark.parametrize("name", everything())
def test_every_line_of_the_source_is_pointed_at_by_something_found(name: str) -> None:
    found = everything()[name]
    assert [line.index for line in found.source_lines] == list(range(len(found.source_lines)))
    assert pointed_at(found) == {line.index for line in found.source_lines}


@pytest.mark.parametrize("name", everything())
def test_what_was_found_stands_in_the_lines_it_points_to(name: str) -> None:
    found = everything()[name]
    for question in found.questions:
        shown = " ".join(found.source_lines[at].text for at in question.source)
        assert question.text in shown
    for paragraph in found.paragraphs:
        assert paragraph.source
        assert found.source_lines[paragraph.source[0]].text.startswith(paragraph.number)


@pytest.mark.parametrize("name", everything())
def test_nothing_is_guessed_silently(name: str) -> None:
    found = everything()[name]
    for one in [*found.sections, *found.scenarios, *found.questions]:
        assert str(one.because)
    for question in found.questions:
        assert str(question.kind_because).endswith(".")


def test_a_question_says_how_it_was_known() -> None:
    (first, *_, last) = read_text(papers.TWO_SCENARIOS).questions
    assert str(first.because) == "It ends with a question mark and stands under the heading “Questions”."
    assert str(first.kind_because) == "It asks what should be done."
    assert str(last.because) == "It asks, though without a question mark, and stands under the heading “Questions”."
    assert str(last.kind_because) == "“How…” cannot be answered yes or no."


def test_a_scenario_says_how_it_was_known() -> None:
    assert str(read_text(papers.TWO_SCENARIOS).scenarios[1].because) == "It begins with “Scenario 2”."
    found = read_text(papers.CASES_AND_LIST).scenarios[1].because
    assert str(found) == "It is number 2 under the heading “Hypothetical circumstances”."
