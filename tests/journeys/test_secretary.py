"""Caroline takes a paper that has come in, puts it on a meeting, issues it late, moves the close, and keeps the record."""

from collections.abc import Callable

from tests.journeys.conftest import Site, with_and_without_scripts
from tests.journeys.visitors import Visitor, day_ahead

CALLERS = "Limits for people who call every day"
VISITS = "Visiting homes that have not asked for us"
PRESENT = ("Margaret Holloway", "Rahim Aziz", "Tomos Llŷr", "Priya Nambiar", "Grace Sandiford")
AWAY = ("Agnes Whitlock", "Joan Pettifer", "Kwame Boateng", "Ines Marchetti")


@with_and_without_scripts
def test_a_paper_goes_from_the_post_to_the_record_of_its_meeting(visitor: Callable[..., Visitor], site: Site) -> None:
    caroline = visitor("Caroline Mott")
    caroline.take_up(f"Read and answer “{CALLERS}”").press("Go on", status=422)
    caroline.choose("Accept", exact=False).press("Go on")
    caroline.choose("A new meeting").fill("Date", day_ahead(4)).fill("Begins", "2pm").fill("Ends", "4.30pm")
    caroline.fill("Place", "Room 2, Eastmarch Guildhall").press("Put on a meeting")

    assert "This paper is late" in caroline.main
    caroline.press("Issue to members", status=422)
    assert "Positions would be open for under 7 days." in caroline.main
    caroline.choose("Open positions for under 7 days all the same")
    caroline.fill("Why the paper is late", "The trust told us on Friday that the pilot ends in a fortnight.")
    caroline.press("Issue to members")
    assert caroline.h1 == CALLERS
    assert "Positions open" in caroline.main

    caroline.follow("Move the close of positions").fill("New date", day_ahead(3)).fill("New time", "noon")
    caroline.press("Move the closing time", status=422)
    caroline.fill("Reason", "Two members are away until Wednesday.").press("Move the closing time")
    assert "until noon on" in caroline.main

    site.let_pass(days=10)
    caroline = visitor("Caroline Mott")
    _defer(caroline)
    _record(caroline)


def _defer(caroline: Visitor) -> None:
    """Nobody declared in time: views may be noted, nothing is agreed, and the item goes to another meeting."""
    caroline.take_up(f"Record the meeting on “{CALLERS}”")
    for name in PRESENT:
        caroline.choose("Present", within=name)
    caroline.choose("Margaret Holloway, Chair").press("Save the record", status=422)
    for name in AWAY:
        caroline.choose("Apologies", within=name)
    caroline.press("Save the record")
    assert "Not quorate" in caroline.main
    caroline.follow("Defer to another meeting").choose("A new meeting")
    caroline.fill("Date", day_ahead(40)).fill("Begins", "2pm").fill("Place", "Room 2, Eastmarch Guildhall")
    caroline.fill("Why it is deferred", "Too few had declared in time.").press("Defer to this meeting")
    assert "It is deferred. Positions stay as they are" in caroline.told
    assert "Too few had declared in time." in caroline.main


def _record(caroline: Visitor) -> None:
    """Who was there, who presided, what the force said; then it is discussed."""
    caroline.take_up(f"Record the meeting on “{VISITS}”")
    for name in PRESENT:
        caroline.choose("Present", within=name)
    for name in AWAY:
        caroline.choose("Apologies", within=name)
    caroline.choose("Margaret Holloway, Chair")
    caroline.fill("Fact 1", "The list was looked at twice in March, and by nobody since.")
    caroline.press("Save the record").press("Record as discussed")
    assert "It is recorded as discussed." in caroline.told
