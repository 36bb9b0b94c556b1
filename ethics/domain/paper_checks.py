"""Checks of a paper before it is sent: advice, and never a wall. One function for each, one sentence for each finding.

A check sees a plain read model of the paper, points at one place, and says what a person can do there. It would rather be
silent than nag: an empty draft is told nothing.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from ethics.domain import disclosure
from ethics.domain.disclosure import Finding, FindingKind
from ethics.domain.table_sums import disagreements
from ethics.domain.vocabulary import ImplicationKind, Section
from ethics.domain.words import Message, Worded, listed, say

MANY: Final = 5
"""More questions than this in one paper get shorter answers."""


class Check(Worded):
    """What is looked for in a paper."""

    BLANK = "blank", "A section is blank"
    NONE_ASSESSED = "none_assessed", "“None” where nothing was assessed"
    APPENDIX = "appendix", "An appendix that is not there"
    SUMS = "sums", "Sums in a table that disagree"
    UNSTRUCK = "unstruck", "A YES/NO left unstruck"
    TWO_THINGS = "two_things", "A question that asks two things"
    LEADING = "leading", "A leading question"
    MANY = "many", "Many questions"
    NAMED = "named", "A person named"
    REACHED = "reached", "An e-mail address or phone number"
    MARKED = "marked", "A protective marking"
    COMPLAINT = "complaint", "A complaint about a person"


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere in a paper: a part of it by name, for a scenario or question its number, and the box in it, from 0."""

    part: str
    number: int = 0
    box: int | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph or the words of a question: where it stands, what that place is called at the beginning of a sentence and
    within one, and whether it is closed."""

    place: Place
    called: Message
    within: Message
    text: str
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the paper asks it."""

    number: int
    text: str


@dataclass(frozen=True)
class PaperText:
    """What the checks look at. ``known`` are the names the paper gives on purpose: its authors, contact and parties;
    ``appendices`` the text that comes with it, and ``attached`` the names of its attachments."""

    words: tuple[Words, ...]
    questions: tuple[Asked, ...]
    blank: tuple[Section, ...] = ()
    implications: tuple[tuple[str, ImplicationKind, str], ...] = ()
    appendices: str = ""
    attached: tuple[str, ...] = ()
    known: tuple[str, ...] = ()

    @cached_property
    def scanned(self) -> dict[int, list[Finding]]:
        """What the disclosure scan finds in the open words, by their place among the words."""
        open_words = [disclosure.Passage(str(at), one.text) for at, one in enumerate(self.words) if not one.closed]
        found: dict[int, list[Finding]] = {}
        for finding in disclosure.scan(open_words, names=(), closed=()):
            found.setdefault(int(finding.where), []).append(finding)
        return found


@dataclass(frozen=True, slots=True)
class Advice:
    """One finding: what and where, in a sentence. ``about`` is what it speaks of; with that changed it is another one."""

    check: Check
    place: Place
    said: Message
    about: str = ""

    @property
    def key(self) -> str:
        """How it is known again, so that it can be left as it is: its check, and a digest of what it speaks of."""
        where = self.about if self.check is Check.NAMED else f"{self.place.part}/{self.place.number}/{self.about}"
        return f"{self.check.value}-{hashlib.sha256(where.encode()).hexdigest()[:16]}"


def look_over(paper: PaperText) -> tuple[Advice, ...]:
    """Everything the checks have to say of a paper, the most serious first; nothing of one that is not begun."""
    if not paper.words and not paper.questions:
        return ()
    return tuple(one for check in CHECKS for one in check(paper))


# -- one check each ---------------------------------------------------------------------------------------------------


def markings(paper: PaperText) -> Iterator[Advice]:
    """Protective markings in the open text (rule 14)."""
    for one, found in _scanned(paper, FindingKind.MARKING):
        said = say("%(where)s is marked %(words)s and stands open. Close it, or take the marking out.",
                   where=one.called, words=found[0])  # fmt: skip
        yield Advice(Check.MARKED, one.place, said, " ".join(found))


_PERSON: Final = (
    r"(?:(?:P[CS]|D[CSI]|Sgt|Insp|Supt|Mr|Mrs|Ms|Miss|Dr)\.? [A-Z]"
    r"|(?:the|this|that|my|our|one|named|particular|individual|certain) (?:\w+ )?"
    r"(?:officers?|sergeant|inspector|superintendent|constable|colleague|supervisor|line manager|manager|member of staff)\b"
    r"|him\b|her\b)"
)
_COMPLAINT: Final = re.compile(
    r"\b(?i:complain(?:t|ts|ed|ing)?|grievances?|allegations?|misconduct|disciplin\w+|bull(?:y|ied|ying)|harass\w+)\b"
    rf"(?: (?:was |were |is |has been )?(?:made|raised|lodged|taken|proceedings))?"
    rf" (?:about|against|by|of) (?i:(?:the )?(?:conduct|behaviour) of )?{_PERSON}"
    r"|\bI (?:wish|want|would like) to (?:complain|make a complaint|report)\b"
    r"|\b(?:bull(?:y|ies|ied|ying)|harass(?:es|ed|ing)?|victimis(?:es|ed|ing)) me\b"
)


def complaints(paper: PaperText) -> Iterator[Advice]:
    """A complaint about a person: the committee advises on dilemmas, and somebody else deals with those."""
    for one in paper.words:
        if found := _COMPLAINT.search(one.text):
            said = say(
                "%(where)s reads like a complaint about a person. The committee advises on dilemmas and cannot look into "
                "one: professional standards can, and you can withdraw the paper and take it there.",
                where=one.called,
            )
            yield Advice(Check.COMPLAINT, one.place, said, found[0])
            return


def people(paper: PaperText) -> Iterator[Advice]:
    """People named with a title or rank in the open text, who are none of the paper's parties, authors or contacts."""
    known = {_plain(word) for name in paper.known for word in name.split()}
    named: dict[str, tuple[str, list[Words]]] = {}
    for one, found in _scanned(paper, FindingKind.TITLED_NAME):
        for name in dict.fromkeys(found):
            if _plain(name.split()[-1]) not in known:
                named.setdefault(_plain(name), (name, []))[1].append(one)
    for key, (name, places) in named.items():
        said = say(
            "%(name)s is named in %(places)s. Where members do not need the name, say who it is instead: “the sergeant”, "
            "“a resident”.",
            name=name,
            places=_first([one.within for one in places]),
        )
        yield Advice(Check.NAMED, places[0].place, said, key)


def addresses(paper: PaperText) -> Iterator[Advice]:
    """E-mail addresses and phone numbers in the open text."""
    for one, found in _scanned(paper, FindingKind.EMAIL, FindingKind.PHONE):
        said = say(
            "%(where)s holds %(what)s. The place for it is the person to contact, which is never published.",
            where=one.called, what=_first(list(dict.fromkeys(found))),
        )  # fmt: skip
        yield Advice(Check.REACHED, one.place, said, " ".join(found))


def many_questions(paper: PaperText) -> Iterator[Advice]:
    """More questions than members answer well."""
    count = len(paper.questions)
    if count > MANY:
        said = say(
            "The paper asks %(count)s questions. Members give longer and better answers to a few, and a long list can often "
            "be two papers.",
            count=count,
        )
        yield Advice(Check.MANY, Place("questions"), said, str(count))


_ASKS_AGAIN: Final = re.compile(
    r"\?.*\w.*\?"
    r"|[,;]?\s(?:and|and/or|as well as|or(?=,?\sif\snot))\s?,?\s?(?:also\s)?(?:if so,?\s|if not,?\s|is it|is there|"
    r"are (?:there|they|we|the)|(?:should|would|could|can|may|must|does|do|did|has|have|will)\s"
    r"(?:the|it|they|we|he|she|a|an|this|that|officers|members|people|staff)\b|"
    r"(?:what|how|why|who|when|where|which)\b(?:\s[\w’'-]+){0,3}?\s"
    r"(?:should|would|could|can|may|must|does|do|did|is|are|was|were|has|have|will|if)\b|whether\b)",
    re.IGNORECASE | re.DOTALL,
)


def two_things(paper: PaperText) -> Iterator[Advice]:
    """Questions that ask two things: one answer to both leaves nobody wiser. "…, and when?" only asks for more of one."""
    for one in paper.questions:
        if _ASKS_AGAIN.search(one.text):
            said = say(
                "Question %(number)s asks two things. A member who thinks one thing of the first and another of the second "
                "cannot answer it well; make two questions of it.",
                number=one.number,
            )
            yield Advice(Check.TWO_THINGS, Place("question", one.number), said, one.text)


_LEADS: Final = re.compile(
    r"\b(?:do(?:es)? (?:you|members|the committee|the panel) (?:not )?agree\b"
    r"|(?:is|are|was|were|would|should|could|does|do|has|have|can)n['’]t (?:it|this|that|we|they|you|the)\b"
    r"|(?:is|would|does|should) (?:it|this|that|the \w+) not\b"
    r"|surely\b|obviously\b|clearly (?:right|wrong|fair|unfair|(?:un)?acceptable|(?:un)?ethical|in the public interest)\b"
    r"|of course\b|it (?:is|must be) (?:obvious|clear|only right)|as any reasonable"
    r"|how (?:wrong|unfair|unreasonable|important|vital) (?:is|would)|right in thinking)",
    re.IGNORECASE,
)


def leading(paper: PaperText) -> Iterator[Advice]:
    """Questions that say which answer is hoped for."""
    for one in paper.questions:
        if found := _LEADS.search(one.text):
            said = say(
                "Question %(number)s leads: “%(words)s” says which answer is hoped for. “Is it acceptable to…?” leaves it "
                "open.",
                number=one.number, words=" ".join(found[0].split()),
            )  # fmt: skip
            yield Advice(Check.LEADING, Place("question", one.number), said, one.text)


def sums(paper: PaperText) -> Iterator[Advice]:
    """Tables whose total is not what their rows come to."""
    for place, within, text in _every_text(paper):
        for column, stated, counted in disagreements(text):
            said = say(
                "In the table of %(where)s the column “%(column)s” comes to %(counted)s where it says %(stated)s.",
                where=within, column=column, counted=counted, stated=stated,
            )  # fmt: skip
            yield Advice(Check.SUMS, place, said, f"{column} {stated} {counted}")


_EITHER: Final = re.compile(r"\b(?:YES\s*[/|]\s*NO|NO\s*[/|]\s*YES|Yes\s*/\s*No)\b\*?")


def unstruck(paper: PaperText) -> Iterator[Advice]:
    """A YES/NO of a form in which neither was struck out."""
    for place, within, text in _every_text(paper):
        if found := _EITHER.search(text):
            said = say("“%(words)s” is left unstruck in %(where)s. Say which it is.", words=found[0], where=within)
            yield Advice(Check.UNSTRUCK, place, said, text[max(0, found.start() - 60) : found.end()])


def _every_text(paper: PaperText) -> Iterator[tuple[Place, Message, str]]:
    """The paper's words, then what it says of its implications and what comes with it."""
    for one in paper.words:
        yield one.place, one.within, one.text
    for name, _, text in paper.implications:
        yield Place("implications"), say("the implications (%(name)s)", name=name), text
    yield Place("background_papers"), say("the background papers"), paper.appendices


_APPENDIX: Final = re.compile(
    r"\b(?P<name>(?:Appendix|Annexe?|Enclosure|Attachment) (?:[A-Z]|[0-9]{1,2}|[IVX]{1,4}))\b(?![’'])", re.IGNORECASE
)
_ENOUGH: Final = 12
"""So many words after its name make an appendix; fewer only say that there is one."""


def appendices(paper: PaperText) -> Iterator[Advice]:
    """Appendices named in the text that neither stand with the background papers nor are attached."""
    here = {_plain(name) for name in _with_words(paper.appendices)}
    attached = " ".join(_plain(name) for name in paper.attached)
    named: dict[str, tuple[str, Words]] = {}
    for one in paper.words:
        for found in _APPENDIX.finditer(one.text):
            named.setdefault(_plain(found["name"]), (found["name"], one))
    for key, (name, one) in named.items():
        if key not in here and not re.search(rf"\b{re.escape(key)}\b", attached):
            said = say("%(name)s is named in %(where)s and does not come with the paper.", name=name,
                       where=one.within)  # fmt: skip
            yield Advice(Check.APPENDIX, one.place, said, key)


def nothing_assessed(paper: PaperText) -> Iterator[Advice]:
    """Implications said to be none with not a word on how that is known."""
    bare = [name for name, kind, text in paper.implications if _says_none(kind, text)]
    if bare:
        said = say(
            "%(names)s: “none”, with nothing on who looked. Where nobody did, “not assessed” is the better answer.",
            names=_first(bare),
        )
        yield Advice(Check.NONE_ASSESSED, Place("implications"), said, " ".join(bare))


def _says_none(kind: ImplicationKind, text: str) -> bool:
    if kind is ImplicationKind.NONE:
        return not text.strip() or bool(_NONE.fullmatch(text))
    return kind is ImplicationKind.TEXT and bool(_NONE.fullmatch(text))


_NONE: Final = re.compile(
    r"[\s*_]*(?:(?:there (?:are|is) )?(?:none|nil|no)(?: (?:arising|identified|known|specific|implications?|directly|"
    r"from this (?:report|paper)))*)[\s*_.]*",
    re.IGNORECASE,
)


def blank_sections(paper: PaperText) -> Iterator[Advice]:
    """Sections that every paper has and this one leaves blank."""
    for section in paper.blank:
        yield Advice(Check.BLANK, Place(section.value), say("%(section)s is blank.", section=section.words))


CHECKS: Final[tuple[Callable[[PaperText], Iterable[Advice]], ...]] = (
    markings, complaints, people, addresses, unstruck, sums, appendices, two_things, leading, many_questions,
    nothing_assessed, blank_sections,
)  # fmt: skip


# -- inside -----------------------------------------------------------------------------------------------------------


def _scanned(paper: PaperText, *kinds: FindingKind) -> Iterator[tuple[Words, list[str]]]:
    for at, findings in paper.scanned.items():
        found = [finding.excerpt for finding in findings if finding.kind in kinds]
        if found:
            yield paper.words[at], found


def _with_words(text: str) -> Iterator[str]:
    """The appendices that stand in a text with words of their own."""
    names = list(_APPENDIX.finditer(text))
    for at, found in enumerate(names):
        end = names[at + 1].start() if at + 1 < len(names) else len(text)
        if len(text[found.end() : end].split()) >= _ENOUGH:
            yield found["name"]


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", text.casefold().replace("annexe", "annex")).strip()


def _first(found: Sequence[str | Message]) -> str | Message:
    """Several things in a sentence: the first three, and how many more."""
    if len(found) <= 3:
        return listed(found)
    return listed([*found[:3], say("%(n)s more", n=len(found) - 3)])
