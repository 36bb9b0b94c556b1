"""What an earlier text of a paper says, closed wherever the version in force closes it: closed text stays closed.

What was open once may have been read then; it is not handed out again. What was closed then and is open now stays
closed in the text of then.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from ethics.domain.differences import paired
from ethics.domain.vocabulary import Part
from ethics.reading.version_content import Content

Row = Mapping[str, Any]
_CLOSING = ("part", "part_reason", "part_note", "review_on")


def closed_since(content: Content, in_force: Content) -> Content:
    """The text with everything closed in it that ``in_force`` closes, for the reason and in the words given there.

    That is each scenario and question by its identity, each paragraph by the one that stands in its place now, each
    attachment by its label, and the same words or file anywhere. The subject is closed where it has a public title by now.
    """
    by_words = dict(_closed_words(in_force))
    scenarios, questions = _closed_by_id(in_force, "scenarios"), _closed_by_id(in_force, "questions")
    places = _closed_places(content, in_force)
    closed_files = [row for row in in_force.get("attachments", ()) if row["part"] == Part.CLOSED.value]
    files = {row[name]: row for row in closed_files for name in ("digest", "label")}
    return {
        **content,
        "dilemma": _subject(content["dilemma"], in_force["dilemma"]),
        "scenarios": [
            _closed(row, scenarios.get(row["scenario_id"]), by_words.get(row["title"])) for row in content["scenarios"]
        ],
        "blocks": [
            _closed(row, places.get(at), by_words.get(row["text"]), scenarios.get(row["scenario_id"]))
            for at, row in enumerate(content["blocks"])
        ],
        "questions": [
            _closed(row, questions.get(row["question_id"]), *(by_words.get(row[name]) for name in _ASKED))
            for row in content["questions"]
        ],
        "attachments": [
            _closed(row, files.get(row["digest"]), files.get(row["label"]))
            for row in content.get("attachments", ())  # a state kept before papers had them says nothing of them
        ],
    }


_ASKED = ("text", "title", "lead_in")


def _closed(row: Row, *closed_by: Row | None) -> Row:
    """The row closed as the first of these rows is; as it is where it is closed itself or none closes it."""
    if row.get("part") == Part.CLOSED.value:
        return row
    found = next((one for one in closed_by if one is not None), None)
    return row if found is None else {**row, **{name: found[name] for name in _CLOSING}}


def _closed_words(content: Content) -> Iterator[tuple[str, Row]]:
    named = (("blocks", ("text",)), ("questions", _ASKED), ("scenarios", ("title",)))
    for table, names in named:
        for row in content[table]:
            if row["part"] == Part.CLOSED.value:
                yield from ((row[name], row) for name in names if row[name])


def _closed_by_id(content: Content, table: str) -> dict[int, Row]:
    name = f"{table.removesuffix('s')}_id"
    return {row[name]: row for row in content[table] if row["part"] == Part.CLOSED.value}


def _closed_places(content: Content, in_force: Content) -> dict[int, Row]:
    """For each paragraph, by where it stands in the text, the closed one that stands in its place now."""
    then, now = _by_section(content), _by_section(in_force)
    found: dict[int, Row] = {}
    for section, old in then.items():
        new = now.get(section, [])
        if not any(row["part"] == Part.CLOSED.value for _, row in new):
            continue
        for i, j in paired([row["text"] for _, row in old], [row["text"] for _, row in new]):
            if i is not None and j is not None and new[j][1]["part"] == Part.CLOSED.value:
                found[old[i][0]] = new[j][1]
    return found


def _by_section(content: Content) -> dict[tuple[str, int | None], list[tuple[int, Row]]]:
    found: dict[tuple[str, int | None], list[tuple[int, Row]]] = defaultdict(list)
    for at, row in enumerate(content["blocks"]):
        found[row["section"], row["scenario_id"]].append((at, row))
    return found


def _subject(then: Row, now: Row) -> Row:
    return then if then["public_title"] or not now["public_title"] else {**then, "public_title": now["public_title"]}
