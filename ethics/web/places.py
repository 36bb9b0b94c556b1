"""Where to go next, when an address or a form says so: only to a page of ours."""

from urllib.parse import urlsplit

from flask import request, url_for


def ours(wanted: str | None) -> str | None:
    """The path of a page of ours, or None for anything that a browser could read as another site or as a command."""
    if not wanted or not wanted.startswith("/") or wanted.startswith("//") or len(wanted) > 2000:
        return None
    if "\\" in wanted or any(ord(letter) < 33 or ord(letter) == 127 for letter in wanted):
        return None
    parts = urlsplit(wanted)
    return None if parts.scheme or parts.netloc else wanted


def here() -> str:
    """The address of this request, from the root of the site."""
    return request.script_root + request.full_path.rstrip("?")


def came_from() -> str | None:
    """The page of ours that this request was sent from, where the browser says so."""
    parts = urlsplit(request.referrer or "")
    if parts.netloc != request.host:
        return None
    return ours(parts.path + (f"?{parts.query}" if parts.query else ""))


def desk() -> str:
    """Where people go when nothing else is asked of them."""
    return url_for("committee.desk")
