"""Serves a demonstration that is there already, with its clock put forward: `python -m tests.journeys.clockwork 864000`."""

import os
import sys
from datetime import UTC, datetime, timedelta

from ethics import create_app
from ethics.cli.demo import Server


def main() -> None:
    """Serve at PORT, so many seconds ahead of the real time."""
    ahead = timedelta(seconds=int(sys.argv[1]))
    app = create_app()
    app.extensions["clock"] = lambda: datetime.now(UTC) + ahead
    Server(app, int(os.environ["PORT"])).run()


if __name__ == "__main__":
    main()
