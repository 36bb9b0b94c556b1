"""What a dilemma is called for its reader: the public title stands wherever the title itself is not theirs to read."""

from ethics.domain.policy import Action, Standing, decide
from ethics.domain.words import Message, say
from ethics.models import Dilemma

CLOSED_TITLE = say("closed (Part 2)")
"""What stands for the title of a closed scenario, after its number."""


def title_for(dilemma: Dilemma, standing: Standing) -> str:
    """The title for who has this standing: with a public one, only who may read Part 2 reads the other (Action.READ_PART_2).

    So a title is closed by giving a public one in its place, and lists, pages and desks all ask here.
    """
    return dilemma.title if decide(Action.READ_PART_2, standing) else open_title(dilemma)


def open_title(dilemma: Dilemma) -> str:
    """The title for anybody: the public's, and that of mail, which leaves the house."""
    return dilemma.public_title or dilemma.title


def scenario_title(title: str) -> str | Message:
    """What is shown for the title of a scenario, of which the open part is given: closed ones have none."""
    return title or CLOSED_TITLE


def scenario_named(number: int, title: str | Message) -> Message:
    """A scenario by number and title: questions speak of it by its number alone."""
    return say("Scenario %(number)s: %(title)s", number=number, title=title)
