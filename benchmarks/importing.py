"""How long a paper of a hundred pages takes to import, as each kind of file: `python -m benchmarks.importing`."""

import sys
import time
from collections.abc import Sequence
from statistics import median

from ethics.importing import read_file
from tests.importing.written import PENS, Block, heading, numbered

PAGES, ROUNDS, AIM = 100, 3, 3.0
_SENTENCE = "The force has thought about this for a long time and would like to hear what others make of it all. "


def paper(pages: int) -> Sequence[Block]:
    """About so many pages of eight numbered paragraphs each, and a question at the end."""
    made: list[Block] = []
    for page in range(pages):
        made.append(heading(f"Part {page + 1} of the argument"))
        made += [numbered(page * 8 + at + 1, _SENTENCE * 4) for at in range(8)]
    return [heading("Background"), *made, heading("Questions"), numbered(pages * 8 + 1, "Is it right to go on?")]


def main() -> int:
    """Print the median of some rounds for each kind of file; give back 1 where one takes longer than the aim."""
    slow = False
    print(f"A paper of {PAGES} pages, {ROUNDS} rounds, aim {AIM:g} s\n\n| file | MB | seconds |\n|---|---|---|")
    for ending, pen in PENS.items():
        data = pen(paper(PAGES))
        taken: list[float] = []
        for _ in range(ROUNDS):
            began = time.perf_counter()
            found = read_file(f"paper.{ending}", data)
            taken.append(time.perf_counter() - began)
            assert len(found.paragraphs) >= PAGES * 8
        slow = slow or median(taken) > AIM
        print(f"| .{ending} | {len(data) / 1e6:.2f} | {median(taken):.2f} |")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
