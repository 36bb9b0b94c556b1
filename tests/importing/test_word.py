import io
from collections.abc import Callable

import docx
import pytest

from ethics.importing import FoundPaper, read_file
from ethics.importing.docx import COMMENTS, DELETED, HIDDEN
from tests.importing import lookalikes as papers
from tests.importing.fidelity import dropped

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def read(data: bytes) -> FoundPaper:
    return read_file("paper.docx", data)


def after(words: str, added: str) -> Callable[[str], str]:
    """A change that puts something behind the run that ends in these words."""
    return lambda xml: xml.replace(f"{words}</w:t></w:r>", f"{words}</w:t></w:r>{added}")


def test_numbers_that_word_counts_itself_run_through_all_sections() -> None:
    found = read(papers.drones())
    assert [p.number for p in found.paragraphs] == [str(n) for n in range(1, 9)]
    assert [p.key for p in found.paragraphs] == ["purpose", "recommendation", *["background"] * 3, *["questions"] * 3]
    assert [s.name for s in found.sections][:4] == ["Purpose of Report", "Recommendation", "Background", "Question"]


def test_numbers_typed_by_hand_under_bold_headings_are_found() -> None:
    found = read(papers.services())
    assert [p.number for p in found.paragraphs] == [str(n) for n in range(1, 8)]
    assert [s.key for s in found.sections][-4:] == ["appendices", "background_papers", "contact", "appendices"]


def test_the_head_is_read_from_a_table_and_from_tabs() -> None:
    for found in (read(papers.drones()), read(papers.services())):
        assert found.head.report_of == "CHIEF CONSTABLE"
        assert found.head.subject == "DRONES OVER QUIET CROWDS"
        assert found.head.date == "Monday 16 March 2026, 2pm"
        assert found.head.author == ["Chief Inspector Robin Vale"]
        assert papers.PLAIN_NAME in found.unplaced


def test_a_question_after_a_dash_needs_no_question_mark_and_a_rhetorical_one_stays_in_the_background() -> None:
    found = read(papers.drones())
    assert [(q.number, q.paragraph, q.kind) for q in found.questions] == [(1, "7", "open"), (2, "8", "open")]
    assert found.questions[0].text == papers.ASKING[1].partition(" - ")[2]
    assert found.questions[1].text == papers.ASKING[2].partition("grow. ")[2]


def test_bold_lead_ins_are_titles_and_the_asking_sentence_stands_alone() -> None:
    found = read(papers.services())
    assert [(q.paragraph, q.title, q.kind) for q in found.questions] == [
        ("5", "Answering later", "closed"),
        ("6", "Charging", "closed"),
        ("7", "Waiting with patients", "closed"),
    ]
    assert found.questions[1].text == "Is it fair to charge the organisers of a fair for its policing?"
    assert found.questions[2].text == "Is it right to leave before a doctor has come?"
    assert found.paragraphs[6].text.startswith("**Waiting with patients.** Officers often wait")


def test_a_sentence_broken_over_two_word_paragraphs_is_one_again() -> None:
    assert (
        read(papers.services()).paragraphs[2].text
        == "Money is short and calls are rising every month, as Appendix A shows."
    )


@pytest.mark.parametrize("shape", ["lines", "tabs", "spaced", "table", "headings"])
def test_implications_are_found_however_they_are_laid_out(shape: str) -> None:
    found = read(papers.drones(shape))
    assert [(i.name, i.text, i.kind) for i in found.implications] == list(papers.IMPLICATIONS)
    assert len(found.contacts) == 1


def test_a_contact_over_several_lines_is_one_contact() -> None:
    assert read(papers.drones()).contacts == ("\n".join(papers.CONTACT),)
    assert len(read(papers.services()).contacts) == 1


def test_bullets_stay_with_the_paragraph_they_follow() -> None:
    assert read(papers.drones()).paragraphs[4].text.endswith("\n\n- matches on Saturdays\n- searches at night")


def test_a_table_in_the_text_is_kept_as_a_markdown_table() -> None:
    document = docx.Document()
    document.add_heading("Background", 1)
    document.add_paragraph("1. What it costs:")
    papers.table(document, [("Year", "Cost"), ("2026", "£4 | £5")])
    document.add_paragraph("2. What it saves.")
    first, second = read(papers.saved(document)).paragraphs
    assert first.text == "What it costs:\n\n| Year | Cost |\n| --- | --- |\n| 2026 | £4 \\| £5 |"
    assert second.number == "2"


def test_a_paper_laid_out_as_a_form_is_read_row_by_row() -> None:
    document = docx.Document()
    rows = [("Subject", "Gifts"), ("Author", "Kit Lowe"), ("Background", "A shop gave officers cake at noon.")]
    papers.table(document, [*rows, ("Question", "Is it acceptable to eat it?"), ("Contact", "Kit Lowe, 01632 960456")])
    found = read(papers.saved(document))
    assert [q.text for q in found.questions] == ["Is it acceptable to eat it?"]
    assert [p.key for p in found.paragraphs] == ["background", "questions"]
    assert found.contacts == ("Kit Lowe, 01632 960456",)


def test_a_list_inside_a_paragraph_does_not_disturb_the_papers_own_numbers() -> None:
    document = docx.Document()
    document.add_heading("Background", 1)
    for text in ("1. One.", "2. Two:", "1. first of a list", "2. second of a list", "3. Three."):
        document.add_paragraph(text)
    found = read(papers.saved(document))
    assert [p.number for p in found.paragraphs] == ["1", "2", "3"]
    assert "first of a list" in found.paragraphs[1].text


def test_markup_in_the_source_is_taken_for_words() -> None:
    document = docx.Document()
    document.add_heading("Background", 1)
    document.add_paragraph("1. A *star*, a <b>tag</b>, a [link](javascript:x) and `code`.")
    text = read(papers.saved(document)).paragraphs[0].text
    assert text == "A \\*star\\*, a \\<b>tag\\</b>, a [link\\](javascript:x) and \\`code\\`."


def test_comments_hidden_text_and_deleted_changes_stay_out_and_the_author_is_told() -> None:
    added = (
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>Never meant to be seen.</w:t></w:r>"
        '<w:del w:id="1" w:author="A Name"><w:r><w:delText>Struck out before.</w:delText></w:r></w:del>'
        '<w:ins w:id="2" w:author="A Name"><w:r><w:t> Put in later.</w:t></w:r></w:ins>'
    )
    comment = '<w:comment w:id="0" w:author="A Name"><w:p><w:r><w:t>Is this wise?</w:t></w:r></w:p></w:comment>'
    data = papers.edited(
        papers.drones(), after("judge a flight.", added), comments=f"<w:comments {W}>{comment}</w:comments>"
    )
    found = read(data)
    assert found.notes == (COMMENTS, HIDDEN, DELETED)
    everything = repr(found)
    assert "Put in later." in found.paragraphs[0].text
    for absent in ("Never meant", "Struck out", "Is this wise", "A Name"):
        assert absent not in everything


def test_a_footnote_is_kept_as_a_note_under_its_paragraph() -> None:
    mark = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    note = '<w:footnote w:id="2"><w:p><w:r><w:t>Counted in March.</w:t></w:r></w:p></w:footnote>'
    data = papers.edited(
        papers.drones(), after("since the spring.", mark), footnotes=f"<w:footnotes {W}>{note}</w:footnotes>"
    )
    assert read(data).paragraphs[2].text.endswith("since the spring.\n\nNote 1: Counted in March.")


@pytest.mark.parametrize("paper", [papers.drones, papers.services])
def test_nothing_in_a_word_file_is_dropped(paper) -> None:
    data = paper()
    document = docx.Document(io.BytesIO(data))
    words = [p.text for p in document.paragraphs]
    words += [cell.text for t in document.tables for row in t.rows for cell in row.cells]
    assert dropped("\n\n".join(words), read(data)) == []
