"""One line of JSON for each request, and one for each thing that went wrong, tied together by the request's id.

A line holds no personal text: the address as the route declares it with plain numbers and references filled in, never a
query, a token, a name or an error's own words, since these can quote what a person typed.
"""

import json
import logging
import re
import sys
import time
import traceback
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from flask import Flask, Response, g, has_request_context, request

OUR_LOG = "ethics"
PLAIN_REFERENCE = re.compile(r"[A-Za-z0-9-]{1,12}")
ACCEPTABLE_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


class OneLine(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            # Flask's own words for an error quote the address as it was typed.
            "says": "went wrong" if record.exc_info else record.getMessage(),
        }
        if has_request_context():
            line["request"] = request_id()
        line.update(getattr(record, "facts", {}))
        if record.exc_info and record.exc_info[1]:
            line["error"] = _what_went_wrong(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def request_id() -> str:
    """This request's id: the one a proxy gave it, where that is a plain one, else one of our own."""
    if "request_id" not in g:
        given = request.headers.get("X-Request-Id", "")
        g.request_id = given if ACCEPTABLE_ID.fullmatch(given) else uuid4().hex
    identifier: str = g.request_id
    return identifier


def register(app: Flask) -> None:
    """Write a line for each request, and give its id back with the answer. Tests keep their own logging."""
    log = logging.getLogger(OUR_LOG)
    if not app.testing and not log.handlers:
        handler = logging.StreamHandler(sys.stdout)
        handler.setFormatter(OneLine())
        log.addHandler(handler)
        log.setLevel(logging.INFO)
        log.propagate = False
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.pop("request_id", None)  # a context pushed by a test or a command may outlive a request
    request_id()
    g.began = time.perf_counter()


def _end(response: Response) -> Response:
    response.headers["X-Request-Id"] = request_id()
    facts = {
        "method": request.method,
        "path": _path(),
        "status": response.status_code,
        "ms": round((time.perf_counter() - g.began) * 1000, 1) if "began" in g else None,
    }
    logging.getLogger(OUR_LOG).info("answered", extra={"facts": facts})
    return response


def _path() -> str:
    """The address as its route declares it. What is neither a number nor a short reference stays a blank."""
    if request.url_rule is None:
        return "(no such page)"
    path = request.url_rule.rule
    for name, value in (request.view_args or {}).items():
        if PLAIN_REFERENCE.fullmatch(str(value)):
            path = re.sub(rf"<(?:[^<>:]*:)?{name}>", str(value), path)
    return path


def _what_went_wrong(error: BaseException) -> dict[str, Any]:
    frames = [f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    told: dict[str, Any] = {"kind": type(error).__qualname__, "where": frames[-12:]}
    if behind := error.__cause__ or error.__context__:
        told["behind it"] = type(behind).__qualname__
    return told
