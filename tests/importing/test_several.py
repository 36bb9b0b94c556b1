"""Several dilemmas in one document, each a paper of its own, and questions offered where none is asked."""

import pytest

from ethics.importing import FoundPaper, as_json, read_file, read_text
from tests.importing import lookalikes as papers
from tests.importing.test_origins import pointed_at


def two() -> tuple[FoundPaper, FoundPaper]:
    first, second = read_text(papers.TWO_DILEMMAS).papers
    return first, second


def test_two_scenarios_with_sections_of_their_own_are_two_papers() -> None:
    first, second = two()
    assert [paper.head.subject for paper in (first, second)] == ["Stones and pictures", "Cameras by the river"]
    assert [s.text.split()[2] for s in first.scenarios] == ["of", "of"]
    assert [(q.kind, q.scenarios) for q in first.questions] == [
        ("action", (1, 2)),
        ("closed", (1, 2)),
        ("open", (1, 2)),
    ]
    assert [p.key for p in first.paragraphs if p.key == "legislation"] == ["legislation"]
    assert [p.number for p in second.paragraphs if p.number] == ["1", "2", "3", "4"]


def test_what_is_recommended_is_offered_as_a_question_where_nothing_is_asked() -> None:
    (offered,) = two()[1].questions
    assert offered.text == "Is it acceptable to support the county's pilot of cameras in five places?"
    assert (offered.offered, offered.kind, offered.paragraph) == (True, "closed", "2")
    assert "asks nothing outright" in str(offered.because)


def test_what_was_said_at_the_meeting_asks_nothing() -> None:
    first, second = two()
    assert not any("Hale" in question.text for paper in (first, second) for question in paper.questions)
    for paper in (first, second):
        assert any("Fenn" in paragraph.text for paragraph in paper.paragraphs)


def test_each_of_them_points_into_its_own_lines() -> None:
    for paper in two():
        assert pointed_at(paper) == {line.index for line in paper.source_lines}
        assert "12/26 Ethical scenarios" in paper.unplaced
        assert not any("other business" in line.text for line in paper.source_lines)


def test_two_papers_under_two_heads_are_two() -> None:
    text = f"Agenda\n\n1. Apologies\n\n2. Two dilemmas\n\n{papers.as_text()}\n\n{papers.as_text().replace('DRONES', 'KITES')}"
    found = read_text(text).papers
    assert [paper.head.subject for paper in found] == ["DRONES OVER QUIET CROWDS", "KITES OVER QUIET CROWDS"]
    assert [(len(p.paragraphs), len(p.questions), len(p.contacts)) for p in found] == [(8, 2, 1), (8, 2, 1)]


def test_the_head_of_the_document_is_the_head_of_each() -> None:
    head = "Report of\tChief Constable\nSubject\tTwo dilemmas\nAuthor\tRobin Vale\n\n"
    text = head + papers.TWO_DILEMMAS.partition("dilemmas.\n\n")[2].partition("13/26")[0]
    for paper in read_text(text).papers:
        assert (paper.head.report_of, paper.head.author) == ("Chief Constable", ["Robin Vale"])
        assert "Two dilemmas" in paper.unplaced


@pytest.mark.parametrize("text", [papers.TWO_SCENARIOS, papers.CASES_AND_LIST, papers.as_text()])
def test_scenarios_of_one_paper_are_not_papers(text: str) -> None:
    found = read_text(text)
    assert found.papers == ()
    assert "papers" not in as_json(found)


def test_the_json_lists_each_of_them_in_the_same_shape() -> None:
    made = as_json(read_text(papers.TWO_DILEMMAS))
    assert len(made["papers"]) == 2
    assert {*made["papers"][0]} == {*made} - {"papers"}
    assert made["papers"][1]["questions"][0]["offered"] is True


@pytest.mark.parametrize(
    ("said", "offered"),
    [
        ("It is recommended that the Committee approve the pilot.", "Is it acceptable to approve the pilot?"),
        (
            "The Panel is recommended to support the scheme for a year.",
            "Is it acceptable to support the scheme for a year?",
        ),
        ("To extend the use of drones to the coast.", "Is it acceptable to extend the use of drones to the coast?"),
        ("The Committee is recommended to discuss the contents of the report.", None),
        ("That the report be noted.", None),
        ("To note the report.", None),
    ],
)
def test_only_what_is_to_be_done_is_offered(said: str, offered: str | None) -> None:
    found = read_text(f"Recommendation\n\n1. {said}\n\nBackground\n\n2. It rained.\n\n3. It rained again.\n")
    assert [q.text for q in found.questions] == ([offered] if offered else [])


def test_two_dilemmas_in_a_word_file_are_two() -> None:
    import docx

    document = docx.Document()
    for line in papers.TWO_DILEMMAS.split("\n"):
        if line.strip():
            document.add_paragraph(line)
    found = read_file("a.docx", papers.saved(document)).papers
    assert [len(paper.questions) for paper in found] == [3, 1]
