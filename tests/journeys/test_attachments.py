"""Dan attaches a survey and a photograph to his paper, closes one, and fetches both again; also without scripts."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.attachments import jpeg, pdf, segment
from tests.journeys.conftest import with_and_without_scripts
from tests.journeys.visitors import PHONE, Visitor

PLACE = b"51.4816 N 3.1791 W"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder as Dan has it: a survey, a photograph that says where it was taken, and a film that is far too large."""
    (tmp_path / "survey.pdf").write_bytes(pdf())
    (tmp_path / "street.jpg").write_bytes(jpeg(segment(0xFE, PLACE)))
    (tmp_path / "film.pdf").write_bytes(b"%PDF-1.7\n" + b"0" * 21 * 1024 * 1024)
    return tmp_path


def attach(dan: Visitor, file: Path, *, status: int = 200) -> None:
    dan.page.get_by_label("File").set_input_files(file)
    dan.press("Attach it", status=status)


def fetched(dan: Visitor, name: str) -> tuple[str, bytes]:
    """What is kept on one's own machine when the link of this name is followed."""
    with dan.page.expect_download() as download:
        dan.link(name).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


@with_and_without_scripts
def test_files_are_attached_seen_and_fetched_again(visitor: Callable[..., Visitor], files: Path, scripts: bool) -> None:
    dan = visitor("Dan Fairley")
    dan.go("/papers/new").fill("What is it about?", "Footage of a street").press("Begin")
    edit = dan.page.url
    dan.follow("Attachments")
    dan.press("Attach it", status=422)
    assert "Choose a file." in dan.main
    attach(dan, files / "survey.pdf")
    assert "Attached: Appendix A." in dan.told

    dan.fill("What it is called", "Appendix B, the street").choose("Closed (Part 2)")
    attach(dan, files / "street.jpg", status=422)
    assert "Say why it is closed, for those who may not read it." in dan.main
    dan.pick("Why it is closed", "Section 38, health and safety")
    dan.fill("Why the public interest", "It shows who lives there.")
    attach(dan, files / "street.jpg")
    assert "Attached: Appendix B, the street." in dan.told

    dan.page.get_by_label("File").set_input_files(files / "film.pdf")
    if scripts:
        dan.page.get_by_text("The file is larger than 20 MB.").wait_for()
        dan.button("Attach it").click()
        assert dan.page.locator("input[type=file]").evaluate("one => document.activeElement === one")
        dan.look()
    else:
        dan.press("Attach it", status=422)
        assert "The file is larger than 20 MB." in dan.main

    dan.go(edit).follow("See the paper as the committee will")
    assert fetched(dan, "Appendix A") == ("survey.pdf", pdf())
    assert fetched(dan, "Appendix B, the street") == ("street.jpg", jpeg())
    dan.go(edit).follow("See it as it will be open")
    assert "An attachment is Part 2. Not shown to you. It shows who lives there." in dan.main
    assert "street.jpg" not in dan.page.content()


def test_an_attachment_is_put_first_closed_and_taken_out_on_a_phone(
    visitor: Callable[..., Visitor], files: Path
) -> None:
    dan = visitor("Dan Fairley", size=PHONE)
    dan.go("/papers/new").fill("What is it about?", "Footage of a yard").press("Begin").follow("Attachments")
    for name in ("survey.pdf", "street.jpg"):
        attach(dan, files / name)
    dan.press("Up Appendix B")
    assert dan.main.index("street.jpg") < dan.main.index("survey.pdf")
    dan.follow("Appendix A").fill("What it is called", "Annex 1").press("Save and go back")
    assert "Saved: Annex 1." in dan.told
    dan.follow("Take out Appendix B").press("Take it out")
    assert "Taken out: Appendix B." in dan.told
    assert "street.jpg" not in dan.main
