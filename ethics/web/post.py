"""The post: how a message leaves the house, by SMTP or, in the demonstration and in tests, into a folder."""

import os
import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from secrets import token_hex
from urllib.parse import unquote, urlsplit

from flask import Flask

from ethics.settings import Settings

Post = Callable[[EmailMessage], None]
"""Sends one message; refuses with OSError, of which smtplib's own errors are a kind."""

PATIENCE = 5
"""Seconds a mail server has to answer."""


def register(app: Flask, settings: Settings) -> None:
    """Put the post that the settings name where the rest of the program finds it."""
    folder = folder_of(settings)
    app.extensions["post"] = _by_smtp(settings.mail_url) if folder is None else _into(folder)


def folder_of(settings: Settings) -> Path | None:
    """The folder that stands in for the post, or None where there is a mail server."""
    scheme, _, rest = settings.mail_url.partition(":")
    return Path(rest) if scheme == "folder" else None


def _into(folder: Path) -> Post:
    def send(message: EmailMessage) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        at = message["Date"].datetime
        name = f"{at:%Y%m%d-%H%M%S}-{len(list(folder.glob('*.eml'))):06}-{token_hex(3)}"
        draft = folder / f".{name}"
        draft.write_bytes(message.as_bytes())
        os.replace(draft, folder / f"{name}.eml")

    return send


def _by_smtp(url: str) -> Post:
    parts = urlsplit(url)
    host, secure = parts.hostname or "localhost", parts.scheme == "smtps"

    def connect() -> smtplib.SMTP:
        if secure:
            return smtplib.SMTP_SSL(host, parts.port or 465, timeout=PATIENCE, context=ssl.create_default_context())
        server = smtplib.SMTP(host, parts.port or 25, timeout=PATIENCE)
        server.ehlo()
        if server.has_extn("starttls") and host not in {"localhost", "127.0.0.1", "::1"}:
            server.starttls(context=ssl.create_default_context())
        return server

    def send(message: EmailMessage) -> None:
        with connect() as server:
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(message)

    return send
