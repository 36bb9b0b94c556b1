"""The post: by SMTP to a real server on a socket, or into a folder."""

import socket
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from ethics.settings import Settings
from ethics.web import post


def a_message() -> EmailMessage:
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = "ethics@eastmarch.example"
    message["To"] = "Tomos Llŷr <tomos.llyr@eastmarch.example>"
    message["Subject"] = "A paper is ready for you"
    message["Date"] = "Mon, 02 Mar 2026 12:00:00 +0000"
    message.set_content("Llŷr, there is a paper.\n", cte="quoted-printable")
    return message


def post_of(url: str) -> post.Post:
    app = Flask(__name__)
    post.register(app, Settings.for_tests(mail_url=url))
    sender: post.Post = app.extensions["post"]
    return sender


class SmallServer:
    """As much of SMTP as one message needs."""

    def __init__(self, refuses: bool = False) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        self.refuses = refuses
        self.got = b""
        self.said: list[bytes] = []
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self) -> None:
        connection, _ = self.listening.accept()
        with connection, connection.makefile("rwb") as wire:

            def say(line: bytes) -> None:
                wire.write(line + b"\r\n")
                wire.flush()

            say(b"220 small")
            for line in wire:
                self.said.append(line.strip())
                word = line.split()[0].upper()
                if word == b"DATA":
                    say(b"354 go on")
                    while (part := wire.readline()) != b".\r\n":
                        self.got += part
                    say(b"250 kept")
                elif word == b"QUIT":
                    say(b"221 bye")
                    return
                else:
                    say(b"550 nobody" if self.refuses and word == b"RCPT" else b"250 fine")

    def close(self) -> None:
        self.listening.close()
        self.thread.join(5)


@pytest.fixture
def server() -> Iterator[SmallServer]:
    made = SmallServer()
    yield made
    made.close()


def test_a_message_reaches_a_mail_server_whole(server: SmallServer) -> None:
    post_of(f"smtp://127.0.0.1:{server.port}")(a_message())
    got: Any = message_from_bytes(server.got, policy=policy.default)
    assert got["Subject"] == "A paper is ready for you"
    assert got.get_content().strip() == "Llŷr, there is a paper."
    assert any(line.lower() == b"rcpt to:<tomos.llyr@eastmarch.example>" for line in server.said)


def test_a_server_that_is_not_there_or_will_not_take_it_refuses_with_an_os_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        nowhere = taken.getsockname()[1]
    with pytest.raises(OSError):  # noqa: PT011
        post_of(f"smtp://127.0.0.1:{nowhere}")(a_message())
    unwilling = SmallServer(refuses=True)
    with pytest.raises(OSError):  # noqa: PT011
        post_of(f"smtp://127.0.0.1:{unwilling.port}")(a_message())
    unwilling.close()


def test_a_folder_takes_messages_in_order_and_anybody_can_read_them(tmp_path: Path) -> None:
    send = post_of(f"folder:{tmp_path / 'mail'}")
    for _ in range(3):
        send(a_message())
    files = sorted((tmp_path / "mail").iterdir())
    assert [file.suffix for file in files] == [".eml"] * 3
    assert b"A paper is ready for you" in files[0].read_bytes()
