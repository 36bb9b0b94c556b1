"""Papers of our own, one of every kind a force writes, each with exactly what is to be found in it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.importing.written import (
    Paper,
    as_docx,
    as_md,
    as_odt,
    as_pdf,
    as_rtf,
    as_txt,
    bullet,
    heading,
    numbered,
    sub,
    table,
    tabs,
    text,
)

HEAD = (("Report of", "Chief Constable"), ("Subject", "Lamps in the park"), ("Author", "Robin Vale"))
OUTLINE = {"report_of": "Chief Constable", "subject": "Lamps in the park", "author": ["Robin Vale"]}
ASKED = "Is it right to put out the lamps at midnight?"
BODY = (heading("Background"), numbered(1, "The park has had lamps since the spring, and people walk there late."))
ASKS = (*BODY, heading("Questions"), numbered(2, ASKED))


@dataclass(frozen=True)
class Kind:
    """A paper, the pen it is written with, and what is found: only what is named is looked at."""

    paper: Paper
    expected: dict[str, Any]
    pen: Callable[[Paper], bytes | str] = as_docx
    ending: str = "docx"


def plain(paper: Paper) -> bytes:
    """A Word file whose headings are bold and nothing more."""
    return as_docx(paper, styled=False)


def questions(*texts: str) -> Paper:
    return (*BODY, heading("Questions"), *(text(words) for words in texts))


KINDS: dict[str, Kind] = {
    # The head
    "a head in a table": Kind((table(*HEAD), *ASKS), {"head": OUTLINE}),
    "a head in tabs": Kind((tabs(*HEAD), *ASKS), {"head": OUTLINE}),
    "a head in lines": Kind((*(text(f"{label}: {value}") for label, value in HEAD), *ASKS), {"head": OUTLINE}),
    "a head that says report by and title": Kind(
        (text("Report by: Superintendent Ash Marlow"), text("Title: Lamps in the park"), *ASKS),
        {"head": {"report_of": "Superintendent Ash Marlow", "subject": "Lamps in the park", "author": []}},
    ),
    "two authors": Kind(
        (text("Subject: Lamps"), text("Author: Robin Vale and Kit Lowe"), *ASKS),
        {"head": {"subject": "Lamps", "author": ["Robin Vale", "Kit Lowe"]}},
    ),
    "no head at all": Kind(ASKS, {"head": {"subject": "", "author": []}, "questions": [("2", "closed", (), ASKED)]}),
    # Headings
    "headings in a style": Kind(ASKS, {"keys": ["background", "questions"]}),
    "headings in bold": Kind(ASKS, {"keys": ["background", "questions"]}, plain),
    "headings in capitals": Kind(
        (text("BACKGROUND"), numbered(1, "There are lamps."), text("QUESTIONS"), numbered(2, ASKED)),
        {"keys": ["background", "questions"], "questions": [("2", "closed", (), ASKED)]},
    ),
    "headings with numbers": Kind(
        (heading("1. Background"), text("There are lamps."), heading("2. Questions"), text(ASKED)),
        {"keys": ["background", "questions"], "questions": [("", "closed", (), ASKED)]},
    ),
    "headings that are plain": Kind(
        (text("Background"), numbered(1, "There are lamps."), text("Questions"), numbered(2, ASKED)),
        {"keys": ["background", "questions"]},
        as_txt,
        "txt",
    ),
    # Numbers
    "numbers that run through": Kind(
        (
            heading("Purpose"),
            numbered(1, "To ask."),
            *(heading("Background"), numbered(2, "Lamps.")),
            numbered(3, "Dark."),
        ),
        {"numbers": ["1", "2", "3"]},
    ),
    "numbers that begin again": Kind(
        (
            heading("Purpose"),
            numbered(1, "To ask."),
            heading("Background"),
            numbered(1, "Lamps."),
            numbered(2, "Dark."),
        ),
        {"numbers": ["1", "1", "2"]},
    ),
    "nested numbers": Kind(
        (
            heading("1 Background"),
            *(numbered(n, "The lamps burn.") for n in ("1.1", "1.2")),
            heading("2 Questions"),
            numbered("2.1", ASKED),
        ),
        {"numbers": ["1.1", "1.2", "2.1"], "questions": [("2.1", "closed", (), ASKED)]},
    ),
    "letters under a number": Kind(
        (
            heading("Background"),
            numbered(1, "The lamps are:"),
            sub("a)", "tall;"),
            sub("b)", "old."),
            numbered(2, "So."),
        ),
        {"numbers": ["1", "2"], "holds": ["- a) tall;"]},
    ),
    "small roman numbers under a number": Kind(
        (
            heading("Background"),
            numbered(1, "The lamps are:"),
            sub("(i)", "tall;"),
            sub("(ii)", "old."),
            numbered(2, "So."),
        ),
        {"numbers": ["1", "2"], "holds": ["- (ii) old."]},
    ),
    "bullets under a number": Kind(
        (heading("Background"), numbered(1, "The lamps are:"), bullet("tall"), bullet("old"), numbered(2, "So.")),
        {"numbers": ["1", "2"], "holds": ["- tall\n- old"]},
    ),
    # Scenarios
    **{
        f"scenarios called {name}": Kind(
            (
                heading("Background"),
                text("Lamps burn in the park."),
                *(heading(f"{name} {n}"), text(f"Somebody walks there at {n} in the night, alone.")),
                heading("Questions"),
                text(ASKED),
            ),
            {"scenarios": 1, "questions": [("", "closed", (1,), ASKED)]},
        )
        for n, name in enumerate(("Scenario", "Case", "Example", "Dilemma", "Case study", "Situation"), 1)
    },
    "hypothetical circumstances": Kind(
        (
            heading("Hypothetical circumstances"),
            *(numbered(1, "A boy walks there."), numbered(2, "A woman walks there.")),
            heading("Questions"),
            text(ASKED),
        ),
        {"scenarios": 2, "questions": [("", "closed", (1, 2), ASKED)]},
    ),
    # Questions
    "a question inside a paragraph": Kind(
        (*BODY, heading("Question"), numbered(2, f"The force has thought about this. {ASKED} It is not sure.")),
        {"questions": [("2", "closed", (), ASKED)]},
    ),
    "a question after a dash": Kind(
        (*BODY, heading("Question"), numbered(2, f"The question for the Committee is – {ASKED[:-1]}.")),
        {"questions": [("2", "closed", (), f"{ASKED[:-1]}.")]},
    ),
    "a question without its mark": Kind(
        questions("How should the force tell people that the lamps are out"),
        {"questions": [("", "open", (), "How should the force tell people that the lamps are out")]},
    ),
    "questions with bold lead-ins": Kind(
        (
            *BODY,
            heading("Questions"),
            numbered(2, ASKED, "Midnight."),
            numbered(3, "What should be done then?", "After."),
        ),
        {
            "titles": ["Midnight", "After"],
            "questions": [("2", "closed", (), ASKED), ("3", "action", (), "What should be done then?")],
        },
    ),
    "questions in bullets": Kind(
        (*BODY, heading("Questions"), bullet(ASKED), bullet("Who should decide?")),
        {"questions": [("", "closed", (), ASKED), ("", "open", (), "Who should decide?")]},
    ),
    "what the committee is asked to do": Kind(
        (
            *BODY,
            heading("Questions"),
            text("The Committee is asked to:"),
            sub("a)", "consider whether lamps matter; and"),
            sub("b)", "advise how long they should burn."),
        ),
        {
            "questions": [
                ("", "closed", (), "consider whether lamps matter"),
                ("", "open", (), "advise how long they should burn."),
            ]
        },
    ),
    "questions announced in the background": Kind(
        (
            heading("Background"),
            numbered(1, "The following questions are put to the Committee."),
            numbered(2, ASKED),
            numbered(3, "Who should decide?"),
        ),
        {"questions": [("2", "closed", (), ASKED), ("3", "open", (), "Who should decide?")]},
    ),
    "a question that only the dilemma asks": Kind(
        (
            heading("Ethical Dilemma"),
            numbered(1, f"People feel safe. {ASKED}"),
            heading("Background"),
            numbered(2, "Lamps."),
        ),
        {"questions": [("1", "closed", (), ASKED)]},
    ),
    "a background that wonders": Kind(
        (
            heading("Background"),
            numbered(1, "Who would not be afraid? Most are."),
            heading("Questions"),
            numbered(2, ASKED),
        ),
        {"questions": [("2", "closed", (), ASKED)]},
    ),
    # Recommendations, law, implications, and what stands at the end
    "recommendations with letters": Kind(
        (
            heading("Recommendation"),
            numbered(1, "It is recommended that the Committee:"),
            sub("a)", "approve the hours;"),
            sub("b)", "note the cost."),
            heading("Background"),
            *(numbered(2, "Lamps burn."), numbered(3, "They cost.")),
        ),
        {"questions": [("1", "closed", (), "Is it acceptable to approve the hours?")]},
    ),
    "legislation": Kind(
        (heading("Legislation / Guidance"), numbered(1, "The Lamps Act says who pays."), *ASKS),
        {"keys": ["legislation", "background", "questions"]},
    ),
    "implications in a table": Kind(
        (
            *ASKS,
            heading("Implications"),
            table(("Financial", "None."), ("Legal", "N/A"), ("Equality", "To be assessed")),
        ),
        {"implications": [("Financial", "none"), ("Legal", "not_applicable"), ("Equality", "not_assessed")]},
    ),
    "implications in lines": Kind(
        (*ASKS, heading("Implications"), text("Financial: None."), text("Legal: The Lamps Act applies.")),
        {"implications": [("Financial", "none"), ("Legal", "text")]},
    ),
    "implications under headings of their own": Kind(
        (
            *ASKS,
            heading("Implications"),
            text("", bold="Financial"),
            text("None."),
            text("", bold="Legal"),
            text("It is so."),
        ),
        {"implications": [("Financial", "none"), ("Legal", "text")]},
    ),
    "an appendix that is attached": Kind(
        (
            *ASKS,
            heading("List of Appendices"),
            text("Appendix A – Plan of the park"),
            heading("Appendix A"),
            text("The plan."),
        ),
        {"section": ("appendices", "Appendix A – Plan of the park")},
    ),
    "an appendix that is named and missing": Kind(
        (*ASKS, heading("List of Appendices"), text("Appendix A –")),
        {"section": ("appendices", "Appendix A –")},
    ),
    "an appendix open to inspection": Kind(
        (*ASKS, heading("Appendices"), text("Open to inspection at the office.")),
        {"section": ("appendices", "Open to inspection at the office.")},
    ),
    "background papers": Kind(
        (*ASKS, heading("Background Papers"), text("The Lamps Act and its guide.")),
        {"section": ("background_papers", "The Lamps Act and its guide.")},
    ),
    "two people to contact": Kind(
        (*ASKS, heading("Person to contact"), text("Robin Vale, 01632 960123"), text("Kit Lowe, 01632 960124")),
        {"contacts": ("Robin Vale, 01632 960123", "Kit Lowe, 01632 960124")},
    ),
    "a table in the argument": Kind(
        (heading("Background"), numbered(1, "By month:"), table(("Month", "Lamps", "Cost"), ("May", "9", "4"))),
        {"holds": ["| May | 9 | 4 |"]},
    ),
}

AS_OTHERS: dict[str, tuple[Callable[[Paper], bytes | str], str]] = {
    "OpenDocument": (as_odt, "odt"),
    "PDF": (as_pdf, "pdf"),
    "rich text": (as_rtf, "rtf"),
    "Markdown": (as_md, "md"),
    "text": (as_txt, "txt"),
}
