"""Somebody at the door, with nothing but a browser: real tokens, real cookies, signing in as people do.

`tests.browser` lets people in by itself, for tests of what lies behind; this is for tests of the door.
"""

from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Flask
from flask_security import hash_password
from sqlalchemy import select

from ethics.extensions import db
from ethics.models import Person
from tests.browser import Page, check
from tests.cast import Someone

PASSWORD = "gravel otter lantern"


def give_password(app: Flask, *people: Someone, password: str = PASSWORD) -> None:
    """Let these people have a password."""
    with app.app_context():
        for person in people:
            row = db.session.scalars(select(Person).where(Person.id == person.id)).one()
            row.password = hash_password(password)
        db.session.commit()


class Visitor:
    """One browser. Redirects are followed, except where ``follow`` says not to."""

    def __init__(self, app: Flask, address: str = "203.0.113.7") -> None:
        self.app = app
        self.client = app.test_client()
        self.client.environ_base["REMOTE_ADDR"] = address
        self.at = "/"

    def get(self, path: str, *, status: int = 200, follow: bool = True) -> Page:
        """Go to a page."""
        return self._seen(self.client.get(path), path, status, follow)

    def press(self, page: Page, button: str, *, status: int = 200, follow: bool = True, **fields: Any) -> Page:
        """Press a button on a page as it stands, with these fields changed (None leaves one out)."""
        action, held = page.form(button)
        data = {name: value for name, value in (held | fields).items() if value is not None}
        path = urljoin(page.path, action)
        came_from = urljoin(self.app.extensions["settings"].base_url, page.path)
        with self.client.post(path, data=data, headers={"Referer": came_from}) as response:
            return self._seen(response, path, status, follow)

    def sign_in(
        self, person: Someone, password: str = PASSWORD, *, at: str = "/sign-in", status: int = 200, **more: Any
    ) -> Page:
        """Sign in by e-mail address and password, and go where it leads."""
        page = self.get(at)
        return self.press(page, "Sign in", status=status, email=person.email, password=password, **more)

    def forget_session(self) -> None:
        """Close the browser: what it keeps for a session alone is gone."""
        self.client.delete_cookie("session", domain=self._host())

    def cookie(self, name: str) -> Any:
        """A cookie the browser holds, or None."""
        return self.client.get_cookie(name, domain=self._host())

    def _host(self) -> str:
        return self.app.extensions["settings"].host

    def _seen(self, response: Any, path: str, status: int, follow: bool) -> Page:
        if follow and response.status_code in (301, 302, 303, 307, 308):
            parts = urlsplit(urljoin(path, response.headers["Location"]))
            return self.get(f"{parts.path}?{parts.query}" if parts.query else parts.path, status=status)
        page = Page(response, path)
        assert page.status == status, f"{path} answered {page.status}, not {status}: {page.h1 or page.text[:300]}"
        if page.is_html and not 300 <= status < 400:
            check(page)
        self.at = path
        return page
