"""What every answer says to the browser about itself: what it may load, who may frame it, who may keep it."""

from flask import Flask, Response, g, request

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
DOWNLOAD_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""For a file that is handed out to be kept: should a browser show it after all, it may do nothing."""
ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
A_YEAR = 365 * 24 * 60 * 60


def register(app: Flask) -> None:
    """Put the headers on everything the application answers, errors and files included."""
    app.after_request(_add)


def _add(response: Response) -> Response:
    for name, value in ALWAYS.items():
        response.headers[name] = value
    if response.headers.get("Content-Disposition", "").startswith("attachment"):
        response.headers["Content-Security-Policy"] = DOWNLOAD_POLICY
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = f"max-age={A_YEAR}"
    if _signed_in() or not response.headers.get("Cache-Control"):
        response.headers["Cache-Control"] = "no-store"
    return response


def _signed_in() -> bool:
    """Whether this answer was made knowing who asked. Who was never looked up is not looked up for this."""
    person = g.get("_login_user")
    return person is not None and not person.is_anonymous and request.endpoint != "static"
