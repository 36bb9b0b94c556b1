"""Looking at what was typed before it is stored: the length its column holds, what must be said, and markings (rule 14)."""

from ethics.domain.disclosure import Marking, marking_of
from ethics.domain.refusal import Invalid
from ethics.domain.words import Message, say, say_many
from ethics.richtext import tidy, tidy_line

LONGEST_LINE = 300
"""What a column of one line holds."""
LONGEST_TEXT = 200_000
"""What one box may hold: more than the longest paper seen, and little enough to be read at once."""

SECRET = say("This is marked SECRET or above. Nothing marked so may be entered here; take it out of this page.")


class Checked:
    """Gathers what cannot stand, field by field, so that everything is said at once."""

    def __init__(self) -> None:
        self.errors: dict[str, Message] = {}

    def line(self, field: str, text: str, missing: Message | None = None) -> str:
        """The text as one line; wrong where it is too long, marked, or empty though ``missing`` says it is needed."""
        said = tidy_line(text, limit=None)
        self._look(field, said, LONGEST_LINE, missing)
        return said

    def text(self, field: str, text: str, missing: Message | None = None, longest: int = LONGEST_TEXT) -> str:
        """The text as it is to be stored; wrong as for a line."""
        said = tidy(text, limit=None)
        self._look(field, said, longest, missing)
        return said

    def wrong(self, field: str, message: Message) -> None:
        """Say that this field cannot stand. The first thing said of a field is kept."""
        self.errors.setdefault(field, message)

    def done(self) -> None:
        """Refuse with Invalid where anything was wrong."""
        if self.errors:
            raise Invalid(self.errors)

    def _look(self, field: str, said: str, longest: int, missing: Message | None) -> None:
        if not said and missing is not None:
            self.wrong(field, missing)
        elif len(said) > longest:
            self.wrong(
                field,
                say_many("This is one character too long.", "This is %(n)s characters too long.", len(said) - longest),
            )
        elif is_secret(said):
            self.wrong(field, SECRET)


def is_secret(text: str) -> bool:
    """Whether the text carries a marking of SECRET or above (rule 14)."""
    return marking_of(text) is Marking.REFUSED


def asks_for_part_2(text: str) -> bool:
    """Whether the text carries a marking that belongs in Part 2 (rule 14)."""
    return marking_of(text) is Marking.PART_2
