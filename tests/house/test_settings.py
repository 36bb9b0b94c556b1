"""Settings: what is missing is named, what is wrong is refused, what is secret is not shown."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from ethics.settings import REQUIRED, Settings, SettingsRefused

ENOUGH = {
    "ETHICS_SECRET_KEY": "a key as long as it should be",
    "ETHICS_PASSWORD_SALT": "a salt as long as it should be",
    "ETHICS_DATABASE_URL": "postgresql://ethics@db.eastmarch.example/ethics",
    "ETHICS_BASE_URL": "https://ethics.eastmarch.example/",
}


def test_an_empty_environment_is_refused_in_one_sentence_that_names_everything_missing() -> None:
    with pytest.raises(SettingsRefused) as refusal:
        Settings.from_environment({})
    said = str(refusal.value)
    assert all(name in said for name in REQUIRED)
    assert "\n" not in said


@pytest.mark.parametrize("name", REQUIRED)
def test_each_required_setting_is_missed_by_name(name: str) -> None:
    with pytest.raises(SettingsRefused) as refusal:
        Settings.from_environment(ENOUGH | {name: "  "})
    assert [each for each in REQUIRED if each in str(refusal.value)] == [name]


@pytest.mark.parametrize(
    "said", ["unix:/run/clamav/clamd.ctl", "127.0.0.1:3310", "[::1]:3310", "scanner.eastmarch.example:3310"]
)
def test_a_scanner_is_named_by_its_socket_or_its_host_and_port(said: str) -> None:
    assert Settings.from_environment(ENOUGH | {"ETHICS_CLAMAV": said}).clamav == said


@pytest.mark.parametrize("said", ["yes", "/run/clamav/clamd.ctl", "unix:clamd.ctl", "scanner:", ":3310", "unix:3310"])
def test_a_scanner_that_cannot_be_meant_is_refused(said: str) -> None:
    with pytest.raises(SettingsRefused, match="ETHICS_CLAMAV should be"):
        Settings.from_environment(ENOUGH | {"ETHICS_CLAMAV": said})


def test_what_is_required_is_enough() -> None:
    settings = Settings.from_environment(ENOUGH)
    assert settings.database_url == "postgresql+psycopg://ethics@db.eastmarch.example/ethics"
    assert settings.base_url == "https://ethics.eastmarch.example"
    assert settings.mail_from == "ethics@ethics.eastmarch.example"
    assert (settings.idle, settings.absolute) == (timedelta(minutes=30), timedelta(hours=12))
    assert settings.proxies == 0
    assert settings.clamav == ""
    assert settings.secure_cookies
    assert not settings.demo
    assert not settings.testing


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ETHICS_SECRET_KEY", "short"),
        ("ETHICS_PASSWORD_SALT", "short"),
        ("ETHICS_DATABASE_URL", "mysql://somewhere/ethics"),
        ("ETHICS_DATABASE_URL", "sqlite://memory"),
        ("ETHICS_DATABASE_URL", "ethics.sqlite3"),
        ("ETHICS_BASE_URL", "ethics.eastmarch.example"),
        ("ETHICS_BASE_URL", "javascript:alert(1)"),
        ("ETHICS_MAIL_URL", "pigeon://loft"),
        ("ETHICS_TIMEZONE", "Europe/Eastmarch"),
        ("ETHICS_TIMEZONE", "../../etc/passwd"),
        ("ETHICS_PROXIES", "-1"),
        ("ETHICS_PROXIES", "two"),
        ("ETHICS_IDLE_MINUTES", "0"),
        ("ETHICS_ABSOLUTE_HOURS", "1.5"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_refused_by_name_without_repeating_it(name: str, value: str) -> None:
    with pytest.raises(SettingsRefused, match=name) as refusal:
        Settings.from_environment(ENOUGH | {name: value})
    assert value not in str(refusal.value)


def test_secrets_are_not_in_what_is_printed() -> None:
    settings = Settings.from_environment(
        ENOUGH
        | {
            "ETHICS_DATABASE_URL": "postgresql://ethics:hush@db/ethics",
            "ETHICS_MAIL_URL": "smtp://ethics:hush@mail:587",
        }
    )
    printed = repr(settings)
    assert "hush" not in printed
    assert ENOUGH["ETHICS_SECRET_KEY"] not in printed
    assert ENOUGH["ETHICS_PASSWORD_SALT"] not in printed


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Settings.from_environment(ENOUGH).demo = True  # type: ignore[misc]


def test_the_demonstration_makes_its_own_secrets_once(tmp_path: Path) -> None:
    first = Settings.from_environment({"ETHICS_DEMO": "1", "ETHICS_DATA": str(tmp_path), "PORT": "8123"})
    again = Settings.for_demo(tmp_path, 8123)
    elsewhere = Settings.for_demo(tmp_path / "elsewhere")
    assert first == again
    assert first.secret_key != elsewhere.secret_key
    assert first.secret_key != first.password_salt
    assert first.base_url == "http://localhost:8123"
    kept = tmp_path / "secrets.json"
    assert kept.stat().st_mode & 0o077 == 0
    assert set(json.loads(kept.read_text())) == {"secret_key", "password_salt"}
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["secrets.json"]


def test_only_the_demonstration_on_plain_http_drops_secure_from_its_cookies(tmp_path: Path) -> None:
    assert not Settings.for_demo(tmp_path).secure_cookies
    plain = Settings.from_environment(ENOUGH | {"ETHICS_BASE_URL": "http://ethics.eastmarch.example"})
    assert plain.secure_cookies


def test_a_command_without_any_settings_speaks_to_the_demonstration(tmp_path: Path) -> None:
    settings = Settings.from_environment({"FLASK_RUN_FROM_CLI": "true", "ETHICS_DATA": str(tmp_path)})
    assert settings.demo


def test_a_command_with_some_settings_wants_them_all() -> None:
    with pytest.raises(SettingsRefused, match="ETHICS_DATABASE_URL"):
        Settings.from_environment({"FLASK_RUN_FROM_CLI": "true", "ETHICS_SECRET_KEY": ENOUGH["ETHICS_SECRET_KEY"]})
