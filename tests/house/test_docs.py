"""What the README and the pages of docs/ say is there is there, and nothing an operator meets goes unsaid."""

import os
import re
from pathlib import Path

import click
import pytest
from flask import Flask

from ethics import ROOT
from ethics.domain.vocabulary import Role

DOCS = ROOT / "docs"
DEPLOYMENT = DOCS / "deployment.md"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^()\s]+)\)")
CODE = re.compile(r"```.*?```", re.DOTALL)
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
SETTING = re.compile(r"ETHICS_[A-Z_]+")
HEAVIEST = 200_000
GUIDE_OF = {
    Role.VICE_CHAIR: "chair",
    Role.COOPTED_MEMBER: "member",
    Role.POLICE_ADVISER: "adviser-and-observer",
    Role.OBSERVER: "adviser-and-observer",
}
"""Where a role's guide is not called by its name."""


def _prose(page: Path) -> str:
    return CODE.sub("", page.read_text(encoding="utf-8"))


def _anchors(page: Path) -> set[str]:
    """The fragments under which a page's headings can be reached."""
    headings = (re.sub(r"[`*_]|\]\([^)]*\)|\[", "", text).strip().lower() for text in HEADING.findall(_prose(page)))
    return {re.sub(r"[^\w\- ]", "", heading).replace(" ", "-") for heading in headings}


def _name(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_link_and_every_picture_leads_somewhere(page: Path) -> None:
    astray = []
    for target in LINK.findall(_prose(page)):
        if target.startswith(("https://", "http://", "mailto:")):
            continue
        place, _, fragment = target.partition("#")
        there = (page.parent / place).resolve() if place else page
        found = there.exists() and there.is_relative_to(ROOT)
        if not found or (fragment and fragment not in _anchors(there)):
            astray.append(target)
    assert not astray


def test_every_picture_is_light_enough_and_is_shown_somewhere() -> None:
    pictures = sorted((DOCS / "pictures").glob("*.png"))
    shown = {Path(target).name for page in PAGES for target in LINK.findall(_prose(page))}
    assert pictures
    assert [picture.name for picture in pictures if picture.stat().st_size > HEAVIEST] == []
    assert [picture.name for picture in pictures if picture.name not in shown] == []


@pytest.mark.parametrize("file", ["ethics/settings.py", "deploy/gunicorn.conf.py"])
def test_every_setting_is_explained_to_whoever_deploys_it(file: str) -> None:
    settings = set(SETTING.findall((ROOT / file).read_text(encoding="utf-8")))
    explained = set(re.findall(r"^\| `(ETHICS_[A-Z_]+)`", DEPLOYMENT.read_text(encoding="utf-8"), re.MULTILINE))
    assert settings <= explained


def test_every_setting_that_is_explained_exists() -> None:
    known = set(SETTING.findall((ROOT / "ethics" / "settings.py").read_text(encoding="utf-8")))
    assert set(SETTING.findall(DEPLOYMENT.read_text(encoding="utf-8"))) == known


def test_every_command_of_ours_stands_in_the_table_of_commands_and_no_other() -> None:
    from ethics import cli

    bare = Flask("commands")
    bare.cli.commands.clear()
    cli.register(bare)
    registered = {
        name if not isinstance(command, click.Group) else f"{name} {inner}"
        for name, command in bare.cli.commands.items()
        for inner in (command.commands if isinstance(command, click.Group) else [""])
    }
    table = DEPLOYMENT.read_text(encoding="utf-8").split("\n## Commands\n")[1].split("\n## ")[0]
    told = {re.sub(r" [A-Z]+$", "", name) for name in re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)}
    assert told - {"db upgrade"} == registered


@pytest.mark.parametrize("role", Role, ids=lambda role: role.value)
def test_every_role_has_a_guide_with_a_picture_that_the_list_of_guides_leads_to(role: Role) -> None:
    guide = DOCS / "guides" / f"{GUIDE_OF.get(role, role.value.replace('_', '-'))}.md"
    assert "](../pictures/" in guide.read_text(encoding="utf-8")
    assert f"({guide.name})" in (DOCS / "guides" / "README.md").read_text(encoding="utf-8")


def test_the_public_has_a_guide_too() -> None:
    assert (DOCS / "guides" / "public.md").exists()


def test_no_page_names_a_folder_of_the_machine_it_was_written_on() -> None:
    home = re.compile(rf"/(?:home|root|Users)/|{re.escape(os.fspath(ROOT))}")
    assert [_name(page) for page in PAGES if home.search(page.read_text(encoding="utf-8"))] == []
