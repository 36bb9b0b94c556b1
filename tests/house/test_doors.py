"""Every door is accounted for: each endpoint declares whom it is for, and every change goes through the lock."""

import ast
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from ethics import ROOT, create_app
from ethics.domain.bodies import BodyAction
from ethics.domain.policy import RULES, Action
from ethics.settings import Settings
from ethics.web import door

VIEWS = sorted((ROOT / "ethics" / "web").rglob("*.py"))
SERVICES = sorted((ROOT / "ethics" / "services").glob("*.py"))


@pytest.fixture(scope="module")
def bare_app() -> Flask:
    return create_app(Settings.for_tests())


def test_every_endpoint_declares_a_door_or_is_accounted_for_with_a_reason(bare_app: Flask) -> None:
    undeclared = {name for name, view in bare_app.view_functions.items() if not hasattr(view, "door")}
    assert undeclared == set(door.ACCOUNTED) & undeclared
    assert all(reason.endswith(".") and len(reason) > 20 for reason in door.ACCOUNTED.values())


def test_a_door_to_a_dilemma_stands_where_the_address_names_one(bare_app: Flask) -> None:
    for rule in bare_app.url_map.iter_rules():
        declared = getattr(bare_app.view_functions[rule.endpoint], "door", None)
        if declared is not None and declared.kind == "dilemma":
            assert "ref" in rule.arguments, rule
        if declared is not None and str(rule).startswith("/dilemmas/<ref>"):
            assert declared.kind == "dilemma", f"{rule} names a dilemma and does not ask who may"


def test_every_action_a_door_names_has_a_rule(bare_app: Flask) -> None:
    named = {view.door.action for view in bare_app.view_functions.values() if hasattr(view, "door")}  # type: ignore[attr-defined]
    assert {action for action in named if isinstance(action, Action)} <= set(RULES)
    assert all(action is None or isinstance(action, Action | BodyAction) for action in named)


def test_every_view_says_what_it_is_for(bare_app: Flask) -> None:
    says = {name: view.__doc__ or "" for name, view in bare_app.view_functions.items() if hasattr(view, "door")}
    assert says
    assert [name for name, words in says.items() if not words.partition("\n\n")[0].rstrip().endswith(".")] == []


def test_an_undeclared_view_answers_like_no_view_at_all(make_app: Callable[..., Flask]) -> None:
    app = make_app()
    app.add_url_rule("/forgotten", "forgotten", lambda: "anyone may read this")
    client = app.test_client()
    assert client.get("/forgotten").status_code == client.get("/not-there").status_code == 404


def _names_in(node: ast.AST) -> set[str]:
    return {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)} | {
        inner.attr for inner in ast.walk(node) if isinstance(inner, ast.Attribute)
    }


def _calls(function: ast.FunctionDef, module: ast.Module, wanted: set[str], seen: frozenset[str] = frozenset()) -> bool:
    """Whether the function, or one of this module it calls, names one of ``wanted``."""
    names = _names_in(function)
    if names & wanted:
        return True
    own = {one.name: one for one in module.body if isinstance(one, ast.FunctionDef)}
    return any(_calls(own[name], module, wanted, seen | {name}) for name in names & set(own) - seen - {function.name})


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.stem)
def test_every_verb_about_a_dilemma_begins_by_holding_it(path: Path) -> None:
    module = ast.parse(path.read_text(encoding="utf-8"))
    ways_in = {"hold", "edit", "in_hand"}  # the last two hold and then ask for what is being written
    for function in module.body:
        if not isinstance(function, ast.FunctionDef) or function.name.startswith("_") or function.name in ways_in:
            continue
        arguments = [argument.arg for argument in function.args.args]
        if arguments[:2] == ["actor", "ref"]:
            assert _calls(function, module, ways_in), f"{path.stem}.{function.name} changes without the lock"


def test_only_taking_a_step_assigns_a_state() -> None:
    found = []
    for path in sorted((ROOT / "ethics").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            targets = node.targets if isinstance(node, ast.Assign) else []
            found += [path.name for target in targets if isinstance(target, ast.Attribute) and target.attr == "state"]
    assert found == ["steps.py"]


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: str(path.relative_to(ROOT)))
def test_views_ask_no_questions_about_state_or_role(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.If | ast.IfExp):
            asked = _names_in(node.test) & {"State", "Seat", "Phase", "state", "seat", "phase"}
            assert not asked, f"{path.name}:{node.lineno} decides by {asked}: a rule is in the wrong place"


def test_two_requests_never_share_what_belongs_to_one(make_app: Callable[..., Flask]) -> None:
    """A server started inside an application context would show one person's page to the next: it answers nobody."""
    app = make_app()
    app.testing = False
    with app.app_context():
        client = app.test_client()
        assert client.get("/healthz").status_code == 200
        assert client.get("/healthz").status_code == 500
