"""What must hold of the folder of files."""

from collections.abc import Iterator
from pathlib import Path

from ethics.reading.files import digests_in_use
from ethics.services import files


def files_are_whole(folder: Path) -> Iterator[str]:
    """Every file that something stored names is in the folder, and is what its digest was taken of."""
    for digest in sorted(digests_in_use()):
        if not files.is_whole(folder, digest):
            yield f"the file {digest} is missing from the folder, or is not what was brought in"
