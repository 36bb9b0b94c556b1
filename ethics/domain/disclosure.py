"""What a public text may carry: protective markings, and the scan made before publication (product.md rules 13, 14).

The scan points; a person mends, or keeps with a reason. It would rather point once too often than pass a name by.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ethics.domain.lettering import Lettering, fold
from ethics.domain.naming import Names, Span, titled
from ethics.domain.words import Message, Worded

RUN: Final = 6
"""How many words in a row make a run shared with Part 2 (rule 13)."""

_LONGEST_EXCERPT: Final = 160


class Marking(Worded):
    """What a protective marking asks for (rule 14)."""

    REFUSED = "refused", "Marked SECRET or above: it cannot be entered here"
    PART_2 = "part_2", "Marked OFFICIAL-SENSITIVE, RESTRICTED or CONFIDENTIAL: it belongs in Part 2"


class FindingKind(Worded):
    """What the scan looks for in a text that is to be public (rule 13)."""

    MARKING = "marking", "A protective marking"
    SHARED_RUN = "shared_run", "Words also found in Part 2"
    EMAIL = "email", "An e-mail address"
    PHONE = "phone", "A phone number"
    POSTCODE = "postcode", "A postcode"
    NAME = "name", "The name of a person or party"
    TITLED_NAME = "titled_name", "A title or rank before a name"
    REFERENCE = "reference", "A file, crime or collar number"


WORDS: Final[Mapping[FindingKind, Message]] = {kind: kind.words for kind in FindingKind}
"""The words for each kind, as a person reads them beside a finding."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a text that is to be public. `where` is how the caller finds it again, for instance `para-16`."""

    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a public text should not carry: `text[start:end]` of the passage at `where`."""

    kind: FindingKind
    where: str
    start: int
    end: int
    excerpt: str


def marking_of(text: str, *, header_footer: bool = False) -> Marking | None:
    """Return the highest protective marking in `text`, or None.

    A marking is the word in capitals alone on a line, whatever punctuation, prefix ("Protective marking:") or
    descriptor ("PERSONAL DATA", "WHEN COMPLETE") stands round it. With `header_footer` the text is a page's header
    or footer, and the word in capitals anywhere in it counts. The word in prose never does (rule 14).
    """
    found = {marking for _, _, marking in _markings(fold(text)[0], header_footer=header_footer)}
    return next((marking for marking in Marking if marking in found), None)


def scan(passages: Iterable[Passage], *, names: Iterable[str], closed: Iterable[str]) -> tuple[Finding, ...]:
    """Return what stands in the passages and should not be public (rule 13).

    `names` are the people of the installation and the paper's parties and contacts; `closed` the texts of Part 2.
    Findings come in the order of the passages, then of their place; those of one kind do not overlap. Hidden
    characters, odd spaces and accents make no difference. The order of `names` and `closed` makes none either.
    """
    pages = [(passage, Lettering.of(passage.text)) for passage in passages]
    uncapitalised = {word.text for _, text in pages for word in text.words if word.text.islower()}
    known = Names.of(names, uncapitalised)
    runs = _runs(closed)
    return tuple(finding for passage, text in pages for finding in _findings(passage, text, known, runs))


def _findings(passage: Passage, text: Lettering, names: Names, runs: frozenset[tuple[str, ...]]) -> Iterator[Finding]:
    emails = _joined(_matches(_EMAILS, text.text))
    found: dict[FindingKind, Iterable[Span]] = {
        FindingKind.MARKING: ((start, end) for start, end, _ in _markings(text.text, header_footer=False)),
        FindingKind.SHARED_RUN: _shared(text, runs),
        FindingKind.EMAIL: emails,
        FindingKind.PHONE: _matches(_PHONES, text.text),
        FindingKind.POSTCODE: _matches(_POSTCODES, text.text),
        # A name inside an address is mended with the address.
        FindingKind.NAME: _outside(emails, names.within(text)),
        FindingKind.TITLED_NAME: titled(text),
        FindingKind.REFERENCE: _matches(_REFERENCES, text.text),
    }
    places = [
        (text.places[start], text.places[end - 1] + 1, at, kind)
        for at, kind in enumerate(FindingKind)
        for start, end in _joined(found[kind])
    ]
    for start, end, _, kind in sorted(places):
        yield Finding(kind, passage.where, start, end, _excerpt(passage.text[start:end]))


def _excerpt(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_EXCERPT else text[: _LONGEST_EXCERPT - 1] + "…"


def _matches(patterns: Iterable[re.Pattern[str]], text: str) -> Iterator[Span]:
    """Yield where the patterns match; of a pattern with a group, the group alone."""
    for pattern in patterns:
        for found in pattern.finditer(text):
            yield found.span(pattern.groups)


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Return the spans in order, those that overlap made one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _outside(covering: Sequence[Span], spans: Iterable[Span]) -> Iterator[Span]:
    if not covering:
        yield from spans
        return
    at = 0
    for start, end in sorted(spans):
        while at < len(covering) and covering[at][1] <= start:
            at += 1
        if at == len(covering) or not (covering[at][0] <= start and end <= covering[at][1]):
            yield start, end


# Markings (rule 14).

_HINT = re.compile(r"SECRET|SENSITIVE|RESTRICTED|CONFIDENTIAL|[A-Z]\s+[A-Z]\s+[A-Z]\s+[A-Z]")
_NO_LETTERS = re.compile(r"[^A-Za-z0-9]+")
_LONGEST_MARKING: Final = 150
_CORE = r"(?:(?P<refused>(?:TOP ?)?SECRET)|OFFICIAL ?SENSITIVE|RESTRICTED|CONFIDENTIAL)"
_BEFORE = (
    r"(?i:(?:hmg|uk|nato|eu|cosmic|gsc|gpms|government|security|protective|protectively|classifications?|classified"
    r"|markings?|marked|status|handling|overall|as|strictly|private and|private|part 2|part two|document) )*"
)
_AFTER = (
    r"(?i: (?:personal|private|commercial|operational|staff|investigations?|medical|legal|management|policy|market"
    r"|sensitive|personal data|locsen|ue|uk|eu|eyes|only|when completed?|strap|atomal"
    r"|not for publication|not for disclosure|draft|part 2|page [0-9]{1,4}(?: of [0-9]{1,4})?|[0-9]{1,4}))*"
)
_ALONE = re.compile(f"{_BEFORE}{_CORE}{_AFTER}")
_ANYWHERE = re.compile(f"(?<![A-Za-z])(?<!(?i:non ))(?<!(?i:not )){_CORE}(?![A-Za-z])")
_SPELT_OUT = re.compile(r"[A-Z](?: [A-Z]){3,}")


def _markings(folded: str, *, header_footer: bool) -> Iterator[tuple[int, int, Marking]]:
    if not _HINT.search(folded):
        return
    since = 0
    for line in folded.splitlines(keepends=True):
        start, since = since, since + len(line)
        if not _HINT.search(line):
            continue
        words = _NO_LETTERS.sub(" ", line).strip()
        if _SPELT_OUT.fullmatch(words):
            words = words.replace(" ", "")
        if header_footer:
            found = list(_ANYWHERE.finditer(words))
        else:
            found = [alone] if len(words) < _LONGEST_MARKING and (alone := _ALONE.fullmatch(words)) else []
        if found:
            refused = any(match["refused"] for match in found)
            begin, end = start + len(line) - len(line.lstrip()), start + len(line.rstrip())
            yield begin, end, Marking.REFUSED if refused else Marking.PART_2


# Addresses and numbers. Every pattern runs in time in proportion to the text: no repeat can be split in two ways.

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})"
_DOT = r"(?:\\?\.| ?[(\[{] ?(?:dot|DOT|\.) ?[)\]}] ?| (?:dot|DOT) )"
_LOCAL = r"(?<![\w.+'&-])[\w.+'&-]+"
_AT = r"(?:\s?\\?[*_`]{0,2}(?:@|%40|&#0*64;?|&#[xX]0*40;?|&commat;)\s?)"
_BRACKET_AT = r"(?: ?[(\[{<] ?(?:at|AT|@) ?[)\]}>] ?)"
_EMAILS: Final = (
    re.compile(rf"{_LOCAL}{_AT}(?:{_LABEL}{_DOT}){{1,8}}[A-Za-z][A-Za-z-]+"),
    re.compile(rf"{_LOCAL}{_BRACKET_AT}{_LABEL}(?:{_DOT}{_LABEL}){{0,8}}"),
    re.compile(rf"{_LOCAL} (?:at|AT) {_LABEL}(?: (?:dot|DOT) {_LABEL}){{1,8}}"),
)

_NOT_IN_NUMBER = r"(?<![\w£$€*])(?<![0-9][.,/-])"
_MORE = r"(?:[\s().-]{0,3}[0-9])"
_EXTENSION = r"(?:,?\s?(?i:ext(?:ension)?|x)\.?\s?[0-9]{1,6})?"
_PHONES: Final = (
    re.compile(rf"{_NOT_IN_NUMBER}\(?0[1-35789][0-9]\)?{_MORE}{{7,8}}(?![0-9]){_EXTENSION}"),
    re.compile(rf"{_NOT_IN_NUMBER}\(?\+\s?\(?[1-9]{_MORE}{{7,14}}(?![0-9]){_EXTENSION}"),
    re.compile(rf"{_NOT_IN_NUMBER}\(?(?:00\s?)?44\)?\s?(?:\(0\)\s?)?[1-37]{_MORE}{{8,9}}(?![0-9*/]){_EXTENSION}"),
    re.compile(
        r"\b(?i:tel|telephone|phone|mobile|mob|fax|call|ring)\b[.:]?\s?(?i:(?:no|number|us on|on)\b[.:]?\s?)?"
        rf"([0-9]{_MORE}{{5,13}})(?![0-9])"
    ),
    re.compile(r"\b(?i:ext|extension)\b[.:]?\s?(?i:no\.?\s?|number\s)?[0-9]{3,6}\b"),
)

_UNIT = "[0-9][ABD-HJLNP-UW-Z]{2}"
_POSTCODES: Final = (
    re.compile(rf"(?<![A-Za-z0-9])(?:GIR\s?0AA|[A-Z]{{1,2}}[0-9][A-Z0-9]?\s{{0,2}}{_UNIT})(?![A-Za-z0-9])"),
    # In small letters "a1 2nd" is a road and an ordinal.
    re.compile(r"(?<![a-z0-9])[a-z]{1,2}[0-9][a-z0-9]?\s?[0-9](?!st|nd|rd|th)[abd-hjlnp-uw-z]{2}(?![a-z0-9])"),
)

_STAR = r"\\?\*"
_LABELLED = r"(?i:crime|incident|log|case|file|complaint|custody|intelligence|occurrence|exhibit|our|your|niche)"
_NUMBER_WORD = r"(?i:reference|ref|number|no|num|id|urn)"
_CODE = r"(?=[A-Za-z0-9*/-]{0,12}[0-9]{3})[A-Za-z0-9]+(?:[*/-][A-Za-z0-9]+)*"
_REFERENCES: Final = (
    re.compile(rf"(?<![\w*])[0-9]{{2}}{_STAR}[0-9]{{3,9}}{_STAR}[0-9]{{2,4}}(?![\w*])"),
    re.compile(r"(?<![\w/])[0-9]{1,6}/[0-9]{3,9}/[0-9]{2,4}(?![\w/])"),
    re.compile(r"(?<![\w/])[A-Z]{1,5}[/-][0-9]{1,8}/[0-9]{2,4}(?![\w/])"),
    re.compile(r"(?<![\w/])[0-9]{2}[ /]?[A-Z]{1,2}[ /]?[0-9]{4,7}(?:[ /][0-9]{2})?(?![\w/])"),
    re.compile(r"(?<![\w/])(?:[0-9]{2,4}/[0-9]{3,7}[A-Z]|[0-9]{3,6}/[0-9]{2}[A-Z])(?![\w/])"),
    re.compile(r"(?<![\w£$€.,/*+-])[1-9][0-9]{9,15}(?![\w,/*]|\.[0-9])"),
    re.compile(rf"\b{_LABELLED}\s(?:{_NUMBER_WORD}\b[.:]?\s?){{1,2}}[:#-]?\s?{_CODE}"),
    re.compile(rf"\b{_LABELLED}\s?[:#]\s?{_CODE}"),
    re.compile(
        rf"\b(?:URN|(?i:ref|reference)|PNC(?:\s?ID)?|CRO|NSPIS|CAD|Niche)\b[.:]?\s?(?:{_NUMBER_WORD}\b[.:]?\s?)?[:#]?\s?{_CODE}"
    ),
    re.compile(r"\b(?:W?PC|W?DC|W?PS|DS|DI|PCSO|SGT|Sgt|Constable|Sergeant)\.?\s#?[A-Z]{0,2}[0-9]{2,6}[A-Z]?\b"),
    re.compile(
        r"\b(?i:collar|shoulder|warrant(?: card)?|badge)\s(?i:number|no\.?)?\s?[:#]?\s?[A-Z]{0,2}[0-9]{2,6}[A-Z]?\b"
    ),
)


# Runs shared with Part 2.


def _runs(closed: Iterable[str]) -> frozenset[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()
    for text in closed:
        keys = [word.key for word in Lettering.of(text).words]
        found.update(zip(*(keys[shift:] for shift in range(RUN)), strict=False))
    return frozenset(found)


def _shared(text: Lettering, runs: frozenset[tuple[str, ...]]) -> Iterator[Span]:
    if not runs:
        return
    words = text.words
    keys = [word.key for word in words]
    for at, run in enumerate(zip(*(keys[shift:] for shift in range(RUN)), strict=False)):
        if run in runs:
            yield words[at].start, words[at + RUN - 1].end
