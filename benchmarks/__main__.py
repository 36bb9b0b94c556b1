"""Measure the pages people live in, beside a bare page of the same size on the same database, in one interleaved run."""

import os
import platform
import socket
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from urllib.request import urlopen

import sqlalchemy
from flask import Flask

from benchmarks.load import Figures, load
from benchmarks.seed import DILEMMAS, MEMBERS, QUESTIONS, seed
from ethics import create_app
from ethics.settings import Settings
from tests.conftest import queries
from tests.visitor import Visitor, give_password

HERE = Path(__file__).parent
ROUNDS, REQUESTS = 5, 40
AIM = 0.40


def main() -> None:
    """Seed, serve, measure in turns, and write results.md."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.for_demo(Path(folder))
        app = create_app(settings)
        cast, refs = seed(app)
        pages = {
            "desk": ("/desk", cast.joan),
            "paper": (f"/dilemmas/{refs['open']}/paper", cast.joan),
            "positions": (f"/dilemmas/{refs['open']}/positions/1", cast.joan),
            "grid": (f"/dilemmas/{refs['revealed']}/reveal", cast.joan),
            "register": ("/", None),
        }
        counted, cookies = {}, {}
        give_password(app, cast.joan)
        for name, (path, person) in pages.items():
            visitor = Visitor(app)
            if person is not None:
                visitor.sign_in(person)
            visitor.get(path)  # the day's first read of closed parts is written down, which later ones are not
            with queries(app) as seen:
                visitor.get(path)
            counted[name] = len(seen)
            cookies[name] = _cookie(app, visitor) if person else ""
        found, memory = _measure(folder, {name: (path, cookies[name]) for name, (path, _) in pages.items()})
    (HERE / "results.md").write_text(_report(found, counted, memory), encoding="utf-8")
    print((HERE / "results.md").read_text(encoding="utf-8"))


def _cookie(app: Flask, visitor: Visitor) -> str:
    """A session, as a browser would send it."""
    name = app.config["SESSION_COOKIE_NAME"]
    kept = visitor.client.get_cookie(name)
    assert kept is not None, f"no cookie called {name}"
    return f"{name}={kept.value}"


def _measure(folder: str, pages: dict[str, tuple[str, str]]) -> tuple[dict[str, list[tuple[Figures, Figures]]], float]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "ETHICS_DEMO": "1", "ETHICS_DATA": folder, "PORT": str(port)}
    command = [sys.executable, "-m", "gunicorn", "--workers", "2", "--bind", f"127.0.0.1:{port}", "benchmarks.bare:app"]
    server = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        _wait(port)
        found: dict[str, list[tuple[Figures, Figures]]] = defaultdict(list)
        for path, cookie in pages.values():
            load(port, path, cookie, 10)
        for _ in range(ROUNDS):
            for name, (path, cookie) in pages.items():
                ours = load(port, path, cookie, REQUESTS)
                found[name].append((ours, load(port, f"/bare/{ours.size}", cookie, REQUESTS)))
        return found, _memory(server.pid)
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait(port: int) -> None:
    for _ in range(200):
        try:
            with urlopen(f"http://localhost:{port}/healthz"):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")


def _memory(parent: int) -> float:
    """The resident memory of the largest worker, in MiB; 0 where the system does not tell."""
    try:
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        sizes = [
            int(line.split()[1])
            for child in children
            for line in Path(f"/proc/{child}/status").read_text().splitlines()
            if line.startswith("VmRSS")
        ]
    except OSError:
        return 0
    return max(sizes, default=0) / 1024


def _report(found: dict[str, list[tuple[Figures, Figures]]], counted: dict[str, int], memory: float) -> str:
    lines = [
        "# Measured",
        "",
        f"{datetime.now(UTC):%-d %B %Y}. gunicorn with two sync workers, SQLite, {DILEMMAS} dilemmas, {MEMBERS} members, "
        f"{QUESTIONS} questions on the measured papers. Python {platform.python_version()}, SQLAlchemy {sqlalchemy.__version__}, "
        f"{os.cpu_count()} processors, which the load shares. {ROUNDS} interleaved rounds of {REQUESTS} requests, four at a time; "
        "medians of the rounds.",
        f"The largest worker took {memory:.0f} MiB. The floor is a bare Flask page of the same size with a session and three "
        f"queries on the same database in the same run; the aim is {AIM:.0%} of it, and no page above 20 queries. "
        "Compare ratios, not absolute figures. Each page is asked for a second time: the day's first read of a paper with closed "
        "parts is written down as well, which takes ten queries more.",
        "",
        "| page | queries | size (kB) | requests/s | p50 (ms) | p99 (ms) | floor (requests/s) | of the floor |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, pairs in found.items():
        ours, floor = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        ratio = median(one.per_second / other.per_second for one, other in pairs)
        lines.append(
            f"| {name} | {counted[name]} | {ours[0].size / 1000:.0f} | {median(f.per_second for f in ours):.0f} | "
            f"{median(f.p50 for f in ours):.1f} | {median(f.p99 for f in ours):.1f} | "
            f"{median(f.per_second for f in floor):.0f} | {ratio:.0%} |"
        )
    lines += ["", "Again: `make bench`.", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
