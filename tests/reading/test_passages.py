"""Holes made in a public copy: visible, whole, and without a trace of what was there."""

import pytest

from ethics.domain.vocabulary import PartReason
from ethics.reading import passages
from ethics.reading.public_copy import text_node
from ethics.richtext import stored_html
from tests.richtext.hostile import HOSTILE

MARK = "[name withheld, section 40]"


def copy(text: str) -> dict:
    """A copy of one clause."""
    return {
        "title": "Doorbells", "summary": "", "notice": "",
        "questions": [{
            "number": 1, "paragraph": "7", "kind": "closed", **text_node("Is it right?"), "title": "", "in_short": "",
            "clauses": [{"label": "1.1", **text_node(text), "addressed_to": "", "conditions": []}], "minority": [],
        }],
        "paper": {"version": 1, "sections": []}, "implications": [],
    }  # fmt: skip


def mended(text: str, words: str) -> dict:
    """The clause after these words were withheld from it."""
    changed = passages.with_words_withheld(copy(text), "questions/0/clauses/0/text", words, MARK)
    return changed["questions"][0]["clauses"][0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ask Jo Wren today.", "Jo Wren"),
        ("Ask **Jo** Wren today.", "Jo Wren"),
        ("Ask *J*o Wren, then [Jo Wren](https://jo.example/wren).", "Jo Wren"),
        ("Write [here](mailto:jo.wren@eastmarch.example) please.", "jo.wren@eastmarch.example"),
        ("Write <jo.wren@eastmarch.example>.", "jo.wren@eastmarch.example"),
        ("- one Jo Wren\n- two", "Jo Wren"),
        ("| a | b |\n|---|---|\n| Jo Wren | 2 |", "Jo Wren"),
        ("Jo\nWren asked.", "Jo Wren"),
        ("Jo &amp; Wren asked `Jo Wren`.", "Jo Wren"),
        ("    Jo Wren in code", "Jo Wren"),
        ("J&#111; Wren asked.", "Jo Wren"),
    ],
)
def test_words_are_gone_from_source_and_html_however_they_were_dressed(text: str, words: str) -> None:
    clause = mended(text, words)
    flat = " ".join(f"{clause['text']} {clause['html']}".replace("\\", "").split())
    assert words not in flat
    assert words.split("@")[0] not in passages.plain(clause["text"])
    assert MARK in clause["html"]


def test_what_stands_round_the_words_stays() -> None:
    clause = mended("- one **Jo Wren**, *truly*\n- two\n\nAnd (Jo Wren) again.", "Jo Wren")
    read = passages.plain(clause["text"])
    assert read == f"- one {MARK}, truly\n- two\n\nAnd ({MARK}) again."


def test_a_mark_before_a_bracket_does_not_become_a_link() -> None:
    assert "<a " not in mended("Ask Jo Wren (https://example.org).", "Jo Wren")["html"]


def test_a_copy_is_not_changed_in_place() -> None:
    before = copy("Ask Jo Wren.")
    passages.with_words_withheld(before, "questions/0", "Jo Wren", MARK)
    passages.with_unit_withheld(before, "questions/0/clauses/0", PartReason.SECTION_40)
    assert before == copy("Ask Jo Wren.")


def test_a_clause_withheld_whole_keeps_its_label_alone() -> None:
    changed = passages.with_unit_withheld(copy("Ask Jo Wren."), "questions/0/clauses/0", PartReason.SECTION_40)
    assert changed["questions"][0]["clauses"][0] == {
        "label": "1.1",
        "withheld": {"reason": "foi_40", "review_on": None},
    }


def test_words_withheld_from_a_question_are_withheld_from_its_clauses_too() -> None:
    changed = passages.with_words_withheld(copy("It is right to wait."), "questions/0", "right", MARK)
    assert "right" not in str(changed["questions"])


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_stays_harmless_when_part_of_it_is_withheld(text: str) -> None:
    html = mended(f"{text} Jo Wren", "Jo Wren")["html"]
    assert str(stored_html(html)) == html
    assert "<script" not in html.lower()
