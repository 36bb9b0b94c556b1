"""The page of rules in docs/ is the rules."""

from pathlib import Path

import pytest
from flask import Flask

from ethics.cli.matrix import page
from ethics.domain.matrix import MOMENTS, PEOPLE, may, section, sections, standing_at
from ethics.domain.policy import Action, decide
from ethics.domain.vocabulary import Phase, State

KEPT = Path(__file__).parents[2] / "docs" / "access-matrix.md"


def test_the_page_in_docs_is_what_the_command_prints(app: Flask) -> None:
    printed = app.test_cli_runner().invoke(args=["access-matrix"])
    assert printed.exit_code == 0
    assert printed.output == KEPT.read_text(encoding="utf-8"), (
        "a rule has changed: print the page again with  flask --app wsgi access-matrix > docs/access-matrix.md"
    )


def test_the_page_speaks_of_every_action() -> None:
    printed = page()
    assert [one.action for one in sections()] == list(Action)
    for action in Action:
        assert f"## May {action.words}\n" in printed


def test_every_state_and_every_phase_is_a_moment() -> None:
    assert {moment.state for moment in MOMENTS} == set(State)
    assert {moment.phase for moment in MOMENTS} == set(Phase)


@pytest.mark.parametrize("action", Action)
def test_drawing_cells_together_changes_none_of_them(action: Action) -> None:
    drawn = section(action)
    for person in PEOPLE:
        row = next((row for row in drawn.rows if person.words in row.people), None)
        for moment in MOMENTS:
            at = next((at for at, column in enumerate(drawn.columns) if moment in column), None)
            open_ = row is not None and at is not None and row.cells[at]
            assert open_ is may(action, person, moment), f"{person.words}, {moment.words}"


def test_what_the_table_shows_is_never_more_than_the_policy_allows() -> None:
    for action in Action:
        for person in PEOPLE:
            for moment in MOMENTS:
                if may(action, person, moment):
                    assert decide(action, standing_at(person, moment))
