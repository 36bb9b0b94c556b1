"""Tables and footnotes of a PDF: cells of several lines stay whole, however the table was drawn; what is unsure is said."""

import pytest
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from ethics.importing import FoundPaper, read_file
from ethics.importing.pdf import UNTOLD_COLUMNS
from tests.importing.written import PENS, heading, numbered, pdf_page, table

LONG = "The survey asked every household on the road what it thought of the plan"
ROWS = (
    ("What was done", "How many", "What came of it"),
    (LONG, "twelve hundred letters and four meetings in the hall", "nobody answered the second letter at all"),
    ("A short one", "two", LONG),
    ("A third that nobody on the road or beyond it had asked for", "x", "y"),
)
AS_MARKDOWN = "\n".join(f"| {' | '.join(row)} |" for row in (ROWS[0], ("---",) * 3, *ROWS[1:]))


def read(pdf: FPDF) -> FoundPaper:
    return read_file("paper.pdf", bytes(pdf.output()))


def line(pdf: FPDF, words: str) -> None:
    pdf.multi_cell(0, 6, words, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def texts(found: FoundPaper) -> str:
    return "\n\n".join(paragraph.text for paragraph in found.paragraphs)


@pytest.mark.parametrize("rules", ["ALL", "INTERNAL", "MINIMAL", "HORIZONTAL_LINES", "SINGLE_TOP_LINE", "NONE"])
@pytest.mark.parametrize("placed", ["TOP", "MIDDLE"])
def test_cells_of_several_lines_stay_whole_however_the_table_is_drawn(rules: str, placed: str) -> None:
    pdf = pdf_page()
    line(pdf, "1. What was done is this.")
    with pdf.table(borders_layout=rules, v_align=placed) as made:
        for row in ROWS:
            made.row(row)
    line(pdf, "2. And that is all there was of it.")
    found = read(pdf)
    assert found.paragraphs[0].text == f"What was done is this.\n\n{AS_MARKDOWN}"
    assert found.paragraphs[1].text == "And that is all there was of it."
    assert found.notes == ()


def test_a_table_of_two_columns_keeps_its_cells_whole() -> None:
    rows = tuple((first, third) for first, _, third in ROWS[1:])
    for rules in ("ALL", "NONE"):
        pdf = pdf_page()
        line(pdf, "1. What was done is this.")
        with pdf.table(borders_layout=rules, first_row_as_headings=False) as made:
            for row in rows:
                made.row(row)
        assert texts(read(pdf)).startswith("What was done is this.\n\n| The")
        assert all(f"| {first} | {second} |" in texts(read(pdf)) for first, second in rows)


def test_a_table_that_goes_on_over_the_page_is_one() -> None:
    pdf = pdf_page()
    pdf.set_y(210)
    line(pdf, "1. What was done is this.")
    with pdf.table(repeat_headings=0) as made:
        for row in (*ROWS, *ROWS[1:]):
            made.row(row)
    found = read(pdf)
    assert pdf.page_no() == 2
    assert texts(found).count("\n| ---") == 1
    assert texts(found).count(f"| {' | '.join(ROWS[1])} |") == 2


def test_a_cell_that_takes_several_columns_leaves_the_others_their_own() -> None:
    pdf = pdf_page()
    line(pdf, "1. What it costs is this.")
    with pdf.table() as made:
        for row in (("Item", "May", "June"), ("Fuel", "10", "20")):
            made.row(row)
        last = made.row()
        last.cell("Altogether, as far as anybody could say", colspan=2)
        last.cell("30")
    assert "| Altogether, as far as anybody could say |  | 30 |" in texts(read(pdf))


def test_a_box_round_one_paragraph_and_a_line_under_words_are_no_table() -> None:
    pdf = pdf_page()
    pdf.multi_cell(0, 6, f"1. {LONG}, and so on.", border=1, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.ln(3)
    pdf.set_font(style="U")
    line(pdf, f"2. {LONG}, and so on.")
    found = read(pdf)
    assert [one.text for one in found.paragraphs] == [f"{LONG}, and so on."] * 2


def test_columns_that_cannot_be_told_apart_keep_every_word_and_are_said() -> None:
    pdf = pdf_page()
    line(pdf, "1. What was done is this.")
    top = pdf.get_y() + 4
    for at in range(5):
        for column in range(3):
            pdf.set_xy(22 + column * 50 + (at % 3) * 14, top + at * 14)
            pdf.multi_cell(44, 5, f"Row {at} column {column} has words enough for two lines.", align="L")
    found = read(pdf)
    assert found.notes == (UNTOLD_COLUMNS,)
    for at in range(5):
        for column in range(3):
            assert f"Row {at} column {column} has" in texts(found)


def raised(pdf: FPDF, number: str) -> None:
    pdf.char_vpos = "SUP"
    pdf.write(5, number)
    pdf.char_vpos = "LINE"


def test_a_raised_number_is_the_mark_of_its_footnote_and_no_part_of_the_word_before() -> None:
    pdf = pdf_page()
    pdf.write(5, "1. The policy")
    raised(pdf, "3")
    pdf.write(5, " of May is old, and the flood of 2020")
    raised(pdf, "4")
    pdf.write(5, ", which was seen over 25 km")
    raised(pdf, "2")
    pdf.write(5, " was the worst.")
    pdf.ln(8)
    pdf.write(5, "2. Is it right to fly over it on the 10")
    raised(pdf, "th")
    pdf.write(5, " of May?")
    pdf.set_y(250)
    pdf.set_font("helvetica", size=8)
    raised(pdf, "3")
    pdf.write(4, " The policy of the leaflet.")
    pdf.ln(4)
    raised(pdf, "4")
    pdf.write(4, "The year of the flood.")
    first, second = read(pdf).paragraphs
    assert first.text == (
        "The policy of May is old, and the flood of 2020, which was seen over 25 km² was the worst.\n\n"
        "Note 1: The policy of the leaflet.\n\nNote 2: The year of the flood."
    )
    assert second.text == "Is it right to fly over it on the 10th of May?"


def test_a_table_is_one_wherever_a_page_ends_in_it() -> None:
    rows = (
        (
            "Number of lamps at the station",
            "Letters that neighbours wrote about them",
            "What the market said in the winter",
        ),
        (
            "Forty-one in the first street",
            "Twelve, of which two asked for more of them",
            "That it would rather have them",
        ),
        ("Six in the second street", "None that anybody could find in the office", "Nothing was asked of it at all"),
    )
    said = "\n".join(f"| {' | '.join(row)} |" for row in (rows[0], ("---",) * 3, *rows[1:]))
    for lines in range(20, 46):
        before = [numbered(at + 1, "The lamps stay as they are.") for at in range(lines)]
        paper = [
            heading("Background"),
            *before,
            table(*rows),
            heading("Questions"),
            numbered(lines + 1, "Is it right to stay?"),
        ]
        found = read_file("paper.pdf", PENS["pdf"](paper))
        assert found.paragraphs[lines - 1].text == f"The lamps stay as they are.\n\n{said}", f"after {lines} lines"
