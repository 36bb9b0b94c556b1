"""What a person typed, made fit to store: one form for each letter and each line end, and nothing that hides."""

import re
import unicodedata

# Characters that cannot be seen but change what is: direction overrides, isolates and marks, zero-width and
# invisible operators, the soft hyphen, interlinear marks. Lone surrogates cannot be written as UTF-8 at all, and
# PostgreSQL refuses NUL.
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_JOINERS = re.compile("[\u200c\u200d]")
_BLANK_LINE = re.compile(r"^[^\S\n]+$", re.MULTILINE)
_SPACE = re.compile(r"\s+")


class TooLong(ValueError):
    """A text is longer than its field holds. `length` and `limit` are in characters, for the sentence that says so."""

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(f"{length} characters where {limit} fit")
        self.length = length
        self.limit = limit


def tidy(text: str, *, limit: int | None) -> str:
    """Return `text` as it is to be stored.

    Letters in NFC; line ends as LF (form feeds and Unicode line separators too); control characters, direction
    overrides and zero-width characters gone; white space at the end and blank lines at the start gone. Two spaces
    at the end of a line stay: in Markdown they break it. Joiners stay between letters of scripts that need them and
    between emoji. What is left means what the person typed (product.md rule 16), so nothing is cut to fit.

    Refuses a text of more than `limit` characters with `TooLong`; `None` sets no limit.
    """
    text = visible(_LINE_END.sub("\n", text))
    text = unicodedata.normalize("NFC", _BLANK_LINE.sub("", text)).rstrip().lstrip("\n")
    if limit is not None and len(text) > limit:
        raise TooLong(len(text), limit)
    return text


def tidy_line(text: str, *, limit: int | None) -> str:
    """Return `text` tidied as one line: as `tidy`, with every run of white space made one space and none at the ends.

    Refuses a text of more than `limit` characters with `TooLong`.
    """
    text = _SPACE.sub(" ", tidy(text, limit=None)).strip()
    if limit is not None and len(text) > limit:
        raise TooLong(len(text), limit)
    return text


def visible(text: str) -> str:
    """Return `text` without characters that hide or turn round what is read; nothing else is changed."""
    text = _HIDDEN.sub("", text)
    return _JOINERS.sub(_needed_joiner, text) if _JOINERS.search(text) else text


def _needed_joiner(found: re.Match[str]) -> str:
    text, at = found.string, found.start()
    joins = 0 < at < len(text) - 1 and _takes_joiners(text[at - 1]) and _takes_joiners(text[at + 1])
    return found[0] if joins else ""


def _takes_joiners(char: str) -> bool:
    # Scripts from Arabic on; Latin, Greek and Cyrillic lie before it and have no use for joiners.
    return char >= "\u0600" and unicodedata.category(char)[0] in "LMS"
