"""What an attempt is counted under: keyed digests of the account and of where it comes from, so that no table names anyone."""

from hashlib import sha256
from hmac import digest
from ipaddress import ip_address, ip_network
from secrets import token_hex
from typing import Any

from flask import Response, current_app, make_response, request
from flask_babel import ngettext
from itsdangerous import BadData

from ethics.extensions import db
from ethics.reading.accounts import tidy_address
from ethics.services import attempts
from ethics.web import tokens
from ethics.web.door import Visit

KNOWN_DEVICE = "ethics_device"


def wait_for(visit: Visit, email: str, purpose: str = "account") -> int:
    """Count an attempt on this account before its end is known; gives the seconds it still has to wait, or 0.

    It is committed at once: it counts however it ends, and nobody waits for a lock while a password is compared.
    """
    wait = attempts.begin(_account(email, purpose), _place(), visit.now)
    db.session.commit()
    return max(1, round(wait.total_seconds())) if wait else 0


def succeeded(email: str) -> None:
    """The attempt ended well: what failed before is forgotten."""
    attempts.succeeded(_account(email, "account"))


def too_soon(form: Any, page: Any, seconds: int) -> Response:
    """The page again, with how long to wait; ``page`` makes it once the form says so."""
    form.form_errors.append(
        ngettext("Wait %(num)s second, then try again.", "Wait %(num)s seconds, then try again.", seconds)
    )
    answer = make_response(page(), 429)
    answer.headers["Retry-After"] = str(seconds)
    return answer


def know_this_device(email: str, answer: Response) -> Response:
    """Let the browser show next time that this account was signed in to on it: its attempts are then counted apart."""
    answer.set_cookie(
        KNOWN_DEVICE,
        tokens.give("device", [_digest(tidy_address(email)), token_hex(8)]),
        max_age=tokens.LIFETIMES["device"],
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return answer


def _account(email: str, purpose: str) -> str:
    address = tidy_address(email)
    return _digest(f"{purpose} {address} {_nonce_of_known_device(address)}")


def _place() -> str:
    """Where the request comes from; a whole IPv6 network counts as one place."""
    try:
        where = ip_address(request.remote_addr or "")
    except ValueError:
        return _digest("somewhere")
    whole = ip_network(f"{where}/64", strict=False) if where.version == 6 else where
    return _digest(f"place {whole}")


def _nonce_of_known_device(address: str) -> str:
    try:
        account, nonce = tokens.read("device", request.cookies.get(KNOWN_DEVICE, ""))
    except (BadData, ValueError):
        return ""
    return str(nonce) if account == _digest(address) else ""


def _digest(text: str) -> str:
    key = sha256(f"ethics attempts {current_app.config['SECRET_KEY']}".encode()).digest()
    return digest(key, text.encode(), "sha256").hex()
