"""The log says what happened, in one line each, and never what anybody typed or is called."""

import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from ethics.web import door
from ethics.web.logs import OUR_LOG, OneLine


@pytest.fixture
def lines() -> Iterator[list[dict[str, Any]]]:
    """The lines the program's log has written, read back."""
    written: list[dict[str, Any]] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            line = self.format(record)
            assert "\n" not in line
            written.append(json.loads(line))

    handler = Keep()
    handler.setFormatter(OneLine())
    log = logging.getLogger(OUR_LOG)
    log.addHandler(handler)
    before = log.level
    log.setLevel(logging.INFO)
    yield written
    log.setLevel(before)
    log.removeHandler(handler)


@pytest.fixture
def breaking(make_app: Callable[..., Flask]) -> FlaskClient:
    """An application with one page that breaks while it holds typed words."""
    app = make_app()
    app.config["PROPAGATE_EXCEPTIONS"] = False

    @door.public
    def breaks(visit: door.Visit, ref: str, token: str) -> str:
        raise ValueError(f"typed: {token}")

    app.add_url_rule("/breaks/<ref>/<token>", view_func=breaks)
    return app.test_client()


def test_each_request_is_one_line_with_its_id(client: FlaskClient, lines: list[dict[str, Any]]) -> None:
    answer = client.get("/healthz?name=Canary")
    (line,) = lines
    assert line["request"] == answer.headers["X-Request-Id"]
    assert (line["method"], line["path"], line["status"]) == ("GET", "/healthz", 200)
    assert "Canary" not in json.dumps(line)


def test_a_proxys_id_is_kept_and_a_strange_one_is_not(client: FlaskClient) -> None:
    assert client.get("/healthz", headers={"X-Request-Id": "edge-41.b"}).headers["X-Request-Id"] == "edge-41.b"
    strange = client.get("/healthz", headers={"X-Request-Id": 'x" injected'}).headers["X-Request-Id"]
    assert "injected" not in strange


def test_two_requests_have_two_ids(client: FlaskClient) -> None:
    ids = {client.get("/healthz").headers["X-Request-Id"] for _ in range(2)}
    assert len(ids) == 2


def test_an_error_says_what_and_where_without_its_words_or_the_address_as_typed(
    breaking: FlaskClient, lines: list[dict[str, Any]]
) -> None:
    answer = breaking.get("/breaks/EA-2026-7/a-long-token-canary?said=canary")
    assert answer.status_code == 500
    assert "canary" not in json.dumps(lines)
    error = next(line["error"] for line in lines if "error" in line)
    assert error["kind"] == "ValueError"
    assert any("in breaks" in frame for frame in error["where"])
    answered = next(line for line in lines if line["says"] == "answered")
    assert answered["path"] == "/breaks/EA-2026-7/<token>"
    assert {line["request"] for line in lines} == {answer.headers["X-Request-Id"]}


def test_an_address_that_is_no_page_is_not_repeated(client: FlaskClient, lines: list[dict[str, Any]]) -> None:
    client.get("/people/canary")
    assert "canary" not in json.dumps(lines)
