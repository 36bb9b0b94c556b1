"""Takes the pictures of the README and the guides: `make pictures`, or `python -m docs.pictures NAME…` for a few.

It makes a demonstration in a folder of its own, serves it, and looks at it through Chromium as people of the cast.
"""

import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen

import click
from playwright.sync_api import Browser, Page, Response, sync_playwright

from docs.lighter import lighten
from tests import chromium as chromium_here

ROOT = Path(__file__).parent.parent
FOLDER = Path(__file__).parent / "pictures"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
DESK, PHONE = 1280, 390
HEAVIEST = 150_000

DOORBELLS = "Asking residents for their doorbell footage"
CARE_HOMES = "Body-worn video in care homes"
VISITS = "Visiting homes that have not asked for us"
LANDLORD = "Warning a landlord about a flat that has been taken over"
BEDSIDE = "Waiting at a hospital bedside"
TOWPATH = "Stopping cyclists on the towpath"
CAMERAS = "Speed cameras outside the guidance"
DRONE = "Looking from the air for someone who may not want to be found"
TELEPHONE = "Asking a victim for the whole telephone"
DOORWAYS = "Moving on people who sleep in doorways"


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: who looks, at which page, and which part of it. `{}` in the address is the dilemma of this title.

    ``follow`` are links to go on by, each by the beginning of its words; ``near`` is what the picture begins just above.
    """

    name: str
    who: str | None
    path: str
    title: str = ""
    follow: tuple[str, ...] = ()
    near: str = ""
    width: int = DESK
    height: int = 800


PICTURES = (
    Picture("reveal", "Margaret Holloway", "/dilemmas/{}/reveal", VISITS, near="Positions closed and", height=1000),
    Picture("draft", "Moira Tench", "/dilemmas/{}/edit", DRONE),
    Picture("bring", "Dan Fairley", "/papers/import", height=700),
    Picture("release", "Ruth Ingleby", "/desk", follow=("Read and release it",), height=700),
    Picture("answer", "Ruth Ingleby", "/dilemmas/{}/answer", DOORWAYS, near="Question 1."),
    Picture(
        "triage", "Caroline Mott", "/desk", follow=("Read and answer it",), near="What happens with it?", height=480
    ),
    Picture("agenda", "Caroline Mott", "/desk", follow=("The agenda",), height=900),
    Picture("issue", "Caroline Mott", "/desk", follow=("Issue it to members",)),
    Picture("drafting", "Margaret Holloway", "/dilemmas/{}/drafting/1", BEDSIDE, height=900),
    Picture("ruling", "Margaret Holloway", "/desk", follow=("Rule on it",), height=900),
    Picture("position", "Joan Pettifer", "/dilemmas/{}/positions/4", DOORBELLS, height=900),
    Picture("position-phone", "Joan Pettifer", "/dilemmas/{}/positions/4", DOORBELLS, width=PHONE, near="fieldset"),
    Picture("declare", "Yusuf Harte", "/dilemmas/{}/declare", TOWPATH, width=PHONE),
    Picture("advice", "Joan Pettifer", "/dilemmas/{}/advice", CARE_HOMES, near="Question 1."),
    Picture(
        "disclosure", "Peter Oyelaran", "/dilemmas/{}/disclosure", TELEPHONE, near="What the scan found", height=900
    ),
    Picture("declarations", "Helen Strand", "/dilemmas/{}/declarations", CAMERAS, height=700),
    Picture("people", "Sam Teller", "/people", height=700),
    Picture("paper", "Edith Larkham", "/dilemmas/{}/paper", LANDLORD, near="Part 2. Not shown"),
    Picture("register", None, "/", height=700),
    Picture("published", None, "/", follow=("Moving on people",), height=900),
)


@contextmanager
def demonstration(folder: Path) -> Iterator[str]:
    """Make and serve a demonstration in the folder; gives back its address."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    surroundings = {**os.environ, "ETHICS_DEMO": "1", "ETHICS_DATA": str(folder), "PORT": str(port)}
    flask = [sys.executable, "-m", "flask", "--app", "wsgi", "demo"]
    subprocess.run([*flask, "build"], cwd=ROOT, env=surroundings, check=True)  # noqa: S603 - our own command
    server = subprocess.Popen([*flask, "serve"], cwd=ROOT, env=surroundings)  # noqa: S603 - our own command
    try:
        address = f"http://localhost:{port}"
        _wait_for(address, server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for(address: str, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        if server.poll() is not None:
            break
        try:
            with urlopen(f"{address}/healthz"):  # noqa: S310 - our own address
                return
        except OSError:
            time.sleep(0.2)
    raise click.ClickException("The demonstration did not start.")


def refs_of(folder: Path) -> dict[str, str]:
    """Each dilemma's ref by its title."""
    with closing(sqlite3.connect(folder / "ethics.sqlite3")) as connection:
        return dict(connection.execute("SELECT title, ref FROM dilemma").fetchall())


def take(browser: Browser, address: str, refs: dict[str, str], picture: Picture) -> None:
    """Take one picture and put it into its folder."""
    context = browser.new_context(
        viewport={"width": picture.width, "height": picture.height}, locale="en-GB", reduced_motion="reduce"
    )
    try:
        page = context.new_page()
        if picture.who is not None:
            page.goto(f"{address}/sign-in")
            page.get_by_role("button", name=picture.who).click()
        _open(page, address + picture.path.format(refs.get(picture.title, "")))
        for words in picture.follow:
            with page.expect_navigation() as arrival:
                page.locator("main a", has_text=words).first.click()
            _is_there(page, arrival.value)
        page.evaluate("document.querySelectorAll('.demo-line').forEach(line => line.remove())")
        _scroll(page, picture.near)
        page.evaluate("document.fonts.ready")
        file = FOLDER / f"{picture.name}.png"
        page.screenshot(path=file, animations="disabled", caret="hide")
        lighten(file)
    finally:
        context.close()


def _open(page: Page, address: str) -> None:
    _is_there(page, page.goto(address))


def _is_there(page: Page, answer: Response | None) -> None:
    if answer is None or not answer.ok:
        raise click.ClickException(f"{page.url} answered {answer and answer.status}.")


def _scroll(page: Page, near: str) -> None:
    if not near:
        return
    there = page.locator(near) if near.isalpha() and near.islower() else page.get_by_text(near)
    there.first.evaluate("one => window.scrollTo(0, one.getBoundingClientRect().top + window.scrollY - 40)")


def main(names: Sequence[str]) -> None:
    """Take the pictures of these names, or all of them. Ends with 1 where one cannot be taken or is too heavy."""
    chromium = chromium_here.find()
    if chromium is None:
        raise click.ClickException(chromium_here.MISSING)
    wanted = [picture for picture in PICTURES if not names or picture.name in names]
    FOLDER.mkdir(exist_ok=True)
    troubles = []
    with TemporaryDirectory() as place, sync_playwright() as playwright:
        folder = Path(place)
        with demonstration(folder) as address:
            refs = refs_of(folder)
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            for picture in wanted:
                try:
                    take(browser, address, refs, picture)
                except Exception as trouble:  # the others can still be taken
                    troubles.append(f"{picture.name}: {str(trouble).splitlines()[0]}")
                    continue
                size = (FOLDER / f"{picture.name}.png").stat().st_size
                click.echo(f"{picture.name}.png, {size // 1000} kB")
                if size > HEAVIEST:
                    troubles.append(f"{picture.name}: {size // 1000} kB is too heavy")
            browser.close()
    if troubles:
        raise click.ClickException("\n".join(troubles))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except click.ClickException as refusal:
        refusal.show()
        sys.exit(refusal.exit_code)
