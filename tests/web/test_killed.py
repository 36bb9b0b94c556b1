"""A server killed outright in the middle of many saves: what it said was saved is there, and nothing is half there."""

import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select, text
from sqlalchemy.orm import selectinload

from ethics import ROOT
from ethics.domain.deliberation import version_digest
from ethics.domain.vocabulary import Event, GivenAs, State
from ethics.extensions import db
from ethics.models import JournalEntry, Position, WorkingCopy
from ethics.reading.digests import content_of
from tests.browser import TOKEN, Browser
from tests.cast import Cast, Someone
from tests.databases import Database
from tests.factories import Brought, declare

QUESTIONS = 3
SAVES = 40
"""How many saves are acknowledged before everything is killed; half-way one worker is killed alone."""
PATIENCE = 120
STEP = re.compile(r"step \d+ of [\w-]+")


@dataclass
class Server:
    """The program as `make serve` runs it, on the test's own database."""

    process: "subprocess.Popen[bytes]"
    port: int
    log: Path

    def workers(self) -> list[int]:
        """The processes that answer."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def kill_a_worker(self) -> None:
        """Kill one of them outright; another takes its place."""
        os.kill(secrets.choice(self.workers()), signal.SIGKILL)

    def kill(self) -> None:
        """Kill all of them outright, all at once."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=20)


@dataclass
class Member:
    """One person who saves and gives without a pause, and what the server acknowledged of it, newest last."""

    name: str
    headers: dict[str, str]
    port: int
    ref: str
    kept: dict[int, list[str]] = field(default_factory=dict)
    given: dict[int, list[str]] = field(default_factory=dict)
    tried: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Go round the questions, saving twice and giving once on each, until told to stop."""
        step = 0
        while not self.stop.is_set():
            number, giving = step // 3 % QUESTIONS + 1, step % 3 == 2
            mark = f"step {step} of {self.name.split()[0]}-"
            self.tried.add(mark)
            path = f"/dilemmas/{self.ref}/positions/{number}" + ("" if giving else "/working-copy")
            try:
                status = self._post(path, number, mark)
            except (OSError, HTTPException):
                step += 1
                time.sleep(0.05)  # whoever would have answered was killed
                continue
            if status == (302 if giving else 200):
                (self.given if giving else self.kept).setdefault(number, []).append(mark)
            else:
                self.refused.append(f"{path}: {status}")
            step += 1

    def _post(self, path: str, number: int, mark: str) -> int:
        boxes = {"considerations-0-text": f"One reason, {mark}", "considerations-1-text": f"Another, {mark}"}
        if number % 3:
            boxes |= {"stances-0-stance": "conditions", "conditions-0-text": f"Only if, {mark}"}
            boxes |= {"conditions-0-strength": "must"}
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("POST", path, urlencode(boxes), self.headers)
            return connection.getresponse().status
        finally:
            connection.close()


@pytest.fixture
def serve(database: Database, tmp_path: Path) -> Iterator[Callable[[], Server]]:
    """Start the program on the database of this test; what still runs at the end is killed."""
    started: list[Server] = []

    def start() -> Server:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        environment = {
            **os.environ,
            "ETHICS_SECRET_KEY": str(database.app.secret_key),
            "ETHICS_PASSWORD_SALT": "a salt that only tests know",
            "ETHICS_DATABASE_URL": database.url,
            "ETHICS_BASE_URL": f"http://127.0.0.1:{port}",
            "ETHICS_DATA": str(tmp_path),
            "ETHICS_MAIL_URL": f"folder:{tmp_path / 'mail'}",
            "PORT": str(port),
        }
        log = tmp_path / "log.txt"
        command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "wsgi:app"]
        with log.open("w") as out:
            process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=out, stderr=out, start_new_session=True
            )
        server = Server(process, port, log)
        started.append(server)
        _wait_for(server)
        return server

    yield start
    for server in started:
        if server.process.poll() is None:
            server.kill()


def _wait_for(server: Server) -> None:
    for _ in range(PATIENCE * 5):
        assert server.process.poll() is None, server.log.read_text()
        connection = HTTPConnection("127.0.0.1", server.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse()
            return
        except (OSError, HTTPException):
            time.sleep(0.2)
        finally:
            connection.close()
    raise AssertionError(server.log.read_text())


def test_what_a_killed_server_acknowledged_is_there_whole(
    app: Flask, cast: Cast, bring: Callable[..., Brought], browser: Browser, serve: Callable[[], Server], clock: Any
) -> None:
    people = (cast.chair, cast.joan, cast.tomos, cast.priya, cast.kwame, cast.grace)
    now = datetime.now(UTC)
    item = bring(
        State.ISSUED, questions=QUESTIONS, part_2=False, now=now, closes_in=timedelta(days=2),
        then=lambda session, dilemma: [declare(session, dilemma, person) for person in (*people, cast.vice_chair)],
    )  # fmt: skip
    _leave_the_database(app)
    server = serve()
    members = [Member(one.name, _headers(app, one), server.port, item.ref) for one in people]
    threads = [threading.Thread(target=member.run) for member in members]
    for thread in threads:
        thread.start()
    try:
        _wait_until(members, SAVES // 2)
        server.kill_a_worker()
        _wait_until(members, SAVES)
        server.kill()
    finally:
        for member in members:
            member.stop.set()
        for thread in threads:
            thread.join(timeout=30)

    assert not any(member.refused for member in members), [member.refused for member in members]
    with app.app_context():
        for member, person in zip(members, people, strict=True):
            _given_is_whole(member, person, item)
            _kept_is_whole(member, person, item)
        _journal_is_one_chain(item)
        if app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
            assert db.session.scalar(text("PRAGMA integrity_check")) == "ok"
            assert not db.session.execute(text("PRAGMA foreign_key_check")).all()
    _life_goes_on(browser, cast.vice_chair, item, clock, now)


def _wait_until(members: list[Member], acknowledged: int) -> None:
    until = time.monotonic() + PATIENCE
    while (
        sum(len(marks) for one in members for said in (one.kept, one.given) for marks in said.values()) < acknowledged
    ):
        assert time.monotonic() < until, f"too slow: {[one.refused for one in members]}"
        time.sleep(0.01)


def _headers(app: Flask, person: Someone) -> dict[str, str]:
    """What a browser of this person's would send, signed in and with a form's token."""
    inside = {"_user_id": person.session_key, "_fresh": True, "csrf_token": TOKEN}
    signer: Any = app.session_interface.get_signing_serializer(app)
    token = URLSafeTimedSerializer(str(app.secret_key), salt="wtf-csrf-token").dumps(TOKEN)
    return {
        "Cookie": f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps(inside)}",
        "X-CSRFToken": str(token),
        "Content-Type": "application/x-www-form-urlencoded",
    }


def _leave_the_database(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()


def _given_is_whole(member: Member, person: Someone, item: Brought) -> None:
    rows = db.session.scalars(
        select(Position)
        .where(Position.person_id == person.id, Position.dilemma_id == item.id)
        .order_by(Position.question_id, Position.number)
        .options(
            selectinload(Position.stances), selectinload(Position.considerations), selectinload(Position.conditions)
        )
    ).all()
    found: dict[int, list[str]] = {}
    for row in rows:
        number = item.questions.index(row.question_id) + 1
        closed = number % 3 != 0
        assert len(row.considerations) == 2
        assert len(row.stances) == len(row.conditions) == (1 if closed else 0)
        said = {_mark(one.text) for one in (*row.considerations, *row.conditions)}
        assert len(said) == 1, f"one version holds {said}"
        assert row.digest == version_digest(row.salt, content_of(row))
        assert row.given_as is GivenAs.ROUND_1
        found.setdefault(number, []).append(said.pop())
        assert row.number == len(found[number])
    for number, marks in member.given.items():
        missing = set(marks) - set(found.get(number, ()))
        assert not missing, f"{person.name} was told that {missing} are given"
    assert {mark for marks in found.values() for mark in marks} <= member.tried
    journal = select(JournalEntry.id).where(
        JournalEntry.dilemma_id == item.id,
        JournalEntry.actor_id == person.id,
        JournalEntry.event == Event.POSITION_GIVEN,
    )
    assert len(db.session.scalars(journal).all()) == len(rows)


def _kept_is_whole(member: Member, person: Someone, item: Brought) -> None:
    copies = db.session.scalars(select(WorkingCopy).where(WorkingCopy.person_id == person.id)).all()
    found = {item.questions.index(copy.question_id) + 1: copy.content for copy in copies}
    for number in range(1, QUESTIONS + 1):
        marks = [*member.kept.get(number, ()), *member.given.get(number, ())]
        if not marks:
            continue
        last = max(marks, key=_step)
        now = {_mark(value) for name, value in found.get(number, {}).items() if name.endswith("-text")}
        assert len(now) <= 1, f"one working copy holds {now}"
        if last in member.kept.get(number, ()) and not now:
            # Given since then, without an answer that arrived: the version itself was looked at above.
            assert any(_step(mark) > _step(last) for mark in member.tried)
        elif last in member.kept.get(number, ()):
            assert _step(now.pop()) >= _step(last), f"{person.name} was told that {last} is kept"


def _journal_is_one_chain(item: Brought) -> None:
    lines = db.session.scalars(
        select(JournalEntry).where(JournalEntry.dilemma_id == item.id).order_by(JournalEntry.number)
    ).all()
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
    assert [line.previous for line in lines[1:]] == [line.digest for line in lines[:-1]]


def _mark(said: str) -> str:
    found = STEP.search(said)
    assert found is not None, said
    return f"{found[0]}"


def _step(mark: str) -> int:
    return int(mark.split()[1])


def _life_goes_on(browser: Browser, person: Someone, item: Brought, clock: Any, now: datetime) -> None:
    """Whoever comes after finds nothing locked, and what they give is kept."""
    clock.set(now + timedelta(minutes=5))
    window = browser.as_(person)
    page = window.get(f"/dilemmas/{item.ref}/positions/1")
    said = {"stances-0-stance": "supported", "considerations-0-text": "After the fall, before the close."}
    window.press(page, "Save and go to question 2", **said)
    assert "After the fall, before the close." in window.get(f"/dilemmas/{item.ref}/positions/1").html
