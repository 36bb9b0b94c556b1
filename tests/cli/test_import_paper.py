"""`flask import-paper`: says what it reads, prints one object, or makes a draft."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from ethics.extensions import db
from ethics.models import Dilemma, QuestionWording, Source
from tests.cast import Cast
from tests.scanner import HARMFUL, Scanner

SAMPLE = (
    Path(__file__).parents[2] / "ethics" / "cli" / "demo" / "content" / "sample" / "paying-informal-interpreters.docx"
)


def run(app: Flask, *args: str) -> Result:
    return app.test_cli_runner().invoke(args=["import-paper", *args])


def test_it_says_in_words_what_it_read_and_stores_nothing(app: Flask) -> None:
    result = run(app, str(SAMPLE))
    assert result.exit_code == 0
    for words in (
        "Subject: Paying informal interpreters",
        "Background: 7 paragraphs",
        "5 questions",
        "6 implications",
        "1 contact",
    ):
        assert words in result.output
    with app.app_context():
        assert db.session.scalar(select(Dilemma.id)) is None


def test_with_json_it_prints_one_object_and_nothing_else(app: Flask) -> None:
    result = run(app, "--json", str(SAMPLE))
    found = json.loads(result.stdout)
    assert set(found) >= {
        "head",
        "sections",
        "paragraphs",
        "scenarios",
        "questions",
        "implications",
        "contacts",
        "unplaced",
    }
    assert [one["number"] for one in found["questions"]] == [1, 2, 3, 4, 5]
    assert found["questions"][0]["paragraph"] == "17"


def test_with_a_committee_and_an_author_it_makes_the_draft(app: Flask, cast: Cast) -> None:
    result = run(app, str(SAMPLE), "--committee", cast.committee.slug, "--author", cast.author.email.upper())
    assert result.exit_code == 0, result.output
    with app.app_context():
        dilemma = db.session.scalars(select(Dilemma)).one()
        assert f"/dilemmas/{dilemma.ref}/edit" in result.output
        assert (dilemma.author_id, dilemma.committee_id) == (cast.author.id, cast.committee.id)
        assert len(db.session.scalars(select(QuestionWording)).all()) == 5
        assert db.session.scalars(select(Source.name)).one() == SAMPLE.name
    quiet = run(app, "--json", str(SAMPLE), "--committee", cast.committee.slug, "--author", cast.author.email)
    assert json.loads(quiet.stdout)["head"]["subject"] == "Paying informal interpreters"


def test_what_is_refused_ends_with_1_and_a_sentence(app: Flask, cast: Cast, tmp_path: Path) -> None:
    secret = tmp_path / "paper.txt"
    secret.write_text("SECRET\n\nBackground\n\nWords.", encoding="utf-8")
    cases = [
        (str(secret),),
        (str(SAMPLE), "--committee", cast.committee.slug),
        (str(SAMPLE), "--committee", cast.committee.slug, "--author", "nobody@eastmarch.example"),
        (str(SAMPLE), "--committee", cast.other_committee.slug, "--author", cast.author.email),
        (str(SAMPLE), "--committee", cast.committee.slug, "--author", cast.secretary.email),
    ]
    for case in cases:
        result = run(app, *case)
        assert result.exit_code == 1, case
        assert (result.stdout, result.stderr[:7]) == ("", "Error: "), case
    with app.app_context():
        assert db.session.scalar(select(Dilemma.id)) is None


def test_the_virus_scanner_is_asked_before_anything_is_said_or_stored(
    make_app: Callable[..., Flask], cast: Cast, tmp_path: Path
) -> None:
    harmful = tmp_path / "paper.txt"
    harmful.write_bytes(b"Background\n\nWords.\n" + HARMFUL)
    with Scanner() as scanner:
        app = make_app(clamav=scanner.address)
        for path in (SAMPLE, harmful):
            result = run(app, str(path), "--committee", cast.committee.slug, "--author", cast.author.email)
            assert result.exit_code == (path is harmful), result.output
        assert scanner.seen == [SAMPLE.read_bytes(), harmful.read_bytes()]
        assert "found something harmful" in result.stderr
        with app.app_context():
            assert db.session.scalars(select(Source.name)).all() == [SAMPLE.name]
    result = run(app, "--json", str(SAMPLE))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "could not be checked for viruses" in result.stderr


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_it_needs_no_database_to_say_what_it_read(tmp_path: Path, options: tuple[str, ...]) -> None:
    from ethics import create_app
    from ethics.settings import Settings

    nowhere = create_app(
        Settings.for_tests(database_url="postgresql+psycopg://nobody@localhost:1/nowhere", data=tmp_path)
    )
    assert run(nowhere, *options, str(SAMPLE)).exit_code == 0
