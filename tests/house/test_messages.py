"""No refusal speaks in the library's words: what checks a length or reads a date of ours names its field."""

import ast
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import Babel
from werkzeug.datastructures import MultiDict
from wtforms import Form

from ethics import ROOT
from ethics.web.forms import DateField, LineField, LongField, WholeField

VIEWS = sorted((ROOT / "ethics" / "web").rglob("*.py"))
HOME = ROOT / "ethics" / "web" / "forms.py"


def library_words(source: str) -> list[str]:
    """What speaks for itself: a length or a date of the library's on a field that people see."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("wtforms"):
            found += [
                f"{one.name} at {node.lineno}"
                for one in node.names
                if one.name in ("DateField", "DateTimeField", "DecimalField")
            ]
        if isinstance(node, ast.Call) and _named(node).endswith("Field"):
            calls = [one for one in ast.walk(node) if isinstance(one, ast.Call)]
            found += [
                f"InputRequired at {one.lineno}" for one in calls if _named(one) == "InputRequired" and not one.args
            ]
            if _named(node) != "HiddenField" and any(_named(one) == "Length" for one in calls):
                found.append(f"Length at {node.lineno}")
    return found


@pytest.mark.parametrize("path", [path for path in VIEWS if path != HOME], ids=lambda path: str(path.relative_to(ROOT)))
def test_no_field_leaves_its_refusal_to_the_library(path: Path) -> None:
    assert library_words(path.read_text(encoding="utf-8")) == []


def _named(call: ast.Call) -> str:
    return getattr(call.func, "id", "")


def test_the_check_catches_what_it_should() -> None:
    assert library_words("from wtforms import DateField") == ["DateField at 1"]
    assert library_words("x = StringField('a', [Length(max=3)])") == ["Length at 1"]
    assert library_words("x = HiddenField('a', [Length(max=3)])") == []


class _Shown(Form):
    title = LineField("Subject")
    text = LongField("Background")
    day = DateField("First day")
    days = WholeField("Days to reply")


def test_each_refusal_names_its_field() -> None:
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        form = _Shown(MultiDict({"title": "x" * 312, "text": "y" * 50_001, "day": "someday", "days": "a week"}))
        assert not form.validate()
        assert form.errors == {
            "title": ["Subject: this is 12 characters too long. The most is 300."],
            "text": ["Background: this is one character too long. The most is 50,000."],
            "day": ["First day: enter a date, such as 16 March 2026."],
            "days": ["Days to reply: enter a whole number, such as 5."],
        }
