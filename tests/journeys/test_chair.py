"""Margaret reads what was revealed, drafts with everybody's reasons beside her, and signs off; the force answers."""

from collections.abc import Callable

from tests.journeys.conftest import Site, with_and_without_scripts
from tests.journeys.visitors import PHONE, Visitor, day_ahead

VISITS = "Visiting homes that have not asked for us"
CHILD = "When a child tells an officer something about home"
WORDS = "The force should say to a child, before it listens, whom it will have to tell."


@with_and_without_scripts
def test_the_advice_goes_from_the_reveal_to_the_answer_of_the_force(
    visitor: Callable[..., Visitor], site: Site
) -> None:
    margaret = visitor("Margaret Holloway")
    _read_the_reveal(margaret)
    _draft(margaret)
    _circulate(margaret)
    assert "The draft is circulated." in margaret.told
    tomos = _confirm(visitor)
    assert "Your 3 replies are saved." in tomos.told
    _change_a_clause(margaret)
    _confirm_again(visitor)
    site.let_pass(days=15)
    margaret = visitor("Margaret Holloway")
    _sign_off(margaret)
    assert "Majority: four of seven agree or can live with it." in margaret.main
    caroline = visitor("Caroline Mott")
    _send(caroline)
    assert "The advice is sent." in caroline.told
    adaeze = visitor("Adaeze Marlow")
    _answer(adaeze)
    assert "The force has answered every clause." in adaeze.main
    assert "The law asks for a name." in adaeze.main


def _read_the_reveal(margaret: Visitor) -> None:
    """At a glance where members agree, then the most divided question."""
    margaret.take_up(f"Read every position on “{VISITS}”")
    assert "The hour is best spent on" in margaret.main
    margaret.follow("Most divided first")
    with margaret.arriving():
        margaret.page.locator("tr.hot th a").first.click()
    assert "Priya Nambiar" in margaret.main
    assert "Conditions, side by side" in margaret.main


def _draft(margaret: Visitor) -> None:
    """A clause for each question but one; every point gets its place, several at once."""
    margaret.take_up(f"Draft the advice on “{CHILD}”").press("Start drafting the advice")
    with margaret.arriving():
        margaret.page.locator("table a").first.click()
    for number in (1, 2, 3):
        margaret.press("Add a clause")
        margaret.fill(f"Words of clause {number}.1", f"{WORDS} ({number})").fill("Addressed to", "Head of safeguarding")
        margaret.press("Save the draft")
        for box in margaret.page.get_by_role("checkbox").all():
            box.check()
        margaret.pick("Where the ticked points go", f"Clause {number}.1").press("Map")
        assert "Every consideration and condition has its place." in margaret.main
        margaret.follow(f"Question {number + 1}")
    margaret.fill("Not answered, because", "It asks for a step that the first three answers have settled.")
    margaret.press("Save the draft")
    assert "2 considerations and conditions have no place yet" in margaret.main
    for box in margaret.page.get_by_role("checkbox").all():
        box.check()
    margaret.pick("Where the ticked points go", "Considered and not adopted").press("Map", status=422)
    margaret.fill(
        "Considered and not adopted, because", "Both are kept for the guidance that clause 1.1 asks for."
    ).press("Map")


def _circulate(margaret: Visitor) -> None:
    margaret.take_up(f"Circulate the advice on “{CHILD}”")
    assert "Not asked, after rulings Grace Sandiford" in margaret.main
    margaret.press("Circulate to members")


def _reply(member: Visitor, **replies: str) -> None:
    """Reply to the clauses that are asked about."""
    member.take_up(f"Confirm the advice on “{CHILD}”")
    for clause, reply in replies.items():
        member.choose(reply, within=f"Your reply to clause {clause[1:].replace('_', '.')}")
        if reply == "Object":
            member.fill("wording", "Say that she is asked first.")
    member.press("Save my replies")


def _confirm(visitor: Callable[..., Visitor]) -> Visitor:
    """Five agree, and one, who is given back, objects with the words that would remove it."""
    for name in ("Margaret Holloway", "Rahim Aziz", "Priya Nambiar", "Kwame Boateng"):
        _reply(visitor(name), c1_1="Agree", c2_1="Agree", c3_1="Agree")
    _reply(visitor("Joan Pettifer", size=PHONE), c1_1="Agree", c2_1="Can live with it", c3_1="Agree")
    tomos = visitor("Tomos Llŷr", size=PHONE)
    _reply(tomos, c1_1="Agree", c2_1="Object", c3_1="Agree")
    return tomos


def _change_a_clause(margaret: Visitor) -> None:
    """A changed clause asks for its own confirmations again, and for no other's. The basis keeps to the replies."""
    margaret.take_up(f"Sign off the advice on “{CHILD}”")
    assert "No reply yet from Agnes Whitlock" in margaret.main
    margaret.follow("Back to the draft")
    for number, basis in ((1, "Majority"), (2, ""), (3, "Majority")):
        margaret.go(f"{margaret.page.url.partition('/drafting')[0]}/drafting/{number}")
        if basis:
            margaret.choose(basis).press("Save the draft")
        else:
            assert "Tomos Llŷr objects" in margaret.main
            assert "Say that she is asked first." in margaret.main
            margaret.fill("Words of clause 2.1", f"{WORDS} She is asked first.").press("Save the draft")


def _confirm_again(visitor: Callable[..., Visitor]) -> None:
    """Four who agree are more than half of seven; the others let the time pass."""
    for name in ("Margaret Holloway", "Rahim Aziz", "Priya Nambiar", "Tomos Llŷr"):
        _reply(visitor(name), c2_1="Agree")


def _sign_off(margaret: Visitor) -> None:
    """The reply time has passed, a quorum has replied, and only a basis is missing."""
    margaret.take_up(f"Choose the basis of the advice on “{CHILD}”")
    margaret.follow("Search the house").choose("Majority").press("Save the draft")
    margaret.take_up(f"Sign off the advice on “{CHILD}”")
    margaret.press("Sign off the advice")


def _send(caroline: Visitor) -> None:
    caroline.take_up(f"Send the advice on “{CHILD}” to the force")
    caroline.press("Send to the force")


def _answer(adaeze: Visitor) -> None:
    """The sponsor answers each clause, with a reason where it is not accepted in full, and sends it."""
    adaeze.take_up(f"Answer the committee’s advice on “{CHILD}”")
    assert "from Margaret Holloway" not in adaeze.main
    first, second, third = "Promise to keep", "Search the house", "Record what the boy said"
    adaeze.choose("Accepted", within="clause 1.1").fill("Done by", day_ahead(60), within=first)
    adaeze.choose("Accepted in part", within="clause 2.1").fill("Done by", day_ahead(60), within=second)
    adaeze.press("Save the answers", status=422)
    adaeze.fill("The reason", "An officer he has met is not always on duty.", within=second)
    adaeze.press("Save the answers")
    assert "2 of 3 clauses are answered" in adaeze.main
    adaeze.choose("Not accepted", within="clause 3.1").fill("The reason", "The law asks for a name.", within=third)
    adaeze.press("Save the answers").press("Go on to send the answer").press("Send the answer")
