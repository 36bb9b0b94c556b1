"""Sentences, and which of them ask something."""

from __future__ import annotations

import re

from ethics.domain.words import Message, say

from .found import QuestionKind

_END = re.compile(r"(?<![.?!…])[.?!…]+[\"”’')\]]*\s+")
_TALK = re.compile(
    r"(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof(?:essor)?|Sir|Dame|Cllr|Councillor|Supt|ACC|DCC)\.? [A-Z][\w’'-]+(?: [A-Z][\w’'-]+)?"
    r"|(?:The )?(?:[A-Z]\w+ ){0,3}(?:Committee|Panel|Board|Chair(?:man)?|Chairperson|Members?))"
    r" (?:then |also |further |had )?(?:explained|asked|answered|said|stated|agreed|added|outlined|presented|noted|confirmed"
    r"|believed|replied|responded|thought|felt|exclaimed|suggested|resolved|discussed|enquired|queried|commented|advised)\b"
)
_SHORT = re.compile(
    r"(?:\b(?:mr|mrs|ms|miss|dr|prof|st|supt|ch|insp|sgt|det|ass|asst|no|nos|para|paras|art"
    r"|sec|ss|fig|vol|approx|incl|etc|eg|ie|cf|vs|hon|rev|col|gen|lt|pc|dc)"
    r"|\b[a-z]\.[a-z]|\b[A-Z]|[ap]\.m)\.$",
    re.IGNORECASE,
)
# Longer than any sentence; what is longer is not searched, so that hostile text costs nothing.
_LONGEST = 4_000
_INITIAL = re.compile(r"(?:^|\s)[B-HJ-Z]\.$")
_AUXILIARY = (
    r"(?:is|are|am|was|were|do|does|did|should|would|could|can|may|might|must|will|shall|has"
    r"|have|had|ought)(?:n['’]t)?"
)
_SUBJECT = (
    r"(?:there|it|this|that|these|those|the|a|an|any|we|they|i|he|she|you|our|their|its|such"
    r"|all|each|every|some|anyone|someone|officers?|police|forces?|staff|members?|people"
    r"|committee|panel|[a-z]+s)\b"
)
_ASKS = re.compile(
    rf"(?:and |or |but |so |then |finally,? |also,? |secondly,? |firstly,? |further,? |if so,? |if not,? )?"
    rf"(?:(?:what|which|whose|who|how|why)\b(?! is (?:clear|known|certain)\b)"
    rf"|(?:when|where)\s+{_AUXILIARY}\b"
    rf"|(?:to|in|under|at|on|for|by|with|from|of|against|through|into)\s+(?:what|which|whose"
    rf"|whom)\s+(?:\w+\s+){{0,4}}?(?:{_AUXILIARY})\b"
    rf"|(?:to|in|under|at|on|for|by|with|from)\s+what\s+(?:extent|circumstances|basis|point"
    rf"|grounds|way|conditions)\b"
    rf"|{_AUXILIARY}\s+(?:not\s+)?{_SUBJECT}"
    rf"|whether\b)",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"(?:if|when|where|given|in|should|assuming|as|having|considering|with|for|taking"
    r"|bearing)\b[^?]*?,\s*(?=(?P<ask>\w.*))",
    re.IGNORECASE | re.DOTALL,
)
_LEAD = re.compile(r"\s[-–—]{1,3}\s+|:\s*[-–—]?\s+|\.{3,}\s*|…\s*")
_VERB_LED = re.compile(
    r"(?:to )?(?:consider|advise|discuss|say|comment|give|provide|state|agree|recommend"
    r"|identify|suggest|debate|deliberate|determine|indicate|explore|offer|express|share)\b"
    r"[^.?]*?\b(?P<ask>(?:whether|if|what|how|which|who|when|where|why|(?:to|under|in) (?:what|which))\b.*)",
    re.IGNORECASE | re.DOTALL,
)
_ASKED_TO = re.compile(
    r"\b(?:(?:is|are|be|being)\s+(?:\w+\s+)?(?:asked|invited|requested)"
    r"|wish(?:es)? the (?:committee|panel|board)"
    r"|(?:asks?|invites?|requests?|would (?:like|welcome|value)|seeks?|wants?)\b[^.?]{0,40}\b(?:committee|panel|board|members)"
    r"|(?:view|views|advice|guidance|opinion"
    r"|opinions)\b[^.?]{0,40}(?:sought|requested|welcomed?|on))\b"
    r"[^.?]*?\b(?:whether|what|how|which|if|when|why|(?:to|under|in) (?:what|which))\b",
    re.IGNORECASE,
)
ANNOUNCES = re.compile(
    r"\b(?:the |these )?(?:following|below)\b[^.?]{0,40}\bquestions?\b"
    r"|\bquestions?\b[^.?]{0,60}\b(?:following|below|are as follows|as follows)\b"
    r"|\bquestions? (?:is|are|posed|asked)?[^.?]{0,80}:$"
    r"|\b(?:committee|panel|board|members)\b[^.?]{0,60}\b(?:asked|invited"
    r"|requested)\b[^.?]{0,60}(?::|following|below)\W*$",
    re.IGNORECASE,
)
NAMES_QUESTION = re.compile(r"\b(?:questions?|dilemma)\b[^.?]{0,300}\b(?:is|are|remains)\b", re.IGNORECASE)
_ACTION = re.compile(
    r"\bwhat\b(?: \w+){0,4} (?:actions?|steps)\b[^?]{0,40}\b(?:should|would|could|can|must"
    r"|might|ought)\b|\bwhat (?:actions?|steps)\b"
    r"|\bwhat (?:should|would|could|must|can|ought)\b[^?]*\b(?:do|done|happen)\b"
    r"|\bwhat\b[^?]*\b(?:should|must|ought to|could|would) (?:do|happen|be done)\b"
    r"|\bhow (?:should|must|would|ought|best)\b[^?]*\b(?:respond|act|proceed|deal|dealt"
    r"|handle[d]?|manage[d]?|react|treat(?:ed)?|approach(?:ed)?|resolve[d]?)\b",
    re.IGNORECASE,
)
_CLOSED = re.compile(
    rf"(?:and |or |but |so |then |also,? |if so,? |if not,? )?(?:{_AUXILIARY}|whether|if)\b", re.IGNORECASE
)


def sentences(text: str) -> list[str]:
    """The sentences of a text, marks included. An abbreviation, an initial or "2.30 p.m." does not end one."""
    found: list[str] = []
    start = 0
    for end in _END.finditer(text):
        rest = text[end.end() : end.end() + 2].lstrip("\"“‘'([")
        if rest[:1].islower():
            continue
        tail = text[max(start, end.start() - 12) : end.end()].rstrip()
        if end[0].strip() == "." and (_short(tail) or _INITIAL.search(tail)):
            continue
        found.append(text[start : end.end()].rstrip())
        start = end.end()
    if text[start:].strip():
        found.append(text[start:].strip())
    return found


def _short(tail: str) -> bool:
    found = _SHORT.search(tail)
    # A single capital ends a sentence as often as not ("Class A."), so only initials count, elsewhere.
    return bool(found) and not re.search(r"(?:^|\W)[A-Za-z]\.$", tail)


def _begins_asking(text: str) -> str | None:
    """The text where it asks from its first word, or after an opening condition; otherwise None."""
    text = text.lstrip("\"“‘'([ ")
    if _ASKS.match(text):
        return text
    condition = _CONDITION.match(text)
    while condition:
        if _ASKS.match(condition["ask"]) and not re.match(r"which\b|whose\b|who\b", condition["ask"], re.IGNORECASE):
            return text
        condition = _next_clause(text, condition)
    return None


def _next_clause(text: str, before: re.Match[str]) -> re.Match[str] | None:
    at = text.find(",", before.end())
    if at < 0 or at > 600:
        return None
    return re.compile(r".*?,\s*(?=(?P<ask>\w.*))", re.DOTALL).match(text, at)


def asking(sentence: str, asked: bool = True) -> str | None:
    """The asking words of a sentence, or None where it asks nothing.

    A question after a dash or colon is given without what led up to it. With `asked`, the surroundings say
    that something is being asked, so a missing question mark is forgiven.
    """
    text = sentence.strip()
    marked = text.rstrip("\"”’')] ").endswith("?")
    if not marked and not asked:
        return None
    if len(text) > _LONGEST:
        return text if marked else None
    if whole := _begins_asking(text):
        # "Whether…" alone is a clause; it asks only where the surroundings do.
        return whole if marked or asked else None
    for lead in _LEAD.finditer(text):
        rest = text[lead.end() :]
        if len(rest.split()) >= 3 and (tail := _begins_asking(rest)):
            return tail
    if asked and (led := _VERB_LED.match(text)):
        return text if led else None
    if asked and _ASKED_TO.search(text):
        return text
    return text if marked else None


def carries_on(sentence: str) -> bool:
    """Whether a sentence that asks belongs to the one before it: "And for how long?", "If so, why?", "Why?"."""
    return bool(_CARRIES_ON.match(sentence)) or len(sentence.split()) <= _FEW


def tells_of_talk(text: str) -> bool:
    """Whether a paragraph reports what somebody said at a meeting, as minutes do."""
    return bool(_TALK.match(text))


def asks_indirectly(sentence: str) -> bool:
    """Whether a sentence puts a question to a body without being one: "the Committee is asked whether…"."""
    return (
        len(sentence) <= _LONGEST
        and bool(_ASKED_TO.search(sentence))
        and bool(re.search(r"\b(?:committee|panel|board|members|group)\b", sentence, re.IGNORECASE))
    )


def kind_of(question: str) -> QuestionKind:
    """A first guess of the kind of a question."""
    return kind_and_reason(question)[0]


def kind_and_reason(question: str) -> tuple[QuestionKind, Message]:
    """A first guess of the kind, and why: action asks what should be done, closed can be answered yes or no, the rest
    are open."""
    text = question.strip()
    core = text
    if not _CLOSED.match(text) and not _ASKS.match(text):
        if led := _VERB_LED.match(text):
            core = led["ask"]
        elif asked := re.search(r"\b(?:whether|what|how|which|why)\b.*", text, re.IGNORECASE | re.DOTALL):
            core = asked[0]
    if _ACTION.match(core) or (not _CLOSED.match(core) and _ACTION.search(core)):
        return "action", _DONE
    if (condition := _CONDITION.match(core)) and not re.match(_AUXILIARY + r"\b", core, re.IGNORECASE):
        core = condition["ask"]
        if _ACTION.match(core):
            return "action", _DONE
    words = _OPENING_AND.sub("", core).lstrip("\"“‘'([ ")
    if closed := _CLOSED.match(core):
        opening = words.split()[0] if words.split() else closed[0]
        return "closed", say("“%(words)s…” can be answered yes or no.", words=opening)
    if _ASKS.match(core):
        return "open", say("“%(words)s…” cannot be answered yes or no.", words=words.split()[0])
    return "open", say("It does not begin as a question that yes or no would answer.")


_FEW = 2
_CARRIES_ON = re.compile(
    r"[\"“‘'(\s]*(?:and|or|but|if (?:so|not|yes|no|they|it|she|he)\b|in (?:that|either|which) case|otherwise|then|also|in"
    r" particular|for (?:example|instance)|what if)\b",
    re.IGNORECASE,
)
_DONE = say("It asks what should be done.")
_OPENING_AND = re.compile(r"\s*(?:and|or|but|so|then|also,?|finally,?|further,?)\s+(?=\w)", re.IGNORECASE)
