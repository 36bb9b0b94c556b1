"""Short passwords and those that anybody would try first are refused."""

import pytest

from ethics.domain.passwords import LONGEST, SHORTEST, why_refused

ABOUT = ("Joan Pettifer", "joan.pettifer@eastmarch.example", "Eastmarch Ethics Committee")


@pytest.mark.parametrize(
    "password",
    [
        "password1234", "Password1234!", "P@ssw0rd2026", "qwertyuiop12", "123456789012", "aaaaaaaaaaaa", "abcabcabcabc",
        "iloveyouiloveyou", "Summer2025!!", "correct horse battery staple", "Liverpool-1987", "1q2w3e4r5t6y", "letmein letmein",
        "joanpettifer1", "eastmarch2026", "Committee-2026", "            ", "zaq12wsxcde3",
    ],
)  # fmt: skip
def test_a_password_that_is_easy_to_guess_is_refused(password: str) -> None:
    assert why_refused(password, ABOUT) is not None


@pytest.mark.parametrize(
    "password",
    [
        "gravel otter lantern",
        "x9$kQ2!mZ7#p",
        "lots of purple rain on slate",
        "Ffynnon-lleuad-bara",
        "tr4ctor window sky",
    ],
)
def test_words_that_have_nothing_to_do_with_each_other_are_welcome(password: str) -> None:
    assert why_refused(password, ABOUT) is None


def test_the_length_has_two_ends() -> None:
    assert why_refused("x9$kQ2!mZ7#"[: SHORTEST - 1]) is not None
    assert why_refused("gravel otter " * 20) is not None
    assert len("gravel otter " * 20) > LONGEST
