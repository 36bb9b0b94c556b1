"""Names in prose: those on a list, and those that a title or rank gives away (product.md rule 13).

It would rather find a street called Reid than miss a person. A common word is taken for a name only where capitals and
its neighbours leave little else.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple, Self

from ethics.domain.lettering import Lettering, Word

Span = tuple[int, int]
Parts = tuple[str, ...]


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_MONTHS: Final = _listed("january february march april may june july august september october november december")
_DAYS: Final = _listed("monday tuesday wednesday thursday friday saturday sunday")
_BODIES: Final = _listed("police constabulary council force service committee federation association")
# Words that are also names, or end the name of a body: alone, even with a capital, they name nobody.
_ORDINARY: Final = (
    _MONTHS
    | _DAYS
    | _BODIES
    | _listed(
        """
        spring summer autumn winter christmas easter the and for of in on at to a an by is was has will can would
        should said mark grant grace faith hope joy rose lily daisy ivy dawn eve rich bill frank earnest drew jack pat
        rob sue art ray guy page price law laws bell park field fields wood woods hall house street road lane avenue
        close square court way hill green black white asian north south east west northern southern eastern western
        central city town village county district borough parish station school college academy university hospital
        surgery clinic centre center church mosque temple trust charity foundation union society club commission
        office authority agency department ministry government parliament services policing crime fire rescue
        ambulance health social care children youth community residents neighbourhood watch group team unit panel
        board forum network partnership project limited ltd plc llp company bank shop store hotel inn public private
        national local state secretary chair member officer director manager major general day night best good fair
        young old long short strong wise case justice power ward banks cross marsh bridge ford mill well wells lake
        river
        """
    )
)

_HONORIFICS: Final = _listed(
    "mr mrs ms miss mx dr prof professor sir dame lord lady rev revd reverend rabbi imam canon judge cllr councillor"
)
_RANKS: Final = _listed("pc sgt insp supt constable sergeant inspector superintendent commissioner commander")
# Read only in capitals: in small letters they are words or nothing.
_SHORT_RANKS: Final = _listed("wpc dc wdc tdc ps ds di ci tdi dci dsu dcs acc dcc cc aco pcc dpcc pcso")
_TITLES: Final = _HONORIFICS | _RANKS | _SHORT_RANKS
_BEFORE_RANK: Final = _listed(
    "chief deputy assistant detective police acting temporary special former retired ch det temp"
)
_POST_NOMINALS: Final = _listed("qpm kpm obe mbe cbe kc qc jp phd ma ba llb")
# With a capital after a title or rank, and still no name: "Chief Constable Report", "PC World", "DC CCTV".
_NOT_NAMES: Final = (
    _RANKS
    | _BEFORE_RANK
    | _BODIES
    | _DAYS
    | _listed(
        """
        the a an and or of for in on at to by from with is was were are has had have would shall should must can could
        not who whose whom this that these those if when where as but so he she they we it his her their our i said
        says annual report reports review office officer officers staff team unit board panel group degree
        apprenticeship programme course training entry exam pathway conference conduct regulations rules general
        registrar arms chancellor lieutenant mayor justice numbers number world windows word excel powerpoint teams
        powers name names part section question paper version christmas crime opcc hmic hmicfrs iopc cctv dna cps npcc
        uk usa bwv foi psd anpr pnc hr ii iii iv vi pcs dcs pcsos tbc tba rank ranks resources
        decision contribution
        """
    )
)
_COLLAR: Final = re.compile(r"[A-Z]{0,2}[0-9]{2,6}")
_LONGEST_NAME: Final = 5
_LONGEST_ABBREVIATION: Final = 4
_MOST_INITIALS: Final = 2


class Names(NamedTuple):
    """The names looked for: whole ones, and surnames with the initials they may follow, both by their first word."""

    whole: dict[str, list[Parts]]
    surnames: dict[str, list[tuple[Parts, frozenset[str]]]]
    uncapitalised: frozenset[str]

    @classmethod
    def of(cls, names: Iterable[str], uncapitalised: Iterable[str]) -> Self:
        """Return what to look for, given names as people write them: with a title, a comma or a post, or reversed.

        `uncapitalised` are the words the text also holds without a capital.
        """
        whole: set[Parts] = set()
        surnames: dict[Parts, set[str]] = {}
        for name in names:
            parts = _person(name)
            if all(word in _TITLES | _BEFORE_RANK for part in parts for word in part):
                # A post, such as Chief Constable, is nobody's name.
                continue
            whole.add(tuple(word.text.casefold() for word in Lettering.of(name).words))
            *given, surname = parts
            if given:
                whole |= {tuple(word for part in parts for word in part), given[0] + surname, surname + given[0]}
            if len("".join(surname)) > 1:
                surnames.setdefault(surname, set()).update(part[0][0] for part in given[:1])
        firsts: dict[str, list[Parts]] = {}
        for words in sorted((words for words in whole if len(words) > 1), key=lambda words: (-len(words), words)):
            firsts.setdefault(words[0], []).append(words)
        lasts: dict[str, list[tuple[Parts, frozenset[str]]]] = {}
        for words, initials in sorted(surnames.items(), key=lambda item: (-len(item[0]), item[0])):
            lasts.setdefault(words[0], []).append((words, frozenset(initials)))
        return cls(firsts, lasts, frozenset(uncapitalised))

    def within(self, text: Lettering) -> Iterator[Span]:
        """Yield where whole names stand, and surnames alone where a capital says that they are names."""
        for at, word in enumerate(text.words):
            first = word.text.casefold()
            for name in self.whole.get(first, ()):
                end = _end_of(text, at, name)
                if end is not None:
                    yield word.start, text.words[end].end
                    break
            if not word.text[0].isupper():
                continue
            for name, initials in self.surnames.get(first, ()):
                end = _end_of(text, at, name)
                start = None if end is None else self._start_of(text, at, name, initials)
                if end is not None and start is not None:
                    yield text.words[start].start, text.words[end].end
                    break

    def _start_of(self, text: Lettering, at: int, surname: Parts, initials: frozenset[str]) -> int | None:
        start = at
        while start and _is_initial(text.words[start - 1]) and text.gap(start) in (" ", ". ", "."):
            start -= 1
        if start < at and text.words[start].text.casefold() in initials:
            return start
        if surname[-1] in _ORDINARY or surname[-1] in _NOT_NAMES:
            return None
        opens_sentence = at == 0 or any(char in ".?!:\n" for char in text.gap(at))
        return None if opens_sentence and surname[0] in self.uncapitalised else at


def titled(text: Lettering) -> Iterator[Span]:
    """Yield where a title or rank stands before a capitalised word that may be a name, both together."""
    words = text.words
    for at, word in enumerate(words):
        title = word.text.casefold()
        if title not in _TITLES or (title in _SHORT_RANKS and not word.text.isupper()):
            continue
        end = _titled_end(text, at, title)
        if end is None:
            continue
        start = at
        while start and words[start - 1].text.casefold() in _BEFORE_RANK | _RANKS and text.gap(start) in (" ", ". "):
            start -= 1
        yield words[start].start, words[end].end


def _titled_end(text: Lettering, at: int, title: str) -> int | None:
    words, last, first = text.words, None, at + 1
    if first < len(words) and _COLLAR.fullmatch(words[first].text) and text.gap(first) in (" ", ". "):
        first += 1
    for end in range(first, min(first + _LONGEST_NAME, len(words))):
        word, gap = words[end], text.gap(end)
        next_to_title = end == at + 1
        after_short = len(title) <= _LONGEST_ABBREVIATION if next_to_title else _is_initial(words[end - 1])
        wraps = next_to_title and title in _HONORIFICS
        near = gap in (" ", "-") or (after_short and gap in (". ", ".")) or (wraps and gap == "\n")
        if not near or not word.text[0].isupper() or _is_date(words, end):
            break
        if word.text.casefold() in _NOT_NAMES and not _is_initial(word):
            # "Chief Constable Eastmarch Police" names a body and not a person.
            return None if word.text.casefold() in _BODIES else last
        if not _is_initial(word):
            last = end
    return last


def _is_date(words: list[Word], at: int) -> bool:
    return words[at].text.casefold() in _MONTHS and at + 1 < len(words) and words[at + 1].text.isdigit()


def _is_initial(word: Word) -> bool:
    return len(word.text) == 1 and word.text.isupper()


def _end_of(text: Lettering, at: int, name: Parts) -> int | None:
    """Return the index of the last word of `name` if it stands at `at`; initials may stand between its words."""
    words, end = text.words, at
    capitals = words[at].text[0].isupper()
    for part in name[1:]:
        end += 1
        for _ in range(_MOST_INITIALS):
            if end < len(words) and words[end].text.casefold() != part and _is_initial(words[end]):
                end += 1
        if end >= len(words) or words[end].text.casefold() != part:
            return None
        gap = text.gap(end)
        if len(gap) > 4 or gap.strip(" \t\n.,*_-&'"):
            return None
        capitals = capitals and words[end].text[0].isupper()
    # "will grant" and "grace may be" are prose; "Will Grant" is a person.
    return end if capitals or not _ORDINARY.intersection(name) else None


def _person(name: str) -> list[Parts]:
    """Return the parts of a name, given names first, without title, post or letters after it."""
    head, _, tail = name.partition("(")[0].partition(",")
    if len(head.split()) == 1 and len(tail.split()) == 1:
        head = f"{tail} {head}"
    parts = [tuple(word.text.casefold() for word in Lettering.of(part).words) for part in head.split()]
    parts = [part for part in parts if part]
    while (title := _title_of(parts)) and len(parts) > title:
        parts = parts[title:]
    while len(parts) > 2 and parts[-1][0] in _POST_NOMINALS:
        parts.pop()
    return parts


def _title_of(parts: list[Parts]) -> int:
    """Return how many words at the beginning are a title or rank."""
    at = 0
    while at < len(parts) and parts[at][0] in _BEFORE_RANK:
        at += 1
    return at + 1 if at < len(parts) and parts[at][0] in _TITLES else 0
