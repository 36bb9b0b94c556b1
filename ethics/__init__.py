"""Ethical dilemmas put to independent committees, from a force's paper to published and answered advice.

Each step imports what it sets up by itself, so that using `ethics.domain` never brings the web along.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask

    from ethics.settings import Settings

ROOT = Path(__file__).parent.parent
MEBIBYTE = 1024 * 1024


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application from its settings, by default those of the environment.

    Refuses with SettingsRefused where these do not say enough. What the application knows of the world it asks of
    `app.extensions`: "settings", and "clock", a callable that returns the present moment in UTC.
    """
    from flask import Flask

    settings = settings or _told(os.environ)
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.extensions["settings"] = settings
    app.extensions["clock"] = _now
    _addresses_and_cookies(app, settings)
    _logs(app)
    _names_and_proxies(app, settings)
    _databases(app, settings)
    _words(app, settings)
    _templates(app)
    _forms(app)
    _headers(app)
    _doors(app)
    _commands(app)
    return app


def _told(environ: Mapping[str, str]) -> Settings:
    """The environment's settings; what is wrong with them ends a command with a sentence."""
    from click import ClickException

    from ethics.settings import Settings, SettingsRefused

    try:
        return Settings.from_environment(environ)
    except SettingsRefused as refusal:
        if environ.get("FLASK_RUN_FROM_CLI") != "true":
            raise
        raise ClickException(f"{refusal} docs/deployment.md says what each is.") from None


def _now() -> datetime:
    return datetime.now(UTC)


def _addresses_and_cookies(app: Flask, settings: Settings) -> None:
    scheme, _, place = settings.base_url.partition("://")
    server_name, _, path = place.partition("/")
    cookie = {"SECURE": settings.secure_cookies, "HTTPONLY": True, "SAMESITE": "Lax"}
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SECURITY_PASSWORD_SALT=settings.password_salt,
        TESTING=settings.testing,
        SERVER_NAME=server_name,
        APPLICATION_ROOT=f"/{path}",
        PREFERRED_URL_SCHEME=scheme,
        PERMANENT_SESSION_LIFETIME=settings.idle,
        REMEMBER_COOKIE_NAME="remembered",
        MAX_CONTENT_LENGTH=32 * MEBIBYTE,
        MAX_FORM_MEMORY_SIZE=4 * MEBIBYTE,  # a long paper is pasted into one form
    )
    app.config.update(
        {f"{kind}_COOKIE_{name}": value for kind in ("SESSION", "REMEMBER") for name, value in cookie.items()}
    )


def _logs(app: Flask) -> None:
    from ethics.web import logs

    logs.register(app)


def _names_and_proxies(app: Flask, settings: Settings) -> None:
    from werkzeug.middleware.proxy_fix import ProxyFix

    from ethics.web.hosts import OwnNames

    names = None if settings.demo else [settings.host, "localhost", "127.0.0.1"]
    app.wsgi_app = OwnNames(app.wsgi_app, names)  # type: ignore[method-assign]
    if count := settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count, x_prefix=count)  # type: ignore[method-assign]


def _databases(app: Flask, settings: Settings) -> None:
    from flask import g, request

    from ethics import extensions

    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {
        "hide_parameters": True,  # they are what people typed, and errors end in logs
        "pool_pre_ping": settings.database_url.startswith("postgresql"),
    }
    extensions.db.init_app(app)
    extensions.migrate.init_app(app, extensions.db, directory=str(ROOT / "migrations"))
    with app.app_context():
        extensions.prepare_engine(extensions.db.engine)

    @app.before_request
    def say_whether_this_request_writes() -> None:
        changes = request.method not in {"GET", "HEAD", "OPTIONS"}
        g.intent = extensions.begin_writing() if changes else extensions.begin_reading()

    @app.teardown_request
    def forget_it_again(_error: BaseException | None) -> None:
        if token := g.pop("intent", None):
            extensions.end_intent(token)


def _words(app: Flask, settings: Settings) -> None:
    from ethics.extensions import babel

    app.config.update(BABEL_DEFAULT_LOCALE="en_GB", BABEL_DEFAULT_TIMEZONE=settings.timezone)
    babel.init_app(app)


def _templates(app: Flask) -> None:
    from jinja2 import StrictUndefined

    app.jinja_options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}


def _forms(app: Flask) -> None:
    from ethics.extensions import csrf

    app.config["WTF_CSRF_TIME_LIMIT"] = (
        None  # a page left open over lunch still saves: the session's end is what counts
    )
    csrf.init_app(app)


def _headers(app: Flask) -> None:
    from ethics.web import assets, headers

    headers.register(app)
    assets.register(app)


def _doors(app: Flask) -> None:
    from ethics import web
    from ethics.web import health

    health.register(app)
    web.register(app)


def _commands(app: Flask) -> None:
    from ethics import cli

    cli.register(app)
