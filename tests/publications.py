"""A dilemma's way to the public through the real services, as far as a test wants it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from ethics.domain.vocabulary import FindingOutcome, PublicationStatus, State
from ethics.models import Dilemma, Finding, Publication
from ethics.services import disclosure, publishing
from tests.cast import AnySession, Cast
from tests.factories import a_dilemma

Clock = Callable[[], datetime]


def latest(session: AnySession, dilemma: Dilemma) -> Publication:
    """The newest edition."""
    return session.scalars(
        select(Publication).where(Publication.dilemma_id == dilemma.id).order_by(Publication.edition.desc()).limit(1)
    ).one()


def findings_of(session: AnySession, row: Publication) -> list[Finding]:
    """What the scan found in it, in order."""
    return list(session.scalars(select(Finding).where(Finding.publication_id == row.id).order_by(Finding.id)))


def in_review(session: AnySession, cast: Cast, dilemma: Dilemma, clock: Clock, **typed: Any) -> Publication:
    """Asked for by the Secretary."""
    publishing.ask_review(cast.actor(cast.secretary), dilemma.ref, clock, **typed)
    return latest(session, dilemma)


def cleared(session: AnySession, cast: Cast, dilemma: Dilemma, clock: Clock, **typed: Any) -> Publication:
    """Cleared by the reviewer, everything the scan found kept with a reason."""
    row = in_review(session, cast, dilemma, clock, **typed)
    clear(session, cast, dilemma, row, clock)
    return row


def clear(session: AnySession, cast: Cast, dilemma: Dilemma, row: Publication, clock: Clock) -> None:
    """The reviewer keeps what is still open, and clears the text."""
    reviewer = cast.actor(cast.reviewer)
    still = [finding.id for finding in findings_of(session, row) if finding.outcome is None]
    if still:
        disclosure.settle(reviewer, dilemma.ref, still, FindingOutcome.KEPT, "It is known to everybody.", clock)
    publishing.approve(reviewer, dilemma.ref, clock)


def published(
    session: AnySession, cast: Cast, dilemma: Dilemma, clock: Clock, *, public_from: datetime | None = None,
    in_short: Mapping[int, str] | None = None, summary: str = "", notice: str = "",
) -> Publication:  # fmt: skip
    """Published by the Chair, now or from a moment."""
    row = cleared(session, cast, dilemma, clock, summary=summary, notice=notice, in_short=in_short)
    publishing.publish(cast.actor(cast.chair), dilemma.ref, clock, public_from=public_from)
    assert row.status is PublicationStatus.PUBLISHED
    return row


def bring_published(
    bring: Callable[..., Any], cast: Cast, clock: Clock, state: State = State.AGREED, **more: Any
) -> str:
    """A committed dilemma whose advice is published; returns its public address. ``before`` is called first with the
    session and the dilemma; ``said`` is what is typed for the page.
    """
    refs: list[str] = []
    before = more.pop("before", None)
    said = more.pop("said", {})

    def then(session: AnySession, dilemma: Dilemma) -> None:
        if before is not None:
            before(session, dilemma)
        refs.append(published(session, cast, dilemma, clock, **said).ref)

    bring(state, then=then, **more)
    return f"/advice/{refs[0]}"


__all__ = ["a_dilemma", "bring_published", "clear", "cleared", "findings_of", "in_review", "latest", "published"]
