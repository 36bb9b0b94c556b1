"""What an installation must be told, read once from the environment and never changed afterwards.

A default stands here only where it is right in production and fit to be public. Secrets, the database and the address
people use have none.
"""

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

REQUIRED = ("ETHICS_SECRET_KEY", "ETHICS_PASSWORD_SALT", "ETHICS_DATABASE_URL", "ETHICS_BASE_URL")
DEMO_FOLDER = Path("var/demo")
DEMO_PORT = 8000
SHORTEST_SECRET = 16


class SettingsRefused(ValueError):
    """The environment does not say enough, or says something that cannot be meant. The text is one plain sentence."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """One installation's settings. Times are durations; `proxies` is how many proxies of our own stand in front."""

    secret_key: str = field(repr=False)
    password_salt: str = field(repr=False)
    database_url: str = field(repr=False)
    base_url: str
    data: Path = Path("/var/lib/ethics")
    mail_url: str = field(default="smtp://localhost:25", repr=False)
    mail_from: str = ""
    timezone: str = "Europe/London"
    idle: timedelta = timedelta(minutes=30)
    absolute: timedelta = timedelta(hours=12)
    proxies: int = 0
    clamav: str = ""
    """Where ClamAV listens: `unix:` and its socket's path, or `host:port`. Empty: files are not checked for viruses."""
    demo: bool = False
    testing: bool = False

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Self:
        """Read the settings from environment variables named ETHICS_….

        Refuses with SettingsRefused, naming every required variable that is missing. With ETHICS_DEMO set, or for a
        `flask` command where the environment holds none of the required ones, these are the demonstration's settings.
        """
        missing = [name for name in REQUIRED if not environ.get(name, "").strip()]
        bare_command = len(missing) == len(REQUIRED) and environ.get("FLASK_RUN_FROM_CLI") == "true"
        if _switch(environ, "ETHICS_DEMO") or bare_command:
            folder = Path(environ.get("ETHICS_DATA") or DEMO_FOLDER)
            return cls.for_demo(folder, port=_whole_number(environ, "PORT", DEMO_PORT))
        if missing:
            raise SettingsRefused(f"Set {_listed(missing)} in the environment first: there is no safe default.")
        settings = cls(
            secret_key=_secret(environ, "ETHICS_SECRET_KEY"),
            password_salt=_secret(environ, "ETHICS_PASSWORD_SALT"),
            database_url=_database_url(environ["ETHICS_DATABASE_URL"]),
            base_url=_base_url(environ["ETHICS_BASE_URL"]),
        )
        return replace(
            settings,
            data=Path(environ.get("ETHICS_DATA") or settings.data),
            mail_url=_mail_url(environ.get("ETHICS_MAIL_URL") or settings.mail_url),
            mail_from=environ.get("ETHICS_MAIL_FROM") or f"ethics@{settings.host}",
            timezone=_timezone(environ.get("ETHICS_TIMEZONE") or settings.timezone),
            idle=timedelta(minutes=_whole_number(environ, "ETHICS_IDLE_MINUTES", 30, least=1)),
            absolute=timedelta(hours=_whole_number(environ, "ETHICS_ABSOLUTE_HOURS", 12, least=1)),
            proxies=_whole_number(environ, "ETHICS_PROXIES", 0),
            clamav=_scanner(environ.get("ETHICS_CLAMAV", "").strip()),
        )

    @classmethod
    def for_demo(cls, folder: Path, port: int = DEMO_PORT) -> Self:
        """The demonstration's settings: everything it keeps, its own secrets too, is in `folder`, made where needed."""
        folder = folder.absolute()
        folder.mkdir(parents=True, exist_ok=True)
        own = _own_secrets(folder / "secrets.json")
        return cls(
            secret_key=own["secret_key"],
            password_salt=own["password_salt"],
            database_url=f"sqlite:///{folder / 'ethics.sqlite3'}",
            base_url=f"http://localhost:{port}",
            data=folder,
            mail_url=f"folder:{folder / 'mail'}",
            mail_from="ethics@eastmarch.example",
            demo=True,
        )

    @classmethod
    def for_tests(cls, **changes: Any) -> Self:
        """Settings a test can start from; give the database's address and whatever else matters to it by name."""
        basis: dict[str, Any] = {
            "secret_key": "a key that only tests know",
            "password_salt": "a salt that only tests know",
            "database_url": "sqlite://",
            "base_url": "https://ethics.eastmarch.example",
            "data": Path("/nonexistent"),
            "mail_url": "folder:/nonexistent",
            "mail_from": "ethics@eastmarch.example",
            "testing": True,
        }
        return cls(**(basis | changes))

    @property
    def host(self) -> str:
        """The name people use for this installation, without its port."""
        return urlsplit(self.base_url).hostname or ""

    @property
    def secure_cookies(self) -> bool:
        """Cookies travel over https alone. The demonstration on plain http is the one exception."""
        return not (self.demo and self.base_url.startswith("http://"))

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which times are shown and typed."""
        return ZoneInfo(self.timezone)


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _switch(environ: Mapping[str, str], name: str) -> bool:
    return environ.get(name, "").strip().lower() in {"1", "true", "yes", "on"}


def _whole_number(environ: Mapping[str, str], name: str, default: int, least: int = 0) -> int:
    said = environ.get(name, "").strip()
    if not said:
        return default
    if not said.isascii() or not said.isdigit() or int(said) < least:
        raise SettingsRefused(f"{name} should be a whole number, {least} or more.")
    return int(said)


def _secret(environ: Mapping[str, str], name: str) -> str:
    said = environ[name].strip()
    if len(said) < SHORTEST_SECRET:
        raise SettingsRefused(f"{name} should be {SHORTEST_SECRET} random characters or more.")
    return said


def _database_url(said: str) -> str:
    scheme, colon, rest = said.strip().partition("://")
    if scheme in {"postgres", "postgresql", "postgresql+psycopg"} and colon:
        return f"postgresql+psycopg://{rest}"
    if scheme == "sqlite" and rest.startswith("/") and len(rest) > 1:
        return f"sqlite://{rest}"
    raise SettingsRefused("ETHICS_DATABASE_URL should begin postgresql:// or sqlite:/// (with the file's full path).")


def _base_url(said: str) -> str:
    parts = urlsplit(said.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise SettingsRefused("ETHICS_BASE_URL should be the address people use, such as https://ethics.example.org.")
    return said.strip().rstrip("/")


def _mail_url(said: str) -> str:
    if urlsplit(said).scheme not in {"smtp", "smtps", "folder"}:
        raise SettingsRefused("ETHICS_MAIL_URL should begin smtp://, smtps:// or folder:.")
    return said


def _scanner(said: str) -> str:
    host, _, port = said.rpartition(":")
    is_address = bool(host) and host != "unix" and port.isascii() and port.isdigit()
    if said and not said.startswith("unix:/") and not is_address:
        raise SettingsRefused("ETHICS_CLAMAV should be unix: and the path of clamd's socket, or its host:port.")
    return said


def _timezone(said: str) -> str:
    try:
        ZoneInfo(said)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise SettingsRefused("ETHICS_TIMEZONE should be a zone's name, such as Europe/London.") from error
    return said


def _own_secrets(file: Path) -> dict[str, str]:
    """The demonstration's own secrets, made on its first run. Two first runs at once end with the same ones."""
    made = {name: secrets.token_urlsafe(32) for name in ("secret_key", "password_salt")}
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    if not file.exists():
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(made), encoding="utf-8")
        try:
            os.link(draft, file)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    kept: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    return kept
