"""Asking ClamAV about a file before anything is stored, where an installation has it: its INSTREAM command and no more.

What cannot be checked is refused like what is harmful: an installation that asked for the check gets it always.
"""

from __future__ import annotations

import logging
import socket
import struct
import time
from contextlib import suppress

from .found import Refused

PATIENCE = 25.0
"""Seconds the scanner has in all, from the first word to its answer. With what reading a file may take, and the mail
after it, this stays under the time that a process has for a request (deploy/gunicorn.conf.py).
"""
HARMFUL = "The virus scanner found something harmful in this file, so it was not taken. Have your IT desk look at it."
NOT_CHECKED = "The file could not be checked for viruses just now, so it was not taken. Try again in a few minutes."

_PIECE = 64 * 1024
_LONGEST_ANSWER = 4_096


def check(scanner: str, data: bytes) -> None:
    """Refuse (`Refused`) a file in which the scanner at ``scanner`` finds something, or which it could not look at.

    ``scanner`` is ``unix:/path/of/its/socket`` or ``host:port``; where it is empty nobody asked for the check.
    """
    if not scanner:
        return
    try:
        answer = _ask(scanner, data)
    except OSError as error:
        _could_not(type(error).__name__)
    if answer.endswith("FOUND"):
        raise Refused(HARMFUL)
    if answer != "stream: OK":
        _could_not(answer)


def _could_not(why: str) -> None:
    logging.getLogger(__name__).error("ClamAV did not check a file: %s", why)
    raise Refused(NOT_CHECKED)


def _ask(scanner: str, data: bytes) -> str:
    """What the scanner answers, as one line without its end."""
    over = time.monotonic() + PATIENCE
    with _reached(scanner) as line:
        # A file past the scanner's own limit is answered before all of it is sent, and then it stops listening.
        with suppress(BrokenPipeError, ConnectionResetError):
            line.sendall(b"zINSTREAM\0")
            for at in range(0, len(data), _PIECE):
                piece = data[at : at + _PIECE]
                _hurry(line, over)
                line.sendall(struct.pack(">I", len(piece)) + piece)
            line.sendall(struct.pack(">I", 0))
        answer = b""
        while len(answer) < _LONGEST_ANSWER and not answer.endswith(b"\0"):
            _hurry(line, over)
            more = line.recv(_LONGEST_ANSWER)
            if not more:
                break
            answer += more
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")


def _hurry(line: socket.socket, over: float) -> None:
    """Leave the scanner no more than what is left of its time."""
    left = over - time.monotonic()
    if left <= 0:
        raise TimeoutError
    line.settimeout(left)


def _reached(scanner: str) -> socket.socket:
    if scanner.startswith("unix:"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            line.settimeout(PATIENCE)
            line.connect(scanner.removeprefix("unix:"))
        except OSError:
            line.close()
            raise
        return line
    host, _, port = scanner.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=PATIENCE)
