"""Attempts to sign in: counted by account and by address, so that the next one waits. Nobody is ever locked out.

Counts are in the database, the same for every process. A device that has signed in to an account before is counted
apart, so that somebody who tries a member's address all night does not keep the member waiting.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import InstrumentedAttribute

from ethics.extensions import db
from ethics.models import SignInAttempt

WINDOW = timedelta(minutes=15)
KEPT = timedelta(days=1)
ACCOUNT_FREE, ACCOUNT_LONGEST = 5, timedelta(seconds=30)
ADDRESS_FREE, ADDRESS_LONGEST = 20, timedelta(seconds=60)


def wait(account: str, address: str, now: datetime) -> timedelta:
    """How long the next attempt has still to wait: nothing for the first few, then twice as long each time, to a limit.

    ``account`` and ``address`` are keyed digests.
    """
    return max(
        _wait_for(SignInAttempt.account_digest, account, now, ACCOUNT_FREE, ACCOUNT_LONGEST),
        _wait_for(SignInAttempt.address_digest, address, now, ADDRESS_FREE, ADDRESS_LONGEST),
    )


def begin(account: str, address: str, now: datetime) -> timedelta:
    """Count an attempt before it is known how it ends; gives back how long to wait where it comes too early, and then
    it is not counted, so that waiting is never made longer by impatience.
    """
    still = wait(account, address, now)
    if not still:
        db.session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - KEPT))
        db.session.add(SignInAttempt(account_digest=account, address_digest=address, at=now))
        db.session.flush()
    return still


def succeeded(account: str) -> None:
    """The attempt ended well: nothing is held against the account any more."""
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.account_digest == account))


def _wait_for(
    column: InstrumentedAttribute[str], digest: str, now: datetime, free: int, longest: timedelta
) -> timedelta:
    failed, last = db.session.execute(
        select(func.count(), func.max(SignInAttempt.at)).where(column == digest, SignInAttempt.at > now - WINDOW)
    ).one()
    if failed < free:
        return timedelta(0)
    needed = min(timedelta(seconds=2 ** min(failed - free, 10)), longest)
    return max(last + needed - now, timedelta(0))
