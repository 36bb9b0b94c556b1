"""Making the page of a public copy: published, under review or about to be published, always by the same functions."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TypeVar

from ethics.domain.vocabulary import Answer, Basis, ImplicationKind, PartReason, QuestionKind, Section, Stance, Strength
from ethics.domain.words import Message, Worded
from ethics.reading.public_copy import Content, first_lines
from ethics.reading.public_page import (
    Advice,
    Answered,
    Clause,
    Condition,
    Ended,
    Holes,
    Implication,
    Minority,
    PaperSection,
    Piece,
    Question,
    Tally,
    Waiting,
    Withheld,
)
from ethics.reading.titles import scenario_named, scenario_title
from ethics.richtext import SafeHtml, line, stored_html

W = TypeVar("W", bound=Worded)


def page(
    committee_id: int, ref: str, edition: int, public_on: date | None, content: Content, answers: Mapping[str, Content | None], *,
    clock: Waiting | None = None, history: tuple[Ended, ...] = (),
) -> Advice:  # fmt: skip
    """The page of a copy. ``answers`` holds the force's answers by clause label; None where one is being checked."""
    titles: dict[int, Message] = {
        scenario["number"]: scenario_named(scenario["number"], scenario_title(scenario["title"]))
        for scenario in content["scenarios"]
    }
    questions = tuple(_question(question, titles, answers) for question in content["questions"])
    return Advice(
        committee_id=committee_id, ref=ref, edition=edition, public_on=public_on, title=content["title"], summary=content["summary"],
        first_lines=content["summary"] or first_lines(content),
        notice=content["notice"], committee=content["committee"]["name"], force=content["force"],
        advice_to=content["advice_to"], interim=content["interim"], agreed_on=date.fromisoformat(content["agreed_on"]),
        discussed_on=_day((content["meeting"] or {}).get("date")), took_no_part=content["took_no_part"],
        frameworks=tuple(content["frameworks"]),
        questions=questions,
        paper=_with_questions(list(_sections(content["paper"]["sections"])), questions),
        implications=tuple(_implications(content["implications"])),
        holes=_holes(content), waiting=clock, history=history,
    )  # fmt: skip


def _member(kind: type[W], value: str) -> W:
    return next(member for member in kind if member.value == value)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _html(node: Content | None) -> SafeHtml | None:
    return stored_html(node["html"]) if node and "html" in node else None


def _withheld(node: Content) -> Withheld | None:
    if (said := node.get("withheld")) is None:
        return None
    return Withheld(_member(PartReason, said["reason"]) if said["reason"] else None, _day(said["review_on"]))


def _sections(sections: list[Content]) -> Iterator[PaperSection]:
    headings = 0
    for section in sections:
        pieces = []
        for paragraph in section["paragraphs"]:
            number = paragraph["number"]
            headings += not number
            anchor = f"para-{number}" if number else f"heading-{headings}"
            pieces.append(Piece(number, anchor, _html(paragraph), _withheld(paragraph)))
        heading = scenario_title(section["heading"]) if section["scenario"] else ""
        yield PaperSection(_member(Section, section["key"]), section["scenario"], heading, tuple(pieces))


def _with_questions(sections: list[PaperSection], questions: tuple[Question, ...]) -> tuple[PaperSection, ...]:
    """The paper with its questions as paragraphs of it, so that no number is missing."""
    pieces = tuple(
        Piece(one.paragraph, f"para-{one.paragraph}", one.html, one.withheld) for one in questions if one.paragraph
    )
    if not pieces:
        return tuple(sections)
    if sections and sections[-1].key is Section.QUESTIONS:
        last = sections.pop()
        return (*sections, PaperSection(last.key, None, "", (*last.pieces, *pieces)))
    return (*sections, PaperSection(Section.QUESTIONS, None, "", pieces))


def _implications(rows: list[Content]) -> Iterator[Implication]:
    for at, row in enumerate(rows, 1):
        yield Implication(
            f"implication-{at}", row["name"], _member(ImplicationKind, row["kind"]), _html(row), _withheld(row)
        )


def _question(node: Content, titles: Mapping[int, Message], answers: Mapping[str, Content | None]) -> Question:
    number = node["number"]
    shown = "withheld" not in node
    title = node.get("title", "") if shown else ""
    return Question(
        number=number, anchor=f"question-{number}", paragraph=node["paragraph"], kind=_member(QuestionKind, node["kind"]),
        heading=(title or line(node["text"])) if shown else "", titled=bool(title),
        html=_html(node), withheld=_withheld(node), lead_in=_html(node.get("lead_in")), in_short=node.get("in_short", ""),
        not_answered=_html(node.get("not_answered")), basis=_member(Basis, node["basis"]) if node["basis"] else None,
        agreed_for=(node["agreed"] or {}).get("for", 0), agreed_of=(node["agreed"] or {}).get("of", 0),
        gave_none=node.get("gave_none", 0),
        tallies=tuple(
            Tally(titles.get(spread["scenario"], ""), {stance.value: spread["counts"].get(stance.value, 0) for stance in Stance})
            for spread in node["spread"]
        ),
        clauses=tuple(_clause(clause, answers) for clause in node["clauses"]),
        minority=tuple(_minority(view, number, at) for at, view in enumerate(node["minority"], 1)),
    )  # fmt: skip


def _clause(node: Content, answers: Mapping[str, Content | None]) -> Clause:
    label = node["label"]
    anchor = f"clause-{label.replace('.', '-')}"
    if (hole := _withheld(node)) is not None:
        return Clause(label, anchor, None, hole, "", (), None, False)
    given = answers.get(label)
    conditions = tuple(
        Condition(stored_html(one["html"]), _member(Strength, one["strength"]), one["owner"])
        for one in node["conditions"]
    )
    return Clause(
        label,
        anchor,
        _html(node),
        None,
        node["addressed_to"],
        conditions,
        _answered(given),
        label in answers and given is None,
    )


def _answered(given: Content | None) -> Answered | None:
    if given is None:
        return None
    html = stored_html(given["reason"]["html"])
    return Answered(
        _member(Answer, given["answer"]), html, _day(given["done_by"]), date.fromisoformat(given["given_on"])
    )


def _minority(node: Content, number: int, at: int) -> Minority:
    return Minority(
        f"minority-{number}-{at}", _html(node), _withheld(node), tuple(node.get("names", ())), node.get("unnamed", 0)
    )


def _holes(content: Content) -> tuple[Holes, ...]:
    """What is withheld, by provision and date of review, in the order of the page."""
    counted: dict[Withheld, dict[str, int]] = {}

    def note(node: Content, what: str) -> None:
        if (hole := _withheld(node)) is not None:
            kinds = counted.setdefault(hole, {})
            kinds[what] = kinds.get(what, 0) + 1

    for section in content["paper"]["sections"]:
        for paragraph in section["paragraphs"]:
            note(paragraph, "paragraphs")
    for question in content["questions"]:
        note(question, "questions")
        for clause in question["clauses"]:
            note(clause, "clauses")
        for view in question["minority"]:
            note(view, "views")
    for row in content["implications"]:
        note(row, "implications")
    for word in content.get("withheld_words", ()):
        note({"withheld": {"reason": word["reason"], "review_on": None}}, "words")
    return tuple(Holes(withheld, **kinds) for withheld, kinds in counted.items())
