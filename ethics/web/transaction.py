"""A POST is one transaction: committed at the edge when the view is done. What it wrote to the outbox is sent once the
answer has left, so that nobody waits for a mail server, and an answer's time tells nothing about who has an address here.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

from flask import Flask, current_app, make_response

from ethics.extensions import db
from ethics.services import outbox
from ethics.web.letters import word

LONGEST = 10.0
"""Seconds after an answer in which messages are begun. A slow mail server is not to hold a process until it is ended;
what is left leaves with `notices send`, or after another answer.
"""


class Edge:
    """The end of one request's transaction."""

    def __init__(self, *, writes: bool) -> None:
        self.writes = writes

    def finish(self, answer: Any) -> Any:
        """Commit if the answer is a good one, roll back if it refuses; gives back the response."""
        response = make_response(answer)
        if not self.writes:
            return response
        if response.status_code < 400:
            told = outbox.has_new()
            db.session.commit()
            if told:
                app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
                response.call_on_close(lambda: _send(app))
        else:
            db.session.rollback()
        return response


@contextmanager
def edge(*, writes: bool) -> Iterator[Edge]:
    """The edge of a request: whatever is raised inside leaves nothing half-saved."""
    try:
        yield Edge(writes=writes)
    except BaseException:
        db.session.rollback()
        raise


def _send(app: Flask) -> None:
    over = monotonic() + LONGEST
    with app.app_context():
        try:
            outbox.send_waiting(
                app.extensions["post"], word, app.extensions["clock"], enough=lambda: monotonic() >= over
            )
        except Exception:
            app.logger.exception("the outbox could not be sent; `notices send` will try again")
