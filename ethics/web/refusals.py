"""How refusals of the inner rooms become answers: one place chooses the status and the page."""

from flask import Flask, g, request
from werkzeug.exceptions import HTTPException

from ethics.domain.refusal import Invalid, NotAllowed, NotKnown, NotNow, Refusal, Stale, TooLate
from ethics.domain.words import Message
from ethics.web.rendering import render, words

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
    def refuse(refusal: Refusal) -> tuple[str, int]:
        if isinstance(refusal, NotKnown):
            return _page(404)
        if isinstance(refusal, Stale):
            return render("errors/409.html", stale=_both_texts(refusal)), 409
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


def _both_texts(stale: Stale) -> dict[str, object]:
    texts = [
        {"name": text.name, "label": words(text.label), "yours": request.form.get(text.name, ""), "now": text.now}
        for text in stale.texts
    ]
    shown = {text.name for text in stale.texts} | {"csrf_token", "version"}
    pairs = [(name, value) for name, value in request.form.items(multi=True) if name not in shown]
    if not texts:  # nothing there to lay beside it: give back what was typed, to be sent again
        texts = [{**text, "yours": text["text"], "now": ""} for text in typed()]
        pairs = []
    return {
        "url": request.full_path.rstrip("?"),
        "version": stale.version,
        "texts": texts,
        "pairs": pairs,
        "back_url": request.path,
        "changed_by": words(stale.by) if stale.by is not None else "",
    }


def _page(page: int, status: int | None = None) -> tuple[str, int]:
    if page == 404:
        return render("errors/404.html", texts=_to_copy()), 404
    return render(f"errors/{page}.html", request_id=g.get("request_id", "")), status or page
