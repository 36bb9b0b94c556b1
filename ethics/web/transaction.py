"""A POST is one transaction: committed at the edge when the view is done, then what was written to the outbox is sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import current_app, make_response

from ethics.extensions import db
from ethics.services import outbox


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
            db.session.commit()
            outbox.send_waiting(current_app.extensions["post"], current_app.extensions["clock"])
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
