import json
import re

import pytest

from ethics.importing import FoundPaper, as_json, read_file, read_text
from ethics.importing.as_draft import draft_of
from tests.importing import lookalikes as papers
from tests.importing.fidelity import dropped


def same(found: FoundPaper, other: FoundPaper) -> bool:
    """Whether two findings agree on all that a person would correct."""

    def bare(paper: FoundPaper):
        contacts = [" ".join(contact.split()) for contact in paper.contacts]
        return paper.head, paper.paragraphs, paper.questions, paper.implications, contacts

    return bare(found) == bare(other)


def test_text_gives_what_the_word_file_gives() -> None:
    word, text = read_file("a.docx", papers.drones()), read_text(papers.as_text())
    assert text.head == word.head
    assert text.questions == word.questions
    assert text.implications == word.implications
    assert text.contacts == word.contacts
    assert [p.number for p in text.paragraphs] == [p.number for p in word.paragraphs]


@pytest.mark.parametrize(
    "shape",
    [
        lambda t: t.replace("\n", "\r\n"),
        lambda t: t.replace("\n", "\n\n"),
        lambda t: t.replace("\n\n", "\n"),
        lambda t: papers.wrapped(t, 72),
        lambda t: papers.wrapped(t, 96),
        lambda t: papers.wrapped(t, 72).replace("\n\n", "\n"),
        lambda t: t.replace("\t", "    "),
        lambda t: t.replace("\t", ": "),
        lambda t: t.replace("\n\n", "\n\n\f", 9),
        lambda t: "\n".join("    " + line for line in t.split("\n")),
        lambda t: t.replace(". ", ".\t", 1),
        lambda t: t.replace("8. ", "\fPage 2 of 3\n\n8. "),
        lambda t: t.replace("is sound, is", "is\n\n\f\nsound, is"),
        lambda t: t.replace("Question\n", "QUESTION:\n").replace("Implications\n", "## Implications\n"),
        lambda t: t.replace("Background\n", "**Background**\n"),
    ],
    ids=[
        *(
            "crlf",
            "double",
            "tight",
            "wrap72",
            "wrap96",
            "wrapped and tight",
            "spaces",
            "colons",
            "form feeds",
            "indent",
        ),
        *("tabbed number", "page number", "broken by a page", "other headings", "bold heading"),
    ],
)
def test_the_shape_of_a_text_does_not_change_what_is_found(shape) -> None:
    text = shape(papers.as_text())
    found, plain = read_text(text), read_text(papers.as_text())
    renamed = [p.__class__(p.number, "", p.key, p.text) for p in found.paragraphs]
    assert renamed == [p.__class__(p.number, "", p.key, p.text) for p in plain.paragraphs]
    assert (found.head, found.questions, found.implications) == (plain.head, plain.questions, plain.implications)
    assert len(found.contacts) == 1
    assert dropped(text, found) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_text_file_is_read_in_the_encodings_windows_writes(encoding: str) -> None:
    text = papers.as_text().replace("gardens.", "people’s gardens – and café tables.")
    assert same(read_file("a.txt", text.encode(encoding)), read_text(text))


def test_questions_are_found_where_the_numbers_are_lost() -> None:
    found = read_text(papers.without_numbers(papers.as_text()))
    assert [q.text for q in found.questions] == [q.text for q in read_text(papers.as_text()).questions]
    assert {p.number for p in found.paragraphs} == {""}


def test_each_scenario_keeps_its_own_questions() -> None:
    found = read_text(papers.TWO_SCENARIOS)
    assert [(s.number, s.title) for s in found.scenarios] == [(1, "The loan"), (2, "The favour")]
    assert found.scenarios[1].text.endswith("She has not yet done so.")
    assert [(q.paragraph, q.kind, q.scenarios) for q in found.questions] == [
        ("1", "action", (1,)),
        ("2", "closed", (1,)),
        ("3", "closed", (2,)),
        ("4", "open", (2,)),
    ]
    assert found.questions[3].text == "How might this change what she owes him"
    assert found.head.author == ["Inspector Kit Lowe", "Sergeant Jo Fenn"]
    assert found.contacts == ("Kit Lowe, 01632 960456",)
    assert dropped(papers.TWO_SCENARIOS, found) == []


def test_circumstances_in_a_list_are_scenarios_and_what_the_committee_is_asked_are_questions() -> None:
    found = read_text(papers.CASES_AND_LIST)
    assert found.head.subject == "Cameras in hospital"
    assert [s.text.split()[1] for s in found.scenarios] == ["patient", "visitor"]
    assert [(q.text, q.kind, q.scenarios) for q in found.questions] == [
        ("consider whether an officer may film on a ward", "closed", (1, 2)),
        ("advise how long the pictures should be kept", "open", (1, 2)),
        ("say what an officer should do in each case.", "action", (1, 2)),
    ]
    assert [(i.name, i.kind) for i in found.implications] == [("Financial", "none"), ("Equality", "not_assessed")]
    assert len(found.contacts) == 2
    assert dropped(papers.CASES_AND_LIST, found) == []


@pytest.mark.parametrize(
    ("paragraph", "asked"),
    [
        ("A dog is lost. Should we look for it? And for how long?", ["Should we look for it? And for how long?"]),
        ("Is it right? If so, why? Who should pay?", ["Is it right? If so, why?", "Who should pay?"]),
        (
            "Should the force tell the family? Should it tell the press? Who should decide?",
            ["Should the force tell the family?", "Should it tell the press?", "Who should decide?"],
        ),
        (
            "The Committee is asked: (a) is it right to look for it; (b) who should pay; and (c) what should be said?",
            ["is it right to look for it", "who should pay", "what should be said?"],
        ),
    ],
)
def test_several_questions_in_one_paragraph_are_several(paragraph: str, asked: list[str]) -> None:
    found = read_text(f"Question\n\n1. {paragraph}\n")
    assert [q.text for q in found.questions] == asked
    assert all(q.because.key and q.kind_because.key for q in found.questions)
    words = " ".join(f"{q.lead_in} {q.text}" for q in draft_of(found, ()).questions)
    assert set(re.findall(r"\w{2,}", words)) >= set(re.findall(r"\w{2,}", paragraph)) - {"and"}


def test_a_sentence_that_asks_the_committee_something_is_a_question() -> None:
    for words in (
        "The force asks the Committee whether it is right.",
        "We would welcome members’ views on what should be done.",
    ):
        assert [q.text for q in read_text(f"Background\n\n1. A dog is lost. {words}\n").questions] == [words]


def test_a_single_pasted_question_is_enough() -> None:
    found = read_text("Is it right to film people who sleep rough?")
    assert [(q.text, q.kind) for q in found.questions] == [("Is it right to film people who sleep rough?", "closed")]


def test_a_paper_that_asks_nothing_has_no_questions() -> None:
    assert (
        read_text("Purpose\n\n1. To inform.\n\nBackground\n\n2. Why us? Nobody knows.\n\n3. So it is.\n").questions
        == ()
    )


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("None.", "none"),
        ("nil", "none"),
        ("There are no financial implications arising from this report.", "none"),
        ("There are no costs. Training may cost more later.", "text"),
        ("N/A", "not_applicable"),
        ("Not applicable to this report. However, a change would need one.", "not_applicable"),
        ("To be assessed", "not_assessed"),
        ("", "not_assessed"),
        ("No officer is in favour and the matter is grave.", "text"),
    ],
)
def test_the_stock_answers_to_an_implication_have_kinds_of_their_own(text: str, kind: str) -> None:
    found = read_text(f"Background\n\n1. Rain.\n\nImplications\n\nLegal: None.\nFinancial: {text}\n")
    assert (found.implications[1].kind, found.implications[1].text) == (kind, text)


def test_the_json_has_the_shape_that_was_promised() -> None:
    made = json.loads(json.dumps(as_json(read_text(f"{papers.TWO_SCENARIOS}\n\nImplications\n\nLegal: None."))))
    assert {*made} == {
        "head",
        "sections",
        "paragraphs",
        "scenarios",
        "questions",
        "implications",
        "contacts",
        "unplaced",
    }
    assert set(made["head"]) == {"report_of", "subject", "date", "author"}
    assert isinstance(made["head"]["author"], list)
    assert isinstance(made["contacts"], list)
    assert made["paragraphs"][-1]["number"] == "4"
    assert set(made["paragraphs"][0]) == {"number", "section", "text"}
    assert set(made["implications"][0]) == {"name", "kind", "text"}
    promised = {"number", "paragraph", "title", "text", "kind", "scenarios"}
    assert set(made["questions"][0]) == promised | {"because", "kind_because", "offered"}
    assert made["questions"][0]["scenarios"] == [1]
