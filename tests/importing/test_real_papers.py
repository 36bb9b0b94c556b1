"""The public papers in the folder ETHICS_PAPERS names. Their words are looked up in the files, never written here."""

import os
import re
from pathlib import Path

import pytest

from ethics.importing import FoundPaper, read_file, read_text
from tests.importing.fidelity import dropped, squeezed
from tests.importing.mutilated import MUTILATED
from tests.importing.test_origins import pointed_at

PAPERS = Path(os.environ["ETHICS_PAPERS"])
OPERATIONS, SERVICES = "special-operations-dilemma-2020", "service-reduction-dilemma-2017"
both = pytest.mark.parametrize("ending", ["docx", "txt"])


def source(name: str) -> str:
    return (PAPERS / f"{name}.txt").read_text(encoding="utf-8")


def read(name: str, ending: str) -> FoundPaper:
    return read_file(f"{name}.{ending}", (PAPERS / f"{name}.{ending}").read_bytes())


def paragraph(name: str, number: int) -> str:
    found = re.search(rf"(?m)^{number}\. (.*)$", source(name))
    assert found
    return found[1]


@both
@pytest.mark.parametrize(("name", "counts"), [(OPERATIONS, (32, 2, 5, 1)), (SERVICES, (22, 13, 6, 1))])
def test_a_dilemma_paper_gives_the_counts_it_is_known_for(name: str, counts: tuple[int, ...], ending: str) -> None:
    found = read(name, ending)
    assert (len(found.paragraphs), len(found.questions), len(found.implications), len(found.contacts)) == counts
    assert [p.number for p in found.paragraphs] == [str(n + 1) for n in range(counts[0])]
    assert [q.number for q in found.questions] == [n + 1 for n in range(counts[1])]


@both
@pytest.mark.parametrize("name", [OPERATIONS, SERVICES])
def test_the_head_is_complete(name: str, ending: str) -> None:
    head = read(name, ending).head
    for field, label in (("report_of", "Report of"), ("subject", "Subject"), ("date", "Date")):
        assert getattr(head, field) == source(name).partition(f"{label}\t")[2].partition("\n")[0].strip()
    assert head.author == [source(name).partition("Author\t")[2].partition("\n")[0].strip()]


@both
def test_the_open_questions_are_taken_out_of_their_sentences(ending: str) -> None:
    found = read(OPERATIONS, ending)
    after_dash, second = paragraph(OPERATIONS, 31).partition(" - ")[2], paragraph(OPERATIONS, 32).partition(". ")[2]
    assert [(q.paragraph, q.text, q.kind) for q in found.questions] == [
        ("31", after_dash, "open"),
        ("32", second, "open"),
    ]
    assert [s.key for s in found.sections] == [
        *("purpose", "recommendation", "dilemma", "background", "questions", "implications", "appendices", "contact")
    ]
    assert next(s.text for s in found.sections if s.key == "appendices") == "Nil"


@both
def test_the_thirteen_closed_questions_have_their_titles(ending: str) -> None:
    found = read(SERVICES, ending)
    for number, question in enumerate(found.questions, 10):
        lead, text = re.fullmatch(r"\*\*(.+?)\.\*\* (.*)", paragraph(SERVICES, number)).groups()
        assert (question.paragraph, question.title, question.kind) == (str(number), lead, "closed")
        assert question.text == re.search(r"(?:^|\. )(Is it [^?]*\?)", text)[1]


@both
def test_the_stock_answers_are_told_from_text(ending: str) -> None:
    assert [i.kind for i in read(SERVICES, ending).implications] == [
        "text",
        "none",
        "none",
        "not_applicable",
        "not_applicable",
        "none",
    ]
    assert {i.kind for i in read(OPERATIONS, ending).implications} == {"text"}


@both
@pytest.mark.parametrize("name", [OPERATIONS, SERVICES])
def test_no_sentence_of_a_dilemma_paper_is_dropped(name: str, ending: str) -> None:
    assert dropped(source(name), read(name, ending)) == []


@pytest.mark.parametrize("name", sorted(path.stem for path in PAPERS.glob("*.txt")))
def test_no_sentence_of_any_paper_is_dropped(name: str) -> None:
    assert dropped(source(name), read(name, "txt")) == []


@pytest.mark.parametrize("how", MUTILATED)
@pytest.mark.parametrize("name", sorted(path.stem for path in PAPERS.glob("*.txt")))
def test_no_sentence_of_a_mutilated_paper_is_dropped(name: str, how: str) -> None:
    text = MUTILATED[how](source(name))
    found = read_text(text)
    assert dropped(text, found) == []
    assert pointed_at(found) == {line.index for line in found.source_lines}


def test_a_report_to_note_has_its_paragraphs_and_no_question() -> None:
    found = read("inspection-report-2020", "txt")
    assert (len(found.paragraphs), found.questions) == (25, ())


def test_word_and_text_agree_word_for_word() -> None:
    for name in (OPERATIONS, SERVICES):
        word, text = read(name, "docx"), read(name, "txt")
        assert [squeezed(p.text) for p in word.paragraphs] == [squeezed(p.text) for p in text.paragraphs]
        assert (word.questions, word.implications, word.contacts) == (text.questions, text.implications, text.contacts)


def test_the_minute_of_two_dilemmas_gives_both() -> None:
    pack = source("ethics-agenda-pack-2017")
    minute = pack[pack.index("34/17 Ethical") :].partition("\nChair\n")[0]
    for found in (read_text(minute), read("ethics-agenda-pack-2017", "txt")):
        first, second = found.papers[:2]
        assert [first.head.subject, second.head.subject] == re.findall(r"(?m)^Scenario \d\n\n(.+)$", minute)
        assert len([p for p in first.paragraphs if p.key == "legislation"]) > 5
        assert [s.text.split()[0] for s in first.scenarios] == ["A", "A"]
        assert [(q.kind, q.scenarios) for q in first.questions] == [
            ("action", (1, 2)),
            ("closed", (1, 2)),
            ("open", (1, 2)),
        ]
        for question in first.questions:
            assert question.text in minute
        assert [p.number for p in second.paragraphs if p.number] == [str(n) for n in range(1, 10)]
        (offered,) = second.questions
        recommended = re.search(r"a\. Support (.*)\.", minute)[1]
        assert (offered.offered, offered.text) == (True, f"Is it acceptable to support {recommended}?")


def test_the_pack_holds_three_dilemmas() -> None:
    found = read("ethics-agenda-pack-2017", "txt").papers
    assert [len(paper.questions) for paper in found] == [3, 1, 13]
    assert len(found[2].paragraphs) == 22
