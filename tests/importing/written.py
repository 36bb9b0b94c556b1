"""Papers as a list of blocks, and the pens that write them as Word, OpenDocument, PDF, RTF, Markdown and plain text."""

import io
import textwrap
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

import docx
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from tests.importing.lookalikes import saved


@dataclass(frozen=True)
class Block:
    """One block of a paper. `kind` is text, heading, numbered, bullet, sub, table or tabs; `bold` words come first."""

    kind: str
    text: str = ""
    bold: str = ""
    number: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


def text(words: str, bold: str = "") -> Block:
    return Block("text", words, bold)


def heading(words: str) -> Block:
    return Block("heading", words)


def numbered(number: object, words: str, bold: str = "") -> Block:
    return Block("numbered", words, bold, str(number))


def bullet(words: str) -> Block:
    return Block("bullet", words)


def sub(mark: str, words: str) -> Block:
    return Block("sub", words, number=mark)


def table(*rows: tuple[str, ...]) -> Block:
    return Block("table", rows=rows)


def tabs(*rows: tuple[str, str]) -> Block:
    return Block("tabs", rows=rows)


Paper = Sequence[Block]


def _plain(block: Block) -> str:
    """A block that is one paragraph as it is typed by hand."""
    words = f"{block.bold} {block.text}".strip()
    if block.kind == "bullet":
        return f"• {words}"
    return f"{block.number}{'.' if block.number.isdigit() else ''} {words}".strip()


def as_txt(paper: Paper, width: int = 0) -> str:
    """Plain text, with lines broken at a width if one is given."""
    made: list[str] = []
    for block in paper:
        if block.rows:
            made.append("\n".join("\t".join(row) for row in block.rows))
        else:
            made.append(textwrap.fill(_plain(block), width) if width else _plain(block))
    return "\n\n".join(made) + "\n"


def as_md(paper: Paper) -> str:
    """Markdown."""
    made: list[str] = []
    for block in paper:
        if block.kind == "heading":
            made.append(f"## {block.text}")
        elif block.kind == "table":
            first, *rest = ["| " + " | ".join(row) + " |" for row in block.rows]
            made.append("\n".join([first, "|" + "---|" * len(block.rows[0]), *rest]))
        elif block.rows:
            made.append("\n\n".join(f"**{label}:** {value}" for label, value in block.rows))
        else:
            bold = f"**{block.bold}** " if block.bold else ""
            sign = "- " if block.kind == "bullet" else f"{block.number}. " if block.number.isdigit() else block.number
            made.append(f"{sign} {bold}{block.text}".strip().replace(".  ", ". "))
    return "\n\n".join(made) + "\n"


def as_docx(paper: Paper, styled: bool = True) -> bytes:
    """A Word file, with headings in its heading style or only in bold; numbers are typed."""
    document = docx.Document()
    for block in paper:
        if block.kind == "table":
            made = document.add_table(rows=0, cols=len(block.rows[0]))
            for row in block.rows:
                for cell, words in zip(made.add_row().cells, row, strict=True):
                    cell.text = words
        elif block.rows:
            for row in block.rows:
                document.add_paragraph("\t".join(row))
        elif block.kind == "heading" and styled:
            document.add_heading(block.text, 1)
        elif block.kind == "heading":
            document.add_paragraph().add_run(block.text).bold = True
        elif block.kind == "bullet":
            document.add_paragraph(block.text, style="List Bullet")
        else:
            paragraph = document.add_paragraph(f"{_plain(Block('', '', '', block.number))} " if block.number else "")
            if block.bold:
                paragraph.add_run(block.bold).bold = True
                paragraph.add_run(" ")
            paragraph.add_run(block.text)
    return saved(document)


_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_SPACES = " ".join(
    f'xmlns:{short}="{_ODF}:{name}:1.0"'
    for short, name in (
        ("office", "office"),
        ("style", "style"),
        ("text", "text"),
        ("table", "table"),
        ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"),
    )
)


def odt_of(body: str, automatic: str = "", **parts: str) -> bytes:
    """An OpenDocument file of this body."""
    bold = (
        '<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_SPACES} office:version="1.3">'
        f"<office:automatic-styles>{bold}{automatic}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(zipfile.ZipInfo("mimetype"), "application/vnd.oasis.opendocument.text")
        made.writestr("content.xml", content)
        for name, data in parts.items():
            made.writestr(name.replace("__", "/").replace("_INF", "-INF") + ".xml", data)
    return file.getvalue()


def as_odt(paper: Paper) -> bytes:
    """An OpenDocument file; numbers are typed."""
    made: list[str] = []
    for block in paper:
        if block.kind == "table":
            rows = [
                "".join(f"<table:table-cell><text:p>{escape(cell)}</text:p></table:table-cell>" for cell in row)
                for row in block.rows
            ]
            body = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
            made.append(f"<table:table>{body}</table:table>")
        elif block.rows:
            made += [f"<text:p>{'<text:tab/>'.join(map(escape, row))}</text:p>" for row in block.rows]
        elif block.kind == "heading":
            made.append(f'<text:h text:outline-level="1">{escape(block.text)}</text:h>')
        elif block.kind == "bullet":
            item = f"<text:list-item><text:p>{escape(block.text)}</text:p></text:list-item>"
            made.append(f'<text:list text:style-name="L">{item}</text:list>')
        else:
            sign = _plain(Block("", "", "", block.number))
            bold = f'<text:span text:style-name="B">{escape(block.bold)}</text:span> ' if block.bold else ""
            made.append(f"<text:p>{sign}{' ' if sign else ''}{bold}{escape(block.text)}</text:p>")
    return odt_of("".join(made))


def pdf_page() -> FPDF:
    """A page to write on."""
    pdf = FPDF(format="A4")
    pdf.set_margin(22)
    pdf.add_page()
    pdf.set_font("helvetica", size=11)
    return pdf


_LATIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "•": "\x95"})


def as_pdf(paper: Paper, ruled: bool = True) -> bytes:
    """A PDF whose fonts hold Western letters only, so quotation marks and dashes are the plain ones. Tables of more than two
    columns wrap within their cells, and are ruled or not."""
    pdf = pdf_page()

    def write(words: str, style: str = "") -> None:
        pdf.set_font("helvetica", style=style, size=11)
        pdf.multi_cell(0, 5.2, words.translate(_LATIN), new_x=XPos.LMARGIN, new_y=YPos.NEXT, markdown=not style)
        pdf.ln(3)

    for block in paper:
        if block.kind == "table" and len(block.rows[0]) > 2:
            pdf.set_font("helvetica", size=11)
            with pdf.table(borders_layout="ALL" if ruled else "NONE", first_row_as_headings=False) as made:
                for row in block.rows:
                    made.row([cell.translate(_LATIN) for cell in row])
            pdf.ln(3)
        elif block.rows:
            wide = len(block.rows[0])
            for row in block.rows:
                for at, cell in enumerate(row):
                    last = at == wide - 1
                    pdf.set_font("helvetica", size=11)
                    pdf.cell(
                        0 if last else 166 // (wide + 1),
                        6,
                        cell.translate(_LATIN),
                        new_x=XPos.LMARGIN if last else XPos.RIGHT,
                        new_y=YPos.NEXT if last else YPos.TOP,
                    )
            pdf.ln(3)
        elif block.kind == "heading":
            write(block.text, "B")
        else:
            sign = _plain(Block(block.kind, "", "", block.number)).replace("•", "-")
            write(f"{sign} {f'**{block.bold}** ' if block.bold else ''}{block.text}".strip())
    return bytes(pdf.output())


def _rtf(words: str) -> str:
    signs = []
    for sign in words:
        if sign in "\\{}":
            signs.append(f"\\{sign}")
        elif sign == "\t":
            signs.append("\\tab ")
        else:
            signs.append(sign if ord(sign) < 128 else f"\\u{ord(sign)}?")
    return "".join(signs)


def as_rtf(paper: Paper) -> bytes:
    """A rich text file; numbers are typed."""
    made = [r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}}{\info{\author Somebody Else}}"]
    made.append(r"{\stylesheet{\s0 Normal;}{\s1\b heading 1;}}")
    for block in paper:
        if block.kind == "table":
            for row in block.rows:
                ends = "".join(f"\\cellx{2000 * (at + 1)}" for at in range(len(row)))
                cells = "".join(f"{_rtf(cell)}\\cell " for cell in row)
                made.append(f"\\trowd{ends}\\pard\\intbl {cells}\\row")
        elif block.rows:
            made += [f"\\pard {_rtf(chr(9).join(row))}\\par" for row in block.rows]
        elif block.kind == "heading":
            made.append(f"\\pard\\s1{{\\b {_rtf(block.text)}}}\\par")
        else:
            bold = f"{{\\b {_rtf(block.bold)}}} " if block.bold else ""
            sign = _rtf(_plain(Block(block.kind, "", "", block.number)))
            made.append(f"\\pard {sign}{' ' if sign else ''}{bold}{_rtf(block.text)}\\par")
    return ("\n".join(made) + "}").encode("ascii")


PENS: dict[str, Callable[[Paper], bytes]] = {
    "docx": as_docx,
    "odt": as_odt,
    "pdf": as_pdf,
    "rtf": as_rtf,
    "md": lambda paper: as_md(paper).encode(),
    "txt": lambda paper: as_txt(paper).encode(),
}
