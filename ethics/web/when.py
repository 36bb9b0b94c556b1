"""Dates and times as people type them, in the committee's zone: "16 March 2026", "16/3/2026"; "5pm", "9.30am", "noon"."""

import re
from abc import ABC, abstractmethod
from datetime import UTC, date, datetime, time
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import StringField

from ethics.reading.people import LONDON
from ethics.richtext import tidy_line
from ethics.web.rendering import clock_time, day

_WEEKDAY = re.compile(r"^(mon|tue|wed|thu|fri|sat|sun)[a-z]*,? +")
_ISO = re.compile(r"^(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})$")
_FIGURES = re.compile(r"^(?P<day>\d{1,2})[-/. ](?P<month>\d{1,2})[-/. ](?P<year>\d{4}|\d{2})$")
_WORDS = re.compile(
    r"^(?P<day>\d{1,2})(?:st|nd|rd|th)?(?: of)?[- ]?(?P<month>[a-z]{3,9})[.,]?(?:[- ](?P<year>\d{4}|\d{2}))?$"
)
_CLOCK = re.compile(r"^(?P<hour>\d{1,2})(?:[.:h]?(?P<minute>\d{2}))? ?(?P<half>[ap]\.?m\.?)?$")
_NAMED = {"noon": time(12), "midday": time(12), "12 noon": time(12), "midnight": time(0)}
LONGEST = 60
"""No date or time is longer; what follows is not looked at."""


def read_day(typed: str) -> date:
    """The date somebody typed. Refuses with ValueError, whose words say how to mend it."""
    text = _WEEKDAY.sub("", tidy_line(typed, limit=None).lower())
    found = _ISO.match(text) or _FIGURES.match(text) or _WORDS.match(text)
    if found is None:
        raise ValueError(gettext("Enter a date, such as 16 March 2026."))
    parts = found.groupdict()
    if parts["year"] is None:
        raise ValueError(gettext("Add the year, as in 16 March 2026."))
    year, month = int(parts["year"]), _month(parts["month"])
    if month is None:
        raise ValueError(gettext("Enter the month by its name or number, as in 16 March 2026."))
    try:
        return date(year if year > 99 else 2000 + year, month, int(parts["day"]))
    except ValueError:
        raise ValueError(gettext("There is no such day. Enter a date, such as 16 March 2026.")) from None


def _month(typed: str) -> int | None:
    if typed.isdigit():
        return int(typed)
    full = (
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    )
    return next((n for n, name in enumerate(full, 1) if name.startswith(typed)), None)


def read_time(typed: str) -> time:
    """The time of day somebody typed. Refuses with ValueError, whose words say how to mend it."""
    text = tidy_line(typed, limit=None).lower().rstrip(".")
    if text in _NAMED:
        return _NAMED[text]
    found = _CLOCK.match(text)
    if found is None:
        raise ValueError(gettext("Enter a time, such as 5pm, 9.30am or noon."))
    hour, minute, half = int(found["hour"]), int(found["minute"] or 0), (found["half"] or "").replace(".", "")
    if (half and not 1 <= hour <= 12) or hour > 23 or minute > 59:
        raise ValueError(gettext("There is no such time. Enter a time, such as 5pm, 9.30am or noon."))
    if not half and not _is_24_hour(found["hour"], found["minute"]):
        raise ValueError(gettext("Say whether it is morning or afternoon, as in 9.30am or 5pm."))
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, minute)


def _is_24_hour(hour: str, minute: str | None) -> bool:
    """Whether a time without am or pm can mean one thing only: 14.00 and 09:30 can, 9.30 and 5 cannot."""
    return minute is not None and (len(hour) == 2 or int(hour) == 0)


def moment(on: date, at: time) -> datetime:
    """That time on that day by the committee's clock, as aware UTC."""
    return datetime.combine(on, at, LONDON).astimezone(UTC)


class _Typed(StringField, ABC):
    """A text box that reads something out of what is typed, and gives back what was typed where it cannot."""

    data: Any
    missing: Any = ""

    def __init__(self, label: Any = "", validators: Any = (), *, needed: bool = True, **more: Any) -> None:
        super().__init__(label, validators, **more)
        self.needed = needed
        self.typed: str | None = None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed. WTForms turns a ValueError into the field's message."""
        self.typed = str(valuelist[0]) if valuelist else ""
        self.data = None
        if not self.typed.strip():
            if self.needed:
                raise ValueError(self.missing)
            return
        self.data = self.read(self.typed[:LONGEST])

    @abstractmethod
    def read(self, typed: str) -> Any:
        """What the words mean; ValueError where they mean nothing."""

    @abstractmethod
    def said(self, value: Any) -> str:
        """A value as it stands in the box."""

    def _value(self) -> str:
        if self.typed is not None:
            return self.typed
        return self.said(self.data) if self.data is not None else ""


class DayField(_Typed):
    """A date in words or figures; its data is a date, or None."""

    missing = _l("Enter a date, such as 16 March 2026.")

    def read(self, typed: str) -> date:
        return read_day(typed)

    def said(self, value: Any) -> str:
        return day(value)


class TimeField(_Typed):
    """A time of day; its data is a time by the committee's clock, or None."""

    missing = _l("Enter a time, such as 5pm, 9.30am or noon.")

    def read(self, typed: str) -> time:
        return read_time(typed)

    def said(self, value: Any) -> str:
        return clock_time(value)
