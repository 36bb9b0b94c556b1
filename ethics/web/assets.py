"""Style sheets, scripts and pictures are kept by the browser until they change: their address says which version it is.

A font's does not: a style sheet names it too, and two addresses would fetch it twice.
"""

from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

A_YEAR = 365 * 24 * 60 * 60
A_DAY = 24 * 60 * 60
FONT = ".woff2"


def register(app: Flask) -> None:
    """Give every static address its version, and say how long what is fetched from it keeps."""

    @app.url_defaults
    def say_which_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and app.static_folder and (file := values.get("filename")):
            values.setdefault("v", _version(Path(app.static_folder) / file))

    @app.after_request
    def say_how_long(response: Response) -> Response:
        if request.endpoint == "static" and response.status_code in {200, 304}:
            if "v" in request.args:
                response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
            elif request.path.endswith(FONT):
                response.headers["Cache-Control"] = f"public, max-age={A_DAY}"
        return response


@cache
def _version(file: Path) -> str | None:
    return f"{file.stat().st_mtime_ns:x}" if file.suffix != FONT and file.is_file() else None
