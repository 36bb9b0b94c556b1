"""Whether the totals of a Markdown table are what its rows come to."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

_TOTAL: Final = re.compile(
    r"(?:sub-?|grand |over-?all )?total(?:s|\b(?! (?:of )?(?:which|population)))|(?:sum|altogether|in all)\b|balance$",
    re.IGNORECASE,
)
_GRAND: Final = re.compile(r"(?:grand|over-?all)\b", re.IGNORECASE)
_RECEIVED: Final = re.compile(r"\b(?:received|income|grants?|funding|less|savings?)\b", re.IGNORECASE)
_LEFT: Final = re.compile(
    r"\b(?:contribution|net|remaining|remainder|shortfall|left|to be (?:found|met))\b", re.IGNORECASE
)
_NUMBER: Final = re.compile(
    r"[\s*_]*(?P<open>\()?\s*(?P<sign>[-−–])?\s*[£$€]?\s*(?P<digits>\d{1,3}(?:,\d{3})+|\d+)(?P<part>\.\d+)?\s*"
    r"(?P<unit>%|k|m|bn|million|thousand|hours|hrs)?\s*\)?[\s*_]*",
    re.IGNORECASE,
)
_RULE: Final = re.compile(r"[\s|:-]+")
_NOTHING: Final = re.compile(r"[\s*_–—-]*|n/?a|nil|none", re.IGNORECASE)

Disagreement = tuple[str, str, str]


def disagreements(text: str) -> Iterator[Disagreement]:
    """For each column of each table whose total row says something else than its rows come to: the column's heading, what
    the total says, and what the rows come to. So for what is left of a total after what was received.

    Columns that are not all numbers of one kind are passed over.
    """
    for head, *body in _tables(text):
        begins = 0
        total: Sequence[str] | None = None
        less: list[Sequence[str]] = []
        for at, row in enumerate(body):
            label = row[0].strip(" *_:") if row else ""
            if _TOTAL.match(label):
                grand = _GRAND.match(label)
                above = [one for one in body[(0 if grand else begins) : at] if not _TOTAL.match(one[0].strip(" *_:"))]
                if len(above) > 1:
                    yield from _columns(head, above, row)
                begins, total, less = at + 1, row, []
            elif total is not None and less and _LEFT.search(label):
                yield from _columns(head, [total, *map(_negative, less)], row)
                total = None
            elif total is not None and _RECEIVED.search(label):
                less.append(row)
            else:
                total = None


def _negative(row: Sequence[str]) -> list[str]:
    """A row to be taken away."""
    return [row[0], *(f"-{cell.strip(' *_')}" if _NUMBER.fullmatch(cell) else cell for cell in row[1:])]


def _columns(head: Sequence[str], above: Sequence[Sequence[str]], total: Sequence[str]) -> Iterator[Disagreement]:
    for column in range(1, len(total)):
        stated = _number(total[column])
        cells = [row[column] if column < len(row) else "" for row in above]
        numbers = [_number(cell) for cell in cells]
        if stated is None or any(
            one is None and not _NOTHING.fullmatch(cell) for one, cell in zip(numbers, cells, strict=True)
        ):
            continue
        known = [one for one in numbers if one is not None]
        if len(known) < 2 or {unit for _, unit in known} != {stated[1]} or stated[1] == "%":
            continue
        counted = sum((value for value, _ in known), Decimal(0))
        places = max(-_exponent(value) for value, _ in [*known, stated])
        rounding = Decimal(len(known)) / 2 / (10**places) if places else Decimal(0)
        if abs(counted - stated[0]) > rounding:
            name = head[column].strip(" *_") if column < len(head) else ""
            yield name or str(column + 1), total[column].strip(" *_"), f"{counted:,}"


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _number(cell: str) -> tuple[Decimal, str] | None:
    found = _NUMBER.fullmatch(cell.replace("\\", ""))
    if not found:
        return None
    value = Decimal(found["digits"].replace(",", "") + (found["part"] or ""))
    return (-value if found["sign"] or found["open"] else value), (found["unit"] or "").lower()


def _tables(text: str) -> Iterator[list[list[str]]]:
    """The tables of a text as rows of cells, the heading first and its rule left out."""
    rows: list[list[str]] = []
    for line in [*text.splitlines(), ""]:
        if line.strip().startswith("|"):
            if not _RULE.fullmatch(line):
                rows.append([cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))])
        elif rows:
            if len(rows) > 2:
                yield rows
            rows = []
