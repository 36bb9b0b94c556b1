"""What the pages say on which an administrator keeps a committee's lists: one set of words for each list."""

from collections.abc import Mapping
from dataclasses import dataclass

from ethics.domain.choosing import Choosing
from ethics.domain.words import Message, say

CALLED = say("What it is called")


@dataclass(frozen=True, slots=True)
class Spoken:
    """The words of one list. ``settled`` says what another name does where the present one may have been used."""

    lead: Message
    add: Message
    added: Message
    retired: Message
    name: Message = CALLED
    says: Message | None = None
    hint: Message | None = None
    settled: Message | None = None


SPOKEN: Mapping[Choosing, Spoken] = {
    Choosing.INTERESTS: Spoken(
        lead=say("A member who declares an interest says which of these it is, before reading anything of the paper."),
        add=say("Add a type of interest"),
        added=say("The type of interest is added."),
        says=say("What it means, in a line"),
        hint=say("It stands under the name where members choose."),
        settled=say(
            "Members may have declared an interest under this name. With another name, or another rule about its nature, "
            "this one is retired and a new one takes its place. What was declared stays as it was."
        ),
        retired=say("Members can no longer choose it. Declarations made with it keep it."),
    ),
    Choosing.IMPLICATIONS: Spoken(
        lead=say("Every paper says something about each of these: none, not applicable, not assessed, or what they are."),
        add=say("Add an implication"),
        added=say("The implication is added. Papers begun from now on speak to it."),
        says=say("A hint for the author, in a line"),
        hint=say("It stands under the name where the author answers."),
        settled=say(
            "Papers may have been begun with this name. With another name this one is retired and a new one takes its "
            "place. Papers already begun keep the name they have."
        ),
        retired=say("Papers begun from now on are not asked for it. Papers already begun keep it."),
    ),
    Choosing.FRAMEWORKS: Spoken(
        lead=say("The frameworks members reason with, several at once. Authors say which of their principles a dilemma engages."),
        add=say("Add a framework"),
        added=say("The framework is added."),
        retired=say("Dilemmas begun from now on are not weighed against it. Those already begun keep it, and so does what was written."),
    ),
    Choosing.PRINCIPLES: Spoken(
        lead=say("Authors choose among these, and a member’s reason rests on one of them or on none."),
        add=say("Add a principle"),
        added=say("The principle is added."),
        says=say("What it means, in a line"),
        hint=say("It stands beside the name where it is chosen."),
        settled=say(
            "Papers and reasons may rest on this name. With another name this one is retired and a new one takes its "
            "place. What rests on it stays as it was."
        ),
        retired=say("Dilemmas begun from now on do not offer it. Those already begun keep it, and so does what was written."),
    ),
}  # fmt: skip
