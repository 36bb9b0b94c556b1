"""What a test says can be seen in its own body: what is asserted in a helper alone is seen by nobody who reads the test."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from ethics import ROOT

FILES = sorted((ROOT / "tests").rglob("test_*.py"))


def _tests(file: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node


def _asserts(test: ast.FunctionDef) -> bool:
    """Whether something is claimed in its body: an `assert` of more than a bare call, or a `pytest.raises`."""
    return any(
        (isinstance(node, ast.Assert) and not _always_holds(node.test))
        or (isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.raises")
        for node in ast.walk(test)
    )


def _always_holds(claimed: ast.expr) -> bool:
    """Whether it is a page that was fetched and nothing of it, or a constant: such a claim cannot fail."""
    fetched = isinstance(claimed, ast.Call) and ast.unparse(claimed.func).endswith((".get", ".post", ".press"))
    return fetched or isinstance(claimed, ast.Constant)


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT / "tests")))
def test_every_test_claims_something_in_its_own_body(file: Path) -> None:
    assert [test.name for test in _tests(file) if not _asserts(test)] == []
