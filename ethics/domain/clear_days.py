"""Papers go out in time: clear days before a meeting, when positions close, and how long they are open (rule 6)."""

from datetime import date, datetime, time, timedelta

from ethics.domain.words import Message, say, say_many

CLOSE_OF_DAY = time(17)
"""Positions close at 5pm unless the Secretary says another time."""

SHORT_ROUND = timedelta(days=7)
"""Under this, the Secretary is warned that members have little time (rule 6)."""

EARLIER_NOTICE = timedelta(hours=48)
"""The close may be moved earlier only with this notice (rule 3)."""

FARTHEST = timedelta(days=2 * 366)
"""What lies further ahead was mistyped."""

_SATURDAY = 5


def clear_days_between(issued: date, meeting: date, *, working: bool) -> int:
    """The days between issue and meeting with neither counted; with ``working``, Monday to Friday alone (rule 6)."""
    days = (issued + timedelta(days=n) for n in range(1, (meeting - issued).days))
    return sum(1 for day in days if not working or day.weekday() < _SATURDAY)


def last_day_to_issue(meeting: date, needed: int, *, working: bool) -> date:
    """The last day on which a paper is not late: ``needed`` clear days lie between it and the meeting."""
    day, left = meeting - timedelta(days=1), needed
    while left > 0:
        left -= not working or day.weekday() < _SATURDAY
        day -= timedelta(days=1)
    return day


def default_close(meeting: date, close_days: int) -> tuple[date, time]:
    """When positions close unless set otherwise, in the committee's own clock: 5pm, ``close_days`` clear days before."""
    return meeting - timedelta(days=close_days + 1), CLOSE_OF_DAY


def said(days: int, *, working: bool) -> Message:
    """So many clear days, as words: "4 clear days", "4 clear working days"."""
    if working:
        return say_many("%(n)s clear working day", "%(n)s clear working days", days)
    return say_many("%(n)s clear day", "%(n)s clear days", days)


def lateness(issued: date, meeting: date, *, needed: int, working: bool) -> Message | None:
    """What rule 6 says of issuing a paper on that day: a sentence where it would be late, else None."""
    days = clear_days_between(issued, meeting, working=working)
    if days >= needed:
        return None
    return say(
        "Members would have %(days)s before the meeting; the committee’s rule is %(needed)s. Say why the paper is late; "
        "the minutes carry the reason.",
        days=said(days, working=working), needed=said(needed, working=working),
    )  # fmt: skip


def short_round(opens_at: datetime, closes_at: datetime) -> Message | None:
    """A warning where positions would be open for under seven days, else None (rule 6)."""
    if closes_at - opens_at >= SHORT_ROUND:
        return None
    return say("Positions would be open for under 7 days. Members answer between other jobs.")
