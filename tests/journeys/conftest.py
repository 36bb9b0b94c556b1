"""Real journeys: the demonstration served as `make demo` serves it, and people in a real Chromium.

The run makes the demonstration once, by its own command; each file has a site of its own, on a copy of it. `visitor`
opens a browser as one of the cast.
"""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, sync_playwright

from ethics import ROOT
from ethics.cli.demo.build import MADE
from tests.databases import RUN_FOLDER
from tests.journeys.visitors import DESKTOP, Visitor

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)


def _environment(folder: Path, port: int) -> dict[str, str]:
    return {**os.environ, "ETHICS_DEMO": "1", "ETHICS_DATA": str(folder), "PORT": str(port)}


def _flask(*command: str) -> list[str]:
    return [sys.executable, "-m", "flask", "--app", "wsgi", *command]


@pytest.fixture(scope="session")
def demonstration() -> Path:
    """A demonstration made by its own command, to be copied. The first worker to ask makes it, the others wait."""
    folder = Path(os.environ[RUN_FOLDER]) / "demonstration"
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / MADE).exists():
            made = subprocess.run(
                _flask("demo", "build"),
                cwd=ROOT,
                env=_environment(folder, 8000),
                capture_output=True,
                text=True,
                timeout=300,
            )
            assert made.returncode == 0, made.stdout + made.stderr
    return folder


class Site:
    """A demonstration of one file's own, in a folder with its database, files and mail, and where it is served."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address = ""
        self._server: subprocess.Popen[bytes] | None = None

    def serve(self, *command: str) -> None:
        """Serve it at a new address, by the command that `make demo` runs unless another is given."""
        self.stop()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        log = self.folder / "log.txt"
        with log.open("w") as out:
            self._server = subprocess.Popen(
                command or _flask("demo", "serve"),
                cwd=ROOT,
                env=_environment(self.folder, port),
                stdout=out,
                stderr=out,
            )
        self.address = f"http://localhost:{port}"
        _wait_for(self.address, self._server, log)

    def let_pass(self, **time: float) -> None:
        """Let so much time pass, said as for a timedelta: the same demonstration, with its clock put forward."""
        ahead = int(timedelta(**time).total_seconds())
        self.serve(sys.executable, "-m", "tests.journeys.clockwork", str(ahead))

    def stop(self) -> None:
        """Stop serving it."""
        if self._server is None:
            return
        self._server.terminate()
        try:
            self._server.wait(timeout=20)
        finally:
            self._server.kill()


@pytest.fixture(scope="module")
def scripts(request: pytest.FixtureRequest) -> bool:
    """Whether the visitors' browsers run scripts. A journey marked `with_and_without_scripts` is walked both ways."""
    return bool(getattr(request, "param", True))


with_and_without_scripts = pytest.mark.parametrize(
    "scripts", [True, False], ids=["scripts", "no scripts"], indirect=True
)


@pytest.fixture(scope="module")
def site(scripts: bool, demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site of this file's own, and of each way in which it is walked."""
    folder = tmp_path_factory.mktemp("site") / "demo"
    shutil.copytree(demonstration, folder)
    own = Site(folder)
    try:
        own.serve()
        yield own
    finally:
        own.stop()


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        assert server.poll() is None, log.read_text()
        try:
            with urlopen(f"{address}/healthz"):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(log.read_text())


@pytest.fixture(scope="session")
def chromium_browser(chromium: str) -> Iterator[Browser]:
    """One Chromium for the worker; every visitor has a profile of their own in it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visitor(chromium_browser: Browser, site: Site, scripts: bool) -> Iterator[Callable[..., Visitor]]:
    """`visitor("Joan Pettifer")` is at her desk; `visitor()` is the public. With `scripts=False` JavaScript is off."""
    here: list[Visitor] = []

    def arrive(name: str | None = None, *, scripts: bool = scripts, size: dict[str, int] = DESKTOP) -> Visitor:
        context = chromium_browser.new_context(java_script_enabled=scripts, locale="en-GB", reduced_motion="reduce")
        context.set_default_timeout(20_000)
        one = Visitor(context, site.address, size, scripts=scripts)
        here.append(one)
        if name is not None:
            sit_down(one, name)
        return one

    yield arrive
    for one in here:
        one.leave()


def sit_down(visitor: Visitor, name: str) -> None:
    """Choose somebody of the cast on the sign-in page, and be at their desk."""
    visitor.page.goto(f"{visitor.site}/sign-in")
    visitor.press(name)
    assert name in visitor.page.locator(".masthead__who").inner_text()
