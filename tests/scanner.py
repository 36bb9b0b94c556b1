"""A scanner that speaks as clamd does, for the one command we use, and finds one thing harmful."""

import socket
import struct
import threading
from pathlib import Path
from types import TracebackType

HARMFUL = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The text every scanner takes for a virus, so that it can be seen to work."""


class Scanner:
    """Listens until it is left. ``seen`` are the files it was sent, ``answer`` what it says whatever it saw, if anything."""

    def __init__(self, path: Path | None = None) -> None:
        self._listening = socket.socket(socket.AF_INET if path is None else socket.AF_UNIX)
        self._listening.bind(("127.0.0.1", 0) if path is None else str(path))
        self._listening.listen()
        self.address = f"unix:{path}" if path else f"127.0.0.1:{self._listening.getsockname()[1]}"
        self.seen: list[bytes] = []
        self.answer: bytes | None = None
        self.most = 25 * 1024 * 1024
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> "Scanner":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._thread.join(timeout=5)
        self._listening.close()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._listening.accept()
            except OSError:
                return
            with line, line.makefile("rb") as said:
                answer = self._look(said)
                line.sendall(answer if self.answer is None else self.answer)

    def _look(self, said) -> bytes:  # type: ignore[no-untyped-def]
        if said.read(10) != b"zINSTREAM\0":
            return b"UNKNOWN COMMAND\0"
        data = b""
        while size := struct.unpack(">I", said.read(4))[0]:
            data += said.read(size)
            if len(data) > self.most:
                return b"INSTREAM size limit exceeded. ERROR\0"
        self.seen.append(data)
        return b"stream: Eicar-Signature FOUND\0" if HARMFUL in data else b"stream: OK\0"
