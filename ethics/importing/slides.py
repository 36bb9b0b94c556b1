"""The words of an OpenDocument spreadsheet or presentation, to look for a protective marking in (rule 14).

Nothing of them is brought in, so all that is written there counts: hidden sheets, comments and notes too.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from .docx import WordText
from .found import Refused
from .lines import Line, Run
from .odtlists import STYLE, TEXT
from .package import BROKEN, Package

_PRESENTATION = "{urn:oasis:names:tc:opendocument:xmlns:presentation:1.0}"
_PARAGRAPHS = {f"{TEXT}p", f"{TEXT}h"}
_GAPS = {f"{TEXT}s": " ", f"{TEXT}tab": " ", f"{TEXT}line-break": "\n"}
_FURNITURE = (f"{_PRESENTATION}header-decl", f"{_PRESENTATION}footer-decl")


def read_slides(package: Package) -> WordText:
    """Its paragraphs, and those that stand on every page. Refuses what is damaged or passes the limits of `package`."""
    root, outside = package.tree("content.xml"), package.tree("styles.xml")
    if root is None:
        raise Refused(BROKEN)
    furniture = [words for tag in _FURNITURE for one in root.iter(tag) for words in _lines(one)]
    for page in () if outside is None else outside.iter(f"{STYLE}master-page"):
        furniture.extend(_paragraphs(page))
    return WordText(tuple(Line(runs=(Run(words),)) for words in _paragraphs(root)), tuple(furniture), ())


def _paragraphs(root: Element) -> Iterator[str]:
    for element in root.iter():
        if element.tag in _PARAGRAPHS:
            yield from _lines(element)


def _lines(element: Element) -> Iterator[str]:
    for line in _written(element).split("\n"):
        if words := " ".join(line.split()):
            yield words


def _written(element: Element) -> str:
    """What stands in a paragraph, without the paragraphs in it: a box or a comment in it is read by itself."""
    said = [_plain(element.text)]
    for child in element:
        if child.tag not in _PARAGRAPHS:
            said.append(_GAPS.get(child.tag) or _written(child))
        said.append(_plain(child.tail))
    return "".join(said)


def _plain(text: str | None) -> str:
    return (text or "").replace("\n", " ")
