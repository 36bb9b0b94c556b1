"""Files made to harm, in every kind that is read: each is refused in words, in little time and memory."""

import zlib
from pathlib import Path

import pytest

from benchmarks.importing import AIM, PAGES, paper
from ethics.importing import pdf_text
from tests.importing import lookalikes as papers
from tests.importing.measured import measured
from tests.importing.test_refused import BOMB_DTD, archive
from tests.importing.written import PENS, numbered, odt_of, pdf_page

PAPER = [numbered(at, "Is it right to fly a drone over a crowd that has come together to mourn?") for at in range(1, 9)]
DEEP = 10_000


def pdf_of(*objects: bytes, pages: int = 1) -> bytes:
    """A PDF of these objects after a catalogue and a tree of pages."""
    kids = b" ".join(b"3 0 R" for _ in range(pages))
    tree = b"<< /Type /Pages /Kids [" + kids + b"] /Count " + str(pages).encode() + b" >>"
    every = [b"<< /Type /Catalog /Pages 2 0 R >>", tree, *objects]
    made, places = b"%PDF-1.7\n", []
    for number, body in enumerate(every, 1):
        places.append(len(made))
        made += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    count = str(len(every) + 1).encode()
    start = str(len(made)).encode()
    made += b"xref\n0 " + count + b"\n0000000000 65535 f \n" + table
    return made + b"trailer << /Root 1 0 R /Size " + count + b" >>\nstartxref\n" + start + b"\n%%EOF"


PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def stream(data: bytes) -> bytes:
    packed = zlib.compress(data, 9)
    return b"<< /Filter /FlateDecode /Length " + str(len(packed)).encode() + b" >>\nstream\n" + packed + b"\nendstream"


def nested_odt() -> bytes:
    lists = "<text:list><text:list-item>" * DEEP + "<text:p>x</text:p>" + "</text:list-item></text:list>" * DEEP
    return odt_of(lists)


def bomb_odt() -> bytes:
    return archive(content=b"<a>" + b" " * 120_000_000 + b"</a>")


def entities_odt() -> bytes:
    return archive(content=(BOMB_DTD.replace("<!DOCTYPE w", "<!DOCTYPE a") + "<a>&b;</a>").encode())


def deep_list_docx() -> bytes:
    item = "<w:p><w:pPr><w:numPr><w:ilvl w:val='8'/><w:numId w:val='1'/></w:numPr></w:pPr></w:p>"
    boxes = "<w:p><w:r><w:pict><w:txbxContent>" * DEEP + item + "</w:txbxContent></w:pict></w:r></w:p>" * DEEP
    return papers.edited(papers.drones(), lambda xml: xml.replace("<w:body>", f"<w:body>{boxes}", 1))


def locked_pdf() -> bytes:
    pdf = pdf_page()
    pdf.cell(0, 5, "Is it right to fly a drone over a crowd?")
    pdf.set_encryption(owner_password="of the owner", user_password="of the reader")
    return bytes(pdf.output())


FILES = {
    "an .odt of ten thousand nested lists": ("a.odt", nested_odt),
    "an .odt that unpacks to far more": ("a.odt", bomb_odt),
    "an .odt with an entity bomb": ("a.odt", entities_odt),
    "an .odt cut short": ("a.odt", lambda: PENS["odt"](PAPER)[:-200]),
    "a Word file of ten thousand nested boxes": ("a.docx", deep_list_docx),
    "a rich text of ten thousand nested groups": ("a.rtf", lambda: b"{\\rtf1 " + b"{\\b " * DEEP + b"}" * DEEP + b"}"),
    "a rich text cut short": ("a.rtf", lambda: PENS["rtf"](PAPER)[:-30]),
    "a rich text of signs alone": ("a.rtf", lambda: b"{\\rtf1 " + b"\\par" * 2_400_000 + b"}"),
    "a rich text that says nothing": ("a.rtf", lambda: b"{\\rtf1 }"),
    "a PDF cut short": ("a.pdf", lambda: PENS["pdf"](PAPER)[:300]),
    "a PDF that is none": ("a.pdf", lambda: b"%PDF-1.7\nnothing"),
    "a PDF that unpacks to far more": ("a.pdf", lambda: pdf_of(PAGE, stream(b"q Q " * 100_000_000), FONT)),
    "a PDF of more text than a paper holds": (
        "a.pdf",
        lambda: pdf_of(PAGE, stream(b"BT /F 9 Tf 9 9 Td " + b"(word word word) Tj " * 3_000_000 + b" ET"), FONT),
    ),
    "a PDF of a hundred thousand pages": ("a.pdf", lambda: pdf_of(PAGE, stream(b""), FONT, pages=100_000)),
    "a PDF that stands in itself": (
        "a.pdf",
        lambda: pdf_of(b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 9 >>", stream(b""), FONT),
    ),
    "a PDF of ten thousand nested lists": ("a.pdf", lambda: pdf_of(b"[" * DEEP + b"]" * DEEP)),
    "a PDF of a password": ("a.pdf", locked_pdf),
    "a text of signs alone": ("a.txt", lambda: b"Background\n\n" + b"&<" * 100_000),
    "a Markdown file of signs alone": ("a.md", lambda: b"# Background\n\n" + b"&<" * 100_000),
    "a text of ten thousand questions": ("a.txt", lambda: b"Questions\n\n" + b"Should the force tell them? " * DEEP),
    "a text of far more lines than a paper": ("a.txt", lambda: b"a\tb\tc\n" * 1_000_000),
    "a Markdown file of ten thousand nested lists": (
        "a.md",
        lambda: b"\n".join(b" " * at + b"- x" for at in range(DEEP // 2)),
    ),
    "a text called a Markdown file that is a picture": ("a.md", lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
    "nothing at all in rich text": ("a.rtf", lambda: b""),
    "nothing at all in Markdown": ("a.md", lambda: b""),
    "nothing at all in a PDF": ("a.pdf", lambda: b""),
    "a PDF called rich text": ("a.rtf", lambda: PENS["pdf"](PAPER)),
    "an OpenDocument text called .docx": ("a.docx", lambda: PENS["odt"](PAPER)),
    "two hundred megabytes of text": ("a.md", lambda: b"word " * 40_000_000),
    "two hundred megabytes of rich text": ("a.rtf", lambda: b"{\\rtf1 " + b"0" * 200_000_000),
    "two hundred megabytes": ("a.pdf", lambda: b"%PDF-1.7\n" + b"0" * 200_000_000),
    "nothing at all": ("a.odt", lambda: b""),
    "a picture called a paper": ("a.pdf", lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
    "a Word file called .odt": ("a.odt", papers.drones),
}


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_refused_in_words_within_two_seconds_and_300_megabytes(name: str, tmp_path: Path) -> None:
    called, make = FILES[name]
    cost = measured(called, make(), tmp_path)
    assert cost.said, "it was read"
    assert cost.said.endswith(".")
    assert "%(" not in cost.said
    assert cost.seconds < 2
    # a PDF is opened by a process of its own, which may take no more than this
    assert cost.megabytes < 300
    assert pdf_text.MOST_MEMORY < 300 * 1024 * 1024


DRAWN = {
    "lines": b"".join(f"{at} 0 m {at} 800 l S 0 {at} m 500 {at} l S\n".encode() for at in range(1, 1500)),
    "boxes": b"".join(f"{at % 500} {at % 700} 9 9 re S\n".encode() for at in range(40_000)),
    "steps": b"BT /F 9 Tf "
    + b"".join(b"1 0 0 1 %d %d Tm (word) Tj " % (at % 7 * 70, at * 37 % 800) for at in range(9_000))
    + b" ET",
}


@pytest.mark.parametrize("what", DRAWN)
def test_a_page_drawn_full_is_read_or_refused_in_little_time_and_memory(what: str, tmp_path: Path) -> None:
    words = b"BT /F 9 Tf 50 700 Td (Is it right to draw so much?) Tj ET "
    cost = measured("a.pdf", pdf_of(PAGE, stream(words + DRAWN[what]), FONT, pages=3), tmp_path)
    assert cost.seconds < 3
    assert cost.megabytes < 300


@pytest.mark.parametrize("ending", PENS)
def test_a_paper_of_a_hundred_pages_is_read_in_less_than_three_seconds(ending: str, tmp_path: Path) -> None:
    cost = measured(f"a.{ending}", PENS[ending](paper(PAGES)), tmp_path)
    assert cost.said == ""
    assert cost.seconds < AIM
    assert cost.megabytes < 300
