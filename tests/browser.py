"""People who look at pages. Every page any test fetches is checked as it passes by.

    joan = browser.as_(cast.joan)
    page = joan.get("/desk")
    page = joan.press(page, "Save and go on", stance="supported")   # fills the form that has this button, and follows

Checked of every HTML page: it is valid, in a language, with one h1 and a title; every control has a label, every
button and link a name, every picture its words; ids are unique and what refers to one finds it; forms that send carry
their token; the CSP is there. Checked of every GET: it wrote nothing and left nothing unwritten behind.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask, request_finished
from flask_login import LoginManager
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from ethics.extensions import db
from ethics.models import Person
from tests.cast import Someone

TOKEN = "a token that only tests know"
NOT_OPEN = "This is not open to you"
"""The heading of the page for what one may know of and may not do."""

NO_PAGE = "There is no page here"
"""The heading of the page for what does not exist, and for what one may not know of: the same page."""

FRESH = re.compile(r'(name="csrf_token" value=|data-csrf=|content=)"[^"]{40,}"|[0-9a-f]{32}')
"""What is new in every answer: its token, which holds the second it was made in, and its request's id."""

WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE|CREATE|DROP|ALTER)\b", re.IGNORECASE)


class Browser:
    """Gives each person a window of their own."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        _let_people_in(app)

    def as_(self, person: Someone | None) -> "Window":
        """A window in which this person is signed in; None is the public."""
        return Window(self.app, person)


def still(text: str) -> str:
    """An answer without what is new in each, so that two of them can be held against each other to the byte."""
    return FRESH.sub("", text)


class Page:
    """One answer. For HTML, its parts by what a person would look for."""

    def __init__(self, response: TestResponse, path: str) -> None:
        self.response = response
        self.path = path
        self.status: int = response.status_code
        self.is_html = response.mimetype == "text/html"
        self.html: str = response.text if self.is_html else ""
        parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
        self.tree: Element = parser.parse(self.html)
        self.faults = [f"{where}: {code} {more}" for where, code, more in parser.errors] if self.is_html else []

    @property
    def title(self) -> str:
        """What the window is called."""
        return words(next(self.all("title"), None))

    @property
    def h1(self) -> str:
        """The page's heading."""
        return words(next(self.all("h1"), None))

    @property
    def text(self) -> str:
        """What can be read on the page: the words of its body, without scripts, each white space one space."""
        return words(next(self.all("body"), None))

    @property
    def main(self) -> str:
        """What can be read in its main part."""
        return words(next(self.all("main"), None))

    @property
    def buttons(self) -> list[str]:
        """What its buttons say, link buttons apart."""
        return [words(button) for button in self.all("button")]

    @property
    def links(self) -> list[tuple[str, str]]:
        """Its links: what each says and where it leads."""
        return [(words(link), link.get("href", "")) for link in self.all("a")]

    def link(self, said: str) -> str:
        """Where the first link whose words hold ``said`` leads."""
        found = [href for text, href in self.links if said in text]
        assert found, f"no link says “{said}” on {self.path}; there are {[text for text, _ in self.links]}"
        return found[0]

    def all(self, tag: str, **attributes: str) -> Iterator[Element]:
        """The elements of this name with these attributes."""
        for element in self.tree.iter(tag):
            if all(element.get(name.rstrip("_").replace("_", "-")) == value for name, value in attributes.items()):
                yield element

    def by_id(self, id_: str) -> Element | None:
        """The element with this id."""
        return next((element for element in self.tree.iter() if element.get("id") == id_), None)

    def form(self, button: str) -> tuple[str, dict[str, Any]]:
        """Where the form with this button goes, and what it holds as it stands, the button's own value included."""
        for form in self.all("form"):
            for pressed in form.iter("button"):
                if words(pressed) == button:
                    data = dict(_held_by(form))
                    if name := pressed.get("name"):
                        data[name] = pressed.get("value", "")
                    return pressed.get("formaction") or form.get("action") or self.path, data
        raise AssertionError(f"no form has a button “{button}” on {self.path}; there are {self.buttons}")


class Window:
    """One person at their screen."""

    def __init__(self, app: Flask, person: Someone | None) -> None:
        self.app, self.person = app, person
        self.client = app.test_client()
        if person is not None:
            with self.client.session_transaction() as session:
                session["_user_id"] = person.session_key
                session["_fresh"] = True

    def get(self, path: str, *, status: int = 200, follow: bool = True, **more: Any) -> Page:
        """Fetch a page, following redirects, and check it. ``status`` is what the last answer must be."""
        with _nothing_is_written(self.app):
            response = self.client.get(path, **more)
        if follow and response.status_code in (301, 302, 303, 307, 308):
            return self.get(_local(path, response), status=status)
        return self._checked(response, path, status)

    def post(
        self, path: str, data: Mapping[str, Any] | None = None, *, status: int = 200, follow: bool = True, **more: Any
    ) -> Page:
        """Send a form to ``path`` with its token, and follow where it leads. A good answer to a POST is a redirect."""
        with self.client.session_transaction() as session:
            session["csrf_token"] = TOKEN
        signed = URLSafeTimedSerializer(str(self.app.secret_key), salt="wtf-csrf-token").dumps(TOKEN)
        sent = {"csrf_token": signed} | dict(data or {})
        sent["csrf_token"] = signed
        referrer = f"{self.app.config['PREFERRED_URL_SCHEME']}://{self.app.config['SERVER_NAME']}/"
        headers = {"Referer": referrer} | dict(more.pop("headers", {}))
        response = self.client.post(path, data=sent, headers=headers, **more)
        if follow and response.status_code in (301, 302, 303, 307, 308):
            return self.get(_local(path, response), status=status)
        return self._checked(response, path, status)

    def press(self, page: Page, button: str, *, status: int = 200, follow: bool = True, **fields: Any) -> Page:
        """Press a button on a page, with these fields changed (None leaves one out), and follow where it leads."""
        action, data = page.form(button)
        data |= fields
        sent = {name: value for name, value in data.items() if value is not None}
        return self.post(urljoin(page.path, action), sent, status=status, follow=follow)

    def _checked(self, response: TestResponse, path: str, status: int) -> Page:
        page = Page(response, path)
        assert page.status == status, f"{path} answered {page.status}, not {status}: {page.h1 or page.text[:300]}"
        if page.is_html and not 300 <= page.status < 400:
            check(page)
        return page


def _local(path: str, response: TestResponse) -> str:
    parts = urlsplit(urljoin(path, response.headers["Location"]))
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def words(element: Element | None) -> str:
    """What can be read in an element."""
    if element is None:
        return ""
    return re.sub(r"\s+", " ", "".join(_texts(element))).strip()


def _texts(element: Element) -> Iterator[str]:
    if element.tag in ("script", "style", "template") or element.get("hidden") is not None:
        return
    if element.text and isinstance(element.tag, str):
        yield element.text
    for child in element:
        yield from _texts(child)
        if child.tag in ("p", "li", "div", "h1", "h2", "h3", "dt", "dd", "td", "th", "br", "legend", "label"):
            yield " "
        if child.tail:
            yield child.tail


def _held_by(form: Element) -> Iterator[tuple[str, Any]]:
    held: dict[str, Any] = {}
    for control in form.iter():
        name, kind = control.get("name"), control.get("type", "text")
        if not name or control.get("disabled") is not None:
            continue
        if control.tag == "textarea":
            held[name] = (control.text or "").removeprefix("\n")
        elif control.tag == "select":
            options = list(control.iter("option"))
            chosen = [one for one in options if one.get("selected") is not None] or options[:1]
            if chosen:
                held[name] = chosen[0].get("value", words(chosen[0]))
        elif control.tag == "input" and kind in ("radio", "checkbox"):
            if control.get("checked") is not None:
                value = control.get("value", "on")
                held[name] = (
                    [*held[name], value]
                    if isinstance(held.get(name), list)
                    else [value]
                    if kind == "checkbox"
                    else value
                )
        elif control.tag == "input" and kind not in ("submit", "button", "file"):
            held[name] = control.get("value", "")
    yield from held.items()


# -- what every page must be ------------------------------------------------------------------------------------------


def faults_of(page: Page) -> list[str]:
    """Everything that is wrong with a page, a sentence each."""
    return [fault for rule in _RULES for fault in rule(page)]


def check(page: Page) -> None:
    """Fail with everything that is wrong with a page."""
    faults = faults_of(page)
    assert not faults, f"{page.path} ({page.status}):\n  " + "\n  ".join(faults)


def _is_valid(page: Page) -> Iterator[str]:
    yield from page.faults
    if not page.html.lstrip().lower().startswith("<!doctype html>"):
        yield "it does not begin with its doctype"


def _says_what_it_is(page: Page) -> Iterator[str]:
    root = page.tree
    if not root.get("lang"):
        yield "it does not say its language"
    if not page.title:
        yield "it has no title"
    headings = [words(heading) for heading in page.all("h1")]
    if len(headings) != 1 or not headings[0]:
        yield f"it has {len(headings)} h1: {headings}"
    if sum(1 for _ in page.all("main")) != 1:
        yield "it has not one main part"


def _ids_are_unique_and_found(page: Page) -> Iterator[str]:
    count = Counter(element.get("id") for element in page.tree.iter() if element.get("id"))
    yield from (f"the id “{id_}” is there {n} times" for id_, n in count.items() if n > 1)
    for element in page.tree.iter():
        for name in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
            for wanted in (element.get(name) or "").split():
                if wanted not in count:
                    yield f"<{element.tag}> refers by {name} to “{wanted}”, which is not there"
        if (
            element.tag == "a"
            and (href := element.get("href", "")).startswith("#")
            and len(href) > 1
            and href[1:] not in count
        ):
            yield f"a link leads to “{href}”, which is not there"


def _everything_has_a_name(page: Page) -> Iterator[str]:
    labelled = {label.get("for") for label in page.all("label") if words(label)}
    wrapped = {id(control) for label in page.all("label") if words(label) for control in label.iter()}
    for element in page.tree.iter():
        named = bool(element.get("aria-label") or element.get("aria-labelledby"))
        if element.tag in ("input", "select", "textarea"):
            if element.get("type") in ("hidden", "submit", "button", "image"):
                continue
            if not named and element.get("id") not in labelled and id(element) not in wrapped:
                yield f"the control “{element.get('name')}” has no label"
        elif element.tag in ("button", "a") and not named and not words(element):
            if element.tag == "button" or element.get("href") is not None:
                yield f"a <{element.tag}> has no name: {element.attrib}"
        elif element.tag == "img" and element.get("alt") is None:
            yield f"the picture {element.get('src')} has no words for it"
        elif element.tag == "th" and not words(element):
            yield "a table's heading cell is empty"


def _forms_carry_their_token(page: Page) -> Iterator[str]:
    for form in page.all("form"):
        has_one = any(control.get("name") == "csrf_token" and control.get("value") for control in form.iter("input"))
        if form.get("method", "get").lower() == "post" and not has_one:
            yield f"the form to {form.get('action') or 'this page'} has no token"


def _nothing_runs_inline(page: Page) -> Iterator[str]:
    policy = page.response.headers.get("Content-Security-Policy", "")
    if "default-src" not in policy or "unsafe-inline" in policy:
        yield f"its CSP is “{policy}”"
    for element in page.tree.iter():
        if not isinstance(element.tag, str):
            continue
        if element.get("style") is not None:
            yield f"<{element.tag}> has a style of its own, which the CSP stops"
        if any(name.startswith("on") for name in element.attrib):
            yield f"<{element.tag}> has a handler of its own, which the CSP stops"
        if element.tag == "script" and element.get("src") is None and element.get("type") not in ("application/json",):
            yield "a script stands in the page, which the CSP stops"


_RULES: tuple[Callable[[Page], Iterator[str]], ...] = (
    _is_valid, _says_what_it_is, _ids_are_unique_and_found, _everything_has_a_name, _forms_carry_their_token, _nothing_runs_inline,
)  # fmt: skip


# -- what every GET must leave be -------------------------------------------------------------------------------------


@contextmanager
def _nothing_is_written(app: Flask) -> Iterator[None]:
    written: list[str] = []
    left: list[Any] = []
    watched: list[bool] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if WRITES.match(statement):
            written.append(statement)

    def finished(sender: Flask, **_more: Any) -> None:
        from flask import request

        view = sender.view_functions.get(request.endpoint or "")
        watched.append(getattr(getattr(view, "door", None), "watched", False))
        left.extend([*db.session.new, *db.session.dirty, *db.session.deleted])

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        with request_finished.connected_to(finished, app):
            yield
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert not left, f"a GET left {left} unwritten in the session"
    assert any(watched) or not written, f"a GET wrote: {written}"


def _let_people_in(app: Flask) -> None:
    """Where accounts are not set up, know people by their sessions all the same."""
    if hasattr(app, "login_manager"):
        return
    manager = LoginManager()
    app.login_manager = manager  # type: ignore[attr-defined]

    @manager.user_loader
    def load(key: str) -> Person | None:
        return db.session.scalar(select(Person).where(Person.fs_uniquifier == key, Person.active))
