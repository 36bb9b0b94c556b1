"""How refusals of the inner rooms become answers: one place chooses the status and the page."""

from flask import Flask, g, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from ethics.domain.refusal import Invalid, NotAllowed, NotKnown, NotNow, Refusal, Stale, TooLate
from ethics.domain.words import say
from ethics.web.rendering import render

_STATUS: dict[type[Refusal], int] = {NotKnown: 404, NotAllowed: 403, NotNow: 409, Stale: 409, TooLate: 409, Invalid: 422}

_PAGES = {400, 403, 404, 405, 413, 429, 500}


def typed() -> list[tuple[str, str]]:
    """What the person typed into the refused form, by field, so that the page can give it back (rule 16)."""
    hidden = {"csrf_token", "row_version", "password", "new_password", "new_password_confirm"}
    return [(name, text) for name, text in request.form.items(multi=True) if name not in hidden and text.strip()]


def register(app: Flask) -> None:
    """Answer every refusal with its page: nothing fails silently, nothing typed is lost."""

    @app.errorhandler(Refusal)
    def refuse(refusal: Refusal) -> tuple[str, int]:
        status = _STATUS[type(refusal)]
        if status == 404:
            return _page(404)
        page = "stale" if isinstance(refusal, Stale) else "403" if status == 403 else "refused"
        theirs = refusal.theirs if isinstance(refusal, Stale) else {}
        return render(f"errors/{page}.html", message=refusal.message, typed=typed(), theirs=theirs), status

    @app.errorhandler(CSRFError)
    def refuse_expired(_error: CSRFError) -> tuple[str, int]:
        message = say("This page was open too long to be sent safely. What you typed is below; send it again.")
        return render("errors/refused.html", message=message, typed=typed(), theirs={}), 400

    @app.errorhandler(HTTPException)
    def refuse_http(error: HTTPException) -> tuple[str, int] | HTTPException:
        if error.code is None or error.code < 400:
            return error
        return _page(error.code if error.code in _PAGES else 400 if error.code < 500 else 500, error.code)

    @app.errorhandler(Exception)
    def fail(error: Exception) -> tuple[str, int]:
        if app.testing and not app.config.get("SHOW_500"):
            raise error
        app.logger.exception("unhandled")
        return _page(500)


def _page(page: int, status: int | None = None) -> tuple[str, int]:
    return render(f"errors/{page}.html", typed=typed(), request_id=g.get("request_id", "")), status or page
