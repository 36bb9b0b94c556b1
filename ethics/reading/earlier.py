"""An earlier text of a paper, whole: a version that another followed, a state kept of a draft, a new version not issued.

It is laid out as the paper is, and read by today's standing: what the version in force closes is closed in it too.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from ethics.domain.actor import Actor
from ethics.domain.policy import Action, Standing, Verdict, decide
from ethics.domain.vocabulary import Classification, ImplicationKind, Part, PartyKind
from ethics.domain.words import Message, say
from ethics.extensions import Model, db
from ethics.models import Attachment, Block, Dilemma, Framework, Person, Principle, QuestionWording, ScenarioWording
from ethics.reading.attached import shown
from ethics.reading.closed_since import closed_since
from ethics.reading.papers import (
    ImplicationView,
    PaperView,
    PartyView,
    html_of,
    in_frameworks,
    question_of,
    sections_of,
)
from ethics.reading.standing import open_dilemma
from ethics.reading.texts import Text, Texts, key_of, texts_for
from ethics.reading.titles import title_for
from ethics.reading.version_content import Content, read_row


@dataclass(frozen=True, slots=True)
class Earlier:
    """One text of a paper, what it is, when it stood and whose work it is, and the way to the present one."""

    text: Text
    paper: PaperView
    is_read_now: bool
    """Whether the page of the paper shows this very text to this reader."""
    heading: Message
    stood: Message
    way_back: Message
    in_force: int
    """The number of the version last issued, before the issue of the one being written."""


def earlier(actor: Actor, ref: str, key: str, now: datetime) -> Earlier:
    """The text of the paper at ``ref`` that ``key`` names (Action.READ_PAPER).

    Refuses with NotKnown where the reader has no such text to look at. Where its ``paper`` has ``part_2_shown`` and is
    not ``own``, the caller records the read before it shows the page.
    """
    dilemma, standing = open_dilemma(actor, ref, Action.READ_PAPER, now)
    texts = texts_for(actor, dilemma, standing, now)
    (text,) = texts.named(key)
    (says,), today = texts.say(text)
    in_force = texts.in_force if texts.read_now.frozen_at is None else texts.read_now
    heading, stood = _stood(text, in_force.number)
    return Earlier(
        text=text,
        paper=_view(dilemma, standing, text, closed_since(says, today)),
        is_read_now=text.key == key_of(texts.read_now),
        heading=heading,
        stood=stood,
        way_back=_way_back(texts),
        in_force=in_force.number,
    )


def _way_back(texts: Texts) -> Message:
    """The words of the link to what this reader reads now."""
    if texts.read_now.frozen_at is None:
        return say("Read version %(number)s as it stands now", number=texts.read_now.number)
    return say("Read version %(number)s, which members read now", number=texts.read_now.number)


def _stood(text: Text, in_force: int) -> tuple[Message, Message]:
    """What the reader is looking at, and when it stood so."""
    if text.state:
        return text.words, say(
            "The text stood so at %(moment)s. It is the work of %(name)s.", moment=text.at, name=text.made_by
        )
    if not text.is_issued:
        saved = say("Last saved by %(name)s at %(moment)s.", name=text.made_by, moment=text.at)
        if not text.is_now:
            heading, rest = (
                text.words,
                say("It can no longer be issued. Members read version %(number)s.", number=in_force),
            )
        else:
            heading = say("Version %(number)s, which is not issued", number=text.version)
            rest = say("Until it is issued, members read version %(number)s.", number=in_force)
        return heading, say("%(saved)s %(rest)s", saved=saved, rest=rest)
    if text.until is None:
        heading = say("Version %(number)s, the one members read", number=text.version)
        return heading, say("It was issued at %(moment)s.", moment=text.at)
    heading = say("Version %(number)s, which another has followed", number=text.version)
    return heading, say("It stood from %(issued)s until %(until)s.", issued=text.at, until=text.until)


def _view(dilemma: Dilemma, standing: Standing, text: Text, content: Content) -> PaperView:
    part_2 = decide(Action.READ_PART_2, standing)
    head, named = content["head"], content["dilemma"]
    blocks, questions, scenarios, files = (
        [_row(table, row) for row in content[name]]
        for name, table in (
            ("blocks", Block),
            ("questions", QuestionWording),
            ("scenarios", ScenarioWording),
            ("attachments", Attachment),
        )
    )
    numbers = {one.scenario_id: one.number for one in scenarios}
    applies = {
        question_id: tuple(sorted(numbers[one] for one in ids if one in numbers))
        for question_id, ids in content["applies"].items()
    }
    return PaperView(
        ref=dilemma.ref,
        title=named["title"] if part_2 else title_for(dilemma, standing),
        state=dilemma.state,
        urgent=dilemma.urgent,
        letter="",
        meeting_at=None,
        version=text.version,
        frozen_at=text.at if text.is_issued else None,
        saved_at=text.at,
        report_of=head["report_of"],
        authors=head["authors"],
        sponsor=_name(dilemma.sponsor_id),
        unit=named["unit"],
        classification=Classification(head["classification"]),
        contact=head["contact"],
        sections=sections_of(blocks, scenarios, bool(part_2)),
        questions=tuple(question_of(one, applies.get(str(one.question_id), ()), bool(part_2)) for one in questions),
        implications=tuple(
            ImplicationView(row["name"], ImplicationKind(row["kind"]), html_of(row["text"]) if row["text"] else None)
            for row in content["implications"]
        ),
        principles=_principles([row["principle_id"] for row in content["principles"]]),
        parties=tuple(PartyView(row["name"], PartyKind(row["kind"])) for row in content["parties"]),
        no_parties=head["no_parties"],
        background_papers=html_of(head["background_papers"]) if head["background_papers"] else None,
        attachments=shown(files, bool(part_2)),
        part_2=part_2,
        has_part_2=any(one.part is Part.CLOSED for rows in (blocks, questions, scenarios, files) for one in rows),
        own=standing.author or standing.sponsor,
        may_edit=Verdict(False),
        may_give=Verdict(False),
    )


def _row(table: type[Model], stored: dict[str, Any]) -> Any:
    """A row of a content as the pages of the paper know it; it belongs to no session and is never stored."""
    row = read_row(table, stored)
    if table is Block:
        row["html"] = html_of(row["text"])
    return table(**row)


def _name(person_id: int | None) -> str:
    found: str | None = db.session.scalar(select(Person.name).where(Person.id == person_id))
    return found or ""


def _principles(ids: list[int]) -> tuple[str, ...]:
    rows = db.session.execute(
        select(Framework.name, Principle.name)
        .join(Principle, Principle.framework_id == Framework.id)
        .where(Principle.id.in_(ids))
        .order_by(Framework.name, Framework.id, Principle.position, Principle.id)
    )
    return in_frameworks((framework, principle) for framework, principle in rows)
