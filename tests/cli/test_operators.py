"""What an operator gets wrong is said in a sentence, with an exit code that a script can see."""

import os
import runpy
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.cli import FlaskGroup

from ethics import ROOT, create_app
from ethics.settings import REQUIRED
from tests.house.test_settings import ENOUGH


@pytest.mark.parametrize(
    "command",
    [
        ["notices", "send"], ["check"], ["files", "tidy"],
        ["admin", "create", "--email", "root@eastmarch.example", "--name", "Ada Root"],
    ],
)  # fmt: skip
def test_a_command_without_its_tables_says_how_to_make_them(
    make_app: Callable[..., Flask], tmp_path: Path, command: list[str]
) -> None:
    sqlite3.connect(tmp_path / "empty.sqlite3").close()
    app = make_app(database_url=f"sqlite:///{tmp_path}/empty.sqlite3", data=tmp_path)
    said = app.test_cli_runner().invoke(args=command)
    assert said.exit_code == 1
    assert "Error: The database cannot be used. Bring it up to date first: flask db upgrade." in said.output


def test_a_command_whose_database_is_not_there_does_not_ask_for_an_upgrade(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    app = make_app(database_url=f"sqlite:///{tmp_path}/no/such/place.sqlite3", data=tmp_path)
    said = app.test_cli_runner().invoke(args=["check"])
    assert (said.exit_code, "The database cannot be reached." in said.output) == (1, True)


def test_a_command_without_its_settings_ends_with_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in REQUIRED:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ETHICS_SECRET_KEY", "a key as long as it should be")
    monkeypatch.setenv("FLASK_RUN_FROM_CLI", "true")
    monkeypatch.setenv("FLASK_SKIP_DOTENV", "1")
    cli = FlaskGroup(create_app=create_app, add_default_commands=False)
    with pytest.raises(SystemExit) as ended:
        cli.main(["check"])
    said = capsys.readouterr().err
    assert ended.value.code == 1
    assert said.startswith("Error: Set ETHICS_PASSWORD_SALT, ETHICS_DATABASE_URL and ETHICS_BASE_URL")
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"ETHICS_SECRET_KEY": ""}, "Set ETHICS_SECRET_KEY in the environment first"),
        ({"PORT": "99999"}, "PORT should be a number from 1 to 65535."),
        ({"PORT": "http"}, "PORT should be a number from 1 to 65535."),
        ({"WEB_CONCURRENCY": "many"}, "WEB_CONCURRENCY should be a whole number, 1 or more."),
        ({"HOST": "192.0.2.1", "PORT": "8099"}, "HOST is 192.0.2.1 and PORT is 8099, and nothing can listen there"),
    ],
)
def test_serving_refuses_in_a_sentence_what_cannot_be_served(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, wrong: dict[str, str], said: str
) -> None:
    for name, value in (ENOUGH | {"ETHICS_DATA": str(tmp_path)} | wrong).items():
        monkeypatch.setenv(name, value)
    served = runpy.run_path(str(ROOT / "deploy" / "gunicorn.conf.py"))
    with pytest.raises(SystemExit) as refusal:
        served["on_starting"](None)
    assert said in str(refusal.value)


def test_serving_refuses_a_folder_into_which_nothing_can_be_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in (ENOUGH | {"ETHICS_DATA": str(tmp_path / "files")}).items():
        monkeypatch.setenv(name, value)
    asked: list[Path] = []
    monkeypatch.setattr(os, "access", lambda place, mode: asked.append(place) is not None)
    with pytest.raises(SystemExit) as refusal:
        runpy.run_path(str(ROOT / "deploy" / "gunicorn.conf.py"))["on_starting"](None)
    assert f"ETHICS_DATA is {tmp_path / 'files'}, where this account may not write." in str(refusal.value)
    assert asked == [tmp_path]
