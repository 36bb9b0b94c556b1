"""Where this machine keeps a Chromium for the journeys."""

import os
import shutil
from functools import cache
from pathlib import Path

MISSING = (
    "No Chromium was found, so the tests in tests/journeys were left out. Install one (apt-get install chromium, or "
    ".venv/bin/playwright install chromium), or name one in CHROMIUM."
)


@cache
def find() -> str | None:
    """The path of a Chromium: the one CHROMIUM names, else one on the PATH, else Playwright's own, else None."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named)
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    return str(own) if own.exists() else None
