"""Papers as people really send them: a contents list, a title nobody labelled, headings that ask, forms, ticked boxes."""

import docx
from docx.document import Document

from ethics.importing import FoundPaper, read_file, read_text
from ethics.importing.as_draft import draft_of
from tests.importing.lookalikes import edited, saved


def read(document: Document) -> FoundPaper:
    return read_file("paper.docx", saved(document))


def bold(document: Document, words: str) -> None:
    document.add_paragraph().add_run(words).bold = True


def form(*rows: tuple[str, str]) -> Document:
    document = docx.Document()
    table = document.add_table(rows=0, cols=2)
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    return document


def test_a_list_of_contents_is_no_part_of_the_argument() -> None:
    for leader in ("\t", " ........ "):
        document = docx.Document()
        bold(document, "Contents")
        for entry in ("1. Introduction", "2. Questions"):
            document.add_paragraph(f"{entry}{leader}2")
        document.add_heading("1. Introduction", 1)
        document.add_paragraph("The lamps in the park burn all night, and people walk there late on their way home.")
        document.add_heading("2. Questions", 1)
        document.add_paragraph("Is it right to put them out?")
        found = read(document)
        assert [section.key for section in found.sections] == ["background", "questions"]
        assert [question.text for question in found.questions] == ["Is it right to put them out?"]
        assert len(found.unplaced) == 1
        assert found.unplaced[0].startswith("Contents\n1. Introduction")
        assert {line.index for line in found.source_lines[:3]} == set(found.unplaced_sources[0])


def test_figures_behind_tabs_are_no_list_of_contents() -> None:
    found = read_text(
        "Background\n\nLamps burn in these parks:\n\nHill Park\t12\nMill Park\t9\n\nQuestions\n\nIs it right?"
    )
    assert "Hill Park" in " ".join(paragraph.text for paragraph in found.paragraphs)
    assert found.unplaced == ()


def test_a_title_that_no_label_names_is_taken_and_said() -> None:
    document = docx.Document()
    bold(document, "EASTMARCH POLICE")
    bold(document, "Ethics Committee – 14 May 2026")
    bold(document, "Lamps in the park")
    document.add_heading("Background", 1)
    document.add_paragraph("The lamps in the park burn all night.")
    found = read(document)
    assert found.head.subject == "Lamps in the park"
    assert "“Lamps in the park”" in found.notes[0]
    assert found.unplaced == ("EASTMARCH POLICE", "Ethics Committee – 14 May 2026")


def test_of_two_that_could_be_the_title_none_is_taken() -> None:
    document = docx.Document()
    for words in ("Lamps in the park", "What the neighbours say"):
        bold(document, words)
    document.add_heading("Background", 1)
    document.add_paragraph("The lamps in the park burn all night.")
    found = read(document)
    assert (found.head.subject, found.notes) == ("", ())
    assert "Lamps in the park" in found.unplaced


def test_headings_of_a_form_that_ask_are_headings() -> None:
    document = docx.Document()
    for heading, words in (
        ("What is the issue?", "The lamps in the park burn all night."),
        ("Why is this an ethical dilemma?", "Some want sleep and others want light."),
        ("What do we want from the panel?", "Is it right to put them out?"),
    ):
        bold(document, heading)
        document.add_paragraph(words)
    found = read(document)
    assert [section.key for section in found.sections] == ["dilemma", "dilemma", "questions"]
    assert [question.text for question in found.questions] == ["Is it right to put them out?"]
    assert all(section.because.key for section in found.sections)


def test_a_question_that_sounds_like_a_heading_stays_a_question_among_questions() -> None:
    found = read_text("Questions\n\n1. What is the issue?\n\n2. What are the implications?\n")
    assert [question.text for question in found.questions] == ["What is the issue?", "What are the implications?"]


def test_what_a_form_says_of_itself_is_its_head_wherever_it_stands() -> None:
    found = read(
        form(
            ("Meeting", "Eastmarch Ethics Committee"),
            ("Title of report", "Lamps in the park"),
            ("Purpose of report", "To hear what members think of it."),
            ("Name of author", "Robin Vale"),
            ("Protective marking", "OFFICIAL"),
            ("Background", "The lamps burn all night."),
        )
    )
    assert (found.head.subject, found.head.author) == ("Lamps in the park", ["Robin Vale"])
    assert [(paragraph.key, paragraph.text) for paragraph in found.paragraphs] == [
        ("purpose", "To hear what members think of it."),
        ("background", "The lamps burn all night."),
    ]
    assert found.unplaced == ("Meeting: Eastmarch Ethics Committee", "Protective marking: OFFICIAL")


def test_what_numbers_a_question_leads_to_nothing() -> None:
    for label in ("Q1: ", "Q1. ", "Question 1 – ", "**Question 1:** "):
        found = read_text(f"Background\n\nLamps burn.\n\nQuestions\n\n{label}Is it right to put them out?\n")
        (question,) = draft_of(found, []).questions
        assert (question.text, question.lead_in) == ("Is it right to put them out?", ""), label


def test_points_to_consider_are_questions() -> None:
    found = read_text(
        "Dilemma: Should she take the coffee?\n\nBackground:\nIt is offered every day.\n\n"
        "Points to consider\n- is it a gift\n- what would people think\n"
    )
    assert [question.text for question in found.questions] == ["is it a gift", "what would people think"]
    assert found.unplaced == ()


def test_boxes_ticked_and_choices_made_in_an_old_form_are_words() -> None:
    ticked = (
        '<w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox></w:ffData>'
        "</w:fldChar>"
    )
    empty = ticked.replace("<w:checked/>", "")
    chosen = (
        '<w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="low"/>'
        '<w:listEntry w:val="high"/></w:ddList></w:ffData></w:fldChar>'
    )
    sign = '<w:sym w:font="Wingdings" w:char="F0FE"/>'
    runs = "".join(
        f'<w:r>{piece}</w:r><w:r><w:t xml:space="preserve"> {words} </w:t></w:r>'
        for piece, words in ((ticked, "yes"), (empty, "no"), (sign, "seen"), (chosen, "risk"))
    )
    document = docx.Document()
    document.add_paragraph("Is it lawful?")
    data = edited(saved(document), lambda xml: xml.replace("<w:sectPr", f"<w:p>{runs}</w:p><w:sectPr", 1))
    found = read_file("paper.docx", data)
    assert "☒ yes ☐ no ☑ seen high risk" in " ".join(paragraph.text for paragraph in found.paragraphs)


def test_a_merged_cell_leaves_the_cells_after_it_in_their_columns() -> None:
    document = docx.Document()
    document.add_paragraph("Lamps cost this much.")
    table = document.add_table(rows=0, cols=3)
    for row in (("Item", "2023", "2024"), ("Oil", "1", "2")):
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    last = table.add_row().cells
    last[0].merge(last[1]).text = "Total"
    last[2].text = "2"
    assert "| Oil | 1 | 2 |\n| Total |  | 2 |" in read(document).paragraphs[0].text


def test_a_word_file_kept_strictly_to_the_standard_is_read() -> None:
    document = docx.Document()
    document.add_paragraph("Is it right to put them out?")
    strict = edited(
        saved(document),
        lambda xml: xml.replace(
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "http://purl.oclc.org/ooxml/wordprocessingml/main",
        ),
    )
    assert [question.text for question in read_file("paper.docx", strict).questions] == ["Is it right to put them out?"]
