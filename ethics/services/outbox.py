"""The outbox: notices leave after the commit, each worded for its reader's standing at that moment.

Nothing is locked while a mail server is spoken to: notices are claimed in one short transaction, sent, and ticked off
in another. A claim that nobody came back from is free again after a while; so a message may come twice, never not at all.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage

from sqlalchemy import func, or_, select

from ethics.domain.actor import Clock
from ethics.domain.notices import NoticeKind
from ethics.domain.policy import Action, decide
from ethics.extensions import db, writing
from ethics.models import Committee, Dilemma, Notice, Person
from ethics.reading import frames, people, standing
from ethics.reading.titles import open_title
from ethics.services.notices import TOLD

log = logging.getLogger("ethics.outbox")

AT_ONCE = 50
ABANDONED = timedelta(minutes=10)
ENOUGH = 20
"""After so many failures nobody tries again."""
IN_A_ROW = 2
"""After so many failures in a row the post is taken to be shut, and the rest waits."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to be worded: who reads it, what it is about as far as they may know, and where it leads."""

    notice_id: int
    kind: NoticeKind
    name: str
    to: str
    key: str
    """What names the reader's sessions, for the links that prove who they are."""
    password: str | None
    path: str
    title: str
    committee: str


Word = Callable[[Letter], EmailMessage]
Post = Callable[[EmailMessage], None]


_NEEDED = {
    NoticeKind.ENQUIRY_ASKED: Action.SEE_ENQUIRIES,
    NoticeKind.ENQUIRY_SENT_BACK: Action.SEE_ENQUIRIES,
    NoticeKind.ENQUIRY_PASSED_ON: Action.SEE_ENQUIRIES,
    NoticeKind.ENQUIRY_ANSWERED: Action.SEE_ENQUIRIES,
}
"""What a reader must be allowed for a message that speaks of more than a title."""


def send_waiting(
    post: Post, word: Word, clock: Clock, *, again: bool = False, enough: Callable[[], bool] = lambda: False
) -> int:
    """Send what waits, and with ``again`` what failed before; returns how many messages left. Once there is ``enough``,
    the rest waits for another time.

    A notice about something its reader may not know of by now, or to somebody who may not sign in, is ticked off
    unsent. A failure is counted and never raised.
    """
    sent: list[int] = []
    failed: list[int] = []
    letters, silent = _claim(clock(), again)
    in_a_row = 0
    for letter in letters:
        if in_a_row >= IN_A_ROW or enough():
            break
        try:
            post(word(letter))
        except OSError as error:
            log.warning("the post refused notice %s: %s", letter.notice_id, type(error).__name__)
            failed.append(letter.notice_id)
            in_a_row += 1
        except Exception:  # one that cannot be worded must not hold up the others
            log.exception("notice %s could not be worded", letter.notice_id)
            failed.append(letter.notice_id)
        else:
            sent.append(letter.notice_id)
            in_a_row = 0
    untried = [letter.notice_id for letter in letters if letter.notice_id not in (*sent, *failed)]
    _tick_off([*sent, *silent], failed, untried, clock())
    return len(sent)


def has_new() -> bool:
    """Whether the transaction under way put something into the outbox; asked once, at its end."""
    return bool(db.session().info.pop(TOLD, False))


def still_waiting() -> int:
    """How many notices have not left yet and will be tried again."""
    waiting = select(func.count()).select_from(Notice).where(Notice.sent_at.is_(None), Notice.failed < ENOUGH)
    return db.session.scalar(waiting) or 0


def _claim(now: datetime, again: bool) -> tuple[list[Letter], list[int]]:
    waiting = select(Notice).where(
        Notice.sent_at.is_(None),
        or_(Notice.claimed_at.is_(None), Notice.claimed_at < now - ABANDONED),
        Notice.failed < ENOUGH if again else Notice.failed == 0,
    )
    with writing():
        notices = db.session.scalars(waiting.order_by(Notice.id).limit(AT_ONCE).with_for_update(skip_locked=True)).all()
        letters = _letters(notices, now)
        silent = {notice.id for notice in notices} - {letter.notice_id for letter in letters}
        for notice in notices:
            notice.claimed_at = now
        db.session.commit()
    return letters, sorted(silent)


def _letters(notices: Sequence[Notice], now: datetime) -> list[Letter]:
    """What each of these may say to its reader now; those who may not know are left out."""
    readers = {
        person.id: person
        for person in db.session.scalars(select(Person).where(Person.id.in_({notice.person_id for notice in notices})))
        if person.active
    }
    dilemmas = {
        dilemma.id: dilemma
        for dilemma in db.session.scalars(
            select(Dilemma).where(Dilemma.id.in_({notice.dilemma_id for notice in notices}))
        )
    }
    names = {row.id: row.name for row in db.session.execute(select(Committee.id, Committee.name))}
    letters = []
    for notice in notices:
        reader = readers.get(notice.person_id)
        actor = people.actor(reader.id) if reader is not None else None
        dilemma = dilemmas.get(notice.dilemma_id) if notice.dilemma_id is not None else None
        if reader is None or actor is None:
            continue
        needed = _NEEDED.get(notice.kind, Action.SEE_TITLE)
        if dilemma is not None and not decide(needed, standing.of(actor, dilemma, now)):
            continue
        letters.append(
            Letter(
                notice_id=notice.id,
                kind=notice.kind,
                name=reader.name,
                to=notice.to_address or reader.email,
                key=reader.fs_uniquifier,
                password=reader.password,
                path=notice.path,
                title=open_title(dilemma) if dilemma is not None else "",
                committee=names[dilemma.committee_id]
                if dilemma is not None
                else frames.for_actor(actor, None, now).name,
            )
        )
    return letters


def _tick_off(done: list[int], failed: list[int], untried: list[int], now: datetime) -> None:
    if not (done or failed or untried):
        return
    with writing():
        rows = db.session.scalars(select(Notice).where(Notice.id.in_([*done, *failed, *untried])))
        for notice in rows:
            notice.claimed_at = None
            if notice.id in failed:
                notice.failed += 1
            elif notice.id in done:
                notice.sent_at = now
        db.session.commit()
