"""Numbers in an address: what no row could have as its number is an address that is not there, not a fault of ours."""

from typing import Any

from flask import Flask, request
from werkzeug.routing import IntegerConverter, Map

MOST = 2**31 - 1
"""The highest number a row can have."""


class RowNumber(IntegerConverter):
    """What `<int:…>` takes in every address: a number that a row can have."""

    regex = "[0-9]{1,10}"

    def __init__(self, map: Map, *args: Any, **more: Any) -> None:
        super().__init__(map, *args, **{"max": MOST, **more})


def register(app: Flask) -> None:
    """Let every address that is registered from now on take only such numbers."""
    app.url_map.converters["int"] = RowNumber


def asked(name: str) -> int | None:
    """The number asked for by this name after the question mark; None where there is none that a row could have."""
    number = request.args.get(name, type=int)
    return number if number is not None and 0 <= number <= MOST else None


def page_asked() -> int:
    """The page of a list that is asked for: the first, where none is."""
    return asked("page") or 1
