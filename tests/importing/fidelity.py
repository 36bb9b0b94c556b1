"""Whether a found paper still holds every sentence of its source."""

import re

from ethics.importing import FoundPaper, as_json
from ethics.importing.markdown import unescaped

# A piece ends where a sentence does, and where a label, a cell or a column ends. A wrapped line is a piece of its
# sentence, so its words stand together in what was found or have been lost.
_PIECES = re.compile(r"(?<=[.?!:])\s+|\t|\||\s{2,}|\s[–—-]\s|\n")
_MARK = re.compile(r"^\W*(?:\d+(?:\.\d+)+\s|(?:\d+|\(?(?:[a-z]|[ivx]+)\)?)[.)])\s*")
_LABELS = {"report of", "report by", "subject", "title", "date", "time date", "meeting date", "author", "page 2 of 3"}


def squeezed(text: str) -> str:
    """The words of a text with its markup and white space out of the way."""
    return " ".join(re.sub(r"</?\w+>|[*|#~]|(?m:^\s*[-•]\s+)", " ", unescaped(text)).split())


def strings(value: object) -> list[str]:
    """Every string in a JSON value, in order, but for the reasons, which quote the source."""
    if isinstance(value, dict):
        return [text for key, item in value.items() if "because" not in key for text in strings(item)]
    if isinstance(value, list):
        return [text for item in value for text in strings(item)]
    return [value] if isinstance(value, str) else []


def words(text: str) -> str:
    """The words alone, in order, each between spaces."""
    found = re.findall(
        r"[^\W_]+", re.sub(r"</?\w+\s*/?>", lambda tag: " " * (tag[0] in ("<br>", "<p>", "</p>")), text).casefold()
    )
    return f" {' '.join(found)} "


def dropped(source: str, found: FoundPaper) -> list[str]:
    """The pieces of the source's sentences whose words are nowhere in what was found."""
    held = words(" . ".join(unescaped(text) for text in [*strings(as_json(found)), " and ".join(found.head.author)]))
    pieces = (_MARK.sub("", piece.strip(" *_")) for piece in _PIECES.split(source.replace("\r\n", "\n")))
    return [p for p in pieces if words(p).strip(" 0123456789") and not any(form in held for form in _forms(words(p)))]


def _forms(piece: str) -> list[str]:
    """A piece, and what is left of it without the label of the head that it begins with."""
    bare = [piece[len(label) + 1 :] for label in _LABELS if piece.startswith(f" {label} ")]
    return [piece, *(rest or " " for rest in bare)]
