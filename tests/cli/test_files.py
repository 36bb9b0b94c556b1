"""`flask files tidy` names what nothing stored names, and `flask check` what is named and not there."""

import os
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete

from ethics import invariants
from ethics.domain.vocabulary import KeptAs, State
from ethics.extensions import db
from ethics.models import Attachment, KeptState
from ethics.reading.version_content import content_of
from ethics.services import files
from tests.acts import version_of
from tests.attachments import JPEG, PDF, PNG, attach
from tests.cast import Cast
from tests.conftest import Clock
from tests.factories import NOW, a_dilemma


@pytest.fixture
def folder(app: Flask) -> Path:
    """The folder of files, empty."""
    data: Path = app.extensions["settings"].data
    return data


def _lying_for(folder: Path, data: bytes, days: float) -> Path:
    place = files.path_of(folder, files.keep(folder, data))
    then = NOW.timestamp() - days * 24 * 60 * 60
    os.utime(place, (then, then))
    return place


def test_only_what_nothing_names_and_nobody_has_in_hand_is_taken_away(
    app: Flask, cast: Cast, clock: Clock, folder: Path
) -> None:
    with app.app_context():
        dilemma = a_dilemma(db.session, cast, State.DRAFT)
        attach(db.session, dilemma, "Appendix A", "survey.pdf", PDF)
        attach(db.session, dilemma, "Appendix B", "street.jpg", JPEG)
        version = version_of(db.session, dilemma)
        db.session.add(
            KeptState(
                version_id=version.id, number=1, kept_as=KeptAs.SITTING, kept_at=NOW, made_by_id=cast.author.id,
                content=content_of(version, dilemma), digest="0" * 64,
            )
        )  # fmt: skip
        db.session.flush()
        db.session.execute(delete(Attachment).where(Attachment.label == "Appendix B"))
        db.session.commit()
    named = [_lying_for(folder, PDF, 9), _lying_for(folder, JPEG, 9)]
    held, old = _lying_for(folder, PNG, 1), _lying_for(folder, b"brought in, and then not wanted", 9)
    runner = app.test_cli_runner()
    said = runner.invoke(args=["files", "tidy"])
    assert said.output == f"unused  {old.name}  1 KB\n1 of no use.\n"
    assert old.exists()
    said = runner.invoke(args=["files", "tidy", "--remove"])
    assert said.output == f"removed  {old.name}  1 KB\n1 of no use.\n"
    assert not old.exists()
    assert all(place.exists() for place in (*named, held))
    assert runner.invoke(args=["files", "tidy"]).output == "Every file is in use.\n"


def test_a_file_that_is_gone_or_is_another_breaks_a_fact(app: Flask, cast: Cast, clock: Clock, folder: Path) -> None:
    with app.app_context():
        dilemma = a_dilemma(db.session, cast, State.DRAFT)
        gone = attach(db.session, dilemma, "Appendix A", "survey.pdf", PDF).digest
        other = attach(db.session, dilemma, "Appendix B", "plan.png", PNG).digest
        db.session.commit()
        assert dict(invariants.check(folder))[invariants.FILES] == []
        files.path_of(folder, gone).unlink()
        files.path_of(folder, other).write_bytes(JPEG)
        said = [broken.what for broken in dict(invariants.check(folder))[invariants.FILES]]
    assert said == [
        f"the file {one} is missing from the folder, or is not what was brought in" for one in sorted((gone, other))
    ]
    checked = app.test_cli_runner().invoke(args=["check"])
    assert checked.exit_code == 1
    assert f"BROKEN  {invariants.FILES}" in checked.output


def test_a_file_that_is_brought_in_again_while_the_folder_is_tidied_stays(folder: Path) -> None:
    old = _lying_for(folder, b"brought in, and then not wanted", 9)
    found = [place for place, _ in files.unused(folder, (), NOW)]
    assert found == [old]
    files.keep(folder, b"brought in, and then not wanted")
    assert not files.take_away(old, NOW)
    assert old.read_bytes() == b"brought in, and then not wanted"
    assert not files.take_away(files.path_of(folder, "0" * 64), NOW)


def test_a_file_that_is_taken_away_at_that_moment_is_written_anew(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = _lying_for(folder, b"wanted after all", 9)

    def too_late(place: Path) -> None:
        place.unlink()
        raise FileNotFoundError

    monkeypatch.setattr(files.os, "utime", too_late)
    files.keep(folder, b"wanted after all")
    assert old.read_bytes() == b"wanted after all"


def test_the_name_of_a_file_outlives_a_loss_of_power(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settled: list[int] = []
    monkeypatch.setattr(files.os, "fsync", lambda number: settled.append(os.fstat(number).st_ino))
    digest = files.keep(folder, b"kept")
    place = files.path_of(folder, digest)
    assert [one.stat().st_ino for one in (place, place.parent, place.parent.parent, folder)] == settled
