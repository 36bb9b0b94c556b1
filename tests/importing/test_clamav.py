"""ClamAV is asked about a file before anything else happens with it: here by a scanner of our own that speaks as clamd does."""

import logging
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from ethics.importing import Refused, clamav
from tests.scanner import HARMFUL, Scanner


@pytest.fixture(params=["unix", "port"])
def scanner(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scanner]:
    """A scanner at a socket of its own, by path and by port."""
    with Scanner(tmp_path / "clamd.ctl" if request.param == "unix" else None) as one:
        yield one


def test_a_file_is_sent_whole_and_passes(scanner: Scanner) -> None:
    data = b"%PDF-1.7 " + b"words " * 50_000
    clamav.check(scanner.address, data)
    assert scanner.seen == [data]


def test_a_harmful_file_is_refused_with_a_sentence_that_names_no_virus(scanner: Scanner) -> None:
    with pytest.raises(Refused) as refusal:
        clamav.check(scanner.address, b"before" + HARMFUL)
    assert str(refusal.value) == clamav.HARMFUL
    assert "Eicar" not in str(refusal.value)


def test_a_file_past_the_scanners_own_limit_is_not_let_through(
    scanner: Scanner, caplog: pytest.LogCaptureFixture
) -> None:
    scanner.most = 100_000
    with caplog.at_level(logging.ERROR), pytest.raises(Refused) as refusal:
        clamav.check(scanner.address, b"0" * 8_000_000)
    assert str(refusal.value) == clamav.NOT_CHECKED
    assert "ClamAV did not check a file" in caplog.text


@pytest.mark.parametrize("answer", [b"", b"stream: ERROR\0", b"UNKNOWN COMMAND\0", b"OK\0", b"stream: OK but\0"])
def test_any_other_answer_is_no_answer(scanner: Scanner, answer: bytes) -> None:
    scanner.answer = answer
    with pytest.raises(Refused) as refusal:
        clamav.check(scanner.address, b"anything")
    assert str(refusal.value) == clamav.NOT_CHECKED


def test_a_scanner_that_is_not_there_lets_nothing_through(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"127.0.0.1:{free.getsockname()[1]}"
    for address in (f"unix:{tmp_path}/nobody", nobody):
        with pytest.raises(Refused) as refusal:
            clamav.check(address, b"anything")
        assert str(refusal.value) == clamav.NOT_CHECKED


def test_a_scanner_that_never_answers_is_not_waited_for_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clamav, "PATIENCE", 0.2)
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(tmp_path / "silent"))
        silent.listen()
        with pytest.raises(Refused) as refusal:
            clamav.check(f"unix:{tmp_path}/silent", b"anything")
    assert str(refusal.value) == clamav.NOT_CHECKED


def test_a_scanner_that_answers_letter_by_letter_has_no_longer_for_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clamav, "PATIENCE", 0.4)
    over = threading.Event()

    def trickle(listening: socket.socket) -> None:
        line, _ = listening.accept()
        with line, suppress(OSError):
            while not over.wait(0.1):
                line.sendall(b".")

    with socket.socket(socket.AF_UNIX) as slow:
        slow.bind(str(tmp_path / "slow"))
        slow.listen()
        thread = threading.Thread(target=trickle, args=(slow,), daemon=True)
        thread.start()
        began = time.monotonic()
        threading.Timer(5, over.set).start()
        with pytest.raises(Refused) as refusal:
            clamav.check(f"unix:{tmp_path}/slow", b"anything")
        took = time.monotonic() - began
        over.set()
        thread.join()
    assert str(refusal.value) == clamav.NOT_CHECKED
    assert took < 3


def test_where_nobody_asked_for_it_nothing_is_sent(scanner: Scanner) -> None:
    clamav.check("", HARMFUL)
    assert scanner.seen == []
