import pytest

from ethics.richtext import TooLong, tidy, tidy_line


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("one\x0ctwo\u2028three\x85four", "one\ntwo\nthree\nfour"),
        ("cafe\u0301", "café"),
        ("e\u200b\u0301", "é"),
        ("a\x00b\x07c\x1bd\x7fe\x9ff", "abcdef"),
        ("a\tb", "a\tb"),
        ("\u202egnp.exe\u202c \u2067x\u2069", "gnp.exe x"),
        ("pass\u200bword\u2060\ufeff so\u00adft \u200e\u200f", "password soft"),
        ("a\u200db\u200cc \u200d", "abc"),
        (
            "\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
            "\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        ),
        ("\u0915\u094d\u200d\u0937", "\u0915\u094d\u200d\u0937"),
        ("\U0001f469\u200d\u2696\ufe0f", "\U0001f469\u200d\u2696\ufe0f"),
        ("\ud800a", "a"),
        ("\n\n    code\n  \t \nend  \n\n", "    code\n\nend"),
        ("a line  \nbroken on purpose", "a line  \nbroken on purpose"),
        ("£5 – “quoted”\u00a0text", "£5 – “quoted”\u00a0text"),
        ("", ""),
    ],
)
def test_what_was_typed_is_stored_in_one_form_with_nothing_hidden(typed, stored):
    assert tidy(typed, limit=None) == stored


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("  a \r\n b\t c\u00a0\u2003d ", "a b c d"), ("\u200b a", "a"), ("\n", "")],
)
def test_a_single_line_field_holds_a_single_line(typed, stored):
    assert tidy_line(typed, limit=None) == stored


@pytest.mark.parametrize("field", [tidy, tidy_line])
def test_a_text_that_does_not_fit_is_refused_whole_and_says_by_how_much(field):
    with pytest.raises(TooLong) as refused:
        field("six ch", limit=5)
    assert (refused.value.length, refused.value.limit) == (6, 5)


@pytest.mark.parametrize("field", [tidy, tidy_line])
def test_a_text_is_measured_after_it_is_tidied(field):
    assert field("five!\u200b \r\n", limit=5) == "five!"
