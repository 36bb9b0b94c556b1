"""How gunicorn serves this. Start it with `make serve`, or `gunicorn --config deploy/gunicorn.conf.py wsgi:app`."""

import os
import socket
import sys

from ethics.settings import Settings, SettingsRefused

HOST = os.environ.get("HOST", "127.0.0.1")
PORT = os.environ.get("PORT", "8000")

bind = f"{HOST}:{PORT}"
# Two processes with one request each keep the slowest answers quick; threads made them three times slower.
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "sync"
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
        Settings.from_environment(os.environ)
    except SettingsRefused as refusal:
        sys.exit(f"{refusal} docs/deployment.md says what each is.")
    if not PORT.isdigit():
        sys.exit("PORT should be a number.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(PORT)))
        except OSError:
            sys.exit(f"Something else already listens on {HOST}:{PORT}. Choose another with PORT=….")
