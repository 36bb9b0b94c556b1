"""The same paper in every kind of file gives the same; what each kind hides or keeps apart is handled knowingly."""

import io

import pytest
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from ethics.importing import FoundPaper, Refused, media_type_of, read_file
from ethics.importing.docx import COMMENTS, DELETED, HIDDEN, PICTURES
from ethics.importing.pdf import SCANNED_PAGES
from tests.importing import lookalikes as papers
from tests.importing.fidelity import dropped
from tests.importing.test_origins import pointed_at
from tests.importing.written import PENS, as_txt, bullet, heading, numbered, odt_of, pdf_page, table, text

PAPER = (
    table(*papers.HEAD),
    heading("Purpose of Report"),
    numbered(1, "This report asks how the force should judge a flight, and says why it asks it now, when crowds grow."),
    heading("Background"),
    *(numbered(at, words) for at, words in enumerate(papers.BACKGROUND, 2)),
    bullet("matches on Saturdays"),
    bullet("searches at night"),
    heading("Question"),
    *(numbered(at, words) for at, words in enumerate(papers.ASKING, 5)),
    numbered(8, "Is it fair to charge for a flight? Charges would be published.", bold="Charging."),
    heading("Implications"),
    table(*((name, words) for name, words, _ in papers.IMPLICATIONS)),
    heading("List of Appendices"),
    text("Nil"),
    heading("Person to Contact"),
    *(text(line) for line in papers.CONTACT),
)


def read(ending: str, data: bytes) -> FoundPaper:
    return read_file(f"paper.{ending}", data)


@pytest.mark.parametrize("ending", PENS)
def test_every_kind_of_file_gives_the_same_paper(ending: str) -> None:
    found, word = read(ending, PENS[ending](PAPER)), read("docx", PENS["docx"](PAPER))
    assert found.head == word.head
    assert [p.number for p in found.paragraphs] == [str(n) for n in range(1, 9)]
    assert [(p.key, p.text.replace("**", "")) for p in found.paragraphs] == [
        (p.key, p.text.replace("**", "")) for p in word.paragraphs
    ]
    assert [(q.paragraph, q.text, q.kind) for q in found.questions] == [
        (q.paragraph, q.text, q.kind) for q in word.questions
    ]
    assert [(i.name, i.kind, i.text) for i in found.implications] == [
        (i.name, i.kind, i.text) for i in word.implications
    ]
    assert found.contacts == word.contacts
    assert (found.unplaced, found.notes) == ((), ())
    assert dropped(as_txt(PAPER), found) == []
    assert pointed_at(found) == {line.index for line in found.source_lines}


@pytest.mark.parametrize("ending", ["docx", "odt", "pdf", "rtf", "md"])
def test_a_bold_lead_in_is_the_title_of_its_question(ending: str) -> None:
    assert read(ending, PENS[ending](PAPER)).questions[-1].title == "Charging"


@pytest.mark.parametrize("ending", PENS)
def test_a_file_is_kept_under_its_own_type(ending: str) -> None:
    types = {"odt": "opendocument", "docx": "openxml", "pdf": "application/pdf", "rtf": "rtf"}
    assert types.get(ending, "text/plain") in media_type_of(f"a.{ending}", PENS[ending](PAPER))


@pytest.mark.parametrize("ending", [ending for ending in PENS if ending not in ("txt", "md")])
@pytest.mark.parametrize("named", ["docx", "odt", "pdf", "rtf", "txt"])
def test_a_file_called_what_it_is_not_is_refused(ending: str, named: str) -> None:
    if ending != named:
        with pytest.raises(Refused, match=f"says .{named}"):
            read(named, PENS[ending](PAPER))


# OpenDocument

LISTS = """<text:list-style style:name="N">
<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>
<text:list-level-style-number text:level="2" style:num-format="1" style:num-suffix="." text:display-levels="2"/>
<text:list-level-style-number text:level="3" style:num-format="a" style:num-prefix="(" style:num-suffix=")"/>
</text:list-style>
<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style>"""


def listed(*items: str, more: str = "") -> str:
    return f'<text:list text:style-name="N" {more}>{"".join(items)}</text:list>'


def item(words: str, inner: str = "") -> str:
    return f"<text:list-item><text:p>{words}</text:p>{inner}</text:list-item>"


def test_numbers_an_opendocument_text_counts_itself_are_worked_out() -> None:
    inner = listed(item("An inner point.", listed(item("A lettered one."))), item("Another."))
    more = 'text:continue-numbering="true"'
    body = (
        '<text:h text:outline-level="1">Background</text:h>'
        + listed(item("The first thing."), item("The second thing.", inner))
        + '<text:h text:outline-level="1">Questions</text:h>'
        + listed(item("Is it right?"), more=more)
    )
    found = read("odt", odt_of(body, LISTS))
    assert [p.number for p in found.paragraphs] == ["1", "2", "2.1", "2.2", "3"]
    assert "(a) A lettered one." in found.paragraphs[2].text
    assert [q.paragraph for q in found.questions] == ["3"]


def test_what_an_opendocument_text_hides_is_left_out_and_told() -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>Struck sentence.</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        '<text:h text:outline-level="1">Background</text:h>'
        "<text:p>A plain word<office:annotation><text:p>Mark this.</text:p></office:annotation> stays."
        '<text:span text:style-name="H">Unseen words.</text:span></text:p>'
        '<text:section text:display="none"><text:p>A hidden part.</text:p></text:section>'
        "<text:p>With a note<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        "<text:p>See the leaflet.</text:p></text:note-body></text:note>.</text:p>"
        "<text:p><draw:frame><draw:image/></draw:frame></text:p><text:p>Is it<text:line-break/>right?</text:p>"
        '<text:p>One<text:s text:c="3"/>two</text:p>'
    )
    found = read("odt", odt_of(body, LISTS))
    texts = " ".join(p.text for p in found.paragraphs)
    assert found.notes == (COMMENTS, HIDDEN, DELETED, PICTURES)
    assert "Note 1: See the leaflet." in texts
    assert "One two" in texts
    for words in ("Struck", "Mark this", "Unseen", "hidden part"):
        assert words not in texts


def test_the_header_of_an_opendocument_text_is_kept_apart() -> None:
    styles = (
        '<x xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><style:master-page>'
        "<style:header><text:p>Eastmarch Police</text:p></style:header></style:master-page></x>"
    )
    found = read("odt", odt_of("<text:p>Is it right?</text:p>", styles=styles))
    assert found.unplaced == ("Eastmarch Police",)


def test_an_opendocument_text_under_a_password_is_refused() -> None:
    with pytest.raises(Refused, match="password"):
        read("odt", odt_of("", META_INF__manifest="<x><encryption-data/></x>"))


# PDF


def test_a_running_header_and_page_numbers_are_no_text() -> None:
    class Paged(FPDF):
        def header(self) -> None:
            self.set_font("helvetica", size=9)
            self.cell(0, 8, "Eastmarch Ethics Committee", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

        def footer(self) -> None:
            self.set_y(-15)
            self.cell(0, 8, f"Page {self.page_no()} of 3")

    pdf = Paged(format="A4")
    pdf.add_page()
    for number in range(1, 61):
        pdf.set_font("helvetica", size=11)
        words = (
            f"{number}. The force has thought about this for long and would like to hear what others make of it all."
        )
        pdf.multi_cell(0, 5, words, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        pdf.ln(2)
    found = read("pdf", bytes(pdf.output()))
    assert [p.number for p in found.paragraphs] == [str(n) for n in range(1, 61)]
    assert all(p.text.endswith("make of it all.") for p in found.paragraphs)
    assert found.unplaced == ("Eastmarch Ethics Committee", "Page 1 of 3")


def test_a_paragraph_that_a_page_breaks_is_one_paragraph() -> None:
    pdf = pdf_page()
    pdf.set_y(255)
    words = "1. The force has thought about this for long and would like to hear what others make of it all, " * 4
    pdf.multi_cell(0, 5, words + "and soon.", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    found = read("pdf", bytes(pdf.output()))
    assert pdf.page_no() == 2
    assert len(found.paragraphs) == 1


def test_columns_are_read_one_after_the_other() -> None:
    pdf = pdf_page()
    left = "The force has thought about this for a long time, and it would like to hear what the others make of it. "
    right = "Mae'r llu wedi meddwl am hyn ers amser maith, a hoffai glywed beth mae eraill yn ei feddwl amdano. "
    with pdf.text_columns(ncols=2, gutter=8, text_align="LEFT") as columns:
        for words in (left * 3, right * 3):
            with columns.paragraph() as paragraph:
                paragraph.write(words)
            columns.new_column()
    found = read("pdf", bytes(pdf.output()))
    assert [" ".join(p.text.split()) for p in found.paragraphs] == [(left * 3).strip(), (right * 3).strip()]


def test_a_table_of_a_pdf_is_a_table_with_its_cells_whole() -> None:
    pdf = pdf_page()
    pdf.cell(0, 6, "Background", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.multi_cell(0, 6, "1. Flights by month are these.", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    with pdf.table() as made:
        for row in (("Month", "Flights", "Complaints"), ("May", "twelve", "none"), ("June", "fifteen", "two")):
            made.row(row)
    found = read("pdf", bytes(pdf.output()))
    assert "| May | twelve | none |\n| June | fifteen | two |" in found.paragraphs[0].text


def test_small_numbered_print_at_the_foot_of_a_page_is_a_note() -> None:
    pdf = pdf_page()
    pdf.multi_cell(0, 5, "Is it right to fly a drone over a crowd that has come together to mourn?")
    pdf.set_y(250)
    pdf.set_font("helvetica", size=8)
    pdf.multi_cell(0, 4, "1 The word is used as the leaflet uses it.")
    assert "Note 1: The word is used as the leaflet uses it." in read("pdf", bytes(pdf.output())).paragraphs[0].text


def picture() -> io.BytesIO:
    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (60, 80), "grey").save(file, "PNG")
    file.seek(0)
    return file


def test_a_scan_is_refused_with_what_to_do() -> None:
    pdf = FPDF()
    pdf.add_page()
    pdf.image(picture(), w=180)
    with pytest.raises(Refused, match="recognises text"):
        read("pdf", bytes(pdf.output()))


def test_a_scanned_page_among_others_is_told() -> None:
    pdf = pdf_page()
    pdf.multi_cell(0, 5, "Is it right to fly a drone over a crowd that has come together to mourn?")
    pdf.add_page()
    pdf.image(picture(), w=180)
    assert read("pdf", bytes(pdf.output())).notes == (SCANNED_PAGES,)


def test_a_pdf_under_a_password_is_refused() -> None:
    pdf = pdf_page()
    pdf.cell(0, 5, "Is it right to fly a drone over a crowd?")
    pdf.set_encryption(owner_password="of the owner", user_password="of the reader")
    with pytest.raises(Refused, match="password"):
        read("pdf", bytes(pdf.output()))


def test_a_comment_on_a_pdf_is_left_out_and_told() -> None:
    pdf = pdf_page()
    pdf.multi_cell(0, 5, "Is it right to fly a drone over a crowd that has come together to mourn?")
    pdf.text_annotation(20, 20, text="Somebody's remark.")
    found = read("pdf", bytes(pdf.output()))
    assert found.notes == (COMMENTS,)
    assert "remark" not in found.paragraphs[0].text


# RTF


def rtf(body: str) -> FoundPaper:
    return read("rtf", (r"{\rtf1\ansi\ansicpg1252 " + body + "}").encode("ascii"))


def test_what_a_rich_text_hides_is_left_out_and_told() -> None:
    found = rtf(
        r"{\info{\author A. N. Author}{\company Somebody Ltd}}\pard Background\par"
        r"\pard A plain word{\v  unseen}{\deleted  struck} stays{\*\annotation Mark this.}.\par"
        r"\pard Noted{\footnote \pard\plain See the leaflet.}.{\pict\wmetafile8 0100}\par"
        r"\pard Is it \u8216?right\'92 \'96 so?\par"
    )
    texts = " ".join(p.text for p in found.paragraphs)
    assert found.notes == (COMMENTS, HIDDEN, DELETED, PICTURES)
    assert "A plain word stays." in texts
    assert "Note 1: See the leaflet." in texts
    assert "Is it ‘right’ – so?" in texts
    for words in ("unseen", "struck", "Mark this", "Author", "Somebody", "0100"):
        assert words not in texts


def test_numbers_a_rich_text_carries_beside_its_lists_are_read() -> None:
    listed = "".join(rf"\pard{{\listtext\tab {n}.\tab}}Point {n} is made.\par " for n in (1, 2, 3))
    found = rtf(r"\pard {\b Background}\par " + listed)
    assert [p.number for p in found.paragraphs] == ["1", "2", "3"]


def test_a_header_of_a_rich_text_is_kept_apart() -> None:
    found = rtf(r"{\header \pard Eastmarch Police\par}\pard Is it right?\par")
    assert (found.unplaced, [p.text for p in found.paragraphs]) == (("Eastmarch Police",), ["Is it right?"])


@pytest.mark.parametrize("body", ["{" * 400 + "}" * 400, "}" * 3, "{unclosed", r"\bin100000000 x"])
def test_a_rich_text_built_as_no_paper_is_refused(body: str) -> None:
    with pytest.raises(Refused):
        rtf(body)


# Markdown


def test_what_a_markdown_file_hides_is_left_out_and_told() -> None:
    data = b"Background\n==========\n\nA plain word stays.<!-- Mark\nthis. -->\n\n***\n\nQuestions\n---------\n\nIs it right?\n\n---\n"
    found = read("md", data)
    assert [section.key for section in found.sections] == ["background", "questions"]
    assert [paragraph.text for paragraph in found.paragraphs] == ["A plain word stays.", "Is it right?"]
    assert found.notes == (COMMENTS,)
