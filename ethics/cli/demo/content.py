"""The invented committee's words: read from the files beside this one, never written here."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ethics.domain.vocabulary import PartReason

FOLDER = Path(__file__).parent / "content"
SAMPLES = FOLDER / "sample"
ATTACHED = FOLDER / "attached"
PASSWORD = "seven at a round table"  # noqa: S105 - known to everybody: the demonstration alone has it
"""Everyone's password in the demonstration."""

Table = Mapping[str, Any]


@cache
def cast() -> Table:
    """The cast and the committees' settings."""
    return tomllib.loads((FOLDER / "cast.toml").read_text(encoding="utf-8"))


@cache
def dilemmas() -> tuple[Table, ...]:
    """Every dilemma of the demonstration, in the order of its file."""
    files = sorted((FOLDER / "dilemmas").glob("*.toml"))
    return tuple(tomllib.loads(file.read_text(encoding="utf-8")) | {"slug": file.stem} for file in files)


def part_reason(text: str) -> tuple[PartReason, str]:
    """A reason as the files write it, "s31 Law enforcement: …", as the provision and what it says."""
    section, _, note = text.partition(":")
    number = section.split()[0].removeprefix("s")
    return PartReason(f"foi_{number}"), note.strip()
