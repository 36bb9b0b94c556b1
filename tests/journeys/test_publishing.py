"""Peter checks what would be public, Margaret publishes it, anybody reads it; then it is corrected, and taken down."""

from collections.abc import Callable

from pypdfium2 import PdfDocument

from tests.journeys.conftest import with_and_without_scripts
from tests.journeys.visitors import PHONE, Visitor

ASKED = "Asking a victim for the whole telephone"
PUBLIC = "When the police ask a victim for a telephone: how much may be read"
WITHHELD = "A telephone is kept for between nine days and five months."
SENT_AND_ANSWERED = "When a person dies in police custody: when to give their name"
NOTICE = "The page first said to ring 01632 960114, which nobody answers."


@with_and_without_scripts
def test_advice_becomes_public_is_corrected_and_is_taken_down(visitor: Callable[..., Visitor]) -> None:
    anybody = visitor()
    anybody.go("/")
    assert PUBLIC not in anybody.main

    peter, margaret = visitor("Peter Oyelaran"), visitor("Margaret Holloway")
    _clear(peter)
    margaret.take_up(f"Publish the advice on “{ASKED}”").choose("Now", exact=False).press("Publish")
    assert "Edition 1 is public since" in margaret.main
    _read(anybody)
    _read_on_a_phone_without_scripts(visitor(size=PHONE, scripts=False))
    _correct(visitor("Caroline Mott"), peter, margaret)
    anybody.page.reload()
    assert "The page first said to ring" in anybody.main
    assert "01632" not in anybody.main
    _take_down(margaret)
    anybody.page.reload()
    assert "It named a street." in anybody.look().main
    assert PUBLIC not in anybody.go("/").main


def _clear(peter: Visitor) -> None:
    """Part 2 is not in the text; what a hint would give away is withheld as well; then it is cleared."""
    peter.take_up(f"Review the public text on “{ASKED}”")
    assert WITHHELD in peter.main
    peter.press("Withhold this", status=422)
    peter.pick("Where it stands", "Paragraph 6").pick("Under which provision", "Section 31, law enforcement")
    peter.press("Withhold this")
    assert WITHHELD not in peter.main
    peter.press("Clear the text")
    assert "Edition 1 is cleared. It waits for the Chair to publish it." in peter.main


def _read(anybody: Visitor) -> None:
    """Found by search, read whole and by question, and printed without the things one presses."""
    anybody.go("/").fill("Words", "telephone inquiry").press("Search").follow(PUBLIC)
    anybody.follow("Ask for all of it so as to be sure")
    assert "Is it acceptable to ask for the whole telephone because something outside" in anybody.main
    assert "None of eight members supported it." in anybody.main
    assert "Two paragraphs of the paper are withheld." in anybody.main
    anybody.page.emulate_media(media="print")
    assert anybody.page.locator("h1").is_visible()
    assert not anybody.page.get_by_role("navigation").first.is_visible()
    anybody.page.emulate_media(media="screen")


def _read_on_a_phone_without_scripts(reader: Visitor) -> None:
    reader.go("/").fill("Words", "zeppelin").press("Search")
    assert "Nothing published fits this." in reader.main
    reader.follow("Show all advice").follow(PUBLIC)
    assert reader.h1 == PUBLIC
    assert WITHHELD not in reader.main


def _correct(caroline: Visitor, peter: Visitor, margaret: Visitor) -> None:
    """A correction goes the same way, and what the scan finds in it is settled first."""
    caroline.go("/dilemmas").follow(ASKED).follow("Disclosure review")
    caroline.fill("What is corrected", NOTICE).press("Ask for review of the correction")
    peter.take_up(f"Review the public text on “{ASKED}”")
    assert WITHHELD not in peter.main
    peter.page.get_by_role("checkbox").first.check()
    peter.pick("Under which provision", "Section 40, personal information")
    peter.press("Withhold the chosen words").press("Clear the text")
    margaret.take_up(f"Publish the advice on “{ASKED}”").choose("Now", exact=False).press("Publish")


def _take_down(margaret: Visitor) -> None:
    margaret.go("/dilemmas").follow(ASKED).follow("Disclosure review").follow("Take it down")
    margaret.press("Take it down", status=422)
    margaret.fill("Why it is taken down", "It named a street.").press("Take it down")
    assert "It named a street." in margaret.main


def test_what_is_printed_begins_on_its_first_page(
    visitor: Callable[..., Visitor],
) -> None:
    anybody = visitor()
    anybody.go("/agendas")
    assert "Held" in _first_sheet(anybody)
    anybody.go("/").follow(SENT_AND_ANSWERED)
    assert "The name should not be given until the family has been told" in _first_sheet(anybody)


def _first_sheet(anybody: Visitor) -> str:
    with PdfDocument(anybody.page.pdf(prefer_css_page_size=True)) as printed:
        return " ".join(printed[0].get_textpage().get_text_range().split())
