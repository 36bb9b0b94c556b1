"""Real journeys: the demonstration served as `make demo` serves it, and people in a real Chromium.

Each file has a site of its own, copied from one demonstration that a worker makes once. `visitor` opens a browser as
one of the cast; every page it comes to is read by axe at 1280 and at 390 pixels and must not scroll sideways.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from ethics import ROOT

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


def _environment(folder: Path, port: int) -> dict[str, str]:
    return {**os.environ, "ETHICS_DEMO": "1", "ETHICS_DATA": str(folder), "PORT": str(port)}


def _flask(folder: Path, *command: str, port: int = 8000) -> list[str]:
    return [sys.executable, "-m", "flask", "--app", "wsgi", *command]


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration made by its own command, to be copied."""
    folder = tmp_path_factory.mktemp("demonstration")
    made = subprocess.run(
        _flask(folder, "demo", "build"),
        cwd=ROOT,
        env=_environment(folder, 8000),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    return folder


@pytest.fixture(scope="module")
def site(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site of this file's own, served by the command that `make demo` runs."""
    folder = tmp_path_factory.mktemp("site") / "demo"
    shutil.copytree(demonstration, folder)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = (folder / "log.txt").open("w")
    server = subprocess.Popen(
        _flask(folder, "demo", "serve"), cwd=ROOT, env=_environment(folder, port), stdout=log, stderr=log
    )
    address = f"http://localhost:{port}"
    try:
        _wait_for(address, server, folder / "log.txt")
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


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
    flags = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--no-first-run",
    ]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        yield browser
        browser.close()


class Visitor:
    """One person at a real browser. `look` reads the page they are on; `go`, `press` and `follow` lead on and look."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.site = site
        self.page: Page = context.new_page()
        self.troubles: list[str] = []
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("console", lambda said: self.troubles.append(said.text) if said.type == "error" else None)

    def go(self, path: str) -> "Visitor":
        """Open an address of the site."""
        answer = self.page.goto(path if path.startswith("http") else self.site + path)
        assert answer is not None
        assert answer.status < 400, f"{path}: {answer.status}"
        return self.look()

    def press(self, name: str, **more: object) -> "Visitor":
        """Press the button of this name and wait for the page it leads to."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, **more).first.click()  # type: ignore[arg-type]
        return self.look()

    def follow(self, name: str, **more: object) -> "Visitor":
        """Follow the link of this name."""
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=name, **more).first.click()  # type: ignore[arg-type]
        return self.look()

    def fill(self, label: str, text: str) -> "Visitor":
        """Type into the box of this label, in place of what is there."""
        self.page.get_by_label(label).first.fill(text)
        return self

    def choose(self, label: str) -> "Visitor":
        """Choose the radio or box of this label."""
        self.page.get_by_label(label, exact=True).first.check()
        return self

    def sees(self, text: str) -> bool:
        """Whether this can be read on the page."""
        return self.page.get_by_text(text).first.is_visible()

    @property
    def h1(self) -> str:
        """The page's heading."""
        return self.page.locator("h1").inner_text()

    @property
    def main(self) -> str:
        """What can be read in the page's main part."""
        return self.page.locator("main").inner_text()

    def look(self) -> "Visitor":
        """Read the page with axe at both widths; nothing may be wrong, stick out at the side, or fail in a script."""
        for size in (PHONE, DESKTOP):
            self.page.set_viewport_size(size)  # type: ignore[arg-type]
            self.page.evaluate(AXE)
            found = self.page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
            faults = [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]
            assert not faults, f"{self.page.url} at {size['width']}: " + json.dumps(faults, indent=1)
            wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{self.page.url} sticks out by {wide} at {size['width']}"
        assert not self.troubles, f"{self.page.url}: {self.troubles}"
        return self


@pytest.fixture
def visitor(chromium_browser: Browser, site: str) -> Iterator[Callable[..., Visitor]]:
    """`visitor("Joan Pettifer")` is at her desk; `visitor()` is the public. With `scripts=False` JavaScript is off."""
    contexts: list[BrowserContext] = []

    def arrive(name: str | None = None, *, scripts: bool = True) -> Visitor:
        context = chromium_browser.new_context(java_script_enabled=scripts, locale="en-GB", reduced_motion="reduce")
        context.set_default_timeout(20_000)
        contexts.append(context)
        one = Visitor(context, site)
        if name is not None:
            one.page.goto(f"{site}/sign-in")
            with one.page.expect_navigation():
                one.page.get_by_role("button", name=name).first.click()
            one.look()
        return one

    yield arrive
    for context in contexts:
        context.close()
