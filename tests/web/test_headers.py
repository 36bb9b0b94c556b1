"""What every answer tells the browser about itself."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from ethics.web.headers import CONTENT_SECURITY_POLICY


@pytest.mark.parametrize("address", ["/healthz", "/nothing-here", "/static/nothing-here.css"])
def test_pages_errors_and_files_alike_carry_the_policy(client: FlaskClient, address: str) -> None:
    headers = client.get(address).headers
    assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere() -> None:
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "http" not in CONTENT_SECURITY_POLICY
    assert "*" not in CONTENT_SECURITY_POLICY
    for closed in ("default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"):
        assert closed in CONTENT_SECURITY_POLICY


def test_only_https_promises_https(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" in client.get("/healthz", base_url="https://ethics.eastmarch.example").headers
    assert "Strict-Transport-Security" not in client.get("/healthz", base_url="http://localhost").headers


def test_one_proxy_is_believed_where_one_was_declared(client: FlaskClient, make_app: Callable[..., Flask]) -> None:
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}
    unbelieved = client.get("/healthz", base_url="http://localhost", headers=forwarded)
    assert "Strict-Transport-Security" not in unbelieved.headers
    behind = make_app(proxies=1).test_client()
    assert "Strict-Transport-Security" in behind.get("/healthz", base_url="http://localhost", headers=forwarded).headers


def test_only_the_installations_own_names_are_answered(client: FlaskClient) -> None:
    assert client.get("/healthz", base_url="https://elsewhere.example").status_code == 400
    assert client.get("/healthz", base_url="https://ethics.eastmarch.example").status_code == 200
    assert client.get("/healthz", base_url="http://127.0.0.1:8000").status_code == 200
    assert client.get("/healthz", headers={"Host": "ethics.eastmarch.example\\@elsewhere"}).status_code == 400


def test_cookies_are_closed_to_scripts_other_sites_and_plain_http(app: Flask) -> None:
    for kind in ("SESSION", "REMEMBER"):
        assert app.config[f"{kind}_COOKIE_SECURE"] is True
        assert app.config[f"{kind}_COOKIE_HTTPONLY"] is True
        assert app.config[f"{kind}_COOKIE_SAMESITE"] == "Lax"
