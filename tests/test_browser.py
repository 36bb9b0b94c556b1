"""The checker of pages catches what it says it catches."""

import pytest
from flask import Flask

from tests.browser import NO_PAGE, Browser, Page, check, faults_of
from tests.cast import Cast

GOOD = """<!doctype html><html lang="en"><head><title>T</title></head><body><main><h1>H</h1>{}</main></body></html>"""


def page(inside: str, csp: str = "default-src 'self'") -> Page:
    app = Flask(__name__)
    app.add_url_rule("/", view_func=lambda: (GOOD.replace("{}", inside), {"Content-Security-Policy": csp}))
    return Page(app.test_client().get("/"), "/")


def test_a_good_page_passes() -> None:
    token = '<input type="hidden" name="csrf_token" value="x">'
    good = page(f'<form method="post">{token}<label for="a">A</label><input id="a" name="a"></form>')
    assert faults_of(good) == []
    check(good)


@pytest.mark.parametrize(
    "inside",
    [
        "<p><div></div></p>", "<h1>Another</h1>", '<p id="a"></p><p id="a"></p>', '<input name="a">', '<a href="#gone">x</a>',
        '<button></button>', '<form method="post"></form>', '<p style="color:red">x</p>', "<script>1</script>", '<img src="x">',
        '<table><tr><th></th></tr></table>', '<label for="gone">x</label>', '<p onclick="x">x</p>',
    ],
)  # fmt: skip
def test_a_page_with_a_fault_does_not(inside: str) -> None:
    with pytest.raises(AssertionError):
        check(page(inside))


def test_a_page_without_its_policy_does_not() -> None:
    with pytest.raises(AssertionError):
        check(page("<p>x</p>", csp="default-src 'self' 'unsafe-inline'"))


def test_the_browser_knows_who_looks_and_answers_what_is_not_there(app: Flask, browser: Browser, cast: Cast) -> None:
    joan = browser.as_(cast.joan).get("/there-is-no-such-page", status=404)
    public = browser.as_(None).get("/there-is-no-such-page", status=404)
    assert (joan.h1, public.h1) == (NO_PAGE, NO_PAGE)
    assert cast.joan.name in joan.text
    assert cast.joan.name not in public.text
