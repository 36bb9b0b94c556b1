"""Knowing the lines of a source again in a draft, and where a paragraph can be cut."""

import pytest

from ethics.domain.correcting import places_of
from ethics.domain.splitting import cuts, pieces

TEXTS = {
    "b1": "Drones are flown over fields at lambing time, and nobody was asked.",
    "b2": "Some of them wrote back in anger.",
    "q1": "Keeping Is it acceptable to keep the pictures for a year?",
    "s1": "A farm by the river",
    "about": "Chief Constable",
}


@pytest.mark.parametrize(
    ("line", "keys"),
    [
        ("2. Drones are flown over fields at lambing time, and nobody was asked.", ("b1",)),
        ("  DRONES are **flown** over fields", ("b1",)),
        ("7. Keeping. Is it acceptable to keep the pictures for a year?", ("q1",)),
        (
            "Drones are flown over fields at lambing time. Is it acceptable to keep the pictures for a year?",
            ("q1", "b1"),
        ),
        ("A farm by the river", ("s1",)),
        ("Chief Constable", ("about",)),
        ("Page 3 of 7", ()),
        ("", ()),
        ("Is it acceptable", ("q1",)),
        ("Drones are flown over fields at harvest time, and nobody was told.", ()),
    ],
)
def test_a_line_is_found_where_its_words_are(line: str, keys: tuple[str, ...]) -> None:
    assert places_of([line], TEXTS) == [keys]


def test_of_texts_that_say_the_same_the_next_one_is_meant() -> None:
    same = "There are no implications of this kind at all."
    texts = {
        "b1": "Something else is said here first.",
        "b2": same,
        "b3": "Then this is said between them.",
        "b4": same,
    }
    lines = [texts["b1"], same, texts["b3"], same]
    assert [keys[0] for keys in places_of(lines, texts)] == ["b1", "b2", "b3", "b4"]


def test_thousands_of_lines_are_found_soon() -> None:
    texts = {
        f"b{at}": f"Paragraph {at} speaks of the {at}th field and what was seen there on day {at}."
        for at in range(3000)
    }
    assert places_of(list(texts.values()), texts) == [(key,) for key in texts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two? Three", ["One.", "Two?", "Three"]),
        ("Mr. Marlow of No. 4 spoke. He left.", ["Mr. Marlow of No. 4 spoke.", "He left."]),
        ("**One. Two.** Three.", ["**One. Two.**", "Three."]),
        ("See [the list. All of it](https://eastmarch.example). Then go.",
         ["See [the list. All of it](https://eastmarch.example).", "Then go."]),
        ("These:\n- one\n- two", ["These:", "- one", "- two"]),
        ("1. First thing.", ["1. First thing."]),
        ("Costs:\n| a | b |\n| --- | --- |\n| 1. | 2 |", ["Costs:\n| a | b |\n| --- | --- |\n| 1. | 2 |"]),
        ("```\nOne. Two.\n```", ["```\nOne. Two.\n```"]),
        ("", [""]),
        ("Nothing to cut", ["Nothing to cut"]),
    ],
)  # fmt: skip
def test_a_paragraph_is_cut_between_its_sentences_and_lines(text: str, expected: list[str]) -> None:
    assert [piece for _, piece in pieces(text)] == expected
    assert len(cuts(text)) == len(expected) - 1


def test_nothing_is_lost_in_a_cut() -> None:
    text = "First. Second! “Third?” Fourth; fifth: sixth… seventh."
    for at in cuts(text):
        assert (text[:at].strip() + " " + text[at:].strip()).split() == text.split()


def test_a_long_paragraph_is_cut_soon() -> None:
    assert len(cuts("A sentence stands here. " * 3000)) == 2999
