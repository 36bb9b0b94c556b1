"""Files that are to come with a paper: known by their content, refused in words, pictures bared of what a camera wrote."""

import io
import random
import struct
import zipfile

import pytest
from PIL import Image

from ethics.domain.attachments import FileKind
from ethics.domain.disclosure import Marking
from ethics.importing import Refused, look_at
from tests.attachments import JPEG, PDF, PNG, WEBP, chunk, jpeg, office, opendocument, png, segment, webp
from tests.importing import lookalikes
from tests.importing.lookalikes import edited
from tests.importing.test_refused import BOMB_DTD
from tests.importing.written import PENS, text

WORDS = [text("The survey says that people who live there would rather not be filmed at their own front doors.")]
DOCX, ODT = PENS["docx"](WORDS), PENS["odt"](WORDS)
MACRO_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml"'
    ' ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
)
EXCEL_TYPES = MACRO_TYPES.replace(
    "ms-word.document.macroEnabled.main+xml", "openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def plus(data: bytes, name: str, body: bytes) -> bytes:
    """An archive with one more part."""
    made = io.BytesIO(data)
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr(name, body)
    return made.getvalue()


def of_size(data: bytes, megabytes: int) -> bytes:
    """A Word file whose text is so long."""
    return edited(data, lambda xml: xml.replace("<w:body>", f"<w:body>{' ' * megabytes * 1024 * 1024}", 1))


def damaged(data: bytes) -> bytes:
    """An archive in whose first part some bytes are others."""
    return data[:60] + bytes(byte ^ 0x55 for byte in data[60:90]) + data[90:]


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("survey.pdf", PDF, FileKind.PDF),
        ("SURVEY.PDF", PDF, FileKind.PDF),
        ("survey", PDF, FileKind.PDF),
        ("policy.docx", DOCX, FileKind.WORD),
        ("policy.odt", ODT, FileKind.TEXT),
        ("figures.ods", opendocument(FileKind.SPREADSHEET), FileKind.SPREADSHEET),
        ("slides.odp", opendocument(FileKind.PRESENTATION), FileKind.PRESENTATION),
        ("plan.png", PNG, FileKind.PNG),
        ("street.jpg", JPEG, FileKind.JPEG),
        ("street.jpeg", JPEG, FileKind.JPEG),
        ("street.webp", WEBP, FileKind.WEBP),
    ],
)
def test_a_file_is_known_by_its_content(name: str, data: bytes, kind: FileKind) -> None:
    found = look_at(name, data)
    assert found.kind is kind
    assert found.marking is None
    if not kind.is_picture:
        assert found.data == data


REFUSED = {
    "nothing": ("a.pdf", b"", "There is nothing in this file."),
    "21 megabytes": ("a.pdf", b"%PDF" + b"0" * 21 * 1024 * 1024, "The file is larger than 20 MB."),
    "a program": ("a.exe", b"MZ\x90\0\3\0\0\0", "This kind of file cannot be attached."),
    "a program called a PDF": ("a.pdf", b"MZ\x90\0\3\0\0\0", "This kind of file cannot be attached."),
    "a page of the web": ("a.html", b"<!doctype html><script>alert(1)</script>", "This kind of file cannot be attached."),
    "a drawing that can run": ("a.svg", b"<svg onload='alert(1)'/>", "This kind of file cannot be attached."),
    "a PDF called a page of the web": ("a.html", PDF, "This kind of file cannot be attached."),
    "a picture called a PDF": ("a.pdf", PNG, "The name of the file says .pdf, but that is not what is in it."),
    "a Word file called OpenDocument": ("a.odt", DOCX, "The name of the file says .odt, but that is not what is in it."),
    "an old Word file": ("a.doc", OLE + b"\0" * 600, "This is an old Word or Office file"),
    "a Word file with a password": ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
    "an Excel file": ("a.xlsx", office(**{"[Content_Types].xml": EXCEL_TYPES}), "This kind of file cannot be attached."),
    "a plain archive": ("a.zip", office(**{"a.txt": "a"}), "This kind of file cannot be attached."),
    "a Word file with macros": ("a.docm", office(**{"[Content_Types].xml": MACRO_TYPES}), "The file carries macros"),
    "macros under another name": ("a.docx", plus(DOCX, "word/vbaProject.bin", b"x"), "The file carries macros"),
    "an OpenDocument with macros": ("a.odt", plus(ODT, "Basic/Standard/Module1.xml", b"x"), "The file carries macros"),
    "an OpenDocument with a password": (
        "a.ods",
        opendocument(FileKind.SPREADSHEET, **{"META-INF/manifest.xml": "<manifest:encryption-data/>"}),
        "protected by a password",
    ),
    "a Word file cut short": ("a.docx", DOCX[:-300], "The file is damaged or incomplete"),
    "a damaged Word file": ("a.docx", damaged(DOCX), "The file is damaged or incomplete"),
    "a damaged spreadsheet": ("a.ods", damaged(opendocument(FileKind.SPREADSHEET)), "The file is damaged or incomplete"),
    "an archive that unpacks to far more": (
        "a.ods", opendocument(FileKind.SPREADSHEET, bomb=b"0" * 160_000_000), "The file unpacks to far more",
    ),
    "an entity bomb": (
        "a.odt", opendocument(FileKind.TEXT, **{"content.xml": BOMB_DTD.replace("DOCTYPE w", "DOCTYPE a") + "<a>&b;</a>"}),
        "built in a way no document is",
    ),
    "a spreadsheet of more cells than are looked through": (
        "a.ods", opendocument(FileKind.SPREADSHEET, **{"content.xml": "<a>" + "<b/>" * 200_000 + "</a>"}),
        "over 180,000 paragraphs, cells and marks. Attach the pages or sheets that the paper needs",
    ),
    "a Word file of more text than is looked through": (
        "a.docx", of_size(DOCX, 17), "over 16 MB of text and tables when unpacked",
    ),
    "a PDF cut short": ("a.pdf", PDF[:200], "The file is damaged or incomplete"),
    "a PNG cut short": ("a.png", PNG[:-20], "The file is damaged or incomplete"),
    "a PNG in which a byte is another": ("a.png", PNG.replace(b"IDAT", b"IDAR"), "The file is damaged or incomplete"),
    "a JPEG cut short": ("a.jpg", JPEG[:-6], "The file is damaged or incomplete"),
    "a JPEG in which nothing is drawn": ("a.jpg", b"\xff\xd8\xff\xd9", "The file is damaged or incomplete"),
    "a WebP cut short": ("a.webp", WEBP[:-4], "The file is damaged or incomplete"),
    "a file marked SECRET": ("a.docx", PENS["docx"]([text("SECRET"), *WORDS]), "marked SECRET or above"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_may_not_be_attached_is_refused_in_a_sentence(what: str) -> None:
    name, data, sentence = REFUSED[what]
    with pytest.raises(Refused) as refusal:
        look_at(name, data)
    assert sentence in str(refusal.value)


def test_a_pdf_with_a_password_is_refused_and_a_scan_is_not() -> None:
    from fpdf import FPDF

    locked, scan = FPDF(), FPDF()
    for made in (locked, scan):
        made.add_page()
    locked.set_encryption(owner_password="owner", user_password="reader")
    picture = io.BytesIO()
    Image.effect_noise((60, 60), 90).save(picture, "PNG")
    scan.image(picture)
    with pytest.raises(Refused, match="protected by a password"):
        look_at("a.pdf", bytes(locked.output()))
    assert look_at("a.pdf", bytes(scan.output())).kind is FileKind.PDF


def test_a_marking_in_a_file_that_asks_for_part_2_is_told() -> None:
    for pen in ("docx", "odt", "pdf"):
        found = look_at(f"a.{pen}", PENS[pen]([text("OFFICIAL-SENSITIVE"), *WORDS]))
        assert found.marking is Marking.PART_2, pen


SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "style", "text", "table", "presentation")
)
SHEET = (
    "<office:spreadsheet><table:table><table:table-row><table:table-cell>%s</table:table-cell></table:table-row>"
    "</table:table></office:spreadsheet>"
)
WRITTEN = {
    "in a cell": ("content.xml", SHEET % "<text:p>Doors</text:p><text:p>%s</text:p>"),
    "as a heading": ("content.xml", SHEET % "<text:h>%s</text:h>"),
    "after a line break": ("content.xml", SHEET % "<text:p>Doors<text:line-break/><text:span>%s</text:span></text:p>"),
    "in a comment": (
        "content.xml",
        SHEET % "<text:p>Doors<office:annotation><text:p>%s</text:p></office:annotation></text:p>",
    ),
    "in the footer of the slides": (
        "content.xml",
        "<office:presentation><presentation:footer-decl>Survey, %s</presentation:footer-decl></office:presentation>",
    ),
    "in the header of every page": (
        "styles.xml",
        "<style:master-page><style:header><text:p>Survey, %s, 2026</text:p></style:header></style:master-page>",
    ),
}


def marked(kind: FileKind, where: str, words: str) -> bytes:
    """A spreadsheet or presentation with these words there."""
    part, shape = WRITTEN[where]
    return opendocument(kind, **{part: f"<office:document {SPACES}>{shape % words}</office:document>"})


@pytest.mark.parametrize("where", WRITTEN)
@pytest.mark.parametrize(("name", "kind"), [("a.ods", FileKind.SPREADSHEET), ("a.odp", FileKind.PRESENTATION)])
def test_a_marking_in_a_spreadsheet_or_a_presentation_counts(name: str, kind: FileKind, where: str) -> None:
    assert look_at(name, marked(kind, where, "OFFICIAL-SENSITIVE")).marking is Marking.PART_2
    assert look_at(name, marked(kind, where, "no secret at all")).marking is None
    with pytest.raises(Refused, match="marked SECRET or above"):
        look_at(name, marked(kind, where, "TOP<text:s/>SECRET"))


def test_a_spreadsheet_without_its_content_is_damaged() -> None:
    with pytest.raises(Refused, match="damaged or incomplete"):
        look_at("a.ods", office(mimetype=FileKind.SPREADSHEET.media_type))


# -- pictures -------------------------------------------------------------------------------------------------------------

PLACE = b"51.4816 N 3.1791 W"


def exif(way_up: int) -> bytes:
    """What a camera writes: which way up it was held, and where."""
    entries = struct.pack("<HHIHH", 0x0112, 3, 1, way_up, 0) + struct.pack("<HHII", 0x010E, 2, len(PLACE), 40)
    return b"II*\0\x08\0\0\0\x02\0" + entries + b"\0" * 4 + PLACE


def test_a_photograph_loses_its_place_and_comments_and_stays_the_right_way_up() -> None:
    said = [
        segment(0xE1, b"Exif\0\0" + exif(6)), segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + PLACE),
        segment(0xED, b"Photoshop 3.0\0" + PLACE), segment(0xFE, PLACE), segment(0xE2, b"MPF\0" + PLACE),
    ]  # fmt: skip
    colours, adobe = segment(0xE2, b"ICC_PROFILE\0\1\1colours"), segment(0xEE, b"Adobe\0d\0\0\0\0\1")
    found = look_at("a.jpg", jpeg(*said, colours, adobe) + PLACE).data
    upright = segment(0xE1, b"Exif\0\0MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, 6, 0, 0))
    assert found == b"\xff\xd8" + upright + jpeg(colours, adobe)[2:]
    assert PLACE not in found
    assert look_at("a.jpg", jpeg(segment(0xE1, b"Exif\0\0" + exif(1)))).data == JPEG


def test_a_drawn_picture_loses_what_a_program_wrote_into_it() -> None:
    said = [
        chunk(b"tEXt", b"Author\0" + PLACE),
        chunk(b"eXIf", exif(1)),
        chunk(b"tIME", b"\7\xea\3\2\x0c\0\0"),
        chunk(b"prVt", PLACE),
    ]
    assert look_at("a.png", png(*said) + PLACE).data == PNG
    kept = png(chunk(b"tRNS", b"\0\0"))
    assert look_at("a.png", kept).data == kept


def test_a_webp_picture_loses_it_too_and_no_longer_says_that_it_follows() -> None:
    told = struct.pack("<4sI", b"EXIF", len(PLACE)) + PLACE + struct.pack("<4sI", b"XMP ", 3) + b"<x>\0"
    found = look_at("a.webp", webp(told)).data
    assert found == WEBP.replace(b"VP8X\x0a\0\0\0\x0c", b"VP8X\x0a\0\0\0\0")
    assert PLACE not in found


@pytest.mark.parametrize(("form", "more"), [("JPEG", {}), ("JPEG", {"progressive": True}), ("PNG", {}), ("WEBP", {})])
def test_a_real_picture_looks_the_same_after_it_was_bared(form: str, more: dict[str, bool]) -> None:
    picture = Image.effect_mandelbrot((120, 90), (-2, -1, 1, 1), 60).convert("RGB")
    described = Image.Exif()
    described[0x010E] = PLACE.decode()
    made = io.BytesIO()
    picture.save(made, form, exif=described, **more)
    assert PLACE in made.getvalue()
    found = look_at(f"a.{form.lower()}", made.getvalue()).data
    assert PLACE not in found
    before, after = (Image.open(io.BytesIO(one)).convert("RGB") for one in (made.getvalue(), found))
    assert before.tobytes() == after.tobytes()
    assert not Image.open(io.BytesIO(found)).getexif()


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp", "a.pdf", "a.docx"])
def test_a_file_damaged_anywhere_is_taken_or_refused_and_never_fails(name: str) -> None:
    whole = {"a.png": png(chunk(b"tEXt", b"a\0b")), "a.jpg": jpeg(segment(0xE1, b"Exif\0\0" + exif(6))), "a.webp": WEBP,
             "a.pdf": PDF, "a.docx": lookalikes.drones()}[name]  # fmt: skip
    chance, outcomes = random.Random(7), set()
    for _ in range(12 if name in ("a.pdf", "a.docx") else 400):
        broken = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        try:
            outcomes.add(look_at(name, bytes(broken[: chance.randint(1, len(broken))])).kind)
        except Refused as refusal:
            outcomes.add(str(refusal))
    assert outcomes


def test_a_photograph_of_19_megabytes_is_bared_in_less_than_two_seconds() -> None:
    from time import process_time

    scan = segment(0xDA, b"\1\1\0\0\x3f\0") + b"\xff\0\xff\xd0" * (19 * 1024 * 1024 // 4)
    large = JPEG[:-2] + scan + b"\xff\xd9"
    began = process_time()
    found = look_at("a.jpg", large)
    assert process_time() - began < 2
    assert found.data == large
