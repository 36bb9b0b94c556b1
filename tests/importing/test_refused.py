import io
import time
import zipfile
from pathlib import Path

import docx
import pytest

from ethics.importing import MAX_BYTES, Refused, read_file, read_text
from tests.importing import lookalikes as papers
from tests.importing.measured import measured

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BOMB_DTD = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def archive(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name.replace("__", "/") + ".xml", data)
    return file.getvalue()


def understated(data: bytes) -> bytes:
    """The archive with the size of its document declared far smaller than it is."""
    name = b"word/document.xml"
    at = data.index(b"PK\x01\x02")
    at = next(
        i
        for i in range(at, len(data))
        if data[i : i + 4] == b"PK\x01\x02" and data[i + 46 : i + 46 + len(name)] == name
    )
    return data[: at + 24] + (100).to_bytes(4, "little") + data[at + 28 :]


def deep(levels: int) -> bytes:
    table = "<w:tbl><w:tr><w:tc>" * levels + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * levels
    return archive(word__document=f"<w:document {W}><w:body>{table}</w:body></w:document>".encode())


def flagged_encrypted(data: bytes) -> bytes:
    return data.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00")


def hostile() -> dict[str, tuple[str, bytes]]:
    paper = papers.drones()
    zeros = archive(word__document=b"<a>" + b" " * 120_000_000 + b"</a>")
    many = archive(word__document=f"<w:document {W}><w:body>{'<w:p/>' * 2_500_000}</w:body></w:document>".encode())
    return {
        "nothing at all": ("a.docx", b""),
        "only spaces": ("a.txt", b"  \n\t\n"),
        "a Word file without text": ("a.docx", papers.saved(docx.Document())),
        "too large": ("a.txt", b"word " * (MAX_BYTES // 5 + 1)),
        "very large": ("a.docx", b"PK\x03\x04" + b"0" * 200_000_000),
        "a zip bomb": ("a.docx", zeros),
        "a zip bomb that lies about its size": ("a.docx", understated(zeros)),
        "a million paragraphs": ("a.docx", many),
        "ten thousand nested tables": ("a.docx", deep(10_000)),
        "an entity bomb": (
            "a.docx",
            papers.edited(paper, lambda xml: xml.replace("<w:document", BOMB_DTD + "<w:document", 1)),
        ),
        "a password": ("a.docx", OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600),
        "an encrypted zip": ("a.docx", flagged_encrypted(paper)),
        "an old Word file": ("a.doc", OLE + b"\0" * 2000),
        "cut short": ("a.docx", paper[: len(paper) // 2]),
        "cut short by little": ("a.docx", paper[:-30]),
        "damaged inside": ("a.docx", papers.edited(paper, lambda xml: xml[: len(xml) // 2])),
        "a zip that is no Word file": ("a.docx", archive(notes=b"<a/>")),
        "text called .docx": ("a.docx", papers.as_text().encode()),
        "Word called .txt": ("a.txt", paper),
        "Word called .pdf": ("a.pdf", paper),
        "a PDF": ("a.txt", b"%PDF-1.7\n1 0 obj"),
        "a picture": ("a.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
        "a web page": ("a.txt", b"<!DOCTYPE html><p>Hello"),
        "far too long": ("a.txt", b"word word\n" * 200_000),
    }


@pytest.fixture(scope="module")
def files() -> dict[str, tuple[str, bytes]]:
    return hostile()


NAMES = (
    *("nothing at all", "only spaces", "a Word file without text", "too large", "very large", "a zip bomb"),
    *("a zip bomb that lies about its size", "a million paragraphs", "ten thousand nested tables", "an entity bomb"),
    *("a password", "an encrypted zip", "an old Word file", "cut short", "cut short by little", "damaged inside"),
    *("a zip that is no Word file", "text called .docx", "Word called .txt", "Word called .pdf", "a PDF", "a picture"),
    *("a web page", "far too long"),
)


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_file_is_refused_in_words_within_two_seconds(name: str, files: dict[str, tuple[str, bytes]]) -> None:
    assert set(NAMES) == set(files)
    called, data = files[name]
    began = time.process_time()
    with pytest.raises(Refused) as refusal:
        read_file(called, data)
    assert time.process_time() - began < 2
    assert str(refusal.value).endswith(".")
    assert "%(" not in str(refusal.value)


def test_a_password_is_named_as_the_reason(files: dict[str, tuple[str, bytes]]) -> None:
    for name in ("a password", "an encrypted zip"):
        with pytest.raises(Refused, match="password"):
            read_file(*files[name])


@pytest.mark.parametrize(
    "name", ["a zip bomb", "a zip bomb that lies about its size", "a million paragraphs", "far too long"]
)
def test_refusing_takes_less_than_300_megabytes(name: str, files: dict[str, tuple[str, bytes]], tmp_path: Path) -> None:
    cost = measured(*files[name], tmp_path)
    assert cost.said, "it was read"
    assert cost.megabytes < 300


@pytest.mark.parametrize("line", ["SECRET", "TOP SECRET", "UK SECRET", "**SECRET**", "SECRET – UK EYES ONLY"])
def test_a_paper_marked_secret_or_above_is_refused(line: str) -> None:
    with pytest.raises(Refused, match="SECRET"):
        read_text(f"{line}\n\n{papers.as_text()}")
    document = docx.Document()
    document.add_paragraph("Background")
    document.add_paragraph("1. A story.")
    document.add_table(1, 1).cell(0, 0).text = line
    with pytest.raises(Refused, match="SECRET"):
        read_file("a.docx", papers.saved(document))


def test_a_marking_in_a_header_or_footer_is_refused() -> None:
    for place in ("header", "footer"):
        document = docx.Document()
        document.add_paragraph("Is it right to tell?")
        getattr(document.sections[0], place).paragraphs[0].text = "Eastmarch Police – SECRET – page 2"
        with pytest.raises(Refused, match="SECRET"):
            read_file("a.docx", papers.saved(document))


@pytest.mark.parametrize(
    "text", ["Is it right to keep a secret?", "The word SECRET was on the box.", "Secret", "SECRETARY"]
)
def test_the_word_in_prose_is_no_marking(text: str) -> None:
    assert read_text(f"Background\n\n1. It was so.\n\n{text}\n").paragraphs


def test_a_lower_marking_is_let_in_with_a_word_about_part_2() -> None:
    found = read_text(f"OFFICIAL-SENSITIVE\n\n{papers.as_text()}")
    assert len(found.notes) == 1
    assert "Part 2" in found.notes[0]
    assert len(found.questions) == 2


def test_text_built_to_exhaust_a_reader_is_read_or_refused_in_a_few_seconds() -> None:
    for text in ("**a " * 140_000, "a." * 290_000, "-" * 500_000 + "x", "If a, " * 99_000, "word\n" * 14_000,
                 "." * 500_000 + "1", "a ..... 3\n" * 14_000, "(a) is it (b) " * 40_000, "Is it? " * 60_000):  # fmt: skip
        began = time.process_time()
        assert read_text(f"Questions\n\n{text}\n\nContact\n\n{text[:1000]}").paragraphs
        assert time.process_time() - began < 12
