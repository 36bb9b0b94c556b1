"""A text as it looks after a bad journey: wrapped, run together, badly decoded, its headings or numbers lost."""

import re
import textwrap
from collections.abc import Callable


def _wrapped(text: str, width: int) -> str:
    """The text with its lines broken at a width, as text out of a PDF is; its tabs stay."""
    broken = textwrap.TextWrapper(width, expand_tabs=False, replace_whitespace=False, break_long_words=False)
    return "\n".join("\n".join(broken.wrap(line)) for line in text.split("\n"))


def _joined_words(text: str) -> str:
    """Every fifth space between two words is gone."""
    count = 0

    def every_fifth(found: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return "" if count % 5 == 0 else found[0]

    return re.sub(r"(?<=[a-z]) (?=[a-z])", every_fifth, text)


def _form_feeds(text: str) -> str:
    """A page ends every thirty lines, in the middle of whatever stands there, with the number of the page."""
    lines = _wrapped(text, 80).split("\n")
    pages = [lines[at : at + 30] for at in range(0, len(lines), 30)]
    return "\n\x0c".join("\n".join([*page, "", f"Page {at} of {len(pages)}"]) for at, page in enumerate(pages, 1))


def _badly_decoded(text: str) -> str:
    """UTF-8 read as Windows wrote it long ago."""
    return text.encode().decode("cp1252", errors="replace")


def _headings_lost(text: str) -> str:
    """Short lines between empty ones are gone."""
    return re.sub(r"(?m)(?<=\n\n)[^\n.?!:|\t]{3,40}\n\n", "", text)


def _numbering_broken(text: str) -> str:
    """Numbers at the beginning of lines jump and repeat."""
    return re.sub(r"(?m)^(\d+)\. ", lambda found: f"{int(found[1]) * 7 % 11 + 1}. ", text)


def _in_columns(text: str) -> str:
    """The text beside itself in two columns, as two languages are set."""
    rows: list[str] = []
    for paragraph in re.sub(r"[\t\x0c]", " ", text).split("\n"):
        for left in textwrap.wrap(paragraph, 44) or [""]:
            rows.append(f"{left:<50}{left.upper()}".rstrip())
    return "\n".join(rows)


MUTILATED: dict[str, Callable[[str], str]] = {
    "wrapped at 72": lambda text: _wrapped(text, 72),
    "wrapped at 96 without gaps": lambda text: re.sub(r"\n{2,}", "\n", _wrapped(text, 96)),
    "words run together": _joined_words,
    "form feeds": _form_feeds,
    "badly decoded": _badly_decoded,
    "headings lost": _headings_lost,
    "numbering broken": _numbering_broken,
    "two columns": _in_columns,
    "all on one line": lambda text: " ".join(text.split()),
    "every line apart": lambda text: text.replace("\n", "\n\n"),
    "capitals": str.upper,
    "spaces for tabs": lambda text: text.replace("\t", "    "),
}
