"""The paper as everybody reads it, and the file it came from. Whoever reads Part 2 of another's paper is recorded."""

from typing import Any

from ethics.domain.policy import Action
from ethics.domain.words import say, say_many
from ethics.reading import margins, papers, part_2
from ethics.services.papers import record_part_2_read
from ethics.web import door
from ethics.web.author.blueprint import bp
from ethics.web.door import Visit
from ethics.web.rendering import render, words


@bp.get("/dilemmas/<ref>/paper")
@door.dilemma(Action.READ_PAPER, watched=part_2.is_in)
def paper(visit: Visit, ref: str) -> Any:
    """The whole paper, for every audience that may read it."""
    page = papers.paper(visit.actor, ref, visit.now)
    if page.part_2_shown and not page.own:
        record_part_2_read(visit.actor, ref, visit.clock, version=page.version)
    margin = margins.margin(visit.actor, ref, visit.now, part_2=page.part_2_shown)
    return render("author/paper.html", paper=page, links=contents_of(page), margin=margin)


def contents_of(page: papers.PaperView) -> list[tuple[str, str]]:
    """The addresses within a paper, for reading it out of order."""
    found = [(words(section.heading), f"#{section.anchor}") for section in page.argument]
    if page.questions or page.introduction:
        found.append((words(say_many("%(n)s question", "%(n)s questions", len(page.questions))), "#questions"))
    if page.implications:
        found.append((words(say("Implications")), "#implications"))
    if page.attachments:
        count = len(page.attachments)
        found.append((words(say_many("%(n)s attachment", "%(n)s attachments", count)), "#attachments"))
    return found
