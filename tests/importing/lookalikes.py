"""Papers of our own that look like those forces write, about the invented Eastmarch Police."""

import io
import re
import zipfile
from collections.abc import Callable, Iterable

import docx
from docx.document import Document

BACKGROUND = (
    "Eastmarch Police has flown four small drones since the spring.",
    "They find missing people quickly. They also see into gardens.",
    "Should anyone have to look up and wonder? Or is that the price of being found. Most officers ask themselves this.",
)
ASKING = (
    "The force will keep to the law when it flies, and wishes its judgement to be tested.",
    "The question put to the committee, so that our thinking about drones at vigils and marches is sound, is - What "
    "should weigh most with an officer before a drone is flown over a quiet crowd.",
    "The force knows that trust is slow to grow. What else would the Committee have the force do for the people below.",
)
IMPLICATIONS = (
    ("Financial", "None.", "none"),
    ("Legal", "Not applicable to this report.", "not_applicable"),
    ("Equality Impact Assessment", "Not yet assessed.", "not_assessed"),
    ("Risks and Impact", "Pictures kept too long could be misused. The force will keep them for seven days.", "text"),
)
HEAD = (
    ("Report of", "CHIEF CONSTABLE"),
    ("Subject", "DRONES OVER QUIET CROWDS"),
    ("Date", "Monday 16 March 2026, 2pm"),
    ("Author", "Chief Inspector Robin Vale"),
)
CONTACT = ("Chief Inspector Robin Vale", "Tel: 01632 960123", "Email: robin.vale@eastmarch.example")
CLOSED = (
    ("Answering later", "Is it acceptable to answer calls about parking on the next working day?"),
    ("Charging", "Is it fair to charge the organisers of a fair for its policing? Charges would be published."),
    (
        "Waiting with patients",
        "Officers often wait for hours in hospital. Is it right to leave before a doctor has come?",
    ),
)
PLAIN_NAME = "Eastmarch Ethics Committee"


def saved(document: Document) -> bytes:
    """The document as the bytes of a .docx file."""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def edited(data: bytes, change: Callable[[str], str], part: str = "word/document.xml", **added: str) -> bytes:
    """A .docx file with one of its parts changed as text, and parts added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            text = old.read(info)
            new.writestr(info.filename, change(text.decode()).encode() if info.filename == part else text)
        for name, text in added.items():
            new.writestr(f"word/{name}.xml", text)
    return out.getvalue()


def table(document: Document, rows: Iterable[tuple[str, ...]]) -> None:
    rows = list(rows)
    made = document.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, text in zip(made.add_row().cells, row, strict=True):
            cell.text = text


def bold(document: Document, text: str) -> None:
    document.add_paragraph().add_run(text).bold = True


def drones(implications: str = "lines") -> bytes:
    """Heading styles, Word's own numbering through all sections, a head table, two open questions."""
    document = docx.Document()
    bold(document, PLAIN_NAME)
    table(document, HEAD)

    def numbered(text: str) -> None:
        document.add_paragraph(text, style="List Number")

    document.add_heading("Purpose of Report", 1)
    numbered("This report asks how the force should judge a flight.")
    document.add_heading("Recommendation", 1)
    numbered("The Committee is recommended to discuss the report.")
    document.add_heading("Background", 1)
    for text in BACKGROUND:
        numbered(text)
    document.add_paragraph("matches on Saturdays", style="List Bullet")
    document.add_paragraph("searches at night", style="List Bullet")
    document.add_heading("Question", 1)
    for text in ASKING:
        numbered(text)
    document.add_heading("Implications", 1)
    if implications == "table":
        table(document, [(name, text) for name, text, _ in IMPLICATIONS])
    for name, text, _ in IMPLICATIONS:
        if implications == "headings":
            document.add_heading(name, 2)
            document.add_paragraph(text)
        elif implications != "table":
            sign = {"lines": ": ", "tabs": "\t", "spaced": " :\t"}[implications]
            document.add_paragraph(f"{name}{sign}{text}")
    document.add_heading("List of Appendices", 1)
    document.add_paragraph("Nil")
    document.add_heading("Person to Contact", 1)
    for line in CONTACT:
        document.add_paragraph(line)
    return saved(document)


def services() -> bytes:
    """Bold lines for headings, numbers typed by hand, closed questions with bold lead-ins in the background."""
    document = docx.Document()
    bold(document, PLAIN_NAME)
    for label, value in HEAD:
        document.add_paragraph(f"{label}\t{value}")
    bold(document, "Purpose of Report")
    document.add_paragraph("1. This paper asks which services may change.")
    bold(document, "Recommendation")
    document.add_paragraph("2. To discuss the questions below and give guidance.")
    bold(document, "Background")
    document.add_paragraph("3. Money is short and calls are")
    document.add_paragraph("rising every month, as Appendix A shows.")
    document.add_paragraph("4. The following questions are those on which the force seeks advice.")
    for number, (title, text) in enumerate(CLOSED, 5):
        paragraph = document.add_paragraph(f"{number}. ")
        paragraph.add_run(f"{title}.").bold = True
        paragraph.add_run(f" {text}")
    bold(document, "Implications")
    for name, text, _ in IMPLICATIONS:
        document.add_paragraph(f"{name} :\t{text}")
    bold(document, "List of Appendices")
    document.add_paragraph("Appendix A –")
    bold(document, "Background Papers")
    document.add_paragraph("None.")
    bold(document, "Person to Contact")
    document.add_paragraph(f"{CONTACT[0]}, Operations")
    document.add_paragraph(f"{CONTACT[1]} {CONTACT[2]}")
    bold(document, "Appendix A")
    return saved(document)


def as_text(head: str = "{}\t{}", implication: str = "{}: {}") -> str:
    """The paper about drones as text taken out of a PDF."""
    numbers = iter(range(1, 100))

    def numbered(texts: Iterable[str]) -> str:
        return "\n".join(f"{next(numbers)}. {text}" for text in texts)

    return "\n\n".join(
        [
            f"**{PLAIN_NAME}**",
            "\n".join(head.format(*pair) for pair in HEAD),
            "Purpose of Report",
            numbered(["This report asks how the force should judge a flight."]),
            "Recommendation",
            numbered(["The Committee is recommended to discuss the report."]),
            "Background",
            numbered(BACKGROUND),
            "Question",
            numbered(ASKING),
            "Implications",
            "\n".join(implication.format(name, text) for name, text, _ in IMPLICATIONS),
            "List of Appendices",
            "Nil",
            "Person to Contact",
            "\n\n".join(CONTACT),
        ]
    )


TWO_SCENARIOS = """Report by: Chief Superintendent Ash Marlow
Title: Two tests of loyalty
Author: Inspector Kit Lowe and Sergeant Jo Fenn
Meeting date: 16 March 2026

Introduction

Officers at Eastmarch are asked to look after one another. Loyalty can go wrong.

Scenario 1: The loan

A sergeant lends money to a constable on her own shift.

Questions

1. What should the sergeant do now?
2. Is it acceptable to lend a small sum?

Scenario 2 – The favour

A constable is asked by a friend to look up a number plate.

She has not yet done so.

Questions

3. Should she tell her supervisor (even if she means to refuse)?
4. The friend is frightened. How might this change what she owes him

Contact: Kit Lowe, 01632 960456
"""

CASES_AND_LIST = """Subject        Cameras in hospital
Date           16 March 2026

1. Purpose

1.1 This paper seeks advice about cameras worn by officers on wards.

2. Hypothetical circumstances

1 - A patient shouts at a nurse and an officer begins to film.

2 - A visitor asks an officer to stop filming.

3. Questions for the Committee

The Committee is asked to:
a) consider whether an officer may film on a ward;
b) advise how long the pictures should be kept; and
c) say what an officer should do in each case.

4. Implications

4.1 Financial
None identified at this stage.
4.2 Equality
The force has not assessed this.

5. Contact officers

Kit Lowe, Inspector
01632 960456
Jo Fenn, Sergeant
jo.fenn@eastmarch.example
"""


def wrapped(text: str, width: int) -> str:
    """The text with its lines broken at a width, as text out of a PDF is."""
    lines: list[str] = []
    for line in text.split("\n"):
        while len(line) > width:
            cut = line.rfind(" ", 0, width + 1)
            lines.append(line[:cut])
            line = line[cut + 1 :]
        lines.append(line)
    return "\n".join(lines)


def without_numbers(text: str) -> str:
    return re.sub(r"(?m)^\d+\. ", "\n", text)


TWO_DILEMMAS = """12/26 Ethical scenarios

The Committee received a joint report that holds two ethical dilemmas.

Scenario 1

Stones and pictures

Introduction

In this scenario the Committee is asked to think about children who do what grown people are charged for.

Legislation / Guidance

The counting rules say that what is reported is recorded.

Hypothetical circumstances for consideration

1 - A boy of eight throws a stone at another in the yard of their school.

2 – A girl of fourteen sends a picture of herself to a boy of fifteen.

In both examples nobody has met the police before.

Questions:

What action should the police take in each case?

Should the police record the children as suspects? (This may include the girl.)

If it is recorded, how might this touch them in later life

Mr Hale explained that a report must be recorded. Should the force then do so or not.

Ms Fenn asked whether a file could be laid aside.

The Eastmarch Ethics Committee agreed that there are other ways.

Scenario 2

Cameras by the river

Purpose of Report

1. The purpose of this report is to consider support for a pilot of cameras by the river road.

Recommendation

2. It is recommended that members:-
 - a. Support the county's pilot of cameras in five places.
 - b. Note the costs.

Background

3. Cameras slow cars down where they stand.
4. The five places are of concern to those who live there.

Mr Hale asked the Committee for their views on whether the force should or should not support the pilot.

Ms Fenn said that people would think it was about money.

13/26 Any other business

There was none.
"""
