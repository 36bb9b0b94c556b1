"""The advice among members: circulated, replied to clause by clause, signed off, and sent to the force (rules 9 and 12).

What a step still lacks is said by `lifecycle.still_missing`, which `take_step` asks; nothing here counts for itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from ethics.domain.actor import Actor, Clock
from ethics.domain.notices import NoticeKind
from ethics.domain.policy import Action
from ethics.domain.refusal import NotKnown, Stale, StaleText
from ethics.domain.vocabulary import Event, Reply, Step
from ethics.domain.words import say
from ethics.extensions import db
from ethics.models import Clause, Committee, Confirmation, EligibleMember
from ethics.reading import authors, facts
from ethics.services import notices
from ethics.services.checking import Checked
from ethics.services.drafting import due
from ethics.services.holding import Held, hold
from ethics.services.publishing import publish_answers
from ethics.services.steps import take_step


def circulate(
    actor: Actor, ref: str, clock: Clock, *, reply_by: date | None = None, row_version: int | None = None
) -> None:
    """Send the draft to the eligible members, fixed at this moment, who reply by 5pm on ``reply_by``: by default after
    the committee's days for replies. Refuses a day that is not to come.
    """
    held = hold(actor, ref, Action.CIRCULATE, clock, row_version=row_version)
    dilemma = held.dilemma
    committee = db.session.get_one(Committee, dilemma.committee_id)
    dilemma.replies_due_at = due("reply_by", reply_by, held.now, committee.reply_days)
    take_step(held, Step.CIRCULATE)
    eligible = facts.counting_seats(dilemma, undeclared=True)
    db.session.add_all(EligibleMember(dilemma_id=dilemma.id, person_id=person) for person in eligible)
    notices.tell(eligible, NoticeKind.CIRCULATED, held.now, dilemma=dilemma, path=f"/dilemmas/{dilemma.ref}/advice")


@dataclass(frozen=True, slots=True)
class ReplyDraft:
    """A member's reply to one wording of a clause; an objection says what wording would remove it."""

    reply: Reply
    wording: str = ""


@dataclass(frozen=True, slots=True)
class ClauseReply:
    """A reply, the clause it is to, and which of its wordings the member had before them."""

    clause_id: int
    text_version: int
    draft: ReplyDraft


def confirm(actor: Actor, ref: str, clause_id: int, text_version: int, draft: ReplyDraft, clock: Clock) -> None:
    """Reply to one clause as it stands; see `confirm_all`."""
    confirm_all(actor, ref, [ClauseReply(clause_id, text_version, draft)], clock)


def confirm_all(actor: Actor, ref: str, replies: Sequence[ClauseReply], clock: Clock) -> None:
    """Reply to these clauses as they stand, all or none. The same reply again is not a new one.

    Refuses with Invalid on ``wording-<clause id>`` an objection that does not say what wording would remove it, and with
    Stale where a clause has changed since it was read (a text named ``wording-<clause id>`` for each).
    """
    held = hold(actor, ref, Action.CONFIRM, clock)
    clauses = {reply.clause_id: _clause(held, reply.clause_id) for reply in replies}
    changed = [reply for reply in replies if clauses[reply.clause_id].text_version != reply.text_version]
    if changed:
        now = [
            StaleText(f"wording-{one.clause_id}", say("The clause as it is now"), clauses[one.clause_id].text)
            for one in changed
        ]
        raise Stale(clauses[changed[0].clause_id].text_version, now)
    check = Checked()
    needed = say("Say what wording would remove your objection.")
    said = {
        one.clause_id: check.text(
            f"wording-{one.clause_id}", one.draft.wording, needed if one.draft.reply is Reply.OBJECT else None
        )
        for one in replies
    }
    check.done()
    before = _latest(held, list(clauses))
    for one in replies:
        wording = said[one.clause_id] if one.draft.reply is Reply.OBJECT else ""
        if before.get(one.clause_id) == (one.text_version, one.draft.reply, wording):
            continue
        db.session.add(
            Confirmation(
                clause_id=one.clause_id, text_version=one.text_version, person_id=held.me, reply=one.draft.reply,
                wording=wording, replied_at=held.now,
            )
        )  # fmt: skip
        entry = {"clause": one.clause_id, "wording": one.text_version, "reply": one.draft.reply.value}
        held.journal(Event.CONFIRMED, facts=entry)


def sign_off(actor: Actor, ref: str, clock: Clock, *, row_version: int | None = None) -> None:
    """Fix the advice and its bases: from now on it is the Committee's (rule 12)."""
    held = hold(actor, ref, Action.SIGN_OFF, clock, row_version=row_version)
    take_step(held, Step.SIGN_OFF)


def send(
    actor: Actor, ref: str, clock: Clock, *, answer_by: date | None = None, row_version: int | None = None
) -> None:
    """Send agreed advice to author and sponsor, who answer by 5pm on ``answer_by``: by default after the committee's
    days for an answer. Refuses a day that is not to come.
    """
    held = hold(actor, ref, Action.SEND, clock, row_version=row_version)
    dilemma = held.dilemma
    committee = db.session.get_one(Committee, dilemma.committee_id)
    dilemma.response_due_at = due("answer_by", answer_by, held.now, committee.response_days)
    take_step(held, Step.SEND)
    path = f"/dilemmas/{dilemma.ref}"
    notices.tell(authors.ids_of(dilemma), NoticeKind.SENT, held.now, dilemma=dilemma, path=f"{path}/advice")
    notices.tell([dilemma.sponsor_id], NoticeKind.SENT, held.now, dilemma=dilemma, path=f"{path}/answer")
    publish_answers(held)


def _clause(held: Held, clause_id: int) -> Clause:
    clause = db.session.get(Clause, clause_id)
    if clause is None or clause.dilemma_id != held.dilemma.id or clause.dropped_at is not None:
        raise NotKnown
    return clause


def _latest(held: Held, clause_ids: Sequence[int]) -> dict[int, tuple[int, Reply, str]]:
    rows = db.session.scalars(
        select(Confirmation)
        .where(Confirmation.person_id == held.me, Confirmation.clause_id.in_(clause_ids))
        .order_by(Confirmation.id)
    )
    return {row.clause_id: (row.text_version, row.reply, row.wording) for row in rows}
