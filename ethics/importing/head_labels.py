"""The labels of the block at the top of a paper."""

from __future__ import annotations

import re

_LABELS = {
    "report_of": r"(?:joint )?report (?:of|by|from)(?: the)?|from|originator|submitted by|paper (?:of|from)",
    "subject": r"subject|title(?: of (?:the |this )?(?:report|paper|dilemma))?|(?:report|paper|dilemma) title|topic|re",
    "date": r"(?:meeting )?date|date of (?:the )?(?:meeting|report|paper)|(?:time/date|date/time"
    r"|date and time)|meeting date",
    "author": r"(?:name of )?(?:the )?(?:report |paper |lead )?authors?(?:\(s\))?(?: (?:and|/) (?:rank|role|title|post))?"
    r"|(?:lead|presenting) officer|presenter|(?:prepared|written|drafted"
    r"|report prepared) by|by|officer presenting|presented by",
}
_KNOWN = {field: re.compile(pattern, re.IGNORECASE) for field, pattern in _LABELS.items()}
_SPACED = re.compile(
    r"(?P<label>report (?:of|by)|subject|date|authors?|title)(?:\s{2,}(?P<wide>\S.*)"
    r"|\s(?P<tight>\S.*))",
    re.IGNORECASE,
)


def head_label(text: str) -> str | None:
    """The field of the head that a label names, or None."""
    words = " ".join(text.split()).strip(" *_:.-–—")
    if not words or words[0].islower():
        return None
    for field, pattern in _KNOWN.items():
        if pattern.fullmatch(words):
            return field
    return None


def labelled(raw: str) -> tuple[str, str] | None:
    """The field and the value of a line such as "Subject: …" or "Subject<tab>…"; None where it is no such line."""
    text = raw.strip()
    for sign in ("\t", ":"):
        label, found, value = text.partition(sign)
        if found and len(label) < 40 and (field := head_label(label)):
            return field, value.strip(" \t:")
    spaced = _SPACED.fullmatch(text)
    if spaced and (field := head_label(spaced["label"])):
        value = spaced["wide"] or spaced["tight"]
        # "Date of next meeting" and "Report of the meeting" are not labels with a value after one space.
        if spaced["wide"] or value[:1].isupper() or value[:1].isdigit():
            return field, value.strip()
    alone = head_label(text)
    return (alone, "") if alone else None
