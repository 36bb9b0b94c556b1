"""`flask access-matrix`: the rulebook as a page. docs/access-matrix.md is its output, and a test compares them."""

import click

from ethics.domain.matrix import Moment, Section, sections

OPENING = """\
# Who may do what, and when

This page is printed by `flask --app wsgi access-matrix` from the program's own rules, and a test compares the two: a
change of a rule shows here as a change of this page. Columns are times in the life of a dilemma; those that do not
differ stand together. At times that a table does not name nobody may do it, and whoever it does not name may never.
Where somebody may not even see the title, the answer is the one for what does not exist. Nobody rules on their own
declaration; two days after one the Vice-chair may rule in the Chair's place. A former member sees things as they stood on
their last day.
"""


def page() -> str:
    """The whole page, as Markdown in English."""
    return "\n".join([OPENING, *(part(one) for one in sections())])


def part(one: Section) -> str:
    """One action: its sentence and its table."""
    heading = f"## May {one.action.words}\n"
    if not one.rows:
        return heading + "\nNobody.\n"
    head = ["", *(_when(column) for column in one.columns)]
    lines = [head, ["---", *(":-:" for _ in one.columns)]]
    lines += [[", ".join(map(str, row.people)), *("yes" if cell else "–" for cell in row.cells)] for row in one.rows]
    return heading + "\n" + "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def _when(column: tuple[Moment, ...]) -> str:
    if len(column) <= 2:
        return ", ".join(str(moment.words) for moment in column)
    return f"{column[0].words} to {column[-1].words}"


@click.command("access-matrix")
def access_matrix() -> None:
    """Print who may do what, and when, as Markdown."""
    click.echo(page(), nl=False)


commands = [access_matrix]
