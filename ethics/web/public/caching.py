"""Public pages are asked for again and again, and seldom change: a reader's browser, or a proxy, keeps them and asks
whether they still stand. Only for visitors without a cookie: whoever has one gets a page of their own.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from functools import cache, wraps
from pathlib import Path
from typing import Any

from flask import Response, current_app, g, make_response, request

from ethics.reading import published
from ethics.web.door import Visit
from ethics.web.rendering import render

View = Callable[..., str]
AT_HAND = 100
"""How many pages one process keeps as they were made, the last ones asked for: what has the same tag is the same page."""


def revalidated(view: View) -> Callable[..., Any]:
    """Answer without making the page again where it has not changed: 304 to who fetched it before, else as it was made for
    somebody else without a cookie.
    """

    @wraps(view)
    def asked_again(visit: Visit, **values: Any) -> Any:
        if visit.actor.person_id is not None or request.cookies:
            return view(visit, **values)
        stamp = published.stamp(visit.now, values.get("ref"))
        seen = "\n".join((_release(str(current_app.template_folder)), request.full_path, stamp))
        tag = hashlib.sha256(seen.encode()).hexdigest()[:32]
        if request.if_none_match.contains(tag):
            return _kept(Response(status=304), tag)
        pages: OrderedDict[str, str] = current_app.extensions.setdefault("public pages", OrderedDict())
        page = pages.get(tag)
        if page is None:
            page = pages[tag] = view(visit, **values)
        pages.move_to_end(tag)
        while len(pages) > AT_HAND:
            pages.popitem(last=False)
        return _kept(make_response(page), tag)

    return asked_again


def _kept(response: Response, tag: str) -> Response:
    response.set_etag(tag)
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    response.headers["Vary"] = "Cookie"
    return response


@cache
def _release(folder: str) -> str:
    """Changes when any template does: a page made by an older program is not taken for today's."""
    seen = sorted((str(path), path.stat().st_mtime_ns) for path in Path(folder).rglob("*.html"))
    return hashlib.sha256(repr(seen).encode()).hexdigest()


def show(template: str, visit: Visit, committee_id: int | None = None, **context: Any) -> str:
    """The page, in the frame of the committee it speaks for."""
    if committee_id is not None:
        g.visit = replace(visit, committee_id=committee_id)
    return render(template, **context)
