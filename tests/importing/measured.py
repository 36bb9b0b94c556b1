"""What it costs to read a file: time and memory of a process that does nothing else."""

import json
import re
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from ethics.importing import Refused, read_file

_STATUS = Path("/proc/self/status")


@dataclass(frozen=True)
class Measured:
    """What was said where the file was refused, the processor's seconds, and the most memory held at once."""

    said: str
    seconds: float
    megabytes: float


def measured(called: str, data: bytes, folder: Path) -> Measured:
    """Read these bytes as a file of this name, in a process of its own."""
    (folder / "file").write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-m", "tests.importing.measured", called, str(folder / "file")],
        capture_output=True, text=True, check=True, timeout=60, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    return Measured(*json.loads(done.stdout))


def _seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _megabytes() -> float:
    """The most this process has held. On Linux the other number knows what its parent held, too."""
    if _STATUS.exists() and (found := re.search(r"VmHWM:\s+(\d+)", _STATUS.read_text())):
        return int(found[1]) / 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1024 / 1024 if sys.platform == "darwin" else most / 1024


def main(called: str, path: str) -> None:
    """Read the file and print what it cost, as JSON."""
    data = Path(path).read_bytes()
    before, said = _seconds(), ""
    try:
        read_file(called, data)
    except Refused as refusal:
        said = str(refusal)
    sys.stdout.write(json.dumps([said, _seconds() - before, _megabytes()]))


if __name__ == "__main__":
    main(*sys.argv[1:])
