"""Files that were brought in, each kept once by its digest in a folder outside the web root: sources and attachments alike.

A file is written before the row that names it is committed, so no row is ever without its file; where the row does not
come to be, the file lies there unused until the operator clears the folder (cli/files.py).
"""

import hashlib
import os
import re
import secrets
from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

HELD = timedelta(days=2)
"""A file that no row names yet may be in somebody's hands for as long: an import from which they still choose."""

_DIGEST = re.compile(r"[0-9a-f]{64}")
_CHUNK = 1024 * 1024


def keep(folder: Path, data: bytes) -> str:
    """Write a file under its SHA-256 in ``folder``/files and give back the digest. Whole or not at all."""
    digest = digest_of(data)
    place = path_of(folder, digest)
    with suppress(FileNotFoundError):
        os.utime(place)  # in use again from now on
        return digest
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = place.with_name(f".{digest}.{secrets.token_hex(4)}")
    with open(draft, "xb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(place)
    for changed in (place.parent, place.parent.parent, folder):
        _settle(changed)
    return digest


def _settle(changed: Path) -> None:
    """Let a folder's new names outlive a loss of power, where the system lets a folder be opened."""
    if os.name != "posix":
        return
    opened = os.open(changed, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def digest_of(data: bytes) -> str:
    """What a file is known by."""
    return hashlib.sha256(data).hexdigest()


def path_of(folder: Path, digest: str) -> Path:
    """Where the file of this digest lies."""
    return folder / "files" / digest[:2] / digest


def is_whole(folder: Path, digest: str) -> bool:
    """Whether the file of this digest is there and is what its digest was taken of."""
    place = path_of(folder, digest)
    if not place.is_file():
        return False
    found = hashlib.sha256()
    with place.open("rb") as file:
        while piece := file.read(_CHUNK):
            found.update(piece)
    return found.hexdigest() == digest


def take_away(place: Path, now: datetime) -> bool:
    """Take an unused file away; not one that was brought in again since it was found unused."""
    aside = place.with_name(f".{place.name.lstrip('.')}.{secrets.token_hex(4)}")
    try:
        place.rename(aside)  # from here on whoever brings it in writes it anew
    except FileNotFoundError:
        return False
    if now.timestamp() - aside.stat().st_mtime <= HELD.total_seconds():
        aside.replace(place)
        return False
    aside.unlink()
    return True


def unused(folder: Path, used: Collection[str], now: datetime) -> Iterator[tuple[Path, int]]:
    """The files that nothing stored names, with their sizes, in order: those that have lain there for longer than HELD."""
    for place in sorted((folder / "files").glob("*/*")):
        known = _DIGEST.fullmatch(place.name) is not None and place.name in used
        there = place.stat()
        if not known and now.timestamp() - there.st_mtime > HELD.total_seconds():
            yield place, there.st_size
