"""Answers only to the installation's own names, before anything is built from the name a request gives."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from werkzeug.exceptions import SecurityError
from werkzeug.wrappers import Response
from werkzeug.wsgi import get_host

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class OwnNames:
    """Wraps a WSGI application. A request for a host that is not in `names` gets a bare 400; None lets every real name in.

    A page could not be made for it: each address on a page would carry the name that somebody else chose.
    """

    def __init__(self, application: "WSGIApplication", names: list[str] | None) -> None:
        self.application = application
        self.names = names

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        try:
            get_host(environ, self.names)
        except SecurityError:
            refusal = Response("This name is not one of ours.\n", status=400, mimetype="text/plain")
            return refusal(environ, start_response)
        return self.application(environ, start_response)
