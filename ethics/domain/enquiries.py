"""An enquiry: what a member would know of the author, from being put to being answered.

The paper's own *questions* are what members take positions on; an *enquiry* asks the author for a fact.
"""

from ethics.domain.words import Worded


class Stage(Worded):
    """How far an enquiry has come. The Secretary looks at it first, so that no opinion slips in."""

    WITH_SECRETARY = "with_secretary", "With the Secretary"
    SENT_BACK = "sent_back", "Sent back to you"
    WITH_AUTHOR = "with_author", "With the author"
    ANSWERED = "answered", "Answered"


NOT_PASSED_ON = frozenset({Stage.WITH_SECRETARY, Stage.SENT_BACK})
"""While nobody but its asker and the Secretary knows of it: its asker may take it back."""
