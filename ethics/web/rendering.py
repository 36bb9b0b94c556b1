"""Making pages: the frame around every page, and the words and dates as a person reads them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from babel.support import NullTranslations
from flask import Flask, current_app, flash, g, render_template, request, url_for
from flask_babel import get_domain

from ethics.domain.words import Message, Worded, listed
from ethics.reading import frames
from ethics.reading.people import LONDON, day_of


def gettext(text: str, /, **named: object) -> str:
    """The text in the reader's language, with ``named`` filled in."""
    found = str(_catalogue().ugettext(text))
    return found % named if named else found


def ngettext(one: str, many: str, n: int, /, **named: object) -> str:
    """The text for ``n`` in the reader's language, with ``num`` and ``named`` filled in."""
    return str(_catalogue().ungettext(one, many, n)) % {"num": n, **named}


def _catalogue() -> NullTranslations:
    """The reader's language. A page has hundreds of texts: while one is made, it is looked up once."""
    kept: NullTranslations | None = g.get("catalogue")
    return get_domain().get_translations() if kept is None else kept


def words(message: Message | Worded | str) -> str:
    """A message, an enum member's words or a plain text in the reader's language."""
    if isinstance(message, Worded):
        message = message.words
    if not isinstance(message, Message):
        return str(message)
    args = {name: _arg(value) for name, value in message.args.items()}
    if message.plural is not None and message.n is not None:
        return ngettext(message.key, message.plural, message.n, **args)
    text = gettext(message.key)
    return text % args if args else text


def _arg(value: object) -> object:
    if isinstance(value, Message | Worded):
        return words(value)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    return value


def in_a_sentence(things: Iterable[object]) -> str:
    """Several things as a sentence names them: "2, 5 and 7"."""
    return words(listed(list(things)))


def clock_time(at: datetime | time) -> str:
    """ "5pm", "9.30am", "noon", "midnight": GOV.UK style with the full stop, in the committee's zone."""
    local = at.astimezone(LONDON) if isinstance(at, datetime) else at
    if (local.hour, local.minute) == (12, 0):
        return gettext("noon")
    if (local.hour, local.minute) == (0, 0):
        return gettext("midnight")
    hour = local.hour % 12 or 12
    minutes = f".{local.minute:02}" if local.minute else ""
    return f"{hour}{minutes}{'am' if local.hour < 12 else 'pm'}"


_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def day(on: date | datetime) -> str:
    """ "16 March 2026"."""
    local = day_of(on) if isinstance(on, datetime) else on
    return f"{local.day} {gettext(_MONTHS[local.month - 1])} {local.year}"


def short_day(on: date | datetime) -> str:
    """ "Mon 16 March", for the margin of a list; the year where it is not this one."""
    local = day_of(on) if isinstance(on, datetime) else on
    this_year = day_of(current_app.extensions["clock"]()).year
    year = "" if local.year == this_year else f" {local.year}"
    return f"{gettext(_DAYS[local.weekday()])[:3]} {local.day} {gettext(_MONTHS[local.month - 1])}{year}"


def long_day(on: date | datetime) -> str:
    """ "Monday 16 March 2026"."""
    local = day_of(on) if isinstance(on, datetime) else on
    return f"{gettext(_DAYS[local.weekday()])} {day(local)}"


def moment(at: datetime) -> str:
    """ "5pm on Monday 16 March 2026"."""
    return gettext("%(time)s on %(day)s", time=clock_time(at), day=long_day(at))


def until(on: date | datetime) -> str:
    """ "today", "tomorrow", "in 6 days", "yesterday", "3 days ago", seen from today."""
    local = day_of(on) if isinstance(on, datetime) else on
    days = (local - day_of(current_app.extensions["clock"]())).days
    if days == 0:
        return gettext("today")
    if days == 1:
        return gettext("tomorrow")
    if days == -1:
        return gettext("yesterday")
    if days > 0:
        return ngettext("in %(num)s day", "in %(num)s days", days)
    return ngettext("%(num)s day ago", "%(num)s days ago", -days)


def passed(at: datetime) -> bool:
    """Whether a moment has passed, by the clock that every page reads."""
    return bool(at < current_app.extensions["clock"]())


_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def number(n: int) -> str:
    """Numbers to ten as words, then figures."""
    return gettext(_SMALL[n]) if 0 <= n <= 10 else str(n)


def sentence_case(text: str) -> str:
    """The text with its first letter a capital, the rest untouched."""
    return text[:1].upper() + text[1:]


@dataclass(frozen=True, slots=True)
class NavItem:
    """One word of the navigation."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page; the name comes from settings."""

    committee_name: str
    committee_sentence: str
    person_name: str | None
    capacity: str
    nav: tuple[NavItem, ...]
    home_url: str
    desk_url: str
    account_url: str
    sign_out_url: str
    foot_links: tuple[NavItem, ...]
    demo: bool
    demo_mail_url: str
    request_id: str
    language: str = "en-GB"


def frame() -> Frame:
    """The frame of this request's page, for the person signed in and the committee the page belongs to."""
    from ethics.web.door import visit_now
    from ethics.web.navigation import nav_for

    visit = visit_now()
    body = frames.for_actor(visit.actor, visit.committee_id, visit.now)
    roles = visit.standing.capacities if visit.standing and visit.standing.capacities else body.roles
    settings = current_app.extensions["settings"]
    signed_in = visit.actor.person_id is not None
    return Frame(
        committee_name=body.name,
        committee_sentence=body.sentence,
        person_name=visit.actor.name or None,
        capacity=", ".join(words(role) for role in roles),
        nav=nav_for(visit, body.roles, request.path),
        home_url=_to("committee.desk") if signed_in else _to("public.register_of_advice"),
        desk_url=_to("committee.desk") if signed_in else _to("public.register_of_advice"),
        account_url=_to("account.settings") if signed_in else "",
        sign_out_url=_to("account.sign_out") if signed_in else "",
        foot_links=tuple(NavItem(gettext(label), _to(endpoint), False) for label, endpoint in FOOT if _to(endpoint)),
        demo=settings.demo,
        demo_mail_url=_to("account.demo_mail") if settings.demo else "",
        request_id=g.get("request_id", ""),
    )


FOOT = (
    ("Public record", "public.register_of_advice"),
    ("How the Committee works", "public.about"),
    ("Accessibility", "public.accessibility"),
    ("Privacy and your records", "public.privacy"),
    ("Help", "public.help"),
)
"""The links at the foot of every page, with the endpoints they lead to."""


def _to(endpoint: str) -> str:
    return url_for(endpoint) if endpoint in current_app.view_functions else ""


def render(template: str, **context: Any) -> str:
    """The page from its template and read models. `frame` is in every context; templates hold no rules."""
    g.catalogue = get_domain().get_translations()
    try:
        context.setdefault("frame", frame())
        return render_template(template, **context)
    finally:
        del g.catalogue


def told(text: Message | str) -> None:
    """Say what was just done at the top of the next page."""
    flash(words(text))


def slug(text: str) -> str:
    """A word for an address or an id, from a text: lower case letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


FILTERS: Mapping[str, Any] = {
    "words": words,
    "time": clock_time,
    "day": day,
    "short_day": short_day,
    "long_day": long_day,
    "moment": moment,
    "until": until,
    "passed": passed,
    "number": number,
    "listed": in_a_sentence,
    "sentence_case": sentence_case,
    "slug": slug,
}


def register(app: Flask) -> None:
    """Give the templates gettext and the filters that word messages and dates."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(_one, _one_or_many, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals["_"] = gettext


def _one(text: str) -> str:
    # Jinja fills in the names itself, here and below.
    return str(_catalogue().ugettext(text))


def _one_or_many(one: str, many: str, n: int) -> str:
    return str(_catalogue().ungettext(one, many, n))
