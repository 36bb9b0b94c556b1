"""What the headings of papers are called, and which lines are headings."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ethics.domain.words import Message, say

from .found import UNSAID, SectionKey
from .lines import Line, collapse

_FOR = r"(?: (?:for|to|put to|before) (?:the )?[\w ,&'’]{3,60})?"
_NAMES: tuple[tuple[SectionKey, str], ...] = (
    (
        "purpose",
        r"(?:the )?(?:purpose|aims?|reason)(?:s)?(?: and scope)?(?: (?:of|for) (?:the "
        r"|this )?(?:report|paper|dilemma))?",
    ),
    ("purpose", r"(?:executive )?summary"),
    (
        "recommendation",
        r"(?:officer |officers'? )?recommendations?(?: sought| made)?"
        + _FOR
        + r"|(?:action|decision|outcome)s? (?:required|requested|sought)",
    ),
    (
        "dilemma",
        r"(?:the |an )?(?:ethical )?dilemma(?: in (?:one|a) sentence| summary| statement)?"
        r"|(?:the )?ethical (?:issues?|problem|challenge|conflict)",
    ),
    (
        "background",
        r"(?:introduction|background|context|history)(?: (?:and|&|/) (?:introduction|background"
        r"|context|history))?(?: information)?"
        r"|background (?:information|to the (?:issue|dilemma|report))|current (?:position"
        r"|situation|practice)|(?:the )?facts(?: of the matter)?",
    ),
    (
        "legislation",
        r"(?:relevant |applicable |key )?(?:legislation|law|policy|policies|guidance"
        r"|legal framework|codes? of practice)"
        r"(?:(?: ?(?:and|&|/|,) ?)(?:relevant |national )?(?:legislation|law|policy|policies"
        r"|guidance|legal framework|codes? of practice)){0,3}"
        r"|legal (?:background|position|context)",
    ),
    (
        "scenario",
        r"(?:the |ethical )?scenarios?|case stud(?:y|ies)|examples?"
        r"|(?:the )?hypothetical(?: (?:circumstances?|cases?|examples?|scenarios?"
        r"|situations?))(?: for consideration)?"
        r"|(?:the )?circumstances(?: for consideration)?|vignettes?|worked examples?",
    ),
    (
        "questions",
        r"(?:the |key |ethical |specific |discussion )*questions?(?: (?:posed|asked|raised|arising))?"
        + _FOR
        + r"|(?:the )?questions? (?:we|the force|the author)[\w ]{0,40}"
        r"|(?:matters|points|issues|questions|items|areas|considerations) for (?:discussion"
        r"|consideration|debate|deliberation|the (?:committee|panel|board))(?: by [\w ]{3,40})?"
        r"|discussion points|(?:points|matters|issues|things|questions) to (?:consider|discuss|think about|debate)"
        r"|(?:advice|guidance|views?) (?:sought|requested|required|wanted)(?: from [\w ]{3,40})?"
        r"|(?:what )?(?:the |this )?(?:committee|panel|board|members)(?: (?:is"
        r"|are))?(?: being)? (?:asked|invited|requested)(?: to(?: (?:consider|advise|discuss))?)?"
        r"|what (?:is|are) (?:we|being) (?:asked|asking)[\w ]{0,40}",
    ),
    (
        "implications",
        r"(?:other |key |corporate |organisational |resource and other "
        r"|summary of )?implications(?: of (?:the|this) [\w ]{3,30})?(?: and (?:considerations"
        r"|impact))?",
    ),
    (
        "background_papers",
        r"(?:list of )?(?:backgrounds?|supporting|reference|related)(?: ?(?:/|and"
        r"|or) ?(?:supporting|background|reference))? (?:papers?|documents?|documentation|material"
        r"|reading)|references|bibliography|sources",
    ),
    (
        "appendices",
        r"(?:list of )?(?:appendix|appendices|annex|annexes|annexures?|attachments?"
        r"|enclosures?)(?: attached)?",
    ),
    (
        "contact",
        r"(?:(?:name of |lead )?(?:persons?|people|officers?|author|report author"
        r"|who)(?:\(s\))? )?(?:to |for |of )?contacts?(?:\(s\))?(?: (?:details?|officers?|persons?"
        r"|points?|information|name))*(?: for (?:further|more) (?:information|details))?"
        r"|(?:for )?(?:further|more) information(?: (?:please )?contact)?|(?:for )?(?:further"
        r"|more) (?:information|details) (?:from|contact)|enquiries(?: to)?",
    ),
)
_ASKED_NAMES: tuple[tuple[SectionKey, str], ...] = (
    ("purpose", r"what is (?:this|the) (?:paper|report) (?:about|for)|why (?:are|is) (?:we|this|the force) (?:bringing|coming"
     r"|being brought|here)[\w ]{0,40}"),
    ("dilemma", r"what is (?:the|our) (?:ethical )?(?:issue|dilemma|problem|question|conflict)[\w ]{0,30}"
     r"|(?:why is (?:it|this)|what makes (?:it|this)) (?:an? )?(?:ethical )?(?:issue|dilemma|problem|question|difficult)"),
    ("background", r"what (?:is the (?:background|context|position(?: now)?)|(?:has )?happened(?: so far)?)"
     r"|what (?:options )?have we (?:considered|done|tried)[\w ]{0,20}"),
    ("legislation", r"what (?:does|do) the law[\w ]{0,20} say|what (?:law|legislation|policy|guidance) (?:applies|is there)"),
    ("questions", r"what (?:do|does|would|are) (?:we|the force|the author|you) (?:want|need|like|seek(?:ing)?|ask(?:ing)?)\b"
     r"[\w ,’']{0,60}(?:committee|panel|board|members|advice|guidance|for|to know|you)"
     r"|what (?:advice|guidance) (?:do we (?:want|need)|are we seeking|is sought)[\w ]{0,30}"),
    ("implications", r"what are the (?:other )?implications"),
    ("contact", r"who (?:can|should|to) (?:i |we |you |members )?(?:contact|ask)[\w ]{0,30}"),
)  # fmt: skip
"""Headings that ask, as forms have them."""
_ASKED = tuple((key, re.compile(rf"(?:{name})\?", re.IGNORECASE)) for key, name in _ASKED_NAMES)
_KNOWN = tuple((key, re.compile(rf"(?:{name})", re.IGNORECASE)) for key, name in _NAMES)
_APPENDIX = re.compile(r"(?:appendix|annex|schedule) (?:[A-Z]|\d{1,2}|[IVX]{1,4})", re.IGNORECASE)
_SCENARIO = re.compile(
    r"(?:ethical |hypothetical |case )?(?:scenario|case(?: study)?|study|example|dilemma"
    r"|situation|circumstances?|vignette|hypothetical)"
    r" (?:no\.? ?)?(?P<label>\d{1,2}|[A-H]|[IVX]{1,4}|one|two|three|four|five|six|seven|eight|nine|ten)"
    r"(?P<rest>\s*[:.)–—-]\s*(?P<title>.*)|)",
    re.IGNORECASE | re.DOTALL,
)
_INLINE = re.compile(r"([^:\t]{3,60}?)\s*(?::|\t)\s*(?=\S)")
_INLINE_KEYS = {
    "purpose",
    "recommendation",
    "dilemma",
    "background",
    "questions",
    "background_papers",
    "appendices",
    "contact",
}
_LEADING_NUMBER = re.compile(r"^(?:section |part )?(?:\d{1,2}(?:\.\d{1,2})*[.):]?|[A-Z][.)])\s+", re.IGNORECASE)
_SMALL_WORDS = {"a", "an", "and", "as", "at", "by", "for", "from", "in", "is", "of", "on", "or", "the", "to", "with"}

IMPLICATION = re.compile(
    r"(?:financ\w*|legal\w*|equalit\w+|diversity|risks?|links? to|police and crime plan"
    r"|communications?\b|environment\w*|sustainab\w+|climate"
    r"|health (?:and|&) safety|human rights?|hr\b|human resources?|staff\w*|workforce"
    r"|personnel|resourc\w+|i\.?t\.?\b|ict\b|information|technolog\w+|procurement|victims?"
    r"|data protection|privacy|gdpr|reputation\w*|safeguarding|children|welsh|consultation"
    r"|crime and disorder|property|estates?|training|operational"
    r"|community|public|media|partnership\w*|value for money|impact|strategic|policing plan"
    r"|well-?being|ethic\w+|other\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Heading:
    """A line taken for a heading, and any text that stood on the same line."""

    name: str
    key: SectionKey
    known: bool = True
    rest: Line | None = None
    because: Message = UNSAID


@dataclass(frozen=True)
class ScenarioHeading:
    """A scenario's label ("2", "B") with its title, or with the text that stood on the same line."""

    label: str
    title: str
    name: str
    rest: Line | None = None


def bare(text: str) -> str:
    """A heading's words without number, colon and surrounding marks."""
    return collapse(_LEADING_NUMBER.sub("", text)).strip(" *_:–—-\t").strip()


def key_of(text: str) -> SectionKey | None:
    """Which section a heading's words name, or None."""
    words = bare(text)
    if not words or len(words) > 100 or words[0].islower():
        return None
    for key, pattern in _KNOWN:
        if pattern.fullmatch(words):
            return key
    return "appendices" if _APPENDIX.fullmatch(words) else None


def is_one_appendix(text: str) -> bool:
    """Whether the line names one appendix and says nothing else, as the heading of the appendix itself does."""
    return bool(_APPENDIX.fullmatch(collapse(text).strip(" *_")))


def known_heading(line: Line) -> Heading | None:
    """The line as a heading whose name is known, alone on its line or before a colon or tab."""
    if line.rows or line.bullet or line.mark or line.soft:
        return None
    text = line.text
    if text.endswith("?") and (asks := _that_asks(line)):
        return asks
    if len(text) <= 120 and not text.endswith((".", "?", "!", ";", ",", "–", "—", "-")) and (key := key_of(text)):
        return Heading(bare(text), key, because=_alone(line, bare(text)))
    raw = line.raw
    # "Purpose: to tell…" only where the name is plainly a heading, so not behind a paragraph's number.
    found = None if line.number else _INLINE.match(raw)
    if found and (key := key_of(found[1])) in _INLINE_KEYS and key:
        name = bare(found[1])
        because = say("It begins with “%(words)s”, which is what papers call this section.", words=name)
        return Heading(name, key, rest=line.without_start(found.end()), because=because)
    return None


def _that_asks(line: Line) -> Heading | None:
    """A question that heads a section of a form, set as a heading or in bold."""
    words = bare(line.text)
    if not (line.heading or line.all_bold):
        return None
    found = next((key for key, pattern in _ASKED if pattern.fullmatch(words)), None)
    if found is None:
        return None
    because = say("It is set as a heading, and “%(words)s” is what forms call this section.", words=words)
    return Heading(words, found, because=because)


def _alone(line: Line, words: str) -> Message:
    if line.heading:
        return say("It is set as a heading, and “%(words)s” is what papers call this section.", words=words)
    return say("“%(words)s”, alone on a line, is what papers call this section.", words=words)


def drawn_as(line: Line) -> Message:
    """Why a line of unknown name was taken for a heading."""
    if line.heading:
        return say("It is set as a heading.")
    if line.all_bold:
        return say("It is short and all of it is bold.")
    if line.text.isupper():
        return say("It is short and in capitals.")
    return say("It is short and stands alone above a paragraph.")


def scenario_heading(line: Line) -> ScenarioHeading | None:
    """The line as the beginning of a scenario: "Scenario 2", "Case B: a title", "Dilemma 2 – …"."""
    if line.rows or line.bullet:
        return None
    raw = line.raw
    lead = len(raw) - len(raw.lstrip())
    found = _SCENARIO.fullmatch(raw.strip())
    if not found or raw.strip()[0].islower():
        return None
    title = collapse(found["title"] or "")
    name = collapse(raw.strip()[: found.start("rest")])
    if not title:
        return ScenarioHeading(found["label"], "", name)
    short = len(title.split()) <= 14 and not title.endswith((".", "?", "!", ";", ",", ":"))
    if short and (line.all_bold or line.heading or not line.lead_in()):
        return ScenarioHeading(found["label"], title, name)
    return ScenarioHeading(found["label"], "", name, rest=line.without_start(lead + found.start("title")))


def looks_like_heading(line: Line) -> bool:
    """Whether a line of unknown name is drawn as a heading: by style, in bold, or in capitals."""
    text = line.text
    if line.rows or line.listed or line.soft or not text or "\t" in line.raw.strip() or len(text) > 120:
        return False
    if line.heading:
        return True
    words = text.split()
    if len(words) > 14 or text.endswith((".", "?", "!", ";", ",")) or not any(c.isalpha() for c in text):
        return False
    return line.all_bold or (text.isupper() and len(words) <= 10 and sum(c.isalpha() for c in text) > 3)


def could_be_heading(line: Line) -> bool:
    """Whether a plain line alone between blank lines is short and unpunctuated enough to be a heading."""
    text = line.text
    if line.rows or line.number or line.listed or line.soft or not line.gap or "\t" in line.raw.strip():
        return False
    words = text.split()
    if not 1 <= len(words) <= 8 or not text[0].isupper() or re.search(r"[.?!;,:@]$|@|\d{4,}", text):
        return False
    return sum(1 for w in words if w.lower() not in _SMALL_WORDS) <= 7
