"""How refusals of the inner rooms become answers: one place chooses the status and the page."""

from typing import Any

from flask import Flask, g, redirect, request, url_for
from werkzeug.exceptions import HTTPException

from ethics.domain.refusal import DoneAlready, Invalid, NotAllowed, NotKnown, NotNow, Refusal, Stale, TooLate
from ethics.domain.words import Message
from ethics.web import stale
from ethics.web.rendering import render, told, words

_STATUS: dict[type[Refusal], int] = {NotAllowed: 403, NotNow: 409, TooLate: 409, Invalid: 422}

_PAGES = {400, 403, 404, 405, 413, 429, 500}

_NEVER_GIVEN_BACK = ("csrf_token", "version", "password")


def typed() -> list[dict[str, str]]:
    """What the person typed into the refused form, by field, so that the page can give it back (rule 16)."""
    return [
        {"name": name, "label": name.rpartition("-")[2].replace("_", " ").capitalize(), "text": text}
        for name, text in request.form.items(multi=True)
        if text.strip() and not any(secret in name for secret in _NEVER_GIVEN_BACK)
    ]


def register(app: Flask) -> None:
    """Answer every refusal with its page: nothing fails silently, nothing typed is lost."""

    @app.errorhandler(Refusal)
    def refuse(refusal: Refusal) -> Any:
        if isinstance(refusal, NotKnown):
            return _page(404)
        if isinstance(refusal, Stale):
            return stale.answer(refusal)
        if isinstance(refusal, DoneAlready):
            told(refusal.message)
            return redirect(url_for("committee.dilemma", ref=refusal.ref), 303)
        return refused(refusal.message, _STATUS[type(refusal)])

    @app.errorhandler(HTTPException)
    def refuse_http(error: HTTPException) -> tuple[str, int] | HTTPException:
        if error.code is None or error.code < 400:
            return error
        return _page(error.code if error.code in _PAGES else 400 if error.code < 500 else 500, error.code)

    @app.errorhandler(Exception)
    def fail(error: Exception) -> tuple[str, int]:
        if app.testing:
            raise error
        app.logger.exception("unhandled")
        return _page(500)


def refused(message: Message, status: int) -> tuple[str, int]:
    """The page for a refusal with a reason: the sentence, what was typed, the way back."""
    if status == 403 and not typed():
        return render("errors/403.html", reason=words(message)), 403
    return render("errors/refused.html", reason=words(message), texts=typed()), status


def _to_copy() -> list[dict[str, str]]:
    """What was sent to an address that is not there, or not for them any more: their own words, given back alike."""
    return [text for text in typed() if text["name"].rpartition("-")[2] not in ("seen", "sitting", "id")]


def _page(page: int, status: int | None = None) -> tuple[str, int]:
    if page == 404:
        return render("errors/404.html", texts=_to_copy()), 404
    return render(f"errors/{page}.html", request_id=g.get("request_id", "")), status or page
