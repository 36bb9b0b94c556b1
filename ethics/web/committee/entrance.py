"""What the door worked out, handed on to the reading that makes the page."""

from ethics.reading.entering import Entered
from ethics.web.door import Visit


def entered(visit: Visit) -> Entered | None:
    """The dilemma and standing of this visit; None where the door was for something else."""
    if visit.dilemma_id is None or visit.standing is None:
        return None
    return Entered(visit.dilemma_id, visit.standing)
