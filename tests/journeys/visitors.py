"""One person at a real Chromium. Every page they come to is read by axe at 1280 and at 390 pixels."""

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Locator, Page, Response

from ethics import ROOT
from ethics.reading.people import LONDON
from tests.databases import RUN_FOLDER

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SHAPE = """() => {
    const kind = one => one.tagName + [...one.classList].sort().join('.') + [...one.attributes].map(a => a.name).sort();
    const inside = one => [one, one.parentElement, one.parentElement?.parentElement].map(two => two && kind(two)).join('<');
    const parts = [...new Set([...document.body.querySelectorAll('*')].map(inside))].sort();
    return [...parts, ...[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(one => one.tagName)].join();
}"""
"""What a page is made of, whatever its words and however many of each: two pages of one shape are one to axe."""

FOCUS = """() => {
    const one = document.activeElement;
    const words = part => (part?.innerText || part?.textContent || '').replace(/\\s+/g, ' ').trim();
    const style = getComputedStyle(one), label = [...(one.labels || [])].map(words).join(' ');
    const drawn = one.matches('[type=radio], [type=checkbox]') ? getComputedStyle(one.labels[0], '::before') : style;
    const shows = [style, drawn].some(s => s.outlineStyle !== 'none' || s.boxShadow !== 'none');
    return [one.getAttribute('aria-label') || label || words(one), words(one.closest('li, article, section, form')), shows];
}"""
"""What has the focus: what it is called, what is said around it, and whether a person can see that it has it."""

DESKTOP, PHONE, SMALL = {"width": 1280, "height": 900}, {"width": 390, "height": 844}, {"width": 320, "height": 568}


def _first_to_read(path: str, shape: str) -> bool:
    """Whether nobody has read a page of this address and shape in this run, whichever worker they walk for."""
    read = Path(os.environ[RUN_FOLDER]) / "read"
    read.mkdir(exist_ok=True)
    called = sha256((re.sub(r"/[0-9a-f]{10}", "", path) + shape).encode()).hexdigest()
    try:
        (read / called).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


class Visitor:
    """One person at a real browser, of a size that stays theirs.

    `go`, `press` and `follow` lead to a page and look at it; `fill`, `choose` and `pick` do what a hand would.
    """

    def __init__(
        self, context: BrowserContext, site: str, size: dict[str, int] = DESKTOP, *, scripts: bool = True
    ) -> None:
        self.site, self.size, self.scripts = site, size, scripts
        self.page: Page = context.new_page()
        self.page.set_viewport_size(size)
        self.troubles: list[str] = []
        self._copy: Page | None = None
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("console", self._heard)
        self.page.on("response", self._came)

    # -- getting about -----------------------------------------------------------------------------------------------

    def go(self, path: str, *, status: int = 200) -> "Visitor":
        """Open an address of the site."""
        answer = self.page.goto(path if path.startswith("http") else self.site + path)
        self._is(answer, status)
        return self.look()

    def press(self, name: str, *, within: str | None = None, status: int = 200, exact: bool = False) -> "Visitor":
        """Press the button of this name, inside the part of the page that holds ``within`` where one is named."""
        with self.arriving(status):
            self.button(name, within=within, exact=exact).click()
        return self

    def follow(self, name: str, *, within: str | None = None) -> "Visitor":
        """Follow the link of this name."""
        with self.arriving():
            self.link(name, within=within).click()
        return self

    def take_up(self, asked: str) -> "Visitor":
        """From one's desk, take up what is asked in these words."""
        self.go("/desk")
        with self.arriving():
            self.page.locator(".ask").filter(has_text=asked).locator(".ask__do a").first.click()
        return self

    @contextmanager
    def arriving(self, status: int = 200) -> Iterator[None]:
        """What is done inside leads to another page, which is looked at."""
        with self.page.expect_navigation() as awaited:
            yield
        self._is(awaited.value, status)
        self.look()

    # -- doing -------------------------------------------------------------------------------------------------------

    def fill(self, label: str, text: str, *, within: str | None = None, exact: bool = False) -> "Visitor":
        """Type into the box of this label, in place of what is there."""
        self.box(label, within=within, exact=exact).fill(text)
        return self

    def choose(self, label: str, *, within: str | None = None, exact: bool = True) -> "Visitor":
        """Choose the radio or box of this label."""
        self._place(within).get_by_label(label, exact=exact).first.check()
        return self

    def pick(self, label: str, option: str, *, within: str | None = None) -> "Visitor":
        """Pick an option of the list of this label."""
        self.box(label, within=within).select_option(label=option)
        return self

    # -- by keyboard alone -------------------------------------------------------------------------------------------

    def reach(self, name: str, *, within: str | None = None) -> "Visitor":
        """Press Tab until what has the focus is called so, and see that the focus shows."""
        for _ in range(300):
            self.page.keyboard.press("Tab")
            called, around, shows = self.page.evaluate(FOCUS)
            if name in called and (within is None or within in around):
                assert shows, f"nothing shows that the focus is on “{called}”"
                return self
        raise AssertionError(f"Tab does not come to “{name}” on {self.page.url}")

    def enter(self, name: str, *, within: str | None = None) -> "Visitor":
        """Come to a button or link by Tab, and press Enter on it."""
        self.reach(name, within=within)
        with self.arriving():
            self.page.keyboard.press("Enter")
        return self

    # -- seeing ------------------------------------------------------------------------------------------------------

    def box(self, label: str, *, within: str | None = None, exact: bool = False) -> Locator:
        """The control of this label."""
        return self._place(within).get_by_label(label, exact=exact).filter(visible=True).first

    def button(self, name: str, *, within: str | None = None, exact: bool = False) -> Locator:
        """The button of this name."""
        return self._place(within).get_by_role("button", name=name, exact=exact).first

    def link(self, name: str, *, within: str | None = None) -> Locator:
        """The link of this name, also one that looks like a button."""
        return self._place(within).locator("a").filter(has_text=name, visible=True).first

    @property
    def h1(self) -> str:
        """The page's heading."""
        return self.page.locator("h1").inner_text()

    @property
    def main(self) -> str:
        """What can be read in the page's main part, each white space one space."""
        return re.sub(r"\s+", " ", self.page.locator("main").inner_text())

    @property
    def told(self) -> str:
        """What the page says has just been done."""
        return re.sub(r"\s+", " ", self.page.locator("[role=status], .govuk-notification-banner").first.inner_text())

    def look(self) -> "Visitor":
        """Read the page with axe, large and small; nothing may be wrong, stick out at the side, or fail in a script.

        A page of the same address, but for the dilemma, and of the same shape as one read before is not read again.
        """
        if _first_to_read(urlsplit(self.page.url).path, self.page.evaluate(SHAPE)):
            self._axe()
        for size in (DESKTOP, PHONE, SMALL):
            self.page.set_viewport_size(size)
            wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{self.page.url} sticks out by {wide} at {size['width']}"
        self.page.set_viewport_size(self.size)
        assert not self.troubles, f"{self.page.url}: {self.troubles}"
        return self

    # -- inside ------------------------------------------------------------------------------------------------------

    def _axe(self) -> None:
        with self._readable() as page:
            page.evaluate(AXE)
            for size in (DESKTOP, PHONE):
                page.set_viewport_size(size)
                found = page.evaluate("rules => axe.run(document, {...rules, resultTypes: ['violations']})", RULES)
                faults = [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found["violations"]]
                assert not faults, f"{self.page.url} at {size}: {json.dumps(faults, indent=1)}"

    @contextmanager
    def _readable(self) -> Iterator[Page]:
        """The page, for axe, which needs scripts: where they are off, a copy of what stands there, its own left out."""
        if self.scripts:
            yield self.page
            return
        if self._copy is None:
            browser = self.page.context.browser
            assert browser is not None
            self._copy = browser.new_context(reduced_motion="reduce").new_page()
            self._copy.route("**/*.js", lambda script: script.abort())
        html, copy, url = self.page.content(), self._copy, self.page.url
        copy.route(url, lambda asked: asked.fulfill(body=html, content_type="text/html; charset=utf-8"))
        copy.goto(url)
        yield copy
        copy.unroute(url)

    def leave(self) -> None:
        """Close their browser."""
        if self._copy is not None:
            self._copy.context.close()
        self.page.context.close()

    def _place(self, within: str | None) -> Any:
        if within is None:
            return self.page
        group = self.page.get_by_role("group", name=within)
        if group.count():
            return group.first
        parts = self.page.locator("main").locator("form, fieldset, section, article, li, tr, details, .reason")
        return parts.filter(has_text=within).last

    def _is(self, answer: Response | None, status: int) -> None:
        if answer is not None and answer.status != status:  # there is none within a page
            raise AssertionError(f"{answer.url} answered {answer.status}, not {status}: {self.page.inner_text('body')}")

    def _heard(self, said: Any) -> None:
        if said.type == "error" and not said.text.startswith("Failed to load resource"):
            self.troubles.append(said.text)

    def _came(self, answer: Response) -> None:
        if answer.status >= 400 and not answer.request.is_navigation_request():
            self.troubles.append(f"{answer.url}: {answer.status}")


def day_ahead(days: int) -> str:
    """The day so many days from today, as people type it."""
    on = datetime.now(LONDON) + timedelta(days=days)
    return f"{on.day} {on:%B %Y}"
