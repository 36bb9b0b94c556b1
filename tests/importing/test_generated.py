"""Papers made up at random, written as every kind of file, and imported again: what went in comes out."""

from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ethics.importing import read_file
from tests.importing.fidelity import dropped
from tests.importing.test_origins import pointed_at
from tests.importing.written import PENS, Block, as_txt, bullet, heading, numbered, table, tabs

WORDS = (
    "lamps",
    "river",
    "crowd",
    "garden",
    "officer",
    "evening",
    "quiet",
    "people",
    "harbour",
    "bridge",
    "summer",
    "letter",
    "window",
    "market",
    "bicycle",
    "ferry",
    "morning",
    "weather",
    "station",
    "promise",
    "neighbour",
    "kitchen",
    "answer",
    "picture",
    "winter",
    "number",
)
NAMES = ("Purpose", "Recommendation", "Background", "Legislation")


@dataclass(frozen=True)
class Made:
    """A paper and what is in it."""

    blocks: tuple[Block, ...]
    subject: str
    texts: tuple[str, ...]
    questions: tuple[str, ...]
    implications: tuple[tuple[str, str], ...]


def phrases(least: int = 2, most: int = 24) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(WORDS), min_size=least, max_size=most).map(" ".join)


sentences = phrases().map(lambda words: f"The {words} stay as they are.")
paragraphs = st.lists(sentences, min_size=1, max_size=4).map(" ".join)
asking = phrases().map(lambda words: f"Is it right to leave the {words}?")


cells = phrases(1, 14).map(str.capitalize)


def as_markdown(rows: list[tuple[str, ...]]) -> str:
    """The rows of a table as Markdown."""
    said = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([*said[:1], "| --- | --- | --- |", *said[1:]]) if rows else ""


@st.composite
def made_papers(draw: st.DrawFn) -> Made:
    subject = draw(phrases(1, 5)).capitalize()
    rows = (("Report of", "Chief Constable"), ("Subject", subject), ("Author", "Robin Vale"))
    blocks: list[Block] = [draw(st.sampled_from((table, tabs)))(*rows)]
    texts: list[str] = []
    number = 0
    for name in draw(st.lists(st.sampled_from(NAMES), unique=True, min_size=1)):
        blocks.append(heading(name))
        for words in draw(st.lists(paragraphs, min_size=1, max_size=3)):
            number += 1
            blocks.append(numbered(number, words))
            items = draw(st.lists(phrases(2, 6), max_size=2))
            blocks += [bullet(item) for item in items]
            # Two rows that the end of a page parts are told by nothing; of three, two stay together.
            rows = draw(st.lists(st.tuples(cells, cells, cells), min_size=3, max_size=5)) if draw(st.booleans()) else []
            blocks += [table(*rows)] if rows else []
            parts = [words, "\n".join(f"- {item}" for item in items), as_markdown(rows)]
            texts.append("\n\n".join(part for part in parts if part))
    blocks.append(heading("Questions"))
    questions = draw(st.lists(asking, min_size=1, max_size=4))
    for question in questions:
        number += 1
        blocks.append(numbered(number, question))
        texts.append(question)
    said = draw(st.lists(st.sampled_from(("Financial", "Legal", "Equality")), unique=True))
    implications = tuple((name, draw(sentences)) for name in said)
    if implications:
        blocks += [heading("Implications"), table(*implications)]
    return Made(tuple(blocks), subject, tuple(texts), tuple(questions), implications)


@pytest.mark.parametrize("ending", PENS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(made=made_papers())
def test_what_was_written_is_what_is_found(ending: str, made: Made) -> None:
    found = read_file(f"paper.{ending}", PENS[ending](made.blocks))
    assert (found.head.report_of, found.head.subject) == ("Chief Constable", made.subject)
    assert found.head.author == ["Robin Vale"]
    assert [p.number for p in found.paragraphs] == [str(at) for at in range(1, len(made.texts) + 1)]
    assert [p.text for p in found.paragraphs] == list(made.texts)
    assert [(q.text, q.kind) for q in found.questions] == [(text, "closed") for text in made.questions]
    assert [(i.name, i.text) for i in found.implications] == list(made.implications)
    assert (found.unplaced, found.papers, found.notes) == ((), (), ())
    assert dropped(as_txt(made.blocks), found) == []
    assert pointed_at(found) == {line.index for line in found.source_lines}
