"""A difference gives back both texts, pairs what belongs together, and is quick on texts made to be slow."""

import time
from itertools import pairwise
from random import Random

import pytest

from ethics.domain.differences import Mark, Piece, paired, words_between

WORDS = [
    "the",
    "force",
    "keeps",
    "footage",
    "for",
    "thirty",
    "days",
    "and",
    "no",
    "longer,",
    "unless",
    "a",
    "court",
    "asks",
]


def text_of(pieces: tuple[Piece, ...], *marks: Mark) -> list[str]:
    return "".join(piece.text for piece in pieces if piece.mark in marks).split()


@pytest.mark.parametrize("seed", range(200))
def test_the_pieces_give_back_both_texts(seed: int) -> None:
    chance = Random(seed)
    before, after = (
        " ".join(chance.choices(WORDS, k=chance.randrange(0, 40))) + chance.choice(["", "\n\nNext."]) for _ in range(2)
    )
    pieces = words_between(before, after)
    assert text_of(pieces, Mark.SAME, Mark.GONE) == before.split()
    assert text_of(pieces, Mark.SAME, Mark.NEW) == after.split()
    assert "".join(piece.text for piece in pieces if piece.mark is not Mark.GONE) == after
    assert all(piece.text for piece in pieces)
    assert all(one.mark is not other.mark for one, other in pairwise(pieces))


def test_one_word_that_changed_is_all_that_is_marked() -> None:
    pieces = words_between("It is kept for thirty days.", "It is kept for ninety days.")
    assert [(piece.mark, piece.text.strip()) for piece in pieces] == [
        (Mark.SAME, "It is kept for"), (Mark.GONE, "thirty"), (Mark.NEW, "ninety"), (Mark.SAME, "days."),
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(100))
def test_every_paragraph_of_both_comes_once_and_in_order(seed: int) -> None:
    chance = Random(seed)
    before = [" ".join(chance.choices(WORDS, k=8)) for _ in range(chance.randrange(0, 20))]
    after = [chance.choice([one, f"{one} indeed", "Quite another"]) for one in before if chance.random() > 0.2]
    pairs = paired(before, after)
    assert [i for i, _ in pairs if i is not None] == list(range(len(before)))
    assert [j for _, j in pairs if j is not None] == list(range(len(after)))


def test_a_paragraph_that_changed_a_little_is_the_same_paragraph() -> None:
    before = ["Who asks is told.", "It is kept for thirty days.", "Nobody else sees it."]
    after = ["Who asks is told.", "A new one.", "It is kept for ninety days.", "Nobody else sees it."]
    assert paired(before, after) == ((0, 0), (None, 1), (1, 2), (2, 3))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a b " * 20_000, "b a c " * 20_000),
        ("same " * 30_000, "same " * 29_999 + "other"),
        (" ".join(str(at % 7) for at in range(480)), " ".join(str(at * 3 % 7) for at in range(480))),
        ("x" * 200_000, "y" * 200_000),
        (" " * 200_000, "\n" * 200_000),
    ],
)
def test_no_text_takes_long(before: str, after: str) -> None:
    began = time.perf_counter()
    words_between(before, after)
    paired(before.split()[:2_000], after.split()[:2_000])
    assert time.perf_counter() - began < 5
