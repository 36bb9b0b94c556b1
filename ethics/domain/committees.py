"""What a committee settles for itself: how it is called, the days it gives, and when enough of it has met (rules 6 and 7)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """What a committee has set. Days are counted as product.md says; names are as they are read."""

    name: str
    sentence: str
    office_name: str
    clear_days: int
    clear_days_are_working_days: bool
    close_days: int
    quorum_heads: int
    quorum_independent: int
    reply_days: int
    response_days: int
