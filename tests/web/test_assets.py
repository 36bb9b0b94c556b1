"""Style sheets, scripts and fonts are fetched once and fetched anew when they change."""

from flask import Flask, url_for
from flask.testing import FlaskClient

from ethics.web import assets

SHEET = "css/ground.css"


def test_a_static_address_says_its_version_and_is_kept_for_a_year(app: Flask, client: FlaskClient) -> None:
    with app.test_request_context():
        address = url_for("static", filename=SHEET)
    assert "?v=" in address
    answer = client.get(address, buffered=True)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == f"public, max-age={assets.A_YEAR}, immutable"


def test_a_fonts_address_is_the_one_its_style_sheet_uses(app: Flask, client: FlaskClient) -> None:
    font = "vendor/fonts/literata-latin-opsz-normal.woff2"
    with app.test_request_context():
        assert url_for("static", filename=font) == f"/static/{font}"
    assert client.get(f"/static/{font}", buffered=True).headers["Cache-Control"] == f"public, max-age={assets.A_DAY}"


def test_without_a_version_it_is_asked_about_each_time(client: FlaskClient) -> None:
    assert client.get(f"/static/{SHEET}", buffered=True).headers["Cache-Control"] == "no-cache"


def test_what_is_missing_is_not_kept(client: FlaskClient) -> None:
    assert client.get("/static/css/nothing-here.css?v=1").headers["Cache-Control"] == "no-store"
