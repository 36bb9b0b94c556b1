"""What was found in a source as the draft of a paper: nothing is dropped on the way, and it keeps its places."""

import os
from pathlib import Path

import pytest

from ethics.domain.vocabulary import QuestionKind, Section
from ethics.importing import FoundPaper, FoundParagraph, FoundQuestion, FoundSection, read_file, read_text
from ethics.importing.as_draft import draft_of
from ethics.services.sources import ImportedPaper

SAMPLES = Path(__file__).parents[2] / "ethics" / "cli" / "demo" / "content" / "sample"
FOLDERS = [SAMPLES, *([Path(os.environ["ETHICS_PAPERS"])] if os.environ.get("ETHICS_PAPERS") else [])]
PAPERS = [path for folder in FOLDERS for path in sorted(folder.glob("*.docx"))]
PAPERS += [path.with_suffix(".txt") for path in PAPERS if path.with_suffix(".txt").exists()]


def texts(draft: ImportedPaper) -> list[str]:
    """Every text of a draft."""
    said = [
        draft.title,
        draft.report_of,
        draft.authors,
        draft.contact,
        draft.background_papers,
        *draft.scenarios,
        *draft.unplaced,
    ]
    said += [one.text for one in draft.texts]
    said += [text for one in draft.questions for text in (one.title, one.lead_in, one.text)]
    return said + [text for name, _, text in draft.implications for text in (name, text)]


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.name)
def test_every_word_that_was_found_is_in_the_draft(path: Path) -> None:
    found = read_file(path.name, path.read_bytes())
    assert dropped_words(found, draft_of(found, ("Financial", "Legal", "Equality"))) == set()


def dropped_words(found: FoundPaper, draft: ImportedPaper) -> set[str]:
    """Words of the source's paragraphs, implications and the rest that stand nowhere in the draft, or fewer times."""
    source = [paragraph.text for paragraph in found.paragraphs]
    source += [one.text for one in found.implications] + [section.text for section in found.sections]
    source += [
        *found.contacts,
        *found.unplaced,
        found.head.date,
        found.head.report_of,
        found.head.subject,
        *found.head.author,
    ]
    there = counted(texts(draft))
    return {word for word, n in counted(source).items() if there.get(word, 0) < n}


def counted(some: list[str]) -> dict[str, int]:
    words: dict[str, int] = {}
    for text in some:
        for word in text.replace("*", " ").replace("#", " ").replace("\\", "").split():
            bare = word.strip(".:;,()-–—").lower()
            words[bare] = words.get(bare, 0) + bool(bare)
    return {word: n for word, n in words.items() if word}


def paper(*paragraphs: FoundParagraph, questions: tuple[FoundQuestion, ...] = ()) -> FoundPaper:
    names = dict.fromkeys((one.section, one.key) for one in paragraphs)
    return FoundPaper(
        sections=tuple(FoundSection(name, key) for name, key in names), paragraphs=paragraphs, questions=questions
    )


def test_words_round_an_asking_sentence_stay_with_its_question() -> None:
    asked = "Is it *really* right? Then, why?"
    found = paper(
        FoundParagraph("1", "Background", "background", "What happens."),
        FoundParagraph("2", "Questions", "questions", "Read this first."),
        FoundParagraph(
            "3",
            "Questions",
            "questions",
            r"**Flying.** They fly. Is it \*really\* right? Then, why? It is for 2 weeks.",
        ),
        FoundParagraph("4", "Questions", "questions", "Now the second."),
        FoundParagraph("5", "Questions", "questions", "What should be weighed?"),
        FoundParagraph("6", "Questions", "questions", "And last."),
        questions=(
            FoundQuestion(1, "3", "Flying", asked, "closed"),
            FoundQuestion(2, "5", "", "What should be weighed?", "open"),
        ),
    )
    draft = draft_of(found, ())
    assert [(one.section, one.text) for one in draft.texts] == [
        (Section.BACKGROUND, "What happens."), (Section.QUESTIONS, "Read this first.\n\nAnd last."),
    ]  # fmt: skip
    first, second = draft.questions
    assert (first.title, first.lead_in, first.text) == ("Flying", "They fly.\n\nIt is for 2 weeks.", asked)
    assert (second.lead_in, second.text, second.kind) == (
        "Now the second.",
        "What should be weighed?",
        QuestionKind.OPEN,
    )


def test_several_questions_in_one_paragraph_each_keep_what_leads_to_them() -> None:
    text = "The Committee is asked:\n\n- Is it right?\n\n- Is it wise?"
    found = paper(
        FoundParagraph("9", "Questions", "questions", text),
        questions=(
            FoundQuestion(1, "9", "", "Is it right?", "closed"),
            FoundQuestion(2, "9", "", "Is it wise?", "closed"),
        ),
    )
    assert [one.lead_in for one in draft_of(found, ()).questions] == ["The Committee is asked:", ""]


def test_a_recommendation_that_asks_stays_and_its_question_stands_beside_it() -> None:
    found = paper(
        FoundParagraph("1", "Recommendation", "recommendation", "We ask: is it right?"),
        questions=(FoundQuestion(1, "1", "", "is it right?", "closed"),),
    )
    draft = draft_of(found, ())
    assert [one.text for one in draft.texts] == ["We ask: is it right?"]
    assert [(one.text, one.lead_in) for one in draft.questions] == [("is it right?", "")]


def test_headings_the_program_does_not_know_are_kept_above_their_paragraphs() -> None:
    found = paper(
        FoundParagraph("1", "Background", "background", "What happens."),
        FoundParagraph("2", "What worries us", "background", "It may be seen."),
        FoundParagraph("3", "Odds and ends", "other", "And more."),
    )
    draft = draft_of(found, ())
    assert [one.text for one in draft.texts] == [
        "What happens.\n\n### What worries us\n\nIt may be seen.\n\n### Odds and ends\n\nAnd more."
    ]
    assert draft.unsure >= {"background"}


def test_a_paper_marked_for_part_2_says_so_to_its_author() -> None:
    draft = draft_of(read_text("OFFICIAL-SENSITIVE\n\nBackground\n\n1. Words.\n"), ())
    assert draft.marked
    assert "OFFICIAL-SENSITIVE" in draft.unplaced
