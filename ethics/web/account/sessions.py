"""Being signed in: how it begins, when it runs out, how it ends, and a device that is remembered.

A session runs out after a while without a request and, however busy, after half a day; both are told by the house's
clock. What it leaves behind is nothing: typed text travels in the page instead (kept.py).
"""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from flask import Flask, Response, current_app, g, request, session
from flask_security import login_user, logout_user
from itsdangerous import BadData

from ethics.reading import accounts
from ethics.web import kept, tokens

REMEMBERED = timedelta(days=30)
A_MINUTE = timedelta(minutes=1)
"""A session notes when it was last used to the minute, so that its cookie is not written anew by every answer."""


class Times(NamedTuple):
    """When a session began and when it was last used, in seconds."""

    began: int
    used: int


def begin(person: Any, *, remember: bool = False, fresh: bool = True) -> None:
    """Sign this person in. Whatever the browser's session held before is gone; with ``fresh`` a password was just given."""
    session.clear()
    login_user(person, remember=False)
    session["_fresh"] = fresh
    session["times"] = Times(_now(), _now())
    session["csrf_token"] = kept.token_of(person.id)
    for known in ("csrf_token", "visit"):
        g.pop(known, None)
    if remember:
        g.remember_device = tokens.give("remember", [person.fs_uniquifier])


def end() -> None:
    """Sign out, and forget that this device was to be remembered."""
    logout_user()
    session.clear()
    for known in ("csrf_token", "visit"):
        g.pop(known, None)
    g.remember_device = ""


def is_remembered() -> bool:
    """Whether this browser asks to be remembered."""
    return current_app.config["REMEMBER_COOKIE_NAME"] in request.cookies


def refresh() -> None:
    """Note that the person just gave their password again."""
    session["_fresh"] = True


def register(app: Flask) -> None:
    """Watch the time of every session, and carry the cookie that remembers a device."""
    app.config["PERMANENT_SESSION_LIFETIME"] = REMEMBERED  # of the cookie's signature; what counts is watched here
    app.before_request(watch_the_time)
    app.after_request(_carry_the_device)


def _now() -> int:
    now: datetime = current_app.extensions["clock"]()
    return int(now.timestamp())


def watch_the_time() -> None:
    """End a session that has run out, note that it is in use, and recognise a remembered device."""
    if request.endpoint == "static":
        return
    if "_user_id" in session:
        settings = current_app.extensions["settings"]
        now = _now()
        began, used = session.setdefault("times", Times(now, now))
        if now - began >= settings.absolute.total_seconds() or now - used >= settings.idle.total_seconds():
            session.clear()
        elif now - used >= A_MINUTE.total_seconds():
            session["times"] = Times(began, now)
    if "_user_id" not in session:
        _recognise_the_device()


def _recognise_the_device() -> None:
    given = request.cookies.get(current_app.config["REMEMBER_COOKIE_NAME"])
    if not given:
        return
    try:
        (key,) = tokens.read("remember", given)
    except BadData:
        return
    person = accounts.with_key(key)
    if person is not None:
        begin(person, fresh=False)


def _carry_the_device(response: Response) -> Response:
    device = g.get("remember_device")
    if device is None:
        return response
    name = current_app.config["REMEMBER_COOKIE_NAME"]
    flags = {flag: current_app.config[f"REMEMBER_COOKIE_{flag.upper()}"] for flag in ("secure", "httponly", "samesite")}
    if device:
        response.set_cookie(name, device, max_age=REMEMBERED, **flags)
    else:
        response.delete_cookie(name, **flags)
    return response
