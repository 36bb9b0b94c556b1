"""How gunicorn serves this. Start it with `make serve`, or `gunicorn --config deploy/gunicorn.conf.py wsgi:app`."""

import errno
import os
import socket
import sys
from pathlib import Path

from ethics.settings import Settings, SettingsRefused

HOST = os.environ.get("HOST", "127.0.0.1")
PORT = os.environ.get("PORT", "8000")

bind = f"{HOST}:{PORT}"
# Two processes with one request each keep the slowest answers quick; threads made them three times slower.
PROCESSES = os.environ.get("WEB_CONCURRENCY", "2")
workers = int(PROCESSES) if PROCESSES.isdecimal() else 0
worker_class = "sync"
# More than anything a request waits for may take in all: tests/house/test_patience.py adds it up.
timeout = 60
control_socket_disable = True
# The program writes its own line for each request, without queries or names.
accesslog = None
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"one_line": {"()": "ethics.web.logs.OneLine"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "one_line", "stream": "ext://sys.stdout"}},
    "root": {"level": "WARNING", "handlers": ["console"]},
    "loggers": {
        "gunicorn.error": {"level": "INFO", "handlers": ["console"], "propagate": False},
        "gunicorn.access": {"level": "CRITICAL", "handlers": [], "propagate": False},
    },
}


def on_starting(_server: object) -> None:
    """Refuse in one sentence, before any worker starts, what could not be served."""
    try:
        settings = Settings.from_environment(os.environ)
    except SettingsRefused as refusal:
        sys.exit(f"{refusal} docs/deployment.md says what each is.")
    if not PORT.isdecimal() or not 0 < int(PORT) < 65536:
        sys.exit("PORT should be a number from 1 to 65535.")
    if workers < 1:
        sys.exit("WEB_CONCURRENCY should be a whole number, 1 or more.")
    if not os.access(_there(settings.data), os.W_OK):
        sys.exit(f"ETHICS_DATA is {settings.data}, where this account may not write. Give it that folder first.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(PORT)))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                sys.exit(f"Something else already listens on {HOST}:{PORT}. Choose another with PORT=….")
            sys.exit(f"HOST is {HOST} and PORT is {PORT}, and nothing can listen there: {error.strerror}.")


def _there(folder: Path) -> Path:
    """The folder, or what there is already of the way to it."""
    return next(one for one in (folder, *folder.parents) if one.exists())
